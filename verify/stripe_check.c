/* SPDX-License-Identifier: Apache-2.0 */
/* One stripe after the other; see stripe_check.h. */
#include "verify/stripe_check.h"

#include <string.h>

#define TREE_MAX ((gsize)STRIPE_BLOCKS * HASH_SIZE)
#define TAIL_MAX (4 * (TREE_MAX + BLOCK_SIZE)) /* no stripe's tail is longer */

typedef unsigned char (*hashes)[HASH_SIZE];

/* A stripe being judged. */
struct judged {
	guint64 number;
	const struct stripe_spot *spot;
	hashes found;        /* leaves as computed */
	bool *bad;           /* blocks; at first the unreadable ones */
	struct part tree[2]; /* body NULL: not there */
	struct signed_part text;
	struct checkpoint checkpoint;
	bool there, parsed, good; /* of the checkpoint; good: signed */
};

/* The leaves that blocks and copies agree on best; where none does, those of the preferred copy. */
static void
mix(const struct judged *j, int preferred, hashes out)
{
	const unsigned char *a = j->tree[0].body, *b = j->tree[1].body;
	const unsigned char *other = j->tree[preferred].body;

	for (gsize i = 0; i < j->spot->blocks; i++) {
		gsize at = i * HASH_SIZE;
		bool seen = (a != NULL && memcmp(a + at, j->found[i], HASH_SIZE) == 0) ||
		    (b != NULL && memcmp(b + at, j->found[i], HASH_SIZE) == 0);
		memcpy(out[i], seen || other == NULL ? j->found[i] : other + at, HASH_SIZE);
	}
}

static bool
is_copy(const struct judged *j, int copy, const void *leaves)
{
	return j->tree[copy].body != NULL &&
	    memcmp(j->tree[copy].body, leaves, j->spot->blocks * HASH_SIZE) == 0;
}

/* Whether leaves have the signed root; without one, whether two sources agree on them. */
static bool
is_reference(const struct judged *j, const void *leaves)
{
	unsigned char root[HASH_SIZE];
	int votes = (memcmp(j->found, leaves, j->spot->blocks * HASH_SIZE) == 0) +
	    is_copy(j, 0, leaves) + is_copy(j, 1, leaves);

	if (!j->good)
		return votes >= 2;
	hashtree_root_of(leaves, j->spot->blocks, root);
	return memcmp(root, j->checkpoint.stripe_root, HASH_SIZE) == 0;
}

/* The leaves that the blocks must have, borrowed from j or mixed; NULL if nobody knows. */
static const unsigned char *
find_reference(const struct judged *j, hashes mixed)
{
	const unsigned char *tries[] = {
	    (const unsigned char *)j->found, j->tree[0].body, j->tree[1].body};

	for (gsize i = 0; i < G_N_ELEMENTS(tries); i++)
		if (tries[i] != NULL && is_reference(j, tries[i]))
			return tries[i];
	for (int copy = 0; copy < 2; copy++) {
		mix(j, copy, mixed);
		if (is_reference(j, mixed))
			return *mixed;
	}
	return NULL;
}

static void
report_blocks(struct stripe_check *c, struct judged *j, const unsigned char *leaves)
{
	struct view *v = c->view;

	for (gsize i = 0; i < j->spot->blocks; i++) {
		enum finding_code code = j->bad[i] ? FOUND_BLOCK_UNREADABLE : FOUND_BLOCK_DAMAGED;

		if (!j->bad[i])
			j->bad[i] = memcmp(j->found[i], leaves + i * HASH_SIZE, HASH_SIZE) != 0;
		c->good += !j->bad[i];
		c->damaged += j->bad[i];
		if (j->bad[i])
			findings_add(v->findings, code, v->volume, j->spot->start + i * BLOCK_SIZE,
			    BLOCK_SIZE, NULL);
		else
			v->covered += BLOCK_SIZE;
	}
	for (int copy = 0; copy < 2; copy++)
		if (j->tree[copy].body != NULL && !is_copy(j, copy, leaves))
			findings_add(
			    v->findings, FOUND_TREE_DAMAGED, v->volume, j->tree[copy].at, 0, NULL);
}

/* No leaves meet the signed root. Two equal copies were not made so by chance. */
static void
report_unproven(struct stripe_check *c, struct judged *j)
{
	bool same = j->tree[0].body != NULL && is_copy(j, 1, j->tree[0].body);
	struct view *v = c->view;

	findings_add(v->findings, same ? FOUND_TREE_DIFFERS : FOUND_STRIPE_UNPROVEN, v->volume,
	    j->spot->start, j->spot->blocks * BLOCK_SIZE, "stripe %" G_GUINT64_FORMAT, j->number);
	c->unproven += j->spot->blocks;
	for (gsize i = 0; i < j->spot->blocks; i++)
		j->bad[i] = true;
}

static void
judge_blocks(struct stripe_check *c, struct judged *j)
{
	g_autofree hashes mixed = g_malloc(j->spot->blocks * HASH_SIZE);
	const unsigned char *leaves = find_reference(j, mixed);
	unsigned char root[HASH_SIZE], leaf[HASH_SIZE];

	if (leaves != NULL)
		report_blocks(c, j, leaves);
	else
		report_unproven(c, j);
	c->assumed |= !j->good;
	hashtree_root_of(leaves != NULL ? leaves : *j->found, j->spot->blocks, root);
	hashtree_leaf(j->good ? j->checkpoint.stripe_root : root, HASH_SIZE, leaf);
	hashtree_add_leaf_hash(&c->roots, leaf);
}

/* A checkpoint that cannot be read: damage, unless it is signed so. */
static void
take_unreadable(struct stripe_check *c, struct judged *j, GError *error)
{
	struct checkpoint wanted = {.volume = c->view->volume, .stripe = j->number};
	g_autoptr(GError) owned = error;
	g_autofree char *comment = NULL;
	enum signatures_state state = SIGNATURES_UNCHECKED;

	if (c->archive != NULL)
		memcpy(wanted.archive, c->archive, ARCHIVE_ID_SIZE);
	comment = checkpoint_comment(&wanted);
	if (err_kind(error) == ERR_UNSUPPORTED)
		state = signatures_judge(
		    c->view, c->keys, &j->text, comment, FOUND_CHECKPOINT_DAMAGED, NULL);
	if (state == SIGNATURES_UNCHECKED)
		findings_add(c->view->findings, FOUND_CHECKPOINT_DAMAGED, c->view->volume,
		    j->text.text.at, 0, "%s", error->message);
	if (state == SIGNATURES_GOOD && c->refused == NULL) {
		c->refused = g_steal_pointer(&owned);
		g_prefix_error(&c->refused, "ckpt/%08" G_GUINT64_FORMAT ".txt: ", j->number);
	}
}

/* Reads a checkpoint and its signature. */
static void
take_checkpoint(struct stripe_check *c, struct judged *j, struct area *a)
{
	GError *error = NULL;
	g_autofree char *comment = NULL;
	char name[MEMBER_NAME_SIZE];

	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", j->number);
	j->there = signatures_take(a, name, FOUND_CHECKPOINT_DAMAGED, &j->text);
	if (!j->there)
		return;
	j->parsed = checkpoint_parse(&j->checkpoint, j->text.text.body, j->text.text.size, &error);
	if (!j->parsed) {
		take_unreadable(c, j, error);
		return;
	}
	comment = checkpoint_comment(&j->checkpoint);
	j->good = signatures_judge(c->view, c->keys, &j->text, comment, FOUND_CHECKPOINT_DAMAGED,
		      NULL) == SIGNATURES_GOOD;
}

static void
take_tail(struct stripe_check *c, struct judged *j, struct area *a)
{
	char name[MEMBER_NAME_SIZE];
	gsize size = j->spot->blocks * HASH_SIZE;
	guint64 past;
	struct wanted w = {.name = name, .min = size, .max = size, .missing = FOUND_TREE_DAMAGED};

	for (int copy = 0; copy < 2; copy++) {
		g_snprintf(
		    name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", j->number, "ab"[copy]);
		if (!area_take(a, &w, &j->tree[copy]) || j->tree[copy].size != size)
			j->tree[copy].body = NULL;
	}
	take_checkpoint(c, j, a);
	past = (a->at - j->spot->tail) % BLOCK_SIZE; /* the tail began at a block */
	if (a->len > 0 && past != 0)
		area_take_pad(a, BLOCK_SIZE - past - USTAR_BLOCK);
	/* What stands at the end of a file that is cut off there belongs to what is missing. */
	if (a->len > 0 && j->text.text.intact && a->at + a->len < c->view->size)
		findings_add(c->view->findings, FOUND_MEMBER_MISPLACED, c->view->volume, a->at,
		    a->len, "%zu bytes between stripes", a->len);
}

static void
report_contradiction(struct stripe_check *c, const struct judged *j, const char *what)
{
	findings_add(c->view->findings, FOUND_CHECKPOINT_DIFFERS, c->view->volume, j->text.text.at,
	    0, "%s is not that of stripe %" G_GUINT64_FORMAT, what, j->number);
}

/* Holds a signed checkpoint against what was found. */
static void
judge_checkpoint(struct stripe_check *c, const struct judged *j)
{
	const struct checkpoint *p = &j->checkpoint;
	const struct walk_totals *t = member_walk_totals(c->walk);
	unsigned char root[HASH_SIZE];

	if (c->archive != NULL &&
	    (memcmp(p->archive, c->archive, ARCHIVE_ID_SIZE) != 0 || p->volume != c->view->volume))
		report_contradiction(c, j, "its pouch or volume");
	if (p->stripe != j->number || p->start != j->spot->start || p->blocks != j->spot->blocks)
		report_contradiction(c, j, "its place");
	if (p->has_previous != (j->number > 0) ||
	    (c->chained && memcmp(p->previous, c->checkpoint, HASH_SIZE) != 0))
		report_contradiction(c, j, "the checkpoint before it");
	hashtree_root(&c->roots, root);
	if (!c->assumed && memcmp(p->root, root, HASH_SIZE) != 0)
		report_contradiction(c, j, "its root");
	if (!t->lost && t->next[PACKED_SEGMENT] != 0 && p->segments != t->next[PACKED_SEGMENT])
		report_contradiction(c, j, "its number of segments");
	/* A signed root proves the stripes before it, whatever became of their checkpoints. */
	if (memcmp(p->root, root, HASH_SIZE) == 0)
		c->assumed = false;
	c->checkpoints++;
	c->proven_to = j->spot->start + j->spot->blocks * BLOCK_SIZE;
}

void
stripe_check_run(struct stripe_check *c, guint64 number, const struct stripe_spot *spot)
{
	g_autofree hashes found = g_malloc(spot->blocks * HASH_SIZE);
	g_autofree bool *bad = g_new0(bool, spot->blocks);
	g_autoptr(GByteArray) buf = g_byte_array_new();
	struct judged j = {.number = number, .spot = spot, .found = found, .bad = bad};
	struct area a;

	member_walk_begin(c->walk, spot->start);
	block_stream_run(
	    c->stream, spot->start, spot->blocks, found, bad, member_walk_feed, c->walk);
	if (area_load(&a, c->view, spot->tail, MIN(spot->end - spot->tail, TAIL_MAX), buf))
		take_tail(c, &j, &a);
	judge_blocks(c, &j);
	member_walk_end(c->walk, bad, spot->blocks);
	if (j.good)
		judge_checkpoint(c, &j);
	c->chained = j.parsed;
	if (j.there)
		statement_hash(j.text.text.body, j.text.text.size, c->checkpoint);
}

void
stripe_check_seal(struct stripe_check *c, const struct seal *seal)
{
	struct view *v = c->view;
	unsigned char root[HASH_SIZE];

	hashtree_root(&c->roots, root);
	if (memcmp(root, seal->root, HASH_SIZE) != 0)
		findings_add(v->findings, c->assumed ? FOUND_STRIPE_UNPROVEN : FOUND_SEAL_DIFFERS,
		    v->volume, FINDING_NOWHERE, 0, "the root of the hashes is not the sealed one");
	if (c->chained && memcmp(c->checkpoint, seal->checkpoint, HASH_SIZE) != 0)
		findings_add(v->findings, FOUND_SEAL_DIFFERS, v->volume, FINDING_NOWHERE, 0,
		    "the last checkpoint is not the sealed one");
}
