/* SPDX-License-Identifier: Apache-2.0 */
/* A message with its recipients and attachments, written as nodes. */
#include "tests/pst/item.h"

#include "tests/pst/properties.h"
#include "tests/pst/table.h"

#define RECIPIENTS_NID 0x692
#define ATTACHMENTS_NID 0x671
#define MSGFLAG_READ 0x01
#define MSGFLAG_HASATTACH 0x10
#define START 1700000000 /* 2023-11-14 */
#define METHOD_EMBEDDED 5

static bool
has(const struct testing_object *o, guint16 id)
{
	return g_hash_table_contains(o->values, GUINT_TO_POINTER(id));
}

static const guint8 *
first_value(const struct testing_object *o, guint16 id, gsize *len)
{
	const GPtrArray *values = g_hash_table_lookup(o->values, GUINT_TO_POINTER(id));

	return values != NULL ? g_bytes_get_data(g_ptr_array_index(values, 0), len) : NULL;
}

char *
item_text(const struct testing_object *o, guint16 id)
{
	gsize len = 0;
	const guint8 *bytes = first_value(o, id, &len);
	g_autofree gunichar2 *units = g_new0(gunichar2, len / 2 + 1);
	gsize skip = 0;

	if (bytes != NULL)
		memcpy(units, bytes, len);
	if (len >= 4 && units[0] == 1) /* the length of a subject's prefix, [MS-PST] 2.5.3.1.1.1 */
		skip = 2;
	return g_utf16_to_utf8(units + skip, (glong)(len / 2 - skip), NULL, NULL, NULL);
}

guint32
item_number(const struct testing_object *o, guint16 id, guint32 otherwise)
{
	gsize len = 0;
	const guint8 *b = first_value(o, id, &len);

	return b != NULL && len == 4
	    ? b[0] | (guint32)b[1] << 8 | (guint32)b[2] << 16 | (guint32)b[3] << 24
	    : otherwise;
}

void
item_set_number(struct testing_object *o, guint16 id, guint32 value)
{
	GPtrArray *values = g_hash_table_lookup(o->values, GUINT_TO_POINTER(id));
	guint8 bytes[4];

	put32(bytes, value);
	if (values != NULL)
		g_ptr_array_set_size(values, 0);
	if (values != NULL)
		g_ptr_array_add(values, g_bytes_new(bytes, 4));
	else
		testing_int32(o, id, value);
}

/* The names of the recipients of one kind, as PidTagDisplayTo has them. */
static void
join_names(struct testing_object *m, guint16 id, guint32 kind)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < m->children[MAPI_RECIPIENTS]->len; i++) {
		const struct testing_object *r = g_ptr_array_index(m->children[MAPI_RECIPIENTS], i);
		g_autofree char *name = item_text(r, 0x3001);

		if (item_number(r, 0x0c15, 0) == kind)
			g_string_append_printf(all, "%s%s", all->len > 0 ? "; " : "", name);
	}
	if (!has(m, id))
		testing_string(m, id, all->str);
}

void
item_complete(struct testing_object *m)
{
	static const guint16 times[] = {0x0039, 0x0e06, 0x3007, 0x3008};
	bool attached = m->children[MAPI_ATTACHMENTS]->len > 0;
	bool unsent = (item_number(m, 0x0e07, 0) & 0x08) != 0;

	if (!has(m, 0x001a))
		testing_string(m, 0x001a, "IPM.Note");
	item_set_number(
	    m, 0x0e07, item_number(m, 0x0e07, MSGFLAG_READ) | (attached ? MSGFLAG_HASATTACH : 0));
	testing_boolean(m, 0x0e1b, attached);
	for (guint i = unsent ? 2 : 0; i < G_N_ELEMENTS(times); i++)
		if (!has(m, times[i]))
			testing_time(m, times[i], START + (gint64)i * 60);
	item_set_number(m, 0x0e08, 0);
	if (!has(m, 0x0e17))
		testing_int32(m, 0x0e17, 0);
	join_names(m, 0x0e02, 3);
	join_names(m, 0x0e03, 2);
	join_names(m, 0x0e04, 1);
}

static void
add_subnode(GArray *subnodes, guint32 nid, struct ndb_data is)
{
	struct ndb_subnode s = {nid, is};

	g_array_append_val(subnodes, s);
}

static void
write_recipients(struct ndb *n, const struct testing_object *m, GArray *subnodes)
{
	struct table *t = table_new(TABLE_RECIPIENTS);

	for (guint i = 0; i < m->children[MAPI_RECIPIENTS]->len; i++)
		table_add(t, i, g_ptr_array_index(m->children[MAPI_RECIPIENTS], i));
	add_subnode(subnodes, RECIPIENTS_NID, table_write(t, n));
	table_free(t);
}

/* Makes PidTagAttachDataObject refer to a subnode, 2.3.3.5. */
static void
refer_object(struct testing_object *a, guint32 nid, gsize size)
{
	guint8 reference[8];

	put32(reference, nid);
	put32(reference + 4, (guint32)size);
	g_hash_table_remove(a->values, GUINT_TO_POINTER(0x3701));
	for (guint i = 0; i < a->properties->len; i++)
		if (g_array_index(a->properties, struct mapi_property, i).id == 0x3701)
			g_array_remove_index(a->properties, i);
	testing_value(a, 0x3701, MAPI_OBJECT, reference, sizeof(reference));
}

/* The message, or the OLE data, that an attachment is, in a subnode of it. */
static void
write_object(struct ndb *n, struct names *names, struct testing_object *a, GArray *subnodes)
{
	gsize len = 0;
	const guint8 *data = first_value(a, 0x3701, &len);
	guint64 before = ndb_written(n);

	if (a->inner != NULL) {
		guint32 nid = 0x400 << 5 | NDB_MESSAGE;

		item_complete(a->inner);
		add_subnode(subnodes, nid, item_write(n, names, a->inner));
		refer_object(a, nid, ndb_written(n) - before);
		item_set_number(a, 0x3705, METHOD_EMBEDDED);
	} else if (item_number(a, 0x3705, 1) == 6 && data != NULL) {
		guint32 nid = 0x400 << 5 | NDB_OLE;

		add_subnode(subnodes, nid, (struct ndb_data){ndb_bytes(n, data, len), 0});
		refer_object(a, nid, len);
	}
}

static void
write_attachments(
    struct ndb *n, struct names *names, const struct testing_object *m, GArray *subnodes)
{
	const GPtrArray *all = m->children[MAPI_ATTACHMENTS];
	struct table *t = table_new(TABLE_ATTACHMENTS);

	for (guint i = 0; i < all->len; i++) {
		struct testing_object *a = g_ptr_array_index(all, i);
		g_autoptr(GArray) below = g_array_new(FALSE, FALSE, sizeof(struct ndb_subnode));
		guint64 before = ndb_written(n);
		guint32 nid = (0x401 + i) << 5 | NDB_ATTACHMENT;
		gsize len = 0;

		first_value(a, 0x3701, &len);
		write_object(n, names, a, below);
		item_set_number(a, 0x0e20, (guint32)MAX(len, ndb_written(n) - before));
		if (!has(a, 0x370b))
			testing_int32(a, 0x370b, 0xffffffff);
		add_subnode(subnodes, nid, properties_write(n, names, a, below, before));
		table_add(t, nid, a);
	}
	if (all->len > 0)
		add_subnode(subnodes, ATTACHMENTS_NID, table_write(t, n));
	table_free(t);
}

struct ndb_data
item_write(struct ndb *n, struct names *names, struct testing_object *m)
{
	g_autoptr(GArray) subnodes = g_array_new(FALSE, FALSE, sizeof(struct ndb_subnode));
	guint64 since = ndb_written(n);

	write_recipients(n, m, subnodes);
	write_attachments(n, names, m, subnodes);
	return properties_write(n, names, m, subnodes, since);
}
