/* SPDX-License-Identifier: Apache-2.0 */
/* File names of Maildirs, as programs write them and as they should not. */
#include "convert/maildir_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/maildir_keywords.h"

#define SEEN FLAG_SEEN
#define ALL (FLAG_DRAFT | FLAG_FLAGGED | FLAG_FORWARDED | FLAG_ANSWERED | FLAG_SEEN | FLAG_DELETED)

static void
test_names(void **state)
{
	static const struct {
		const char *name;
		const char *unique;
		const char *info; /* NULL: none */
		guint flags;
		guint32 keywords;
		bool unknown;
		gint64 size, vsize, epoch; /* -1: none */
	} cases[] = {
	    {"1700000000.M1P2.host", "1700000000.M1P2.host", NULL, 0, 0, false, -1, -1, 1700000000},
	    {"1700000000.M1P2.host:2,", "1700000000.M1P2.host", ":2,", 0, 0, false, -1, -1,
		1700000000},
	    {"1.h:2,DFPRST", "1.h", ":2,DFPRST", ALL, 0, false, -1, -1, 1},
	    {"1.h!2,S", "1.h", "!2,S", SEEN, 0, false, -1, -1, 1},
	    {"1.h;2,S", "1.h", ";2,S", SEEN, 0, false, -1, -1, 1},
	    {"1.h,S=10,W=12:2,S", "1.h", ":2,S", SEEN, 0, false, 10, 12, 1},
	    {"1.h,U=5,FMD5=ab,W=7", "1.h", NULL, 0, 0, false, -1, 7, 1},
	    {"1.h:2,Sabz", "1.h", ":2,Sabz", SEEN, 1 | 2 | 1 << 25, false, -1, -1, 1},
	    {"1.h:2,SXa", "1.h", ":2,SXa", SEEN, 1, true, -1, -1, 1},
	    {"1.h:2,S,R", "1.h", ":2,S,R", SEEN, 0, false, -1, -1, 1},
	    {"a:2,S:2,R", "a:2", ":2,R", FLAG_ANSWERED, 0, false, -1, -1, -1},
	    {"1.h:1,S", "1.h:1", NULL, 0, 0, false, -1, -1, 1},
	    {"1.h,S=x,W=,S", "1.h", NULL, 0, 0, false, -1, -1, 1},
	    {"1.h,S=9999999999999999999", "1.h", NULL, 0, 0, false, -1, -1, 1},
	    {"1.h:2,S\xff", "1.h", ":2,S\xff", SEEN, 0, true, -1, -1, 1},
	    {":2,", "", ":2,", 0, 0, false, -1, -1, -1},
	    {"", "", NULL, 0, 0, false, -1, -1, -1},
	    {"encrypted!2,S", "encrypted", "!2,S", SEEN, 0, false, -1, -1, -1},
	    {"1252168370_3.14675.cthulhu!2,S", "1252168370_3.14675.cthulhu", "!2,S", SEEN, 0, false,
		-1, -1, 1252168370},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct maildir_name n;

		maildir_name_parse(cases[i].name, &n);
		assert_int_equal(n.unique_len, strlen(cases[i].unique));
		assert_memory_equal(cases[i].name, cases[i].unique, n.unique_len);
		if (cases[i].info == NULL)
			assert_null(n.info);
		else
			assert_string_equal(n.info, cases[i].info);
		assert_int_equal(n.flags, cases[i].flags);
		assert_int_equal(n.keywords, cases[i].keywords);
		assert_int_equal(n.unknown, cases[i].unknown);
		assert_int_equal(n.has_size ? (gint64)n.size : -1, cases[i].size);
		assert_int_equal(n.has_vsize ? (gint64)n.vsize : -1, cases[i].vsize);
		assert_int_equal(n.epoch, cases[i].epoch);
	}
}

static void
test_unique(void **state)
{
	struct maildir_name a, b;

	(void)state;
	maildir_name_parse("17.M1.host:2,S", &a);
	maildir_name_parse("17.M1.host,S=4", &b);
	assert_int_equal(a.unique_len, 10);
	assert_int_equal(b.unique_len, 10);
}

static void
test_usual(void **state)
{
	static const struct {
		const char *name;
		bool usual;
	} cases[] = {
	    {"1700000000.M1P2.host", true},
	    {"1700000000.M1P2.host.example.org,S=4", true},
	    {"946684800.5.host", true},
	    {"1700000000.host", false},
	    {"1700000000..host", false},
	    {"1700000000.M1P2.", false},
	    {"17000000001.M1P2.host", false},
	    {"1.2.3", false},
	    {"main.c", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		if (maildir_name_usual(cases[i].name) != cases[i].usual)
			fail_msg("%s", cases[i].name);
}

static void
test_keywords(void **state)
{
	struct maildir_keywords k = {0};

	(void)state;
	maildir_keywords_parse(&k,
	    "0 $label1\n1 Junk\n1 again\n25 last\n26 over\n-1 minus\nx y\n"
	    "3\n4 \n5 with blank\n6 \xff\n2 two");
	assert_string_equal(k.names[0], "$label1");
	assert_string_equal(k.names[1], "Junk");
	assert_string_equal(k.names[2], "two");
	assert_null(k.names[3]);
	assert_null(k.names[4]);
	assert_string_equal(k.names[5], "with blank");
	assert_null(k.names[6]);
	assert_string_equal(k.names[25], "last");
	maildir_keywords_clear(&k);
	assert_null(k.names[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_unique),
	    cmocka_unit_test(test_usual),
	    cmocka_unit_test(test_keywords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
