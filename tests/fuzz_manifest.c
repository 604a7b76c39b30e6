/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Chunks from any bytes, the two halves divided by the first NUL: the lines put together are
 * the halves again, and a record that is read from them is written as the same lines.
 */
#include <stdint.h>
#include <string.h>

#include "convert/manifest.h"

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
check_record(const struct record_lines *l)
{
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);
	struct tree_record r = {0}, again = {0};
	struct record_lines written;

	if (!tree_record_read(&r, l, NULL))
		return;
	tree_record_write(&r, facts, index);
	written = (struct record_lines){.facts = facts->str, .facts_len = facts->len - 1};
	if (l->index != NULL) {
		written.index = index->str;
		written.index_len = index->len - 1;
	}
	g_assert_true(tree_record_read(&again, &written, NULL));
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
	struct record_lines next;
	enum step step;

	manifest_lines_init(&l, facts, index);
	while ((step = manifest_lines_next(&l, &next, &error)) == STEP_NEXT) {
		g_assert_true((next.index == NULL) == (index == NULL));
		append(facts_again, next.facts, next.facts_len);
		if (index != NULL)
			append(index_again, next.index, next.index_len);
		check_record(&next);
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
