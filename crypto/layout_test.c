/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of layout.c. Run from the root of the source, for docs/. */
#include "crypto/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The copy that people read is the constant that pouches begin with. */
static void
test_readme(void **state)
{
	g_autofree char *copy = NULL;
	gsize len;

	(void)state;
	if (!g_file_get_contents("docs/POUCH-README.txt", &copy, &len, NULL))
		skip();
	assert_int_equal(len, strlen(pouch_readme));
	assert_string_equal(copy, pouch_readme);
}

static const struct named {
	const char *name;
	enum packed_kind kind;
	guint64 number;
} names[] = {
    {"seg/00000000.age", PACKED_SEGMENT, 0},
    {"seg/99999999.age", PACKED_SEGMENT, MEMBER_NUMBER_MAX},
    {"man/00000012-tree-facts.age", PACKED_TREE_FACTS, 12},
    {"man/00000012-tree-index.age", PACKED_TREE_INDEX, 12},
    {"man/00000001-mail-facts.age", PACKED_MAIL_FACTS, 1},
    {"man/00000001-mail-index.age", PACKED_MAIL_INDEX, 1},
};

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		char name[MEMBER_NAME_SIZE];
		enum packed_kind kind;
		guint64 number;

		packed_name(names[i].kind, names[i].number, name);
		assert_string_equal(name, names[i].name);
		assert_true(packed_parse(name, &kind, &number));
		assert_int_equal(kind, names[i].kind);
		assert_int_equal(number, names[i].number);
	}
}

static const char *const no_names[] = {"", "seg/", "seg/0.age", "seg/000000000.age",
    "seg/+0000001.age", "seg/ 0000001.age", "seg/00000001", "seg/00000001.age ", "man/00000001.age",
    "seg/00000001-mail-facts.age", "man/00000001-mail-facts", "seg/100000000.age",
    "seg/18446744073709551615.age", "seg/99999999999999999999999.age", "SEG/00000001.age",
    "keys/000.age", "seg/-0000001.age"};

static void
test_no_names(void **state)
{
	enum packed_kind kind;
	guint64 number;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(no_names); i++)
		if (packed_parse(no_names[i], &kind, &number))
			fail_msg("%s", no_names[i]);
}

#define START MEMBER_README, MEMBER_PREAMBLE

/* Names that are taken in this order but for the last; each list ends in NULL. */
static const struct order {
	const char *what;
	const char *names[8];
} refused[] = {
    {"no README", {MEMBER_PREAMBLE}},
    {"README twice", {START, MEMBER_README}},
    {"slot first", {MEMBER_README, "keys/000.age"}},
    {"slots from 1", {START, "keys/001.age"}},
    {"slot twice", {START, "keys/000.age", "keys/000.age"}},
    {"slot left out", {START, "keys/000.age", "keys/002.age"}},
    {"slot behind segment", {START, "keys/000.age", "seg/00000000.age", "keys/001.age"}},
    {"segment twice", {START, "seg/00000004.age", "seg/00000004.age"}},
    {"segment left out", {START, "seg/00000004.age", "seg/00000006.age"}},
    {"segment back", {START, "seg/00000004.age", "seg/00000003.age"}},
    {"chunk left out",
	{START, "man/00000000-mail-facts.age", "man/00000000-tree-facts.age",
	    "man/00000002-mail-facts.age"}},
    {"index listed", {START, MEMBER_INDEX}},
    {"unknown", {START, "pad/00000000"}},
};

static void
test_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct data_order o = {0};
		const char *const *name = refused[i].names;

		for (; name[1] != NULL; name++)
			if (!data_order_take(&o, *name))
				fail_msg("%s: %s", refused[i].what, *name);
		if (data_order_take(&o, *name))
			fail_msg("%s: %s was taken", refused[i].what, *name);
	}
}

static void
test_slots_max(void **state)
{
	struct data_order o = {.nfixed = 2};
	char name[MEMBER_NAME_SIZE];

	(void)state;
	for (unsigned i = 0; i <= SLOTS_MAX; i++) {
		g_snprintf(name, sizeof(name), "keys/%03u.age", i);
		assert_int_equal(data_order_take(&o, name), i < SLOTS_MAX);
	}
}

static void
test_levels(void **state)
{
	(void)state;
	assert_int_equal(packed_level(PACKED_SEGMENT), LEVEL_CONTENT);
	assert_int_equal(packed_level(PACKED_TREE_FACTS), LEVEL_FACTS);
	assert_int_equal(packed_level(PACKED_MAIL_INDEX), LEVEL_INDEX);
	assert_string_equal(level_name(LEVEL_CONTENT), "content");
	assert_memory_equal(packed_tag(PACKED_SEGMENT), "seg", 4);
	assert_memory_equal(packed_tag(PACKED_MAIL_INDEX), "midx", 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_readme),
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_no_names),
	    cmocka_unit_test(test_order),
	    cmocka_unit_test(test_slots_max),
	    cmocka_unit_test(test_levels),
	};

	return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
