/* SPDX-License-Identifier: Apache-2.0 */
/* Digests that are taken together; see blake2b_queue.h. */
#include "crypto/blake2b_queue.h"

#include <string.h>

struct blake2b_queue {
	GArray *inputs;  /* struct blake2b_input */
	GPtrArray *outs; /* of each, where its digest goes */
	GPtrArray *rooms;
	size_t nroom; /* bytes in rooms */
};

struct blake2b_queue *
blake2b_queue_new(void)
{
	struct blake2b_queue *q = g_new0(struct blake2b_queue, 1);

	q->inputs = g_array_new(FALSE, FALSE, sizeof(struct blake2b_input));
	q->outs = g_ptr_array_new();
	q->rooms = g_ptr_array_new_with_free_func(g_free);
	return q;
}

void
blake2b_queue_free(struct blake2b_queue *q)
{
	if (q == NULL)
		return;
	g_array_unref(q->inputs);
	g_ptr_array_unref(q->outs);
	g_ptr_array_unref(q->rooms);
	g_free(q);
}

void
blake2b_queue_add(struct blake2b_queue *q, const struct blake2b_input *in, unsigned char *out)
{
	g_array_append_val(q->inputs, *in);
	g_ptr_array_add(q->outs, out);
}

unsigned char *
blake2b_queue_room(struct blake2b_queue *q, size_t size)
{
	unsigned char *room;

	if (q->nroom > 0 && size > BLAKE2B_QUEUE_ROOM - MIN(q->nroom, BLAKE2B_QUEUE_ROOM))
		blake2b_queue_run(q);
	room = g_malloc(MAX(size, 1));
	g_ptr_array_add(q->rooms, room);
	q->nroom += size;
	return room;
}

void
blake2b_queue_run(struct blake2b_queue *q)
{
	guint n = q->inputs->len;
	g_autofree unsigned char(*digests)[BLAKE2B_256_SIZE] = g_malloc_n(n, sizeof(*digests));

	blake2b_many(n, (const struct blake2b_input *)(const void *)q->inputs->data, digests);
	for (guint i = 0; i < n; i++)
		memcpy(q->outs->pdata[i], digests[i], sizeof(digests[i]));
	g_array_set_size(q->inputs, 0);
	g_ptr_array_set_size(q->outs, 0);
	g_ptr_array_set_size(q->rooms, 0);
	q->nroom = 0;
}
