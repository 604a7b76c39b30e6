/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts without NULs at their end; see text.h. Zeros are held back until something else comes
 * behind them.
 */
#include "convert/msg/text.h"

#include <string.h>

#define PIECE 4096

struct text {
	struct mapi_stream base;
	struct mapi_stream *from;
	guint unit;
	unsigned char piece[PIECE];
	size_t at, len; /* of what is in piece and not given yet */
	guint64 nzeros; /* in front of that, held back */
	guint64 total;  /* bytes read */
	bool ended;
};

/* The zeros at the end, but half a unit of them, which the text has. */
static void
end(struct text *t)
{
	t->ended = true;
	if (t->total % t->unit == 0)
		t->nzeros = (t->total - t->nzeros) % t->unit;
}

static bool
fill(struct text *t, GError **error)
{
	gssize n = mapi_stream_read(t->from, t->piece, sizeof(t->piece), error);

	if (n < 0)
		return false;
	t->at = 0;
	t->len = (size_t)n;
	t->total += (guint64)n;
	if (n == 0)
		end(t);
	return true;
}

static void
count_zeros(struct text *t)
{
	while (t->at < t->len && t->piece[t->at] == 0) {
		t->at++;
		t->nzeros++;
	}
}

static size_t
give_zeros(struct text *t, unsigned char *buf, size_t len)
{
	size_t n = (size_t)MIN((guint64)len, t->nzeros);

	memset(buf, 0, n);
	t->nzeros -= n;
	return n;
}

/* What is in piece up to a zero. */
static size_t
give_bytes(struct text *t, unsigned char *buf, size_t len)
{
	const unsigned char *from = t->piece + t->at;
	size_t n = MIN(len, t->len - t->at);
	const unsigned char *zero = memchr(from, 0, n);

	if (zero != NULL)
		n = (size_t)(zero - from);
	memcpy(buf, from, n);
	t->at += n;
	return n;
}

static gssize
read_text(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct text *t = (struct text *)base;
	size_t done = 0;

	while (done < len) {
		unsigned char *to = (unsigned char *)buf + done;

		if (t->at < t->len && t->piece[t->at] == 0)
			count_zeros(t);
		else if (t->nzeros > 0 && (t->ended || t->at < t->len))
			done += give_zeros(t, to, len - done);
		else if (t->at < t->len)
			done += give_bytes(t, to, len - done);
		else if (t->ended || done > 0)
			break;
		else if (!fill(t, error))
			return -1;
	}
	return (gssize)done;
}

static void
close_text(struct mapi_stream *base)
{
	struct text *t = (struct text *)base;

	mapi_stream_close(t->from);
	g_free(t);
}

struct mapi_stream *
msg_text_open(struct mapi_stream *s, guint unit)
{
	static const struct mapi_stream_ops ops = {read_text, close_text};
	struct text *t = g_new0(struct text, 1);

	t->base.ops = &ops;
	t->from = s;
	t->unit = unit;
	return &t->base;
}
