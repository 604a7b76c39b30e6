/* SPDX-License-Identifier: Apache-2.0 */
/* The public age vectors (C2SP/CCTV): class of failure and released bytes. */
#include <gio/gio.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/age/age.h"

#define VECTORS "../shared/vectors/age"
#define NVECTORS 92
#define INFLATED_MAX (32 << 20)

/* One vector file. */
struct vector {
	GHashTable *fields; /* the last value of each name */
	GPtrArray *identities;
	struct secret *passphrase; /* the first one, or NULL */
	GByteArray *file;
	bool applies; /* armor and post-quantum identities do not */
};

static void
vector_clear(struct vector *v)
{
	g_hash_table_unref(v->fields);
	g_ptr_array_unref(v->identities);
	secret_free(v->passphrase);
	g_byte_array_unref(v->file);
}

static void
take_field(struct vector *v, const char *name, const char *value)
{
	if (strcmp(name, "passphrase") == 0 && v->passphrase == NULL)
		v->passphrase = secret_new_copy(value, strlen(value));
	if (strcmp(name, "armored") == 0 || g_str_has_prefix(value, "AGE-SECRET-KEY-PQ-"))
		v->applies = false;
	else if (strcmp(name, "identity") == 0)
		g_ptr_array_add(v->identities, age_identity_parse(value, strlen(value), NULL));
	g_hash_table_insert(v->fields, g_strdup(name), g_strdup(value));
}

/* The age file of a vector, inflated if it is stored deflated. */
static GByteArray *
take_file(const char *data, size_t len, bool deflated)
{
	GByteArray *file = g_byte_array_new();
	g_autoptr(GConverter) zlib =
	    G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
	gsize nread, nwritten;

	if (!deflated)
		return g_byte_array_append(file, (const guint8 *)data, (guint)len);
	g_byte_array_set_size(file, INFLATED_MAX);
	assert_int_equal(g_converter_convert(zlib, data, len, file->data, file->len,
			     G_CONVERTER_INPUT_AT_END, &nread, &nwritten, NULL),
	    G_CONVERTER_FINISHED);
	return g_byte_array_set_size(file, (guint)nwritten);
}

static struct vector
vector_read(const char *path)
{
	struct vector v = {.applies = true};
	g_autofree char *text = NULL;
	const char *at;
	gsize len;

	v.fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	v.identities = g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);
	assert_true(g_file_get_contents(path, &text, &len, NULL));
	for (at = text; *at != '\n'; at = strchr(at, '\n') + 1) {
		g_autofree char *line = g_strndup(at, (gsize)(strchr(at, '\n') - at));
		char *value = strstr(line, ": ");

		*value = '\0';
		take_field(&v, line, value + 2);
	}
	at++;
	v.file =
	    take_file(at, len - (gsize)(at - text), g_hash_table_contains(v.fields, "compressed"));
	return v;
}

/* Opens a chunk and adds what it releases to the hash. */
static bool
release_chunk(const struct age_stream *stream, const struct age_chunk *chunk,
    crypto_hash_sha256_state *released)
{
	g_autofree unsigned char *plain = g_malloc(AGE_CHUNK);

	if (!age_stream_open_chunk(stream, chunk, plain, NULL))
		return false;
	crypto_hash_sha256_update(released, plain, chunk->len - AGE_TAG);
	return true;
}

/*
 * Opens the chunks in order. The vectors have a reader in mind that does not know
 * where the file ends: it releases a last chunk before it sees that something
 * follows, and a chunk that is not the last before it sees that nothing does. Ours
 * knows and releases neither; such chunks are tried for the comparison only.
 */
static bool
release(const struct age_stream *stream, const unsigned char *sealed, size_t len,
    crypto_hash_sha256_state *released)
{
	for (guint64 i = 0;; i++) {
		size_t n = MIN(len, AGE_SEALED_CHUNK);
		struct age_chunk chunk = {i, n == len, sealed, n};

		if (!release_chunk(stream, &chunk, released)) {
			chunk.last = !chunk.last;
			release_chunk(stream, &chunk, released);
			return false;
		}
		if (chunk.last)
			return true;
		sealed += n;
		len -= n;
	}
}

/* What our reader says of the vector. *hex: set to the SHA-256 of what it released. */
static const char *
verdict(const struct vector *v, char hex[65])
{
	const struct age_keys keys = {.identities = v->identities, .passphrase = v->passphrase};
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state released;
	g_autoptr(age_stream) stream = NULL;
	g_autoptr(GError) error = NULL;
	size_t at = 0;
	bool whole;

	crypto_hash_sha256_init(&released);
	stream = age_open(&keys, v->file->data, v->file->len, &at, &error);
	if (stream == NULL)
		return err_kind(error) == ERR_KEY    ? "no match"
		    : err_kind(error) == ERR_ALTERED ? "HMAC failure"
						     : "header failure";
	whole = release(stream, v->file->data + at, v->file->len - at, &released);
	crypto_hash_sha256_final(&released, digest);
	sodium_bin2hex(hex, 65, digest, sizeof(digest));
	return whole ? "success" : "payload failure";
}

/* age_decrypt gives all or nothing, and agrees on which. */
static void
check_whole(const struct vector *v, bool good, const char *name)
{
	const struct age_keys keys = {.identities = v->identities, .passphrase = v->passphrase};
	g_autoptr(GByteArray) plain = g_byte_array_new();

	if (age_decrypt(&keys, v->file->data, v->file->len, plain, NULL) != good)
		fail_msg("%s: age_decrypt disagrees", name);
	assert_true(good || plain->len == 0);
}

static bool
run_vector(const char *name)
{
	g_autofree char *path = g_build_filename(VECTORS, name, NULL);
	struct vector v = vector_read(path);
	const char *expected = g_hash_table_lookup(v.fields, "expect");
	const char *payload = g_hash_table_lookup(v.fields, "payload"), *found;
	bool applies = v.applies;
	char hex[65] = "";

	if (applies) {
		found = verdict(&v, hex);
		if (strcmp(found, expected) != 0)
			fail_msg("%s: %s, expected %s", name, found, expected);
		if (strcmp(hex, payload != NULL ? payload : "") != 0)
			fail_msg("%s: released %s, expected %s", name, hex, payload);
		check_whole(&v, strcmp(expected, "success") == 0, name);
	}
	vector_clear(&v);
	return applies;
}

static void
all_vectors(void **state)
{
	g_autoptr(GDir) dir = g_dir_open(VECTORS, 0, NULL);
	const char *name;
	int nrun = 0;

	(void)state;
	if (dir == NULL)
		skip();
	while ((name = g_dir_read_name(dir)) != NULL)
		nrun += run_vector(name);
	assert_int_equal(nrun, NVECTORS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(all_vectors)};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("age vectors", tests, NULL, NULL);
}
