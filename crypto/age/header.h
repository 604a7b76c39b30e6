/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The header of an age file (C2SP age.md, "Header"): a version line, stanzas
 * that each hand the file key to somebody, and a MAC under the file key. A header
 * has exactly one spelling: what is read and written again is the same bytes.
 */
#ifndef CRYPTO_AGE_HEADER_H
#define CRYPTO_AGE_HEADER_H

#include <stddef.h>

#include "crypto/error.h"

#define AGE_VERSION_LINE "age-encryption.org/v1\n"
#define AGE_FILE_KEY 16       /* bytes */
#define AGE_MAC 32            /* bytes */
#define AGE_HEADER_MAX 262144 /* bytes of a whole header that we read */
#define AGE_STANZAS_MAX 256
#define AGE_BODY_MAX 65536 /* bytes of a stanza's decoded body */

/* One stanza; it belongs to its header. */
struct age_stanza {
	char **args;      /* NULL-terminated, at least one; printable ASCII without spaces */
	GByteArray *body; /* may be empty */
};

/* A header, which its owner ends with age_header_free. */
struct age_header {
	GPtrArray *stanzas; /* of struct age_stanza, in file order */
	unsigned char mac[AGE_MAC];
	size_t len; /* bytes that it took in the file; 0 if it was not read */
};

typedef struct age_header age_header; /* for g_autoptr(age_header) alone */

/* A header without stanzas and with an unset MAC, to be filled in and written. */
struct age_header *age_header_new(void);

/*
 * Reads the header at the start of a file. file: the file's first len bytes,
 * which may end anywhere after the header; AGE_HEADER_MAX bytes are always
 * enough. The caller owns the result. NULL with ERR_FORMAT if the header is not
 * canonical, is cut off, or is over a limit above. The MAC is not checked.
 */
MUST_USE struct age_header *age_header_parse(const void *file, size_t len, GError **error);

/*
 * Adds a stanza. args: NULL-terminated, each of printable ASCII without spaces;
 * body: len bytes, at most AGE_BODY_MAX. Both are copied.
 */
void age_header_add(struct age_header *h, const char *const *args, const void *body, size_t len);

/* Sets the MAC over the stanzas; to be called after the last age_header_add. */
void age_header_sign(struct age_header *h, const unsigned char file_key[AGE_FILE_KEY]);

/*
 * Checks the MAC, which shows that whoever wrote the stanzas knew the file key.
 * Fails with ERR_ALTERED.
 */
MUST_USE bool age_header_verify(
    const struct age_header *h, const unsigned char file_key[AGE_FILE_KEY], GError **error);

/* The bytes of a signed header; the payload follows them at once. The caller owns them. */
GByteArray *age_header_format(const struct age_header *h);

/* Releases; NULL is fine. */
void age_header_free(struct age_header *h);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(age_header, age_header_free)

#endif
