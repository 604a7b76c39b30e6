/* SPDX-License-Identifier: Apache-2.0 */
/* Messages on their way: the same digests however they are cut, and over the limit. */
#include "convert/content.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/canon_testing.h"

static const char mail[] = "From: a@b\r\nSubject: x\r\n\r\n>From you\r\nbody \r\n\r\n";
#define LEN (sizeof(mail) - 1)

/* Adds the mail in two spans cut at a place; apart: each has a buffer of its own. */
static void
add_cut(struct content *c, size_t cut, bool apart)
{
	struct buffer *one = buffer_new(LEN), *two = buffer_new(LEN);
	struct span a = {one, one->data, cut};
	struct span b = {one, one->data + cut, LEN - cut};

	memcpy(one->data, mail, LEN);
	memcpy(two->data, mail, LEN);
	one->len = two->len = LEN;
	if (apart)
		b = (struct span){two, two->data + cut, LEN - cut};
	content_add(c, &a);
	content_add(c, &b);
	buffer_unref(one);
	buffer_unref(two);
}

static void
expect(struct content *c, size_t max)
{
	struct canon_digests expected;
	struct contents_read read;

	canon_of(mail, LEN, &expected);
	assert_int_equal(c->len, LEN);
	assert_int_equal(c->kept, MIN(LEN, max));
	assert_int_equal(c->streamed, LEN > max);
	contents_read(&read, &c, 1);
	contents_digest(&read);
	assert_memory_equal(read.data[0], mail, c->kept);
	assert_memory_equal(&read.digests[0].stored, &expected.stored, sizeof(expected.stored));
	assert_memory_equal(read.digests[0].canonical, expected.canonical, 32);
	assert_memory_equal(read.digests[0].unquoted, expected.unquoted, 32);
	assert_int_equal(read.digests[0].quoted, expected.quoted);
	contents_read_clear(&read);
}

static void
test_cuts(void **state)
{
	static const size_t limits[] = {0, 1, 10, LEN - 1, LEN, LEN + 1, CONTENT_KEPT};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(limits); i++)
		for (size_t cut = 0; cut <= LEN; cut++)
			for (int apart = 0; apart < 2; apart++) {
				struct content c = {0};

				content_begin(&c, limits[i]);
				add_cut(&c, cut, apart);
				content_end(&c);
				expect(&c, limits[i]);
				content_release(&c);
				assert_null(c.spans);
			}
}

/* Spans that go on where the last one ended become one, so that nothing has to be gathered. */
static void
test_joined(void **state)
{
	struct content c = {0};

	(void)state;
	content_begin(&c, CONTENT_KEPT);
	add_cut(&c, 5, false);
	assert_int_equal(c.spans->len, 1);
	content_release(&c);
	content_begin(&c, CONTENT_KEPT);
	add_cut(&c, 5, true);
	assert_int_equal(c.spans->len, 2);
	content_end(&c);
	content_release(&c);
	content_release(&c);
}

/* Several at once: one streamed and released, one empty, one that was never ended. */
static void
test_several(void **state)
{
	struct content streamed = {0}, empty = {0}, open = {0};
	struct content *all[] = {&streamed, &empty, &open};
	struct contents_read read;
	struct canon_digests expected[2];

	(void)state;
	canon_of(mail, LEN, &expected[0]);
	canon_of("", 0, &expected[1]);
	content_begin(&streamed, 3);
	add_cut(&streamed, 7, true);
	content_end(&streamed);
	content_release(&streamed);
	content_begin(&empty, 3);
	content_end(&empty);
	content_begin(&open, 3);
	add_cut(&open, 7, true);
	contents_read(&read, all, 3);
	contents_digest(&read);
	assert_memory_equal(&read.digests[0].stored, &expected[0].stored, sizeof(struct digest));
	assert_memory_equal(&read.digests[1].stored, &expected[1].stored, sizeof(struct digest));
	contents_read_clear(&read);
	content_release(&empty);
	content_release(&open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_joined),
	    cmocka_unit_test(test_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
