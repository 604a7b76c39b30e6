/* SPDX-License-Identifier: Apache-2.0 */
/* What an mbox file looks like from outside: its first bytes, its name. */
#ifndef CONVERT_MBOX_PROBE_H
#define CONVERT_MBOX_PROBE_H

#include "convert/mbox_score.h"
#include "convert/store.h"

/* struct store_ops.probe of the mbox store. */
int mbox_probe(const struct store_probe *p);

/* Line ends of a file by its first bytes: '\r' if it has no other. *crlf: most are CR LF. */
unsigned char mbox_line_ends(const unsigned char *data, size_t len, bool *crlf);

/* The offset behind a byte order mark, blanks and empty lines; len if there is nothing else. */
size_t mbox_first_text(const unsigned char *data, size_t len);

/* Whether two header fields, or one and the header's end, begin at offset at of the view. */
bool mbox_is_header(const struct mbox_view *v, size_t at);

#endif
