/* SPDX-License-Identifier: Apache-2.0 */
/*
 * minisign's texts: public keys, signatures, secret key files. The first byte
 * chooses one. Its higher half says whether the rest is the text, or is laid
 * over a good one (exclusive or), which reaches behind base64 and checksum.
 */
#include <sodium.h>
#include <string.h>

#include "crypto/minisign.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

#define MESSAGE "message"
#define COMMENT "mailpouch/1 test"

/* A throw-away key; the same in each run, so that findings can be repeated. */
static const char good_secret[] =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAn7Ot"
    "J8W4bB/EOi+atI706VLPsMUDAeIpBfRXLrtdACsl7y/QNRPE0MNG/ulBiKjTA7K8U1SAKuGKT39n"
    "g2aZ+rPHtmtsG8yBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
static struct minisign_secret *signer;
static struct minisign_public pub;
static char *good_public;
static char *good_signature;

static void
prepare(void)
{
	g_autoptr(secret) file = NULL;

	if (sodium_init() < 0)
		g_error("no libsodium");
	file = secret_new_copy(good_secret, strlen(good_secret));
	signer = minisign_secret_parse(file, NULL, NULL);
	g_assert(signer != NULL);
	minisign_secret_public(signer, &pub);
	good_public = minisign_public_format_file(&pub);
	good_signature = minisign_sign(signer, MESSAGE, strlen(MESSAGE), COMMENT);
}

/* The input itself, or laid over the good text. */
static struct secret *
make_text(const unsigned char *data, size_t len, bool over, const void *good, size_t good_len)
{
	struct secret *text;

	if (!over)
		return secret_new_copy(data, len);
	text = secret_new_copy(good, good_len);
	for (size_t i = 0; i < MIN(len, good_len); i++)
		text->data[i] ^= data[i];
	return text;
}

/* A key that is read ends the text, in the only spelling that it has. */
static void
fuzz_public(const struct secret *text)
{
	const char *data = (const char *)text->data;
	g_autofree char *digits = NULL;
	struct minisign_public read;
	size_t len = text->len;

	if (!minisign_public_parse(data, len, &read, NULL))
		return;
	digits = minisign_public_format(&read);
	if (data[len - 1] == '\n')
		len--;
	g_assert(len >= strlen(digits));
	g_assert(memcmp(data + len - strlen(digits), digits, strlen(digits)) == 0);
}

/* Ed25519 signs without randomness: only one text is right for this message. */
static void
fuzz_signature(const struct secret *text)
{
	const char *sig = (const char *)text->data;
	bool same =
	    text->len == strlen(good_signature) && memcmp(sig, good_signature, text->len) == 0;
	unsigned char key_id[MINISIGN_ID_SIZE];
	bool good = minisign_verify(&pub, MESSAGE, strlen(MESSAGE), sig, text->len, COMMENT, NULL);

	g_assert(good == same);
	if (minisign_signature_key_id(sig, text->len, key_id, NULL))
		g_assert(text->len <= MINISIGN_SIGNATURE_MAX);
	else
		g_assert(!good);
}

/* A bare key comes back from the file that it is written to. */
static void
fuzz_secret(const struct secret *text)
{
	g_autoptr(minisign_secret) read = NULL;
	g_autoptr(minisign_secret) again = NULL;
	g_autoptr(secret) file = NULL;
	struct minisign_public a, b;

	if (minisign_secret_needs_passphrase((const char *)text->data, text->len))
		return; /* deriving a key takes too long here */
	read = minisign_secret_parse(text, NULL, NULL);
	if (read == NULL)
		return;
	file = minisign_secret_format(read, NULL, MINISIGN_INTERACTIVE, NULL, NULL);
	again = minisign_secret_parse(file, NULL, NULL);
	g_assert(again != NULL);
	minisign_secret_public(read, &a);
	minisign_secret_public(again, &b);
	g_assert(memcmp(&a, &b, sizeof(a)) == 0);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(secret) text = NULL;
	bool over;

	if (signer == NULL)
		prepare();
	if (len == 0)
		return 0;
	over = data[0] >= 0x80;
	if (data[0] % 3 == 0) {
		text = make_text(data + 1, len - 1, over, good_public, strlen(good_public));
		fuzz_public(text);
	} else if (data[0] % 3 == 1) {
		text = make_text(data + 1, len - 1, over, good_signature, strlen(good_signature));
		fuzz_signature(text);
	} else {
		text = make_text(data + 1, len - 1, over, good_secret, strlen(good_secret));
		fuzz_secret(text);
	}
	return 0;
}
