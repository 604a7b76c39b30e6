/* SPDX-License-Identifier: Apache-2.0 */
/* Compressed RTF, for writing: [MS-OXRTFCP]. */
#ifndef TESTS_PST_RTF_H
#define TESTS_PST_RTF_H

#include <glib.h>

enum rtf_form {
	RTF_COMPRESSED,   /* literals alone, and the end mark */
	RTF_ZERO_CRC,     /* the same as writers leave it that do not compute the checksum */
	RTF_UNCOMPRESSED, /* MELA */
};

/* The caller owns it. */
GByteArray *rtf_pack(const char *rtf, enum rtf_form form);

#endif
