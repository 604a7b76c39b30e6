/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever preamble, checkpoint, SEAL or receipt is read is written again as the
 * same bytes, unless it has reserved or unknown lines, which are not kept.
 */
#include <sodium.h>
#include <string.h>

#include "crypto/receipt.h"
#include "crypto/statement.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

/* Lines that readers pass over. */
static const char *const dropped[] = {"\nseries: ", "\nkeeper: ", "\ncovers: ", "\nlog-head: ",
    "\npurpose: ", "\nlegal-basis: ", "\nretain-until: ", "\nhold: ", "\nx-"};

static bool
has_dropped_lines(const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++)
		if (memmem(data, len, dropped[i], strlen(dropped[i])) != NULL)
			return true;
	return false;
}

/* again: what a struct was written as, which is released */
static void
check_again(GBytes *again, const unsigned char *data, size_t len)
{
	gsize again_len;
	const void *bytes;

	g_assert(again != NULL);
	bytes = g_bytes_get_data(again, &again_len);
	g_assert(
	    has_dropped_lines(data, len) || (again_len == len && memcmp(bytes, data, len) == 0));
	g_bytes_unref(again);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct preamble p;
	struct checkpoint c;
	struct seal s;
	g_auto(receipt) r = {0};

	if (sodium_init() < 0)
		return 0;
	if (preamble_parse(&p, data, len, NULL)) {
		check_again(preamble_format(&p, NULL), data, len);
		preamble_clear(&p);
	}
	if (checkpoint_parse(&c, data, len, NULL))
		check_again(checkpoint_format(&c, NULL), data, len);
	if (seal_parse(&s, data, len, NULL))
		check_again(seal_format(&s, NULL), data, len);
	if (receipt_parse(&r, data, len, NULL)) {
		g_autoptr(GString) again = receipt_format(&r);
		g_assert(again->len == len && memcmp(again->str, data, len) == 0);
	}
	return 0;
}
