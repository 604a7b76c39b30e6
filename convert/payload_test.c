/* SPDX-License-Identifier: Apache-2.0 */
/* The payload while it is written: a tar in segments, whatever the pieces it comes in. */
#include "convert/payload.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/pax.h"

static struct age_identity *identity;
static const unsigned char archive[ARCHIVE_ID_SIZE] = {5};

/* Takes the segments that came, opened, into all. */
static void
collect(struct ordered *o, GByteArray *all)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new(), out = g_byte_array_new();
	guint64 number = 0;

	ordered_close(o);
	for (struct job *j; (j = ordered_pop(o)) != NULL;) {
		struct segment *s = segment_of(j);
		struct packed_place place = {archive, 1, PACKED_SEGMENT, number};
		const GByteArray *packed;

		assert_non_null(s);
		assert_int_equal(segment_number(s), number++);
		packed = segment_packed(s, NULL);
		assert_non_null(packed);
		assert_true(packed_open(&place, &(struct unpacking){identity, scratch, out},
		    packed->data, packed->len, NULL));
		assert_int_equal(out->len, segment_len(s));
		assert_true(j->weight >= 2 * SEGMENT_SIZE);
		g_byte_array_append(all, out->data, out->len);
		segment_free(s);
	}
}

static struct payload *
open_payload(struct ordered *o)
{
	struct payload_options p = {.archive = archive, .volume = 1, .level = 1};

	age_identity_recipient(identity, &p.content);
	return payload_new(&p, o);
}

static void
test_sizes(void **state)
{
	static const guint64 sizes[] = {0, 1, SEGMENT_SIZE - 512 - PAX_END,
	    SEGMENT_SIZE - 512 - PAX_END + 1, SEGMENT_SIZE, 2 * SEGMENT_SIZE + 77};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		struct entry e = {.type = ENTRY_FILE, .path = "data/x", .size = sizes[i]};
		struct ordered *o = ordered_new(2, G_MAXSIZE);
		struct payload *p = open_payload(o);
		g_autoptr(GByteArray) expected = g_byte_array_new(), all = g_byte_array_new();
		g_autofree unsigned char *bytes = g_malloc(sizes[i] + 1);

		for (guint64 n = 0; n < sizes[i]; n++)
			bytes[n] = (unsigned char)(n / 1000);
		pax_header(&e, 3, expected);
		payload_entry(p, &e, 3);
		assert_int_equal(payload_at(p), expected->len);
		for (guint64 at = 0, step = 1; at < sizes[i]; at += step, step = step * 3 % 9000001)
			payload_bytes(p, bytes + at, MIN(step, sizes[i] - at));
		payload_pad(p, sizes[i]);
		assert_int_equal(payload_at(p), 512 + sizes[i] + pax_padding(sizes[i]));
		payload_finish(p);
		collect(o, all);
		assert_int_equal(all->len, payload_at(p));
		assert_memory_equal(all->data, expected->data, 512);
		assert_memory_equal(all->data + 512, bytes, sizes[i]);
		for (gsize n = 512 + sizes[i]; n < all->len; n++)
			assert_int_equal(all->data[n], 0);
		payload_free(p);
		ordered_free(o);
	}
}

/* Zeros need no bytes; what was begun and not finished is released. */
static void
test_zeros(void **state)
{
	struct ordered *o = ordered_new(1, G_MAXSIZE);
	struct payload *p = open_payload(o);
	g_autoptr(GByteArray) all = g_byte_array_new();

	(void)state;
	payload_bytes(p, "abc", 3);
	payload_bytes(p, NULL, SEGMENT_SIZE);
	collect(o, all);
	assert_int_equal(all->len, SEGMENT_SIZE);
	assert_memory_equal(all->data, "abc\0\0", 5);
	payload_free(p);
	payload_free(NULL);
	segment_free(NULL);
	ordered_free(o);
}

static int
set_up(void **state)
{
	struct random_source random = {.purpose = "reader"};

	(void)state;
	if (sodium_init() < 0)
		return -1;
	identity = age_identity_generate(&random);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	age_identity_free(identity);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_zeros),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
