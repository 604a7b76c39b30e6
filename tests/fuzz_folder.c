/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folder names from any bytes: what is accepted as modified UTF-7 is encoded
 * to the same bytes again, every name is valid UTF-8, and valid UTF-8 survives
 * both ways.
 */
#include <stdint.h>
#include <string.h>

#include "convert/folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_names(const char *text)
{
	g_auto(GStrv) names = folder_names(text, TRUE);
	g_auto(GStrv) parts = folder_maildirpp(text);

	for (char **p = names; *p != NULL; p++)
		g_assert_true(g_utf8_validate(*p, -1, NULL));
	for (char **p = parts; *p != NULL; p++)
		g_assert_true(g_utf8_validate(*p, -1, NULL));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autofree char *utf8 = folder_from_mutf7(text), *again = NULL;
	g_autofree char *name = folder_name(text), *mutf7 = NULL, *back = NULL;

	if (utf8 != NULL) {
		g_assert_true(g_utf8_validate(utf8, -1, NULL));
		again = folder_to_mutf7(utf8);
		g_assert_cmpstr(again, ==, text);
	}
	mutf7 = folder_to_mutf7(name);
	back = folder_from_mutf7(mutf7);
	g_assert_cmpstr(back, ==, name);
	check_names(text);
	return 0;
}
