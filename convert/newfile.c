/* SPDX-License-Identifier: Apache-2.0 */
/* New files of the output, made by several threads; see newfile.h. */
#include "convert/newfile.h"

#include "convert/newfile_batch.h"
#include "convert/spool.h"

#define MEMORY_MAX SPOOL_MEMORY /* a file of more bytes is written as they come */
#define PENDING_MAX 8           /* batches under way */

struct newfiles {
	enum newfile_naming naming;
	struct ordered *ordered;
	guint pending;
	struct newfile_batch *batch; /* where the file at hand is, unless large */
	bool large;                  /* the file at hand is in spool */
	struct spool *spool;
	struct blake2b hash; /* of what is in it */
	guint64 failed;
};

struct newfiles *
newfiles_new(int dirfd, enum newfile_naming naming)
{
	struct newfiles *n = g_new0(struct newfiles, 1);

	n->naming = naming;
	n->ordered = ordered_new(ordered_threads(), G_MAXSIZE);
	n->batch = newfile_batch_new(naming);
	n->spool = spool_new(dirfd);
	return n;
}

void
newfiles_free(struct newfiles *n)
{
	if (n == NULL)
		return;
	ordered_cancel(n->ordered);
	for (struct job *j; (j = ordered_pop_pending(n->ordered)) != NULL;)
		newfile_batch_free((struct newfile_batch *)j);
	ordered_free(n->ordered);
	newfile_batch_free(n->batch);
	spool_free(n->spool);
	g_free(n);
}

guint64
newfiles_failed(const struct newfiles *n)
{
	return n->failed;
}

static bool
write_large(struct newfiles *n, const void *data, size_t len, GError **error)
{
	if (n->naming == NEWFILE_BY_DIGEST)
		blake2b_update(&n->hash, data, len);
	return spool_write(n->spool, data, len, error);
}

/* The file at hand has become large. */
static bool
move_to_spool(struct newfiles *n, GError **error)
{
	size_t len;
	const unsigned char *data = newfile_batch_current(n->batch, &len);

	n->large = true;
	blake2b_init(&n->hash, BLAKE2B_256_SIZE);
	if (!write_large(n, data, len, error))
		return false;
	newfile_batch_drop(n->batch);
	return true;
}

bool
newfiles_write(struct newfiles *n, const void *data, size_t len, GError **error)
{
	size_t had;

	newfile_batch_current(n->batch, &had);
	if (!n->large && len > MEMORY_MAX - had && !move_to_spool(n, error))
		return false;
	if (n->large)
		return write_large(n, data, len, error);
	newfile_batch_write(n->batch, data, len);
	return true;
}

/* Waits until no more than max batches are under way. */
static bool
collect(struct newfiles *n, guint max, GError **error)
{
	while (n->pending > max) {
		struct newfile_batch *b = (struct newfile_batch *)ordered_pop_pending(n->ordered);
		bool ok = newfile_batch_check(b, &n->failed, error);

		n->pending--;
		newfile_batch_free(b);
		if (!ok)
			return false;
	}
	return true;
}

static void
hand_out(struct newfiles *n)
{
	ordered_push(n->ordered, newfile_batch_job(n->batch));
	n->pending++;
	n->batch = newfile_batch_new(n->naming);
}

static bool
keep_large(struct newfiles *n, const struct newfile *f, GError **error)
{
	g_autoptr(GString) name = g_string_new(NULL);
	unsigned char digest[BLAKE2B_256_SIZE];

	blake2b_final(&n->hash, digest);
	newfile_name(name, f->prefix, f->suffix, spool_len(n->spool),
	    n->naming == NEWFILE_BY_DIGEST ? digest : NULL);
	n->large = false;
	return spool_keep(n->spool, f->dir->fd, name->str, f->mtime, error);
}

bool
newfiles_keep(struct newfiles *n, const struct newfile *f, GError **error)
{
	if (n->large)
		return keep_large(n, f, error);
	newfile_batch_keep(n->batch, f);
	if (!newfile_batch_is_full(n->batch))
		return true;
	hand_out(n);
	return collect(n, PENDING_MAX - 1, error);
}

bool
newfiles_finish(struct newfiles *n, GError **error)
{
	hand_out(n);
	return collect(n, 0, error);
}

void
newfile_name(
    GString *name, const char *prefix, const char *suffix, guint64 len, const unsigned char *digest)
{
	g_string_assign(name, prefix);
	if (digest == NULL) {
		g_string_append_printf(name, "%" G_GUINT64_FORMAT, len);
	} else {
		for (int i = 0; i < 8; i++)
			g_string_append_printf(name, "%02x", digest[i]);
	}
	g_string_append(name, suffix);
}
