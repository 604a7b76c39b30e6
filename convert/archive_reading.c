/* SPDX-License-Identifier: Apache-2.0 */
/* One reading of a packed file; see archive_reading.h. */
#include "convert/archive_reading.h"

#include "convert/archive_path.h"

void
archive_reading_begin(struct archive_reading *r, guint64 skip)
{
	r->nentries = r->declared = 0;
	r->ncounted = 0;
	r->lost = false;
	r->skip = skip;
}

void
archive_reading_clear(struct archive_reading *r)
{
	g_free(r->path);
	g_free(r->target);
}

static bool
take_size(struct archive_reading *r, struct unpack_entry *e)
{
	if ((e->flags & UNPACK_COUNTED) != 0) {
		if (r->ncounted >= r->listing->counted->len)
			return false;
		e->size = g_array_index(r->listing->counted, guint64, r->ncounted++);
	}
	if (e->type == ENTRY_FILE)
		r->declared += e->size;
	return r->declared <= r->listing->declared;
}

bool
archive_reading_entry(
    struct archive_reading *r, const struct unpack_frame *f, struct unpack_entry *e, GError **error)
{
	if (!unpack_entry_parse(f->rest, f->len, e, error))
		return false;
	r->nentries++;
	if (r->nentries > r->listing->nentries || !take_size(r, e))
		return err_set(error, ERR_FORMAT, "unpacking: not what was listed");
	g_free(r->path);
	g_free(r->target);
	r->path = archive_path_of(e, r->stem);
	r->target = g_strdup(e->target);
	r->left = e->size;
	r->damaged = r->lost = false;
	return true;
}

bool
archive_reading_data(struct archive_reading *r, const struct unpack_frame *f, GError **error)
{
	if (f->len == 0 || f->len > r->left)
		return err_set(error, ERR_FORMAT, "unpacking: bytes that belong to no entry");
	r->left -= f->len;
	return true;
}

/* What is lost behind an entry is told once, and once only can it be. */
static bool
take_lost(struct archive_reading *r, bool *tell, GError **error)
{
	if (r->lost)
		return err_set(error, ERR_FORMAT, "unpacking: an answer out of order");
	r->lost = true;
	*tell = r->nentries >= r->skip;
	return true;
}

bool
archive_reading_other(
    struct archive_reading *r, const struct unpack_frame *f, bool *tell, GError **error)
{
	if (f->type == UNPACK_DATA)
		return archive_reading_data(r, f, error);
	if (f->type == UNPACK_LOST)
		return take_lost(r, tell, error);
	if (f->type != UNPACK_DAMAGED || r->nentries == 0 || r->damaged)
		return err_set(error, ERR_FORMAT, "unpacking: an answer out of order");
	r->damaged = true;
	*tell = r->nentries > r->skip && r->path != NULL;
	return true;
}
