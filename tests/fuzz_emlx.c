/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes .emlx files: each byte is in the first line, the message, the property list or the
 * range of an exception, and windows change no event. Property lists by themselves
 * give only what plist.h promises, and a message's parts are the same however it is cut.
 */
#include <stdint.h>

#include "convert/emlx_parts.h"
#include "tests/emlx_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_list(const unsigned char *data, size_t len)
{
	g_autoptr(GHashTable) values = plist_read(data, len);
	GHashTableIter i;
	gpointer key, value;

	if (values == NULL)
		return;
	g_assert(g_hash_table_size(values) <= PLIST_VALUES_MAX);
	g_hash_table_iter_init(&i, values);
	while (g_hash_table_iter_next(&i, &key, &value)) {
		gint64 seconds;

		g_assert(g_utf8_validate(key, -1, NULL) && g_utf8_validate(value, -1, NULL));
		g_assert(strlen(key) <= PLIST_TEXT_MAX && strlen(value) <= PLIST_TEXT_MAX);
		plist_seconds(value, &seconds);
	}
}

static void
check_parts(const unsigned char *data, size_t len)
{
	struct emlx_parts *whole = emlx_parts_new(), *cut = emlx_parts_new();
	guint64 more, more_cut;
	const GArray *a, *b;

	for (size_t i = 0; i < len;)
		i += emlx_parts_feed(whole, data + i, len - i, i);
	for (size_t i = 0; i < len; i++)
		emlx_parts_feed(cut, data + i, 1, i);
	a = emlx_parts_found(whole, &more);
	b = emlx_parts_found(cut, &more_cut);
	g_assert(a->len == b->len && more == more_cut);
	for (guint i = 0; i < a->len; i++) {
		const struct emlx_part *p = &g_array_index(a, struct emlx_part, i);
		const struct emlx_part *q = &g_array_index(b, struct emlx_part, i);

		g_assert(p->at <= len && p->at == q->at && p->length == q->length);
		g_assert_cmpstr(p->number, ==, q->number);
	}
	emlx_parts_free(whole);
	emlx_parts_free(cut);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run r;

	run_windows(&r, &emlx_format, data, size, size % 2 == 0);
	run_clear(&r);
	check_list(data, size);
	check_parts(data, size);
	return 0;
}
