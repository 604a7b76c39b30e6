/* SPDX-License-Identifier: Apache-2.0 */
/* Properties as values of C; see property.h. */
#include "convert/mapi/property.h"

#include <string.h>

#include "convert/mapi/codepage.h"

#define ID_MESSAGE_CODEPAGE 0x3ffd
#define ID_INTERNET_CODEPAGE 0x3fde
#define SECONDS_1601_TO_1970 G_GINT64_CONSTANT(11644473600)
#define SECONDS_1601_TO_4501 G_GINT64_CONSTANT(91515139200)

const unsigned char property_set_public_strings[16] = {
    0x29, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
const unsigned char property_set_common[16] = {
    0x08, 0x20, 0x06, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};
const unsigned char property_set_internet_headers[16] = {
    0x86, 0x03, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46};

static bool
is_usable(gint32 codepage)
{
	return codepage > 0 && codepage_charset((guint)codepage) != NULL &&
	    codepage_is_ascii_based((guint)codepage);
}

guint
property_codepage(struct mapi_object *o, guint otherwise)
{
	const struct property_reader r = {.object = o};
	gint32 found = 0;

	if (property_int32(&r, ID_MESSAGE_CODEPAGE, &found) && is_usable(found))
		return (guint)found;
	found = (gint32)mapi_codepage(o);
	if (is_usable(found))
		return (guint)found;
	if (property_int32(&r, ID_INTERNET_CODEPAGE, &found) && is_usable(found))
		return (guint)found;
	return otherwise != 0 ? otherwise : CODEPAGE_WESTERN;
}

static void
tell_damage(const struct property_reader *r, guint16 id, const char *why)
{
	if (r->damaged != NULL)
		r->damaged(r->user, id, why);
}

static GBytes *
read_value(const struct property_reader *r, const struct mapi_property *p, guint index, size_t max)
{
	g_autoptr(GError) error = NULL;
	GBytes *b = mapi_read(r->object, p, index, max, &error);

	if (b == NULL)
		tell_damage(r, p->id, error->message);
	return b;
}

static const struct mapi_property *
find_type(const struct property_reader *r, guint16 id, const guint16 *types, size_t ntypes)
{
	const struct mapi_property *p = mapi_find(r->object, id);

	for (size_t i = 0; p != NULL && i < ntypes; i++)
		if (p->type == types[i])
			return p;
	return NULL;
}

/* A number of up to 8 bytes. */
static bool
read_number(const struct property_reader *r, const struct mapi_property *p, guint64 *value)
{
	g_autoptr(GBytes) b = p != NULL ? read_value(r, p, 0, 8) : NULL;
	const unsigned char *data;
	size_t len;

	if (b == NULL)
		return false;
	data = g_bytes_get_data(b, &len);
	*value = 0;
	while (len > 0)
		*value = *value << 8 | data[--len];
	return true;
}

bool
property_int32(const struct property_reader *r, guint16 id, gint32 *value)
{
	static const guint16 types[] = {MAPI_INT16, MAPI_INT32, MAPI_BOOLEAN};
	const struct mapi_property *p = find_type(r, id, types, G_N_ELEMENTS(types));
	guint64 n;

	if (!read_number(r, p, &n))
		return false;
	*value = p->type == MAPI_INT16 ? (gint16)n : (gint32)n;
	return true;
}

bool
property_flag(const struct property_reader *r, guint16 id)
{
	gint32 value;

	return property_int32(r, id, &value) && value != 0;
}

bool
property_time(const struct property_reader *r, guint16 id, gint64 *seconds)
{
	static const guint16 types[] = {MAPI_TIME};
	guint64 n;

	if (!read_number(r, find_type(r, id, types, 1), &n) || n == 0 ||
	    n / 10000000 >= (guint64)SECONDS_1601_TO_4501)
		return false;
	*seconds = (gint64)(n / 10000000) - SECONDS_1601_TO_1970;
	return true;
}

static char *
read_text(const struct property_reader *r, const struct mapi_property *p, guint index, size_t max)
{
	bool wide = (p->type & ~MAPI_MULTIPLE) == MAPI_STRING;
	g_autoptr(GBytes) b = read_value(r, p, index, max);
	const void *data;
	size_t len;

	if (b == NULL)
		return NULL;
	data = g_bytes_get_data(b, &len);
	return g_string_free(
	    codepage_to_utf8(wide ? CODEPAGE_UTF16 : r->codepage, data, len, NULL), FALSE);
}

char *
property_text_max(const struct property_reader *r, guint16 id, size_t max)
{
	static const guint16 types[] = {MAPI_STRING, MAPI_STRING8, MAPI_BINARY};
	const struct mapi_property *p = find_type(r, id, types, G_N_ELEMENTS(types));

	return p != NULL ? read_text(r, p, 0, max) : NULL;
}

char *
property_text(const struct property_reader *r, guint16 id)
{
	return property_text_max(r, id, PROPERTY_TEXT_MAX);
}

char *
property_nonempty(const struct property_reader *r, guint16 id)
{
	char *text = property_text(r, id);

	if (text != NULL && *text == '\0')
		g_clear_pointer(&text, g_free);
	return text;
}

GPtrArray *
property_texts(const struct property_reader *r, guint16 id)
{
	static const guint16 types[] = {
	    MAPI_STRING, MAPI_STRING8, MAPI_STRING | MAPI_MULTIPLE, MAPI_STRING8 | MAPI_MULTIPLE};
	const struct mapi_property *p = find_type(r, id, types, G_N_ELEMENTS(types));
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	guint n = p != NULL ? MIN(p->count, PROPERTY_VALUES_MAX) : 0;

	if (p != NULL && p->count > n)
		tell_damage(r, id, "it has too many values");
	for (guint i = 0; i < n; i++) {
		char *text = read_text(r, p, i, PROPERTY_TEXT_MAX);

		if (text != NULL)
			g_ptr_array_add(texts, text);
	}
	return texts;
}

GBytes *
property_bytes(const struct property_reader *r, guint16 id, size_t max)
{
	const struct mapi_property *p = mapi_find(r->object, id);

	return p != NULL ? read_value(r, p, 0, max) : NULL;
}

guint16
property_named(struct mapi_object *o, const unsigned char set[16], guint32 number)
{
	struct mapi_name name = {.number = number};

	memcpy(name.set, set, sizeof(name.set));
	return mapi_named(o, &name);
}

guint16
property_named_text(struct mapi_object *o, const unsigned char set[16], const char *text)
{
	struct mapi_name name = {.text = text};

	memcpy(name.set, set, sizeof(name.set));
	return mapi_named(o, &name);
}
