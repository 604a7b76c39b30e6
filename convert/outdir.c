/* SPDX-License-Identifier: Apache-2.0 */
/* Output that appears only when it is complete; see outdir.h. */
#include "convert/outdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert/outmark.h"
#include "convert/remove.h"

#define NAME_KEPT_MAX 235 /* of NAME in the temporary name: NAME_MAX less what is put around it */
#define NAME_TRIES 100

struct output {
	bool pending; /* temp exists and is not committed */
	bool directory;
	bool force;
	int parent; /* the directory that it is made in */
	int fd;
	char *path;  /* as it was given */
	char *name;  /* final, in parent */
	char *temp;  /* until the commit, in parent */
	char *aside; /* where what was replaced is until it is removed: temp, or another name */
};

struct outdir {
	struct output o;
};

struct outfile {
	struct output o;
};

bool
write_all(int fd, const void *data, size_t len, GError **error)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno != EINTR)
			return err_set_errno(error, errno, "write");
		if (n > 0) {
			p += n;
			len -= (size_t)n;
		}
	}
	return true;
}

bool
close_dated(int fd, gint64 mtime, GError **error)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = mtime}};

	if (futimens(fd, times) != 0) {
		err_set_errno(error, errno, "set the time of a file");
		close(fd);
		return false;
	}
	if (close(fd) != 0)
		return err_set_errno(error, errno, "close a file");
	return true;
}

/* Fills in parent and name from path. */
static bool
split_path(struct output *o, const char *path, GError **error)
{
	g_autofree char *clean = g_strdup(path);
	g_autofree char *dir = NULL;
	size_t len = strlen(clean);

	while (len > 1 && clean[len - 1] == '/')
		clean[--len] = '\0';
	o->name = g_path_get_basename(clean);
	if (len == 0 || strcmp(o->name, ".") == 0 || strcmp(o->name, "..") == 0 ||
	    strcmp(o->name, "/") == 0)
		return err_set(error, ERR_USAGE, "is no name for an output");
	dir = g_path_get_dirname(clean);
	o->parent = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (o->parent < 0)
		return err_set_errno(error, errno, "open its directory");
	return true;
}

/* 1 if the directory name below parent is empty, 0 if not, -1 if that cannot be told. */
static int
is_empty(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *e;
	int empty = 1;

	if (dir == NULL) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	while ((errno = 0, e = readdir(dir)) != NULL)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			empty = 0;
	if (errno != 0)
		empty = -1;
	closedir(dir);
	return empty;
}

/* Whether the directory of this name, which is or was the output's, may be replaced. */
static bool
check_directory(const struct output *o, const char *name, GError **error)
{
	switch (is_empty(o->parent, name)) {
	case 1:
		return true;
	case 0:
		break;
	default:
		return err_set_errno(error, errno, "list it");
	}
	if (o->force)
		return outmark_check(o->parent, name, error);
	return err_set(error, ERR_USAGE, "exists already and is not empty (--force replaces it)");
}

/* The same for whatever it is, if it is there. */
static bool
check_target(const struct output *o, const char *name, GError **error)
{
	struct stat st;

	if (fstatat(o->parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno == ENOENT)
			return true;
		return err_set_errno(error, errno, "look at it");
	}
	if (S_ISDIR(st.st_mode) != o->directory)
		return err_set(error, ERR_USAGE, "exists already and is %s",
		    o->directory ? "no directory" : "a directory");
	if (o->directory)
		return check_directory(o, name, error);
	if (!o->force)
		return err_set(error, ERR_USAGE, "exists already (--force replaces it)");
	return S_ISREG(st.st_mode) ||
	    err_set(error, ERR_USAGE, "exists already and is no regular file");
}

/* A new name like .NAME.partial-x7Ryq0 . */
static char *
temporary_name(const char *name)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	char random[7] = "";

	for (int i = 0; i < 6; i++)
		random[i] = letters[g_random_int_range(0, (gint32)sizeof(letters) - 1)];
	return g_strdup_printf(".%.*s.partial-%s", NAME_KEPT_MAX, name, random);
}

/* Makes the temporary file or directory and opens it. */
static bool
make_temporary(struct output *o, unsigned mode, GError **error)
{
	for (int i = 0; i < NAME_TRIES; i++) {
		g_autofree char *temp = temporary_name(o->name);

		if (o->directory) {
			if (mkdirat(o->parent, temp, 0777) == 0)
				o->temp = g_steal_pointer(&temp);
		} else {
			o->fd = openat(o->parent, temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
			    mode != 0 ? mode : 0666);
			if (o->fd >= 0)
				o->temp = g_steal_pointer(&temp);
		}
		if (o->temp != NULL || errno != EEXIST)
			break;
	}
	if (o->temp == NULL)
		return err_set_errno(error, errno, "make a temporary name beside it");
	o->pending = true;
	if (o->directory)
		o->fd = openat(o->parent, o->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (o->fd < 0)
		return err_set_errno(error, errno, "open the temporary name beside it");
	return true;
}

static void
output_release(struct output *o)
{
	/* If it is not committed, the failure that matters was reported. */
	if (o->pending)
		(void)!remove_tree(o->parent, o->temp, NULL);
	if (o->fd >= 0)
		close(o->fd);
	if (o->parent >= 0)
		close(o->parent);
	g_free(o->path);
	g_free(o->name);
	g_free(o->temp);
	g_free(o->aside);
}

/* Puts the output's name in front of an error, unless ok. */
static bool
name_output(const struct output *o, bool ok, GError **error)
{
	if (!ok)
		g_prefix_error(error, "%s: ", o->path);
	return ok;
}

static bool
output_start(struct output *o, const char *path, unsigned mode, GError **error)
{
	o->parent = o->fd = -1;
	o->path = g_strdup(path);
	return name_output(o,
	    split_path(o, path, error) && check_target(o, o->name, error) &&
		make_temporary(o, mode, error),
	    error);
}

static bool
rename_within(const struct output *o, const char *from, const char *to)
{
	return renameat(o->parent, from, o->parent, to) == 0;
}

static bool
rename_with(const struct output *o, unsigned flags)
{
	return renameat2(o->parent, o->temp, o->parent, o->name, flags) == 0;
}

/* Whether the last renameat2 failed because the file system lacks its flags. */
static bool
flags_unsupported(void)
{
	return errno == EINVAL || errno == ENOSYS || errno == ENOTSUP;
}

/* Renames where nothing, or for a directory an empty one, may be in the way. */
static bool
place_new(struct output *o)
{
	/* rename(2) itself replaces only an empty directory by a directory. */
	if (o->directory)
		return rename_within(o, o->temp, o->name);
	if (rename_with(o, RENAME_NOREPLACE))
		return true;
	if (!flags_unsupported() || linkat(o->parent, o->temp, o->parent, o->name, 0) != 0)
		return false;
	return unlinkat(o->parent, o->temp, 0) == 0;
}

/* Takes the place of what is there, which goes to o->aside. */
static bool
place_over(struct output *o)
{
	g_autofree char *aside = NULL;

	if (rename_with(o, RENAME_EXCHANGE)) {
		o->aside = g_strdup(o->temp);
		return true;
	}
	if (errno == ENOENT)
		return rename_within(o, o->temp, o->name);
	if (!flags_unsupported())
		return false;
	aside = g_strconcat(o->temp, ".old", NULL);
	if (!rename_within(o, o->name, aside))
		return errno == ENOENT && rename_within(o, o->temp, o->name);
	if (!rename_within(o, o->temp, o->name)) {
		int errnum = errno;

		rename_within(o, aside, o->name);
		errno = errnum;
		return false;
	}
	o->aside = g_steal_pointer(&aside);
	return true;
}

/* Undoes place_new or place_over as far as that can be. */
static void
take_back(struct output *o)
{
	if (o->aside == NULL) {
		rename_within(o, o->name, o->temp);
	} else if (strcmp(o->aside, o->temp) == 0) {
		rename_with(o, RENAME_EXCHANGE);
	} else {
		rename_within(o, o->name, o->temp);
		rename_within(o, o->aside, o->name);
	}
	g_clear_pointer(&o->aside, g_free);
}

static bool
sync_parent(const struct output *o)
{
	/* EINVAL: a file system that has no such thing. */
	return fsync(o->parent) == 0 || errno == EINVAL;
}

/* The last steps of both kinds: o is on the disk under its temporary name. */
static bool
output_place(struct output *o, GError **error)
{
	if (!(o->force ? place_over(o) : place_new(o))) {
		if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR)
			return err_set(error, ERR_USAGE, "has come to exist meanwhile");
		return err_set_errno(error, errno, "rename into place");
	}
	/* What came to be there since the start is nobody's to remove. */
	if (o->aside != NULL && !check_target(o, o->aside, error)) {
		take_back(o);
		return false;
	}
	if (!sync_parent(o)) {
		err_set_errno(error, errno, "sync its directory");
		take_back(o);
		return false;
	}
	o->pending = false;
	if (o->aside != NULL && !remove_tree(o->parent, o->aside, error)) {
		g_prefix_error(error,
		    "the output is complete, but what it replaced is still there as %s: ",
		    o->aside);
		return false;
	}
	return true;
}

struct outdir *
outdir_open(const char *path, bool force, GError **error)
{
	g_autoptr(outdir) d = g_new0(struct outdir, 1);

	d->o.directory = true;
	d->o.force = force;
	return output_start(&d->o, path, 0, error) ? g_steal_pointer(&d) : NULL;
}

int
outdir_fd(const struct outdir *d)
{
	return d->o.fd;
}

bool
outdir_commit(struct outdir *d, GError **error)
{
	bool ok = true;

	outmark_set(d->o.fd);
	ok = syncfs(d->o.fd) == 0 || err_set_errno(error, errno, "sync");
	return name_output(&d->o, ok && output_place(&d->o, error), error);
}

void
outdir_close(struct outdir *d)
{
	if (d == NULL)
		return;
	output_release(&d->o);
	g_free(d);
}

struct outfile *
outfile_open(const char *path, unsigned mode, bool force, GError **error)
{
	g_autoptr(outfile) f = g_new0(struct outfile, 1);

	f->o.force = force;
	return output_start(&f->o, path, mode, error) ? g_steal_pointer(&f) : NULL;
}

int
outfile_fd(const struct outfile *f)
{
	return f->o.fd;
}

/* A file without sync, such as /dev/null's, is as safe as it can be. */
static bool
sync_and_close(struct output *o, GError **error)
{
	int fd = o->fd;

	if (fsync(fd) != 0 && errno != EINVAL)
		return err_set_errno(error, errno, "sync");
	o->fd = -1;
	return close(fd) == 0 || err_set_errno(error, errno, "close");
}

bool
outfile_commit(struct outfile *f, GError **error)
{
	return name_output(
	    &f->o, sync_and_close(&f->o, error) && output_place(&f->o, error), error);
}

void
outfile_close(struct outfile *f)
{
	if (f == NULL)
		return;
	output_release(&f->o);
	g_free(f);
}
