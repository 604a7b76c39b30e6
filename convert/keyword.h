/* SPDX-License-Identifier: Apache-2.0 */
/* Keywords as mail stores keep them: IMAP atoms. docs/MAIL.md F-102. */
#ifndef CONVERT_KEYWORD_H
#define CONVERT_KEYWORD_H

#include <glib.h>
#include <stdbool.h>

/*
 * The keyword as an IMAP atom (RFC 3501, section 9), each byte that may not stand in one
 * as "%XX"; that is reversible, since '%' may not. Replaces what is in atom.
 * Returns whether the atom is the keyword itself.
 */
bool keyword_to_atom(const char *keyword, GString *atom);

#endif
