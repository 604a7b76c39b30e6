/* SPDX-License-Identifier: Apache-2.0 */
/* Volumes against each other; see set_check.h. */
#include "verify/set_check.h"

#include <string.h>

/* Missing volumes that are named one by one. */
#define NAMED_MAX 100

static gint
by_number(gconstpointer a, gconstpointer b)
{
	const struct volume_result *x = *(const struct volume_result *const *)a;
	const struct volume_result *y = *(const struct volume_result *const *)b;

	return x->volume == y->volume ? 0 : x->volume < y->volume ? -1 : 1;
}

/* A good SEAL speaks for the archive before one that is not. */
static const struct volume_result *
choose_archive(const struct volume_result volumes[], gsize n)
{
	const struct volume_result *best = NULL;

	for (gsize i = 0; i < n; i++)
		if (volumes[i].has_archive &&
		    (best == NULL || (volumes[i].sealed && !best->sealed)))
			best = &volumes[i];
	return best;
}

/* The volumes of the archive that have a number, by number, each once. */
static GPtrArray *
gather(const struct volume_result volumes[], gsize n, const struct volume_result *first,
    struct findings *found)
{
	GPtrArray *set = g_ptr_array_new();

	for (gsize i = 0; i < n; i++) {
		const struct volume_result *v = &volumes[i];
		if (v->has_archive && memcmp(v->archive, first->archive, ARCHIVE_ID_SIZE) != 0)
			findings_add(
			    found, FOUND_FOREIGN_VOLUME, v->volume, FINDING_NOWHERE, 0, NULL);
		else if (v->has_archive && v->volume > 0)
			g_ptr_array_add(set, (gpointer)v);
	}
	g_ptr_array_sort(set, by_number);
	return set;
}

/* Whether one number stands for one volume: the same file may be given twice. */
static void
drop_twins(GPtrArray *set, struct findings *found)
{
	for (guint i = 1; i < set->len;) {
		const struct volume_result *a = set->pdata[i - 1], *b = set->pdata[i];
		bool same = a->has_seal && b->has_seal &&
		    memcmp(a->seal_hash, b->seal_hash, HASH_SIZE) == 0;
		if (a->volume != b->volume) {
			i++;
			continue;
		}
		findings_add(found, same ? FOUND_VOLUME_TWICE : FOUND_VOLUME_CONFLICT, a->volume,
		    FINDING_NOWHERE, 0, NULL);
		g_ptr_array_remove_index(set, i);
	}
}

static void
report_gap(guint64 from, guint64 to, struct findings *found)
{
	guint64 n = from;

	for (; n < to && n - from < NAMED_MAX; n++)
		findings_add(found, FOUND_VOLUME_MISSING, n, FINDING_NOWHERE, 0, NULL);
	if (n < to)
		findings_add(found, FOUND_VOLUME_MISSING, n, FINDING_NOWHERE, 0,
		    "and those up to %" G_GUINT64_FORMAT, to - 1);
}

/* Whether the keys and signers are those of the volume before. */
static bool
same_access(const struct volume_result *a, const struct volume_result *b)
{
	const struct preamble *p = &a->preamble, *q = &b->preamble;

	if (!a->has_preamble || !b->has_preamble)
		return true;
	return memcmp(a->seal.slots, b->seal.slots, HASH_SIZE) == 0 &&
	    memcmp(p->commit, q->commit, sizeof(p->commit)) == 0 && p->nsigners == q->nsigners &&
	    memcmp(p->signers, q->signers, p->nsigners * sizeof(p->signers[0])) == 0;
}

/* Counts go over the whole pouch, so that they never fall, and numbers go on. */
static bool
counts_go_on(const struct volume_result *a, const struct volume_result *b)
{
	const guint64 before[PACKED_NKINDS] = {a->seal.segments, a->seal.tree_chunks,
	    a->seal.tree_chunks, a->seal.mail_chunks, a->seal.mail_chunks};
	const struct seal *s = &a->seal, *t = &b->seal;

	for (int k = 0; k < PACKED_NKINDS; k++)
		if (!b->totals.lost && b->totals.next[k] != 0 && b->totals.first[k] != before[k])
			return false;
	return s->segments <= t->segments && s->payload <= t->payload &&
	    s->tree_chunks <= t->tree_chunks && s->mail_chunks <= t->mail_chunks &&
	    s->files <= t->files && s->messages <= t->messages && s->losses <= t->losses &&
	    s->notes <= t->notes;
}

/* b has the number behind a's. */
static void
check_pair(const struct volume_result *a, const struct volume_result *b, struct findings *found)
{
	const char *why = NULL;

	if (!a->has_seal || !b->has_seal)
		return;
	if (a->seal.final)
		why = "the volume before it says that it is the last";
	else if (b->has_preamble &&
	    (!b->preamble.has_previous_seal ||
		memcmp(b->preamble.previous_seal, a->seal_hash, HASH_SIZE) != 0))
		why = "it names another volume before it";
	else if (!same_access(a, b))
		why = "it has other readers or signers";
	else if (!counts_go_on(a, b))
		why = "its counts do not follow";
	if (why != NULL)
		findings_add(found, FOUND_CHAIN_BROKEN, b->volume, FINDING_NOWHERE, 0, "%s", why);
}

static void
check_first(const struct volume_result *v, struct findings *found)
{
	if (v->volume == 1 && v->has_preamble && v->preamble.has_previous_seal)
		findings_add(found, FOUND_CHAIN_BROKEN, 1, FINDING_NOWHERE, 0,
		    "it is the first and names one before it");
	report_gap(1, v->volume, found);
}

static void
check_last(const struct volume_result *v, struct set_result *r, struct findings *found)
{
	r->last_known = v->has_seal && v->seal.final;
	r->expected = v->volume + (v->has_seal && !v->seal.final ? 1 : 0);
	if (v->has_seal && !v->seal.final)
		findings_add(found, FOUND_VOLUME_MISSING, v->volume + 1, FINDING_NOWHERE, 0,
		    "and any behind it: the last one is not here");
}

static void
check_numbers(GPtrArray *set, struct set_result *r, struct findings *found)
{
	check_first(set->pdata[0], found);
	for (guint i = 1; i < set->len; i++) {
		const struct volume_result *a = set->pdata[i - 1], *b = set->pdata[i];
		report_gap(a->volume + 1, b->volume, found);
		if (a->volume + 1 == b->volume)
			check_pair(a, b, found);
		else if (a->has_seal && a->seal.final)
			findings_add(found, FOUND_CHAIN_BROKEN, b->volume, FINDING_NOWHERE, 0,
			    "an earlier volume says that it is the last");
	}
	check_last(set->pdata[set->len - 1], r, found);
}

void
set_check(
    const struct volume_result volumes[], gsize n, struct set_result *r, struct findings *found)
{
	const struct volume_result *first = choose_archive(volumes, n);
	g_autoptr(GPtrArray) set = NULL;

	*r = (struct set_result){.newest = -1};
	if (first == NULL)
		return;
	set = gather(volumes, n, first, found);
	drop_twins(set, found);
	r->present = set->len;
	if (set->len > 0)
		check_numbers(set, r, found);
	for (guint i = 0; i < set->len; i++)
		if (((const struct volume_result *)set->pdata[i])->has_seal)
			r->newest = (const struct volume_result *)set->pdata[i] - volumes;
}
