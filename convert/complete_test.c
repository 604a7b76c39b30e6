/* SPDX-License-Identifier: Apache-2.0 */
/* Signs that an export is not complete: what is one, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/complete_gaps.h"
#include "convert/complete_lists.h"
#include "convert/complete_parts.h"
#include "convert/complete_table.h"
#include "convert/complete_tail.h"
#include "convert/header.h"

static void
tell(void *user, const char *kind, const char *path, const char *text)
{
	g_string_append_printf(user, "%s %s: %s; ", kind, path, text);
}

/* Names and sizes, and what is told of them. */
static const struct {
	const char *names[4];
	guint64 sizes[4];
	const char *told;
} parts[] = {
    {{"takeout-a-001.zip", "takeout-a-002.zip"}, {100, 50}, ""},
    {{"d/takeout-a-001.zip", "d/takeout-a-003.zip"}, {100, 50},
	"part-missing d/takeout-a-003.zip: of its parts 1 to 3 these are missing: 2; "},
    {{"takeout-a-3-002.tgz"}, {100},
	"part-missing takeout-a-3-002.tgz: of its parts 1 to 2 these are missing: 1; "},
    {{"takeout-a-001.zip", "takeout-a-002.zip"}, {100, 99},
	"part-may-follow takeout-a-002.zip: the last part is as large as the others: another may "
	"follow; "},
    {{"takeout-a-001.zip", "takeout-b-002.zip"}, {100, 50},
	"part-missing takeout-b-002.zip: of its parts 1 to 2 these are missing: 1; "},
    {{"takeout-a-001.zip", "takeout-a-001.zip"}, {0, 100}, ""},
    {{"mail.7z.001", "mail.7z.003"}, {100, 50},
	"part-missing mail.7z.003: of its parts 1 to 3 these are missing: 2; "},
    {{"x-003.zip", "003", "report.2019", "takeout-.zip"}, {1, 1, 1, 1}, ""},
};

static void
test_parts(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
		struct complete_parts *p = complete_parts_new();
		g_autoptr(GString) told = g_string_new(NULL);

		for (guint n = 0; n < 4 && parts[i].names[n] != NULL; n++)
			complete_parts_add(p, parts[i].names[n], parts[i].sizes[n]);
		complete_parts_end(p, tell, told);
		assert_string_equal(told->str, parts[i].told);
		complete_parts_free(p);
	}
}

/* n UIDs from first on, then one at last. */
static const struct {
	guint32 first, n, last, next;
	const char *gap;
} uids[] = {
    {1, 10, 11, 0, NULL},
    {500, 10, 510, 0, NULL}, /* the oldest were removed: that is life */
    {1, 10, 30, 0, NULL},    /* 19 are missing */
    {1, 10, 31, 0, "of the UIDs up to 31, 20 in a row are missing, from 11 on"},
    {1, 1000, 1051, 0, NULL}, /* 50 are few of 1,000 */
    {1, 1000, 1102, 0, "of the UIDs up to 1102, 101 in a row are missing, from 1001 on"},
    {1, 10, 11, 40, "of the UIDs up to 39, 28 in a row are missing, from 12 on"},
    {1, 10, G_MAXUINT32, 0,
	"of the UIDs up to 4294967295, 4294967284 in a row are missing, from 11 on"},
};

static void
test_uids(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(uids); i++) {
		g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint32));
		g_autofree char *gap = NULL;

		g_array_append_val(all, uids[i].last);
		for (guint32 n = 0; n < uids[i].n; n++) {
			guint32 uid = uids[i].first + n;
			g_array_append_val(all, uid);
		}
		gap = complete_uid_gap(all, uids[i].next);
		if (g_strcmp0(gap, uids[i].gap) != 0)
			fail_msg("%u: %s", i, gap);
	}
}

/* Messages of the months from January 2019 on, ended by -1. */
static const struct {
	int n[16];
	const char *gaps;
} months[] = {
    {{10, 10, 10, 0, 10, 10, 10, -1}, "2019-04"},
    {{90, 0, 0, 10, 20, 0, 0, 30, 1, 2, -1}, "2019-02 to 2019-03, 2019-06 to 2019-07"},
    {{9, 10, 10, 0, 10, 10, 10, -1}, NULL},
    {{10, 10, 10, 0, 10, 10, 9, -1}, NULL},
    {{10, 10, 10, 10, -1}, NULL},
    {{10, 10, 10, 0, 0, 0, -1}, NULL}, /* it just ends */
    {{-1}, NULL},
};

static void
test_months(void **state)
{
	(void)state;
	assert_int_equal(complete_month(1546300800), 2019 * 12);
	for (guint i = 0; i < G_N_ELEMENTS(months); i++) {
		g_autoptr(GHashTable) all = g_hash_table_new(NULL, NULL);
		g_autofree char *gaps = NULL;

		for (int m = 0; months[i].n[m] >= 0; m++)
			if (months[i].n[m] > 0)
				g_hash_table_insert(all, GINT_TO_POINTER(2019 * 12 + m),
				    GINT_TO_POINTER(months[i].n[m]));
		gaps = complete_month_gaps(all);
		if (g_strcmp0(gaps, months[i].gaps) != 0)
			fail_msg("%u: %s", i, gaps);
	}
}

/* rows -1: the table does not say. */
static const struct {
	const char *path, *mailbox, *text;
	gint64 rows;
} tables[] = {
    {"a/Inbox.msf", "a/Inbox", "<(9E=numMsgs)>{(^9E=5)}[(^9E=1f)]", 31},
    {"Inbox.msf", "Inbox", "<(9E=numMsgs)>{(^9E=0)}", 0},
    {"Inbox.msf", "Inbox", "<(9E=numMsgs)>{(^9E^80)}", -1},
    {"Inbox.msf", "Inbox", "=numMsgs)", -1},
    {"Inbox.msf", "Inbox", "(=numMsgs)(^=1)", -1},
    {"Inbox.msf", "Inbox", "", -1},
    {"X.mbox/table_of_contents", "X.mbox/mbox", "x", 1},
    {"X.mbox/table_of_contents", "X.mbox/mbox", "", -1},
    {"Mail/.Sent/dovecot-uidlist", "Mail/.Sent", "3 V1 N4 Gab\n1 :a\n3 :b\n", 2},
    {"dovecot-uidlist", "", "3 V1 N4 Gab\n", 0},
    {"dovecot-uidlist", "", "what\n", -1},
    {"a/.msf", NULL, NULL, 0},
    {"a/Inbox", NULL, NULL, 0},
};

static void
test_tables(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(tables); i++) {
		const char *by = NULL;
		g_autofree char *mailbox = complete_table_of(tables[i].path, &by);
		g_autoptr(GByteArray) bytes = g_byte_array_new();
		guint64 rows = 0;

		if (tables[i].mailbox == NULL) {
			assert_null(mailbox);
			continue;
		}
		assert_string_equal(mailbox, tables[i].mailbox);
		assert_non_null(by);
		g_byte_array_append(
		    bytes, (const guint8 *)tables[i].text, (guint)strlen(tables[i].text));
		assert_int_equal(
		    complete_table_rows(tables[i].path, bytes, &rows), tables[i].rows >= 0);
		if (tables[i].rows >= 0)
			assert_int_equal(rows, tables[i].rows);
	}
}

static void
test_lists(void **state)
{
	struct complete_lists *l = complete_lists_new();
	g_autoptr(GString) told = g_string_new(NULL);

	(void)state;
	complete_lists_expect(l, "a", 2, "T");
	complete_lists_expect(l, "b", 2, "T");
	complete_lists_expect(l, "c", 2, "T");
	complete_lists_expect(l, "d", 2, "T");
	complete_lists_count(l, "a", 1);
	complete_lists_count(l, "a", 1);
	complete_lists_count(l, "b", 1);
	complete_lists_count(l, "c", 0);
	complete_lists_end(l, tell, told);
	assert_string_equal(told->str,
	    "fewer-messages b: it has 1 messages, and T says 2; "
	    "empty-mailbox c: it is empty, and T has messages; "
	    "no-mailbox d: T has messages, and there is no mailbox; ");
	complete_lists_free(l);
}

#define MULTI "Content-Type: multipart/mixed; boundary=\"b b\"\n\n--b b\n\nx\n"
#define BASE64 "Content-Transfer-Encoding: BASE64\n\n"

static const struct {
	const char *text;
	bool cut;
} tails[] = {
    {"Subject: x\n\nx", false},
    {"Subject: x\nTo", true},
    {"Subject: x\n", false},
    {MULTI, true},
    {MULTI "--b b--", false},
    {MULTI "--b b--\nand more\n", false},
    {MULTI "--b b-", true},
    {BASE64 "YWJj\r\nZGVm\r\n", false},
    {BASE64 "YWJj\nZGV", true},
    {BASE64 "YWJj\nZG==\n", false},
    {BASE64 "YWJj\nZGV\n--\nlist footer\n", false},
    {BASE64, false},
    {"", false},
};

/* The same, however the bytes are cut. */
static void
test_tails(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(tails); i++)
		for (size_t step = 1; step < 80; step++) {
			const unsigned char *text = (const unsigned char *)tails[i].text;
			size_t len = strlen(tails[i].text);
			struct message m = {.head = text};
			struct complete_tail t;
			bool whole;

			m.head_len = header_length(text, len, &whole);
			complete_tail_begin(&t, &m);
			for (size_t at = 0; at < len; at += step)
				complete_tail_bytes(&t, text + at, MIN(step, len - at));
			if ((complete_tail_end(&t) != NULL) != tails[i].cut)
				fail_msg("%u in steps of %zu: %s", i, step, complete_tail_end(&t));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_uids),
	    cmocka_unit_test(test_months),
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_lists),
	    cmocka_unit_test(test_tails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
