/* SPDX-License-Identifier: Apache-2.0 */
/* The first line of a canonical text, which names its type and the format's version. */
#ifndef CRYPTO_TEXT_TYPE_H
#define CRYPTO_TEXT_TYPE_H

#include "crypto/error.h"

/*
 * Holds the first line of len bytes against type, "mailpouch/1 seal". Fails with
 * ERR_UNSUPPORTED if only the number of the version differs, else with ERR_FORMAT.
 */
MUST_USE bool text_type_check(const char *type, const char *data, size_t len, GError **error);

#endif
