/* SPDX-License-Identifier: Apache-2.0 */
/* Folders and what belongs to them; see folders.h. */
#include "convert/pst/folders.h"

#include "convert/pst/nids.h"
#include "convert/pst/table.h"

void
pst_folders_free(struct pst_folders *folders)
{
	if (folders == NULL)
		return;
	g_array_unref(folders->list);
	g_array_unref(folders->orphans);
	g_hash_table_unref(folders->by_nid);
	g_free(folders);
}

static int
order(guint32 a1, guint32 b1, guint32 a2, guint32 b2)
{
	return a1 != b1 ? (a1 > b1) - (a1 < b1) : (a2 > b2) - (a2 < b2);
}

static int
order_folders(const void *a, const void *b)
{
	const struct pst_node *x = &((const struct pst_folder_node *)a)->node;
	const struct pst_node *y = &((const struct pst_folder_node *)b)->node;

	return order(x->parent, y->parent, x->nid, y->nid);
}

static int
order_orphans(const void *a, const void *b)
{
	const struct pst_orphan *x = a, *y = b;

	return order(x->parent, y->parent, x->nid, y->nid);
}

/* All folders. */
static bool
collect(struct pst_folders *folders, struct pst_file *f, GError **error)
{
	struct pst_walk_nodes w = {.f = f};
	struct pst_folder_node folder = {0};
	enum pst_found found;

	while ((found = pst_tree_next(&w, &folder.node, error)) == PST_FOUND) {
		enum pst_node_type type = PST_NID_TYPE(folder.node.nid);

		if (type == PST_NID_FOLDER || type == PST_NID_SEARCH_FOLDER)
			g_array_append_val(folders->list, folder);
	}
	folders->nlost = w.nlost;
	pst_walk_nodes_clear(&w);
	g_array_sort(folders->list, order_folders);
	for (guint i = 0; i < folders->list->len; i++)
		g_hash_table_insert(folders->by_nid,
		    GUINT_TO_POINTER(
			g_array_index(folders->list, struct pst_folder_node, i).node.nid),
		    GUINT_TO_POINTER(i + 1));
	return found == PST_ABSENT;
}

/* What the tables of all folders are read for. */
struct listing {
	const struct pst_folders *folders;
	struct pst_file *f;
	GHashTable *listed;
};

static bool
note_message(void *user, const struct pst_row *row)
{
	struct listing *l = user;

	(void)pst_nids_add(l->listed, row->id);
	return true;
}

static bool
check_folder(void *user, const struct pst_row *row)
{
	struct listing *l = user;

	guint32 folder = l->f->node;

	if (pst_folders_find(l->folders, row->id) == NULL) {
		l->f->node = row->id;
		pst_file_warn(l->f, LOSS, 0, "pst-folder-missing",
		    "folder 0x%x lists this one, but there is no such node", folder);
		l->f->node = folder;
	}
	return true;
}

/* Goes through a folder's table of a kind; that it cannot be read is told. */
static bool
read_table(
    struct listing *l, struct pst_store *s, guint32 folder, enum pst_node_type kind, GError **error)
{
	g_autoptr(pst_table) t = NULL;
	GError *why = NULL;

	l->f->node = folder;
	t = pst_folders_table(s, folder, kind, &why);
	if (t != NULL)
		return pst_table_each(
		    t, kind == PST_NID_CONTENTS_TABLE ? note_message : check_folder, l, error);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	if (why != NULL)
		pst_file_warn(l->f, NOTE, 0, "pst-contents",
		    "the table of what a folder holds cannot be read: %s", why->message);
	g_clear_error(&why);
	return true;
}

/* Notes what the tables of all folders list. */
static bool
read_tables(
    const struct pst_folders *folders, struct pst_store *s, GHashTable *listed, GError **error)
{
	struct listing l = {folders, pst_store_shared(s)->f, listed};

	for (guint i = 0; i < folders->list->len; i++) {
		guint32 nid = g_array_index(folders->list, struct pst_folder_node, i).node.nid;

		if (PST_NID_TYPE(nid) == PST_NID_FOLDER &&
		    (!read_table(&l, s, nid, PST_NID_CONTENTS_TABLE, error) ||
			!read_table(&l, s, nid, PST_NID_HIERARCHY_TABLE, error)))
			return false;
	}
	l.f->node = 0;
	return true;
}

/* Counts all messages, and finds those that no table lists. */
static bool
count(struct pst_folders *folders, struct pst_file *f, GHashTable *listed, GError **error)
{
	struct pst_walk_nodes w = {.f = f};
	struct pst_node node;
	enum pst_found found;

	while ((found = pst_tree_next(&w, &node, error)) == PST_FOUND) {
		struct pst_folder_node *folder = pst_folders_find(folders, node.parent);
		struct pst_orphan orphan = {node.parent, node.nid};

		if (PST_NID_TYPE(node.nid) == PST_NID_ASSOCIATED) {
			folders->associated++;
			if (folder != NULL)
				folder->associated++;
		}
		if (PST_NID_TYPE(node.nid) != PST_NID_MESSAGE)
			continue;
		folders->messages++;
		if (folder != NULL)
			folder->linked++;
		if (!pst_nids_has(listed, node.nid))
			g_array_append_val(folders->orphans, orphan);
	}
	pst_walk_nodes_clear(&w);
	g_array_sort(folders->orphans, order_orphans);
	return found == PST_ABSENT;
}

struct pst_folders *
pst_folders_read(struct pst_store *s, GError **error)
{
	g_autoptr(pst_folders) folders = g_new0(struct pst_folders, 1);
	g_autoptr(GHashTable) listed = pst_nids_new();
	struct pst_file *f = pst_store_shared(s)->f;

	folders->list = g_array_new(FALSE, FALSE, sizeof(struct pst_folder_node));
	folders->orphans = g_array_new(FALSE, FALSE, sizeof(struct pst_orphan));
	folders->by_nid = g_hash_table_new(NULL, NULL);
	f->node = 0;
	if (!collect(folders, f, error) || !read_tables(folders, s, listed, error) ||
	    !count(folders, f, listed, error))
		return NULL;
	return g_steal_pointer(&folders);
}

struct pst_folder_node *
pst_folders_find(const struct pst_folders *folders, guint32 nid)
{
	guint i = GPOINTER_TO_UINT(g_hash_table_lookup(folders->by_nid, GUINT_TO_POINTER(nid)));

	return i > 0 ? &g_array_index(folders->list, struct pst_folder_node, i - 1) : NULL;
}

guint
pst_folders_first(const struct pst_folders *folders, guint32 parent, guint *end)
{
	guint low = 0, high = folders->list->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (g_array_index(folders->list, struct pst_folder_node, mid).node.parent < parent)
			low = mid + 1;
		else
			high = mid;
	}
	for (*end = low; *end < folders->list->len &&
	     g_array_index(folders->list, struct pst_folder_node, *end).node.parent == parent;)
		++*end;
	return low;
}

guint
pst_folders_orphans(const struct pst_folders *folders, guint32 parent, guint *end)
{
	guint low = 0, high = folders->orphans->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (g_array_index(folders->orphans, struct pst_orphan, mid).parent < parent)
			low = mid + 1;
		else
			high = mid;
	}
	for (*end = low; *end < folders->orphans->len &&
	     g_array_index(folders->orphans, struct pst_orphan, *end).parent == parent;)
		++*end;
	return low;
}

struct pst_table *
pst_folders_table(struct pst_store *s, guint32 folder, enum pst_node_type kind, GError **error)
{
	struct pst_file *f = pst_store_shared(s)->f;
	struct pst_node node;

	if (pst_tree_node(f, PST_NID_WITH(folder, kind), &node, error) != PST_FOUND)
		return NULL;
	return pst_table_open(f, &node, error);
}
