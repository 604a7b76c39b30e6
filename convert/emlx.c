/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple Mail's .emlx files as a store (docs/MAIL.md, "Apple Mail"): one file is a line with the
 * message's length, the message, and a property list with its state.
 *
 * Its exceptions. Losses: "emlx-count", the first line says more bytes than there are;
 * "unframed", bytes between message and end that are no property list. Notes: "emlx-count",
 * the first line says fewer bytes than lie before the property list, and the message has all
 * of them; "emlx-state", there is no property list, or it cannot be read, and so no state;
 * "partial", a part of a .partial.emlx that lies in another file, or nowhere; it is a loss where
 * the message is converted, which leaves it behind, unless it could be put back: "rebuilt".
 */
#include <string.h>

#include "convert/emlx_layout.h"
#include "convert/emlx_parts.h"
#include "convert/emlx_place.h"
#include "convert/emlx_rebuild.h"
#include "convert/envelope.h"
#include "convert/plist.h"
#include "convert/single.h"

struct emlx {
	struct single single;
	struct emlx_layout layout;
	struct emlx_parts *parts; /* NULL: it is no .partial.emlx */
	bool learned;             /* layout and state are known */
	bool ended;               /* the visitor was told of the message's end */
};

/* Bits of the number "flags". */
static const struct {
	guint bit;
	guint flag;
} flags[] = {
    {0, FLAG_SEEN},
    {1, FLAG_DELETED},
    {2, FLAG_ANSWERED},
    {4, FLAG_FLAGGED},
    {5, FLAG_RECENT},
    {6, FLAG_DRAFT},
    {8, FLAG_FORWARDED},
};

static const struct {
	guint bit;
	const char *keyword;
} keywords[] = {
    {9, "$Redirected"},
    {24, "$Junk"},
    {25, "$NotJunk"},
};

/* What of the list is a raw state value. */
static const char *const kept[] = {"flags", "date-received", "date-sent", "remote-id",
    "original-mailbox", "conversation-id", "color"};

static int
emlx_probe(const struct store_probe *p)
{
	struct emlx_layout l;
	const char *name = p->entry->name;

	if (!emlx_layout_count(&l, p->head, p->head_len))
		return 0;
	if (g_str_has_suffix(name, ".emlx"))
		return 90;
	return l.begin + l.count < p->head_len &&
		plist_begins(p->head + l.begin + l.count, p->head_len - (size_t)(l.begin + l.count))
	    ? 80
	    : 0;
}

static struct store *
emlx_open(const struct store_file *f, GError **error)
{
	struct emlx *x = g_new0(struct emlx, 1);

	(void)error;
	single_init(&x->single, &emlx_store, f);
	if (g_str_has_suffix(f->entry->name, ".partial.emlx"))
		x->parts = emlx_parts_new();
	return &x->single.base;
}

static void
emlx_close(struct store *s)
{
	struct emlx *x = (struct emlx *)s;

	emlx_parts_free(x->parts);
	single_close(s);
}

static void
take_flags(struct message *m, const char *value)
{
	char *end;
	guint64 bits = g_ascii_strtoull(value, &end, 10);

	if (end == value || *end != '\0')
		return;
	m->has_flags = true;
	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (bits >> flags[i].bit & 1)
			m->flags |= flags[i].flag;
	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
		if (bits >> keywords[i].bit & 1)
			message_add_keyword(m, keywords[i].keyword);
}

static void
take_values(struct message *m, GHashTable *values)
{
	const char *received = g_hash_table_lookup(values, "date-received");
	const char *state = g_hash_table_lookup(values, "flags");
	gint64 seconds;

	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		const char *value = g_hash_table_lookup(values, kept[i]);

		if (value != NULL)
			message_add_state(m, kept[i], value, strlen(value));
	}
	if (state != NULL)
		take_flags(m, state);
	if (received != NULL && plist_seconds(received, &seconds) && envelope_plausible(seconds)) {
		m->received = seconds;
		m->received_from = RECEIVED_STORE;
	}
}

static bool
note_state(const struct emlx *x, const char *reason, GError **error)
{
	const struct store_file *f = &x->single.file;

	return store_except(
	    f, NOTE, "emlx-state", x->layout.list, f->entry->size - x->layout.list, reason, error);
}

/* Reads the property list. */
static bool
read_state(struct emlx *x, const struct span *w, GError **error)
{
	const struct store_file *f = &x->single.file;
	guint64 len = f->entry->size - x->layout.list;
	g_autoptr(GHashTable) values = NULL;
	g_autofree unsigned char *list = NULL;

	if (!x->layout.searched)
		return note_state(
		    x, "a packed file of this size is not looked into for state", error);
	if (len == 0)
		return note_state(x, "it has no property list, and so states nothing", error);
	if (len <= PLIST_MAX) {
		list = g_malloc((gsize)len);
		values =
		    plist_read(list, emlx_layout_read(f, w, x->layout.list, list, (size_t)len));
	}
	if (values == NULL)
		return note_state(x, "its property list is damaged or too large to be read", error);
	take_values(&x->single.message, values);
	return true;
}

static bool
note_count(const struct emlx *x, GError **error)
{
	const struct emlx_layout *l = &x->layout;
	const struct store_file *f = &x->single.file;
	guint64 found = l->end - l->begin;
	g_autofree char *reason = g_strdup_printf("its first line says %" G_GUINT64_FORMAT
						  " bytes, the message has %" G_GUINT64_FORMAT,
	    l->count, found);

	return l->right ||
	    store_except(
		f, l->count > found ? LOSS : NOTE, "emlx-count", 0, l->begin, reason, error);
}

/* Learns everything that must be known when the message begins. */
static bool
learn(struct emlx *x, const struct span *w, GError **error)
{
	struct emlx_layout *l = &x->layout;
	const struct store_file *f = &x->single.file;

	x->learned = true;
	if (!emlx_layout_count(l, w->data, w->len)) {
		l->begin = 0; /* only its name, or an option, says that it is an .emlx */
		l->count = f->entry->size;
	}
	emlx_layout_find(l, f, w);
	x->single.message.at = l->begin;
	return note_count(x, error) && read_state(x, w, error);
}

/* What lies behind the message and is no property list, in a file that was looked at. */
static bool
note_rest(const struct emlx *x, GError **error)
{
	const struct emlx_layout *l = &x->layout;
	const struct store_file *f = &x->single.file;
	guint64 size = f->entry->size;

	if (!l->searched || l->end == size || l->list < size)
		return true;
	return store_except(f, LOSS, "unframed", l->end, size - l->end,
	    "neither message nor property list; it is kept", error);
}

static bool
note_part(const struct emlx *x, const struct emlx_part *p, GError **error)
{
	const struct store_file *f = &x->single.file;
	g_autofree char *where = emlx_place_part(f->tree, f->entry, p->number);
	g_autofree char *reason =
	    g_strdup_printf("part %s, %" G_GUINT64_FORMAT " bytes as it was sent, is not in it: %s",
		p->number, p->length, where != NULL ? where : "nor beside it");

	return store_except(f, f->converted ? LOSS : NOTE, "partial", p->at, 0, reason, error);
}

static bool
note_parts(const struct emlx *x, GError **error)
{
	const struct store_file *f = &x->single.file;
	guint64 more;
	const GArray *found = emlx_parts_found(x->parts, &more);
	g_autofree char *rest =
	    g_strdup_printf("%" G_GUINT64_FORMAT " more parts are not in it", more);

	for (guint i = 0; i < found->len && !f->rebuild; i++)
		if (!note_part(x, &g_array_index(found, struct emlx_part, i), error))
			return false;
	return more == 0 ||
	    store_except(f, f->converted ? LOSS : NOTE, "partial", 0, 0, rest, error);
}

/* Bytes that are in no file as they are go on as a buffer of their own. */
static bool
write_part(void *user, const void *data, size_t len, GError **error)
{
	struct emlx *x = user;
	g_autoptr(buffer) b = buffer_new(len);
	const struct span s = {b, b->data, len};

	memcpy(b->data, data, len);
	b->len = len;
	return single_feed(&x->single.base, &s, 0, false, error) >= 0;
}

static bool
put_part(struct emlx *x, const struct emlx_part *p, GError **error)
{
	const struct store_file *f = &x->single.file;
	g_autofree char *missing = NULL, *reason = NULL;

	if (!emlx_rebuild(f->tree, f->entry, p, write_part, x, &missing, error)) {
		if (missing == NULL)
			return false;
		reason = g_strdup_printf("part %s, %" G_GUINT64_FORMAT
					 " bytes as it was sent, could not be put back: %s",
		    p->number, p->length, missing);
		return store_except(f, LOSS, "partial", p->at, 0, reason, error);
	}
	reason = g_strdup_printf("part %s was put back from beside it", p->number);
	return store_except(f, NOTE, "rebuilt", p->at, 0, reason, error);
}

/* Hands the message's bytes on, and behind the header of each part outside its body. */
static gssize
feed_rebuilt(struct emlx *x, const struct span *body, guint64 at, bool ends, GError **error)
{
	const struct span none = {NULL, body->data, 0};
	guint64 more;
	const GArray *found = emlx_parts_found(x->parts, &more);

	for (size_t pos = 0, n; pos < body->len; pos += n) {
		guint known = found->len;
		struct span piece = {body->owner, body->data + pos, 0};

		n = emlx_parts_feed(x->parts, piece.data, body->len - pos, at + pos);
		piece.len = n;
		if (single_feed(&x->single.base, &piece, at + pos, false, error) < 0 ||
		    (found->len > known &&
			!put_part(x, &g_array_index(found, struct emlx_part, known), error)))
			return -1;
	}
	return ends && single_feed(&x->single.base, &none, 0, true, error) < 0 ? -1
									       : (gssize)body->len;
}

static gssize
feed_kept(struct emlx *x, const struct span *body, guint64 at, bool ends, GError **error)
{
	gssize done = single_feed(&x->single.base, body, at, ends, error);

	for (size_t pos = 0; x->parts != NULL && done > 0 && pos < (size_t)done;)
		pos += emlx_parts_feed(x->parts, body->data + pos, (size_t)done - pos, at + pos);
	return done;
}

/* Hands the message's bytes in the window from pos on to single.c; returns pos behind them. */
static gssize
feed_message(
    struct emlx *x, const struct span *w, guint64 at, size_t pos, bool last, GError **error)
{
	size_t n = (size_t)MIN(w->len - pos, x->layout.end - (at + pos));
	const struct span body = {w->owner, w->data + pos, n};
	bool ends = last || at + pos + n == x->layout.end;
	bool rebuild = x->parts != NULL && x->single.file.rebuild;
	g_autoptr(GError) why = NULL;
	gssize done;

	if (!single_begin(&x->single, &body, ends, &why)) {
		if (why == NULL)
			return (gssize)pos;
		g_propagate_error(error, g_steal_pointer(&why));
		return -1;
	}
	done = rebuild ? feed_rebuilt(x, &body, at + pos, ends, error)
		       : feed_kept(x, &body, at + pos, ends, error);
	if (done < 0)
		return -1;
	x->ended = ends;
	if (ends && (!note_rest(x, error) || (x->parts != NULL && !note_parts(x, error))))
		return -1;
	return (gssize)pos + done;
}

/* Whether the window shows enough of the file for learn. */
static bool
shows_enough(const struct emlx *x, const struct span *w)
{
	const struct store_file *f = &x->single.file;
	guint64 all = f->entry->size;

	if (f->file != NULL && tree_file_seekable(f->file))
		return w->len >= EMLX_COUNT_LINE_MAX;
	return w->len >= MIN(all, (guint64)STORE_WINDOW);
}

static gssize
emlx_feed(struct store *s, const struct span *w, guint64 at, bool last, GError **error)
{
	struct emlx *x = (struct emlx *)s;
	size_t pos;

	if (!x->learned && !last && !shows_enough(x, w))
		return 0;
	if (!x->learned && !learn(x, w, error))
		return -1;
	pos = x->layout.begin > at ? (size_t)MIN(w->len, x->layout.begin - at) : 0;
	if (!x->ended && at + pos >= x->layout.begin) {
		gssize n = feed_message(x, w, at, pos, last, error);

		if (n < 0 || !x->ended)
			return n;
	}
	return (gssize)w->len; /* the first line, the property list */
}

const struct store_ops emlx_store = {
    .name = "emlx",
    .role = "message",
    .probe = emlx_probe,
    .folder = emlx_place_folder,
    .open = emlx_open,
    .feed = emlx_feed,
    .close = emlx_close,
};
