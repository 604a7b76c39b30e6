/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of from_line.c: the forms of docs/MAIL.md F-11 and F-12. */
#include "convert/from_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct from_case {
	const char *line;
	enum from_sender kind;
	const char *sender;
	bool date, received, rest;
};

static const struct from_case cases[] = {
    {"From a@b.c Thu Jan  1 00:00:01 1970", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c  Tue Mar 19 09:13:51 +0000 2019", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue Mar 19 09:13:51 2019 +0100", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue Mar 19 09:13:51 2019 +01:00", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue Mar 19 09:13:51 MET DST 2019", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue, 19 Mar 2019 09:13:51", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue Mar 19 09:13 2019", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Mar 19 09:13 2019", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue Mar 19 09:13:51 19", FROM_ADDRESS, "a@b.c", true, true, false},
    {"From a@b.c Tue ??? 19 09:13:51 2019", FROM_ADDRESS, "a@b.c", true, false, false},
    {"From u Tue Mar 19 09:13 2019 remote from host", FROM_WORD, "u", true, true, false},
    {"From u Tue Mar 19 09:13 2019 and more", FROM_WORD, "u", true, true, true},
    {"From a@b.c Mon Jan 00 00:00:00 0000", FROM_ADDRESS, "a@b.c", true, false, false},
    {"From a@b.c Thu Jan  1 00:00:00 1970", FROM_ADDRESS, "a@b.c", true, false, false},
    {"From - Fri Aug 24 11:55:47 2018", FROM_DASH, "-", true, true, false},
    {"From - ", FROM_DASH, "-", false, false, false},
    {"From ", FROM_EMPTY, "", false, false, false},
    {"From  \r", FROM_EMPTY, "", false, false, false},
    {"From Fri Aug 24 11:55:47 2018", FROM_EMPTY, "", true, true, false},
    {"From nobody Fri Aug 24 11:55:47 2018", FROM_WORD, "nobody", true, true, false},
    {"From jan Jan 24 11:55:47 2018", FROM_WORD, "jan", true, true, false},
    {"From mon Mon Jan 24 11:55:47 2018", FROM_WORD, "mon", true, true, false},
    {"From MAILER-DAEMON Fri Jul  8 12:08:34 2011", FROM_WORD, "MAILER-DAEMON", true, true, false},
    {"From \"a@b\" Fri Jul  8 12:08:34 2011", FROM_ADDRESS, "a@b", true, true, false},
    {"From a at b.c Fri Jul  8 12:08:34 2011", FROM_AT, "a at b.c", true, true, false},
    {"From ???@??? Fri Jul 08 12:08:34 2011", FROM_MASKED, "???@???", true, true, false},
    {"From h1!h2!u Fri Jul  8 12:08:34 2011", FROM_BANG, "h1!h2!u", true, true, false},
    {"From 1844347792267117879@xxx", FROM_NUMBER, "1844347792267117879@xxx", false, false, false},
    {"From 18-0f-1a.mbox@xxx Fri Jul  8 12:08:34 2011", FROM_NUMBER, "18-0f-1a.mbox@xxx", true,
	true, false},
    {"From b9704a518e21158433baa2cc2d591fea687967f6 Mon Sep 17 00:00:00 2001", FROM_HASH,
	"b9704a518e21158433baa2cc2d591fea687967f6", true, false, false},
    {"From yes, I tested it Thu Jan  1 00:00:01 1970", FROM_PROSE, "yes, I tested it", true, true,
	false},
    {"From what I see, it works", FROM_PROSE, "what I see, it works", false, false, false},
    {"From a@b.c:", FROM_PROSE, "a@b.c:", false, false, false},
    {"From \xfc\xff@b.c Fri Jul  8 12:08:34 2011", FROM_ADDRESS, "\xfc\xff@b.c", true, true, false},
};

static void
test_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct from_case *c = &cases[i];
		struct from_line f;

		from_line_parse((const unsigned char *)c->line, strlen(c->line), &f);
		if (f.kind != c->kind || f.has_date != c->date || f.has_rest != c->rest ||
		    from_line_received(&f) != c->received)
			fail_msg("%s: kind %d date %d rest %d", c->line, (int)f.kind, f.has_date,
			    f.has_rest);
		if (f.sender_len != strlen(c->sender) ||
		    memcmp(f.sender, c->sender, f.sender_len) != 0)
			fail_msg("%s: sender", c->line);
	}
}

static void
test_address(void **state)
{
	static const struct {
		const char *line, *address;
	} lines[] = {{"From a@b.c Fri Jul  8 12:08:34 2011", "a@b.c"}, {"From \"a@b\"", "a@b"},
	    {"From -", NULL}, {"From ???@???", NULL}, {"From 7@xxx", NULL}, {"From a at b", NULL},
	    {"From nobody", NULL}, {"From \xff@b.c", NULL}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *address = NULL;
		struct from_line f;

		from_line_parse((const unsigned char *)lines[i].line, strlen(lines[i].line), &f);
		address = from_line_address(&f);
		if (g_strcmp0(address, lines[i].address) != 0)
			fail_msg("%s", lines[i].line);
	}
}

static void
test_long(void **state)
{
	g_autofree char *line = g_strnfill(FROM_LINE_MAX * 4, 'x');
	struct from_line f;

	(void)state;
	memcpy(line, "From ", 5);
	from_line_parse((const unsigned char *)line, strlen(line), &f);
	assert_int_equal(f.kind, FROM_WORD);
	assert_int_equal(f.sender_len, FROM_LINE_MAX - 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_forms),
	    cmocka_unit_test(test_address),
	    cmocka_unit_test(test_long),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
