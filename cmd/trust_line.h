/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a trust file; the format is described in trust.h. */
#ifndef CMD_TRUST_LINE_H
#define CMD_TRUST_LINE_H

#include "cmd/trust.h"

/*
 * Reads a line without its end, len bytes. Returns the signer, which the caller
 * owns, or NULL without an error for a line that has none. Fails with
 * ERR_FORMAT.
 */
MUST_USE struct trust_signer *trust_line_parse(const char *line, size_t len, GError **error);

/* Releases a signer; NULL is fine. */
void trust_signer_free(struct trust_signer *s);

#endif
