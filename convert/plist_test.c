/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of plist.c and bplist.c: what they read, and what they refuse. */
#include "convert/plist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define XML(dict)                                                                             \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD " \
	"PLIST "                                                                              \
	"1.0//EN\" \"x\">\n<plist version=\"1.0\">\n" dict "\n</plist>"

/* The values as "key=value ", sorted; "none" if it is no list. */
static char *
describe(const char *data, size_t len)
{
	g_autoptr(GHashTable) values = plist_read((const unsigned char *)data, len);
	g_autoptr(GList) keys = values != NULL ? g_hash_table_get_keys(values) : NULL;
	GString *s = g_string_new(values == NULL ? "none" : NULL);

	keys = g_list_sort(keys, (GCompareFunc)strcmp);
	for (GList *k = keys; k != NULL; k = k->next)
		g_string_append_printf(
		    s, "%s=%s ", (char *)k->data, (char *)g_hash_table_lookup(values, k->data));
	return g_string_free(s, FALSE);
}

static void
test_xml(void **state)
{
	static const struct {
		const char *text, *values;
	} cases[] = {
	    {XML("<dict><key>flags</key><integer>5</integer></dict>"), "flags=5 "},
	    {XML("<dict><key>a</key><string>x &amp; y</string><key>b</key><true/></dict>") "\n\n",
		"a=x & y b=true "},
	    {XML("<dict><key>a</key><date>2012-01-02T03:04:05Z</date></dict>"),
		"a=2012-01-02T03:04:05Z "},
	    {XML("<dict><key>a</key><dict><key>b</key><string>c</string></dict>"
		 "<key>d</key><array><string>e</string></array><key>f</key><real>1.5</real></"
		 "dict>"),
		"f=1.5 "},
	    {XML("<dict><key>a</key></dict>"), ""},
	    {XML("<dict><integer>1</integer></dict>"), ""},
	    {XML("<dict/>"), ""},
	    {XML("<array/>"), "none"},
	    {XML("<dict><key>a</key></dict>") "rest", "none"},
	    {"<?xml?><plist><dict>", "none"},
	    {"<?xml version='1.0'?><html/>", "none"},
	    {XML("<dict><key>a</key><string>\xff</string></dict>"), "none"},
	    {"", "none"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = describe(cases[i].text, strlen(cases[i].text));

		if (strcmp(got, cases[i].values) != 0)
			fail_msg("%s: %s", cases[i].text, got);
	}
}

/*
 * {"flags": 5, "date-received": 2001-01-01 00:01:40, "s": "\u00e9", "r": 0.5, "t": true, "d": {}},
 * one object after the other, then the offsets, then the trailer.
 */
static const char binary[] = "bplist00"
			     "\xd6\1\2\3\4\5\6\7\10\11\12\13\14" /* 0 at 8 */
			     "\x55"
			     "flags" /* 1 at 21 */
			     "\x5d"
			     "date-received" /* 2 at 27 */
			     "\x51"
			     "s" /* 3 at 41 */
			     "\x51"
			     "r" /* 4 at 43 */
			     "\x51"
			     "t" /* 5 at 45 */
			     "\x51"
			     "d"                        /* 6 at 47 */
			     "\x10\5"                   /* 7 at 49 */
			     "\x33\x40\x59\0\0\0\0\0\0" /* 8 at 51 */
			     "\x61\0\xe9"               /* 9 at 60 */
			     "\x22\x3f\0\0\0"           /* 10 at 63 */
			     "\x09"                     /* 11 at 68 */
			     "\xd0"                     /* 12 at 69 */
			     "\10\25\33\51\53\55\57\61\63\74\77\104\105"
			     "\0\0\0\0\0\0\1\1\0\0\0\0\0\0\0\15\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\106";

static void
test_binary(void **state)
{
	const size_t len = sizeof(binary) - 1;
	g_autofree char *got = describe(binary, len);

	(void)state;
	assert_string_equal(
	    got, "date-received=2001-01-01T00:01:40Z flags=5 r=0.5 s=\xc3\xa9 t=true ");
	for (size_t n = 0; n < len; n++) {
		g_autofree char *cut = describe(binary, n);

		assert_string_equal(cut, "none");
	}
}

/* Whether the text is one that plist_read may hand out. */
static bool
is_in_bounds(const char *text)
{
	return strlen(text) <= PLIST_TEXT_MAX && g_utf8_validate(text, -1, NULL);
}

static void
check_bounds(const unsigned char *data, size_t len)
{
	g_autoptr(GHashTable) values = plist_read(data, len);
	GHashTableIter each;
	gpointer key, value;

	if (values == NULL)
		return;
	assert_in_range(g_hash_table_size(values), 0, PLIST_VALUES_MAX);
	g_hash_table_iter_init(&each, values);
	while (g_hash_table_iter_next(&each, &key, &value)) {
		assert_true(is_in_bounds(key));
		assert_true(is_in_bounds(value));
	}
}

/* Whatever bit is flipped, it is no list, or one within the limits of plist.h. */
static void
test_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(binary) - 1; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			g_autofree unsigned char *copy = g_memdup2(binary, sizeof(binary) - 1);

			copy[i] = (unsigned char)(copy[i] ^ 1U << bit);
			check_bounds(copy, sizeof(binary) - 1);
		}
	}
}

static void
test_limits(void **state)
{
	g_autofree char *text = g_strnfill(PLIST_TEXT_MAX + 1, 'x');
	g_autofree char *long_text = g_strdup_printf(
	    XML("<dict><key>a</key><string>%s</string><key>b</key><true/></dict>"), text);
	g_autofree char *got = describe(long_text, strlen(long_text));
	g_autoptr(GString) many = g_string_new("<?xml?><plist><dict>");
	g_autofree char *none = NULL;

	(void)state;
	assert_string_equal(got, "b=true ");
	for (int i = 0; i <= PLIST_VALUES_MAX; i++)
		g_string_append_printf(many, "<key>%d</key><true/>", i);
	g_string_append(many, "</dict></plist>");
	none = describe(many->str, many->len);
	assert_string_equal(none, "none");
}

static void
test_seconds(void **state)
{
	static const struct {
		const char *text;
		bool ok;
		gint64 seconds;
	} cases[] = {
	    {"1581000000", true, 1581000000},
	    {"1581000000.75", true, 1581000000},
	    {"2020-02-06T14:40:00Z", true, 1581000000},
	    {"", false, 0},
	    {"now", false, 0},
	    {"12 monkeys", false, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		gint64 seconds = 0;

		if (plist_seconds(cases[i].text, &seconds) != cases[i].ok)
			fail_msg("%s", cases[i].text);
		if (cases[i].ok)
			assert_int_equal(seconds, cases[i].seconds);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_xml),
	    cmocka_unit_test(test_binary),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
