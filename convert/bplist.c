/* SPDX-License-Identifier: Apache-2.0 */
/* Binary property lists; see bplist.h. */
#include "convert/bplist.h"

#include <string.h>

#include "convert/plist.h"

#define MAGIC "bplist00"
#define MAGIC_LEN 8
#define TRAILER_LEN 32
#define EPOCH_2001 978307200 /* dates count from 2001 */

/* High half of an object's first byte. */
enum marker {
	MARKER_SINGLE = 0x0, /* 0x08 false, 0x09 true */
	MARKER_INT = 0x1,
	MARKER_REAL = 0x2,
	MARKER_DATE = 0x3,
	MARKER_ASCII = 0x5,
	MARKER_UTF16 = 0x6,
	MARKER_DICT = 0xd,
};

struct bplist {
	const unsigned char *data;
	size_t objects_end; /* where the offset table begins */
	size_t offset_size, ref_size;
	guint64 nobjects;
};

/* One object: its marker, and what follows its marker and count. */
struct object {
	enum marker marker;
	guint64 count; /* of bytes, of units, of pairs; of a single: the low half */
	const unsigned char *body;
	size_t left; /* bytes from body to the end of the objects */
};

static guint64
big_endian(const unsigned char *p, size_t n)
{
	guint64 v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

bool
bplist_begins(const unsigned char *data, size_t len)
{
	return len >= MAGIC_LEN && memcmp(data, MAGIC, MAGIC_LEN) == 0;
}

static bool
read_trailer(struct bplist *b, const unsigned char *data, size_t len, guint64 *top)
{
	const unsigned char *t = data + len - TRAILER_LEN;
	guint64 table;

	if (len < MAGIC_LEN + TRAILER_LEN)
		return false;
	b->data = data;
	b->offset_size = t[6];
	b->ref_size = t[7];
	b->nobjects = big_endian(t + 8, 8);
	*top = big_endian(t + 16, 8);
	table = big_endian(t + 24, 8);
	if (b->offset_size < 1 || b->offset_size > 8 || b->ref_size < 1 || b->ref_size > 8 ||
	    table < MAGIC_LEN || table > len - TRAILER_LEN ||
	    b->nobjects > (len - TRAILER_LEN - table) / b->offset_size)
		return false;
	b->objects_end = (size_t)table;
	return true;
}

/* A count of 15 or more stands behind the marker, as an integer. */
static bool
read_long_count(struct object *o)
{
	size_t n;

	if (o->left < 1 || o->body[0] >> 4 != MARKER_INT)
		return false;
	n = (size_t)1 << (o->body[0] & 15);
	if (n > 8 || o->left - 1 < n)
		return false;
	o->count = big_endian(o->body + 1, n);
	o->body += 1 + n;
	o->left -= 1 + n;
	return true;
}

static bool
read_object(const struct bplist *b, guint64 number, struct object *o)
{
	const unsigned char *entry;
	guint64 at;

	if (number >= b->nobjects)
		return false;
	entry = b->data + b->objects_end + (size_t)number * b->offset_size;
	at = big_endian(entry, b->offset_size);
	if (at < MAGIC_LEN || at >= b->objects_end)
		return false;
	o->marker = b->data[at] >> 4;
	o->count = b->data[at] & 15;
	o->body = b->data + at + 1;
	o->left = b->objects_end - (size_t)at - 1;
	return o->marker < MARKER_ASCII || o->count < 15 || read_long_count(o);
}

static double
real_of(const unsigned char *p, size_t n)
{
	guint64 bits = big_endian(p, n);
	double d;
	float f;

	if (n == sizeof(f)) {
		guint32 half = (guint32)bits;

		memcpy(&f, &half, sizeof(f));
		return (double)f;
	}
	memcpy(&d, &bits, sizeof(d));
	return d;
}

static char *
date_text(double since_2001)
{
	g_autoptr(GDateTime) date = NULL;

	if (!(since_2001 > -1e10 && since_2001 < 1e11))
		return NULL;
	date = g_date_time_new_from_unix_utc((gint64)since_2001 + EPOCH_2001);
	return date != NULL ? g_date_time_format(date, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* An integer, real or date of 2^count bytes. */
static char *
number_text(const struct object *o)
{
	char real[G_ASCII_DTOSTR_BUF_SIZE];
	size_t n = o->count <= 3 ? (size_t)1 << o->count : 0;

	if (n == 0 || o->left < n)
		return NULL;
	if (o->marker == MARKER_INT)
		return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)big_endian(o->body, n));
	if (n < sizeof(float))
		return NULL;
	if (o->marker == MARKER_DATE)
		return n == sizeof(double) ? date_text(real_of(o->body, n)) : NULL;
	return g_strdup(g_ascii_dtostr(real, sizeof(real), real_of(o->body, n)));
}

/* Strings that are not valid are NULL, and so is one with a NUL. */
static char *
string_text(const struct object *o)
{
	size_t unit = o->marker == MARKER_UTF16 ? 2 : 1;
	g_autofree char *text = NULL;
	gsize len;

	if (o->count > PLIST_TEXT_MAX || o->left / unit < o->count)
		return NULL;
	len = (gsize)o->count * unit;
	text = unit == 1
	    ? g_strndup((const char *)o->body, len)
	    : g_convert((const char *)o->body, (gssize)len, "UTF-8", "UTF-16BE", NULL, &len, NULL);
	if (text == NULL || strlen(text) != len || len > PLIST_TEXT_MAX ||
	    !g_utf8_validate(text, (gssize)len, NULL))
		return NULL;
	return g_steal_pointer(&text);
}

/* The plain value with this number, as text; NULL if it is none, or damaged. */
static char *
value_text(const struct bplist *b, guint64 number)
{
	struct object o;

	if (!read_object(b, number, &o))
		return NULL;
	switch (o.marker) {
	case MARKER_SINGLE:
		return o.count == 8 ? g_strdup("false") : o.count == 9 ? g_strdup("true") : NULL;
	case MARKER_INT:
	case MARKER_REAL:
	case MARKER_DATE:
		return number_text(&o);
	case MARKER_ASCII:
	case MARKER_UTF16:
		return string_text(&o);
	case MARKER_DICT:
		break;
	}
	return NULL;
}

GHashTable *
bplist_read(const unsigned char *data, size_t len)
{
	GHashTable *values;
	struct bplist b;
	struct object o;
	guint64 top;

	if (!read_trailer(&b, data, len, &top) || !read_object(&b, top, &o) ||
	    o.marker != MARKER_DICT || o.count > PLIST_VALUES_MAX ||
	    o.left / b.ref_size / 2 < o.count)
		return NULL;
	values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (size_t i = 0; i < o.count; i++) {
		const unsigned char *key_at = o.body + i * b.ref_size;
		char *key = value_text(&b, big_endian(key_at, b.ref_size));
		char *value =
		    value_text(&b, big_endian(key_at + (size_t)o.count * b.ref_size, b.ref_size));

		if (key != NULL && value != NULL) {
			g_hash_table_replace(values, key, value);
			continue;
		}
		g_free(key);
		g_free(value);
	}
	return values;
}
