/* SPDX-License-Identifier: Apache-2.0 */
/* Canonical texts: one pass, cut anywhere, gives what the plain reference gives. */
#include <glib.h>
#include <sodium.h>
#include <stdint.h>

#include "convert/canon_testing.h"
#include "convert/canon_text.h"
#include "tests/canon_reference.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(GString *text, const unsigned char digest[32])
{
	unsigned char want[32];

	crypto_generichash(want, sizeof(want), (unsigned char *)text->str, text->len, NULL, 0);
	g_assert(memcmp(want, digest, sizeof(want)) == 0);
	g_string_free(text, TRUE);
}

/* The first byte says how long the pieces are. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct canon *c;
	struct canon_digests streamed, at_once;
	size_t step, header;

	if (size == 0)
		return 0;
	if (c == NULL)
		c = canon_new();
	step = data[0] == 0 ? size : data[0];
	data++;
	size--;
	canon_begin(c);
	for (size_t at = 0; at < size; at += step)
		canon_update(c, data + at, MIN(step, size - at));
	canon_end(c, &streamed);
	check(canon_reference(data, size, FALSE), streamed.canonical);
	check(canon_reference(data, size, TRUE), streamed.unquoted);
	canon_of(data, size, &at_once);
	g_assert(memcmp(&streamed.stored, &at_once.stored, sizeof(streamed.stored)) == 0);
	g_assert(memcmp(streamed.canonical, at_once.canonical, 32) == 0);
	g_assert(memcmp(streamed.unquoted, at_once.unquoted, 32) == 0);
	g_assert(streamed.same == at_once.same && streamed.quoted == at_once.quoted);
	g_assert(canon_text_plain(data, size, &header) != size || size == 0 || header > 0 ||
	    (streamed.same && !streamed.quoted));
	return 0;
}
