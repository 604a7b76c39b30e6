/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures in minisign's format, in one spelling; see minisign.h. */
#include "crypto/minisign.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/cursor.h"
#include "crypto/text_value.h"

#define ALGORITHM "Ed" /* Ed25519 of the message itself; "ED" would be of its hash */
#define UNTRUSTED "untrusted comment: mailpouch signature\n"
#define TRUSTED "trusted comment: "

/* What the second line holds. All of bytes, so it has no gaps. */
struct record {
	unsigned char algorithm[2];
	unsigned char key_id[MINISIGN_ID_SIZE];
	unsigned char signature[MINISIGN_SIGNATURE_SIZE];
};

struct signature {
	struct record record;
	char comment[MINISIGN_COMMENT_MAX + 1];
	unsigned char global[MINISIGN_SIGNATURE_SIZE]; /* of signature and comment */
};

#define RECORD_DIGITS BASE64_LEN(sizeof(struct record))
#define GLOBAL_DIGITS BASE64_LEN(MINISIGN_SIGNATURE_SIZE)

/* All of the text but the trusted comment: a constant number of bytes. */
#define TEXT_REST (sizeof(UNTRUSTED "\n" TRUSTED "\n\n") - 1 + RECORD_DIGITS + GLOBAL_DIGITS)

G_STATIC_ASSERT(TEXT_REST + MINISIGN_COMMENT_MAX == MINISIGN_SIGNATURE_MAX);

/* The rule for a value in a signed text is the rule here too, but for its length. */
static bool
is_comment(const char *comment)
{
	return strlen(comment) <= MINISIGN_COMMENT_MAX &&
	    text_value_check(TEXT_LINE, comment, NULL);
}

static char *
render(const struct signature *s)
{
	char record[RECORD_DIGITS + 1];
	char global[GLOBAL_DIGITS + 1];

	base64_encode(record, &s->record, sizeof(s->record));
	base64_encode(global, s->global, sizeof(s->global));
	return g_strdup_printf(UNTRUSTED "%s\n" TRUSTED "%s\n%s\n", record, s->comment, global);
}

/* Takes the fields from where they must be; what is around them is not read. */
static bool
take_fields(const char *text, size_t len, struct signature *s)
{
	struct cursor c = cursor_at(text, len);
	const unsigned char *record, *comment, *global;
	size_t comment_len;

	if (len <= TEXT_REST || len - TEXT_REST > MINISIGN_COMMENT_MAX)
		return false;
	comment_len = len - TEXT_REST;
	cursor_skip(&c, strlen(UNTRUSTED));
	record = cursor_take(&c, RECORD_DIGITS);
	cursor_skip(&c, strlen("\n" TRUSTED));
	comment = cursor_take(&c, comment_len);
	cursor_skip(&c, strlen("\n"));
	global = cursor_take(&c, GLOBAL_DIGITS);
	memcpy(s->comment, comment, comment_len);
	s->comment[comment_len] = '\0';
	return base64_decode(&s->record, sizeof(s->record), (const char *)record, RECORD_DIGITS) &&
	    base64_decode(s->global, sizeof(s->global), (const char *)global, GLOBAL_DIGITS);
}

static bool
parse(const char *text, size_t len, struct signature *s, GError **error)
{
	g_autofree char *canonical = NULL;

	if (!take_fields(text, len, s) ||
	    memcmp(s->record.algorithm, ALGORITHM, sizeof(s->record.algorithm)) != 0 ||
	    !is_comment(s->comment))
		return err_set(error, ERR_FORMAT, "not a signature as mailpouch writes it");
	canonical = render(s);
	if (strlen(canonical) != len || memcmp(canonical, text, len) != 0)
		return err_set(error, ERR_FORMAT, "signature is not in canonical form");
	return true;
}

/* The message of the global signature. */
static GByteArray *
global_message(const struct signature *s)
{
	GByteArray *msg = g_byte_array_new();

	g_byte_array_append(msg, s->record.signature, sizeof(s->record.signature));
	g_byte_array_append(msg, (const guint8 *)s->comment, (guint)strlen(s->comment));
	return msg;
}

char *
minisign_sign(
    const struct minisign_secret *signer, const void *msg, size_t len, const char *trusted_comment)
{
	g_autoptr(GByteArray) global = NULL;
	struct minisign_public pub;
	struct signature s;

	g_assert(is_comment(trusted_comment));
	minisign_secret_public(signer, &pub);
	memcpy(s.record.algorithm, ALGORITHM, sizeof(s.record.algorithm));
	memcpy(s.record.key_id, pub.key_id, sizeof(s.record.key_id));
	minisign_secret_sign(signer, msg, len, s.record.signature);
	g_strlcpy(s.comment, trusted_comment, sizeof(s.comment));
	global = global_message(&s);
	minisign_secret_sign(signer, global->data, global->len, s.global);
	return render(&s);
}

static bool
verify_both(
    const struct minisign_public *pub, const void *msg, size_t len, const struct signature *s)
{
	g_autoptr(GByteArray) global = global_message(s);

	return crypto_sign_verify_detached(s->record.signature, msg, len, pub->key) == 0 &&
	    crypto_sign_verify_detached(s->global, global->data, global->len, pub->key) == 0;
}

bool
minisign_verify(const struct minisign_public *pub, const void *msg, size_t len, const char *sig,
    size_t sig_len, const char *comment, GError **error)
{
	struct signature s;

	if (!parse(sig, sig_len, &s, error))
		return false;
	if (memcmp(s.record.key_id, pub->key_id, sizeof(pub->key_id)) != 0)
		return err_set(error, ERR_ALTERED, "signed by another key");
	if (!verify_both(pub, msg, len, &s))
		return err_set(error, ERR_ALTERED, "signature is wrong");
	if (comment != NULL && strcmp(comment, s.comment) != 0)
		return err_set(error, ERR_ALTERED, "signature is for something else");
	return true;
}

bool
minisign_signature_key_id(
    const char *sig, size_t sig_len, unsigned char key_id[MINISIGN_ID_SIZE], GError **error)
{
	struct signature s;

	if (!parse(sig, sig_len, &s, error))
		return false;
	memcpy(key_id, s.record.key_id, MINISIGN_ID_SIZE);
	return true;
}
