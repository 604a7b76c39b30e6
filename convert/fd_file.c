/* SPDX-License-Identifier: Apache-2.0 */
/* A file of a tree that is a descriptor of a regular file; see fd_file.h. */
#include "convert/fd_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define READAHEAD (128 * 1024) /* what the kernel reads ahead anyway */

struct fd_file {
	struct tree_file base;
	int fd;
	guint64 at; /* of the next tree_file_read: descriptors of one file may share a position */
	struct stat before;
};

static gssize
fd_file_pread(struct tree_file *f, void *buf, size_t len, guint64 at, GError **error)
{
	struct fd_file *file = (struct fd_file *)f;
	ssize_t n;

	if (at > G_MAXINT64)
		return 0;
	do
		n = pread(file->fd, buf, MIN(len, G_MAXINT), (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		err_set_errno(error, errno, "read");
	return n;
}

static gssize
fd_file_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	struct fd_file *file = (struct fd_file *)f;
	gssize n = fd_file_pread(f, buf, len, file->at, error);

	if (n > 0)
		file->at += (guint64)n;
	return n;
}

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool
fd_file_changed(struct tree_file *f, GError **error)
{
	struct fd_file *file = (struct fd_file *)f;
	const struct stat *b = &file->before;
	struct stat now;

	if (fstat(file->fd, &now) != 0)
		return !err_set_errno(error, errno, "stat");
	return now.st_dev != b->st_dev || now.st_ino != b->st_ino || now.st_size != b->st_size ||
	    !same_time(&now.st_mtim, &b->st_mtim) || !same_time(&now.st_ctim, &b->st_ctim);
}

static int
fd_file_descriptor(const struct tree_file *f)
{
	return ((const struct fd_file *)f)->fd;
}

static void
fd_file_close(struct tree_file *f)
{
	struct fd_file *file = (struct fd_file *)f;

	if (file->fd >= 0)
		close(file->fd);
	g_free(file);
}

static const struct tree_file_ops fd_file_ops = {
    .read = fd_file_read,
    .pread = fd_file_pread,
    .changed = fd_file_changed,
    .descriptor = fd_file_descriptor,
    .close = fd_file_close,
};

struct tree_file *
fd_file_open(int fd, const struct stat *before, GError **error)
{
	int errnum = errno;
	struct fd_file *file = g_new0(struct fd_file, 1);
	g_autoptr(tree_file) f = &file->base;
	struct stat now;

	file->base.ops = &fd_file_ops;
	file->fd = fd;
	if (fd < 0) {
		err_set_errno(error, errnum, "open");
		return NULL;
	}
	if (fstat(fd, &now) != 0) {
		err_set_errno(error, errno, "stat");
		return NULL;
	}
	if (!S_ISREG(now.st_mode)) {
		err_set(error, ERR_IO, "open: not a regular file");
		return NULL;
	}
	file->before = before != NULL ? *before : now;
	if (now.st_size > READAHEAD)
		posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL); /* advice only: it may fail */
	return g_steal_pointer(&f);
}
