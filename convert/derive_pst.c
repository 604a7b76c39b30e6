/* SPDX-License-Identifier: Apache-2.0 */
/* PST and OST files as a format of derive.h; convert/pst/ reads them. */
#include <string.h>

#include "convert/derive_mapi.h"
#include "convert/pst/recovered.h"

#define RECOVERED \
	(G_GUINT64_CONSTANT(1) << 32) /* in the number of an item that no list of nodes has */
#define LOST_FOLDERS \
	(G_GUINT64_CONSTANT(1) << 40) /* numbers of folders that are none of the file's */

struct pst_derived {
	struct derive_file base;
	struct tree_file *file;
	struct pst_source source;
	struct pst_store *store;
	/* While it is gone through: */
	struct derive_walker *walker;
	const struct derive_writer *writer; /* of the item that is written, or NULL */
	struct mapi_object *item;           /* at hand, or NULL */
	guint64 node;                       /* of the item at hand */
	bool asked;                         /* whether that one is to be passed over */
	const GError *why;                  /* it cannot be read; NULL: it can */
	GPtrArray *early; /* struct early: what was wrong before anybody listened */
};

struct early {
	enum severity severity;
	const char *rule;
	char *reason;
};

static int
pst_probe(const unsigned char *head, size_t len, const char *name)
{
	(void)name;
	return len >= 4 && memcmp(head, "!BDN", 4) == 0 ? 100 : 0;
}

static bool
read_at(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	struct pst_derived *p = user;
	gssize n = tree_file_pread(p->file, buf, len, at, error);

	if (n >= 0 && (size_t)n < len)
		return err_set(error, ERR_IO, "the file is shorter than it was");
	return n >= 0;
}

static void
free_early(gpointer p)
{
	g_free(((struct early *)p)->reason);
	g_free(p);
}

/* Of the header and the trees: it is told of when the file is gone through. */
static void
keep_warning(struct pst_derived *p, const struct pst_warning *w)
{
	struct early *e = g_new0(struct early, 1);

	e->severity = w->severity;
	e->rule = w->rule;
	e->reason = g_strdup(w->reason);
	g_ptr_array_add(p->early, e);
}

static bool
tell_early(struct pst_derived *p, GError **error)
{
	for (guint i = 0; i < p->early->len; i++) {
		const struct early *e = g_ptr_array_index(p->early, i);
		const struct exception x = {
		    .severity = e->severity, .rule = e->rule, .reason = e->reason};

		if (!p->walker->exception(p->walker->user, &x, error))
			return false;
	}
	return true;
}

static void
on_warning(void *user, const struct pst_warning *w)
{
	struct pst_derived *p = user;
	g_autofree char *reason = NULL;
	struct exception x = {.severity = w->severity, .rule = w->rule, .reason = w->reason};

	if (p->writer != NULL) {
		(void)!p->writer->exception(p->writer->user, &x, NULL);
		return;
	}
	if (p->store == NULL) {
		keep_warning(p, w);
		return;
	}
	if (w->node != 0)
		x.reason = reason = g_strdup_printf("node 0x%x: %s", w->node, w->reason);
	if (p->walker != NULL)
		(void)!p->walker->exception(p->walker->user, &x, NULL);
}

static struct derive_file *
pst_open(struct tree_file *file, guint64 size, GError **error)
{
	struct pst_derived *p = g_new0(struct pst_derived, 1);
	const struct pst_report report = {.user = p, .warn = on_warning};

	p->base.ops = &pst_derive;
	p->file = file;
	p->early = g_ptr_array_new_with_free_func(free_early);
	p->source = (struct pst_source){.user = p, .read_at = read_at, .size = size};
	p->store = pst_store_open(&p->source, &report, error);
	if (p->store != NULL)
		return &p->base;
	g_ptr_array_unref(p->early);
	g_free(p);
	return NULL;
}

/* What the store's user sees is at the top; so is what lies beside that. */
static struct derive_folder
describe(const struct pst_folder *f)
{
	bool top = f->nnames == 0 || (f->ipm && f->nnames == f->nabove);

	return (struct derive_folder){
	    .number = f->node != 0 ? f->node : LOST_FOLDERS + f->kind,
	    .parent = f->parent,
	    .flags = f->kind == PST_FOLDER_SEARCH ? DERIVE_SEARCH : 0,
	    .name = top ? "" : f->names[f->nnames - 1],
	};
}

static bool
on_folder_begin(void *user, const struct pst_folder *f, GError **error)
{
	const struct pst_derived *p = user;
	const struct derive_folder x = describe(f);

	return p->walker->folder(p->walker->user, &x, error);
}

static bool
on_folder_end(void *user, const struct pst_folder *f, const struct pst_tally *tally, GError **error)
{
	const struct pst_derived *p = user;
	struct derive_folder x = describe(f);

	x.items = tally->rows;
	x.hidden = tally->associated;
	return p->walker->folder(p->walker->user, &x, error);
}

/* What Outlook keeps of when its user is busy: made of the calendar, and for servers. */
static bool
is_free_busy(const struct pst_item *i)
{
	return i->class != NULL &&
	    g_ascii_strcasecmp(i->class, "IPM.Microsoft.ScheduleData.FreeBusy") == 0;
}

/* A deleted one lies in the counterpart of the folder that it was in. */
static struct derive_item
describe_item(const struct pst_item *i)
{
	struct derive_item x = {.node = i->node, .class = i->class != NULL ? i->class : ""};

	if (i->folder->kind == PST_FOLDER_RECOVERED) {
		x.node |= RECOVERED;
		x.folder = i->folder->node;
		x.flags = DERIVE_RECOVERED;
		return x;
	}
	x.folder = describe(i->folder).number;
	x.flags = (i->orphan ? DERIVE_ORPHAN : 0) | (is_free_busy(i) ? DERIVE_HIDDEN : 0);
	return x;
}

static bool
passes(struct pst_derived *p, const struct pst_item *i)
{
	const struct derive_item x = describe_item(i);

	return p->walker->passes(p->walker->user, &x);
}

static bool
on_wanted(void *user, const struct pst_item *i)
{
	struct pst_derived *p = user;

	p->asked = true;
	return !passes(p, i);
}

static bool
tell_item(struct pst_derived *p, const struct pst_item *i, GError **error)
{
	const struct derive_item x = describe_item(i);

	p->node = x.node;
	return p->walker->item(p->walker->user, &x, error);
}

static bool
on_item(void *user, const struct pst_item *i, struct mapi_object *o, GError **error)
{
	struct pst_derived *p = user;
	bool ok;

	p->asked = false;
	p->item = o;
	ok = tell_item(p, i, error);
	p->item = NULL;
	return ok;
}

static bool
on_failed(void *user, const struct pst_item *i, const GError *why, GError **error)
{
	struct pst_derived *p = user;
	bool ok;

	/* One without a node comes without a question. */
	if (!p->asked && passes(p, i))
		return true;
	p->asked = false;
	p->why = why;
	ok = tell_item(p, i, error);
	p->why = NULL;
	return ok;
}

static bool
pst_go_through(struct derive_file *f, struct derive_walker *w, GError **error)
{
	struct pst_derived *p = (struct pst_derived *)f;
	const struct pst_walker walker = {
	    .user = p,
	    .folder_begin = on_folder_begin,
	    .wanted = on_wanted,
	    .item = on_item,
	    .failed = on_failed,
	    .folder_end = on_folder_end,
	};
	const struct pst_walker recovered = {
	    .user = p, .wanted = on_wanted, .item = on_item, .failed = on_failed};
	struct pst_totals totals = {0}, deleted = {0};
	bool ok;

	p->walker = w;
	ok = tell_early(p, error) && pst_walk(p->store, &walker, &totals, error);
	w->nitems = totals.messages + totals.sum.missing;
	if (ok && w->recover)
		ok = pst_recovered(p->store, &recovered, &deleted, error);
	p->walker = NULL;
	return ok;
}

/* One deleted item that is looked for. */
struct search {
	const struct derive_writer *writer;
	guint32 node;
	bool found;
};

static bool
is_it(void *user, const struct pst_item *i)
{
	const struct search *s = user;

	return i->node == s->node && !s->found;
}

static bool
on_found(void *user, const struct pst_item *i, struct mapi_object *o, GError **error)
{
	struct search *s = user;

	(void)i;
	s->found = true;
	return derive_mapi_write(o, s->writer, error);
}

static bool
write_recovered(struct pst_derived *p, guint32 node, const struct derive_writer *w, GError **error)
{
	struct search s = {.writer = w, .node = node};
	const struct pst_walker walker = {.user = &s, .wanted = is_it, .item = on_found};
	struct pst_totals totals = {0};

	if (!pst_recovered(p->store, &walker, &totals, error))
		return false;
	return s.found || err_set(error, ERR_FORMAT, "there is no such deleted item");
}

/* The item at hand is open; any other one is opened. */
static bool
write_item(struct pst_derived *p, guint64 node, const struct derive_writer *w, GError **error)
{
	g_autoptr(mapi_object) o = NULL;

	if (p->item != NULL && node == p->node)
		return derive_mapi_write(p->item, w, error);
	if ((node & RECOVERED) != 0)
		return write_recovered(p, (guint32)node, w, error);
	o = pst_store_node(p->store, (guint32)node, error);
	return o != NULL && derive_mapi_write(o, w, error);
}

static bool
pst_write(struct derive_file *f, guint64 node, const struct derive_writer *w, GError **error)
{
	struct pst_derived *p = (struct pst_derived *)f;
	bool ok;

	if (p->why != NULL && node == p->node) {
		g_propagate_error(error, g_error_copy(p->why));
		return false;
	}
	if (node > (RECOVERED | G_MAXUINT32))
		return err_set(error, ERR_FORMAT, "there is no such node");
	p->writer = w;
	ok = write_item(p, node, w, error);
	p->writer = NULL;
	return ok;
}

static void
pst_close(struct derive_file *f)
{
	struct pst_derived *p = (struct pst_derived *)f;

	pst_store_close(p->store);
	g_ptr_array_unref(p->early);
	g_free(p);
}

static const char *const suffixes[] = {".pst", ".ost", NULL};

const struct derive_ops pst_derive = {
    .name = "pst",
    .version = DERIVE_MAPI_VERSION,
    .suffixes = suffixes,
    .libraries = derive_mapi_libraries,
    .probe = pst_probe,
    .prepare = derive_mapi_prepare,
    .open = pst_open,
    .walk = pst_go_through,
    .write = pst_write,
    .close = pst_close,
};
