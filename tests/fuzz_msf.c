/* SPDX-License-Identifier: Apache-2.0 */
/* Thunderbird's tables from any bytes: a row is found by its place and name, and joined to one message. */
#include <stdint.h>
#include <string.h>

#include "convert/mork.h"
#include "convert/msf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(void *user, struct mork_text column, struct mork_text value)
{
	const struct mork_text *file = user;
	g_autofree char *text = mork_text_dup(value);

	g_assert(
	    value.len == 0 || (value.s >= file->s && value.s + value.len <= file->s + file->len));
	g_assert(column.len <= file->len && strlen(text) <= value.len);
}

static void
ignore_row(void *user, struct mork_text scope, guint32 id, bool cut)
{
	(void)user;
	(void)scope;
	(void)id;
	(void)cut;
}

static void
check_join(struct msf *f, guint64 at)
{
	const struct message m = {.from_at = at, .at = at, .head = (const unsigned char *)"\n"};
	const struct msf_row *row = msf_join(f, &m);
	struct message copy = m;

	if (row == NULL)
		return;
	g_assert(row->used && row->has_flags && row->at == at && row == msf_at(f, at));
	g_assert(msf_join(f, &m) == NULL);
	(void)msf_apply(row, &copy);
	g_assert(copy.has_flags && copy.states != NULL);
	for (guint i = 0; copy.keywords != NULL && i < copy.keywords->len; i++)
		g_assert(g_utf8_validate(copy.keywords->pdata[i], -1, NULL));
	message_clear(&copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = size > 0 ? g_memdup2(data, size) : g_strdup("");
	struct mork_text file = {text, size};
	const struct mork_reader r = {.user = &file, .row = ignore_row, .cell = check_text};
	bool whole = mork_parse(text, size, &r);
	g_autoptr(msf) f = msf_parse(text, size);

	g_assert(f == NULL || whole);
	for (guint64 at = 0; f != NULL && at < 64; at++)
		check_join(f, at);
	return 0;
}
