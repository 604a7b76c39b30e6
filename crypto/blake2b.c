/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BLAKE2b streams, and many messages side by side in the lanes of a kernel;
 * see blake2b.h.
 */
#include "crypto/blake2b.h"

#include <glib.h>
#include <string.h>

#include "crypto/blake2b_kernel.h"

/*
 * A walk over one message in runs of blocks that lie one after the other in
 * memory. All are in place but two, which are put together in edge: the last,
 * which is padded, and the one that begins in head and ends in data.
 */
struct walk {
	const struct blake2b_input *in; /* NULL: none */
	unsigned char *out;
	size_t at;                  /* bytes before block */
	const unsigned char *block; /* the run */
	size_t nblocks;
	uint64_t t, last; /* of its first block, as kernels take them */
	unsigned char edge[BLAKE2B_BLOCK];
};

/* The chaining value before the first block; the parameters are the digest's
 * length, no key, fanout 1 and depth 1 (RFC 7693, 2.5). */
static void
first_h(uint64_t h[8], size_t outlen)
{
	memcpy(h, blake2b_iv, sizeof(blake2b_iv));
	h[0] ^= 0x01010000 ^ outlen;
}

static void
write_digest(unsigned char out[], const uint64_t h[8], size_t outlen)
{
	for (size_t i = 0; i < outlen / 8; i++) {
		uint64_t word = GUINT64_TO_LE(h[i]);

		memcpy(out + 8 * i, &word, 8);
	}
}

void
blake2b_init(struct blake2b *s, size_t outlen)
{
	g_assert(outlen == BLAKE2B_256_SIZE || outlen == BLAKE2B_512_SIZE);
	first_h(s->h, outlen);
	s->compressed = 0;
	s->fill = 0;
	s->outlen = outlen;
}

static void
compress(struct blake2b *s, const unsigned char *block, size_t nblocks)
{
	blake2b_kernel_get()->blocks(s->h, block, nblocks, s->compressed + BLAKE2B_BLOCK, 0);
	s->compressed += nblocks * BLAKE2B_BLOCK;
}

/* A full block stays in buf until more comes, since it may be the last. */
void
blake2b_update(struct blake2b *s, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t room = sizeof(s->buf) - s->fill;

	if (len > room && s->fill > 0) {
		memcpy(s->buf + s->fill, p, room);
		compress(s, s->buf, 1);
		s->fill = 0;
		p += room;
		len -= room;
	}
	if (len > sizeof(s->buf)) {
		size_t nblocks = (len - 1) / BLAKE2B_BLOCK;

		compress(s, p, nblocks);
		p += nblocks * BLAKE2B_BLOCK;
		len -= nblocks * BLAKE2B_BLOCK;
	}
	if (len > 0)
		memcpy(s->buf + s->fill, p, len);
	s->fill += len;
}

void
blake2b_final(struct blake2b *s, unsigned char out[])
{
	memset(s->buf + s->fill, 0, sizeof(s->buf) - s->fill);
	blake2b_kernel_get()->blocks(s->h, s->buf, 1, s->compressed + s->fill, BLAKE2B_LAST);
	write_digest(out, s->h, s->outlen);
}

/* Puts the n bytes of the message at w->at into edge, padded with zeros. */
static void
walk_edge(struct walk *w, size_t n)
{
	const unsigned char *head = w->in->head, *data = w->in->data;
	size_t of_head = w->at < w->in->head_len ? MIN(n, w->in->head_len - w->at) : 0;

	memset(w->edge, 0, sizeof(w->edge));
	if (of_head > 0)
		memcpy(w->edge, head + w->at, of_head);
	if (n > of_head)
		memcpy(w->edge + of_head, data + (w->at + of_head - w->in->head_len), n - of_head);
	w->block = w->edge;
	w->nblocks = 1;
}

/* Finds the run of blocks that begins at w->at. */
static void
walk_run(struct walk *w)
{
	size_t head_len = w->in->head_len, left = w->in->len + head_len - w->at;
	bool last = left <= BLAKE2B_BLOCK, in_head = w->at < head_len;

	w->t = w->at + MIN(left, BLAKE2B_BLOCK);
	w->last = last ? BLAKE2B_LAST : 0;
	if (last || (in_head && head_len - w->at < BLAKE2B_BLOCK)) {
		walk_edge(w, MIN(left, BLAKE2B_BLOCK));
	} else if (in_head) {
		w->block = (const unsigned char *)w->in->head + w->at;
		w->nblocks = MIN(left - 1, head_len - w->at) / BLAKE2B_BLOCK;
	} else {
		w->block = (const unsigned char *)w->in->data + (w->at - head_len);
		w->nblocks = (left - 1) / BLAKE2B_BLOCK;
	}
}

/* Goes on by nblocks, at most the rest of the run; not behind the last block. */
static void
walk_on(struct walk *w, size_t nblocks)
{
	w->at += nblocks * BLAKE2B_BLOCK;
	w->block += nblocks * BLAKE2B_BLOCK;
	w->t += nblocks * BLAKE2B_BLOCK;
	w->nblocks -= nblocks;
	if (w->nblocks == 0)
		walk_run(w);
}

static void
walk_start(struct walk *w, const struct blake2b_input *in, unsigned char *out)
{
	w->in = in;
	w->out = out;
	w->at = 0;
	walk_run(w);
}

/* Hashes the rest of one message, of which h is the chaining value so far. */
static void
finish_alone(struct walk *w, uint64_t h[8])
{
	const struct blake2b_kernel *k = blake2b_kernel_get();

	for (; w->last == 0; walk_on(w, w->nblocks))
		k->blocks(h, w->block, w->nblocks, w->t, 0);
	k->blocks(h, w->block, 1, w->t, w->last);
	write_digest(w->out, h, BLAKE2B_256_SIZE);
}

/* Many messages on their way through the lanes of a kernel. */
struct batch {
	const struct blake2b_kernel *kernel;
	const struct blake2b_input *in;
	unsigned char (*out)[32];
	size_t n;
	size_t begun;                        /* of them */
	const size_t *order;                 /* in which they begin */
	size_t nbusy;                        /* lanes with a message */
	struct walk walk[BLAKE2B_LANES_MAX]; /* of each lane */
	struct blake2b_lanes lanes;
};

/* Begins the next message, if there is one, with the chaining value h. */
static bool
begin_next(struct batch *b, struct walk *w, uint64_t h[8])
{
	size_t i;

	w->in = NULL;
	if (b->begun == b->n)
		return false;
	i = b->order[b->begun++];
	first_h(h, BLAKE2B_256_SIZE);
	walk_start(w, &b->in[i], b->out[i]);
	return true;
}

static void
fill_lane(struct batch *b, size_t lane)
{
	uint64_t h[8];

	if (!begin_next(b, &b->walk[lane], h))
		return;
	b->nbusy++;
	for (int i = 0; i < 8; i++)
		b->lanes.h[i][lane] = h[i];
}

static void
take_h(const struct batch *b, size_t lane, uint64_t h[8])
{
	for (int i = 0; i < 8; i++)
		h[i] = b->lanes.h[i][lane];
}

static void
finish_lane(struct batch *b, size_t lane)
{
	uint64_t h[8];

	take_h(b, lane, h);
	write_digest(b->walk[lane].out, h, BLAKE2B_256_SIZE);
	b->nbusy--;
	fill_lane(b, lane);
}

/* Takes every lane as far as the shortest run goes. An idle lane compresses
 * what another one does, and nobody looks at the result. */
static void
advance_lanes(struct batch *b)
{
	size_t nlanes = b->kernel->nlanes, run = SIZE_MAX;
	const struct walk *busy = NULL;

	for (size_t i = 0; i < nlanes; i++) {
		if (b->walk[i].in == NULL)
			continue;
		busy = &b->walk[i];
		run = MIN(run, busy->nblocks);
	}
	for (size_t i = 0; i < nlanes; i++) {
		const struct walk *w = b->walk[i].in != NULL ? &b->walk[i] : busy;

		b->lanes.block[i] = w->block;
		b->lanes.t[i] = w->t;
		b->lanes.last[i] = w->last;
	}
	b->kernel->lanes(&b->lanes, run);
	for (size_t i = 0; i < nlanes; i++) {
		if (b->walk[i].in != NULL && b->walk[i].last == 0)
			walk_on(&b->walk[i], run);
		else if (b->walk[i].in != NULL)
			finish_lane(b, i);
	}
}

/* Long messages begin first, lest the last of them be left alone. */
static void
put_in_order(size_t n, const struct blake2b_input in[], size_t order[])
{
	size_t total = 0, limit, at = 0;

	for (size_t i = 0; i < n; i++)
		total += in[i].head_len + in[i].len;
	limit = n > 0 ? total / n * 2 : 0;
	for (size_t i = 0; i < n; i++)
		if (in[i].head_len + in[i].len > limit)
			order[at++] = i;
	for (size_t i = 0; i < n; i++)
		if (in[i].head_len + in[i].len <= limit)
			order[at++] = i;
}

void
blake2b_many(size_t n, const struct blake2b_input in[], unsigned char (*out)[32])
{
	g_autofree size_t *order = g_new(size_t, n);
	struct batch b = {
	    .kernel = blake2b_kernel_get(), .in = in, .out = out, .n = n, .order = order};
	struct walk w;
	uint64_t h[8];

	put_in_order(n, in, order);

	if (b.kernel->lanes != NULL) {
		for (size_t i = 0; i < b.kernel->nlanes; i++)
			fill_lane(&b, i);
		/* one message alone is faster than a quarter of the lanes */
		while (b.nbusy > b.kernel->nlanes / 4)
			advance_lanes(&b);
		for (size_t i = 0; i < b.kernel->nlanes; i++) {
			take_h(&b, i, h);
			if (b.walk[i].in != NULL)
				finish_alone(&b.walk[i], h);
		}
	}
	while (begin_next(&b, &w, h))
		finish_alone(&w, h);
}

const char *
blake2b_kernel(void)
{
	return blake2b_kernel_get()->name;
}
