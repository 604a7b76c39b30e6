/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a message on their way to a worker; see content.h. */
#include "convert/content.h"

#include <string.h>

static void
span_clear(gpointer p)
{
	buffer_unref(((struct span *)p)->owner);
}

void
content_begin(struct content *c, size_t max)
{
	memset(c, 0, sizeof(*c));
	c->max = max;
	c->spans = g_array_new(FALSE, FALSE, sizeof(struct span));
	g_array_set_clear_func(c->spans, span_clear);
}

/* From here on the message is digested as it comes. */
static void
start_stream(struct content *c)
{
	c->streamed = true;
	c->canon = canon_new();
	canon_begin(c->canon);
	for (guint i = 0; i < c->spans->len; i++) {
		const struct span *s = &g_array_index(c->spans, struct span, i);
		canon_update(c->canon, s->data, s->len);
	}
}

/* Keeps bytes; those that go on where the last ones ended, in the same buffer, become one span. */
static void
keep(struct content *c, const struct span *s)
{
	struct span *last = NULL;

	if (c->spans->len > 0)
		last = &g_array_index(c->spans, struct span, c->spans->len - 1);
	c->kept += s->len;
	if (last != NULL && last->owner == s->owner && last->data + last->len == s->data) {
		last->len += s->len;
		return;
	}
	if (s->owner != NULL)
		buffer_ref(s->owner);
	g_array_append_val(c->spans, *s);
}

void
content_add(struct content *c, const struct span *s)
{
	struct span first = *s;

	if (!c->streamed && s->len > c->max - c->len)
		start_stream(c);
	if (c->streamed)
		canon_update(c->canon, s->data, s->len);
	c->len += s->len;
	first.len = MIN(s->len, c->max - c->kept);
	if (first.len > 0)
		keep(c, &first);
}

void
content_end(struct content *c)
{
	if (c->canon != NULL)
		canon_end(c->canon, &c->digests);
	g_clear_pointer(&c->canon, canon_free);
}

void
content_release(struct content *c)
{
	g_clear_pointer(&c->spans, g_array_unref);
	g_clear_pointer(&c->canon, canon_free);
}

/*
 * The kept bytes in one piece: borrowed from their span, or gathered in *owned. Then the spans are
 * let go at once, since what they hold may be large.
 */
static const void *
gather(struct content *c, unsigned char **owned)
{
	size_t at = 0;

	if (c->spans == NULL || c->spans->len == 0)
		return "";
	if (c->spans->len == 1)
		return g_array_index(c->spans, struct span, 0).data;
	*owned = g_malloc(c->kept);
	for (guint i = 0; i < c->spans->len; i++) {
		const struct span *s = &g_array_index(c->spans, struct span, i);
		memcpy(*owned + at, s->data, s->len);
		at += s->len;
	}
	content_release(c);
	return *owned;
}

void
contents_read(struct contents_read *r, struct content *const *contents, guint n)
{
	r->n = n;
	r->data = g_new(const void *, n);
	r->owned = g_new0(unsigned char *, n);
	r->digests = g_new(struct canon_digests, n);
	r->queue = blake2b_queue_new();
	for (guint i = 0; i < n; i++) {
		r->data[i] = gather(contents[i], &r->owned[i]);
		if (contents[i]->streamed)
			r->digests[i] = contents[i]->digests;
		else
			canon_add(r->queue, r->data[i], contents[i]->kept, &r->digests[i]);
	}
}

void
contents_digest(struct contents_read *r)
{
	blake2b_queue_run(r->queue);
	for (guint i = 0; i < r->n; i++)
		canon_complete(&r->digests[i]);
}

void
contents_read_clear(struct contents_read *r)
{
	for (guint i = 0; i < r->n; i++)
		g_free(r->owned[i]);
	g_free(r->data);
	g_free(r->owned);
	g_free(r->digests);
	blake2b_queue_free(r->queue);
}
