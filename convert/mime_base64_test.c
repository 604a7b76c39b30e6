/* SPDX-License-Identifier: Apache-2.0 */
/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
/* clang-format on */
#include "convert/mime_base64.h"

#include <sodium.h>
#include <string.h>

/* What the text stands for by another decoder. */
static void
expect(const char *text, const void *plain, size_t len)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct attachment found = {0};
	unsigned char wanted[32];

	assert_true(mime_base64_digest(text, strlen(text), q, &found));
	blake2b_queue_run(q);
	assert_int_equal(found.size, len);
	crypto_generichash(wanted, sizeof(wanted), plain, len, NULL, 0);
	assert_memory_equal(found.blake2b, wanted, sizeof(wanted));
}

/* Bytes of every length, in lines of every length that MIME allows. */
static void
test_clean(void **state)
{
	unsigned char plain[400];

	(void)state;
	randombytes_buf(plain, sizeof(plain));
	for (size_t len = 0; len <= sizeof(plain); len++) {
		g_autofree char *base64 = g_base64_encode(plain, len);
		g_autoptr(GString) lines = g_string_new(NULL);
		size_t width = 4 * (1 + len % 19);

		expect(base64, plain, len);
		for (const char *p = base64; *p != '\0'; p += MIN(width, strlen(p)))
			g_string_append_printf(lines, "%.*s\r\n", (int)width, p);
		expect(lines->str, plain, len);
	}
}

/* A body that goes to the queue, and one that is digested in pieces. */
static void
check_long(size_t len)
{
	g_autofree unsigned char *plain = g_malloc(len);
	g_autofree char *base64 = NULL;

	randombytes_buf(plain, len);
	base64 = g_base64_encode(plain, len);
	expect(base64, plain, len);
}

static void
test_long(void **state)
{
	(void)state;
	check_long(1000003);
	check_long(BLAKE2B_QUEUE_ROOM / 2 + 1000);
}

/* All that a forgiving decoder must be asked about. */
static void
test_unclean(void **state)
{
	static const char *const texts[] = {"A", "AB", "ABC", "ABCD=", "AB==CDEF", "AB=C",
	    "A===", "====", "AB C", "ABCD\nEF", "AB\nCD", "ABC\n=", "ABC-", "ABCD EFGH", "\200BCD"};
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct attachment a = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (mime_base64_digest(texts[i], strlen(texts[i]), q, &a))
			fail_msg("%s is taken for clean", texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_clean),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_unclean),
	};

	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
