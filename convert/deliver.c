/* SPDX-License-Identifier: Apache-2.0 */
/* Delivers messages into a sink; see deliver.h. */
#include "convert/deliver.h"

#include "convert/pim_files.h"

struct delivery {
	struct visitor visitor;
	struct sink *sink;
	struct pim_files *pim; /* or NULL */
	const char *name;
	guint64 id;   /* of the message under way */
	char *source; /* what is being read, or NULL */
	char *path;   /* and the file of it, or NULL */
};

/* Whatever fails in a sink is about its output. */
static bool
name_output(const struct delivery *d, bool ok, GError **error)
{
	if (!ok)
		g_prefix_error(error, "%s: ", d->name);
	return ok;
}

static void
on_source(void *user, const char *path)
{
	struct delivery *d = user;

	g_free(d->source);
	d->sink->source = d->source = g_strdup(path);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct delivery *d = user;

	(void)error;
	if (e->type != ENTRY_FILE)
		return true;
	g_free(d->path);
	d->sink->path = d->path = g_strdup(e->path);
	return true;
}

static bool
name_message(const struct delivery *d, guint64 id, bool ok, GError **error)
{
	if (!ok && id != 0)
		g_prefix_error(error, "message %" G_GUINT64_FORMAT ": ", id);
	return name_output(d, ok, error);
}

/* An error about the message under way, unless the sink says that it is about another one. */
static bool
name_current(const struct delivery *d, bool ok, GError **error)
{
	return name_message(d, d->sink->failed != 0 ? d->sink->failed : d->id, ok, error);
}

static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	struct delivery *d = user;

	return name_output(d, d->sink->ops->folder(d->sink, f, error), error);
}

static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct delivery *d = user;

	d->id = m->id;
	if (d->pim != NULL)
		pim_files_begin(d->pim, m);
	return name_current(d, d->sink->ops->begin(d->sink, m, error), error);
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	struct delivery *d = user;

	if (d->pim != NULL)
		pim_files_bytes(d->pim, s);
	return name_current(d, d->sink->ops->write(d->sink, s, error), error);
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	struct delivery *d = user;

	return name_current(d,
	    d->sink->ops->end(d->sink, m, error) &&
		(d->pim == NULL || pim_files_end(d->pim, m, error)),
	    error);
}

struct delivery *
delivery_new(const struct sink_ops *ops, int dirfd, const struct sink_options *o, GError **error)
{
	struct delivery *d;
	struct sink *sink = ops->open(dirfd, o, error);

	if (sink == NULL)
		return NULL;
	d = g_new0(struct delivery, 1);
	d->sink = sink;
	d->name = o->name;
	if (o->calendars || o->contacts)
		d->pim = pim_files_new(dirfd, o->calendars, o->contacts);
	d->visitor = (struct visitor){
	    .user = d,
	    .source = on_source,
	    .entry = on_entry,
	    .folder = on_folder,
	    .message_begin = on_begin,
	    .message_bytes = on_bytes,
	    .message_end = on_end,
	};
	return d;
}

const struct visitor *
delivery_visitor(struct delivery *d)
{
	return &d->visitor;
}

bool
delivery_finish(struct delivery *d, GError **error)
{
	bool ok = d->sink->ops->finish(d->sink, error) &&
	    (d->pim == NULL || pim_files_finish(d->pim, error));

	return name_message(d, d->sink->failed, ok, error);
}

const GArray *
delivery_losses(const struct delivery *d)
{
	return d->sink->losses;
}

void
delivery_free(struct delivery *d)
{
	if (d == NULL)
		return;
	d->sink->ops->close(d->sink);
	pim_files_free(d->pim);
	g_free(d->source);
	g_free(d->path);
	g_free(d);
}
