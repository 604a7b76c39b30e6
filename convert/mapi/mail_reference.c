/* SPDX-License-Identifier: Apache-2.0 */
/* What an HTML body refers to; see mail_reference.h. */
#include "convert/mapi/mail_reference.h"

#include <string.h>

#define ID_MAX 1000 /* bytes of an id; a longer one is none */

/* Where an id in HTML ends. */
static bool
ends_id(char c)
{
	return (unsigned char)c <= 0x20 || strchr("\"'<>)\\", c) != NULL;
}

/* The id of len bytes, without the escapes of HTML and of URLs; NULL if it is none. */
static char *
decode_id(const char *text, size_t len)
{
	g_autofree char *raw = g_strndup(text, len);
	g_auto(GStrv) pieces = g_strsplit(raw, "&amp;", -1);
	g_autofree char *id = g_strjoinv("&", pieces);
	char *decoded = g_uri_unescape_string(id, NULL);

	return decoded != NULL ? decoded : g_steal_pointer(&id);
}

GHashTable *
mail_references(const char *html, size_t len)
{
	GHashTable *ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (size_t i = 0; i + 4 < len && g_hash_table_size(ids) < MAIL_REFERENCES_MAX; i++) {
		size_t end = i + 4;

		if (html[i + 3] != ':' || g_ascii_strncasecmp(html + i, "cid", 3) != 0 ||
		    (i > 0 && g_ascii_isalnum(html[i - 1])))
			continue;
		while (end < len && !ends_id(html[end]))
			end++;
		if (end > i + 4 && end - i <= ID_MAX)
			g_hash_table_add(ids, decode_id(html + i + 4, end - i - 4));
		i = end - 1;
	}
	return ids;
}

/* Whether text is the value of an attribute. */
static bool
is_value(const char *html, size_t len, const char *text)
{
	size_t n = strlen(text);
	const char *at = html;

	while (n > 0 && (at = memmem(at, len - (size_t)(at - html), text, n)) != NULL) {
		const char *after = at + n;

		if (at > html && strchr("\"'=(", at[-1]) != NULL && after < html + len &&
		    ends_id(*after))
			return true;
		at++;
	}
	return false;
}

bool
mail_refers_to(const char *html, size_t len, const char *location)
{
	const char *slash = strrchr(location, '/');

	return is_value(html, len, location) || (slash != NULL && is_value(html, len, slash + 1));
}
