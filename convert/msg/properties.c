/* SPDX-License-Identifier: Apache-2.0 */
/* Properties and where they are; see properties.h. */
#include "convert/msg/properties.h"

#include <string.h>

#include "crypto/cursor.h"

#define ENTRY_LEN 16
#define STATED_AT 16      /* of the numbers of recipients and attachments, in a message's header */
#define ENTRIES_MAX 65536 /* there are no more ids */
#define STREAM_MAX (MSG_HEADER_TOP + ENTRIES_MAX * ENTRY_LEN)

/* A property while they are collected. */
struct found {
	struct mapi_property p;
	struct msg_value v;
};

/* A reading of the properties of one object. */
struct collecting {
	struct cfb *c;
	const struct msg_storage *s;
	GArray *all;       /* struct found, in the order in which they were found */
	GHashTable *by_id; /* id -> index in all, plus 1 */
};

static bool
is_held(guint16 type)
{
	guint width = mapi_type_width(type);

	return width > 0 && width <= 8;
}

static bool
has_lengths(guint16 type)
{
	return (type & MAPI_MULTIPLE) != 0 && mapi_type_width(type & (guint16)~MAPI_MULTIPLE) == 0;
}

/* Bytes for each of several values in their stream: of a length, or the value itself. */
static guint
stride(guint16 type)
{
	guint16 one = type & (guint16)~MAPI_MULTIPLE;
	guint width = mapi_type_width(one);

	return width > 0 ? width : one == MAPI_BINARY ? 8 : 4;
}

/* How many values there are. Of what cannot be read, 1. */
static guint32
count_values(const struct collecting *g, guint16 type, guint32 entry)
{
	const struct cfb_entry *e = entry != MSG_ABSENT ? cfb_entry(g->c, entry) : NULL;
	guint64 n;

	if ((type & MAPI_MULTIPLE) == 0 || e == NULL || e->type != CFB_TYPE_STREAM || e->damaged)
		return 1;
	n = e->size / stride(type);
	/* Each value of any length is a stream of its own. */
	return has_lengths(type) && n > g->s->values->len ? 1 : (guint32)MIN(n, G_MAXUINT32);
}

static void
add(struct collecting *g, guint32 tag, const struct msg_value *v)
{
	struct found f = {.p = {.id = (guint16)(tag >> 16), .type = (guint16)tag}, .v = *v};
	gpointer key = GUINT_TO_POINTER(f.p.id);

	if (g_hash_table_contains(g->by_id, key))
		return;
	f.p.count = count_values(g, f.p.type, v->entry);
	g_array_append_val(g->all, f);
	g_hash_table_insert(g->by_id, key, GUINT_TO_POINTER(g->all->len));
}

static void
add_record(struct collecting *g, const unsigned char *record)
{
	struct cursor at = cursor_at(record, ENTRY_LEN);
	guint32 tag = cursor_le32(&at);
	struct msg_value v = {.entry = MSG_ABSENT};

	cursor_skip(&at, 4);
	if (is_held((guint16)tag)) {
		v.held = true;
		memcpy(v.bytes, cursor_take(&at, sizeof(v.bytes)), sizeof(v.bytes));
		if ((guint16)tag == MAPI_BOOLEAN)
			v.bytes[0] = v.bytes[0] != 0;
	} else {
		v.size = cursor_le32(&at);
		v.entry = msg_storage_value(g->s, tag, MSG_WHOLE);
	}
	if (tag != 0)
		add(g, tag, &v);
}

/* The entry that says of an id what no stream has: it may be the other kind of text. */
static struct found *
without_stream(struct collecting *g, guint16 id)
{
	guint at = GPOINTER_TO_UINT(g_hash_table_lookup(g->by_id, GUINT_TO_POINTER(id)));
	struct found *f = at > 0 ? &g_array_index(g->all, struct found, at - 1) : NULL;

	return f != NULL && !f->v.held && f->v.entry == MSG_ABSENT ? f : NULL;
}

/* Streams whose property the property stream does not have, or has with another type. */
static void
add_streams(struct collecting *g)
{
	for (guint i = 0; i < g->s->values->len; i++) {
		const struct msg_slot *slot = &g_array_index(g->s->values, struct msg_slot, i);
		struct msg_value v = {.entry = slot->entry};
		struct found *f;

		if (slot->index != MSG_WHOLE || is_held((guint16)slot->tag))
			continue;
		f = without_stream(g, (guint16)(slot->tag >> 16));
		if (f == NULL) {
			add(g, slot->tag, &v);
			continue;
		}
		f->p.type = (guint16)slot->tag;
		f->v = v;
		f->p.count = count_values(g, f->p.type, v.entry);
	}
}

/* Up to a damage, which *why says. */
static GByteArray *
read_stream(struct cfb *c, guint32 entry, GError **why)
{
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(mapi_stream) s = NULL;
	unsigned char piece[4096];
	gssize n = 0;

	if (entry != MSG_ABSENT)
		s = cfb_read(c, entry, why);
	else
		(void)err_set(why, ERR_FORMAT, "there is none");
	while (s != NULL && bytes->len < STREAM_MAX &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), why)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	if (n > 0)
		(void)err_set(why, ERR_FORMAT, "it is longer than all properties are");
	return bytes;
}

static void
read_records(struct msg_properties *p, struct collecting *g, guint header, GError **why)
{
	g_autoptr(GByteArray) bytes = read_stream(g->c, g->s->properties, why);
	struct cursor head = cursor_at(bytes->data, MIN(bytes->len, header));

	if (header > MSG_HEADER_OTHER) {
		cursor_skip(&head, STATED_AT);
		p->stated[MAPI_RECIPIENTS] = cursor_le32(&head);
		p->stated[MAPI_ATTACHMENTS] = cursor_le32(&head);
	}
	for (guint at = header; at + ENTRY_LEN <= bytes->len; at += ENTRY_LEN)
		add_record(g, bytes->data + at);
	if (bytes->len < header && *why == NULL)
		(void)err_set(why, ERR_FORMAT, "it ends in its header");
}

static int
order_found(const void *a, const void *b)
{
	return ((const struct found *)a)->p.id - ((const struct found *)b)->p.id;
}

bool
msg_properties_read(struct msg_properties *p, struct cfb *c, const struct msg_storage *s,
    guint header, GError **error)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct found));
	g_autoptr(GHashTable) by_id = g_hash_table_new(NULL, NULL);
	struct collecting g = {c, s, all, by_id};
	GError *why = NULL;

	*p = (struct msg_properties){.damage = NULL};
	p->list = g_array_new(FALSE, FALSE, sizeof(struct mapi_property));
	p->values = g_array_new(FALSE, FALSE, sizeof(struct msg_value));
	read_records(p, &g, header, &why);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	p->damage = why;
	add_streams(&g);
	g_array_sort(all, order_found);
	for (guint i = 0; i < all->len; i++) {
		const struct found *f = &g_array_index(all, struct found, i);

		g_array_append_val(p->list, f->p);
		g_array_append_val(p->values, f->v);
	}
	return true;
}

void
msg_properties_clear(struct msg_properties *p)
{
	g_clear_pointer(&p->list, g_array_unref);
	g_clear_pointer(&p->values, g_array_unref);
	g_clear_error(&p->damage);
}

/* The place of an id in the lists; their length: it is not there. */
static guint
place_of(const struct msg_properties *p, guint16 id)
{
	guint low = 0, high = p->list->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (g_array_index(p->list, struct mapi_property, mid).id < id)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < p->list->len && g_array_index(p->list, struct mapi_property, low).id == id)
		return low;
	return p->list->len;
}

const struct msg_value *
msg_properties_find(const struct msg_properties *p, guint16 id)
{
	guint at = place_of(p, id);

	return at < p->list->len ? &g_array_index(p->values, struct msg_value, at) : NULL;
}

guint32
msg_properties_int32(const struct msg_properties *p, guint16 id, guint32 otherwise)
{
	guint at = place_of(p, id);
	struct cursor c;

	if (at == p->list->len ||
	    g_array_index(p->list, struct mapi_property, at).type != MAPI_INT32)
		return otherwise;
	c = cursor_at(g_array_index(p->values, struct msg_value, at).bytes, sizeof(guint32));
	return cursor_le32(&c);
}
