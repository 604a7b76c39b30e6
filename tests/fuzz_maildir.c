/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maildir file names and dovecot-keywords from any bytes: the parts of a name lie in
 * it and in order, its info has the shape that it must have, and other
 * flags do not change what they are flags of.
 */
#include <stdint.h>
#include <string.h>

#include "convert/maildir_keywords.h"
#include "convert/maildir_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(const char *name)
{
	struct maildir_name n, other;
	size_t base_len = strlen(name);
	g_autofree char *reflagged = NULL;

	maildir_name_parse(name, &n);
	if (n.info != NULL) {
		g_assert_true(n.info >= name && n.info < name + base_len);
		g_assert_true(strchr(":;!", n.info[0]) != NULL && memcmp(n.info + 1, "2,", 2) == 0);
		base_len = (size_t)(n.info - name);
	} else {
		g_assert_true(n.flags == 0 && n.keywords == 0 && !n.unknown);
	}
	g_assert_true(n.unique_len <= base_len);
	g_assert_null(memchr(name, ',', n.unique_len));
	reflagged = g_strdup_printf("%.*s:2,FS", (int)base_len, name);
	maildir_name_parse(reflagged, &other);
	g_assert_true(other.unique_len == n.unique_len && other.size == n.size &&
	    other.vsize == n.vsize && other.epoch == n.epoch);
	g_assert_true(other.flags == (FLAG_FLAGGED | FLAG_SEEN) && !other.unknown);
}

static void
check_keywords(const char *text)
{
	struct maildir_keywords k = {0};

	maildir_keywords_parse(&k, text);
	for (int i = 0; i < MAILDIR_NKEYWORDS; i++)
		g_assert_true(k.names[i] == NULL || g_utf8_validate(k.names[i], -1, NULL));
	maildir_keywords_clear(&k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);

	check_name(text);
	check_keywords(text);
	return 0;
}
