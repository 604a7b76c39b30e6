/* SPDX-License-Identifier: Apache-2.0 */
/* The frames in which an unpacking process speaks; see unpack_frame.h. */
#include "convert/unpack_frame.h"

#include <string.h>

#include "convert/derive_frame.h"
#include "crypto/cursor.h"

#define ENTRY_FIXED (1 + 1 + 4 + 8 + 8 + 4 + 4) /* bytes before the path */
#define ENTRY_MAX (ENTRY_FIXED + 2 * (UNPACK_PATH_MAX + 1))

size_t
unpack_frame_max(unsigned char type)
{
	switch (type) {
	case UNPACK_ENTRY:
		return ENTRY_MAX;
	case UNPACK_DATA:
		return UNPACK_DATA_MAX;
	case UNPACK_PROGRESS:
	case UNPACK_END:
		return sizeof(guint64);
	case UNPACK_DAMAGED:
	case UNPACK_LOST:
	case UNPACK_BROKEN:
	case UNPACK_FAILED:
	case UNPACK_REFUSED:
		return UNPACK_REASON_MAX;
	case UNPACK_WANT:
		return sizeof(guint64) + sizeof(guint32);
	case UNPACK_FOLDER:
	case UNPACK_OPENING:
	case UNPACK_ITEM:
	case UNPACK_SAID:
		return DERIVE_FIXED_MAX + DERIVE_NAME_MAX;
	case UNPACK_MESSAGE:
		return DERIVE_MESSAGE_MAX;
	case UNPACK_MADE:
		return sizeof(guint64);
	default:
		return 0;
	}
}

void
unpack_frame_header(enum unpack_frame_type type, size_t len, unsigned char out[UNPACK_HEADER_LEN])
{
	guint32 le = GUINT32_TO_LE((guint32)len);

	g_assert(len <= unpack_frame_max((unsigned char)type));
	out[0] = (unsigned char)type;
	memcpy(out + 1, &le, sizeof(le));
}

bool
unpack_frame_parse(
    const unsigned char header[UNPACK_HEADER_LEN], struct unpack_frame *f, GError **error)
{
	struct cursor c = cursor_at(header + 1, UNPACK_HEADER_LEN - 1);
	guint32 len = cursor_le32(&c);

	if (unpack_frame_max(header[0]) == 0)
		return err_set(error, ERR_FORMAT, "unpacking: an answer of no known type");
	if (len > unpack_frame_max(header[0]))
		return err_set(error, ERR_FORMAT, "unpacking: an answer that is too long");
	*f = (struct unpack_frame){.type = (enum unpack_frame_type)header[0], .len = len};
	return true;
}

static void
put_le32(GByteArray *out, guint32 n)
{
	guint32 le = GUINT32_TO_LE(n);

	g_byte_array_append(out, (const guint8 *)&le, sizeof(le));
}

static void
put_le64(GByteArray *out, guint64 n)
{
	guint64 le = GUINT64_TO_LE(n);

	g_byte_array_append(out, (const guint8 *)&le, sizeof(le));
}

static void
put_text(GByteArray *out, const char *text, size_t len)
{
	static const guint8 nul[1];

	if (len > 0)
		g_byte_array_append(out, (const guint8 *)text, (guint)len);
	g_byte_array_append(out, nul, sizeof(nul));
}

void
unpack_entry_put(const struct unpack_entry *e, GByteArray *out)
{
	const guint8 head[] = {(guint8)e->type, (guint8)e->flags};

	g_assert(e->path_len <= UNPACK_PATH_MAX && e->target_len <= UNPACK_PATH_MAX);
	g_byte_array_append(out, head, sizeof(head));
	put_le32(out, e->mode);
	put_le64(out, e->size);
	put_le64(out, (guint64)e->mtime);
	put_le32(out, e->mtime_nsec);
	put_le32(out, (guint32)e->path_len);
	put_text(out, e->path, e->path_len);
	put_text(out, e->target, e->target_len);
}

/* len bytes without NUL and a NUL behind them, or NULL. */
static const char *
take_text(struct cursor *c, size_t len)
{
	const unsigned char *p;

	if (len > UNPACK_PATH_MAX)
		return NULL;
	p = cursor_take(c, len + 1);
	return p != NULL && memchr(p, '\0', len + 1) == p + len ? (const char *)p : NULL;
}

bool
unpack_entry_parse(const unsigned char *rest, size_t len, struct unpack_entry *e, GError **error)
{
	struct cursor c = cursor_at(rest, len);
	const unsigned char *head = cursor_take(&c, 2);

	*e = (struct unpack_entry){0};
	e->mode = cursor_le32(&c);
	e->size = cursor_le64(&c);
	e->mtime = (gint64)cursor_le64(&c);
	e->mtime_nsec = cursor_le32(&c);
	e->path_len = cursor_le32(&c);
	e->path = take_text(&c, e->path_len);
	e->target_len = c.left > 0 ? c.left - 1 : 0;
	e->target = take_text(&c, e->target_len);
	if (head == NULL || e->path == NULL || e->target == NULL || !cursor_is_done(&c) ||
	    head[0] > ENTRY_OTHER || head[1] > UNPACK_FLAGS_ALL || e->mode > 07777 ||
	    e->mtime_nsec > 999999999 || e->size > G_MAXINT64)
		return err_set(error, ERR_FORMAT, "unpacking: an entry that is not well-formed");
	e->type = (enum entry_type)head[0];
	e->flags = head[1];
	return true;
}

bool
unpack_number_parse(const struct unpack_frame *f, guint64 *n, GError **error)
{
	struct cursor c = cursor_at(f->rest, f->len);

	*n = cursor_le64(&c);
	return cursor_is_done(&c) ||
	    err_set(error, ERR_FORMAT, "unpacking: a number that is not well-formed");
}
