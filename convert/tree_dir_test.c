/* SPDX-License-Identifier: Apache-2.0 */
/* Directory trees: order, and everything that can lie or happen in one. */
#include "convert/tree_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cmocka.h>

#include "convert/beneath.h"
#include "convert/names.h"
#include "tests/scratch.h"

static const char type_letters[] = "dfl?";

/* One line for each step: "f path", "l path -> target", "! rule path". */
static char *
list_tree(const char *path)
{
	g_autoptr(tree) t = tree_open(path, NULL);
	GString *out = g_string_new(NULL);
	enum step step;
	struct entry e;
	struct exception x;

	assert_non_null(t);
	while ((step = tree_next(t, &e, &x, NULL)) != STEP_END) {
		assert_int_not_equal(step, STEP_FAILED);
		if (step == STEP_EXCEPTION)
			g_string_append_printf(out, "! %s %s\n", x.rule, x.path);
		else
			g_string_append_printf(out, "%c %s%s%s\n", type_letters[e.type], e.path,
			    e.target != NULL ? " -> " : "", e.target != NULL ? e.target : "");
	}
	return g_string_free(out, FALSE);
}

static void
test_order(void **state)
{
	char *dir = scratch_new();
	g_autofree char *listed = NULL;

	(void)state;
	scratch_file(dir, "a/z", "1", -1);
	scratch_file(dir, "a.b", "2", -1);
	scratch_file(dir, "a/B/c", "3", -1);
	scratch_file(dir, "\xff", "4", -1);
	scratch_file(dir, "a-", "5", -1);
	scratch_dir(dir, "empty/deeper");
	listed = list_tree(dir);
	assert_string_equal(listed,
	    "d \nd a\nd a/B\nf a/B/c\nf a/z\nf a-\nf a.b\nd empty\n"
	    "d empty/deeper\nf \xff\n");
	scratch_remove(dir);
}

static void
make_symlink(const char *dir, const char *target, const char *name)
{
	g_autofree char *path = scratch_path(dir, name);

	assert_int_equal(symlink(target, path), 0);
}

static void
make_socket(const char *dir, const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true((size_t)snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", dir,
			name) < sizeof(address.sun_path));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	close(fd);
}

static void
test_special_entries(void **state)
{
	char *dir = scratch_new();
	g_autofree char *fifo = scratch_path(dir, "b-fifo");
	g_autofree char *listed = NULL;

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	make_symlink(dir, "/etc", "a-out");
	make_symlink(dir, ".", "c-loop");
	make_symlink(dir, "nowhere", "d-dangling");
	make_socket(dir, "e-socket");
	listed = list_tree(dir);
	assert_string_equal(listed,
	    "d \nl a-out -> /etc\n? b-fifo\nl c-loop -> .\n"
	    "l d-dangling -> nowhere\n? e-socket\n");
	scratch_remove(dir);
}

/* Steps to the entry at path. */
static void
step_to(struct tree *t, const char *path, struct entry *e)
{
	struct exception x;

	do
		assert_int_equal(tree_next(t, e, &x, NULL), STEP_NEXT);
	while (strcmp(e->path, path) != 0);
}

static void
test_swapped_for_symlink_or_fifo(void **state)
{
	char *dir = scratch_new();
	g_autofree char *victim = scratch_path(dir, "victim");
	g_autoptr(tree) t = NULL;
	g_autoptr(GError) error = NULL;
	struct entry e;

	(void)state;
	scratch_file(dir, "victim", "mail", -1);
	t = tree_open(dir, NULL);
	step_to(t, "victim", &e);
	assert_int_equal(unlink(victim), 0);
	make_symlink(dir, "/etc/passwd", "victim");
	assert_null(tree_open_file(t, &e, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_int_equal(unlink(victim), 0);
	assert_int_equal(mkfifo(victim, 0600), 0);
	assert_null(tree_open_file(t, &e, NULL)); /* and does not wait for a writer */
	scratch_remove(dir);
}

static void
test_vanishing(void **state)
{
	char *dir = scratch_new();
	g_autofree char *b = scratch_path(dir, "b"), *c = scratch_path(dir, "c");
	g_autoptr(tree) t = NULL;
	struct entry e;
	struct exception x;

	(void)state;
	scratch_file(dir, "a", "1", -1);
	scratch_file(dir, "b", "2", -1);
	scratch_dir(dir, "c");
	scratch_file(dir, "d", "3", -1);
	t = tree_open(dir, NULL);
	step_to(t, "a", &e);
	assert_int_equal(unlink(b), 0);
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_EXCEPTION);
	assert_string_equal(x.rule, "vanished");
	assert_string_equal(x.path, "b");
	assert_int_equal(x.severity, LOSS);
	step_to(t, "c", &e);
	assert_int_equal(rmdir(c), 0);
	make_symlink(dir, "/etc", "c"); /* where a directory was */
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_EXCEPTION);
	assert_string_equal(x.rule, "vanished");
	step_to(t, "d", &e);
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_END);
	scratch_remove(dir);
}

static void
test_unreadable_directory(void **state)
{
	char *dir;
	g_autofree char *closed = NULL, *listed = NULL;

	(void)state;
	if (geteuid() == 0)
		skip(); /* nothing is unreadable to root */
	dir = scratch_new();
	closed = scratch_path(dir, "closed");
	scratch_dir(dir, "closed");
	scratch_file(dir, "open", "1", -1);
	assert_int_equal(chmod(closed, 0), 0);
	listed = list_tree(dir);
	assert_string_equal(listed, "d \nd closed\n! unreadable closed\nf open\n");
	scratch_remove(dir);
}

static void
test_deep(void **state)
{
	char *dir = scratch_new();
	g_autofree char *listed = NULL;
	char name[11];
	int fd = open(dir, O_RDONLY | O_DIRECTORY);

	(void)state;
	memset(name, 'd', 10);
	name[10] = '\0';
	for (int i = 0; i < TREE_DEPTH_MAX + 5; i++) {
		int below;

		assert_int_equal(mkdirat(fd, name, 0700), 0);
		below = openat(fd, name, O_RDONLY | O_DIRECTORY);
		close(fd);
		fd = below;
	}
	close(fd);
	scratch_file(dir, "e", "1", -1);
	listed = list_tree(dir);
	assert_non_null(strstr(listed, "! too-deep d"));
	assert_true(g_str_has_suffix(listed, "\nf e\n"));
	g_free(listed);
	listed = g_strdup_printf("rm -r %s", dir); /* longer than nftw's paths */
	assert_int_equal(system(listed), 0);
	g_free(dir);
}

static void
test_many_files(void **state)
{
	char *dir = scratch_new(), previous[16] = "";
	int fd = open(dir, O_RDONLY | O_DIRECTORY);
	g_autoptr(tree) t = NULL;
	struct entry e;
	struct exception x;
	int n = 0;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", (i * 7919) % 2000);
		close(openat(fd, name, O_CREAT | O_WRONLY, 0600));
	}
	t = tree_open(dir, NULL);
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_NEXT);
	for (; tree_next(t, &e, &x, NULL) == STEP_NEXT; n++) {
		assert_true(strcmp(previous, e.path) < 0);
		g_strlcpy(previous, e.path, sizeof(previous));
		unlinkat(fd, e.path, 0);
	}
	assert_int_equal(n, 2000);
	close(fd);
	scratch_remove(dir);
}

static void
append(const char *path, const char *text)
{
	FILE *f = fopen(path, "a");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
test_growing(void **state)
{
	char *dir = scratch_new(), buf[100];
	g_autofree char *path = scratch_path(dir, "inbox");
	g_autoptr(tree) t = NULL;
	g_autoptr(tree_file) f = NULL;
	struct entry e;

	(void)state;
	scratch_file(dir, "inbox", "From a", -1);
	t = tree_open(dir, NULL);
	step_to(t, "inbox", &e);
	assert_int_equal(e.size, 6);
	f = tree_open_file(t, &e, NULL);
	assert_false(tree_file_changed(f, NULL));
	assert_true(tree_file_seekable(f));
	assert_int_equal(tree_file_read(f, buf, 4, NULL), 4);
	assert_int_equal(tree_file_pread(f, buf, 4, 1, NULL), 4);
	assert_memory_equal(buf, "rom ", 4);
	append(path, "more");
	assert_true(tree_file_changed(f, NULL));
	assert_int_equal(tree_file_read(f, buf, sizeof(buf), NULL), 6);
	assert_int_equal(tree_file_read(f, buf, sizeof(buf), NULL), 0);
	tree_file_close(g_steal_pointer(&f));
	append(path, "!"); /* between tree_next and opening counts, too */
	f = tree_open_file(t, &e, NULL);
	assert_true(tree_file_changed(f, NULL));
	scratch_remove(dir);
}

static void
test_beside(void **state)
{
	char *dir = scratch_new();
	g_autoptr(tree) t = NULL;
	struct entry e;
	struct exception x;

	(void)state;
	scratch_file(dir, "a.list", "", -1);
	scratch_dir(dir, "d");
	scratch_file(dir, "d/b.list", "", -1);
	scratch_file(dir, "d/c.list", "", -1);
	t = tree_open(dir, NULL);
	while (tree_next(t, &e, &x, NULL) == STEP_NEXT) {
		g_autofree char *here = tree_beside(t, ".list", 0);
		g_autofree char *above = tree_beside(t, ".list", 1);

		assert_null(tree_beside(t, ".none", 0));
		if (g_str_has_prefix(e.path, "d/")) {
			assert_string_equal(here, "d/b.list");
			assert_string_equal(above, "a.list");
		} else if (*e.path != '\0') {
			assert_string_equal(here, "a.list");
			assert_null(above);
		}
	}
	scratch_remove(dir);
}

static void
test_lookup(void **state)
{
	static const struct {
		const char *path;
		int type;
	} cases[] = {
	    {"", ENTRY_DIRECTORY},
	    {"d", ENTRY_DIRECTORY},
	    {"d/f", ENTRY_FILE},
	    {"d/l", ENTRY_SYMLINK},
	    {"out", ENTRY_SYMLINK},
	    {"none", -1},
	    {"d/f/x", -1},
	    {"out/passwd", -1},
	    {"in/f", -1},
	    {"..", -1},
	    {"d/../d", -1},
	    {"d//f", -1},
	    {"/etc", -1},
	};
	char *dir = scratch_new();
	g_autoptr(tree) t = NULL;

	(void)state;
	scratch_file(dir, "d/f", "1", -1);
	make_symlink(dir, "f", "d/l");
	make_symlink(dir, "/etc", "out");
	make_symlink(dir, "d", "in");
	t = tree_open(dir, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (tree_lookup(t, cases[i].path) != cases[i].type)
			fail_msg("%s: %d", cases[i].path, tree_lookup(t, cases[i].path));
	assert_null(tree_open_path(t, "in/f", NULL));
	assert_null(tree_open_path(t, "out/passwd", NULL));
	assert_null(tree_open_path(t, "d", NULL));
	tree_file_close(tree_open_path(t, "d/f", NULL));
	scratch_remove(dir);
}

/* Both ways of opening keep inside. */
static void
test_beneath(void **state)
{
	static const char *const outside[] = {"..", "d/../..", "out/passwd", "d/out/passwd", "in/f",
	    "d/l", "/etc/passwd", "d/", "", "."};
	int (*const ways[])(int, const char *, int) = {beneath_open, beneath_open_by_name};
	char *dir = scratch_new();
	int root = open(dir, O_RDONLY | O_DIRECTORY), fd;

	(void)state;
	scratch_file(dir, "d/f", "1", -1);
	make_symlink(dir, "f", "d/l");
	make_symlink(dir, "/etc", "out");
	make_symlink(dir, "/etc", "d/out");
	make_symlink(dir, "d", "in");
	for (size_t way = 0; way < G_N_ELEMENTS(ways); way++) {
		for (size_t i = 0; i < G_N_ELEMENTS(outside); i++)
			assert_int_equal(ways[way](root, outside[i], O_WRONLY), -1);
		fd = ways[way](root, "d/f", O_RDONLY);
		assert_true(fd >= 0);
		assert_true((fcntl(fd, F_GETFL) & O_NOATIME) != 0);
		close(fd);
		fd = ways[way](root, "", O_RDONLY | O_DIRECTORY);
		assert_true(fd >= 0);
		close(fd);
	}
	close(root);
	scratch_remove(dir);
}

static void
test_single_file(void **state)
{
	char *dir = scratch_new(), buf[10];
	g_autofree char *path = scratch_path(dir, "x.mbox");
	g_autoptr(tree) t = NULL;
	g_autoptr(tree_file) f = NULL;
	struct entry e;
	struct exception x;

	(void)state;
	scratch_file(dir, "x.mbox", "hello", -1);
	make_symlink(dir, "x.mbox", "link");
	t = tree_open(path, NULL);
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_NEXT);
	assert_int_equal(e.type, ENTRY_FILE);
	assert_string_equal(e.path, "");
	assert_string_equal(e.name, "x.mbox");
	assert_int_equal(e.size, 5);
	f = tree_open_file(t, &e, NULL);
	assert_int_equal(tree_file_read(f, buf, sizeof(buf), NULL), 5);
	assert_int_equal(tree_next(t, &e, &x, NULL), STEP_END);
	assert_int_equal(tree_lookup(t, ""), ENTRY_FILE);
	assert_int_equal(tree_lookup(t, "cur"), -1);
	scratch_remove(dir);
}

static void
test_open_fails(void **state)
{
	char *dir = scratch_new();
	g_autofree char *fifo = scratch_path(dir, "fifo"), *none = scratch_path(dir, "none");
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_null(tree_open(fifo, &error));
	assert_int_equal(err_kind(error), ERR_IO);
	assert_null(tree_open(none, NULL));
	tree_close(NULL);
	tree_file_close(NULL);
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_special_entries),
	    cmocka_unit_test(test_swapped_for_symlink_or_fifo),
	    cmocka_unit_test(test_vanishing),
	    cmocka_unit_test(test_unreadable_directory),
	    cmocka_unit_test(test_deep),
	    cmocka_unit_test(test_many_files),
	    cmocka_unit_test(test_growing),
	    cmocka_unit_test(test_beside),
	    cmocka_unit_test(test_lookup),
	    cmocka_unit_test(test_beneath),
	    cmocka_unit_test(test_single_file),
	    cmocka_unit_test(test_open_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
