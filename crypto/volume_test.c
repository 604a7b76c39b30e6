/* SPDX-License-Identifier: Apache-2.0 */
/* What was written is read back by volume.c, stripe_reader.c and volume_text.c, and nothing damaged as if whole. */
#include "crypto/volume.h"

#include "crypto/minisign.h"
#include "crypto/volume_testing.h"

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

/* Of two copies one is enough, and the fault of a single part has its kind. */
static void
test_flip_by_part(void **state)
{
	static const struct place places[] = {
	    {"00-README.txt", ERR_NKINDS},
	    {"preamble.txt", ERR_DAMAGED},
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_one_stripe),
	    cmocka_unit_test(test_many_stripes),
	    cmocka_unit_test(test_cut),
	    cmocka_unit_test(test_flips),
	    cmocka_unit_test(test_flip_by_part),
	    cmocka_unit_test(test_threads),
	    cmocka_unit_test(test_further_signatures),
	};

	return cmocka_run_group_tests_name("volume", tests, make_signer, free_signer);
}
