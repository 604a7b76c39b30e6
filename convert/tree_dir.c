/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a directory, or of a single file; see tree_dir.h. */
#include "convert/tree_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "convert/beneath.h"
#include "convert/fd_file.h"
#include "convert/names.h"

/* A directory that is being listed. */
struct level {
	size_t path_len; /* of its path, the first bytes of tree_dir.path */
	struct names *names;
	size_t next; /* the name that comes next */
	dev_t dev;
	ino_t ino;
};

struct tree_dir {
	struct tree base;
	int root;       /* the directory, or the single file */
	int fd;         /* the innermost directory; -1: it has to be opened again */
	GArray *levels; /* struct level, from the root down */
	GString *path;  /* of the current entry */
	struct stat st; /* of the current entry, as tree_next found it */
	bool started;
	bool descend; /* the current entry is a directory that was not listed yet */
	char *root_name;
	char target[PATH_MAX];
	char *reason; /* of the latest exception */
	char *asked;  /* the latest path looked up: each file of a Maildir asks the same */
	int answer;
};

static struct level *
innermost(struct tree_dir *t)
{
	return &g_array_index(t->levels, struct level, t->levels->len - 1);
}

static void
close_innermost(struct tree_dir *t)
{
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
}

static void
clear_level(gpointer l)
{
	names_free(((struct level *)l)->names);
}

static enum step
except(struct tree_dir *t, struct exception *x, const char *rule, const char *reason)
{
	g_free(t->reason);
	t->reason = g_strdup(reason);
	*x = (struct exception){
	    .severity = LOSS,
	    .rule = rule,
	    .path = t->path->str,
	    .reason = t->reason,
	};
	return STEP_EXCEPTION;
}

/* A system call on the current entry failed. */
static enum step
except_errno(struct tree_dir *t, struct exception *x, int errnum)
{
	bool gone = errnum == ENOENT || errnum == ENOTDIR || errnum == ELOOP;

	return except(t, x, gone ? "vanished" : "unreadable", g_strerror(errnum));
}

static enum entry_type
type_of(const struct stat *st)
{
	switch (st->st_mode & S_IFMT) {
	case S_IFDIR:
		return ENTRY_DIRECTORY;
	case S_IFREG:
		return ENTRY_FILE;
	case S_IFLNK:
		return ENTRY_SYMLINK;
	default:
		return ENTRY_OTHER;
	}
}

static enum step
fill_in(const struct tree_dir *t, const char *name, struct entry *e)
{
	*e = (struct entry){
	    .type = type_of(&t->st),
	    .path = t->path->str,
	    .name = name,
	    .size = S_ISREG(t->st.st_mode) ? (guint64)t->st.st_size : 0,
	    .mtime = t->st.st_mtim.tv_sec,
	    .mtime_nsec = (guint32)t->st.st_mtim.tv_nsec,
	    .mode = t->st.st_mode & 07777,
	    .nlink = t->st.st_nlink,
	};
	e->target = e->type == ENTRY_SYMLINK ? t->target : NULL;
	return STEP_NEXT;
}

static bool
read_target(struct tree_dir *t, const char *name)
{
	ssize_t n = readlinkat(t->fd, name, t->target, sizeof(t->target) - 1);

	t->target[MAX(n, 0)] = '\0';
	return n >= 0;
}

/* Opens the directory at tree_dir.path as the innermost one, below the root or the one above. */
static bool
open_innermost(struct tree_dir *t, const char *name, struct stat *st)
{
	int flags = O_RDONLY | O_DIRECTORY;
	int fd = t->fd >= 0 ? beneath_open(t->fd, name, flags)
			    : beneath_open(t->root, t->path->str, flags);

	if (fd < 0)
		return false;
	close_innermost(t);
	t->fd = fd;
	return fstat(fd, st) == 0;
}

/* Lists the directory that is the current entry. */
static enum step
enter(struct tree_dir *t, struct exception *x)
{
	const char *slash = strrchr(t->path->str, '/');
	g_autoptr(GError) error = NULL;
	struct level l = {.path_len = t->path->len};
	struct stat st;

	if (t->levels->len >= TREE_DEPTH_MAX)
		return except(t, x, "too-deep", "more than 1000 directories inside each other");
	if (!open_innermost(t, slash != NULL ? slash + 1 : t->path->str, &st))
		return except_errno(t, x, errno);
	l.dev = st.st_dev;
	l.ino = st.st_ino;
	l.names = names_read(t->fd, &error);
	g_array_append_val(t->levels, l);
	return error == NULL ? STEP_NEXT : except(t, x, "unreadable", error->message);
}

static void
leave(struct tree_dir *t)
{
	close_innermost(t);
	g_array_set_size(t->levels, t->levels->len - 1);
}

/* Back in a directory whose descriptor was given up for one below. */
static enum step
reopen(struct tree_dir *t, struct exception *x)
{
	struct level *l = innermost(t);
	struct stat st;
	int errnum;

	if (open_innermost(t, NULL, &st) && st.st_dev == l->dev && st.st_ino == l->ino)
		return STEP_NEXT;
	errnum = t->fd < 0 ? errno : ENOENT;
	leave(t);
	return except_errno(t, x, errnum);
}

/* The next name of the innermost directory becomes the current entry. */
static enum step
take(struct tree_dir *t, const char *name, struct entry *e, struct exception *x)
{
	innermost(t)->next++;
	if (t->path->len > 0)
		g_string_append_c(t->path, '/');
	g_string_append(t->path, name);
	if (fstatat(t->fd, name, &t->st, AT_SYMLINK_NOFOLLOW) != 0)
		return except_errno(t, x, errno);
	if (S_ISLNK(t->st.st_mode) && !read_target(t, name))
		return except_errno(t, x, errno);
	t->descend = S_ISDIR(t->st.st_mode);
	return fill_in(t, name, e);
}

static enum step
next_below(struct tree_dir *t, struct entry *e, struct exception *x)
{
	while (t->levels->len > 0) {
		struct level *l = innermost(t);
		const char *name = names_get(l->names, l->next);

		g_string_truncate(t->path, l->path_len);
		if (name != NULL && t->fd < 0 && reopen(t, x) == STEP_EXCEPTION)
			return STEP_EXCEPTION;
		if (name != NULL)
			return take(t, name, e, x);
		leave(t);
	}
	return STEP_END;
}

static enum step
dir_next(struct tree *base, struct entry *e, struct exception *x, GError **error)
{
	struct tree_dir *t = (struct tree_dir *)base;

	(void)error; /* what cannot be read below the root is an exception */
	if (!t->started) {
		t->started = true;
		t->descend = S_ISDIR(t->st.st_mode);
		return fill_in(t, t->root_name, e);
	}
	if (t->descend) {
		t->descend = false;
		if (enter(t, x) == STEP_EXCEPTION)
			return STEP_EXCEPTION;
	}
	return next_below(t, e, x);
}

static int
type_at(const struct tree_dir *t, const char *path)
{
	int fd = *path == '\0' ? t->root : beneath_open(t->root, path, O_PATH);
	struct stat st;
	int type;

	if (fd < 0)
		return -1;
	type = fstat(fd, &st) == 0 ? (int)type_of(&st) : -1;
	if (fd != t->root)
		close(fd);
	return type;
}

static int
dir_lookup(struct tree *base, const char *path)
{
	struct tree_dir *t = (struct tree_dir *)base;

	if (t->asked == NULL || strcmp(t->asked, path) != 0) {
		g_free(t->asked);
		t->asked = g_strdup(path);
		t->answer = type_at(t, path);
	}
	return t->answer;
}

/* The names of the directories down to the current entry are at hand. */
static char *
dir_beside(struct tree *base, const char *suffix, unsigned up)
{
	const struct tree_dir *t = (const struct tree_dir *)base;
	const struct level *l;
	const char *name;

	if (up >= t->levels->len)
		return NULL;
	l = &g_array_index(t->levels, struct level, t->levels->len - 1 - up);
	for (size_t i = 0; (name = names_get(l->names, i)) != NULL; i++)
		if (g_str_has_suffix(name, suffix))
			return g_strdup_printf("%.*s%s%s", (int)l->path_len, t->path->str,
			    l->path_len > 0 ? "/" : "", name);
	return NULL;
}

static int
open_for_reading(const struct tree_dir *t, const char *path)
{
	if (*path == '\0')
		return fcntl(t->root, F_DUPFD_CLOEXEC, 0);
	return beneath_open(t->root, path, O_RDONLY);
}

static struct tree_file *
dir_open_entry(struct tree *base, const struct entry *e, GError **error)
{
	struct tree_dir *t = (struct tree_dir *)base;
	int fd =
	    t->levels->len == 0 ? open_for_reading(t, "") : beneath_open(t->fd, e->name, O_RDONLY);

	return fd_file_open(fd, &t->st, error);
}

static struct tree_file *
dir_open_path(struct tree *base, const char *path, GError **error)
{
	return fd_file_open(open_for_reading((struct tree_dir *)base, path), NULL, error);
}

static void
dir_close(struct tree *base)
{
	struct tree_dir *t = (struct tree_dir *)base;

	close_innermost(t);
	if (t->root >= 0)
		close(t->root);
	g_array_free(t->levels, TRUE);
	g_string_free(t->path, TRUE);
	g_free(t->root_name);
	g_free(t->reason);
	g_free(t->asked);
	g_free(t);
}

static const struct tree_ops dir_ops = {
    .name = "directory",
    .next = dir_next,
    .lookup = dir_lookup,
    .open = dir_open_entry,
    .open_path = dir_open_path,
    .beside = dir_beside,
    .close = dir_close,
};

static int
open_root(const char *path)
{
	int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = open(path, flags | O_NOATIME);

	return fd < 0 && errno == EPERM ? open(path, flags) : fd;
}

struct tree *
tree_dir_open(const char *path, GError **error)
{
	g_autofree char *full = g_canonicalize_filename(path, NULL);
	struct tree_dir *t = g_new0(struct tree_dir, 1);
	g_autoptr(tree) opened = &t->base;

	t->base.ops = &dir_ops;
	t->fd = -1;
	t->root_name = g_path_get_basename(full);
	t->path = g_string_new(NULL);
	t->levels = g_array_new(FALSE, FALSE, sizeof(struct level));
	g_array_set_clear_func(t->levels, clear_level);
	t->root = open_root(path);
	if (t->root < 0 || fstat(t->root, &t->st) != 0) {
		err_set_errno(error, errno, "open");
		return NULL;
	}
	if (!S_ISDIR(t->st.st_mode) && !S_ISREG(t->st.st_mode)) {
		err_set(error, ERR_IO, "open: neither a file nor a directory");
		return NULL;
	}
	return g_steal_pointer(&opened);
}
