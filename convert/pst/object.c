/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes as MAPI objects; see object.h. */
#include "convert/pst/object.h"

#include "convert/pst/children.h"

#define CODEPAGE 0x3ffd /* PidTagMessageCodepage */

static const struct mapi_property *
object_properties(struct mapi_object *base, guint *n)
{
	const GArray *list = ((struct pst_object *)base)->properties.list;

	*n = list->len;
	return (const struct mapi_property *)(void *)list->data;
}

static guint16
object_named(struct mapi_object *base, const struct mapi_name *name)
{
	return name_map_id(((struct pst_object *)base)->shared->names, name);
}

static bool
object_name_of(struct mapi_object *base, guint16 id, struct mapi_name *name)
{
	return name_map_of(((struct pst_object *)base)->shared->names, id, name);
}

static struct mapi_stream *
object_open(struct mapi_object *base, const struct mapi_property *p, guint index, GError **error)
{
	struct pst_object *o = (struct pst_object *)base;
	const struct pst_value *v = pst_properties_find(&o->properties, p->id);

	if (v != NULL)
		return pst_value_open(o->heap, v, index, error);
	(void)err_set(error, ERR_FORMAT, "there is no property 0x%04x", p->id);
	return NULL;
}

static guint
object_codepage(struct mapi_object *base)
{
	return ((struct pst_object *)base)->codepage;
}

static void
object_close(struct mapi_object *base)
{
	struct pst_object *o = (struct pst_object *)base;

	for (guint i = 0; i < G_N_ELEMENTS(o->children); i++)
		pst_children_free(o->children[i]);
	pst_properties_clear(&o->properties);
	if (o->table == NULL)
		pst_heap_close(o->heap);
	g_free(o);
}

static struct pst_object *
object_new(const struct pst_shared *shared)
{
	static const struct mapi_object_ops ops = {object_properties, object_named, object_name_of,
	    object_open, pst_children_count, pst_children_open, pst_children_embedded,
	    object_codepage, object_close};
	struct pst_object *o = g_new0(struct pst_object, 1);

	o->base.ops = &ops;
	o->shared = shared;
	o->top = o;
	o->codepage = shared->codepage;
	pst_properties_init(&o->properties);
	return o;
}

struct pst_object *
pst_object_open(
    const struct pst_shared *shared, const struct pst_node *node, guint depth, GError **error)
{
	struct pst_object *o = object_new(shared);

	o->node = *node;
	o->depth = depth;
	o->heap = pst_heap_open(shared->f, node, PST_PROPERTIES, error);
	if (o->heap == NULL || !pst_properties_read(&o->properties, o->heap, error)) {
		object_close(&o->base);
		return NULL;
	}
	o->codepage = pst_properties_int32(&o->properties, CODEPAGE, shared->codepage);
	return o;
}

struct pst_object *
pst_object_of_row(const struct pst_shared *shared, struct pst_table *table,
    const struct pst_row *row, GError **error)
{
	struct pst_object *o = object_new(shared);

	o->table = table;
	o->heap = pst_table_heap(table);
	if (pst_table_read(table, row, &o->properties, error))
		return o;
	object_close(&o->base);
	return NULL;
}
