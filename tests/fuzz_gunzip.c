/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzip from any bytes: reading ends, and gives the same in pieces of any size; and what was
 * packed comes out again.
 */
#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "convert/gunzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define UNPACKED_MAX (1024 * 1024) /* a small input may be a big bomb */

static int
file_of(const void *data, size_t size)
{
	int fd = memfd_create("gzip", MFD_CLOEXEC);

	g_assert_cmpint(fd, >=, 0);
	g_assert_true(write(fd, data, size) == (ssize_t)size);
	return fd;
}

/* Reads it in pieces of this size; *why: the damage it ends with, or NULL. */
static GByteArray *
read_all(int fd, size_t piece, const char **why)
{
	g_autoptr(unpack_input) in = unpack_input_new(fd, NULL);
	struct gunzip *g = gunzip_new(in);
	GByteArray *out = g_byte_array_new();
	g_autofree unsigned char *buf = g_malloc(piece);
	guint64 size = (guint64)lseek(fd, 0, SEEK_END);
	gssize n;

	while ((n = gunzip_read(g, buf, piece, why)) > 0 && out->len < UNPACKED_MAX)
		g_byte_array_append(out, buf, (guint)n);
	g_byte_array_set_size(out, MIN(out->len, UNPACKED_MAX));
	g_assert_true(n >= 0 || *why != NULL);
	g_assert_cmpuint(gunzip_taken(g), <=, size);
	g_assert_true(n != 0 || gunzip_goes_on(g) == (gunzip_taken(g) < size));
	gunzip_free(g);
	return out;
}

static void
compare_pieces(int fd)
{
	const char *why_small = NULL, *why_large = NULL;
	g_autoptr(GByteArray) small = read_all(fd, 61, &why_small);
	g_autoptr(GByteArray) large = read_all(fd, 64 * 1024, &why_large);
	bool all = small->len < UNPACKED_MAX && large->len < UNPACKED_MAX;

	if (!all)
		return;
	/* Of what is damaged, more or less of the last piece may come out. */
	g_assert_true((why_small == NULL) == (why_large == NULL));
	g_assert_true(why_small != NULL || small->len == large->len);
	g_assert_true(small->len == 0 || large->len == 0 ||
	    memcmp(small->data, large->data, MIN(small->len, large->len)) == 0);
}

/* Packs data and reads it. */
static void
check_packed(const uint8_t *data, size_t size)
{
	struct isal_zstream z;
	uint8_t packed[1024];
	const char *why = NULL;
	g_autoptr(GByteArray) out = NULL;
	int fd;

	isal_deflate_init(&z);
	z.gzip_flag = IGZIP_GZIP;
	z.end_of_stream = 1;
	z.flush = NO_FLUSH;
	z.next_in = (uint8_t *)data;
	z.avail_in = (uint32_t)MIN(size, 500);
	z.next_out = packed;
	z.avail_out = sizeof(packed);
	g_assert_cmpint(isal_deflate(&z), ==, COMP_OK);
	fd = file_of(packed, z.total_out);
	out = read_all(fd, 100, &why);
	g_assert_true(why == NULL && out->len == MIN(size, 500));
	g_assert_true(out->len == 0 || memcmp(out->data, data, out->len) == 0);
	(void)close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t header[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
	g_autoptr(GByteArray) input = g_byte_array_new();
	g_autoptr(unpack_input) in = NULL;
	int fd;

	g_byte_array_append(input, header, sizeof(header));
	g_byte_array_append(input, data, (guint)size);
	fd = file_of(input->data, input->len);
	in = unpack_input_new(fd, NULL);
	g_assert_true(gunzip_claims(in));
	compare_pieces(fd);
	(void)close(fd);
	check_packed(data, size);
	return 0;
}
