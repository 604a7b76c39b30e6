/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of an unpacking process, read from its pipe; see unpack_stream.h. */
#include "convert/unpack_stream.h"
#include <errno.h>
#include <poll.h>
#include <unistd.h>

struct unpack_stream {
	int fd;
	struct unpack_waiting waiting;
	struct unpack_frame frame; /* the latest */
	bool again;                /* it is the next one, too */
	bool failed;
	unsigned char rest[UNPACK_DATA_MAX]; /* no frame has more */
};

struct unpack_stream *
unpack_stream_new(int fd, const struct unpack_waiting *w)
{
	struct unpack_stream *s = g_new0(struct unpack_stream, 1);

	s->fd = fd;
	s->waiting = *w;
	if (s->waiting.patience_ms == 0)
		s->waiting.patience_ms = UNPACK_PATIENCE_MS;
	return s;
}

void
unpack_stream_free(struct unpack_stream *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	g_free(s);
}

/* Waits until there is something to read. A signal is looked at by go_on. */
static bool
wait_for_bytes(struct unpack_stream *s, GError **error)
{
	struct pollfd p = {.fd = s->fd, .events = POLLIN};
	int n;

	do {
		if (s->waiting.go_on != NULL && !s->waiting.go_on(error))
			return false;
		n = poll(&p, 1, s->waiting.patience_ms);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set_errno(error, errno, "poll");
	return n > 0 || err_set(error, ERR_FORMAT, "unpacking: no answer for too long");
}

static bool
read_bytes(struct unpack_stream *s, unsigned char *buf, size_t len, GError **error)
{
	size_t have = 0;

	while (have < len) {
		ssize_t n;

		if (!wait_for_bytes(s, error))
			return false;
		n = read(s->fd, buf + have, len - have);
		if (n == 0)
			return err_set(error, ERR_FORMAT, "unpacking: the process ended early");
		if (n < 0 && errno != EINTR)
			return err_set_errno(error, errno, "read");
		have += (size_t)MAX(n, 0);
	}
	return true;
}

bool
unpack_stream_next(struct unpack_stream *s, struct unpack_frame *f, GError **error)
{
	unsigned char header[UNPACK_HEADER_LEN];

	if (s->failed)
		return err_set(error, ERR_FORMAT, "unpacking: it failed before");
	if (!s->again) {
		s->failed = !read_bytes(s, header, sizeof(header), error) ||
		    !unpack_frame_parse(header, &s->frame, error) ||
		    !read_bytes(s, s->rest, s->frame.len, error);
		s->frame.rest = s->rest;
	}
	s->again = false;
	*f = s->frame;
	return !s->failed;
}

void
unpack_stream_back(struct unpack_stream *s)
{
	s->again = true;
}
