/* SPDX-License-Identifier: Apache-2.0 */
/* Results as JSON: one object, whose meaning docs/JSON.md describes. */
#ifndef CMD_REPLY_H
#define CMD_REPLY_H

#include <jansson.h>

#include "crypto/error.h"

#define REPLY_SCHEMA 1

/* An object that says which schema it follows; the caller owns it. */
MUST_USE json_t *reply_new(void);

/*
 * Gets out what was printed so far, for who must know it before files get their names: a
 * failed command leaves none. Fails with ERR_IO, and what could not be written is dropped. A
 * reader of standard output that went away is no failure of ours: then its error flag stays set.
 */
MUST_USE bool reply_flush(GError **error);

/* Prints the object on a line of standard output, and releases it. */
void reply_print(json_t *reply);

#endif
