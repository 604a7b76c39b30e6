/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that reads a file and hashes it; see file_digest.h. */
#include "verify/file_digest.h"

#include "crypto/blake2b.h"
#include "crypto/volume_text.h"

#define PIECE (1024 * 1024)

struct file_digest {
	int fd;
	guint64 size;
	GThread *thread;
	struct blake2b hash;
	bool whole;
};

static bool
hash_file(struct blake2b *hash, int fd, guint64 size, bool (*go_on)(GError **error), GError **error)
{
	g_autofree unsigned char *bytes = g_malloc(PIECE);

	for (guint64 at = 0; at < size; at += PIECE) {
		gsize len = (gsize)MIN(size - at, PIECE);
		if ((go_on != NULL && !go_on(error)) || !volume_pread(fd, bytes, len, at, error))
			return false;
		blake2b_update(hash, bytes, len);
	}
	return true;
}

bool
file_digest_take(
    int fd, guint64 size, bool (*go_on)(GError **error), unsigned char out[64], GError **error)
{
	struct blake2b hash;

	blake2b_init(&hash, BLAKE2B_512_SIZE);
	if (!hash_file(&hash, fd, size, go_on, error))
		return false;
	blake2b_final(&hash, out);
	return true;
}

static gpointer
run(gpointer p)
{
	struct file_digest *d = p;

	d->whole = hash_file(&d->hash, d->fd, d->size, NULL, NULL);
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
