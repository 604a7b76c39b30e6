/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of properties; see properties.h. */
#include "convert/pst/properties.h"

#include "convert/pst/bth.h"
#include "convert/pst/le.h"

#define RECORD_SIZE 6 /* type and dwValueHnid, behind the id as key */

void
pst_properties_init(struct pst_properties *p)
{
	p->list = g_array_new(FALSE, FALSE, sizeof(struct mapi_property));
	p->values = g_array_new(FALSE, FALSE, sizeof(struct pst_value));
}

void
pst_properties_clear(struct pst_properties *p)
{
	g_clear_pointer(&p->list, g_array_unref);
	g_clear_pointer(&p->values, g_array_unref);
}

/* Where an id is, or would be. */
static guint
place_of(const struct pst_properties *p, guint16 id)
{
	guint low = 0, high = p->values->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;

		if (g_array_index(p->values, struct pst_value, mid).id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct pst_value *
pst_properties_find(const struct pst_properties *p, guint16 id)
{
	guint i = place_of(p, id);

	if (i == p->values->len || g_array_index(p->values, struct pst_value, i).id != id)
		return NULL;
	return &g_array_index(p->values, struct pst_value, i);
}

void
pst_properties_add(struct pst_properties *p, struct pst_heap *h, const struct pst_value *v)
{
	struct mapi_property m = {.id = v->id, .type = v->type};

	if (pst_properties_find(p, v->id) != NULL)
		return;
	m.count = pst_value_count(h, v);
	g_array_insert_val(p->list, place_of(p, v->id), m);
	g_array_insert_vals(p->values, place_of(p, v->id), v, 1);
}

struct reading {
	struct pst_properties *p;
	struct pst_heap *h;
};

static bool
add_record(void *user, guint32 key, const unsigned char *record)
{
	struct reading *r = user;
	struct pst_value v = pst_value_of_record((guint16)key, pst_le16(record), record + 2);

	pst_properties_add(r->p, r->h, &v);
	return true;
}

bool
pst_properties_read(struct pst_properties *p, struct pst_heap *h, GError **error)
{
	struct reading r = {p, h};
	struct pst_bth bth;

	if (!pst_bth_open(h, h->root, &bth, error))
		return false;
	if (bth.key != 2 || bth.size != RECORD_SIZE)
		return err_set(error, ERR_FORMAT, "the list of properties is none");
	return pst_bth_each(&bth, add_record, &r, error);
}

guint32
pst_properties_int32(const struct pst_properties *p, guint16 id, guint32 otherwise)
{
	const struct pst_value *v = pst_properties_find(p, id);

	return v != NULL && v->type == MAPI_INT32 && v->held ? pst_le32(v->bytes) : otherwise;
}
