/* SPDX-License-Identifier: Apache-2.0 */
/* Dovecot's keywords of a Maildir; see maildir_keywords.h. */
#include "convert/maildir_keywords.h"

#include <string.h>

#include "convert/companion.h"

static void
parse_line(struct maildir_keywords *k, const char *line)
{
	char *name;
	guint64 number = g_ascii_strtoull(line, &name, 10);

	if (!g_ascii_isdigit(*line) || *name != ' ')
		return;
	if (number >= MAILDIR_NKEYWORDS) {
		k->nover++;
		return;
	}
	name++;
	if (*name == '\0' || !g_utf8_validate(name, -1, NULL) || k->names[number] != NULL)
		return;
	k->names[number] = g_strdup(name);
}

void
maildir_keywords_parse(struct maildir_keywords *k, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		parse_line(k, *line);
}

void
maildir_keywords_read(struct maildir_keywords *k, struct tree *t, const char *dir)
{
	size_t len;
	g_autofree char *text =
	    companion_read(t, dir, "dovecot-keywords", MAILDIR_KEYWORDS_MAX, &len);

	memset(k, 0, sizeof(*k));
	if (text != NULL)
		maildir_keywords_parse(k, text);
}

void
maildir_keywords_clear(struct maildir_keywords *k)
{
	for (int i = 0; i < MAILDIR_NKEYWORDS; i++)
		g_clear_pointer(&k->names[i], g_free);
}
