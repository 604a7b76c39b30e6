/* SPDX-License-Identifier: Apache-2.0 */
/* Index entries: both ways say the same, and what they say fits into a record. */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "convert/index.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GString *
facts_and_index(const struct summary *s)
{
	struct message_record r = {.summary = *s};
	GString *facts = g_string_new(NULL);

	message_record_write(&r, facts, facts, NULL);
	return facts;
}

static void
check_record(const struct summary *s)
{
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);
	struct message_record r = {.summary = *s}, back = {0};
	struct record_lines written;

	message_record_write(&r, facts, index, NULL);
	written = (struct record_lines){facts->str, facts->len - 1, index->str, index->len - 1};
	g_assert(message_record_read(&back, &written, NULL));
	message_record_clear(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct summary fast = {0}, slow = {0};
	g_autoptr(GString) a = NULL, b = NULL;

	if (!ready)
		index_init();
	ready = true;
	index_message(data, size, true, q, &fast);
	index_message_gmime(data, size, true, q, &slow);
	blake2b_queue_run(q);
	check_record(&fast);
	a = facts_and_index(&fast);
	b = facts_and_index(&slow);
	g_assert(g_string_equal(a, b));
	summary_clear(&fast);
	summary_clear(&slow);
	return 0;
}
