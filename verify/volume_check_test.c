/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of volume_check.c: good volumes, hurt ones, and well-signed wrong ones. */
#include "crypto/volume_writer.h"
#include "tests/forged_volume.h"

static struct minisign_secret *stranger;
static struct vouched_signer unvouched;

static void
test_untouched(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	g_auto(verdict) v;
	const struct volume_result *r;

	(void)state;
	if (judge_bytes(&v, b->data, b->len, &vouching) != 0)
		judge_print(&v);
	assert_int_equal(v.findings.total, 0);
	assert_int_equal(verdict_of_all(&v), VERDICT_OK);
	assert_int_equal(v.level, REACHED_BYTES);
	r = &g_array_index(v.volumes, struct volume_result, 0);
	assert_int_equal(r->covered, b->len);
	assert_int_equal(r->stripes, 2);
	assert_true(r->sealed && r->copies[0] && r->copies[1]);
	assert_int_equal(r->nsigners, 1);
	assert_int_equal(r->totals.next[PACKED_SEGMENT], 2);
	assert_int_equal(v.messages.declared, 4);
	assert_null(strstr(verdict_name(verdict_of_all(&v)), "altered"));
}

/* What volume_writer.c writes is what the forge writes, so that both are the format. */
static void
test_forge_is_the_writer(void **state)
{
	struct forge f;
	g_autoptr(GByteArray) forged = NULL;
	g_autoptr(volume_writer) w = NULL;
	int fd = memfd_create("pouch", MFD_CLOEXEC);
	g_autofree unsigned char *written = NULL;

	(void)state;
	forge_init(&f, signer, 0x11);
	w = volume_writer_new(fd, &f.preamble, signer, FORGE_TIME);
	for (guint i = 0; i < f.members->len; i++) {
		const struct forged_member *m = f.members->pdata[i];
		assert_true(volume_writer_add(w,
		    &(struct new_member){.name = m->name,
			.data = m->body->data,
			.len = m->body->len,
			.first = m->first,
			.count = m->count},
		    NULL));
	}
	assert_true(volume_writer_seal(w, &f.seal, NULL));
	forged = forge_write(&f);
	assert_int_equal(lseek(fd, 0, SEEK_END), forged->len);
	written = g_malloc(forged->len);
	assert_int_equal(pread(fd, written, forged->len, 0), forged->len);
	assert_memory_equal(written, forged->data, forged->len);
	close(fd);
	forge_clear(&f);
}

/* The offset of the header of a member. */
static gsize
find(const GByteArray *b, const char *name)
{
	for (gsize i = 0; i + USTAR_BLOCK <= b->len; i += USTAR_BLOCK)
		if (strcmp((const char *)b->data + i, name) == 0)
			return i;
	fail_msg("no %s", name);
	return 0;
}

static const struct {
	const char *name;
	const char *member;
	gsize at; /* from its header */
	int status;
	enum finding_code code;
} flips[] = {
    {"body of a segment", "seg/00000000.age", 5000, 9, FOUND_BLOCK_DAMAGED},
    {"header of a segment", "seg/00000001.age", 120, 9, FOUND_BLOCK_DAMAGED},
    {"slot", "keys/000.age", 600, 9, FOUND_BLOCK_DAMAGED},
    {"index", "index.txt", 530, 9, FOUND_BLOCK_DAMAGED},
    {"preamble beyond reading", "preamble.txt", 512, 9, FOUND_PREAMBLE_DAMAGED},
    {"preamble's time", "preamble.txt", 512 + 85, 1, FOUND_PREAMBLE_DIFFERS},
    {"tree a", "tree/00000000-a", 520, 8, FOUND_TREE_DAMAGED},
    {"tree b", "tree/00000001-b", 520, 8, FOUND_TREE_DAMAGED},
    {"header of a tree", "tree/00000000-b", 3, 8, FOUND_HEADER_DAMAGED},
    {"padding of a tree", "tree/00000000-b", 1000, 8, FOUND_ZEROS_DAMAGED},
    {"type of a checkpoint", "ckpt/00000000.txt", 512, 9, FOUND_CHECKPOINT_DAMAGED},
    {"header of a checkpoint", "ckpt/00000001.txt", 1, 8, FOUND_HEADER_DAMAGED},
    {"signature of a checkpoint", "ckpt/00000001.txt.minisig", 512 + 100, 1, FOUND_SIGNATURE_BAD},
    {"header of a signature", "ckpt/00000001.txt.minisig", 0, 8, FOUND_HEADER_DAMAGED},
    {"first SEAL", "SEAL.txt", 512, 8, FOUND_SEAL_DAMAGED},
    {"header of the first SEAL", "SEAL.txt", 0, 8, FOUND_HEADER_DAMAGED},
    {"second SEAL", "SEAL-again.txt", 512, 8, FOUND_SEAL_DAMAGED},
    {"header of the second SEAL", "SEAL-again.txt", 0, 8, FOUND_HEADER_DAMAGED},
    {"a digit of the first SEAL", "SEAL.txt", 512 + 31, 1, FOUND_SEAL_DIFFERS},
    {"signature of the second SEAL", "SEAL-again.txt.minisig", 512 + 80, 1, FOUND_SIGNATURE_BAD},
    {"pad of a stripe", "pad/00000001", 2000, 8, FOUND_ZEROS_DAMAGED},
    {"gap", "SEAL-again.txt", (gsize)-5000, 8, FOUND_ZEROS_DAMAGED},
    {"end mark", "SEAL-again.txt.minisig", 1024 + 5, 8, FOUND_ZEROS_DAMAGED},
};

static void
test_flips(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(flips); i++) {
		gsize at = find(b, flips[i].member) + flips[i].at;
		unsigned char was = b->data[at];

		if (flips[i].code == FOUND_SIGNATURE_BAD)
			b->data[at] = was == 'B' ? 'C' : 'B'; /* still base64 */
		else
			b->data[at] ^= 1;
		assert_judged(b, flips[i].name, flips[i].status, flips[i].code);
		b->data[at] = was;
	}
}

/* A whole block of zeros where data was; both trees; both SEALs. */
static void
test_ranges(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	g_autoptr(GByteArray) copy = make(NULL);

	(void)state;
	memset(copy->data, 0, BLOCK_SIZE);
	assert_judged(copy, "first block zero", 9, FOUND_BLOCK_DAMAGED);
	memset(copy->data, 0, 2 * BLOCK_SIZE);
	assert_judged(copy, "first stripe zero", 9, FOUND_BLOCK_DAMAGED);
	memcpy(copy->data, b->data, b->len);
	copy->data[find(b, "tree/00000000-a") + 512] ^= 1;
	copy->data[find(b, "tree/00000000-b") + 512 + HASH_SIZE] ^= 1;
	assert_judged(copy, "both trees, good blocks", 8, FOUND_TREE_DAMAGED);
	copy->data[1000] ^= 1;
	assert_judged(copy, "both trees and a block", 9, FOUND_BLOCK_DAMAGED);
	memcpy(copy->data, b->data, b->len);
	copy->data[find(b, "SEAL.txt") + 512] ^= 1;
	copy->data[find(b, "SEAL-again.txt") + 512] ^= 1;
	assert_judged(copy, "both SEALs", 10, FOUND_NOT_SEALED);
}

/* Inserts len bytes at an offset, or removes -len. */
static GByteArray *
shift(const GByteArray *b, gsize at, gssize len)
{
	GByteArray *out = g_byte_array_new();
	static const unsigned char junk[BLOCK_SIZE] = {0x55};

	g_byte_array_append(out, b->data, (guint)at);
	if (len > 0)
		g_byte_array_append(out, junk, (guint)len);
	else
		at += (gsize)-len;
	g_byte_array_append(out, b->data + at, (guint)(b->len - at));
	return out;
}

static void
test_inserted_and_removed(void **state)
{
	static const gssize lengths[] = {1, 511, 512, 513, 65536, -1, -511, -512, -513, -65536};
	static const char *const places[] = {"preamble.txt", "seg/00000000.age", "tree/00000000-a",
	    "ckpt/00000000.txt", "seg/00000001.age", "ckpt/00000001.txt.minisig", "SEAL.txt"};
	g_autoptr(GByteArray) b = make(NULL);

	(void)state;
	for (gsize p = 0; p < G_N_ELEMENTS(places); p++) {
		for (gsize i = 0; i < G_N_ELEMENTS(lengths); i++) {
			g_autoptr(GByteArray) s = shift(b, find(b, places[p]) + 100, lengths[i]);
			g_auto(verdict) v;
			int status = judge_bytes(&v, s->data, s->len, &vouching);
			if (status == 0)
				fail_msg("%s %zd: not found", places[p], lengths[i]);
			if (p < 5 && status != 1)
				judge_print(&v);
			if (p < 5 && status != 1)
				fail_msg("%s %zd: status %d", places[p], lengths[i], status);
		}
	}
}

static void
test_trailing(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	gsize len = b->len;
	static const unsigned char zeros[1024];

	(void)state;
	g_byte_array_append(b, (const guint8 *)"x", 1);
	assert_judged(b, "a byte behind", 1, FOUND_TRAILING_DATA);
	g_byte_array_set_size(b, (guint)len);
	g_byte_array_append(b, zeros, sizeof(zeros));
	assert_judged(b, "zeros behind", 1, FOUND_TRAILING_DATA);
	g_byte_array_set_size(b, (guint)(len + 6 * 1024 * 1024));
	memset(b->data + len, 0, b->len - len);
	assert_judged(b, "6 MiB behind", 1, FOUND_TRAILING_DATA);
	g_byte_array_set_size(b, (guint)len);
	g_byte_array_set_size(b, (guint)(2 * len));
	memcpy(b->data + len, b->data, len);
	assert_judged(b, "itself once more", 1, FOUND_TRAILING_DATA);
}

static void
test_not_a_pouch(void **state)
{
	g_auto(verdict) v;
	g_auto(verdict) w;
	unsigned char junk[5000];

	(void)state;
	memset(junk, 'x', sizeof(junk));
	assert_int_equal(judge_bytes(&v, junk, 0, &vouching), 4);
	assert_int_equal(judge_bytes(&w, junk, sizeof(junk), &vouching), 4);
}

/* Status 0 or a crash would be a fault. */
static void
test_sweep(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	const gsize seal = find(b, "SEAL.txt");
	unsigned n = 0;

	(void)state;
	for (gsize i = 0; i < b->len; n++) {
		g_auto(verdict) v;
		b->data[i] ^= (unsigned char)(1 << n % 8);
		if (judge_bytes(&v, b->data, b->len, &vouching) == 0)
			fail_msg("byte %zu: not found", i);
		b->data[i] ^= (unsigned char)(1 << n % 8);
		/* tests/sweep.c takes more */
		i += i < seal || i > b->len - 8192 ? 691 : 40013;
	}
}

/* What a cut means depends on whether a whole SEAL is in front of it. */
static void
test_cuts_and_seals(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	gsize again = find(b, "SEAL-again.txt"), seal = find(b, "SEAL.txt");
	const struct {
		gsize len;
		int status;
	} cases[] = {
	    {700, 10},
	    {seal - 70000, 10},
	    {seal + 100, 10},
	    {seal + 1536 + 100, 10},
	    {again - 1000, 8},
	    {again + 100, 8},
	    {again + 1600, 8},
	    {b->len - 1500, 8},
	    {b->len - 1, 8},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(verdict) v;
		int status = judge_bytes(&v, b->data, cases[i].len, &vouching);

		if (status != cases[i].status)
			fail_msg("cut at %zu: %d", cases[i].len, status);
	}
}

static void
test_cuts(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);

	(void)state;
	for (gsize len = 0; len < b->len; len += 12289) {
		g_auto(verdict) v;
		if (judge_bytes(&v, b->data, len, &vouching) == 0)
			fail_msg("cut at %zu: not found", len);
	}
	for (gsize n = 1; n <= 2048; n += 97) {
		g_auto(verdict) v;
		assert_int_not_equal(judge_bytes(&v, b->data, b->len - n, &vouching), 0);
	}
}

/* Names both signers, in the order of their text. Returns whether the stranger comes first. */
static bool
name_both(struct forge *f)
{
	g_autofree char *ours = minisign_public_format(&vouched.key);
	g_autofree char *theirs = minisign_public_format(&unvouched.key);
	bool stranger_first = strcmp(theirs, ours) < 0;

	f->preamble.signers[stranger_first ? 1 : 0] = vouched.key;
	f->preamble.signers[stranger_first ? 0 : 1] = unvouched.key;
	f->preamble.nsigners = 2;
	return stranger_first;
}

static void
assert_forged(struct forge *f, const char *name, int status, enum finding_code code)
{
	g_autoptr(GByteArray) b = forge_write(f);

	assert_judged(b, name, status, code);
}

/* Everything good, but by somebody else; and by two of whom one is silent. */
static void
test_signers(void **state)
{
	struct forge f;
	g_autoptr(GByteArray) both = NULL;
	g_auto(verdict) v;
	bool stranger_first;

	(void)state;
	forge_init(&f, stranger, 0x11);
	assert_forged(&f, "a stranger", 7, FOUND_SIGNER_UNKNOWN);
	f.preamble.signers[0] = vouched.key;
	assert_forged(&f, "signed by none of the named", 1, FOUND_SIGNATURE_BAD);
	stranger_first = name_both(&f);
	assert_forged(&f, "one is silent", 7, FOUND_SIGNER_SILENT);
	f.signer = stranger_first ? stranger : signer;
	f.second = stranger_first ? signer : stranger;
	both = forge_write(&f);
	assert_int_equal(judge_bytes(&v, both->data, both->len, &vouching), 0);
	f.signer = stranger_first ? signer : stranger;
	f.second = stranger_first ? stranger : signer;
	assert_forged(&f, "signatures out of order", 1, FOUND_SIGNATURE_BAD);
	forge_clear(&f);
}

/* A damaged preamble names no signer; the user's keys still prove the rest. */
static void
test_vouched_without_preamble(void **state)
{
	g_autoptr(GByteArray) b = make(NULL);
	struct volume_options options = {.vouched = &vouched.key, .nvouched = 1, .digest = true};
	unsigned char want[64];
	g_auto(verdict) v;
	const struct volume_result *r;
	int fd;

	(void)state;
	b->data[find(b, "preamble.txt") + 512] ^= 1;
	fd = forge_file(b->data, b->len);
	assert_int_equal(judge_files(&v, &fd, 1, &vouching, &options), 9);
	close(fd);
	r = &g_array_index(v.volumes, struct volume_result, 0);
	assert_true(r->sealed && r->has_digest);
	assert_int_equal(r->damaged, 1);
	assert_int_equal(r->good, r->stripes == 2 ? 2 : 0);
	crypto_generichash(want, 64, b->data, b->len, NULL, 0);
	assert_memory_equal(r->digest, want, 64);
}

static int
set_up(void **state)
{
	if (set_up_signer(state) < 0)
		return -1;
	stranger = judge_signer(&unvouched);
	return 0;
}

static int
tear_down(void **state)
{
	minisign_secret_free(stranger);
	return tear_down_signer(state);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_untouched),
	    cmocka_unit_test(test_forge_is_the_writer),
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_ranges),
	    cmocka_unit_test(test_inserted_and_removed),
	    cmocka_unit_test(test_trailing),
	    cmocka_unit_test(test_not_a_pouch),
	    cmocka_unit_test(test_sweep),
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_cuts_and_seals),
	    cmocka_unit_test(test_signers),
	    cmocka_unit_test(test_vouched_without_preamble),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
