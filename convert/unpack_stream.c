/* SPDX-License-Identifier: Apache-2.0 */
/* The frames of an unpacking process, read from its pipe; see unpack_stream.h. */
#include "convert/unpack_stream.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct unpack_stream {
	int fd;
	struct unpack_waiting waiting;
	struct unpack_frame frame; /* the latest */
	bool again;                /* it is the next one, too */
	bool failed;
	size_t from, until; /* what of buf is not given out yet */
	unsigned char
	    buf[2 * (UNPACK_HEADER_LEN + UNPACK_DATA_MAX)]; /* no frame is longer than half */
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

/* The next len bytes, given out; NULL if they cannot be had. */
static const unsigned char *
take(struct unpack_stream *s, size_t len, GError **error)
{
	while (s->until - s->from < len) {
		ssize_t n;

		if (!wait_for_bytes(s, error))
			return NULL;
		n = read(s->fd, s->buf + s->until, sizeof(s->buf) - s->until);
		if (n == 0)
			err_set(error, ERR_FORMAT, "unpacking: the process ended early");
		else if (n < 0 && errno != EINTR)
			err_set_errno(error, errno, "read");
		if (n == 0 || (n < 0 && errno != EINTR))
			return NULL;
		s->until += (size_t)MAX(n, 0);
	}
	s->from += len;
	return s->buf + s->from - len;
}

/* Makes room for a whole frame; what was given out before is given up. */
static void
make_room(struct unpack_stream *s)
{
	if (s->from < sizeof(s->buf) / 2 && s->from != s->until)
		return;
	memmove(s->buf, s->buf + s->from, s->until - s->from);
	s->until -= s->from;
	s->from = 0;
}

static bool
next_frame(struct unpack_stream *s, GError **error)
{
	const unsigned char *header;

	make_room(s);
	header = take(s, UNPACK_HEADER_LEN, error);
	if (header == NULL || !unpack_frame_parse(header, &s->frame, error))
		return false;
	s->frame.rest = take(s, s->frame.len, error);
	return s->frame.rest != NULL;
}

bool
unpack_stream_next(struct unpack_stream *s, struct unpack_frame *f, GError **error)
{
	if (s->failed)
		return err_set(error, ERR_FORMAT, "unpacking: it failed before");
	if (!s->again)
		s->failed = !next_frame(s, error);
	s->again = false;
	*f = s->frame;
	return !s->failed;
}

void
unpack_stream_back(struct unpack_stream *s)
{
	s->again = true;
}
