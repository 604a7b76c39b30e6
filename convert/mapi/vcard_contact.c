/* SPDX-License-Identifier: Apache-2.0 */
/* A contact's names, numbers and dates, row by row; see vcard_contact.h. */
#include "convert/mapi/vcard_contact.h"

#include "convert/mapi/vcard_line.h"
#include "convert/mapi/vcard_place.h"
#include "convert/mapi/walltime.h"

#define CHILDREN_MAX 100

static const struct {
	const char *name;
	enum pim_key key;
} texts[] = {
    {"NICKNAME", PID_NICKNAME},
    {"TITLE", PID_TITLE},
    {"ROLE", PID_PROFESSION},
    {"TEL;TYPE=PREF,VOICE", PID_PRIMARY_PHONE},
    {"TEL;TYPE=WORK,VOICE", PID_BUSINESS_PHONE},
    {"TEL;TYPE=WORK,VOICE", PID_BUSINESS2_PHONE},
    {"TEL;TYPE=HOME,VOICE", PID_HOME_PHONE},
    {"TEL;TYPE=HOME,VOICE", PID_HOME2_PHONE},
    {"TEL;TYPE=CELL,VOICE", PID_MOBILE_PHONE},
    {"TEL;TYPE=CAR,VOICE", PID_CAR_PHONE},
    {"TEL;TYPE=VOICE", PID_OTHER_PHONE},
    {"TEL;TYPE=WORK,FAX", PID_BUSINESS_FAX},
    {"TEL;TYPE=HOME,FAX", PID_HOME_FAX},
    {"TEL;TYPE=FAX", PID_PRIMARY_FAX},
    {"TEL;TYPE=PAGER", PID_PAGER},
    {"TEL;TYPE=ISDN", PID_ISDN},
    {"TEL;TYPE=VOICE,X-COMPANY", PID_COMPANY_PHONE},
    {"TEL;TYPE=VOICE,X-ASSISTANT", PID_ASSISTANT_PHONE},
    {"TEL;TYPE=VOICE,X-CALLBACK", PID_CALLBACK_PHONE},
    {"TEL;TYPE=VOICE,X-RADIO", PID_RADIO_PHONE},
    {"TEL;TYPE=X-TELEX", PID_TELEX},
    {"TEL;TYPE=X-TTYTDD", PID_TTY_PHONE},
    {"URL;TYPE=WORK", PID_BUSINESS_PAGE},
    {"URL;TYPE=HOME", PID_PERSONAL_PAGE},
    {"URL", PID_WEB_PAGE},
    {"URL;TYPE=X-FTP", PID_FTP_SITE},
    {"X-MS-IMADDRESS", PID_INSTANT_MESSAGING},
    {"X-MS-MANAGER", PID_MANAGER},
    {"X-MS-ASSISTANT", PID_ASSISTANT},
    {"X-MS-SPOUSE", PID_SPOUSE},
    {"X-MS-INTERESTS", PID_HOBBIES},
    {"X-MS-TEXT;X-NUMBER=1", PID_USER_FIELD},
    {"X-MS-TEXT;X-NUMBER=2", PID_USER_FIELD + 1},
    {"X-MS-TEXT;X-NUMBER=3", PID_USER_FIELD + 2},
    {"X-MS-TEXT;X-NUMBER=4", PID_USER_FIELD + 3},
    {"X-PHONETIC-FIRST-NAME", PID_YOMI_GIVEN_NAME},
    {"X-PHONETIC-LAST-NAME", PID_YOMI_SURNAME},
    {"X-PHONETIC-ORG", PID_YOMI_COMPANY},
    {"X-EVOLUTION-FILE-AS", PID_FILE_AS},
    {"FBURL", PID_FREE_BUSY},
};

static void
add_joined(
    const struct pim_item *item, const char *name, const enum pim_key *keys, gsize n, GString *out)
{
	g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < n; i++)
		g_ptr_array_add(values, pim_text(item, keys[i]));
	vcard_texts(out, name, (const char *const *)values->pdata, n, ';');
}

/* The name to show, which each vCard must have. */
static char *
shown_name(const struct pim_item *item)
{
	static const enum pim_key keys[] = {PID_DISPLAY_NAME, PID_FILE_AS, PID_SUBJECT,
	    PID_GIVEN_NAME, PID_SURNAME, PID_COMPANY, PID_EMAIL1_NAME, PID_EMAIL1_ADDRESS};
	char *name = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(keys) && name == NULL; i++)
		name = pim_text(item, keys[i]);
	return name != NULL ? name : g_strdup("?");
}

static void
add_names(const struct pim_item *item, GString *out)
{
	static const enum pim_key parts[] = {
	    PID_SURNAME, PID_GIVEN_NAME, PID_MIDDLE_NAME, PID_NAME_PREFIX, PID_GENERATION};
	static const enum pim_key organization[] = {PID_COMPANY, PID_DEPARTMENT};
	g_autofree char *shown = shown_name(item);
	gsize before;

	vcard_text(out, "FN", shown);
	before = out->len;
	add_joined(item, "N", parts, G_N_ELEMENTS(parts), out);
	if (out->len == before)
		g_string_append(out, "N:;;;;\r\n");
	add_joined(item, "ORG", organization, G_N_ELEMENTS(organization), out);
}

/* A day; the local one is a date, the other was midnight somewhere. */
static void
add_day(const struct pim_item *item, const char *name, enum pim_key local, enum pim_key utc,
    GString *out)
{
	struct icaltimetype day;
	char text[32];
	gint64 t;

	if (!pim_time(item, local, &t) && !pim_time(item, utc, &t))
		return;
	day = wall_ical(wall_nearest_midnight(t), true);
	(void)g_snprintf(text, sizeof(text), "%04d-%02d-%02d", day.year, day.month, day.day);
	vcard_line(out, name, text);
}

/* An address of instant messaging that says its service is one that RFC 4770 knows how to write. */
static void
add_messaging(const struct pim_item *item, GString *out)
{
	g_autofree char *address = pim_text(item, PID_INSTANT_MESSAGING);
	g_autofree char *scheme = address != NULL ? g_uri_parse_scheme(address) : NULL;

	if (scheme != NULL)
		vcard_text(out, "IMPP", address);
}

static void
add_others(const struct pim_item *item, GString *out)
{
	g_autoptr(GPtrArray) children = pim_texts(item, PID_CHILDREN);
	gint32 gender;

	add_messaging(item, out);
	for (guint i = 0; i < MIN(children->len, CHILDREN_MAX); i++)
		vcard_text(out, "X-MS-CHILD", g_ptr_array_index(children, i));
	if (pim_number(item, PID_GENDER, &gender) && (gender == 1 || gender == 2))
		vcard_text(out, "X-GENDER", gender == 1 ? "Female" : "Male");
	add_day(item, "BDAY", PID_BIRTHDAY_LOCAL, PID_BIRTHDAY, out);
	add_day(item, "X-ANNIVERSARY", PID_ANNIVERSARY_LOCAL, PID_ANNIVERSARY, out);
	add_day(item, "X-EVOLUTION-ANNIVERSARY", PID_ANNIVERSARY_LOCAL, PID_ANNIVERSARY, out);
}

void
vcard_contact(const struct pim_item *item, GString *out)
{
	add_names(item, out);
	vcard_emails(item, out);
	vcard_places(item, out);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *text = pim_text(item, texts[i].key);

		vcard_text(out, texts[i].name, text);
	}
	add_others(item, out);
	vcard_photo(item, out);
}
