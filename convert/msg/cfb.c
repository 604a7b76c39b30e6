/* SPDX-License-Identifier: Apache-2.0 */
/* The directory and the streams of a compound file; see cfb.h. Numbers in brackets: [MS-CFB]. */
#include "convert/msg/cfb.h"

#include <string.h>

#include "crypto/cursor.h"

#define ENTRY_LEN 128

struct cfb {
	struct cfb_sectors *sectors;
	GArray *entries;  /* struct cfb_entry */
	GArray *children; /* guint32: those of one storage after another */
};

struct cfb_stream {
	struct mapi_stream base;
	struct cfb_sectors *sectors;
	enum cfb_where where;
	guint32 sector; /* where the next byte is */
	guint offset;   /* in the sector */
	guint64 left;
};

static struct cfb_entry *
entry_at(const struct cfb *c, guint32 index)
{
	return &g_array_index(c->entries, struct cfb_entry, index);
}

/* [2.6.1] */
static void
add_entry(struct cfb *c, const unsigned char *bytes)
{
	struct cursor at = cursor_at(bytes, ENTRY_LEN);
	struct cfb_entry e = {.type = CFB_TYPE_NONE};
	guint32 low, word;

	for (int i = 0; i < CFB_NAME_UNITS; i += 2) {
		word = cursor_le32(&at);
		e.name[i] = (guint16)word;
		e.name[i + 1] = (guint16)(word >> 16);
	}
	e.name[CFB_NAME_UNITS - 1] = 0;
	word = cursor_le32(&at);
	e.type = (enum cfb_type)(word >> 16 & 0xff);
	e.left = cursor_le32(&at);
	e.right = cursor_le32(&at);
	e.child = cursor_le32(&at);
	memcpy(e.kind, cursor_take(&at, sizeof(e.kind)), sizeof(e.kind));
	e.state = cursor_le32(&at);
	e.created = cursor_le64(&at);
	e.modified = cursor_le64(&at);
	e.first = cursor_le32(&at);
	low = cursor_le32(&at);
	e.size = low;
	if (cfb_has_long_sizes(c->sectors))
		e.size |= (guint64)cursor_le32(&at) << 32;
	g_array_append_val(c->entries, e);
}

/* Up to a break in its chain; the entries behind it are missing. */
static bool
read_directory(struct cfb *c, guint32 sector, GError **error)
{
	guint size = cfb_sector_size(c->sectors, CFB_SECTORS);
	guint64 left = cfb_sectors_count(c->sectors);
	unsigned char bytes[CFB_SECTOR_MAX];
	GError *broken = NULL;

	for (; left > 0 && sector != CFB_END && c->entries->len < CFB_ENTRIES_MAX; left--) {
		if (!cfb_sectors_read(c->sectors, CFB_SECTORS, sector, 0, bytes, size, &broken))
			break;
		for (guint at = 0; at < size; at += ENTRY_LEN)
			add_entry(c, bytes + at);
		if (!cfb_sectors_next(c->sectors, CFB_SECTORS, sector, &sector, &broken))
			break;
	}
	if (broken != NULL && (err_kind(broken) != ERR_FORMAT || c->entries->len == 0)) {
		g_propagate_prefixed_error(error, broken, "directory: ");
		return false;
	}
	g_clear_error(&broken);
	if (c->entries->len == 0)
		return err_set(error, ERR_FORMAT, "the compound file has no directory");
	return true;
}

/* Whether an entry is there, and was in no storage yet. */
static bool
is_new(const struct cfb *c, guint32 index, const unsigned char *seen)
{
	return index < c->entries->len && !seen[index];
}

/* Appends the tree of siblings below an entry, in its order; recursion would be as deep as the tree. */
static void
list_siblings(struct cfb *c, guint32 index, unsigned char *seen, GArray *stack)
{
	g_array_set_size(stack, 0);
	while (is_new(c, index, seen) || stack->len > 0) {
		for (; is_new(c, index, seen); index = entry_at(c, index)->left) {
			seen[index] = 1;
			g_array_append_val(stack, index);
		}
		index = g_array_index(stack, guint32, stack->len - 1);
		g_array_set_size(stack, stack->len - 1);
		if (entry_at(c, index)->type == CFB_TYPE_STORAGE ||
		    entry_at(c, index)->type == CFB_TYPE_STREAM)
			g_array_append_val(c->children, index);
		index = entry_at(c, index)->right;
	}
}

/* The children of each storage, those of the root first. */
static void
list_children(struct cfb *c)
{
	g_autofree unsigned char *seen = g_malloc0(c->entries->len);
	g_autoptr(GArray) stack = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint32 storage = CFB_ROOT;

	seen[CFB_ROOT] = 1;
	for (guint next = 0;; next++) {
		struct cfb_entry *e = entry_at(c, storage);

		if (e->type != CFB_TYPE_STREAM) {
			e->begin = c->children->len;
			list_siblings(c, e->child, seen, stack);
			e->nchildren = c->children->len - e->begin;
		}
		if (next == c->children->len)
			break;
		storage = g_array_index(c->children, guint32, next);
	}
}

/*
 * Streams do not share bytes. One that would make them more than the file has is damaged; else a small
 * file could be read without end.
 */
static void
check_sizes(struct cfb *c)
{
	guint64 left = cfb_sectors_count(c->sectors) * cfb_sector_size(c->sectors, CFB_SECTORS);

	for (guint i = 0; i < c->children->len; i++) {
		struct cfb_entry *e = entry_at(c, g_array_index(c->children, guint32, i));

		if (e->type != CFB_TYPE_STREAM)
			continue;
		e->damaged = e->size > left;
		left -= e->damaged ? 0 : e->size;
	}
}

struct cfb *
cfb_open(const struct cfb_source *source, GError **error)
{
	g_autoptr(cfb) c = g_new0(struct cfb, 1);
	const struct cfb_entry *root;
	guint32 directory = 0;

	c->entries = g_array_new(FALSE, FALSE, sizeof(struct cfb_entry));
	c->children = g_array_new(FALSE, FALSE, sizeof(guint32));
	c->sectors = cfb_sectors_open(source, &directory, error);
	if (c->sectors == NULL || !read_directory(c, directory, error))
		return NULL;
	root = entry_at(c, CFB_ROOT);
	if (root->type != CFB_TYPE_ROOT) {
		err_set(error, ERR_FORMAT, "the compound file has no root");
		return NULL;
	}
	if (!cfb_sectors_open_mini(c->sectors, root->first, root->size, error))
		return NULL;
	list_children(c);
	check_sizes(c);
	return g_steal_pointer(&c);
}

const struct cfb_entry *
cfb_entry(const struct cfb *c, guint32 index)
{
	return entry_at(c, index);
}

const guint32 *
cfb_children(const struct cfb *c, guint32 storage, guint *n)
{
	const struct cfb_entry *e = entry_at(c, storage);

	*n = e->nchildren;
	return e->nchildren > 0 ? &g_array_index(c->children, guint32, e->begin) : NULL;
}

bool
cfb_is_named(const struct cfb_entry *e, const char *name)
{
	size_t i = 0;

	for (; i < CFB_NAME_UNITS && name[i] != '\0'; i++)
		if (e->name[i] >= 0x80 ||
		    g_ascii_tolower((char)e->name[i]) != g_ascii_tolower(name[i]))
			return false;
	return i < CFB_NAME_UNITS && e->name[i] == 0;
}

/* On to the sector behind; the end of the chain is too early, since bytes are left. */
static bool
step(struct cfb_stream *s, GError **error)
{
	if (!cfb_sectors_next(s->sectors, s->where, s->sector, &s->sector, error))
		return false;
	if (s->sector == CFB_END)
		return err_set(error, ERR_FORMAT, "a stream ends early");
	s->offset = 0;
	return true;
}

/* Bytes that lie behind each other in the file are read in one go. */
static bool
read_run(struct cfb_stream *s, void *buf, size_t want, size_t *got, GError **error)
{
	guint size = cfb_sector_size(s->sectors, s->where);
	guint32 first = s->sector;
	guint offset = s->offset;
	size_t n = MIN(want, size - offset);

	s->offset += (guint)n;
	while (n < want) {
		guint32 last = s->sector;
		size_t more = MIN(want - n, size);

		if (!step(s, error))
			return false;
		if (s->sector != last + 1)
			break;
		n += more;
		s->offset = (guint)more;
	}
	*got = n;
	return cfb_sectors_read(s->sectors, s->where, first, offset, buf, n, error);
}

static gssize
read_stream(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct cfb_stream *s = (struct cfb_stream *)base;
	size_t want = (size_t)MIN((guint64)MIN(len, G_MAXSSIZE), s->left), got = 0;

	if (want == 0)
		return 0;
	if (s->offset == cfb_sector_size(s->sectors, s->where) && !step(s, error))
		return -1;
	if (!read_run(s, buf, want, &got, error))
		return -1;
	s->left -= got;
	return (gssize)got;
}

static void
close_stream(struct mapi_stream *s)
{
	g_free(s);
}

struct mapi_stream *
cfb_read(struct cfb *c, guint32 stream, GError **error)
{
	static const struct mapi_stream_ops ops = {read_stream, close_stream};
	const struct cfb_entry *e = entry_at(c, stream);
	struct cfb_stream *s;

	if (e->type != CFB_TYPE_STREAM || e->damaged) {
		err_set(error, ERR_FORMAT, "the stream is damaged");
		return NULL;
	}
	s = g_new0(struct cfb_stream, 1);
	s->base.ops = &ops;
	s->sectors = c->sectors;
	s->where = e->size < CFB_MINI_CUTOFF ? CFB_MINI : CFB_SECTORS;
	s->sector = e->first;
	s->left = e->size;
	return &s->base;
}

void
cfb_free(struct cfb *c)
{
	if (c == NULL)
		return;
	cfb_sectors_free(c->sectors);
	g_array_unref(c->entries);
	g_array_unref(c->children);
	g_free(c);
}
