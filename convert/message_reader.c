/* SPDX-License-Identifier: Apache-2.0 */
/* Messages' records, parsed ahead; see message_reader.h. */
#include "convert/message_reader.h"

#include <string.h>

#include "convert/commitments.h"
#include "convert/ordered.h"

#define AHEAD 1 /* chunks on their way besides the one at hand */

/* A chunk, read and parsed by a worker. */
struct chunk {
	struct job job;
	struct pouch *pouch;
	guint64 number;
	GArray *records;             /* struct message_record */
	unsigned char (*leaves)[32]; /* NULL without the index */
	GError *error;               /* behind the records that could be read */
};

struct message_reader {
	struct pouch *pouch;
	struct ordered *ordered;
	guint64 pushed, nchunks;
	guint pending;
	struct chunk *now; /* the chunk at hand */
	guint at;          /* the next record in it */
	guint64 next_id;
};

static void
record_clear(gpointer p)
{
	message_record_clear(p);
}

static void
chunk_free(struct chunk *c)
{
	if (c == NULL)
		return;
	g_array_unref(c->records);
	g_free(c->leaves);
	g_clear_error(&c->error);
	g_free(c);
}

/* Parses the lines of a chunk, and gathers their commitments if there is an index. */
static bool
parse(
    struct chunk *c, struct manifest_lines *lines, struct commitments *commitments, GError **error)
{
	struct record_lines l;
	enum step step;

	while ((step = manifest_lines_next(lines, &l, error)) == STEP_NEXT) {
		struct message_record m = {0};

		if (!message_record_read(&m, &l, error))
			return false;
		g_array_append_val(c->records, m);
		if (l.index != NULL)
			commitments_add(commitments, m.salt, l.facts,
			    commitments_without_salt(l.facts, l.facts_len), l.index, l.index_len);
	}
	return step == STEP_END;
}

static bool
read_chunk(struct chunk *c, GError **error)
{
	g_autoptr(GByteArray) facts = g_byte_array_new(), index = g_byte_array_new();
	bool has_index = pouch_has(c->pouch, LEVEL_INDEX), ok;
	struct commitments commitments = {0};
	g_auto(pouch_scratch) scratch;
	struct manifest_lines lines;

	pouch_scratch_init(&scratch);
	if (!pouch_read(c->pouch, PACKED_MAIL_FACTS, c->number, &scratch, facts, error) ||
	    (has_index &&
		!pouch_read(c->pouch, PACKED_MAIL_INDEX, c->number, &scratch, index, error)))
		return false;
	manifest_lines_init(&lines, facts, has_index ? index : NULL);
	commitments_init(&commitments);
	ok = parse(c, &lines, &commitments, error);
	if (has_index)
		c->leaves = commitments_hash(&commitments);
	commitments_clear(&commitments);
	return ok;
}

static void
work(struct job *j)
{
	struct chunk *c = (struct chunk *)j;

	c->records = g_array_new(FALSE, FALSE, sizeof(struct message_record));
	g_array_set_clear_func(c->records, record_clear);
	if (!read_chunk(c, &c->error))
		g_assert(c->error != NULL);
}

struct message_reader *
message_reader_new(struct pouch *p, guint threads)
{
	struct message_reader *r = g_new0(struct message_reader, 1);

	r->pouch = p;
	r->ordered = ordered_new(threads != 0 ? threads : ordered_threads(), G_MAXSIZE);
	r->nchunks = pouch_count(p, PACKED_MAIL_FACTS);
	r->next_id = 1;
	return r;
}

void
message_reader_free(struct message_reader *r)
{
	if (r == NULL)
		return;
	for (struct job *j; (j = ordered_pop_pending(r->ordered)) != NULL;)
		chunk_free((struct chunk *)j);
	ordered_free(r->ordered);
	chunk_free(r->now);
	g_free(r);
}

static void
read_ahead(struct message_reader *r)
{
	while (r->pending < AHEAD && r->pushed < r->nchunks) {
		struct chunk *c = g_new0(struct chunk, 1);

		c->job.work = work;
		c->pouch = r->pouch;
		c->number = r->pushed++;
		ordered_push(r->ordered, &c->job);
		r->pending++;
	}
}

/* Puts the next chunk at hand; false if there is none. */
static bool
next_chunk(struct message_reader *r)
{
	g_clear_pointer(&r->now, chunk_free);
	read_ahead(r);
	r->now = (struct chunk *)ordered_pop_pending(r->ordered);
	if (r->now == NULL)
		return false;
	r->pending--;
	r->at = 0;
	read_ahead(r);
	return true;
}

static enum step
fail(struct message_reader *r, GError **error)
{
	g_propagate_error(error, g_steal_pointer(&r->now->error));
	g_prefix_error(error, "record of message %" G_GUINT64_FORMAT ": ", r->next_id);
	return STEP_FAILED;
}

enum step
message_reader_next(
    struct message_reader *r, struct message_record **m, const unsigned char **leaf, GError **error)
{
	while (r->now == NULL || r->at == r->now->records->len) {
		if (r->now != NULL && r->now->error != NULL)
			return fail(r, error);
		if (!next_chunk(r))
			return STEP_END;
	}
	*leaf = r->now->leaves != NULL ? r->now->leaves[r->at] : NULL;
	*m = &g_array_index(r->now->records, struct message_record, r->at++);
	if ((*m)->message.id == r->next_id++)
		return STEP_NEXT;
	err_set(error, ERR_ALTERED, "the messages are not numbered one by one");
	return STEP_FAILED;
}
