/* SPDX-License-Identifier: Apache-2.0 */
/* Names of properties; see names.h. */
#include "convert/pst/names.h"

#include <string.h>

#include "convert/pst/le.h"
#include "convert/pst/text.h"

#define SETS 0x0002
#define ENTRIES 0x0003
#define TEXTS 0x0004
#define ENTRY_SIZE 8

/* Sets that entries name by number, [MS-PST] 2.4.7.1; from 3 they are those listed. */
#define SET_NONE 0
#define SET_MAPI 1
#define SET_PUBLIC_STRINGS 2
#define SETS_LISTED 3

static const unsigned char ps_mapi[16] = {
    0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
static const unsigned char ps_public_strings[16] = {
    0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

struct entry {
	struct mapi_name name; /* text is owned */
	guint16 id;
};

struct pst_names {
	GPtrArray *by_id;    /* struct entry at id - 0x8000, or NULL */
	GHashTable *by_name; /* struct entry, borrowed: itself as key and value */
};

static guint
hash_name(const void *key)
{
	const struct mapi_name *n = &((const struct entry *)key)->name;
	guint h = n->text != NULL ? g_str_hash(n->text) : n->number * 2654435761u;

	return h ^ pst_le32(n->set);
}

static gboolean
same_name(const void *a, const void *b)
{
	const struct mapi_name *x = &((const struct entry *)a)->name;
	const struct mapi_name *y = &((const struct entry *)b)->name;

	return memcmp(x->set, y->set, sizeof(x->set)) == 0 && g_strcmp0(x->text, y->text) == 0 &&
	    (x->text != NULL || x->number == y->number);
}

static void
entry_free(void *e)
{
	if (e != NULL)
		g_free((char *)((struct entry *)e)->name.text);
	g_free(e);
}

/* The bytes of one of the three, up to where they are damaged; *why is the first damage of all. */
static GByteArray *
read_part(struct pst_heap *h, const struct pst_properties *p, guint16 id, guint max, GError **why)
{
	const struct pst_value *v = pst_properties_find(p, id);
	GError *here = NULL;
	struct mapi_stream *s = v != NULL ? pst_value_open(h, v, 0, &here) : NULL;
	GByteArray *bytes = g_byte_array_new();
	unsigned char piece[4096];
	gssize n = 0;

	while (s != NULL && bytes->len < max &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), &here)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	mapi_stream_close(s);
	if (*why == NULL)
		*why = here;
	else
		g_clear_error(&here);
	return bytes;
}

static bool
read_set(const GByteArray *sets, guint number, unsigned char set[16])
{
	size_t at;

	memset(set, 0, 16);
	if (number == SET_MAPI)
		memcpy(set, ps_mapi, 16);
	else if (number == SET_PUBLIC_STRINGS)
		memcpy(set, ps_public_strings, 16);
	if (number < SETS_LISTED)
		return true;
	at = (size_t)(number - SETS_LISTED) * 16;
	if (at + 16 > sets->len)
		return false;
	memcpy(set, sets->data + at, 16);
	return true;
}

/* The text at a place: its length in bytes, then UTF-16LE. NULL: there is none. */
static char *
read_text(const GByteArray *texts, guint32 at)
{
	guint32 len;

	if (at > texts->len || texts->len - at < 4)
		return NULL;
	len = pst_le32(texts->data + at);
	if (len > texts->len - at - 4)
		return NULL;
	return pst_text_utf16(texts->data + at + 4, len);
}

static struct entry *
read_entry(const unsigned char *p, const GByteArray *sets, const GByteArray *texts)
{
	struct entry *e = g_new0(struct entry, 1);
	guint16 kind = pst_le16(p + 4); /* bit 0: it is a text; the others: the set */
	bool ok = read_set(sets, kind >> 1, e->name.set);

	e->name.number = pst_le32(p);
	e->id = (guint16)(0x8000 + pst_le16(p + 6));
	if ((kind & 1) != 0) {
		e->name.text = read_text(texts, e->name.number);
		e->name.number = 0;
		ok = ok && e->name.text != NULL;
	}
	if (ok && e->id >= 0x8000)
		return e;
	entry_free(e);
	return NULL;
}

static void
add_entries(struct pst_names *names, struct pst_file *f, const GByteArray *entries,
    const GByteArray *sets, const GByteArray *texts)
{
	guint nbad = 0;

	for (guint at = 0; at + ENTRY_SIZE <= entries->len; at += ENTRY_SIZE) {
		struct entry *e = read_entry(entries->data + at, sets, texts);

		if (e == NULL || g_ptr_array_index(names->by_id, e->id - 0x8000) != NULL) {
			entry_free(e);
			nbad++;
			continue;
		}
		g_ptr_array_index(names->by_id, e->id - 0x8000) = e;
		if (!g_hash_table_contains(names->by_name, e))
			g_hash_table_add(names->by_name, e);
	}
	if (nbad > 0)
		pst_file_warn(f, NOTE, 0, "pst-names",
		    "%u names of properties are damaged or stand for the same property", nbad);
}

static void
read_all(struct pst_names *names, struct pst_file *f, struct pst_properties *p, GError **why)
{
	g_autoptr(GByteArray) sets = NULL, entries = NULL, texts = NULL;
	g_autoptr(pst_heap) h = NULL;
	struct pst_node node;
	enum pst_found found = pst_tree_node(f, PST_NID_NAMES, &node, why);

	if (found == PST_ABSENT)
		(void)err_set(why, ERR_FORMAT, "there are none");
	if (found == PST_FOUND)
		h = pst_heap_open(f, &node, PST_PROPERTIES, why);
	if (h == NULL || !pst_properties_read(p, h, why))
		return;
	sets = read_part(h, p, SETS, PST_NAMES_TEXT_MAX, why);
	texts = read_part(h, p, TEXTS, PST_NAMES_TEXT_MAX, why);
	entries = read_part(h, p, ENTRIES, PST_NAMES_MAX * ENTRY_SIZE, why);
	add_entries(names, f, entries, sets, texts);
}

struct pst_names *
pst_names_read(struct pst_file *f, GError **error)
{
	struct pst_names *names = g_new0(struct pst_names, 1);
	struct pst_properties p;
	GError *why = NULL;

	names->by_id = g_ptr_array_new_with_free_func(entry_free);
	g_ptr_array_set_size(names->by_id, PST_NAMES_MAX);
	names->by_name = g_hash_table_new(hash_name, same_name);
	pst_properties_init(&p);
	read_all(names, f, &p, &why);
	pst_properties_clear(&p);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		pst_names_free(names);
		g_propagate_error(error, why);
		return NULL;
	}
	if (why != NULL)
		pst_file_warn(f, LOSS, 0, "pst-names", "the names of properties cannot be read: %s",
		    why->message);
	g_clear_error(&why);
	return names;
}

void
pst_names_free(struct pst_names *names)
{
	if (names == NULL)
		return;
	g_hash_table_unref(names->by_name);
	g_ptr_array_unref(names->by_id);
	g_free(names);
}

guint16
pst_names_id(const struct pst_names *names, const struct mapi_name *name)
{
	struct entry key = {.name = *name};
	const struct entry *e;

	if (name->text != NULL)
		key.name.number = 0;
	e = g_hash_table_lookup(names->by_name, &key);
	return e != NULL ? e->id : 0;
}

bool
pst_names_of(const struct pst_names *names, guint16 id, struct mapi_name *name)
{
	const struct entry *e = id >= 0x8000 ? g_ptr_array_index(names->by_id, id - 0x8000) : NULL;

	if (e != NULL)
		*name = e->name;
	return e != NULL;
}
