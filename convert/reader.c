/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one file and tells a visitor what is in it; see reader.h. */
#include "convert/reader.h"

#include <string.h>

#include "convert/archive_path.h"
#include "convert/mh_folder.h"
#include "convert/other.h"
#include "convert/spill_file.h"
#include "convert/window.h"

/* A file that is being read. */
struct reading {
	struct reader *with;
	const struct entry *entry;
	struct window window;
	struct file_facts facts;
	const struct store_ops *ops;      /* NULL: no mail */
	const struct derive_ops *derived; /* or messages are derived from it by this; or NULL */
	struct store *store;
	size_t offer;        /* bytes that the store is shown next */
	struct spill *spill; /* its bytes are put there, or NULL */
	GError *spill_error; /* why they could not be */
	char *store_path;    /* of messages that are derived */
};

static bool
except(const struct reading *r, const struct exception *x, GError **error)
{
	const struct visitor *v = r->with->visitor;

	return v->exception == NULL || v->exception(v->user, x, error);
}

/* Whether it is a packed file that the caller looks into. */
static bool
is_packed(const struct reading *r, const struct span *head)
{
	return r->with->closed == NULL &&
	    (r->with->spill != NULL || tree_file_descriptor(r->window.file) >= 0) &&
	    !other_is_companion(r->entry->path) && other_is_packed(head->data, head->len);
}

/* The format by which messages are derived from the file; NULL: none are. */
static const struct derive_ops *
find_derived(const struct reading *r, const struct span *head)
{
	const struct derive_ops *ops = derive_probe(head->data, head->len, r->entry->name);

	if (ops == NULL || r->with->only != NULL || other_is_twin(r->entry->path))
		return NULL;
	return r->with->only_derived == NULL || r->with->only_derived == ops ? ops : NULL;
}

/* Whether they can be. */
static bool
can_derive(const struct reading *r)
{
	return r->with->derives_not == NULL &&
	    (r->with->derives_from != NULL || tree_file_seekable(r->window.file));
}

/* Why what holds mail was not looked into. */
static const char *
why_not(const struct reading *r, const struct span *head)
{
	const char *why = find_derived(r, head) != NULL ? r->with->derives_not : r->with->closed;

	return why != NULL ? why : "not looked into";
}

static bool
note(const struct reading *r, const char *rule, const char *reason, GError **error)
{
	const struct exception x = {
	    .rule = rule, .path = r->entry->path, .length = r->entry->size, .reason = reason};

	return except(r, &x, error);
}

static bool
promises_mail(const struct entry *e, const struct span *head)
{
	return other_promises_mail(e->name, head->data, head->len);
}

/* A file that is mail by its name alone, which is no proof: a note. */
static bool
tell_name(const struct reading *r, const struct span *head, GError **error)
{
	const struct entry *e = r->entry;
	bool number = mh_folder_has(r->with->tree, e->path) != MH_FOLDER_NO;

	if (e->size == 0 && (number || promises_mail(e, head) || archive_path_is_packed(e->name)))
		return note(r, "empty-file", "by its name it holds mail, and it is empty", error);
	if (head->len > 0 && number && memchr(head->data, '\0', head->len) == NULL)
		return note(r, "unframed",
		    "its name is that of a message in an MH folder, and it has no header: not "
		    "taken for mail; its bytes are kept",
		    error);
	return true;
}

/* A file that no format claims: says what it may be instead. */
static bool
tell_other(const struct reading *r, const struct span *head, GError **error)
{
	const struct entry *e = r->entry;
	const char *sealed = other_sealed(head->data, head->len);
	struct exception x = {
	    .severity = LOSS,
	    .rule = "unframed",
	    .path = e->path,
	    .length = e->size,
	    .reason = "no message was found in it; its bytes are kept",
	};
	g_autofree char *reason = NULL;

	if (other_is_twin(e->path))
		return note(r, "apple-double",
		    "what macOS keeps of another file: kept, but no mail", error);
	if (head->len == 0 && other_promises_bytes(e->name)) {
		x.reason = "it is empty, which no such file is";
		return except(r, &x, error);
	}
	if (other_is_companion(e->path))
		return true;
	if (head->len == 0)
		return tell_name(r, head, error);
	if (r->with->closed == NULL && other_is_empty(e->name, e->size, head->data, head->len))
		return note(r, "archive-empty", "there is nothing in it", error);
	if (sealed != NULL) {
		bool document =
		    other_is_ole(head->data, head->len) && find_derived(r, head) == NULL;

		x.severity = r->with->must_read && !document ? LOSS : NOTE;
		x.rule = "not-looked-into";
		x.reason = reason = g_strdup_printf("%s: kept, but %s", sealed, why_not(r, head));
		return except(r, &x, error);
	}
	if (r->with->closed == NULL && archive_path_is_packed(e->name)) {
		x.rule = "archive-broken";
		x.reason = "by its name it is packed, but it does not begin so; its bytes are kept";
		return except(r, &x, error);
	}
	if (r->with->all_mail || promises_mail(e, head))
		return except(r, &x, error);
	return tell_name(r, head, error);
}

static void
begin_spill(struct reading *r, struct spill *s)
{
	r->spill = s;
	if (s != NULL)
		spill_begin(s);
}

static const struct store_ops *
identify(const struct reading *r, const struct store_probe *p)
{
	if (other_is_twin(r->entry->path))
		return NULL;
	if (r->with->only_derived != NULL)
		return NULL;
	if (r->with->only != NULL)
		return r->with->only->probe(p) > 0 ? r->with->only : NULL;
	return store_probe(p);
}

/* Its messages are derived when all of it was read. */
static void
begin_derived(struct reading *r, const struct derive_ops *ops)
{
	g_autofree char *dir = g_path_get_dirname(r->entry->path);

	r->derived = ops;
	r->facts.format = ops->name;
	r->facts.role = ops->single ? "message" : "store";
	r->store_path = g_strdup(!ops->single ? r->entry->path : strcmp(dir, ".") == 0 ? "" : dir);
	r->facts.store = r->store_path;
	begin_spill(r, r->with->derives_from);
}

/* Finds out, from the first piece of the file, what it is. */
static bool
open_store(struct reading *r, const struct span *head, GError **error)
{
	const struct store_probe p = {
	    .tree = r->with->tree,
	    .entry = r->entry,
	    .head = head->data != NULL ? head->data : (const unsigned char *)"",
	    .head_len = head->len,
	    .only = r->with->only != NULL,
	};
	const struct derive_ops *derived = find_derived(r, head);
	const struct store_ops *ops = derived == NULL ? identify(r, &p) : NULL;
	bool sorted = ops != NULL && ops->sorted != NULL && ops->sorted(&p);
	struct place place;
	struct store_file f = {
	    .tree = r->with->tree,
	    .file = r->window.file,
	    .entry = r->entry,
	    .visitor = r->with->visitor,
	    .quoting = r->with->quoting,
	    .places = r->with->places,
	    .next_id = &r->with->next_id,
	    .converted = r->with->must_read,
	    .rebuild = r->with->rebuild,
	    .facts = &r->facts,
	};

	if (derived != NULL && can_derive(r)) {
		begin_derived(r, derived);
		return true;
	}
	if (ops == NULL && is_packed(r, head)) {
		r->facts.role = "packed";
		r->with->packed = true;
		begin_spill(r, r->with->spill);
		return true;
	}
	if (ops == NULL) {
		r->facts.role = other_is_companion(r->entry->path) ? "companion" : "other";
		return tell_other(r, head, error);
	}
	if (!places_find(r->with->places, ops, r->entry, sorted, &place, error))
		return false;
	f.folder = place.folder;
	f.memory = place.memory;
	r->facts.format = ops->name;
	r->facts.role = ops->role;
	r->facts.store = place.store;
	r->ops = ops;
	r->store = ops->open(&f, error);
	return r->store != NULL;
}

/*
 * Shows the store windows on what it has not decided on: as long as there is
 * enough for one, and the last one once the file has ended.
 */
static bool
feed(struct reading *r, GError **error)
{
	struct window *w = &r->window;
	bool last = false;

	while (!last) {
		struct span shown = window_rest(w);
		gssize n;

		last = w->ended && shown.len <= r->offer;
		if (!last && shown.len < r->offer)
			return true;
		shown.len = MIN(shown.len, r->offer);
		n = r->ops->feed(r->store, &shown, w->at, last, error);
		if (n < 0)
			return false;
		g_assert(n > 0 || last || shown.len < STORE_WINDOW);
		window_pass(w, (size_t)n);
		r->offer = n > 0 ? r->with->window : r->offer + r->with->window;
	}
	return true;
}

static bool
tell_bytes(const struct reading *r, const struct span *b, GError **error)
{
	return b->len == 0 || r->with->visitor->bytes == NULL ||
	    r->with->visitor->bytes(r->with->visitor->user, b, error);
}

/* A file that cannot be spilled is not looked into; its bytes are told all the same. */
static void
spill_bytes(struct reading *r, const struct span *b)
{
	if (r->spill == NULL || r->spill_error != NULL)
		return;
	if (!spill_write(r->spill, b->data, b->len, &r->spill_error) ||
	    (r->window.ended && !spill_end(r->spill, &r->spill_error)))
		spill_begin(r->spill);
}

static bool
read_pieces(struct reading *r, GError **error)
{
	struct window *w = &r->window;

	while (!w->ended) {
		struct span fresh;
		bool first = w->buffer == NULL;

		window_fill(w, &fresh);
		if ((first && !open_store(r, &fresh, error)) || !tell_bytes(r, &fresh, error))
			return false;
		spill_bytes(r, &fresh);
		if (r->store == NULL)
			window_pass(w, fresh.len);
		else if (!feed(r, error))
			return false;
	}
	return true;
}

/* What could not be read is zeros: the place of all that follows in the payload is fixed. */
static bool
tell_zeros(const struct reading *r, GError **error)
{
	static const unsigned char zeros[64 * 1024];
	guint64 left = r->entry->size - r->window.read;

	while (left > 0) {
		struct span z = {.data = zeros, .len = (size_t)MIN(left, sizeof(zeros))};

		if (!tell_bytes(r, &z, error))
			return false;
		left -= z.len;
	}
	return true;
}

/* A read error explains a short file; otherwise what it is now is compared with what it was. */
static bool
tell_damage(const struct reading *r, GError **error)
{
	g_autoptr(GError) unknown = NULL;
	guint64 missing = r->entry->size - r->window.read;
	struct exception x = {
	    .severity = LOSS,
	    .path = r->entry->path,
	    .offset = missing > 0 ? r->window.read : 0,
	    .length = missing,
	};

	if (r->window.error != NULL) {
		x.rule = "read-error";
		if (r->with->inside)
			x.rule = "archive-broken";
		x.reason = r->window.error->message;
	} else if (missing > 0 || tree_file_changed(r->window.file, &unknown)) {
		x.rule = "changed-while-reading";
		x.reason =
		    missing > 0 ? "it became shorter" : "its size, dates or identity changed";
	}
	if (unknown != NULL)
		x.reason = unknown->message;
	return x.rule == NULL || except(r, &x, error);
}

static bool
tell_spill(struct reading *r, GError **error)
{
	struct exception x = {
	    .severity = LOSS,
	    .rule = "not-looked-into",
	    .path = r->entry->path,
	    .length = r->entry->size,
	};

	if (r->spill_error == NULL)
		return true;
	x.reason = r->spill_error->message;
	r->with->packed = false;
	r->derived = NULL;
	return except(r, &x, error);
}

/* Tells the messages that are derived from the file, all of which has been told. */
static bool
derive(struct reading *r, GError **error)
{
	const struct reader *with = r->with;
	g_autoptr(tree_file) spilled =
	    r->derived != NULL && r->spill != NULL ? spill_file_open(r->spill) : NULL;
	struct derived d = {
	    .visitor = with->visitor,
	    .places = with->places,
	    .next_id = &r->with->next_id,
	    .entry = r->entry,
	    .alone = with->must_read && *r->entry->path == '\0' && !with->inside,
	    .with = with->deriving,
	};
	bool ok;

	if (r->derived == NULL)
		return true;
	r->facts.read = r->window.read;
	if (with->visitor->derived != NULL &&
	    !with->visitor->derived(with->visitor->user, r->entry, &r->facts, error))
		return false;
	d.with.ops = r->derived;
	d.with.file = spilled != NULL ? spilled : r->window.file;
	d.with.size = r->window.read;
	ok = derived_tell(&d, error);
	if (r->spill != NULL)
		spill_begin(r->spill); /* which gives its space back */
	return ok;
}

static bool
end_file(struct reading *r, guint64 first_id, GError **error)
{
	const struct visitor *v = r->with->visitor;

	r->facts.read = r->window.read;
	r->facts.nmessages = r->with->next_id - first_id;
	r->facts.first = r->facts.nmessages > 0 ? first_id : 0;
	return v->file_end == NULL || v->file_end(v->user, r->entry, &r->facts, error);
}

bool
reader_run(struct reader *with, const struct entry *e, struct tree_file *f, GError **error)
{
	guint64 first_id = with->next_id;
	bool ok;
	struct reading r = {
	    .with = with,
	    .entry = e,
	    .window = {.file = f, .size = e->size},
	    .offer = with->window,
	};

	with->packed = false;
	ok = read_pieces(&r, error) && tell_zeros(&r, error) && tell_damage(&r, error) &&
	    tell_spill(&r, error) && derive(&r, error) && end_file(&r, first_id, error);

	if (r.store != NULL)
		r.ops->close(r.store);
	g_clear_error(&r.spill_error);
	g_free(r.store_path);
	window_clear(&r.window);
	return ok;
}
