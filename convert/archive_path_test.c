/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of packed files and in them. */
#include "convert/archive_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
is_text(char *got, const char *wanted, const char *of)
{
	if (g_strcmp0(got, wanted) != 0)
		fail_msg("'%s': got '%s', wanted '%s'", of, got != NULL ? got : "(none)",
		    wanted != NULL ? wanted : "(none)");
	g_free(got);
}

static void
test_names(void **state)
{
	static const struct {
		const char *name, *stem, *set;
	} cases[] = {
	    {"mail.zip", "mail", NULL},
	    {"mail.tar.gz", "mail", NULL},
	    {"MAIL.TGZ", "MAIL", NULL},
	    {"a.mbox.gz", "a.mbox", NULL},
	    {".zip", ".zip", NULL},
	    {"plain", "plain", NULL},
	    {"takeout-20240102T030405Z-001.zip", "takeout-20240102T030405Z-001",
		"takeout-20240102T030405Z"},
	    {"takeout-20240102T030405Z-2-013.tgz", "takeout-20240102T030405Z-2-013",
		"takeout-20240102T030405Z"},
	    {"takeout-20240102T030405Z-123-013.tgz", "takeout-20240102T030405Z-123-013",
		"takeout-20240102T030405Z-123"},
	    {"Takeout-001.zip", "Takeout-001", "Takeout"},
	    {"takeout-me-002.zip", "takeout-me-002", "takeout-me"},
	    {"takeout-20240102.zip", "takeout-20240102", NULL},
	    {"takeout-20240102T030405Z-001", "takeout-20240102T030405Z-001", NULL},
	    {"takeout-20240102T030405Z-001 (1).zip", "takeout-20240102T030405Z-001 (1)", NULL},
	    {"takeout.zip", "takeout", NULL},
	    {"mail-001.zip", "mail-001", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		is_text(archive_path_stem(cases[i].name), cases[i].stem, cases[i].name);
		is_text(archive_path_set(cases[i].name), cases[i].set, cases[i].name);
	}
}

static void
test_paths(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
	    {"a/b", "a/b"},
	    {"./a//b/", "a/b"},
	    {"/etc/passwd", "etc/passwd"},
	    {".", ""},
	    {"", NULL},
	    {"..", NULL},
	    {"a/../b", NULL},
	    {"a/..", NULL},
	    {"..a/b..", "..a/b.."},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct unpack_entry e = {
		    .path = cases[i].from,
		    .path_len = strlen(cases[i].from),
		    .target = cases[i].from,
		    .target_len = strlen(cases[i].from),
		};

		is_text(archive_path_of(&e, "stem"), cases[i].to, cases[i].from);
		is_text(archive_path_target(&e), cases[i].to, cases[i].from);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests_name("archive_path", tests, NULL, NULL);
}
