/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in memory as a stream; see memory_stream.h. */
#include "convert/mapi/memory_stream.h"

#include <string.h>

struct memory_stream {
	struct mapi_stream base;
	GBytes *bytes;
	size_t at;
};

static gssize
read_memory(struct mapi_stream *base, void *buf, size_t len, GError **error)
{
	struct memory_stream *s = (struct memory_stream *)base;
	size_t size;
	const unsigned char *data = g_bytes_get_data(s->bytes, &size);
	size_t n = MIN(len, size - s->at);

	(void)error;
	if (n > 0)
		memcpy(buf, data + s->at, n);
	s->at += n;
	return (gssize)n;
}

static void
close_memory(struct mapi_stream *base)
{
	struct memory_stream *s = (struct memory_stream *)base;

	g_bytes_unref(s->bytes);
	g_free(s);
}

struct mapi_stream *
memory_stream_open(GBytes *bytes)
{
	static const struct mapi_stream_ops ops = {read_memory, close_memory};
	struct memory_stream *s = g_new0(struct memory_stream, 1);

	s->base.ops = &ops;
	s->bytes = g_bytes_ref(bytes);
	return &s->base;
}
