/* SPDX-License-Identifier: Apache-2.0 */
/* Tells the messages that are derived from a file; see derived.h. */
#include "convert/derived.h"

#include <string.h>

#include "convert/derived_folders.h"
#include "convert/derived_message.h"

/* A file whose messages are told. */
struct telling {
	const struct derived *with;
	struct derived_folders *folders;
	struct derived_folder *folder; /* of the item at hand */
	enum account_class class;
	char *class_name; /* of the item at hand, like what follows */
	struct derived_message told;
	guint flags;
	guint64 nitems; /* told so far, without recovered ones */
};

char *
derived_reason(guint64 node, const char *reason)
{
	return g_strdup_printf("node 0x%" G_GINT64_MODIFIER "x: %s", node, reason);
}

/* An exception of the file, or of the item at hand. */
static bool
except(struct telling *t, const struct exception *x, GError **error)
{
	const struct visitor *v = t->with->visitor;
	struct exception placed = *x;

	placed.path = t->with->entry->path;
	return v->exception == NULL || v->exception(v->user, &placed, error);
}

static bool
except_item(struct telling *t, guint64 node, const struct exception *x, GError **error)
{
	g_autofree char *reason = derived_reason(node, x->reason);
	struct exception named = *x;

	/* Deleted items are what is left of them: nothing that was there is lost. */
	if ((t->flags & DERIVE_RECOVERED) != 0)
		named.severity = NOTE;
	named.reason = reason;
	return except(t, &named, error);
}

static bool
on_folder(struct telling *t, const struct derive_folder *f, GError **error)
{
	g_autofree char *reason = NULL;
	struct exception x = {.severity = NOTE, .rule = "search-folder"};
	bool known = derived_folders_has(t->folders, f->number);

	if (!derived_folders_add(t->folders, f, error))
		return false;
	if (known || (f->flags & DERIVE_SEARCH) == 0 || *f->name == '\0')
		return true;
	x.reason = reason =
	    g_strdup_printf("\"%s\": its messages are those of other folders", f->name);
	return except(t, &x, error);
}

static bool
on_item(struct telling *t, const struct derive_item *i, GError **error)
{
	static const struct exception orphan = {
	    .severity = NOTE,
	    .rule = "orphan",
	    .reason = "no folder's table, or no list of items, has it: kept all the same",
	};

	t->folder = derived_folders_find(t->folders, i->folder, i->flags & DERIVE_RECOVERED, error);
	t->flags = i->flags;
	t->class = account_class_of(i->class);
	t->nitems += (i->flags & DERIVE_RECOVERED) == 0;
	g_free(t->class_name);
	t->class_name = g_strdup(i->class);
	derived_message_start(&t->told);
	if (t->folder == NULL)
		return false;
	return (i->flags & DERIVE_ORPHAN) == 0 || except_item(t, i->node, &orphan, error);
}

static void
on_message(struct telling *t, struct deriving_event *e)
{
	struct message *m = &t->told.message;

	derived_message_start(&t->told);
	*m = *e->message;
	*e->message = (struct message){0};
	m->folder = t->folder->folder;
	message_add_state(m, "message-class", t->class_name, strlen(t->class_name));
}

static bool
on_made(struct telling *t, GError **error)
{
	struct account *a = &t->folder->account;

	if ((t->flags & DERIVE_HIDDEN) != 0) {
		a->hidden++;
		return true;
	}
	if ((t->flags & DERIVE_RECOVERED) != 0)
		a->recovered++;
	else
		a->exported[t->class]++;
	a->orphans += (t->flags & DERIVE_ORPHAN) != 0;
	return derived_message_end(&t->told, error);
}

static bool
on_failed(struct telling *t, guint64 node, const char *reason, GError **error)
{
	bool part = t->told.message.len > 0;
	struct exception x = {.severity = LOSS, .rule = "item-lost", .reason = reason};

	if (part)
		x.rule = "item-damaged";
	t->folder->account.failed++;
	return (!part || derived_message_end(&t->told, error)) && except_item(t, node, &x, error);
}

static bool
on_broken(struct telling *t, const char *reason, bool refused, GError **error)
{
	const struct exception x = {.severity = LOSS, .rule = "derive-broken", .reason = reason};

	if (refused && t->with->alone)
		return err_set(error, ERR_UNSUPPORTED, "%s: %s", t->with->entry->name, reason);
	return except(t, &x, error);
}

static bool
on_end(struct telling *t, guint64 nitems, GError **error)
{
	g_autofree char *reason = NULL;
	struct exception x = {.severity = LOSS, .rule = "items-missing"};

	if (nitems <= t->nitems)
		return true;
	x.reason = reason =
	    g_strdup_printf("it has %" G_GUINT64_FORMAT
			    " items by its own list, of which %" G_GUINT64_FORMAT " were found",
		nitems, t->nitems);
	return except(t, &x, error);
}

static bool
on_event(struct telling *t, struct deriving_event *e, guint64 node, GError **error)
{
	switch (e->type) {
	case DERIVING_FOLDER:
		return on_folder(t, &e->folder, error);
	case DERIVING_ITEM:
		return on_item(t, &e->item, error);
	case DERIVING_MESSAGE:
		on_message(t, e);
		return true;
	case DERIVING_BYTES:
		return derived_message_bytes(&t->told, &e->span, error);
	case DERIVING_EXCEPTION:
		return node != 0 ? except_item(t, node, &e->exception, error)
				 : except(t, &e->exception, error);
	case DERIVING_MADE:
		return on_made(t, error);
	case DERIVING_FAILED:
		return on_failed(t, node, e->reason, error);
	case DERIVING_BROKEN:
		return (node == 0 || on_failed(t, node, e->reason, error)) &&
		    on_broken(t, e->reason, e->refused, error);
	case DERIVING_END:
		return on_end(t, e->nitems, error);
	}
	return false;
}

static bool
tell_all(struct telling *t, struct deriving *from, GError **error)
{
	struct deriving_event e = {0};
	guint64 node = 0; /* of the item at hand, or 0 */

	do {
		if (!deriving_next(from, &e, error))
			return false;
		if (e.type == DERIVING_ITEM)
			node = e.item.node;
		if (!on_event(t, &e, node, error))
			return false;
		if (e.type == DERIVING_MADE || e.type == DERIVING_FAILED)
			node = 0;
	} while (e.type != DERIVING_END && e.type != DERIVING_BROKEN);
	return derived_folders_account(t->folders, t->with->visitor, error);
}

bool
derived_tell(const struct derived *d, GError **error)
{
	g_autoptr(deriving) from = deriving_new(&d->with);
	g_autoptr(derived_folders) folders = derived_folders_new(d->places, d->entry, d->with.ops);
	struct telling t = {.with = d, .folders = folders};
	bool ok;

	derived_message_init(&t.told, d->visitor, d->next_id);
	ok = tell_all(&t, from, error);
	derived_message_clear(&t.told);
	g_free(t.class_name);
	return ok;
}
