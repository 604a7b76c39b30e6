/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of packed.c, and of packed members in the hands of age and zstd. */
#include "crypto/packed.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zstd.h>

#include <cmocka.h>

#define MIB (1024 * 1024)

static const unsigned char archive[ARCHIVE_ID_SIZE] = "sixteen bytes id";
static const struct packed_place place = {
    .archive = archive, .volume = 3, .kind = PACKED_SEGMENT, .number = 12};

static struct age_identity *identity;

/* Text-like bytes, with a part that does not compress. */
static unsigned char *
content(size_t len)
{
	unsigned char *data = g_malloc(len + 1);

	for (size_t i = 0; i < len; i++)
		data[i] = (unsigned char)((unsigned char)"mailpouch "[i % 10] + (i >> 12) % 7);
	randombytes_buf(data, MIN(len, 70000));
	return data;
}

static GByteArray *
pack(const struct packed_place *where, const void *data, size_t len)
{
	struct age_recipient to;
	GByteArray *file;

	age_identity_recipient(identity, &to);
	file = packed_seal(where, &(struct packing){&to, 1}, data, len, NULL);
	assert_non_null(file);
	assert_true(file->len <= PACKED_MAX);
	return file;
}

static const size_t sizes[] = {0, 1, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 16 * MIB};

static void
test_round_trip(void **state)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new(), out = g_byte_array_new();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree unsigned char *data = content(sizes[i]);
		g_autoptr(GByteArray) file = pack(&place, data, sizes[i]);

		assert_true(packed_open(&place, &(struct unpacking){identity, scratch, out},
		    file->data, file->len, NULL));
		assert_int_equal(out->len, sizes[i]);
		assert_memory_equal(out->data, data, sizes[i]);
	}
}

/* What does not compress still fits. */
static void
test_incompressible(void **state)
{
	g_autofree unsigned char *data = g_malloc(SEGMENT_SIZE);
	g_autoptr(GByteArray) file = NULL;

	(void)state;
	randombytes_buf(data, SEGMENT_SIZE);
	file = pack(&place, data, SEGMENT_SIZE);
	assert_true(file->len > SEGMENT_SIZE);
}

static void
test_wrong_place(void **state)
{
	static const unsigned char other[ARCHIVE_ID_SIZE] = "another archive";
	const struct packed_place places[] = {
	    {.archive = other, .volume = 3, .kind = PACKED_SEGMENT, .number = 12},
	    {.archive = archive, .volume = 2, .kind = PACKED_SEGMENT, .number = 12},
	    {.archive = archive, .volume = 3, .kind = PACKED_MAIL_FACTS, .number = 12},
	    {.archive = archive, .volume = 3, .kind = PACKED_SEGMENT, .number = 13},
	    {.archive = archive, .volume = 3, .kind = PACKED_SEGMENT, .number = 12 + (1ULL << 32)},
	};
	g_autoptr(GByteArray) scratch = g_byte_array_new(), out = g_byte_array_new();
	g_autoptr(GByteArray) file = pack(&place, "x", 1);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GError) error = NULL;
		assert_false(packed_open(&places[i], &(struct unpacking){identity, scratch, out},
		    file->data, file->len, &error));
		assert_int_equal(err_kind(error), ERR_ALTERED);
	}
}

static void
test_wrong_key(void **state)
{
	g_autoptr(age_identity) other =
	    age_identity_generate(&(struct random_source){.purpose = "other"});
	g_autoptr(GByteArray) scratch = g_byte_array_new(), out = g_byte_array_new();
	g_autoptr(GByteArray) file = pack(&place, "x", 1);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(packed_open(
	    &place, &(struct unpacking){other, scratch, out}, file->data, file->len, &error));
	assert_int_equal(err_kind(error), ERR_KEY);
}

/* How a frame for a hostile reader test is made. */
struct frame {
	const char *what;
	size_t len; /* bytes of content, zeros */
	int no_size, no_checksum;
	int window_log; /* 0: as it comes */
};

static void
append_frame(GByteArray *to, const struct frame *f)
{
	g_autofree unsigned char *data = g_malloc0(f->len + 1);
	size_t bound = ZSTD_compressBound(f->len);
	g_autofree unsigned char *packed = g_malloc(bound);
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_inBuffer in = {data, f->len, 0};
	ZSTD_outBuffer out = {packed, bound, 0};

	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, !f->no_checksum);
	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, !f->no_size);
	if (f->window_log != 0)
		ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, f->window_log);
	else
		ZSTD_CCtx_setPledgedSrcSize(c, f->len);
	/* In two calls, since one alone would make a single segment of it. */
	while (f->window_log != 0 && in.pos < in.size)
		ZSTD_compressStream2(c, &out, &in, ZSTD_e_continue);
	assert_int_equal(ZSTD_compressStream2(c, &out, &in, ZSTD_e_end), 0);
	g_byte_array_append(to, packed, (guint)out.pos);
	ZSTD_freeCCtx(c);
}

/* The place that packed members begin with, taken from one. */
static GByteArray *
new_plain(void)
{
	g_autoptr(GByteArray) file = pack(&place, "", 0);
	GByteArray *plain = g_byte_array_new();
	gpointer ids[] = {identity};
	GPtrArray list = {.pdata = ids, .len = 1};
	struct age_keys keys = {.identities = &list};

	assert_true(age_decrypt(&keys, file->data, file->len, plain, NULL));
	g_byte_array_set_size(plain, 40);
	return plain;
}

static bool
is_read(const GByteArray *plain, size_t *len)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	bool read = packed_read(&place, plain->data, plain->len, out, &error);

	*len = out->len;
	assert_true(read || (err_kind(error) == ERR_ALTERED && out->len == 0));
	return read;
}

static void
test_frames_by_hand(void **state)
{
	g_autoptr(GByteArray) plain = new_plain();
	size_t len;

	(void)state;
	append_frame(plain, &(struct frame){.len = 5});
	append_frame(plain, &(struct frame){.len = 4 * MIB});
	assert_true(is_read(plain, &len));
	assert_int_equal(len, 4 * MIB + 5);
}

static const struct frame bad_frames[] = {
    {.what = "too much content", .len = 4 * MIB + 1},
    {.what = "no content size", .len = 5, .no_size = 1},
    {.what = "no checksum", .len = 5, .no_checksum = 1},
    {.what = "window too large", .len = 4 * MIB, .no_size = 1, .window_log = 24},
};

static void
test_bad_frames(void **state)
{
	size_t len;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bad_frames); i++) {
		g_autoptr(GByteArray) plain = new_plain();
		append_frame(plain, &bad_frames[i]);
		if (is_read(plain, &len))
			fail_msg("%s", bad_frames[i].what);
	}
}

/* Headers by hand: descriptor, window or content size; then an empty last block. */
static const struct raw {
	const char *what;
	unsigned char bytes[24];
	size_t len;
} raws[] = {
    {"window over 8 MiB",
	{0x28, 0xb5, 0x2f, 0xfd, 0x84, 0x69, 1, 0, 0, 0, 0x0b, 0, 0, 'x', 1, 2, 3, 4}, 18},
    {"dictionary id", {0x28, 0xb5, 0x2f, 0xfd, 0x25, 7, 1, 9, 0, 0, 'x', 1, 2, 3, 4}, 15},
    {"reserved bit", {0x28, 0xb5, 0x2f, 0xfd, 0x2c, 1, 9, 0, 0, 'x', 1, 2, 3, 4}, 14},
    {"content size lies, too small", {0x28, 0xb5, 0x2f, 0xfd, 0x24, 0, 9, 0, 0, 'x', 1, 2, 3, 4},
	14},
    {"content size lies, too large", {0x28, 0xb5, 0x2f, 0xfd, 0x24, 2, 9, 0, 0, 'x', 1, 2, 3, 4},
	14},
    {"content of 2^62 bytes",
	{0x28, 0xb5, 0x2f, 0xfd, 0xe4, 0, 0, 0, 0, 0, 0, 0, 0x40, 9, 0, 0, 'x', 1, 2, 3, 4}, 21},
    {"skippable", {0x50, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 'x'}, 9},
    {"skippable without end", {0x50, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff}, 8},
    {"old format", {0x27, 0xb5, 0x2f, 0xfd, 0x24, 0, 1, 0, 0}, 9},
    {"garbage", {'g'}, 1},
    {"cut magic", {0x28, 0xb5, 0x2f}, 3},
    {"cut header", {0x28, 0xb5, 0x2f, 0xfd, 0x24}, 5},
    {"empty frame behind content",
	{0x28, 0xb5, 0x2f, 0xfd, 0x24, 0, 1, 0, 0, 0x99, 0xe9, 0xd8, 0x51}, 13},
};

/* Refused at the end, and refused between two frames. */
static void
test_raw_frames(void **state)
{
	static const struct frame five = {.len = 5};
	size_t len;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(raws); i++) {
		g_autoptr(GByteArray) plain = new_plain();

		append_frame(plain, &five);
		g_byte_array_append(plain, raws[i].bytes, (guint)raws[i].len);
		if (is_read(plain, &len))
			fail_msg("%s at the end", raws[i].what);
		append_frame(plain, &five);
		if (is_read(plain, &len))
			fail_msg("%s in the middle", raws[i].what);
	}
}

/* Many small frames that together unpack to more than a segment. */
static void
test_bomb(void **state)
{
	g_autoptr(GByteArray) plain = new_plain();
	size_t len;

	(void)state;
	for (int i = 0; i < 4; i++)
		append_frame(plain, &(struct frame){.len = 4 * MIB});
	assert_true(is_read(plain, &len));
	append_frame(plain, &(struct frame){.len = 1});
	assert_false(is_read(plain, &len));
}

/* Nothing but the place is no content, and each cut is noticed. */
static void
test_cut(void **state)
{
	g_autoptr(GByteArray) plain = new_plain();
	size_t len, whole;

	(void)state;
	assert_false(is_read(plain, &len));
	append_frame(plain, &(struct frame){.len = 1000});
	whole = plain->len;
	for (size_t at = 0; at < whole; at++) {
		plain->len = (guint)at;
		assert_false(is_read(plain, &len));
	}
	plain->len = (guint)whole;
	assert_true(is_read(plain, &len));
}

static void
run(const char *dir, const char *command)
{
	g_autofree char *line = g_strdup_printf("cd '%s' && %s", dir, command);
	char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};
	int status;

	assert_true(g_spawn_sync(
	    NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
	if (status != 0)
		fail_msg("%s: status %d", command, status);
}

static void
put_file(const char *dir, const char *name, const void *data, size_t len)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	assert_true(g_file_set_contents(path, data, (gssize)len, NULL));
}

static void
test_age_and_zstd(void **state)
{
	size_t len = 4 * MIB + 1;
	g_autofree unsigned char *data = content(len);
	g_autoptr(GByteArray) file = pack(&place, data, len);
	g_autoptr(secret) key = age_identity_format(identity);
	g_autofree char *age = g_find_program_in_path("age");
	g_autofree char *zstd = g_find_program_in_path("zstd");
	g_autofree char *dir = NULL;

	(void)state;
	if (age == NULL || zstd == NULL)
		skip();
	dir = g_dir_make_tmp("packed-XXXXXX", NULL);
	put_file(dir, "data", data, len);
	put_file(dir, "file.age", file->data, file->len);
	put_file(dir, "id", key->data, key->len);
	run(dir, "age -d -i id file.age > frames && zstd -dcq frames > back && cmp data back");
	run(dir, "rm -f data file.age id frames back");
	assert_int_equal(g_rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_round_trip),
	    cmocka_unit_test(test_incompressible),
	    cmocka_unit_test(test_wrong_place),
	    cmocka_unit_test(test_wrong_key),
	    cmocka_unit_test(test_frames_by_hand),
	    cmocka_unit_test(test_bad_frames),
	    cmocka_unit_test(test_raw_frames),
	    cmocka_unit_test(test_bomb),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_age_and_zstd),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	identity = age_identity_generate(&(struct random_source){.purpose = "identity"});
	failed = cmocka_run_group_tests_name("packed", tests, NULL, NULL);
	age_identity_free(identity);
	return failed;
}
