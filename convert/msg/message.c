/* SPDX-License-Identifier: Apache-2.0 */
/* A .msg file; see message.h. */
#include "convert/msg/message.h"

#include <string.h>

#include "convert/mapi/property.h"
#include "convert/msg/names.h"

#define CLASS 0x001a   /* PidTagMessageClass */
#define CLASS_MAX 4096 /* bytes of one that are read */
#define FIRST_NAMED 0x8000

struct msg_message {
	struct cfb *c;
	struct name_map *names;
	struct msg_shared shared;
	struct msg_object *object;
};

static bool
has_suffix(const char *name, const char *suffix)
{
	size_t len = strlen(name), n = strlen(suffix);

	return len >= n && g_ascii_strcasecmp(name + len - n, suffix) == 0;
}

/* The name of the property stream, as a directory has it, in UTF-16LE. */
static bool
has_properties(const unsigned char *head, size_t len)
{
	unsigned char wide[2 * sizeof(MSG_PROPERTIES)];

	for (size_t i = 0; i < sizeof(MSG_PROPERTIES); i++) {
		wide[2 * i] = (unsigned char)MSG_PROPERTIES[i];
		wide[2 * i + 1] = 0;
	}
	return memmem(head, len, wide, sizeof(wide)) != NULL;
}

bool
msg_message_probe(const unsigned char *head, size_t len, const char *name)
{
	return cfb_begins(head, len) &&
	    (has_suffix(name, ".msg") || has_suffix(name, ".oft") || has_properties(head, len));
}

/* Whether the root has any of what a message has. */
static bool
is_message(const struct cfb *c)
{
	struct msg_storage s;
	bool is;

	msg_storage_list(&s, c, CFB_ROOT);
	is = s.properties != MSG_ABSENT || s.values->len > 0 ||
	    msg_storage_find(c, CFB_ROOT, MSG_NAMES) != MSG_ABSENT;
	msg_storage_clear(&s);
	return is;
}

static bool
has_named(struct mapi_object *o)
{
	guint n;
	const struct mapi_property *list = mapi_properties(o, &n);

	return n > 0 && list[n - 1].id >= FIRST_NAMED;
}

static bool
read_all(struct msg_message *m, const struct msg_report *report, GError **error)
{
	if (!is_message(m->c))
		return err_set(error, ERR_UNSUPPORTED, "an OLE2 file, but no Outlook message");
	m->shared = (struct msg_shared){.c = m->c, .report = report};
	m->object = msg_object_open(&m->shared, CFB_ROOT, 0, 0, error);
	if (m->object == NULL)
		return false;
	m->names = msg_names_read(m->c, has_named(&m->object->base), report, error);
	m->shared.names = m->names;
	return m->names != NULL;
}

struct msg_message *
msg_message_open(const struct cfb_source *source, const struct msg_report *report, GError **error)
{
	g_autoptr(msg_message) m = g_new0(struct msg_message, 1);

	m->c = cfb_open(source, error);
	if (m->c == NULL || !read_all(m, report, error))
		return NULL;
	return g_steal_pointer(&m);
}

void
msg_message_close(struct msg_message *m)
{
	if (m == NULL)
		return;
	if (m->object != NULL)
		mapi_object_close(&m->object->base);
	name_map_free(m->names);
	cfb_free(m->c);
	g_free(m);
}

struct mapi_object *
msg_message_object(struct msg_message *m)
{
	return &m->object->base;
}

char *
msg_message_class(struct msg_message *m)
{
	const struct property_reader r = {.object = &m->object->base};
	char *class = property_text_max(&r, CLASS, CLASS_MAX);

	return class != NULL ? class : g_strdup("");
}
