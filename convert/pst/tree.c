/* SPDX-License-Identifier: Apache-2.0 */
/* The node tree and the block tree; see tree.h. */
#include "convert/pst/tree.h"

#include "convert/pst/le.h"
#include "convert/pst/nids.h"
#include "convert/pst/scan.h"

struct pst_node
pst_tree_read_node(const struct pst_file *f, const struct pst_page *page, guint i)
{
	const unsigned char *p = pst_page_entry(page, i);
	size_t id = f->layout->id;

	return (struct pst_node){.nid = pst_le32(p),
	    .data = pst_le(p + id, id),
	    .sub = pst_le(p + 2 * id, id),
	    .parent = pst_le32(p + 3 * id)};
}

struct pst_place
pst_tree_read_place(const struct pst_file *f, const struct pst_page *page, guint i)
{
	const unsigned char *p = pst_page_entry(page, i);
	size_t id = f->layout->id;
	struct pst_place place = {.bid = pst_page_key(f, page, i),
	    .at = pst_le(p + id, id),
	    .size = pst_le16(p + 2 * id)};

	place.inflated =
	    f->layout->format == PST_UNICODE_4K ? pst_le16(p + 2 * id + 2) : place.size;
	return place;
}

/* The last entry with a key of at most key; false: there is none. */
static bool
search(const struct pst_file *f, const struct pst_page *page, guint64 key, guint *at)
{
	guint low = 0, high = page->count;

	/* The entries of a damaged leaf need not be in order. */
	if (!page->intact && page->level == 0) {
		for (*at = 0; *at < page->count && pst_page_key(f, page, *at) != key;)
			++*at;
		return *at < page->count;
	}
	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (pst_page_key(f, page, mid) <= key)
			low = mid + 1;
		else
			high = mid;
	}
	*at = low - 1;
	return low > 0;
}

/* The leaf's entry with the key: *page is borrowed as pst_page_get has it. */
static enum pst_found
find(struct pst_file *f, enum pst_page_type type, guint64 key, const struct pst_page **leaf,
    guint *at, GError **error)
{
	struct pst_ref ref = type == PST_NODE_PAGE ? f->header.nodes : f->header.blocks;
	guint above = PST_LEVELS_MAX;

	for (;;) {
		const struct pst_page *page = pst_page_get(f, type, &ref, error);

		if (page == NULL)
			return PST_FAILED;
		if (page->level >= above) {
			err_set(error, ERR_FORMAT,
			    "the page at offset %" G_GUINT64_FORMAT " is not below its parent",
			    ref.at);
			return PST_FAILED;
		}
		if (!search(f, page, key, at))
			return PST_ABSENT;
		*leaf = page;
		if (page->level == 0)
			return pst_page_key(f, page, *at) == key ? PST_FOUND : PST_ABSENT;
		above = page->level;
		ref = pst_page_child(f, page, *at);
	}
}

bool
pst_tree_now(struct pst_file *f, guint32 nid, struct pst_node *node)
{
	const struct pst_page *leaf;
	guint at;

	if (find(f, PST_NODE_PAGE, nid, &leaf, &at, NULL) != PST_FOUND)
		return false;
	*node = pst_tree_read_node(f, leaf, at);
	return true;
}

enum pst_found
pst_tree_node(struct pst_file *f, guint32 nid, struct pst_node *node, GError **error)
{
	g_autoptr(GError) why = NULL;
	const struct pst_page *leaf = NULL;
	guint at;
	enum pst_found found = find(f, PST_NODE_PAGE, nid, &leaf, &at, &why);

	if (found == PST_FOUND)
		*node = pst_tree_read_node(f, leaf, at);
	if (found != PST_FAILED)
		return found;
	if (g_error_matches(why, ERR_DOMAIN, ERR_FORMAT) && pst_lost_node(f, nid, node))
		return PST_FOUND;
	g_propagate_error(error, g_steal_pointer(&why));
	return PST_FAILED;
}

enum pst_found
pst_tree_block(struct pst_file *f, guint64 bid, struct pst_place *place, GError **error)
{
	g_autoptr(GError) why = NULL;
	const struct pst_page *leaf = NULL;
	guint at;
	enum pst_found found;

	bid &= ~G_GUINT64_CONSTANT(1);
	found = find(f, PST_BLOCK_PAGE, bid, &leaf, &at, &why);
	if (found == PST_FOUND)
		*place = pst_tree_read_place(f, leaf, at);
	if (found == PST_FOUND || g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		if (why != NULL)
			g_propagate_error(error, g_steal_pointer(&why));
		return found;
	}
	if ((found == PST_FAILED || f->older) && pst_lost_block(f, bid, place))
		return PST_FOUND;
	if (why != NULL)
		g_propagate_error(error, g_steal_pointer(&why));
	return found;
}

/* Goes into a page, of ids from ... end - 1. False: it was left out, or *error is set. */
static bool
enter(struct pst_walk_nodes *w, const struct pst_ref *ref, guint above, guint64 from, guint64 end,
    GError **error)
{
	g_autoptr(GError) why = NULL;
	const struct pst_page *page = pst_page_get(w->f, PST_NODE_PAGE, ref, &why);

	if (page != NULL && page->level < above &&
	    w->pages++ <= w->f->source->size / w->f->layout->page) {
		w->level[w->depth].page = *ref;
		w->level[w->depth].end = end;
		w->level[w->depth++].next = 0;
		return true;
	}
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	w->nlost++;
	w->gap = from;
	w->gap_end = end;
	pst_file_warn(w->f, LOSS, ref->at, "pst-node-page",
	    "a page of the node tree cannot be read; older pages stand in for it: %s",
	    why != NULL ? why->message : "it is not below its parent");
	return false;
}

/* One step on the page at hand. PST_ABSENT: no node yet, go on. */
static enum pst_found
step(struct pst_walk_nodes *w, struct pst_node *node, GError **error)
{
	guint top = w->depth - 1, i = w->level[top].next++;
	const struct pst_page *page = pst_page_get(w->f, PST_NODE_PAGE, &w->level[top].page, error);
	guint64 from, end = w->level[top].end;
	struct pst_ref child;
	GError *why = NULL;

	if (page == NULL)
		return PST_FAILED;
	if (i >= page->count) {
		w->depth--;
		return PST_ABSENT;
	}
	if (page->level == 0) {
		*node = pst_tree_read_node(w->f, page, i);
		return pst_nids_add(w->seen, node->nid) ? PST_FOUND : PST_ABSENT;
	}
	child = pst_page_child(w->f, page, i);
	from = pst_page_key(w->f, page, i);
	if (i + 1 < page->count)
		end = pst_page_key(w->f, page, i + 1);
	if (enter(w, &child, page->level, from, end, &why) || why == NULL)
		return PST_ABSENT;
	g_propagate_error(error, why);
	return PST_FAILED;
}

/* The next node of the gap that a page left. */
static bool
step_in_gap(struct pst_walk_nodes *w, struct pst_node *node)
{
	while (w->gap < w->gap_end && pst_lost_node_from(w->f, (guint32)w->gap, node) &&
	    node->nid < w->gap_end) {
		w->gap = (guint64)node->nid + 1;
		if (pst_nids_add(w->seen, node->nid))
			return true;
	}
	w->gap = w->gap_end;
	return false;
}

enum pst_found
pst_tree_next(struct pst_walk_nodes *w, struct pst_node *node, GError **error)
{
	const guint64 all = (guint64)G_MAXUINT32 + 1;
	GError *why = NULL;

	if (!w->started) {
		w->started = true;
		w->seen = pst_nids_new();
		if (!enter(w, &w->f->header.nodes, PST_LEVELS_MAX, 0, all, &why) && why != NULL) {
			g_propagate_error(error, why);
			return PST_FAILED;
		}
	}
	for (;;) {
		enum pst_found found;

		if (w->gap < w->gap_end && step_in_gap(w, node))
			return PST_FOUND;
		if (w->depth == 0)
			return PST_ABSENT;
		found = step(w, node, error);
		if (found != PST_ABSENT)
			return found;
	}
}

void
pst_walk_nodes_clear(struct pst_walk_nodes *w)
{
	g_clear_pointer(&w->seen, g_hash_table_unref);
}
