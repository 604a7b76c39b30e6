/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commitments to messages, which are the leaves of the message root:
 * docs/FORMAT.md, section 9.4. They are gathered, then hashed side by side.
 */
#ifndef CONVERT_COMMITMENTS_H
#define CONVERT_COMMITMENTS_H

#include <glib.h>

#define SALT_SIZE 16

struct commitments {
	GString *bytes; /* what is hashed, one after the other */
	GArray *ends;   /* size_t: where each one ends in bytes */
};

/* c is zeroed. */
void commitments_init(struct commitments *c);
void commitments_clear(struct commitments *c); /* accepts zeroed */

/* A message's facts line up to its salt member (commitments_without_salt), and its index line, both without LF. */
void commitments_add(struct commitments *c, const unsigned char salt[SALT_SIZE], const char *facts,
    size_t without_salt, const char *index, size_t index_len);

/* The leaves of all, in order; the caller frees them. */
unsigned char (*commitments_hash(const struct commitments *c))[32];

/* The length of a facts line (without LF) up to its salt member, or 0 if it does not end in one. */
size_t commitments_without_salt(const char *facts, size_t len);

#endif
