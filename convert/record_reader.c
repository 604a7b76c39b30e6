/* SPDX-License-Identifier: Apache-2.0 */
/* The records in a pouch's manifests; see record_reader.h. */
#include "convert/record_reader.h"

struct record_reader {
	struct pouch *pouch;
	enum manifest_kind kind;
	guint64 next; /* chunk */
	struct pouch_scratch scratch;
	GByteArray *facts, *index;
	struct manifest_lines lines;
};

struct record_reader *
record_reader_new(struct pouch *p, enum manifest_kind kind)
{
	struct record_reader *r = g_new0(struct record_reader, 1);

	r->pouch = p;
	r->kind = kind;
	r->facts = g_byte_array_new();
	r->index = g_byte_array_new();
	pouch_scratch_init(&r->scratch);
	manifest_lines_init(&r->lines, r->facts, NULL);
	return r;
}

void
record_reader_free(struct record_reader *r)
{
	if (r == NULL)
		return;
	g_byte_array_unref(r->facts);
	g_byte_array_unref(r->index);
	pouch_scratch_clear(&r->scratch);
	g_free(r);
}

/* Reads both halves of a chunk; there is no index without its key. */
static bool
open_chunk(struct record_reader *r, guint64 number, GError **error)
{
	bool has_index = pouch_has(r->pouch, LEVEL_INDEX);

	if (!pouch_read(r->pouch, manifest_facts(r->kind), number, &r->scratch, r->facts, error))
		return false;
	if (has_index &&
	    !pouch_read(r->pouch, manifest_index(r->kind), number, &r->scratch, r->index, error))
		return false;
	manifest_lines_init(&r->lines, r->facts, has_index ? r->index : NULL);
	return true;
}

enum step
record_reader_next(struct record_reader *r, struct record_lines *next, GError **error)
{
	for (;;) {
		enum step step = manifest_lines_next(&r->lines, next, error);

		if (step != STEP_END || r->next == pouch_count(r->pouch, manifest_facts(r->kind)))
			return step;
		if (!open_chunk(r, r->next++, error))
			return STEP_FAILED;
	}
}

enum step
record_reader_next_tree(struct record_reader *r, struct tree_record *t, GError **error)
{
	struct record_lines lines;
	enum step step = record_reader_next(r, &lines, error);

	if (step != STEP_NEXT || tree_record_read(t, &lines, error))
		return step;
	g_prefix_error(error, "tree manifest: ");
	return STEP_FAILED;
}

/* The chunk that should hold a message's record, and the records before it there. */
static bool
find_chunk(const struct pouch *p, guint64 id, guint64 *chunk, guint64 *skip)
{
	guint64 low = 0, high = pouch_count(p, PACKED_MAIL_FACTS);

	while (low < high) {
		guint64 middle = low + (high - low) / 2, first, count;

		pouch_range(p, PACKED_MAIL_FACTS, middle, &first, &count);
		*chunk = middle;
		*skip = id - first;
		if (id < first)
			high = middle;
		else if (*skip >= count)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

/* Goes over the records before the one that is wanted, and reads it. */
static bool
read_after(struct record_reader *r, guint64 skip, struct message_record *m, GError **error)
{
	struct record_lines lines;

	for (;;) {
		enum step step = manifest_lines_next(&r->lines, &lines, error);

		if (step == STEP_END)
			return err_set(
			    error, ERR_ALTERED, "a chunk has fewer records than index.txt says");
		if (step != STEP_NEXT)
			return false;
		if (skip-- == 0)
			return message_record_read(m, &lines, error);
	}
}

bool
record_reader_find(struct pouch *p, guint64 id, struct message_record *m, GError **error)
{
	g_autoptr(record_reader) r = record_reader_new(p, MANIFEST_MAIL);
	guint64 chunk, skip;

	if (!find_chunk(p, id, &chunk, &skip))
		return err_set(
		    error, ERR_USAGE, "there is no message %" G_GUINT64_FORMAT " in it", id);
	if (!open_chunk(r, chunk, error) || !read_after(r, skip, m, error))
		return false;
	if (m->message.id == id)
		return true;
	return err_set(
	    error, ERR_ALTERED, "message %" G_GUINT64_FORMAT " is not where index.txt says", id);
}
