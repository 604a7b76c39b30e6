/* SPDX-License-Identifier: Apache-2.0 */
/* Recipients and senders as people of a meeting; see ical_people.h. */
#include "convert/mapi/ical_people.h"

#include "convert/mapi/ical_text.h"
#include "convert/mapi/mail_address.h"

#define NAME_MAX_BYTES 500

#define FLAG_ORGANIZER 0x2 /* PidTagRecipientFlags, [MS-OXOCAL] 2.2.4.10.1 */
#define FLAG_DELETED 0x20
#define TRACK_ORGANIZED 1 /* PidTagRecipientTrackStatus, 2.2.4.10.2 */
#define TO 1              /* PidTagRecipientType */
#define CC 2
#define BCC 3
#define TYPE_LIST 1 /* PidTagDisplayType, [MS-OXOABK] 2.2.3.11 */
#define TYPE_PRIVATE_LIST 5
#define TYPE_ROOM 7
#define TYPE_EQUIPMENT 8

static char *
uri(const struct mail_address *a)
{
	return g_strconcat("mailto:", a->smtp, NULL);
}

static void
add_name(icalproperty *p, const struct mail_address *a)
{
	g_autofree char *name = a->name != NULL ? ical_parameter(a->name, NAME_MAX_BYTES) : NULL;

	if (name != NULL && *name != '\0')
		icalproperty_add_parameter(p, icalparameter_new_cn(name));
	if (a->x500 != NULL) {
		g_autofree char *x500 = ical_parameter(a->x500, NAME_MAX_BYTES);
		icalparameter *x = icalparameter_new_x(x500);

		icalparameter_set_xname(x, "X-MS-OLK-X500");
		icalproperty_add_parameter(p, x);
	}
}

static void
add_organizer(icalcomponent *to, const struct mail_address *a)
{
	g_autofree char *address = uri(a);
	icalproperty *p = icalproperty_new_organizer(address);

	add_name(p, a);
	icalcomponent_add_property(to, p);
}

static icalproperty *
new_attendee(const struct mail_address *a)
{
	g_autofree char *address = uri(a);
	icalproperty *p = icalproperty_new_attendee(address);

	add_name(p, a);
	return p;
}

static icalparameter_partstat
partstat(const struct pim_item *recipient)
{
	gint32 status = 0;

	(void)pim_number(recipient, PID_RECIPIENT_TRACK_STATUS, &status);
	switch (status) {
	case 2:
		return ICAL_PARTSTAT_TENTATIVE;
	case 3:
		return ICAL_PARTSTAT_ACCEPTED;
	case 4:
		return ICAL_PARTSTAT_DECLINED;
	default:
		return ICAL_PARTSTAT_NEEDSACTION;
	}
}

static icalparameter_cutype
cutype(const struct pim_item *recipient, gint32 type)
{
	gint32 display = 0;

	(void)pim_number(recipient, PID_DISPLAY_TYPE, &display);
	if (display == 0 && pim_number(recipient, PID_DISPLAY_TYPE_EX, &display))
		display &= 0xff;
	switch (display) {
	case TYPE_LIST:
	case TYPE_PRIVATE_LIST:
		return ICAL_CUTYPE_GROUP;
	case TYPE_ROOM:
		return ICAL_CUTYPE_ROOM;
	case TYPE_EQUIPMENT:
		return ICAL_CUTYPE_RESOURCE;
	default:
		return type == BCC ? ICAL_CUTYPE_RESOURCE : ICAL_CUTYPE_INDIVIDUAL;
	}
}

static icalparameter_role
role(gint32 type)
{
	if (type == CC)
		return ICAL_ROLE_OPTPARTICIPANT;
	return type == BCC ? ICAL_ROLE_NONPARTICIPANT : ICAL_ROLE_REQPARTICIPANT;
}

static void
add_attendee(icalcomponent *to, const struct pim_item *recipient, gint32 type,
    const struct mail_address *a, bool rsvp)
{
	icalproperty *p = new_attendee(a);

	icalproperty_add_parameter(p, icalparameter_new_cutype(cutype(recipient, type)));
	icalproperty_add_parameter(p, icalparameter_new_role(role(type)));
	icalproperty_add_parameter(p, icalparameter_new_partstat(partstat(recipient)));
	if (rsvp)
		icalproperty_add_parameter(p, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	icalcomponent_add_property(to, p);
}

static bool
is_organizer(const struct pim_item *recipient, gint32 type, gint32 flags)
{
	gint32 status = 0;

	(void)pim_number(recipient, PID_RECIPIENT_TRACK_STATUS, &status);
	return type == 0 || (flags & FLAG_ORGANIZER) != 0 || status == TRACK_ORGANIZED;
}

/* Whether a recipient is the organizer, who is added as that. */
static bool
add_recipient(icalcomponent *to, const struct pim_item *item, struct mapi_object *o, bool has)
{
	struct pim_item recipient;
	struct mail_address a = {0};
	gint32 type = TO, flags = 0;
	bool organizer;

	pim_item_init(&recipient, o, NULL, item->notes);
	recipient.reader.codepage = item->reader.codepage;
	(void)pim_number(&recipient, PID_RECIPIENT_TYPE, &type);
	(void)pim_number(&recipient, PID_RECIPIENT_FLAGS, &flags);
	type &= 0xf; /* above are flags: [MS-OXCMSG] 2.2.3.1.2 */
	organizer = is_organizer(&recipient, type, flags);
	if ((flags & FLAG_DELETED) != 0 || (organizer && has) ||
	    !mail_address_read(&recipient.reader, &mail_address_recipient, &a))
		return false;
	if (organizer)
		add_organizer(to, &a);
	else
		add_attendee(to, &recipient, type, &a, pim_flag(item, PID_RESPONSE_REQUESTED));
	mail_address_clear(&a);
	return organizer;
}

static bool
read_sender(const struct pim_item *item, struct mail_address *a)
{
	for (; item != NULL; item = item->base) {
		if (item->reader.object == NULL)
			continue;
		if (mail_address_read(&item->reader, &mail_address_represented, a) ||
		    mail_address_read(&item->reader, &mail_address_sender, a))
			return true;
	}
	return false;
}

static guint
count(const struct pim_item *item)
{
	g_autoptr(GError) error = NULL;
	guint n = 0;

	if (item->reader.object == NULL)
		return 0;
	if (!mapi_count(item->reader.object, MAPI_RECIPIENTS, &n, &error))
		pim_note(item->notes, LOSS, "recipients-damaged", "%s", error->message);
	return n;
}

guint
ical_count_people(const struct pim_item *item)
{
	guint n = 0;

	for (; item != NULL && n == 0; item = item->base)
		n = count(item);
	return n;
}

/* The item, or the first of its bases, that has recipients. */
static const struct pim_item *
who_has_people(const struct pim_item *item)
{
	while (item->base != NULL && count(item) == 0)
		item = item->base;
	return item;
}

void
ical_add_people(icalcomponent *to, const struct pim_item *item)
{
	const struct pim_item *from = who_has_people(item);
	guint n = count(from);
	struct mail_address sender = {0};
	bool has = false;

	if (n > ICAL_ATTENDEES_MAX)
		pim_note(item->notes, LOSS, "attendees-limit", "%u of %u attendees are left out",
		    n - ICAL_ATTENDEES_MAX, n);
	for (guint i = 0; i < MIN(n, ICAL_ATTENDEES_MAX); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(mapi_object) o =
		    mapi_child(from->reader.object, MAPI_RECIPIENTS, i, &error);

		if (o == NULL)
			pim_note(item->notes, LOSS, "recipient-damaged", "%s", error->message);
		else if (add_recipient(to, from, o, has))
			has = true;
	}
	if (!has && read_sender(item, &sender))
		add_organizer(to, &sender);
	mail_address_clear(&sender);
}

void
ical_add_answer(icalcomponent *to, const struct pim_item *item, icalparameter_partstat status)
{
	struct mail_address a = {0};
	g_autoptr(mapi_object) o = NULL;
	struct pim_item recipient;
	icalproperty *p;

	if (count(item) > 0)
		o = mapi_child(item->reader.object, MAPI_RECIPIENTS, 0, NULL);
	if (o != NULL) {
		pim_item_init(&recipient, o, NULL, item->notes);
		recipient.reader.codepage = item->reader.codepage;
	}
	if (o != NULL && mail_address_read(&recipient.reader, &mail_address_recipient, &a))
		add_organizer(to, &a);
	mail_address_clear(&a);
	if (!read_sender(item, &a))
		return;
	p = new_attendee(&a);
	icalproperty_add_parameter(p, icalparameter_new_partstat(status));
	icalcomponent_add_property(to, p);
	mail_address_clear(&a);
}
