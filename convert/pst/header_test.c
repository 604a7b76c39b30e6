/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of header.c: what it reads of each layout, and what it refuses with which words. */
#include "convert/pst/header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pst/image_testing.h"

static void
test_layouts(void **state)
{
	static const enum pst_format formats[] = {PST_ANSI, PST_UNICODE, PST_UNICODE_4K};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autoptr(GError) error = NULL;
		struct pst_header h;
		struct image im;

		image_init(&im, formats[i], PST_CRYPT_CYCLIC);
		image_finish(&im);
		assert_true(pst_header_begins(im.bytes->data, 12));
		assert_false(pst_header_begins(im.bytes->data, 11));
		assert_true(pst_header_read(&im.source, &h, &error));
		assert_int_equal(h.format, formats[i]);
		assert_int_equal(h.crypt, PST_CRYPT_CYCLIC);
		assert_true(h.intact && h.allocation_intact && !h.offline);
		assert_int_equal(h.nodes.at, im.node_root.at);
		assert_int_equal(h.nodes.bid, im.node_root.bid);
		assert_int_equal(h.blocks.at, im.block_root.at);
		assert_int_equal(h.end, im.bytes->len);
		image_clear(&im);
	}
}

/* One byte is changed: what comes of it. */
static void
test_damage(void **state)
{
	static const struct {
		size_t at;
		unsigned char to;
		enum err_kind kind; /* ERR_USAGE: it is read, but not intact */
		const char *words;
	} cases[] = {
	    {0, 'x', ERR_FORMAT, "no PST"},
	    {9, 'x', ERR_FORMAT, "no PST"},
	    {10, 13, ERR_FORMAT, "version 13"},
	    {10, 37, ERR_UNSUPPORTED, "Information Protection"},
	    {10, 99, ERR_UNSUPPORTED, "version 99"},
	    {513, 0x10, ERR_UNSUPPORTED, "Information Protection"},
	    {513, 3, ERR_FORMAT, "method 0x03"},
	    {100, 1, ERR_USAGE, NULL},
	    {520, 1, ERR_USAGE, NULL},
	};

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		struct pst_header h;
		struct image im;

		image_init(&im, PST_UNICODE, PST_CRYPT_NONE);
		image_finish(&im);
		im.bytes->data[cases[i].at] = cases[i].to;
		if (cases[i].kind == ERR_USAGE) {
			assert_true(pst_header_read(&im.source, &h, &error));
			assert_false(h.intact);
		} else {
			assert_false(pst_header_read(&im.source, &h, &error));
			assert_int_equal(error->code, cases[i].kind);
			assert_non_null(strstr(error->message, cases[i].words));
		}
		image_clear(&im);
	}
}

static void
test_source(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) failure = NULL;
	struct pst_header h;
	struct image im;
	char byte;

	(void)state;
	image_init(&im, PST_ANSI, PST_CRYPT_NONE);
	image_finish(&im);
	assert_false(pst_source_read(&im.source, &byte, 1, im.source.size, &error));
	assert_int_equal(error->code, ERR_FORMAT);
	im.source.size = 511;
	assert_false(pst_header_read(&im.source, &h, NULL));
	im.fail_at = im.nreads + 1;
	assert_false(pst_header_read(&im.source, &h, &failure));
	assert_int_equal(failure->code, ERR_IO);
	image_clear(&im);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_layouts),
	    cmocka_unit_test(test_damage),
	    cmocka_unit_test(test_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
