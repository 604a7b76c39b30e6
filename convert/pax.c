/* SPDX-License-Identifier: Apache-2.0 */
/* The tar headers of the payload; see pax.h. POSIX.1-2001, pax, "ustar Interchange Format". */
#include "convert/pax.h"

#include <string.h>

#define HEADER 512
#define NAME_MAX_USTAR 100
#define SIZE_MAX_USTAR (G_GUINT64_CONSTANT(1) << 33) /* 11 octal digits hold less */
#define MTIME_MAX_USTAR (G_GINT64_CONSTANT(1) << 33)

/* What a ustar header has that differs. */
struct fields {
	const char *name; /* at most NAME_MAX_USTAR bytes are used */
	guint mode;
	guint64 size, mtime;
	char type;
};

static void
put_octal(unsigned char *at, size_t width, guint64 value)
{
	char digits[32];

	g_snprintf(digits, sizeof(digits), "%0*" G_GINT64_MODIFIER "o", (int)width - 1, value);
	memcpy(at, digits, width);
}

static void
put_ustar(GByteArray *out, const struct fields *f)
{
	unsigned char h[HEADER] = {0};
	char sum[32];
	guint total = 0;

	strncpy((char *)h, f->name, NAME_MAX_USTAR);
	put_octal(h + 100, 8, f->mode);
	put_octal(h + 108, 8, 0);
	put_octal(h + 116, 8, 0);
	put_octal(h + 124, 12, f->size);
	put_octal(h + 136, 12, f->mtime);
	memset(h + 148, ' ', 8);
	h[156] = (unsigned char)f->type;
	memcpy(h + 257,
	    "ustar\0"
	    "00",
	    8);
	put_octal(h + 329, 8, 0);
	put_octal(h + 337, 8, 0);
	for (size_t i = 0; i < sizeof(h); i++)
		total += h[i];
	g_snprintf(sum, sizeof(sum), "%06o", total);
	memcpy(h + 148, sum, 7);
	g_byte_array_append(out, h, sizeof(h));
}

/* A pax record: its length, which counts itself, a blank, key=value, LF. */
static void
put_record(GString *records, const char *key, const char *value)
{
	gsize rest = strlen(key) + strlen(value) + 3, len = rest + 1;
	char digits[24];

	for (;;) {
		gsize n = (gsize)g_snprintf(digits, sizeof(digits), "%" G_GSIZE_FORMAT, len);
		if (n + rest == len)
			break;
		len = n + rest;
	}
	g_string_append_printf(records, "%s %s=%s\n", digits, key, value);
}

/* A time as pax has it; before 1970 the fraction counts towards zero. */
static void
put_mtime(GString *records, gint64 seconds, guint32 nsec)
{
	g_autofree char *value = NULL;
	bool negative = seconds < 0;
	guint64 whole = negative ? -(guint64)seconds : (guint64)seconds;

	if (negative && nsec > 0) {
		whole--;
		nsec = 1000000000 - nsec;
	}
	value = g_strdup_printf("%s%" G_GUINT64_FORMAT ".%09u", negative ? "-" : "", whole, nsec);
	put_record(records, "mtime", value);
}

static bool
mtime_fits(const struct entry *e)
{
	return e->mtime >= 0 && e->mtime < MTIME_MAX_USTAR;
}

/* The pax records that the entry needs; empty if none. */
static void
put_records(GString *records, const struct entry *e, const char *path)
{
	char size[24];

	if (strlen(path) > NAME_MAX_USTAR) {
		if (!g_utf8_validate(path, -1, NULL))
			put_record(records, "hdrcharset", "BINARY");
		put_record(records, "path", path);
	}
	if (e->type == ENTRY_FILE && e->size >= SIZE_MAX_USTAR) {
		g_snprintf(size, sizeof(size), "%" G_GUINT64_FORMAT, e->size);
		put_record(records, "size", size);
	}
	if (e->mtime_nsec != 0 || !mtime_fits(e))
		put_mtime(records, e->mtime, e->mtime_nsec);
}

void
pax_header(const struct entry *e, guint64 number, GByteArray *out)
{
	static const unsigned char zeros[HEADER] = {0};
	g_autofree char *path = g_strconcat(e->path, e->type == ENTRY_DIRECTORY ? "/" : "", NULL);
	g_autoptr(GString) records = g_string_new(NULL);
	char name[32];
	guint64 size = e->type == ENTRY_FILE ? e->size : 0;

	put_records(records, e, path);
	if (records->len > 0) {
		g_snprintf(name, sizeof(name), "pax/%010" G_GUINT64_FORMAT, number);
		put_ustar(out, &(struct fields){name, 0644, records->len, 0, 'x'});
		g_byte_array_append(out, (const guint8 *)records->str, (guint)records->len);
		g_byte_array_append(out, zeros, (guint)pax_padding(records->len));
	}
	put_ustar(out,
	    &(struct fields){
		path,
		e->mode & 07777,
		size < SIZE_MAX_USTAR ? size : 0,
		mtime_fits(e) ? (guint64)e->mtime : 0,
		e->type == ENTRY_DIRECTORY ? '5' : '0',
	    });
}

size_t
pax_padding(guint64 size)
{
	return (size_t)(-size % HEADER);
}
