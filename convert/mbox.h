/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mbox store (store.h: mbox_store): mboxo, mboxrd, mboxcl, mboxcl2 and what
 * lies between them; docs/MAIL.md.
 *
 * Which "From " line begins a message is decided by a score; the table of
 * signals and weights is in mbox_score.h. What is decided about a line depends only on
 * the bytes before it and on MBOX_AHEAD bytes behind it, never on how the
 * file is cut into windows. Three signals have bounds of their own:
 *
 *	a multipart goes on     a delimiter line follows within MBOX_AHEAD bytes
 *	a Content-Length ends   its end is looked up in the file, if it is seekable
 *	a Content-Length holds  only as long as no record had a false one or none
 *
 * Every byte of the file is in one of these ranges, each told to the visitor:
 *
 *	preamble         exception "preamble": before the first record
 *	From_ line       message.from_at, message.from_len
 *	message          message.at, message.len
 *	separator        message.separator: one empty line, if there is one
 *	internal data    exception "internal-data": a whole record that is no mail
 *	deleted          exception "expunged": a record that Thunderbird is yet to remove
 *	no record at all exception "unframed", a loss
 *
 * Exceptions, all notes but "unframed": preamble, internal-data,
 * expunged, attachments-outside, lying-content-length, no-header, container-debris, truncated; and those of mbox_table.h.
 *
 * A file that begins with a header and no From_ line is a message up to the
 * first From_ line; its from_len is 0. Lines end in LF or CR LF, and in a
 * file whose first MBOX_AHEAD bytes have neither, in CR.
 */
#ifndef CONVERT_MBOX_H
#define CONVERT_MBOX_H

#include "convert/store.h"

/* Bytes behind a From_ line that its decision may depend on, header included. */
#define MBOX_AHEAD (384 * 1024)

/* Bytes before the place that was searched which stay in the window. */
#define MBOX_BEHIND 1024

#endif
