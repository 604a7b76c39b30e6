/* SPDX-License-Identifier: Apache-2.0 */
/* What is in a storage; see storage.h. */
#include "convert/msg/storage.h"

#include <string.h>

#define VALUE "__substg1.0_"
#define RECIPIENT "__recip_version1.0_#"
#define ATTACHMENT "__attach_version1.0_#"
#define HEX 8 /* digits of a number */

static bool
begins(const char *name, const char *with)
{
	return g_ascii_strncasecmp(name, with, strlen(with)) == 0;
}

/* The name if it is ASCII, as all those are that mean something. */
static bool
ascii_name(const struct cfb_entry *e, char name[CFB_NAME_UNITS])
{
	for (guint i = 0; i < CFB_NAME_UNITS; i++) {
		if (e->name[i] >= 0x80)
			return false;
		name[i] = (char)e->name[i];
		if (name[i] == '\0')
			return true;
	}
	return false;
}

/* A number of eight digits. */
static bool
read_hex(const char *text, guint32 *number)
{
	*number = 0;
	for (int i = 0; i < HEX; i++) {
		int digit = g_ascii_xdigit_value(text[i]);

		if (digit < 0)
			return false;
		*number = *number << 4 | (guint32)digit;
	}
	return true;
}

static void
add_value(struct msg_storage *s, const char *digits, guint32 entry)
{
	struct msg_slot slot = {.index = MSG_WHOLE, .entry = entry};
	const char *behind = digits + HEX;

	if (!read_hex(digits, &slot.tag))
		return;
	if (*behind == '-' && read_hex(behind + 1, &slot.index) && slot.index != MSG_WHOLE)
		behind += 1 + HEX;
	if (*behind == '\0')
		g_array_append_val(s->values, slot);
}

static void
add_child(GArray *children, const char *digits, guint32 entry)
{
	struct msg_slot slot = {.entry = entry};

	if (read_hex(digits, &slot.index) && digits[HEX] == '\0')
		g_array_append_val(children, slot);
}

static void
add_entry(struct msg_storage *s, const struct cfb_entry *e, guint32 entry)
{
	bool storage = e->type == CFB_TYPE_STORAGE;
	char name[CFB_NAME_UNITS];

	if (!ascii_name(e, name))
		return;
	if (begins(name, VALUE))
		add_value(s, name + strlen(VALUE), entry);
	else if (begins(name, RECIPIENT) && storage)
		add_child(s->children[MAPI_RECIPIENTS], name + strlen(RECIPIENT), entry);
	else if (begins(name, ATTACHMENT) && storage)
		add_child(s->children[MAPI_ATTACHMENTS], name + strlen(ATTACHMENT), entry);
	else if (cfb_is_named(e, MSG_PROPERTIES) && !storage && s->properties == MSG_ABSENT)
		s->properties = entry;
}

/* The order of the directory decides between equal ones: entries are added in it. */
struct keyed {
	struct msg_slot slot;
	guint place;
};

static int
order_keyed(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->slot.tag != y->slot.tag)
		return x->slot.tag < y->slot.tag ? -1 : 1;
	if (x->slot.index != y->slot.index)
		return x->slot.index < y->slot.index ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

static void
sort(struct msg_storage *s, GArray *slots)
{
	g_autoptr(GArray) keyed = g_array_sized_new(FALSE, FALSE, sizeof(struct keyed), slots->len);

	for (guint i = 0; i < slots->len; i++) {
		struct keyed k = {g_array_index(slots, struct msg_slot, i), i};

		g_array_append_val(keyed, k);
	}
	g_array_sort(keyed, order_keyed);
	for (guint i = 0; i < slots->len; i++) {
		struct msg_slot *to = &g_array_index(slots, struct msg_slot, i);

		*to = g_array_index(keyed, struct keyed, i).slot;
		s->twice |= i > 0 && to[-1].tag == to->tag && to[-1].index == to->index;
	}
}

void
msg_storage_list(struct msg_storage *s, const struct cfb *c, guint32 storage)
{
	guint n;
	const guint32 *children = cfb_children(c, storage, &n);

	*s = (struct msg_storage){.properties = MSG_ABSENT};
	s->values = g_array_new(FALSE, FALSE, sizeof(struct msg_slot));
	for (guint i = 0; i < G_N_ELEMENTS(s->children); i++)
		s->children[i] = g_array_new(FALSE, FALSE, sizeof(struct msg_slot));
	for (guint i = 0; i < n; i++)
		add_entry(s, cfb_entry(c, children[i]), children[i]);
	sort(s, s->values);
	for (guint i = 0; i < G_N_ELEMENTS(s->children); i++)
		sort(s, s->children[i]);
}

void
msg_storage_clear(struct msg_storage *s)
{
	g_clear_pointer(&s->values, g_array_unref);
	for (guint i = 0; i < G_N_ELEMENTS(s->children); i++)
		g_clear_pointer(&s->children[i], g_array_unref);
}

/* The first of equal ones. */
guint32
msg_storage_value(const struct msg_storage *s, guint32 tag, guint32 index)
{
	guint low = 0, high = s->values->len;

	while (low < high) {
		guint mid = low + (high - low) / 2;
		const struct msg_slot *m = &g_array_index(s->values, struct msg_slot, mid);

		if (m->tag < tag || (m->tag == tag && m->index < index))
			low = mid + 1;
		else
			high = mid;
	}
	if (low < s->values->len) {
		const struct msg_slot *m = &g_array_index(s->values, struct msg_slot, low);

		if (m->tag == tag && m->index == index)
			return m->entry;
	}
	return MSG_ABSENT;
}

guint32
msg_storage_find(const struct cfb *c, guint32 storage, const char *name)
{
	guint n;
	const guint32 *children = cfb_children(c, storage, &n);

	for (guint i = 0; i < n; i++)
		if (cfb_is_named(cfb_entry(c, children[i]), name))
			return children[i];
	return MSG_ABSENT;
}
