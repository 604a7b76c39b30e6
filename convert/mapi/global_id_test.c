/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of global_id.c (C3): UIDs from global object ids. */
#include "convert/mapi/global_id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/walltime.h"

#define CLASS_ID "\x04\x00\x00\x00\x82\x00\xe0\x00\x74\xc5\xb7\x10\x1a\x82\xe0\x08"
#define TIMES "\1\2\3\4\5\6\7\10\0\0\0\0\0\0\0\0"
#define HEAD CLASS_ID "\0\0\0\0" TIMES
#define CLASS_HEX "040000008200E00074C5B7101A82E008"
#define TIMES_HEX "01020304050607080000000000000000"

#define BYTES(text) text, sizeof(text) - 1

static void
test_uid(void **state)
{
	static const struct {
		const char *name, *bytes;
		size_t len;
		const char *uid;
	} cases[] = {
	    {"of Outlook", BYTES(HEAD "\2\0\0\0\xab\xcd"),
		CLASS_HEX "00000000" TIMES_HEX "02000000ABCD"},
	    {"of an instance", BYTES(CLASS_ID "\x07\xe4\1\7" TIMES "\0\0\0\0"),
		CLASS_HEX "00000000" TIMES_HEX "00000000"},
	    {"foreign", BYTES(HEAD "\x10\0\0\0vCal-Uid\1\0\0\0a@b"), "a@b"},
	    {"foreign with an end", BYTES(HEAD "\x10\0\0\0vCal-Uid\1\0\0\0a@b\0zzz"), "a@b"},
	    {"foreign, unprintable", BYTES(HEAD "\x10\0\0\0vCal-Uid\1\0\0\0a\n"),
		CLASS_HEX "00000000" TIMES_HEX "100000007643616C2D55696401000000610A"},
	    {"short", BYTES("\1\2"), "0102"},
	    {"empty", "", 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *uid = global_id_uid(cases[i].bytes, cases[i].len);

		if (g_strcmp0(uid, cases[i].uid) != 0)
			fail_msg("%s: %s", cases[i].name, uid);
	}
}

static void
test_instance(void **state)
{
	gint64 day = 0;

	(void)state;
	assert_true(global_id_instance(BYTES(CLASS_ID "\x07\xe4\1\7" TIMES "\0\0\0\0"), &day));
	assert_int_equal(day, wall_day(2020, 1, 7));
	assert_false(global_id_instance(BYTES(HEAD "\0\0\0\0"), &day));
	assert_false(global_id_instance(BYTES(CLASS_ID "\x07\xe4\15\7" TIMES "\0\0\0\0"), &day));
	assert_false(global_id_instance(BYTES(CLASS_ID "\x07\xe4\1\7"), &day));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_uid),
	    cmocka_unit_test(test_instance),
	};

	return cmocka_run_group_tests_name("global id", tests, NULL, NULL);
}
