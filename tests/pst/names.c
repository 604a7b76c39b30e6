/* SPDX-License-Identifier: Apache-2.0 */
/* The ids of named properties and the map that says so, for writing. */
#include "tests/pst/names.h"

#define BUCKETS 251
#define SET_MAPI 1    /* wGuid of PS_MAPI, */
#define SET_STRINGS 2 /* of PS_PUBLIC_STRINGS, */
#define SET_FIRST 3   /* and of the first in the stream of GUIDs */

static const guint8 ps_mapi[16] = {
    0x28, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
static const guint8 ps_public_strings[16] = {
    0x29, 0x03, 0x02, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
static const guint8 psetid_common[16] = {
    0x08, 0x20, 0x06, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

struct names {
	GHashTable *ids;     /* set, number and text as a string -> index + 1 */
	GByteArray *sets;    /* 0x0002 */
	GByteArray *entries; /* 0x0003 */
	GByteArray *strings; /* 0x0004 */
	GByteArray *buckets[BUCKETS];
};

static void
free_bytes(GByteArray *b)
{
	if (b != NULL)
		g_byte_array_unref(b);
}

struct names *
names_new(void)
{
	struct names *n = g_new0(struct names, 1);
	struct mapi_name common = {.number = 0x8503}, text = {.text = "content-class"};

	n->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	n->sets = g_byte_array_new();
	n->entries = g_byte_array_new();
	n->strings = g_byte_array_new();
	memcpy(common.set, psetid_common, 16);
	memcpy(text.set, ps_public_strings, 16);
	names_id(n, &common);
	names_id(n, &text);
	return n;
}

void
names_free(struct names *n)
{
	g_hash_table_unref(n->ids);
	free_bytes(n->sets);
	free_bytes(n->entries);
	free_bytes(n->strings);
	for (guint i = 0; i < BUCKETS; i++)
		free_bytes(n->buckets[i]);
	g_free(n);
}

static guint
set_index(struct names *n, const unsigned char set[16])
{
	guint at = 0;

	if (memcmp(set, ps_mapi, 16) == 0)
		return SET_MAPI;
	if (memcmp(set, ps_public_strings, 16) == 0)
		return SET_STRINGS;
	while (at < n->sets->len && memcmp(n->sets->data + at, set, 16) != 0)
		at += 16;
	if (at == n->sets->len)
		g_byte_array_append(n->sets, set, 16);
	return SET_FIRST + at / 16;
}

/* Puts a text into the stream of strings: its offset there, and its checksum for the bucket. */
static guint32
add_string(struct names *n, const char *text, guint32 *checksum)
{
	glong units = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
	guint32 at = n->strings->len;
	guint8 len[4], zeros[4] = {0};

	put32(len, (guint32)units * 2);
	g_byte_array_append(n->strings, len, 4);
	g_byte_array_append(n->strings, (const guint8 *)wide, (guint)units * 2);
	g_byte_array_append(n->strings, zeros, (4 - n->strings->len % 4) % 4);
	*checksum = code_crc((const guint8 *)wide, (gsize)units * 2);
	return at;
}

guint16
names_id(struct names *n, const struct mapi_name *name)
{
	guint set = set_index(n, name->set), index = n->entries->len / 8;
	g_autofree char *key =
	    g_strdup_printf("%u %u %s", set, name->number, name->text != NULL ? name->text : "");
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(n->ids, key));
	guint32 value = name->number, hash = name->number;
	guint16 kind = (guint16)(set << 1 | (name->text != NULL ? 1 : 0));
	GByteArray **bucket;
	guint8 entry[8];

	if (known != 0)
		return (guint16)(0x8000 + known - 1);
	if (name->text != NULL)
		value = add_string(n, name->text, &hash);
	put32(entry, value);
	put16(entry + 4, kind);
	put16(entry + 6, index);
	g_byte_array_append(n->entries, entry, 8);
	bucket = &n->buckets[(hash ^ kind) % BUCKETS];
	if (*bucket == NULL)
		*bucket = g_byte_array_new();
	put32(entry, hash);
	g_byte_array_append(*bucket, entry, 8);
	g_hash_table_insert(n->ids, g_steal_pointer(&key), GUINT_TO_POINTER(index + 1));
	return (guint16)(0x8000 + index);
}

struct testing_object *
names_map(const struct names *n)
{
	struct testing_object *map = testing_object_new();

	testing_int32(map, 0x0001, BUCKETS);
	testing_value(map, 0x0002, MAPI_BINARY, n->sets->data, n->sets->len);
	testing_value(map, 0x0003, MAPI_BINARY, n->entries->data, n->entries->len);
	testing_value(map, 0x0004, MAPI_BINARY, n->strings->data, n->strings->len);
	for (guint i = 0; i < BUCKETS; i++)
		if (n->buckets[i] != NULL)
			testing_value(map, (guint16)(0x1000 + i), MAPI_BINARY, n->buckets[i]->data,
			    n->buckets[i]->len);
	return map;
}
