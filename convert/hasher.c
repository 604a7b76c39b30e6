/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes files in a thread of its own; see hasher.h. */
#include "convert/hasher.h"

#define HELD_MAX (256 * 1024)          /* bytes that are held back to be joined by the next */
#define WAITING_MAX (16 * 1024 * 1024) /* bytes that may wait to be hashed */
#define PIECE_COST 2048                /* what a piece and its file take besides, at most */

struct file_hash {
	struct hasher *hasher;
	struct digest_stream *stream; /* the thread's own */
	struct digest digest;         /* valid when done */
	bool done;                    /* under hasher.lock */
	struct span held; /* bytes that may go on in the next update; a reference of owner */
};

/* A piece of work: bytes of a file, its end, or (file NULL) the end of all. */
struct piece {
	struct file_hash *file;
	struct span span; /* data NULL: the file ends */
};

struct hasher {
	GThread *thread;
	GAsyncQueue *pieces;
	GMutex lock;
	GCond changed; /* waiting went down, or a file is done */
	size_t waiting;
};

static void
finish(struct hasher *h, struct file_hash *f)
{
	digest_final(f->stream, &f->digest);
	digest_stream_free(f->stream);
	g_mutex_lock(&h->lock);
	f->done = true;
	g_cond_broadcast(&h->changed);
	g_mutex_unlock(&h->lock);
	file_hash_unref(f);
}

static gpointer
run(gpointer user)
{
	struct hasher *h = user;

	for (;;) {
		g_autofree struct piece *p = g_async_queue_pop(h->pieces);

		if (p->file == NULL)
			return NULL;
		if (p->span.data == NULL) {
			finish(h, p->file);
			continue;
		}
		digest_update(p->file->stream, p->span.data, p->span.len);
		buffer_unref(p->span.owner);
		g_mutex_lock(&h->lock);
		h->waiting -= p->span.len + PIECE_COST;
		g_cond_broadcast(&h->changed);
		g_mutex_unlock(&h->lock);
	}
}

struct hasher *
hasher_new(void)
{
	struct hasher *h = g_new0(struct hasher, 1);

	g_mutex_init(&h->lock);
	g_cond_init(&h->changed);
	h->pieces = g_async_queue_new();
	h->thread = g_thread_new("hasher", run, h);
	return h;
}

static void
push(struct hasher *h, struct file_hash *f, struct span s)
{
	struct piece *p = g_new(struct piece, 1);

	*p = (struct piece){f, s};
	g_async_queue_push(h->pieces, p);
}

void
hasher_free(struct hasher *h)
{
	if (h == NULL)
		return;
	push(h, NULL, (struct span){0});
	g_thread_join(h->thread);
	g_async_queue_unref(h->pieces);
	g_cond_clear(&h->changed);
	g_mutex_clear(&h->lock);
	g_free(h);
}

struct file_hash *
hasher_begin(struct hasher *h)
{
	struct file_hash *f = g_atomic_rc_box_new0(struct file_hash);

	f->hasher = h;
	f->stream = digest_stream_new();
	return g_atomic_rc_box_acquire(f); /* the thread's reference, until finish */
}

/* Hands the held bytes to the thread, with the reference of their owner. */
static void
push_held(struct hasher *h, struct file_hash *f)
{
	size_t cost = f->held.len + PIECE_COST;

	if (f->held.len == 0)
		return;
	g_mutex_lock(&h->lock);
	while (h->waiting > 0 && h->waiting + cost > WAITING_MAX)
		g_cond_wait(&h->changed, &h->lock);
	h->waiting += cost;
	g_mutex_unlock(&h->lock);
	push(h, f, f->held);
	f->held = (struct span){0};
}

void
hasher_update(struct hasher *h, struct file_hash *f, const struct span *s)
{
	struct span *held = &f->held;

	if (s->len == 0)
		return;
	/* Many small pieces of one buffer, one behind the other, wake the thread once. */
	if (held->len > 0 && held->len < HELD_MAX && held->owner == s->owner &&
	    held->data + held->len == s->data) {
		held->len += s->len;
		return;
	}
	push_held(h, f);
	*held = *s;
	if (s->owner != NULL)
		buffer_ref(s->owner);
}

void
hasher_end(struct hasher *h, struct file_hash *f)
{
	push_held(h, f);
	push(h, f, (struct span){0});
}

void
file_hash_wait(struct file_hash *f, struct digest *out)
{
	struct hasher *h = f->hasher;

	g_mutex_lock(&h->lock);
	while (!f->done)
		g_cond_wait(&h->changed, &h->lock);
	g_mutex_unlock(&h->lock);
	*out = f->digest;
}

void
hasher_abandon(struct hasher *h, struct file_hash *f)
{
	if (f == NULL)
		return;
	hasher_end(h, f);
	file_hash_unref(f);
}

void
file_hash_unref(struct file_hash *f)
{
	if (f != NULL)
		g_atomic_rc_box_release(f);
}
