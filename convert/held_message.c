/* SPDX-License-Identifier: Apache-2.0 */
/* A message that is held; see held_message.h. */
#include "convert/held_message.h"

#include <sodium.h>

struct held_message {
	struct spill *spill;
	GPtrArray *buffers; /* struct buffer *: all of it, unless it is spilled */
	bool spilled;
	guint64 len;
};

static void
unref_buffer(gpointer b)
{
	buffer_unref(b);
}

struct held_message *
held_message_new(struct spill *long_ones)
{
	struct held_message *h = g_new0(struct held_message, 1);

	h->spill = long_ones;
	h->buffers = g_ptr_array_new_with_free_func(unref_buffer);
	return h;
}

void
held_message_free(struct held_message *h)
{
	if (h == NULL)
		return;
	g_ptr_array_unref(h->buffers);
	g_free(h);
}

void
held_message_begin(struct held_message *h)
{
	if (h->spilled)
		spill_begin(h->spill); /* which gives its space back */
	g_ptr_array_set_size(h->buffers, 0);
	h->spilled = false;
	h->len = 0;
}

/* What was in memory goes into the spill. */
static bool
spill_all(struct held_message *h, GError **error)
{
	spill_begin(h->spill);
	h->spilled = true;
	for (guint i = 0; i < h->buffers->len; i++) {
		const struct buffer *b = h->buffers->pdata[i];

		if (!spill_write(h->spill, b->data, b->len, error))
			return false;
	}
	g_ptr_array_set_size(h->buffers, 0);
	return true;
}

/* The bytes of the span, in a buffer that has nothing else. */
static struct buffer *
own(const struct span *s)
{
	GByteArray *copy;

	if (s->owner != NULL && s->owner->data == s->data && s->owner->len == s->len)
		return buffer_ref(s->owner);
	copy = g_byte_array_new();
	g_byte_array_append(copy, s->data, (guint)s->len);
	return buffer_take(copy);
}

bool
held_message_add(struct held_message *h, const struct span *s, GError **error)
{
	h->len += s->len;
	if (!h->spilled)
		g_ptr_array_add(h->buffers, own(s));
	if (h->spilled)
		return spill_write(h->spill, s->data, s->len, error);
	return h->len <= HELD_MESSAGE_MEMORY || h->spill == NULL || spill_all(h, error);
}

guint64
held_message_len(const struct held_message *h)
{
	return h->len;
}

static bool
give_spilled(struct held_message *h, void (*take)(void *user, const struct span *s), void *user,
    GError **error)
{
	struct spill_place place;
	gssize n = 1;

	if (!spill_end(h->spill, error))
		return false;
	spill_get_place(h->spill, &place);
	for (guint64 page = 0; n > 0 && page * SPILL_PAGE < h->len; page++) {
		g_autoptr(buffer) b = buffer_new(SPILL_PAGE);

		n = spill_read_page(spill_descriptor(h->spill), &place, page, b->data);
		b->len = (size_t)MAX(n, 0);
		if (n > 0)
			take(user, &(struct span){.owner = b, .data = b->data, .len = b->len});
	}
	sodium_memzero(&place, sizeof(place));
	return n > 0 || err_set(error, ERR_IO, "what was spilled of a message cannot be read");
}

bool
held_message_give(struct held_message *h, void (*take)(void *user, const struct span *s),
    void *user, GError **error)
{
	if (h->spilled)
		return give_spilled(h, take, user, error);
	for (guint i = 0; i < h->buffers->len; i++) {
		struct buffer *b = h->buffers->pdata[i];

		take(user, &(struct span){.owner = b, .data = b->data, .len = b->len});
	}
	return true;
}
