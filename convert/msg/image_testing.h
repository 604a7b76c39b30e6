/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For tests: compound files and .msg files made in memory, version 3.
 *
 *	struct image im;
 *	image_init(&im);
 *	guint32 a = image_storage(&im, CFB_ROOT, "__attach_version1.0_#00000000");
 *	image_stream(&im, a, "__substg1.0_37010102", "bytes", 5);
 *	image_properties(&im, a, MSG_HEADER_OTHER, records, n, 0, 0);
 *	image_write(&im);	... im.source is the file
 *	image_clear(&im);
 *
 * Siblings are a list to the right, which is a tree, too. Sectors: FAT, DIFAT, directory, mini FAT, mini stream,
 * other streams.
 */
#ifndef CONVERT_MSG_IMAGE_TESTING_H
#define CONVERT_MSG_IMAGE_TESTING_H

#include <string.h>

#include "convert/msg/message.h"

#define IMAGE_SECTOR 512
#define IMAGE_FREE 0xffffffff
#define IMAGE_DIFAT 109 /* sectors of the FAT that the header lists */

struct image_entry {
	char *name;
	enum cfb_type type;
	guint32 right, child, last; /* last: of its children */
	GByteArray *data;
	guint32 first;
};

struct image {
	GPtrArray *entries; /* struct image_entry * */
	GByteArray *bytes;  /* the file */
	struct cfb_source source;
	struct msg_report report;
	GString *warnings; /* a line for each */
	guint32 nfat, ndifat;
	guint32 directory, mini_fat, mini, other; /* sectors where they begin */
};

struct image_record {
	guint32 tag;
	guint64 value; /* or the size of what is in a stream */
};

static inline gssize
image_pread(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	const GByteArray *b = ((const struct image *)user)->bytes;
	size_t n = at < b->len ? MIN(len, b->len - (size_t)at) : 0;

	(void)error;
	if (n > 0)
		memcpy(buf, b->data + at, n);
	return (gssize)n;
}

static inline void
image_warn(void *user, enum severity severity, const char *rule, const char *reason)
{
	struct image *im = user;

	g_string_append_printf(
	    im->warnings, "%s %s: %s\n", severity == LOSS ? "loss" : "note", rule, reason);
}

static inline void
image_entry_free(void *p)
{
	struct image_entry *e = p;

	g_free(e->name);
	g_byte_array_unref(e->data);
	g_free(e);
}

static inline guint32
image_entry(struct image *im, const char *name, enum cfb_type type)
{
	struct image_entry *e = g_new0(struct image_entry, 1);

	e->name = g_strdup(name);
	e->type = type;
	e->right = e->child = e->last = IMAGE_FREE;
	e->data = g_byte_array_new();
	e->first = CFB_END;
	g_ptr_array_add(im->entries, e);
	return im->entries->len - 1;
}

static inline struct image_entry *
image_at(struct image *im, guint32 index)
{
	return g_ptr_array_index(im->entries, index);
}

static inline void
image_init(struct image *im)
{
	*im = (struct image){.entries = g_ptr_array_new_with_free_func(image_entry_free)};
	im->warnings = g_string_new(NULL);
	im->report = (struct msg_report){.user = im, .warn = image_warn};
	image_entry(im, "Root Entry", CFB_TYPE_ROOT);
}

static inline void
image_clear(struct image *im)
{
	g_ptr_array_unref(im->entries);
	g_string_free(im->warnings, TRUE);
	if (im->bytes != NULL)
		g_byte_array_unref(im->bytes);
}

/* Adds an entry behind its siblings. */
static inline guint32
image_add(struct image *im, guint32 parent, const char *name, enum cfb_type type)
{
	guint32 index = image_entry(im, name, type);
	struct image_entry *p = image_at(im, parent);

	if (p->child == IMAGE_FREE)
		p->child = index;
	else
		image_at(im, p->last)->right = index;
	p->last = index;
	return index;
}

static inline guint32
image_storage(struct image *im, guint32 parent, const char *name)
{
	return image_add(im, parent, name, CFB_TYPE_STORAGE);
}

static inline guint32
image_stream(struct image *im, guint32 parent, const char *name, const void *data, size_t len)
{
	guint32 index = image_add(im, parent, name, CFB_TYPE_STREAM);

	g_byte_array_append(image_at(im, index)->data, data, (guint)len);
	return index;
}

static inline void
image_put(GByteArray *to, guint64 n, guint nbytes)
{
	guint64 le = GUINT64_TO_LE(n);

	g_byte_array_append(to, (const guint8 *)&le, nbytes);
}

/* The property stream of an object. header: MSG_HEADER_ */
static inline guint32
image_properties(struct image *im, guint32 parent, guint header, const struct image_record *records,
    guint n, guint32 nrecipients, guint32 nattachments)
{
	g_autoptr(GByteArray) b = g_byte_array_new();

	image_put(b, 0, 8);
	if (header > MSG_HEADER_OTHER) {
		image_put(b, nrecipients, 4);
		image_put(b, nattachments, 4);
		image_put(b, nrecipients, 4);
		image_put(b, nattachments, 4);
	}
	while (b->len < header)
		image_put(b, 0, 8);
	for (guint i = 0; i < n; i++) {
		image_put(b, records[i].tag, 4);
		image_put(b, 6, 4);
		image_put(b, records[i].value, 8);
	}
	return image_stream(im, parent, MSG_PROPERTIES, b->data, b->len);
}

/* text: ASCII, as UTF-16LE in the stream of a property */
static inline void
image_text(struct image *im, guint32 parent, guint16 id, const char *text)
{
	g_autofree char *name = g_strdup_printf("__substg1.0_%04X001F", id);
	g_autoptr(GByteArray) b = g_byte_array_new();

	for (; *text != '\0'; text++)
		image_put(b, (guchar)*text, 2);
	image_stream(im, parent, name, b->data, b->len);
}

static inline void
image_pad(GByteArray *to, guint unit)
{
	static const guint8 zero;

	while (to->len % unit != 0)
		g_byte_array_append(to, &zero, 1);
}

/* A chain of n sectors that follow each other, in a table. */
static inline void
image_chain(GByteArray *table, guint32 first, guint32 n)
{
	for (guint32 i = 1; i <= n; i++)
		image_put(table, i < n ? first + i : CFB_END, 4);
}

static inline void
image_fill(GByteArray *table)
{
	while (table->len % IMAGE_SECTOR != 0)
		image_put(table, IMAGE_FREE, 4);
}

/* Puts the streams of one size behind each other and tells a table of them. */
static inline void
image_collect(struct image *im, bool mini, GByteArray *data, GByteArray *table, guint32 first)
{
	guint unit = mini ? CFB_MINI_SECTOR : IMAGE_SECTOR;

	for (guint i = 1; i < im->entries->len; i++) {
		struct image_entry *e = image_at(im, i);

		if (e->data->len == 0 || (e->data->len < CFB_MINI_CUTOFF) != mini)
			continue;
		e->first = first + data->len / unit;
		image_chain(table, e->first, (e->data->len + unit - 1) / unit);
		g_byte_array_append(data, e->data->data, e->data->len);
		image_pad(data, unit);
	}
}

static inline void
image_put_entry(struct image *im, GByteArray *to, guint32 index, guint32 mini_size)
{
	static const guint8 zeros[36];
	const struct image_entry *e = image_at(im, index);
	size_t len = strlen(e->name);

	g_assert(len < CFB_NAME_UNITS);
	for (size_t i = 0; i < CFB_NAME_UNITS; i++)
		image_put(to, i < len ? (guchar)e->name[i] : 0, 2);
	image_put(to, len * 2 + 2, 2);
	image_put(to, e->type, 1);
	image_put(to, 1, 1);
	image_put(to, IMAGE_FREE, 4);
	image_put(to, e->right, 4);
	image_put(to, e->child, 4);
	g_byte_array_append(to, zeros, 36);
	image_put(to, index == CFB_ROOT ? (mini_size > 0 ? im->mini : CFB_END) : e->first, 4);
	image_put(to, index == CFB_ROOT ? mini_size : e->data->len, 8);
}

static inline void
image_put_header(struct image *im, guint32 nmini_fat)
{
	GByteArray *to = im->bytes;

	g_byte_array_append(to, (const guint8 *)"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	image_put(to, 0, 8);
	image_put(to, 0, 8);
	image_put(to, 0xfffe0003003e, 6);
	image_put(to, 0x00060009, 4);
	image_put(to, 0, 6);
	image_put(to, 0, 4);
	image_put(to, im->nfat, 4);
	image_put(to, im->directory, 4);
	image_put(to, 0, 4);
	image_put(to, CFB_MINI_CUTOFF, 4);
	image_put(to, nmini_fat > 0 ? im->mini_fat : CFB_END, 4);
	image_put(to, nmini_fat, 4);
	image_put(to, im->ndifat > 0 ? im->nfat : CFB_END, 4);
	image_put(to, im->ndifat, 4);
	for (guint32 i = 0; i < MIN(im->nfat, IMAGE_DIFAT); i++)
		image_put(to, i, 4);
	image_fill(to);
}

static inline void
image_put_difat(struct image *im)
{
	for (guint32 i = 0; i < im->ndifat * 127; i++) {
		image_put(im->bytes, IMAGE_DIFAT + i < im->nfat ? IMAGE_DIFAT + i : IMAGE_FREE, 4);
		if (i % 127 == 126)
			image_put(im->bytes,
			    i / 127 + 1 < im->ndifat ? im->nfat + i / 127 + 1 : CFB_END, 4);
	}
}

static inline guint32
image_sectors(guint64 len)
{
	return (guint32)((len + IMAGE_SECTOR - 1) / IMAGE_SECTOR);
}

/* Writes the file. */
static inline void
image_write(struct image *im)
{
	g_autoptr(GByteArray) mini = g_byte_array_new(), mini_fat = g_byte_array_new();
	g_autoptr(GByteArray) other = g_byte_array_new(), chains = g_byte_array_new();
	g_autoptr(GByteArray) fat = g_byte_array_new();
	guint32 ndirectory = image_sectors(im->entries->len * 128), total = 0;

	image_collect(im, true, mini, mini_fat, 0);
	image_fill(mini_fat);
	for (guint i = 1; i < im->entries->len; i++)
		if (image_at(im, i)->data->len >= CFB_MINI_CUTOFF)
			total += image_sectors(image_at(im, i)->data->len);
	total += ndirectory + image_sectors(mini_fat->len) + image_sectors(mini->len);
	im->nfat = total / 126 + 1; /* with room for itself and the DIFAT */
	im->ndifat = im->nfat > IMAGE_DIFAT ? (im->nfat - IMAGE_DIFAT + 126) / 127 : 0;
	im->directory = im->nfat + im->ndifat;
	im->mini_fat = im->directory + ndirectory;
	im->mini = im->mini_fat + image_sectors(mini_fat->len);
	im->other = im->mini + image_sectors(mini->len);
	image_collect(im, false, other, chains, im->other);
	for (guint32 i = 0; i < im->nfat; i++)
		image_put(fat, 0xfffffffd, 4);
	for (guint32 i = 0; i < im->ndifat; i++)
		image_put(fat, 0xfffffffc, 4);
	image_chain(fat, im->directory, ndirectory);
	image_chain(fat, im->mini_fat, image_sectors(mini_fat->len));
	image_chain(fat, im->mini, image_sectors(mini->len));
	g_byte_array_append(fat, chains->data, chains->len);
	while (fat->len < im->nfat * IMAGE_SECTOR)
		image_put(fat, IMAGE_FREE, 4);

	if (im->bytes != NULL)
		g_byte_array_unref(im->bytes);
	im->bytes = g_byte_array_new();
	image_put_header(im, image_sectors(mini_fat->len));
	g_byte_array_append(im->bytes, fat->data, fat->len);
	image_put_difat(im);
	for (guint i = 0; i < im->entries->len; i++)
		image_put_entry(im, im->bytes, i, mini->len);
	image_pad(im->bytes, IMAGE_SECTOR);
	g_byte_array_append(im->bytes, mini_fat->data, mini_fat->len);
	g_byte_array_append(im->bytes, mini->data, mini->len);
	image_pad(im->bytes, IMAGE_SECTOR);
	g_byte_array_append(im->bytes, other->data, other->len);
	im->source = (struct cfb_source){image_pread, im, im->bytes->len};
}

#endif
