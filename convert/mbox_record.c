/* SPDX-License-Identifier: Apache-2.0 */
/* One record of an mbox file; see mbox_record.h. */
#include "convert/mbox_record.h"

#include <string.h>

#include "convert/envelope.h"
#include "convert/gmail.h"
#include "convert/header.h"
#include "convert/mbox_place.h"
#include "convert/mbox_state.h"

#define INTERNAL_SUBJECT "DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA"

/* Whether the line at at, inside a header, begins the next message all the same. */
static bool
ends_header(const struct mbox_view *v, size_t at)
{
	struct mbox_candidate c;

	if (!mbox_is_from(v, at))
		return false;
	mbox_candidate_read(&c, v, at);
	return mbox_score(c.signals | SIGNAL_IN_HEADER) >= MBOX_ACCEPT;
}

/* The length of the header at at: to its empty line, the next From_ line, or MESSAGE_HEAD_MAX. */
static size_t
head_length(const struct mbox_view *v, size_t at, bool *whole)
{
	struct mbox_view head = *v;
	size_t line = at;

	head.len = MIN(v->len, at + MESSAGE_HEAD_MAX);
	*whole = true;
	while (line < head.len) {
		size_t empty = mbox_empty_line(v, line);

		if (empty > 0)
			return line + empty - at;
		if (ends_header(v, line))
			return line - at;
		line = mbox_line_after(&head, line);
	}
	*whole = false;
	return head.len - at;
}

/* The fields that framing and dates need, looked for in one pass. */
enum wanted {
	CONTENT_LENGTH,
	CONTENT_TYPE,
	SUBJECT,
	RETURN_PATH,
	NWANTED,
};

static const char *const wanted[NWANTED] = {
    [CONTENT_LENGTH] = "Content-Length",
    [CONTENT_TYPE] = "Content-Type",
    [SUBJECT] = "Subject",
    [RETURN_PATH] = "Return-Path",
};

static bool
is_internal(const struct header_field *subject)
{
	const size_t n = strlen(INTERNAL_SUBJECT);

	return subject->value_len >= n && memcmp(subject->value, INTERNAL_SUBJECT, n) == 0;
}

static void
set_from_line(
    struct message *m, const struct mbox_view *v, const struct mbox_candidate *c, guint64 from_at)
{
	const char *line = (const char *)v->data + (from_at - v->at);

	m->from_at = from_at;
	m->from_len = c->full;
	m->from_line = g_strndup(line, MIN(c->len, (size_t)FROM_LINE_MAX));
	m->sender = from_line_address(&c->line);
	if (from_line_received(&c->line)) {
		m->received = c->line.date.time;
		m->received_from =
		    c->line.date.has_zone ? RECEIVED_FROM_LINE : RECEIVED_FROM_LINE_UTC;
	}
}

/* What the header says of the body's length and parts, and of the message's state. */
static void
read_head(struct mbox_record *r, const unsigned char *head, size_t len, bool first,
    enum from_sender sender)
{
	struct message *m = &r->message;
	struct header_field found[NWANTED];

	header_find_all(head, len, NWANTED, wanted, found);
	r->internal = first && found[SUBJECT].name != NULL && is_internal(&found[SUBJECT]);
	r->length.body_at = r->body_at;
	if (found[CONTENT_LENGTH].name != NULL)
		mbox_length_begin(&r->length, head, len, r->body_at);
	mbox_multipart_begin(&r->multipart,
	    found[CONTENT_TYPE].name != NULL ? &found[CONTENT_TYPE] : NULL, r->body_at);
	mbox_state_read(m, head, len);
	r->names = gmail_apply_header(m, head, len, sender == FROM_NUMBER);
	r->eudora = sender == FROM_MASKED;
	r->expunged =
	    (sender == FROM_DASH || sender == FROM_EMPTY) && mbox_state_expunged(head, len);
	if (m->received_from == RECEIVED_UNKNOWN ||
	    (m->sender == NULL && found[RETURN_PATH].name != NULL))
		envelope_from_header(m, head, len);
}

void
mbox_record_read(struct mbox_record *r, const struct mbox_view *v, size_t at,
    const struct mbox_candidate *c, guint64 from_at, bool first)
{
	struct message *m = &r->message;
	size_t len;

	mbox_record_clear(r);
	r->open = true;
	len = head_length(v, at, &r->whole_head);
	m->at = r->emitted = v->at + at;
	m->head = v->data + at;
	m->head_len = len;
	if (c != NULL)
		set_from_line(m, v, c, from_at);
	else
		m->from_at = m->at;
	r->body_at = r->tracked = m->at + len;
	read_head(r, m->head, len, first, c != NULL ? c->line.kind : FROM_PROSE);
}

static bool
note(const struct mbox_record *r, const struct store_file *f, const char *rule, guint64 length,
    const char *reason, GError **error)
{
	return store_except(f, NOTE, rule, r->message.at, length, reason, error);
}

/* What is odd about the header. */
static bool
note_header(const struct mbox_record *r, const struct store_file *f, const struct mbox_view *v,
    GError **error)
{
	const struct message *m = &r->message;
	struct header_field field;
	size_t pos = 0;
	size_t at = (size_t)(m->at - v->at);

	if (m->head_len > 6 && memcmp(m->head, ">From ", 6) == 0 &&
	    !note(r, f, "container-debris", mbox_line_after(v, at) - at,
		"a second, quoted From_ line stands before the header", error))
		return false;
	return header_next(m->head, m->head_len, &pos, &field) ||
	    note(r, f, "no-header", 0, "the message has no header field", error);
}

bool
mbox_record_begin(
    struct mbox_record *r, const struct store_file *f, const struct mbox_view *v, GError **error)
{
	struct message *m = &r->message;

	if (r->internal || r->expunged)
		return true;
	if (!mbox_place_message(f, g_steal_pointer(&r->names), r->below, m, error))
		return false;
	m->id = (*f->next_id)++;
	if (f->facts->nmessages++ == 0)
		f->facts->first = m->id;
	if (f->visitor->message_begin != NULL &&
	    !f->visitor->message_begin(f->visitor->user, m, error))
		return false;
	return note_header(r, f, v, error);
}

bool
mbox_record_emit(struct mbox_record *r, const struct store_file *f, const struct mbox_view *v,
    struct buffer *owner, guint64 to, GError **error)
{
	const unsigned char *data = v->data + (r->emitted - v->at);
	struct span s = {owner, data, (size_t)(to - r->emitted)};
	size_t head = r->body_at > r->emitted ? (size_t)(r->body_at - r->emitted) : 0;

	if (s.len == 0)
		return true;
	if (s.len > head)
		mbox_length_count(&r->length, data + head, s.len - head);
	if (r->eudora && s.len > head)
		eudora_text_read(&r->text, data + head, s.len - head);
	r->emitted = to;
	if (r->internal || r->expunged || f->visitor->message_bytes == NULL)
		return true;
	return f->visitor->message_bytes(f->visitor->user, &s, error);
}

/* The end of a record that is no message to anyone. */
static bool
end_withheld(
    const struct mbox_record *r, const struct store_file *f, size_t separator, GError **error)
{
	guint64 from = r->message.from_at, len = r->emitted + separator - from;

	if (r->internal)
		return store_except(f, NOTE, "internal-data", from, len,
		    "the folder's internal data of the mail program, which is no mail", error);
	return store_except(f, NOTE, "expunged", from, len,
	    "a message that was deleted and not yet removed: kept, not delivered", error);
}

bool
mbox_record_end(struct mbox_record *r, const struct store_file *f, size_t separator, GError **error)
{
	struct message *m = &r->message;

	r->open = false;
	m->len = r->emitted - m->at;
	m->separator = separator == 0 ? SEPARATOR_ABSENT
	    : separator == 1          ? SEPARATOR_LF
				      : SEPARATOR_CRLF;
	if (r->length.stated && !mbox_length_fits(&r->length, r->emitted, separator) &&
	    !note(r, f, "lying-content-length", m->len,
		"the Content-Length is not that of the message", error))
		return false;
	if (r->text.nattachments > 0 &&
	    !note(r, f, "attachments-outside", m->len,
		"Eudora put its attachments into files of their own", error))
		return false;
	if (r->internal || r->expunged)
		return end_withheld(r, f, separator, error);
	return f->visitor->message_end == NULL ||
	    f->visitor->message_end(f->visitor->user, m, error);
}

void
mbox_record_clear(struct mbox_record *r)
{
	message_clear(&r->message);
	g_strfreev(r->names);
	memset(r, 0, sizeof(*r));
}
