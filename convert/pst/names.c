/* SPDX-License-Identifier: Apache-2.0 */
/* Names of properties; see names.h. */
#include "convert/pst/names.h"

#define SETS 0x0002
#define ENTRIES 0x0003
#define TEXTS 0x0004

/* The bytes of one of the three, up to where they are damaged; *why is the first damage of all. */
static GByteArray *
read_part(struct pst_heap *h, const struct pst_properties *p, guint16 id, guint max, GError **why)
{
	const struct pst_value *v = pst_properties_find(p, id);
	GError *here = NULL;
	struct mapi_stream *s = v != NULL ? pst_value_open(h, v, 0, &here) : NULL;
	GByteArray *bytes = g_byte_array_new();
	unsigned char piece[4096];
	gssize n = 0;

	while (s != NULL && bytes->len < max &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), &here)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	mapi_stream_close(s);
	if (*why == NULL)
		*why = here;
	else
		g_clear_error(&here);
	return bytes;
}

/* NULL: they cannot be read, *why says why. */
static struct name_map *
read_all(struct pst_file *f, struct pst_properties *p, GError **why)
{
	g_autoptr(GByteArray) sets = NULL, entries = NULL, texts = NULL;
	g_autoptr(pst_heap) h = NULL;
	struct name_map *names;
	struct pst_node node;
	enum pst_found found = pst_tree_node(f, PST_NID_NAMES, &node, why);
	guint nbad = 0;

	if (found == PST_ABSENT)
		(void)err_set(why, ERR_FORMAT, "there are none");
	if (found == PST_FOUND)
		h = pst_heap_open(f, &node, PST_PROPERTIES, why);
	if (h == NULL || !pst_properties_read(p, h, why))
		return NULL;
	sets = read_part(h, p, SETS, NAME_MAP_TEXT_MAX, why);
	texts = read_part(h, p, TEXTS, NAME_MAP_TEXT_MAX, why);
	entries = read_part(h, p, ENTRIES, NAME_MAP_MAX * NAME_MAP_ENTRY_SIZE, why);
	names = name_map_new(sets, entries, texts, &nbad);
	if (nbad > 0)
		pst_file_warn(f, NOTE, 0, "pst-names",
		    "%u names of properties are damaged or stand for the same property", nbad);
	return names;
}

static struct name_map *
no_names(void)
{
	g_autoptr(GByteArray) none = g_byte_array_new();
	guint nbad;

	return name_map_new(none, none, none, &nbad);
}

struct name_map *
pst_names_read(struct pst_file *f, GError **error)
{
	g_autoptr(name_map) names = NULL;
	struct pst_properties p;
	GError *why = NULL;

	pst_properties_init(&p);
	names = read_all(f, &p, &why);
	pst_properties_clear(&p);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return NULL;
	}
	if (why != NULL)
		pst_file_warn(f, LOSS, 0, "pst-names", "the names of properties cannot be read: %s",
		    why->message);
	g_clear_error(&why);
	return names != NULL ? g_steal_pointer(&names) : no_names();
}
