/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that reads a file and hashes it; see file_digest.h. */
#include "crypto/blake2b.h"
#include "crypto/volume_text.h"
#include "verify/file_digest.h"

#define PIECE (1024 * 1024)

struct file_digest {
	int fd;
	guint64 size;
	GThread *thread;
	struct blake2b hash;
	bool whole;
};

static gpointer
run(gpointer p)
{
	struct file_digest *d = p;
	g_autofree unsigned char *bytes = g_malloc(PIECE);

	for (guint64 at = 0; at < d->size; at += PIECE) {
		gsize len = (gsize)MIN(d->size - at, PIECE);
		if (!volume_pread(d->fd, bytes, len, at, NULL))
			return NULL;
		blake2b_update(&d->hash, bytes, len);
	}
	d->whole = true;
	return NULL;
}

struct file_digest *
file_digest_begin(int fd, guint64 size)
{
	struct file_digest *d = g_new0(struct file_digest, 1);

	d->fd = fd;
	d->size = size;
	blake2b_init(&d->hash, BLAKE2B_512_SIZE);
	d->thread = g_thread_new("digest", run, d);
	return d;
}

bool
file_digest_end(struct file_digest *d, unsigned char out[64])
{
	bool whole;

	g_thread_join(d->thread);
	whole = d->whole;
	blake2b_final(&d->hash, out);
	g_free(d);
	return whole;
}
