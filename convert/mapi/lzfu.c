/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed RTF; see lzfu.h. Numbers in brackets are sections of [MS-OXRTFCP]. */
#include "convert/mapi/lzfu.h"

#include <string.h>

#include "crypto/cursor.h"

#define HEADER_LEN 16                /* [2.1.3.1.1] */
#define HEADER_COUNTED 12            /* of them, COMPSIZE counts those behind itself */
#define TYPE_COMPRESSED 0x75465a4c   /* "LZFu" */
#define TYPE_UNCOMPRESSED 0x414c454d /* "MELA" */
#define DICTIONARY_LEN 4096          /* [2.1.3.1.2] */
#define MATCH_MAX 17                 /* bytes that one reference makes */
#define BARE "{\\rtf"

/* What the dictionary begins with [2.1.2.1]. */
static const char first_words[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

enum form {
	FORM_COMPRESSED,
	FORM_PLAIN, /* the bytes as they are, left of them */
};

struct lzfu {
	struct mapi_stream base;
	struct mapi_stream *in;
	enum form form;
	guint flags;
	bool ended;
	GError *failed; /* why it ended, if not by itself; told when all before it was given */
	guint64 left;   /* bytes that the header promises of in */
	guint32 stated; /* the checksum in the header */
	guint32 crc;    /* of what was read behind the header, as far as it promises */
	guint64 raw_size, given;
	unsigned char buffer[16 * 1024];
	size_t at, filled;
	unsigned char dictionary[DICTIONARY_LEN];
	guint write;     /* where the next byte goes in the dictionary */
	guint run, nrun; /* nrun bytes to come from dictionary[run] on */
	guint control, ncontrol;
};

/* CRC-32 without the inversions at its ends [2.1.3.2]. */
static guint32
add_crc(guint32 crc, const unsigned char *p, size_t len)
{
	static guint32 table[256];
	static gsize made;

	if (g_once_init_enter(&made)) {
		for (guint32 i = 0; i < 256; i++) {
			guint32 c = i;

			for (int bit = 0; bit < 8; bit++)
				c = (c & 1) != 0 ? c >> 1 ^ 0xedb88320 : c >> 1;
			table[i] = c;
		}
		g_once_init_leave(&made, 1);
	}
	while (len-- > 0)
		crc = table[(crc ^ *p++) & 0xff] ^ crc >> 8;
	return crc;
}

/* Counts what was read behind the header. */
static void
count(struct lzfu *z, const unsigned char *p, size_t n)
{
	size_t counted = (size_t)MIN((guint64)n, z->left);

	z->crc = add_crc(z->crc, p, counted);
	z->left -= counted;
}

/* More bytes in the buffer: false at the end, and if the input fails. */
static bool
fill(struct lzfu *z)
{
	gssize n = -1;

	if (z->failed == NULL)
		n = mapi_stream_read(z->in, z->buffer, sizeof(z->buffer), &z->failed);
	if (n <= 0)
		return false;
	count(z, z->buffer, (size_t)n);
	z->at = 0;
	z->filled = (size_t)n;
	return true;
}

/* The next byte, or -1 as fill. */
static int
next(struct lzfu *z)
{
	if (z->at == z->filled && !fill(z))
		return -1;
	return z->buffer[z->at++];
}

/* At its end; what is still promised is read for the checksum alone. */
static void
finish(struct lzfu *z)
{
	z->ended = true;
	while (z->left > 0 && fill(z))
		z->flags |= LZFU_SIZE;
	if (z->left > 0 || z->given != z->raw_size)
		z->flags |= LZFU_SIZE;
	if (z->crc != z->stated)
		z->flags |= LZFU_CRC;
}

/* The input ended or failed. Some writers leave the mark at the end out. */
static void
stop(struct lzfu *z)
{
	if (z->failed == NULL && z->given >= z->raw_size) {
		finish(z);
		return;
	}
	z->ended = true;
	z->flags |= LZFU_CUT;
}

static void
give(struct lzfu *z, unsigned char byte, unsigned char *to, size_t *n)
{
	z->dictionary[z->write] = byte;
	z->write = (z->write + 1) % DICTIONARY_LEN;
	z->given++;
	to[(*n)++] = byte;
}

/* A literal, or what a reference begins; one to the place itself is the end [2.2.2]. */
static void
next_token(struct lzfu *z, unsigned char *to, size_t *n)
{
	int first = 0, second = 0;
	bool reference;

	if (z->ncontrol == 0) {
		first = next(z);
		z->control = (guint)first;
		z->ncontrol = 8;
	}
	reference = (z->control & 1) != 0;
	if (first >= 0)
		first = next(z);
	if (first >= 0 && reference)
		second = next(z);
	if (first < 0 || second < 0) {
		stop(z);
		return;
	}
	z->control >>= 1;
	z->ncontrol--;
	if (!reference) {
		give(z, (unsigned char)first, to, n);
		return;
	}
	z->run = (guint)(first << 4 | second >> 4);
	z->nrun = (guint)(second & 15) + 2;
	if (z->run == z->write) {
		z->nrun = 0;
		finish(z);
	}
}

static size_t
read_compressed(struct lzfu *z, unsigned char *to, size_t len)
{
	size_t n = 0;

	while (n < len && !z->ended) {
		if (z->nrun == 0)
			next_token(z, to, &n);
		for (; z->nrun > 0 && n < len; z->nrun--) {
			give(z, z->dictionary[z->run], to, &n);
			z->run = (z->run + 1) % DICTIONARY_LEN;
		}
	}
	return n;
}

static size_t
read_plain(struct lzfu *z, unsigned char *to, size_t len)
{
	size_t n;

	if (z->at == z->filled && !fill(z)) {
		z->ended = true;
		if (z->failed != NULL || (z->flags & LZFU_BARE) == 0)
			z->flags |= LZFU_CUT;
		return 0;
	}
	n = MIN(len, z->filled - z->at);
	n = (size_t)MIN((guint64)n, z->raw_size - z->given);
	memcpy(to, z->buffer + z->at, n);
	z->at += n;
	z->given += n;
	z->ended = z->given == z->raw_size;
	return n;
}

static gssize
read_lzfu(struct mapi_stream *s, void *buf, size_t len, GError **error)
{
	struct lzfu *z = (struct lzfu *)s;

	size_t n = 0;

	if (!z->ended && len > 0 && z->form == FORM_COMPRESSED)
		n = read_compressed(z, buf, len);
	else if (!z->ended && len > 0)
		n = read_plain(z, buf, len);
	if (n > 0 || z->failed == NULL)
		return (gssize)n;
	g_propagate_error(error, g_error_copy(z->failed));
	return -1;
}

static void
close_lzfu(struct mapi_stream *s)
{
	struct lzfu *z = (struct lzfu *)s;

	mapi_stream_close(z->in);
	g_clear_error(&z->failed);
	g_free(z);
}

/* Takes the header out of the buffer, or finds that there is RTF where it should be. */
static bool
read_header(struct lzfu *z, GError **error)
{
	struct cursor c = cursor_at(z->buffer, z->filled);
	guint32 size = cursor_le32(&c), raw_size = cursor_le32(&c), type = cursor_le32(&c);

	z->stated = cursor_le32(&c);
	z->form = FORM_PLAIN;
	if (z->filled >= strlen(BARE) && memcmp(z->buffer, BARE, strlen(BARE)) == 0) {
		z->flags = LZFU_BARE;
		z->raw_size = G_MAXUINT64;
		return true;
	}
	if (c.failed || (type != TYPE_COMPRESSED && type != TYPE_UNCOMPRESSED))
		return err_set(error, ERR_FORMAT, "this is no compressed RTF");
	z->at = HEADER_LEN;
	z->raw_size = raw_size;
	z->form = type == TYPE_COMPRESSED ? FORM_COMPRESSED : FORM_PLAIN;
	z->left = size > HEADER_COUNTED ? size - HEADER_COUNTED : 0;
	z->ended = raw_size == 0 && z->form == FORM_PLAIN;
	return true;
}

/* The header's bytes may come in pieces. */
static bool
begin(struct lzfu *z, GError **error)
{
	gssize n;

	do {
		n = mapi_stream_read(
		    z->in, z->buffer + z->filled, sizeof(z->buffer) - z->filled, error);
		if (n < 0)
			return false;
		z->filled += (size_t)n;
	} while (n > 0 && z->filled < HEADER_LEN);
	if (!read_header(z, error))
		return false;
	count(z, z->buffer + z->at, z->filled - z->at);
	return true;
}

struct mapi_stream *
lzfu_open(struct mapi_stream *compressed, GError **error)
{
	static const struct mapi_stream_ops ops = {read_lzfu, close_lzfu};
	struct lzfu *z = g_new0(struct lzfu, 1);

	G_STATIC_ASSERT(sizeof(first_words) - 1 == 207);
	z->base.ops = &ops;
	z->in = compressed;
	memcpy(z->dictionary, first_words, sizeof(first_words) - 1);
	z->write = sizeof(first_words) - 1;
	if (begin(z, error))
		return &z->base;
	close_lzfu(&z->base);
	return NULL;
}

guint
lzfu_flags(const struct mapi_stream *s)
{
	return ((const struct lzfu *)(const void *)s)->flags;
}
