/* SPDX-License-Identifier: Apache-2.0 */
/* Names of properties; see name_map.h. */
#include "convert/mapi/name_map.h"

#include <string.h>

#include "convert/mapi/utf16.h"
#include "crypto/cursor.h"

#define SET_SIZE 16
#define FIRST_ID 0x8000

#define SET_MAPI 1
#define SET_PUBLIC_STRINGS 2
#define SETS_LISTED 3

static const unsigned char ps_mapi[SET_SIZE] = {
    0x28, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
static const unsigned char ps_public_strings[SET_SIZE] = {
    0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

struct entry {
	struct mapi_name name; /* text is owned */
	guint16 id;
};

struct name_map {
	GPtrArray *by_id;    /* struct entry at id - FIRST_ID, or NULL */
	GHashTable *by_name; /* struct entry, borrowed: itself as key and value */
};

static guint
hash_name(const void *key)
{
	const struct mapi_name *n = &((const struct entry *)key)->name;
	guint h = n->text != NULL ? g_str_hash(n->text) : n->number * 2654435761u;
	struct cursor set = cursor_at(n->set, SET_SIZE);

	return h ^ cursor_le32(&set);
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

static bool
read_set(const GByteArray *sets, guint number, unsigned char set[SET_SIZE])
{
	size_t at;

	memset(set, 0, SET_SIZE);
	if (number == SET_MAPI)
		memcpy(set, ps_mapi, SET_SIZE);
	else if (number == SET_PUBLIC_STRINGS)
		memcpy(set, ps_public_strings, SET_SIZE);
	if (number < SETS_LISTED)
		return true;
	at = (size_t)(number - SETS_LISTED) * SET_SIZE;
	if (at + SET_SIZE > sets->len)
		return false;
	memcpy(set, sets->data + at, SET_SIZE);
	return true;
}

/* The text at a place. NULL: there is none. */
static char *
read_text(const GByteArray *texts, guint32 at)
{
	struct cursor c = cursor_at(texts->data, texts->len);
	const unsigned char *bytes;
	guint32 len;

	cursor_skip(&c, at);
	len = cursor_le32(&c);
	bytes = cursor_take(&c, len);
	return bytes != NULL ? utf16_text(bytes, len) : NULL;
}

static struct entry *
read_entry(const unsigned char *p, const GByteArray *sets, const GByteArray *texts)
{
	struct entry *e = g_new0(struct entry, 1);
	struct cursor c = cursor_at(p, NAME_MAP_ENTRY_SIZE);
	guint16 kind;
	bool ok;

	e->name.number = cursor_le32(&c);
	kind = cursor_le16(&c);
	e->id = (guint16)(FIRST_ID + cursor_le16(&c));
	ok = read_set(sets, kind >> 1, e->name.set);
	if ((kind & 1) != 0) {
		e->name.text = read_text(texts, e->name.number);
		e->name.number = 0;
		ok = ok && e->name.text != NULL;
	}
	if (ok && e->id >= FIRST_ID)
		return e;
	entry_free(e);
	return NULL;
}

struct name_map *
name_map_new(
    const GByteArray *sets, const GByteArray *entries, const GByteArray *texts, guint *nbad)
{
	struct name_map *m = g_new0(struct name_map, 1);

	m->by_id = g_ptr_array_new_with_free_func(entry_free);
	g_ptr_array_set_size(m->by_id, NAME_MAP_MAX);
	m->by_name = g_hash_table_new(hash_name, same_name);
	*nbad = 0;
	for (guint at = 0; at + NAME_MAP_ENTRY_SIZE <= entries->len; at += NAME_MAP_ENTRY_SIZE) {
		struct entry *e = read_entry(entries->data + at, sets, texts);

		if (e == NULL || g_ptr_array_index(m->by_id, e->id - FIRST_ID) != NULL) {
			entry_free(e);
			*nbad += 1;
			continue;
		}
		g_ptr_array_index(m->by_id, e->id - FIRST_ID) = e;
		if (!g_hash_table_contains(m->by_name, e))
			g_hash_table_add(m->by_name, e);
	}
	return m;
}

void
name_map_free(struct name_map *m)
{
	if (m == NULL)
		return;
	g_hash_table_unref(m->by_name);
	g_ptr_array_unref(m->by_id);
	g_free(m);
}

guint16
name_map_id(const struct name_map *m, const struct mapi_name *name)
{
	struct entry key = {.name = *name};
	const struct entry *e;

	if (name->text != NULL)
		key.name.number = 0;
	e = g_hash_table_lookup(m->by_name, &key);
	return e != NULL ? e->id : 0;
}

bool
name_map_of(const struct name_map *m, guint16 id, struct mapi_name *name)
{
	const struct entry *e = id >= FIRST_ID ? g_ptr_array_index(m->by_id, id - FIRST_ID) : NULL;

	if (e != NULL)
		*name = e->name;
	return e != NULL;
}
