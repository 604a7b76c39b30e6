/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in minisign's formats; see minisign_key.h. */
#include "crypto/minisign_key.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/cursor.h"

#define ALGORITHM "Ed" /* Ed25519 */
#define SCRYPT "Sc"    /* the key is under a passphrase */
#define BARE "\0\0"    /* it is not */
#define BLAKE2B "B2"
#define TAG_SIZE 2 /* of these names */

#define COMMENT "untrusted comment: "
#define SECRET_COMMENT COMMENT "minisign encrypted secret key\n"

/* What a public key's digits hold: algorithm, key id, key. */
#define PUBLIC_SIZE (TAG_SIZE + MINISIGN_ID_SIZE + MINISIGN_KEY_SIZE)

/* The part of a secret key file that a passphrase covers: key id, key, checksum. */
#define SUM_SIZE 32
#define SUM_AT (MINISIGN_ID_SIZE + crypto_sign_SECRETKEYBYTES)
#define BODY_SIZE (SUM_AT + SUM_SIZE)

/* Before it: three names, the salt, and two 64-bit limits. */
#define SALT_SIZE crypto_pwhash_scryptsalsa208sha256_SALTBYTES
#define BODY_AT (3 * TAG_SIZE + SALT_SIZE + 8 + 8)
#define FILE_SIZE (BODY_AT + BODY_SIZE)

struct minisign_secret {
	unsigned char key_id[MINISIGN_ID_SIZE];
	unsigned char key[crypto_sign_SECRETKEYBYTES]; /* seed, then public key */
};

/* What scrypt needs besides the passphrase. */
struct kdf {
	bool needed;
	const unsigned char *salt;
	guint64 opslimit;
	guint64 memlimit;
};

static const struct {
	guint64 opslimit;
	guint64 memlimit;
} costs[] = {
    [MINISIGN_SENSITIVE] = {crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_SENSITIVE,
	crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_SENSITIVE},
    [MINISIGN_INTERACTIVE] = {crypto_pwhash_scryptsalsa208sha256_OPSLIMIT_INTERACTIVE,
	crypto_pwhash_scryptsalsa208sha256_MEMLIMIT_INTERACTIVE},
};

/* Steps over the comment line, if there is one, and drops the last line's LF. */
static bool
find_digits(const char **text, size_t *len)
{
	const char *end;

	if (*len > MINISIGN_FILE_MAX)
		return false;
	if (*len >= strlen(COMMENT) && memcmp(*text, COMMENT, strlen(COMMENT)) == 0) {
		end = memchr(*text, '\n', *len);
		if (end == NULL)
			return false;
		*len -= (size_t)(end + 1 - *text);
		*text = end + 1;
	}
	if (*len > 0 && (*text)[*len - 1] == '\n')
		--*len;
	return true;
}

bool
minisign_public_parse(const char *text, size_t len, struct minisign_public *pub, GError **error)
{
	unsigned char bytes[PUBLIC_SIZE];

	if (!find_digits(&text, &len) || !base64_decode(bytes, sizeof(bytes), text, len) ||
	    memcmp(bytes, ALGORITHM, TAG_SIZE) != 0)
		return err_set(error, ERR_FORMAT, "not a minisign public key");
	memcpy(pub->key_id, bytes + TAG_SIZE, sizeof(pub->key_id));
	memcpy(pub->key, bytes + TAG_SIZE + sizeof(pub->key_id), sizeof(pub->key));
	return true;
}

char *
minisign_public_format(const struct minisign_public *pub)
{
	char *text = g_malloc(BASE64_LEN(PUBLIC_SIZE) + 1);
	unsigned char bytes[PUBLIC_SIZE];

	memcpy(bytes, ALGORITHM, TAG_SIZE);
	memcpy(bytes + TAG_SIZE, pub->key_id, sizeof(pub->key_id));
	memcpy(bytes + TAG_SIZE + sizeof(pub->key_id), pub->key, sizeof(pub->key));
	base64_encode(text, bytes, sizeof(bytes));
	return text;
}

char *
minisign_public_format_file(const struct minisign_public *pub)
{
	struct cursor id = cursor_at(pub->key_id, sizeof(pub->key_id));
	g_autofree char *digits = minisign_public_format(pub);

	return g_strdup_printf(
	    COMMENT "minisign public key %" G_GINT64_MODIFIER "X\n%s\n", cursor_le64(&id), digits);
}

static struct minisign_secret *
secret_alloc(void)
{
	struct minisign_secret *signer = sodium_malloc(sizeof(*signer));

	if (signer == NULL)
		g_error("cannot allocate memory for a signing key");
	return signer;
}

struct minisign_secret *
minisign_secret_generate(struct random_source *random)
{
	struct minisign_secret *signer = secret_alloc();
	g_autoptr(secret) seed = secret_new(crypto_sign_SEEDBYTES);
	unsigned char public[MINISIGN_KEY_SIZE];

	random_fill(random, signer->key_id, sizeof(signer->key_id));
	random_fill(random, seed->data, seed->len);
	crypto_sign_seed_keypair(public, signer->key, seed->data);
	return signer;
}

void
minisign_secret_free(struct minisign_secret *signer)
{
	sodium_free(signer);
}

void
minisign_secret_public(const struct minisign_secret *signer, struct minisign_public *pub)
{
	memcpy(pub->key_id, signer->key_id, sizeof(pub->key_id));
	crypto_sign_ed25519_sk_to_pk(pub->key, signer->key);
}

void
minisign_secret_sign(const struct minisign_secret *signer, const void *bytes, size_t len,
    unsigned char signature[MINISIGN_SIGNATURE_SIZE])
{
	crypto_sign_detached(signature, NULL, bytes, len, signer->key);
}

/* The bytes of a secret key file, or NULL. */
static struct secret *
file_bytes(const char *text, size_t len)
{
	g_autoptr(secret) bytes = secret_new(FILE_SIZE);
	const char *digits = text;

	if (!find_digits(&digits, &len) || digits == text ||
	    !base64_decode(bytes->data, bytes->len, digits, len))
		return NULL;
	return g_steal_pointer(&bytes);
}

/* Reads what stands before the body: names that we know, and the KDF's part. */
static bool
read_head(const struct secret *bytes, struct kdf *kdf)
{
	struct cursor c = cursor_at(bytes->data, BODY_AT);
	const unsigned char *algorithm = cursor_take(&c, TAG_SIZE);
	const unsigned char *derivation = cursor_take(&c, TAG_SIZE);
	const unsigned char *checksum = cursor_take(&c, TAG_SIZE);

	kdf->salt = cursor_take(&c, SALT_SIZE);
	kdf->opslimit = cursor_le64(&c);
	kdf->memlimit = cursor_le64(&c);
	g_assert(cursor_is_done(&c));
	kdf->needed = memcmp(derivation, SCRYPT, TAG_SIZE) == 0;
	return (kdf->needed || memcmp(derivation, BARE, TAG_SIZE) == 0) &&
	    memcmp(algorithm, ALGORITHM, TAG_SIZE) == 0 && memcmp(checksum, BLAKE2B, TAG_SIZE) == 0;
}

bool
minisign_secret_needs_passphrase(const char *text, size_t len)
{
	g_autoptr(secret) bytes = file_bytes(text, len);
	struct kdf kdf;

	return bytes != NULL && read_head(bytes, &kdf) && kdf.needed;
}

/* Covers or uncovers the body with the stream that scrypt derives. */
static bool
apply_passphrase(
    unsigned char *body, const struct kdf *kdf, const struct secret *passphrase, GError **error)
{
	g_autoptr(secret) stream = secret_new(BODY_SIZE);

	if (crypto_pwhash_scryptsalsa208sha256(stream->data, stream->len,
		(const char *)passphrase->data, passphrase->len, kdf->salt, kdf->opslimit,
		(size_t)kdf->memlimit) != 0)
		return err_set(error, ERR_IO,
		    "not enough memory to derive a key from the passphrase: %" G_GUINT64_FORMAT
		    " MiB are needed",
		    kdf->memlimit >> 20);
	for (size_t i = 0; i < BODY_SIZE; i++)
		body[i] ^= stream->data[i];
	return true;
}

static bool
unlock(unsigned char *body, const struct kdf *kdf, const struct secret *passphrase, GError **error)
{
	if (kdf->opslimit > costs[MINISIGN_SENSITIVE].opslimit ||
	    kdf->memlimit > costs[MINISIGN_SENSITIVE].memlimit)
		return err_set(
		    error, ERR_FORMAT, "secret key file asks for more work than minisign's own");
	if (passphrase == NULL)
		return err_set(error, ERR_KEY, "the signing key needs a passphrase");
	return apply_passphrase(body, kdf, passphrase, error);
}

static void
body_sum(const unsigned char *body, unsigned char sum[SUM_SIZE])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, SUM_SIZE);
	crypto_generichash_update(&state, (const unsigned char *)ALGORITHM, TAG_SIZE);
	crypto_generichash_update(&state, body, SUM_AT);
	crypto_generichash_final(&state, sum, SUM_SIZE);
	sodium_memzero(&state, sizeof(state));
}

/* minisign 0.11 leaves the checksum of a bare key zero. */
static bool
check_sum(const unsigned char *body, bool covered, GError **error)
{
	unsigned char sum[SUM_SIZE];
	bool good;

	body_sum(body, sum);
	good = sodium_memcmp(sum, body + SUM_AT, SUM_SIZE) == 0 ||
	    (!covered && sodium_is_zero(body + SUM_AT, SUM_SIZE));
	sodium_memzero(sum, sizeof(sum));
	if (good)
		return true;
	return covered ? err_set(error, ERR_KEY, "wrong passphrase")
		       : err_set(error, ERR_FORMAT, "the signing key's checksum is wrong");
}

/*
 * A key from an uncovered body. Its public half is computed and compared: to
 * sign with another one would give the secret half away.
 */
static struct minisign_secret *
take_body(const unsigned char *body, GError **error)
{
	g_autoptr(minisign_secret) signer = secret_alloc();
	unsigned char public[MINISIGN_KEY_SIZE];
	const unsigned char *key = body + MINISIGN_ID_SIZE;

	memcpy(signer->key_id, body, sizeof(signer->key_id));
	crypto_sign_seed_keypair(public, signer->key, key);
	if (sodium_memcmp(signer->key, key, sizeof(signer->key)) != 0) {
		err_set(error, ERR_FORMAT, "the signing key's two halves do not fit together");
		return NULL;
	}
	return g_steal_pointer(&signer);
}

struct minisign_secret *
minisign_secret_parse(const struct secret *file, const struct secret *passphrase, GError **error)
{
	g_autoptr(secret) bytes = file_bytes((const char *)file->data, file->len);
	unsigned char *body;
	struct kdf kdf;

	if (bytes == NULL || !read_head(bytes, &kdf)) {
		err_set(error, ERR_FORMAT, "not a minisign secret key file");
		return NULL;
	}
	body = bytes->data + BODY_AT;
	if (kdf.needed && !unlock(body, &kdf, passphrase, error))
		return NULL;
	if (!check_sum(body, kdf.needed, error))
		return NULL;
	return take_body(body, error);
}

/* Writes what read_head reads; a bare key's file has zeros for salt and limits. */
static void
write_head(
    unsigned char *head, struct kdf *kdf, enum minisign_cost cost, struct random_source *random)
{
	unsigned char *salt = head + 3 * TAG_SIZE;
	guint64 limits[2];

	memset(head, 0, BODY_AT);
	memcpy(head, ALGORITHM, TAG_SIZE);
	memcpy(head + 2 * TAG_SIZE, BLAKE2B, TAG_SIZE);
	if (!kdf->needed)
		return;
	memcpy(head + TAG_SIZE, SCRYPT, TAG_SIZE);
	random_fill(random, salt, SALT_SIZE);
	kdf->salt = salt;
	kdf->opslimit = costs[cost].opslimit;
	kdf->memlimit = costs[cost].memlimit;
	limits[0] = GUINT64_TO_LE(kdf->opslimit);
	limits[1] = GUINT64_TO_LE(kdf->memlimit);
	memcpy(salt + SALT_SIZE, limits, sizeof(limits));
}

static struct secret *
file_text(const struct secret *bytes)
{
	size_t comment_len = strlen(SECRET_COMMENT);
	struct secret *text = secret_new(comment_len + BASE64_LEN(FILE_SIZE) + 1);

	memcpy(text->data, SECRET_COMMENT, comment_len);
	base64_encode((char *)text->data + comment_len, bytes->data, bytes->len);
	text->data[text->len - 1] = '\n'; /* in place of the NUL */
	return text;
}

struct secret *
minisign_secret_format(const struct minisign_secret *signer, const struct secret *passphrase,
    enum minisign_cost cost, struct random_source *random, GError **error)
{
	g_autoptr(secret) bytes = secret_new(FILE_SIZE);
	unsigned char *body = bytes->data + BODY_AT;
	struct kdf kdf = {.needed = passphrase != NULL};

	g_assert(passphrase == NULL || passphrase->len <= MINISIGN_PASSPHRASE_MAX);
	write_head(bytes->data, &kdf, cost, random);
	memcpy(body, signer->key_id, sizeof(signer->key_id));
	memcpy(body + sizeof(signer->key_id), signer->key, sizeof(signer->key));
	body_sum(body, body + SUM_AT);
	if (kdf.needed && !apply_passphrase(body, &kdf, passphrase, error))
		return NULL;
	return file_text(bytes);
}
