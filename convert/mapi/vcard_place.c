/* SPDX-License-Identifier: Apache-2.0 */
/* Where a contact is reached: e-mail, post, and by its photo; see vcard_place.h. */
#include "convert/mapi/vcard_place.h"

#include <string.h>

#include "convert/mapi/mail_address.h"
#include "convert/mapi/vcard_line.h"

#define NEMAILS 3
#define EMAIL_STEP 0x10
#define NPARTS 7
#define EXTENDED 1 /* of the parts: within the building */
#define ATTACHMENTS_MAX 1000

static guint16
email_id(const struct pim_item *item, enum pim_key key, unsigned n)
{
	return pim_id(item->reader.object, key + n * EMAIL_STEP);
}

/* Outlook keeps the SMTP form of an Exchange address as the original display name. */
static bool
read_email(const struct pim_item *item, unsigned n, struct mail_address *a)
{
	g_autofree char *type = pim_text(item, PID_EMAIL1_TYPE + n * EMAIL_STEP);
	bool exchange = type != NULL && g_ascii_strcasecmp(type, "EX") == 0;
	const struct mail_address_ids ids = {
	    .name = email_id(item, PID_EMAIL1_NAME, n),
	    .type = email_id(item, PID_EMAIL1_TYPE, n),
	    .email = email_id(item, PID_EMAIL1_ADDRESS, n),
	    .smtp = exchange ? email_id(item, PID_EMAIL1_ORIGINAL_NAME, n) : 0,
	    .entry = email_id(item, PID_EMAIL1_ENTRY_ID, n),
	};

	return mail_address_read(&item->reader, &ids, a);
}

void
vcard_emails(const struct pim_item *item, GString *out)
{
	const char *name = "EMAIL;TYPE=INTERNET,PREF";

	for (unsigned n = 0; n < NEMAILS; n++) {
		g_autofree char *raw = pim_text(item, PID_EMAIL1_ADDRESS + n * EMAIL_STEP);
		struct mail_address a = {0};

		if (read_email(item, n, &a) && a.known) {
			vcard_text(out, name, a.smtp);
			name = "EMAIL;TYPE=INTERNET";
		} else if (raw != NULL) {
			vcard_text(out, "X-MS-ADDRESS", raw);
			pim_note(item->notes, NOTE, "no-smtp-address",
			    "an address of a contact is none of internet mail");
		}
		mail_address_clear(&a);
	}
}

static const struct place {
	const char *name, *preferred;
	enum pim_key whole, parts[NPARTS]; /* as RFC 2426, 3.2.1 has them; 0: none */
} places[] = {
    {"ADR;TYPE=HOME", "ADR;TYPE=HOME,PREF", PID_HOME_ADDRESS,
	{PID_HOME_CITY + 5, 0, PID_HOME_CITY + 4, PID_HOME_CITY, PID_HOME_CITY + 3,
	    PID_HOME_CITY + 2, PID_HOME_CITY + 1}},
    {"ADR;TYPE=WORK", "ADR;TYPE=WORK,PREF", PID_WORK_ADDRESS,
	{PID_WORK_BOX, PID_OFFICE, PID_WORK_STREET, PID_WORK_CITY, PID_WORK_STATE,
	    PID_WORK_POSTAL_CODE, PID_WORK_COUNTRY}},
    {"ADR;TYPE=POSTAL", "ADR;TYPE=POSTAL,PREF", PID_OTHER_ADDRESS,
	{PID_OTHER_CITY + 5, 0, PID_OTHER_CITY + 4, PID_OTHER_CITY, PID_OTHER_CITY + 3,
	    PID_OTHER_CITY + 2, PID_OTHER_CITY + 1}},
};

/* The mailing address, which is one of the others again; in old stores it is the only one. */
static const enum pim_key mailing[NPARTS] = {
    PID_POST_OFFICE_BOX, 0, PID_STREET, PID_LOCALITY, PID_REGION, PID_POSTAL_CODE, PID_COUNTRY};

/* Its parts; NULL: all are empty, but for the office, which belongs to any form of it. */
static GPtrArray *
read_parts(const struct pim_item *item, const enum pim_key *keys)
{
	GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
	bool any = false;

	for (gsize i = 0; i < NPARTS; i++) {
		char *text = keys[i] != 0 ? pim_text(item, keys[i]) : NULL;

		any = any || (text != NULL && i != EXTENDED);
		g_ptr_array_add(parts, text);
	}
	if (!any)
		g_clear_pointer(&parts, g_ptr_array_unref);
	return parts;
}

static bool
is_same(const GPtrArray *a, const GPtrArray *b)
{
	for (guint i = 0; i < NPARTS; i++)
		if (i != EXTENDED &&
		    g_strcmp0(g_ptr_array_index(a, i), g_ptr_array_index(b, i)) != 0)
			return false;
	return true;
}

static void
add_parts(GString *out, const char *name, const GPtrArray *parts)
{
	vcard_texts(out, name, (const char *const *)parts->pdata, NPARTS, ';');
}

/* One that is known only as a text is written as a street of several lines. */
static void
add_whole(const struct pim_item *item, const struct place *place, const char *name, GString *out)
{
	g_autofree char *text = pim_text(item, place->whole);
	g_autofree char *office =
	    place->parts[EXTENDED] != 0 ? pim_text(item, place->parts[EXTENDED]) : NULL;
	const char *parts[NPARTS] = {NULL, office, text};

	vcard_texts(out, name, parts, NPARTS, ';');
}

void
vcard_places(const struct pim_item *item, GString *out)
{
	g_autoptr(GPtrArray) post = read_parts(item, mailing);
	bool has_post = false;
	gint32 preferred = 0;

	(void)pim_number(item, PID_POSTAL_ADDRESS_ID, &preferred);
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		const char *name =
		    preferred == (gint32)i + 1 ? places[i].preferred : places[i].name;
		g_autoptr(GPtrArray) parts = read_parts(item, places[i].parts);

		if (parts == NULL) {
			add_whole(item, &places[i], name, out);
			continue;
		}
		add_parts(out, name, parts);
		has_post = has_post || (post != NULL && is_same(parts, post));
	}
	if (post != NULL && !has_post)
		add_parts(out, "ADR;TYPE=POSTAL,PARCEL", post);
}

static const char *
photo_name(GBytes *photo)
{
	static const struct {
		const char *magic, *name;
	} kinds[] = {
	    {"\xff\xd8\xff", "PHOTO;ENCODING=b;TYPE=JPEG"},
	    {"\x89PNG", "PHOTO;ENCODING=b;TYPE=PNG"},
	    {"GIF8", "PHOTO;ENCODING=b;TYPE=GIF"},
	    {"BM", "PHOTO;ENCODING=b;TYPE=BMP"},
	};
	gsize len;
	const void *data = g_bytes_get_data(photo, &len);

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (len >= strlen(kinds[i].magic) &&
		    memcmp(data, kinds[i].magic, strlen(kinds[i].magic)) == 0)
			return kinds[i].name;
	return "PHOTO;ENCODING=b";
}

/* The photo that attachment number is, or NULL. */
static GBytes *
read_photo(const struct pim_item *item, guint number)
{
	g_autoptr(mapi_object) o = mapi_child(item->reader.object, MAPI_ATTACHMENTS, number, NULL);
	struct pim_item attachment;

	if (o == NULL)
		return NULL;
	pim_item_init(&attachment, o, NULL, item->notes);
	if (!pim_flag(&attachment, PID_ATTACHMENT_CONTACT_PHOTO))
		return NULL;
	return pim_bytes(&attachment, PID_ATTACH_DATA, VCARD_PHOTO_MAX);
}

void
vcard_photo(const struct pim_item *item, GString *out)
{
	guint n = 0;

	if (!mapi_count(item->reader.object, MAPI_ATTACHMENTS, &n, NULL))
		pim_note(item->notes, LOSS, "attachments-damaged", "a photo may be missing");
	for (guint i = 0; i < MIN(n, ATTACHMENTS_MAX); i++) {
		g_autoptr(GBytes) photo = read_photo(item, i);

		if (photo == NULL)
			continue;
		vcard_bytes(out, photo_name(photo), photo);
		return;
	}
}
