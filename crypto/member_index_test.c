/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of member_index.c. */
#include "crypto/member_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define X "00112233445566778899aabbccddeeff"

/*
 * Two stripes: the first has README, preamble and a slot and one segment of two
 * blocks; the second, at block 6, one segment, and ends with index.txt at 525312.
 */
static const char good[] = "mailpouch/1 index\n"
			   "00-README.txt 512 1000 " X " 0 0\n"
			   "preamble.txt 2048 600 " X " 0 0\n"
			   "keys/000.age 3584 512 " X " 0 0\n"
			   "seg/00000000.age 4608 131072 " X " 0 16777216\n"
			   "stripe 0 0 3\n"
			   "seg/00000001.age 262656 1 " X " 16777216 5\n";
#define INDEX_AT 263680

static struct member_index *
parse(const char *text, guint64 at)
{
	g_autoptr(GError) error = NULL;
	struct member_index *x = member_index_parse(text, strlen(text), at, &error);

	assert_true(x != NULL || err_kind(error) == ERR_FORMAT);
	return x;
}

static void
test_good(void **state)
{
	g_autoptr(member_index) x = parse(good, INDEX_AT);
	const struct member *m;
	const struct stripe_place *s;

	(void)state;
	assert_non_null(x);
	assert_int_equal(x->members->len, 5);
	assert_int_equal(x->stripes->len, 2);
	m = member_index_find(x, "seg/00000001.age");
	assert_int_equal(m->at, 262656);
	assert_int_equal(m->size, 1);
	assert_int_equal(m->first, 16777216);
	assert_int_equal(m->count, 5);
	assert_int_equal(m->xxh3[1], 0x11);
	assert_null(member_index_find(x, "seg/00000002.age"));
	s = &g_array_index(x->stripes, struct stripe_place, 1);
	assert_int_equal(s->start, 262144);
	assert_int_equal(s->blocks, 1);
}

static const struct place {
	guint64 at, len;
	gssize stripe;
} places[] = {
    {0, 1, 0},
    {0, 3 * BLOCK_SIZE, 0},
    {0, 3 * BLOCK_SIZE + 1, -1},
    {3 * BLOCK_SIZE - 1, 1, 0},
    {3 * BLOCK_SIZE, 1, -1},
    {262144, BLOCK_SIZE, 1},
    {262143, 2, -1},
    {G_MAXUINT64, 1, -1},
    {1, G_MAXUINT64, -1},
};

static void
test_places(void **state)
{
	g_autoptr(member_index) x = parse(good, INDEX_AT);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		assert_int_equal(
		    member_index_stripe(x, places[i].at, places[i].len), places[i].stripe);
}

static const struct edit {
	const char *old, *new;
} refused[] = {
    {"mailpouch/1", "mailpouch/2"},
    {"mailpouch/1 index\n", "mailpouch/1 index"},
    {"00-README.txt", "00-README.TXT"},
    {"README.txt 512", "README.txt 513"},
    {"README.txt 512 1000", "README.txt 512 01000"},
    {"README.txt 512 1000", "README.txt 512 1025"},
    {"README.txt 512 1000", "README.txt 512 4611686018427387904"},
    {"README.txt 512 1000", "README.txt 512 18446744073709551615"},
    {"README.txt 512 1000", "README.txt 512 -1"},
    {X " 0 0", X " 0"},
    {X " 0 0", X " 0 0 0"},
    {X " 0 0", X "  0 0"},
    {X " 0 0", "00112233445566778899AABBCCDDEEFF 0 0"},
    {X " 0 0", "00 0 0"},
    {X " 0 0\n", X " 0 0\r\n"},
    {"preamble.txt 2048 600 " X " 0 0\n", ""},
    {"keys/000", "keys/001"},
    {"seg/00000001.age", "seg/00000000.age"},
    {"seg/00000001.age", "seg/00000002.age"},
    {"seg/00000001.age", "index.txt"},
    {"stripe 0 0 3\n", ""},
    {"stripe 0 0 3", "stripe 1 0 3"},
    {"stripe 0 0 3", "stripe 0 1 3"},
    {"stripe 0 0 3", "stripe 0 0 2"},
    {"stripe 0 0 3", "stripe 0 0 3 0"},
    {"stripe 0 0 3\n", "stripe 0 0 3\nstripe 1 262144 1\n"},
    {"262656", "263168"},  /* not at a block */
    {"262656", "197120"},  /* within the trees of the stripe before */
    {"262656", "2097664"}, /* too far behind it */
    {"16777216 5\n", "16777216 5"},
    {"16777216 5\n", "16777216 5\n\n"},
};

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		const char *at = strstr(good, refused[i].old);
		g_autofree char *bad = g_strdup_printf("%.*s%s%s", (int)(at - good), good,
		    refused[i].new, at + strlen(refused[i].old));

		if (parse(bad, INDEX_AT) != NULL)
			fail_msg("%zu: %s", i, refused[i].new);
	}
}

static void
test_own_place(void **state)
{
	(void)state;
	assert_null(parse(good, INDEX_AT + 512));
	assert_null(parse(good, 0));
	assert_null(parse(good, G_MAXUINT64));
}

/* A NUL does not end a line, and no line is endless. */
static void
test_bytes(void **state)
{
	g_autofree char *text = g_strdup(good);
	g_autofree char *blanks = g_strnfill(100000, ' ');
	g_autofree char *endless = g_strconcat("mailpouch/1 index\n", blanks, "\n", NULL);

	(void)state;
	text[strlen("mailpouch/1 index\n") + 5] = '\0';
	assert_null(member_index_parse(text, strlen(good), INDEX_AT, NULL));
	assert_null(parse(endless, INDEX_AT));
	assert_null(parse("", INDEX_AT));
}

/* The last stripe may hold index.txt alone. */
static void
test_index_alone(void **state)
{
	const char *end = strstr(good, "seg/00000001");
	g_autofree char *text = g_strndup(good, (gsize)(end - good));
	g_autoptr(member_index) x = parse(text, 262144 + 512);

	(void)state;
	assert_non_null(x);
	assert_int_equal(x->stripes->len, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_places),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_own_place),
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_index_alone),
	};

	return cmocka_run_group_tests_name("member index", tests, NULL, NULL);
}
