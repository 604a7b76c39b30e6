/* SPDX-License-Identifier: Apache-2.0 */
/* What a mailbox knows of an item; see mail_state.h. */
#include "convert/mapi/mail_state.h"

#include <string.h>

#include "convert/mapi/mail_address.h"
#include "convert/mapi/mail_field.h"
#include "convert/mapi/property.h"

enum {
	ID_SUBMIT_TIME = 0x0039,
	ID_DELIVERY_TIME = 0x0e06,
	ID_MESSAGE_FLAGS = 0x0e07,
	ID_ICON = 0x1080,
	ID_LAST_VERB = 0x1081,
	ID_FLAG_STATUS = 0x1090,
	ID_CREATION_TIME = 0x3007,
	ID_MODIFICATION_TIME = 0x3008,
};

#define MESSAGE_READ 0x01
#define MESSAGE_UNSENT 0x08

/* Numbers whose values mean a flag. */
static const struct {
	guint16 id;
	gint32 value;
	enum message_flag flag;
} meanings[] = {
    {ID_LAST_VERB, 102, FLAG_ANSWERED},
    {ID_LAST_VERB, 103, FLAG_ANSWERED},
    {ID_LAST_VERB, 104, FLAG_FORWARDED},
    {ID_ICON, 261, FLAG_ANSWERED},
    {ID_ICON, 262, FLAG_FORWARDED},
    {ID_FLAG_STATUS, 2, FLAG_FLAGGED},
};

static const struct {
	guint16 id;
	const char *name; /* in the manifest, as the raw state */
} states[] = {
    {ID_MESSAGE_FLAGS, "mapi-message-flags"},
    {ID_LAST_VERB, "mapi-last-verb"},
    {ID_ICON, "mapi-icon"},
    {ID_FLAG_STATUS, "mapi-flag-status"},
};

static void
read_flags(const struct property_reader *r, struct message *m)
{
	gint32 value;

	m->has_flags = property_int32(r, ID_MESSAGE_FLAGS, &value);
	if (m->has_flags) {
		m->flags |= value & MESSAGE_READ ? FLAG_SEEN : 0;
		m->flags |= value & MESSAGE_UNSENT ? FLAG_DRAFT : 0;
	}
	for (guint i = 0; i < G_N_ELEMENTS(meanings); i++) {
		if (!property_int32(r, meanings[i].id, &value) || value != meanings[i].value)
			continue;
		m->flags |= meanings[i].flag;
		m->has_flags = true;
	}
}

static void
read_states(const struct property_reader *r, struct message *m)
{
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		gint32 value;
		char text[16];

		if (!property_int32(r, states[i].id, &value))
			continue;
		g_snprintf(text, sizeof(text), "%d", value);
		message_add_state(m, states[i].name, text, strlen(text));
	}
}

static void
read_keywords(const struct property_reader *r, struct message *m)
{
	guint16 id = property_named_text(r->object, property_set_public_strings, "Keywords");
	g_autoptr(GPtrArray) words = id != 0 ? property_texts(r, id) : NULL;

	for (guint i = 0; words != NULL && i < words->len; i++) {
		char *word = mail_clean(words->pdata[i]);

		if (*word == '\0')
			continue;
		message_add_keyword(m, word);
		message_add_state(m, "mapi-category", word, strlen(word));
	}
}

static void
read_arrival(const struct property_reader *r, struct message *m)
{
	static const guint16 ids[] = {
	    ID_DELIVERY_TIME, ID_SUBMIT_TIME, ID_MODIFICATION_TIME, ID_CREATION_TIME};

	for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
		if (!property_time(r, ids[i], &m->received))
			continue;
		m->received_from = RECEIVED_STORE;
		return;
	}
}

static void
read_sender(const struct property_reader *r, struct message *m)
{
	struct mail_address a;

	if (mail_address_read(r, &mail_address_sender, &a) && a.known)
		m->sender = g_steal_pointer(&a.smtp);
	mail_address_clear(&a);
}

void
mail_state_read(struct mapi_object *item, guint codepage, struct message *m)
{
	const struct property_reader r = {
	    .object = item, .codepage = property_codepage(item, codepage)};

	read_flags(&r, m);
	read_states(&r, m);
	read_keywords(&r, m);
	read_arrival(&r, m);
	read_sender(&r, m);
}
