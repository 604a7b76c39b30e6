/* SPDX-License-Identifier: Apache-2.0 */
/* What the formats of derive.h that hold MAPI objects have in common: a message of an object. */
#ifndef CONVERT_DERIVE_MAPI_H
#define CONVERT_DERIVE_MAPI_H

#include "convert/derive.h"
#include "convert/mapi/object.h"

/* derive_ops.version of all of them: of convert/mapi/, and what it makes of an object. */
#define DERIVE_MAPI_VERSION "1"

/* derive_ops.libraries and derive_ops.prepare: libical, and the C library with its tables of character sets. */
char *derive_mapi_libraries(void);
void derive_mapi_prepare(void);

/* Gives the message that o, which stays the caller's, makes: its state, the digest of its node, its bytes. */
MUST_USE bool derive_mapi_write(
    struct mapi_object *o, const struct derive_writer *w, GError **error);

#endif
