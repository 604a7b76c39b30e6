/* SPDX-License-Identifier: Apache-2.0 */
/* Folder names and modified UTF-7; see folder.h. */
#include "convert/folder.h"

#include <string.h>

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static gboolean
stands_for_itself(gunichar c)
{
	return c >= 0x20 && c <= 0x7e && c != '&';
}

/* The UTF-16 units between '&' and '-', or FALSE if they are not base64. */
static gboolean
decode_units(const char *p, size_t len, GArray *units)
{
	guint32 bits = 0;
	guint nbits = 0;

	for (size_t i = 0; i < len; i++) {
		const char *digit = strchr(base64, p[i]);

		if (digit == NULL || *digit == '\0')
			return FALSE;
		bits = bits << 6 | (guint32)(digit - base64);
		nbits += 6;
		if (nbits >= 16) {
			guint16 unit = (guint16)(bits >> (nbits - 16));

			g_array_append_val(units, unit);
			nbits -= 16;
		}
	}
	return TRUE;
}

/* Appends what stands in "&...-", p being behind the '&'; NULL, or behind the '-'. */
static const char *
decode_shifted(const char *p, GString *out)
{
	const char *end = strchr(p, '-');
	g_autoptr(GArray) units = g_array_new(FALSE, FALSE, sizeof(guint16));
	g_autofree char *utf8 = NULL;
	glong used = 0;

	if (end == p) {
		g_string_append_c(out, '&');
		return end + 1;
	}
	if (end == NULL || !decode_units(p, (size_t)(end - p), units) || units->len == 0)
		return NULL;
	utf8 =
	    g_utf16_to_utf8((const gunichar2 *)(void *)units->data, units->len, &used, NULL, NULL);
	if (utf8 == NULL || used != (glong)units->len)
		return NULL; /* half a surrogate pair, or U+0000 */
	g_string_append(out, utf8);
	return end + 1;
}

char *
folder_from_mutf7(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *again = NULL;

	for (const char *p = name; p != NULL && *p != '\0';) {
		if (*p == '&')
			p = decode_shifted(p + 1, out);
		else if (stands_for_itself((unsigned char)*p))
			g_string_append_c(out, *p++);
		else
			p = NULL;
		if (p == NULL)
			return NULL;
	}
	again = folder_to_mutf7(out->str);
	return strcmp(again, name) == 0 ? g_strdup(out->str) : NULL;
}

static void
encode_shifted(const gunichar *c, size_t n, GString *out)
{
	g_autofree gunichar2 *units = NULL;
	glong nunits = 0;
	guint32 bits = 0;
	guint nbits = 0;

	units = g_ucs4_to_utf16(c, (glong)n, NULL, &nunits, NULL);
	g_string_append_c(out, '&');
	for (glong i = 0; i < nunits; i++) {
		bits = bits << 16 | units[i];
		for (nbits += 16; nbits >= 6; nbits -= 6)
			g_string_append_c(out, base64[bits >> (nbits - 6) & 63]);
	}
	if (nbits > 0)
		g_string_append_c(out, base64[bits << (6 - nbits) & 63]);
	g_string_append_c(out, '-');
}

char *
folder_to_mutf7(const char *utf8)
{
	GString *out = g_string_new(NULL);
	glong n = 0;
	g_autofree gunichar *c = g_utf8_to_ucs4_fast(utf8, -1, &n);

	for (glong i = 0, end; i < n; i = end) {
		end = i + 1;
		if (stands_for_itself(c[i])) {
			g_string_append_c(out, (char)c[i]);
		} else if (c[i] == '&') {
			g_string_append(out, "&-");
		} else {
			while (end < n && !stands_for_itself(c[end]) && c[end] != '&')
				end++;
			encode_shifted(c + i, (size_t)(end - i), out);
		}
	}
	return g_string_free(out, FALSE);
}

char *
folder_name(const char *raw)
{
	GString *out = g_string_new(NULL);
	const char *end;

	while (!g_utf8_validate(raw, -1, &end)) {
		g_string_append_len(out, raw, end - raw);
		g_string_append_printf(out, "%%%02X", (unsigned char)*end);
		raw = end + 1;
	}
	g_string_append(out, raw);
	return g_string_free(out, FALSE);
}

static char *
name_of(const char *raw, gboolean mutf7)
{
	char *name = mutf7 ? folder_from_mutf7(raw) : NULL;

	return name != NULL ? name : folder_name(raw);
}

static char **
names_of(char **raw, gboolean mutf7)
{
	for (char **p = raw; *p != NULL; p++) {
		char *name = name_of(*p, mutf7);

		g_free(*p);
		*p = name;
	}
	return raw;
}

char **
folder_names(const char *path, gboolean mutf7)
{
	return names_of(g_strsplit(path, "/", -1), mutf7);
}

char **
folder_maildirpp(const char *directory)
{
	const char *name = directory + (*directory == '.');
	size_t len = strlen(name);

	if (len == 0 || name[0] == '.' || name[len - 1] == '.' || strstr(name, "..") != NULL)
		return names_of(g_strsplit(name, "/", -1), TRUE);
	return names_of(g_strsplit(name, ".", -1), TRUE);
}

void
folder_number(GHashTable *taken, char **names)
{
	guint last = g_strv_length(names) - 1;
	g_autofree char *name = g_strdup(names[last]);

	for (guint n = 2;; n++) {
		g_autofree char *joined = g_strjoinv("\n", names);

		if (g_hash_table_add(taken, g_utf8_casefold(joined, -1)))
			return;
		g_free(names[last]);
		names[last] = g_strdup_printf("%s (%u)", name, n);
	}
}

char **
folder_join(char **a, char **b)
{
	GPtrArray *names = g_ptr_array_new();

	for (char **p = a; *p != NULL; p++)
		g_ptr_array_add(names, *p);
	for (char **p = b; *p != NULL; p++)
		g_ptr_array_add(names, *p);
	g_free(a);
	g_free(b);
	if (names->len == 0)
		g_ptr_array_add(names, g_strdup("INBOX"));
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

struct folder *
folder_copy(const struct folder *f, guint number)
{
	struct folder *copy = g_new0(struct folder, 1);

	copy->number = number;
	copy->names = g_strdupv(f->names);
	copy->raw = g_strdup(f->raw != NULL ? f->raw : "");
	return copy;
}

void
folder_free(struct folder *f)
{
	if (f == NULL)
		return;
	g_strfreev(f->names);
	g_free(f->raw);
	g_free(f);
}
