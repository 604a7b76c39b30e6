/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that stand beside messages, from any bytes: MH sequences, Proton's metadata and labels, Eudora's
 * tables.
 * Keywords are UTF-8, and what is no metadata changes nothing.
 */
#include <stdint.h>
#include <string.h>

#include "convert/eudora.h"
#include "convert/mh_sequences.h"
#include "convert/proton.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_keywords(const struct message *m)
{
	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++)
		g_assert(g_utf8_validate(m->keywords->pdata[i], -1, NULL));
}

/* A message is in a sequence as its raw state says. */
static void
check_sequences(const char *text)
{
	struct mh_sequences *s = mh_sequences_parse(text);

	for (guint64 number = 0; number < 12; number++) {
		struct message m = {0};

		mh_sequences_apply(s, number, &m);
		g_assert(m.has_flags || m.flags == 0);
		g_assert(m.keywords == NULL || m.states != NULL);
		check_keywords(&m);
		message_clear(&m);
	}
	mh_sequences_free(s);
}

/* A message has flags only by the state that is kept of it; lines are the same in pieces. */
static void
check_eudora(const uint8_t *data, size_t size)
{
	g_autoptr(eudora_toc) t = eudora_toc_parse(data, size);
	struct eudora_text whole = {0}, cut = {0};

	for (guint64 at = 0; t != NULL && at < 12; at++) {
		struct message m = {.from_at = at};

		eudora_toc_apply(t, &m);
		g_assert(m.states != NULL || (!m.has_flags && m.flags == 0));
		check_keywords(&m);
		message_clear(&m);
	}
	eudora_text_read(&whole, data, size);
	for (size_t i = 0; i < size; i++)
		eudora_text_read(&cut, data + i, 1);
	g_assert(whole.nattachments == cut.nattachments);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GHashTable) labels = proton_labels((const char *)data, size);
	struct message m = {0};

	check_sequences(text);
	check_eudora(data, size);
	if (!proton_apply(&m, (const char *)data, size, labels))
		g_assert(!m.has_flags && m.flags == 0 && m.states == NULL && m.keywords == NULL);
	check_keywords(&m);
	message_clear(&m);
	return 0;
}
