/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes of strangers as a volume, and a good volume with bytes of strangers
 * in it. The first never verifies; the second only if nothing in it changed.
 */
#include "tests/pouch_judge.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};

static GByteArray *
good_volume(void)
{
	static GByteArray *b;
	struct minisign_secret *signer;
	struct forge f;

	if (b != NULL)
		return b;
	g_assert(sodium_init() >= 0);
	signer = judge_signer(&vouched);
	forge_init(&f, signer, 0x11);
	((struct forged_member *)f.members->pdata[1])->end_stripe = true;
	b = forge_write(&f);
	forge_clear(&f);
	minisign_secret_free(signer);
	return b;
}

/* The bound between what was counted and what is in the file. */
static void
check_sums(const struct verdict *v)
{
	for (guint i = 0; i < v->volumes->len; i++) {
		const struct volume_result *r = &g_array_index(v->volumes, struct volume_result, i);
		g_assert(r->covered <= r->size);
	}
}

/* Writes pieces of data over the volume: where (3 bytes), how many (1), the bytes. */
static bool
patch(GByteArray *b, const unsigned char *data, size_t len)
{
	GByteArray *good = good_volume();

	while (len >= 4) {
		gsize at = ((gsize)data[0] << 16 | (gsize)data[1] << 8 | data[2]) % b->len;
		gsize n = MIN(MIN((gsize)data[3], len - 4), b->len - at);
		memcpy(b->data + at, data + 4, n);
		data += 4 + n;
		len -= 4 + n;
	}
	return memcmp(b->data, good->data, good->len) != 0;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	GByteArray *good = good_volume();
	g_autoptr(GByteArray) b = g_byte_array_new();
	g_auto(verdict) v = {0};
	int status;

	if (len == 0)
		return 0;
	if (data[0] % 2 == 0) {
		g_assert(judge_bytes(&v, data + 1, len - 1, &vouching) != 0);
		check_sums(&v);
		return 0;
	}
	g_byte_array_append(b, good->data, good->len);
	status = patch(b, data + 1, len - 1) ? 1 : 0;
	g_assert((judge_bytes(&v, b->data, b->len, &vouching) != 0) == (status != 0));
	check_sums(&v);
	return 0;
}
