/* SPDX-License-Identifier: Apache-2.0 */
/* Packs and opens segments and chunks; see packed.h. */
#include "crypto/packed.h"

#include <string.h>
#include <zstd.h>

#include "crypto/cursor.h"

#define FRAME_SIZE (4 * 1024 * 1024) /* content bytes of a zstd frame */
#define PLACE_SIZE 40                /* the skippable frame: magic, length and 32 bytes */
#define SKIPPABLE_MAGIC 0x184D2A50U
#define WINDOW_LOG 22                /* 4 MiB: a frame's whole content */
#define WINDOW_MAX (8 * 1024 * 1024) /* that a reader takes */

static void
free_cctx(gpointer p)
{
	ZSTD_freeCCtx(p);
}

static void
free_dctx(gpointer p)
{
	ZSTD_freeDCtx(p);
}

/* One context per thread: making one for each segment costs some per cent. */
static GPrivate cctx_key = G_PRIVATE_INIT(free_cctx);
static GPrivate dctx_key = G_PRIVATE_INIT(free_dctx);

static ZSTD_CCtx *
get_cctx(void)
{
	ZSTD_CCtx *c = g_private_get(&cctx_key);

	if (c == NULL) {
		c = ZSTD_createCCtx();
		g_private_set(&cctx_key, c);
	}
	return c;
}

static ZSTD_DCtx *
get_dctx(void)
{
	ZSTD_DCtx *d = g_private_get(&dctx_key);

	if (d == NULL) {
		d = ZSTD_createDCtx();
		g_private_set(&dctx_key, d);
	}
	return d;
}

/* Writes n bytes of value, little-endian; returns the place behind them. */
static unsigned char *
put_le(unsigned char *p, guint64 value, unsigned n)
{
	for (; n > 0; n--, value >>= 8)
		*p++ = (unsigned char)(value & 0xff);
	return p;
}

static void
put_place(unsigned char out[PLACE_SIZE], const struct packed_place *place)
{
	unsigned char *p = put_le(put_le(out, SKIPPABLE_MAGIC, 4), PLACE_SIZE - 8, 4);

	memcpy(p, place->archive, ARCHIVE_ID_SIZE);
	p = put_le(p + ARCHIVE_ID_SIZE, place->volume, 4);
	memcpy(p, packed_tag(place->kind), 4);
	put_le(p + 4, place->number, 8);
}

/* Room for frames, of which len bytes are in use. */
struct room {
	unsigned char *data;
	size_t size, len;
};

/* Appends the zstd frames of data. */
static bool
compress(int level, const unsigned char *data, size_t len, struct room *to, GError **error)
{
	ZSTD_CCtx *c = get_cctx();

	if (c == NULL)
		return err_set(error, ERR_IO, "no memory to compress in");
	ZSTD_CCtx_reset(c, ZSTD_reset_session_and_parameters);
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, WINDOW_LOG);
	do {
		size_t take = MIN(len, (size_t)FRAME_SIZE);
		size_t n = ZSTD_compress2(c, to->data + to->len, to->size - to->len, data, take);

		if (ZSTD_isError(n))
			return err_set(error, ERR_IO, "compress: %s", ZSTD_getErrorName(n));
		to->len += n;
		data += take;
		len -= take;
	} while (len > 0);
	return true;
}

GByteArray *
packed_seal(const struct packed_place *place, const struct packing *how, const void *data,
    size_t len, GError **error)
{
	size_t nframes = len / FRAME_SIZE + 1;
	size_t size = PLACE_SIZE + nframes * ZSTD_compressBound(FRAME_SIZE);
	g_autofree unsigned char *frames = g_malloc(size);
	struct room room = {.data = frames, .size = size, .len = PLACE_SIZE};
	struct random_source random = {.purpose = packed_tag(place->kind), .number = place->number};
	struct age_to recipients = {.recipients = how->to, .nrecipients = 1};

	g_assert(len <= SEGMENT_SIZE);
	put_place(frames, place);
	if (!compress(how->level, data, len, &room, error))
		return NULL;
	return age_encrypt(&recipients, frames, room.len, &random, error);
}

/* A frame with content; the other kind, skippable, may stand at the start only. */
static const unsigned char frame_magic[4] = {0x28, 0xb5, 0x2f, 0xfd};

/* Bits of its descriptor, the byte behind the magic. */
enum {
	DICTIONARY = 3, /* the size of a dictionary's id */
	HAS_CHECKSUM = 4,
	SINGLE_SEGMENT = 32,
};

/*
 * Whether a frame's header (RFC 8878, 3.1.1.1) says what ours say: a checksum,
 * no dictionary, and a window of at most WINDOW_MAX, which a single segment has
 * if its content has.
 */
static bool
header_is_ours(const struct cursor *frame)
{
	struct cursor c = *frame;
	const unsigned char *magic = cursor_take(&c, sizeof(frame_magic));
	const unsigned char *descriptor = cursor_take(&c, 1), *window = cursor_take(&c, 1);
	guint64 base;

	if (c.failed || memcmp(magic, frame_magic, sizeof(frame_magic)) != 0 ||
	    (*descriptor & HAS_CHECKSUM) == 0 || (*descriptor & DICTIONARY) != 0)
		return false;
	if (*descriptor & SINGLE_SEGMENT)
		return true;
	base = G_GUINT64_CONSTANT(1) << (10 + (*window >> 3));
	return base + base / 8 * (*window & 7) <= WINDOW_MAX;
}

/* Checks the next frame before anything is allocated for it; sets its two sizes. */
static bool
measure_frame(const struct cursor *in, size_t have, size_t *packed, size_t *plain)
{
	unsigned long long content;

	if (!header_is_ours(in))
		return false;
	content = ZSTD_getFrameContentSize(in->at, in->left); /* its errors are large numbers */
	*packed = ZSTD_findFrameCompressedSize(in->at, in->left);
	if (ZSTD_isError(*packed) || content > FRAME_SIZE || content > SEGMENT_SIZE - have)
		return false;
	*plain = (size_t)content;
	return content > 0 || (have == 0 && *packed == in->left);
}

static bool
decompress(struct cursor *in, GByteArray *out, GError **error)
{
	ZSTD_DCtx *d = get_dctx();
	size_t packed, plain, n;
	unsigned char *to;

	if (d == NULL)
		return err_set(error, ERR_IO, "no memory to decompress in");
	g_byte_array_set_size(out, 0);
	do {
		guint have = out->len;
		if (!measure_frame(in, have, &packed, &plain))
			return err_set(error, ERR_ALTERED,
			    "zstd frame at byte %u is not of this format", have);
		g_byte_array_set_size(out, (guint)(have + plain));
		to = plain > 0 ? out->data + have : NULL; /* an empty array has no data */
		n = ZSTD_decompressDCtx(d, to, plain, in->at, packed);
		if (ZSTD_isError(n) || n != plain)
			return err_set(
			    error, ERR_ALTERED, "zstd frame at byte %u is damaged", have);
		cursor_skip(in, packed);
	} while (in->left > 0);
	return true;
}

bool
packed_read(const struct packed_place *place, const void *frames, size_t len, GByteArray *out,
    GError **error)
{
	struct cursor in = cursor_at(frames, len);
	const unsigned char *found = cursor_take(&in, PLACE_SIZE);
	unsigned char expected[PLACE_SIZE];

	put_place(expected, place);
	if (found == NULL || memcmp(found, expected, PLACE_SIZE) != 0)
		return err_set(error, ERR_ALTERED, "belongs to another place or another pouch");
	if (decompress(&in, out, error))
		return true;
	g_byte_array_set_size(out, 0);
	return false;
}

bool
packed_open(const struct packed_place *place, const struct unpacking *with, const void *file,
    size_t len, GError **error)
{
	gpointer ids[] = {(gpointer)with->identity};
	GPtrArray list = {.pdata = ids, .len = 1};
	struct age_keys keys = {.identities = &list};

	if (len > PACKED_MAX)
		return err_set(error, ERR_FORMAT, "is larger than may be");
	return age_decrypt(&keys, file, len, with->scratch, error) &&
	    packed_read(place, with->scratch->data, with->scratch->len, with->out, error);
}
