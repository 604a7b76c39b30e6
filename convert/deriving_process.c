/* SPDX-License-Identifier: Apache-2.0 */
/* A process that derives, seen from outside; see deriving_process.h. */
#include "convert/deriving_process.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convert/derive_frame.h"

struct deriving_process {
	const struct deriving_options *options;
	struct unpack_stream *stream;
	int answers;  /* our end of the socket that it asks through */
	gint64 since; /* monotonic time of its latest result, in microseconds */
};

struct deriving_process *
deriving_process_start(const struct deriving_options *o, guint64 first, GError **error)
{
	const struct unpack_job job = {
	    .level = o->level,
	    .deriving = true,
	    .derive =
		{
		    .format = derive_number(o->ops),
		    .size = o->size,
		    .walk = o->walk,
		    .first = first,
		    .recover = o->recover,
		},
	};
	struct deriving_process *p;
	int ends[2], fd;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		err_set_errno(error, errno, "socketpair");
		return NULL;
	}
	fd = unpacker_run(o->unpacker, &job, ends[1], error);
	(void)close(ends[1]);
	if (fd < 0) {
		(void)close(ends[0]);
		return NULL;
	}
	p = g_new0(struct deriving_process, 1);
	p->options = o;
	p->answers = ends[0];
	p->since = g_get_monotonic_time();
	p->stream = unpack_stream_new(fd, &o->waiting);
	return p;
}

void
deriving_process_end(struct deriving_process *p)
{
	if (p == NULL)
		return;
	unpack_stream_free(p->stream);
	(void)close(p->answers);
	g_free(p);
}

gint64
deriving_process_waited(const struct deriving_process *p)
{
	return (g_get_monotonic_time() - p->since) / 1000;
}

/* Sends len bytes to a process, which may have ended, or may not listen. */
static bool
tell(struct deriving_process *p, const void *bytes, size_t len, GError **error)
{
	const unsigned char *from = bytes;

	while (len > 0) {
		struct pollfd room = {.fd = p->answers, .events = POLLOUT};
		ssize_t n = send(p->answers, from, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN &&
		    poll(&room, 1, p->options->waiting.patience_ms) == 0)
			return err_set(error, ERR_FORMAT, "deriving: it does not listen");
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return err_set(error, ERR_FORMAT, "deriving: the process ended early");
		from += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
	return true;
}

bool
deriving_process_ask(struct deriving_process *p, guint64 node, GError **error)
{
	guint64 le = GUINT64_TO_LE(node);

	p->since = g_get_monotonic_time();
	return tell(p, &le, sizeof(le), error);
}

/* Reads len bytes at an offset, or up to the end of the file: the number read, -1 if that fails. */
static gssize
read_all(struct tree_file *f, unsigned char *buf, size_t len, guint64 at)
{
	size_t done = 0;

	while (done < len) {
		gssize n = tree_file_pread(f, buf + done, len - done, at + done, NULL);

		if (n < 0)
			return -1;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	return (gssize)done;
}

/* Answers a question for bytes of the file. */
static bool
answer(struct deriving_process *p, const struct unpack_frame *f, GError **error)
{
	unsigned char bytes[sizeof(guint32) + DERIVE_WANT_MAX];
	struct derive_want want;
	guint32 n;
	gssize got;

	if (!derive_want_parse(f, &want, error))
		return false;
	got = read_all(p->options->file, bytes + sizeof(n), want.len, want.at);
	n = GUINT32_TO_LE(got >= 0 ? (guint32)got : DERIVE_UNREADABLE);
	memcpy(bytes, &n, sizeof(n));
	return tell(p, bytes, sizeof(n) + (size_t)MAX(got, 0), error);
}

bool
deriving_process_next(struct deriving_process *p, struct unpack_frame *f, GError **error)
{
	gint64 slow = 1000 *
	    (DERIVING_SLOW_MS + (gint64)MIN(p->options->size / DERIVING_SLOW_BYTES, G_MAXINT32));

	while (unpack_stream_next(p->stream, f, error)) {
		gint64 now = g_get_monotonic_time();

		if (f->type != UNPACK_WANT) {
			p->since = now;
			return true;
		}
		if (now - p->since > slow)
			return err_set(error, ERR_FORMAT, "deriving: no result for too long");
		if (!answer(p, f, error))
			return false;
	}
	return false;
}
