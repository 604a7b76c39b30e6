/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Maildir++ tree: INBOX is the directory itself, every other folder a
 * directory in it. The whole tree is made under a temporary name, so messages are
 * not brought in by way of tmp/. docs/MAIL.md, "Maildir".
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/foldername.h"
#include "convert/keyword.h"
#include "convert/maildir_names.h"
#include "convert/messagefile.h"
#include "convert/outdir.h"
#include "convert/sink.h"

#define KEYWORDS_MAX 26 /* dovecot-keywords: letters a to z: F-71 */

struct maildir_folder {
	guint number;
	const char *path;    /* "" or ".A.B": borrowed from names */
	GPtrArray *keywords; /* char *: atoms, in the order of their letters */
};

struct maildir_sink {
	struct sink base;
	int dirfd;
	struct foldernames *names;
	GHashTable *by_path; /* struct maildir_folder */
	GHashTable *folders; /* by number: borrowed from by_path */
	struct messagefile *file;
	struct maildir_folder *open; /* the folder of the current message, or NULL */
	struct newdir *cur, *new;    /* of it; NULL as long as nothing was written there */
	bool fat;
	gint64 received; /* of the current message */
};

static void
folder_free(void *data)
{
	struct maildir_folder *f = data;

	g_ptr_array_unref(f->keywords);
	g_free(f);
}

/* The path of name in the Maildir at path; the caller frees it. */
static char *
inside(const char *path, const char *name)
{
	return *path == '\0' ? g_strdup(name) : g_strconcat(path, "/", name, NULL);
}

static bool
make_maildir(struct maildir_sink *k, const char *path, GError **error)
{
	static const char *const dirs[] = {"cur", "new", "tmp"};

	for (guint i = 0; i < G_N_ELEMENTS(dirs); i++) {
		g_autofree char *dir = inside(path, dirs[i]);

		if (!sink_make_dirs(k->dirfd, dir, error))
			return false;
	}
	return true;
}

/* Makes a file in the Maildir at path of len bytes. */
static bool
make_file(struct maildir_sink *k, const char *path, const char *name, const char *data, size_t len,
    GError **error)
{
	g_autofree char *file = inside(path, name);
	int fd = openat(k->dirfd, file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return err_set_errno(error, errno, "make a file");
	if (!write_all(fd, data, len, error)) {
		close(fd);
		return false;
	}
	if (close(fd) != 0)
		return err_set_errno(error, errno, "close a file");
	return true;
}

/* From now on messages go into f. */
static void
open_folder(struct maildir_sink *k, struct maildir_folder *f)
{
	if (k->open == f)
		return;
	g_clear_pointer(&k->cur, newdir_unref);
	g_clear_pointer(&k->new, newdir_unref);
	k->open = f;
}

/* new/ or cur/ of the open folder, borrowed as long as it is open. */
static struct newdir *
open_dir(struct maildir_sink *k, bool new, GError **error)
{
	struct newdir **dir = new ? &k->new : &k->cur;

	if (*dir == NULL) {
		g_autofree char *path = inside(k->open->path, new ? "new" : "cur");

		*dir = newdir_open(k->dirfd, path, error);
	}
	return *dir;
}

static void maildir_close(struct sink *base);

static struct sink *
maildir_open(int dirfd, const struct sink_options *o, GError **error)
{
	struct maildir_sink *k = g_new0(struct maildir_sink, 1);

	sink_init(&k->base, &maildir_sink);
	k->fat = o->fat;
	k->dirfd = dirfd;
	k->names = foldernames_new(o->fat ? FOLDERNAME_MAILDIR_FAT : FOLDERNAME_MAILDIR);
	k->by_path = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, folder_free);
	k->folders = g_hash_table_new(NULL, NULL);
	k->file = messagefile_new(dirfd, NEWFILE_BY_LENGTH);
	if (!make_maildir(k, "", error)) {
		maildir_close(&k->base);
		return NULL;
	}
	return &k->base;
}

/* Makes the folder at path, which is new. */
static struct maildir_folder *
add_folder(struct maildir_sink *k, guint number, const char *path, GError **error)
{
	struct maildir_folder *f = g_new0(struct maildir_folder, 1);

	f->number = number;
	f->path = path;
	f->keywords = g_ptr_array_new_with_free_func(g_free);
	g_hash_table_insert(k->by_path, (char *)path, f);
	/* The root was made by maildir_open. */
	if (*path != '\0' &&
	    (!make_maildir(k, path, error) || !make_file(k, path, "maildirfolder", "", 0, error)))
		return NULL;
	return f;
}

static bool
maildir_folder(struct sink *base, const struct folder *f, GError **error)
{
	struct maildir_sink *k = (struct maildir_sink *)base;
	bool changed;
	const char *path = foldernames_path(k->names, f->names, &changed);
	struct maildir_folder *mine = g_hash_table_lookup(k->by_path, path);

	if (changed)
		sink_cannot_hold(base, "folder-name", NULL);
	if (mine == NULL)
		mine = add_folder(k, f->number, path, error);
	if (mine == NULL)
		return false;
	g_hash_table_insert(k->folders, GUINT_TO_POINTER(f->number), mine);
	return true;
}

static bool
maildir_begin(struct sink *base, const struct message *m, GError **error)
{
	(void)error;
	struct maildir_sink *k = (struct maildir_sink *)base;

	sink_check_sender(base, m);
	k->received = sink_received(base, m);
	messagefile_begin(k->file, m);
	open_folder(k, g_hash_table_lookup(k->folders, GUINT_TO_POINTER(m->folder->number)));
	return true;
}

static bool
maildir_write(struct sink *base, const struct span *s, GError **error)
{
	return messagefile_write(((struct maildir_sink *)base)->file, s->data, s->len, error);
}

/* The letter of a keyword in the open folder, which gets a new one if it must; 0: none is left. */
static char
keyword_letter(struct maildir_sink *k, const char *atom)
{
	GPtrArray *all = k->open->keywords;
	guint i = 0;

	while (i < all->len && g_ascii_strcasecmp(all->pdata[i], atom) != 0)
		i++;
	if (i == KEYWORDS_MAX)
		return '\0';
	if (i == all->len)
		g_ptr_array_add(all, g_strdup(atom));
	return (char)('a' + i);
}

static int
compare_letters(const void *a, const void *b)
{
	return *(const char *)a - *(const char *)b;
}

/* Appends the letters of the message's keywords, in their order. */
static void
append_keywords(struct maildir_sink *k, const struct message *m, GString *flags)
{
	g_autoptr(GString) atom = g_string_new(NULL);
	bool exact = true, room = true;
	size_t start = flags->len;

	for (guint i = 0; m->keywords != NULL && i < m->keywords->len; i++) {
		char letter;

		exact = keyword_to_atom(m->keywords->pdata[i], atom) && exact;
		letter = keyword_letter(k, atom->str);
		if (letter != '\0')
			g_string_append_c(flags, letter);
		room = room && letter != '\0';
	}
	qsort(flags->str + start, flags->len - start, 1, compare_letters);
	if (!exact)
		sink_cannot_hold(&k->base, "keyword-name", m);
	if (!room)
		sink_cannot_hold(&k->base, "keywords", m);
}

/* Appends the flags of a file name in the order of their letters: F-71. */
static void
append_flags(struct maildir_sink *k, const struct message *m, GString *flags)
{
	static const struct {
		enum message_flag flag;
		char letter;
	} letters[] = {{FLAG_DRAFT, 'D'}, {FLAG_FLAGGED, 'F'}, {FLAG_FORWARDED, 'P'},
	    {FLAG_ANSWERED, 'R'}, {FLAG_SEEN, 'S'}, {FLAG_DELETED, 'T'}};

	for (guint i = 0; m->has_flags && i < G_N_ELEMENTS(letters); i++)
		if (m->flags & letters[i].flag)
			g_string_append_c(flags, letters[i].letter);
	append_keywords(k, m, flags);
}

static bool
maildir_end(struct sink *base, const struct message *m, GError **error)
{
	struct maildir_sink *k = (struct maildir_sink *)base;
	bool new = m->has_flags && (m->flags & FLAG_RECENT) && !(m->flags & FLAG_SEEN);
	g_autoptr(GString) suffix = g_string_new(NULL);
	char prefix[96];
	struct newfile f = {.prefix = prefix, .mtime = k->received, .id = m->id};
	bool ok;

	/* No info at all in new/ is the rule there; in cur/ it is how "not known" is told
	 * from "not read": F-103. */
	append_flags(k, m, suffix);
	if (suffix->len > 0 || (m->has_flags && !new))
		g_string_prepend(suffix, k->fat ? ";2," : ":2,");
	g_snprintf(prefix, sizeof(prefix),
	    "%" G_GINT64_FORMAT ".M%" G_GUINT64_FORMAT "P%u.mailpouch,S=", MAX(k->received, 0),
	    m->id, k->open->number);
	f.suffix = suffix->str;
	f.dir = open_dir(k, new, error);
	ok = f.dir != NULL && messagefile_keep(k->file, &f, error);
	base->failed = messagefile_failed(k->file);
	if (ok && messagefile_guessed(k->file))
		sink_cannot_hold(base, "quoting-guessed", m);
	return ok;
}

/* Writes the letters of the folder's keywords down: "0 NAME" is a. */
static bool
write_keywords(struct maildir_sink *k, const struct maildir_folder *f, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (f->keywords->len == 0)
		return true;
	for (guint i = 0; i < f->keywords->len; i++)
		g_string_append_printf(text, "%u %s\n", i, (const char *)f->keywords->pdata[i]);
	return make_file(k, f->path, "dovecot-keywords", text->str, text->len, error);
}

static bool
maildir_finish(struct sink *base, GError **error)
{
	struct maildir_sink *k = (struct maildir_sink *)base;
	GHashTableIter i;
	void *f;
	bool ok = messagefile_finish(k->file, error);

	base->failed = messagefile_failed(k->file);
	if (!ok)
		return false;
	if (k->fat &&
	    !make_file(k, "", MAILDIR_NAMES, MAILDIR_NAMES_TEXT, strlen(MAILDIR_NAMES_TEXT), error))
		return false;
	g_hash_table_iter_init(&i, k->by_path);
	while (g_hash_table_iter_next(&i, NULL, &f))
		if (!write_keywords(k, f, error))
			return false;
	return true;
}

static void
maildir_close(struct sink *base)
{
	struct maildir_sink *k = (struct maildir_sink *)base;

	if (k == NULL)
		return;
	messagefile_free(k->file);
	newdir_unref(k->cur);
	newdir_unref(k->new);
	g_hash_table_destroy(k->folders);
	g_hash_table_destroy(k->by_path);
	foldernames_free(k->names);
	sink_clear(base);
	g_free(k);
}

const struct sink_ops maildir_sink = {
    .name = "maildir",
    .open = maildir_open,
    .folder = maildir_folder,
    .begin = maildir_begin,
    .write = maildir_write,
    .end = maildir_end,
    .finish = maildir_finish,
    .close = maildir_close,
};
