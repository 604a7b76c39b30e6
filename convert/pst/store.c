/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a store; see store.h. */
#include "convert/pst/store.h"

#include "convert/pst/le.h"
#include "convert/pst/scan.h"

#define IPM_SUBTREE_ENTRY_ID 0x35e0
#define ENTRY_ID_SIZE 24 /* [MS-PST] 2.4.3.2: flags, the store's uid, then the node */
#define ENTRY_ID_NODE 20
#define CODEPAGE 0x3ffd       /* PidTagMessageCodepage */
#define STORE_CODEPAGE 0x66c3 /* PidTagCodePageId */

struct pst_store {
	struct pst_file *f;
	struct pst_shared shared;
	guint32 ipm;
};

/* What the store says of itself; a store that says nothing is one all the same. */
static bool
read_store(struct pst_store *s, GError **error)
{
	g_autoptr(mapi_object) o = NULL;
	GError *why = NULL;
	const struct mapi_property *p;
	g_autoptr(GBytes) id = NULL;

	s->f->node = PST_NID_STORE;
	o = pst_store_node(s, PST_NID_STORE, &why);
	if (o != NULL) {
		const struct pst_properties *list = &((struct pst_object *)o)->properties;

		s->shared.codepage = pst_properties_int32(
		    list, CODEPAGE, pst_properties_int32(list, STORE_CODEPAGE, 0));
		p = mapi_find(o, IPM_SUBTREE_ENTRY_ID);
		id = p != NULL ? mapi_read(o, p, 0, ENTRY_ID_SIZE, &why) : NULL;
		if (id != NULL && g_bytes_get_size(id) == ENTRY_ID_SIZE)
			s->ipm = pst_le32(
			    (const unsigned char *)g_bytes_get_data(id, NULL) + ENTRY_ID_NODE);
	}
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return false;
	}
	if (why != NULL)
		pst_file_warn(s->f, NOTE, 0, "pst-store",
		    "what the store says of itself cannot be read: %s", why->message);
	g_clear_error(&why);
	return true;
}

struct pst_store *
pst_store_open(const struct pst_source *source, const struct pst_report *report, GError **error)
{
	g_autoptr(pst_store) s = g_new0(struct pst_store, 1);

	s->f = pst_file_open(source, report, error);
	if (s->f == NULL || !pst_scan_roots(s->f, error))
		return NULL;
	s->shared.f = s->f;
	s->f->node = PST_NID_NAMES;
	s->shared.names = pst_names_read(s->f, error);
	if (s->shared.names == NULL || !read_store(s, error))
		return NULL;
	s->f->node = 0;
	return g_steal_pointer(&s);
}

void
pst_store_close(struct pst_store *s)
{
	if (s == NULL)
		return;
	name_map_free(s->shared.names);
	pst_file_close(s->f);
	g_free(s);
}

const struct pst_header *
pst_store_header(const struct pst_store *s)
{
	return &s->f->header;
}

struct mapi_object *
pst_store_node(struct pst_store *s, guint32 nid, GError **error)
{
	struct pst_node node;
	struct pst_object *o;

	s->f->node = nid;
	switch (pst_tree_node(s->f, nid, &node, error)) {
	case PST_FOUND:
		break;
	case PST_ABSENT:
		(void)err_set(error, ERR_FORMAT, "there is no node 0x%x", nid);
		return NULL;
	default:
		return NULL;
	}
	o = pst_object_open(&s->shared, &node, 0, error);
	return o != NULL ? &o->base : NULL;
}

guint64
pst_store_nwarnings(const struct pst_store *s)
{
	return s->f->nwarnings;
}

guint32
pst_store_ipm(const struct pst_store *s)
{
	return s->ipm;
}

const struct pst_shared *
pst_store_shared(const struct pst_store *s)
{
	return &s->shared;
}
