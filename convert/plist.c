/* SPDX-License-Identifier: Apache-2.0 */
/* Property lists; see plist.h. The binary form is read in bplist.c. */
#include "convert/plist.h"

#include <string.h>

#include "convert/bplist.h"

#define XML_START "<?xml"
#define XML_LOOK 512 /* bytes behind XML_START in which <plist must stand */

/* The list is being parsed: how deep, and what of it is kept. */
struct xml {
	GHashTable *values;
	guint depth;
	char *key;     /* whose value comes next, or NULL */
	GString *text; /* of the element at depth 3 */
};

bool
plist_begins(const unsigned char *data, size_t len)
{
	const size_t n = sizeof(XML_START) - 1;

	if (bplist_begins(data, len))
		return true;
	return len > n && memcmp(data, XML_START, n) == 0 &&
	    memmem(data, MIN(len, (size_t)XML_LOOK), "<plist", 6) != NULL;
}

static void
start_element(GMarkupParseContext *context, const char *name, const char **attributes,
    const char **attribute_values, gpointer user, GError **error)
{
	static const char *const path[] = {"plist", "dict"};
	struct xml *x = user;

	(void)context;
	(void)attributes;
	(void)attribute_values;
	if (x->depth < G_N_ELEMENTS(path) && strcmp(name, path[x->depth]) != 0)
		g_set_error_literal(
		    error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "no dictionary");
	x->depth++;
	g_string_truncate(x->text, 0);
}

static void
text(GMarkupParseContext *context, const char *s, gsize len, gpointer user, GError **error)
{
	struct xml *x = user;

	(void)context;
	(void)error;
	if (x->depth == 3 && x->text->len <= PLIST_TEXT_MAX) /* one byte more says: too long */
		g_string_append_len(x->text, s, (gssize)MIN(len, PLIST_TEXT_MAX + 1));
}

static bool
is_plain(const char *element)
{
	static const char *const plain[] = {"integer", "real", "string", "date", NULL};

	return g_strv_contains(plain, element);
}

/* An element of the dictionary ends: a key, or the value of the one before. */
static void
take(struct xml *x, const char *name)
{
	const char *value = is_plain(name)                            ? x->text->str
	    : strcmp(name, "true") == 0 || strcmp(name, "false") == 0 ? name
								      : NULL;
	char *key = g_steal_pointer(&x->key);

	if (strcmp(name, "key") == 0)
		x->key = x->text->len <= PLIST_TEXT_MAX ? g_strdup(x->text->str) : NULL;
	else if (key != NULL && value != NULL && x->text->len <= PLIST_TEXT_MAX)
		g_hash_table_replace(x->values, g_steal_pointer(&key), g_strdup(value));
	g_free(key);
}

static void
end_element(GMarkupParseContext *context, const char *name, gpointer user, GError **error)
{
	struct xml *x = user;

	(void)context;
	if (x->depth-- == 3)
		take(x, name);
	if (g_hash_table_size(x->values) > PLIST_VALUES_MAX)
		g_set_error_literal(
		    error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "too many values");
}

static GHashTable *
read_xml(const unsigned char *data, size_t len)
{
	static const GMarkupParser parser = {start_element, end_element, text, NULL, NULL};
	struct xml x = {
	    .values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	    .text = g_string_new(NULL),
	};
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &x, NULL);
	bool ok = g_markup_parse_context_parse(context, (const char *)data, (gssize)len, NULL) &&
	    g_markup_parse_context_end_parse(context, NULL);

	g_markup_parse_context_free(context);
	g_string_free(x.text, TRUE);
	g_free(x.key);
	if (!ok)
		g_clear_pointer(&x.values, g_hash_table_unref);
	return x.values;
}

GHashTable *
plist_read(const unsigned char *data, size_t len)
{
	if (len > PLIST_MAX || !plist_begins(data, len))
		return NULL;
	return bplist_begins(data, len) ? bplist_read(data, len) : read_xml(data, len);
}

bool
plist_seconds(const char *value, gint64 *seconds)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(value, NULL);
	char *end;

	if (date != NULL) {
		*seconds = g_date_time_to_unix(date);
		return true;
	}
	*seconds = g_ascii_strtoll(value, &end, 10);
	if (*end == '.')
		end += 1 + strspn(end + 1, "0123456789");
	return end > value && *end == '\0';
}
