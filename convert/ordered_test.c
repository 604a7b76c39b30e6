/* SPDX-License-Identifier: Apache-2.0 */
/* Ordered work: the order is kept, the weight is bounded, everything ends. */
#include "convert/ordered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NJOBS 300

struct numbered {
	struct job job;
	guint number;
	gulong nap; /* microseconds */
	bool worked;
};

static gint under_way, most; /* jobs between push and pop */

static void
work(struct job *j)
{
	struct numbered *n = (struct numbered *)j;

	g_usleep(n->nap);
	n->worked = true;
}

static struct numbered *
numbered_new(guint number, size_t weight)
{
	struct numbered *n = g_new0(struct numbered, 1);

	n->job.work = work;
	n->job.weight = weight;
	n->number = number;
	n->nap = (gulong)(number * 7919 % 400);
	return n;
}

static gpointer
push_all(gpointer user)
{
	struct ordered *o = user;

	for (guint i = 0; i < NJOBS; i++) {
		struct numbered *n = numbered_new(i, 10);
		gint now;

		ordered_push(o, &n->job);
		now = g_atomic_int_add(&under_way, 1) + 1;
		most = MAX(most, now);
	}
	ordered_close(o);
	return NULL;
}

static void
test_order(void **state)
{
	(void)state;
	for (guint threads = 1; threads <= 4; threads++) {
		struct ordered *o = ordered_new(threads, 55);
		GThread *pusher;
		guint next = 0;

		under_way = most = 0;
		pusher = g_thread_new("pusher", push_all, o);
		for (struct job *j; (j = ordered_pop(o)) != NULL;) {
			struct numbered *n = (struct numbered *)j;

			g_atomic_int_dec_and_test(&under_way);
			assert_true(n->worked);
			assert_int_equal(n->number, next++);
			g_free(n);
		}
		g_thread_join(pusher);
		assert_int_equal(next, NJOBS);
		assert_true(
		    most <= 6); /* 5 of weight 10, and one that was popped and not counted yet */
		assert_null(ordered_pop(o));
		ordered_free(o);
	}
}

/* One that is heavier than all that may be is taken alone. */
static void
test_heavy(void **state)
{
	struct ordered *o = ordered_new(2, 5);

	(void)state;
	for (guint i = 0; i < 3; i++) {
		struct numbered *n = numbered_new(i, 100);
		struct job *j;

		ordered_push(o, &n->job);
		j = ordered_pop(o);
		assert_ptr_equal(j, &n->job);
		g_free(n);
	}
	ordered_close(o);
	assert_null(ordered_pop(o));
	ordered_free(o);
}

/* One thread pushes and pops: nothing blocks, and nothing is waited for that was not pushed. */
static void
test_pending(void **state)
{
	struct ordered *o = ordered_new(2, G_MAXSIZE);
	guint next = 0;

	(void)state;
	assert_null(ordered_pop_pending(o));
	for (guint i = 0; i < 20; i++)
		ordered_push(o, &numbered_new(i, G_MAXSIZE / 64)->job);
	for (struct job *j; (j = ordered_pop_pending(o)) != NULL;) {
		struct numbered *n = (struct numbered *)j;

		assert_true(n->worked);
		assert_int_equal(n->number, next++);
		g_free(n);
	}
	assert_int_equal(next, 20);
	ordered_free(o);
	ordered_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_heavy),
	    cmocka_unit_test(test_pending),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
