/* SPDX-License-Identifier: Apache-2.0 */
/* Data members, as their bytes come by; see member_walk.h. */
#include "verify/member_walk.h"

#include <string.h>

#include "verify/fault_list.h"

enum walk_state {
	AT_HEADER,
	IN_BODY,
	IN_PADDING,
	IS_LOST, /* no header was where one must be: looking for the next */
};

struct member_walk {
	struct view *view;
	const struct seal *seal; /* or NULL */
	struct member_check *check;
	struct walk_totals totals;
	struct fault_list faults, later; /* of this stripe; those that wait for the index */

	guint64 start; /* of this stripe */
	enum walk_state state;
	struct walked member; /* that we are in */
	guint64 left;         /* bytes to come of its body or padding */
	bool is_pad;
	bool padded;    /* this stripe has its pad: nothing may follow */
	bool index_bad; /* the index lies in a damaged block */
};

struct member_walk *
member_walk_new(struct view *view, const struct walk_claims *claims)
{
	struct member_walk *w = g_new0(struct member_walk, 1);

	w->view = view;
	w->seal = claims->seal;
	fault_list_init(&w->faults);
	fault_list_init(&w->later);
	w->check = member_check_new(view, claims, &w->faults);
	return w;
}

void
member_walk_free(struct member_walk *w)
{
	if (w == NULL)
		return;
	member_check_free(w->check);
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
	fault_list_blame(
	    &w->faults, &(struct fault){.code = code, .at = at, .len = len}, w->member.name, why);
}

void
member_walk_begin(struct member_walk *w, guint64 start)
{
	w->start = w->member.at = start;
	w->state = AT_HEADER;
	w->padded = false;
}

static void
lose(struct member_walk *w)
{
	w->state = IS_LOST;
	w->totals.lost = w->view->pads_lost = true;
	member_check_lose(w->check);
}

static void
begin_pad(struct member_walk *w)
{
	struct view *v = w->view;
	char want[MEMBER_NAME_SIZE];
	guint64 number = g_ascii_strtoull(w->member.name + strlen("pad/"), NULL, 10);

	if (v->pads_lost)
		v->pads = MAX(v->pads, number);
	v->pads_lost = false;
	g_snprintf(want, sizeof(want), "pad/%08" G_GUINT64_FORMAT, v->pads++);
	if (strcmp(w->member.name, want) != 0 || w->padded ||
	    USTAR_BLOCK + w->member.size >= BLOCK_SIZE)
		fault(w, FOUND_MEMBER_MISPLACED, w->member.at, USTAR_BLOCK,
		    "is not the pad that belongs here");
	w->padded = true;
}

/* Takes the header at an offset, or loses the way. */
static void
take_header(struct member_walk *w, const unsigned char *header, guint64 at)
{
	bool ours = ustar_parse(header, w->view->gname, w->member.name, &w->member.size, NULL);
	bool foreign = !ours && ustar_parse(header, NULL, w->member.name, &w->member.size, NULL);

	w->member.at = at;
	if (!ours) {
		if (!foreign)
			g_strlcpy(w->member.name, "what", sizeof(w->member.name));
		fault(w, foreign ? FOUND_FOREIGN_MEMBER : FOUND_MEMBER_MALFORMED, at, USTAR_BLOCK,
		    foreign ? "is of another pouch" : "stands here is no header of a pouch");
		lose(w);
		return;
	}
	w->state = IN_BODY;
	w->left = w->member.size;
	w->is_pad = g_str_has_prefix(w->member.name, "pad/");
	if (w->is_pad) {
		begin_pad(w);
		return;
	}
	member_check_begin(w->check, &w->member, w->padded);
	w->totals.members++;
}

static void
end_body(struct member_walk *w)
{
	w->state = IN_PADDING;
	w->left = ustar_padding(w->member.size);
	if (!w->is_pad)
		member_check_end(w->check);
}

/* Each takes what it can of len bytes and returns how many that were. */
static gsize
feed_body(struct member_walk *w, const unsigned char *bytes, gsize len, guint64 at)
{
	gsize n = (gsize)MIN(w->left, len);

	if (!w->is_pad)
		member_check_bytes(w->check, bytes, n);
	else if (!ustar_is_zero(bytes, n))
		fault(w, FOUND_MEMBER_MALFORMED, at, n, "is not zero");
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
	const struct member_order *o = member_check_order(w->check);

	memcpy(w->totals.next, o->next, sizeof(w->totals.next));
	for (int k = 0; k < PACKED_NKINDS; k++)
		w->totals.first[k] = o->seen[k] ? o->first[k] : o->next[k];
}

void
member_walk_end(struct member_walk *w, const bool *bad, gsize nblocks)
{
	const struct seal *s = w->seal;
	guint64 start = w->start;

	settle(w);
	member_check_slots(w->check); /* they lie in the first stripe, whatever their sizes */
	if (w->state == IN_BODY || w->state == IN_PADDING)
		fault(w, FOUND_MEMBER_MALFORMED, w->member.at, USTAR_BLOCK,
		    "reaches beyond its stripe");
	if (w->state == IN_BODY || w->state == IN_PADDING)
		lose(w);
	if (s != NULL &&
	    is_bad(s->index_at - USTAR_BLOCK, USTAR_BLOCK + s->index_size, start, bad, nblocks))
		w->index_bad = true;
	fault_list_judge(&w->faults, w->view, start, bad, nblocks, &w->later);
	take_totals(w);
}

void
member_walk_finish(struct member_walk *w)
{
	if (!w->index_bad)
		fault_list_report(&w->later, w->view);
	member_check_finish(w->check);
}
