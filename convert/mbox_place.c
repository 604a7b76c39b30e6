/* SPDX-License-Identifier: Apache-2.0 */
/* Folders of mbox files; see mbox_place.h. */
#include "convert/mbox_place.h"

#include <string.h>

#include "convert/companion.h"
#include "convert/eml_beside.h"
#include "convert/eudora.h"
#include "convert/folder.h"
#include "convert/gmail.h"
#include "convert/mbox_probe.h"
#include "convert/mbox_vault.h"
#include "convert/mh_folder.h"
#include "convert/msf.h"
#include "convert/places.h"

#define HASH_LEN 8
#define NAMES_MAX (16 * 1024 * 1024) /* bytes of a .msf that is read for its name alone */

#define FOLDER ".fol"

static const char *const directories[] = {".sbd", FOLDER};
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

/* Whether Thunderbird shortened the name: what it kept, and 8 hexadecimal digits (F-51). */
static bool
is_hashed(const char *name)
{
	size_t len = strlen(name);

	if (len < HASH_LEN)
		return false;
	for (size_t i = len - HASH_LEN; i < len; i++)
		if (!g_ascii_isxdigit(name[i]) || g_ascii_isupper(name[i]))
			return false;
	return true;
}

/* The name that Thunderbird shortened to this one, from the .msf at path; NULL: it is not there. */
static char *
unhashed(struct tree *t, const char *path, const char *name)
{
	bool there;
	g_autoptr(msf) table = is_hashed(name) ? msf_read(t, path, NAMES_MAX, &there) : NULL;
	const char *whole = table != NULL ? msf_folder_name(table) : NULL;

	if (whole == NULL || !g_utf8_validate(whole, -1, NULL) ||
	    strncmp(whole, name, strlen(name) - HASH_LEN) != 0)
		return NULL;
	return g_strdup(whole);
}

/* The name that Eudora has for the file or directory; NULL: it is none of Eudora's, or has no other. */
static char *
name_of_eudora(struct tree *t, const char *path, const char *name)
{
	const char *dot = strrchr(name, '.');
	g_autofree char *dir = NULL, *whole = NULL;

	if (dot == NULL ||
	    (g_ascii_strcasecmp(dot, ".mbx") != 0 && g_ascii_strcasecmp(dot, FOLDER) != 0))
		return NULL;
	dir = g_strndup(path, strlen(path) - strlen(name) - (strlen(path) > strlen(name)));
	whole = eudora_name(t, dir, name);
	return whole != NULL ? folder_name(whole) : NULL;
}

/* The length of a directory's name of len bytes without the ending of Thunderbird or Eudora. */
static size_t
directory_stem(const char *name, size_t len)
{
	for (size_t i = 0; i < G_N_ELEMENTS(directories); i++) {
		size_t n = strlen(directories[i]);

		if (len > n && g_ascii_strcasecmp(name + len - n, directories[i]) == 0)
			return len - n;
	}
	return len;
}

/* The name of the folder that is the file or directory at path. */
static char *
name_at(struct tree *t, const char *path, bool directory)
{
	g_autofree char *name = g_path_get_basename(path), *table = NULL, *kept = NULL;
	size_t len = strlen(name), stem = directory ? directory_stem(name, len) : len;
	char *whole = name_of_eudora(t, path, name);

	if (whole != NULL)
		return whole;
	table = g_strdup_printf("%.*s.msf", (int)(strlen(path) - (len - stem)), path);
	name[stem] = '\0';
	whole = unhashed(t, table, name);
	if (whole != NULL)
		return whole;
	kept = g_strndup(name, mbox_stem(name, stem));
	return folder_name(kept);
}

/* Whether the file is one among others that are a message each, and has a From_ line before its own. */
static bool
is_message_file(struct tree *t, const struct entry *e)
{
	return e->type == ENTRY_FILE &&
	    (eml_beside_is_eml(e->name) || mh_folder_has(t, e->path) == MH_FOLDER_SURE);
}

/*
 * The file's path is the folder: without suffixes of mbox files and of
 * Thunderbird's directories, and without the "mbox" inside an Apple package. A
 * file that is the whole source has only its name.
 */
static char **
folder_of_path(struct tree *t, const struct entry *e)
{
	g_autofree char *path = g_strdup(*e->path != '\0' ? e->path : e->name);
	GPtrArray *names = g_ptr_array_new();
	bool package = g_str_has_suffix(path, ".mbox/mbox");
	bool directory = package || e->type == ENTRY_DIRECTORY;

	if (package)
		path[strlen(path) - strlen("/mbox")] = '\0';
	for (char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		g_ptr_array_add(names, name_at(t, path, true));
		*slash = '/';
	}
	g_ptr_array_add(names, name_at(t, path, directory));
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

char **
mbox_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	if (is_message_file(t, e))
		return eml_beside_folder(t, e, raw, store);
	*raw = g_strdup(e->path);
	*store = g_strdup(e->path);
	return folder_of_path(t, e);
}

/* A directory of Thunderbird's for the folders inside a folder that has no file of its own. */
bool
mbox_directory(struct tree *t, const struct entry *e)
{
	size_t len = strlen(e->path);
	g_autofree char *file = NULL, *table = NULL;

	if (len <= 4 || !g_str_has_suffix(e->path, ".sbd") || strcmp(e->name, ".sbd") == 0)
		return false;
	file = g_strndup(e->path, len - 4);
	table = g_strconcat(file, ".msf", NULL);
	return tree_lookup(t, file) < 0 && tree_lookup(t, table) < 0;
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
	if (mbox_vault_is(&c.line) && mbox_vault_has_metadata(p->tree, p->entry->path))
		return true;
	return gmail_has_labels(p->head + at, p->head_len - at, c.line.kind == FROM_NUMBER);
}

/* The folder that the labels name, in that of the account or of the file. Takes names. */
static const struct folder *
folder_of_labels(const struct store_file *f, char **names, bool below, GError **error)
{
	g_autofree char *path = g_strjoinv("/", names), *base = NULL, *store = NULL;
	char **above;

	if (below) {
		above = mbox_folder(f->tree, f->entry, &base, &store);
	} else {
		base = gmail_root(f->entry->path);
		above = folder_names(base, FALSE);
	}
	return places_folder(
	    f->places, folder_join(above, names), g_strjoin("//", base, path, NULL), error);
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
mbox_place_message(
    const struct store_file *f, char **names, bool below, struct message *m, GError **error)
{
	if (names != NULL && f->places != NULL) {
		m->folder = folder_of_labels(f, names, below, error);
		return m->folder != NULL;
	}
	g_strfreev(names);
	m->folder = folder_of_file(f, error);
	return m->folder != NULL || f->places == NULL;
}

bool
mbox_place_check_empty(const struct store_file *f, GError **error)
{
	const char *path = f->entry->path;
	g_autofree char *dir = NULL, *byte = NULL;
	size_t len = 0;

	if (f->tree == NULL || !g_str_has_suffix(path, ".mbox/mbox"))
		return true;
	dir = g_path_get_dirname(path);
	byte = companion_read(f->tree, dir, "table_of_contents", 1, &len);
	return byte == NULL || len == 0 ||
	    store_except(f, NOTE, "empty-export", 0, 0,
		"it is empty, and its table of contents is not: exported while offline?", error);
}
