/* SPDX-License-Identifier: Apache-2.0 */
/* Telling of items; see items.h. */
#include "convert/pst/items.h"

#include "convert/pst/text.h"

#define MESSAGE_CLASS 0x001a

/* Takes over why. */
static bool
tell_failure(const struct pst_walker *walker, const struct pst_item *item,
    struct pst_item_counts *counts, GError *why, GError **error)
{
	bool ok = true;

	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	counts->failed++;
	if (walker->failed != NULL)
		ok = walker->failed(walker->user, item, why, error);
	g_error_free(why);
	return ok;
}

bool
pst_items_tell_node(struct pst_store *s, const struct pst_walker *walker, struct pst_item *item,
    const struct pst_node *node, struct pst_item_counts *counts, GError **error)
{
	g_autofree char *class = NULL;
	struct pst_object *o;
	GError *why = NULL;
	bool ok;

	if (walker->wanted != NULL && !walker->wanted(walker->user, item)) {
		counts->items++;
		return true;
	}
	o = pst_object_open(pst_store_shared(s), node, 0, &why);
	if (o != NULL)
		class = pst_text(o->heap, &o->properties, MESSAGE_CLASS, o->codepage, &why);
	if (why != NULL) {
		if (o != NULL)
			mapi_object_close(&o->base);
		return tell_failure(walker, item, counts, why, error);
	}
	item->class = class;
	counts->items++;
	ok = walker->item == NULL || walker->item(walker->user, item, &o->base, error);
	item->class = NULL;
	mapi_object_close(&o->base);
	return ok;
}

bool
pst_items_tell(struct pst_store *s, const struct pst_walker *walker, struct pst_item *item,
    struct pst_item_counts *counts, GError **error)
{
	struct pst_file *f = pst_store_shared(s)->f;
	struct pst_node node;
	GError *why = NULL;

	f->node = item->node;
	switch (pst_tree_node(f, item->node, &node, &why)) {
	case PST_FOUND:
		break;
	case PST_ABSENT:
		counts->missing += item->orphan ? 0 : 1;
		(void)err_set(
		    &why, ERR_FORMAT, "the folder lists it, but there is no node 0x%x", item->node);
		return tell_failure(walker, item, counts, why, error);
	default:
		counts->missing += item->orphan ? 0 : 1;
		return tell_failure(walker, item, counts, why, error);
	}
	item->misplaced =
	    !item->orphan && item->folder != NULL && item->folder->node != node.parent;
	return pst_items_tell_node(s, walker, item, &node, counts, error);
}
