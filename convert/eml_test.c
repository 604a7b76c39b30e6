/* SPDX-License-Identifier: Apache-2.0 */
/* Single messages as stores: which files are mail, and where they go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

#define EML "../shared/corpus/eml"
#define MH "../shared/corpus/maildir/rjbs_Email-Folder/testmh"

/* What eml.c thinks of a file of this name and text: 0 ... 100. */
static int
probe(const char *name, const char *text)
{
	const struct entry e = {
	    .type = ENTRY_FILE, .path = name, .name = name, .size = strlen(text)};
	const struct store_probe p = {
	    .entry = &e,
	    .head = (const unsigned char *)text,
	    .head_len = strlen(text),
	};

	return eml_store.probe(&p);
}

static void
test_mail(void **state)
{
	static const struct {
		const char *name, *text;
	} cases[] = {
	    {"a", "From: a@b\nTo: c@d\n\nbody"},
	    {"a.txt", "Return-Path: <a@b>\r\nReceived: from x by y\r\n\r\n"},
	    {"a", "Received: from x\n by y; Tue, 3 Mar 2009 10:00:00 +0100\nSubject: z\n\n"},
	    {"a",
		"\xef\xbb\xbf"
		"Message-ID: <a@b>\nDate: Tue, 3 Mar 2009 10:00:00 +0100\n"},
	    {"a", "\n\nFrom: a@b\nSubject: c\n\n"},
	    {"a", "From a@b Tue Mar  3 10:00:00 2009\nFrom: a@b\nSubject: c\n\n"},
	    {"a", ">From a@b\nFrom: a@b\nSubject: c\n\n"},
	    {"a", "X-Long: 1\nX-More: 2\nFROM: a@b\nsubject: c\nno field\n"},
	    {"a.eml", "X-Whatever: 1\n\n"},
	    {"a.EML", "From: a\n\n"},
	    {"17", "Subject: MH\n\nbody\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (probe(cases[i].name, cases[i].text) == 0)
			fail_msg("%s: %s", cases[i].name, cases[i].text);
}

static void
test_no_mail(void **state)
{
	static const struct {
		const char *name, *text;
	} cases[] = {
	    {"a", ""},
	    {"a", "\n\n\n"},
	    {"a.c", "/*\n * From: a@b\n * To: c@d\n */\nint main(void);\n"},
	    {"README", "Subject of this file\n\nFrom: a@b\nTo: c@d\n"},
	    {"a.json", "{\"From\": \"a@b\", \"To\": \"c@d\"}\n"},
	    {"a.html", "<html>\nFrom: a@b\nTo: c@d\n"},
	    {"a.png", "\x89PNG\r\n\x1a\nFrom: a@b\n"},
	    {"a.yml", "from: 2020-01-01\nto: 2020-02-01\n"},
	    {"post.md", "date: 2020-01-01 10:00:00\nsubject: none\n\n"},
	    {"METADATA", "Metadata-Version: 2.1\nName: x\nVersion: 1\nAuthor-email: a@b\n\n"},
	    {"control", "Package: x\nMaintainer: X <a@b>\nDescription: y\n"},
	    {"a", "From: a@b\n\nTo: c@d\n"}, /* one field */
	    {"a", "HTTP/1.1 200 OK\nDate: Tue, 3 Mar 2009 10:00:00 GMT\nFrom: a@b\n"},
	    {"a.eml", "no header at all\n"},
	    {"a.eml", ""},
	    {"._a.eml", "From: a@b\nTo: c@d\n\n"},
	    {"17", "1 2 3\n"},
	    {"12.emlx", "123   \nFrom: a@b\nTo: c@d\n\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (probe(cases[i].name, cases[i].text) != 0)
			fail_msg("%s: %s", cases[i].name, cases[i].text);
}

static void
test_folders(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(
	    dir, "In/Old/1.eml", "Date: Tue, 3 Mar 2009 10:00:00 +0100\nFrom: a@b\n\n1", -1);
	scratch_file(dir, "In/b.eml", "From: a@b\n\n2", -1);
	scratch_file(dir, "In/c.eml", "X-Unsent: 1\nFrom: a@b\n\n3", -1);
	scratch_file(dir, "z.eml", "From: a@b\n\n4", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_string_equal(r.events->str,
	    "d \nd In\nd In/Old\nf In/Old/1.eml 49\n( 1 In|Old date\n"
	    ") 1 49 Date: Tue, 3 Mar 2009 10:00:00 +0100\n. In/Old/1.eml eml message  1 1\n"
	    "f In/b.eml 12\n( 2 In mtime\n) 2 12 From: a@b\n. In/b.eml eml message  2 1\n"
	    "f In/c.eml 24\n( 3 In 0x10 mtime\n+X-Unsent:1\n) 3 24 X-Unsent: 1\n"
	    ". In/c.eml eml message  3 1\n"
	    "f z.eml 12\n( 4 INBOX mtime\n) 4 12 From: a@b\n. z.eml eml message  4 1\n");
	recorder_clear(&r);
	scratch_remove(dir);
}

/* Sequences are flags and keywords of a folder of MH; ,N and #N are no messages. */
static void
test_mh(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(
	    dir, "inbox/.mh_sequences", "cur: 2\nunseen: 2-3\nreplied: 10\nmy: 1-10\n", -1);
	scratch_file(dir, "inbox/10", "From: a@b\n\n1", -1);
	scratch_file(dir, "inbox/2", "From: a@b\n\n2", -1);
	scratch_file(dir, "inbox/,4", "From: a@b\n\n3", -1);
	scratch_file(dir, "inbox/#5", "From: a@b\n\n4", -1);
	scratch_file(dir, "inbox/x.eml", "From: a@b\n\n5", -1);
	scratch_file(dir, "other/1", "From: a@b\n\n6", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_string_equal(r.events->str,
	    "d \nd inbox\nf inbox/#5 12\n! note mh-deleted inbox/#5 0+12\n"
	    ". inbox/#5 - other  0 0\nf inbox/,4 12\n! note mh-deleted inbox/,4 0+12\n"
	    ". inbox/,4 - other  0 0\nf inbox/.mh_sequences 40\n"
	    ". inbox/.mh_sequences - companion - 0 0\n"
	    "f inbox/10 12\n( 1 inbox 0x3 mtime\n=my\n+mh-sequences:replied my\n"
	    ") 1 12 From: a@b\n. inbox/10 eml message  1 1\n"
	    "f inbox/2 12\n( 2 inbox 0 mtime\n=cur\n=my\n+mh-sequences:cur unseen my\n"
	    ") 2 12 From: a@b\n. inbox/2 eml message  2 1\n"
	    "f inbox/x.eml 12\n( 3 inbox mtime\n) 3 12 From: a@b\n"
	    ". inbox/x.eml eml message  3 1\n"
	    "d other\nf other/1 12\n( 4 other mtime\n) 4 12 From: a@b\n"
	    ". other/1 eml message  4 1\n");
	recorder_clear(&r);
	scratch_remove(dir);
}

/* Metadata beside a message, labels beside it, and metadata that are none. */
static void
test_proton(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(dir, "a.eml", "X-Unsent: 1\nFrom: a@b\n\n1", -1);
	scratch_file(dir, "a.metadata.json",
	    "{\"Version\":1,\"Payload\":{\"LabelIDs\":[\"10\",\"abc==\"],\"Unread\":0,"
	    "\"IsReplied\":1,\"Time\":1581000000}}",
	    -1);
	scratch_file(dir, "b.eml", "From: a@b\n\n2", -1);
	scratch_file(dir, "b.metadata.json", "{}", -1);
	scratch_file(dir, "labels.json",
	    "{\"Version\":1,\"Payload\":[{\"ID\":\"abc==\",\"Name\":\"Work\"}]}", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_non_null(strstr(r.events->str,
	    "( 1 INBOX 0x17 store\n=Work\n+proton-flags:Unread=0 IsReplied=1\n"
	    "+proton-labels:10 abc==\n+proton-time:1581000000\n+X-Unsent:1\n) 1 24 "));
	assert_non_null(strstr(
	    r.events->str, "! note metadata b.eml 0+12\n( 2 INBOX mtime\n) 2 12 From: a@b\n"));
	assert_non_null(strstr(r.events->str, ". labels.json - companion - 0 0\n"));
	assert_int_equal(r.nmessages, 2);
	recorder_clear(&r);
	scratch_remove(dir);
}

/* testmh has the messages 1 to 4; its .mh_sequences is empty and so states no flags: F-103. */
static void
test_corpus_mh(void **state)
{
	struct recorder r;

	(void)state;
	if (!g_file_test(MH, G_FILE_TEST_IS_DIR))
		skip();
	recorder_init(&r);
	assert_true(recorder_scan(&r, MH, NULL, NULL));
	assert_int_equal(r.nmessages, 4);
	assert_int_equal(r.nlosses, 0);
	for (int i = 1; i <= 4; i++) {
		g_autofree char *begin = g_strdup_printf("( %d INBOX received\n)", i);

		assert_non_null(strstr(r.events->str, begin));
	}
	recorder_clear(&r);
}

/* A single file is a source, too. */
static void
test_single_file(void **state)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "z.eml");
	struct recorder r;

	(void)state;
	scratch_file(dir, "z.eml", "From: a@b\n\n4", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, path, NULL, NULL));
	assert_string_equal(
	    r.events->str, "f  12\n( 1 INBOX mtime\n) 1 12 From: a@b\n.  eml message  1 1\n");
	recorder_clear(&r);
	scratch_remove(dir);
}

static void
test_corpus(void **state)
{
	struct recorder r;

	(void)state;
	if (!g_file_test(EML, G_FILE_TEST_IS_DIR))
		skip();
	recorder_init(&r);
	assert_true(recorder_scan(&r, EML, NULL, NULL));
	assert_true(r.nmessages > 500);
	recorder_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mail),
	    cmocka_unit_test(test_no_mail),
	    cmocka_unit_test(test_folders),
	    cmocka_unit_test(test_mh),
	    cmocka_unit_test(test_proton),
	    cmocka_unit_test(test_corpus_mh),
	    cmocka_unit_test(test_single_file),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
