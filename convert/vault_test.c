/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of vault.c, mbox_vault.c, vault_store.c and csv.c: docs/MAIL.md F-64. */
#include "convert/vault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/csv.h"
#include "tests/recorder.h"
#include "tests/scratch.h"

#define DOCUMENT(id, labels, received)                                                         \
	"<Document DocID='" id "'><Tags><Tag TagName='#From' TagValue='a@b'/>"                 \
	"<Tag TagName='Labels' TagDataType='Text' TagValue='" labels "'/>"                     \
	"<Tag TagName='#DateReceived' TagDataType='DateTime' TagValue='" received "'/></Tags>" \
	"<Files><File FileType='Native'><ExternalFile FileName='" id                           \
	".mbox' FileSize='1'/></File>"                                                         \
	"</Files></Document>"
#define METADATA(documents)                                                                  \
	"<?xml version='1.0' encoding='UTF-8'?>\n<Root DataInterchangeType='Update'><Batch>" \
	"<Documents>" documents "</Documents></Batch></Root>\n"
#define MESSAGE(id) \
	"From " id  \
	".mbox@xxx Tue Mar 19 09:13:51 +0000 2019\r\nFrom: a@b\r\nTo: c@d\r\n\r\nx\r\n\r\n"

static void
test_parse(void **state)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
	    {METADATA(DOCUMENT("1-a", "^INBOX", "2019-03-19T00:00:00Z")), true},
	    {METADATA(""), true},
	    {"", false},
	    {"<Root>", false},
	    {"<Root></Batch>", false},
	    {"<Root a='&unknown;'/>", false},
	    {"<!DOCTYPE x [<!ENTITY a 'b'>]><Root a='&a;'/>", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(vault) v = vault_new();
		g_autoptr(GError) error = NULL;
		bool ok = vault_feed(v, cases[i].text, strlen(cases[i].text), &error) &&
		    vault_end(v, &error);

		if (ok != cases[i].ok)
			fail_msg("%s", cases[i].text);
	}
}

/* An element that never ends, and elements inside each other for ever. */
static void
test_limits(void **state)
{
	g_autofree char *blanks = g_strnfill(2 * VAULT_ELEMENT_MAX, 'x');
	g_autoptr(vault) v = vault_new(), deep = vault_new();
	g_autoptr(GError) error = NULL, other = NULL;
	bool ok = true;

	(void)state;
	assert_true(vault_feed(v, "<Root a='", 9, NULL));
	assert_false(vault_feed(v, blanks, strlen(blanks), &error));
	for (int i = 0; ok && i <= VAULT_DEPTH_MAX; i++)
		ok = vault_feed(deep, "<a>", 3, &other);
	assert_false(ok);
}

/* The labels' folder, the keywords, whether it was read, the date. */
static void
test_apply(void **state)
{
	static const struct {
		const char *id;
		const char *folder;
		bool has_flags;
		guint flags;
		gint64 received;
	} cases[] = {
	    {"1-a", "INBOX", true, FLAG_SEEN, 1552986831},
	    {"2-b", "Sent", false, 0, 1552986831},
	    {"3-c", "Work|Old", true, 0, 0},
	    {"4-d", "Trash", true, FLAG_FLAGGED, 0},
	};
	static const char text[] =
	    METADATA(DOCUMENT("1-a", "^INBOX,^OPENED,^smartlabel_personal", "2019-03-19T09:13:51Z")
		    DOCUMENT("2-b", "^SENT", "2019-03-19T10:13:51+01:00") DOCUMENT(
			"3-c", "Work/Old,^UNREAD", "never") DOCUMENT("4-d", "^TRASH,^STARRED", ""));
	g_autoptr(vault) v = vault_new();
	guint64 ndocuments, nused;

	(void)state;
	for (size_t i = 0; i < strlen(text); i++)
		assert_true(vault_feed(v, text + i, 1, NULL));
	assert_true(vault_end(v, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct message m = {0}, again = {0};
		g_auto(GStrv) names = NULL;
		g_autofree char *folder = NULL;
		char **none;

		m.from_line = g_strdup_printf("From %s.mbox@xxx", cases[i].id);
		again.from_line = g_strdup(m.from_line);
		assert_true(vault_apply(v, &m, &names));
		folder = g_strjoinv("|", names);
		assert_string_equal(folder, cases[i].folder);
		assert_int_equal(m.has_flags, cases[i].has_flags);
		assert_int_equal(m.flags, cases[i].flags);
		assert_int_equal(m.received, cases[i].received);
		assert_false(vault_apply(v, &again, &none));
		message_clear(&m);
		message_clear(&again);
	}
	vault_counts(v, &ndocuments, &nused);
	assert_true(ndocuments == 4 && nused == 4);
}

static void
test_csv(void **state)
{
	const char *text = "a, \"b,\"\"c\"\"\n\" ,d\r\n\r\nlast,\"open";
	const char *const fields[] = {"a", "b,\"c\"", "d", "", "last", "open"};
	const guint counts[] = {3, 1, 2};
	size_t field = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autoptr(GPtrArray) record = csv_next(&text);

		assert_int_equal(record->len, counts[i]);
		for (guint k = 0; k < record->len; k++)
			assert_string_equal(record->pdata[k], fields[field++]);
	}
	assert_null(csv_next(&text));
}

/* A whole export: folders below each account's, and all that differs is told. */
static void
test_export(void **state)
{
	static const char *const texts[] = {
	    "( 1 ann@x.org-1|INBOX 0x1 store\n",
	    "( 2 ann@x.org-1 from-line\n",
	    "( 3 bob@x.org-1|Sent store\n",
	    "! note count-differs Case-results-count.csv 0+0\n",
	    "! note documents-missing Case-metadata.xml 0+0\n",
	    "! note export-errors error.csv 0+0\n",
	    "! loss checksum-differs error.csv 0+0\n",
	    "! note checksum-missing Case.zip 0+0\n",
	    ". Case-metadata.xml - companion - ",
	    ". File checksums.md5 - companion ",
	};
	char *dir = scratch_new();
	g_autofree char *export = scratch_path(dir, "Case_1");
	g_autofree char *sums = g_strdup_printf("00000000000000000000000000000000  error.csv\nMD5 "
						"(Case.zip) = %s\n%s *bob@x.org-1.mbox\n",
	    "11111111111111111111111111111111", "4a185d7ce3917797296fd9135bfb257f");
	struct recorder r;

	(void)state;
	scratch_dir(dir, "Case_1");
	scratch_file(export, "ann@x.org-1.mbox", MESSAGE("1-a") MESSAGE("2-b"), -1);
	scratch_file(export, "bob@x.org-1.mbox", MESSAGE("3-c"), -1);
	scratch_file(export, "Case-metadata.xml",
	    METADATA(DOCUMENT("1-a", "^INBOX,^OPENED", "2019-03-19T09:13:51Z") DOCUMENT("3-c",
		"^SENT", "2019-03-19T09:13:51Z") DOCUMENT("4-d", "^INBOX", "2019-03-19T09:13:51Z")),
	    -1);
	scratch_file(export, "Case-results-count.csv",
	    "Account,Message Count\nann@x.org,3\nbob@x.org,1\n", -1);
	scratch_file(export, "error.csv", "Account,Message,Reason\nann@x.org,7,gone\n", -1);
	scratch_file(export, "File checksums.md5", sums, -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, export, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (strstr(r.events->str, texts[i]) == NULL)
			fail_msg("no %s in %s", texts[i], r.events->str);
	recorder_clear(&r);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_apply),
	    cmocka_unit_test(test_csv),
	    cmocka_unit_test(test_export),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
