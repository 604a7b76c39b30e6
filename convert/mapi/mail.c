/* SPDX-License-Identifier: Apache-2.0 */
/* Mail from a MAPI item; see mail.h. */
#include "convert/mapi/mail.h"

#include <string.h>

#include "convert/mapi/lzfu.h"
#include "convert/mapi/mail_entity.h"
#include "convert/mapi/mail_item.h"
#include "convert/mapi/mail_plan.h"

/* A content that was opened and from which something was read. */
struct opened {
	struct mapi_object *attachment; /* NULL: the item itself has it */
	struct mapi_stream *stream;
	char first[MAIL_FIRST];
	size_t len;
};

/* What writing a part came to. */
struct outcome {
	char *why; /* it is not whole, because of this; NULL: it is */
};

static bool write_part(
    struct mail_item *item, const struct mail_part *p, struct outcome *o, GError **error);
static bool write_item(
    struct mail_job *job, struct mapi_object *object, guint depth, GError **error);

static bool
write_header(
    struct mail_item *item, const struct mail_part *p, const char *boundary, GError **error)
{
	g_autoptr(GString) header = g_string_new(NULL);

	mail_part_append_header(header, p, boundary);
	g_string_append(header, "\r\n");
	return mail_write(&item->job->w, header->str, header->len, error);
}

static bool
write_bytes(struct mail_item *item, const struct mail_part *p, GError **error)
{
	size_t len;
	const char *data = g_bytes_get_data(p->bytes, &len);

	return write_header(item, p, NULL, error) &&
	    mail_write_encoded(&item->job->w, mail_part_encoding(p), data, len, error);
}

/* A name for people, in what is said of a part. */
static char *
part_name(const struct mail_part *p)
{
	g_autofree char *name = p->name != NULL ? g_strescape(p->name, NULL) : NULL;

	return p->attachment == PART_OF_ITEM ? g_strdup_printf("the part %s", name)
	    : name != NULL ? g_strdup_printf("attachment %u (%s)", p->attachment + 1, name)
			   : g_strdup_printf("attachment %u", p->attachment + 1);
}

/* What stands in a message in the place of something that could not be read. */
static struct mail_part *
apology(const struct mail_part *p, const char *what, const char *why)
{
	g_autofree char *name = part_name(p);
	g_autofree char *text = g_strdup_printf("[%s %s: %s]\r\n", name, what, why);

	return mail_part_text(text);
}

/* Reports that a part is missing, and writes a text in its place. */
static bool
write_missing(struct mail_item *item, const struct mail_part *p, const char *why, GError **error)
{
	g_autoptr(mail_part) text = apology(p, "could not be read", why);
	g_autofree char *name = part_name(p);

	mail_report(&item->job->w, LOSS, p->content == CONTENT_MESSAGE ? "embedded" : "attachment",
	    "%s: %s", name, why);
	return write_bytes(item, text, error);
}

static void
opened_clear(struct opened *o)
{
	mapi_stream_close(o->stream);
	mapi_object_close(o->attachment);
	g_free(o);
}

typedef struct opened opened;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(opened, opened_clear)

/* Opens the content of a part and reads a little of it; NULL with *error set if that fails. */
static struct opened *
open_content(struct mail_item *item, const struct mail_part *p, GError **error)
{
	g_autoptr(opened) o = g_new0(struct opened, 1);
	struct mapi_object *object = item->r.object;
	const struct mapi_property *property;
	gssize n;

	if (p->attachment != PART_OF_ITEM)
		object = o->attachment = mail_item_attachment(item, p->attachment, error);
	if (object == NULL)
		return NULL;
	property = mapi_find(object, p->property);
	if (property == NULL) {
		err_set(error, ERR_FORMAT, "it has no content");
		return NULL;
	}
	o->stream = mapi_open(object, property, 0, error);
	if (o->stream != NULL && p->content == CONTENT_RTF)
		o->stream = lzfu_open(o->stream, error);
	n = o->stream != NULL ? mapi_stream_read(o->stream, o->first, MAIL_FIRST, error) : -1;
	if (n < 0)
		return NULL;
	o->len = (size_t)n;
	return g_steal_pointer(&o);
}

static bool
write_property(
    struct mail_item *item, const struct mail_part *p, struct outcome *out, GError **error)
{
	g_autoptr(GError) damage = NULL;
	g_autoptr(opened) o = open_content(item, p, &damage);
	bool whole;

	if (o == NULL)
		return write_missing(item, p, damage->message, error);
	return write_header(item, p, NULL, error) &&
	    mail_write_stream(&item->job->w, o->first, o->len, o->stream, &whole, &out->why, error);
}

/* Whether one more message may be begun at this depth; if not, *why says it. */
static bool
may_embed(const struct mail_item *item, const char **why)
{
	*why = item->depth + 1 > MAIL_DEPTH_MAX        ? "messages are embedded too deeply"
	    : item->job->nmessages > MAIL_MESSAGES_MAX ? "too many messages are embedded"
						       : NULL;
	return *why == NULL;
}

static bool
write_message(struct mail_item *item, const struct mail_part *p, GError **error)
{
	g_autoptr(GError) damage = NULL;
	g_autoptr(mapi_object) attachment = NULL;
	g_autoptr(mapi_object) inner = NULL;
	const char *why;

	if (!may_embed(item, &why))
		return write_missing(item, p, why, error);
	attachment = mail_item_attachment(item, p->attachment, &damage);
	inner = attachment != NULL ? mapi_embedded(attachment, &damage) : NULL;
	if (inner == NULL)
		return write_missing(item, p, damage->message, error);
	return write_header(item, p, NULL, error) &&
	    write_item(item->job, inner, item->depth + 1, error);
}

static bool
write_entity(struct mail_item *item, const struct mail_part *p, struct outcome *o, GError **error)
{
	g_autoptr(GError) damage = NULL;
	g_autoptr(mapi_object) attachment = mail_item_attachment(item, p->attachment, &damage);
	struct mail_entity e = {0};
	bool ok;

	if (attachment != NULL && mail_entity_open(&e, attachment, p->type, &damage))
		ok = mail_entity_write(&e, &item->job->w, &o->why, error);
	else
		ok = write_missing(item, p, damage->message, error);
	mail_entity_clear(&e);
	return ok;
}

/* A child of a multipart; if it is not whole, a text behind it says so. */
static bool
write_child(struct mail_item *item, const struct mail_part *p, const char *boundary, GError **error)
{
	struct mail_writer *w = &item->job->w;
	g_autofree char *line = g_strdup_printf("--%s\r\n", boundary);
	struct outcome o = {NULL};
	g_autoptr(mail_part) text = NULL;
	g_autofree char *name = NULL;
	bool ok = mail_write_text(w, line, error) && write_part(item, p, &o, error) &&
	    mail_write_text(w, "\r\n", error);
	g_autofree char *why = o.why;

	if (!ok || why == NULL)
		return ok;
	name = part_name(p);
	mail_report(w, LOSS, "attachment", "%s is cut: %s", name, why);
	text = apology(p, "could not be read whole", why);
	return mail_write_text(w, line, error) && write_bytes(item, text, error) &&
	    mail_write_text(w, "\r\n", error);
}

static bool
write_multipart(struct mail_item *item, const struct mail_part *p, GError **error)
{
	g_autofree char *boundary = mail_item_boundary(item);
	g_autofree char *end = g_strdup_printf("--%s--\r\n", boundary);

	if (!write_header(item, p, boundary, error))
		return false;
	for (guint i = 0; i < p->children->len; i++)
		if (!write_child(item, p->children->pdata[i], boundary, error))
			return false;
	return mail_write_text(&item->job->w, end, error);
}

static bool
write_part(struct mail_item *item, const struct mail_part *p, struct outcome *o, GError **error)
{
	switch (p->content) {
	case CONTENT_MULTIPART:
		return write_multipart(item, p, error);
	case CONTENT_PROPERTY:
	case CONTENT_RTF:
		return write_property(item, p, o, error);
	case CONTENT_MESSAGE:
		return write_message(item, p, error);
	case CONTENT_ENTITY:
		return write_entity(item, p, o, error);
	case CONTENT_BYTES:
		break;
	}
	return write_bytes(item, p, error);
}

static bool
write_item(struct mail_job *job, struct mapi_object *object, guint depth, GError **error)
{
	struct mail_item item;
	struct outcome o = {NULL};
	g_autoptr(mail_part) plan = NULL;
	bool ok;

	job->nmessages++;
	mail_item_read(&item, job, object, depth);
	plan = mail_plan(&item);
	ok = mail_write(&job->w, item.header->str, item.header->len, error) &&
	    mail_write_text(&job->w, "MIME-Version: 1.0\r\n", error) &&
	    write_part(&item, plan, &o, error) &&
	    (job->w.last == '\n' || mail_write_text(&job->w, "\r\n", error));
	if (o.why != NULL)
		mail_report(&job->w, LOSS, "attachment", "the content is cut: %s", o.why);
	g_free(o.why);
	mail_item_clear(&item);
	return ok;
}

bool
mail_build(struct mapi_object *item, const struct mail_options *o, const struct mail_output *out,
    GError **error)
{
	struct mail_job job = {.options = o};
	bool ok;

	mail_writer_init(&job.w, out);
	ok = write_item(&job, item, 0, error) && mail_writer_flush(&job.w, error);
	mail_writer_clear(&job.w);
	return ok;
}
