/* SPDX-License-Identifier: Apache-2.0 */
/* Where Maildirs and their folders lie; see maildir_place.h. */
#include "convert/maildir_place.h"

#include <string.h>

#include "convert/folder.h"
#include "convert/foldername.h"
#include "convert/header.h"
#include "convert/maildir_name.h"
#include "convert/maildir_names.h"

const char *const maildir_parts[] = {"cur", "new", "tmp", NULL};

enum maildir_part
maildir_part_of(const char *path, char **dir)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *part = g_path_get_basename(parent);

	for (int i = MAILDIR_CUR; i < MAILDIR_NONE; i++) {
		if (strchr(path, '/') != NULL && strcmp(part, maildir_parts[i]) == 0) {
			*dir = g_path_get_dirname(parent);
			if (strcmp(*dir, ".") == 0)
				**dir = '\0';
			return (enum maildir_part)i;
		}
	}
	*dir = NULL;
	return MAILDIR_NONE;
}

static int
lookup(struct tree *t, const char *dir, const char *name)
{
	g_autofree char *path = *dir == '\0' ? g_strdup(name) : g_strjoin("/", dir, name, NULL);

	return tree_lookup(t, path);
}

bool
maildir_has(struct tree *t, const char *dir, enum maildir_part part)
{
	return lookup(t, dir, maildir_parts[part]) == ENTRY_DIRECTORY;
}

/* Whether dir is one: cur/ with new/ or tmp/, or with a table of Thunderbird's, beside it. part is there. */
static bool
is_maildir(struct tree *t, const char *dir, enum maildir_part part)
{
	g_autofree char *table = g_strconcat(dir, ".msf", NULL);

	if (part != MAILDIR_CUR)
		return maildir_has(t, dir, MAILDIR_CUR);
	return maildir_has(t, dir, MAILDIR_NEW) || maildir_has(t, dir, MAILDIR_TMP) ||
	    (*dir != '\0' && tree_lookup(t, table) == ENTRY_FILE);
}

/* Archives and copies leave empty directories out: cur/ alone is one by the names in it, and so is new/. */
static bool
is_message(const struct store_probe *p)
{
	struct maildir_name name;

	maildir_name_parse(p->entry->name, &name);
	return p->only || name.info != NULL ||
	    (maildir_name_usual(p->entry->name) &&
		(p->entry->size == 0 || header_looks_like_field(p->head, p->head_len)));
}

int
maildir_probe(const struct store_probe *p)
{
	g_autofree char *dir = NULL;
	enum maildir_part part = maildir_part_of(p->entry->path, &dir);

	if (part == MAILDIR_NONE)
		return 0;
	return is_maildir(p->tree, dir, part) || (part != MAILDIR_TMP && is_message(p)) ? 100 : 0;
}

/* A directory is a folder if it is the cur/ of a Maildir: its path is like that of a file in it. */
bool
maildir_directory(struct tree *t, const struct entry *e)
{
	g_autofree char *inside = g_strconcat(e->path, "/", NULL), *dir = NULL;

	return maildir_part_of(inside, &dir) == MAILDIR_CUR &&
	    (maildir_has(t, dir, MAILDIR_NEW) || maildir_has(t, dir, MAILDIR_TMP));
}

/* The path above, or NULL if path is the source's root. */
static char *
parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (*path == '\0')
		return NULL;
	return slash == NULL ? g_strdup("") : g_strndup(path, (gsize)(slash - path));
}

/* The outermost Maildir that dir is a folder of: every directory up to it is one. */
static char *
root_of(struct tree *t, const char *dir)
{
	char *root = g_strdup(dir), *parent = parent_of(dir);

	while (parent != NULL && maildir_has(t, parent, MAILDIR_CUR)) {
		g_free(root);
		root = parent;
		parent = parent_of(root);
	}
	g_free(parent);
	return root;
}

/* The names of a Maildir++ folder in the Maildir at root. */
static char **
names_of(struct tree *t, const char *root, const char *name)
{
	char **names = folder_maildirpp(name);

	if (lookup(t, root, MAILDIR_NAMES) != ENTRY_FILE)
		return names;
	for (char **p = names; *p != NULL; p++) {
		char *plain = foldername_unescape(*p);

		g_free(*p);
		*p = plain;
	}
	return names;
}

char **
maildir_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	g_autofree char *parent = NULL, *name = NULL;
	bool is_dot;
	g_autofree char *inside =
	    e->type == ENTRY_DIRECTORY ? g_strconcat(e->path, "/", NULL) : g_strdup(e->path);

	maildir_part_of(inside, raw);
	*store = root_of(t, *raw);
	parent = parent_of(*raw);
	name = g_path_get_basename(*raw);
	is_dot = parent != NULL && name[0] == '.' &&
	    (maildir_has(t, parent, MAILDIR_CUR) || lookup(t, *raw, "maildirfolder") >= 0);
	if (is_dot)
		return folder_join(folder_names(parent, TRUE), names_of(t, *store, name));
	return folder_join(folder_names(*raw, TRUE), folder_names("", TRUE));
}
