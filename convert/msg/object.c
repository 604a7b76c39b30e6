/* SPDX-License-Identifier: Apache-2.0 */
/* Storages as MAPI objects; see object.h. */
#include "convert/msg/object.h"

#define CODEPAGE 0x3ffd    /* PidTagMessageCodepage */
#define ATTACH_DATA 0x3701 /* PidTagAttachDataObject */

static const struct mapi_property *
object_properties(struct mapi_object *base, guint *n)
{
	const GArray *list = ((struct msg_object *)base)->properties.list;

	*n = list->len;
	return (const struct mapi_property *)(void *)list->data;
}

static guint16
object_named(struct mapi_object *base, const struct mapi_name *name)
{
	return name_map_id(((struct msg_object *)base)->shared->names, name);
}

static bool
object_name_of(struct mapi_object *base, guint16 id, struct mapi_name *name)
{
	return name_map_of(((struct msg_object *)base)->shared->names, id, name);
}

static struct mapi_stream *
object_open(struct mapi_object *base, const struct mapi_property *p, guint index, GError **error)
{
	struct msg_object *o = (struct msg_object *)base;
	const struct msg_value *v = msg_properties_find(&o->properties, p->id);

	if (v != NULL)
		return msg_value_open(o->shared->c, &o->storage, p, v, index, &o->array, error);
	(void)err_set(error, ERR_FORMAT, "there is no property 0x%04x", p->id);
	return NULL;
}

/* The message's header says how many there are: storages may be missing. */
static bool
object_count(struct mapi_object *base, enum mapi_children kind, guint *n, GError **error)
{
	const struct msg_object *o = (const struct msg_object *)base;
	guint32 stated = o->properties.stated[kind];

	*n = o->kind == MSG_MESSAGE ? o->storage.children[kind]->len : 0;
	if (o->kind != MSG_MESSAGE || *n >= stated)
		return true;
	return err_set(
	    error, ERR_FORMAT, "by its header there are %u, and %u were found", stated, *n);
}

static guint
object_codepage(struct mapi_object *base)
{
	return ((struct msg_object *)base)->codepage;
}

static void
object_close(struct mapi_object *base)
{
	struct msg_object *o = (struct msg_object *)base;

	msg_storage_clear(&o->storage);
	msg_properties_clear(&o->properties);
	if (o->array.bytes != NULL)
		g_bytes_unref(o->array.bytes);
	g_free(o);
}

static struct mapi_object *object_child(
    struct mapi_object *base, enum mapi_children kind, guint index, GError **error);
static struct mapi_object *object_embedded(struct mapi_object *base, GError **error);

static void
tell_damage(const struct msg_object *o)
{
	static const char *const kinds[] = {"the message", "a recipient", "an attachment"};
	const struct msg_report *report = o->shared->report;
	g_autofree char *reason = NULL;

	if (o->properties.damage != NULL)
		reason = g_strdup_printf("%s%s: its list of properties is damaged: %s",
		    o->depth > 0 ? "in an embedded message: " : "", kinds[o->kind],
		    o->properties.damage->message);
	if (reason != NULL)
		report->warn(report->user, LOSS, "msg-properties", reason);
	if (o->storage.twice)
		report->warn(report->user, NOTE, "msg-twice",
		    "two streams or storages of a message have one name");
}

/* kind, and how deep it is, decide how its property stream begins. */
static struct msg_object *
open_storage(const struct msg_shared *shared, guint32 storage, enum msg_kind kind, guint depth,
    GError **error)
{
	static const struct mapi_object_ops ops = {object_properties, object_named, object_name_of,
	    object_open, object_count, object_child, object_embedded, object_codepage,
	    object_close};
	struct msg_object *o = g_new0(struct msg_object, 1);
	guint header = kind != MSG_MESSAGE ? MSG_HEADER_OTHER
	    : storage == CFB_ROOT          ? MSG_HEADER_TOP
					   : MSG_HEADER_EMBEDDED;

	o->base.ops = &ops;
	o->shared = shared;
	o->kind = kind;
	o->depth = depth;
	msg_storage_list(&o->storage, shared->c, storage);
	if (!msg_properties_read(&o->properties, shared->c, &o->storage, header, error)) {
		object_close(&o->base);
		return NULL;
	}
	tell_damage(o);
	return o;
}

struct msg_object *
msg_object_open(
    const struct msg_shared *shared, guint32 storage, guint depth, guint codepage, GError **error)
{
	struct msg_object *o = open_storage(shared, storage, MSG_MESSAGE, depth, error);

	if (o == NULL)
		return NULL;
	o->codepage = msg_properties_int32(&o->properties, CODEPAGE, codepage);
	if (o->properties.list->len > 0)
		return o;
	object_close(&o->base);
	(void)err_set(error, ERR_FORMAT, "the message has no property");
	return NULL;
}

static struct mapi_object *
object_child(struct mapi_object *base, enum mapi_children kind, guint index, GError **error)
{
	struct msg_object *o = (struct msg_object *)base, *child;

	if (o->kind != MSG_MESSAGE || index >= o->storage.children[kind]->len) {
		(void)err_set(error, ERR_FORMAT, "there is no child %u", index);
		return NULL;
	}
	child = open_storage(o->shared,
	    g_array_index(o->storage.children[kind], struct msg_slot, index).entry,
	    kind == MAPI_RECIPIENTS ? MSG_RECIPIENT : MSG_ATTACHMENT, o->depth, error);
	if (child == NULL)
		return NULL;
	child->codepage = o->codepage;
	return &child->base;
}

static struct mapi_object *
object_embedded(struct mapi_object *base, GError **error)
{
	struct msg_object *o = (struct msg_object *)base, *inner;
	guint32 entry =
	    msg_storage_value(&o->storage, (guint32)ATTACH_DATA << 16 | MAPI_OBJECT, MSG_WHOLE);

	if (o->depth >= MSG_DEPTH_MAX) {
		(void)err_set(error, ERR_FORMAT,
		    "messages are embedded in one another over %u deep", MSG_DEPTH_MAX);
		return NULL;
	}
	if (entry == MSG_ABSENT || cfb_entry(o->shared->c, entry)->type != CFB_TYPE_STORAGE) {
		(void)err_set(error, ERR_FORMAT, "there is no embedded message");
		return NULL;
	}
	inner = msg_object_open(o->shared, entry, o->depth + 1, o->codepage, error);
	return inner != NULL ? &inner->base : NULL;
}
