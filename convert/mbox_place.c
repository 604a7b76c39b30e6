/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of mbox files; see mbox_place.h. */
#include "convert/mbox_place.h"
#include "convert/folder.h"
#include "convert/gmail.h"
#include "convert/mbox_probe.h"
#include "convert/places.h"
#include <string.h>

static const char *const suffixes[] = {".mbox", ".mbx", ".mbs"};

size_t
mbox_stem(const char *name, size_t len)
{
	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
		size_t n = strlen(suffixes[i]);

		if (len > n && g_ascii_strncasecmp(name + len - n, suffixes[i], n) == 0)
			return len - n;
	}
	return len;
}

/*
 * The file's path is the folder: without suffixes of mbox files and of
 * Thunderbird's directories, and without the "mbox" inside an Apple package. A
 * file that is the whole source has only its name.
 */
char **
mbox_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	g_auto(GStrv) parts = g_strsplit(*e->path != '\0' ? e->path : e->name, "/", -1);
	GPtrArray *names = g_ptr_array_new();
	guint n = g_strv_length(parts);

	(void)t;
	if (n >= 2 && strcmp(parts[n - 1], "mbox") == 0 && g_str_has_suffix(parts[n - 2], ".mbox"))
		n--;
	for (guint i = 0; i < n; i++) {
		size_t len = strlen(parts[i]);

		if (i + 1 < n && len > 4 && g_str_has_suffix(parts[i], ".sbd"))
			len -= 4;
		parts[i][mbox_stem(parts[i], len)] = '\0';
		g_ptr_array_add(names, folder_name(parts[i]));
	}
	g_ptr_array_add(names, NULL);
	*raw = g_strdup(e->path);
	*store = g_strdup(e->path);
	return (char **)g_ptr_array_free(names, FALSE);
}

/* A file is sorted by labels if its first message is. */
bool
mbox_sorted(const struct store_probe *p)
{
	struct mbox_view v = {.data = p->head, .len = p->head_len, .last = true, .eol = '\n'};
	size_t at = mbox_first_text(p->head, p->head_len);
	struct mbox_candidate c;

	if (at == v.len || !mbox_is_from(&v, at))
		return false;
	mbox_candidate_read(&c, &v, at);
	at += c.full;
	return gmail_has_labels(p->head + at, p->head_len - at, c.line.kind == FROM_NUMBER);
}

/* The folder of an account that the labels' names say. Takes names. */
static const struct folder *
folder_of_labels(const struct store_file *f, char **names, GError **error)
{
	g_autofree char *root = gmail_root(f->entry->path);
	g_autofree char *path = g_strjoinv("/", names);
	char *raw = g_strjoin("//", root, path, NULL);

	return places_folder(f->places, folder_join(folder_names(root, FALSE), names), raw, error);
}

static const struct folder *
folder_of_file(const struct store_file *f, GError **error)
{
	g_autofree char *store = NULL;
	char *raw, **names;

	if (f->folder != NULL || f->places == NULL)
		return f->folder;
	names = mbox_folder(f->tree, f->entry, &raw, &store);
	return places_folder(f->places, names, raw, error);
}

bool
mbox_place_message(const struct store_file *f, char **names, struct message *m, GError **error)
{
	if (names != NULL && f->places != NULL) {
		m->folder = folder_of_labels(f, names, error);
		return m->folder != NULL;
	}
	g_strfreev(names);
	m->folder = folder_of_file(f, error);
	return m->folder != NULL || f->places == NULL;
}
