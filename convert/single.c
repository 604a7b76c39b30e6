/* SPDX-License-Identifier: Apache-2.0 */
/* A store whose file is one message; see single.h. */
#include "convert/single.h"

#include <string.h>

#include "convert/envelope.h"
#include "convert/header.h"

void
single_init(struct single *s, const struct store_ops *ops, const struct store_file *f)
{
	s->base.ops = ops;
	s->file = *f;
	s->message.folder = f->folder;
}

/* The length of the header with its empty line, at most MESSAGE_HEAD_MAX; 0: more is needed. */
static size_t
head_length(const struct span *w, bool last)
{
	size_t skip = envelope_skip(w->data, w->len);
	bool complete;
	size_t len = skip + header_length(w->data + skip, w->len - skip, &complete);

	if (!complete && !last && w->len < MESSAGE_HEAD_MAX)
		return 0;
	return MIN(len, MESSAGE_HEAD_MAX);
}

/* The file's own date is the last resort: a copy's is that of the copying. */
static void
complete_message(struct message *m, const struct entry *e)
{
	envelope_from_header(m, m->head, m->head_len);
	if (m->received_from == RECEIVED_UNKNOWN && envelope_plausible(e->mtime)) {
		m->received = e->mtime;
		m->received_from = RECEIVED_MTIME;
	}
}

static bool
begin(struct single *s, const struct span *w, size_t head_len, GError **error)
{
	const struct visitor *v = s->file.visitor;
	const unsigned char *lf = memchr(w->data, '\n', head_len);
	struct message *m = &s->message;

	s->begun = true;
	s->file.facts->crlf = lf != NULL && lf > w->data && lf[-1] == '\r';
	m->id = (*s->file.next_id)++;
	m->head = w->data;
	m->head_len = head_len;
	if (s->prepare != NULL)
		s->prepare(s);
	complete_message(m, s->file.entry);
	return v->message_begin == NULL || v->message_begin(v->user, m, error);
}

bool
single_begin(struct single *s, const struct span *w, bool last, GError **error)
{
	size_t head_len = s->begun ? 0 : head_length(w, last);

	return s->begun || ((head_len > 0 || last) && begin(s, w, head_len, error));
}

gssize
single_feed(struct store *store, const struct span *w, guint64 at, bool last, GError **error)
{
	struct single *s = (struct single *)store;
	const struct visitor *v = s->file.visitor;
	g_autoptr(GError) why = NULL;

	(void)at; /* every byte is the message's */
	if (!single_begin(s, w, last, &why)) {
		if (why == NULL)
			return 0;
		g_propagate_error(error, g_steal_pointer(&why));
		return -1;
	}
	s->message.head = NULL;
	if (w->len > 0 && v->message_bytes != NULL && !v->message_bytes(v->user, w, error))
		return -1;
	s->message.len += w->len;
	if (last && v->message_end != NULL && !v->message_end(v->user, &s->message, error))
		return -1;
	return (gssize)w->len;
}

bool
single_except(const struct single *s, enum severity severity, const char *rule, const char *reason,
    GError **error)
{
	const struct visitor *v = s->file.visitor;
	const struct exception x = {
	    .severity = severity,
	    .rule = rule,
	    .path = s->file.entry->path,
	    .length = s->file.entry->size,
	    .reason = reason,
	};

	return v->exception == NULL || v->exception(v->user, &x, error);
}

void
single_close(struct store *store)
{
	struct single *s = (struct single *)store;

	message_clear(&s->message);
	g_free(s);
}
