/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a message for the index: its attachments and defects. */
#ifndef CONVERT_INDEX_MIME_H
#define CONVERT_INDEX_MIME_H

#include "convert/record.h"
#include "crypto/blake2b_queue.h"

/*
 * How many bytes GMime can be given so that neither its time nor its memory
 * gets out of hand: every line that may be a boundary is taken for one, every
 * paragraph that may be a header too. Its time grows with the square of the parameters
 * of a field, and its stack with the groups that an address list nests ("a:a:a:"); of
 * parts it nests no more than 1,024.
 */
size_t index_mime_safe_length(const char *data, size_t len);

/* Where what is found goes. */
struct index_mime_target {
	struct summary *out;
	struct blake2b_queue *queue; /* digests of attachments are in out once it ran */
	size_t *text;                /* bytes that names may still have, which become less */
};

/*
 * Tells of the attachments and defects that GMime finds in the len bytes of
 * a message, whose header is within the limits of index.h. cut: the message is longer.
 */
void index_mime(const char *data, size_t len, bool cut, const struct index_mime_target *to);

/* Whether the body of a part in base64 has bytes that are none of its alphabet, or blank. */
bool index_mime_is_bad_base64(const char *data, size_t len);

#endif
