/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing; see seal.h. The scanning thread cuts the payload into segments and
 * gathers batches of records; workers compress, encrypt, digest and index; the
 * collector takes all of it in order and writes the volume.
 */
#include "convert/seal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert/batch.h"
#include "convert/collector.h"
#include "convert/filehash.h"
#include "convert/held_message.h"
#include "convert/index.h"
#include "convert/payload.h"
#include "convert/payload_order.h"
#include "convert/payload_path.h"

#define STORED_NAME_MAX 64 /* bytes behind the path of a file in those of its stored messages */
#define WEIGHT_MAX (128 * 1024 * 1024) /* bytes of work under way */

/* The file that is being read. */
struct open_file {
	guint64 number;     /* of its entry */
	guint64 data, size; /* payload offset of its bytes; how many they are */
	struct filehash hash;
};

/* The file whose messages are stored besides it. */
struct stored {
	bool open;
	guint64 number;            /* of its entry */
	char *directory;           /* path in the payload of where they go */
	char *format, *store;      /* of the file: as file_facts */
	struct held_message *held; /* the message at hand */
	struct message message;
};

struct sealing {
	const struct seal_options *options;
	struct visitor visitor;
	struct pouch_head head;
	struct volume_writer *volume;
	struct ordered *ordered;
	struct payload *payload;
	struct hasher *hasher;
	struct batch *batch;
	struct collector *collector;
	struct scan *scan; /* its folders live until the batches are written */
	struct open_file file;
	struct stored stored;
	struct tree *tree; /* the source at hand */
	char *source;      /* its name */
	bool one_file;     /* the source is a file */
	bool
	    inside; /* what is told is in a packed file: of that, only folders and exceptions are recorded */
	guint64 nentries, nsources;
	guint64 nstored; /* files that are no source's */
};

char *
seal_source_name(const char *path, GError **error)
{
	g_autofree char *real = realpath(path, NULL);
	char *name;

	if (real == NULL) {
		err_set_errno(error, errno, "open");
		return NULL;
	}
	name = g_path_get_basename(real);
	if (strcmp(name, "/") != 0)
		return name;
	g_free(name);
	return g_strdup("_");
}

void
seal_result_clear(struct seal_result *r)
{
	g_clear_pointer(&r->text, g_bytes_unref);
	g_clear_pointer(&r->signature, g_bytes_unref);
}

/* Hands the batch out and begins a new one. */
static void
flush_batch(struct sealing *s)
{
	ordered_push(s->ordered, batch_job(s->batch));
	s->batch = batch_new();
}

static void
add_record(struct sealing *s, struct tree_record *r)
{
	if (batch_is_full(s->batch))
		flush_batch(s);
	batch_add_tree(s->batch, r);
}

/* Writes an entry's header and its record. path: in the payload. */
static void
begin_entry(struct sealing *s, const struct entry *e, const char *path)
{
	struct entry named = *e;
	struct tree_record r = {
	    .kind = e->type == ENTRY_FILE ? RECORD_FILE : RECORD_DIRECTORY,
	    .number = ++s->nentries,
	    .path = g_strdup(path),
	    .at = payload_at(s->payload),
	    .mtime = e->mtime,
	    .mtime_nsec = e->mtime_nsec,
	    .mode = e->mode,
	    .role = e->derived && e->type == ENTRY_DIRECTORY ? g_strdup("derived") : NULL,
	};

	named.path = path;
	payload_entry(s->payload, &named, r.number);
	if (e->type == ENTRY_FILE) {
		r.size = e->size;
		r.data = payload_at(s->payload);
		s->file.number = r.number;
		s->file.data = r.data;
		s->file.size = r.size;
	}
	add_record(s, &r);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct sealing *s = user;
	g_autofree char *path = payload_path(s->source, e->path);

	if (collector_failed(s->collector, error))
		return false;
	s->inside = e->inside;
	if (e->inside)
		return true;
	s->one_file |= e->type == ENTRY_FILE && *e->path == '\0';
	if (e->type != ENTRY_FILE && e->type != ENTRY_DIRECTORY)
		return true;
	begin_entry(s, e, path);
	if (e->type == ENTRY_FILE)
		filehash_begin(&s->file.hash, e->size);
	return true;
}

static bool
on_bytes(void *user, const struct span *p, GError **error)
{
	struct sealing *s = user;

	if (s->inside)
		return !collector_failed(s->collector, error);
	payload_bytes(s->payload, p->data, p->len);
	filehash_bytes(&s->file.hash, p);
	return !collector_failed(s->collector, error);
}

static bool
on_folder(void *user, const struct folder *f, GError **error)
{
	struct sealing *s = user;
	struct tree_record r = {
	    .kind = RECORD_FOLDER,
	    .number = f->number,
	    .names = g_strdupv(f->names),
	    .raw = g_strdup(f->raw),
	};

	(void)error;
	add_record(s, &r);
	return true;
}

/* Begins the message's record; bytes of it that lie in a file begin at the payload offset at. */
static void
begin_message(struct sealing *s, const struct message *m, guint64 at)
{
	if (batch_is_full(s->batch))
		flush_batch(s);
	batch_begin(s->batch, m, s->file.number, at);
}

static bool
on_message_begin(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	if (s->inside)
		return true;
	if (!s->stored.open) {
		begin_message(s, m, m->derivation == NULL ? s->file.data + m->at : 0);
		return !collector_failed(s->collector, error);
	}
	message_clear(&s->stored.message);
	message_copy(&s->stored.message, m);
	held_message_begin(s->stored.held);
	return true;
}

static bool
on_message_bytes(void *user, const struct span *p, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		return held_message_add(s->stored.held, p, error);
	if (!s->inside)
		batch_bytes(s->batch, p);
	return true;
}

static void
store_bytes(void *user, const struct span *p)
{
	struct sealing *s = user;

	payload_bytes(s->payload, p->data, p->len);
	filehash_bytes(&s->file.hash, p);
	batch_bytes(s->batch, p);
}

static struct file_hash *end_hash(struct sealing *s, guint64 read);

/* Writes the message that is held as a file of its own. */
static bool
store_message(struct sealing *s, guint64 len, GError **error)
{
	struct message *m = &s->stored.message;
	g_autofree char *path =
	    g_strdup_printf("%s/%010" G_GUINT64_FORMAT ".eml", s->stored.directory, m->id);
	const struct entry e = {
	    .type = ENTRY_FILE,
	    .size = len,
	    .mode = 0644,
	    .mtime = m->received_from != RECEIVED_UNKNOWN ? m->received : 0,
	    .derived = true,
	};
	struct tree_record r = {
	    .kind = RECORD_DONE,
	    .read = len,
	    .role = g_strdup("derived"),
	    .format = g_strdup(s->stored.format),
	    .first = m->id,
	    .nmessages = 1,
	    .store = g_strdup(s->stored.store),
	};

	begin_entry(s, &e, path);
	filehash_begin(&s->file.hash, len);
	s->nstored++;
	r.number = s->file.number;
	m->derivation->entry = s->stored.number;
	m->len = len;
	begin_message(s, m, s->file.data);
	if (!held_message_give(s->stored.held, store_bytes, s, error)) {
		tree_record_clear(&r);
		return false;
	}
	batch_end(s->batch, m);
	payload_pad(s->payload, len);
	batch_add_done(s->batch, &r, end_hash(s, len));
	return !collector_failed(s->collector, error);
}

static bool
on_message_end(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		return store_message(s, m->len, error);
	if (!s->inside)
		batch_end(s->batch, m);
	return true;
}

/* The file's digest; NULL if its one message has it already. */
static struct file_hash *
end_hash(struct sealing *s, guint64 read)
{
	struct open_file *f = &s->file;

	if (filehash_is_held(&f->hash) && read == f->size &&
	    batch_has_whole(s->batch, f->number, f->size)) {
		filehash_drop(&f->hash);
		return NULL;
	}
	return filehash_end(&f->hash);
}

static void
end_entry(struct sealing *s, const struct entry *e, const struct file_facts *f)
{
	struct tree_record r = {
	    .kind = RECORD_DONE,
	    .number = s->file.number,
	    .read = f->read,
	    .role = g_strdup(f->role),
	    .format = g_strdup(f->format),
	    .first = f->nmessages > 0 ? f->first : 0,
	    .nmessages = f->nmessages,
	    .quoting = f->quoting,
	    .evidence = f->evidence[0] != '\0' ? g_strdup(f->evidence) : NULL,
	    .crlf = f->crlf,
	    .store = f->store != NULL ? payload_path(s->source, f->store) : NULL,
	};

	g_assert(payload_at(s->payload) == s->file.data + s->file.size);
	payload_pad(s->payload, e->size);
	batch_add_done(s->batch, &r, end_hash(s, f->read));
}

/* Whether the source has something itself where its derived messages would go. */
static bool
is_taken(const struct sealing *s, const struct entry *e)
{
	g_autofree char *path = g_strconcat(e->path, PAYLOAD_DERIVED, NULL);
	g_autofree char *beside = g_strconcat(s->source, PAYLOAD_DERIVED, NULL);
	const char *const *other = s->options->sources;
	bool taken = false;

	if (*e->path != '\0')
		return tree_lookup(s->tree, path) >= 0;
	for (; *other != NULL && !taken; other++) {
		g_autofree char *name = seal_source_name(*other, NULL);

		taken = g_strcmp0(name, beside) == 0;
	}
	return taken;
}

static bool on_exception(void *user, const struct exception *x, GError **error);

/* Messages that are derived from this file follow: if they are stored, its own entry ends here. */
static bool
on_derived(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct sealing *s = user;
	g_autofree char *path = payload_path(s->source, e->path);
	struct entry dir = {
	    .type = ENTRY_DIRECTORY, .mode = 0755, .mtime = e->mtime, .derived = true};
	const struct exception x = {
	    .severity = NOTE,
	    .rule = "eml-not-included",
	    .path = e->path,
	    .reason = "its messages are not stored besides, since something else has that name",
	};

	if (s->inside || !s->options->include_eml)
		return true;
	if (is_taken(s, e))
		return on_exception(s, &x, error);
	s->stored.number = s->file.number;
	s->stored.format = g_strdup(f->format);
	s->stored.store = payload_path(s->source, f->store);
	end_entry(s, e, f);
	s->stored.directory = g_strconcat(path, PAYLOAD_DERIVED, NULL);
	begin_entry(s, &dir, s->stored.directory);
	s->stored.open = true;
	return !collector_failed(s->collector, error);
}

static void
end_stored(struct sealing *s)
{
	s->stored.open = false;
	g_clear_pointer(&s->stored.format, g_free);
	g_clear_pointer(&s->stored.store, g_free);
	g_clear_pointer(&s->stored.directory, g_free);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		end_stored(s);
	else if (!s->inside)
		end_entry(s, e, f);
	return !collector_failed(s->collector, error);
}

/* In a source that is a packed file paths begin with "!/": inside.h. */
static char *
exception_path(const struct sealing *s, const char *path)
{
	g_autofree char *source = NULL;

	if (!s->one_file || !g_str_has_prefix(path, "!/"))
		return payload_path(s->source, path);
	source = payload_path(s->source, "");
	return g_strconcat(source, path, NULL);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct sealing *s = user;
	struct tree_record r = {
	    .kind = RECORD_EXCEPTION,
	    .path = exception_path(s, x->path != NULL ? x->path : ""),
	    .severity = x->severity,
	    .rule = g_strdup(x->rule),
	    .offset = x->offset,
	    .length = x->length,
	    .nmessages = x->messages,
	    .reason = g_strdup(x->reason),
	};

	add_record(s, &r);
	return !collector_failed(s->collector, error);
}

static void
start_workers(struct sealing *s)
{
	const struct seal_options *o = s->options;
	int level = o->level != 0 ? o->level : PACKED_LEVEL_DEFAULT;
	struct payload_options p = {
	    .archive = s->head.preamble.archive,
	    .volume = s->head.preamble.volume,
	    .content = s->head.to[LEVEL_CONTENT],
	    .level = level,
	};
	struct collector_options c = {
	    .volume = s->volume,
	    .head = &s->head,
	    .name = o->name,
	    .go_on = o->go_on,
	};

	s->ordered = ordered_new(o->threads != 0 ? o->threads : ordered_threads(), WEIGHT_MAX);
	s->payload = payload_new(&p, s->ordered);
	s->hasher = hasher_new();
	s->file.hash.hasher = s->hasher;
	s->batch = batch_new();
	s->stored.held = held_message_new(o->spill);
	c.ordered = s->ordered;
	s->collector = collector_new(&c);
}

/* Two sources of one name would be one directory in the payload. */
static bool
check_names(const char *const *sources, GError **error)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; sources[i] != NULL; i++) {
		char *name = seal_source_name(sources[i], error);
		if (name == NULL) {
			g_prefix_error(error, "%s: ", sources[i]);
			return false;
		}
		if (!g_hash_table_add(names, name))
			return err_set(error, ERR_USAGE,
			    "%s: another source has the same name; seal them one by one, or rename "
			    "one",
			    sources[i]);
	}
	return true;
}

static void
init_visitor(struct sealing *s)
{
	s->visitor = (struct visitor){
	    .user = s,
	    .entry = on_entry,
	    .bytes = on_bytes,
	    .folder = on_folder,
	    .message_begin = on_message_begin,
	    .message_bytes = on_message_bytes,
	    .message_end = on_message_end,
	    .file_end = on_file_end,
	    .exception = on_exception,
	    .derived = on_derived,
	};
}

/* Puts the pouch's name in front of an error, unless ok. */
static bool
name_pouch(const struct sealing *s, bool ok, GError **error)
{
	if (!ok)
		g_prefix_error(error, "%s: ", s->options->name);
	return ok;
}

struct sealing *
sealing_new(const struct seal_options *o, int fd, GError **error)
{
	g_autoptr(sealing) s = g_new0(struct sealing, 1);
	struct pouch_head_options h = {
	    .readers = o->readers,
	    .nreaders = o->nreaders,
	    .signer = o->signer,
	    .tool = o->tool,
	    .libraries = o->libraries,
	    .now = o->now,
	};

	s->options = o;
	init_visitor(s);
	index_init();
	if (!check_names(o->sources, error))
		return NULL;
	pouch_head_make(&s->head, &h);
	s->volume = volume_writer_new(fd, &s->head.preamble, o->signer, s->head.preamble.created);
	if (!name_pouch(s, pouch_head_write_slots(&s->head, &h, s->volume, error), error))
		return NULL;
	return g_steal_pointer(&s);
}

void
sealing_free(struct sealing *s)
{
	if (s == NULL)
		return;
	filehash_drop(&s->file.hash);
	batch_free(s->batch);
	collector_free(s->collector);
	ordered_free(s->ordered);
	scan_free(s->scan);
	payload_free(s->payload);
	hasher_free(s->hasher);
	volume_writer_free(s->volume);
	pouch_head_clear(&s->head);
	end_stored(s);
	held_message_free(s->stored.held);
	message_clear(&s->stored.message);
	g_free(s->source);
	g_free(s);
}

const struct visitor *
sealing_visitor(struct sealing *s)
{
	return &s->visitor;
}

/* The directory that all sources are below: it has no counterpart in them. */
static void
write_root(struct sealing *s)
{
	struct entry e = {
	    .type = ENTRY_DIRECTORY, .mode = 0755, .mtime = s->options->now, .nlink = 1};

	begin_entry(s, &e, PAYLOAD_ROOT);
}

static bool
scan_source(struct sealing *s, struct survey_run *survey, const char *path, GError **error)
{
	g_autoptr(tree) t = NULL;
	struct tree_record r = {.kind = RECORD_SOURCE, .number = ++s->nsources};

	g_free(s->source);
	s->one_file = false;
	s->source = seal_source_name(path, error);
	t = s->source != NULL ? tree_open(path, error) : NULL;
	if (t == NULL) {
		g_prefix_error(error, "%s: ", path);
		return false;
	}
	s->tree = t;
	survey_source(survey, path);
	r.path = g_strdup(s->source);
	add_record(s, &r);
	scan_limit_paths(s->scan,
	    PAYLOAD_PATH_MAX - strlen(PAYLOAD_ROOT "/") - strlen(s->source) - 1 -
		(s->options->include_eml ? STORED_NAME_MAX : 0));
	return scan_tree(s->scan, t, s->options->sources[1] != NULL ? s->source : NULL, error);
}

static bool
scan_sources(struct sealing *s, struct survey_run *survey, GError **error)
{
	struct scan_options o = {
	    .format = s->options->format,
	    .quoting = s->options->quoting,
	    .packed = s->options->packed,
	    .apart = true,
	};

	s->scan = scan_new(survey_visitor(survey), &o);
	write_root(s);
	for (guint i = 0; s->options->sources[i] != NULL; i++)
		if (!scan_source(s, survey, s->options->sources[i], error))
			return false;
	flush_batch(s);
	payload_finish(s->payload);
	return true;
}

static bool
finish(struct sealing *s, const struct survey *found, struct seal *seal, GError **error)
{
	memset(seal, 0, sizeof(*seal));
	seal->final = true;
	seal->files = found->nfiles + s->nstored;
	seal->messages = found->nmessages - found->npacked;
	seal->losses = found->nlosses;
	seal->notes = found->nnotes;
	return !collector_failed(s->collector, error) &&
	    name_pouch(s,
		collector_finish(s->collector, seal, error) &&
		    volume_writer_seal(s->volume, seal, error),
		error);
}

static void
make_result(struct sealing *s, struct seal_result *r)
{
	const char *signature = volume_writer_signature(s->volume);

	r->text = g_bytes_ref((GBytes *)volume_writer_seal_text(s->volume));
	r->signature = g_bytes_new(signature, strlen(signature));
	r->signer = s->head.preamble.signers[0];
	volume_writer_digest(s->volume, r->digest, &r->size);
}

bool
sealing_run(
    struct sealing *s, struct survey_run *survey, struct seal_result *result, GError **error)
{
	bool ok;

	memset(result, 0, sizeof(*result));
	start_workers(s);
	ok = scan_sources(s, survey, error);
	ordered_close(s->ordered);
	collector_join(s->collector);
	if (!ok || !finish(s, survey_result(survey), &result->seal, error))
		return false;
	make_result(s, result);
	return true;
}
