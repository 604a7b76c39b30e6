/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of msf.c and of what uses it: docs/MAIL.md F-16, F-51, F-95, F-105. */
#include "convert/msf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

#define TABLE(rows, folder)                                                                      \
	"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n"                                                  \
	"< <(a=c)> // (f=iso-8859-1)\n"                                                          \
	"(80=ns:msg:db:row:scope:msgs:all)(81=flags)(82=message-id)(83=storeToken)(84=keywords)" \
	"(85=junkscore)(86=dateReceived)(87=size)(88=msgOffset)"                                 \
	"(9F=ns:msg:db:row:scope:dbfolderinfo:all)(A7=mailboxName)(A8=onlineName)>\n"            \
	"{1:^80 {(k^97:c)(s=9)1:m } " rows "}\n{1:^9F {(k^A0:c)(s=9)} [1" folder "]}\n"

#define FIRST                                                                       \
	"From - Tue Mar 19 09:13:51 2019\n"                                         \
	"X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00000000\nFrom: a@b\nTo: c@d\n" \
	"Message-ID: <1@x>\n\nbody\n\n"
#define SECOND "From - Tue Mar 19 09:14:51 2019\nFrom: a@b\nTo: c@d\nMessage-ID: <2@x>\n\nbody\n"

static struct msf *
parse(const char *text)
{
	return msf_parse(text, strlen(text));
}

static void
test_rows(void **state)
{
	g_autoptr(msf) f = parse(TABLE("[1(^83=0)(^81=5)(^82=a@x)] [2(^88=1f)(^81=1)] "
				       "[20(^81=1)(^82=k@x)] [4(^82=none)] [5(^81=1)(^82=a@x)]",
	    "(^A8=INBOX.Entw&APw-rfe)"));
	const struct msf_row *row;

	(void)state;
	assert_non_null(f);
	assert_int_equal(msf_nrows(f), 4);
	assert_string_equal(msf_folder_name(f), "Entwürfe");
	row = msf_at(f, 0);
	assert_true(row != NULL && row->flags == 5 && !row->keyed);
	row = msf_at(f, 31);
	assert_true(row != NULL && row->flags == 1 && !row->keyed);
	row = msf_at(f, 32);
	assert_true(row != NULL && row->keyed);
	assert_null(msf_at(f, 4));
	assert_null(parse("hello"));
}

/* By its place unless the Message-ID is another; else by an id that is there once; once in all. */
static void
test_join(void **state)
{
	static const struct {
		guint64 at;
		const char *head;
		guint32 id; /* of the row; 0: none */
	} joins[] = {
	    {100, "Message-ID: <other@x>\n\n", 0},
	    {100, "Message-ID: <1@x>\n\n", 1},
	    {100, "Message-ID: <1@x>\n\n", 0}, /* it is used */
	    {7, "Message-ID: <2@x>\n\n", 2},
	    {7, "Message-ID: <twice@x>\n\n", 0},
	    {300, "Message-ID: <twice@x>\n\n", 3},
	    {400, "Subject: x\n\n", 5},
	    {6, "Subject: x\n\n", 0}, /* a row's number alone is not enough */
	    {6, "Message-ID: <6@x>\n\n", 6},
	};
	g_autoptr(msf) f =
	    parse(TABLE("[1(^83=100)(^81=1)(^82=1@x)] [2(^83=200)(^81=1)(^82=2@x)] "
			"[3(^83=300)(^81=1)(^82=twice@x)]"
			"[4(^83=350)(^81=1)(^82=twice@x)] [5(^83=400)(^81=1)] [6(^81=1)(^82=6@x)]",
		""));

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(joins); i++) {
		const struct message m = {.from_at = joins[i].at,
		    .at = joins[i].at + 10,
		    .head = (const unsigned char *)joins[i].head,
		    .head_len = strlen(joins[i].head)};
		const struct msf_row *row = msf_join(f, &m);

		if ((row != NULL ? row->id : 0) != joins[i].id)
			fail_msg("%zu: %u", i, row != NULL ? row->id : 0);
	}
}

/* Scans a directory and expects each of the texts among the events. */
static void
expect(const char *dir, const char *const *texts)
{
	struct recorder r;

	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	for (; *texts != NULL; texts++)
		if (strstr(r.events->str, *texts) == NULL)
			fail_msg("no %s in %s", *texts, r.events->str);
	recorder_clear(&r);
}

/* The table's state counts, and not that of the header. */
static void
test_state(void **state)
{
	char *dir = scratch_new();

	(void)state;
	scratch_file(dir, "Inbox", FIRST SECOND, -1);
	scratch_file(dir, "Inbox.msf",
	    TABLE("[1(^83=0)(^81=1005)(^82=1@x)(^84=$label1 work)(^85=100)(^86=5c90b000)]"
		  "[2(^83=999)(^81=800000)(^82=2@x)(^85=0)]",
		""),
	    -1);
	expect(dir,
	    (const char *const[]){"( 1 Inbox 0x25 store\n=$label1\n=work\n=$Junk\n",
		"+X-Mozilla-Status:0000\n", "+msf-flags:00001005\n", "+msf-keywords:$label1 work\n",
		"+msf-junkscore:100\n", "( 2 Inbox 0 from-line-utc\n=$MDNSent\n=$NotJunk\n",
		"! note stale-state Inbox 0+0\n", ". Inbox.msf - companion ", NULL});
	scratch_file(dir, "Inbox.msf", "damaged", -1);
	expect(dir,
	    (const char *const[]){"( 1 Inbox 0 from-line-utc\n", "! note msf Inbox 0+0\n", NULL});
	scratch_remove(dir);
}

/* F-16: the table tells a From_ line in a body from one that begins a message. */
static void
test_framing(void **state)
{
	static const char body[] =
	    "From bob@x.org Tue Mar 19 09:13:51 2019\nFrom: bob@x\nTo: c@d\n\nx\n";
	char *dir = scratch_new();
	g_autofree char *text = g_strconcat(FIRST, body, SECOND, NULL);
	g_autofree char *table = g_strdup_printf(
	    TABLE("[1(^83=0)(^81=1)(^82=1@x)(^87=%zx)][2(^83=%zu)(^81=1)(^82=2@x)]", ""),
	    strlen(FIRST) + strlen(body), strlen(FIRST) + strlen(body));

	(void)state;
	scratch_file(dir, "Inbox", text, -1);
	expect(dir, (const char *const[]){". Inbox mbox store Inbox 1 3\n", NULL});
	scratch_file(dir, "Inbox.msf", table, -1);
	expect(dir, (const char *const[]){". Inbox mbox store Inbox 1 2\n", NULL});
	scratch_remove(dir);
}

/* F-105: deleted and not yet removed; not if the table knows better, or the sender wrote it. */
static void
test_expunged(void **state)
{
	static const char deleted[] = "From - Tue Mar 19 09:13:51 2019\nX-Mozilla-Status: 0009\n"
				      "From: a@b\nTo: c@d\nMessage-ID: <1@x>\n\nbody\n\n";
	static const char forged[] =
	    "From - Tue Mar 19 09:13:51 2019\nReceived: x\nX-Mozilla-Status: 0009\n"
	    "From: a@b\nTo: c@d\n\nbody\n\n";
	char *dir = scratch_new();
	g_autofree char *text = g_strconcat(deleted, SECOND, NULL);

	(void)state;
	scratch_file(dir, "Inbox", text, -1);
	expect(dir,
	    (const char *const[]){
		"! note expunged Inbox 0+98\n", ". Inbox mbox store Inbox 1 1\n", NULL});
	scratch_file(dir, "Inbox.msf", TABLE("[1(^83=0)(^81=1)(^82=1@x)]", ""), -1);
	expect(
	    dir, (const char *const[]){"( 1 Inbox 0x1 ", ". Inbox mbox store Inbox 1 2\n", NULL});
	scratch_file(dir, "Forged.mbox", forged, -1);
	expect(dir, (const char *const[]){". Forged.mbox mbox store Forged.mbox 1 1\n", NULL});
	scratch_remove(dir);
}

/* F-51: names that were shortened, folders that are only .sbd, folders that are only .msf. */
static void
test_names(void **state)
{
	char *dir = scratch_new();

	(void)state;
	scratch_file(dir, "aa0b1c2d3", FIRST, -1);
	scratch_file(dir, "aa0b1c2d3.msf", TABLE("", "(^A7=a;b#c)"), -1);
	scratch_dir(dir, "aa0b1c2d3.sbd");
	scratch_file(dir, "aa0b1c2d3.sbd/Sub", FIRST, -1);
	scratch_file(dir, "aa0b1c2d3.sbd/Sub.msf", TABLE("", "(^A7=Other)"), -1);
	scratch_file(dir, "b00000000", FIRST, -1);
	scratch_file(dir, "b00000000.msf", TABLE("", "(^A7=elsewhere)"), -1);
	scratch_dir(dir, "Only.sbd");
	scratch_file(dir, "Listed.msf", TABLE("[1(^81=1)][2(^81=1)]", ""), -1);
	expect(dir,
	    (const char *const[]){"( 1 a;b#c ", "( 2 a;b#c|Sub ", "( 3 b00000000 ",
		"! note messages-elsewhere Listed.msf 0+0\n", NULL});
	scratch_remove(dir);
}

static bool
count_folder(void *user, const struct folder *f, GError **error)
{
	g_autofree char *names = g_strjoinv("|", f->names);

	(void)error;
	g_string_append_printf(user, "%s\n", names);
	return true;
}

/* F-95: folders without messages are folders. */
static void
test_empty_folders(void **state)
{
	char *dir = scratch_new();
	g_autoptr(GString) found = g_string_new(NULL);
	const struct visitor v = {.user = found, .folder = count_folder};
	const struct scan_options none = {0};
	g_autoptr(scan) s = scan_new(&v, &none);
	g_autoptr(tree) t = NULL;

	(void)state;
	scratch_dir(dir, "Both.sbd");
	scratch_file(dir, "Both", FIRST, -1);
	scratch_dir(dir, "Only.sbd");
	scratch_dir(dir, "Only.sbd/Deep.sbd");
	scratch_file(dir, "Listed.msf", TABLE("", ""), -1);
	t = tree_open(dir, NULL);
	assert_true(t != NULL && scan_tree(s, t, NULL, NULL));
	assert_string_equal(found->str, "Both\nListed\nOnly\nOnly|Deep\n");
	scratch_remove(dir);
}

/* A Maildir of Thunderbird's has its state only in the table. */
static void
test_maildir(void **state)
{
	char *dir = scratch_new();

	(void)state;
	scratch_dir(dir, "Inbox");
	scratch_dir(dir, "Inbox/cur");
	scratch_dir(dir, "Inbox/tmp");
	scratch_file(dir, "Inbox/cur/1553000000.eml", "From: a@b\nTo: c@d\n\nx\n", -1);
	scratch_file(dir, "Inbox.msf", TABLE("[1(^83=1553000000.eml)(^81=3)(^84=tag)]", ""), -1);
	expect(dir, (const char *const[]){"( 1 Inbox 0x3 name\n=tag\n", NULL});
	scratch_remove(dir);
}

static void
test_corpus(void **state)
{
	static const struct {
		const char *name;
		size_t nrows;
	} tables[] = {{"bugmail-1", 1}, {"love", 1}, {"withjson", 1}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autofree char *path = g_strdup_printf(
		    "../shared/corpus/mbox/mozilla_releases-comm-central/test/data/%s.msf",
		    tables[i].name);
		g_autofree char *text = NULL;
		g_autoptr(msf) f = NULL;
		gsize len;

		if (!g_file_get_contents(path, &text, &len, NULL))
			skip();
		f = msf_parse(text, len);
		assert_non_null(f);
		assert_int_equal(msf_nrows(f), tables[i].nrows);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_join),
	    cmocka_unit_test(test_state),
	    cmocka_unit_test(test_framing),
	    cmocka_unit_test(test_expunged),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_empty_folders),
	    cmocka_unit_test(test_maildir),
	    cmocka_unit_test(test_corpus),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
