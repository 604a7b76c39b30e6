/* SPDX-License-Identifier: Apache-2.0 */
/* Data members held against what is claimed of them; see member_check.h. */
#include "verify/member_check.h"

#include <string.h>
#include <xxhash.h>

#include "crypto/blake2b.h"
#include "verify/index_compare.h"

struct member_check {
	struct view *view;
	struct walk_claims claims;
	struct fault_list *faults;

	struct walked member; /* that has begun */
	bool is_hashed;
	XXH3_state_t *xxh3;
	struct blake2b hash; /* H of the body, if is_hashed */

	struct member_order order;
	struct blake2b slots; /* H of all slots' bodies */
	guint64 slots_at, slots_end;
	bool slots_judged;
	struct index_compare compare;
};

struct member_check *
member_check_new(struct view *view, const struct walk_claims *claims, struct fault_list *faults)
{
	struct member_check *c = g_new0(struct member_check, 1);

	c->view = view;
	c->claims = *claims;
	c->faults = faults;
	c->compare.index = claims->index;
	c->order.volume = view->volume;
	c->xxh3 = XXH3_createState();
	g_assert(c->xxh3 != NULL);
	blake2b_init(&c->slots, BLAKE2B_256_SIZE);
	return c;
}

void
member_check_free(struct member_check *c)
{
	if (c == NULL)
		return;
	XXH3_freeState(c->xxh3);
	g_free(c);
}

const struct member_order *
member_check_order(const struct member_check *c)
{
	return &c->order;
}

/* A fault of the member that has begun. */
static void
fault(struct member_check *c, enum finding_code code, guint64 at, guint64 len, const char *why)
{
	fault_list_blame(
	    c->faults, &(struct fault){.code = code, .at = at, .len = len}, c->member.name, why);
}

/* All bytes of the member as a fault's place. */
static void
fault_member(struct member_check *c, enum finding_code code, const char *why)
{
	fault(c, code, c->member.at, USTAR_BLOCK + c->member.size, why);
}

/* The slots end where the first member of another kind begins. */
void
member_check_slots(struct member_check *c)
{
	unsigned char hash[HASH_SIZE];
	const struct walk_claims *claims = &c->claims;
	guint64 len = c->slots_end - c->slots_at;

	if (c->slots_judged)
		return;
	c->slots_judged = true;
	blake2b_final(&c->slots, hash);
	if (c->order.lost)
		return;
	if (claims->preamble != NULL && claims->preamble->nslots != c->order.nslots)
		fault(c, FOUND_SLOTS_DIFFER, c->slots_at, len,
		    "comes behind fewer or more slots than the preamble lists");
	if (claims->seal != NULL && memcmp(hash, claims->seal->slots, HASH_SIZE) != 0)
		fault(c, FOUND_SLOTS_DIFFER, c->slots_at, len,
		    "comes behind other slots than were sealed");
}

void
member_check_lose(struct member_check *c)
{
	member_order_lose(&c->order);
	index_compare_lose(&c->compare);
}

void
member_check_begin(struct member_check *c, const struct walked *m, bool padded)
{
	const char *why = member_order_take(&c->order, m->name);

	c->member = *m;
	if (why == NULL && padded)
		why = "stands behind the pad";
	if (why != NULL)
		fault(c, FOUND_MEMBER_MISPLACED, c->member.at, USTAR_BLOCK, why);
	if (g_str_has_prefix(c->member.name, "keys/")) {
		if (c->slots_end == 0)
			c->slots_at = c->member.at;
		c->slots_end = c->member.at + USTAR_BLOCK + c->member.size;
	} else if (c->order.phase > ORDER_PREAMBLE) {
		member_check_slots(c);
	}
	c->is_hashed = strcmp(c->member.name, MEMBER_README) == 0 ||
	    strcmp(c->member.name, MEMBER_PREAMBLE) == 0 ||
	    strcmp(c->member.name, MEMBER_INDEX) == 0;
	XXH3_128bits_reset(c->xxh3);
	if (c->is_hashed)
		blake2b_init(&c->hash, BLAKE2B_256_SIZE);
}

void
member_check_bytes(struct member_check *c, const unsigned char *bytes, gsize len)
{
	XXH3_128bits_update(c->xxh3, bytes, len);
	if (c->is_hashed)
		blake2b_update(&c->hash, bytes, len);
	if (g_str_has_prefix(c->member.name, "keys/") && !c->slots_judged)
		blake2b_update(&c->slots, bytes, len);
}

static void
compare_index(struct member_check *c)
{
	struct met_member m = {
	    .name = c->member.name, .at = c->member.at + USTAR_BLOCK, .size = c->member.size};
	XXH128_canonical_t xxh3;
	const char *why;

	XXH128_canonicalFromHash(&xxh3, XXH3_128bits_digest(c->xxh3));
	memcpy(m.xxh3, xxh3.digest, sizeof(m.xxh3));
	why = index_compare_take(&c->compare, &m);
	if (why != NULL)
		fault_member(c, FOUND_INDEX_DIFFERS, why);
}

static void
end_readme(struct member_check *c, const unsigned char hash[HASH_SIZE])
{
	unsigned char want[HASH_SIZE];

	statement_hash(pouch_readme, strlen(pouch_readme), want);
	if (memcmp(hash, want, HASH_SIZE) != 0)
		fault_member(c, FOUND_MEMBER_MALFORMED, "is not the constant text");
}

static void
end_preamble(struct member_check *c, const unsigned char hash[HASH_SIZE])
{
	const struct seal *s = c->claims.seal;

	if (s != NULL && memcmp(hash, s->preamble, HASH_SIZE) != 0)
		fault_member(c, FOUND_PREAMBLE_DIFFERS, "is not the one that was sealed");
}

/* The index that was read before must be this one, and all of it must have been met. */
static void
end_index(struct member_check *c, const unsigned char hash[HASH_SIZE])
{
	const struct walk_claims *claims = &c->claims;
	unsigned char want[HASH_SIZE];
	const char *why;

	if (claims->seal == NULL) /* which alone says where to find the index */
		return;
	if (claims->seal->index_at != c->member.at + USTAR_BLOCK ||
	    claims->seal->index_size != c->member.size)
		fault_member(c, FOUND_SEAL_DIFFERS, "is not where the SEAL says");
	if (claims->index == NULL || claims->index_text == NULL) {
		fault_member(c, FOUND_INDEX_DIFFERS, "cannot be read");
		return;
	}
	statement_hash(
	    g_bytes_get_data(claims->index_text, NULL), g_bytes_get_size(claims->index_text), want);
	if (memcmp(hash, want, HASH_SIZE) != 0)
		fault_member(c, FOUND_INDEX_DIFFERS, "changed while it was read");
	why = index_compare_end(&c->compare, claims->seal->payload);
	if (why != NULL)
		fault_member(c, FOUND_INDEX_DIFFERS, why);
}

void
member_check_end(struct member_check *c)
{
	unsigned char hash[HASH_SIZE];

	if (c->is_hashed)
		blake2b_final(&c->hash, hash);
	if (strcmp(c->member.name, MEMBER_INDEX) == 0) {
		end_index(c, hash);
		return;
	}
	compare_index(c);
	if (strcmp(c->member.name, MEMBER_README) == 0)
		end_readme(c, hash);
	if (strcmp(c->member.name, MEMBER_PREAMBLE) == 0)
		end_preamble(c, hash);
}

/* SEAL's counts go over the volumes so far, so that what a volume holds decides its last one. */
static void
judge_totals(struct member_check *c)
{
	const struct seal *s = c->claims.seal;
	const guint64 want[PACKED_NKINDS] = {
	    s->segments, s->tree_chunks, s->tree_chunks, s->mail_chunks, s->mail_chunks};
	char name[MEMBER_NAME_SIZE];

	for (int k = 0; k < PACKED_NKINDS; k++) {
		if ((!c->order.seen[k] && c->order.volume != 1) || c->order.next[k] == want[k])
			continue;
		packed_name((enum packed_kind)k, want[k], name);
		findings_add(c->view->findings, FOUND_SEAL_DIFFERS, c->view->volume,
		    FINDING_NOWHERE, 0,
		    "its members end before or behind %s, which would be the next", name);
	}
}

void
member_check_finish(struct member_check *c)
{
	if (c->order.lost || c->claims.seal == NULL)
		return;
	if (c->order.phase != ORDER_INDEX)
		findings_add(c->view->findings, FOUND_MEMBER_MISPLACED, c->view->volume,
		    FINDING_NOWHERE, 0, "%s is missing", MEMBER_INDEX);
	judge_totals(c);
}
