/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes the mbox store: its ranges add up to the file, and how the file is cut
 * into windows changes no event. The first two bytes choose the windows.
 */
#include <stdint.h>

#include "tests/store_events.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* So much filler in front makes the file longer than what the store looks ahead. */
#define FILLER (MBOX_AHEAD - 4096)

static void
check(const unsigned char *data, size_t len, size_t window, bool seekable)
{
	struct run whole, cut;

	run_mbox(&whole, data, len, len + 1, seekable);
	run_mbox(&cut, data, len, window, seekable);
	g_assert_cmpstr(whole.log->str, ==, cut.log->str);
	g_assert_cmpstr(whole.framing->str, ==, cut.framing->str);
	g_assert(memcmp(&whole.facts.quoting, &cut.facts.quoting, sizeof(enum quoting)) == 0);
	g_assert(!whole.gap && whole.covered == len);
	run_clear(&whole);
	run_clear(&cut);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct store_probe probe = {0};
	struct entry entry = {.type = ENTRY_FILE, .path = "a.mbox", .name = "a.mbox"};
	g_autofree unsigned char *padded = NULL;
	bool seekable, fill;
	size_t window;

	if (size < 2)
		return 0;
	window = (size_t)1 << (data[0] & 15);
	seekable = data[0] & 16;
	fill = data[1] == 0;
	data += 2;
	size -= 2;
	probe.entry = &entry;
	probe.head = data;
	probe.head_len = size;
	g_assert(mbox_store.probe(&probe) <= 100);
	check(data, size, window, seekable);
	if (!fill)
		return 0;
	padded = g_malloc(size + FILLER + size);
	memcpy(padded, data, size);
	memset(padded + size, 'F', FILLER);
	for (size_t i = size; i < size + FILLER; i += 61)
		padded[i] = '\n';
	memcpy(padded + size + FILLER, data, size);
	check(padded, size + FILLER + size, MBOX_AHEAD + window, seekable);
	return 0;
}
