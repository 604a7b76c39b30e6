/* SPDX-License-Identifier: Apache-2.0 */
/* Removes a directory with everything in it; see remove.h. */
#include "convert/remove.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
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

bool
remove_tree(int dirfd, const char *name, GError **error)
{
	bool ok;
	int fd;

	if (unlinkat(dirfd, name, 0) == 0 || errno == ENOENT)
		return true;
	if (errno != EISDIR && errno != EPERM)
		return failed(error, "remove a file");
	fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return failed(error, "open a directory to be removed");
	ok = remove_content(fd, error);
	if (unlinkat(dirfd, name, AT_REMOVEDIR) != 0)
		ok = failed(error, "remove a directory");
	return ok;
}
