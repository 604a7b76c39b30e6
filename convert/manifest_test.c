/* SPDX-License-Identifier: Apache-2.0 */
/* Chunks of manifests: their limits, and halves that do not match. */
#include "convert/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct emitted {
	guint64 n, records, facts, index;
	guint fail_at; /* the chunk, from 1, that fails; 0: none */
};

static bool
emit(void *user, const struct manifest_chunk *c, GError **error)
{
	struct emitted *e = user;

	if (e->n + 1 == e->fail_at)
		return err_set(error, ERR_IO, "fails as told");
	assert_int_equal(c->number, e->n);
	assert_int_equal(c->first, e->records + (c->kind == MANIFEST_MAIL ? 1 : 0));
	assert_true(c->count > 0 && c->count <= CHUNK_RECORDS);
	assert_true(c->facts->len <= CHUNK_SIZE && c->index->len <= CHUNK_SIZE);
	e->n++;
	e->records += c->count;
	e->facts += c->facts->len;
	e->index += c->index->len;
	return true;
}

static const struct {
	const char *name;
	guint64 records;
	size_t facts, index; /* bytes of each line */
	guint64 chunks;
} cases[] = {
    {"none", 0, 1, 1, 0},
    {"one", 1, 1, 1, 1},
    {"as many as may be", CHUNK_RECORDS, 2, 1, 1},
    {"one more", CHUNK_RECORDS + 1, 1, 2, 2},
    {"facts full", 4, CHUNK_FILL / 4, 1, 1},
    {"facts over", 5, CHUNK_FILL / 4, 1, 2},
    {"index over", 3, 1, CHUNK_FILL / 2, 2},
    {"longest lines", 4, RECORD_MAX + 1, RECORD_MAX + 1, 4},
};

static void
test_limits(void **state)
{
	g_autofree char *line = g_strnfill(RECORD_MAX + 1, 'x');

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct emitted e = {0};
		g_autoptr(manifest_writer) w =
		    manifest_writer_new(i % 2 ? MANIFEST_MAIL : MANIFEST_TREE, emit, &e);

		for (guint64 n = 0; n < cases[i].records; n++)
			assert_true(manifest_writer_add(
			    w, line, cases[i].facts, line, cases[i].index, NULL));
		assert_true(manifest_writer_finish(w, NULL));
		if (e.n != cases[i].chunks)
			fail_msg("%s: %d chunks", cases[i].name, (int)e.n);
		assert_int_equal(manifest_writer_chunks(w), e.n);
		assert_int_equal(e.records, cases[i].records);
		assert_int_equal(e.facts, cases[i].records * cases[i].facts);
		assert_int_equal(e.index, cases[i].records * cases[i].index);
	}
}

static void
test_too_long(void **state)
{
	g_autofree char *line = g_strnfill(RECORD_MAX + 2, 'x');
	struct emitted e = {0};
	g_autoptr(manifest_writer) w = manifest_writer_new(MANIFEST_TREE, emit, &e);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(manifest_writer_add(w, "x", 1, line, RECORD_MAX + 2, &error));
	assert_int_equal(err_kind(error), ERR_FORMAT);
}

static void
test_failing(void **state)
{
	struct emitted e = {.fail_at = 2};
	g_autoptr(manifest_writer) w = manifest_writer_new(MANIFEST_TREE, emit, &e);
	g_autoptr(GError) error = NULL;

	(void)state;
	for (guint i = 0; i < 2 * CHUNK_RECORDS; i++)
		assert_true(manifest_writer_add(w, "x", 1, "x", 1, NULL));
	assert_false(manifest_writer_add(w, "x", 1, "x", 1, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_false(manifest_writer_finish(w, NULL));
}

static const struct {
	const char *name, *facts, *index; /* index NULL: there is none */
	int records;                      /* -1: refused */
} chunks[] = {
    {"empty", "", "", 0},
    {"empty facts alone", "", NULL, 0},
    {"facts alone", "a\nb\n", NULL, 2},
    {"both", "a\nb\n", "c\n\n", 2},
    {"index shorter", "a\nb\n", "c\n", -1},
    {"index longer", "a\n", "c\nd\n", -1},
    {"index empty", "a\n", "", -1},
    {"facts empty", "", "a\n", -1},
    {"facts cut off", "a\nb", "c\nd\n", -1},
    {"index cut off", "a\nb\n", "c\nd", -1},
    {"facts cut off alone", "a", NULL, -1},
};

static GByteArray *
bytes_of(const char *text)
{
	GByteArray *a = g_byte_array_new();

	g_byte_array_append(a, (const guint8 *)text, (guint)strlen(text));
	return a;
}

static void
test_halves(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(chunks); i++) {
		g_autoptr(GByteArray) facts = bytes_of(chunks[i].facts);
		g_autoptr(GByteArray) index =
		    bytes_of(chunks[i].index != NULL ? chunks[i].index : "");
		struct manifest_lines l;
		struct record_lines next;
		g_autoptr(GError) error = NULL;
		enum step step;
		int n = 0;

		manifest_lines_init(&l, facts, chunks[i].index != NULL ? index : NULL);
		while ((step = manifest_lines_next(&l, &next, &error)) == STEP_NEXT)
			n++;
		if ((step == STEP_END ? n : -1) != chunks[i].records)
			fail_msg("%s", chunks[i].name);
		assert_true(step == STEP_END || err_kind(error) == ERR_ALTERED);
	}
}

static void
test_too_many(void **state)
{
	g_autofree char *text = g_strnfill(CHUNK_RECORDS + 1, '\n');
	g_autoptr(GByteArray) facts = bytes_of(text);
	struct manifest_lines l;
	struct record_lines next;
	enum step step;
	guint n = 0;

	(void)state;
	manifest_lines_init(&l, facts, NULL);
	while ((step = manifest_lines_next(&l, &next, NULL)) == STEP_NEXT)
		n++;
	assert_int_equal(n, CHUNK_RECORDS);
	assert_int_equal(step, STEP_FAILED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_too_long),
	    cmocka_unit_test(test_failing),
	    cmocka_unit_test(test_halves),
	    cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
