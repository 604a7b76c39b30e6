/* SPDX-License-Identifier: Apache-2.0 */
/* Data members, as their bytes come by; see member_walk.h. */
#include <string.h>
#include <xxhash.h>

#include "crypto/blake2b.h"
#include "verify/fault_list.h"
#include "verify/index_compare.h"
#include "verify/member_order.h"
#include "verify/member_walk.h"

enum walk_state {
	AT_HEADER,
	IN_BODY,
	IN_PADDING,
	IS_LOST, /* no header was where one must be: looking for the next */
};

struct member_walk {
	struct view *view;
	struct walk_claims claims;
	struct walk_totals totals;
	struct fault_list faults, later; /* of this stripe; those that wait for the index */

	guint64 start; /* of this stripe */
	enum walk_state state;
	char name[USTAR_NAME_SIZE]; /* of the member that we are in ... */
	guint64 at, size;           /* ... where its header is, and its body's size */
	guint64 left;               /* bytes to come of its body or padding */
	bool is_pad, is_hashed;
	XXH3_state_t *xxh3;
	struct blake2b hash; /* H of the body, if is_hashed */

	struct member_order order;
	struct blake2b slots; /* H of all slots' bodies */
	guint64 slots_at, slots_end;
	bool slots_judged;
	bool padded; /* this stripe has its pad: nothing may follow */
	struct index_compare compare;
	bool index_bad; /* the index lies in a damaged block */
};

struct member_walk *
member_walk_new(struct view *view, const struct walk_claims *claims)
{
	struct member_walk *w = g_new0(struct member_walk, 1);

	w->view = view;
	w->claims = *claims;
	w->compare.index = claims->index;
	w->order.volume = view->volume;
	w->xxh3 = XXH3_createState();
	g_assert(w->xxh3 != NULL);
	blake2b_init(&w->slots, BLAKE2B_256_SIZE);
	fault_list_init(&w->faults);
	fault_list_init(&w->later);
	return w;
}

void
member_walk_free(struct member_walk *w)
{
	if (w == NULL)
		return;
	XXH3_freeState(w->xxh3);
	fault_list_clear(&w->faults);
	fault_list_clear(&w->later);
	g_free(w);
}

const struct walk_totals *
member_walk_totals(const struct member_walk *w)
{
	return &w->totals;
}

/* A fault of the member that we are in. */
static void
fault(struct member_walk *w, enum finding_code code, guint64 at, guint64 len, const char *why)
{
	struct fault f = {.code = code, .at = at, .len = MAX(len, 1)};

	f.by_index = code == FOUND_INDEX_DIFFERS;
	f.text = g_strdup_printf("%s %s", w->name, why);
	fault_list_add(&w->faults, &f);
}

/* All bytes of the member as a fault's place. */
static void
fault_member(struct member_walk *w, enum finding_code code, const char *why)
{
	fault(w, code, w->at, USTAR_BLOCK + w->size, why);
}

void
member_walk_begin(struct member_walk *w, guint64 start)
{
	w->start = w->at = start;
	w->state = AT_HEADER;
	w->padded = false;
}

static void
lose(struct member_walk *w)
{
	w->state = IS_LOST;
	w->totals.lost = w->view->pads_lost = true;
	member_order_lose(&w->order);
	index_compare_lose(&w->compare);
}

/* The slots end where the first member of another kind begins. */
static void
judge_slots(struct member_walk *w)
{
	unsigned char hash[HASH_SIZE];
	const struct walk_claims *c = &w->claims;
	guint64 len = w->slots_end - w->slots_at;

	if (w->slots_judged)
		return;
	w->slots_judged = true;
	blake2b_final(&w->slots, hash);
	if (w->order.lost)
		return;
	if (c->preamble != NULL && c->preamble->nslots != w->order.nslots)
		fault(w, FOUND_SLOTS_DIFFER, w->slots_at, len,
		    "comes behind fewer or more slots than the preamble lists");
	if (c->seal != NULL && memcmp(hash, c->seal->slots, HASH_SIZE) != 0)
		fault(w, FOUND_SLOTS_DIFFER, w->slots_at, len,
		    "comes behind other slots than were sealed");
}

static void
begin_pad(struct member_walk *w)
{
	struct view *v = w->view;
	char want[MEMBER_NAME_SIZE];
	guint64 number = g_ascii_strtoull(w->name + strlen("pad/"), NULL, 10);

	if (v->pads_lost)
		v->pads = MAX(v->pads, number);
	v->pads_lost = false;
	g_snprintf(want, sizeof(want), "pad/%08" G_GUINT64_FORMAT, v->pads++);
	if (strcmp(w->name, want) != 0 || w->padded || USTAR_BLOCK + w->size >= BLOCK_SIZE)
		fault(w, FOUND_MEMBER_MISPLACED, w->at, USTAR_BLOCK,
		    "is not the pad that belongs here");
	w->padded = true;
}

static void
begin_member(struct member_walk *w)
{
	const char *why = member_order_take(&w->order, w->name);

	if (why == NULL && w->padded)
		why = "stands behind the pad";
	if (why != NULL)
		fault(w, FOUND_MEMBER_MISPLACED, w->at, USTAR_BLOCK, why);
	if (g_str_has_prefix(w->name, "keys/")) {
		if (w->slots_end == 0)
			w->slots_at = w->at;
		w->slots_end = w->at + USTAR_BLOCK + w->size;
	} else if (w->order.phase > ORDER_PREAMBLE) {
		judge_slots(w);
	}
	w->is_hashed = strcmp(w->name, MEMBER_README) == 0 ||
	    strcmp(w->name, MEMBER_PREAMBLE) == 0 || strcmp(w->name, MEMBER_INDEX) == 0;
	XXH3_128bits_reset(w->xxh3);
	if (w->is_hashed)
		blake2b_init(&w->hash, BLAKE2B_256_SIZE);
	w->totals.members++;
}

/* Takes the header at an offset, or loses the way. */
static void
take_header(struct member_walk *w, const unsigned char *header, guint64 at)
{
	bool ours = ustar_parse(header, w->view->gname, w->name, &w->size, NULL);
	bool foreign = !ours && ustar_parse(header, NULL, w->name, &w->size, NULL);

	w->at = at;
	if (!ours) {
		if (!foreign)
			g_strlcpy(w->name, "what", sizeof(w->name));
		fault(w, foreign ? FOUND_FOREIGN_MEMBER : FOUND_MEMBER_MALFORMED, at, USTAR_BLOCK,
		    foreign ? "is of another pouch" : "stands here is no header of a pouch");
		lose(w);
		return;
	}
	w->state = IN_BODY;
	w->left = w->size;
	w->is_pad = g_str_has_prefix(w->name, "pad/");
	if (w->is_pad)
		begin_pad(w);
	else
		begin_member(w);
}

static void
compare_index(struct member_walk *w)
{
	struct met_member m = {.name = w->name, .at = w->at + USTAR_BLOCK, .size = w->size};
	XXH128_canonical_t xxh3;
	const char *why;

	XXH128_canonicalFromHash(&xxh3, XXH3_128bits_digest(w->xxh3));
	memcpy(m.xxh3, xxh3.digest, sizeof(m.xxh3));
	why = index_compare_take(&w->compare, &m);
	if (why != NULL)
		fault_member(w, FOUND_INDEX_DIFFERS, why);
}

static void
end_readme(struct member_walk *w, const unsigned char hash[HASH_SIZE])
{
	unsigned char want[HASH_SIZE];

	statement_hash(pouch_readme, strlen(pouch_readme), want);
	if (memcmp(hash, want, HASH_SIZE) != 0)
		fault_member(w, FOUND_MEMBER_MALFORMED, "is not the constant text");
}

static void
end_preamble(struct member_walk *w, const unsigned char hash[HASH_SIZE])
{
	const struct seal *s = w->claims.seal;

	if (s != NULL && memcmp(hash, s->preamble, HASH_SIZE) != 0)
		fault_member(w, FOUND_PREAMBLE_DIFFERS, "is not the one that was sealed");
}

/* The index that was read before must be this one, and all of it must have been met. */
static void
end_index(struct member_walk *w, const unsigned char hash[HASH_SIZE])
{
	const struct walk_claims *c = &w->claims;
	unsigned char want[HASH_SIZE];
	const char *why;

	if (c->seal == NULL) /* which alone says where to find the index */
		return;
	if ((c->seal->index_at != w->at + USTAR_BLOCK || c->seal->index_size != w->size))
		fault_member(w, FOUND_SEAL_DIFFERS, "is not where the SEAL says");
	if (c->index == NULL || c->index_text == NULL) {
		fault_member(w, FOUND_INDEX_DIFFERS, "cannot be read");
		return;
	}
	statement_hash(
	    g_bytes_get_data(c->index_text, NULL), g_bytes_get_size(c->index_text), want);
	if (memcmp(hash, want, HASH_SIZE) != 0)
		fault_member(w, FOUND_INDEX_DIFFERS, "changed while it was read");
	why = index_compare_end(&w->compare, c->seal->payload);
	if (why != NULL)
		fault_member(w, FOUND_INDEX_DIFFERS, why);
}

static void
end_body(struct member_walk *w)
{
	unsigned char hash[HASH_SIZE];

	w->state = IN_PADDING;
	w->left = ustar_padding(w->size);
	if (w->is_pad)
		return;
	if (w->is_hashed)
		blake2b_final(&w->hash, hash);
	if (strcmp(w->name, MEMBER_INDEX) == 0) {
		end_index(w, hash);
		return;
	}
	compare_index(w);
	if (strcmp(w->name, MEMBER_README) == 0)
		end_readme(w, hash);
	if (strcmp(w->name, MEMBER_PREAMBLE) == 0)
		end_preamble(w, hash);
}

/* Each takes what it can of len bytes and returns how many that were. */
static gsize
feed_body(struct member_walk *w, const unsigned char *bytes, gsize len, guint64 at)
{
	gsize n = (gsize)MIN(w->left, len);

	if (w->is_pad) {
		if (!ustar_is_zero(bytes, n))
			fault(w, FOUND_MEMBER_MALFORMED, at, n, "is not zero");
	} else {
		XXH3_128bits_update(w->xxh3, bytes, n);
		if (w->is_hashed)
			blake2b_update(&w->hash, bytes, n);
		if (g_str_has_prefix(w->name, "keys/") && !w->slots_judged)
			blake2b_update(&w->slots, bytes, n);
	}
	w->left -= n;
	if (w->left == 0)
		end_body(w);
	return n;
}

static gsize
feed_padding(struct member_walk *w, const unsigned char *bytes, gsize len, guint64 at)
{
	gsize n = (gsize)MIN(w->left, len);

	if (!ustar_is_zero(bytes, n))
		fault(w, FOUND_MEMBER_MALFORMED, at, n, "has padding that is not zero");
	w->left -= n;
	if (w->left == 0)
		w->state = AT_HEADER;
	return n;
}

/* Headers stand at multiples of 512, and len is one. */
static gsize
feed_lost(struct member_walk *w, const unsigned char *bytes, gsize len)
{
	char name[USTAR_NAME_SIZE];
	guint64 size;

	for (gsize i = 0; i < len; i += USTAR_BLOCK) {
		if (bytes[i + USTAR_GNAME_AT] == 0 ||
		    !ustar_parse(bytes + i, w->view->gname, name, &size, NULL))
			continue;
		w->state = AT_HEADER;
		return i;
	}
	return len;
}

void
member_walk_feed(void *walk, const unsigned char *bytes, gsize len, guint64 at)
{
	struct member_walk *w = walk;

	while (len > 0) {
		gsize n = USTAR_BLOCK;

		if (w->state == AT_HEADER)
			take_header(w, bytes, at);
		else if (w->state == IN_BODY)
			n = feed_body(w, bytes, len, at);
		else if (w->state == IN_PADDING)
			n = feed_padding(w, bytes, len, at);
		else
			n = feed_lost(w, bytes, len);
		bytes += n;
		at += n;
		len -= n;
	}
}

/* A body or padding of no bytes is over before any bytes come. */
static void
settle(struct member_walk *w)
{
	if (w->state == IN_BODY && w->left == 0)
		end_body(w);
	if (w->state == IN_PADDING && w->left == 0)
		w->state = AT_HEADER;
}

static bool
is_bad(guint64 at, guint64 len, guint64 start, const bool *bad, gsize nblocks)
{
	for (gsize i = 0; i < nblocks; i++) {
		guint64 block = start + i * BLOCK_SIZE;
		if (bad[i] && block < at + len && at < block + BLOCK_SIZE)
			return true;
	}
	return false;
}

static void
take_totals(struct member_walk *w)
{
	memcpy(w->totals.next, w->order.next, sizeof(w->totals.next));
	for (int k = 0; k < PACKED_NKINDS; k++)
		w->totals.first[k] = w->order.seen[k] ? w->order.first[k] : w->order.next[k];
}

void
member_walk_end(struct member_walk *w, const bool *bad, gsize nblocks)
{
	const struct seal *s = w->claims.seal;
	guint64 start = w->start;

	settle(w);
	judge_slots(w); /* they lie in the first stripe, whatever their sizes */
	if (w->state == IN_BODY || w->state == IN_PADDING)
		fault(w, FOUND_MEMBER_MALFORMED, w->at, USTAR_BLOCK, "reaches beyond its stripe");
	if (w->state == IN_BODY || w->state == IN_PADDING)
		lose(w);
	if (s != NULL &&
	    is_bad(s->index_at - USTAR_BLOCK, USTAR_BLOCK + s->index_size, start, bad, nblocks))
		w->index_bad = true;
	fault_list_judge(&w->faults, w->view, start, bad, nblocks, &w->later);
	take_totals(w);
}

/* SEAL's counts go over the volumes so far, so that what a volume holds decides its last one. */
static void
judge_totals(struct member_walk *w)
{
	const struct seal *s = w->claims.seal;
	const guint64 want[PACKED_NKINDS] = {
	    s->segments, s->tree_chunks, s->tree_chunks, s->mail_chunks, s->mail_chunks};
	char name[MEMBER_NAME_SIZE];

	for (int k = 0; k < PACKED_NKINDS; k++) {
		if ((!w->order.seen[k] && w->order.volume != 1) || w->order.next[k] == want[k])
			continue;
		packed_name((enum packed_kind)k, want[k], name);
		findings_add(w->view->findings, FOUND_SEAL_DIFFERS, w->view->volume,
		    FINDING_NOWHERE, 0,
		    "its members end before or behind %s, which would be the next", name);
	}
}

void
member_walk_finish(struct member_walk *w)
{
	if (!w->index_bad)
		fault_list_report(&w->later, w->view);
	if (w->totals.lost || w->claims.seal == NULL)
		return;
	if (w->order.phase != ORDER_INDEX)
		findings_add(w->view->findings, FOUND_MEMBER_MISPLACED, w->view->volume,
		    FINDING_NOWHERE, 0, "%s is missing", MEMBER_INDEX);
	judge_totals(w);
}
