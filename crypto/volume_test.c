/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests of volume_writer.c, volume_text.c and volume.c together: what is written
 * is read back, by other programs too, and nothing damaged is read as if it
 * were whole.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>
#include <glib/gstdio.h>

#include "crypto/minisign.h"
#include "crypto/random.h"
#include "crypto/ustar.h"
#include "crypto/volume.h"
#include "crypto/volume_writer.h"

#define TIME "2026-11-23T14:49:00Z"
#define SMALL_STRIPE (4 * BLOCK_SIZE)

static struct minisign_secret *signer;

/* The members that the tests add behind the slot: sizes around block and record ends. */
static const struct added {
	const char *name;
	size_t size;
} added[] = {
    {"keys/000.age", 700},
    {"seg/00000000.age", 100000},
    {"seg/00000001.age", 2 * BLOCK_SIZE},
    {"man/00000000-tree-facts.age", 1},
    {"man/00000000-tree-index.age", 511},
    {"seg/00000002.age", 512},
    {"seg/00000003.age", SMALL_STRIPE - USTAR_BLOCK},
    {"man/00000000-mail-facts.age", 0},
    {"man/00000000-mail-index.age", 513},
};

/* The body of a member: bytes that depend on its place. */
static unsigned char *
body_of(size_t i)
{
	unsigned char *body = g_malloc(added[i].size + 1);

	for (size_t at = 0; at < added[i].size; at++)
		body[at] = (unsigned char)((at >> 8) ^ (at * 7) ^ i);
	return body;
}

static void
fill_preamble(struct preamble *p)
{
	struct minisign_public public;

	memset(p, 0, sizeof(*p));
	memset(p->archive, 0xa5, sizeof(p->archive));
	p->volume = 1;
	g_strlcpy(p->created, TIME, TIME_SIZE);
	p->tool = g_strdup("mailpouch test");
	minisign_secret_public(signer, &public);
	assert_true(preamble_add_signer(p, &public, NULL));
	p->nslots = 1;
}

/* Writes a volume to fd, which stays open. */
static void
write_volume(int fd, guint64 stripe_size)
{
	struct preamble p;
	struct seal seal = {.final = true, .segments = 4, .payload = 4, .messages = 7};
	g_autoptr(volume_writer) w = NULL;

	fill_preamble(&p);
	w = volume_writer_new(fd, &p, signer, TIME);
	volume_writer_set_stripe(w, stripe_size);
	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		g_autofree unsigned char *body = body_of(i);
		assert_true(
		    volume_writer_add(w, added[i].name, body, added[i].size, i, i + 1, NULL));
	}
	assert_true(volume_writer_seal(w, &seal, NULL));
	preamble_clear(&p);
}

static int
new_volume(guint64 stripe_size)
{
	int fd = memfd_create("volume", MFD_CLOEXEC);

	assert_true(fd >= 0);
	write_volume(fd, stripe_size);
	return fd;
}

static struct volume *
open_copy(int fd, GError **error)
{
	return volume_open(dup(fd), error);
}

/* Reads all added members; each must be what was written, or fail. Returns how many failed. */
static size_t
read_all(struct volume *v, enum err_kind *kind)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	size_t nfailed = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		const struct member *m = member_index_find(volume_index(v), added[i].name);
		g_autofree unsigned char *body = body_of(i);
		g_autoptr(GError) error = NULL;
		const unsigned char *data;

		assert_non_null(m);
		if (volume_read_member(v, m, scratch, &data, &error)) {
			assert_int_equal(m->size, added[i].size);
			assert_memory_equal(data, body, m->size);
			continue;
		}
		*kind = err_kind(error);
		assert_true(
		    *kind == ERR_DAMAGED || *kind == ERR_ALTERED || *kind == ERR_INCOMPLETE);
		nfailed++;
	}
	return nfailed;
}

static void
check_whole(guint64 stripe_size, guint nstripes)
{
	int fd = new_volume(stripe_size);
	g_autoptr(GError) error = NULL;
	g_autoptr(volume) v = open_copy(fd, &error);
	enum err_kind kind;

	assert_null(error);
	assert_int_equal(volume_index(v)->stripes->len, nstripes);
	assert_int_equal(volume_seal(v)->stripes, nstripes);
	assert_int_equal(volume_seal(v)->messages, 7);
	assert_int_equal(volume_preamble(v)->nslots, 1);
	assert_int_equal(read_all(v, &kind), 0);
	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		const struct member *m = member_index_find(volume_index(v), added[i].name);
		assert_int_equal(m->first, i);
		assert_int_equal(m->count, i + 1);
	}
	assert_null(member_index_find(volume_index(v), "seg/00000009.age"));
	close(fd);
}

static void
test_one_stripe(void **state)
{
	(void)state;
	check_whole(STRIPE_SIZE, 1);
}

static void
test_many_stripes(void **state)
{
	(void)state;
	check_whole(SMALL_STRIPE, 3);
}

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
	assert_true(
	    volume_writer_add(w, "seg/00000000.age", body, SMALL_STRIPE - USTAR_BLOCK, 0, 0, NULL));
	assert_false(volume_writer_add(
	    w, "seg/00000001.age", body, SMALL_STRIPE - USTAR_BLOCK + 1, 0, 0, &error));
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
	g_autoptr(volume) v = open_copy(fd, NULL);

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

/* Opens and reads what is in fd, in which a byte was changed or which was cut. */
static bool
still_opens(int fd, enum err_kind *kind, size_t *nfailed)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(volume) v = open_copy(fd, &error);

	*nfailed = 0;
	if (v == NULL) {
		*kind = err_kind(error);
		return false;
	}
	*nfailed = read_all(v, kind);
	return true;
}

/* No cut at a tar block ends in a member that is not what was written. */
static void
test_cut(void **state)
{
	int fd = new_volume(SMALL_STRIPE);
	off_t size = lseek(fd, 0, SEEK_END);
	guint64 seal_end;
	enum err_kind kind;
	size_t nfailed;

	(void)state;
	{
		g_autoptr(volume) v = open_copy(fd, NULL);
		seal_end = volume_seal_text(v)->end;
	}
	for (off_t at = size - USTAR_BLOCK; at >= 0; at -= USTAR_BLOCK) {
		if (at % BLOCK_SIZE == 0 && (guint64)at > seal_end + 2 * BLOCK_SIZE)
			at -= BLOCK_SIZE - USTAR_BLOCK; /* the long gap between the SEALs */
		assert_int_equal(ftruncate(fd, at), 0);
		if (still_opens(fd, &kind, &nfailed)) {
			assert_true((guint64)at >= seal_end && nfailed == 0);
			continue;
		}
		assert_true((guint64)at < seal_end);
		assert_int_equal(kind, at < (off_t)USTAR_BLOCK ? ERR_FORMAT : ERR_INCOMPLETE);
	}
	close(fd);
}

static void
flip(int fd, off_t at)
{
	unsigned char byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x04;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
}

/* A changed bit anywhere fails what depends on it, and only as damage or alteration. */
static void
test_flips(void **state)
{
	int fd = new_volume(SMALL_STRIPE);
	off_t size = lseek(fd, 0, SEEK_END);
	unsigned nrefused = 0, nfailing = 0;

	(void)state;
	for (off_t at = 5; at < size; at += at % 7 == 0 ? 997 : 9973) {
		enum err_kind kind = ERR_DAMAGED;
		size_t nfailed;

		flip(fd, at);
		if (!still_opens(fd, &kind, &nfailed)) {
			nrefused++;
			assert_true(kind == ERR_ALTERED || kind == ERR_DAMAGED ||
			    (kind == ERR_FORMAT && at < 8192));
		}
		nfailing += nfailed > 0;
		flip(fd, at);
	}
	assert_true(nrefused > 0 && nfailing > 10);
	close(fd);
}

struct place {
	const char *name;
	enum err_kind kind; /* of a flip in the body; ERR_NKINDS: it does not matter */
};

/* The offset of a member's header, by walking from the start. */
static off_t
find_member(int fd, const char *name)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];
	guint64 at = 0, size;

	for (;; at += USTAR_BLOCK + size + ustar_padding(size)) {
		assert_true(volume_pread(fd, header, sizeof(header), at, NULL));
		assert_true(ustar_parse(header, NULL, found, &size, NULL));
		if (strcmp(found, name) == 0)
			return (off_t)at;
	}
}

/* Of two copies one is enough, and the fault of a single part has its kind. */
static void
test_flip_by_part(void **state)
{
	static const struct place places[] = {
	    {"00-README.txt", ERR_NKINDS},
	    {"preamble.txt", ERR_FORMAT},
	    {"seg/00000001.age", ERR_DAMAGED},
	    {"tree/00000000-a", ERR_NKINDS},
	    {"tree/00000000-b", ERR_NKINDS},
	    {"ckpt/00000000.txt", ERR_DAMAGED},
	    {"ckpt/00000000.txt.minisig", ERR_DAMAGED},
	    {"ckpt/00000002.txt", ERR_DAMAGED},
	    {"index.txt", ERR_DAMAGED},
	    {"SEAL.txt", ERR_NKINDS},
	    {"SEAL.txt.minisig", ERR_NKINDS},
	    {"SEAL-again.txt", ERR_NKINDS},
	};
	int fd = new_volume(SMALL_STRIPE);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
		off_t at = find_member(fd, places[i].name) + USTAR_BLOCK;
		enum err_kind kind = ERR_NKINDS;
		size_t nfailed;

		flip(fd, at);
		(void)still_opens(fd, &kind, &nfailed);
		if (i > 0 && kind != places[i].kind) /* README shares its block with members */
			fail_msg("%s: kind %d", places[i].name, kind);
		flip(fd, at);
	}
	flip(fd, find_member(fd, "SEAL.txt") + USTAR_BLOCK);
	flip(fd, find_member(fd, "SEAL-again.txt") + USTAR_BLOCK);
	assert_null(open_copy(fd, NULL));
	close(fd);
}

/* Two threads on one volume, whose stripes do not all fit its cache. */
static gpointer
read_often(gpointer v)
{
	enum err_kind kind;

	for (int i = 0; i < 20; i++)
		if (read_all(v, &kind) != 0)
			return v;
	return NULL;
}

static void
test_threads(void **state)
{
	int fd = new_volume(SMALL_STRIPE);
	g_autoptr(volume) v = open_copy(fd, NULL);
	GThread *other = g_thread_new("reader", read_often, v);

	(void)state;
	assert_null(read_often(v));
	assert_null(g_thread_join(other));
	close(fd);
}

/* Appends a member of the outer form to a volume that is put together by hand. */
static void
put_member(GByteArray *out, const char *name, const void *body, size_t len)
{
	unsigned char header[USTAR_BLOCK];
	static const unsigned char zeros[USTAR_BLOCK];

	ustar_header(header, name, len, "a5a5a5a5a5a5a5a5");
	g_byte_array_append(out, header, sizeof(header));
	g_byte_array_append(out, body, (guint)len);
	g_byte_array_append(out, zeros, (guint)ustar_padding(len));
}

/* A further signer's signature does not hide what follows, and either signer is enough. */
static void
test_further_signatures(void **state)
{
	static const char text[] = "mailpouch/1 test\n";
	g_autoptr(minisign_secret) other =
	    minisign_secret_generate(&(struct random_source){.purpose = "other"});
	g_autofree char *by_other = minisign_sign(other, text, strlen(text), "c");
	g_autofree char *by_ours = minisign_sign(signer, text, strlen(text), "c");
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_auto(signed_text) t = {0};
	g_autoptr(GError) error = NULL;
	struct preamble p;
	int fd = memfd_create("texts", MFD_CLOEXEC);

	(void)state;
	put_member(bytes, "T.txt", text, strlen(text));
	put_member(bytes, "T.txt.minisig", by_other, strlen(by_other));
	put_member(bytes, "T.txt.1.minisig", by_ours, strlen(by_ours));
	put_member(bytes, "pad/00000000", "", 0);
	assert_int_equal(write(fd, bytes->data, bytes->len), bytes->len);
	assert_true(volume_read_signed(fd, 0, "T.txt", NULL, &t, NULL));
	assert_int_equal(t.end, bytes->len - USTAR_BLOCK);
	assert_int_equal(t.further->len, 1);
	fill_preamble(&p);
	assert_true(volume_check_signature(&p, &t, "c", &error));
	assert_null(error);
	assert_false(volume_check_signature(&p, &t, "d", &error));
	assert_int_equal(err_kind(error), ERR_ALTERED);
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
	    cmocka_unit_test(test_one_stripe),
	    cmocka_unit_test(test_many_stripes),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_segments_in_checkpoints),
	    cmocka_unit_test(test_digest),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_flip_by_part),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_further_signatures),
	    cmocka_unit_test(test_gnu_tar),
	    cmocka_unit_test(test_bsdtar),
	    cmocka_unit_test(test_minisign),
	    cmocka_unit_test(test_signify),
	    cmocka_unit_test(test_second_implementation),
	};
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = minisign_secret_generate(&(struct random_source){.purpose = "signer"});
	failed = cmocka_run_group_tests_name("volume", tests, NULL, NULL);
	minisign_secret_free(signer);
	return failed;
}
