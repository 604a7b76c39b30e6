/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of mmdf.c: what lies between delimiters, and that every byte is accounted for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/mmdf_own.h"

#define CORPUS "../shared/corpus/mbox/toolmade/a.mmdf"

#define D "\1\1\1\1\n"
#define DCR "\1\1\1\1\r\n"
#define MAIL "Subject: x\n\nb\n" /* 14 bytes */
#define FROM "From a@b.c Thu Jan  1 00:00:01 2004\n"

static const struct {
	const char *name, *text, *events; /* events: run.brief */
} cases[] = {
    {"one", D MAIL D, "14+0 "},
    {"two", D MAIL D D MAIL D, "14+0 14+0 "},
    {"one delimiter between two", D MAIL D MAIL D, "14+0 14+0 "},
    {"CR LF", DCR "A: 1\r\n\r\nb\r\n" DCR DCR "A: 1\r\n\r\nc\r\n" DCR, "11+0 11+0 "},
    {"a From_ line", D FROM MAIL D D FROM MAIL D, "14+0 14+0 "},
    {"a From_ line in the body", D MAIL "\n" FROM MAIL D, "65+0 "},
    {"a bare From_ line", D "From \n" MAIL D, "14+0 "},
    {"a Content-Length says nothing", D "Content-Length: 99\n" MAIL D, "33+0 "},
    {"no delimiter behind the last", D MAIL D D MAIL, "14+0 truncated 14+0 "},
    {"no line end before the delimiter", D "A: 1\n\nb" D, "truncated 12+0 "},
    {"a delimiter with text behind it", D "A: 1\n\n\1\1\1\1x\n" D, "12+0 "},
    {"five of them", D "A: 1\n\n\1\1\1\1\1\n" D, "12+0 "},
    {"only a From_ line", D FROM D MAIL D, "no-header 0+0 14+0 "},
    {"only delimiters", D D D, ""},
    {"internal data",
	D FROM
	"Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\ntext\n" D D MAIL
	    D,
	"internal-data 14+0 "},
    {"internal data is the first only",
	D MAIL D D "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\n" D,
	"14+0 60+0 "},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *text = cases[i].text;
		struct run r;

		run_windows(&r, &mmdf_format, (const unsigned char *)text, strlen(text), false);
		if (strcmp(r.brief->str, cases[i].events) != 0)
			fail_msg("%s: %s", cases[i].name, r.brief->str);
		run_clear(&r);
	}
}

/* State stands in the header; the From_ line tells sender and date. */
static void
test_state(void **state)
{
	static const char text[] = D FROM "Status: RO\nX-Status: AF\nX-Keywords: work\n\nb\n" D;
	struct run r;

	(void)state;
	run_windows(&r, &mmdf_format, (const unsigned char *)text, strlen(text), false);
	assert_non_null(strstr(r.log->str,
	    "flags 1:7 received from-line-utc 1072915201 sender a@b.c line From a@b.c Thu Jan  1 "
	    "00:00:01 2004 k=work Status=RO X-Status=AF X-Keywords=work"));
	run_clear(&r);
}

/* A header, and a body, that are longer than what is looked at at once. */
static void
test_long(void **state)
{
	g_autoptr(GString) s = g_string_new(D);
	struct run r;

	(void)state;
	for (int i = 0; i < 30000; i++)
		g_string_append(s, "X-Long: 12345678901234567890\n");
	g_string_append(s, "\nbody\n" D D MAIL D);
	run_windows(&r, &mmdf_format, (const unsigned char *)s->str, s->len, false);
	assert_string_equal(r.brief->str, "870006+0 14+0 ");
	run_clear(&r);
}

/*
 * 92 delimiter lines are 46 pairs: 45 messages, as the corpus's README says, and c-client's
 * internal data. The mtx file of the same source has the same number.
 */
static void
test_corpus(void **state)
{
	g_autofree char *text = NULL;
	struct run r;
	gsize len;

	(void)state;
	if (!g_file_get_contents(CORPUS, &text, &len, NULL))
		skip();
	run_windows(&r, &mmdf_format, (unsigned char *)text, len, false);
	assert_int_equal(r.nmessages, 45);
	assert_int_equal(r.nexceptions, 1);
	assert_true(g_str_has_prefix(r.brief->str, "internal-data "));
	run_clear(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_state),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
