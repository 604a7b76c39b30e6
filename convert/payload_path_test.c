/* SPDX-License-Identifier: Apache-2.0 */
/* Paths in the payload and their order. */
#include "convert/payload_path.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/payload_order.h"

static const struct {
	const char *path, *below; /* NULL: refused */
} paths[] = {
    {"data", ""},
    {"data/a", "a"},
    {"data/a/b c/\n", "a/b c/\n"},
    {"data/...", "..."},
    {"data/..a/.b", "..a/.b"},
    {"data/\xff", "\xff"},
    {NULL, NULL},
    {"", NULL},
    {"dat", NULL},
    {"datax", NULL},
    {"datax/a", NULL},
    {"/data/a", NULL},
    {"./data/a", NULL},
    {"data/", NULL},
    {"data//a", NULL},
    {"data/a/", NULL},
    {"data/.", NULL},
    {"data/..", NULL},
    {"data/a/..", NULL},
    {"data/../a", NULL},
    {"data/a/./b", NULL},
};

static void
test_below(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		const char *below = payload_path_below(paths[i].path);

		if (g_strcmp0(below, paths[i].below) != 0)
			fail_msg("%s: %s", paths[i].path, below);
	}
}

static void
test_length(void **state)
{
	g_autofree char *long_name = g_strnfill(PAYLOAD_PATH_MAX - 5, 'x');
	g_autofree char *most = g_strconcat("data/", long_name, NULL);
	g_autofree char *more = g_strconcat(most, "x", NULL);

	(void)state;
	assert_string_equal(payload_path_below(most), long_name);
	assert_null(payload_path_below(more));
}

static void
test_made(void **state)
{
	g_autofree char *source = payload_path("s", ""), *below = payload_path("s", "a/b");

	(void)state;
	assert_string_equal(source, "data/s");
	assert_string_equal(below, "data/s/a/b");
}

/* Directories end in '/', the root is "/"; the last one of each list, and no other, is refused if bad. */
static const struct {
	const char *name;
	const char *entries[8];
	bool good;
} orders[] = {
    {"root", {"/"}, true},
    {"tree", {"/", "s/", "s/a/", "s/a/x", "s/a/y", "s/b", "s/c/", "t"}, true},
    {"up several", {"/", "s/", "s/a/", "s/a/b/", "s/a/b/c", "s/b"}, true},
    {"sources need no order", {"/", "t", "s", "a/", "a/x"}, true},
    {"names are compared, not paths", {"/", "s/", "s/a/", "s/a/x", "s/a-b"}, true},
    {"high bytes last", {"/", "s/", "s/a", "s/\xc3\xa4"}, true},
    {"prefix first", {"/", "s/", "s/a", "s/ab"}, true},
    {"no root", {"s"}, false},
    {"root twice", {"/", "/"}, false},
    {"source twice", {"/", "s", "t", "s"}, false},
    {"entry twice", {"/", "s/", "s/a", "s/a"}, false},
    {"file again as directory", {"/", "s/", "s/a", "s/a/"}, false},
    {"below a file", {"/", "s/", "s/a", "s/a/b"}, false},
    {"below a source that is a file", {"/", "s", "s/a"}, false},
    {"backwards", {"/", "s/", "s/b", "s/a"}, false},
    {"back into a directory", {"/", "s/", "s/a/", "s/a/x", "s/b", "s/a/y"}, false},
    {"into no directory", {"/", "s/", "s/a/b"}, false},
    {"into another source", {"/", "s/", "t/a"}, false},
    {"into a name that begins alike", {"/", "s/", "s/ab/", "s/a/x"}, false},
};

static void
test_order(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
		struct payload_order *o = payload_order_new();
		bool good = true;

		for (guint n = 0; n < 8 && orders[i].entries[n] != NULL; n++) {
			g_autofree char *path = g_strdup(orders[i].entries[n]);
			bool directory = g_str_has_suffix(path, "/");

			if (!good)
				fail_msg("%s: refused too soon", orders[i].name);
			if (directory)
				path[strlen(path) - 1] = '\0';
			good = payload_order_take(
			    o, path, directory ? PAYLOAD_DIRECTORY : PAYLOAD_FILE);
		}
		if (good != orders[i].good)
			fail_msg("%s", orders[i].name);
		payload_order_free(o);
	}
	payload_order_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_below),
	    cmocka_unit_test(test_length),
	    cmocka_unit_test(test_made),
	    cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
