/* SPDX-License-Identifier: Apache-2.0 */
/* The frames in which a process that derives speaks; see derive_frame.h. */
#include "convert/derive_frame.h"

#include <string.h>

#include "crypto/cursor.h"

#define RULE_MAX 64
#define FLAGS_MAX (FLAG_RECENT * 2 - 1)

static void
put_le32(GByteArray *out, guint32 n)
{
	guint32 le = GUINT32_TO_LE(n);

	g_byte_array_append(out, (const guint8 *)&le, sizeof(le));
}

static void
put_le64(GByteArray *out, guint64 n)
{
	guint64 le = GUINT64_TO_LE(n);

	g_byte_array_append(out, (const guint8 *)&le, sizeof(le));
}

/* A text, its length in front and a NUL behind it. */
static void
put_text(GByteArray *out, const char *text, size_t max)
{
	static const guint8 nul[1];
	size_t len = text != NULL ? strlen(text) : 0;

	/* What is cut stays UTF-8. */
	if (len > max)
		len = (size_t)(g_utf8_find_prev_char(text, text + max) - text);
	put_le32(out, (guint32)len);
	g_byte_array_append(out, (const guint8 *)(len > 0 ? text : ""), (guint)len);
	g_byte_array_append(out, nul, sizeof(nul));
}

/* A text of at most max bytes without a NUL in it, borrowed, or NULL: the cursor has failed. */
static const char *
take_text(struct cursor *c, size_t max)
{
	size_t len = cursor_le32(c);
	const unsigned char *p = len <= max ? cursor_take(c, len + 1) : NULL;

	if (p != NULL && memchr(p, '\0', len + 1) == p + len)
		return (const char *)p;
	c->failed = true;
	return NULL;
}

/* The same, of UTF-8. */
static const char *
take_utf8(struct cursor *c, size_t max)
{
	const char *text = take_text(c, max);

	if (text != NULL && g_utf8_validate(text, -1, NULL))
		return text;
	c->failed = true;
	return NULL;
}

static bool
finish(const struct cursor *c, bool sound, GError **error)
{
	return (sound && cursor_is_done(c)) ||
	    err_set(error, ERR_FORMAT, "deriving: an answer that is not well-formed");
}

void
derive_want_put(const struct derive_want *w, GByteArray *out)
{
	put_le64(out, w->at);
	put_le32(out, w->len);
}

bool
derive_want_parse(const struct unpack_frame *f, struct derive_want *w, GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);

	w->at = cursor_le64(&c);
	w->len = cursor_le32(&c);
	return finish(&c, w->len <= DERIVE_WANT_MAX, error);
}

void
derive_folder_put(const struct derive_folder *x, GByteArray *out)
{
	put_le64(out, x->number);
	put_le64(out, x->parent);
	put_le64(out, x->items);
	put_le64(out, x->hidden);
	put_le32(out, x->flags);
	put_text(out, x->name, DERIVE_NAME_MAX);
}

bool
derive_folder_parse(const struct unpack_frame *f, struct derive_folder *x, GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);

	x->number = cursor_le64(&c);
	x->parent = cursor_le64(&c);
	x->items = cursor_le64(&c);
	x->hidden = cursor_le64(&c);
	x->flags = cursor_le32(&c);
	x->name = take_utf8(&c, DERIVE_NAME_MAX);
	return finish(&c, x->number != 0 && x->flags <= DERIVE_FLAGS_ALL, error);
}

void
derive_item_put(const struct derive_item *i, GByteArray *out)
{
	put_le64(out, i->node);
	put_le64(out, i->folder);
	put_le32(out, i->flags);
	put_text(out, i->class, DERIVE_NAME_MAX);
}

bool
derive_item_parse(const struct unpack_frame *f, struct derive_item *i, GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);

	i->node = cursor_le64(&c);
	i->folder = cursor_le64(&c);
	i->flags = cursor_le32(&c);
	i->class = take_utf8(&c, DERIVE_NAME_MAX);
	return finish(&c, i->node != 0 && i->flags <= DERIVE_FLAGS_ALL, error);
}

/* Whether another text of a message still has room. */
static bool
has_room(const GByteArray *out, size_t begin, const char *text)
{
	return out->len - begin + strlen(text) + 32 < DERIVE_MESSAGE_MAX - DERIVE_NAME_MAX;
}

/* A number of pairs of texts, or of single ones, which value NULL makes them. */
static void
put_pair(GByteArray *out, size_t begin, const char *name, const char *value, guint32 *n)
{
	if (!has_room(out, begin, name) || (value != NULL && !has_room(out, begin, value)) ||
	    (value != NULL && strlen(name) + strlen(value) > DERIVE_MESSAGE_MAX / 2))
		return;
	put_text(out, name, DERIVE_MESSAGE_MAX);
	if (value != NULL)
		put_text(out, value, DERIVE_MESSAGE_MAX);
	(*n)++;
}

/* Puts n in the place of the number that was put at. */
static void
set_le32(GByteArray *out, guint at, guint32 n)
{
	guint32 le = GUINT32_TO_LE(n);

	memcpy(out->data + at, &le, sizeof(le));
}

void
derive_message_put(
    const struct message *m, const unsigned char digest[DERIVATION_DIGEST_SIZE], GByteArray *out)
{
	size_t begin = out->len;
	guint at;
	guint32 n = 0;

	g_byte_array_append(out, digest, DERIVATION_DIGEST_SIZE);
	put_le32(out, m->has_flags ? m->flags | 1U << 31 : 0);
	put_le32(out, m->received_from);
	put_le64(out, (guint64)m->received);
	put_text(out, m->sender, DERIVE_NAME_MAX);
	at = out->len;
	put_le32(out, 0);
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++)
		put_pair(out, begin, m->keywords->pdata[i], NULL, &n);
	set_le32(out, at, n);
	n = 0;
	at = out->len;
	put_le32(out, 0);
	for (guint i = 0; m->states != NULL && i < m->states->len; i++) {
		const struct message_state *s = &g_array_index(m->states, struct message_state, i);

		put_pair(out, begin, s->name, s->value, &n);
	}
	set_le32(out, at, n);
}

static void
take_keywords(struct cursor *c, struct message *m)
{
	for (guint32 n = cursor_le32(c); n > 0 && !c->failed; n--) {
		const char *keyword = take_utf8(c, DERIVE_MESSAGE_MAX);

		if (keyword != NULL)
			message_add_keyword(m, keyword);
	}
}

static void
take_states(struct cursor *c, struct message *m)
{
	for (guint32 n = cursor_le32(c); n > 0 && !c->failed; n--) {
		const char *name = take_utf8(c, DERIVE_MESSAGE_MAX);
		const char *value = take_text(c, DERIVE_MESSAGE_MAX);

		if (!c->failed)
			message_add_state(m, name, value, strlen(value));
	}
}

bool
derive_message_parse(const struct unpack_frame *f, struct message *m,
    unsigned char digest[DERIVATION_DIGEST_SIZE], GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);
	const unsigned char *found = cursor_take(&c, DERIVATION_DIGEST_SIZE);
	guint32 flags = cursor_le32(&c), from = cursor_le32(&c);
	const char *sender;

	m->has_flags = (flags & 1U << 31) != 0;
	m->flags = flags & ~(1U << 31);
	m->received = (gint64)cursor_le64(&c);
	sender = take_text(&c, DERIVE_NAME_MAX);
	m->sender = sender != NULL && *sender != '\0' ? g_strdup(sender) : NULL;
	take_keywords(&c, m);
	take_states(&c, m);
	if (!finish(&c, from <= RECEIVED_DATE && m->flags <= FLAGS_MAX, error))
		return false;
	m->received_from = (enum received_from)from;
	memcpy(digest, found, DERIVATION_DIGEST_SIZE);
	return true;
}

void
derive_said_put(const struct exception *x, GByteArray *out)
{
	put_le32(out, x->severity);
	put_text(out, x->rule, RULE_MAX);
	put_text(out, x->reason, UNPACK_REASON_MAX);
}

/* Rules are names of ours: nothing else may stand in reports as one. */
static bool
is_rule(const char *rule)
{
	return rule != NULL && *rule != '\0' &&
	    rule[strspn(rule, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

bool
derive_said_parse(const struct unpack_frame *f, struct exception *x, char **reason, GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);
	guint32 severity = cursor_le32(&c);
	const char *rule = take_text(&c, RULE_MAX), *text = take_text(&c, UNPACK_REASON_MAX);

	if (!finish(&c, severity <= LOSS && is_rule(rule), error))
		return false;
	*reason = g_strescape(text, NULL);
	*x = (struct exception){
	    .severity = (enum severity)severity, .rule = rule, .reason = *reason};
	return true;
}
