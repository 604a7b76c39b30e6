/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mork.c: docs/MAIL.md F-16, F-51. */
#include "convert/mork.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MAGIC "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n"
#define COLUMNS "< <(a=c)> // (f=iso-8859-1)\n  (80=rows)(81=subject)(82=id)>\n"

/* What is told: "+" or "-" for a row, its scope and id; its cells behind it. */
static void
on_row(void *user, struct mork_text scope, guint32 id, bool cut)
{
	g_string_append_printf(user, "%c%.*s/%x ", cut ? '-' : '+', (int)scope.len, scope.s, id);
}

static void
on_cell(void *user, struct mork_text column, struct mork_text value)
{
	g_autofree char *text = mork_text_dup(value);

	g_string_append_printf(user, "%.*s=%s ", (int)column.len, column.s, text);
}

static const struct {
	const char *name;
	const char *text;
	bool whole;
	const char *events;
} cases[] = {
    {"empty", MAGIC, true, ""},
    {"not Mork", "<(80=x)>", false, ""},
    {"a row", MAGIC COLUMNS "[1:^80(^81=hello)(^82=5)]", true, "+rows/1 subject=hello id=5 "},
    {"CR line ends",
	"// <!-- <mdb:mork:z v=\"1.4\"/> -->\r< <(a=c)> // (f=x)\r(80=s)>\r[A:^80(^80=v)]\r", true,
	"+s/a s=v "},
    {"atoms", MAGIC COLUMNS "<(83=one)(84\n  =two)>[1:^80(^81^83)(^82^84)(^81^99)]", true,
	"+rows/1 subject=one id=two subject= "},
    {"a table", MAGIC COLUMNS "{1:^80 {(k^97:c)(s=9)1:m } [2(^81=x)] 3 -4 5:m [6:m(^81=y)]}", true,
	"+rows/2 subject=x +m/6 subject=y "},
    {"a literal column", MAGIC "[1:s(name=x)(k^97:c)]", true, "+s/1 name=x k= "},
    {"cut", MAGIC COLUMNS "[-1:^80(^81=x)-(^82=y)]", true, "-rows/1 subject=x "},
    {"row meta", MAGIC COLUMNS "[1:^80[(s=9)](^81=x)]", true, "+rows/1 subject=x "},
    {"escapes", MAGIC COLUMNS "[1:^80(^81=a\\)b\\\\c$C3$a4\\\nd\\\r\ne$zz\\$41)]", true,
	"+rows/1 subject=a)b\\cäde$zz$41 "},
    {"a group", MAGIC COLUMNS "@$${1{@[1:^80(^81=x)]@$$}1}@[2:^80]", true,
	"+rows/1 subject=x +rows/2 "},
    {"a group taken back", MAGIC COLUMNS "@$${1{@[1:^80(^81=x)]@$$}~~}@[2:^80]", true, "+rows/2 "},
    {"an unfinished group", MAGIC COLUMNS "[1:^80]@$${1{@[2:^80(^81=", true, "+rows/1 "},
    {"cut in a cell", MAGIC COLUMNS "[1:^80(^81=x", false, "+rows/1 "},
    {"cut in a dictionary", MAGIC "<(80=x)", false, ""},
    {"cut in a table", MAGIC COLUMNS "{1:^80 [1]", false, "+rows/1 "},
    {"cut in meta", MAGIC "{1:m {(k=x)", false, ""},
    {"other text", MAGIC "hello", false, ""},
    {"a long number", MAGIC "[123456789:m]", false, ""},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) events = g_string_new(NULL);
		const struct mork_reader r = {.user = events, .row = on_row, .cell = on_cell};
		bool whole = mork_parse(cases[i].text, strlen(cases[i].text), &r);

		if (whole != cases[i].whole || strcmp(events->str, cases[i].events) != 0)
			fail_msg("%s: %d %s", cases[i].name, whole, events->str);
	}
}

/* Many groups that nothing ends, and atoms over the limit: time and memory stay bounded. */
static void
test_hostile(void **state)
{
	g_autoptr(GString) text = g_string_new(MAGIC);
	g_autoptr(GString) events = g_string_new(NULL);
	const struct mork_reader r = {.user = events, .row = on_row, .cell = on_cell};

	(void)state;
	for (int i = 0; i < 300000; i++)
		g_string_append(text, "@$${1{@");
	assert_true(mork_parse(text->str, text->len, &r));
	g_string_append(text, "@$$}1}@");
	assert_true(mork_parse(text->str, text->len, &r));
	g_string_assign(text, MAGIC "<");
	for (guint i = 0; i <= MORK_ATOMS_MAX; i++)
		g_string_append_printf(text, "(%x=)", i);
	g_string_append(text, ">");
	assert_false(mork_parse(text->str, text->len, &r));
}

static void
test_numbers(void **state)
{
	guint64 n;

	(void)state;
	assert_true(mork_text_number((struct mork_text){"1f", 2}, 16, &n) && n == 31);
	assert_true(mork_text_number((struct mork_text){"18446744073709551615", 20}, 10, &n));
	assert_false(mork_text_number((struct mork_text){"18446744073709551616", 20}, 10, &n));
	assert_false(mork_text_number((struct mork_text){"-1", 2}, 10, &n));
	assert_false(mork_text_number((struct mork_text){"", 0}, 10, &n));
	assert_false(mork_text_number((struct mork_text){"1f", 2}, 10, &n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_hostile),
	    cmocka_unit_test(test_numbers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
