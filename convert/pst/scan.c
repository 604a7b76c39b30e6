/* SPDX-License-Identifier: Apache-2.0 */
/* Going through all pages; see scan.h. */
#include "convert/pst/scan.h"

#include <string.h>

#include "convert/pst/le.h"

#define PIECE ((size_t)1 << 20) /* bytes that are read at once; a multiple of every page */

struct seen_page {
	struct pst_ref ref;
	enum pst_page_type type;
	guint level;
	bool below; /* an intact page of its type names it */
};

struct lost_place {
	struct pst_place place;
	guint64 page;
};

struct pst_lost {
	GArray *pages;  /* struct seen_page, in the order of the file */
	GArray *nodes;  /* struct pst_lost_node */
	GArray *places; /* struct lost_place */
};

void
pst_lost_free(struct pst_lost *lost)
{
	if (lost == NULL)
		return;
	g_array_unref(lost->pages);
	g_array_unref(lost->nodes);
	g_array_unref(lost->places);
	g_free(lost);
}

static int
order(guint64 a, guint64 b)
{
	return (a > b) - (a < b);
}

static int
order_nodes(const void *a, const void *b)
{
	const struct pst_lost_node *x = a, *y = b;
	int by_id = order(x->node.nid, y->node.nid);

	return by_id != 0 ? by_id : order(y->page, x->page);
}

static int
order_places(const void *a, const void *b)
{
	const struct lost_place *x = a, *y = b;
	int by_id = order(x->place.bid, y->place.bid);

	return by_id != 0 ? by_id : order(y->page, x->page);
}

static void
take_entries(struct pst_file *f, struct pst_lost *lost, const struct pst_page *page)
{
	for (guint i = 0; i < page->count; i++) {
		struct pst_lost_node n = {.page = page->bid};
		struct lost_place p = {.page = page->bid};

		if (page->type == PST_NODE_PAGE && lost->nodes->len < PST_LOST_MAX) {
			n.node = pst_tree_read_node(f, page, i);
			g_array_append_val(lost->nodes, n);
		} else if (page->type == PST_BLOCK_PAGE && lost->places->len < PST_LOST_MAX) {
			p.place = pst_tree_read_place(f, page, i);
			g_array_append_val(lost->places, p);
		}
	}
}

/* A page's worth of bytes at an offset, if its trailer says that it is one of a tree. */
static void
take_page(struct pst_file *f, struct pst_lost *lost, const unsigned char *bytes, guint64 at)
{
	const unsigned char *trailer = bytes + f->layout->page_trailer;
	struct pst_page page;
	struct seen_page seen;

	if ((trailer[0] != PST_NODE_PAGE && trailer[0] != PST_BLOCK_PAGE) ||
	    trailer[0] != trailer[1] || !pst_page_read(f, at, &page, NULL) || !page.intact)
		return;
	seen = (struct seen_page){.ref = {page.bid, at}, .type = page.type, .level = page.level};
	g_array_append_val(lost->pages, seen);
	if (page.level == 0)
		take_entries(f, lost, &page);
}

/* Goes through the file once; f->lost is set afterwards. Fails with ERR_IO. */
static bool
scan(struct pst_file *f, GError **error)
{
	g_autofree unsigned char *piece = NULL;
	struct pst_lost *lost;
	guint page = f->layout->page;

	if (f->lost != NULL)
		return true;
	lost = f->lost = g_new0(struct pst_lost, 1);
	lost->pages = g_array_new(FALSE, FALSE, sizeof(struct seen_page));
	lost->nodes = g_array_new(FALSE, FALSE, sizeof(struct pst_lost_node));
	lost->places = g_array_new(FALSE, FALSE, sizeof(struct lost_place));
	piece = g_malloc(PIECE);
	for (guint64 at = 0; at + page <= f->source->size; at += PIECE) {
		size_t len = (size_t)MIN(PIECE, f->source->size - at);

		if (!pst_source_read(f->source, piece, len, at, error))
			return false;
		for (size_t i = 0; i + page <= len; i += page)
			take_page(f, lost, piece + i, at + i);
	}
	g_array_sort(lost->nodes, order_nodes);
	g_array_sort(lost->places, order_places);
	return true;
}

/* The same for those who look something up: what cannot be read is not there. */
static struct pst_lost *
scanned(struct pst_file *f)
{
	if (!f->scanned) {
		f->scanned = true;
		pst_file_warn(f, NOTE, 0, "pst-scan",
		    "the trees of the file are damaged: all its pages are gone through");
		if (!scan(f, NULL))
			pst_file_warn(f, LOSS, 0, "pst-scan", "not all pages could be read");
	}
	return f->lost;
}

/* The first entry of a sorted array whose leading id is at least id. */
static guint
first_from(const GArray *a, size_t size, guint64 (*id_of)(const void *), guint64 id)
{
	guint low = 0, high = a->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (id_of(a->data + mid * size) < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static guint64
node_id(const void *n)
{
	return ((const struct pst_lost_node *)n)->node.nid;
}

static guint64
place_id(const void *p)
{
	return ((const struct lost_place *)p)->place.bid;
}

bool
pst_lost_node_from(struct pst_file *f, guint32 nid, struct pst_node *node)
{
	const GArray *a = scanned(f)->nodes;
	guint i = first_from(a, sizeof(struct pst_lost_node), node_id, nid);

	if (i == a->len)
		return false;
	*node = g_array_index(a, struct pst_lost_node, i).node;
	return true;
}

bool
pst_lost_node(struct pst_file *f, guint32 nid, struct pst_node *node)
{
	return pst_lost_node_from(f, nid, node) && node->nid == nid;
}

bool
pst_lost_block(struct pst_file *f, guint64 bid, struct pst_place *place)
{
	const GArray *a = scanned(f)->places;
	guint i = first_from(a, sizeof(struct lost_place), place_id, bid);

	if (i == a->len || g_array_index(a, struct lost_place, i).place.bid != bid)
		return false;
	*place = g_array_index(a, struct lost_place, i).place;
	place->lost = true;
	return true;
}

const GArray *
pst_lost_nodes(struct pst_file *f, GError **error)
{
	if (!scan(f, error))
		return NULL;
	f->scanned = true;
	return f->lost->nodes;
}

static int
order_pages(const void *a, const void *b)
{
	return order(((const struct seen_page *)a)->ref.at, ((const struct seen_page *)b)->ref.at);
}

/* The page of a type at a place, if it is intact and has the id that ref says. */
static struct seen_page *
seen_at(const struct pst_lost *lost, enum pst_page_type type, const struct pst_ref *ref)
{
	struct seen_page key = {.ref = *ref};
	struct seen_page *s = lost->pages->len == 0
	    ? NULL
	    : bsearch(&key, lost->pages->data, lost->pages->len, sizeof(key), order_pages);

	return s != NULL && s->type == type && s->ref.bid == ref->bid ? s : NULL;
}

/*
 * Whether all pages under one are intact. mark: they are noted as being below another.
 * A page is below one of a higher level, so that this ends; budget ends it sooner in a maze.
 */
static bool
is_whole(struct pst_file *f, const struct seen_page *top, bool mark, guint64 *budget)
{
	struct pst_page page;
	bool whole = true;

	if (top->level == 0)
		return true;
	if (*budget == 0 || !pst_page_read(f, top->ref.at, &page, NULL))
		return false;
	for (guint i = 0; *budget > 0 && i < page.count; i++) {
		struct pst_ref ref = pst_page_child(f, &page, i);
		struct seen_page *below = seen_at(f->lost, top->type, &ref);

		--*budget;
		if (below == NULL || below->level >= top->level) {
			whole = false;
			continue;
		}
		below->below = below->below || mark;
		if (!mark && !is_whole(f, below, false, budget))
			whole = false;
	}
	return whole;
}

/* Of two roots the better one: the higher tree, then the newer one. */
static bool
is_better(const struct seen_page *a, const struct seen_page *b)
{
	return b == NULL || a->level > b->level ||
	    (a->level == b->level && a->ref.bid > b->ref.bid);
}

/* The best root of a tree; whole: only if all pages below it are intact. */
static const struct seen_page *
best_root(struct pst_file *f, enum pst_page_type type, bool whole)
{
	const GArray *pages = f->lost->pages;
	const struct seen_page *best = NULL;
	guint64 budget = (guint64)pages->len * 64;

	for (guint i = 0; i < pages->len; i++) {
		const struct seen_page *s = &g_array_index(pages, struct seen_page, i);

		if (s->type == type && !s->below && is_better(s, best) &&
		    (!whole || is_whole(f, s, false, &budget)))
			best = s;
	}
	return best;
}

/* Whether the page of the header can be what it says. */
static bool
root_holds(struct pst_file *f, enum pst_page_type type, const struct pst_ref *ref, GError **error)
{
	GError *why = NULL;
	struct pst_page page;

	if (pst_page_read(f, ref->at, &page, &why))
		return page.type == type && page.intact && page.bid == ref->bid;
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO))
		g_propagate_error(error, why);
	else
		g_clear_error(&why);
	return false;
}

/* Marks the pages that are below others, which are no roots. */
static void
mark_below(struct pst_file *f)
{
	for (guint i = 0; i < f->lost->pages->len; i++) {
		guint64 budget = G_MAXUINT64;

		(void)is_whole(
		    f, &g_array_index(f->lost->pages, struct seen_page, i), true, &budget);
	}
}

/* Whether there is a page of a type. */
static bool
has_pages(const struct pst_file *f, enum pst_page_type type)
{
	for (guint i = 0; i < f->lost->pages->len; i++)
		if (g_array_index(f->lost->pages, struct seen_page, i).type == type)
			return true;
	return false;
}

/*
 * A header whose checksum is wrong may be older than the pages: then a root that is whole and
 * newer than the one it names comes before that. If it is right, and the root that it names is
 * damaged, an older one is what the file was once, or a page that was below: then pages stand
 * in for the root as for any other page of the tree.
 */
static bool
replace_root(struct pst_file *f, enum pst_page_type type, struct pst_ref *ref, GError **error)
{
	const char *name = type == PST_NODE_PAGE ? "node" : "block";
	const struct seen_page *best;
	GError *why = NULL;
	bool holds = root_holds(f, type, ref, &why);

	if (holds && f->header.intact)
		return true;
	if (why != NULL || !scan(f, &why)) {
		g_propagate_error(error, why);
		return false;
	}
	mark_below(f);
	best = best_root(f, type, true);
	if (holds && (best == NULL || best->ref.bid <= ref->bid))
		return true;
	if (f->header.intact && (best == NULL || best->ref.bid < ref->bid) && has_pages(f, type)) {
		pst_file_warn(f, NOTE, ref->at, "pst-root",
		    "the root of the %s tree is damaged: pages are used as they are found", name);
		return true;
	}
	best = best != NULL ? best : best_root(f, type, false);
	if (best == NULL)
		return err_set(error, ERR_FORMAT, "the file has no root of its %s tree", name);
	pst_file_warn(f, NOTE, ref->at, "pst-root",
	    "the root of the %s tree is damaged or not the newest: that at offset "
	    "%" G_GUINT64_FORMAT " is used",
	    name, best->ref.at);
	*ref = best->ref;
	return true;
}

bool
pst_scan_roots(struct pst_file *f, GError **error)
{
	return replace_root(f, PST_NODE_PAGE, &f->header.nodes, error) &&
	    replace_root(f, PST_BLOCK_PAGE, &f->header.blocks, error);
}
