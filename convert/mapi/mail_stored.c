/* SPDX-License-Identifier: Apache-2.0 */
/* The header that a message came with; see mail_stored.h. */
#include "convert/mapi/mail_stored.h"

#include <stdbool.h>
#include <string.h>

#include "convert/mapi/mail_field.h"

static const struct {
	const char *name;
	enum mail_field field;
	bool addresses;
} known[] = {
    {"Date", FIELD_DATE, false},
    {"From", FIELD_FROM, true},
    {"Sender", FIELD_SENDER, true},
    {"Reply-To", FIELD_REPLY_TO, true},
    {"To", FIELD_TO, true},
    {"Cc", FIELD_CC, true},
    {"Bcc", FIELD_BCC, true},
    {"Subject", FIELD_SUBJECT, false},
    {"Message-ID", FIELD_MESSAGE_ID, false},
};

static bool
is_blank(const char *line)
{
	return line[strspn(line, " \t")] == '\0';
}

/*
 * The length of the name that a line begins with, 0 if it is no field; *value: behind the
 * colon.
 */
static size_t
field_name(const char *line, const char **value)
{
	size_t len = strcspn(line, ": \t");
	const char *colon = line + len + strspn(line + len, " \t");

	if (*colon != ':' || !mail_is_field_name(line, len) || strncmp(line, "--", 2) == 0)
		return 0;
	*value = colon + 1;
	return len;
}

static bool
name_is(const char *line, size_t len, const char *name)
{
	return strlen(name) == len && g_ascii_strncasecmp(line, name, len) == 0;
}

/* What is built anew. */
static bool
is_of_structure(const char *line, size_t len)
{
	return (len >= 8 && g_ascii_strncasecmp(line, "Content-", 8) == 0) ||
	    name_is(line, len, "MIME-Version");
}

/*
 * Words of which each has a character outside ASCII, as one text: the blanks between them
 * count.
 */
static size_t
encoded_run(const char *text)
{
	size_t end = 0;

	for (size_t at = 0; text[at] != '\0';) {
		size_t len = strcspn(text + at, " \t");

		if (mail_is_ascii(text + at, len))
			break;
		end = at + len;
		at = end + strspn(text + end, " \t");
	}
	return end;
}

/* A value with its words outside ASCII encoded. */
static char *
encode_words(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text != '\0') {
		size_t n = encoded_run(text);

		if (n > 0) {
			mail_append_encoded(out, text, n);
		} else {
			n = strcspn(text, " \t");
			n += strspn(text + n, " \t");
			n = n > 0 ? n : 1;
			g_string_append_len(out, text, (gssize)n);
		}
		text += n;
	}
	return g_string_free(out, FALSE);
}

/*
 * The quoted string at text, without its quotation marks and backslashes; *len: of all of
 * it.
 */
static char *
quoted_text(const char *text, size_t *len)
{
	GString *out = g_string_new(NULL);
	const char *c = text + 1;

	for (; *c != '\0' && *c != '"'; c++) {
		if (*c == '\\' && c[1] != '\0')
			c++;
		g_string_append_c(out, *c);
	}
	*len = (size_t)(c - text) + (*c == '"');
	return g_string_free(out, FALSE);
}

/* The same of addresses: quoted strings as a whole, and nothing between angle brackets. */
static char *
encode_addresses(const char *text)
{
	GString *out = g_string_new(NULL);

	while (*text != '\0') {
		size_t n = strcspn(text, "<> \t,;:()\"");
		g_autofree char *quoted = *text == '"' ? quoted_text(text, &n) : NULL;
		const char *part = quoted != NULL ? quoted : text;
		size_t len = quoted != NULL ? strlen(quoted) : n;

		n = n > 0 ? n : 1;
		if (len > 0 && !mail_is_ascii(part, len))
			mail_append_encoded(out, part, len);
		else
			g_string_append_len(out, text, (gssize)n);
		text += n;
		/* An encoded word is one only between blanks. */
		if (len > 0 && !mail_is_ascii(part, len) && *text != '\0' && *text != ' ')
			g_string_append_c(out, ' ');
	}
	return g_string_free(out, FALSE);
}

/* The value of a field over several lines as one. */
static char *
unfolded(const char *first, char **more, guint nmore)
{
	GString *out = g_string_new(first);

	for (guint i = 0; i < nmore; i++)
		g_string_append(out, more[i]);
	return mail_clean(g_string_free(out, FALSE));
}

static bool
is_clean(char **lines, guint n)
{
	for (guint i = 0; i < n; i++) {
		size_t len = strlen(lines[i]);

		if (len > MAIL_LINE_MAX || is_blank(lines[i]))
			return false;
		for (size_t k = 0; k < len; k++)
			if ((lines[i][k] < 0x20 && lines[i][k] != '\t') || lines[i][k] > 0x7e)
				return false;
	}
	return true;
}

/* Whether a field's value has an Exchange address where SMTP's belongs. */
static bool
has_x500(const char *value)
{
	return strcasestr(value, "</o=") != NULL || strcasestr(value, "</cn=") != NULL;
}

/* A field of n lines whose name has name_len bytes; lines that are only blanks are left out. */
static void
append_field(GString *out, char **lines, guint n, struct mail_stored *s)
{
	const char *value = NULL;
	size_t name_len = field_name(lines[0], &value);
	g_autofree char *name = g_strndup(lines[0], name_len);
	g_autofree char *whole = unfolded(value, lines + 1, n - 1);
	bool addresses = false;

	s->fields |= FIELD_ANY;
	for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
		if (!name_is(name, name_len, known[i].name))
			continue;
		addresses = known[i].addresses;
		if (addresses && has_x500(whole)) {
			g_string_append_printf(s->x500, "%s: %s\n", name, whole);
			return;
		}
		s->fields |= known[i].field;
	}
	if (is_clean(lines, n)) {
		g_string_append_printf(out, "%s:%s\r\n", name, value);
		for (guint i = 1; i < n; i++)
			g_string_append_printf(out, "%s\r\n", lines[i]);
	} else {
		g_autofree char *encoded =
		    addresses ? encode_addresses(whole) : encode_words(whole);

		mail_field_folded(out, name, encoded);
		s->nrewritten += n;
	}
}

/* How many lines from the first belong to one field. */
static guint
continued(char **lines)
{
	guint n = 1;

	while (lines[n] != NULL && (*lines[n] == ' ' || *lines[n] == '\t'))
		n++;
	return n;
}

/* The text's lines, which end in CRLF or LF alone; other control characters become blanks. */
static char **
split_lines(const char *text)
{
	char **lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l != NULL; l++) {
		size_t len = strlen(*l);

		if (len > 0 && (*l)[len - 1] == '\r')
			(*l)[len - 1] = '\0';
		for (char *c = *l; *c != '\0'; c++)
			if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
				*c = ' ';
	}
	return lines;
}

/*
 * One line that a mail program wrote where it had no header, such as "Received: from The
 * ... Team".
 */
static bool
is_single_remark(char **lines)
{
	const char *value;
	size_t len = 0;
	guint nlines = 0;

	for (char **l = lines; *l != NULL; l++) {
		nlines += !is_blank(*l);
		len = len > 0 ? len : field_name(*l, &value);
	}
	if (nlines != 1)
		return false;
	for (char **l = lines; *l != NULL; l++)
		for (guint i = 0; i < G_N_ELEMENTS(known); i++)
			if (len > 0 && name_is(*l, field_name(*l, &value), known[i].name))
				return false;
	return true;
}

/* Counts what is dropped behind the header and is more than the headers of parts. */
static void
count_rest(char **lines, struct mail_stored *s)
{
	const char *value;

	for (char **l = lines; *l != NULL; l++) {
		size_t len = field_name(*l, &value);

		s->ndropped += len > 0 && !is_of_structure(*l, len);
	}
}

void
mail_stored_append(GString *out, const char *text, struct mail_stored *s)
{
	g_auto(GStrv) lines = split_lines(text);
	char **l = lines;
	const char *value;

	*s = (struct mail_stored){.x500 = g_string_new(NULL)};
	if (is_single_remark(lines)) {
		s->ndropped = 1;
		return;
	}
	while (*l != NULL && !(**l == '\0' && s->fields != 0)) {
		guint n = continued(l);
		size_t len = field_name(*l, &value);

		if (len > 0 && !is_of_structure(*l, len))
			append_field(out, l, n, s);
		else
			s->ndropped += len == 0 && !is_blank(*l);
		l += n;
	}
	count_rest(l, s);
}

void
mail_stored_clear(struct mail_stored *s)
{
	if (s->x500 != NULL)
		g_string_free(s->x500, TRUE);
	*s = (struct mail_stored){0};
}
