/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures in minisign's format, which minisign -V and signify -V verify too:
 *
 *	untrusted comment: mailpouch signature
 *	base64("Ed" || key id || signature of the message)
 *	trusted comment: COMMENT
 *	base64(signature of that signature || COMMENT)
 *
 * Those programs overlook changes in the first line, in unused bits of the
 * base64 and behind the last line. Here a signature has one spelling, so that
 * no bit of it can change. Both signatures are plain Ed25519 ("Ed"): signify
 * does not know minisign's pre-hashed kind, and what we sign is small.
 *
 * sodium_init() must have been called before any function here.
 */
#ifndef CRYPTO_MINISIGN_H
#define CRYPTO_MINISIGN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "crypto/error.h"
#include "crypto/minisign_key.h"

#define MINISIGN_SIGNATURE_MAX 1024 /* the most bytes of a signature's text */
#define MINISIGN_COMMENT_MAX 777    /* of which this many are for the trusted comment */

/*
 * Signs a message of len bytes.
 *
 * trusted_comment: 1 to MINISIGN_COMMENT_MAX bytes of printable ASCII that
 *                  neither begin nor end with a blank (assertion)
 *
 * Returns the signature's text, four lines; the caller frees it. Cannot fail.
 */
MUST_USE char *minisign_sign(
    const struct minisign_secret *signer, const void *msg, size_t len, const char *trusted_comment);

/*
 * Verifies a signature that minisign_sign made, or could have made.
 *
 * sig:     its text, sig_len bytes
 * comment: what the trusted comment must be; NULL for any
 *
 * Fails with ERR_FORMAT if the text is not exactly what minisign_sign writes,
 * with ERR_ALTERED if it is by another key, of another message or with another
 * trusted comment.
 */
MUST_USE bool minisign_verify(const struct minisign_public *pub, const void *msg, size_t len,
    const char *sig, size_t sig_len, const char *comment, GError **error);

/*
 * Puts the id of the key that a signature claims to be made with into key_id.
 * Nothing is verified but the form of the text. Fails with ERR_FORMAT.
 */
MUST_USE bool minisign_signature_key_id(
    const char *sig, size_t sig_len, unsigned char key_id[MINISIGN_ID_SIZE], GError **error);

#endif
