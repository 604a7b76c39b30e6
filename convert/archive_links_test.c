/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of archive_links.c. */
#include "convert/archive_links.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
assert_taken(char *got, const char *wanted)
{
	g_autofree char *taken = got;

	if (wanted == NULL)
		assert_null(taken);
	else
		assert_string_equal(taken, wanted);
}

static void
test_take(void **state)
{
	struct archive_links *l = archive_links_new();

	(void)state;
	assert_true(archive_links_empty(l));
	assert_true(archive_links_add(l, "a", "1"));
	assert_true(archive_links_add(l, "a", "2"));
	assert_true(archive_links_add(l, "b", "3"));
	assert_taken(archive_links_take(l, "a"), "2");
	assert_taken(archive_links_take(l, "c"), NULL);
	assert_taken(archive_links_take(l, "a"), "1");
	assert_taken(archive_links_take(l, "a"), NULL);
	assert_false(archive_links_empty(l));
	assert_taken(archive_links_take_any(l), "3");
	assert_true(archive_links_empty(l));
	assert_taken(archive_links_take_any(l), NULL);
	archive_links_free(l);
	archive_links_free(NULL);
}

/* Short names are held against the limit by what they take, and each is given once. */
static void
test_many(void **state)
{
	struct archive_links *l = archive_links_new();
	guint n = 0, taken = 0;
	char target[16];

	(void)state;
	while (g_snprintf(target, sizeof(target), "%u", n), archive_links_add(l, target, "x"))
		n++;
	assert_in_range(n, 100000, ARCHIVE_LINKS_MAX / 100);
	for (char *path; (path = archive_links_take_any(l)) != NULL; g_free(path))
		taken++;
	assert_int_equal(taken, n);
	archive_links_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_take),
	    cmocka_unit_test(test_many),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
