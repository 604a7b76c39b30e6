/* SPDX-License-Identifier: Apache-2.0 */
/* Scans: what is told, in which order, and what is told when reading goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

#define MAIL "From: a@b\nTo: c@d\n\nbody\n"

/* A tree in memory, of one file whose reading goes wrong as told. */
struct fake {
	struct tree base;
	struct entry entry;
	const char *text;
	size_t len;   /* bytes that can be read */
	size_t piece; /* bytes a read gives at most */
	bool eio;     /* an error follows them, not the end */
	bool refused; /* it cannot be opened */
	bool changed;
	bool told;
};

struct fake_file {
	struct tree_file base;
	const struct fake *fake;
	size_t at;
};

static gssize
fake_read(struct tree_file *f, void *buf, size_t len, GError **error)
{
	struct fake_file *file = (struct fake_file *)f;
	size_t n = MIN(MIN(len, file->fake->piece), file->fake->len - file->at);

	if (n == 0 && file->fake->eio) {
		err_set(error, ERR_IO, "read: Input/output error");
		return -1;
	}
	memcpy(buf, file->fake->text + file->at, n);
	file->at += n;
	return (gssize)n;
}

static bool
fake_changed(struct tree_file *f, GError **error)
{
	(void)error;
	return ((struct fake_file *)f)->fake->changed;
}

static void
fake_file_close(struct tree_file *f)
{
	g_free(f);
}

static const struct tree_file_ops fake_file_ops = {
    .read = fake_read,
    .changed = fake_changed,
    .close = fake_file_close,
};

static enum step
fake_next(struct tree *t, struct entry *e, struct exception *x, GError **error)
{
	struct fake *fake = (struct fake *)t;

	(void)x;
	(void)error;
	*e = fake->entry;
	if (fake->told)
		return STEP_END;
	fake->told = true;
	return STEP_NEXT;
}

static int
fake_lookup(struct tree *t, const char *path)
{
	(void)t;
	(void)path;
	return -1;
}

static struct tree_file *
fake_open(struct tree *t, const struct entry *e, GError **error)
{
	struct fake *fake = (struct fake *)t;
	struct fake_file *f;

	(void)e;
	if (fake->refused) {
		err_set(error, ERR_IO, "open: Permission denied");
		return NULL;
	}
	f = g_new0(struct fake_file, 1);
	f->base.ops = &fake_file_ops;
	f->fake = fake;
	return &f->base;
}

static const struct tree_ops fake_ops = {
    .name = "fake",
    .next = fake_next,
    .lookup = fake_lookup,
    .open = fake_open,
};

static struct fake
fake_new(const char *path, const char *text)
{
	return (struct fake){
	    .base = {.ops = &fake_ops},
	    .entry =
		{
		    .type = ENTRY_FILE,
		    .path = path,
		    .name = path,
		    .size = strlen(text),
		    .mtime = 1000000000,
		    .nlink = 1,
		},
	    .text = text,
	    .len = strlen(text),
	    .piece = strlen(text),
	};
}

static void
expect_named(
    struct fake *fake, const struct scan_options *options, const char *name, const char *events)
{
	const struct scan_options none = {0};
	struct recorder r;
	g_autoptr(scan) s = NULL;

	recorder_init(&r);
	s = scan_new(&r.visitor, options != NULL ? options : &none);
	assert_true(scan_tree(s, &fake->base, name, NULL));
	assert_string_equal(r.events->str, events);
	recorder_clear(&r);
}

static void
expect(struct fake *fake, const struct scan_options *options, const char *events)
{
	expect_named(fake, options, NULL, events);
}

static void
test_damage(void **state)
{
	struct fake whole = fake_new("a.eml", MAIL), eio = whole, cut = whole, changed = whole;
	struct fake refused = whole, nothing = whole;

	(void)state;
	whole.piece = 1; /* short reads are no end */
	expect(&whole, NULL,
	    "f a.eml 24\n( 1 INBOX mtime\n) 1 24 From: a@b\n"
	    ". a.eml eml message  1 1\n");
	eio.eio = true;
	eio.len = 20;
	expect(&eio, NULL,
	    "f a.eml 24\n( 1 INBOX mtime\n) 1 20 From: a@b\n"
	    "! loss read-error a.eml 20+4\n. a.eml eml message  1 1\n");
	cut.len = 20;
	expect(&cut, NULL,
	    "f a.eml 24\n( 1 INBOX mtime\n) 1 20 From: a@b\n"
	    "! loss changed-while-reading a.eml 20+4\n. a.eml eml message  1 1\n");
	changed.changed = true;
	expect(&changed, NULL,
	    "f a.eml 24\n( 1 INBOX mtime\n) 1 24 From: a@b\n"
	    "! loss changed-while-reading a.eml 0+0\n. a.eml eml message  1 1\n");
	refused.refused = true;
	expect(&refused, NULL, "! loss unreadable a.eml 0+24\n");
	nothing.eio = true;
	nothing.len = 0;
	expect(&nothing, NULL, "f a.eml 24\n! loss read-error a.eml 0+24\n. a.eml - other - 0 0\n");
}

/* A file that ends in the middle of a piece, at its border, and behind it. */
static void
test_cut_large(void **state)
{
	static const size_t cuts[] = {1048575, 1048576, 1048577, 2097152, 3000000};
	g_autofree char *text = g_strnfill(3000000, 'x');
	struct fake fake;

	(void)state;
	memcpy(text, MAIL, sizeof(MAIL) - 1);
	for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++) {
		struct recorder r;
		const struct scan_options none = {0};
		g_autoptr(scan) s = NULL;

		fake = fake_new("a.eml", text);
		fake.len = cuts[i];
		recorder_init(&r);
		s = scan_new(&r.visitor, &none);
		assert_true(scan_tree(s, &fake.base, NULL, NULL));
		assert_int_equal(r.message->len, cuts[i]);
		assert_memory_equal(r.message->data, text, cuts[i]);
		assert_int_equal(r.nlosses, cuts[i] < 3000000);
		recorder_clear(&r);
	}
}

static void
test_no_mail(void **state)
{
	static const struct {
		const char *path, *text, *told;
		bool all_mail;
	} cases[] = {
	    {"a.txt", "hello", ". a.txt - other - 0 0\n", false},
	    {"a.txt", "hello", "! loss unframed a.txt 0+5\n. a.txt - other - 0 0\n", true},
	    {"a.txt", "", ". a.txt - other - 0 0\n", true},
	    {"a.emlx", "hello", "! loss unframed a.emlx 0+5\n. a.emlx - other - 0 0\n", false},
	    {"a.emlx", "", "! note empty-file a.emlx 0+0\n. a.emlx - other - 0 0\n", false},
	    {"A.MBOX", "hello", "! loss unframed A.MBOX 0+5\n. A.MBOX - other - 0 0\n", false},
	    {"a.msf", "hello", ". a.msf - companion - 0 0\n", true},
	    {"._a.eml", "hello", "! note apple-double ._a.eml 0+5\n. ._a.eml - companion - 0 0\n",
		true},
	    {"__MACOSX/a", "hello",
		"! note apple-double __MACOSX/a 0+5\n. __MACOSX/a - companion - 0 0\n", true},
	    {"__MACOSX/a.eml", MAIL,
		"! note apple-double __MACOSX/a.eml 0+24\n. __MACOSX/a.eml - companion - 0 0\n",
		false},
	    {"dovecot-uidlist", "3 V1", ". dovecot-uidlist - companion - 0 0\n", true},
	    {"a.pst", "!BDN....", "! note not-looked-into a.pst 0+8\n. a.pst - other - 0 0\n",
		true},
	    {"a.gz", "\x1f\x8b\x08", "! note not-looked-into a.gz 0+3\n. a.gz - other - 0 0\n",
		false},
	    {"1.emlx", "hello", "! loss unframed 1.emlx 0+5\n. 1.emlx - other - 0 0\n", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct scan_options options = {.all_mail = cases[i].all_mail};
		struct fake fake = fake_new(cases[i].path, cases[i].text);
		g_autofree char *events = g_strdup_printf(
		    "f %s %zu\n%s", cases[i].path, strlen(cases[i].text), cases[i].told);

		expect(&fake, &options, events);
	}
}

static void
test_options(void **state)
{
	const struct scan_options only_maildir = {.format = "maildir"};
	struct fake a = fake_new("a.eml", MAIL), b = a;

	(void)state;
	expect(
	    &a, &only_maildir, "f a.eml 24\n! loss unframed a.eml 0+24\n. a.eml - other - 0 0\n");
	expect_named(&b, NULL, "src",
	    "f a.eml 24\n( 1 src|INBOX mtime\n) 1 24 From: a@b\n. a.eml eml message  1 1\n");
}

static void
make_tree(const char *dir)
{
	g_autofree char *link = scratch_path(dir, "link"), *fifo = scratch_path(dir, "pipe");
	g_autofree char *one = scratch_path(dir, "one.eml"), *two = scratch_path(dir, "two.eml");

	scratch_file(dir, "one.eml", MAIL, -1);
	scratch_file(dir, "box/cur/1000000000.a:2,S", MAIL, -1);
	scratch_dir(dir, "box/new");
	g_assert_cmpint(symlink("/etc/\n", link), ==, 0);
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_assert_cmpint(g_rename(one, two), ==, 0);
	g_assert_cmpint(linkat(AT_FDCWD, two, AT_FDCWD, one, 0), ==, 0);
}

static const char tree_events[] =
    "d \nd box\nd box/cur\nf box/cur/1000000000.a:2,S 24\n"
    "! note maildir-incomplete box 0+0\n"
    "( 1 box 0x1 name\n+maildir-dir:cur\n+maildir-flags::2,S\n) 1 24 From: a@b\n"
    ". box/cur/1000000000.a:2,S maildir message box 1 1\n"
    "d box/new\n"
    "l link\n! note symlink link 0+0\n"
    "f one.eml 24\n! note hard-link one.eml 0+0\n( 2 INBOX mtime\n) 2 24 From: a@b\n"
    ". one.eml eml message  2 1\n"
    "? pipe\n! note special-file pipe 0+0\n"
    "f two.eml 24\n! note hard-link two.eml 0+0\n( 3 INBOX mtime\n) 3 24 From: a@b\n"
    ". two.eml eml message  3 1\n";

static void
test_tree(void **state)
{
	char *dir = scratch_new();
	struct recorder r;

	(void)state;
	make_tree(dir);
	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	assert_string_equal(r.events->str, tree_events);
	recorder_clear(&r);
	scratch_remove(dir);
}

/* Whichever event the visitor fails at, the scan ends there and with its error. */
static void
test_visitor_fails(void **state)
{
	char *dir = scratch_new();
	guint64 n = 1;
	bool ok = false;

	(void)state;
	make_tree(dir);
	for (; !ok; n++) {
		g_autoptr(GError) error = NULL;
		struct recorder r;

		recorder_init(&r);
		r.fail_at = n;
		ok = recorder_scan(&r, dir, NULL, &error);
		assert_int_equal(error == NULL, ok);
		assert_true(ok || r.nevents == n);
		recorder_clear(&r);
	}
	assert_true(n > 25);
	scratch_remove(dir);
}

/* A visitor that wants nothing is told nothing. */
static void
test_empty_visitor(void **state)
{
	const struct visitor nobody = {0};
	const struct scan_options none = {0};
	char *dir = scratch_new();
	g_autoptr(scan) a = scan_new(&nobody, &none), b = scan_new(&nobody, &none);
	g_autoptr(tree) one = NULL, two = NULL;

	(void)state;
	make_tree(dir);
	one = tree_open(dir, NULL);
	two = tree_open(dir, NULL);
	assert_true(scan_tree(a, one, NULL, NULL));
	assert_true(scan_tree(b, two, "x", NULL));
	scratch_remove(dir);
}

static bool
keep_folder(void *user, const struct message *m, GError **error)
{
	(void)error;
	g_ptr_array_add(user, (gpointer)m->folder);
	return true;
}

/* Messages and folders are numbered on over several sources; equal paths are other folders. */
static void
test_two_sources(void **state)
{
	g_autoptr(GPtrArray) folders = g_ptr_array_new();
	const struct visitor v = {.user = folders, .message_begin = keep_folder};
	const struct scan_options none = {0};
	g_autoptr(scan) s = scan_new(&v, &none);
	struct fake a = fake_new("a.eml", MAIL), b = fake_new("b.eml", MAIL);

	(void)state;
	assert_true(scan_tree(s, &a.base, NULL, NULL));
	assert_true(scan_tree(s, &b.base, NULL, NULL));
	assert_int_equal(folders->len, 2);
	for (guint i = 0; i < 2; i++) {
		const struct folder *f = g_ptr_array_index(folders, i);

		assert_int_equal(f->number, i + 1);
		assert_string_equal(f->names[0], "INBOX");
		assert_string_equal(f->raw, "");
	}
}

/* The events do not depend on how much a store is shown at a time. */
static void
test_windows(void **state)
{
	static const size_t windows[] = {1, 7, 4096, 1000003};
	g_autofree char *text = g_strnfill(2500000, 'y');
	char *dir = scratch_new();
	struct recorder all;

	(void)state;
	memcpy(text, MAIL, sizeof(MAIL) - 1);
	make_tree(dir);
	scratch_file(dir, "large.eml", text, 2500000);
	memset(text, 'z', 400 * 1024); /* a header that goes over MESSAGE_HEAD_MAX */
	memcpy(text, "From: a@b\nX: ", 13);
	scratch_file(dir, "long.eml", text, 2500000);
	recorder_init(&all);
	assert_true(recorder_scan(&all, dir, NULL, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(windows); i++) {
		const struct scan_options options = {.window = windows[i]};
		struct recorder r;

		recorder_init(&r);
		assert_true(recorder_scan(&r, dir, &options, NULL));
		assert_string_equal(r.events->str, all.events->str);
		recorder_clear(&r);
	}
	recorder_clear(&all);
	scratch_remove(dir);
}

static void
test_corpus(void **state)
{
	static const char *const corpora[] = {"emlx", "mbox", "msg", "pst"};
	struct recorder r;

	(void)state;
	if (!g_file_test("../shared/corpus", G_FILE_TEST_IS_DIR))
		skip();
	for (size_t i = 0; i < G_N_ELEMENTS(corpora); i++) {
		g_autofree char *path = g_build_filename("../shared/corpus", corpora[i], NULL);

		recorder_init(&r);
		assert_true(recorder_scan(&r, path, NULL, NULL));
		recorder_clear(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_cut_large),
	    cmocka_unit_test(test_no_mail),
	    cmocka_unit_test(test_options),
	    cmocka_unit_test(test_tree),
	    cmocka_unit_test(test_visitor_fails),
	    cmocka_unit_test(test_empty_visitor),
	    cmocka_unit_test(test_two_sources),
	    cmocka_unit_test(test_windows),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
