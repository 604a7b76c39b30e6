/* SPDX-License-Identifier: Apache-2.0 */
/* Writes files as they were; see restore.h. */
#include "convert/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert/beneath.h"
#include "convert/outdir.h"

#define MODE_KEPT 01777 /* no set-user-id and set-group-id from a stranger */

/* What an entry gets when its content is written. */
struct attributes {
	struct timespec mtime;
	mode_t mode;
};

/* A directory whose content is still being written. */
struct level {
	char *path;
	struct attributes attributes;
};

struct restore {
	struct visitor visitor;
	int dirfd;
	const char *name; /* of the output directory */
	GArray *levels;   /* struct level: the directories above what comes next */
	int fd;           /* the open file, or -1 */
	bool skipping;    /* the latest entry is none of the source */
	char *path;       /* of it */
	struct attributes attributes;
};

static void
level_clear(gpointer p)
{
	g_free(((struct level *)p)->path);
}

static void
prefix_path(const struct restore *r, GError **error, const char *path)
{
	g_autofree char *shown = g_strescape(path, NULL);

	g_prefix_error(error, "%s/%s: ", r->name, shown);
}

static bool
set_error(const struct restore *r, GError **error, const char *path, const char *what)
{
	err_set_errno(error, errno, what);
	prefix_path(r, error, path);
	return false;
}

/* Sets time and mode of what fd is, then closes it. */
static bool
close_entry(
    const struct restore *r, int fd, const char *path, const struct attributes *a, GError **error)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, a->mtime};
	bool ok = true;

	if (fchmod(fd, a->mode) < 0)
		ok = set_error(r, error, path, "set its permissions");
	if (ok && futimens(fd, times) < 0)
		ok = set_error(r, error, path, "set its time");
	if (close(fd) < 0 && ok)
		ok = set_error(r, error, path, "close");
	return ok;
}

static bool
leave_level(struct restore *r, GError **error)
{
	struct level *l = &g_array_index(r->levels, struct level, r->levels->len - 1);
	int fd = beneath_open(r->dirfd, l->path, O_RDONLY | O_DIRECTORY);
	bool ok = fd >= 0 ? close_entry(r, fd, l->path, &l->attributes, error)
			  : set_error(r, error, l->path, "open");

	g_array_set_size(r->levels, r->levels->len - 1);
	return ok;
}

/* Whether path is inside the directory of a level. */
static bool
is_inside(const struct level *l, const char *path)
{
	size_t n = strlen(l->path);

	return strncmp(path, l->path, n) == 0 && path[n] == '/';
}

/* Finishes the directories that path is not in. */
static bool
leave_levels(struct restore *r, const char *path, GError **error)
{
	while (r->levels->len > 0 &&
	    !is_inside(&g_array_index(r->levels, struct level, r->levels->len - 1), path))
		if (!leave_level(r, error))
			return false;
	return true;
}

/* Makes the entry name in the directory dir: what openat and mkdirat return. */
typedef int maker(int dir, const char *name);

static int
make_directory(int dir, const char *name)
{
	return mkdirat(dir, name, 0700);
}

static int
make_file(int dir, const char *name)
{
	return openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Makes an entry in its parent, which is opened beneath our own directory; -1 with errno. */
static int
make_below(const struct restore *r, const char *path, maker *make)
{
	const char *slash = strrchr(path, '/');
	size_t above = slash != NULL ? (size_t)MAX(slash - path, 1) : 0; /* of "/x" it is "/" */
	g_autofree char *parent = g_strndup(path, above);
	int dir = beneath_open(r->dirfd, parent, O_PATH | O_DIRECTORY), result, errnum;

	if (dir < 0)
		return -1;
	result = make(dir, slash != NULL ? slash + 1 : path);
	errnum = errno;
	close(dir);
	errno = errnum;
	return result;
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct restore *r = user;
	struct attributes a = {
	    .mtime = {.tv_sec = e->mtime, .tv_nsec = e->mtime_nsec},
	    .mode = e->mode & MODE_KEPT,
	};
	struct level l;

	r->skipping = e->derived;
	if (r->skipping)
		return true;
	if (!leave_levels(r, e->path, error))
		return false;
	if (e->type == ENTRY_DIRECTORY) {
		if (make_below(r, e->path, make_directory) < 0)
			return set_error(r, error, e->path, "make the directory");
		l = (struct level){.path = g_strdup(e->path), .attributes = a};
		g_array_append_val(r->levels, l);
		return true;
	}
	r->fd = make_below(r, e->path, make_file);
	if (r->fd < 0)
		return set_error(r, error, e->path, "create");
	g_free(r->path);
	r->path = g_strdup(e->path);
	r->attributes = a;
	return true;
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	struct restore *r = user;

	if (r->skipping || write_all(r->fd, s->data, s->len, error))
		return true;
	prefix_path(r, error, r->path);
	return false;
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct restore *r = user;
	int fd = r->fd;

	(void)f;
	if (r->skipping)
		return true;
	r->fd = -1;
	return close_entry(r, fd, e->path, &r->attributes, error);
}

struct restore *
restore_new(int dirfd, const char *name)
{
	struct restore *r = g_new0(struct restore, 1);

	r->visitor = (struct visitor){
	    .user = r,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .file_end = on_file_end,
	};
	r->dirfd = dirfd;
	r->name = name;
	r->fd = -1;
	r->levels = g_array_new(FALSE, FALSE, sizeof(struct level));
	g_array_set_clear_func(r->levels, level_clear);
	return r;
}

void
restore_free(struct restore *r)
{
	if (r == NULL)
		return;
	if (r->fd >= 0)
		close(r->fd);
	g_array_unref(r->levels);
	g_free(r->path);
	g_free(r);
}

const struct visitor *
restore_visitor(struct restore *r)
{
	return &r->visitor;
}

bool
restore_finish(struct restore *r, GError **error)
{
	while (r->levels->len > 0)
		if (!leave_level(r, error))
			return false;
	return true;
}
