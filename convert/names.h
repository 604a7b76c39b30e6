/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names in one directory, in the order of their bytes. They lie end to end
 * in one block, so that a million of them cost little more than their bytes.
 */
#ifndef CONVERT_NAMES_H
#define CONVERT_NAMES_H

#include "crypto/error.h"

/* Bytes of names in one directory, each with its NUL; more than 4,000,000 names of full length. */
#define NAMES_MAX (1024u * 1024 * 1024)

struct names;

/*
 * Reads the names in the directory fd, all but "." and "..", from where its
 * position is. If it cannot be read to its end *error is set (ERR_IO; ERR_FORMAT
 * over NAMES_MAX) and the names up to there are returned.
 */
struct names *names_read(int fd, GError **error);

/* The i-th name, or NULL behind the last; borrowed until names_free. */
const char *names_get(const struct names *n, size_t i);

void names_free(struct names *n); /* accepts NULL */

typedef struct names names;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(names, names_free)

#endif
