/* SPDX-License-Identifier: Apache-2.0 */
/* What messages of a pouch need to know; see pouch_context.h. */
#include "convert/pouch_context.h"

#include "convert/folder.h"

struct pouch_context {
	GPtrArray *folders;  /* struct folder *, by number - 1 */
	guint nmet;          /* of them, that the scan has met */
	GHashTable *quoting; /* file number -> enum quoting, of files that have one */
};

static bool
has_names(const struct tree_record *r)
{
	if (r->names == NULL || r->names[0] == NULL)
		return false;
	for (char **name = r->names; *name != NULL; name++)
		if (!g_utf8_validate(*name, -1, NULL))
			return false;
	return true;
}

static bool
learn_folder(struct pouch_context *c, struct tree_record *r, GError **error)
{
	struct folder *f;

	if (r->number != c->folders->len + 1 || !has_names(r))
		return err_set(error, ERR_ALTERED,
		    "the manifests contradict themselves: a folder has no names or another number");
	f = g_new0(struct folder, 1);
	f->number = c->folders->len + 1;
	f->names = g_steal_pointer(&r->names);
	f->raw = r->raw != NULL ? g_steal_pointer(&r->raw) : g_strdup("");
	g_ptr_array_add(c->folders, f);
	return true;
}

static bool
learn(struct pouch_context *c, struct tree_record *r, GError **error)
{
	if (r->kind == RECORD_FOLDER)
		return learn_folder(c, r, error);
	if (r->kind == RECORD_DONE && r->quoting != QUOTING_NONE)
		g_hash_table_replace(c->quoting, g_memdup2(&r->number, sizeof(r->number)),
		    GINT_TO_POINTER((int)r->quoting));
	return true;
}

struct pouch_context *
pouch_context_read(struct pouch *p, GError **error)
{
	g_autoptr(record_reader) reader = record_reader_new(p, MANIFEST_TREE);
	g_autoptr(pouch_context) c = g_new0(struct pouch_context, 1);
	struct tree_record r = {0};
	enum step step;
	bool ok = true;

	c->folders = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
	c->quoting = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	do {
		step = record_reader_next_tree(reader, &r, error);
		ok = step == STEP_NEXT ? learn(c, &r, error) : step == STEP_END;
	} while (ok && step == STEP_NEXT);
	tree_record_clear(&r);
	return ok ? g_steal_pointer(&c) : NULL;
}

void
pouch_context_free(struct pouch_context *c)
{
	if (c == NULL)
		return;
	g_ptr_array_unref(c->folders);
	g_hash_table_unref(c->quoting);
	g_free(c);
}

const struct folder *
pouch_context_next_folder(struct pouch_context *c)
{
	return c->nmet < c->folders->len ? c->folders->pdata[c->nmet++] : NULL;
}

const struct folder *
pouch_context_folder(const struct pouch_context *c, guint64 number)
{
	return number - 1 < c->nmet ? c->folders->pdata[number - 1] : NULL;
}

enum quoting
pouch_context_quoting(const struct pouch_context *c, guint64 file)
{
	return (enum quoting)GPOINTER_TO_INT(g_hash_table_lookup(c->quoting, &file));
}
