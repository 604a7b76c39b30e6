/* SPDX-License-Identifier: Apache-2.0 */
/* Fuzzes header.c: fields lie in order inside the header, and cutting it changes no whole field. */
#include <glib.h>
#include <stdint.h>

#include "convert/header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_field(const uint8_t *data, size_t size, size_t from, const struct header_field *f)
{
	const unsigned char *end = f->value + f->value_len;

	g_assert(f->at >= from && f->at < f->end && f->end <= size);
	g_assert(f->name == data + f->at && f->name_len > 0);
	g_assert(f->value > f->name + f->name_len && end <= data + f->end);
	g_assert(data + f->end - end <= 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct header_field f, again;
	size_t pos = 0, from = 0;
	bool complete;
	size_t length = header_length(data, size, &complete);

	g_assert(length <= size && (complete || length == size));
	while (header_next(data, size, &pos, &f)) {
		size_t at = f.at;

		check_field(data, size, from, &f);
		g_assert(pos == f.end);
		from = pos;
		g_assert(header_next(data, f.end, &at, &again));
		g_assert(again.at == f.at && again.end == f.end);
	}
	g_assert(pos <= size);
	return 0;
}
