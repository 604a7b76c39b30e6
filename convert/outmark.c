/* SPDX-License-Identifier: Apache-2.0 */
/* The mark of a directory that mailpouch made; see outmark.h. */
#include "convert/outmark.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define MARK "user.mailpouch.output"
#define MARK_SIZE 64 /* "SECONDS.NANOSECONDS" and more than enough */
#define TICK_MS 2
#define TICKS 1500 /* 3 seconds: FAT's clock, the slowest, takes 2 */

static bool
is_newer(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

/* Writes the mark; *now: the file system's time at which that was. */
static bool
write_mark(int fd, const struct timespec *when, struct timespec *now)
{
	char text[MARK_SIZE];
	struct stat st;
	int len = snprintf(
	    text, sizeof(text), "%lld.%09ld", (long long)when->tv_sec, (long)when->tv_nsec);

	if (fsetxattr(fd, MARK, text, (size_t)len, 0) != 0 || fstat(fd, &st) != 0)
		return false;
	*now = st.st_ctim;
	return true;
}

static bool
read_mark(int fd, struct timespec *when)
{
	char text[MARK_SIZE];
	ssize_t len = fgetxattr(fd, MARK, text, sizeof(text) - 1);
	long long sec;
	long nsec;

	if (len < 0)
		return false;
	text[len] = '\0';
	if (sscanf(text, "%lld.%ld", &sec, &nsec) != 2)
		return false;
	*when = (struct timespec){.tv_sec = (time_t)sec, .tv_nsec = nsec};
	return true;
}

void
outmark_set(int fd)
{
	struct timespec when = {0}, now;

	/* By the file system's clock, which may be that of another machine, and coarse. */
	if (!write_mark(fd, &when, &when))
		return;
	for (int i = 0; i < TICKS && write_mark(fd, &when, &now); i++) {
		if (is_newer(&now, &when))
			return;
		g_usleep(TICK_MS * 1000);
	}
	(void)fremovexattr(fd, MARK);
}

/* What is held against all that is in a directory. */
struct mark {
	struct timespec when;
	dev_t device;
};

static bool check_content(int fd, const struct mark *m, const char *path, GError **error);

/* Looks at what is in a directory, before that itself: so what is newer is named, not where it is. */
static bool
check_below(int fd, const char *name, const struct mark *m, const char *path, GError **error)
{
	int below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (below >= 0)
		return check_content(below, m, path, error);
	/* What its owner may not list he has not added to either, unless it is newer itself. */
	return errno == EACCES || err_set_errno(error, errno, "list what is in it");
}

/*
 * Looks at what has this name in the directory fd; path: its own, within the output. What
 * is mounted there we have not written.
 */
static bool
check_entry(int fd, const char *name, const struct mark *m, const char *path, GError **error)
{
	struct stat st;

	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return err_set_errno(error, errno, "look at what is in it");
	if (st.st_dev == m->device && S_ISDIR(st.st_mode) && !check_below(fd, name, m, path, error))
		return false;
	if (st.st_dev == m->device && !is_newer(&st.st_ctim, &m->when))
		return true;
	return err_set(error, ERR_USAGE,
	    "exists already, and %s in it has changed since mailpouch wrote it: remove it yourself",
	    path);
}

/* Looks at all that is in the directory fd, and closes it; path is its own, or empty. */
static bool
check_content(int fd, const struct mark *m, const char *path, GError **error)
{
	DIR *dir = fdopendir(fd);
	struct dirent *e;
	bool ok = true;

	if (dir == NULL) {
		err_set_errno(error, errno, "list it");
		close(fd);
		return false;
	}
	while (ok && (errno = 0, e = readdir(dir)) != NULL) {
		g_autofree char *below =
		    *path == '\0' ? g_strdup(e->d_name) : g_build_filename(path, e->d_name, NULL);

		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			ok = check_entry(fd, e->d_name, m, below, error);
	}
	if (ok && errno != 0)
		ok = err_set_errno(error, errno, "list it");
	closedir(dir);
	return ok;
}

bool
outmark_check(int parent, const char *name, GError **error)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct mark m;
	struct stat st;

	if (fd < 0)
		return err_set_errno(error, errno, "open it");
	if (fstat(fd, &st) == 0 && read_mark(fd, &m.when)) {
		m.device = st.st_dev;
		return check_content(fd, &m, "", error);
	}
	close(fd);
	return err_set(error, ERR_USAGE,
	    "exists already, and --force replaces only directories that mailpouch made: "
	    "remove it yourself");
}
