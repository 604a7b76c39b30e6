/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index entry of a message: what it says of itself, read with GMime. For
 * the index only, never for storing or framing (docs/MAIL.md F-03, F-04).
 */
#ifndef CONVERT_INDEX_H
#define CONVERT_INDEX_H

#include "convert/record.h"
#include "crypto/blake2b_queue.h"

#define INDEX_MAX (32 * 1024 * 1024)   /* of a longer message only this much is looked at */
#define INDEX_HEADER_MAX (1024 * 1024) /* header bytes that GMime gets */
#define INDEX_PARTS_MAX 10000
#define INDEX_LINES_MAX 50000        /* lines in all headers that GMime gets */
#define INDEX_FIELD_MAX (16 * 1024)  /* bytes of a Content- field that it gets, */
#define INDEX_PARAMETERS_MAX 128     /* and the ';' in it */
#define INDEX_COLONS_MAX 1000        /* ':' in an address field that it gets */
#define INDEX_TEXTS_MAX (128 * 1024) /* bytes of all texts of an entry together */

/* Once per process, before any thread starts. */
void index_init(void);

/*
 * Fills the empty *out in from a message's first len bytes (at most INDEX_MAX; whole says that
 * they are the whole message). Never fails: what cannot be parsed is a defect or absent, what
 * goes over a limit sets out->limited. May be called from any thread.
 *
 * Of several fields of one name the first counts. Values are unfolded, without blanks
 * around them, encoded words decoded; NULs are left out, 8-bit bytes stay. Attachments are
 * parts with a file name, of disposition "attachment", or not text; those of attached messages
 * too. One of which not all bytes were seen is left out.
 *
 * queue takes the digests of attachments: they are in out once it ran.
 *
 * Defects: no-header, no-empty-line, no-message-id, duplicate-message-id-field, no-date, bad-date,
 * no-from, raw-8bit-header, nul-byte, long-line (over 998 bytes), bad-base64, bad-content-type,
 * no-boundary, empty-multipart, unclosed-multipart.
 */
void index_message(
    const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out);

/* The same, always by way of GMime, slowly: what the tests compare with. */
void index_message_gmime(
    const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out);

/* EDRM MIH: MD5 of the Message-ID with its brackets, as 32 hex digits; docs/FORMAT.md, 9.3. */
void index_mih(const char *message_id, char out[33]);

#endif
