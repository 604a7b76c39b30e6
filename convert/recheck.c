/* SPDX-License-Identifier: Apache-2.0 */
/* Takes digests again and compares; see recheck.h. */
#include "convert/recheck.h"

#include <string.h>

#define ROUND_BYTES (1024 * 1024) /* message bytes after which a round is handed out */
#define ROUND_ITEMS 1024
#define ROUNDS_PENDING 6
#define BYTES_PENDING (32 * 1024 * 1024) /* kept bytes of rounds that are handed out */
#define KEPT (4 * 1024 * 1024)           /* bytes of a message; nobody but the hash looks at them */

/* A message or a file, and what its record says. */
struct item {
	guint64 message; /* 0: a file */
	char *path;
	guint64 payload;
	struct digest digest; /* as recorded */
	bool has_canonical, has_unquoted;
	unsigned char canonical[32], unquoted[32];
	struct content content;
	struct file_hash *hash; /* of a file, unless it has that of a message: */
	guint as_message;       /* the item */
	struct digest found;
	bool same;
};

/* Messages and files that one worker looks at. */
struct round {
	struct job job;
	GArray *items;
	guint message; /* the item of the last message begun */
	size_t nbytes; /* that are kept */
};

struct recheck {
	struct ordered *ordered;
	struct hasher *hasher;
	struct file_hash *file; /* the open one */
	struct round *round;
	guint pending;        /* rounds handed out */
	size_t pending_bytes; /* kept in them */
	struct hashtree root;
	guint64 nmessages, nfiles;
	bool (*mismatch)(void *user, const struct mismatch *m, GError **error);
	void *user;
};

static void
item_clear(gpointer p)
{
	struct item *i = p;

	g_free(i->path);
	content_release(&i->content);
	file_hash_unref(i->hash);
}

static void
round_free(struct round *r)
{
	g_array_unref(r->items);
	g_free(r);
}

static bool
is_same(const struct digest *a, const struct digest *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void
compare_message(struct item *i, const struct canon_digests *d)
{
	i->found = d->stored;
	i->same = is_same(&i->digest, &d->stored) && i->has_canonical == !d->same &&
	    i->has_unquoted == d->quoted &&
	    (d->same || memcmp(i->canonical, d->canonical, sizeof(i->canonical)) == 0) &&
	    (!d->quoted || memcmp(i->unquoted, d->unquoted, sizeof(i->unquoted)) == 0);
}

static void
work(struct job *j)
{
	struct round *r = (struct round *)j;
	g_autofree struct item **items = g_new(struct item *, r->items->len + 1);
	g_autofree struct content **contents = g_new(struct content *, r->items->len + 1);
	struct contents_read read;
	guint n = 0;

	for (guint i = 0; i < r->items->len; i++) {
		struct item *item = &g_array_index(r->items, struct item, i);
		if (item->message == 0)
			continue;
		items[n] = item;
		contents[n++] = &item->content;
	}
	contents_read(&read, contents, n);
	contents_digest(&read);
	for (guint i = 0; i < n; i++)
		compare_message(items[i], &read.digests[i]);
	contents_read_clear(&read);
	for (guint i = 0; i < n; i++)
		content_release(contents[i]);
}

static struct round *
round_new(void)
{
	struct round *r = g_new0(struct round, 1);

	r->job.work = work;
	r->items = g_array_new(FALSE, TRUE, sizeof(struct item));
	g_array_set_clear_func(r->items, item_clear);
	return r;
}

struct recheck *
recheck_new(guint threads, bool (*mismatch)(void *user, const struct mismatch *m, GError **error),
    void *user)
{
	struct recheck *r = g_new0(struct recheck, 1);

	r->ordered = ordered_new(threads != 0 ? threads : ordered_threads(), G_MAXSIZE);
	r->hasher = hasher_new();
	r->round = round_new();
	hashtree_init(&r->root);
	r->mismatch = mismatch;
	r->user = user;
	return r;
}

void
recheck_free(struct recheck *r)
{
	if (r == NULL)
		return;
	for (struct job *j; (j = ordered_pop_pending(r->ordered)) != NULL;)
		round_free((struct round *)j);
	hasher_abandon(r->hasher, r->file);
	round_free(r->round);
	ordered_free(r->ordered);
	hasher_free(r->hasher);
	g_free(r);
}

static bool
report(struct recheck *r, const struct item *i, GError **error)
{
	struct mismatch m = {i->message, i->path, i->payload};

	return r->mismatch(r->user, &m, error);
}

static void
compare_file(const struct round *round, struct item *i)
{
	if (i->hash != NULL)
		file_hash_wait(i->hash, &i->found);
	else
		i->found = g_array_index(round->items, struct item, i->as_message).found;
	i->same = is_same(&i->digest, &i->found);
}

/* Counts the results of a round. */
static bool
collect(struct recheck *r, struct round *round, GError **error)
{
	for (guint i = 0; i < round->items->len; i++) {
		struct item *item = &g_array_index(round->items, struct item, i);

		if (item->message == 0) {
			compare_file(round, item);
			r->nfiles += item->same;
		} else {
			r->nmessages += item->same;
		}
		if (!item->same && !report(r, item, error))
			return false;
	}
	return true;
}

static bool
collect_one(struct recheck *r, GError **error)
{
	struct round *done = (struct round *)ordered_pop_pending(r->ordered);
	bool ok = collect(r, done, error);

	r->pending--;
	r->pending_bytes -= done->nbytes;
	round_free(done);
	return ok;
}

static bool
is_full(const struct round *r)
{
	return r->nbytes >= ROUND_BYTES || r->items->len >= ROUND_ITEMS;
}

/* Hands the open round out, and collects old ones while too much is under way. */
static bool
turn(struct recheck *r, GError **error)
{
	r->pending++;
	r->pending_bytes += r->round->nbytes;
	ordered_push(r->ordered, &r->round->job);
	r->round = round_new();
	while (r->pending > ROUNDS_PENDING || r->pending_bytes > BYTES_PENDING)
		if (!collect_one(r, error))
			return false;
	return true;
}

static struct item *
add(struct recheck *r)
{
	g_array_set_size(r->round->items, r->round->items->len + 1);
	return &g_array_index(r->round->items, struct item, r->round->items->len - 1);
}

bool
recheck_begin(
    struct recheck *r, const struct message_record *m, const unsigned char leaf[32], GError **error)
{
	struct item *i;

	if (is_full(r->round) && !turn(r, error))
		return false;
	i = add(r);
	r->round->message = r->round->items->len - 1;
	i->message = m->message.id;
	i->payload = m->payload;
	i->digest = m->digest;
	i->has_canonical = m->has_canonical;
	i->has_unquoted = m->has_unquoted;
	memcpy(i->canonical, m->canonical, sizeof(i->canonical));
	memcpy(i->unquoted, m->unquoted, sizeof(i->unquoted));
	hashtree_add_leaf_hash(&r->root, leaf);
	content_begin(&i->content, KEPT);
	return true;
}

void
recheck_leaf(struct recheck *r, const unsigned char leaf[32])
{
	hashtree_add_leaf_hash(&r->root, leaf);
}

static struct item *
last_message(struct recheck *r)
{
	return &g_array_index(r->round->items, struct item, r->round->message);
}

void
recheck_bytes(struct recheck *r, const struct span *s)
{
	content_add(&last_message(r)->content, s);
}

void
recheck_end(struct recheck *r)
{
	struct item *i = last_message(r);

	content_end(&i->content);
	if (i->content.streamed)
		content_release(&i->content);
	else
		r->round->nbytes += i->content.kept;
}

void
recheck_file_begin(struct recheck *r)
{
	r->file = hasher_begin(r->hasher);
}

void
recheck_file_bytes(struct recheck *r, const struct span *s)
{
	hasher_update(r->hasher, r->file, s);
}

static struct item *
add_file(struct recheck *r, const char *path, guint64 payload, const struct digest *expected)
{
	struct item *i = add(r);

	i->path = g_strdup(path);
	i->payload = payload;
	i->digest = *expected;
	return i;
}

bool
recheck_file_end(struct recheck *r, const char *path, guint64 payload,
    const struct digest *expected, GError **error)
{
	if (is_full(r->round) && !turn(r, error))
		return false;
	hasher_end(r->hasher, r->file);
	add_file(r, path, payload, expected)->hash = g_steal_pointer(&r->file);
	return true;
}

void
recheck_file_as_message(
    struct recheck *r, const char *path, guint64 payload, const struct digest *expected)
{
	struct item *i = add_file(r, path, payload, expected);

	i->as_message = r->round->message;
}

bool
recheck_finish(struct recheck *r, unsigned char root[32], GError **error)
{
	if (!turn(r, error))
		return false;
	while (r->pending > 0)
		if (!collect_one(r, error))
			return false;
	hashtree_root(&r->root, root);
	return true;
}

guint64
recheck_messages(const struct recheck *r)
{
	return r->nmessages;
}

guint64
recheck_files(const struct recheck *r)
{
	return r->nfiles;
}
