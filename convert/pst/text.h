/* SPDX-License-Identifier: Apache-2.0 */
/* Short texts that the reader itself needs: names of folders, classes of items. */
#ifndef CONVERT_PST_TEXT_H
#define CONVERT_PST_TEXT_H

#include "convert/pst/properties.h"

#define PST_TEXT_MAX (64 * 1024) /* bytes; what is behind them is left out */

/*
 * A text as UTF-8, without NULs, for the caller to free. 8-bit text is UTF-8 if it is valid
 * so, else of the codepage (0: 1252); what cannot be read becomes U+FFFD. NULL with *error not
 * set if there is none of the id, or its bytes are damaged. Fails with ERR_IO.
 */
char *pst_text(
    struct pst_heap *h, const struct pst_properties *p, guint16 id, guint codepage, GError **error);

#endif
