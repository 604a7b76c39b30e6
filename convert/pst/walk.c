/* SPDX-License-Identifier: Apache-2.0 */
/* Going through a store; see walk.h. */
#include "convert/pst/walk.h"

#include "convert/pst/folders.h"
#include "convert/pst/items.h"
#include "convert/pst/nids.h"
#include "convert/pst/text.h"

#define DISPLAY_NAME 0x3001
#define CONTAINER_CLASS 0x3613

struct walk {
	struct pst_store *s;
	const struct pst_walker *walker;
	struct pst_folders *folders;
	struct pst_totals *totals;
	GHashTable *done; /* items that were handed over, or failed */
	GPtrArray *names; /* of the folder at hand, from the top on */
	guint nabove;     /* as in struct pst_folder; 0: not within */
	guint depth;
	bool detached;
};

/* The folder at hand, while its items are told of. */
struct visit {
	struct walk *w;
	struct pst_folder folder;
	struct pst_tally tally;
	GError *error;
};

/* Tells of one item: opened, or why it cannot be. */
static bool
tell_item(struct visit *v, struct pst_item *item, GError **error)
{
	struct pst_item_counts counts = {0};
	bool ok = pst_items_tell(v->w->s, v->w->walker, item, &counts, error);

	v->tally.items += counts.items;
	v->tally.failed += counts.failed;
	v->tally.missing += counts.missing;
	v->tally.orphans += item->orphan && counts.items > 0 ? 1 : 0;
	return ok;
}

static bool
visit_row(void *user, const struct pst_row *row)
{
	struct visit *v = user;
	struct pst_item item = {.node = row->id, .folder = &v->folder};

	v->tally.rows++;
	if (!pst_nids_add(v->w->done, row->id)) {
		v->tally.repeated++;
		return true;
	}
	return tell_item(v, &item, &v->error);
}

static bool
visit_table(struct visit *v, GError **error)
{
	g_autoptr(pst_table) t =
	    pst_folders_table(v->w->s, v->folder.node, PST_NID_CONTENTS_TABLE, &v->error);

	if (t != NULL && !pst_table_each(t, visit_row, v, error))
		return false;
	if (v->error == NULL)
		return true;
	/* That the table cannot be read was told: its items come as orphans. */
	if (t == NULL && g_error_matches(v->error, ERR_DOMAIN, ERR_FORMAT)) {
		g_clear_error(&v->error);
		return true;
	}
	g_propagate_error(error, g_steal_pointer(&v->error));
	return false;
}

static bool
visit_orphans(struct visit *v, guint32 parent, GError **error)
{
	guint end, i = pst_folders_orphans(v->w->folders, parent, &end);

	for (; i < end; i++) {
		struct pst_item item = {.folder = &v->folder, .orphan = true};

		item.node = g_array_index(v->w->folders->orphans, struct pst_orphan, i).nid;
		if (pst_nids_add(v->w->done, item.node) && !tell_item(v, &item, error))
			return false;
	}
	return true;
}

static void
add_tally(struct walk *w, const struct pst_folder *folder, const struct pst_tally *t)
{
	struct pst_tally *sum = &w->totals->sum;

	sum->rows += t->rows;
	sum->linked += t->linked;
	sum->items += t->items;
	sum->orphans += t->orphans;
	sum->failed += t->failed;
	sum->missing += t->missing;
	sum->repeated += t->repeated;
	sum->associated += t->associated;
	if (folder->kind == PST_FOLDER_SEARCH)
		w->totals->search_folders++;
	else if (folder->kind == PST_FOLDER_NORMAL)
		w->totals->folders++;
}

static bool
begin(struct visit *v, GError **error)
{
	const struct pst_walker *walker = v->w->walker;

	v->folder.names = (const char *const *)v->w->names->pdata;
	v->folder.nnames = v->w->names->len;
	v->folder.nabove = v->w->nabove;
	v->folder.ipm = v->w->nabove > 0;
	v->folder.detached = v->w->detached;
	return walker->folder_begin == NULL ||
	    walker->folder_begin(walker->user, &v->folder, error);
}

static bool
end(struct visit *v, GError **error)
{
	const struct pst_walker *walker = v->w->walker;

	add_tally(v->w, &v->folder, &v->tally);
	return walker->folder_end == NULL ||
	    walker->folder_end(walker->user, &v->folder, &v->tally, error);
}

/* What the folder says of itself: its name, which the caller frees, and its class. */
static bool
describe(struct walk *w, const struct pst_node *node, char **name, char **class, GError **error)
{
	const struct pst_shared *shared = pst_store_shared(w->s);
	GError *why = NULL;
	struct pst_object *o = NULL;

	shared->f->node = node->nid;
	o = pst_object_open(shared, node, 0, &why);
	if (o != NULL)
		*name = pst_text(o->heap, &o->properties, DISPLAY_NAME, o->codepage, &why);
	if (o != NULL && why == NULL)
		*class = pst_text(o->heap, &o->properties, CONTAINER_CLASS, o->codepage, &why);
	if (o != NULL)
		mapi_object_close(&o->base);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	if (*name == NULL)
		*name = g_strdup_printf("folder 0x%x", node->nid);
	else
		g_clear_error(&why);
	if (why != NULL)
		pst_file_warn(shared->f, NOTE, 0, "pst-folder-name",
		    "the name of a folder cannot be read: %s", why->message);
	g_clear_error(&why);
	return true;
}

static bool walk_below(struct walk *w, guint32 parent, GError **error);

/* A folder and all below it; its names are at hand. */
static bool
walk_named(struct walk *w, struct pst_folder_node *node, const char *class, GError **error)
{
	struct visit v = {.w = w,
	    .folder = {.node = node->node.nid, .parent = node->node.parent, .class = class},
	    .tally = {.linked = node->linked, .associated = node->associated}};

	if (PST_NID_TYPE(node->node.nid) == PST_NID_SEARCH_FOLDER)
		v.folder.kind = PST_FOLDER_SEARCH;
	if (!begin(&v, error))
		return false;
	if (v.folder.kind == PST_FOLDER_NORMAL && !visit_table(&v, error))
		return false;
	return visit_orphans(&v, node->node.nid, error) && end(&v, error) &&
	    walk_below(w, node->node.nid, error);
}

static bool
walk_folder(struct walk *w, struct pst_folder_node *node, GError **error)
{
	g_autofree char *class = NULL;
	guint nabove = w->nabove, nnames = w->names->len;
	char *name = NULL;
	bool ok;

	if (node->seen || w->depth >= PST_FOLDER_DEPTH_MAX)
		return true;
	node->seen = true;
	if (!describe(w, &node->node, &name, &class, error))
		return false;
	if (node->node.nid == PST_NID_ROOT_FOLDER)
		g_free(name);
	else
		g_ptr_array_add(w->names, name);
	if (node->node.nid == pst_store_ipm(w->s))
		w->nabove = w->names->len;
	w->depth++;
	ok = walk_named(w, node, class, error);
	w->depth--;
	w->nabove = nabove;
	g_ptr_array_set_size(w->names, (int)nnames);
	return ok;
}

static bool
walk_below(struct walk *w, guint32 parent, GError **error)
{
	guint to, i = pst_folders_first(w->folders, parent, &to);

	for (; i < to; i++)
		if (!walk_folder(
			w, &g_array_index(w->folders->list, struct pst_folder_node, i), error))
			return false;
	return true;
}

/* Folders that cannot be reached from the root: those first whose parent is none. */
static bool
walk_detached(struct walk *w, GError **error)
{
	w->detached = true;
	for (guint pass = 0; pass < 2; pass++) {
		for (guint i = 0; i < w->folders->list->len; i++) {
			struct pst_folder_node *node =
			    &g_array_index(w->folders->list, struct pst_folder_node, i);

			if (node->seen ||
			    (pass == 0 && pst_folders_find(w->folders, node->node.parent)))
				continue;
			pst_file_warn(pst_store_shared(w->s)->f, NOTE, 0, "pst-folder-detached",
			    "a folder cannot be reached from the root folder");
			if (!walk_folder(w, node, error))
				return false;
		}
	}
	w->detached = false;
	return true;
}

/* Messages whose parent is no folder. */
static bool
walk_lost(struct walk *w, GError **error)
{
	struct visit v = {.w = w, .folder = {.kind = PST_FOLDER_LOST}};
	const GArray *orphans = w->folders->orphans;
	bool begun = false;

	for (guint i = 0; i < orphans->len; i++) {
		const struct pst_orphan *o = &g_array_index(orphans, struct pst_orphan, i);

		if (pst_nids_has(w->done, o->nid))
			continue;
		if (!begun && !begin(&v, error))
			return false;
		begun = true;
		v.tally.linked++;
		v.folder.parent = o->parent;
		if (!visit_orphans(&v, o->parent, error))
			return false;
	}
	return !begun || end(&v, error);
}

bool
pst_walk(
    struct pst_store *s, const struct pst_walker *walker, struct pst_totals *totals, GError **error)
{
	struct walk w = {.s = s, .walker = walker, .totals = totals};
	struct pst_folder_node *root;
	bool ok;

	*totals = (struct pst_totals){0};
	w.folders = pst_folders_read(s, error);
	if (w.folders == NULL)
		return false;
	totals->messages = w.folders->messages;
	totals->associated = w.folders->associated;
	totals->lost_pages = w.folders->nlost;
	w.done = pst_nids_new();
	w.names = g_ptr_array_new_with_free_func(g_free);
	root = pst_folders_find(w.folders, PST_NID_ROOT_FOLDER);
	ok = (root == NULL || walk_folder(&w, root, error)) && walk_detached(&w, error) &&
	    walk_lost(&w, error);
	g_ptr_array_unref(w.names);
	g_hash_table_unref(w.done);
	pst_folders_free(w.folders);
	return ok;
}
