/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the payload of a pouch; see payload_reader.h. */
#include "convert/payload_reader.h"

#include "convert/ordered.h"

#define AHEAD 2 /* segments read ahead, those at work included */

/* What stands for lost bytes, for as long as anybody looks at them. */
static const unsigned char zeros[65536];

/* A segment on its way. */
struct fetch {
	struct job job;
	struct pouch *pouch;
	guint64 number;
	struct buffer *buffer; /* NULL: it failed */
	GError *error;
};

struct payload_reader {
	struct pouch *pouch;
	struct ordered *ordered;
	segment_lost lost;
	void *user;
	guint64 at, end; /* next byte; bytes of the payload */
	guint64 pushed;  /* the next segment to fetch */
	guint pending;
	struct buffer *now,
	    *then;      /* the segment that at is in, and the next, if it was looked into */
	guint64 number; /* of now */
	bool now_lost, then_lost;
	GByteArray *joined; /* bytes of two segments side by side */
};

static guint64
segment_len(const struct payload_reader *r, guint64 number)
{
	return MIN((guint64)SEGMENT_SIZE, r->end - number * SEGMENT_SIZE);
}

static void
work(struct job *j)
{
	struct fetch *f = (struct fetch *)j;
	g_auto(pouch_scratch) scratch;
	g_autoptr(GByteArray) out = g_byte_array_new();

	pouch_scratch_init(&scratch);
	if (!pouch_read(f->pouch, PACKED_SEGMENT, f->number, &scratch, out, &f->error))
		return;
	f->buffer = buffer_take(g_steal_pointer(&out));
}

static void
fetch_free(struct fetch *f)
{
	buffer_unref(f->buffer);
	g_clear_error(&f->error);
	g_free(f);
}

static void
fetch_ahead(struct payload_reader *r)
{
	while (r->pending < AHEAD && r->pushed * SEGMENT_SIZE < r->end) {
		struct fetch *f = g_new0(struct fetch, 1);

		f->job.work = work;
		f->pouch = r->pouch;
		f->number = r->pushed++;
		ordered_push(r->ordered, &f->job);
		r->pending++;
	}
}

struct payload_reader *
payload_reader_new(struct pouch *p, guint64 at, guint threads, segment_lost lost, void *user)
{
	struct payload_reader *r = g_new0(struct payload_reader, 1);

	r->pouch = p;
	r->ordered = ordered_new(threads != 0 ? threads : ordered_threads(), G_MAXSIZE);
	r->lost = lost;
	r->user = user;
	r->at = at;
	r->end = pouch_seal(p)->payload;
	r->pushed = at / SEGMENT_SIZE;
	r->number = r->pushed;
	r->joined = g_byte_array_new();
	return r;
}

void
payload_reader_free(struct payload_reader *r)
{
	if (r == NULL)
		return;
	for (struct job *j; (j = ordered_pop_pending(r->ordered)) != NULL;)
		fetch_free((struct fetch *)j);
	ordered_free(r->ordered);
	buffer_unref(r->now);
	buffer_unref(r->then);
	g_byte_array_unref(r->joined);
	g_free(r);
}

guint64
payload_reader_at(const struct payload_reader *r)
{
	return r->at;
}

/* What there is for a segment that could not be had. */
static struct buffer *
replace(struct payload_reader *r, const struct fetch *f, GError **error)
{
	guint64 len = segment_len(r, f->number);
	GByteArray *b;

	if (r->lost == NULL) {
		g_propagate_error(error, g_error_copy(f->error));
		return NULL;
	}
	if (!r->lost(r->user, f->number * SEGMENT_SIZE, len, f->error, error))
		return NULL;
	b = g_byte_array_new_take(g_malloc0(len), len);
	return buffer_take(b);
}

/* The next segment in order, which there must be. *lost: it is zeros. */
static struct buffer *
collect(struct payload_reader *r, bool *lost, GError **error)
{
	struct fetch *f;
	struct buffer *b;

	fetch_ahead(r);
	f = (struct fetch *)ordered_pop_pending(r->ordered);
	r->pending--;
	if (f->buffer != NULL && f->buffer->len != segment_len(r, f->number)) {
		g_clear_pointer(&f->buffer, buffer_unref);
		err_set(&f->error, ERR_ALTERED,
		    "segment %" G_GUINT64_FORMAT " has not the length that it must have",
		    f->number);
	}
	*lost = f->buffer == NULL;
	b = f->buffer != NULL ? g_steal_pointer(&f->buffer) : replace(r, f, error);
	fetch_free(f);
	fetch_ahead(r);
	return b;
}

/* Makes now the segment that at is in. */
static bool
turn(struct payload_reader *r, GError **error)
{
	if (r->at >= r->end)
		return err_set(error, ERR_ALTERED, "the payload ends before it should");
	if (r->now != NULL && r->at < r->number * SEGMENT_SIZE + r->now->len)
		return true;
	if (r->now != NULL) {
		buffer_unref(r->now);
		r->now = NULL;
		r->number++;
	}
	r->now = g_steal_pointer(&r->then);
	r->now_lost = r->then_lost;
	if (r->now == NULL)
		r->now = collect(r, &r->now_lost, error);
	return r->now != NULL;
}

bool
payload_reader_next(struct payload_reader *r, guint64 max, struct span *s, GError **error)
{
	size_t from;

	if (!turn(r, error))
		return false;
	from = (size_t)(r->at - r->number * SEGMENT_SIZE);
	s->owner = r->now_lost ? NULL : r->now;
	s->data = r->now_lost ? zeros : r->now->data + from;
	s->len = (size_t)MIN(max, (guint64)(r->now->len - from));
	if (r->now_lost)
		s->len = MIN(s->len, sizeof(zeros));
	r->at += s->len;
	return true;
}

/* Puts the end of now and the start of then side by side. */
static bool
join(struct payload_reader *r, size_t from, size_t len, GError **error)
{
	size_t first = r->now->len - from;

	if (r->then == NULL)
		r->then = collect(r, &r->then_lost, error);
	if (r->then == NULL)
		return false;
	g_byte_array_set_size(r->joined, 0);
	g_byte_array_append(r->joined, r->now->data + from, (guint)first);
	g_byte_array_append(r->joined, r->then->data, (guint)(len - first));
	return true;
}

bool
payload_reader_peek(
    struct payload_reader *r, size_t len, const unsigned char **data, GError **error)
{
	size_t from;

	g_assert(len <= SEGMENT_SIZE);
	if (len == 0) {
		*data = r->joined->data;
		return true;
	}
	if (!turn(r, error))
		return false;
	if (len > r->end - r->at)
		return err_set(error, ERR_ALTERED, "the payload ends before it should");
	from = (size_t)(r->at - r->number * SEGMENT_SIZE);
	if (len <= r->now->len - from) {
		*data = r->now->data + from;
		return true;
	}
	if (!join(r, from, len, error))
		return false;
	*data = r->joined->data;
	return true;
}
