/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that another process derives; see deriving.h. */
#include "convert/deriving.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "convert/derive_frame.h"

/* What of a walk was told, so that another process need not tell it again. */
struct told {
	guint64 nitems, nfolders;
	GHashTable *said; /* exceptions that are of no item, as they were said */
};

struct deriving {
	struct deriving_options options;
	struct unpack_stream *stream; /* NULL: no process is at work */
	int answers;                  /* our end of the socket that it asks through, or -1 */
	guint restarts;
	guint64 nbytes; /* of all messages so far */
	gint64 since;   /* monotonic time of its latest result, in microseconds */
	struct told told;
	guint64 passed; /* folders that the process at hand has told */
	bool in_item;   /* what it says is of the item at hand */
	guint64 node;   /* that was asked for, or 0 */
	bool ended;
	struct message message;
	struct buffer *buffer;
	char *text;
};

struct deriving *
deriving_new(const struct deriving_options *o)
{
	struct deriving *d = g_new0(struct deriving, 1);

	d->options = *o;
	if (d->options.waiting.patience_ms == 0)
		d->options.waiting.patience_ms = DERIVING_PATIENCE_MS;
	d->answers = -1;
	d->told.said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return d;
}

static void
leave_process(struct deriving *d)
{
	g_clear_pointer(&d->stream, unpack_stream_free);
	if (d->answers >= 0)
		(void)close(d->answers);
	d->answers = -1;
}

void
deriving_free(struct deriving *d)
{
	if (d == NULL)
		return;
	leave_process(d);
	message_clear(&d->message);
	buffer_unref(d->buffer);
	g_hash_table_unref(d->told.said);
	g_free(d->text);
	g_free(d);
}

/* Starts a process that goes on behind what was told. */
static bool
start(struct deriving *d, GError **error)
{
	const struct deriving_options *o = &d->options;
	const struct unpack_job job = {
	    .level = o->level,
	    .deriving = true,
	    .derive =
		{
		    .format = derive_number(o->ops),
		    .size = o->size,
		    .walk = o->walk,
		    .first = d->told.nitems,
		    .recover = o->recover,
		},
	};
	int ends[2], fd;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		err_set_errno(error, errno, "socketpair");
		return false;
	}
	fd = unpacker_run(o->unpacker, &job, ends[1], error);
	(void)close(ends[1]);
	d->answers = ends[0];
	d->passed = 0;
	d->since = g_get_monotonic_time();
	d->stream = fd >= 0 ? unpack_stream_new(fd, &o->waiting) : NULL;
	return fd >= 0;
}

/* Sends len bytes to a process, which may have ended, or may not listen. */
static bool
tell(struct deriving *d, const void *bytes, size_t len, GError **error)
{
	const unsigned char *p = bytes;

	while (len > 0) {
		struct pollfd room = {.fd = d->answers, .events = POLLOUT};
		ssize_t n = send(d->answers, p, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN && poll(&room, 1, d->options.waiting.patience_ms) == 0)
			return err_set(error, ERR_FORMAT, "deriving: it does not listen");
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return err_set(error, ERR_FORMAT, "deriving: the process ended early");
		p += MAX(n, 0);
		len -= (size_t)MAX(n, 0);
	}
	return true;
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
answer(struct deriving *d, const struct unpack_frame *f, GError **error)
{
	unsigned char bytes[sizeof(guint32) + DERIVE_WANT_MAX];
	struct derive_want want;
	guint32 n;
	gssize got;

	if (!derive_want_parse(f, &want, error))
		return false;
	got = read_all(d->options.file, bytes + sizeof(n), want.len, want.at);
	n = GUINT32_TO_LE(got >= 0 ? (guint32)got : DERIVE_UNREADABLE);
	memcpy(bytes, &n, sizeof(n));
	return tell(d, bytes, sizeof(n) + (size_t)MAX(got, 0), error);
}

/* The next frame that is no question. */
static bool
next_frame(struct deriving *d, struct unpack_frame *f, GError **error)
{
	gint64 slow = 1000 *
	    (DERIVING_SLOW_MS + (gint64)MIN(d->options.size / DERIVING_SLOW_BYTES, G_MAXINT32));

	while (unpack_stream_next(d->stream, f, error)) {
		gint64 now = g_get_monotonic_time();

		if (f->type != UNPACK_WANT) {
			d->since = now;
			return true;
		}
		if (now - d->since > slow)
			return err_set(error, ERR_FORMAT, "deriving: no result for too long");
		if (!answer(d, f, error))
			return false;
	}
	return false;
}

static const char *
keep_text(struct deriving *d, char *text)
{
	g_free(d->text);
	d->text = text;
	return text;
}

/* What the process says, which may have foreign bytes in it. */
static const char *
said(struct deriving *d, const struct unpack_frame *f)
{
	g_autofree char *text = g_strndup((const char *)f->rest, f->len);

	return keep_text(d, g_strescape(text, NULL));
}

static bool
misplaced(GError **error)
{
	return err_set(error, ERR_FORMAT, "deriving: an answer that is out of place");
}

static bool
take_bytes(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	guint64 most = MAX(DERIVING_BYTES_MAX,
	    d->options.size * MIN(DERIVING_RATIO_MAX, G_MAXUINT64 / MAX(d->options.size, 1)));

	if (f->len > most - d->nbytes)
		return err_set(
		    error, ERR_FORMAT, "deriving: its messages are many times as long as the file");
	d->nbytes += f->len;
	buffer_unref(d->buffer);
	d->buffer = buffer_new(f->len);
	memcpy(d->buffer->data, f->rest, f->len);
	d->buffer->len = f->len;
	e->type = DERIVING_BYTES;
	e->span = (struct span){.owner = d->buffer, .data = d->buffer->data, .len = f->len};
	return true;
}

static bool
take_message(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	struct derivation *from = g_new0(struct derivation, 1);

	message_clear(&d->message);
	d->message.derivation = from;
	from->node = d->node;
	deriving_describe(d->options.ops, from);
	e->type = DERIVING_MESSAGE;
	e->message = &d->message;
	return derive_message_parse(f, &d->message, from->digest, error);
}

/* Whether one more folder is new: if a process begins again, it repeats. */
static bool
is_new_folder(struct deriving *d)
{
	if (++d->passed <= d->told.nfolders)
		return false;
	d->told.nfolders = d->passed;
	return true;
}

/* The same of an exception, which may come at another time then. */
static bool
is_new_said(struct deriving *d, const struct exception *x)
{
	return g_hash_table_add(d->told.said, g_strdup_printf("%s %s", x->rule, x->reason));
}

/* A frame about the item at hand. */
static bool
take_of_item(
    struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, GError **error)
{
	switch (f->type) {
	case UNPACK_MESSAGE:
		return take_message(d, f, e, error);
	case UNPACK_DATA:
		return take_bytes(d, f, e, error);
	case UNPACK_SAID:
		e->type = DERIVING_EXCEPTION;
		return derive_said_parse(f, &e->exception, &d->text, error);
	case UNPACK_MADE:
	case UNPACK_FAILED:
		d->in_item = false;
		e->type = f->type == UNPACK_MADE ? DERIVING_MADE : DERIVING_FAILED;
		e->reason = f->type == UNPACK_FAILED ? said(d, f) : NULL;
		return true;
	default:
		return misplaced(error);
	}
}

/* A frame between two items; false with no error: it is not new. */
static bool
take_of_file(struct deriving *d, const struct unpack_frame *f, struct deriving_event *e, bool *news,
    GError **error)
{
	switch (f->type) {
	case UNPACK_FOLDER:
		e->type = DERIVING_FOLDER;
		*news = is_new_folder(d);
		return derive_folder_parse(f, &e->folder, error);
	case UNPACK_SAID:
		e->type = DERIVING_EXCEPTION;
		if (!derive_said_parse(f, &e->exception, &d->text, error))
			return false;
		*news = is_new_said(d, &e->exception);
		return true;
	case UNPACK_ITEM:
		e->type = DERIVING_ITEM;
		d->told.nitems++;
		d->in_item = true;
		if (!derive_item_parse(f, &e->item, error))
			return false;
		d->node = e->item.node;
		return true;
	case UNPACK_END:
		e->type = DERIVING_END;
		d->ended = true;
		return unpack_number_parse(f, &e->nitems, error);
	case UNPACK_BROKEN:
	case UNPACK_REFUSED:
		e->type = DERIVING_BROKEN;
		e->refused = f->type == UNPACK_REFUSED;
		d->ended = true;
		e->reason = said(d, f);
		return true;
	default:
		return misplaced(error);
	}
}

static bool
take(struct deriving *d, struct deriving_event *e, GError **error)
{
	struct unpack_frame f;
	bool news = true;

	do {
		if (!next_frame(d, &f, error))
			return false;
		g_clear_pointer(&d->text, g_free);
		news = true;
		if (f.type == UNPACK_BROKEN || f.type == UNPACK_REFUSED)
			d->in_item = false;
		if (d->in_item ? !take_of_item(d, &f, e, error)
			       : !take_of_file(d, &f, e, &news, error))
			return false;
	} while (!news);
	return true;
}

/* The process is of no use any more. Takes why. */
static bool
lose(struct deriving *d, struct deriving_event *e, GError *why, GError **error)
{
	gint64 took = (g_get_monotonic_time() - d->since) / 1000;
	bool again = d->in_item && d->restarts < DERIVING_RESTARTS_MAX;

	d->restarts += took < d->options.waiting.patience_ms ? 1 : DERIVING_HANG;
	leave_process(d);
	d->in_item = false;
	if (err_kind(why) == ERR_INTERRUPTED) {
		g_propagate_error(error, why);
		return false;
	}
	e->reason = keep_text(d, g_strdup_printf("reading it failed: %s", why->message));
	g_error_free(why);
	e->type = again ? DERIVING_FAILED : DERIVING_BROKEN;
	d->ended = !again;
	return true;
}

void
deriving_ask(struct deriving *d, guint64 node)
{
	d->node = node;
}

/* Sees that a process is at work, and knows what it is asked for. */
static bool
engage(struct deriving *d, GError **why, GError **error)
{
	guint64 node = GUINT64_TO_LE(d->node);

	if (d->stream == NULL && !start(d, error))
		return false;
	if (d->options.walk || d->in_item)
		return true;
	d->in_item = true;
	d->since = g_get_monotonic_time();
	(void)tell(d, &node, sizeof(node), why);
	return true;
}

bool
deriving_next(struct deriving *d, struct deriving_event *e, GError **error)
{
	GError *why = NULL;

	*e = (struct deriving_event){.type = DERIVING_END};
	if (d->ended)
		return true;
	if (!engage(d, &why, error))
		return false;
	if (why == NULL && take(d, e, &why))
		return true;
	return lose(d, e, why, error);
}

void
deriving_describe(const struct derive_ops *ops, struct derivation *d)
{
	d->converter = g_strdup(ops->name);
	d->version = g_strdup(ops->version);
	d->libraries = ops->libraries();
}
