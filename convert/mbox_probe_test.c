/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mbox_probe.c. */
#include "convert/mbox_probe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mbox_place.h"
#include "tests/recorder.h"
#include "tests/scratch.h"

#define F1 "From a@b.c Thu Jan  1 00:00:01 2004\n"
#define H "Subject: x\nTo: y\n\n"

/* The last name of a path; of the root, as if the source were a file of this name. */
static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (*path == '\0')
		return "Only one.mbox";
	return slash != NULL ? slash + 1 : path;
}

static const struct {
	const char *path, *head;
	int min, max;
} probes[] = {
    {"any", F1 H, 90, 100},
    {"any", "\xef\xbb\xbf\n" F1 H, 90, 100},
    {"any", "text\n\n" F1 H, 1, 50},
    {"a.mbox", "text\n\n" F1 H, 60, 89},
    {"a.eml", H "text\n\n" F1 H, 0, 0},
    {"any", "From here on\nit is text\n", 0, 0},
    {"a.mbox", "", 50, 50},
    {"X.mbox/mbox", "", 50, 50},
    {"any", "", 0, 0},
    {"a.mbox", H, 1, 40},
    {"any", H, 0, 0},
    {"a.mbox", "some text\n", 0, 0},
    {"a.mbox", "!BDN" F1 H, 0, 0},
    {"a.mbox", "PK\x03\x04\n\n" F1 H, 0, 0},
    {"a.mbox", "\1\1\1\1\n" F1 H, 0, 0},
    {"a.mbx", "*mbx*\r\n" F1 H, 0, 0},
};

static void
test_probe(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(probes); i++) {
		struct entry e = {
		    .type = ENTRY_FILE, .path = probes[i].path, .name = name_of(probes[i].path)};
		struct store_probe p = {.entry = &e,
		    .head = (const unsigned char *)probes[i].head,
		    .head_len = strlen(probes[i].head)};
		int claim = mbox_probe(&p);

		if (claim < probes[i].min || claim > probes[i].max)
			fail_msg("%zu: %s claims %d", i, probes[i].path, claim);
	}
}

static const struct {
	const char *path, *names;
} folders[] = {
    {"Inbox", "Inbox"},
    {"a/Inbox.mbox", "a|Inbox"},
    {"Sent.MBX", "Sent"},
    {"a.mbs", "a"},
    {"notes.txt", "notes.txt"},
    {".mbox", ".mbox"},
    {"Export/X.mbox/mbox", "Export|X"},
    {"Mail/Work.sbd/Old.sbd/Sent", "Mail|Work|Old|Sent"},
    {"test.mbox/INBOX", "test|INBOX"},
    {"b\xfc.mbox", "b%FC"},
    {"", "Only one"},
};

static void
test_folder(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		struct entry e = {
		    .type = ENTRY_FILE, .path = folders[i].path, .name = name_of(folders[i].path)};
		g_autofree char *raw = NULL, *store = NULL, *joined = NULL;
		g_auto(GStrv) names = mbox_folder(NULL, &e, &raw, &store);

		joined = g_strjoinv("|", names);
		assert_string_equal(joined, folders[i].names);
		assert_string_equal(raw, folders[i].path);
		assert_string_equal(store, folders[i].path);
	}
}

/* F-57, F-58: an export of Apple Mail's, a whole one and one made offline. */
static void
test_empty_export(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_dir(dir, "Full.mbox");
	scratch_file(
	    dir, "Full.mbox/mbox", "From a@b Tue Mar 19 09:13:51 2019\nTo: c@d\n\nx\n", -1);
	scratch_file(dir, "Full.mbox/table_of_contents", "x", -1);
	scratch_dir(dir, "Nothing.mbox");
	scratch_file(dir, "Nothing.mbox/mbox", "", 0);
	scratch_file(dir, "Nothing.mbox/table_of_contents", "", 0);
	scratch_dir(dir, "Offline.mbox");
	scratch_file(dir, "Offline.mbox/mbox", "", 0);
	scratch_file(dir, "Offline.mbox/table_of_contents", "x", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_non_null(strstr(r.events->str, "( 1 Full from-line-utc\n"));
	assert_non_null(strstr(r.events->str, "! note empty-export Offline.mbox/mbox 0+0\n"));
	assert_null(strstr(r.events->str, "empty-export Nothing"));
	assert_non_null(strstr(r.events->str, ". Full.mbox/table_of_contents - companion "));
	recorder_clear(&r);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_empty_export),
	    cmocka_unit_test(test_probe),
	    cmocka_unit_test(test_folder),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
