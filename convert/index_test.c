/* SPDX-License-Identifier: Apache-2.0 */
/* Index entries: what they say, that both ways say the same, and hostile messages. */
#include "convert/index.h"

#include <gmime/gmime.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/blake2b.h"
#include "crypto/hex.h"

#define ID "Message-ID: <1@x>\n"
#define DATE "Date: Tue, 19 Mar 2019 09:13:51 +0000\n"
#define FROM "From: a@b\n"
#define GOOD ID DATE FROM
#define CORPUS "../shared/corpus"

/* The entry as one text, so that two can be compared and tables can say what they expect. */
static char *
describe(const struct summary *s)
{
	GString *d = g_string_new(NULL);

	g_string_append_printf(d, "id=%s date=%s from=%s to=%s cc=%s subject=%s", s->message_id,
	    s->date, s->from, s->to, s->cc, s->subject);
	if (s->has_time)
		g_string_append_printf(d, " time=%" G_GINT64_FORMAT, s->time);
	for (guint i = 0; s->attachments != NULL && i < s->attachments->len; i++) {
		const struct attachment *a = s->attachments->pdata[i];
		char hex[HEX_SIZE(32)];

		hex_encode(hex, a->blake2b, 32);
		hex[8] = '\0';
		g_string_append_printf(d, " [%s %" G_GUINT64_FORMAT " %s]", a->name, a->size, hex);
	}
	for (guint i = 0; s->defects != NULL && i < s->defects->len; i++)
		g_string_append_printf(d, " !%s", (char *)s->defects->pdata[i]);
	return g_string_free(d, FALSE);
}

/* Indexes a copy of its exact size in both ways, which must agree. */
static struct summary
index_both(const char *name, const char *data, size_t len)
{
	g_autofree char *copy = g_memdup2(data, len);
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct summary fast = {0}, slow = {0};
	g_autofree char *a = NULL, *b = NULL;

	index_message(copy, len, true, q, &fast);
	index_message_gmime(copy, len, true, q, &slow);
	blake2b_queue_run(q);
	a = describe(&fast);
	b = describe(&slow);
	if (strcmp(a, b) != 0 || fast.limited != slow.limited)
		fail_msg("%s:\n%s\n%s", name, a, b);
	summary_clear(&slow);
	return fast;
}

static const struct {
	const char *message;
	const char *want; /* somewhere in the description */
} cases[] = {
    {GOOD "\nhi\n", "id=<1@x> date=Tue, 19 Mar 2019 09:13:51 +0000 from=a@b to=(null)"},
    {GOOD "Subject: =?utf-8?q?h=C3=BC?= =?iso-8859-1?B?5A==?=!\n\n", "subject=h\xc3\xbc\xc3\xa4!"},
    {GOOD "Subject: a\n b\r\n\tc  \n\n", "subject=a b c"},
    {GOOD "Subject: \xe4 =?us-ascii?q?x?= \xc3\xa4\n\n", "subject=\xe4 x \xc3\xa4"},
    {GOOD "Subject: \xe4\n\n", "!raw-8bit-header"},
    {GOOD "SUBJECT :  x\nSubject: y\n\n", "subject=x"},
    {GOOD "Subject:\n\n", "subject="},
    {GOOD "Subject: =?\n\n", "subject==?"},
    {GOOD "To: \"A, B\" <c@d>,\n e@f\nCc: g: h@i;\n\n", "to=\"A, B\" <c@d>, e@f cc=g: h@i;"},
    {GOOD "\n", "time=1552986831"},
    {ID FROM "Date: 1 Jan 2020 00:00:00 -0130 (x)\n\n", "time=1577842200"},
    {ID FROM "Date: Thu, 31 Dec 1969 23:59:59 +0000\n\n", "time=-1"},
    {ID FROM "Date: Thu, 29 Feb 2024 12:00:00 GMT\n\n", "time=1709208000"},
    {ID FROM "Date: rubbish\n\n", "!bad-date"},
    {ID FROM "\n", "!no-date"},
    {DATE FROM "\n", "!no-message-id"},
    {ID DATE "\n", "!no-from"},
    {GOOD ID "\n", "!duplicate-message-id-field"},
    {"Message-ID:\n <a\n", "id=<a "},
    {"Message-ID: (c) <a@b> x\n", "id=<a@b> "},
    {"Message-ID: a@b\n", "id=a@b "},
    {"", "!no-header"},
    {"text\n", "!no-header"},
    {GOOD "text\n", "!no-empty-line"},
    {"From x\n\n>From y\n\xef\xbb\xbf" GOOD "\n", "id=<1@x>"},
    {"Message-ID: <1@x>\rSubject: cr\r\rbody\r",
	"id=<1@x> date=(null) from=(null) to=(null) cc=(null) subject=cr"},
    {"Message-ID: <1@x>\r\nSubject: crlf\r\n\r\nbody\r\n", "subject=crlf"},
    {GOOD "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGk=\n",
	"subject=(null) time"},
    {GOOD "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\na$k=\n", "!bad-base64"},
    {GOOD "Content-Type: text/plain; name=a.txt\n\nhi\n", "[a.txt 3 "},
    {GOOD "Content-Disposition: attachment\n\nhi\n", "[ 3 de9543b2]"},
    {GOOD "Content-Type: image/png\nContent-Transfer-Encoding: base64\n\naGk=\n", "[ 2 6815cb4a]"},
    {GOOD "Content-Type: application/x\n\n", "[ 0 0e5751c0]"},
    {GOOD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
	  "Content-Type: a/b\nContent-Disposition: attachment; filename*=utf-8''%C3%BC.bin\n"
	  "Content-Transfer-Encoding: base64\n\naGk=\n--b--\n",
	"[\xc3\xbc.bin 2 6815cb4a]"},
    {GOOD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
	  "Subject: in\nContent-Type: image/x\n\nhi\n--b--\n",
	"[ 2 6815cb4a]"},
    {GOOD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n", "!unclosed-multipart"},
    {GOOD "Content-Type: multipart/mixed; boundary=b\n\nhi\n", "!unclosed-multipart"},
    {GOOD "Content-Type: multipart/mixed\n\nhi\n", "!no-boundary"},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct summary s =
		    index_both(cases[i].message, cases[i].message, strlen(cases[i].message));
		g_autofree char *got = describe(&s);

		if (strstr(got, cases[i].want) == NULL)
			fail_msg("\"%s\" is not in \"%s\"", cases[i].want, got);
		summary_clear(&s);
	}
}

static void
test_nul(void **state)
{
	static const char message[] = GOOD "Subject: a\0b\n\nc\0";
	struct summary s = index_both("nul", message, sizeof(message) - 1);
	g_autofree char *got = describe(&s);

	(void)state;
	assert_string_equal(s.subject, "ab");
	assert_non_null(strstr(got, "!nul-byte"));
	summary_clear(&s);
}

static void
test_long_lines(void **state)
{
	static const struct {
		size_t len;
		const char *end;
		bool is_long;
	} lines[] = {{998, "\n", false}, {998, "\r\n", false}, {998, "", false}, {999, "\n", true},
	    {999, "\r\n", true}, {999, "", true}, {5000, "\n", true}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = g_strnfill(lines[i].len, 'x');
		g_autofree char *message =
		    g_strconcat(GOOD "\n\nshort\n", line, lines[i].end, "y\n", NULL);
		size_t len = strlen(message) - (lines[i].end[0] == '\0' ? 2 : 0);
		struct summary s = index_both("long", message, len);
		g_autofree char *got = describe(&s);

		assert_int_equal(strstr(got, "!long-line") != NULL, lines[i].is_long);
		summary_clear(&s);
	}
}

static void
test_mih(void **state)
{
	char mih[33];

	(void)state;
	index_mih("<CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com>", mih);
	assert_string_equal(mih, "1de319c276884bd0c9e2f1621ada26cc");
}

/* Repeats format, in which %d is the count, n times behind a head. */
static struct summary
index_repeated(const char *head, const char *format, int n, double *seconds)
{
	g_autoptr(GString) s = g_string_new(head);
	g_auto(GStrv) around = g_strsplit(format, "%d", -1);
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct summary out = {0};
	gint64 begin;

	for (int i = 0; i < n; i++) {
		for (char **p = around; *p != NULL; p++) {
			g_string_append(s, *p);
			if (p[1] != NULL)
				g_string_append_printf(s, "%d", i);
		}
	}
	g_string_append(s, "\n\nhi\n");
	begin = g_get_monotonic_time();
	index_message(s->str, s->len, true, q, &out);
	blake2b_queue_run(q);
	*seconds = (double)(g_get_monotonic_time() - begin) / 1e6;
	return out;
}

/* Messages that would take a naive reader's stack, memory or time. */
static void
test_hostile(void **state)
{
	static const struct {
		const char *name, *head, *format;
		int n;
	} attacks[] = {
	    {"nested multiparts", "", "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n",
		100000},
	    {"nested messages", "", "Content-Type: message/rfc822\n\n", 100000},
	    {"many parts", GOOD "Content-Type: multipart/mixed; boundary=b\n\n",
		"--b\nContent-Type: a/b\n\n", 100000},
	    {"many fields", "Content-Type: image/x\n", "A%d: b\n", 40000},
	    {"same fields", "Content-Type: image/x\n", "To: b\n", 40000},
	    {"many more fields", "Content-Type: image/x\n", "A%d: b\n", 200000},
	    {"part fields", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "A%d: b\n",
		500000},
	    {"part lines", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "x\n", 2000000},
	    {"parameters", "Content-Type: multipart/mixed", "; a%d=b", 100000},
	    {"part parameters",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: a/b", "; a%d=b",
		100000},
	    {"many parameters", "Content-Type: multipart/mixed; boundary=b\n\n",
		"--b\n"
		"Content-Type: a/b;a=b;b=c;c=d;e=f;g=h;i=j;k=l;m=n;o=p;r=s;t=u;v=w;x=y;z=1\n\n",
		9000},
	    {"folds", "Subject: x", "\n ", 300000},
	    {"encoded words", "Content-Type: image/x\nSubject: x", " =?utf-8?q?=C3=BC?=", 60000},
	    {"addresses", "Content-Type: image/x\nTo: x", ", \"a\" <b@c>", 90000},
	    {"groups", "Content-Type: image/x\nTo: x", "a:", 400000},
	    {"few groups", "Content-Type: image/x\nTo: x", "a:", 900},
	    {"brackets", "Content-Type: image/x\nTo: x", "<", 400000},
	    {"routes", "Content-Type: image/x\nTo: <", "@a,", 300000},
	    {"quotes", "Content-Type: image/x\nTo: x", "\"", 400000},
	    {"address comments", "Content-Type: image/x\nTo: x", "(", 400000},
	    {"comments", "Content-Type: image/x\nDate: ", "(", 400000},
	    {"references", "Content-Type: image/x\nReferences: ", "<a@b> ", 150000},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(attacks); i++) {
		double seconds;
		struct summary s =
		    index_repeated(attacks[i].head, attacks[i].format, attacks[i].n, &seconds);

		print_message(
		    "%s: %.3f s%s\n", attacks[i].name, seconds, s.limited ? ", limited" : "");
		assert_true(seconds < 5);
		summary_clear(&s);
	}
}

/* Of a message that is longer than what is seen, only whole attachments are listed. */
static void
test_cut(void **state)
{
	static const char message[] =
	    GOOD "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
		 "Content-Type: a/b\n\none\n--b\nContent-Type: a/b\n\ntwo";
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct summary s = {0};

	(void)state;
	index_message(message, sizeof(message) - 1, false, q, &s);
	blake2b_queue_run(q);
	assert_true(s.limited);
	assert_int_equal(s.attachments->len, 1);
	summary_clear(&s);
}

/* ---- The corpus ---- */

/* Against GMime's own reading of the header, where it is clean. */
static void
check_subject(const char *name, const char *data, size_t len, const struct summary *s)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	const char *id = message != NULL ? g_mime_message_get_message_id(message) : NULL;
	bool unique = s->defects == NULL;

	if (id != NULL && s->message_id != NULL && unique && s->message_id[0] == '<' &&
	    strpbrk(s->message_id, " \t\"@@") == NULL &&
	    strncmp(id, s->message_id + 1, strlen(id)) != 0)
		fail_msg("%s: %s, GMime %s", name, s->message_id, id);
	if (message != NULL)
		g_object_unref(message);
	g_object_unref(parser);
	g_object_unref(stream);
}

static size_t
check_message(const char *name, const char *data, size_t len)
{
	struct summary s = index_both(name, data, len);

	check_subject(name, data, len, &s);
	summary_clear(&s);
	return 1;
}

/* Cuts a file at every line that begins "From ", which is good enough here. */
static size_t
check_file(const char *path)
{
	g_autofree char *data = NULL;
	size_t len, n = 0;
	const char *begin, *end, *next;

	if (!g_file_get_contents(path, &data, &len, NULL))
		return 0;
	len = MIN(len, 6 * 1024 * 1024);
	end = data + len;
	for (begin = data; begin < end; begin = next) {
		next = memmem(begin, (size_t)(end - begin), "\nFrom ", 6);
		next = next != NULL ? next + 1 : end;
		n += check_message(path, begin, (size_t)(next - begin));
	}
	return n;
}

static size_t
check_tree(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	size_t n = 0;

	if (dir == NULL)
		return check_file(path);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);

		n += check_tree(child);
	}
	return n;
}

static void
test_corpus(void **state)
{
	static const char *const parts[] = {"eml", "mbox", "maildir", "emlx"};
	size_t n = 0;

	(void)state;
	if (!g_file_test(CORPUS, G_FILE_TEST_IS_DIR))
		skip();
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *path = g_build_filename(CORPUS, parts[i], NULL);

		n += check_tree(path);
	}
	print_message("%zu messages\n", n);
}

static int
setup(void **state)
{
	(void)state;
	index_init();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_nul),
	    cmocka_unit_test(test_long_lines),
	    cmocka_unit_test(test_mih),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
