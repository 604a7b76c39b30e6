/* SPDX-License-Identifier: Apache-2.0 */
/* What contacts and lists have in common, and the choice between them; see vcard.h. */
#include "convert/mapi/vcard.h"

#include <string.h>

#include "convert/mapi/pim_body.h"
#include "convert/mapi/pim_uid.h"
#include "convert/mapi/vcard_contact.h"
#include "convert/mapi/vcard_line.h"
#include "convert/mapi/vcard_list.h"
#include "convert/mapi/walltime.h"

#define CATEGORIES_MAX 1000

static const struct {
	const char *class;
	void (*build)(const struct pim_item *item, GString *out);
} rows[] = {
    {"IPM.Contact", vcard_contact},
    {"IPM.AbchPerson", vcard_contact},
    {"IPM.DistList", vcard_list},
};

/* Its row; -1: none. */
static int
find(const struct pim_item *item)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (pim_is_class(item, rows[i].class))
			return (int)i;
	return -1;
}

bool
vcard_takes(struct mapi_object *o)
{
	struct pim_item item;

	pim_item_init(&item, o, NULL, NULL);
	return find(&item) >= 0;
}

static void
add_note(const struct pim_item *item, const char *text, GString *out)
{
	g_autofree char *body = text == NULL ? pim_body(item) : NULL;

	if (text == NULL)
		text = body;
	if (text != NULL && text[strspn(text, " \r\n")] != '\0')
		vcard_text(out, "NOTE", text);
}

static void
add_categories(const struct pim_item *item, GString *out)
{
	g_autoptr(GPtrArray) texts = pim_texts(item, PID_KEYWORDS);

	vcard_texts(out, "CATEGORIES", (const char *const *)texts->pdata,
	    MIN(texts->len, CATEGORIES_MAX), ',');
}

static void
add_class(const struct pim_item *item, GString *out)
{
	static const char *const classes[] = {"PUBLIC", "PRIVATE", "PRIVATE", "CONFIDENTIAL"};
	gint32 n;

	if (pim_number(item, PID_SENSITIVITY, &n) && n >= 0 && n < (gint32)G_N_ELEMENTS(classes))
		vcard_text(out, "CLASS", classes[n]);
}

/* When it was last changed; never now. */
static void
add_revision(const struct pim_item *item, GString *out)
{
	struct icaltimetype t;
	char text[64];
	gint64 utc;

	if (!pim_time(item, PID_LAST_MODIFICATION_TIME, &utc))
		return;
	t = wall_ical(utc, false);
	(void)g_snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month,
	    t.day, t.hour, t.minute, t.second);
	vcard_line(out, "REV", text);
}

bool
vcard_build(struct mapi_object *o, const char *text, const struct pim_notes *notes, GString *out,
    GError **error)
{
	struct pim_item item;
	g_autofree char *uid = NULL;
	int row;

	pim_item_init(&item, o, NULL, notes);
	row = find(&item);
	if (row < 0)
		return err_set(error, ERR_UNSUPPORTED, "an item of this class is no contact");
	uid = pim_uid(&item);
	g_string_append(out, "BEGIN:VCARD\r\nVERSION:3.0\r\n");
	vcard_line(out, "PRODID", "-//mailpouch//convert//EN");
	vcard_text(out, "UID", uid);
	rows[row].build(&item, out);
	add_categories(&item, out);
	add_class(&item, out);
	add_note(&item, text, out);
	add_revision(&item, out);
	g_string_append(out, "END:VCARD\r\n");
	return true;
}
