/* SPDX-License-Identifier: Apache-2.0 */
/* Outlook's .msg files as a format of derive.h; convert/msg/ reads them. Such a file is one item. */
#include "convert/derive_mapi.h"
#include "convert/msg/message.h"

#define NODE 1 /* the number of the item */

struct msg_derived {
	struct derive_file base;
	struct tree_file *file;
	struct msg_message *message;
	struct msg_report report;
	const struct derive_writer *writer; /* of the message that is written, or NULL */
	GPtrArray *early; /* struct early: what was wrong before anybody listened */
};

struct early {
	enum severity severity;
	const char *rule;
	char *reason;
};

static int
msg_probe(const unsigned char *head, size_t len, const char *name)
{
	return msg_message_probe(head, len, name) ? 100 : 0;
}

static gssize
pread_file(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	const struct msg_derived *m = user;

	return tree_file_pread(m->file, buf, len, at, error);
}

static void
free_early(gpointer p)
{
	g_free(((struct early *)p)->reason);
	g_free(p);
}

static void
on_warning(void *user, enum severity severity, const char *rule, const char *reason)
{
	const struct msg_derived *m = user;
	const struct exception x = {.severity = severity, .rule = rule, .reason = reason};
	struct early *e;

	if (m->writer != NULL) {
		(void)!m->writer->exception(m->writer->user, &x, NULL);
		return;
	}
	e = g_new0(struct early, 1);
	e->severity = severity;
	e->rule = rule;
	e->reason = g_strdup(reason);
	g_ptr_array_add(m->early, e);
}

static void
msg_close(struct derive_file *f)
{
	struct msg_derived *m = (struct msg_derived *)f;

	msg_message_close(m->message);
	g_ptr_array_unref(m->early);
	g_free(m);
}

static struct derive_file *
msg_open(struct tree_file *file, guint64 size, GError **error)
{
	struct msg_derived *m = g_new0(struct msg_derived, 1);
	const struct cfb_source source = {.pread = pread_file, .user = m, .size = size};

	m->base.ops = &msg_derive;
	m->file = file;
	m->report = (struct msg_report){.user = m, .warn = on_warning};
	m->early = g_ptr_array_new_with_free_func(free_early);
	m->message = msg_message_open(&source, &m->report, error);
	if (m->message != NULL)
		return &m->base;
	msg_close(&m->base);
	return NULL;
}

static bool
tell_early(const struct msg_derived *m, const struct derive_walker *w, GError **error)
{
	for (guint i = 0; i < m->early->len; i++) {
		const struct early *e = g_ptr_array_index(m->early, i);
		const struct exception x = {
		    .severity = e->severity, .rule = e->rule, .reason = e->reason};

		if (!w->exception(w->user, &x, error))
			return false;
	}
	return true;
}

static bool
msg_walk(struct derive_file *f, struct derive_walker *w, GError **error)
{
	struct msg_derived *m = (struct msg_derived *)f;
	g_autofree char *class = msg_message_class(m->message);
	const struct derive_item item = {.node = NODE, .class = class};

	w->nitems = 1;
	if (w->passes(w->user, &item))
		return true;
	return tell_early(m, w, error) && w->item(w->user, &item, error);
}

static bool
msg_write(struct derive_file *f, guint64 node, const struct derive_writer *w, GError **error)
{
	struct msg_derived *m = (struct msg_derived *)f;
	bool ok;

	if (node != NODE)
		return err_set(error, ERR_FORMAT, "there is no such node");
	m->writer = w;
	ok = derive_mapi_write(msg_message_object(m->message), w, error);
	m->writer = NULL;
	return ok;
}

static const char *const suffixes[] = {".msg", ".oft", NULL};

const struct derive_ops msg_derive = {
    .name = "msg",
    .version = DERIVE_MAPI_VERSION,
    .suffixes = suffixes,
    .single = true,
    .libraries = derive_mapi_libraries,
    .probe = msg_probe,
    .prepare = derive_mapi_prepare,
    .open = msg_open,
    .walk = msg_walk,
    .write = msg_write,
    .close = msg_close,
};
