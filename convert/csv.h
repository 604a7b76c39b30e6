/* SPDX-License-Identifier: Apache-2.0 */
/* Comma-separated values, RFC 4180: the lists that exports bring along. */
#ifndef CONVERT_CSV_H
#define CONVERT_CSV_H

#include <glib.h>

/*
 * The fields of the record at *text, which is set behind it; NULL where the text ends. Lines end in
 * LF or CRLF; a field in quotation marks may have commas, line ends and doubled marks in it, and goes to the end
 * of the text if nothing closes it. Blanks around a field are left out. char *; the caller unrefs it.
 */
GPtrArray *csv_next(const char **text);

#endif
