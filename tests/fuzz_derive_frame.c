/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames of a process that derives, in a stranger's hands: what is taken apart gives the same bytes
 * when it is put together again; of a message's state, the same state.
 */
#include <stdint.h>
#include <string.h>

#include "convert/derive_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_same(const struct unpack_frame *f, const GByteArray *again)
{
	g_assert_true(f->len == again->len && memcmp(f->rest, again->data, f->len) == 0);
}

static void
try_message(const struct unpack_frame *f, GByteArray *again)
{
	unsigned char digest[DERIVATION_DIGEST_SIZE], second[DERIVATION_DIGEST_SIZE];
	struct message m = {0}, n = {0};
	struct unpack_frame g = {.type = UNPACK_MESSAGE};

	if (f->len <= unpack_frame_max(UNPACK_MESSAGE) &&
	    derive_message_parse(f, &m, digest, NULL)) {
		derive_message_put(&m, digest, again);
		g_assert_cmpuint(again->len, <=, unpack_frame_max(UNPACK_MESSAGE));
		g.rest = again->data;
		g.len = again->len;
		g_assert_true(derive_message_parse(&g, &n, second, NULL));
		g_assert_true(memcmp(digest, second, sizeof(second)) == 0);
		g_assert_cmpuint(m.flags, ==, n.flags);
		g_assert_cmpint(m.received, ==, n.received);
		g_assert_cmpstr(m.sender, ==, n.sender);
	}
	message_clear(&m);
	message_clear(&n);
}

static void
try_others(const struct unpack_frame *f, GByteArray *again)
{
	struct derive_want want;
	struct derive_folder folder;
	struct derive_item item;
	struct exception x;
	g_autofree char *reason = NULL;

	if (f->type == UNPACK_WANT && derive_want_parse(f, &want, NULL)) {
		derive_want_put(&want, again);
		expect_same(f, again);
	}
	if (f->type == UNPACK_FOLDER && derive_folder_parse(f, &folder, NULL)) {
		derive_folder_put(&folder, again);
		expect_same(f, again);
	}
	if ((f->type == UNPACK_ITEM || f->type == UNPACK_OPENING) &&
	    derive_item_parse(f, &item, NULL)) {
		derive_item_put(&item, again);
		expect_same(f, again);
	}
	if (f->type == UNPACK_SAID && derive_said_parse(f, &x, &reason, NULL)) {
		g_assert_true(g_str_is_ascii(x.rule) && x.reason == reason);
		g_assert_true(g_utf8_validate(reason, -1, NULL));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum unpack_frame_type types[] = {
	    UNPACK_WANT, UNPACK_FOLDER, UNPACK_ITEM, UNPACK_SAID, UNPACK_MESSAGE, UNPACK_OPENING};
	g_autoptr(GByteArray) again = g_byte_array_new();
	struct unpack_frame f;

	if (size == 0)
		return 0;
	f = (struct unpack_frame){
	    .type = types[data[0] % G_N_ELEMENTS(types)], .rest = data + 1, .len = size - 1};
	if (f.type == UNPACK_MESSAGE)
		try_message(&f, again);
	else
		try_others(&f, again);
	return 0;
}
