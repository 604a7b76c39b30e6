/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a compound file that is made; see ole_tables.h. Numbers in brackets: [MS-CFB]. */
#include "convert/msg/ole_tables.h"

#include <string.h>

#define NO_STREAM 0xffffffff
#define FREE_SECTOR 0xffffffff
#define FAT_SECTOR 0xfffffffd
#define DIFAT_SECTOR 0xfffffffc
#define HEADER_DIFAT 109
#define PER_SECTOR (OLE_SECTOR / 4) /* numbers in a sector of a table */
#define ENTRY_LEN 128
#define BLACK 1

/* How many sectors each part has, and where it begins. */
struct layout {
	guint32 ndifat, nfat, ndirectory, nmini_fat, nmini, nother;
	guint32 directory, mini_fat, mini, other;
	guint64 mini_size;
};

bool
ole_is_mini(const struct cfb *c, const struct ole_entry *e)
{
	return cfb_entry(c, e->source)->type == CFB_TYPE_STREAM && e->size < CFB_MINI_CUTOFF;
}

static struct ole_entry *
entry_at(GArray *entries, guint32 index)
{
	return &g_array_index(entries, struct ole_entry, index);
}

/* Makes a tree of n siblings, which are in order; the middle one is above the others. */
static guint32
make_tree(GArray *entries, guint32 first, guint32 n)
{
	guint32 left = n / 2, middle = first + left;

	if (n == 0)
		return NO_STREAM;
	entry_at(entries, middle)->left = make_tree(entries, first, left);
	entry_at(entries, middle)->right = make_tree(entries, middle + 1, n - left - 1);
	return middle;
}

GArray *
ole_entries(const struct cfb *c, guint32 storage)
{
	GArray *entries = g_array_new(FALSE, FALSE, sizeof(struct ole_entry));
	struct ole_entry root = {storage, NO_STREAM, NO_STREAM, NO_STREAM, CFB_END, 0};

	g_array_append_val(entries, root);
	for (guint32 at = 0; at < entries->len; at++) {
		guint32 source = entry_at(entries, at)->source, first = entries->len;
		guint n;
		const guint32 *children = cfb_children(c, source, &n);

		for (guint i = 0; i < n; i++) {
			const struct cfb_entry *e = cfb_entry(c, children[i]);
			struct ole_entry child = {
			    children[i], NO_STREAM, NO_STREAM, NO_STREAM, CFB_END, 0};

			child.size = e->type == CFB_TYPE_STREAM ? e->size : 0;
			g_array_append_val(entries, child);
		}
		entry_at(entries, at)->child = make_tree(entries, first, n);
	}
	return entries;
}

static guint32
sectors_for(guint64 size, guint64 each)
{
	return (guint32)((size + each - 1) / each);
}

/* Sectors of the FAT and the DIFAT are in the FAT, too. */
static void
count_fat(struct layout *l)
{
	guint64 others = (guint64)l->ndirectory + l->nmini_fat + l->nmini + l->nother;
	guint32 nfat = 0, ndifat = 0;

	do {
		l->nfat = nfat;
		l->ndifat = ndifat;
		nfat = sectors_for(others + nfat + ndifat, PER_SECTOR);
		ndifat = nfat > HEADER_DIFAT ? sectors_for(nfat - HEADER_DIFAT, PER_SECTOR - 1) : 0;
	} while (nfat != l->nfat || ndifat != l->ndifat);
}

/* Gives each stream its place behind those before it. */
static struct layout
lay_out(const struct cfb *c, GArray *entries)
{
	struct layout l = {
	    .ndirectory = sectors_for((guint64)entries->len * ENTRY_LEN, OLE_SECTOR)};
	guint32 mini = 0, other = 0;

	for (guint i = 0; i < entries->len; i++) {
		struct ole_entry *e = entry_at(entries, i);

		if (e->size == 0)
			continue;
		e->first = ole_is_mini(c, e) ? mini : other;
		mini += ole_is_mini(c, e) ? sectors_for(e->size, CFB_MINI_SECTOR) : 0;
		other += ole_is_mini(c, e) ? 0 : sectors_for(e->size, OLE_SECTOR);
	}
	l.nmini_fat = sectors_for(mini, PER_SECTOR);
	l.mini_size = (guint64)mini * CFB_MINI_SECTOR;
	l.nmini = sectors_for(l.mini_size, OLE_SECTOR);
	l.nother = other;
	count_fat(&l);
	l.directory = l.ndifat + l.nfat;
	l.mini_fat = l.directory + l.ndirectory;
	l.mini = l.mini_fat + l.nmini_fat;
	l.other = l.mini + l.nmini;
	for (guint i = 0; i < entries->len; i++)
		if (entry_at(entries, i)->size > 0 && !ole_is_mini(c, entry_at(entries, i)))
			entry_at(entries, i)->first += l.other;
	if (l.nmini > 0)
		entry_at(entries, 0)->first = l.mini;
	entry_at(entries, 0)->size = l.mini_size;
	return l;
}

static void
put(GByteArray *to, guint64 n, guint nbytes)
{
	guint64 le = GUINT64_TO_LE(n);

	g_byte_array_append(to, (const guint8 *)&le, nbytes);
}

static void
put_many(GByteArray *to, guint32 n, guint64 times)
{
	for (; times > 0; times--)
		put(to, n, 4);
}

/* Up to the end of a sector. */
static void
fill(GByteArray *to, guint32 n)
{
	put_many(to, n, (OLE_SECTOR - to->len % OLE_SECTOR) % OLE_SECTOR / 4);
}

/* A chain of n sectors that follow each other. */
static void
put_chain(GByteArray *to, guint32 first, guint32 n)
{
	for (guint32 i = 1; i < n; i++)
		put(to, first + i, 4);
	if (n > 0)
		put(to, CFB_END, 4);
}

/* [2.2] */
static void
put_header(GByteArray *to, const struct layout *l)
{
	static const unsigned char signature[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

	g_byte_array_append(to, signature, sizeof(signature));
	put_many(to, 0, 4);
	put(to, 0x3e, 2);
	put(to, 3, 2);
	put(to, 0xfffe, 2);
	put(to, 9, 2);
	put(to, 6, 2);
	put(to, 0, 6);
	put(to, 0, 4);
	put(to, l->nfat, 4);
	put(to, l->directory, 4);
	put(to, 0, 4);
	put(to, CFB_MINI_CUTOFF, 4);
	put(to, l->nmini_fat > 0 ? l->mini_fat : CFB_END, 4);
	put(to, l->nmini_fat, 4);
	put(to, l->ndifat > 0 ? 0 : CFB_END, 4);
	put(to, l->ndifat, 4);
	for (guint32 i = 0; i < MIN(l->nfat, HEADER_DIFAT); i++)
		put(to, l->ndifat + i, 4);
	fill(to, FREE_SECTOR);
}

/* [2.5], [2.3] */
static void
put_fat(GByteArray *to, const struct cfb *c, GArray *entries, const struct layout *l)
{
	for (guint32 i = 0; i < l->ndifat; i++) {
		guint32 at = HEADER_DIFAT + i * (PER_SECTOR - 1);

		for (guint32 k = at; k < at + PER_SECTOR - 1; k++)
			put(to, k < l->nfat ? l->ndifat + k : FREE_SECTOR, 4);
		put(to, i + 1 < l->ndifat ? i + 1 : CFB_END, 4);
	}
	put_many(to, DIFAT_SECTOR, l->ndifat);
	put_many(to, FAT_SECTOR, l->nfat);
	put_chain(to, l->directory, l->ndirectory);
	put_chain(to, l->mini_fat, l->nmini_fat);
	put_chain(to, l->mini, l->nmini);
	for (guint i = 1; i < entries->len; i++) {
		const struct ole_entry *e = entry_at(entries, i);

		if (!ole_is_mini(c, e))
			put_chain(to, e->first, sectors_for(e->size, OLE_SECTOR));
	}
	fill(to, FREE_SECTOR);
}

/* [2.6.1] */
static void
put_entry(GByteArray *to, const struct cfb *c, const struct ole_entry *e, bool root)
{
	const struct cfb_entry *from = cfb_entry(c, e->source);
	bool stream = from->type == CFB_TYPE_STREAM;
	static const char root_name[] = "Root Entry";
	guint units = 0;

	for (guint i = 0; i < CFB_NAME_UNITS; i++) {
		guint16 unit = root ? (i < sizeof(root_name) ? (guchar)root_name[i] : 0)
		    : units == i    ? from->name[i]
				    : 0;

		put(to, unit, 2);
		units += unit != 0;
	}
	put(to, units == 0 ? 0 : (units + 1) * 2, 2);
	put(to, root ? CFB_TYPE_ROOT : from->type, 1);
	put(to, BLACK, 1);
	put(to, e->left, 4);
	put(to, e->right, 4);
	put(to, e->child, 4);
	g_byte_array_append(to, from->kind, sizeof(from->kind));
	put(to, from->state, 4);
	put(to, root || stream ? 0 : from->created, 8);
	put(to, stream ? 0 : from->modified, 8);
	put(to, stream || root ? e->first : 0, 4);
	put(to, e->size, 8);
}

static void
put_directory(GByteArray *to, const struct cfb *c, GArray *entries)
{
	static const unsigned char zeros[ENTRY_LEN];

	for (guint i = 0; i < entries->len; i++)
		put_entry(to, c, entry_at(entries, i), i == 0);
	while (to->len % OLE_SECTOR != 0) {
		g_byte_array_append(to, zeros, 68);
		put_many(to, NO_STREAM, 3);
		g_byte_array_append(to, zeros, 48);
	}
}

GByteArray *
ole_tables(const struct cfb *c, GArray *entries)
{
	struct layout l = lay_out(c, entries);
	GByteArray *to = g_byte_array_new();

	put_header(to, &l);
	put_fat(to, c, entries, &l);
	put_directory(to, c, entries);
	for (guint i = 1; i < entries->len; i++) {
		const struct ole_entry *e = entry_at(entries, i);

		if (ole_is_mini(c, e))
			put_chain(to, e->first, sectors_for(e->size, CFB_MINI_SECTOR));
	}
	fill(to, FREE_SECTOR);
	return to;
}
