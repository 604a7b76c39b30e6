/* SPDX-License-Identifier: Apache-2.0 */
/* The stripes of a volume; see stripe_map.h. */
#include "verify/stripe_map.h"

#include <string.h>

#include "crypto/header_scan.h"
#include "crypto/volume_text.h"

/* Whether an intact header of this name and size stands at an offset. */
static bool
stands_at(const struct view *view, guint64 at, const char *name, guint64 size)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];
	guint64 n;

	return volume_pread(view->fd, header, sizeof(header), at, NULL) &&
	    ustar_parse(header, view->gname, found, &n, NULL) && strcmp(found, name) == 0 &&
	    n == size;
}

/* Whether one of the stripe's trees is where it must be then. */
static bool
is_confirmed(const struct view *view, const struct stripe_spot *s, guint number)
{
	guint64 tree = s->blocks * 32, step = USTAR_BLOCK + tree + ustar_padding(tree);
	char a[MEMBER_NAME_SIZE], b[MEMBER_NAME_SIZE];

	g_snprintf(a, sizeof(a), "tree/%08u-a", number);
	g_snprintf(b, sizeof(b), "tree/%08u-b", number);
	return stands_at(view, s->tail, a, tree) || stands_at(view, s->tail + step, b, tree);
}

static GArray *
from_index(const struct view *view, const struct member_index *index, guint64 limit)
{
	GArray *map = g_array_new(FALSE, TRUE, sizeof(struct stripe_spot));

	for (guint i = 0; i < index->stripes->len; i++) {
		const struct stripe_place *p =
		    &g_array_index(index->stripes, struct stripe_place, i);
		struct stripe_spot s = {.start = p->start, .blocks = p->blocks, .end = limit};

		s.tail = s.start + s.blocks * BLOCK_SIZE;
		if (i + 1 < index->stripes->len)
			s.end = p[1].start;
		if (s.tail >= limit || s.end > limit || !is_confirmed(view, &s, i)) {
			g_array_set_size(map, 0);
			break;
		}
		g_array_append_val(map, s);
	}
	return map;
}

/* The stripe that a scan is in. */
struct scan {
	const struct view *view;
	GArray *map;
	struct stripe_spot now; /* blocks 0: no tree was met yet */
	guint64 last;           /* end of the last member of its tail */
};

static guint64
round_up(guint64 at)
{
	return (at + BLOCK_SIZE - 1) / BLOCK_SIZE * BLOCK_SIZE;
}

static void
close_stripe(struct scan *s, guint64 end)
{
	if (s->now.blocks == 0)
		return;
	s->now.end = end;
	g_array_append_val(s->map, s->now);
	s->now = (struct stripe_spot){.start = end};
}

/* The place of a tree, from either copy. A stripe is not longer than it may be. */
static void
take_tree(struct scan *s, const struct header_hit *hit)
{
	guint64 blocks = hit->size / 32, step = USTAR_BLOCK + hit->size + ustar_padding(hit->size);
	bool second = g_str_has_suffix(hit->name, "-b");
	guint64 tail = second && hit->at >= step ? hit->at - step : hit->at;

	if (s->now.blocks != 0 || blocks == 0 || blocks > STRIPE_BLOCKS || tail < s->now.start)
		return;
	s->now.blocks = MIN(blocks, (tail - s->now.start) / BLOCK_SIZE);
	s->now.tail = tail;
}

/* A pad's end, or data, begins a stripe once the last one has its tail. */
static bool
see_header(void *ctx, const struct header_hit *hit)
{
	struct scan *s = ctx;
	guint64 end = hit->at + USTAR_BLOCK + hit->size + ustar_padding(hit->size);
	bool is_tail = g_str_has_prefix(hit->name, "tree/") || g_str_has_prefix(hit->name, "ckpt/");

	if (strcmp(hit->gname, s->view->gname) != 0)
		return true;
	if (g_str_has_prefix(hit->name, "tree/"))
		take_tree(s, hit);
	if (s->now.blocks != 0 && is_tail)
		s->last = end;
	else if (s->now.blocks != 0 && g_str_has_prefix(hit->name, "pad/"))
		close_stripe(s, end);
	else if (s->now.blocks != 0)
		close_stripe(s, hit->at);
	return true;
}

static GArray *
from_headers(const struct view *view, guint64 limit)
{
	struct scan s = {.view = view};

	s.map = g_array_new(FALSE, TRUE, sizeof(struct stripe_spot));
	header_scan(view->fd, 0, limit, see_header, &s);
	close_stripe(&s, MIN(round_up(s.last), limit));
	return s.map;
}

GArray *
stripe_map_make(const struct view *view, const struct member_index *index, guint64 limit)
{
	GArray *map = index != NULL ? from_index(view, index, limit) : NULL;

	if (map != NULL && map->len > 0)
		return map;
	if (map != NULL)
		g_array_unref(map);
	return from_headers(view, limit);
}
