/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that are held back until all are there; see spool.h. */
#include "convert/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "convert/outdir.h"

#define SPOOL_NAME "%spool" /* no folder is called so: foldername.h */

struct spool {
	int dirfd;
	int fd;     /* of SPOOL_NAME, or -1: all is in buf */
	size_t len; /* bytes in buf, behind those in the file */
	guint64 total;
	unsigned char buf[SPOOL_MEMORY];
};

struct spool *
spool_new(int dirfd)
{
	struct spool *s = g_malloc(sizeof(*s));

	s->dirfd = dirfd;
	s->fd = -1;
	s->len = 0;
	s->total = 0;
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->fd >= 0) {
		close(s->fd);
		unlinkat(s->dirfd, SPOOL_NAME, 0);
	}
	g_free(s);
}

guint64
spool_len(const struct spool *s)
{
	return s->total;
}

/* Writes buf to the file, which is made if there is none. */
static bool
flush(struct spool *s, GError **error)
{
	if (s->fd < 0)
		s->fd = openat(s->dirfd, SPOOL_NAME, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (s->fd < 0)
		return err_set_errno(error, errno, "make a temporary file in the output");
	if (!write_all(s->fd, s->buf, s->len, error))
		return false;
	s->len = 0;
	return true;
}

bool
spool_write(struct spool *s, const void *data, size_t len, GError **error)
{
	const unsigned char *p = data;

	s->total += len;
	while (len > 0) {
		size_t room = sizeof(s->buf) - s->len;
		size_t n = MIN(room, len);

		if (room == 0) {
			if (!flush(s, error))
				return false;
			continue;
		}
		memcpy(s->buf + s->len, p, n);
		s->len += n;
		p += n;
		len -= n;
	}
	return true;
}

bool
spool_keep(struct spool *s, int dirfd, const char *name, gint64 mtime, GError **error)
{
	int fd;

	if (!flush(s, error))
		return false;
	fd = s->fd;
	s->fd = -1;
	s->total = 0;
	if (!close_dated(fd, mtime, error))
		return false;
	if (renameat(s->dirfd, SPOOL_NAME, dirfd, name) != 0)
		return err_set_errno(error, errno, "rename a file");
	return true;
}

/* Hands the file's bytes to out, through buf, which has been flushed. */
static bool
drain_file(struct spool *s, bool (*out)(void *user, const void *data, size_t len, GError **error),
    void *user, GError **error)
{
	guint64 at = 0;

	while (at < s->total) {
		ssize_t n = pread(s->fd, s->buf, sizeof(s->buf), (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(error, errno, "read a temporary file");
		if (n == 0)
			return err_set(
			    error, ERR_IO, "a temporary file was cut by another program");
		if (!out(user, s->buf, (size_t)n, error))
			return false;
		at += (guint64)n;
	}
	return true;
}

bool
spool_drain(struct spool *s, bool (*out)(void *user, const void *data, size_t len, GError **error),
    void *user, GError **error)
{
	if (s->fd < 0) {
		if (s->len > 0 && !out(user, s->buf, s->len, error))
			return false;
	} else {
		if (!flush(s, error) || !drain_file(s, out, user, error))
			return false;
		close(s->fd);
		s->fd = -1;
		if (unlinkat(s->dirfd, SPOOL_NAME, 0) != 0)
			return err_set_errno(error, errno, "remove a temporary file");
	}
	s->len = 0;
	s->total = 0;
	return true;
}
