/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fuzzes the age reader. A header that is read is written as the same bytes;
 * unknown stanzas do not keep us from ours; decryption gives all or nothing and
 * never accepts what we did not seal.
 */
#include <sodium.h>
#include <string.h>

#include "crypto/age/age.h"
#include "crypto/age/header.h"
#include "crypto/age/wrap.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

static struct age_keys keys = {.max_log_n = 3};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct random_source random = {.purpose = "fuzz"};

	(void)argc;
	(void)argv;
	g_assert(sodium_init() >= 0);
	keys.identities = g_ptr_array_new();
	g_ptr_array_add(keys.identities, age_identity_generate(&random));
	keys.passphrase = secret_new_copy("password", 8);
	return 0;
}

static bool
has_native_stanza(const struct age_header *h)
{
	for (guint i = 0; i < h->stanzas->len; i++) {
		const struct age_stanza *stanza = h->stanzas->pdata[i];

		if (strcmp(stanza->args[0], "X25519") == 0 ||
		    strcmp(stanza->args[0], "scrypt") == 0)
			return true;
	}
	return false;
}

/* Adds our stanza to a stranger's header, which must then open for us. */
static void
check_joint(struct age_header *h)
{
	static const unsigned char file_key[AGE_FILE_KEY] = "YELLOW SUBMARINE";
	struct random_source random = {.purpose = "fuzz"};
	g_autoptr(age_header) read = NULL;
	g_autoptr(GByteArray) text = NULL;
	unsigned char found[AGE_FILE_KEY];
	struct age_recipient to;

	if (has_native_stanza(h) || h->stanzas->len == AGE_STANZAS_MAX ||
	    h->len > AGE_HEADER_MAX / 2)
		return;
	age_identity_recipient(keys.identities->pdata[0], &to);
	g_assert(age_wrap_x25519(h, &to, file_key, &random, NULL));
	age_header_sign(h, file_key);
	text = age_header_format(h);
	read = age_header_parse(text->data, text->len, NULL);
	g_assert(read != NULL && read->len == text->len);
	g_assert(age_unwrap(read, &keys, found, NULL));
	g_assert(memcmp(found, file_key, sizeof(found)) == 0);
	g_assert(age_header_verify(read, found, NULL));
}

static void
check_header(const unsigned char *data, size_t len)
{
	g_autoptr(age_header) h = age_header_parse(data, len, NULL);
	g_autoptr(GByteArray) again = h != NULL ? age_header_format(h) : NULL;

	if (h == NULL)
		return;
	g_assert(h->len <= len && again->len == h->len);
	g_assert(memcmp(again->data, data, h->len) == 0);
	check_joint(h);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(GByteArray) plain = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	bool good;

	check_header(data, len);
	good = age_decrypt(&keys, data, len, plain, &error);
	g_assert(good == (error == NULL) && (good || plain->len == 0));
	return 0;
}
