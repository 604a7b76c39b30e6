/* SPDX-License-Identifier: Apache-2.0 */
/* What is written is what was promised, and other programs read it. */
#include <fcntl.h>
#include <glib/gstdio.h>

#include "crypto/minisign.h"
#include "crypto/volume.h"
#include "crypto/volume_testing.h"

/* A member of just a stripe has room in one; a byte more has in none. */
static void
test_too_large(void **state)
{
	struct preamble p;
	g_autoptr(volume_writer) w = NULL;
	g_autofree unsigned char *body = g_malloc0(SMALL_STRIPE);
	g_autoptr(GError) error = NULL;
	int fd = memfd_create("volume", MFD_CLOEXEC);

	(void)state;
	fill_preamble(&p);
	w = volume_writer_new(fd, &p, signer, TIME);
	volume_writer_set_stripe(w, SMALL_STRIPE);
	assert_true(volume_writer_add(w,
	    &(struct new_member){
		.name = "seg/00000000.age", .data = body, .len = SMALL_STRIPE - USTAR_BLOCK},
	    NULL));
	assert_false(volume_writer_add(w,
	    &(struct new_member){
		.name = "seg/00000001.age", .data = body, .len = SMALL_STRIPE - USTAR_BLOCK + 1},
	    &error));
	assert_int_equal(err_kind(error), ERR_USAGE);
	preamble_clear(&p);
	close(fd);
}

/* The checkpoints count the segments of earlier volumes and of their own stripe and before. */
static void
test_segments_in_checkpoints(void **state)
{
	static const guint64 segments[] = {3, 4, 4};
	int fd = new_volume(SMALL_STRIPE);
	g_autoptr(volume) v = volume_open(dup(fd), NULL);

	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(segments); i++) {
		g_auto(signed_text) t = {0};
		g_autofree char *name = g_strdup_printf("ckpt/%08u.txt", i);
		struct checkpoint c;
		guint64 at,
		    end = i + 1 < G_N_ELEMENTS(segments)
		    ? g_array_index(volume_index(v)->stripes, struct stripe_place, i + 1).start
		    : volume_seal(v)->bytes;

		assert_true(volume_find_before(fd, end, name, &at, NULL));
		assert_true(volume_read_signed(fd, at, name, NULL, &t, NULL));
		assert_true(checkpoint_parse(
		    &c, g_bytes_get_data(t.text, NULL), g_bytes_get_size(t.text), NULL));
		assert_int_equal(c.segments, segments[i]);
		assert_int_equal(c.has_previous, i > 0);
	}
	close(fd);
}

/* What the writer says of the file is so. */
static void
test_digest(void **state)
{
	struct preamble p;
	struct seal seal = {0};
	g_autoptr(volume_writer) w = NULL;
	unsigned char said[64], found[64];
	guint64 size;
	int fd = memfd_create("volume", MFD_CLOEXEC);
	void *bytes;

	(void)state;
	fill_preamble(&p);
	w = volume_writer_new(fd, &p, signer, TIME);
	assert_true(volume_writer_seal(w, &seal, NULL));
	volume_writer_digest(w, said, &size);
	assert_int_equal(size, lseek(fd, 0, SEEK_END));
	bytes = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	crypto_generichash(found, sizeof(found), bytes, size, NULL, 0);
	assert_memory_equal(said, found, sizeof(found));
	munmap(bytes, size);
	preamble_clear(&p);
	close(fd);
}

/* Runs a shell command in dir; skips the test if the program is absent. */
static void
run(const char *dir, const char *program, const char *arguments)
{
	g_autofree char *path = g_find_program_in_path(program);
	g_autofree char *command = g_strdup_printf("cd '%s' && '%s' %s", dir, path, arguments);
	char *argv[] = {(char *)"sh", (char *)"-c", command, NULL};
	g_autofree char *out = NULL, *err = NULL;
	int status;

	if (path == NULL)
		skip();
	assert_true(g_spawn_sync(
	    NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL));
	if (status != 0 || err[0] != '\0')
		fail_msg("%s: %s%s", command, out, err);
}

/* A volume and its signer's public key as files in a new directory. */
static char *
new_directory(void)
{
	char *dir = g_dir_make_tmp("volume-XXXXXX", NULL);
	g_autofree char *pouch = g_build_filename(dir, "x.pouch", NULL);
	g_autofree char *pub = g_build_filename(dir, "signer.pub", NULL);
	g_autofree char *key = NULL;
	struct minisign_public public;
	int fd = open(pouch, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	write_volume(fd, SMALL_STRIPE);
	close(fd);
	minisign_secret_public(signer, &public);
	key = minisign_public_format_file(&public);
	assert_true(g_file_set_contents(pub, key, -1, NULL));
	return dir;
}

/* Other programs extract all members and find each body as it was. */
static void
extract_with(const char *program)
{
	g_autofree char *dir = new_directory();

	run(dir, program, "-tf x.pouch");
	run(dir, program, "-xf x.pouch");
	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		g_autofree char *path = g_build_filename(dir, added[i].name, NULL);
		g_autofree unsigned char *body = body_of(i);
		g_autofree char *found = NULL;
		gsize len;

		assert_true(g_file_get_contents(path, &found, &len, NULL));
		assert_int_equal(len, added[i].size);
		assert_memory_equal(found, body, len);
	}
	run(dir, "rm", "-rf ./*");
	assert_int_equal(g_rmdir(dir), 0);
}

static void
test_gnu_tar(void **state)
{
	(void)state;
	extract_with("tar");
}

static void
test_bsdtar(void **state)
{
	(void)state;
	extract_with("bsdtar");
}

static void
verify_with(const char *program, const char *options)
{
	static const char *const texts[] = {
	    "SEAL.txt", "SEAL-again.txt", "ckpt/00000000.txt", "ckpt/00000002.txt"};
	g_autofree char *dir = new_directory();

	run(dir, "tar", "-xf x.pouch");
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *arguments = g_strdup_printf(
		    "%s -p signer.pub -x %s.minisig -m %s", options, texts[i], texts[i]);
		run(dir, program, arguments);
	}
	run(dir, "rm", "-rf ./*");
	assert_int_equal(g_rmdir(dir), 0);
}

static void
test_minisign(void **state)
{
	(void)state;
	verify_with("minisign", "-V");
}

static void
test_signify(void **state)
{
	(void)state;
	verify_with("signify-openbsd", "-V");
}

/* Whether the second implementation, tests/check_pouch.py, finds the volume good. */
static bool
checker_accepts(const char *pouch)
{
	const char *argv[] = {"python3", "tests/check_pouch.py", "-q", pouch, NULL};
	int status;

	assert_true(g_spawn_sync(NULL, (char **)argv, NULL,
	    G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
	    NULL));
	return status == 0;
}

/* It accepts what we write and refuses a change in any kind of part. */
static void
test_second_implementation(void **state)
{
	static const char *const parts[] = {"seg/00000003.age", "index.txt", "tree/00000000-b",
	    "ckpt/00000001.txt", "ckpt/00000002.txt.minisig", "pad/00000004", "SEAL-again.txt"};
	g_autofree char *python = g_find_program_in_path("python3");
	g_autofree char *dir = NULL, *pouch = NULL;
	int fd;

	(void)state;
	if (python == NULL || !g_file_test("tests/check_pouch.py", G_FILE_TEST_EXISTS))
		skip();
	dir = new_directory();
	pouch = g_build_filename(dir, "x.pouch", NULL);
	assert_true(checker_accepts(pouch));
	fd = open(pouch, O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		off_t at = find_member(fd, parts[i]) + USTAR_BLOCK + 40;

		flip(fd, at);
		if (checker_accepts(pouch))
			fail_msg("%s", parts[i]);
		flip(fd, at);
	}
	assert_true(checker_accepts(pouch));
	assert_int_equal(pwrite(fd, "", 1, lseek(fd, 0, SEEK_END)), 1);
	assert_false(checker_accepts(pouch));
	close(fd);
	run(dir, "rm", "-rf ./*");
	assert_int_equal(g_rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_segments_in_checkpoints),
	    cmocka_unit_test(test_digest),
	    cmocka_unit_test(test_gnu_tar),
	    cmocka_unit_test(test_bsdtar),
	    cmocka_unit_test(test_minisign),
	    cmocka_unit_test(test_signify),
	    cmocka_unit_test(test_second_implementation),
	};

	return cmocka_run_group_tests_name("volume_writer", tests, make_signer, free_signer);
}
