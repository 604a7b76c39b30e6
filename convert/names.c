/* SPDX-License-Identifier: Apache-2.0 */
/* The sorted names in one directory; see names.h. */
#include "convert/names.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

struct names {
	GByteArray *bytes; /* each name with its NUL */
	GArray *at;        /* guint32: where each name begins, in the order of the names */
};

static gint
compare_names(gconstpointer a, gconstpointer b, gpointer bytes)
{
	const char *all = bytes;

	return strcmp(all + *(const guint32 *)a, all + *(const guint32 *)b);
}

static bool
add_name(struct names *n, const char *name, GError **error)
{
	guint len = (guint)strlen(name) + 1;
	guint32 at = n->bytes->len;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	if (len > NAMES_MAX - at)
		return err_set(error, ERR_FORMAT, "more than %u bytes of names", NAMES_MAX);
	g_byte_array_append(n->bytes, (const guint8 *)name, len);
	g_array_append_val(n->at, at);
	return true;
}

static void
read_all(struct names *n, DIR *dir, GError **error)
{
	const struct dirent *d;

	while (errno = 0, (d = readdir(dir)) != NULL)
		if (!add_name(n, d->d_name, error))
			return;
	if (errno != 0)
		err_set_errno(error, errno, "read directory");
}

struct names *
names_read(int fd, GError **error)
{
	struct names *n = g_new0(struct names, 1);
	int copy = dup(fd); /* closedir closes it */
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	n->bytes = g_byte_array_new();
	n->at = g_array_new(FALSE, FALSE, sizeof(guint32));
	if (dir == NULL) {
		err_set_errno(error, errno, "open directory");
		if (copy >= 0)
			close(copy);
		return n;
	}
	read_all(n, dir, error);
	closedir(dir);
	g_array_sort_with_data(n->at, compare_names, n->bytes->data);
	return n;
}

const char *
names_get(const struct names *n, size_t i)
{
	if (i >= n->at->len)
		return NULL;
	return (const char *)n->bytes->data + g_array_index(n->at, guint32, (guint)i);
}

void
names_free(struct names *n)
{
	if (n == NULL)
		return;
	g_byte_array_free(n->bytes, TRUE);
	g_array_free(n->at, TRUE);
	g_free(n);
}
