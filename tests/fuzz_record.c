/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what is read is written again with the same bytes, but for unknown members. */
#include "convert/record.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A line that is read is written as it was, or shorter by what was not known. */
static void
check(const GString *written, const char *line, size_t len)
{
	g_assert(written->len <= len + 1);
	if (written->len == len + 1)
		g_assert(memcmp(written->str, line, len) == 0);
}

static void
try_message(const char *facts, size_t facts_len, const char *index, size_t index_len)
{
	g_autoptr(GString) f = g_string_new(NULL), i = g_string_new(NULL);
	struct message_record r = {0}, again = {0};
	size_t without_salt;

	if (message_record_read(&r, facts, facts_len, index, index_len, NULL)) {
		message_record_write(&r, f, i, &without_salt);
		check(f, facts, facts_len);
		if (index != NULL)
			check(i, index, index_len);
		g_assert(memcmp(f->str + without_salt, ",\"salt\":\"", 9) == 0);
		g_assert(
		    message_record_read(&again, f->str, f->len - 1, i->str, i->len - 1, NULL) ||
		    index == NULL);
	}
	message_record_clear(&r);
	message_record_clear(&again);
}

static void
try_tree(const char *facts, size_t facts_len, const char *index, size_t index_len)
{
	g_autoptr(GString) f = g_string_new(NULL), i = g_string_new(NULL);
	struct tree_record r = {0};

	if (tree_record_read(&r, facts, facts_len, index, index_len, NULL)) {
		tree_record_write(&r, f, i);
		check(f, facts, facts_len);
		if (index != NULL)
			check(i, index, index_len);
	}
	tree_record_clear(&r);
}

/* Two lines: the facts and, behind a LF, the index. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *facts = (const char *)data, *end = facts + size;
	const char *lf = size > 0 ? memchr(facts, '\n', size) : NULL;
	const char *index = lf != NULL ? lf + 1 : NULL;
	size_t facts_len = (size_t)((lf != NULL ? lf : end) - facts);
	size_t index_len = index != NULL ? (size_t)(end - index) : 0;

	try_message(facts, facts_len, index, index_len);
	try_tree(facts, facts_len, index, index_len);
	return 0;
}
