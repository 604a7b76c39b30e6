/* SPDX-License-Identifier: Apache-2.0 */
/* Reads, hashes and shows blocks; see block_stream.h. */
#include "verify/block_stream.h"

#include <string.h>

#include "crypto/hashtree.h"
#include "crypto/volume_text.h"

#define PIECE_BLOCKS 64 /* 4 MiB are read and hashed at a time */
#define NPIECES 4       /* one is read, one hashed, the rest evens out */

struct piece {
	unsigned char *bytes;               /* PIECE_BLOCKS blocks */
	gsize nblocks;                      /* 0: the hashing thread shall end */
	unsigned char (*leaves)[HASH_SIZE]; /* where their hashes go */
};

struct block_stream {
	int fd;
	struct piece pieces[NPIECES];
	GThread *thread;    /* NULL: hash as we go */
	GAsyncQueue *full;  /* of struct piece: to be hashed */
	GAsyncQueue *empty; /* of struct piece: to be filled */
};

static gpointer
hash_pieces(gpointer p)
{
	struct block_stream *s = p;
	struct piece *piece;

	while ((piece = g_async_queue_pop(s->full))->nblocks > 0) {
		hashtree_leaves(piece->bytes, piece->nblocks, BLOCK_SIZE, piece->leaves);
		g_async_queue_push(s->empty, piece);
	}
	return NULL;
}

struct block_stream *
block_stream_new(int fd, bool threaded)
{
	struct block_stream *s = g_new0(struct block_stream, 1);

	s->fd = fd;
	s->full = g_async_queue_new();
	s->empty = g_async_queue_new();
	for (int i = 0; i < (threaded ? NPIECES : 1); i++) {
		s->pieces[i].bytes = g_malloc((gsize)PIECE_BLOCKS * BLOCK_SIZE);
		g_async_queue_push(s->empty, &s->pieces[i]);
	}
	if (threaded)
		s->thread = g_thread_new("hash", hash_pieces, s);
	return s;
}

void
block_stream_free(struct block_stream *s)
{
	if (s == NULL)
		return;
	if (s->thread != NULL) {
		struct piece end = {.nblocks = 0};
		g_async_queue_push(s->full, &end);
		g_thread_join(s->thread);
	}
	for (int i = 0; i < NPIECES; i++)
		g_free(s->pieces[i].bytes);
	g_async_queue_unref(s->full);
	g_async_queue_unref(s->empty);
	g_free(s);
}

/* Fills a piece, block by block once reading it as a whole has failed. */
static void
read_piece(struct block_stream *s, struct piece *piece, guint64 at, bool *unreadable)
{
	memset(unreadable, 0, piece->nblocks * sizeof(*unreadable));
	if (volume_pread(s->fd, piece->bytes, piece->nblocks * BLOCK_SIZE, at, NULL))
		return;
	for (gsize i = 0; i < piece->nblocks; i++) {
		unsigned char *block = piece->bytes + i * BLOCK_SIZE;
		unreadable[i] = !volume_pread(s->fd, block, BLOCK_SIZE, at + i * BLOCK_SIZE, NULL);
		if (unreadable[i])
			memset(block, 0, BLOCK_SIZE);
	}
}

/* Waits until the hashing thread has given all pieces back. */
static void
drain(struct block_stream *s)
{
	struct piece *back[NPIECES];

	for (int i = 0; i < NPIECES; i++)
		back[i] = g_async_queue_pop(s->empty);
	for (int i = 0; i < NPIECES; i++)
		g_async_queue_push(s->empty, back[i]);
}

void
block_stream_run(struct block_stream *s, guint64 at, gsize nblocks,
    unsigned char (*leaves)[HASH_SIZE], bool *unreadable, block_visit *visit, void *ctx)
{
	for (gsize done = 0; done < nblocks;) {
		struct piece *piece = g_async_queue_pop(s->empty);
		const unsigned char *bytes = piece->bytes;
		gsize n = piece->nblocks = MIN(nblocks - done, PIECE_BLOCKS);

		piece->leaves = leaves + done;
		read_piece(s, piece, at + done * BLOCK_SIZE, unreadable + done);
		if (s->thread == NULL)
			hashtree_leaves(bytes, n, BLOCK_SIZE, piece->leaves);
		/* Only this thread fills pieces, so this one stays as it is while it is shown. */
		g_async_queue_push(s->thread == NULL ? s->empty : s->full, piece);
		visit(ctx, bytes, n * BLOCK_SIZE, at + done * BLOCK_SIZE);
		done += n;
	}
	if (s->thread != NULL)
		drain(s);
}
