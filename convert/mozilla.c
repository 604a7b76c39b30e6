/* SPDX-License-Identifier: Apache-2.0 */
/* Thunderbird's bits and keywords; see mozilla.h. */
#include "convert/mozilla.h"

#define NEW 0x00010000
#define MDN_SENT 0x00800000
#define LABEL(v) (((v) >> 25) & 7)

static const struct {
	guint32 bit;
	guint flag;
} flags[] = {{0x0001, FLAG_SEEN}, {0x0002, FLAG_ANSWERED}, {0x0004, FLAG_FLAGGED},
    {MOZILLA_EXPUNGED, FLAG_DELETED}, {0x1000, FLAG_FORWARDED}, {NEW, FLAG_RECENT},
    {0x00200000, FLAG_DELETED}, {0x01000000, FLAG_DRAFT}};

void
mozilla_flags(struct message *m, guint32 bits)
{
	char label[] = "$label0";

	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (bits & flags[i].bit)
			m->flags |= flags[i].flag;
	if (bits & MDN_SENT)
		message_add_keyword(m, "$MDNSent");
	if (LABEL(bits) >= 1 && LABEL(bits) <= 5) {
		label[6] = (char)('0' + LABEL(bits));
		message_add_keyword(m, label);
	}
}

void
mozilla_keywords(struct message *m, const char *value)
{
	g_auto(GStrv) words = g_strsplit_set(value, " \t\r\n", -1);

	for (char **w = words; *w != NULL; w++) {
		if (g_ascii_strcasecmp(*w, "$Forwarded") == 0)
			m->flags |= FLAG_FORWARDED;
		else if (**w != '\0' && g_utf8_validate(*w, -1, NULL))
			message_add_keyword(m, *w);
	}
}
