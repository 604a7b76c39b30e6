/* SPDX-License-Identifier: Apache-2.0 */
/* The spellings of single names and values in canonical texts; see text.h. */
#ifndef CRYPTO_TEXT_VALUE_H
#define CRYPTO_TEXT_VALUE_H

#include <stdbool.h>

#include "crypto/error.h"

#define TEXT_NAME_MAX 64
#define TEXT_VALUE_MAX 1024

/* How a value is spelled. Every value has 1 to TEXT_VALUE_MAX bytes. */
enum text_type {
	TEXT_HEX32,  /* 32 lower-case hex digits: 16 bytes */
	TEXT_HEX64,  /* 64 lower-case hex digits: 32 bytes */
	TEXT_NUMBER, /* decimal, 0 to 2^63 - 1, no leading zeros */
	TEXT_TIME,   /* YYYY-MM-DDTHH:MM:SSZ, a moment that exists; no leap seconds */
	TEXT_TOKEN,  /* [A-Za-z0-9+/=._-]+ */
	TEXT_LINE,   /* printable ASCII that neither begins nor ends with a blank */
};

/* Tells whether name is 1 to TEXT_NAME_MAX bytes of [a-z0-9-]. */
MUST_USE bool text_value_is_name(const char *name);

/*
 * Checks that value is spelled as its type says. Fails with ERR_FORMAT; the
 * message says what it must be: "is not a number without leading zeros".
 */
MUST_USE bool text_value_check(enum text_type type, const char *value, GError **error);

#endif
