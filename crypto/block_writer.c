/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a volume on their way; see block_writer.h. */
#include "crypto/block_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "crypto/hashtree.h"
#include "crypto/layout.h"

#define OUT_SIZE (64 * BLOCK_SIZE)   /* bytes gathered before they are hashed and written */
#define SEND_SIZE (32 * 1024 * 1024) /* bytes that are sent to the medium at a time */

struct block_writer {
	int fd;
	guint64 at;         /* bytes so far, those in out included */
	unsigned char *out; /* OUT_SIZE bytes, of which the first fill are not written yet */
	size_t fill;
	guint64 sent;         /* bytes whose way to the medium has begun */
	bool in_data;         /* what is in out are data blocks, which become leaves */
	struct blake2b whole; /* BLAKE2b-512 of what was written */
	unsigned char (*leaves)[HASH_SIZE]; /* of the open stripe: room for STRIPE_BLOCKS */
	size_t nleaves;
};

struct block_writer *
block_writer_new(int fd)
{
	struct block_writer *w = g_new0(struct block_writer, 1);

	w->fd = fd;
	w->out = g_malloc(OUT_SIZE);
	w->in_data = true;
	w->leaves = g_malloc((gsize)STRIPE_BLOCKS * HASH_SIZE);
	blake2b_init(&w->whole, BLAKE2B_512_SIZE);
	return w;
}

void
block_writer_free(struct block_writer *w)
{
	if (w == NULL)
		return;
	g_free(w->out);
	g_free(w->leaves);
	g_free(w);
}

static bool
write_out(struct block_writer *w, GError **error)
{
	for (size_t done = 0; done < w->fill;) {
		ssize_t n = write(w->fd, w->out + done, w->fill - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set_errno(error, errno, "write");
		done += (size_t)n;
	}
	w->fill = 0;
	return true;
}

/*
 * The medium works while the rest is made, so that the caller's sync finds little left to do.
 * Advice only: a pipe cannot take it, and whoever syncs will hear of errors.
 */
static void
send_on(struct block_writer *w)
{
	if (w->at - w->sent < SEND_SIZE)
		return;
	(void)sync_file_range(
	    w->fd, (off_t)w->sent, (off_t)(w->at - w->sent), SYNC_FILE_RANGE_WRITE);
	w->sent = w->at;
}

bool
block_writer_flush(struct block_writer *w, GError **error)
{
	size_t nblocks = w->fill / BLOCK_SIZE;

	if (w->in_data) {
		g_assert(w->fill % BLOCK_SIZE == 0 && w->nleaves + nblocks <= STRIPE_BLOCKS);
		hashtree_leaves(w->out, nblocks, BLOCK_SIZE, w->leaves + w->nleaves);
		w->nleaves += nblocks;
	}
	blake2b_update(&w->whole, w->out, w->fill);
	if (!write_out(w, error))
		return false;
	send_on(w);
	return true;
}

bool
block_writer_append(struct block_writer *w, const void *data, guint64 len, GError **error)
{
	const unsigned char *p = data;

	while (len > 0) {
		size_t n = (size_t)MIN(len, (guint64)(OUT_SIZE - w->fill));

		if (p != NULL) {
			memcpy(w->out + w->fill, p, n);
			p += n;
		} else {
			memset(w->out + w->fill, 0, n);
		}
		w->fill += n;
		w->at += n;
		len -= n;
		if (w->fill == OUT_SIZE && !block_writer_flush(w, error))
			return false;
	}
	return true;
}

guint64
block_writer_at(const struct block_writer *w)
{
	return w->at;
}

bool
block_writer_end_data(struct block_writer *w, GError **error)
{
	bool ok = block_writer_flush(w, error);

	w->in_data = false;
	return ok;
}

const unsigned char *
block_writer_leaves(const struct block_writer *w, size_t *nblocks)
{
	*nblocks = w->nleaves;
	return w->leaves[0];
}

bool
block_writer_begin_data(struct block_writer *w, GError **error)
{
	bool ok = block_writer_flush(w, error);

	w->in_data = true;
	w->nleaves = 0;
	return ok;
}

void
block_writer_digest(const struct block_writer *w, unsigned char out[BLAKE2B_512_SIZE])
{
	struct blake2b copy = w->whole;

	blake2b_final(&copy, out);
}
