/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a directory with everything in it; see remove.h. */
#include "convert/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Adds a failure to *error unless there is one already; always false. */
static bool
failed(GError **error, const char *what)
{
	if (error != NULL && *error != NULL)
		return false;
	return err_set_errno(error, errno, what);
}

static bool
is_dot(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes everything in the directory fd, and closes it. */
static bool
remove_content(int fd, GError **error)
{
	DIR *dir = fdopendir(fd);
	struct dirent *e;
	bool ok = true;

	if (dir == NULL) {
		failed(error, "list a directory to be removed");
		close(fd);
		return false;
	}
	while ((errno = 0, e = readdir(dir)) != NULL)
		if (!is_dot(e->d_name))
			ok = remove_tree(fd, e->d_name, error) && ok;
	if (errno != 0)
		ok = failed(error, "list a directory to be removed");
	closedir(dir);
	return ok;
}

/* Opens a directory that its owner may not read, which he can change. */
static int
open_unreadable(int dirfd, const char *name)
{
	int at = openat(dirfd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	g_autofree char *same = g_strdup_printf("/proc/self/fd/%d", at);
	int fd;

	if (at < 0)
		return -1;
	/* By its descriptor, as by its name it might be something else by now. */
	fd = chmod(same, S_IRWXU) == 0 ? openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	close(at);
	return fd;
}

/* Opens a directory to remove what is in it, which takes all permissions of its owner. */
static int
open_directory(int dirfd, const char *name)
{
	int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 && errno == EACCES)
		return open_unreadable(dirfd, name);
	/* Where that does not work, the removal says so. */
	if (fd >= 0 && fstat(fd, &st) == 0 && (st.st_mode & S_IRWXU) != S_IRWXU)
		(void)!fchmod(fd, (st.st_mode & 07777) | S_IRWXU);
	return fd;
}

bool
remove_tree(int dirfd, const char *name, GError **error)
{
	bool ok;
	int fd;

	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return failed(error, "remove a file");
	fd = open_directory(dirfd, name);
	if (fd < 0)
		return failed(error, "open a directory to be removed");
	ok = remove_content(fd, error);
	if (unlinkat(dirfd, name, AT_REMOVEDIR) != 0)
		ok = failed(error, "remove a directory");
	return ok;
}
