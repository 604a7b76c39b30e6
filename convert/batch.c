/* SPDX-License-Identifier: Apache-2.0 */
/* Digests, indexes and writes runs of records; see batch.h. */
#include "convert/batch.h"

#include <string.h>

#include "convert/commitments.h"
#include "convert/content.h"
#include "convert/index.h"
#include "crypto/random.h"

#define BATCH_BYTES (4 * 1024 * 1024) /* message bytes after which a batch is full */
#define BATCH_ITEMS 1024
#define ITEM_WEIGHT 2048 /* bytes that a record, its lines and digests take */

struct item {
	bool is_message;
	struct message_record message;
	struct content content;
	struct tree_record tree;
	struct file_hash *hash;
	guint as_message;            /* 1 + the item whose digest it has; 0: none */
	size_t facts_end, index_end; /* of its lines in the batch's */
};

struct batch {
	struct job job;
	GArray *items;
	guint message, nmessages; /* the item of the last message begun; how many there are */
	bool open;                /* that message has not ended */
	guint64 first_id;         /* of the first message */
	size_t nbytes, ngathered; /* of messages; of those that a worker puts in one piece */
	GString *facts, *index;
	unsigned char (*leaves)[32]; /* of the messages, in order */
};

static void
item_clear(gpointer p)
{
	struct item *i = p;

	message_record_clear(&i->message);
	tree_record_clear(&i->tree);
	content_release(&i->content);
	g_clear_pointer(&i->hash, file_hash_unref);
}

static void work(struct job *j);

struct batch *
batch_new(void)
{
	struct batch *b = g_new0(struct batch, 1);

	b->job.work = work;
	b->items = g_array_new(FALSE, TRUE, sizeof(struct item));
	g_array_set_clear_func(b->items, item_clear);
	b->facts = g_string_new(NULL);
	b->index = g_string_new(NULL);
	return b;
}

void
batch_free(struct batch *b)
{
	if (b == NULL)
		return;
	g_array_unref(b->items);
	g_string_free(b->facts, TRUE);
	g_string_free(b->index, TRUE);
	g_free(b->leaves);
	g_free(b);
}

struct job *
batch_job(struct batch *b)
{
	/* What is decoded takes the room of one queue for each worker, whatever the batches. */
	b->job.weight = b->nbytes + b->ngathered + b->items->len * ITEM_WEIGHT;
	return &b->job;
}

struct batch *
batch_of(struct job *j)
{
	return j->work == work ? (struct batch *)j : NULL;
}

bool
batch_is_full(const struct batch *b)
{
	return !b->open && (b->nbytes >= BATCH_BYTES || b->items->len >= BATCH_ITEMS);
}

static struct item *
add(struct batch *b)
{
	g_array_set_size(b->items, b->items->len + 1);
	return &g_array_index(b->items, struct item, b->items->len - 1);
}

/* The message that was begun last; other records may have come since. */
static struct item *
last_message(const struct batch *b)
{
	return &g_array_index(b->items, struct item, b->message);
}

void
batch_add_tree(struct batch *b, struct tree_record *r)
{
	add(b)->tree = *r;
	memset(r, 0, sizeof(*r));
}

bool
batch_has_whole(const struct batch *b, guint64 file, guint64 size)
{
	const struct message_record *m;

	if (b->nmessages == 0 || b->open)
		return false;
	m = &last_message(b)->message;
	return (m->message.derivation == NULL || m->message.derivation->entry != 0) &&
	    m->file == file && m->message.at == 0 && m->message.len == size;
}

void
batch_add_done(struct batch *b, struct tree_record *r, struct file_hash *hash)
{
	struct item *i = add(b);

	i->tree = *r;
	memset(r, 0, sizeof(*r));
	i->hash = hash;
	i->as_message = hash == NULL ? b->message + 1 : 0;
}

void
batch_begin(struct batch *b, const struct message *m, guint64 file, guint64 payload)
{
	struct item *i = add(b);

	b->message = b->items->len - 1;
	if (b->nmessages++ == 0)
		b->first_id = m->id;
	b->open = true;
	i->is_message = true;
	message_copy(&i->message.message, m);
	i->message.file = file;
	i->message.payload = payload;
	content_begin(&i->content, CONTENT_KEPT);
}

void
batch_bytes(struct batch *b, const struct span *s)
{
	content_add(&last_message(b)->content, s);
}

void
batch_end(struct batch *b, const struct message *m)
{
	struct item *i = last_message(b);

	b->open = false;

	i->message.message.len = m->len;
	i->message.message.separator = m->separator;
	content_end(&i->content);
	b->nbytes += i->content.kept;
	if (i->content.spans->len > 1)
		b->ngathered += i->content.kept;
}

static void
take_digests(struct message_record *r, const struct canon_digests *d)
{
	r->digest = d->stored;
	r->has_canonical = !d->same;
	memcpy(r->canonical, d->canonical, sizeof(r->canonical));
	r->has_unquoted = d->quoted;
	memcpy(r->unquoted, d->unquoted, sizeof(r->unquoted));
}

/* Digests and index entries of all messages; their bytes are let go. */
static void
digest_all(struct batch *b)
{
	g_autofree struct item **items = g_new(struct item *, b->nmessages);
	g_autofree struct content **contents = g_new(struct content *, b->nmessages);
	struct contents_read read;
	guint n = 0;

	for (guint i = 0; i < b->items->len; i++) {
		struct item *item = &g_array_index(b->items, struct item, i);
		if (item->is_message) {
			items[n] = item;
			contents[n++] = &item->content;
		}
	}
	contents_read(&read, contents, n);
	for (guint i = 0; i < n; i++)
		index_message(read.data[i], MIN(contents[i]->kept, INDEX_MAX),
		    contents[i]->len <= INDEX_MAX, read.queue, &items[i]->message.summary);
	contents_digest(&read);
	for (guint i = 0; i < n; i++)
		take_digests(&items[i]->message, &read.digests[i]);
	contents_read_clear(&read);
	for (guint i = 0; i < n; i++)
		content_release(contents[i]);
}

static void
write_message(struct batch *b, struct item *i, struct commitments *commitments)
{
	size_t facts_at = b->facts->len, index_at = b->index->len, without_salt;

	message_record_write(&i->message, b->facts, b->index, &without_salt);
	commitments_add(commitments, i->message.salt, b->facts->str + facts_at, without_salt,
	    b->index->str + index_at, b->index->len - index_at - 1);
}

static void
write_tree(struct batch *b, struct item *i)
{
	if (i->as_message > 0)
		i->tree.digest =
		    g_array_index(b->items, struct item, i->as_message - 1).message.digest;
	if (i->hash == NULL)
		tree_record_write(&i->tree, b->facts, b->index);
}

/* The lines of everything whose digest is known. */
static void
write_all_lines(struct batch *b, struct commitments *commitments)
{
	for (guint i = 0; i < b->items->len; i++) {
		struct item *item = &g_array_index(b->items, struct item, i);
		if (item->is_message) {
			write_message(b, item, commitments);
		} else {
			write_tree(b, item);
		}
		item->facts_end = b->facts->len;
		item->index_end = b->index->len;
	}
}

/* One draw for all: there are many messages, and each draw is a call of the system. */
static void
draw_salts(struct batch *b)
{
	struct random_source random = {.purpose = "salt", .number = b->first_id};
	g_autofree unsigned char *salts = g_malloc(b->nmessages * SALT_SIZE);
	const unsigned char *next = salts;

	random_fill(&random, salts, b->nmessages * SALT_SIZE);
	for (guint i = 0; i < b->items->len; i++) {
		struct item *item = &g_array_index(b->items, struct item, i);
		if (!item->is_message)
			continue;
		memcpy(item->message.salt, next, SALT_SIZE);
		next += SALT_SIZE;
	}
}

/* All lines, and the leaves of the messages. */
static void
write_all(struct batch *b)
{
	struct commitments commitments = {0};

	commitments_init(&commitments);
	draw_salts(b);
	write_all_lines(b, &commitments);
	b->leaves = commitments_hash(&commitments);
	commitments_clear(&commitments);
}

static void
work(struct job *j)
{
	struct batch *b = (struct batch *)j;

	digest_all(b);
	write_all(b);
}

/* A record whose digest another thread took. */
static bool
collect_hashed(struct item *i, struct manifest_writer *w, GError **error)
{
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);

	file_hash_wait(i->hash, &i->tree.digest);
	tree_record_write(&i->tree, facts, index);
	return manifest_writer_add(w, facts->str, facts->len, index->str, index->len, error);
}

bool
batch_collect(struct batch *b, const struct batch_target *t, GError **error)
{
	size_t facts = 0, index = 0;
	guint nmessages = 0;

	for (guint n = 0; n < b->items->len; n++) {
		struct item *i = &g_array_index(b->items, struct item, n);
		if (i->hash != NULL) {
			if (!collect_hashed(i, t->tree, error))
				return false;
			continue;
		}
		if (!manifest_writer_add(i->is_message ? t->mail : t->tree, b->facts->str + facts,
			i->facts_end - facts, b->index->str + index, i->index_end - index, error))
			return false;
		if (i->is_message)
			hashtree_add_leaf_hash(t->message_root, b->leaves[nmessages++]);
		facts = i->facts_end;
		index = i->index_end;
	}
	return true;
}
