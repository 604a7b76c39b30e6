/* SPDX-License-Identifier: Apache-2.0 */
/* Attached files within a calendar; see ical_file.h. */
#include "convert/mapi/ical_file.h"

#include "convert/mapi/ical_text.h"
#include "convert/mapi/mail_attachment.h"

#define NAME_MAX_BYTES 500

static void
on_report(void *user, const struct exception *x)
{
	pim_note(user, x->severity, x->rule, "%s", x->reason);
}

static void
free_data(char *data, void *user)
{
	(void)user;
	g_free(data);
}

static void
add_parameters(icalproperty *p, const struct mail_attachment *a)
{
	g_autofree char *type = ical_parameter(a->type, NAME_MAX_BYTES);
	g_autofree char *name = ical_parameter(a->name != NULL ? a->name : "", NAME_MAX_BYTES);

	icalproperty_add_parameter(p, icalparameter_new_value(ICAL_VALUE_BINARY));
	icalproperty_add_parameter(p, icalparameter_new_encoding(ICAL_ENCODING_BASE64));
	icalproperty_add_parameter(p, icalparameter_new_fmttype(type));
	if (*name != '\0')
		icalproperty_add_parameter(p, icalparameter_new_filename(name));
}

static guint64
add_bytes(icalcomponent *c, const struct mail_attachment *a, GBytes *bytes)
{
	gsize len;
	const guchar *data = g_bytes_get_data(bytes, &len);
	icalattach *attach = icalattach_new_from_data(g_base64_encode(data, len), free_data, NULL);
	icalproperty *p = icalproperty_new_attach(attach);

	icalattach_unref(attach);
	add_parameters(p, a);
	icalcomponent_add_property(c, p);
	return len;
}

static guint64
add_file(icalcomponent *c, const struct pim_item *item, const struct mail_attachment *a)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) o =
	    mapi_child(item->reader.object, MAPI_ATTACHMENTS, a->index, &error);
	const struct mapi_property *p = o != NULL ? mapi_find(o, ATTACHMENT_DATA) : NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (a->method == METHOD_VALUE && p != NULL)
		bytes = mapi_read(o, p, 0, ICAL_FILE_MAX, &error);
	if (bytes != NULL)
		return add_bytes(c, a, bytes);
	pim_note(item->notes, LOSS, "exception-attachment",
	    "attachment %u of a changed instance is left out: %s", a->index,
	    error != NULL ? error->message : "it is no file");
	return 0;
}

guint64
ical_add_files(icalcomponent *c, const struct pim_item *item)
{
	const struct mail_output out = {.user = (void *)(guintptr)item->notes, .report = on_report};
	g_autoptr(GPtrArray) all = NULL;
	struct mail_writer w;
	guint64 size = 0;

	if (item->reader.object == NULL)
		return 0;
	mail_writer_init(&w, &out);
	all = mail_attachments_read(&item->reader, &w);
	for (guint i = 0; i < all->len; i++)
		size += add_file(c, item, g_ptr_array_index(all, i));
	mail_writer_clear(&w);
	return size;
}
