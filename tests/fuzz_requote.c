/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bodies in transit: wherever the bytes are cut, the result is the same, and
 * undoing mboxrd's quoting gives back what was quoted.
 */
#include <stdint.h>
#include <string.h>

#include "convert/requote.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
collect(void *user, const void *data, size_t len, GError **error)
{
	(void)error;
	g_assert(len > 0);
	g_byte_array_append(user, data, (guint)len);
	return true;
}

static GByteArray *
run(bool undo, enum quoting quote, enum line_ends lines, const uint8_t *data, size_t len,
    size_t step)
{
	GByteArray *out = g_byte_array_new();
	struct requote q;
	bool ok = true;

	requote_begin(&q,
	    &(struct requote_options){
		.undo = undo, .quote = quote, .lines = lines, .out = collect, .user = out});
	for (size_t at = 0; at < len && ok; at += step)
		ok = requote_write(&q, data + at, MIN(step, len - at), NULL);
	g_assert(ok && requote_end(&q, NULL));
	return out;
}

static void
assert_same(const GByteArray *a, const uint8_t *data, size_t len)
{
	g_assert(a->len == len && (len == 0 || memcmp(a->data, data, len) == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	bool undo = data[0] & 1;
	enum quoting quote = (enum quoting)((data[0] >> 1) % (QUOTING_MBOXCL2 + 1));
	enum line_ends lines = (enum line_ends)((data[0] >> 5) % 3);
	g_autoptr(GByteArray) whole = run(undo, quote, lines, data + 2, size - 2, size);
	g_autoptr(GByteArray) cut =
	    run(undo, quote, lines, data + 2, size - 2, (size_t)data[1] % 16 + 1);
	g_autoptr(GByteArray) quoted =
	    run(false, QUOTING_MBOXRD, LINES_KEEP, data + 2, size - 2, 7);
	g_autoptr(GByteArray) back =
	    run(true, QUOTING_NONE, LINES_KEEP, quoted->data, quoted->len, 5);
	/* Line ends that were brought to LF and CR LF come back to LF. */
	g_autoptr(GByteArray) lf = run(false, QUOTING_NONE, LINES_LF, data + 2, size - 2, 3);
	g_autoptr(GByteArray) crlf = run(false, QUOTING_NONE, LINES_CRLF, lf->data, lf->len, 4);
	g_autoptr(GByteArray) lf2 = run(false, QUOTING_NONE, LINES_LF, crlf->data, crlf->len, 2);

	assert_same(cut, whole->data, whole->len);
	assert_same(back, data + 2, size - 2);
	assert_same(lf2, lf->data, lf->len);
	return 0;
}
