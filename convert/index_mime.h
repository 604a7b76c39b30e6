/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a message for the index: its attachments and defects. */
#ifndef CONVERT_INDEX_MIME_H
#define CONVERT_INDEX_MIME_H

#include "convert/record.h"

/*
 * Adds to out the attachments and defects that GMime finds in the len bytes of
 * a message, whose header is within the limits of index.h. text: the bytes that names
 * may still have, which it lessens. cut: the message is longer.
 */
void index_mime(const char *data, size_t len, bool cut, size_t *text, struct summary *out);

/* Whether the body of a part in base64 has bytes that are none of its alphabet, or blank. */
bool index_mime_is_bad_base64(const char *data, size_t len);

#endif
