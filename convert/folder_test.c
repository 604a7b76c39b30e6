/* SPDX-License-Identifier: Apache-2.0 */
/* Folder names: modified UTF-7, Maildir++ and what is not UTF-8. */
#include "convert/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
test_mutf7_both_ways(void **state)
{
	static const struct {
		const char *mutf7;
		const char *utf8;
	} cases[] = {
	    {"", ""},
	    {"INBOX", "INBOX"},
	    {"a b", "a b"},
	    {"Q1 &- Q2", "Q1 & Q2"},
	    {"&-", "&"},
	    {"&-&-", "&&"},
	    {"&-a-", "&a-"},
	    {"~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"}, /* RFC 3501, 5.1.3 */
	    {"Entw&APw-rfe", "Entwürfe"},
	    {"&BB8EQAQ4BDwENQRA-", "Пример"},
	    {"&AOk-&-", "é&"},
	    {"&2D3eAA-", "\xf0\x9f\x98\x80"},
	    {"&AAo-", "\n"},
	    {"&AH8-", "\x7f"},
	    {"&,,0-", "\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *utf8 = folder_from_mutf7(cases[i].mutf7);
		g_autofree char *mutf7 = folder_to_mutf7(cases[i].utf8);

		assert_string_equal(mutf7, cases[i].mutf7);
		assert_non_null(utf8);
		assert_string_equal(utf8, cases[i].utf8);
	}
}

static void
test_mutf7_refused(void **state)
{
	static const char *const cases[] = {
	    "R&D",       /* no '-' */
	    "a & b - c", /* no base64 */
	    "&AOk",
	    "&AGEAYg-",   /* "ab" needs no base64 */
	    "&AOkAJg-",   /* '&' is "&-" */
	    "&AOk-&AOk-", /* one run written as two */
	    "&AOl-",      /* bits left over that are not zero */
	    "&AOkA-",     /* half a unit */
	    "&A-",
	    "&AAA-",    /* NUL */
	    "&2D0-",    /* half a surrogate pair */
	    "&3gDYPQ-", /* the halves swapped */
	    "&U/BTFw-", /* '/' of plain base64 */
	    "&AOk=-",
	    "Entw\xc3\xbcrfe",
	    "tab\there",
	    "\x7f",
	    "&",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *utf8 = folder_from_mutf7(cases[i]);

		if (utf8 != NULL)
			fail_msg("%s: %s", cases[i], utf8);
	}
}

static void
test_names(void **state)
{
	static const struct {
		const char *path;
		gboolean mutf7;
		const char *names; /* joined by '|' */
	} cases[] = {
	    {"", TRUE, ""},
	    {"a/b", FALSE, "a|b"},
	    {"R&D/Entw&APw-rfe", TRUE, "R&D|Entwürfe"},
	    {"R&D/Entw&APw-rfe", FALSE, "R&D|Entw&APw-rfe"},
	    {"caf\xe9/\xff\xfe", TRUE, "caf%E9|%FF%FE"},
	    {"\xc3\xa9", TRUE, "é"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) names = folder_names(cases[i].path, cases[i].mutf7);
		g_autofree char *joined = g_strjoinv("|", names);

		assert_string_equal(joined, cases[i].names);
	}
}

static void
test_maildirpp(void **state)
{
	static const struct {
		const char *directory;
		const char *names;
	} cases[] = {
	    {".Sent", "Sent"},
	    {".A.B.C", "A|B|C"},
	    {".Archive.2019.Q1 &- Q2", "Archive|2019|Q1 & Q2"},
	    {".Entw&APw-rfe.x", "Entwürfe|x"},
	    {".Entwürfe", "Entwürfe"},
	    {".A..B", "A..B"},
	    {".A.", "A."},
	    {"..A", ".A"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) names = folder_maildirpp(cases[i].directory);
		g_autofree char *joined = g_strjoinv("|", names);

		assert_string_equal(joined, cases[i].names);
	}
}

static void
test_join(void **state)
{
	g_auto(GStrv) inbox = folder_join(folder_names("", TRUE), folder_names("", TRUE));
	g_auto(GStrv) both = folder_join(folder_names("Mail", TRUE), folder_maildirpp(".A.B"));

	(void)state;
	assert_string_equal(inbox[0], "INBOX");
	assert_null(inbox[1]);
	assert_int_equal(g_strv_length(both), 3);
	assert_string_equal(both[2], "B");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mutf7_both_ways),
	    cmocka_unit_test(test_mutf7_refused),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_maildirpp),
	    cmocka_unit_test(test_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
