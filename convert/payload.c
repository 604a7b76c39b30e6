/* SPDX-License-Identifier: Apache-2.0 */
/* Cuts the payload into segments; see payload.h. */
#include "convert/payload.h"

#include <string.h>

#include "convert/pax.h"

struct segment {
	struct job job;
	const struct payload_options *options;
	guint64 number;
	size_t len;
	unsigned char *data; /* SEGMENT_SIZE bytes while it is filled; NULL when packed */
	GByteArray *packed;
	GError *error;
};

struct payload {
	struct payload_options options;
	struct ordered *ordered;
	struct segment *open;
	guint64 at, nsegments;
	GByteArray *header;
};

static void
pack(struct job *j)
{
	struct segment *s = (struct segment *)j;
	struct packed_place place = {
	    s->options->archive, s->options->volume, PACKED_SEGMENT, s->number};
	struct packing how = {.to = &s->options->content, .level = s->options->level};

	s->packed = packed_seal(&place, &how, s->data, s->len, &s->error);
	g_clear_pointer(&s->data, g_free);
}

static struct segment *
segment_new(struct payload *p)
{
	struct segment *s = g_new0(struct segment, 1);

	s->job.work = pack;
	s->options = &p->options;
	s->number = p->nsegments++;
	s->data = g_malloc(SEGMENT_SIZE);
	return s;
}

struct payload *
payload_new(const struct payload_options *options, struct ordered *o)
{
	struct payload *p = g_new0(struct payload, 1);

	p->options = *options;
	p->ordered = o;
	p->header = g_byte_array_new();
	return p;
}

guint64
payload_at(const struct payload *p)
{
	return p->at;
}

static void
push(struct payload *p)
{
	/* While it is packed a segment exists up to three times, but not all of them are at once. */
	p->open->job.weight = SEGMENT_SIZE * 5 / 2;
	ordered_push(p->ordered, &g_steal_pointer(&p->open)->job);
}

void
payload_bytes(struct payload *p, const void *data, guint64 len)
{
	const unsigned char *from = data;

	while (len > 0) {
		size_t n;

		if (p->open == NULL)
			p->open = segment_new(p);
		n = (size_t)MIN(len, (guint64)(SEGMENT_SIZE - p->open->len));
		if (from != NULL) {
			memcpy(p->open->data + p->open->len, from, n);
			from += n;
		} else {
			memset(p->open->data + p->open->len, 0, n);
		}
		p->open->len += n;
		p->at += n;
		len -= n;
		if (p->open->len == SEGMENT_SIZE)
			push(p);
	}
}

void
payload_entry(struct payload *p, const struct entry *e, guint64 number)
{
	g_byte_array_set_size(p->header, 0);
	pax_header(e, number, p->header);
	payload_bytes(p, p->header->data, p->header->len);
}

void
payload_pad(struct payload *p, guint64 size)
{
	payload_bytes(p, NULL, pax_padding(size));
}

void
payload_finish(struct payload *p)
{
	payload_bytes(p, NULL, PAX_END);
	if (p->open != NULL)
		push(p);
}

void
payload_free(struct payload *p)
{
	if (p == NULL)
		return;
	segment_free(p->open);
	g_byte_array_unref(p->header);
	g_free(p);
}

struct segment *
segment_of(struct job *j)
{
	return j->work == pack ? (struct segment *)j : NULL;
}

const GByteArray *
segment_packed(struct segment *s, GError **error)
{
	if (s->packed == NULL)
		g_propagate_error(error, g_steal_pointer(&s->error));
	return s->packed;
}

guint64
segment_number(const struct segment *s)
{
	return s->number;
}

size_t
segment_len(const struct segment *s)
{
	return s->len;
}

void
segment_free(struct segment *s)
{
	if (s == NULL)
		return;
	g_free(s->data);
	if (s->packed != NULL)
		g_byte_array_unref(s->packed);
	g_clear_error(&s->error);
	g_free(s);
}
