/* SPDX-License-Identifier: Apache-2.0 */
/* Sectors and chains of a compound file; see cfb_sectors.h. Numbers in brackets: [MS-CFB]. */
#include "convert/msg/cfb_sectors.h"

#include <string.h>

#include "crypto/cursor.h"

#define HEADER_LEN 512
#define HEADER_DIFAT 109       /* sectors of the FAT that the header lists */
#define REGULAR_MAX 0xfffffffa /* sectors have lower numbers; CFB_END and others are above */
#define NONE 0xffffffff

/* One sector of a table, as it was read last. */
struct page {
	guint32 sector; /* NONE: nothing was read */
	unsigned char bytes[CFB_SECTOR_MAX];
};

struct cfb_sectors {
	struct cfb_source source;
	guint shift; /* a sector has 1 << shift bytes */
	guint64 nsectors;
	GArray *fat;      /* guint32: its sectors */
	GArray *mini_fat; /* the same */
	GArray *mini;     /* of the mini stream */
	guint32 mini_fat_first;
	struct page fat_page, mini_page;
};

static const unsigned char signature[CFB_SIGNATURE_LEN] = {
    0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};

bool
cfb_begins(const unsigned char *data, size_t len)
{
	return len >= sizeof(signature) && memcmp(data, signature, sizeof(signature)) == 0;
}

/* Reads bytes of the file. What is missing of the last sector is 0. */
static bool
read_file(struct cfb_sectors *s, guint64 at, void *buf, size_t len, GError **error)
{
	unsigned char *to = buf;
	guint64 end = (s->nsectors + 1) << s->shift;

	if (at >= s->source.size || at > end || len > end - at)
		return err_set(error, ERR_FORMAT, "the compound file ends early");
	while (len > 0) {
		gssize n = s->source.pread(s->source.user, to, len, at, error);

		if (n < 0)
			return false;
		if (n == 0) {
			memset(to, 0, len);
			return true;
		}
		to += n;
		at += (guint64)n;
		len -= (size_t)n;
	}
	return true;
}

guint
cfb_sector_size(const struct cfb_sectors *s, enum cfb_where where)
{
	return where == CFB_MINI ? CFB_MINI_SECTOR : 1u << s->shift;
}

guint64
cfb_sectors_count(const struct cfb_sectors *s)
{
	return s->nsectors;
}

bool
cfb_has_long_sizes(const struct cfb_sectors *s)
{
	return s->shift == 12;
}

/* A whole sector of a table. */
static bool
load_page(struct cfb_sectors *s, struct page *page, guint32 sector, GError **error)
{
	if (page->sector == sector)
		return true;
	page->sector = NONE;
	if (!cfb_sectors_read(s, CFB_SECTORS, sector, 0, page->bytes, 1u << s->shift, error))
		return false;
	page->sector = sector;
	return true;
}

/* The entry for a sector in a table whose sectors are listed. */
static bool
look_up(struct cfb_sectors *s, const GArray *table, struct page *page, guint32 sector,
    guint32 *entry, GError **error)
{
	guint per_page = 1u << (s->shift - 2), at = sector / per_page;
	struct cursor c;

	if (at >= table->len)
		return err_set(error, ERR_FORMAT, "sector %u is in no allocation table", sector);
	if (!load_page(s, page, g_array_index(table, guint32, at), error))
		return false;
	c = cursor_at(page->bytes + (size_t)(sector % per_page) * 4, 4);
	*entry = cursor_le32(&c);
	return true;
}

bool
cfb_sectors_next(
    struct cfb_sectors *s, enum cfb_where where, guint32 sector, guint32 *next, GError **error)
{
	if (!(where == CFB_MINI ? look_up(s, s->mini_fat, &s->mini_page, sector, next, error)
				: look_up(s, s->fat, &s->fat_page, sector, next, error)))
		return false;
	if (*next >= REGULAR_MAX && *next != CFB_END)
		return err_set(error, ERR_FORMAT, "the chain breaks behind sector %u", sector);
	return true;
}

/* The place of mini sectors, which do not cross a sector. */
static bool
read_mini(struct cfb_sectors *s, guint64 at, unsigned char *to, size_t len, GError **error)
{
	while (len > 0) {
		guint64 index = at >> s->shift;
		guint offset = (guint)(at & ((1u << s->shift) - 1));
		size_t some = MIN(len, (size_t)(1u << s->shift) - offset);

		if (index >= s->mini->len)
			return err_set(error, ERR_FORMAT, "the mini stream ends early");
		if (!cfb_sectors_read(s, CFB_SECTORS, g_array_index(s->mini, guint32, (guint)index),
			offset, to, some, error))
			return false;
		to += some;
		at += some;
		len -= some;
	}
	return true;
}

bool
cfb_sectors_read(struct cfb_sectors *s, enum cfb_where where, guint32 sector, guint offset,
    void *buf, size_t len, GError **error)
{
	if (where == CFB_MINI)
		return read_mini(s, (guint64)sector * CFB_MINI_SECTOR + offset, buf, len, error);
	if (sector >= s->nsectors)
		return err_set(error, ERR_FORMAT, "there is no sector %u", sector);
	return read_file(s, (((guint64)sector + 1) << s->shift) + offset, buf, len, error);
}

/*
 * The sectors of a chain, at most max, which is no more than the file has, so that a ring of them ends.
 * What is behind a break is missing.
 */
static bool
list_chain(struct cfb_sectors *s, guint32 first, guint64 max, GArray *to, GError **error)
{
	GError *broken = NULL;

	while (first < REGULAR_MAX && to->len < max && broken == NULL) {
		g_array_append_val(to, first);
		if (!cfb_sectors_next(s, CFB_SECTORS, first, &first, &broken))
			break;
	}
	if (broken == NULL || err_kind(broken) == ERR_FORMAT) {
		g_clear_error(&broken);
		return true;
	}
	g_propagate_error(error, broken);
	return false;
}

/* The FAT's sectors that a sector of the DIFAT lists [2.5]; *next: the sector behind it. */
static bool
read_difat(struct cfb_sectors *s, guint32 sector, guint64 needed, guint32 *next, GError **error)
{
	unsigned char bytes[CFB_SECTOR_MAX];
	guint n = (1u << (s->shift - 2)) - 1;
	struct cursor c = cursor_at(bytes, 1u << s->shift);

	if (!cfb_sectors_read(s, CFB_SECTORS, sector, 0, bytes, 1u << s->shift, error))
		return false;
	for (guint i = 0; i < n; i++) {
		guint32 fat = cursor_le32(&c);

		if (s->fat->len < needed)
			g_array_append_val(s->fat, fat);
	}
	*next = cursor_le32(&c);
	return true;
}

/* More sectors than the file has need no table, so a ring of them ends. */
static bool
find_fat(struct cfb_sectors *s, struct cursor *header, guint32 difat, GError **error)
{
	guint64 needed = (s->nsectors >> (s->shift - 2)) + 1;
	GError *broken = NULL;

	for (int i = 0; i < HEADER_DIFAT; i++) {
		guint32 fat = cursor_le32(header);

		if (s->fat->len < needed)
			g_array_append_val(s->fat, fat);
	}
	while (difat < REGULAR_MAX && s->fat->len < needed && broken == NULL)
		if (!read_difat(s, difat, needed, &difat, &broken))
			break;
	if (broken == NULL || err_kind(broken) == ERR_FORMAT) {
		g_clear_error(&broken);
		return true;
	}
	g_propagate_error(error, broken);
	return false;
}

/* [2.2] */
static bool
read_header(struct cfb_sectors *s, guint32 *directory, GError **error)
{
	unsigned char header[HEADER_LEN] = {0};
	struct cursor c = cursor_at(header, sizeof(header));
	guint32 sizes, difat;

	s->shift = 9;
	s->nsectors = 0;
	if (s->source.size < HEADER_LEN || s->source.size > CFB_SIZE_MAX)
		return err_set(error, ERR_FORMAT,
		    "a compound file does not have %" G_GUINT64_FORMAT " bytes", s->source.size);
	if (!read_file(s, 0, header, sizeof(header), error))
		return false;
	if (!cfb_begins(header, sizeof(header)))
		return err_set(error, ERR_FORMAT, "this is no compound file");
	cursor_skip(&c, 28);
	sizes = cursor_le32(&c); /* byte order, and the sector's shift */
	s->shift = sizes >> 16;
	if ((sizes & 0xffff) != 0xfffe || (s->shift != 9 && s->shift != 12))
		return err_set(error, ERR_FORMAT, "the compound file's header is damaged");
	s->nsectors = (s->source.size - 1) >> s->shift;
	cursor_skip(&c, 16);
	*directory = cursor_le32(&c);
	cursor_skip(&c, 8);
	s->mini_fat_first = cursor_le32(&c);
	cursor_skip(&c, 4);
	difat = cursor_le32(&c);
	cursor_skip(&c, 4);
	return find_fat(s, &c, difat, error);
}

struct cfb_sectors *
cfb_sectors_open(const struct cfb_source *source, guint32 *directory, GError **error)
{
	g_autoptr(cfb_sectors) s = g_new0(struct cfb_sectors, 1);

	s->source = *source;
	s->fat = g_array_new(FALSE, FALSE, sizeof(guint32));
	s->mini_fat = g_array_new(FALSE, FALSE, sizeof(guint32));
	s->mini = g_array_new(FALSE, FALSE, sizeof(guint32));
	s->fat_page.sector = s->mini_page.sector = NONE;
	return read_header(s, directory, error) ? g_steal_pointer(&s) : NULL;
}

bool
cfb_sectors_open_mini(struct cfb_sectors *s, guint32 first, guint64 size, GError **error)
{
	guint64 n = MIN((size >> s->shift) + 1, s->nsectors);

	return list_chain(s, first, n, s->mini, error) &&
	    list_chain(s, s->mini_fat_first, s->nsectors, s->mini_fat, error);
}

void
cfb_sectors_free(struct cfb_sectors *s)
{
	if (s == NULL)
		return;
	g_array_unref(s->fat);
	g_array_unref(s->mini_fat);
	g_array_unref(s->mini);
	g_free(s);
}
