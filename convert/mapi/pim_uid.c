/* SPDX-License-Identifier: Apache-2.0 */
/* UIDs that items have, and UIDs that we make; see pim_uid.h. */
#include "convert/mapi/pim_uid.h"

#include <sodium.h>

#include "convert/mapi/global_id.h"
#include "crypto/hex.h"

#define UID_BYTES 16

static char *
global_uid(const struct pim_item *item, enum pim_key key)
{
	g_autoptr(GBytes) id = pim_bytes(item, key, GLOBAL_ID_MAX);
	size_t len;
	const void *bytes = id != NULL ? g_bytes_get_data(id, &len) : NULL;

	return bytes != NULL ? global_id_uid(bytes, len) : NULL;
}

static void
add_text(GByteArray *to, const struct pim_item *item, enum pim_key key)
{
	g_autofree char *text = pim_text(item, key);

	if (text != NULL)
		g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text));
	g_byte_array_append(to, (const guint8 *)"", 1);
}

static void
add_time(GByteArray *to, const struct pim_item *item, enum pim_key key)
{
	gint64 t = 0;

	(void)pim_time(item, key, &t);
	t = GINT64_TO_LE(t);
	g_byte_array_append(to, (const guint8 *)&t, sizeof(t));
}

static char *
made_uid(const struct pim_item *item)
{
	static const enum pim_key texts[] = {PID_MESSAGE_CLASS, PID_SUBJECT, PID_DISPLAY_NAME};
	static const enum pim_key times[] = {PID_CREATION_TIME, PID_START_WHOLE, PID_LOG_START};
	g_autoptr(GByteArray) all = g_byte_array_new();
	g_autoptr(GBytes) key = pim_bytes(item, PID_SEARCH_KEY, PROPERTY_BINARY_MAX);
	unsigned char digest[UID_BYTES];
	char *uid = g_malloc(HEX_SIZE(UID_BYTES));

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		add_text(all, item, texts[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
		add_time(all, item, times[i]);
	if (key != NULL)
		g_byte_array_append(all, g_bytes_get_data(key, NULL), (guint)g_bytes_get_size(key));
	(void)crypto_generichash(digest, sizeof(digest), all->data, all->len, NULL, 0);
	hex_encode(uid, digest, sizeof(digest));
	return uid;
}

char *
pim_uid(const struct pim_item *item)
{
	char *uid = global_uid(item, PID_CLEAN_GLOBAL_OBJECT_ID);

	if (uid == NULL)
		uid = global_uid(item, PID_GLOBAL_OBJECT_ID);
	return uid != NULL ? uid : made_uid(item);
}
