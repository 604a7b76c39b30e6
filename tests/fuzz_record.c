/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what is read is written again with the same bytes, but for unknown members. */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "convert/record.h"

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
try_message(const struct record_lines *l)
{
	g_autoptr(GString) f = g_string_new(NULL), i = g_string_new(NULL);
	struct message_record r = {0}, again = {0};
	struct record_lines written;
	size_t without_salt;

	if (message_record_read(&r, l, NULL)) {
		message_record_write(&r, f, i, &without_salt);
		check(f, l->facts, l->facts_len);
		if (l->index != NULL)
			check(i, l->index, l->index_len);
		g_assert(memcmp(f->str + without_salt, ",\"salt\":\"", 9) == 0);
		written = (struct record_lines){f->str, f->len - 1, i->str, i->len - 1};
		g_assert(message_record_read(&again, &written, NULL) || l->index == NULL);
	}
	message_record_clear(&r);
	message_record_clear(&again);
}

static void
try_tree(const struct record_lines *l)
{
	g_autoptr(GString) f = g_string_new(NULL), i = g_string_new(NULL);
	struct tree_record r = {0};

	if (tree_record_read(&r, l, NULL)) {
		tree_record_write(&r, f, i);
		check(f, l->facts, l->facts_len);
		if (l->index != NULL)
			check(i, l->index, l->index_len);
	}
	tree_record_clear(&r);
}

/* Two lines: the facts and, behind a LF, the index. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *facts = (const char *)data, *end = facts + size;
	const char *lf = size > 0 ? memchr(facts, '\n', size) : NULL;
	struct record_lines l = {
	    .facts = facts, .facts_len = (size_t)((lf != NULL ? lf : end) - facts)};

	if (lf != NULL) {
		l.index = lf + 1;
		l.index_len = (size_t)(end - l.index);
	}
	try_message(&l);
	try_tree(&l);
	return 0;
}
