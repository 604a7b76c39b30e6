/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of MBX, mtx and tenex: their record lines, and what is no record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/recordline.h"
#include "tests/sized_own.h"

#define CORPUS "../shared/corpus/mbox/toolmade/"

/* Of 20 bytes: */
#define MAIL "Subject: x\r\n\r\nbody\r\n"
#define AT " 9-Feb-2000 22:02:00 +0100,"
#define L20 AT "20;000000000001\r\n"

struct sized_case {
	const char *name, *text, *events; /* events: run.brief */
};

static const struct sized_case cases[] = {
    {"one", L20 MAIL, "20+0 "},
    {"two", L20 MAIL L20 MAIL, "20+0 20+0 "},
    {"no message", AT "0;000000000000\r\n" L20 MAIL, "0+0 20+0 "},
    {"no message at the end", L20 MAIL AT "0;000000000000\r\n", "20+0 0+0 "},
    {"a record line in the body is none",
	AT "61;000000000000\r\n" L20 "Subject: y\r\n\r\nb\r\n" L20 MAIL, "61+0 20+0 "},
    {"a size that ends inside", AT "19;000000000000\r\n" MAIL L20 MAIL, "wrong-size 20+0 20+0 "},
    {"a size that ends behind", AT "25;000000000000\r\n" MAIL L20 MAIL, "wrong-size 20+0 20+0 "},
    {"the file is cut", L20 MAIL L20 "Subject: x\r\n", "20+0 wrong-size 12+0 "},
    {"cut behind a line", L20 MAIL L20, "20+0 wrong-size 0+0 "},
    {"cut in a line", L20 MAIL " 9-Feb-2000 22:02", "wrong-size 37+0 "},
    {"only other text", "Subject: x\r\n\r\n", "unframed "},
    {"other text in front", "x\r\n" L20 MAIL, "unframed 20+0 "},
    {"a size beyond 64 bits", AT "99999999999999999999;000000000000\r\n" MAIL, "unframed "},
    {"a huge size", AT "999999999999999999;000000000000\r\n" MAIL, "wrong-size 20+0 "},
    {"empty", "", ""},
};

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct sized_case *c = &cases[i];
		struct run r;

		run_windows(&r, &sized_mtx, (const unsigned char *)c->text, strlen(c->text), true);
		if (strcmp(r.brief->str, c->events) != 0)
			fail_msg("%s: %s", c->name, r.brief->str);
		run_clear(&r);
	}
}

/* Where the file cannot be looked at ahead, the size is believed, and what follows is found again. */
static void
test_not_seekable(void **state)
{
	static const struct sized_case streams[] = {
	    {"sound", L20 MAIL L20 MAIL, "20+0 20+0 "},
	    {"ends inside", AT "15;000000000000\r\n" MAIL L20 MAIL, "15+0 unframed 20+0 "},
	    {"ends behind", AT "25;000000000000\r\n" MAIL L20 MAIL L20 MAIL, "25+0 unframed 20+0 "},
	    {"is cut", L20 "Subject: x\r\n", "wrong-size 12+0 "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(streams); i++) {
		const struct sized_case *c = &streams[i];
		struct run r;

		run_windows(&r, &sized_mtx, (const unsigned char *)c->text, strlen(c->text), false);
		if (strcmp(r.brief->str, c->events) != 0)
			fail_msg("%s: %s", c->name, r.brief->str);
		run_clear(&r);
	}
}

static void
test_recordline(void **state)
{
	static const struct {
		enum recordline_kind kind;
		const char *text;
		bool ok;
	} lines[] = {
	    {RECORDLINE_MBX, AT "1;000000000001-00000000\r\n", true},
	    {RECORDLINE_MBX, "19-Feb-2000 22:02:00 -1130,1;0000000a800F-0000abcd\r\n", true},
	    {RECORDLINE_MTX, L20, true},
	    {RECORDLINE_TENEX, AT "20;000000000001\n", true},
	    {RECORDLINE_TENEX, L20, false},
	    {RECORDLINE_MTX, AT "20;000000000001\n", false},
	    {RECORDLINE_MTX, AT "20;000000000008\r\n", false},
	    {RECORDLINE_MTX, AT "20;00000000001\r\n", false},
	    {RECORDLINE_MTX, AT ";000000000001\r\n", false},
	    {RECORDLINE_MTX, AT "-1;000000000001\r\n", false},
	    {RECORDLINE_MTX, "39-Feb-2000 22:02:00 +0100,20;000000000001\r\n", false},
	    {RECORDLINE_MTX, " 9-Xxx-2000 22:02:00 +0100,20;000000000001\r\n", false},
	    {RECORDLINE_MBX, AT "1;000000000001 00000000\r\n", false},
	    {RECORDLINE_MBX, AT "1;00000000000g-00000000\r\n", false},
	    {RECORDLINE_MBX, "", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
		const unsigned char *p = (const unsigned char *)lines[i].text;
		struct recordline l;

		if (recordline_parse(lines[i].kind, p, strlen(lines[i].text), &l) != lines[i].ok)
			fail_msg("%s", lines[i].text);
		for (size_t n = 0; n < strlen(lines[i].text); n++)
			assert_false(recordline_parse(lines[i].kind, p, n, &l));
	}
}

static void
append_mbx(GString *s, const char *line, const char *mail)
{
	g_string_append(s, line);
	g_string_append(s, "\r\n");
	g_string_append(s, mail);
}

/* Flags, keywords, UID, an expunged record: everything that only MBX has. */
static void
test_mbx(void **state)
{
	g_autoptr(GString) s = g_string_new("*mbx*\r\n3f00000000000007\r\nWork\r\n\r\n");
	const char *at;
	struct run r;

	(void)state;
	g_string_append(s, "Play\r\n\xff\r\n");
	g_string_set_size(s, 2048);
	memset(s->str + 60, 0, 2048 - 60);
	append_mbx(s, AT "20;0000000f002f-00000001", MAIL);
	append_mbx(s, AT "20;000000008011-00000002", MAIL);
	append_mbx(s, " 9-Feb-2000 22:02:00 +0000,20;000000000010-00000003", MAIL);
	run_windows(&r, &sized_mbx, (const unsigned char *)s->str, s->len, true);
	assert_string_equal(r.brief->str, "20+0 expunged 20+0 ");
	assert_int_equal(r.nmessages, 2);
	at = strstr(r.log->str,
	    "flags 1:5f received store 950130120 sender - line - k=Work k=Play "
	    "record-line= 9-Feb-2000 22:02:00 +0100,20;0000000f002f-00000001 "
	    "mbx-uidvalidity=3f000000\n");
	assert_non_null(at);
	assert_non_null(strstr(at, "flags 1:0 received store 950133720"));
	run_clear(&r);
}

static void
test_mbx_cut(void **state)
{
	static const char text[] = "*mbx*\r\n3f00000000000007\r\nWork\r\n";
	struct run r;

	(void)state;
	run_store(&r, &sized_mbx, (const unsigned char *)text, strlen(text), 8, true);
	assert_string_equal(r.brief->str, "truncated ");
	run_clear(&r);
}

static int
probe(const struct store_ops *ops, const char *text, size_t size)
{
	const struct entry e = {.type = ENTRY_FILE, .path = "a", .name = "a", .size = size};
	const struct store_probe p = {
	    .entry = &e, .head = (const unsigned char *)text, .head_len = strlen(text)};

	return ops->probe(&p);
}

static void
test_probe(void **state)
{
	(void)state;
	assert_int_equal(probe(&mbx_store, "*mbx*\r\n3f00000000000007\r\n", 2048), 100);
	assert_int_equal(probe(&mbx_store, "*mbx*\r\n3f0000000000000x\r\n", 2048), 0);
	assert_int_equal(probe(&mbx_store, "*mbx*\r\n", 7), 0);
	assert_int_equal(probe(&mtx_store, L20 MAIL, strlen(L20 MAIL)), 97);
	assert_int_equal(probe(&mtx_store, L20 MAIL L20, strlen(L20 MAIL L20)), 97);
	assert_int_equal(probe(&mtx_store, L20 MAIL "x", strlen(L20 MAIL "x")), 60);
	assert_int_equal(probe(&mtx_store, L20, strlen(L20)), 60);
	assert_int_equal(probe(&tenex_store, L20 MAIL, strlen(L20 MAIL)), 0);
	assert_int_equal(probe(&tenex_store, AT "0;000000000001\n", 44), 60);
	assert_int_equal(probe(&mtx_store, MAIL, strlen(MAIL)), 0);
}

/*
 * The corpus has 45 messages in each format (its README), as many as there are record lines
 * between them (sized_own.h); no byte is anything else.
 */
static void
test_corpus(void **state)
{
	static const struct {
		const char *name;
		const struct run_format *format;
	} files[] = {
	    {CORPUS "kw-a.mbx", &sized_mbx},
	    {CORPUS "a.mtx", &sized_mtx},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *text = NULL;
		struct run r;
		gsize len;

		if (!g_file_get_contents(files[i].name, &text, &len, NULL))
			skip();
		run_windows(&r, files[i].format, (unsigned char *)text, len, true);
		assert_int_equal(r.nmessages, 45);
		assert_int_equal(r.nexceptions, 0);
		run_clear(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_not_seekable),
	    cmocka_unit_test(test_recordline),
	    cmocka_unit_test(test_mbx),
	    cmocka_unit_test(test_mbx_cut),
	    cmocka_unit_test(test_probe),
	    cmocka_unit_test(test_corpus),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
