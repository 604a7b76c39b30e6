/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of older pages; see recovered.h. */
#include "convert/pst/recovered.h"

#include "convert/pst/block.h"
#include "convert/pst/items.h"
#include "convert/pst/scan.h"
#include "convert/pst/text.h"

#define DISPLAY_NAME 0x3001

/* A node of an older page. */
struct older {
	struct pst_node node;
	bool earlier; /* the tree has a newer one */
};

static int
order(const void *a, const void *b)
{
	const struct pst_node *x = &((const struct older *)a)->node;
	const struct pst_node *y = &((const struct older *)b)->node;

	if (x->parent != y->parent)
		return x->parent > y->parent ? 1 : -1;
	if (x->nid != y->nid)
		return x->nid > y->nid ? 1 : -1;
	return (x->data < y->data) - (x->data > y->data);
}

/* Whether its properties can be read, without a warning: what follows is told in full or not at all. */
static bool
can_be_read(struct pst_store *s, const struct pst_node *node)
{
	const struct pst_shared *shared = pst_store_shared(s);
	struct pst_report report = shared->f->report;
	struct pst_object *o;
	bool whole;

	shared->f->report.warn = NULL;
	o = pst_object_open(shared, node, 0, NULL);
	whole = o != NULL && o->properties.list->len > 0;
	if (o != NULL)
		mapi_object_close(&o->base);
	shared->f->report = report;
	return whole;
}

/* Whether the tree has the node as it is; *earlier: it has another of its id. */
static bool
is_present(struct pst_file *f, const struct pst_node *node, bool *earlier)
{
	struct pst_node now;

	*earlier = pst_tree_now(f, node->nid, &now);
	return *earlier && now.data == node->data && now.sub == node->sub;
}

/* Every readable copy of a message that the tree does not have, by parent and id, the newest first. */
static GArray *
find(struct pst_store *s, GError **error)
{
	struct pst_file *f = pst_store_shared(s)->f;
	const GArray *all = pst_lost_nodes(f, error);
	g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(struct older));
	struct pst_node last = {0};

	for (guint i = 0; all != NULL && i < all->len; i++) {
		struct older o = {.node = g_array_index(all, struct pst_lost_node, i).node};

		if (PST_NID_TYPE(o.node.nid) != PST_NID_MESSAGE || o.node.data == 0 ||
		    (o.node.nid == last.nid && o.node.data == last.data &&
			o.node.sub == last.sub) ||
		    is_present(f, &o.node, &o.earlier))
			continue;
		last = o.node;
		if (can_be_read(s, &o.node))
			g_array_append_val(found, o);
	}
	g_array_sort(found, order);
	return all != NULL ? g_steal_pointer(&found) : NULL;
}

/* The name of the folder if it is still there; the caller frees it. */
static char *
folder_name(struct pst_store *s, guint32 nid)
{
	g_autoptr(mapi_object) o = pst_store_node(s, nid, NULL);
	struct pst_object *folder = (struct pst_object *)o;

	if (folder == NULL)
		return NULL;
	return pst_text(folder->heap, &folder->properties, DISPLAY_NAME, folder->codepage, NULL);
}

/* The nodes from first on that have the same parent; *end is set behind them. */
static bool
tell_folder(struct pst_store *s, const struct pst_walker *walker, const GArray *found, guint first,
    guint *end, struct pst_tally *sum, GError **error)
{
	const struct older *o = &g_array_index(found, struct older, first);
	g_autofree char *name = folder_name(s, o->node.parent);
	const char *const names[] = {name, NULL};
	struct pst_folder folder = {.node = o->node.parent,
	    .kind = PST_FOLDER_RECOVERED,
	    .names = names,
	    .nnames = name != NULL ? 1 : 0};
	struct pst_tally tally = {0};
	bool ok =
	    walker->folder_begin == NULL || walker->folder_begin(walker->user, &folder, error);

	for (*end = first; *end < found->len; ++*end) {
		struct pst_item item = {.folder = &folder, .orphan = true};
		struct pst_item_counts counts = {0};

		o = &g_array_index(found, struct older, *end);
		if (!ok || o->node.parent != folder.node)
			break;
		item.node = pst_store_shared(s)->f->node = o->node.nid;
		item.earlier = o->earlier;
		ok = pst_items_tell_node(s, walker, &item, &o->node, &counts, error);
		tally.items += counts.items;
		tally.failed += counts.failed;
	}
	sum->items += tally.items;
	sum->failed += tally.failed;
	return ok &&
	    (walker->folder_end == NULL ||
		walker->folder_end(walker->user, &folder, &tally, error));
}

static bool
tell_all(struct pst_store *s, const struct pst_walker *walker, const GArray *found,
    struct pst_totals *totals, GError **error)
{
	for (guint i = 0; i < found->len;) {
		if (!tell_folder(s, walker, found, i, &i, &totals->sum, error))
			return false;
		totals->folders++;
	}
	return true;
}

bool
pst_recovered(
    struct pst_store *s, const struct pst_walker *walker, struct pst_totals *totals, GError **error)
{
	struct pst_file *f = pst_store_shared(s)->f;
	g_autoptr(GArray) found = NULL;
	bool ok;

	*totals = (struct pst_totals){0};
	f->older = true;
	found = find(s, error);
	ok = found != NULL && tell_all(s, walker, found, totals, error);
	f->older = false;
	pst_block_forget(f);
	return ok;
}
