/* SPDX-License-Identifier: Apache-2.0 */
/* State in the headers of mbox messages; see mbox_state.h. */
#include "convert/mbox_state.h"
#include "convert/header.h"
#include <string.h>

/* nsMsgMessageFlags.idl; the upper half stands in X-Mozilla-Status2. */
#define MOZILLA_NEW 0x00010000
#define MOZILLA_MDN_SENT 0x00800000
#define MOZILLA_LABEL(v) (((v) >> 25) & 7)

struct flag_letter {
	char letter;
	guint flag;
};
struct flag_bit {
	guint32 bit;
	guint flag;
};

static const struct flag_letter letters[] = {{'R', FLAG_SEEN}, {'A', FLAG_ANSWERED},
    {'F', FLAG_FLAGGED}, {'D', FLAG_DELETED}, {'T', FLAG_DRAFT}};

static const struct flag_bit mozilla[] = {{0x0001, FLAG_SEEN}, {0x0002, FLAG_ANSWERED},
    {0x0004, FLAG_FLAGGED}, {0x0008, FLAG_DELETED}, {0x1000, FLAG_FORWARDED},
    {MOZILLA_NEW, FLAG_RECENT}, {0x00200000, FLAG_DELETED}, {0x01000000, FLAG_DRAFT}};

static void
read_letters(struct message *m, const char *value)
{
	for (; *value != '\0'; value++)
		for (size_t i = 0; i < G_N_ELEMENTS(letters); i++)
			if (*value == letters[i].letter)
				m->flags |= letters[i].flag;
	m->has_flags = true;
}

static void
read_status(struct message *m, const char *value)
{
	read_letters(m, value);
	if (strchr(value, 'O') == NULL)
		m->flags |= FLAG_RECENT;
}

/* Keywords that are words; "$Forwarded" is a flag of ours. */
static void
read_keywords(struct message *m, const char *value)
{
	g_auto(GStrv) words = g_strsplit_set(value, " \t\r\n", -1);

	for (char **w = words; *w != NULL; w++) {
		if (g_ascii_strcasecmp(*w, "$Forwarded") == 0)
			m->flags |= FLAG_FORWARDED;
		else if (**w != '\0' && g_utf8_validate(*w, -1, NULL))
			message_add_keyword(m, *w);
	}
}

/* mutt's X-Label is one text, blanks and all. */
static void
read_label(struct message *m, const char *value)
{
	g_autofree char *label = g_strstrip(g_strdup(value));

	if (*label != '\0' && g_utf8_validate(label, -1, NULL))
		message_add_keyword(m, label);
}

static bool
parse_hex(const char *value, guint32 *v)
{
	char *end;
	guint64 n = g_ascii_strtoull(value, &end, 16);

	if (end == value || *g_strchug(end) != '\0' || n > G_MAXUINT32)
		return false;
	*v = (guint32)n;
	return true;
}

static void
read_mozilla_bits(struct message *m, guint32 v)
{
	for (size_t i = 0; i < G_N_ELEMENTS(mozilla); i++)
		if (v & mozilla[i].bit)
			m->flags |= mozilla[i].flag;
}

static void
read_mozilla_status(struct message *m, const char *value)
{
	guint32 v;

	if (!parse_hex(value, &v))
		return;
	m->has_flags = true;
	read_mozilla_bits(m, v & 0xffff);
}

static void
read_mozilla_status2(struct message *m, const char *value)
{
	char label[] = "$label0";
	guint32 v;

	if (!parse_hex(value, &v))
		return;
	read_mozilla_bits(m, v & 0xffff0000);
	if (v & MOZILLA_MDN_SENT)
		message_add_keyword(m, "$MDNSent");
	if (MOZILLA_LABEL(v) >= 1 && MOZILLA_LABEL(v) <= 5) {
		label[6] = (char)('0' + MOZILLA_LABEL(v));
		message_add_keyword(m, label);
	}
}

static const struct {
	const char *name;
	void (*read)(struct message *m, const char *value); /* NULL: only the raw value counts */
} fields[] = {
    {"Status", read_status},
    {"X-Status", read_letters},
    {"X-Keywords", read_keywords},
    {"X-UID", NULL},
    {"X-IMAP", NULL},
    {"X-IMAPbase", NULL},
    {"X-Mozilla-Status", read_mozilla_status},
    {"X-Mozilla-Status2", read_mozilla_status2},
    {"X-Mozilla-Keys", read_keywords},
    {"X-Gmail-Labels", NULL},
    {"X-GM-THRID", NULL},
    {"X-Label", read_label},
};

static void
read_field(struct message *m, const struct header_field *f)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autofree char *value = NULL;

		if (!header_is(f, fields[i].name))
			continue;
		value = g_strndup((const char *)f->value, f->value_len);
		message_add_state(m, fields[i].name, value, strlen(value));
		if (fields[i].read != NULL)
			fields[i].read(m, value);
	}
}

void
mbox_state_read(struct message *m, const unsigned char *head, size_t len)
{
	struct header_field f;
	size_t pos = 0;

	/* The first letters of the table: few fields of a message have one of them. */
	while (header_next(head, len, &pos, &f))
		if (strchr("SsXx", f.name[0]) != NULL)
			read_field(m, &f);
}
