/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A part that Apple Mail keeps outside of its .partial.emlx file, put back (docs/MAIL.md F-56). What
 * lies in Attachments is decoded, and encoded again as the part's header says: the lines of base64 are
 * not those that were sent. An .emlxpart as long as the part was is as it was sent.
 */
#ifndef CONVERT_EMLX_REBUILD_H
#define CONVERT_EMLX_REBUILD_H

#include "convert/emlx_parts.h"
#include "convert/tree.h"

/*
 * Hands the part's body to write, in pieces, with a line end behind it. e: the message's file. Returns false with
 * *missing set, for people, if the part is nowhere or cannot be read: the caller frees that; what was
 * written until then stays. Returns false with *error set if write fails.
 */
MUST_USE bool emlx_rebuild(struct tree *t, const struct entry *e, const struct emlx_part *p,
    bool (*write)(void *user, const void *data, size_t len, GError **error), void *user,
    char **missing, GError **error);

#endif
