/* SPDX-License-Identifier: Apache-2.0 */
/* What only its header tells of a message's arrival; see envelope.h. */
#include "convert/envelope.h"

#include <string.h>
#include <time.h>

#include "convert/date.h"
#include "convert/header.h"

#define ADDRESS_MAX 1000 /* bytes of a Return-Path; an SMTP line has no more */
#define YEAR_1985 473385600
#define ONE_DAY 86400

size_t
envelope_skip(const unsigned char *head, size_t len)
{
	size_t at = len >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < len &&
	    (head[at] == '\n' || (len - at >= 2 && head[at] == '\r' && head[at + 1] == '\n')))
		at += head[at] == '\n' ? 1 : 2;
	return at;
}

bool
envelope_plausible(gint64 seconds)
{
	return seconds >= YEAR_1985 && seconds <= (gint64)time(NULL) + ONE_DAY;
}

static void
take_date(struct message *m, const char *text, size_t len, enum received_from from)
{
	struct date d;

	if (!date_parse(text, len, &d) || !envelope_plausible(d.time))
		return;
	m->received = d.time;
	m->received_from = from;
}

static void
take_received(struct message *m, const struct header_field *f)
{
	const unsigned char *semicolon = memrchr(f->value, ';', f->value_len);

	if (semicolon != NULL)
		take_date(m, (const char *)semicolon + 1,
		    (size_t)(f->value + f->value_len - semicolon) - 1, RECEIVED_HEADER);
}

/* Return-Path: <address>; an empty one is a bounce's and names nobody. */
static void
take_sender(struct message *m, const struct header_field *f)
{
	g_autofree char *value = NULL;
	char *address;

	if (f->value_len > ADDRESS_MAX)
		return;
	value = g_strndup((const char *)f->value, f->value_len);
	address = *value == '<' ? value + 1 : value;
	address[strcspn(address, "> \t\r\n")] = '\0';
	if (*address != '\0' && g_utf8_validate(address, -1, NULL))
		m->sender = g_strdup(address);
}

void
envelope_from_header(struct message *m, const unsigned char *head, size_t len)
{
	size_t skip = envelope_skip(head, len), pos = 0;
	struct header_field f, date;

	head += skip;
	len -= skip;
	while (header_next(head, len, &pos, &f)) {
		if (m->sender == NULL && header_is(&f, "Return-Path"))
			take_sender(m, &f);
		if (m->received_from == RECEIVED_UNKNOWN && header_is(&f, "Received"))
			take_received(m, &f);
	}
	if (m->received_from == RECEIVED_UNKNOWN && header_find(head, len, "Date", &date))
		take_date(m, (const char *)date.value, date.value_len, RECEIVED_DATE);
}
