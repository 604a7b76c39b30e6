/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever text_parse accepts, text_format gives back byte for byte. */
#include <string.h>

#include "crypto/text.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

static const struct text_key keys[] = {
    {"archive", TEXT_HEX32, 0},
    {"root", TEXT_HEX64, TEXT_OPTIONAL},
    {"volume", TEXT_NUMBER, 0},
    {"created", TEXT_TIME, TEXT_OPTIONAL},
    {"signer", TEXT_TOKEN, TEXT_OPTIONAL | TEXT_REPEATED},
    {"label", TEXT_LINE, TEXT_OPTIONAL},
};
static const char *const critical[] = {"known", NULL};
static const struct text_form form = {"t", keys, G_N_ELEMENTS(keys), 4096, critical};

/* What was written from a parsed text by key is that text again. */
static void
rewrite(const struct text *t, const void *data, size_t len)
{
	g_autoptr(typed_text) again = text_new(&form);
	g_autoptr(GPtrArray) signers = text_values(t, "signer");
	g_autoptr(GBytes) bytes = NULL;
	unsigned char id[16];

	text_get_hex(t, "archive", id, sizeof(id));
	text_add(again, "volume", "%" G_GUINT64_FORMAT, text_get_number(t, "volume"));
	text_add_hex(again, "archive", id, sizeof(id));
	for (guint i = signers->len; i > 0; i--)
		text_add(again, "signer", "%s", (const char *)signers->pdata[i - 1]);
	bytes = text_format(again, NULL);
	g_assert(bytes != NULL);
	g_assert(g_bytes_get_size(bytes) <= len);
	g_assert(
	    g_bytes_get_size(bytes) < len || memcmp(g_bytes_get_data(bytes, NULL), data, len) == 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(typed_text) t = text_parse(&form, data, len, &error);
	g_autoptr(GBytes) bytes = NULL;

	g_assert((t == NULL) == (error != NULL));
	if (t == NULL)
		return 0;
	bytes = text_format(t, NULL);
	g_assert(bytes != NULL && g_bytes_get_size(bytes) == len);
	g_assert(memcmp(g_bytes_get_data(bytes, NULL), data, len) == 0);
	rewrite(t, data, len);
	return 0;
}
