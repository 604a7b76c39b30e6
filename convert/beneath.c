/* SPDX-License-Identifier: Apache-2.0 */
/* Opening files below a directory and nowhere else; see beneath.h. */
#include "convert/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Opens the first len bytes of path, fewer than PATH_MAX, below dir. */
typedef int opener(int dir, const char *path, size_t len, int flags);

static int
open_one(int dir, const char *path, size_t len, int flags)
{
	char name[PATH_MAX];

	memcpy(name, path, len);
	name[len] = '\0';
	return openat(dir, len == 0 ? "." : name, flags);
}

static int
open_several(int dir, const char *path, size_t len, int flags)
{
	char names[PATH_MAX];
	struct open_how how = {
	    .flags = (__u64)flags,
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	memcpy(names, path, len);
	names[len] = '\0';
	return (int)syscall(SYS_openat2, dir, len == 0 ? "." : names, &how, sizeof(how));
}

/* Only the owner of a file may ask that its atime stays; O_PATH leaves it alone anyway. */
static int
open_noatime(opener *open, int dir, const char *path, size_t len, int flags)
{
	int fd;

	flags |= O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK;
	if ((flags & O_PATH) != 0)
		return open(
		    dir, path, len, flags & (O_PATH | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY));
	fd = open(dir, path, len, flags | O_NOATIME);
	return fd < 0 && errno == EPERM ? open(dir, path, len, flags) : fd;
}

static bool
path_clean(const char *path)
{
	const char *end;

	if (*path == '\0')
		return true;
	for (;; path = end + 1) {
		size_t len = strcspn(path, "/");

		end = path + len;
		if (len == 0 || len > NAME_MAX || (len <= 2 && strncmp(path, "..", len) == 0))
			return false;
		if (*end == '\0')
			return true;
	}
}

/* How much of path goes into one call: whole names, at most max bytes or one name. */
static size_t
piece_length(const char *path, size_t max)
{
	size_t len = strcspn(path, "/");

	while (path[len] != '\0') {
		size_t more = len + 1 + strcspn(path + len + 1, "/");

		if (more > max)
			break;
		len = more;
	}
	return len;
}

static int
open_in_pieces(opener *open, size_t max, int root, const char *path, int flags)
{
	int dir = root;

	if (!path_clean(path)) {
		errno = EINVAL;
		return -1;
	}
	for (;;) {
		size_t len = piece_length(path, max);
		bool final = path[len] == '\0';
		int fd = open_noatime(open, dir, path, len, final ? flags : O_PATH | O_DIRECTORY);
		int errnum = errno;

		if (dir != root)
			close(dir);
		errno = errnum;
		if (final || fd < 0)
			return fd;
		dir = fd;
		path += len + 1;
	}
}

int
beneath_open_by_name(int root, const char *path, int flags)
{
	return open_in_pieces(open_one, 0, root, path, flags);
}

int
beneath_open(int root, const char *path, int flags)
{
	int fd = open_in_pieces(open_several, PATH_MAX - 1, root, path, flags);

	return fd < 0 && errno == ENOSYS ? beneath_open_by_name(root, path, flags) : fd;
}
