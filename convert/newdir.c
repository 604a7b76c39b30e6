/* SPDX-License-Identifier: Apache-2.0 */
/* Directories of the output with a reference count; see newdir.h. */
#include "convert/newdir.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct newdir *
newdir_open(int dirfd, const char *path, GError **error)
{
	struct newdir *d;
	int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0) {
		err_set_errno(error, errno, "open a directory of the output");
		return NULL;
	}
	d = g_atomic_rc_box_new(struct newdir);
	d->fd = fd;
	return d;
}

struct newdir *
newdir_ref(struct newdir *d)
{
	return g_atomic_rc_box_acquire(d);
}

static void
clear(gpointer p)
{
	close(((struct newdir *)p)->fd);
}

void
newdir_unref(struct newdir *d)
{
	if (d != NULL)
		g_atomic_rc_box_release_full(d, clear);
}
