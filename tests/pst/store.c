/* SPDX-License-Identifier: Apache-2.0 */
/* A message store for tests, written as a Unicode PST file. */
#include "tests/pst/store.h"

#include "tests/pst/item.h"
#include "tests/pst/names.h"
#include "tests/pst/properties.h"
#include "tests/pst/table.h"

#define NID_STORE 0x21
#define NID_NAMES 0x61
#define NID_ROOT 0x122
#define NID_QUEUE 0x1e1
#define FIRST_INDEX 0x401 /* of the folders, messages that come with use */

struct folder {
	guint32 nid;
	struct folder *parent;
	char *name, *class;
	struct table *contents, *associated; /* NULL: empty */
	guint count, unread, hidden, nchildren;
};

struct store {
	struct ndb *ndb;
	struct names *names;
	GPtrArray *folders; /* struct folder; the root, the top, searches, deleted items first */
	struct ndb_data empty[6]; /* the tables without rows, shared, by enum table_kind */
	guint32 next_message, next_folder;
	enum ndb_end end;
	GString *listing;
};

static const guint8 store_uid[16] = {
    0x6d, 0x61, 0x69, 0x6c, 0x70, 0x6f, 0x75, 0x63, 0x68, 0x2d, 0x74, 0x65, 0x73, 0x74, 0x73, 1};

static void
free_folder(gpointer p)
{
	struct folder *f = p;

	table_free(f->contents);
	table_free(f->associated);
	g_free(f->name);
	g_free(f->class);
	g_free(f);
}

static void
append_name(GString *to, const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		if ((guchar)*p < 0x20 || *p == '/' || *p == '\\')
			g_string_append_printf(to, "\\x%02x", (guchar)*p);
		else
			g_string_append_c(to, *p);
	}
}

static void
append_path(struct store *s, const struct folder *f)
{
	if (f->parent->nid != NID_ROOT) {
		append_path(s, f->parent);
		g_string_append_c(s->listing, '/');
	}
	append_name(s->listing, f->name);
}

static struct folder *
add_folder(struct store *s, guint32 nid, struct folder *parent, const char *name, const char *class)
{
	struct folder *f = g_new0(struct folder, 1);

	f->nid = nid;
	f->parent = parent;
	f->name = g_strdup(name);
	f->class = g_strdup(class);
	g_ptr_array_add(s->folders, f);
	if (parent == NULL)
		return f;
	parent->nchildren++;
	g_string_append(s->listing, "folder\t");
	append_path(s, f);
	g_string_append_c(s->listing, '\n');
	return f;
}

struct store *
store_new(enum code_crypt crypt)
{
	struct store *s = g_new0(struct store, 1);
	struct folder *root;

	s->ndb = ndb_new(crypt);
	s->names = names_new();
	s->folders = g_ptr_array_new_with_free_func(free_folder);
	s->listing = g_string_new(NULL);
	s->next_message = s->next_folder = FIRST_INDEX;
	for (guint i = 0; i < G_N_ELEMENTS(s->empty); i++) {
		struct table *t = table_new((enum table_kind)i);

		s->empty[i] = table_write(t, s->ndb);
		table_free(t);
	}
	root = add_folder(s, NID_ROOT, NULL, "", "");
	store_folder(s, root, "Top of Outlook data file", "");
	store_folder(s, root, "Search Root", "");
	store_folder(s, store_top(s), "Deleted Items", "IPF.Note");
	return s;
}

void
store_free(struct store *s)
{
	ndb_free(s->ndb);
	names_free(s->names);
	g_ptr_array_unref(s->folders);
	g_string_free(s->listing, TRUE);
	g_free(s);
}

struct folder *
store_top(struct store *s)
{
	return g_ptr_array_index(s->folders, 1);
}

struct folder *
store_deleted(struct store *s)
{
	return g_ptr_array_index(s->folders, 3);
}

struct folder *
store_folder(struct store *s, struct folder *parent, const char *name, const char *class)
{
	return add_folder(s, s->next_folder++ << 5 | NDB_FOLDER, parent, name, class);
}

/* The columns that a folder's row and its properties have in common. */
static struct testing_object *
describe_folder(const struct folder *f)
{
	struct testing_object *o = testing_object_new();

	testing_string(o, 0x3001, f->name);
	testing_int32(o, 0x3602, f->count);
	testing_int32(o, 0x3603, f->unread);
	testing_boolean(o, 0x360a, f->nchildren > 0);
	if (*f->class != '\0')
		testing_string(o, 0x3613, f->class);
	testing_int32(o, 0x6635, f->hidden);
	testing_int32(o, 0x6636, 0);
	return o;
}

static struct ndb_data
write_object(struct store *s, struct testing_object *o)
{
	g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(struct ndb_subnode));

	return properties_write(s->ndb, s->names, o, none, ndb_written(s->ndb));
}

void
store_search(struct store *s, const char *name, guint32 nid, const struct testing_object *item)
{
	guint32 index = s->next_folder++;
	struct folder *f = add_folder(
	    s, index << 5 | NDB_SEARCH_FOLDER, g_ptr_array_index(s->folders, 2), name, "IPF.Note");
	g_autoptr(testing_object) criteria = testing_object_new();
	struct table *t = table_new(TABLE_SEARCH);

	f->count = 1;
	table_add(t, nid, item);
	testing_int32(criteria, 0x660b, 0);
	ndb_node(s->ndb, index << 5 | NDB_SEARCH_QUEUE, (struct ndb_data){0, 0}, f->nid);
	ndb_node(s->ndb, index << 5 | NDB_SEARCH_CRITERIA, write_object(s, criteria), f->nid);
	ndb_node(s->ndb, index << 5 | NDB_SEARCH_CONTENTS, table_write(t, s->ndb), f->nid);
	table_free(t);
}

static void
list_attachment(GString *to, const struct testing_object *a)
{
	g_autofree char *separator = g_strdup(g_str_has_suffix(to->str, "\t") ? "" : ",");
	const GPtrArray *data = g_hash_table_lookup(a->values, GUINT_TO_POINTER(0x3701));

	g_string_append(to, separator);
	if (a->inner != NULL)
		g_string_append(to, "message");
	else
		g_string_append_printf(to, "%" G_GSIZE_FORMAT,
		    data != NULL ? g_bytes_get_size(g_ptr_array_index(data, 0)) : 0);
}

static void
list_item(struct store *s, const struct folder *f, const struct testing_object *m)
{
	g_autofree char *class = item_text(m, 0x001a), *subject = item_text(m, 0x0037);

	g_string_append(s->listing, "item\t");
	append_path(s, f);
	g_string_append_printf(s->listing, "\t%s\t", class);
	append_name(s->listing, subject);
	g_string_append_printf(s->listing, "\t%u\t", m->children[MAPI_RECIPIENTS]->len);
	for (guint i = 0; i < m->children[MAPI_ATTACHMENTS]->len; i++)
		list_attachment(s->listing, g_ptr_array_index(m->children[MAPI_ATTACHMENTS], i));
	g_string_append_c(s->listing, '\n');
}

static void
add_row(struct folder *f, guint32 nid, const struct testing_object *m, bool hidden)
{
	struct table **t = hidden ? &f->associated : &f->contents;

	if (*t == NULL)
		*t = table_new(hidden ? TABLE_ASSOCIATED : TABLE_CONTENTS);
	table_add(*t, nid, m);
	if (hidden) {
		f->hidden++;
		return;
	}
	f->count++;
	f->unread += (item_number(m, 0x0e07, 0) & 1) == 0;
}

guint32
store_add(struct store *s, struct folder *f, struct testing_object *item, enum store_item how)
{
	bool hidden = how == STORE_ASSOCIATED;
	guint32 nid = s->next_message++ << 5 | (hidden ? NDB_ASSOCIATED : NDB_MESSAGE);

	item_complete(item);
	if (hidden)
		item_set_number(item, 0x0e07, 0x41);
	if (how == STORE_ITEM || how == STORE_ORPHAN)
		list_item(s, f, item);
	if (how != STORE_ROW_ALONE) {
		guint64 before = ndb_written(s->ndb);

		ndb_node(s->ndb, nid, item_write(s->ndb, s->names, item), f->nid);
		item_set_number(item, 0x0e08, (guint32)(ndb_written(s->ndb) - before));
	}
	if (how != STORE_ORPHAN)
		add_row(f, nid, item, hidden);
	testing_object_free(item);
	return nid;
}

static struct ndb_data
write_table(struct store *s, const struct table *t, enum table_kind kind)
{
	return t != NULL ? table_write(t, s->ndb) : s->empty[kind];
}

/* A row for each folder in a folder. */
static struct ndb_data
write_children(struct store *s, const GPtrArray *children)
{
	struct table *t;
	struct ndb_data is;

	if (children->len == 0)
		return s->empty[TABLE_HIERARCHY];
	t = table_new(TABLE_HIERARCHY);
	for (guint i = 0; i < children->len; i++) {
		const struct folder *child = g_ptr_array_index(children, i);
		g_autoptr(testing_object) row = describe_folder(child);

		table_add(t, child->nid, row);
	}
	is = table_write(t, s->ndb);
	table_free(t);
	return is;
}

/* A folder is four nodes whose ids have the index in common, 2.4.4. */
static void
write_folder(struct store *s, const struct folder *f, const GPtrArray *children)
{
	guint32 base = f->nid & ~(guint32)0x1f;
	g_autoptr(testing_object) o = describe_folder(f);

	ndb_node(s->ndb, f->nid, write_object(s, o), f->parent != NULL ? f->parent->nid : f->nid);
	if ((f->nid & 0x1f) == NDB_SEARCH_FOLDER)
		return;
	ndb_node(s->ndb, base | NDB_HIERARCHY, write_children(s, children), 0);
	ndb_node(s->ndb, base | NDB_CONTENTS, write_table(s, f->contents, TABLE_CONTENTS), 0);
	ndb_node(s->ndb, base | NDB_ASSOCIATED_CONTENTS,
	    write_table(s, f->associated, TABLE_ASSOCIATED), 0);
}

static void
write_folders(struct store *s)
{
	g_autoptr(GHashTable) children =
	    g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < s->folders->len; i++)
		g_hash_table_insert(children, g_ptr_array_index(s->folders, i), g_ptr_array_new());
	for (guint i = 1; i < s->folders->len; i++) {
		struct folder *f = g_ptr_array_index(s->folders, i);

		g_ptr_array_add(g_hash_table_lookup(children, f->parent), f);
	}
	for (guint i = 0; i < s->folders->len; i++) {
		struct folder *f = g_ptr_array_index(s->folders, i);

		write_folder(s, f, g_hash_table_lookup(children, f));
	}
}

/* ENTRYID of a folder, 2.4.3.2 */
static void
add_entry_id(struct testing_object *o, guint16 id, const struct folder *f)
{
	guint8 entry[24] = {0};

	memcpy(entry + 4, store_uid, sizeof(store_uid));
	put32(entry + 20, f->nid);
	testing_value(o, id, MAPI_BINARY, entry, sizeof(entry));
}

/* 2.4.3.1 */
static void
write_store(struct store *s)
{
	g_autoptr(testing_object) o = testing_object_new();
	guint8 history[24] = {1};

	memcpy(history + 4, store_uid, sizeof(store_uid));
	testing_value(o, 0x0e34, MAPI_BINARY, history, sizeof(history));
	testing_value(o, 0x0ff9, MAPI_BINARY, store_uid, sizeof(store_uid));
	testing_string(o, 0x3001, "Made for tests");
	testing_int32(o, 0x35df, 0x89);
	add_entry_id(o, 0x35e0, store_top(s));
	add_entry_id(o, 0x35e3, store_deleted(s));
	add_entry_id(o, 0x35e7, g_ptr_array_index(s->folders, 2));
	testing_int32(o, 0x67ff, 0);
	ndb_node(s->ndb, NID_STORE, write_object(s, o), 0);
}

static void
write_fixed(struct store *s)
{
	static const guint32 templates[] = {0x60d, 0x60e, 0x60f, 0x610, 0x671, 0x692};
	g_autoptr(testing_object) map = names_map(s->names);

	for (guint i = 0; i < G_N_ELEMENTS(templates); i++)
		ndb_node(s->ndb, templates[i], s->empty[i], 0);
	ndb_node(s->ndb, NID_QUEUE, (struct ndb_data){0, 0}, 0);
	ndb_node(s->ndb, NID_NAMES, write_object(s, map), 0);
	write_store(s);
}

void
store_interrupt(struct store *s, enum ndb_end how)
{
	write_folders(s);
	write_fixed(s);
	ndb_checkpoint(s->ndb);
	s->end = how;
}

const GByteArray *
store_finish(struct store *s)
{
	write_folders(s);
	write_fixed(s);
	return ndb_finish(s->ndb, s->end);
}

const char *
store_listing(const struct store *s)
{
	return s->listing->str;
}
