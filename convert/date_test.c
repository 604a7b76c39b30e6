/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of date.c. */
#include "convert/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NONE G_MININT64

struct date_case {
	const char *text;
	gint64 time; /* NONE: no valid date */
	bool zone;
};

static const struct date_case fields[] = {
    {"Fri, 21 Nov 1997 09:55:06 -0600", 880127706, true},
    {"Tue, 1 Jul 2003 10:52:37 +0200 (CEST)", 1057049557, true},
    {"21 Nov 97 09:55:06 GMT", 880106106, true},
    {"Fri, 21-Nov-97 09:55:06 GMT", 880106106, true},
    {"Fri (day), 21 (of) Nov (\\)) 1997 09:55:06 (zone) -0600", 880127706, true},
    {"Thu,\r\n 1 Jan\r\n\t1970 00:00:00 +0000", 0, true},
    {"Thu, 1 Jan 1970 00:00:00 +01:00", -3600, true},
    {"Fri, 23 Aug 2002 2:32:53 -0400", 1030084373, true},
    {"Sat Feb  6 23:42:23 2010", 1265499743, false},
    {"Sat Feb  6 23:42:23 MET DST 2010", 1265492543, true},
    {"1 Jan 2038 00:00:00 +0000", 2145916800, true},
    {"1 Jan 2100 00:00:00 +0000", 4102444800, true},
    {"31 Dec 9999 23:59:59 +0000", 253402300799, true},
    {"29 Feb 2000 00:00 +0000", 951782400, true},
    {"12 Jan 2004", 1073865600, false},
    {"12 January 104 10:00 XYZ", 1073901600, false},
    {"12 Jan 2004 3:04:05 PM +0000", 1073919845, true},
    {"12 Jan 2004 12:00 AM GMT", 1073865600, true},
    {"12 Jan 2004 10:00:00 GMT+0100", 1073898000, true},
    {"lun., 12 Jan 2004 10:00:00.123 +0000", 1073901600, true},
    {"12 Jan 2004 10:00:00 +9999", 1073901600, false},
    {"12 Jan 2004 23:59:60 +0000", 1073952000, true},
    {"29 Feb 2001 00:00:00 +0000", NONE, false},
    {"Mon, 00 Jan 0000 00:00:00 +0000", NONE, false},
    {"12 Jan 0000 00:00:00 +0000", NONE, false},
    {"12 Jan 2004 25:00:00 +0000", NONE, false},
    {"yesterday", NONE, false},
    {"(12 Jan 2004", NONE, false},
    {"", NONE, false},
};

static void
test_fields(void **state)
{
	struct date d;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		bool ok = date_parse(fields[i].text, strlen(fields[i].text), &d);

		if (ok != (fields[i].time != NONE))
			fail_msg("%s: %s", fields[i].text, ok ? "a date" : "no date");
		if (ok && (d.time != fields[i].time || d.has_zone != fields[i].zone))
			fail_msg("%s: %" G_GINT64_FORMAT, fields[i].text, d.time);
	}
}

/* rest: what follows the match; NULL: no match. */
static const struct {
	const char *text, *rest;
	bool valid;
} matches[] = {
    {"Thu Jan  1 00:00:00 1970", "", true},
    {"Tue Mar 19 09:13:51 +0000 2019", "", true},
    {"Tue Mar 19 09:13:51 2019 +0000 x", " x", true},
    {"Tue Mar 19 09:13 EST 2019", "", true},
    {"Jan 1 0:00 70 remote from host", " remote from host", true},
    {"Wed, 19 Mar 2019 09:13:51", "", true},
    {"Mon Jan 00 00:00:00 0000", "", false},
    {"Mon ??? 00 00:00:00 2000", "", false},
    {"Thu Jan  1 1970", NULL, false},
    {"Thu 1 00:00:00 1970", NULL, false},
    {" Thu Jan  1 00:00:00 1970", NULL, false},
    {"x Thu Jan  1 00:00:00 1970", NULL, false},
    {"", NULL, false},
};

static void
test_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(matches); i++) {
		const char *text = matches[i].text;
		struct date d;
		size_t n = date_match(text, strlen(text), &d);

		if ((n > 0) != (matches[i].rest != NULL))
			fail_msg("%s: %zu", text, n);
		if (n > 0 &&
		    (strcmp(text + n, matches[i].rest) != 0 || d.valid != matches[i].valid))
			fail_msg("%s: rest \"%s\"", text, text + n);
	}
}

static void
test_asctime(void **state)
{
	static const struct {
		gint64 time;
		const char *text;
	} times[] = {{0, "Thu Jan  1 00:00:00 1970"}, {951782400, "Tue Feb 29 00:00:00 2000"},
	    {-1, "Wed Dec 31 23:59:59 1969"}, {253402300799, "Fri Dec 31 23:59:59 9999"},
	    {253402300800, "Thu Jan  1 00:00:00 1970"}, {G_MAXINT64, "Thu Jan  1 00:00:00 1970"},
	    {G_MININT64, "Thu Jan  1 00:00:00 1970"}};
	char out[DATE_ASCTIME_SIZE];
	struct date d;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
		date_asctime(times[i].time, out);
		assert_string_equal(out, times[i].text);
		assert_int_equal(date_match(out, strlen(out), &d), 24);
	}
	for (gint64 t = -2208988800; t < 253402300799; t += 9876543) {
		date_asctime(t, out);
		assert_true(date_parse(out, strlen(out), &d));
		assert_int_equal(d.time, t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_fields),
	    cmocka_unit_test(test_match),
	    cmocka_unit_test(test_asctime),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
