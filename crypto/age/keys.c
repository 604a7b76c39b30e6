/* SPDX-License-Identifier: Apache-2.0 */
/* Identities and recipients; see keys.h. */
#include "crypto/age/keys.h"

#include <sodium.h>
#include <string.h>

#include "crypto/age/bech32.h"

static const char recipient_prefix[] = "age";
static const char identity_prefix[] = "AGE-SECRET-KEY-";

struct age_identity {
	unsigned char secret_key[AGE_KEY];
	unsigned char public_key[AGE_KEY];
};

static struct age_identity *
identity_new(void)
{
	struct age_identity *id = sodium_malloc(sizeof(*id));

	if (id == NULL)
		g_error("cannot allocate an identity");
	return id;
}

/* Any scalar sends a point of low order to zero, which libsodium refuses. */
static bool
has_low_order(const unsigned char key[AGE_KEY])
{
	static const unsigned char scalar[AGE_KEY] = {8};
	unsigned char point[AGE_KEY];

	return crypto_scalarmult(point, scalar, key) != 0;
}

bool
age_recipient_parse(const char *text, size_t len, struct age_recipient *out, GError **error)
{
	if (!bech32_decode(recipient_prefix, text, len, out->key, error)) {
		g_prefix_error(error, "recipient: ");
		return false;
	}
	if (has_low_order(out->key))
		return err_set(error, ERR_FORMAT, "recipient: a key of low order protects nothing");
	return true;
}

char *
age_recipient_format(const struct age_recipient *r)
{
	char *text = g_malloc0(bech32_length(recipient_prefix) + 1);

	bech32_encode(recipient_prefix, r->key, text);
	return text;
}

struct age_identity *
age_identity_generate(struct random_source *random)
{
	struct age_identity *id = identity_new();

	random_fill(random, id->secret_key, AGE_KEY);
	crypto_scalarmult_base(id->public_key, id->secret_key);
	return id;
}

struct age_identity *
age_identity_parse(const char *text, size_t len, GError **error)
{
	g_autoptr(age_identity) id = identity_new();

	if (!bech32_decode(identity_prefix, text, len, id->secret_key, error)) {
		g_prefix_error(error, "identity: ");
		return NULL;
	}
	crypto_scalarmult_base(id->public_key, id->secret_key);
	return g_steal_pointer(&id);
}

struct secret *
age_identity_format(const struct age_identity *id)
{
	struct secret *text = secret_new(bech32_length(identity_prefix));

	bech32_encode(identity_prefix, id->secret_key, (char *)text->data);
	return text;
}

void
age_identity_recipient(const struct age_identity *id, struct age_recipient *out)
{
	memcpy(out->key, id->public_key, AGE_KEY);
}

bool
age_identity_agree(const struct age_identity *id, const unsigned char share[AGE_KEY],
    unsigned char shared[AGE_KEY])
{
	return crypto_scalarmult(shared, id->secret_key, share) == 0;
}

void
age_identity_free(struct age_identity *id)
{
	sodium_free(id);
}

/* Adds what one line says, if anything, to the identities. */
static bool
parse_line(const char *line, size_t len, GPtrArray *identities, GError **error)
{
	struct age_identity *id;

	if (len > 0 && line[len - 1] == '\r')
		len--;
	if (len == 0 || line[0] == '#')
		return true;
	if (identities->len == AGE_IDENTITIES_MAX)
		return err_set(error, ERR_FORMAT, "more than %d identities", AGE_IDENTITIES_MAX);
	id = age_identity_parse(line, len, error);
	if (id == NULL)
		return false;
	g_ptr_array_add(identities, id);
	return true;
}

GPtrArray *
age_identities_parse(const struct secret *text, GError **error)
{
	g_autoptr(GPtrArray) identities =
	    g_ptr_array_new_with_free_func((GDestroyNotify)age_identity_free);
	const char *at = (const char *)text->data, *end = at + text->len;

	if (text->len > AGE_IDENTITIES_SIZE_MAX) {
		err_set(error, ERR_FORMAT, "identity file: over %d bytes", AGE_IDENTITIES_SIZE_MAX);
		return NULL;
	}
	for (unsigned number = 1; at < end; number++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		if (stop == NULL)
			stop = end;
		if (!parse_line(at, (size_t)(stop - at), identities, error)) {
			g_prefix_error(error, "identity file: line %u: ", number);
			return NULL;
		}
		at = stop == end ? end : stop + 1;
	}
	if (identities->len == 0) {
		err_set(error, ERR_FORMAT, "identity file: has no identity");
		return NULL;
	}
	return g_steal_pointer(&identities);
}
