/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a message on their way to a worker; see content.h. */
#include <string.h>

#include "convert/content.h"

static void
span_clear(gpointer p)
{
	buffer_unref(((struct span *)p)->owner);
}

void
content_begin(struct content *c)
{
	memset(c, 0, sizeof(*c));
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

void
content_add(struct content *c, const struct span *s)
{
	struct span keep = *s;

	if (!c->streamed && c->len + s->len > CONTENT_KEPT)
		start_stream(c);
	if (c->streamed)
		canon_update(c->canon, s->data, s->len);
	c->len += s->len;
	keep.len = MIN(s->len, CONTENT_KEPT - c->kept);
	if (keep.len == 0)
		return;
	if (keep.owner != NULL)
		buffer_ref(keep.owner);
	g_array_append_val(c->spans, keep);
	c->kept += keep.len;
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

/* The kept bytes in one piece: borrowed from their span, or gathered in *owned. */
static const void *
gather(const struct content *c, unsigned char **owned)
{
	size_t at = 0;

	if (c->spans->len == 0)
		return "";
	if (c->spans->len == 1)
		return g_array_index(c->spans, struct span, 0).data;
	*owned = g_malloc(c->kept);
	for (guint i = 0; i < c->spans->len; i++) {
		const struct span *s = &g_array_index(c->spans, struct span, i);
		memcpy(*owned + at, s->data, s->len);
		at += s->len;
	}
	return *owned;
}

void
content_bench_fill(struct content_bench *w, struct content *const *contents, guint n)
{
	g_autofree struct canon_input *in = g_new(struct canon_input, n);

	w->n = n;
	w->data = g_new(const void *, n);
	w->owned = g_new0(unsigned char *, n);
	w->digests = g_new(struct canon_digests, n);
	for (guint i = 0; i < n; i++) {
		w->data[i] = gather(contents[i], &w->owned[i]);
		in[i].data = w->data[i];
		in[i].len = contents[i]->streamed ? 0 : contents[i]->kept;
	}
	canon_many(n, in, w->digests);
	for (guint i = 0; i < n; i++)
		if (contents[i]->streamed)
			w->digests[i] = contents[i]->digests;
}

void
content_bench_clear(struct content_bench *w)
{
	for (guint i = 0; i < w->n; i++)
		g_free(w->owned[i]);
	g_free(w->data);
	g_free(w->owned);
	g_free(w->digests);
}
