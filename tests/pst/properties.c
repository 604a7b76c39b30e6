/* SPDX-License-Identifier: Apache-2.0 */
/* A property context, for writing. */
#include "tests/pst/properties.h"

#include "tests/pst/heap.h"

#define PID_MESSAGE_SIZE 0x0e08

guint
properties_width(guint16 type)
{
	switch (type) {
	case MAPI_BOOLEAN:
		return 1;
	case MAPI_INT16:
		return 2;
	case MAPI_INT32:
	case MAPI_FLOAT:
	case MAPI_ERROR:
		return 4;
	case MAPI_DOUBLE:
	case MAPI_CURRENCY:
	case MAPI_APPTIME:
	case MAPI_INT64:
	case MAPI_TIME:
		return 8;
	default:
		return 0;
	}
}

/* Several values of no one width: their number, where each begins, and they themselves. */
static void
pack_values(GByteArray *to, const GPtrArray *values)
{
	guint at = 4 + 4 * values->len;

	g_byte_array_set_size(to, at);
	put32(to->data, values->len);
	for (guint i = 0; i < values->len; i++) {
		gsize len;
		const guint8 *data = g_bytes_get_data(g_ptr_array_index(values, i), &len);

		put32(to->data + 4 + 4 * i, to->len);
		g_byte_array_append(to, data, (guint)len);
	}
}

GByteArray *
properties_bytes(const struct testing_object *o, const struct mapi_property *p)
{
	const GPtrArray *values = g_hash_table_lookup(o->values, GUINT_TO_POINTER(p->id));
	GByteArray *to = g_byte_array_new();
	guint16 single = (guint16)(p->type & ~MAPI_MULTIPLE);

	if ((p->type & MAPI_MULTIPLE) != 0 && properties_width(single) == 0 &&
	    single != MAPI_GUID) {
		pack_values(to, values);
		return to;
	}
	for (guint i = 0; i < values->len; i++) {
		gsize len;
		const guint8 *data = g_bytes_get_data(g_ptr_array_index(values, i), &len);

		g_byte_array_append(to, data, (guint)len);
	}
	return to;
}

guint32
properties_spill(struct ndb *n, GArray *subnodes, const GByteArray *bytes)
{
	struct ndb_subnode s = {
	    (0x400 + subnodes->len) << 5 | NDB_VALUE, {ndb_bytes(n, bytes->data, bytes->len), 0}};

	g_array_append_val(subnodes, s);
	return s.nid;
}

static bool
is_inline(const struct mapi_property *p, const GByteArray *bytes)
{
	static const guint16 heaped[] = {MAPI_STRING, MAPI_STRING8, MAPI_BINARY, MAPI_OBJECT};

	if ((p->type & MAPI_MULTIPLE) != 0 || bytes->len > 4)
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(heaped); i++)
		if (p->type == heaped[i])
			return false;
	return true;
}

/* dwValueHnid: the value, or where it is. */
static void
place_value(struct heap *h, struct ndb *n, GArray *subnodes, const struct mapi_property *p,
    const GByteArray *bytes, guint8 to[4])
{
	memset(to, 0, 4);
	if (is_inline(p, bytes))
		memcpy(to, bytes->data, bytes->len);
	else if (bytes->len > HEAP_ITEM_MAX)
		put32(to, properties_spill(n, subnodes, bytes));
	else if (bytes->len > 0)
		put32(to, heap_add(h, bytes->data, bytes->len));
}

static int
by_id(gconstpointer a, gconstpointer b)
{
	const guint8 *x = a, *y = b;

	return (x[0] | x[1] << 8) - (y[0] | y[1] << 8);
}

/* The records of the context's tree, sorted by the ids of the file. */
static GByteArray *
make_records(
    struct heap *h, struct ndb *n, struct names *names, struct testing_object *o, GArray *subnodes)
{
	GByteArray *records = g_byte_array_new();

	for (guint i = 0; i < o->properties->len; i++) {
		struct mapi_property p = g_array_index(o->properties, struct mapi_property, i);
		g_autoptr(GByteArray) bytes = properties_bytes(o, &p);
		guint id = p.id;
		guint8 record[8];

		if (id >= 0x8000 && id - 0x8000 < o->names->len)
			id = names_id(names,
			    &((struct testing_name *)g_ptr_array_index(o->names, id - 0x8000))
				 ->name);
		put16(record, id);
		put16(record + 2, p.type);
		place_value(h, n, subnodes, &p, bytes, record + 4);
		g_byte_array_append(records, record, sizeof(record));
	}
	if (records->len > 0)
		qsort(records->data, records->len / 8, 8, by_id);
	return records;
}

static void
set_size(GByteArray *records, gsize size)
{
	for (guint at = 0; at < records->len; at += 8)
		if (records->data[at] == (PID_MESSAGE_SIZE & 0xff) &&
		    records->data[at + 1] == PID_MESSAGE_SIZE >> 8)
			put32(records->data + at + 4, (guint32)size);
}

struct ndb_data
properties_write(
    struct ndb *n, struct names *names, struct testing_object *o, GArray *subnodes, guint64 since)
{
	static const guint8 zeros[8];
	struct heap *h = heap_new(HEAP_PROPERTIES);
	guint32 header = heap_add(h, zeros, sizeof(zeros));
	g_autoptr(GByteArray) records = make_records(h, n, names, o, subnodes);
	struct ndb_data is = {0, ndb_subnodes(n, subnodes)};

	set_size(records, ndb_written(n) - since + heap_size(h) + records->len);
	heap_set_root(h, header);
	heap_tree(h, header, 2, 6, records);
	is.data = heap_write(h, n);
	heap_free(h);
	return is;
}
