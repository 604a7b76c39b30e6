/* SPDX-License-Identifier: Apache-2.0 */
/* Texts lose the NULs at their end, and no other byte. */
#include "convert/msg/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/memory_stream.h"

static void
check(const char *data, size_t len, guint unit, size_t want, size_t piece)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, len);
	struct mapi_stream *s = msg_text_open(memory_stream_open(bytes), unit);
	g_autoptr(GByteArray) all = g_byte_array_new();
	unsigned char buf[8192];
	gssize n;

	while ((n = mapi_stream_read(s, buf, piece, NULL)) > 0)
		g_byte_array_append(all, buf, (guint)n);
	assert_int_equal(n, 0);
	assert_int_equal(all->len, want);
	assert_memory_equal(all->data != NULL ? (char *)all->data : "", data, want);
	mapi_stream_close(s);
}

static void
test_ends(void **state)
{
	static const struct {
		const char *data;
		size_t len;
		guint unit;
		size_t want;
	} cases[] = {
	    {"", 0, 1, 0},
	    {"", 0, 2, 0},
	    {"abc", 3, 1, 3},
	    {"abc\0", 4, 1, 3},
	    {"a\0b\0\0\0", 6, 1, 3},
	    {"\0\0", 2, 1, 0},
	    {"a\0b\0", 4, 2, 4},
	    {"a\0b\0\0\0", 6, 2, 4},
	    {"a\0\0\0\0\0", 6, 2, 2},
	    {"\0a\0\0", 4, 2, 2},
	    {"\0\0\0\0", 4, 2, 0},
	    {"a\0\0", 3, 2, 3}, /* no UTF-16 */
	    {"a\0\0\0b\0", 6, 2, 6},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		for (size_t piece = 1; piece < 10; piece++)
			check(cases[i].data, cases[i].len, cases[i].unit, cases[i].want, piece);
}

/* Longer than what is read at once, zeros and others in turn. */
static void
test_long(void **state)
{
	g_autofree char *data = g_malloc0(20000);

	(void)state;
	data[0] = data[4095] = data[12288] = 'x';
	check(data, 20000, 1, 12289, 8192);
	check(data, 20000, 2, 12290, 1000);
	check(data, 12289, 1, 12289, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_ends),
	    cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
