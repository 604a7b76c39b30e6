/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digests of base64 bodies that are as they should be, several times faster
 * than a decoder that must forgive everything. RFC 2045, section 6.8.
 */
#ifndef CONVERT_MIME_BASE64_H
#define CONVERT_MIME_BASE64_H

#include "convert/record.h"
#include "crypto/blake2b_queue.h"

/*
 * If the len bytes at data are clean base64 (only its alphabet and line ends, whole
 * groups of four, '=' only at the end), sets a->size to the bytes that they stand for,
 * lets queue set a->blake2b when it runs, and returns true. Otherwise false: what
 * they stand for is then a matter of forgiveness, which is not decided here.
 */
bool mime_base64_digest(
    const char *data, size_t len, struct blake2b_queue *queue, struct attachment *a);

#endif
