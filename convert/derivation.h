/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a message was derived from, if its file does not hold it as bytes: an item of a PST or
 * .msg file. The item is known by its node and the node's digest (convert/mapi/digest.h), which
 * depend on no converter; the message's bytes depend on the converter that is named too.
 */
#ifndef CONVERT_DERIVATION_H
#define CONVERT_DERIVATION_H

#include <glib.h>
#include <stdbool.h>

#define DERIVATION_DIGEST_SIZE 32

struct derivation {
	guint64 node; /* the item's number in its file, not 0 */
	unsigned char digest[DERIVATION_DIGEST_SIZE];
	guint64 entry; /* number of the file's entry, if the message is stored in one of its own */
	char *converter; /* "pst", "msg" */
	char *version;   /* of it */
	char
	    *libraries; /* that it works with, and their versions: "gmime 3.2.13, libical 3.0.16" */
};

/* A copy, which the caller frees; of NULL, NULL. */
struct derivation *derivation_copy(const struct derivation *d);
void derivation_free(struct derivation *d); /* accepts NULL */

/* Whether converter, version and libraries are the same, so that the same node gives the same bytes. */
bool derivation_same_converter(const struct derivation *a, const struct derivation *b);

typedef struct derivation derivation;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(derivation, derivation_free)

#endif
