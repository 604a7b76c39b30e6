/* SPDX-License-Identifier: Apache-2.0 */
/* Calendars and address books of folders; see pim_files.h. */
#include "convert/pim_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/account.h"
#include "convert/foldername.h"
#include "convert/index.h"
#include "convert/outdir.h"
#include "convert/pim_join.h"
#include "convert/pim_part.h"
#include "convert/sink.h"

enum kind {
	KIND_NONE,
	KIND_CALENDAR,
	KIND_CONTACTS,
};

static const struct {
	const char *subtype; /* of the part: "text/..." */
	const char *directory, *suffix;
} kinds[] = {
    [KIND_CALENDAR] = {"calendar", "calendars", "ics"},
    [KIND_CONTACTS] = {"vcard", "contacts", "vcf"},
};

struct pim_files {
	int dirfd;
	bool calendars, contacts;
	struct foldernames *names;
	GHashTable *open; /* path of a calendar -> struct pim_join *, what is in it */
	enum kind kind;   /* of the message at hand */
	GByteArray *bytes;
	GString *text; /* that is added to a file */
};

static void
free_join(gpointer j)
{
	pim_join_free(j);
}

struct pim_files *
pim_files_new(int dirfd, bool calendars, bool contacts)
{
	struct pim_files *p = g_new0(struct pim_files, 1);

	index_init();
	p->dirfd = dirfd;
	p->calendars = calendars;
	p->contacts = contacts;
	p->names = foldernames_new(FOLDERNAME_EML);
	p->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_join);
	p->bytes = g_byte_array_new();
	p->text = g_string_new(NULL);
	return p;
}

void
pim_files_free(struct pim_files *p)
{
	if (p == NULL)
		return;
	foldernames_free(p->names);
	g_hash_table_unref(p->open);
	g_byte_array_unref(p->bytes);
	g_string_free(p->text, TRUE);
	g_free(p);
}

/* The message class that the item had. */
static const char *
class_of(const struct message *m)
{
	for (guint i = 0; m->states != NULL && i < m->states->len; i++) {
		const struct message_state *s = &g_array_index(m->states, struct message_state, i);

		if (strcmp(s->name, "message-class") == 0)
			return s->value;
	}
	return "";
}

static enum kind
kind_of(const struct pim_files *p, const struct message *m)
{
	if (m->derivation == NULL)
		return KIND_NONE;
	switch (account_class_of(class_of(m))) {
	case ACCOUNT_APPOINTMENT:
	case ACCOUNT_TASK:
	case ACCOUNT_JOURNAL:
		return p->calendars ? KIND_CALENDAR : KIND_NONE;
	case ACCOUNT_CONTACT:
	case ACCOUNT_LIST:
		return p->contacts ? KIND_CONTACTS : KIND_NONE;
	default:
		return KIND_NONE;
	}
}

void
pim_files_begin(struct pim_files *p, const struct message *m)
{
	p->kind = kind_of(p, m);
	g_byte_array_set_size(p->bytes, 0);
}

void
pim_files_bytes(struct pim_files *p, const struct span *s)
{
	size_t room = PIM_FILES_MESSAGE_MAX - p->bytes->len;

	if (p->kind != KIND_NONE)
		g_byte_array_append(p->bytes, s->data, (guint)MIN(s->len, room));
}

/* Adds what is in p->text to a file, which is made if it is not there. */
static bool
append(struct pim_files *p, const char *path, GError **error)
{
	g_autofree char *dir = g_path_get_dirname(path);
	int fd;
	bool ok;

	if (!sink_make_dirs(p->dirfd, dir, error))
		return false;
	fd = openat(p->dirfd, path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return err_set_errno(error, errno, "create");
	ok = write_all(fd, p->text->str, p->text->len, error);
	if (close(fd) < 0 && ok)
		return err_set_errno(error, errno, "close");
	return ok;
}

/* Adds a part of a message to its folder's file. */
static bool
add(struct pim_files *p, const struct message *m, const char *part, GError **error)
{
	bool changed;
	g_autofree char *path = g_strdup_printf("%s/%s.%s", kinds[p->kind].directory,
	    foldernames_path(p->names, m->folder->names, &changed), kinds[p->kind].suffix);
	struct pim_join *join = g_hash_table_lookup(p->open, path);

	g_string_truncate(p->text, 0);
	if (p->kind == KIND_CONTACTS) {
		pim_join_text(part, p->text);
		return append(p, path, error);
	}
	if (join == NULL) {
		join = pim_join_new();
		g_hash_table_insert(p->open, g_strdup(path), join);
	}
	pim_join_calendar(join, part, p->text);
	return append(p, path, error);
}

bool
pim_files_end(struct pim_files *p, const struct message *m, GError **error)
{
	g_autofree char *part = NULL;

	if (p->kind == KIND_NONE)
		return true;
	part = pim_part_find(p->bytes->data, p->bytes->len, kinds[p->kind].subtype);
	return part == NULL || add(p, m, part, error);
}

bool
pim_files_finish(struct pim_files *p, GError **error)
{
	GHashTableIter i;
	gpointer path, join;

	g_hash_table_iter_init(&i, p->open);
	while (g_hash_table_iter_next(&i, &path, &join)) {
		g_string_truncate(p->text, 0);
		pim_join_end(join, p->text);
		if (!append(p, path, error))
			return false;
	}
	return true;
}
