/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chunks from any bytes, the two halves divided by the first NUL: the lines put together are
 * the halves again, and a record that is read from them is written as the same lines.
 */
#include "convert/manifest.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
append(GString *to, const char *line, size_t len)
{
	g_string_append_len(to, line, (gssize)len);
	g_string_append_c(to, '\n');
}

static bool
is_same(const GString *a, const GByteArray *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->str, b->data, a->len) == 0);
}

/* Unknown members are passed over, so that only what the writer wrote is the same again. */
static void
check_record(const char *facts, size_t facts_len, const char *index, size_t index_len)
{
	g_autoptr(GString) facts_again = g_string_new(NULL), index_again = g_string_new(NULL);
	struct tree_record r = {0}, again = {0};

	if (!tree_record_read(&r, facts, facts_len, index, index_len, NULL))
		return;
	tree_record_write(&r, facts_again, index_again);
	g_assert_true(tree_record_read(&again, facts_again->str, facts_again->len - 1,
	    index != NULL ? index_again->str : NULL, index != NULL ? index_again->len - 1 : 0,
	    NULL));
	g_assert_true(again.kind == r.kind && again.number == r.number);
	g_assert_true(g_strcmp0(again.path, r.path) == 0);
	tree_record_clear(&r);
	tree_record_clear(&again);
}

static void
check(const GByteArray *facts, const GByteArray *index)
{
	g_autoptr(GString) facts_again = g_string_new(NULL), index_again = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct manifest_lines l;
	const char *a, *b;
	size_t a_len, b_len;
	enum step step;

	manifest_lines_init(&l, facts, index);
	while ((step = manifest_lines_next(&l, &a, &a_len, &b, &b_len, &error)) == STEP_NEXT) {
		g_assert_true((b == NULL) == (index == NULL));
		append(facts_again, a, a_len);
		if (index != NULL)
			append(index_again, b, b_len);
		check_record(a, a_len, b, b_len);
	}
	g_assert_true((step == STEP_FAILED) == (error != NULL));
	g_assert_cmpuint(facts_again->len, <=, facts->len);
	if (step != STEP_END)
		return;
	g_assert_true(is_same(facts_again, facts));
	g_assert_true(index == NULL || is_same(index_again, index));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = memchr(data, 0, size);
	size_t facts_len = nul != NULL ? (size_t)(nul - data) : size;
	g_autoptr(GByteArray) facts = g_byte_array_new(), index = g_byte_array_new();

	g_byte_array_append(facts, data, (guint)facts_len);
	if (nul != NULL)
		g_byte_array_append(index, nul + 1, (guint)(size - facts_len - 1));
	check(facts, nul != NULL ? index : NULL);
	return 0;
}
