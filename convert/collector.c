/* SPDX-License-Identifier: Apache-2.0 */
/* The end of the sealing pipeline; see collector.h. */
#include "convert/collector.h"

#include "convert/batch.h"
#include "convert/payload.h"

/* Lists are half digests: more effort than this finds nothing more in them. */
#define LISTS_LEVEL 1

struct collector {
	struct collector_options options;
	GThread *thread;
	struct manifest_writer *tree, *mail; /* these four are the thread's until it ended */
	struct hashtree message_root;
	guint64 nsegments, payload;
	GMutex lock;   /* guards error */
	GError *error; /* the first one */
};

bool
collector_failed(struct collector *c, GError **error)
{
	bool failed;

	g_mutex_lock(&c->lock);
	failed = c->error != NULL;
	if (failed && error != NULL && *error == NULL)
		*error = g_error_copy(c->error);
	g_mutex_unlock(&c->lock);
	return failed;
}

/* Packs half a chunk and adds it to the volume. */
static bool
add_half(struct collector *c, enum packed_kind kind, const struct manifest_chunk *chunk,
    const GString *text, GError **error)
{
	const struct preamble *p = &c->options.head->preamble;
	struct packed_place place = {p->archive, p->volume, kind, chunk->number};
	struct packing how = {.to = &c->options.head->to[packed_level(kind)], .level = LISTS_LEVEL};
	g_autoptr(GByteArray) packed = packed_seal(&place, &how, text->str, text->len, error);
	char name[MEMBER_NAME_SIZE];
	struct new_member m = {.name = name, .first = chunk->first, .count = chunk->count};

	if (packed == NULL)
		return false;
	packed_name(kind, chunk->number, name);
	m.data = packed->data;
	m.len = packed->len;
	return volume_writer_add(c->options.volume, &m, error);
}

static bool
emit_chunk(void *user, const struct manifest_chunk *chunk, GError **error)
{
	struct collector *c = user;

	return add_half(c, manifest_facts(chunk->kind), chunk, chunk->facts, error) &&
	    add_half(c, manifest_index(chunk->kind), chunk, chunk->index, error);
}

static bool
take_segment(struct collector *c, struct segment *s, GError **error)
{
	const GByteArray *packed = segment_packed(s, error);
	char name[MEMBER_NAME_SIZE];
	struct new_member m = {.name = name, .first = c->payload, .count = segment_len(s)};

	if (packed == NULL)
		return false;
	packed_name(PACKED_SEGMENT, segment_number(s), name);
	m.data = packed->data;
	m.len = packed->len;
	if (!volume_writer_add(c->options.volume, &m, error))
		return false;
	c->nsegments++;
	c->payload += segment_len(s);
	return true;
}

/* Takes a job's result, unless something failed before, and releases the job. */
static void
take(struct collector *c, struct job *j)
{
	struct batch_target target = {c->tree, c->mail, &c->message_root};
	struct segment *s = segment_of(j);
	GError *error = NULL;
	bool ok = true;

	if (!collector_failed(c, NULL) && c->options.go_on != NULL)
		ok = c->options.go_on(&error);
	if (ok && !collector_failed(c, NULL))
		ok = s != NULL ? take_segment(c, s, &error)
			       : batch_collect(batch_of(j), &target, &error);
	if (!ok) {
		g_prefix_error(&error, "%s: ", c->options.name);
		g_mutex_lock(&c->lock);
		c->error = error;
		g_mutex_unlock(&c->lock);
		ordered_cancel(c->options.ordered);
	}
	if (s != NULL)
		segment_free(s);
	else
		batch_free(batch_of(j));
}

static gpointer
run(gpointer user)
{
	struct collector *c = user;

	for (struct job *j; (j = ordered_pop(c->options.ordered)) != NULL;)
		take(c, j);
	return NULL;
}

struct collector *
collector_new(const struct collector_options *o)
{
	struct collector *c = g_new0(struct collector, 1);

	c->options = *o;
	g_mutex_init(&c->lock);
	c->tree = manifest_writer_new(MANIFEST_TREE, emit_chunk, c);
	c->mail = manifest_writer_new(MANIFEST_MAIL, emit_chunk, c);
	hashtree_init(&c->message_root);
	c->thread = g_thread_new("collector", run, c);
	return c;
}

void
collector_join(struct collector *c)
{
	g_thread_join(g_steal_pointer(&c->thread));
}

bool
collector_finish(struct collector *c, struct seal *totals, GError **error)
{
	if (!manifest_writer_finish(c->tree, error) || !manifest_writer_finish(c->mail, error))
		return false;
	totals->segments = c->nsegments;
	totals->payload = c->payload;
	totals->tree_chunks = manifest_writer_chunks(c->tree);
	totals->mail_chunks = manifest_writer_chunks(c->mail);
	hashtree_root(&c->message_root, totals->message_root);
	return true;
}

void
collector_free(struct collector *c)
{
	if (c == NULL)
		return;
	g_assert(c->thread == NULL);
	manifest_writer_free(c->tree);
	manifest_writer_free(c->mail);
	g_clear_error(&c->error);
	g_mutex_clear(&c->lock);
	g_free(c);
}
