/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of subnodes; see subnode.h. */
#include "convert/pst/subnode.h"

#include "convert/pst/le.h"

#define LIST_TYPE 0x02
#define LEVEL_NODES 0 /* SLBLOCK */
#define LEVEL_LISTS 1 /* SIBLOCK */

struct list {
	GBytes *bytes;
	const unsigned char *entries;
	guint level, count;
	size_t size; /* of an entry */
};

static bool
list_read(struct pst_file *f, guint64 bid, struct list *list, GError **error)
{
	const unsigned char *p;
	size_t len, head = f->layout->list_head;

	list->bytes = pst_block_read(f, bid, error);
	if (list->bytes == NULL)
		return false;
	p = g_bytes_get_data(list->bytes, &len);
	if (len >= head) {
		list->level = p[1];
		list->count = pst_le16(p + 2);
		list->size = (size_t)f->layout->id * (list->level == LEVEL_NODES ? 3 : 2);
		list->entries = p + head;
	}
	if (len >= head && p[0] == LIST_TYPE && list->level <= LEVEL_LISTS &&
	    list->count <= (len - head) / list->size)
		return true;
	g_clear_pointer(&list->bytes, g_bytes_unref);
	return err_set(
	    error, ERR_FORMAT, "block 0x%" G_GINT64_MODIFIER "x is no list of subnodes", bid);
}

static guint32
entry_nid(const struct list *list, guint i)
{
	return pst_le32(list->entries + i * list->size);
}

static guint64
entry_field(const struct pst_file *f, const struct list *list, guint i, guint field)
{
	size_t id = f->layout->id;

	return pst_le(list->entries + i * list->size + field * id, id);
}

static struct pst_node
entry_node(const struct pst_file *f, const struct list *list, guint i)
{
	return (struct pst_node){.nid = entry_nid(list, i),
	    .data = entry_field(f, list, i, 1),
	    .sub = entry_field(f, list, i, 2)};
}

static bool
find_in(const struct pst_file *f, const struct list *list, guint32 nid, struct pst_node *node)
{
	for (guint i = 0; i < list->count; i++) {
		if (entry_nid(list, i) == nid) {
			*node = entry_node(f, list, i);
			return true;
		}
	}
	return false;
}

/* The block of the last list whose first id is at most nid; 0: none. */
static guint64
list_for(const struct pst_file *f, const struct list *list, guint32 nid)
{
	guint64 bid = 0;

	for (guint i = 0; i < list->count && entry_nid(list, i) <= nid; i++)
		bid = entry_field(f, list, i, 1);
	return bid;
}

enum pst_found
pst_subnode_find(
    struct pst_file *f, guint64 sub, guint32 nid, struct pst_node *node, GError **error)
{
	struct list list = {0};
	bool found;

	if (sub == 0)
		return PST_ABSENT;
	if (!list_read(f, sub, &list, error))
		return PST_FAILED;
	if (list.level == LEVEL_LISTS) {
		sub = list_for(f, &list, nid);
		g_clear_pointer(&list.bytes, g_bytes_unref);
		if (sub == 0)
			return PST_ABSENT;
		if (!list_read(f, sub, &list, error))
			return PST_FAILED;
	}
	found = list.level == LEVEL_NODES && find_in(f, &list, nid, node);
	g_bytes_unref(list.bytes);
	return found ? PST_FOUND : PST_ABSENT;
}

/* Where a walk is: ids go up, so that a list which is named twice counts once. */
struct each {
	struct pst_file *f;
	bool (*each)(void *user, const struct pst_node *node);
	void *user;
	guint64 from; /* the least id that is still to come */
	bool stopped;
};

static bool
read_or_tell(struct each *e, guint64 bid, struct list *list, GError **error)
{
	GError *why = NULL;

	if (list_read(e->f, bid, list, &why))
		return true;
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	pst_file_warn(e->f, LOSS, 0, "pst-subnodes",
	    "a list of what an item consists of cannot be read: %s", why->message);
	g_error_free(why);
	*list = (struct list){0};
	return true;
}

static void
each_of(struct each *e, const struct list *list)
{
	for (guint i = 0; i < list->count && !e->stopped; i++) {
		struct pst_node node = entry_node(e->f, list, i);

		if (node.nid < e->from)
			continue;
		e->from = (guint64)node.nid + 1;
		e->stopped = !e->each(e->user, &node);
	}
}

bool
pst_subnode_each(struct pst_file *f, guint64 sub,
    bool (*each)(void *user, const struct pst_node *node), void *user, GError **error)
{
	struct each e = {.f = f, .each = each, .user = user};
	struct list top = {0};
	bool ok = true;

	if (sub == 0)
		return true;
	if (!read_or_tell(&e, sub, &top, error))
		return false;
	if (top.level == LEVEL_NODES)
		each_of(&e, &top);
	for (guint i = 0; top.level == LEVEL_LISTS && i < top.count && ok && !e.stopped; i++) {
		struct list list = {0};

		ok = read_or_tell(&e, entry_field(f, &top, i, 1), &list, error);
		if (ok && list.level == LEVEL_NODES)
			each_of(&e, &list);
		g_bytes_unref(list.bytes);
	}
	g_bytes_unref(top.bytes);
	return ok;
}
