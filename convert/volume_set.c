/* SPDX-License-Identifier: Apache-2.0 */
/* The volumes of one pouch; see volume_set.h. */
#include "convert/volume_set.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void
clear_file(gpointer p)
{
	struct volume_file *f = p;

	g_free(f->path);
	volume_close(f->volume);
}

static gint
by_number(gconstpointer a, gconstpointer b)
{
	guint64 x = volume_seal(((const struct volume_file *)a)->volume)->volume;
	guint64 y = volume_seal(((const struct volume_file *)b)->volume)->volume;

	return x < y ? -1 : x > y;
}

static bool
open_one(GArray *set, const char *path, GError **error)
{
	struct volume_file f = {.path = g_strdup(path)};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY); /* a fifo is no file */

	if (fd < 0)
		err_set_errno(error, errno, "open");
	else
		f.volume = volume_open(fd, error);
	if (f.volume == NULL) {
		g_prefix_error(error, "%s: ", path);
		g_free(f.path);
		return false;
	}
	g_array_append_val(set, f);
	return true;
}

/* Whether b, whose number follows a's, was made behind it: FORMAT.md, 5.1. */
static bool
follows(struct volume *a, struct volume *b)
{
	const struct preamble *p = volume_preamble(a), *q = volume_preamble(b);
	gsize len;
	const void *text = g_bytes_get_data(volume_seal_text(a)->text, &len);
	unsigned char seal[HASH_SIZE];

	statement_hash(text, len, seal);
	return q->has_previous_seal && memcmp(q->previous_seal, seal, HASH_SIZE) == 0 &&
	    memcmp(volume_seal(a)->slots, volume_seal(b)->slots, HASH_SIZE) == 0 &&
	    memcmp(p->commit, q->commit, sizeof(p->commit)) == 0 && p->nsigners == q->nsigners &&
	    memcmp(p->signers, q->signers, p->nsigners * sizeof(p->signers[0])) == 0;
}

/* Whether the i-th of the sorted set is volume i + 1 of the first one's pouch. */
static bool
check_number(const struct volume_file *set, guint i, GError **error)
{
	const struct seal *s = volume_seal(set[i].volume);

	if (memcmp(s->archive, volume_seal(set->volume)->archive, ARCHIVE_ID_SIZE) != 0)
		return err_set(error, ERR_ALTERED, "%s: belongs to another pouch than %s",
		    set[i].path, set->path);
	if (s->volume < i + 1)
		return err_set(error, ERR_USAGE, "%s: volume %" G_GUINT64_FORMAT " is given twice",
		    set[i].path, s->volume);
	if (s->volume > i + 1)
		return err_set(error, ERR_INCOMPLETE, "volume %u is missing", i + 1);
	return true;
}

/* Whether the i-th of n goes with the one before it, and is the last one if it says so. */
static bool
check_chain(const struct volume_file *set, guint i, guint n, GError **error)
{
	const struct volume_file *f = &set[i];
	bool final = volume_seal(f->volume)->final;

	if (i > 0 && !follows(f[-1].volume, f->volume))
		return err_set(error, ERR_ALTERED, "%s: is not the volume that follows %s", f->path,
		    f[-1].path);
	if (i + 1 < n && final)
		return err_set(
		    error, ERR_ALTERED, "%s: says that it is the last volume, but is not", f->path);
	if (i + 1 == n && !final)
		return err_set(error, ERR_INCOMPLETE, "volumes after %s are missing", f->path);
	return true;
}

GArray *
volume_set_open(const char *const *paths, GError **error)
{
	g_autoptr(GArray) set = g_array_new(FALSE, TRUE, sizeof(struct volume_file));
	const struct volume_file *files;

	g_array_set_clear_func(set, clear_file);
	for (guint i = 0; paths[i] != NULL; i++)
		if (!open_one(set, paths[i], error))
			return NULL;
	g_array_sort(set, by_number);
	files = (const struct volume_file *)(void *)set->data;
	for (guint i = 0; i < set->len; i++)
		if (!check_number(files, i, error))
			return NULL;
	for (guint i = 0; i < set->len; i++)
		if (!check_chain(files, i, set->len, error))
			return NULL;
	return g_steal_pointer(&set);
}
