/* SPDX-License-Identifier: Apache-2.0 */
/* What only its header tells of a message's arrival (docs/MAIL.md, "Arrival"). */
#ifndef CONVERT_ENVELOPE_H
#define CONVERT_ENVELOPE_H

#include "convert/message.h"

/* How many bytes of byte order mark and blank lines stand before the header; rule 10 of 1.2. */
size_t envelope_skip(const unsigned char *head, size_t len);

/*
 * Fills in what the store did not say, from a message's first len bytes:
 * received, from the topmost Received: with a date, else from Date:; and sender, from
 * Return-Path. Dates that are not plausible are left out.
 */
void envelope_from_header(struct message *m, const unsigned char *head, size_t len);

/* Whether mail can have come then: from 1985 to tomorrow, in seconds since 1970. */
bool envelope_plausible(gint64 seconds);

#endif
