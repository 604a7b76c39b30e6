/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of sink.c, and of the sinks that make a file of each message: Maildir++ and EML. */
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "convert/sink_testing.h"

static char *inbox_names[] = {"INBOX", NULL};
static char *sub_names[] = {"Entw\xc3\xbcrfe", "a.b/c", NULL};
static const struct folder inbox = {.number = 1, .names = inbox_names};
static const struct folder sub = {.number = 2, .names = sub_names};

static struct message
a_message(guint64 id, const struct folder *f)
{
	return (struct message){
	    .id = id, .folder = f, .received = 1000000000, .received_from = RECEIVED_STORE};
}

static void
table(void **state)
{
	(void)state;
	assert_ptr_equal(sink_find("mbox"), &mbox_sink);
	assert_ptr_equal(sink_find("maildir"), &maildir_sink);
	assert_ptr_equal(sink_find("eml"), &eml_sink);
	assert_null(sink_find("pst"));
}

static const struct {
	bool has_flags;
	guint flags;
	const char *name; /* of the file for message 7 of 8 bytes */
} names[] = {
    {false, 0, "cur/1000000000.M7P1.mailpouch,S=8"},
    {true, 0, "cur/1000000000.M7P1.mailpouch,S=8:2,"},
    {true, FLAG_SEEN, "cur/1000000000.M7P1.mailpouch,S=8:2,S"},
    {true, 0x3f, "cur/1000000000.M7P1.mailpouch,S=8:2,DFPRST"},
    {true, FLAG_RECENT, "new/1000000000.M7P1.mailpouch,S=8"},
    {true, FLAG_RECENT | FLAG_FLAGGED, "new/1000000000.M7P1.mailpouch,S=8:2,F"},
    {true, FLAG_RECENT | FLAG_SEEN, "cur/1000000000.M7P1.mailpouch,S=8:2,S"},
};

static void
maildir_names(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		struct message m = a_message(7, &inbox);
		struct testing t;
		struct stat st;

		m.has_flags = names[i].has_flags;
		m.flags = names[i].flags;
		testing_open(&t, &maildir_sink, &(struct sink_options){0});
		testing_folder(&t, &inbox);
		testing_message(&t, &m, "A: b\n\nc\n");
		testing_finish(&t);
		testing_expect(&t, names[i].name, "A: b\n\nc\n");
		assert_int_equal(fstatat(t.dirfd, names[i].name, &st, 0), 0);
		assert_int_equal(st.st_mtime, 1000000000);
		assert_int_equal(t.sink->losses->len, 0);
		testing_close(&t);
	}
}

static void
maildir_tree(void **state)
{
	static const char *const dirs[] = {"cur", "new", "tmp", ".Entw&APw-rfe.a%2Eb%2Fc/cur",
	    ".Entw&APw-rfe.a%2Eb%2Fc/new", ".Entw&APw-rfe.a%2Eb%2Fc/tmp"};
	struct testing t;

	(void)state;
	testing_open(&t, &maildir_sink, &(struct sink_options){0});
	testing_folder(&t, &sub);
	testing_finish(&t);
	for (guint i = 0; i < G_N_ELEMENTS(dirs); i++) {
		struct stat st;

		assert_int_equal(fstatat(t.dirfd, dirs[i], &st, 0), 0);
		assert_true(S_ISDIR(st.st_mode));
	}
	testing_expect(&t, ".Entw&APw-rfe.a%2Eb%2Fc/maildirfolder", "");
	testing_close(&t);
}

/* 26 letters for each folder; what comes after them is counted. */
static void
maildir_keywords(void **state)
{
	g_autoptr(GString) want = g_string_new("0 a%20b\n");
	struct testing t;

	(void)state;
	testing_open(&t, &maildir_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	testing_folder(&t, &sub);
	for (guint i = 0; i < 28; i++) {
		g_autoptr(GPtrArray) keywords = g_ptr_array_new();
		g_autofree char *name = g_strdup_printf("kw%u", i);
		struct message m = a_message(i + 1, &inbox);

		g_ptr_array_add(keywords, name);
		g_ptr_array_add(keywords, "a b");
		if (i == 0)
			g_ptr_array_remove_index(keywords, 0);
		else if (i < 26)
			g_string_append_printf(want, "%u kw%u\n", i, i);
		m.keywords = keywords;
		m.has_flags = true;
		m.flags = FLAG_SEEN;
		testing_message(&t, &m, "\n");
	}
	testing_finish(&t);
	testing_expect(&t, "dovecot-keywords", want->str);
	testing_expect(&t, "cur/1000000000.M1P1.mailpouch,S=1:2,Sa", "\n");
	testing_expect(&t, "cur/1000000000.M26P1.mailpouch,S=1:2,Saz", "\n");
	testing_expect(&t, "cur/1000000000.M28P1.mailpouch,S=1:2,Sa", "\n");
	assert_int_equal(testing_losses(&t, "keywords"), 2);
	assert_int_equal(testing_losses(&t, "keyword-name"), 28);
	testing_close(&t);
}

static const struct {
	enum quoting from;
	const char *in, *out;
} bodies[] = {
    {QUOTING_NONE, "A: b\r\n\r\n>From c\r\nd", "A: b\r\n\r\n>From c\r\nd"},
    {QUOTING_MBOXRD, "A: b\r\n\r\n>From c\r\n>>From d\r\n> From\r",
	"A: b\r\n\r\nFrom c\r\n>From d\r\n> From\r"},
    {QUOTING_MBOXO, "A: b\n\n>From c\n", "A: b\n\nFrom c\n"},
    {QUOTING_UNKNOWN, "A: b\n\n>From c\n", "A: b\n\nFrom c\n"},
    {QUOTING_MBOXCL, "A: b\n\n>From c\n", "A: b\n\nFrom c\n"},
    {QUOTING_MBOXCL2, "A: b\n\n>From c\n", "A: b\n\n>From c\n"},
    {QUOTING_MBOXRD, ">From - x\nA: b\n>From c\n\n>From d", ">From - x\nA: b\n>From c\n\nFrom d"},
    {QUOTING_MBOXRD, "\n\nA: b\n\n>From d\n", "\n\nA: b\n\nFrom d\n"},
    {QUOTING_MBOXRD, "", ""},
    {QUOTING_MBOXRD, "A: b\n\n>>>>>>>>>>>>>>>>>>>>From d\n>>>",
	"A: b\n\n>>>>>>>>>>>>>>>>>>>From d\n>>>"},
};

/* Every place to cut in two, and bytes one by one. */
static void
body_table(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(bodies); i++) {
		size_t len = strlen(bodies[i].in);

		for (size_t cut = 0; cut <= len; cut++) {
			g_autofree char *name = g_strdup_printf(
			    "cur/1000000000.M7P1.mailpouch,S=%zu", strlen(bodies[i].out));
			struct message m = a_message(7, &inbox);
			struct testing t;

			m.quoting = bodies[i].from;
			testing_open(&t, &maildir_sink, &(struct sink_options){0});
			testing_folder(&t, &inbox);
			assert_true(testing_try(
			    &t, &m, bodies[i].in, len, MAX(cut, 1), cut == 0 ? 1 : len, NULL));
			testing_finish(&t);
			testing_expect(&t, name, bodies[i].out);
			testing_close(&t);
		}
	}
}

/* The name for an EML file with these bytes. */
static char *
eml_name(const char *dir, guint64 id, const void *text, size_t len)
{
	unsigned char hash[32];
	char hex[17];

	crypto_generichash(hash, sizeof(hash), text, len, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), hash, 8);
	return g_strdup_printf("%s/%08" G_GUINT64_FORMAT "-%s.eml", dir, id, hex);
}

static void
eml(void **state)
{
	g_autoptr(GPtrArray) keywords = g_ptr_array_new();
	g_autofree char *first = eml_name("INBOX", 1, "A: b\r\n\r\nFrom c", 14);
	g_autofree char *second = eml_name("Entw\xc3\xbcrfe/a.b%2Fc", 123456789, "\n", 1);
	struct message m = a_message(1, &inbox);
	struct testing t;
	struct stat st;

	(void)state;
	testing_open(&t, &eml_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	testing_folder(&t, &sub);
	m.quoting = QUOTING_MBOXRD;
	m.has_flags = true;
	testing_message(&t, &m, "A: b\r\n\r\n>From c");
	m = a_message(123456789, &sub);
	m.has_flags = true;
	m.flags = FLAG_SEEN;
	m.received_from = RECEIVED_UNKNOWN;
	g_ptr_array_add(keywords, "x");
	m.keywords = keywords;
	testing_message(&t, &m, "\n");
	testing_finish(&t);
	testing_expect(&t, first, "A: b\r\n\r\nFrom c");
	testing_expect(&t, second, "\n");
	assert_int_equal(fstatat(t.dirfd, first, &st, 0), 0);
	assert_int_equal(st.st_mtime, 1000000000);
	assert_int_equal(fstatat(t.dirfd, second, &st, 0), 0);
	assert_int_equal(st.st_mtime, 0);
	assert_int_equal(testing_losses(&t, "flags"), 1);
	assert_int_equal(testing_losses(&t, "keywords"), 1);
	assert_int_equal(testing_losses(&t, "received-date"), 1);
	testing_close(&t);
}

/* Messages over the spool's memory are renamed into place. */
static void
large_messages(void **state)
{
	size_t len = 5 * 1024 * 1024 + 3;
	g_autofree char *text = g_strnfill(len, 'x');
	g_autofree char *name = NULL;
	struct testing t;

	(void)state;
	memcpy(text, "A: b\n\n", 6);
	name = eml_name("INBOX", 1, text, len);
	testing_open(&t, &eml_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	for (guint64 id = 1; id <= 2; id++) {
		struct message m = a_message(id, &inbox);

		assert_true(testing_try(&t, &m, text, len, 5, 99999, NULL));
	}
	testing_finish(&t);
	testing_expect(&t, name, text);
	assert_int_equal(faccessat(t.dirfd, "%spool", F_OK, 0), -1);
	testing_close(&t);
}

/* A disk that is full, as far as a sink can see: every one of them says so. */
static void
writing_can_fail(void **state)
{
	static const struct sink_ops *const sinks[] = {&mbox_sink, &maildir_sink, &eml_sink};
	size_t len = 2 * 1024 * 1024;
	g_autofree char *text = g_strnfill(len, '\n');
	struct rlimit before;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	for (guint i = 0; i < G_N_ELEMENTS(sinks); i++) {
		g_autoptr(GError) error = NULL;
		struct message m = a_message(1, &inbox);
		struct testing t;
		bool ok;

		testing_open(&t, sinks[i], &(struct sink_options){.quoting = QUOTING_MBOXCL});
		testing_folder(&t, &inbox);
		assert_int_equal(
		    setrlimit(RLIMIT_FSIZE, &(struct rlimit){65536, before.rlim_max}), 0);
		ok = testing_try(&t, &m, text, len, len, len, &error);
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
		assert_false(ok);
		assert_int_equal(err_kind(error), ERR_IO);
		testing_close(&t);
	}
}

/* Clashing folder names are kept apart, and counted. */
static void
clashing_folders(void **state)
{
	static const struct sink_ops *const sinks[] = {&mbox_sink, &maildir_sink, &eml_sink};
	char *one[] = {"Work", NULL}, *two[] = {"work", NULL};
	const struct folder folders[] = {{.number = 1, .names = one}, {.number = 2, .names = two}};
	static const char *const want[] = {"work%~2.mbox", ".work%~2/cur", "work%~2"};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(sinks); i++) {
		struct testing t;

		testing_open(&t, sinks[i], &(struct sink_options){0});
		testing_folder(&t, &folders[0]);
		testing_folder(&t, &folders[1]);
		testing_finish(&t);
		assert_int_equal(faccessat(t.dirfd, want[i], F_OK, 0), 0);
		assert_int_equal(testing_losses(&t, "folder-name"), 1);
		testing_close(&t);
	}
}

/* Two sources may have a folder of the same names. */
static void
shared_folders(void **state)
{
	static const struct sink_ops *const sinks[] = {&mbox_sink, &maildir_sink, &eml_sink};
	const struct folder other = {.number = 3, .names = sub_names};
	g_autoptr(GPtrArray) keywords = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(keywords, "x");
	for (guint i = 0; i < G_N_ELEMENTS(sinks); i++) {
		struct testing t;

		testing_open(&t, sinks[i], &(struct sink_options){0});
		testing_folder(&t, &sub);
		testing_folder(&t, &other);
		for (guint64 id = 1; id <= 3; id++) {
			struct message m = a_message(id, id % 2 == 0 ? &sub : &other);

			m.keywords = keywords;
			testing_message(&t, &m, "A: b\n\nc\n");
		}
		testing_finish(&t);
		if (sinks[i] == &maildir_sink)
			testing_expect(&t, ".Entw&APw-rfe.a%2Eb%2Fc/dovecot-keywords", "0 x\n");
		testing_close(&t);
	}
}

/* Python's mailbox reads the tree: folders, flags, bytes. */
static void
read_by_python(void **state)
{
	static const char script[] =
	    "import mailbox,sys\n"
	    "d=mailbox.Maildir(sys.argv[1],create=False)\n"
	    "f=d.get_folder('A.B')\n"
	    "print(d.list_folders())\n"
	    "for b in (d,f):\n"
	    "  for k in b.keys(): "
	    "print(b[k].get_subdir(),b[k].get_flags(),b[k].get_date(),b.get_bytes(k))\n";
	char *ab[] = {"A", "B", NULL};
	const struct folder folder = {.number = 2, .names = ab};
	struct message m = a_message(1, &inbox);
	g_autofree char *out = NULL;
	struct testing t;

	(void)state;
	testing_open(&t, &maildir_sink, &(struct sink_options){0});
	testing_folder(&t, &inbox);
	testing_folder(&t, &folder);
	m.has_flags = true;
	m.flags = FLAG_SEEN | FLAG_FLAGGED;
	testing_message(&t, &m, "A: b\n\nc\n");
	m = a_message(2, &folder);
	m.has_flags = true;
	m.flags = FLAG_RECENT;
	testing_message(&t, &m, "C: d\n\ne\n");
	testing_finish(&t);
	out = testing_python(&t, script);
	assert_string_equal(out,
	    "['A.B']\ncur FS 1000000000.0 b'A: b\\n\\nc\\n'\n"
	    "new  1000000000.0 b'C: d\\n\\ne\\n'\n");
	testing_close(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(table),
	    cmocka_unit_test(maildir_names),
	    cmocka_unit_test(maildir_tree),
	    cmocka_unit_test(maildir_keywords),
	    cmocka_unit_test(body_table),
	    cmocka_unit_test(eml),
	    cmocka_unit_test(large_messages),
	    cmocka_unit_test(writing_can_fail),
	    cmocka_unit_test(clashing_folders),
	    cmocka_unit_test(shared_folders),
	    cmocka_unit_test(read_by_python),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
