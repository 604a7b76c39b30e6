/* SPDX-License-Identifier: Apache-2.0 */
/* Maildirs as stores: places, flags, keywords, and what is noted of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <utime.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

#define MAIL "Subject: x\n\nbody\n"
#define MAILDIR "../shared/corpus/maildir"

/* Scans dir and checks that each of lines is among the events, once and in this order. */
static void
expect(const char *dir, const char *const lines[])
{
	struct recorder r;
	const char *at;

	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	at = r.events->str;
	for (; *lines != NULL; lines++) {
		g_autofree char *line = g_strconcat("\n", *lines, "\n", NULL);
		const char *found = strstr(at, line);

		if (found == NULL)
			fail_msg("no \"%s\" in:\n%s", *lines, at);
		at = found + strlen(line) - 1;
	}
	recorder_clear(&r);
}

static void
make_maildir(const char *dir, const char *name)
{
	static const char *const parts[] = {"cur", "new", "tmp"};

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(name, parts[i], NULL);

		scratch_dir(dir, part);
	}
}

/* F-70: the separators; F-71: flags, letters, new/. */
static void
test_flags_and_keywords(void **state)
{
	static const char *const expected[] = {
	    "( 1 INBOX 0x23 name",
	    "+maildir-dir:cur",
	    "+maildir-flags:!2,PRS",
	    ") 1 17 Subject: x",
	    ". cur/1000000001.a!2,PRS maildir message  1 1",
	    "! note maildir-flags cur/1000000002.b:2,Sbc 0+17", /* c has no name */
	    "( 2 INBOX 0x1 name",
	    "=Work",
	    "+maildir-dir:cur",
	    "+maildir-flags::2,Sbc",
	    "( 3 INBOX name", /* in cur, but without flags: they are unknown */
	    ". dovecot-keywords - companion - 0 0",
	    "( 4 INBOX 0x44 name", /* in new: not seen */
	    "+maildir-dir:new",
	    "+maildir-flags::2,FS",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	make_maildir(dir, ".");
	scratch_file(dir, "dovecot-keywords", "0 $Junk\n1 Work\n", -1);
	scratch_file(dir, "cur/1000000001.a!2,PRS", MAIL, -1);
	scratch_file(dir, "cur/1000000002.b:2,Sbc", MAIL, -1);
	scratch_file(dir, "cur/1000000003.c", MAIL, -1);
	scratch_file(dir, "new/1000000004.d:2,FS", MAIL, -1);
	expect(dir, expected);
	scratch_remove(dir);
}

/* F-74: Maildir++ and directories inside each other. */
static void
test_folders(void **state)
{
	static const char *const expected[] = {
	    "( 1 Mail|A|B 0x1 name",
	    ". Mail/.A.B/cur/1000000000.1:2,S maildir message Mail 1 1",
	    "( 2 Mail|Entwürfe 0x1 name",
	    "( 3 Mail 0x1 name",
	    ". Mail/cur/1000000000.3:2,S maildir message Mail 3 1",
	    "( 4 fs|Sent|2019 0x1 name",
	    ". fs/Sent/2019/cur/1000000000.4:2,S maildir message fs/Sent 4 1",
	    "( 5 fs|Sent 0x1 name",
	    "( 6 hidden|.box 0x1 name", /* not beside a cur/: a directory as any other */
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	make_maildir(dir, "Mail");
	make_maildir(dir, "Mail/.A.B");
	make_maildir(dir, "Mail/.Entw&APw-rfe");
	make_maildir(dir, "fs/Sent");
	make_maildir(dir, "fs/Sent/2019");
	make_maildir(dir, "hidden/.box");
	scratch_file(dir, "Mail/.A.B/cur/1000000000.1:2,S", MAIL, -1);
	scratch_file(dir, "Mail/.Entw&APw-rfe/cur/1000000000.2:2,S", MAIL, -1);
	scratch_file(dir, "Mail/cur/1000000000.3:2,S", MAIL, -1);
	scratch_file(dir, "fs/Sent/2019/cur/1000000000.4:2,S", MAIL, -1);
	scratch_file(dir, "fs/Sent/cur/1000000000.5:2,S", MAIL, -1);
	scratch_file(dir, "hidden/.box/cur/1000000000.6:2,S", MAIL, -1);
	expect(dir, expected);
	scratch_remove(dir);
}

/* F-72, F-75, F-76: names that lie, files that are no messages, parts that are missing, the same name twice. */
static void
test_notes(void **state)
{
	static const char *const expected[] = {
	    "! note maildir-incomplete  0+0", /* there is no new/ */
	    "! note maildir-dotfile cur/.hidden 0+17",
	    ". cur/.hidden - other  0 0",
	    "! note maildir-size cur/1000000001.a,S=18:2, 0+17",
	    "! note maildir-duplicate cur/1000000001.a:2,S 0+17",
	    ". cur/1000000002.b,S=17,W=20:2, maildir message  3 1",
	    "! note maildir-size cur/1000000003.c,W=19:2, 0+17",
	    ". cur/1000000004.d:2, maildir message  5 1", /* an empty file is an empty message */
	    "! note maildir-tmp tmp/1000000005.e 0+17",
	    ". tmp/1000000005.e - other  0 0",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	scratch_dir(dir, "tmp");
	scratch_file(dir, "cur/.hidden", MAIL, -1);
	scratch_file(dir, "cur/1000000001.a,S=18:2,", MAIL, -1);
	scratch_file(dir, "cur/1000000001.a:2,S", MAIL, -1);
	scratch_file(dir, "cur/1000000002.b,S=17,W=20:2,", MAIL, -1);
	scratch_file(dir, "cur/1000000003.c,W=19:2,", MAIL, -1);
	scratch_file(dir, "cur/1000000004.d:2,", "", 0);
	scratch_file(dir, "tmp/1000000005.e", MAIL, -1);
	expect(dir, expected);
	scratch_remove(dir);
}

/* F-71, F-72: what cannot be told, what cannot be read. F-75: companions. */
static void
test_limits(void **state)
{
	static const char *const expected[] = {
	    ". courierimapkeywords/:list - companion - 0 0",
	    "! note maildir-keywords  0+0",
	    "! loss maildir-compressed cur/1000000001.a,S=17:2, 0+5",
	    "! note maildir-size cur/1000000001.a,S=17:2, 0+5",
	    "! loss maildir-compressed cur/1000000002.b:2, 0+7",
	    ". dovecot-keywords - companion - 0 0",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	make_maildir(dir, ".");
	scratch_dir(dir, "courierimapkeywords");
	scratch_file(dir, "courierimapkeywords/:list", "a\n", -1);
	scratch_file(dir, "dovecot-keywords", "25 last\n26 over\n27 more\n", -1);
	scratch_file(dir, "cur/1000000001.a,S=17:2,", "\x1f\x8b\x08\0\0", 5);
	scratch_file(dir, "cur/1000000002.b:2,", "BZh91AY", -1);
	expect(dir, expected);
	scratch_remove(dir);
}

/* F-74: what is no strict modified UTF-7 is UTF-8; '&' stands as "&-"; F-95: empty folders. */
static void
test_names(void **state)
{
	static const char *const expected[] = {
	    "( 1 A&B name",
	    "( 2 T&T name",
	    "( 3 a&AGE-b name",   /* "a" has no need to be encoded: not strict */
	    "( 4 \u00fcber name", /* UTF-8 */
	    NULL,
	};
	static const char *const names[] = {".\u00fcber", ".A&-B", ".a&AGE-b", ".T&T"};
	char *dir = scratch_new();

	(void)state;
	make_maildir(dir, ".");
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_strdup_printf("%s/cur/1000000000.%zu", names[i], i);

		make_maildir(dir, names[i]);
		scratch_file(dir, file, MAIL, -1);
	}
	expect(dir, expected);
	scratch_remove(dir);
}

static void
set_mtime(const char *dir, const char *name, time_t when)
{
	g_autofree char *path = scratch_path(dir, name);
	const struct utimbuf times = {.actime = when, .modtime = when};

	assert_int_equal(utime(path, &times), 0);
}

/* F-73: the epoch of the name, the file's own date, the header's. */
static void
test_received(void **state)
{
	static const char *const expected[] = {
	    "( 1 INBOX mtime", /* 1 is no year since 1985 */
	    "( 2 INBOX name",
	    "( 3 INBOX mtime", /* in the future */
	    "( 4 INBOX received",
	    "( 5 INBOX date",
	    "( 6 INBOX unknown",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	make_maildir(dir, ".");
	scratch_file(dir, "cur/1.a", MAIL, -1);
	scratch_file(dir, "cur/1000000000.b", MAIL, -1);
	scratch_file(dir, "cur/9999999999.c", MAIL, -1);
	scratch_file(dir, "cur/d", "Received: by x; Tue, 3 Mar 2009 10:00:00 +0100\n\n", -1);
	scratch_file(dir, "cur/e", "Date: Tue, 3 Mar 2009 10:00:00 +0100\n\n", -1);
	scratch_file(dir, "cur/f", MAIL, -1);
	set_mtime(dir, "cur/d", 0);
	set_mtime(dir, "cur/e", 0);
	set_mtime(dir, "cur/f", 0);
	expect(dir, expected);
	scratch_remove(dir);
}

/* cur/ alone makes no Maildir, and the cur/ of a source that is cur/ cannot be told. */
static void
test_no_maildir(void **state)
{
	static const char *const expected[] = {
	    "( 1 cur 0x10 mtime", /* a lone message as any other */
	    ". cur/x.eml eml message  1 1",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	scratch_file(dir, "cur/x.eml", "X-Unsent: 1\n" MAIL, -1);
	expect(dir, expected);
	scratch_remove(dir);
}

/* Empty directories are often left out: what is left is one by the names in it. */
static void
test_lone_part(void **state)
{
	static const char *const expected[] = {
	    "( 1 a|Sent 0x1 mtime",
	    "! note maildir-incomplete a 0+0",
	    "( 2 a 0x1 name",
	    ". a/cur/1700000001.M1.host maildir message a 3 1",
	    "( 4 b 0x40 name",
	    ". c/cur/1.x eml message  5 1",
	    "! note msf d.msf 0+0",
	    ". d/cur/9 maildir message d 6 1",
	    ". e/tmp/1700000003.M1.host - other - 0 0",
	    NULL,
	};
	char *dir = scratch_new();

	(void)state;
	scratch_file(dir, "a/cur/1700000000.M1.host:2,S", MAIL, -1);
	scratch_file(dir, "a/cur/1700000001.M1.host", MAIL, -1);
	scratch_file(dir, "a/.Sent/cur/x;2,S", MAIL, -1);
	scratch_file(dir, "b/new/1700000002.M1.host", MAIL, -1);
	scratch_file(dir, "c/cur/1.x", "To: c@d\nFrom: a@b\n\n", -1);
	scratch_file(dir, "e/tmp/1700000003.M1.host", MAIL, -1);
	scratch_file(dir, "d/cur/9", MAIL, -1);
	scratch_file(dir, "d.msf", "", 0);
	expect(dir, expected);
	scratch_remove(dir);
}

/* Whoever says that it is a Maildir is believed. */
static void
test_only(void **state)
{
	const struct scan_options only = {.format = "maildir"};
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(dir, "cur/any", "text", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, &only, NULL));
	assert_int_equal(r.nmessages, 1);
	recorder_clear(&r);
	scratch_remove(dir);
}

static void
test_corpus(void **state)
{
	struct recorder r;

	(void)state;
	if (!g_file_test(MAILDIR, G_FILE_TEST_IS_DIR))
		skip();
	recorder_init(&r);
	assert_true(recorder_scan(&r, MAILDIR, NULL, NULL));
	assert_true(r.nmessages > 200);
	assert_int_equal(r.nlosses, 0);
	assert_non_null(strstr(r.events->str, "maildir-tmp djcb_mu/testdir/tmp/"));
	recorder_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_flags_and_keywords),
	    cmocka_unit_test(test_folders),
	    cmocka_unit_test(test_notes),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_received),
	    cmocka_unit_test(test_no_maildir),
	    cmocka_unit_test(test_lone_part),
	    cmocka_unit_test(test_only),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
