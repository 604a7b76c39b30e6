/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index entry of a message: what it says of itself, read with GMime. For
 * the index only, never for storing or framing (spec/mail.md F-03, F-04).
 */
#ifndef CONVERT_INDEX_H
#define CONVERT_INDEX_H

#include "convert/record.h"

#define INDEX_MAX (32 * 1024 * 1024)   /* of a longer message only this much is looked at */
#define INDEX_HEADER_MAX (1024 * 1024) /* header bytes that GMime gets */
#define INDEX_PARTS_MAX 10000

/* Once per process, before any thread starts. */
void index_init(void);

/*
 * Fills *out in from a message's first len bytes (at most INDEX_MAX; whole says that
 * they are the whole message). Never fails: what cannot be parsed is a defect or absent, what
 * goes over a limit sets out->limited. May be called from any thread.
 */
void index_message(const void *data, size_t len, bool whole, struct summary *out);

/* EDRM MIH: MD5 of the Message-ID with its brackets, as 32 hex digits; spec/container.md M14. */
void index_mih(const char *message_id, char out[33]);

#endif
