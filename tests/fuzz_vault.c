/* SPDX-License-Identifier: Apache-2.0 */
/* Vault's metadata and lists from any bytes: in one piece or in many, the same documents. */
#include <stdint.h>
#include <string.h>

#include "convert/csv.h"
#include "convert/vault.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
parse(struct vault *v, const char *text, size_t len, size_t piece)
{
	for (size_t at = 0; at < len; at += piece)
		if (!vault_feed(v, text + at, MIN(piece, len - at), NULL))
			return false;
	return vault_end(v, NULL);
}

/* Records go forward and come to an end. */
static void
check_csv(const char *text)
{
	const char *p = text;

	for (GPtrArray *fields; (fields = csv_next(&p)) != NULL; g_ptr_array_unref(fields))
		g_assert(fields->len > 0 && p <= text + strlen(text));
	g_assert(*p == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(vault) whole = vault_new(), cut = vault_new();
	struct message m = {.from_line = g_strdup("From 1-a.mbox@xxx")};
	guint64 documents[2], used[2];
	g_auto(GStrv) names = NULL;
	bool ok = parse(whole, (const char *)data, size, MAX(size, 1));

	g_assert(ok == parse(cut, (const char *)data, size, 7));
	vault_counts(whole, &documents[0], &used[0]);
	vault_counts(cut, &documents[1], &used[1]);
	g_assert(!ok || documents[0] == documents[1]);
	if (vault_apply(whole, &m, &names))
		g_assert(documents[0] > 0);
	message_clear(&m);
	check_csv(text);
	return 0;
}
