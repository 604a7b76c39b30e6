/* SPDX-License-Identifier: Apache-2.0 */
/* A derived message on its way to a visitor; see derived_message.h. */
#include "convert/derived_message.h"

#include "convert/envelope.h"
#include "convert/header.h"

static void
unref_buffer(gpointer b)
{
	buffer_unref(b);
}

void
derived_message_init(struct derived_message *d, const struct visitor *v, guint64 *next_id)
{
	*d = (struct derived_message){
	    .visitor = v,
	    .next_id = next_id,
	    .head = g_ptr_array_new_with_free_func(unref_buffer),
	    .joined = g_byte_array_new(),
	};
}

void
derived_message_clear(struct derived_message *d)
{
	message_clear(&d->message);
	g_ptr_array_unref(d->head);
	g_byte_array_unref(d->joined);
}

void
derived_message_start(struct derived_message *d)
{
	message_clear(&d->message);
	d->begun = false;
	g_ptr_array_set_size(d->head, 0);
	g_byte_array_set_size(d->joined, 0);
}

static bool
tell_bytes(const struct derived_message *d, const struct span *s, GError **error)
{
	const struct visitor *v = d->visitor;

	return v->message_bytes == NULL || v->message_bytes(v->user, s, error);
}

/* Its header is there: tells of it, and the bytes that came so far. */
static bool
begin(struct derived_message *d, size_t head_len, GError **error)
{
	const struct visitor *v = d->visitor;
	struct message *m = &d->message;

	if (d->next_id != NULL)
		m->id = (*d->next_id)++;
	m->head = d->joined->len > 0 ? d->joined->data : (const unsigned char *)"";
	m->head_len = head_len;
	envelope_from_header(m, m->head, m->head_len);
	d->begun = true;
	if (v->message_begin != NULL && !v->message_begin(v->user, m, error))
		return false;
	m->head = NULL;
	m->head_len = 0;
	for (guint i = 0; i < d->head->len; i++) {
		struct buffer *b = d->head->pdata[i];
		const struct span s = {.owner = b, .data = b->data, .len = b->len};

		if (!tell_bytes(d, &s, error))
			return false;
	}
	g_ptr_array_set_size(d->head, 0);
	return true;
}

bool
derived_message_bytes(struct derived_message *d, const struct span *s, GError **error)
{
	bool whole;
	size_t len;

	d->message.len += s->len;
	if (d->begun)
		return tell_bytes(d, s, error);
	g_ptr_array_add(d->head, buffer_ref(s->owner));
	g_byte_array_append(d->joined, s->data, (guint)s->len);
	len = header_length(d->joined->data, d->joined->len, &whole);
	if (!whole && d->joined->len < MESSAGE_HEAD_MAX)
		return true;
	return begin(d, MIN(len, MESSAGE_HEAD_MAX), error);
}

bool
derived_message_end(struct derived_message *d, GError **error)
{
	const struct visitor *v = d->visitor;

	if (!d->begun && !begin(d, MIN(d->joined->len, MESSAGE_HEAD_MAX), error))
		return false;
	return v->message_end == NULL || v->message_end(v->user, &d->message, error);
}
