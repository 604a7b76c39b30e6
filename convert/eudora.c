/* SPDX-License-Identifier: Apache-2.0 */
/* Eudora's companions; see eudora.h. */
#include "convert/eudora.h"

#include <string.h>

#include "convert/companion.h"

/* The table: a head, and records of one size, all numbers little-endian. */
#define HEAD_LEN 104
#define COUNT_AT 102 /* 16 bits, of the records */
#define RECORD_LEN 218
#define STATUS_AT 12 /* 16 bits; the place of the message stands at 0, in 32 */

#define ATTACHMENT "Attachment Converted"

struct eudora_toc {
	GHashTable *status; /* offset of a message -> its status + 1 */
};

/* By number, as the table has them. */
static const struct {
	guint flags;
	const char *keyword;
} statuses[] = {
    {0, NULL},                          /* unread */
    {FLAG_SEEN, NULL},                  /* read */
    {FLAG_SEEN | FLAG_ANSWERED, NULL},  /* replied */
    {FLAG_SEEN | FLAG_FORWARDED, NULL}, /* forwarded */
    {FLAG_SEEN, "$Redirected"},         /* redirected */
    {FLAG_SEEN | FLAG_DRAFT, NULL},     /* not to be sent yet */
    {FLAG_SEEN | FLAG_DRAFT, NULL},     /* to be sent */
    {FLAG_SEEN | FLAG_DRAFT, NULL},     /* queued */
    {FLAG_SEEN, NULL},                  /* sent */
    {FLAG_SEEN | FLAG_DRAFT, NULL},     /* unsent */
    {FLAG_SEEN | FLAG_DRAFT, NULL},     /* queued for a time */
};

/* The fields of a line, from its end: a name may have commas in it. */
static char *
name_in_line(char *line, const char *file)
{
	char *fields[3];

	g_strchomp(line);
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		char *comma = strrchr(line, ',');

		if (comma == NULL)
			return NULL;
		*comma = '\0';
		fields[i] = comma + 1;
	}
	if (*line == '\0' || g_ascii_strcasecmp(fields[2], file) != 0)
		return NULL;
	return g_strdup(line);
}

char *
eudora_name(struct tree *t, const char *dir, const char *name)
{
	size_t len;
	g_autofree char *text =
	    t != NULL ? companion_read(t, dir, "descmap.pce", EUDORA_NAMES_MAX, &len) : NULL;
	g_auto(GStrv) lines = text != NULL ? g_strsplit_set(text, "\r\n", -1) : NULL;
	char *found = NULL;

	for (char **line = lines; line != NULL && *line != NULL && found == NULL; line++)
		found = name_in_line(*line, name);
	return found;
}

static guint32
number_at(const unsigned char *p, size_t nbytes)
{
	guint32 n = 0;

	while (nbytes-- > 0)
		n = n << 8 | p[nbytes];
	return n;
}

struct eudora_toc *
eudora_toc_parse(const unsigned char *data, size_t len)
{
	struct eudora_toc *t;
	size_t nrecords = len > HEAD_LEN ? (len - HEAD_LEN) / RECORD_LEN : 0;

	if (len < HEAD_LEN || HEAD_LEN + nrecords * RECORD_LEN != len ||
	    number_at(data + COUNT_AT, 2) != (nrecords & 0xffff))
		return NULL;
	t = g_new0(struct eudora_toc, 1);
	t->status = g_hash_table_new(NULL, NULL);
	for (size_t i = 0; i < nrecords; i++) {
		const unsigned char *record = data + HEAD_LEN + i * RECORD_LEN;

		g_hash_table_insert(t->status, GUINT_TO_POINTER(number_at(record, 4)),
		    GUINT_TO_POINTER(number_at(record + STATUS_AT, 2) + 1));
	}
	return t;
}

struct eudora_toc *
eudora_toc_read(struct tree *t, const char *path)
{
	static const char *const suffixes[] = {".toc", ".TOC", ".Toc"};
	const char *slash = strrchr(path, '/');
	const char *file = slash != NULL ? slash + 1 : path, *dot = strrchr(file, '.');
	g_autofree char *dir = g_strndup(path, slash != NULL ? (gsize)(slash - path) : 0);
	g_autofree char *text = NULL;
	size_t len = 0;

	for (size_t i = 0; t != NULL && dot != NULL && text == NULL && i < G_N_ELEMENTS(suffixes);
	     i++) {
		g_autofree char *name =
		    g_strdup_printf("%.*s%s", (int)(dot - file), file, suffixes[i]);

		text = companion_read(t, dir, name, EUDORA_TOC_MAX, &len);
	}
	return text != NULL && len < EUDORA_TOC_MAX
	    ? eudora_toc_parse((const unsigned char *)text, len)
	    : NULL;
}

void
eudora_toc_free(struct eudora_toc *t)
{
	if (t == NULL)
		return;
	g_hash_table_destroy(t->status);
	g_free(t);
}

void
eudora_toc_apply(const struct eudora_toc *t, struct message *m)
{
	guint status;
	char text[16];

	if (m->from_at > G_MAXUINT32)
		return;
	status =
	    GPOINTER_TO_UINT(g_hash_table_lookup(t->status, GUINT_TO_POINTER((guint)m->from_at)));
	if (status == 0)
		return;
	status--;
	message_add_state(
	    m, "eudora-status", text, (size_t)g_snprintf(text, sizeof(text), "%u", status));
	if (status >= G_N_ELEMENTS(statuses))
		return;
	m->has_flags = true;
	m->flags |= statuses[status].flags;
	if (statuses[status].keyword != NULL)
		message_add_keyword(m, statuses[status].keyword);
}

void
eudora_text_read(struct eudora_text *t, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n' || data[i] == '\r') {
			t->matched = 0;
			t->inside = false;
		} else if (!t->inside &&
		    g_ascii_tolower((char)data[i]) == g_ascii_tolower(ATTACHMENT[t->matched])) {
			t->inside = ++t->matched == strlen(ATTACHMENT);
			t->nattachments += t->inside;
		} else {
			t->inside = true;
		}
	}
}
