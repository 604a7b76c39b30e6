/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of base64.c. */
#include "crypto/base64.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648, section 10. */
static const char *const vectors[] = {
    "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};

static void
test_vectors(void **state)
{
	char text[BASE64_LEN(6) + 1];
	char back[6];

	(void)state;
	for (size_t len = 0; len < G_N_ELEMENTS(vectors); len++) {
		base64_encode(text, "foobar", len);
		assert_string_equal(text, vectors[len]);
		assert_true(base64_decode(back, len, text, strlen(text)));
		assert_memory_equal(back, "foobar", len);
	}
}

static const struct refused {
	size_t nbytes;
	const char *text;
} refused[] = {
    {1, "Zh=="}, /* unused bits */
    {2, "Zm9="},
    {1, "Zg="}, /* padding */
    {1, "Zg"},
    {1, "Zg=a"},
    {1, "Z==="},
    {2, "Zg=="}, /* another length */
    {1, "Zm8="},
    {0, "===="},
    {3, "Zm9v\n"}, /* no digits */
    {3, "Zm-_"},
    {3, "Zm v"},
    {3, "Zm9"},
};

static void
test_refused(void **state)
{
	char out[8];

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		if (base64_decode(out, refused[i].nbytes, refused[i].text, strlen(refused[i].text)))
			fail_msg("%s", refused[i].text);
}

/* In each place 64 of the 256 bytes are read, and encoded again. */
static void
test_every_byte(void **state)
{
	char text[] = "AAAA", again[5];
	unsigned char out[3];

	(void)state;
	for (size_t at = 0; at < 4; at++) {
		unsigned nread = 0;

		for (int c = 0; c < 256; c++) {
			text[at] = (char)c;
			if (!base64_decode(out, sizeof(out), text, 4))
				continue;
			base64_encode(again, out, sizeof(out));
			assert_string_equal(again, text);
			nread++;
		}
		assert_int_equal(nread, 64);
		text[at] = 'A';
	}
}

/* The unused bits have one spelling: 256 pairs of digits for 256 bytes. */
static void
test_unused_bits(void **state)
{
	char text[] = "AA==";
	unsigned nread = 0;
	char out;

	(void)state;
	for (int a = 0; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			text[0] = (char)a;
			text[1] = (char)b;
			nread += base64_decode(&out, 1, text, 4);
		}
	}
	assert_int_equal(nread, 256);
}

static const struct {
	const char *text, *bytes;
} known[] = {
    {"", ""},
    {"Zg", "f"},
    {"Zm8", "fo"},
    {"Zm9v", "foo"},
    {"Zm9vYg", "foob"},
    {"Zm9vYmE", "fooba"},
    {"Zm9vYmFy", "foobar"},
    {"+/+/", "\xfb\xff\xbf"},
};

static void
test_bare_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
		size_t len = strlen(known[i].bytes);
		g_autofree char *text = base64_encode_bare(known[i].bytes, len);
		unsigned char out[8];

		assert_string_equal(text, known[i].text);
		assert_true(base64_decode_bare_exact(text, out, len));
		assert_memory_equal(out, known[i].bytes, len);
	}
}

/* What decodes encodes to the same text: tried with every byte at every place. */
static void
test_bare_every_byte(void **state)
{
	static const char *const texts[] = {"AAAA", "AAA", "AA", "A", "AAAAA"};
	unsigned naccepted = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		for (size_t at = 0; at < strlen(texts[i]); at++)
			for (int c = 0; c < 256; c++) {
				g_autofree char *text = g_strdup(texts[i]), *again = NULL;
				unsigned char out[8];
				size_t nbytes;

				text[at] = (char)c;
				if (!base64_decode_bare(
					text, strlen(texts[i]), out, sizeof(out), &nbytes))
					continue;
				again = base64_encode_bare(out, nbytes);
				assert_string_equal(again, text);
				naccepted++;
			}
	assert_int_equal(naccepted, 4 * 64 + (2 * 64 + 16) + (64 + 4));
}

static void
test_bare_exact(void **state)
{
	unsigned char out[4];

	(void)state;
	assert_false(base64_decode_bare_exact("Zm9v", out, 4));
	assert_false(base64_decode_bare_exact("Zm9v", out, 2));
	assert_true(base64_decode_bare_exact("Zm9v", out, 3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_vectors),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_every_byte),
	    cmocka_unit_test(test_unused_bits),
	    cmocka_unit_test(test_bare_known),
	    cmocka_unit_test(test_bare_every_byte),
	    cmocka_unit_test(test_bare_exact),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
