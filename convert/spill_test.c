/* SPDX-License-Identifier: Apache-2.0 */
/* Spills: what is written comes back at any place, is not there in the clear, and cannot be altered. */
#include <fcntl.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/unpack_input.h"

#define MARK "not to be found on the medium"

static const size_t lengths[] = {
    0, 1, SPILL_PAGE - 1, SPILL_PAGE, SPILL_PAGE + 1, 3 * SPILL_PAGE + 5};

/* Random bytes with MARK at their front; the caller frees them. */
static unsigned char *
content_of(size_t len)
{
	unsigned char *p = g_malloc(len + 1);

	randombytes_buf(p, len);
	memcpy(p, MARK, MIN(len, strlen(MARK)));
	return p;
}

static void
fill(struct spill *s, const unsigned char *p, size_t len, size_t piece)
{
	spill_begin(s);
	for (size_t at = 0; at < len; at += piece)
		assert_true(spill_write(s, p + at, MIN(piece, len - at), NULL));
	assert_true(spill_end(s, NULL));
}

static void
check_reading(const struct spill *s, const unsigned char *p, size_t len, size_t from)
{
	struct spill_place place;
	g_autoptr(unpack_input) in = NULL;
	unsigned char got[1000];
	size_t at = from;
	gssize n;

	spill_get_place(s, &place);
	in = unpack_input_new(spill_descriptor(s), &place);
	assert_int_equal(unpack_input_size(in), len);
	while ((n = unpack_input_read(in, got, sizeof(got), at)) > 0) {
		assert_true((size_t)n <= len - at);
		assert_memory_equal(got, p + at, (size_t)n);
		at += (size_t)n;
	}
	assert_int_equal(n, 0);
	assert_int_equal(at, MAX(len, from));
}

static void
test_round_trip(void **state)
{
	g_autoptr(spill) s = spill_open(NULL);

	(void)state;
	assert_non_null(s);
	for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
		g_autofree unsigned char *p = content_of(lengths[i]);

		fill(s, p, lengths[i], i % 2 == 0 ? 777 : SPILL_PAGE);
		check_reading(s, p, lengths[i], 0);
		check_reading(s, p, lengths[i], lengths[i] / 2);
		check_reading(s, p, lengths[i], lengths[i] + 3);
	}
}

static void
test_not_in_the_clear(void **state)
{
	g_autoptr(spill) s = spill_open(NULL);
	g_autofree unsigned char *p = content_of(4096);
	unsigned char stored[8192];
	ssize_t n;

	(void)state;
	fill(s, p, 4096, 4096);
	n = pread(spill_descriptor(s), stored, sizeof(stored), 0);
	assert_true(n > 4096);
	assert_null(memmem(stored, (size_t)n, MARK, strlen(MARK)));
	spill_begin(s);
	assert_int_equal(pread(spill_descriptor(s), stored, sizeof(stored), 0), 0);
}

static void
test_altered(void **state)
{
	g_autoptr(spill) s = spill_open(NULL);
	g_autofree unsigned char *p = content_of(2 * SPILL_PAGE);
	unsigned char page[SPILL_PAGE], byte;
	struct spill_place place;
	int fd = spill_descriptor(s);

	(void)state;
	fill(s, p, 2 * SPILL_PAGE, SPILL_PAGE);
	spill_get_place(s, &place);
	assert_int_equal(pread(fd, &byte, 1, 100), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, 100), 1);
	assert_int_equal(spill_read_page(fd, &place, 0, page), -1);
	assert_int_equal(spill_read_page(fd, &place, 1, page), SPILL_PAGE);
	assert_int_equal(spill_read_page(fd, &place, 2, page), 0);
	assert_int_equal(ftruncate(fd, SPILL_PAGE + 100), 0);
	assert_int_equal(spill_read_page(fd, &place, 1, page), -1);
}

static void
test_nowhere(void **state)
{
	g_autoptr(spill) s = spill_open(NULL);
	g_autoptr(GError) error = NULL;
	int full = open("/dev/full", O_RDWR | O_CLOEXEC);

	(void)state;
	if (full < 0)
		skip();
	spill_begin(s);
	assert_true(dup2(full, spill_descriptor(s)) >= 0);
	close(full);
	assert_true(spill_write(s, "1", 1, NULL));
	assert_false(spill_end(s, &error));
	assert_int_equal(err_kind(error), ERR_IO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_not_in_the_clear),
	    cmocka_unit_test(test_altered),
	    cmocka_unit_test(test_nowhere),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("spill", tests, NULL, NULL);
}
