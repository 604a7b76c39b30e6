/* SPDX-License-Identifier: Apache-2.0 */
/* State in the headers of mbox messages; see mbox_state.h. */
#include "convert/mbox_state.h"

#include <string.h>

#include "convert/header.h"
#include "convert/mozilla.h"

struct flag_letter {
	char letter;
	guint flag;
};

static const struct flag_letter letters[] = {{'R', FLAG_SEEN}, {'A', FLAG_ANSWERED},
    {'F', FLAG_FLAGGED}, {'D', FLAG_DELETED}, {'T', FLAG_DRAFT}};

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
read_mozilla_status(struct message *m, const char *value)
{
	guint32 v;

	if (!parse_hex(value, &v))
		return;
	m->has_flags = true;
	mozilla_flags(m, v & 0xffff);
}

static void
read_mozilla_status2(struct message *m, const char *value)
{
	guint32 v;

	if (parse_hex(value, &v))
		mozilla_flags(m, v & 0xffff0000);
}

static const struct {
	const char *name;
	void (*read)(struct message *m, const char *value); /* NULL: only the raw value counts */
} fields[] = {
    {"Status", read_status},
    {"X-Status", read_letters},
    {"X-Keywords", mozilla_keywords},
    {"X-UID", NULL},
    {"X-IMAP", NULL},
    {"X-IMAPbase", NULL},
    {"X-Mozilla-Status", read_mozilla_status},
    {"X-Mozilla-Status2", read_mozilla_status2},
    {"X-Mozilla-Keys", mozilla_keywords},
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

bool
mbox_state_expunged(const unsigned char *head, size_t len)
{
	g_autofree char *value = NULL;
	struct header_field f;
	guint32 bits;

	if (!header_find_above(head, len, "X-Mozilla-Status", &f))
		return false;
	value = g_strndup((const char *)f.value, f.value_len);
	return parse_hex(value, &bits) && (bits & MOZILLA_EXPUNGED);
}
