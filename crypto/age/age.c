/* SPDX-License-Identifier: Apache-2.0 */
/* Whole age files in memory; see age.h. */
#include "crypto/age/age.h"

#include <sodium.h>
#include <string.h>

#include "crypto/age/header.h"
#include "crypto/age/wrap.h"

/* The payload of a whole file. */
struct payload {
	guint64 max; /* bytes of plaintext that the caller can take */
	guint64 plain_len;
	const unsigned char *sealed; /* the chunks, len bytes */
	size_t len;
};

static bool
wrap_to_all(struct age_header *h, const struct age_to *to,
    const unsigned char file_key[AGE_FILE_KEY], struct random_source *random, GError **error)
{
	if (to->passphrase != NULL) {
		const struct age_passphrase passphrase = {
		    .text = to->passphrase,
		    .log_n = to->log_n == 0 ? AGE_LOG_N : to->log_n,
		};

		return age_wrap_scrypt(h, &passphrase, file_key, random, error);
	}
	if (to->nrecipients > AGE_STANZAS_MAX)
		return err_set(error, ERR_USAGE, "more than %d recipients", AGE_STANZAS_MAX);
	for (size_t i = 0; i < to->nrecipients; i++)
		if (!age_wrap_x25519(h, &to->recipients[i], file_key, random, error))
			return false;
	return true;
}

/*
 * Puts header, nonce and chunks together. The file gets exactly the memory that it
 * needs, which malloc then reuses for the next one of its size; an array that grows
 * takes up to twice as much and fresh pages each time.
 */
static GByteArray *
assemble(const struct age_header *header, const struct age_stream *stream,
    const unsigned char nonce[AGE_NONCE], const void *plain, size_t len)
{
	g_autoptr(GByteArray) text = age_header_format(header);
	size_t at = text->len + AGE_NONCE, total = at + age_stream_sealed_size(len);
	guint8 *file = g_malloc(total);

	memcpy(file, text->data, text->len);
	memcpy(file + text->len, nonce, AGE_NONCE);
	age_stream_seal(stream, plain, len, file + at);
	return g_byte_array_new_take(file, total);
}

GByteArray *
age_encrypt(const struct age_to *to, const void *plain, size_t len, struct random_source *random,
    GError **error)
{
	g_autoptr(age_header) header = age_header_new();
	g_autoptr(age_stream) stream = NULL;
	unsigned char file_key[AGE_FILE_KEY], nonce[AGE_NONCE];
	GByteArray *file = NULL;

	g_assert(len <= AGE_WHOLE_MAX);
	g_assert((to->nrecipients > 0) != (to->passphrase != NULL));
	random_fill(random, file_key, sizeof(file_key));
	random_fill(random, nonce, sizeof(nonce));
	if (wrap_to_all(header, to, file_key, random, error)) {
		age_header_sign(header, file_key);
		stream = age_stream_new(file_key, nonce);
		file = assemble(header, stream, nonce, plain, len);
	}
	sodium_memzero(file_key, sizeof(file_key));
	return file;
}

/* Reads a header and makes sure that the nonce is there too. */
static struct age_header *
parse_prefix(const void *file, size_t len, GError **error)
{
	g_autoptr(age_header) header = age_header_parse(file, len, error);

	if (header != NULL && len - header->len < AGE_NONCE) {
		err_set(error, ERR_FORMAT, "age file: ends before the payload");
		return NULL;
	}
	return g_steal_pointer(&header);
}

struct age_stream *
age_open(const struct age_keys *keys, const void *file, size_t len, size_t *at, GError **error)
{
	g_autoptr(age_header) header = parse_prefix(file, len, error);
	unsigned char file_key[AGE_FILE_KEY];
	struct age_stream *stream = NULL;

	if (header == NULL)
		return NULL;
	if (age_unwrap(header, keys, file_key, error) &&
	    age_header_verify(header, file_key, error)) {
		stream = age_stream_new(file_key, (const unsigned char *)file + header->len);
		*at = header->len + AGE_NONCE;
	}
	sodium_memzero(file_key, sizeof(file_key));
	return stream;
}

/* Opens a whole file and finds its payload, whose plaintext may take max bytes. */
static struct age_stream *
open_whole(
    const struct age_keys *keys, const void *file, size_t len, struct payload *p, GError **error)
{
	g_autoptr(age_stream) stream = NULL;
	size_t at;

	stream = age_open(keys, file, len, &at, error);
	if (stream == NULL || !age_stream_plain_size(len - at, &p->plain_len, error))
		return NULL;
	if (p->plain_len > p->max) {
		err_set(error, ERR_FORMAT,
		    "age file: over %" G_GUINT64_FORMAT " bytes of plaintext", p->max);
		return NULL;
	}
	p->sealed = (const unsigned char *)file + at;
	p->len = len - at;
	return g_steal_pointer(&stream);
}

bool
age_decrypt(
    const struct age_keys *keys, const void *file, size_t len, GByteArray *plain, GError **error)
{
	struct payload p = {.max = AGE_WHOLE_MAX};
	g_autoptr(age_stream) stream = open_whole(keys, file, len, &p, error);

	g_byte_array_set_size(plain, stream != NULL ? (guint)p.plain_len : 0);
	if (stream == NULL)
		return false;
	if (!age_stream_open(stream, p.sealed, p.len, plain->data, error)) {
		sodium_memzero(plain->data, plain->len);
		g_byte_array_set_size(plain, 0);
		return false;
	}
	return true;
}

struct secret *
age_decrypt_secret(const struct age_keys *keys, const void *file, size_t len, GError **error)
{
	struct payload p = {.max = AGE_SECRET_MAX};
	g_autoptr(age_stream) stream = open_whole(keys, file, len, &p, error);
	g_autoptr(secret) plain = NULL;

	if (stream == NULL)
		return NULL;
	plain = secret_new(p.plain_len);
	if (!age_stream_open(stream, p.sealed, p.len, plain->data, error))
		return NULL;
	return g_steal_pointer(&plain);
}

bool
age_is_encrypted(const void *data, size_t len)
{
	size_t start = strlen(AGE_VERSION_LINE);

	return len >= start && memcmp(data, AGE_VERSION_LINE, start) == 0;
}
