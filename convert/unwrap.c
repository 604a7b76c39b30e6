/* SPDX-License-Identifier: Apache-2.0 */
/* Looks into the packed files of a pouch; see unwrap.h. */
#include "convert/unwrap.h"

#include <string.h>

#include "convert/folder.h"
#include "convert/other.h"
#include "convert/payload_path.h"
#include "convert/scan.h"

#define HEAD 512               /* bytes by which a packed file is known */
#define OWN_FOLDERS (1U << 30) /* the numbers of folders that are not recorded begin here */

enum state {
	STATE_PLAIN,   /* nothing to look into */
	STATE_HEAD,    /* its first bytes are gathered */
	STATE_SPILLED, /* its bytes are put in the spill */
	STATE_WAITING, /* all of them are there */
};

struct unwrap {
	struct visitor visitor, inside; /* to scan the pouch with, and its packed files */
	const struct visitor *next;
	struct scan *scan;
	struct spill *spill;
	GHashTable *recorded; /* raw path -> GPtrArray of struct folder *, as the pouch has them */
	GPtrArray *own;       /* struct folder *: found, and not recorded */
	GHashTable *told;     /* const struct folder * of scan -> one of recorded or own */
	char *source;         /* the name of the first source */
	bool several;         /* there are others */
	/* The latest file: */
	enum state state;
	struct entry entry;
	char *path, *name;
	GByteArray *head;
	GError *error; /* why it could not be spilled */
};

static void
free_list(gpointer list)
{
	g_ptr_array_unref(list);
}

static void
meet_source(struct unwrap *u, const char *path)
{
	g_autofree char *source = g_strndup(path, strcspn(path, "/"));

	if (u->source == NULL)
		u->source = g_steal_pointer(&source);
	else if (strcmp(u->source, source) != 0)
		u->several = true;
}

/* Tells what is in the packed file that waits, if one does. */
static bool
look(struct unwrap *u, GError **error)
{
	bool ok;

	if (u->state != STATE_WAITING)
		return true;
	ok = scan_spilled(u->scan, &u->entry, error);
	u->state = STATE_PLAIN;
	return ok;
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct unwrap *u = user;

	if (!look(u, error))
		return false;
	meet_source(u, e->path);
	g_clear_error(&u->error);
	g_byte_array_set_size(u->head, 0);
	g_free(u->path);
	g_free(u->name);
	u->path = g_strdup(e->path);
	u->name = g_strdup(e->name);
	u->entry = *e;
	u->entry.path = u->path;
	u->entry.name = u->name;
	u->state = e->type == ENTRY_FILE && !other_is_companion(e->path) ? STATE_HEAD : STATE_PLAIN;
	return u->next->entry == NULL || u->next->entry(u->next->user, e, error);
}

static void
put(struct unwrap *u, const void *data, size_t len)
{
	if (u->error == NULL)
		(void)!spill_write(u->spill, data, len, &u->error);
}

/* By the first bytes, of which there are no more. */
static void
decide(struct unwrap *u)
{
	u->state = STATE_PLAIN;
	if (!other_is_packed(u->head->data, u->head->len))
		return;
	u->state = STATE_SPILLED;
	spill_begin(u->spill);
	put(u, u->head->data, u->head->len);
}

static void
take_bytes(struct unwrap *u, const struct span *s)
{
	size_t n = 0;

	if (u->state == STATE_HEAD) {
		n = MIN(s->len, HEAD - u->head->len);
		g_byte_array_append(u->head, s->data, (guint)n);
		if (u->head->len == HEAD)
			decide(u);
	}
	if (u->state == STATE_SPILLED)
		put(u, s->data + n, s->len - n);
}

static bool
on_bytes(void *user, const struct span *s, GError **error)
{
	struct unwrap *u = user;

	take_bytes(u, s);
	return u->next->bytes == NULL || u->next->bytes(u->next->user, s, error);
}

/* It is kept, as the last packed file is looked into when the pouch's folders are gone. */
static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	struct unwrap *u = user;
	struct folder *copy = folder_copy(f, f->number);
	GPtrArray *list = g_hash_table_lookup(u->recorded, copy->raw);

	if (list == NULL) {
		list = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
		g_hash_table_insert(u->recorded, g_strdup(copy->raw), list);
	}
	g_ptr_array_add(list, copy);
	return u->next->folder == NULL || u->next->folder(u->next->user, f, error);
}

/* A file with messages is mail, whatever it looks like. */
static bool
on_begin(void *user, const struct message *m, GError **error)
{
	struct unwrap *u = user;

	u->state = STATE_PLAIN;
	return u->next->message_begin == NULL || u->next->message_begin(u->next->user, m, error);
}

static bool
on_message_bytes(void *user, const struct span *s, GError **error)
{
	const struct unwrap *u = user;

	return u->next->message_bytes == NULL || u->next->message_bytes(u->next->user, s, error);
}

static bool
on_end(void *user, const struct message *m, GError **error)
{
	const struct unwrap *u = user;

	return u->next->message_end == NULL || u->next->message_end(u->next->user, m, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	const struct unwrap *u = user;

	return u->next->exception == NULL || u->next->exception(u->next->user, x, error);
}

/* The file is complete: it waits until the folders that were found in it have been told. */
static bool
end_spill(struct unwrap *u, GError **error)
{
	struct exception x = {
	    .severity = LOSS,
	    .rule = "not-looked-into",
	    .path = u->path,
	    .length = u->entry.size,
	};

	if (u->error == NULL && spill_end(u->spill, &u->error)) {
		u->state = STATE_WAITING;
		return true;
	}
	u->state = STATE_PLAIN;
	spill_begin(u->spill);
	x.reason = u->error->message;
	return on_exception(u, &x, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct unwrap *u = user;

	if (u->state == STATE_HEAD)
		decide(u);
	if (u->next->file_end != NULL && !u->next->file_end(u->next->user, e, f, error))
		return false;
	return u->state != STATE_SPILLED || end_spill(u, error);
}

/* What the visitor is told of a packed file's inside. */
static bool
inside_entry(void *user, const struct entry *e, GError **error)
{
	const struct unwrap *u = user;

	return u->next->entry == NULL || u->next->entry(u->next->user, e, error);
}

static bool
inside_bytes(void *user, const struct span *s, GError **error)
{
	const struct unwrap *u = user;

	return u->next->bytes == NULL || u->next->bytes(u->next->user, s, error);
}

static bool
inside_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	const struct unwrap *u = user;

	return u->next->file_end == NULL || u->next->file_end(u->next->user, e, f, error);
}

/*
 * The folder that is recorded for one that was found in the file at hand, or NULL. Its raw path begins
 * with the source's name, which those of the pouch do not. Several sources may have the same path: then
 * their names were put in front of the folder's at sealing, as the scan puts them. With one source there
 * was nothing in front.
 */
static const struct folder *
find_recorded(const struct unwrap *u, const struct folder *f)
{
	size_t len = strcspn(u->path, "/");
	const GPtrArray *list =
	    g_hash_table_lookup(u->recorded, f->raw + len + (u->path[len] == '/'));

	for (guint i = 0; list != NULL && i < list->len; i++) {
		const struct folder *one = list->pdata[i];

		if (g_strv_equal((const char *const *)one->names, (const char *const *)f->names))
			return one;
	}
	return list != NULL && !u->several ? list->pdata[0] : NULL;
}

/* Each is found in one file, and may get messages of others: those of the parts of a set. */
static bool
inside_folder(void *user, const struct folder *f, GError **error)
{
	struct unwrap *u = user;
	const struct folder *told = find_recorded(u, f);
	struct folder *mine;

	if (told != NULL) {
		g_hash_table_insert(u->told, (gpointer)f, (gpointer)told);
		return true;
	}
	mine = folder_copy(f, OWN_FOLDERS + u->own->len);
	g_ptr_array_add(u->own, mine);
	g_hash_table_insert(u->told, (gpointer)f, mine);
	return u->next->folder == NULL || u->next->folder(u->next->user, mine, error);
}

/* The message as it is told: in a folder of the pouch. */
static struct message
placed(const struct unwrap *u, const struct message *m)
{
	struct message mine = *m;

	if (m->folder == NULL)
		return mine;
	mine.folder = g_hash_table_lookup(u->told, m->folder);
	g_assert(mine.folder != NULL);
	return mine;
}

static bool
inside_begin(void *user, const struct message *m, GError **error)
{
	const struct unwrap *u = user;
	const struct message mine = placed(u, m);

	return u->next->message_begin == NULL ||
	    u->next->message_begin(u->next->user, &mine, error);
}

static bool
inside_end(void *user, const struct message *m, GError **error)
{
	const struct unwrap *u = user;
	const struct message mine = placed(u, m);

	return u->next->message_end == NULL || u->next->message_end(u->next->user, &mine, error);
}

static bool
on_account(void *user, const struct account *a, GError **error)
{
	const struct unwrap *u = user;

	return u->next->account == NULL || u->next->account(u->next->user, a, error);
}

static void
init_visitors(struct unwrap *u)
{
	u->visitor = (struct visitor){
	    .user = u,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .folder = on_folder,
	    .message_begin = on_begin,
	    .message_bytes = on_message_bytes,
	    .message_end = on_end,
	    .file_end = on_file_end,
	    .exception = on_exception,
	};
	u->inside = (struct visitor){
	    .user = u,
	    .entry = inside_entry,
	    .bytes = inside_bytes,
	    .folder = inside_folder,
	    .message_begin = inside_begin,
	    .message_bytes = on_message_bytes,
	    .message_end = inside_end,
	    .file_end = inside_file_end,
	    .exception = on_exception,
	    .account = on_account,
	};
}

struct unwrap *
unwrap_new(const struct visitor *next, const struct nest_options *packed, guint64 nmessages)
{
	struct unwrap *u = g_new0(struct unwrap, 1);
	struct scan_options o = {.must_read = true, .packed = *packed, .first_id = nmessages + 1};

	o.packed.spilled = true;
	init_visitors(u);
	u->next = next;
	u->spill = packed->spills[0];
	u->scan = scan_new(&u->inside, &o);
	u->recorded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	u->own = g_ptr_array_new_with_free_func((GDestroyNotify)folder_free);
	u->told = g_hash_table_new(NULL, NULL);
	u->head = g_byte_array_new();
	return u;
}

void
unwrap_free(struct unwrap *u)
{
	if (u == NULL)
		return;
	scan_free(u->scan);
	g_hash_table_destroy(u->recorded);
	g_ptr_array_unref(u->own);
	g_hash_table_destroy(u->told);
	g_byte_array_free(u->head, TRUE);
	g_clear_error(&u->error);
	g_free(u->source);
	g_free(u->path);
	g_free(u->name);
	g_free(u);
}

const struct visitor *
unwrap_visitor(struct unwrap *u)
{
	return &u->visitor;
}

bool
unwrap_finds(const struct unwrap *u, const char *path)
{
	const char *below = payload_path_below(path);
	size_t len = u->path != NULL ? strlen(u->path) : 0;

	return u->state == STATE_WAITING && below != NULL && strncmp(below, u->path, len) == 0 &&
	    (below[len] == '\0' || g_str_has_prefix(below + len, "!/"));
}

bool
unwrap_finish(struct unwrap *u, GError **error)
{
	return look(u, error);
}
