/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of iCalendar and vCard: RFC 5545, section 3.1, and RFC 2425, section 5.8.1. */
#ifndef CONVERT_MAPI_PIM_FOLD_H
#define CONVERT_MAPI_PIM_FOLD_H

#include <glib.h>

#define PIM_LINE_MAX 75 /* bytes, without its end */

/*
 * Appends len bytes of valid UTF-8 as a line that ends in CRLF, folded before its 76th byte,
 * never within a character.
 */
void pim_fold(GString *out, const char *line, gsize len);

#endif
