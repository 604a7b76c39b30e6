/* SPDX-License-Identifier: Apache-2.0 */
/* From a message to what it consists of; see children.h. */
#include "convert/pst/children.h"

#include <string.h>

#include "convert/pst/object.h"

#define ATTACHMENT_TABLE 0x671
#define RECIPIENT_TABLE 0x692
#define ATTACH_DATA 0x3701   /* PidTagAttachDataObject */
#define ATTACH_METHOD 0x3705 /* PidTagAttachMethod */
#define METHOD_EMBEDDED 5    /* afEmbeddedMessage */

#define NO_ROW G_MAXUINT32 /* number of the row of a subnode that no row names */

struct pst_children {
	struct pst_table *table; /* NULL: there is none, or it cannot be read */
	GArray *rows;            /* struct pst_row */
	GError *damage;          /* why these are not all; NULL: they are */
};

void
pst_children_free(struct pst_children *c)
{
	if (c == NULL)
		return;
	pst_table_close(c->table);
	if (c->rows != NULL)
		g_array_unref(c->rows);
	g_clear_error(&c->damage);
	g_free(c);
}

/* The rows so far and, by their ids, which those are. */
struct naming {
	GArray *rows;
	GHashTable *named;
};

static bool
add_unnamed(void *user, const struct pst_node *node)
{
	struct naming *n = user;
	struct pst_row row = {.id = node->nid, .number = NO_ROW};

	if (PST_NID_TYPE(node->nid) == PST_NID_ATTACHMENT &&
	    !g_hash_table_contains(n->named, GUINT_TO_POINTER(node->nid)))
		g_array_append_val(n->rows, row);
	return n->rows->len < PST_ROWS_MAX;
}

/* Adds the attachments that no row names. */
static bool
add_all_unnamed(struct pst_children *c, struct pst_object *o, GError **error)
{
	g_autoptr(GHashTable) named = g_hash_table_new(NULL, NULL);
	struct naming n = {c->rows, named};

	for (guint i = 0; i < c->rows->len; i++)
		g_hash_table_add(
		    named, GUINT_TO_POINTER(g_array_index(c->rows, struct pst_row, i).id));
	return pst_subnode_each(o->shared->f, o->node.sub, add_unnamed, &n, error);
}

/* Reads the table's rows; what is wrong with it is *why. */
static void
read_rows(struct pst_children *c, struct pst_object *o, guint32 nid, GError **why)
{
	struct pst_node node;

	if (pst_subnode_find(o->shared->f, o->node.sub, nid, &node, why) != PST_FOUND)
		return;
	c->table = pst_table_open(o->shared->f, &node, why);
	if (c->table == NULL)
		return;
	g_clear_pointer(&c->rows, g_array_unref);
	c->rows = pst_table_rows(c->table, why);
	if (c->rows != NULL && pst_table_nlost(c->table) > 0)
		(void)err_set(why, ERR_FORMAT, "a part of the list is damaged");
}

static struct pst_children *
read_children(struct pst_object *o, enum mapi_children kind, GError **error)
{
	struct pst_children *c = g_new0(struct pst_children, 1);
	bool attachments = kind == MAPI_ATTACHMENTS;
	GError *why = NULL;

	c->rows = g_array_new(FALSE, FALSE, sizeof(struct pst_row));
	read_rows(c, o, attachments ? ATTACHMENT_TABLE : RECIPIENT_TABLE, &why);
	if (c->rows == NULL)
		c->rows = g_array_new(FALSE, FALSE, sizeof(struct pst_row));
	if (attachments && (why == NULL || !g_error_matches(why, ERR_DOMAIN, ERR_IO)))
		(void)!add_all_unnamed(c, o, why == NULL ? &why : NULL);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		pst_children_free(c);
		return NULL;
	}
	c->damage = why;
	return c;
}

/* The children of a kind, borrowed. Fails with ERR_IO. */
static struct pst_children *
children_of(struct pst_object *o, enum mapi_children kind, GError **error)
{
	if (o->children[kind] == NULL)
		o->children[kind] = read_children(o, kind, error);
	return o->children[kind];
}

bool
pst_children_count(struct mapi_object *base, enum mapi_children kind, guint *n, GError **error)
{
	struct pst_object *o = (struct pst_object *)base;
	struct pst_children *c;

	*n = 0;
	if (o->table != NULL)
		return true;
	c = children_of(o, kind, error);
	if (c == NULL)
		return false;
	*n = c->rows->len;
	if (c->damage != NULL && error != NULL)
		*error = g_error_copy(c->damage);
	return c->damage == NULL;
}

static bool
find_only_message(void *user, const struct pst_node *node)
{
	struct pst_node *found = user;

	if (PST_NID_TYPE(node->nid) == PST_NID_MESSAGE) {
		bool first = found->nid == 0;

		found->nid = first ? node->nid : G_MAXUINT32;
		found->data = node->data;
		found->sub = node->sub;
	}
	return true;
}

/* The one message among an attachment's subnodes. PST_ABSENT: there are none or several. */
static enum pst_found
only_message(struct pst_object *o, struct pst_node *node, GError **error)
{
	*node = (struct pst_node){0};
	if (!pst_subnode_each(o->shared->f, o->node.sub, find_only_message, node, error))
		return PST_FAILED;
	return node->nid != 0 && node->nid != G_MAXUINT32 ? PST_FOUND : PST_ABSENT;
}

/* Gives an attachment that has no method the one of its row, or of what it holds. */
static bool
complete_method(
    struct pst_object *o, struct pst_children *c, const struct pst_row *row, GError **error)
{
	struct pst_value v = {.id = ATTACH_METHOD, .type = MAPI_INT32, .held = true};
	struct pst_properties cells;
	const struct pst_value *cell;
	struct pst_node node;
	enum pst_found found;

	if (pst_properties_find(&o->properties, ATTACH_METHOD) != NULL)
		return true;
	pst_properties_init(&cells);
	if (c->table != NULL && row->number != NO_ROW &&
	    pst_table_read(c->table, row, &cells, NULL) &&
	    (cell = pst_properties_find(&cells, ATTACH_METHOD)) != NULL && cell->held) {
		pst_properties_add(&o->properties, o->heap, cell);
		pst_properties_clear(&cells);
		return true;
	}
	pst_properties_clear(&cells);
	found = only_message(o, &node, error);
	v.bytes[0] = METHOD_EMBEDDED;
	if (found == PST_FOUND)
		pst_properties_add(&o->properties, o->heap, &v);
	return found != PST_FAILED;
}

static struct pst_object *
open_attachment(
    struct pst_object *o, struct pst_children *c, const struct pst_row *row, GError **error)
{
	struct pst_node node;
	struct pst_object *a;

	switch (pst_subnode_find(o->shared->f, o->node.sub, row->id, &node, error)) {
	case PST_FOUND:
		break;
	case PST_ABSENT:
		(void)err_set(error, ERR_FORMAT, "attachment 0x%x is missing", row->id);
		return NULL;
	default:
		return NULL;
	}
	a = pst_object_open(o->shared, &node, o->depth, error);
	if (a == NULL)
		return NULL;
	a->codepage = o->codepage;
	a->top = o->top;
	if (complete_method(a, c, row, error))
		return a;
	mapi_object_close(&a->base);
	return NULL;
}

struct mapi_object *
pst_children_open(struct mapi_object *base, enum mapi_children kind, guint index, GError **error)
{
	struct pst_object *o = (struct pst_object *)base, *child;
	struct pst_children *c = o->table == NULL ? children_of(o, kind, error) : NULL;
	const struct pst_row *row;

	if (c == NULL || index >= c->rows->len) {
		if (error == NULL || *error == NULL)
			(void)err_set(error, ERR_FORMAT, "there is no child %u", index);
		return NULL;
	}
	row = &g_array_index(c->rows, struct pst_row, index);
	if (kind == MAPI_ATTACHMENTS) {
		child = open_attachment(o, c, row, error);
	} else {
		child = pst_object_of_row(o->shared, c->table, row, error);
		if (child != NULL)
			child->codepage = o->codepage;
	}
	return child != NULL ? &child->base : NULL;
}

struct mapi_object *
pst_children_embedded(struct mapi_object *base, GError **error)
{
	struct pst_object *o = (struct pst_object *)base, *inner;
	const struct pst_value *v = pst_properties_find(&o->properties, ATTACH_DATA);
	enum pst_found found = PST_ABSENT;
	struct pst_node node;

	if (o->depth >= PST_DEPTH_MAX || o->top->nembedded++ >= PST_EMBEDDED_MAX) {
		(void)err_set(error, ERR_FORMAT,
		    "messages are embedded in one another over %u "
		    "deep, or over %u times",
		    PST_DEPTH_MAX, PST_EMBEDDED_MAX);
		return NULL;
	}
	if (v != NULL && v->type == MAPI_OBJECT)
		found = pst_value_object(o->heap, v, &node, error);
	if (found == PST_ABSENT && o->table == NULL)
		found = only_message(o, &node, error);
	if (found == PST_ABSENT)
		(void)err_set(error, ERR_FORMAT, "there is no embedded message");
	if (found != PST_FOUND)
		return NULL;
	inner = pst_object_open(o->shared, &node, o->depth + 1, error);
	if (inner == NULL)
		return NULL;
	inner->top = o->top;
	return &inner->base;
}
