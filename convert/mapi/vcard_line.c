/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes and folds; see vcard_line.h. */
#include "convert/mapi/vcard_line.h"

#include <stdbool.h>
#include <string.h>

#include "convert/mapi/pim_fold.h"

void
vcard_line(GString *out, const char *name, const char *value)
{
	g_autofree char *line = g_strconcat(name, ":", value, NULL);

	pim_fold(out, line, strlen(line));
}

static void
escape(GString *out, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	for (const char *p = valid; *p != '\0'; p++) {
		if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
			g_string_append(out, "\\n");
		else if (strchr("\\,;", *p) != NULL)
			g_string_append_printf(out, "\\%c", *p);
		else if ((unsigned char)*p >= 0x20 && *p != 0x7f)
			g_string_append_c(out, *p);
		else if (*p == '\t')
			g_string_append_c(out, ' ');
	}
}

void
vcard_text(GString *out, const char *name, const char *text)
{
	vcard_texts(out, name, &text, 1, ';');
}

void
vcard_texts(GString *out, const char *name, const char *const *texts, gsize n, char between)
{
	g_autoptr(GString) value = g_string_new(NULL);
	bool any = false;

	for (gsize i = 0; i < n; i++) {
		if (i > 0)
			g_string_append_c(value, between);
		if (texts[i] == NULL || *texts[i] == '\0')
			continue;
		escape(value, texts[i]);
		any = true;
	}
	if (any)
		vcard_line(out, name, value->str);
}

void
vcard_bytes(GString *out, const char *name, GBytes *bytes)
{
	gsize len;
	const guchar *data = g_bytes_get_data(bytes, &len);
	g_autofree char *text = g_base64_encode(data, len);

	vcard_line(out, name, text);
}
