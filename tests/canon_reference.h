/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of a message, mailpouch-canon-1, written for plainness:
 * one rule after the other over the whole message. What convert/canon.c does
 * in one pass is tested against it.
 */
#ifndef TESTS_CANON_REFERENCE_H
#define TESTS_CANON_REFERENCE_H

#include <glib.h>
#include <string.h>

/* C3: what CR LF, and in a text without LF each CR, becomes is LF. */
static inline GString *
reference_lines(const char *data, size_t len)
{
	GString *s = g_string_new(NULL);
	gboolean cr_only = memchr(data, '\n', len) == NULL;

	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\r' && cr_only)
			g_string_append_c(s, '\n');
		else if (data[i] != '\r' || i + 1 == len || data[i + 1] != '\n')
			g_string_append_c(s, data[i]);
	}
	return s;
}

/* Takes the first line, LF included, out of s. */
static inline GString *
reference_take_line(GString *s)
{
	char *lf = memchr(s->str, '\n', s->len);
	gssize len = lf != NULL ? lf + 1 - s->str : (gssize)s->len;
	GString *line = g_string_new_len(s->str, len);

	g_string_erase(s, 0, len);
	return line;
}

static inline gboolean
reference_begins(const GString *s, const char *with)
{
	return s->len >= strlen(with) && memcmp(s->str, with, strlen(with)) == 0;
}

/* C1. */
static inline void
reference_drop_prelude(GString *s)
{
	for (;;) {
		if (reference_begins(s, "\xef\xbb\xbf"))
			g_string_erase(s, 0, 3);
		else if (reference_begins(s, "From ") || reference_begins(s, ">From ") ||
		    reference_begins(s, "\n"))
			g_string_free(reference_take_line(s), TRUE);
		else
			return;
	}
}

/* The name of the field that line is, in lower case; NULL if it is none. */
static inline char *
reference_field_name(const GString *line)
{
	size_t colon = 0, end;

	while (colon < line->len && line->str[colon] != ':')
		colon++;
	if (colon >= line->len || colon >= 256)
		return NULL;
	for (end = colon;
	     end > 0 && strchr(" \t", line->str[end - 1]) != NULL && line->str[end - 1] != '\0';)
		end--;
	for (size_t i = 0; i < end; i++)
		if ((unsigned char)line->str[i] <= ' ' || line->str[i] == 0x7f)
			return NULL;
	return end > 0 ? g_ascii_strdown(line->str, (gssize)end) : NULL;
}

/* C4. */
static inline gboolean
reference_is_store_field(const char *name)
{
	static const char list[] =
	    " status x-status x-keywords x-uid x-imap x-imapbase content-length lines "
	    "x-mozilla-status x-mozilla-status2 x-mozilla-keys x-account-key x-uidl x-gm-thrid "
	    "x-gm-msgid x-gmail-labels x-label x-folder x-tuid x-offlineimap x-delivery-id ";
	char *word = g_strdup_printf(" %s ", name);
	gboolean found = strstr(list, word) != NULL;

	g_free(word);
	return found || g_str_has_prefix(name, "x-evolution") ||
	    g_str_has_prefix(name, "x-kmail-") || g_str_has_prefix(name, "x-libpst-forensic-");
}

/* C4 and C5: moves the header and its empty line from s to out. */
static inline void
reference_header(GString *s, GString *out)
{
	gboolean drop = FALSE;

	while (s->len > 0 && s->str[0] != '\n') {
		GString *line = reference_take_line(s);
		gboolean folded = line->str[0] == ' ' || line->str[0] == '\t';
		char *name = folded ? NULL : reference_field_name(line);

		if (!folded && name == NULL) {
			g_string_prepend_len(s, line->str, (gssize)line->len);
			g_string_prepend_c(s, '\n');
		} else if (!folded) {
			drop = reference_is_store_field(name);
		}
		if ((folded || name != NULL) && !drop)
			g_string_append_len(out, line->str, (gssize)line->len);
		g_string_free(line, TRUE);
		g_free(name);
	}
}

/* C2. */
static inline void
reference_body(GString *s, GString *out, gboolean unquote)
{
	while (s->len > 0) {
		GString *line = reference_take_line(s);
		size_t quotes = 0;

		while (quotes < line->len && line->str[quotes] == '>')
			quotes++;
		if (unquote && quotes > 0 && line->len >= quotes + 5 &&
		    memcmp(line->str + quotes, "From ", 5) == 0)
			g_string_erase(line, 0, 1);
		g_string_append_len(out, line->str, (gssize)line->len);
		g_string_free(line, TRUE);
	}
}

/* The whole. */
static inline GString *
canon_reference(const void *data, size_t len, gboolean unquote)
{
	GString *s = reference_lines(data, len), *out = g_string_new(NULL);

	reference_drop_prelude(s);
	reference_header(s, out);
	reference_body(s, out, unquote);
	while (out->len > 0 && out->str[out->len - 1] == '\n') /* C6 */
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
	g_string_free(s, TRUE);
	return out;
}

#endif
