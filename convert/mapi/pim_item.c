/* SPDX-License-Identifier: Apache-2.0 */
/* Each question goes from the item down to its base; see pim_item.h. */
#include "convert/mapi/pim_item.h"

#include <string.h>

#include "crypto/cursor.h"

/* {0006xxxx-0000-0000-C000-000000000046} */
#define OUTLOOK_SET(low, high)                                            \
	{                                                                 \
		low, high, 6, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46 \
	}

static const unsigned char sets[][16] = {
    [PIM_APPOINTMENT] = OUTLOOK_SET(0x02, 0x20),
    [PIM_MEETING] = {0x90, 0xda, 0xd8, 0x6e, 0x0b, 0x45, 0x1b, 0x10, 0x98, 0xda, 0x00, 0xaa, 0x00,
	0x3f, 0x13, 0x05},
    [PIM_TASK] = OUTLOOK_SET(0x03, 0x20),
    [PIM_ADDRESS] = OUTLOOK_SET(0x04, 0x20),
    [PIM_COMMON] = OUTLOOK_SET(0x08, 0x20),
    [PIM_LOG] = OUTLOOK_SET(0x0a, 0x20),
};

static const char *const strings[] = {"Keywords"};

static void
on_damage(void *user, guint16 id, const char *why)
{
	pim_note(user, LOSS, "bad-property", "property 0x%04x cannot be read: %s", id, why);
}

void
pim_item_init(struct pim_item *item, struct mapi_object *o, const struct pim_item *base,
    const struct pim_notes *notes)
{
	guint otherwise = 0;

	*item = (struct pim_item){.base = base, .notes = notes};
	item->reader = (struct property_reader){
	    .object = o, .damaged = on_damage, .user = (void *)(guintptr)notes};
	if (base != NULL)
		otherwise = base->reader.codepage;
	else if (notes != NULL)
		otherwise = notes->codepage;
	if (o != NULL)
		item->reader.codepage = property_codepage(o, otherwise);
}

void
pim_item_clear(struct pim_item *item)
{
	g_clear_pointer(&item->overrides, g_hash_table_unref);
}

void
pim_override(struct pim_item *item, enum pim_key key, char *text)
{
	if (item->overrides == NULL)
		item->overrides = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	g_hash_table_insert(item->overrides, GUINT_TO_POINTER(key), text);
}

void
pim_note(const struct pim_notes *notes, enum severity severity, const char *rule,
    const char *format, ...)
{
	g_autofree char *reason = NULL;
	va_list args;

	if (notes == NULL || notes->note == NULL)
		return;
	va_start(args, format);
	reason = g_strdup_vprintf(format, args);
	va_end(args);
	notes->note(notes->user, severity, rule, reason);
}

void
pim_name(enum pim_key key, struct mapi_name *name)
{
	*name = (struct mapi_name){.number = PIM_ID(key)};
	if (PIM_SET(key) == PIM_STRINGS) {
		memcpy(name->set, property_set_public_strings, sizeof(name->set));
		name->text = strings[PIM_ID(key)];
	} else {
		memcpy(name->set, sets[PIM_SET(key)], sizeof(name->set));
	}
}

guint16
pim_id(struct mapi_object *o, enum pim_key key)
{
	struct mapi_name name;

	if (PIM_SET(key) == PIM_TAG)
		return (guint16)key;
	pim_name(key, &name);
	return mapi_named(o, &name);
}

/* Its id in the item itself; 0: it has no such property. */
static guint16
own_id(const struct pim_item *item, enum pim_key key)
{
	struct mapi_object *o = item->reader.object;
	guint16 id = o != NULL ? pim_id(o, key) : 0;

	return id != 0 && mapi_find(o, id) != NULL ? id : 0;
}

static const char *
overridden(const struct pim_item *item, enum pim_key key)
{
	if (item->overrides == NULL)
		return NULL;
	return g_hash_table_lookup(item->overrides, GUINT_TO_POINTER(key));
}

char *
pim_text(const struct pim_item *item, enum pim_key key)
{
	for (; item != NULL; item = item->base) {
		guint16 id = own_id(item, key);
		char *text = id != 0 ? property_text(&item->reader, id) : NULL;

		if (text == NULL)
			text = g_strdup(overridden(item, key));
		if (text != NULL && *text != '\0')
			return text;
		g_free(text);
	}
	return NULL;
}

GPtrArray *
pim_texts(const struct pim_item *item, enum pim_key key)
{
	guint16 id = 0;
	GPtrArray *texts;

	while (item != NULL && (id = own_id(item, key)) == 0)
		item = item->base;
	if (id == 0)
		return g_ptr_array_new_with_free_func(g_free);
	texts = property_texts(&item->reader, id);
	for (guint i = texts->len; i > 0; i--)
		if (*(char *)g_ptr_array_index(texts, i - 1) == '\0')
			g_ptr_array_remove_index(texts, i - 1);
	return texts;
}

bool
pim_number(const struct pim_item *item, enum pim_key key, gint32 *value)
{
	for (; item != NULL; item = item->base) {
		guint16 id = own_id(item, key);
		const char *text = overridden(item, key);

		if (id != 0 && property_int32(&item->reader, id, value))
			return true;
		if (text == NULL)
			continue;
		*value = (gint32)g_ascii_strtoll(text, NULL, 10);
		return true;
	}
	return false;
}

bool
pim_flag(const struct pim_item *item, enum pim_key key)
{
	gint32 value = 0;

	return pim_number(item, key, &value) && value != 0;
}

bool
pim_time(const struct pim_item *item, enum pim_key key, gint64 *seconds)
{
	for (; item != NULL; item = item->base) {
		guint16 id = own_id(item, key);

		if (id != 0 && property_time(&item->reader, id, seconds))
			return true;
	}
	return false;
}

GBytes *
pim_bytes(const struct pim_item *item, enum pim_key key, size_t max)
{
	GBytes *bytes = NULL;

	for (; item != NULL && bytes == NULL; item = item->base) {
		guint16 id = own_id(item, key);

		if (id != 0 && mapi_find(item->reader.object, id)->type == MAPI_BINARY)
			bytes = property_bytes(&item->reader, id, max);
	}
	return bytes;
}

bool
pim_double(const struct pim_item *item, enum pim_key key, double *value)
{
	guint16 id = own_id(item, key);
	g_autoptr(GBytes) bytes = NULL;
	struct cursor c;
	guint64 bits;

	if (id == 0 || mapi_find(item->reader.object, id)->type != MAPI_DOUBLE ||
	    (bytes = property_bytes(&item->reader, id, sizeof(*value))) == NULL)
		return false;
	c = cursor_at(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	bits = cursor_le64(&c);
	memcpy(value, &bits, sizeof(*value));
	return !c.failed;
}

bool
pim_is_class(const struct pim_item *item, const char *prefix)
{
	g_autofree char *class = pim_text(item, PID_MESSAGE_CLASS);
	size_t len = strlen(prefix);

	return class != NULL && g_ascii_strncasecmp(class, prefix, len) == 0 &&
	    (class[len] == '\0' || class[len] == '.');
}
