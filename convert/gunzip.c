/* SPDX-License-Identifier: Apache-2.0 */
/* gzip, read with its checks; see gunzip.h. */
#include "convert/gunzip.h"

#include <isa-l/igzip_lib.h>
#include <string.h>

#define PIECE (64 * 1024)
#define GIVEN_BACK 8 /* bytes that ISA-L takes too many, and moves next_in back over at the end */
#define MAGIC "\x1f\x8b"
#define MAGIC_LEN 2

struct gunzip {
	struct unpack_input *in;
	guint64 at;      /* in the file, behind what is in piece */
	bool input_ends; /* piece has the last of it */
	bool ended;
	bool goes_on;
	const char *why; /* damage that comes after what was given out */
	struct inflate_state state;
	unsigned char piece[GIVEN_BACK + PIECE];
};

bool
gunzip_claims(struct unpack_input *in)
{
	char magic[MAGIC_LEN];

	return unpack_input_read(in, magic, MAGIC_LEN, 0) == MAGIC_LEN &&
	    memcmp(magic, MAGIC, MAGIC_LEN) == 0;
}

struct gunzip *
gunzip_new(struct unpack_input *in)
{
	struct gunzip *g = g_new0(struct gunzip, 1);

	g->in = in;
	isal_inflate_init(&g->state);
	g->state.crc_flag = ISAL_GZIP;
	g->state.next_in = g->piece + GIVEN_BACK;
	return g;
}

void
gunzip_free(struct gunzip *g)
{
	g_free(g);
}

/* Puts more behind what is left of the piece, which goes to its front with what may be given back. */
static void
fill(struct gunzip *g)
{
	size_t left = g->state.avail_in;
	gssize n;

	memmove(g->piece, g->state.next_in - GIVEN_BACK, GIVEN_BACK + left);
	n = unpack_input_read(g->in, g->piece + GIVEN_BACK + left, PIECE - left, g->at);
	if (n < 0)
		g->why = "it cannot be read";
	g->input_ends = n <= 0;
	g->at += (guint64)MAX(n, 0);
	g->state.next_in = g->piece + GIVEN_BACK;
	g->state.avail_in = (uint32_t)(left + (size_t)MAX(n, 0));
}

/* Behind a member: another one begins, or the end is here. */
static void
next_member(struct gunzip *g)
{
	g->ended = g->state.avail_in < MAGIC_LEN || memcmp(g->state.next_in, MAGIC, MAGIC_LEN) != 0;
	g->goes_on = g->ended && g->state.avail_in > 0;
	if (!g->ended)
		isal_inflate_reset(&g->state);
}

static void
step(struct gunzip *g)
{
	uint32_t in = g->state.avail_in, out = g->state.avail_out;
	int rc;

	if (in < MAGIC_LEN && !g->input_ends) {
		fill(g);
		return;
	}
	if (g->state.block_state == ISAL_BLOCK_FINISH) {
		next_member(g);
		return;
	}
	rc = isal_inflate(&g->state);
	if (rc == ISAL_INCORRECT_CHECKSUM)
		g->why = "gzip: its check does not match";
	else if (rc < 0)
		g->why = "gzip: it is damaged";
	else if (g->input_ends && g->state.avail_in == in && g->state.avail_out == out &&
	    g->state.block_state != ISAL_BLOCK_FINISH)
		g->why = "gzip: it is cut off";
	else if (g->state.avail_in == in && g->state.avail_out == out &&
	    g->state.block_state != ISAL_BLOCK_FINISH)
		fill(g);
}

gssize
gunzip_read(struct gunzip *g, void *buf, size_t len, const char **why)
{
	uint32_t room = (uint32_t)MIN(len, PIECE);

	g->state.next_out = buf;
	g->state.avail_out = room;
	while (g->state.avail_out == room && !g->ended && g->why == NULL)
		step(g);
	*why = g->why;
	if (g->state.avail_out < room)
		return (gssize)(room - g->state.avail_out);
	return g->why != NULL ? -1 : 0;
}

bool
gunzip_goes_on(const struct gunzip *g)
{
	return g->goes_on;
}

guint64
gunzip_taken(const struct gunzip *g)
{
	/* Of damaged input ISA-L's count is wrong. */
	return g->why != NULL ? g->at : g->at - g->state.avail_in;
}
