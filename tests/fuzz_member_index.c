/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An index that is read has members that lie in its stripes, in order, apart
 * from each other, each found by its name. The input's first four bytes are
 * where it claims to lie.
 */
#include <string.h>

#include "crypto/member_index.h"
#include "crypto/ustar.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

static void
check_members(const struct member_index *x)
{
	guint64 end = 0;

	for (guint i = 0; i < x->members->len; i++) {
		const struct member *m = &g_array_index(x->members, struct member, i);

		g_assert(m->at >= end + USTAR_BLOCK);
		g_assert(member_index_stripe(x, m->at - USTAR_BLOCK, USTAR_BLOCK + m->size) >= 0);
		g_assert(member_index_find(x, m->name) == m);
		end = m->at + m->size;
	}
}

static void
check_stripes(const struct member_index *x)
{
	guint64 end = 0;

	for (guint i = 0; i < x->stripes->len; i++) {
		const struct stripe_place *s = &g_array_index(x->stripes, struct stripe_place, i);

		g_assert(s->blocks > 0 && s->blocks <= STRIPE_BLOCKS);
		g_assert(s->start >= end && s->start % BLOCK_SIZE == 0);
		end = s->start + s->blocks * BLOCK_SIZE;
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(member_index) x = NULL;
	guint32 at;

	if (len < sizeof(at))
		return 0;
	memcpy(&at, data, sizeof(at));
	x = member_index_parse(data + sizeof(at), len - sizeof(at), at, NULL);
	if (x == NULL)
		return 0;
	g_assert(x->stripes->len > 0);
	check_stripes(x);
	check_members(x);
	return 0;
}
