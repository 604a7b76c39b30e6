/* SPDX-License-Identifier: Apache-2.0 */
/* Ordered work by several threads; see ordered.h. */
#include "convert/ordered.h"

#define THREADS_MAX 4

struct ordered {
	GMutex lock;
	GCond freed;    /* weight went down */
	GCond finished; /* a job is done, or there will be no more */
	GThreadPool *pool;
	GQueue jobs; /* struct job *, oldest first: pushed and not popped */
	size_t weight, max_weight;
	bool closed;
	gint cancelled; /* atomic */
};

static void
run(gpointer data, gpointer user)
{
	struct job *j = data;
	struct ordered *o = user;

	if (!g_atomic_int_get(&o->cancelled))
		j->work(j);
	g_mutex_lock(&o->lock);
	j->done = true;
	g_cond_signal(&o->finished);
	g_mutex_unlock(&o->lock);
}

struct ordered *
ordered_new(guint nthreads, size_t max_weight)
{
	struct ordered *o = g_new0(struct ordered, 1);

	g_mutex_init(&o->lock);
	g_cond_init(&o->freed);
	g_cond_init(&o->finished);
	g_queue_init(&o->jobs);
	o->max_weight = max_weight;
	o->pool = g_thread_pool_new(run, o, (gint)MAX(nthreads, 1), TRUE, NULL);
	return o;
}

void
ordered_push(struct ordered *o, struct job *j)
{
	g_mutex_lock(&o->lock);
	while (o->weight > 0 && o->weight + j->weight > o->max_weight)
		g_cond_wait(&o->freed, &o->lock);
	o->weight += j->weight;
	j->done = false;
	g_queue_push_tail(&o->jobs, j);
	g_mutex_unlock(&o->lock);
	g_thread_pool_push(o->pool, j, NULL);
}

void
ordered_cancel(struct ordered *o)
{
	g_atomic_int_set(&o->cancelled, 1);
}

void
ordered_close(struct ordered *o)
{
	g_mutex_lock(&o->lock);
	o->closed = true;
	g_cond_signal(&o->finished);
	g_mutex_unlock(&o->lock);
}

/* Takes the oldest job when it is done; waits for a first one only if asked to. */
static struct job *
pop(struct ordered *o, bool wait)
{
	struct job *j;

	g_mutex_lock(&o->lock);
	for (;;) {
		j = g_queue_peek_head(&o->jobs);
		if (j != NULL ? j->done : o->closed || !wait)
			break;
		g_cond_wait(&o->finished, &o->lock);
	}
	if (j != NULL) {
		g_queue_pop_head(&o->jobs);
		o->weight -= j->weight;
		g_cond_signal(&o->freed);
	}
	g_mutex_unlock(&o->lock);
	return j;
}

struct job *
ordered_pop(struct ordered *o)
{
	return pop(o, true);
}

struct job *
ordered_pop_pending(struct ordered *o)
{
	return pop(o, false);
}

void
ordered_free(struct ordered *o)
{
	if (o == NULL)
		return;
	g_thread_pool_free(o->pool, FALSE, TRUE);
	g_assert(g_queue_is_empty(&o->jobs));
	g_cond_clear(&o->freed);
	g_cond_clear(&o->finished);
	g_mutex_clear(&o->lock);
	g_free(o);
}

guint
ordered_threads(void)
{
	return MIN(g_get_num_processors(), THREADS_MAX);
}
