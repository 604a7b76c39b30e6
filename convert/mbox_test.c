/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mbox.c: which lines begin a message, and that every byte is accounted for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/store_events.h"

#define CORPUS "../shared/corpus/mbox/"

#define F1 "From a@b.c Thu Jan  1 00:00:01 2004\n" /* 36 bytes */
#define F1CR "From a@b.c Thu Jan  1 00:00:01 2004\r"
#define F1CRLF "From a@b.c Thu Jan  1 00:00:01 2004\r\n"
#define H "Subject: x\nTo: y\n\n" /* 18 bytes */
#define MULTI "Content-Type: multipart/mixed; boundary=\"bb\"\n\n--bb\n\n"

/* events: as in run.brief. */
struct mbox_case {
	const char *name, *text, *events;
};

static const struct mbox_case cases[] = {
    {"one", F1 H "x\n", "20+0 "},
    {"two", F1 H "x\n\n" F1 H "y\n\n", "20+1 20+1 "},
    {"F-14 only one empty line is the separator", F1 H "x\n\n\n" F1 H, "21+1 17+1 "},
    {"F-14 mixed separators", F1 H "x\n\r\n" F1 H "y\n\n", "20+2 20+1 "},
    {"F-30 CRLF", F1CRLF "A: 1\r\nB: 2\r\n\r\nx\r\n\r\n" F1CRLF "A: 1\r\nB: 2\r\n\r\ny\r\n",
	"17+2 17+0 "},
    {"F-30 CR only", F1CR "A: 1\rB: 2\r\rx\r\r" F1CR "A: 1\rB: 2\r\ry\r", "13+1 13+0 "},
    {"F-30 LF with a lone CR", F1 H "x\r" F1 "y\n", "58+0 "},
    {"F-31 no final newline", F1 H "x", "19+0 "},
    {"F-33 8-bit", "From \xfc\xff@b Thu Jan  1 00:00:01 2004\nS\xfc: \xff\nB: 2\n\nx\n",
	"?0 14+0 "},
    {"F-35 no header", F1 "\nx\n", "?0 no-header 3+0 "},
    {"F-35 no body", F1 "A: 1\nB: 2\n\n" F1 "A: 1\nB: 2\n", "10+1 10+0 "},
    {"F-35 no empty line behind the header", F1 "A: 1\nB: 2\n" F1 H "x\n", "?46 10+0 20+0 "},
    {"F-35 line without colon first", F1 "what\nA: 1\n\nx\n\n" F1 "what\nA: 1\n\n",
	"?0 ?50 13+1 10+1 "},
    {"F-35 folded line first", F1 " what\nA: 1\nB: 2\n\n", "?0 16+1 "},
    {"F-35 blanks for the empty line", F1 "A: 1\nB: 2\n  \nx\n", "15+0 "},
    {"F-36 byte order mark", "\xef\xbb\xbf" F1 H "x\n", "preamble 20+0 "},
    {"F-36 empty lines", "\n\n" F1 H "x\n", "preamble 20+0 "},
    {"F-36 byte order mark in a message", F1 "\xef\xbb\xbf" H "x\n", "?0 23+0 "},
    {"F-37 cut in From_", F1 H "x\n\nFrom a@b.c Thu J", "-57 truncated 37+0 "},
    {"F-37 cut behind From_", F1 H "x\n\nFrom a@b.c Thu Jan  1 00:00:01 2004",
	"?57 20+1 no-header truncated 0+0 "},
    {"F-37 cut in a header", F1 "Subject: x\nTo: y", "truncated 16+0 "},
    {"F-37 cut in a multipart", F1 "A: 1\n" MULTI "x\n", "truncated 59+0 "},
    {"F-38 empty file", "", ""},
    {"F-38 only blank lines", "\n\r\n\n", "preamble "},
    {"F-38 one From_", F1, "?0 no-header 0+0 "},
    {"F-39 From_ in a part", F1 "A: 1\n" MULTI F1 H "x\n--bb--\n", "-93 120+0 "},
    {"F-39 boundary stated again", F1 "A: 1\n" MULTI "x\n\n" F1 "A: 1\n" MULTI "x\n--bb--\n",
	"59+1 66+0 "},
    {"F-39 From_ behind a closed multipart", F1 "A: 1\n" MULTI "--bb--\n\n" F1 H "--bb\n",
	"64+1 23+0 "},
    {"F-22 second From_ line", F1 ">From - Thu Jan  1 00:00:01 2004\n" H "x\n",
	"container-debris 53+0 "},
    {"text before the first From_", "Some text\n\n" F1 H "x\n", "preamble 20+0 "},
    {"a header without From_", H "x\n\n" F1 H "y\n", "20+1 20+0 "},
    {"text only", "Some text\nFrom here to there\n\n", "-10 unframed "},
    {"prose in the body", F1 H "x\n\nFrom what I see\nit works\n", "-57 46+0 "},
    {"prose with fields behind", F1 H "x\n\nFrom what I see\nNote: a\nNote: b\n", "-57 53+0 "},
    {"a From_ line quoted in prose", F1 H "x:\n" F1 "that is it\n", "-57 68+0 "},
    {"dateless, Takeout", "From 7@xxx\n" H "x\n\nFrom 8@xxx\n" H "y\n", "?32 20+1 20+0 "},
    {"bare, Thunderbird", "From \n" H "x\n\nFrom \n" H "y\n", "?0 ?27 20+1 20+0 "},
    {"no empty line before", F1 H "x\n" F1 H "y\n", "?56 20+0 20+0 "},
    {"impossible date", "From a@b.c Mon Jan 00 00:00:00 0000\n" H "x\n", "20+0 "},
    {"unquoted sender with blanks", F1 H "x\n\nFrom yes, I am Thu Jan  1 00:00:01 2004\n" H,
	"?57 20+1 17+1 "},
    {"lying Content-Length", F1 "Content-Length: 7\n" H "x\n\n" F1 H,
	"lying-content-length 38+1 17+1 "},
    {"mboxcl2", F1 "Content-Length: 57\n" H "x\n\n" F1 H "\n" F1 "Content-Length: 2\n" H "y\n",
	"-76 94+1 38+0 "},
    {"mboxcl2, CRLF counted",
	F1 "Content-Length: 6\n" H "x\ny\n\n" F1 "Content-Length: 3\n" H "y\n", "40+1 38+0 "},
    {"two lengths count as none", F1 "Content-Length: 1\nContent-Length: 2\n" H "x\n\n" F1 H,
	"56+1 17+1 "},
    {"internal data",
	"From MAILER-DAEMON Thu Jan  1 00:00:01 2004\n"
	"Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\ntext\n\n" F1 H,
	"internal-data 17+1 "},
};

static void
check_windows(const char *name, const unsigned char *data, size_t len, const struct run *whole,
    const size_t *sizes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct run r;

		run_mbox(&r, data, len, sizes[i], true);
		if (strcmp(r.log->str, whole->log->str) != 0 ||
		    strcmp(r.framing->str, whole->framing->str) != 0 || r.gap || r.covered != len)
			fail_msg("%s: other events in windows of %zu bytes", name, sizes[i]);
		run_clear(&r);
	}
}

static void
test_cases(void **state)
{
	static const size_t sizes[] = {1, 2, 3, 7, 40, 4096};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const unsigned char *text = (const unsigned char *)cases[i].text;
		size_t len = strlen(cases[i].text);
		struct run r;

		run_mbox(&r, text, len, len + 1, true);
		if (strcmp(r.brief->str, cases[i].events) != 0)
			fail_msg("%s: \"%s\"", cases[i].name, r.brief->str);
		if (r.gap || r.covered != len)
			fail_msg("%s: %" G_GUINT64_FORMAT " of %zu bytes accounted for",
			    cases[i].name, r.covered, len);
		check_windows(cases[i].name, text, len, &r, sizes, G_N_ELEMENTS(sizes));
		run_clear(&r);
	}
}

/* F-32; and NUL bytes in a From_ line. */
static void
test_nul(void **state)
{
	static const unsigned char text[] =
	    F1 "A: \0\nB\0: 2\nC: 3\n\nx\0\n\nFrom a\0@b.c Thu Jan  1 00:00:01 2004\n" H;
	static const size_t sizes[] = {1, 5, 64};
	struct run r;

	(void)state;
	run_mbox(&r, text, sizeof(text) - 1, sizeof(text), true);
	assert_string_equal(r.brief->str, "20+1 17+1 ");
	assert_int_equal(r.covered, sizeof(text) - 1);
	check_windows("NUL", text, sizeof(text) - 1, &r, sizes, G_N_ELEMENTS(sizes));
	run_clear(&r);
}

struct corpus_case {
	const char *path;
	unsigned nmessages, nrejected;
	enum quoting quoting;
};

/* What is right here was decided by reading the files where the tools of TOOLCOUNTS.tsv differ. */
static const struct corpus_case corpus[] = {
    {"GAM-team_got-your-back/google-takeout/takeout-first18.mbox", 18, 0, QUOTING_NONE},
    {"GAM-team_got-your-back/historic-public-mbox/rfc2047-samples.mbox", 11, 0, QUOTING_NONE},
    {"GAM-team_got-your-back/historic-public-mbox/sample.mbox", 15, 0, QUOTING_NONE},
    {"KDE_kmime/broken-content-disposition.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/dontchangemail.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-addresses.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-attachment.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-from.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-mimefield.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-not-emoji.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/eai-punycode.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/issue3908.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/kmail-attachmentstatus.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/outlook-attachment.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/plain-text-body.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/reply-header.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/simple-encapsulated.mbox", 2, 0, QUOTING_NONE},
    {"KDE_kmime/uuencode-simple.mbox", 1, 0, QUOTING_NONE},
    {"KDE_kmime/x-pkcs7.mbox", 1, 0, QUOTING_NONE},
    {"UAlbanyArchives_mailbagit/sample1.mbox", 2, 0, QUOTING_NONE},
    {"alephdata_ingest-file/plan.mbox", 1, 0, QUOTING_NONE},
    {"apache_spamassassin/backend/nitemc/empty.mbox", 1, 0, QUOTING_NONE},
    {"apache_spamassassin/t/data/nice.mbox", 3, 0, QUOTING_NONE},
    {"apache_tika/headers.mbox", 1, 0, QUOTING_NONE},
    {"apache_tika/multiline.mbox", 1, 0, QUOTING_NONE},
    {"apache_tika/simple.mbox", 2, 0, QUOTING_NONE},
    {"apache_tika/single_mail.mbox", 1, 0, QUOTING_NONE},
    {"aspose-email_Aspose.Email-for-.NET/ExampleMbox.mbox", 1, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/hyperkitty/hyperkitty_2016_april.mbox", 3, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/hyperkitty/hyperkitty_2016_march.mbox", 1, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/mbox/mbox_complex.mbox", 2, 0, QUOTING_MBOXRD},
    {"chaoss_grimoirelab-perceval/mbox/mbox_iso8859_encoding.mbox", 1, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/mbox/mbox_multipart.mbox", 2, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/mbox/mbox_single.mbox", 1, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/pipermail/pipermail_2015_november.mbox", 4, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/pipermail/pipermail_2016_april.mbox", 3, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/pipermail/pipermail_2016_march.mbox", 1, 0, QUOTING_NONE},
    {"chaoss_grimoirelab-perceval/utils/mbox_single.mbox", 1, 0, QUOTING_NONE},
    {"git_git/t5100/rfc2047-samples.mbox", 11, 0, QUOTING_NONE},
    {"git_git/t5100/sample.mbox", 18, 0, QUOTING_NONE},
    {"ietf-tools_mailarchive/duplicate_tests.mbox", 10, 0, QUOTING_NONE},
    {"ietf-tools_mailarchive/export.mbox", 21, 0, QUOTING_NONE},
    {"ietf-tools_mailarchive/latin1.mbox", 1, 0, QUOTING_NONE},
    {"ietf-tools_mailarchive/private.mbox", 1, 0, QUOTING_NONE},
    {"ietf-tools_mailarchive/search_api_ford.mbox", 4, 0, QUOTING_NONE},
    {"jneuendorf_umbox/test.mbox", 6, 0, QUOTING_NONE},
    {"jstedfast_MimeKit/issue1189.mbox.txt", 4, 0, QUOTING_NONE},
    {"jstedfast_MimeKit/simple.mbox.txt", 3, 0, QUOTING_NONE},
    {"jstedfast_gmime/mbox/input/substring.mbox", 3, 0, QUOTING_NONE},
    {"jstedfast_gmime/mbox/output/substring.mbox", 3, 0, QUOTING_NONE},
    {"laminas_laminas-mail/test.mbox/INBOX", 7, 0, QUOTING_NONE},
    {"laminas_laminas-mail/test.mbox/INBOX.unix", 7, 0, QUOTING_NONE},
    {"laminas_laminas-mail/test.mbox/subfolder/test", 1, 0, QUOTING_NONE},
    {"libratom_ratom-darcmail/mbox/inbox/1_.mbox", 1, 0, QUOTING_MBOXCL},
    {"libratom_ratom-darcmail/mbox/inbox/child/2_.mbox", 1, 0, QUOTING_MBOXCL},
    {"libratom_ratom-darcmail/mbox/inbox/child/grandchild/3_.mbox", 1, 0, QUOTING_MBOXCL},
    {"markov2_perl5-Mail-Box/folders/mbox.src", 45, 0, QUOTING_MBOXCL},
    {"markov2_perl5-Mail-Box/folders/mbox.win", 45, 0, QUOTING_MBOXCL},
    {"mjl-_mox/importtest.mbox", 2, 0, QUOTING_UNKNOWN},
    {"mozilla_releases-comm-central/test/data/bugmail-1", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail1", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail10", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail11", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail12", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail19", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail2", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail3", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail4", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail5", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail6", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail7", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/bugmail8", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/draft1", 1, 0, QUOTING_NONE},
    {"mozilla_releases-comm-central/test/data/mbox_mboxrd", 2, 0, QUOTING_UNKNOWN},
    {"mozilla_releases-comm-central/test/data/mbox_modern", 2, 0, QUOTING_NONE},
    {"neomutt_neomutt-test-files/apple.mbox", 0, 0, QUOTING_NONE},
    {"neomutt_neomutt-test-files/banana.mbox", 1, 0, QUOTING_NONE},
    {"neomutt_neomutt-test-files/cherry.mbox", 0, 0, QUOTING_NONE},
    {"neomutt_neomutt-test-files/endive.mbox", 0, 0, QUOTING_NONE},
    {"neomutt_neomutt-test-files/fig.mbox", 0, 0, QUOTING_NONE},
    {"rjbs_Email-Folder/mboxcl2", 3, 1, QUOTING_MBOXCL2},
    {"rjbs_Email-Folder/testmbox", 10, 0, QUOTING_NONE},
    {"rjbs_Email-Folder/testmbox.dos", 10, 0, QUOTING_MBOXCL},
    {"rjbs_Email-Folder/testmbox.empty", 0, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-0-message.mbox", 0, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-1-message.mbox", 1, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-2-message.mbox", 2, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-3-message.mbox", 3, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-4-message.mbox", 4, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-attached.mbox", 1, 0, QUOTING_NONE},
    {"robertklep_node-mbox/test-not-an.mbox", 0, 0, QUOTING_NONE},
    {"toolmade/a.mmdf", 45, 0, QUOTING_NONE},
    {"toolmade/a.mtx", 0, 0, QUOTING_NONE},
    {"toolmade/dovecot-a.mbox", 45, 0, QUOTING_MBOXCL},
    {"toolmade/kw-a.mbx", 0, 0, QUOTING_NONE},
    {"toolmade/kw-a.unix", 45, 0, QUOTING_MBOXCL},
    {"twisted_pipermail/twisted-python-2008-2010.mbox", 13475, 6, QUOTING_MBOXRD},
    {"twisted_pipermail/twisted-web/2004-April.mbox", 170, 0, QUOTING_UNKNOWN},
    {"twisted_pipermail/twisted-web/2004-August.mbox", 38, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-December.mbox", 81, 0, QUOTING_UNKNOWN},
    {"twisted_pipermail/twisted-web/2004-February.mbox", 51, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-January.mbox", 67, 0, QUOTING_UNKNOWN},
    {"twisted_pipermail/twisted-web/2004-July.mbox", 54, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-June.mbox", 47, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-March.mbox", 38, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-May.mbox", 46, 0, QUOTING_UNKNOWN},
    {"twisted_pipermail/twisted-web/2004-November.mbox", 115, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-October.mbox", 86, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2004-September.mbox", 116, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-April.mbox", 68, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-August.mbox", 86, 1, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-February.mbox", 136, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-January.mbox", 134, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-July.mbox", 183, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-June.mbox", 88, 0, QUOTING_UNKNOWN},
    {"twisted_pipermail/twisted-web/2005-March.mbox", 93, 0, QUOTING_NONE},
    {"twisted_pipermail/twisted-web/2005-May.mbox", 89, 0, QUOTING_NONE},
};

static void
check_corpus_file(const struct corpus_case *c)
{
	static const size_t small[] = {1, 37, 1024, 65537},
			    large[] = {MBOX_AHEAD + 1, STORE_WINDOW};
	g_autofree char *path = g_strconcat(CORPUS, c->path, NULL);
	g_autofree char *text = NULL;
	const unsigned char *data;
	struct run r;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, NULL))
		fail_msg("%s: cannot be read", c->path);
	data = (const unsigned char *)text;
	run_mbox(&r, data, len, len + 1, true);
	if (r.gap || r.covered != len)
		fail_msg("%s: %" G_GUINT64_FORMAT " of %zu bytes", c->path, r.covered, len);
	if (r.nmessages != c->nmessages || r.nrejected != c->nrejected ||
	    r.facts.quoting != c->quoting)
		fail_msg("%s: %u messages, %u rejected, %s", c->path, r.nmessages, r.nrejected,
		    quoting_name(r.facts.quoting));
	if (len < MBOX_AHEAD)
		check_windows(c->path, data, len, &r, small, G_N_ELEMENTS(small));
	else
		check_windows(c->path, data, len, &r, large, G_N_ELEMENTS(large));
	run_clear(&r);
}

static void
test_corpus(void **state)
{
	(void)state;
	if (!g_file_test(CORPUS, G_FILE_TEST_IS_DIR))
		skip();
	for (size_t i = 0; i < G_N_ELEMENTS(corpus); i++)
		check_corpus_file(&corpus[i]);
}

/* A message of len bytes of one line, or of one header line, between two others. */
static GByteArray *
make_long(size_t len, bool in_header)
{
	GByteArray *a = g_byte_array_new();
	size_t start;

	g_byte_array_append(a, (const guint8 *)F1 H "x\n\n" F1, 2 * 36 + 18 + 3);
	g_byte_array_append(a, (const guint8 *)H, in_header ? 17 : 18);
	start = a->len;
	g_byte_array_set_size(a, (guint)(start + len));
	memset(a->data + start, 'F', len);
	g_byte_array_append(a, (const guint8 *)"\n\n" F1 H "y\n", 2 + 36 + 18 + 2);
	return a;
}

/* F-34: lines much longer than any window; time grows with length, not with its square. */
static void
test_long_lines(void **state)
{
	static const size_t sizes[] = {MBOX_AHEAD + 1, STORE_WINDOW};

	(void)state;
	for (int in_header = 0; in_header < 2; in_header++) {
		GByteArray *a = make_long(5 * STORE_WINDOW, in_header != 0);
		struct run r;

		run_mbox(&r, a->data, a->len, a->len + 1u, true);
		assert_int_equal(r.nmessages, 3);
		assert_int_equal(r.covered, a->len);
		check_windows("long line", a->data, a->len, &r, sizes, G_N_ELEMENTS(sizes));
		run_clear(&r);
		g_byte_array_unref(a);
	}
}

/* Many short records, each made to be searched far ahead. */
static void
test_hostile(void **state)
{
	static const char *const records[] = {
	    F1 "A: 1\n" MULTI,
	    F1 "Content-Length: 99999\n" H,
	    "From \n",
	    F1,
	    "\nFrom a@b.c:\nA: b\n",
	    ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>From ",
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(records); i++) {
		g_autoptr(GString) s = g_string_new(F1 H);
		struct run r;

		while (s->len < 4 * STORE_WINDOW)
			g_string_append(s, records[i]);
		run_mbox(&r, (const unsigned char *)s->str, s->len, STORE_WINDOW, false);
		assert_int_equal(r.covered, s->len);
		run_clear(&r);
	}
}

struct length_case {
	const char *name;
	bool seekable;
	size_t body; /* bytes of the first body, a bare From_ line in its middle included */
	unsigned nmessages;
};

/* F-15: a length whose end lies behind what is looked ahead, and cannot be looked up. */
static void
test_far_length(void **state)
{
	static const struct length_case far[] = {
	    {"near, packed", false, 1000, 2},
	    {"far, seekable", true, 2 * STORE_WINDOW, 2},
	    {"far, packed", false, 2 * STORE_WINDOW, 3},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(far); i++) {
		const char *inner = "\n\n" F1 H;
		g_autoptr(GString) s = g_string_new(F1);
		size_t fill = far[i].body - strlen(inner) - 1;
		struct run r;

		g_string_append_printf(s, "Content-Length: %zu\n\n", far[i].body);
		for (size_t n = 0; n < fill; n++)
			g_string_append_c(s, n % 64 == 63 ? '\n' : 'x');
		g_string_append_printf(s, "%s\n\n" F1 "Content-Length: 2\n\nx\n", inner);
		run_mbox(&r, (const unsigned char *)s->str, s->len, STORE_WINDOW, far[i].seekable);
		if (r.nmessages != far[i].nmessages)
			fail_msg("%s: %u messages", far[i].name, r.nmessages);
		run_clear(&r);
	}
}

static bool
refuse_message(void *user, const struct message *m, GError **error)
{
	(void)user;
	(void)m;
	return err_set(error, ERR_IO, "refused");
}

/* A visitor that fails ends the scan, and the store can be closed. */
static void
test_visitor_fails(void **state)
{
	static const unsigned char text[] = F1 H "x\n";
	const struct visitor visitors[] = {
	    {.message_begin = refuse_message}, {.message_end = refuse_message}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(visitors); i++) {
		struct entry entry = {
		    .type = ENTRY_FILE, .path = "m", .name = "m", .size = sizeof(text) - 1};
		struct file_facts facts = {0};
		guint64 next_id = 1;
		struct store_file f = {
		    .entry = &entry, .visitor = &visitors[i], .next_id = &next_id, .facts = &facts};
		struct span w = {NULL, text, sizeof(text) - 1};
		g_autoptr(GError) error = NULL;
		struct store *s = mbox_store.open(&f, &error);

		assert_int_equal(mbox_store.feed(s, &w, 0, true, &error), -1);
		assert_int_equal(err_kind(error), ERR_IO);
		mbox_store.close(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_corpus),
	    cmocka_unit_test(test_long_lines),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_far_length),
	    cmocka_unit_test(test_visitor_fails),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
