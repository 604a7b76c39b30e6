/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of sink_mbox.c, and of what it is made of: requote.c, statusfields.c, topheader.c. */
#include <stdlib.h>
#include <sys/resource.h>

#include "convert/sink_testing.h"

#define FROM_LINE "From a@b Thu Jan  1 00:00:01 1970"

static char *inbox_names[] = {"INBOX", NULL};
static const struct folder inbox = {.number = 1, .names = inbox_names};

static struct message
a_message(enum quoting quoting)
{
	return (struct message){.id = 7,
	    .folder = &inbox,
	    .from_line = FROM_LINE,
	    .quoting = quoting,
	    .received = 1,
	    .received_from = RECEIVED_STORE};
}

static const struct {
	const char *name;
	enum quoting from, to;
	bool crlf;
	const char *in, *out;
	const char *loss; /* the only kind counted, or NULL */
} bodies[] = {
    {"plain", QUOTING_NONE, QUOTING_NONE, false, "A: b\n\nc\n", "A: b\n\nc\n\n", NULL},
    {"no final newline", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n\nc", "A: b\n\nc\n\n", NULL},
    {"last line blank", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n\nc\n\n", "A: b\n\nc\n\n\n",
	NULL},
    {"empty", QUOTING_NONE, QUOTING_MBOXRD, false, "", "\n", NULL},
    {"header alone", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n", "A: b\n\n", NULL},
    {"header cut", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b", "A: b\n\n", NULL},
    {"header without body", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n\n", "A: b\n\n\n", NULL},
    {"mboxrd from nothing", QUOTING_NONE, QUOTING_MBOXRD, false,
	"A: b\n\nFrom x\n>From y\n>>From z\nFromm\n>Fro\n> From\n>",
	"A: b\n\n>From x\n>>From y\n>>>From z\nFromm\n>Fro\n> From\n>\n\n", NULL},
    {"mboxrd from mboxrd", QUOTING_MBOXRD, QUOTING_MBOXRD, false,
	"A: b\n\nFrom w\n>From x\n>>From y\n", "A: b\n\n>From w\n>From x\n>>From y\n\n", NULL},
    {"mboxrd from mboxo", QUOTING_MBOXO, QUOTING_MBOXRD, false, "A: b\n\n>From x\n",
	"A: b\n\n>From x\n\n", NULL},
    {"mboxrd from unknown", QUOTING_UNKNOWN, QUOTING_MBOXRD, false, "A: b\n\n>From x\n",
	"A: b\n\n>From x\n\n", NULL},
    {"mboxrd from mboxcl2", QUOTING_MBOXCL2, QUOTING_MBOXRD, false,
	"A: b\nContent-Length: 15\n\nFrom x\n>From y\n", "A: b\n\n>From x\n>>From y\n\n", NULL},
    {"mboxo from nothing", QUOTING_NONE, QUOTING_MBOXO, false, "A: b\n\nFrom x\n",
	"A: b\n\n>From x\n\n", NULL},
    {"mboxo cannot", QUOTING_NONE, QUOTING_MBOXO, false, "A: b\n\nFrom x\n>From y\n",
	"A: b\n\n>From x\n>From y\n\n", "quoting"},
    {"mboxo from mboxrd", QUOTING_MBOXRD, QUOTING_MBOXO, false, "A: b\n\n>From x\n",
	"A: b\n\n>From x\n\n", NULL},
    {"mboxcl", QUOTING_NONE, QUOTING_MBOXCL, false, "A: b\n\nFrom x\n",
	"A: b\nContent-Length: 8\n\n>From x\n\n", NULL},
    {"mboxcl2", QUOTING_MBOXRD, QUOTING_MBOXCL2, false,
	"A: b\nContent-length : 99\nC: d\n\n>From x", "A: b\nC: d\nContent-Length: 7\n\nFrom x\n\n",
	NULL},
    {"mboxcl2 CRLF", QUOTING_NONE, QUOTING_MBOXCL2, true, "A: b\n\nFrom x\n",
	"A: b\r\nContent-Length: 8\r\n\r\nFrom x\r\n\r\n", NULL},
    {"mboxcl without body", QUOTING_NONE, QUOTING_MBOXCL, false, "A: b\n\n",
	"A: b\nContent-Length: 0\n\n\n", NULL},
    {"mboxcl of a header", QUOTING_NONE, QUOTING_MBOXCL2, false, "A: b\n", "A: b\n\n", NULL},
    {"mboxcl2 behind blank lines", QUOTING_NONE, QUOTING_MBOXCL2, false, "\nA: b\n\nFrom x\n",
	"\nA: b\n\n>From x\n\n", "content-length"},
    {"CRLF to LF", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\r\n\r\nFrom x\r\n\rc\r\n",
	"A: b\n\n>From x\n\rc\n\n", NULL},
    {"LF to CRLF", QUOTING_NONE, QUOTING_MBOXRD, true, "A: b\n\nFrom x\n\rc\n\n",
	"A: b\r\n\r\n>From x\r\n\rc\r\n\r\n\r\n", NULL},
    {"mixed to CRLF", QUOTING_NONE, QUOTING_MBOXRD, true, "A: b\r\n\r\nc\nd\r\n",
	"A: b\r\n\r\nc\r\nd\r\n\r\n", NULL},
    /* C3 makes CR LF of these, which one CR less would not. */
    {"CR CR LF", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n\nc\r\r\n", "A: b\n\nc\r\r\n\n", NULL},
    {"CR at the end", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\n\nc\r", "A: b\n\nc\r\r\n\n",
	NULL},
    {"CR alone", QUOTING_NONE, QUOTING_MBOXRD, false, "A: b\r\rc\r", "A: b\r\rc\r\r\n\n",
	"line-ends"},
    {"From_ lines in front", QUOTING_NONE, QUOTING_MBOXRD, false,
	"From x y\n>From - z\nA: b\n\nc\n", ">From x y\n>From - z\nA: b\n\nc\n\n", NULL},
    {"a mark and blank lines in front", QUOTING_MBOXRD, QUOTING_MBOXRD, false,
	"\xef\xbb\xbf\n\nA: b\n\n>From c\n", "\xef\xbb\xbf\n\nA: b\n\n>From c\n\n", NULL},
    {"From_ inside the header", QUOTING_MBOXRD, QUOTING_MBOXRD, false,
	"A: b\nFrom x y\n>From z\nC: d\n\n", "A: b\n>From x y\n>From z\nC: d\n\n\n", "quoting"},
    {"a field From with a blank", QUOTING_NONE, QUOTING_MBOXRD, false, "From : x\n\nc\n",
	"From : x\n\nc\n\n", NULL},
};

/* Every place to cut in two, and bytes one by one. */
static void
body_table(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *want =
		    g_strconcat(FROM_LINE, bodies[i].crlf ? "\r\n" : "\n", bodies[i].out, NULL);
		size_t len = strlen(bodies[i].in);

		for (size_t cut = 0; cut <= len; cut++) {
			struct message m = a_message(bodies[i].from);
			g_autofree char *got = NULL;
			struct testing t;

			testing_open(&t, &mbox_sink,
			    &(struct sink_options){
				.quoting = bodies[i].to, .crlf = bodies[i].crlf});
			testing_folder(&t, &inbox);
			assert_true(testing_try(
			    &t, &m, bodies[i].in, len, MAX(cut, 1), cut == 0 ? 1 : len, NULL));
			testing_finish(&t);
			got = testing_read(&t, "INBOX.mbox", NULL);
			if (strcmp(got, want) != 0)
				fail_msg("%s, cut at %zu: %s", bodies[i].name, cut, got);
			assert_int_equal(t.sink->losses->len, bodies[i].loss != NULL);
			if (bodies[i].loss != NULL)
				assert_int_equal(testing_losses(&t, bodies[i].loss), 1);
			testing_close(&t);
		}
	}
}

static const struct {
	const char *name;
	bool has_flags;
	guint flags;
	const char *keywords; /* joined by ',' */
	const char *in, *out;
	const char *loss;
} states[] = {
    {"not known", false, 0, "", "A: b\nStatus: R\n\n", "A: b\nStatus: R\n\n\n", NULL},
    {"new", true, FLAG_RECENT, "", "A: b\n\n", "A: b\n\n\n", NULL},
    {"unread", true, 0, "", "A: b\n\n", "A: b\nStatus: O\n\n\n", NULL},
    {"all", true, 0x3f, "x,y", "A: b\n\n",
	"A: b\nStatus: RO\nX-Status: ADFT\nX-Keywords: $Forwarded x y\n\n\n", NULL},
    {"kept as it is", true, FLAG_SEEN | FLAG_FLAGGED | FLAG_FORWARDED, "One",
	"STATUS: OR\nA: b\nX-Status: F \nX-Keywords: $forwarded\n  one    \n\n",
	"STATUS: OR\nA: b\nX-Status: F \nX-Keywords: $forwarded\n  one    \n\n\n", NULL},
    {"stale", true, FLAG_SEEN, "", "Status: O\nA: b\nX-Keywords: x\n y\nX-Status: A\n\nc\n",
	"A: b\nStatus: RO\n\nc\n\n", NULL},
    {"keywords alone", false, 0, "x", "Status: O\nX-Keywords: y\n\n",
	"Status: O\nX-Keywords: x\n\n\n", NULL},
    {"header out of sight", true, 0, "", "\n\nA: b\n", "\n\nA: b\n\n", "flags"},
    {"no atom", true, 0, "a b,c%", "A: b\n\n", "A: b\nStatus: O\nX-Keywords: a%20b c%25\n\n\n",
	"keyword-name"},
    {"no header", true, 0, "", "text\n", "Status: O\ntext\n\n", NULL},
    {"folded line first", true, 0, "", " text\n", " text\n\n", "flags"},
    {"nothing at all", true, 0, "", "", "Status: O\n\n", NULL},
};

static void
state_table(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *want = g_strconcat(FROM_LINE "\n", states[i].out, NULL);
		g_autoptr(GPtrArray) keywords = g_ptr_array_new();
		g_auto(GStrv) words = g_strsplit(states[i].keywords, ",", -1);
		struct message m = a_message(QUOTING_NONE);
		g_autofree char *got = NULL;
		struct testing t;

		for (char **w = words; *w != NULL; w++)
			g_ptr_array_add(keywords, *w);
		m.has_flags = states[i].has_flags;
		m.flags = states[i].flags;
		m.keywords = keywords->len > 0 ? keywords : NULL;
		testing_open(&t, &mbox_sink, &(struct sink_options){0});
		testing_folder(&t, &inbox);
		testing_message(&t, &m, states[i].in);
		testing_finish(&t);
		got = testing_read(&t, "INBOX.mbox", NULL);
		if (strcmp(got, want) != 0)
			fail_msg("%s: %s", states[i].name, got);
		assert_int_equal(t.sink->losses->len, states[i].loss != NULL);
		testing_close(&t);
	}
}

static const struct {
	const char *line, *sender;
	bool known;
	gint64 received;
	const char *in, *out;
} from_lines[] = {
    {"From - x", "a@b", true, 5, "\n", "From - x\n"},
    {NULL, "a@b", true, 86400, "\n", "From a@b Fri Jan  2 00:00:00 1970\n"},
    {NULL, NULL, true, 0, "Return-Path: <c@d>\n\n", "From c@d Thu Jan  1 00:00:00 1970\n"},
    {NULL, NULL, true, 0, "Return-Path: <>\n\n", "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"},
    {NULL, "a b\nFrom c", true, 0, "\n", "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n"},
    {NULL, "a@b", false, 9, "Date: Fri, 2 Jan 1970 00:00:00 +0000\n\n",
	"From a@b Fri Jan  2 00:00:00 1970\n"},
    {NULL, "a@b", false, 9, "Date: yesterday\n\n", "From a@b Thu Jan  1 00:00:00 1970\n"},
    {NULL, "a@b", true, G_MAXINT64, "\n", "From a@b Thu Jan  1 00:00:00 1970\n"},
};

static void
from_line_table(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(from_lines); i++) {
		g_autofree char *line = g_strdup(from_lines[i].line);
		g_autofree char *sender = g_strdup(from_lines[i].sender);
		struct message m = {.id = 1, .folder = &inbox, .from_line = line, .sender = sender};
		g_autofree char *got = NULL;
		struct testing t;

		m.received = from_lines[i].received;
		m.received_from = from_lines[i].known ? RECEIVED_STORE : RECEIVED_UNKNOWN;
		testing_open(&t, &mbox_sink, &(struct sink_options){0});
		testing_folder(&t, &inbox);
		testing_message(&t, &m, from_lines[i].in);
		testing_finish(&t);
		got = testing_read(&t, "INBOX.mbox", NULL);
		if (!g_str_has_prefix(got, from_lines[i].out))
			fail_msg("%u: %s", i, got);
		assert_int_equal(testing_losses(&t, "received-date"), !from_lines[i].known);
		testing_close(&t);
	}
}

/* A body over the spool's memory, whose length is only known at its end. */
static void
large_messages(void **state)
{
	size_t len = 3 * 1024 * 1024 + 17;
	g_autofree char *text = g_strnfill(len, 'x');
	g_autofree char *first = NULL, *got = NULL;
	struct message m = a_message(QUOTING_NONE);
	gsize got_len = 0, at;
	struct testing t;

	(void)state;
	memcpy(text, "A: b\n\n", 6);
	memcpy(text + len / 2, "\nFrom y\n", 8);
	text[len - 1] = '\n';
	testing_open(&t, &mbox_sink, &(struct sink_options){.quoting = QUOTING_MBOXCL2});
	testing_folder(&t, &inbox);
	testing_message(&t, &m, text);
	assert_true(testing_try(&t, &m, text, len, 100, 70001, NULL));
	testing_finish(&t);
	got = testing_read(&t, "INBOX.mbox", &got_len);
	first = g_strdup_printf("%s\nA: b\nContent-Length: %zu\n\n", FROM_LINE, len - 6);
	at = strlen(first) + len - 6;
	assert_int_equal(got_len, 2 * (at + 1));
	assert_memory_equal(got, first, strlen(first));
	assert_memory_equal(got + strlen(first), text + 6, len - 6);
	assert_memory_equal(got + at + 1, got, at + 1);
	assert_int_equal(faccessat(t.dirfd, "%spool", F_OK, 0), -1);
	testing_close(&t);
}

/* A header that does not fit into message.head. */
static void
long_header(void **state)
{
	g_autofree char *text = g_strnfill(2 * MESSAGE_HEAD_MAX, 'x');
	g_autofree char *got = NULL;
	struct message m = a_message(QUOTING_NONE);
	struct testing t;

	(void)state;
	memcpy(text, "A: ", 3);
	m.has_flags = true;
	m.flags = FLAG_SEEN;
	testing_open(&t, &mbox_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	m.head = (const unsigned char *)text;
	m.head_len = MESSAGE_HEAD_MAX;
	assert_true(mbox_sink.begin(t.sink, &m, NULL));
	assert_true(
	    mbox_sink.write(t.sink, &(struct span){.data = m.head, .len = strlen(text)}, NULL));
	assert_true(mbox_sink.end(t.sink, &m, NULL));
	testing_finish(&t);
	got = testing_read(&t, "INBOX.mbox", NULL);
	assert_true(g_str_has_prefix(got, FROM_LINE "\nStatus: RO\nA: xxx"));
	assert_int_equal(strlen(got), strlen(FROM_LINE "\nStatus: RO\n\n\n") + strlen(text));
	testing_close(&t);
}

/* More folders than descriptors, and messages that go to and fro between them. */
static void
many_folders(void **state)
{
	const struct rlimit few = {32, 32};
	struct rlimit before;
	struct folder folders[200];
	char *names[200][3];
	struct testing t;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	assert_int_equal(
	    setrlimit(RLIMIT_NOFILE, &(struct rlimit){few.rlim_cur, before.rlim_max}), 0);
	testing_open(&t, &mbox_sink, &(struct sink_options){0});
	for (guint i = 0; i < 200; i++) {
		names[i][0] = g_strdup_printf("f%u", i);
		names[i][1] = "sub";
		names[i][2] = NULL;
		folders[i] = (struct folder){.number = i + 1, .names = names[i]};
		testing_folder(&t, &folders[i]);
	}
	for (guint i = 0; i < 400; i++) {
		struct message m = a_message(QUOTING_NONE);

		m.folder = &folders[i % 200];
		testing_message(&t, &m, "A: b\n\nc\n");
	}
	testing_finish(&t);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	testing_expect(&t, "f0/sub.mbox", FROM_LINE "\nA: b\n\nc\n\n" FROM_LINE "\nA: b\n\nc\n\n");
	testing_expect(
	    &t, "f199/sub.mbox", FROM_LINE "\nA: b\n\nc\n\n" FROM_LINE "\nA: b\n\nc\n\n");
	for (guint i = 0; i < 200; i++)
		g_free(names[i][0]);
	testing_close(&t);
}

/* Python's mailbox finds the same messages, and the same bytes once the quoting is undone. */
static void
read_by_python(void **state)
{
	static const char script[] =
	    "import mailbox,sys,re\n"
	    "for m in mailbox.mbox(sys.argv[1]+'/INBOX.mbox'):\n"
	    "  b=m.get_payload(decode=False)\n"
	    "  print(m.get_from(),m['Subject'],repr(re.sub(r'(?m)^>(>*From "
	    ")',r'\\1',b)),sep='|')\n";
	static const char *const texts[] = {
	    "Subject: 1\n\nFrom me to you\n>From you\n\nlast", "Subject: 2\n\n\n\nFrom x\n\n"};
	g_autofree char *out = NULL;
	struct testing t;

	(void)state;
	testing_open(&t, &mbox_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct message m = a_message(QUOTING_NONE);

		testing_message(&t, &m, texts[i]);
	}
	testing_finish(&t);
	out = testing_python(&t, script);
	assert_string_equal(out,
	    "a@b Thu Jan  1 00:00:01 1970|1|'From me to you\\n>From you\\n\\nlast\\n'\n"
	    "a@b Thu Jan  1 00:00:01 1970|2|'\\n\\nFrom x\\n\\n'\n");
	testing_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(body_table),
	    cmocka_unit_test(state_table),
	    cmocka_unit_test(from_line_table),
	    cmocka_unit_test(large_messages),
	    cmocka_unit_test(long_header),
	    cmocka_unit_test(many_folders),
	    cmocka_unit_test(read_by_python),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
