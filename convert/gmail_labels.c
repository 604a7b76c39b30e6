/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of Gmail labels; see gmail_labels.h. */
#include "convert/gmail_labels.h"

#include <stdbool.h>
#include <string.h>

#include "convert/index_field.h"

char *
gmail_labels_decode(const unsigned char *value, size_t len)
{
	const struct index_field f = {.value = (const char *)value, .value_len = len};

	return index_field_decode(index_field_unfold(&f, GMAIL_LABELS_BYTES_MAX), FALSE);
}

static const char *
skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static bool
ends_item(const char *p)
{
	p = skip_blanks(p);
	return *p == ',' || *p == '\0';
}

/*
 * The item in quotation marks that begins behind p, put into out; NULL if no mark ends it: one that
 * a comma or the end follows. A mark inside is doubled or has a backslash before it.
 */
static const char *
take_quoted(const char *p, GString *out)
{
	for (; *p != '\0'; p++) {
		if (*p == '"' && ends_item(p + 1))
			return skip_blanks(p + 1);
		if ((*p == '"' || *p == '\\') && p[1] == '"')
			p++;
		g_string_append_c(out, *p);
	}
	return NULL;
}

/* The next item, put into out; returns the comma behind it, or the end. */
static const char *
take_item(const char *p, bool *quoted, GString *out)
{
	const char *end = NULL;

	if (*quoted && *p == '"') {
		end = take_quoted(p + 1, out);
		*quoted = end != NULL;
	}
	if (end != NULL)
		return end;
	end = p + strcspn(p, ",");
	g_string_truncate(out, 0);
	g_string_append_len(out, p, end - p);
	return end;
}

GPtrArray *
gmail_labels_split(const char *text)
{
	GPtrArray *labels = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) item = g_string_new(NULL);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	const char *p = valid;
	bool quoted =
	    true; /* false behind a mark that nothing closes, so that none is sought again */

	while (*p != '\0' && labels->len < GMAIL_LABELS_MAX) {
		g_autofree char *label = NULL;

		g_string_truncate(item, 0);
		p = take_item(skip_blanks(p), &quoted, item);
		p += *p == ',';
		label = g_strstrip(g_strdup(item->str));
		if (*label != '\0' && strlen(label) <= GMAIL_LABEL_MAX)
			g_ptr_array_add(labels, g_steal_pointer(&label));
	}
	return labels;
}
