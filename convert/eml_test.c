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
	    {"a.eml", " folded, and nothing before it\nFrom: a@b\n\n"},
	    {"a.eml", "no header at all\n"},
	    {"a.eml", "\nonly a body\n"},
	    {"a.eml", ""},
	    {"17", "Subject: MH\n\nbody\n"},
	    {"17", "\tfolded\n\tagain\nSubject: MH\n\nbody\n"},
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
	    {"._a.eml", "From: a@b\nTo: c@d\n\n"},
	    {"17", "1 2 3\n"},
	    {"17", ""},
	    {"a.eml", "PK\3\4"},
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

/* What is a message by its name is one without a header, too, and without anything: F-35, F-38. */
static void
test_headerless(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(dir, "eml/1.eml", "", -1);
	scratch_file(dir, "eml/2.eml", "\nbody", -1);
	scratch_file(dir, "eml/3.emlx", "", -1);
	scratch_file(dir, "likely/1", "From: a@b\n\n1", -1);
	scratch_file(dir, "likely/2", "text", -1);
	scratch_file(dir, "likely/3", "", -1);
	scratch_file(dir, "likely/9", "text", -1);
	scratch_file(dir, "mh/.mh_sequences", "", -1);
	scratch_file(dir, "mh/1", "text", -1);
	scratch_file(dir, "mh/7", "", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_string_equal(r.events->str,
	    "d \nd eml\nf eml/1.eml 0\n( 1 eml mtime\n) 1 0 \n"
	    "! note empty-message eml/1.eml 0+0\n. eml/1.eml eml message  1 1\n"
	    "f eml/2.eml 5\n( 2 eml mtime\n) 2 5 \n! note no-header eml/2.eml 0+5\n"
	    ". eml/2.eml eml message  2 1\n"
	    "f eml/3.emlx 0\n! note empty-file eml/3.emlx 0+0\n. eml/3.emlx - other - 0 0\n"
	    "d likely\nf likely/1 12\n( 3 likely mtime\n) 3 12 From: a@b\n"
	    ". likely/1 eml message  3 1\n"
	    "f likely/2 4\n! note unframed likely/2 0+4\n. likely/2 - other - 0 0\n"
	    "f likely/3 0\n! note empty-file likely/3 0+0\n. likely/3 - other - 0 0\n"
	    "f likely/9 4\n. likely/9 - other - 0 0\n"
	    "d mh\nf mh/.mh_sequences 0\n. mh/.mh_sequences - companion - 0 0\n"
	    "f mh/1 4\n( 4 mh mtime\n) 4 4 \n! note no-header mh/1 0+4\n"
	    ". mh/1 eml message  4 1\n"
	    "f mh/7 0\n( 5 mh mtime\n) 5 0 \n! note empty-message mh/7 0+0\n"
	    ". mh/7 eml message  5 1\n");
	recorder_clear(&r);
	scratch_remove(dir);
}

/* A From_ line before a message makes its file no folder; one with several messages is none, either. */
static void
test_from_line(void **state)
{
#define FROM "From a@b Sat Jan  3 01:05:34 1998\n"
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	scratch_file(dir, "In/1.eml", "From: a@b\n\n1", -1);
	scratch_file(dir, "In/2.eml", FROM "From: a@b\n\n2", -1);
	scratch_file(dir, "In/3.EML", FROM "From: a@b\n\n3\n\n" FROM "From: a@b\n\n4", -1);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_string_equal(r.events->str,
	    "d \nd In\nf In/1.eml 12\n( 1 In mtime\n) 1 12 From: a@b\n. In/1.eml eml message  1 1\n"
	    "f In/2.eml 46\n( 2 In from-line-utc\n) 2 12 From: a@b\n. In/2.eml mbox store  2 1\n"
	    "f In/3.EML 94\n( 3 In from-line-utc\n) 3 13 From: a@b\n( 4 In from-line-utc\n) 4 12 "
	    "From: "
	    "a@b\n"
	    ". In/3.EML mbox store  3 2\n");
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
	    cmocka_unit_test(test_headerless),
	    cmocka_unit_test(test_from_line),
	    cmocka_unit_test(test_proton),
	    cmocka_unit_test(test_corpus_mh),
	    cmocka_unit_test(test_single_file),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
