/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of a packed file before it is read; see archive_listing.h. */
#include "convert/archive_listing.h"

#include "convert/archive_path.h"

void
archive_listing_init(struct archive_listing *l, guint64 size, guint64 before)
{
	*l = (struct archive_listing){
	    .size = size,
	    .before = before,
	    .names = archive_names_new(),
	    .counted = g_array_new(FALSE, FALSE, sizeof(guint64)),
	    .companions = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref),
	};
}

void
archive_listing_clear(struct archive_listing *l)
{
	archive_names_free(l->names);
	g_array_free(l->counted, TRUE);
	g_hash_table_destroy(l->companions);
}

static bool
is_bomb(const struct archive_listing *l, guint64 unpacked)
{
	guint64 all = unpacked + MIN(l->before, G_MAXUINT64 - unpacked);

	return all > ARCHIVE_SMALL && all / ARCHIVE_RATIO_MAX > l->size;
}

static bool
add_companion(struct archive_listing *l, struct unpack_stream *s, const char *path, guint64 size,
    GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	if (size > UNPACK_COMPANION_MAX || size > UNPACK_COMPANIONS_MAX - l->ncompanions)
		return err_set(error, ERR_FORMAT, "unpacking: more than was asked for");
	l->ncompanions += (size_t)size;
	while (bytes->len < size) {
		struct unpack_frame f;

		if (!unpack_stream_next(s, &f, error))
			return false;
		if (f.type != UNPACK_DATA || f.len == 0 || f.len > size - bytes->len)
			return err_set(error, ERR_FORMAT, "unpacking: an answer out of order");
		g_byte_array_append(bytes, f.rest, (guint)f.len);
	}
	g_hash_table_insert(
	    l->companions, g_strdup(path), g_byte_array_free_to_bytes(g_steal_pointer(&bytes)));
	return true;
}

static bool
add_entry(struct archive_listing *l, struct unpack_stream *s, const struct unpack_frame *f,
    GError **error)
{
	struct unpack_entry e;
	g_autofree char *path = NULL;

	if (!unpack_entry_parse(f->rest, f->len, &e, error))
		return false;
	l->lost = false;
	if (++l->nentries > ARCHIVE_ENTRIES_MAX)
		return err_set(error, ERR_FORMAT, "it has more than 5,000,000 entries");
	path = archive_path_of(&e, "");
	if ((e.flags & UNPACK_ONLY) != 0)
		l->single = true;
	if ((e.flags & UNPACK_COUNTED) != 0)
		g_array_append_val(l->counted, e.size);
	if (e.type == ENTRY_FILE && l->declared <= G_MAXINT64)
		l->declared += e.size;
	l->bomb = is_bomb(l, l->declared);
	if (path != NULL && *path != '\0' && !archive_names_add(l->names, path, e.type, error))
		return false;
	return (e.flags & UNPACK_COMPANION) == 0 ||
	    add_companion(l, s, path != NULL ? path : "", e.size, error);
}

/* It must grow, so that the listing ends one day, as a bomb. */
static bool
add_progress(struct archive_listing *l, const struct unpack_frame *f, GError **error)
{
	guint64 unpacked;

	if (!unpack_number_parse(f, &unpacked, error))
		return false;
	if (unpacked <= l->unpacked)
		return err_set(error, ERR_FORMAT, "unpacking: no progress");
	l->unpacked = unpacked;
	l->bomb = is_bomb(l, unpacked);
	return true;
}

bool
archive_listing_read(struct archive_listing *l, struct unpack_stream *s, GError **error)
{
	while (!l->bomb) {
		struct unpack_frame f;

		if (!unpack_stream_next(s, &f, error))
			return false;
		switch (f.type) {
		case UNPACK_END:
		case UNPACK_BROKEN:
			return true; /* the reading says the same again */
		case UNPACK_ENTRY:
			if (!add_entry(l, s, &f, error))
				return false;
			break;
		case UNPACK_LOST:
			if (l->lost)
				return err_set(
				    error, ERR_FORMAT, "unpacking: an answer out of order");
			l->lost = true;
			break;
		case UNPACK_PROGRESS:
			if (!add_progress(l, &f, error))
				return false;
			break;
		default:
			return err_set(error, ERR_FORMAT, "unpacking: bytes out of order");
		}
	}
	return true;
}
