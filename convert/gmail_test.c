/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of gmail.c and of mbox files with labels: docs/MAIL.md F-60, F-63. */
#include "convert/gmail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/gmail_labels.h"
#include "tests/recorder.h"
#include "tests/scratch.h"

/* F-63: the names of the folder and the keywords, each with a '|' behind it. */
static const struct {
	const char *labels;
	const char *folder;
	guint flags;
	const char *keywords;
} cases[] = {
    {"Inbox,Important,Unread,takeout", "INBOX|", 0, "$Important|takeout|"},
    {"Unread,Inbox", "INBOX|", 0, ""},
    {"Opened,Sent,Inbox", "INBOX|", FLAG_SEEN, ""},
    {"Gesendet,Geöffnet,Projekt/Eins", "Sent|", FLAG_SEEN, "Projekt/Eins|"},
    {"Drafts,Opened", "Drafts|", FLAG_SEEN | FLAG_DRAFT, ""},
    {"Spam,Unread", "Junk|", 0, "$Junk|"},
    {"Trash,Work", "Trash|", FLAG_SEEN, "Work|"},
    {"Chat,Opened", "Chat|", FLAG_SEEN, ""},
    {"Archived,Starred,Work/Old,Home", "Work|Old|", FLAG_SEEN | FLAG_FLAGGED, "Home|"},
    {"Archived,Category Promotions,Unread", "Archive|", 0, "Category Promotions|"},
    {"Archived", "Archive|", FLAG_SEEN, ""},
    {"", "Archive|", FLAG_SEEN, ""},
    {"/root", "/root|", FLAG_SEEN, ""},
    {"a//b", "a//b|", FLAG_SEEN, ""},
    {"a/", "a/|", FLAG_SEEN, ""},
};

static void
append_all(GString *s, char *const *words)
{
	for (; *words != NULL; words++)
		g_string_append_printf(s, "%s|", *words);
}

static void
test_mapping(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) labels = gmail_labels_split(cases[i].labels);
		g_autoptr(GString) folder = g_string_new(NULL), keywords = g_string_new(NULL);
		struct message m = {0};
		g_auto(GStrv) names = gmail_apply(&m, labels);

		append_all(folder, names);
		for (guint k = 0; m.keywords != NULL && k < m.keywords->len; k++)
			g_string_append_printf(keywords, "%s|", (char *)m.keywords->pdata[k]);
		if (!m.has_flags || m.flags != cases[i].flags ||
		    strcmp(folder->str, cases[i].folder) != 0 ||
		    strcmp(keywords->str, cases[i].keywords) != 0)
			fail_msg(
			    "%s: %s %x %s", cases[i].labels, folder->str, m.flags, keywords->str);
		message_clear(&m);
	}
}

/* Which field counts: never one that the sender may have written. */
static void
test_trust(void **state)
{
	static const struct {
		const char *head;
		bool trusted, has;
	} heads[] = {
	    {"X-GM-THRID: 1\nX-Gmail-Labels: Inbox\nReceived: x\n\n", false, true},
	    {"Received: x\nX-Gmail-Labels: Inbox\n\n", false, false},
	    {"Received: x\nX-Gmail-Labels: Inbox\n\n", true, true},
	    {"Delivered-To: a@b\nX-Gmail-Labels: Inbox\n\n", false, false},
	    {"Subject: x\n\nX-Gmail-Labels: Inbox\n", true, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(heads); i++) {
		const unsigned char *head = (const unsigned char *)heads[i].head;
		size_t len = strlen(heads[i].head);
		struct message m = {0};
		g_auto(GStrv) names = gmail_apply_header(&m, head, len, heads[i].trusted);

		assert_int_equal(names != NULL, heads[i].has);
		assert_int_equal(m.has_flags, heads[i].has);
		assert_int_equal(gmail_has_labels(head, len, heads[i].trusted), heads[i].has);
		message_clear(&m);
	}
}

static void
test_root(void **state)
{
	static const char *const roots[][2] = {
	    {"", ""},
	    {"All mail.mbox", ""},
	    {"Takeout/Mail/All mail.mbox", ""},
	    {"bob/Takeout/Poczta/Wszystko.mbox", "bob"},
	    {"bob/All mail.mbox", "bob"},
	    {"bob/Mail/All mail.mbox", "bob"},
	    {"Mail/All mail.mbox", ""},
	    {"MyTakeout/a.mbox", "MyTakeout"},
	    {"MyMail/a.mbox", "MyMail"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(roots); i++) {
		g_autofree char *root = gmail_root(roots[i][0]);

		assert_string_equal(root, roots[i][1]);
	}
}

#define TAKEOUT(number, labels)                                  \
	"From " number "@xxx Tue Mar 19 09:13:51 +0000 2019\r\n" \
	"X-GM-THRID: 16\r\nX-Gmail-Labels: " labels "\r\n"       \
	"From: a@b\r\nTo: c@d\r\nDate: Tue, 19 Mar 2019 10:13:51 +0100\r\n\r\nbody\r\n\r\n"

/* F-60: one file for all mail; each message goes to the folder of its labels. */
static void
test_takeout(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_dir(dir, "Takeout");
	scratch_dir(dir, "Takeout/Mail");
	scratch_file(dir, "Takeout/Mail/All mail.mbox",
	    TAKEOUT("1", "Inbox,Unread") TAKEOUT("2", "Sent,Opened,Work") TAKEOUT(
		"3", "\"Work, later/c\",Opened") "From 4@xxx Tue Mar 19 09:13:51 +0000 "
						 "2019\r\nFrom: a@b\r\nTo: c@d\r\n\r\nx\r\n",
	    -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_non_null(strstr(r.events->str, "( 1 INBOX 0 from-line\n"));
	assert_non_null(strstr(r.events->str, "+gmail-labels:Inbox,Unread\n"));
	assert_non_null(strstr(r.events->str, "+X-GM-THRID:16\n"));
	assert_non_null(strstr(r.events->str, "( 2 Sent 0x1 from-line\n=Work\n"));
	assert_non_null(strstr(r.events->str, "( 3 Work, later|c 0x1 from-line\n"));
	assert_non_null(strstr(r.events->str, "( 4 Takeout|Mail|All mail from-line\n"));
	recorder_clear(&r);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mapping),
	    cmocka_unit_test(test_trust),
	    cmocka_unit_test(test_root),
	    cmocka_unit_test(test_takeout),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
