/* SPDX-License-Identifier: Apache-2.0 */
/* Stanzas that hand over a file key; see wrap.h. */
#include "crypto/age/wrap.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "crypto/age/hkdf.h"
#include "crypto/base64.h"

#define WRAPPED (AGE_FILE_KEY + crypto_aead_chacha20poly1305_ietf_ABYTES)
#define SALT 16

static const char x25519_name[] = "X25519";
static const char scrypt_name[] = "scrypt";
static const char scrypt_label[] = "age-encryption.org/v1/scrypt";

/* A nonce of zeros is safe: each wrap key encrypts one file key and nothing else. */
static const unsigned char zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

static void
seal_key(const unsigned char wrap_key[HKDF_KEY], const unsigned char file_key[AGE_FILE_KEY],
    unsigned char body[WRAPPED])
{
	crypto_aead_chacha20poly1305_ietf_encrypt(
	    body, NULL, file_key, AGE_FILE_KEY, NULL, 0, NULL, zero_nonce, wrap_key);
}

static bool
open_key(const unsigned char wrap_key[HKDF_KEY], const GByteArray *body,
    unsigned char file_key[AGE_FILE_KEY])
{
	return crypto_aead_chacha20poly1305_ietf_decrypt(
		   file_key, NULL, NULL, body->data, WRAPPED, NULL, 0, zero_nonce, wrap_key) == 0;
}

static void
x25519_wrap_key(const unsigned char shared[AGE_KEY], const unsigned char share[AGE_KEY],
    const struct age_recipient *to, unsigned char wrap_key[HKDF_KEY])
{
	unsigned char salt[2 * AGE_KEY];
	const struct hkdf from = {
	    shared, AGE_KEY, salt, sizeof(salt), "age-encryption.org/v1/X25519"};

	memcpy(salt, share, AGE_KEY);
	memcpy(salt + AGE_KEY, to->key, AGE_KEY);
	hkdf_sha256(&from, wrap_key);
}

bool
age_wrap_x25519(struct age_header *h, const struct age_recipient *to,
    const unsigned char file_key[AGE_FILE_KEY], struct random_source *random, GError **error)
{
	unsigned char ephemeral[AGE_KEY], shared[AGE_KEY], wrap_key[HKDF_KEY];
	unsigned char share[AGE_KEY], body[WRAPPED];
	g_autofree char *share_text = NULL;
	bool good;

	random_fill(random, ephemeral, sizeof(ephemeral));
	crypto_scalarmult_base(share, ephemeral);
	good = crypto_scalarmult(shared, ephemeral, to->key) == 0;
	if (good) {
		x25519_wrap_key(shared, share, to, wrap_key);
		seal_key(wrap_key, file_key, body);
		share_text = base64_encode_bare(share, sizeof(share));
		age_header_add(h, (const char *[]){x25519_name, share_text, NULL}, body, WRAPPED);
		sodium_memzero(wrap_key, sizeof(wrap_key));
	}
	sodium_memzero(ephemeral, sizeof(ephemeral));
	sodium_memzero(shared, sizeof(shared));
	return good || err_set(error, ERR_USAGE, "recipient: a key of low order protects nothing");
}

/* The key that scrypt makes of a passphrase; r and p are age's. */
static bool
scrypt_wrap_key(const struct age_passphrase *from, const unsigned char salt[SALT],
    unsigned char wrap_key[HKDF_KEY], GError **error)
{
	unsigned char labelled[sizeof(scrypt_label) - 1 + SALT];

	memcpy(labelled, scrypt_label, sizeof(scrypt_label) - 1);
	memcpy(labelled + sizeof(scrypt_label) - 1, salt, SALT);
	if (crypto_pwhash_scryptsalsa208sha256_ll(from->text->data, from->text->len, labelled,
		sizeof(labelled), G_GUINT64_CONSTANT(1) << from->log_n, 8, 1, wrap_key,
		HKDF_KEY) != 0)
		return err_set_errno(error, errno, "scrypt");
	return true;
}

bool
age_wrap_scrypt(struct age_header *h, const struct age_passphrase *to,
    const unsigned char file_key[AGE_FILE_KEY], struct random_source *random, GError **error)
{
	unsigned char salt[SALT], wrap_key[HKDF_KEY], body[WRAPPED];
	g_autofree char *salt_text = NULL, *work = NULL;

	g_assert(to->log_n >= 1 && to->log_n <= AGE_LOG_N_CEILING);
	random_fill(random, salt, sizeof(salt));
	if (!scrypt_wrap_key(to, salt, wrap_key, error))
		return false;
	seal_key(wrap_key, file_key, body);
	sodium_memzero(wrap_key, sizeof(wrap_key));
	salt_text = base64_encode_bare(salt, sizeof(salt));
	work = g_strdup_printf("%u", to->log_n);
	age_header_add(h, (const char *[]){scrypt_name, salt_text, work, NULL}, body, WRAPPED);
	return true;
}

static bool
is_named(const struct age_stanza *stanza, const char *name)
{
	return strcmp(stanza->args[0], name) == 0;
}

/*
 * A body of another length is refused before it is decrypted, so that no file
 * opens under several keys (age.md: "partitioning oracle attacks").
 */
static bool
has_shape(const struct age_stanza *stanza, guint nargs)
{
	return g_strv_length(stanza->args) == nargs && stanza->body->len == WRAPPED;
}

static bool
parse_share(const struct age_stanza *stanza, unsigned char share[AGE_KEY], GError **error)
{
	if (!has_shape(stanza, 2) || !base64_decode_bare_exact(stanza->args[1], share, AGE_KEY))
		return err_set(error, ERR_FORMAT, "age header: malformed X25519 stanza");
	return true;
}

/* Reads 1 to 99 in decimal without leading zeros; returns 0 for anything else. */
static unsigned
parse_work(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || len > 2 || strspn(text, "0123456789") != len || text[0] == '0')
		return 0;
	return (unsigned)g_ascii_strtoull(text, NULL, 10);
}

/* Tries one identity on one stanza. *found: whether the file key is now known. */
static bool
try_identity(const struct age_identity *id, const struct age_stanza *stanza,
    unsigned char file_key[AGE_FILE_KEY], bool *found, GError **error)
{
	unsigned char share[AGE_KEY], shared[AGE_KEY], wrap_key[HKDF_KEY];
	struct age_recipient own;

	if (!parse_share(stanza, share, error))
		return false;
	if (!age_identity_agree(id, share, shared))
		return err_set(error, ERR_FORMAT, "age header: X25519 share of low order");
	age_identity_recipient(id, &own);
	x25519_wrap_key(shared, share, &own, wrap_key);
	*found = open_key(wrap_key, stanza->body, file_key);
	sodium_memzero(shared, sizeof(shared));
	sodium_memzero(wrap_key, sizeof(wrap_key));
	return true;
}

/* Tries every identity on one stanza. */
static bool
try_identities(const GPtrArray *identities, const struct age_stanza *stanza,
    unsigned char file_key[AGE_FILE_KEY], bool *found, GError **error)
{
	for (guint i = 0; identities != NULL && i < identities->len && !*found; i++)
		if (!try_identity(identities->pdata[i], stanza, file_key, found, error))
			return false;
	return true;
}

static bool
unwrap_scrypt(const struct age_stanza *stanza, const struct age_keys *keys,
    unsigned char file_key[AGE_FILE_KEY], GError **error)
{
	unsigned limit = keys->max_log_n == 0 ? AGE_LOG_N_MAX : keys->max_log_n;
	struct age_passphrase from = {.text = keys->passphrase};
	unsigned char salt[SALT], wrap_key[HKDF_KEY];
	bool good;

	if (has_shape(stanza, 3))
		from.log_n = parse_work(stanza->args[2]);
	if (from.log_n == 0 || !base64_decode_bare_exact(stanza->args[1], salt, SALT))
		return err_set(error, ERR_FORMAT, "age header: malformed scrypt stanza");
	limit = MIN(limit, AGE_LOG_N_CEILING);
	if (from.log_n > limit)
		return err_set(error, ERR_FORMAT,
		    "age header: scrypt work factor 2^%u is over the limit of 2^%u", from.log_n,
		    limit);
	if (from.text == NULL)
		return err_set(error, ERR_KEY, "only a passphrase opens it");
	if (!scrypt_wrap_key(&from, salt, wrap_key, error))
		return false;
	good = open_key(wrap_key, stanza->body, file_key);
	sodium_memzero(wrap_key, sizeof(wrap_key));
	return good || err_set(error, ERR_KEY, "wrong passphrase");
}

/* Every X25519 stanza must be well-formed, also those behind the one that matches. */
static bool
unwrap_x25519(const struct age_header *h, const struct age_keys *keys,
    unsigned char file_key[AGE_FILE_KEY], GError **error)
{
	bool found = false;

	for (guint i = 0; i < h->stanzas->len; i++) {
		const struct age_stanza *stanza = h->stanzas->pdata[i];
		unsigned char share[AGE_KEY];

		if (!is_named(stanza, x25519_name))
			continue;
		if (!parse_share(stanza, share, error) ||
		    !try_identities(keys->identities, stanza, file_key, &found, error))
			return false;
	}
	if (found)
		return true;
	if (keys->identities == NULL)
		return err_set(
		    error, ERR_KEY, "an identity is needed to open it, not a passphrase");
	return err_set(error, ERR_KEY, "no identity opens it");
}

bool
age_unwrap(const struct age_header *h, const struct age_keys *keys,
    unsigned char file_key[AGE_FILE_KEY], GError **error)
{
	for (guint i = 0; i < h->stanzas->len; i++) {
		const struct age_stanza *stanza = h->stanzas->pdata[i];

		if (!is_named(stanza, scrypt_name))
			continue;
		if (h->stanzas->len != 1)
			return err_set(
			    error, ERR_FORMAT, "age header: scrypt stanza beside others");
		return unwrap_scrypt(stanza, keys, file_key, error);
	}
	return unwrap_x25519(h, keys, file_key, error);
}
