/* SPDX-License-Identifier: Apache-2.0 */
/* Small files beside mail that say something of it: dovecot-keywords, .mh_sequences. */
#ifndef CONVERT_COMPANION_H
#define CONVERT_COMPANION_H

#include "convert/tree.h"

/*
 * The first max bytes of the file name in the directory dir ("" is the root), *len of them,
 * with a NUL behind. The caller frees them. NULL if there is no such file, or it cannot be
 * read: then it says nothing.
 */
char *companion_read(struct tree *t, const char *dir, const char *name, size_t max, size_t *len);

#endif
