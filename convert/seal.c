/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing; see seal.h. The scanning thread cuts the payload into segments and
 * gathers batches of records; workers compress, encrypt, digest and index; one
 * thread collects all of it in order and writes the volume.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert/batch.h"
#include "convert/index.h"
#include "convert/pax.h"
#include "convert/payload.h"
#include "convert/seal.h"
#include "crypto/volume_writer.h"

#define WEIGHT_MAX (112 * 1024 * 1024) /* bytes of work under way */
#define SMALL_FILE (1024 * 1024)       /* a file up to this is digested when it has been read */
#define ROOT "data"                    /* the directory that the payload is below */

/* The file that is being read. */
struct open_file {
	struct tree_record record; /* as it will be written at its end, path not set */
	guint64 data;              /* payload offset of its bytes */
	guint64 size;
	bool skipped;              /* it could not be given a place in the payload */
	struct file_hash *hash;    /* of a large file */
	GArray *held;              /* struct span of a small one, with references */
};

struct sealing {
	const struct seal_options *options;
	struct visitor visitor;
	const struct visitor *report; /* exceptions of our own go there, to be counted */
	struct preamble preamble;
	struct pouch_keys keys;
	struct age_recipient to[NLEVELS];
	struct volume_writer *volume;
	struct ordered *ordered;
	struct payload *payload;
	struct hasher *hasher;
	struct batch *batch;
	struct manifest_writer *tree, *mail; /* the collecting thread's, until it ended */
	struct hashtree message_root;        /* likewise */
	struct scan *scan;                   /* its folders live until the batches are written */
	struct open_file file;
	char *base;                          /* payload path of the source: "data/NAME" */
	guint64 nentries, nsources;
	GMutex lock;                         /* guards error */
	GError *error;                       /* of the collecting thread */
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
	if (strcmp(name, "/") == 0)
		strcpy(name, "_");
	return name;
}

void
seal_result_clear(struct seal_result *r)
{
	g_clear_pointer(&r->text, g_bytes_unref);
	g_clear_pointer(&r->signature, g_bytes_unref);
}

/* Whether the collecting thread failed; then *error is its error. */
static bool
has_failed(struct sealing *s, GError **error)
{
	bool failed;

	g_mutex_lock(&s->lock);
	failed = s->error != NULL;
	if (failed && error != NULL && *error == NULL)
		*error = g_error_copy(s->error);
	g_mutex_unlock(&s->lock);
	return failed;
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

static char *
payload_path(const struct sealing *s, const char *path)
{
	return path[0] == '\0' ? g_strdup(s->base) : g_strconcat(s->base, "/", path, NULL);
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
	};

	named.path = path;
	payload_entry(s->payload, &named, r.number);
	if (e->type == ENTRY_FILE) {
		r.size = e->size;
		r.data = payload_at(s->payload);
		s->file.data = r.data;
		s->file.record.number = r.number;
	}
	add_record(s, &r);
}

static void
span_clear(gpointer p)
{
	buffer_unref(((struct span *)p)->owner);
}

static void
open_file_clear(struct open_file *f)
{
	tree_record_clear(&f->record);
	g_clear_pointer(&f->held, g_array_unref);
	g_clear_pointer(&f->hash, file_hash_unref);
	memset(f, 0, sizeof(*f));
}

static bool
refuse_path(struct sealing *s, const struct entry *e, GError **error)
{
	struct exception x = {
	    .severity = LOSS,
	    .rule = "path-too-long",
	    .path = e->path,
	    .length = e->size,
	    .reason = "its path is longer than a pouch can hold (4,096 bytes)",
	};

	s->file.skipped = true;
	return s->report->exception(s->report->user, &x, error);
}

static bool
on_entry(void *user, const struct entry *e, GError **error)
{
	struct sealing *s = user;
	g_autofree char *path = payload_path(s, e->path);

	if (has_failed(s, error))
		return false;
	if (e->type != ENTRY_FILE && e->type != ENTRY_DIRECTORY)
		return true;
	open_file_clear(&s->file);
	if (strlen(path) > PAX_PATH_MAX)
		return refuse_path(s, e, error);
	begin_entry(s, e, path);
	if (e->type == ENTRY_DIRECTORY)
		return true;
	s->file.size = e->size;
	if (e->size > SMALL_FILE) {
		s->file.hash = hasher_begin(s->hasher);
	} else {
		s->file.held = g_array_new(FALSE, FALSE, sizeof(struct span));
		g_array_set_clear_func(s->file.held, span_clear);
	}
	return true;
}

/* Bytes that were read go into the file's digest; zeros in place of others have no owner. */
static void
hash_bytes(struct sealing *s, const struct span *p)
{
	struct span keep = *p;

	if (p->owner == NULL)
		return;
	if (s->file.hash != NULL) {
		hasher_update(s->hasher, s->file.hash, p);
	} else {
		buffer_ref(keep.owner);
		g_array_append_val(s->file.held, keep);
	}
}

static bool
on_bytes(void *user, const struct span *p, GError **error)
{
	struct sealing *s = user;

	if (s->file.skipped)
		return true;
	payload_bytes(s->payload, p->data, p->len);
	hash_bytes(s, p);
	return !has_failed(s, error);
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

static bool
on_message_begin(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	if (s->file.skipped)
		return true;
	if (batch_is_full(s->batch))
		flush_batch(s);
	batch_begin(s->batch, m, s->file.record.number, s->file.data + m->at);
	return !has_failed(s, error);
}

static bool
on_message_bytes(void *user, const struct span *p, GError **error)
{
	struct sealing *s = user;

	(void)error;
	if (!s->file.skipped)
		batch_bytes(s->batch, p);
	return true;
}

static bool
on_message_end(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	(void)error;
	if (!s->file.skipped)
		batch_end(s->batch, m);
	return true;
}

/* The digest of a file that was held, unless its one message has it already. */
static struct file_hash *
end_hash(struct sealing *s, const struct file_facts *f, bool one_message)
{
	struct open_file *file = &s->file;

	if (one_message && file->held != NULL && f->read == file->size)
		return NULL;
	if (file->hash == NULL) {
		file->hash = hasher_begin(s->hasher);
		for (guint i = 0; i < file->held->len; i++)
			hasher_update(
			    s->hasher, file->hash, &g_array_index(file->held, struct span, i));
	}
	hasher_end(s->hasher, file->hash);
	return g_steal_pointer(&file->hash);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct sealing *s = user;
	struct tree_record r = {
	    .kind = RECORD_DONE,
	    .number = s->file.record.number,
	    .read = f->read,
	    .role = g_strdup(f->role),
	    .format = g_strdup(f->format),
	    .first = f->nmessages > 0 ? f->first : 0,
	    .nmessages = f->nmessages,
	    .quoting = f->quoting,
	    .evidence = f->evidence[0] != '\0' ? g_strdup(f->evidence) : NULL,
	    .crlf = f->crlf,
	};
	bool one_message = g_strcmp0(f->role, "message") == 0 && f->nmessages == 1;

	if (s->file.skipped) {
		tree_record_clear(&r);
		return true;
	}
	if (f->store != NULL)
		r.store = payload_path(s, f->store);
	payload_pad(s->payload, e->size);
	batch_add_done(s->batch, &r, end_hash(s, f, one_message));
	open_file_clear(&s->file);
	return !has_failed(s, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct sealing *s = user;
	struct tree_record r = {
	    .kind = RECORD_EXCEPTION,
	    .path = payload_path(s, x->path != NULL ? x->path : ""),
	    .severity = x->severity,
	    .rule = g_strdup(x->rule),
	    .offset = x->offset,
	    .length = x->length,
	    .reason = g_strdup(x->reason),
	};

	/* Between a message's begin and end its batch must not be handed out. */
	batch_add_tree(s->batch, &r);
	return !has_failed(s, error);
}

/* Packs half a chunk and adds it to the volume. */
static bool
add_half(struct sealing *s, enum packed_kind kind, const struct manifest_chunk *c,
    const GString *text, GError **error)
{
	struct packed_place place = {
	    s->preamble.archive, s->preamble.volume, kind, c->number};
	g_autoptr(GByteArray) packed = packed_seal(&place, &s->to[packed_level(kind)],
	    s->options->level, text->str, text->len, error);
	char name[MEMBER_NAME_SIZE];

	packed_name(kind, c->number, name);
	return packed != NULL &&
	    volume_writer_add(s->volume, name, packed->data, packed->len, c->first, c->count, error);
}

static bool
emit_chunk(void *user, const struct manifest_chunk *c, GError **error)
{
	struct sealing *s = user;

	return add_half(s, manifest_facts(c->kind), c, c->facts, error) &&
	    add_half(s, manifest_index(c->kind), c, c->index, error);
}

static bool
collect_segment(struct sealing *s, struct segment *g, GError **error)
{
	const GByteArray *packed = segment_packed(g, error);
	char name[MEMBER_NAME_SIZE];

	packed_name(PACKED_SEGMENT, segment_number(g), name);
	return packed != NULL &&
	    volume_writer_add(s->volume, name, packed->data, packed->len,
		segment_number(g) * SEGMENT_SIZE, segment_len(g), error);
}

/* Takes a job's result, unless something failed before, and releases the job. */
static void
collect(struct sealing *s, struct job *j)
{
	struct batch_target target = {s->tree, s->mail, &s->message_root};
	struct segment *g = segment_of(j);
	GError *error = NULL;

	if (!has_failed(s, NULL)) {
		bool ok = g != NULL ? collect_segment(s, g, &error)
				    : batch_collect(batch_of(j), &target, &error);
		g_mutex_lock(&s->lock);
		if (!ok)
			s->error = error;
		g_mutex_unlock(&s->lock);
	}
	if (g != NULL)
		segment_free(g);
	else
		batch_free(batch_of(j));
}

static gpointer
collect_all(gpointer user)
{
	struct sealing *s = user;

	for (struct job *j; (j = ordered_pop(s->ordered)) != NULL;)
		collect(s, j);
	return NULL;
}

/* Everything that goes in before the first source. */
static bool
write_slots(struct sealing *s, GError **error)
{
	for (guint i = 0; i < s->options->nreaders; i++) {
		const struct seal_reader *r = &s->options->readers[i];
		struct age_to to = {.recipients = &r->recipient, .nrecipients = 1};
		g_autoptr(GByteArray) slot = NULL;
		char name[MEMBER_NAME_SIZE];

		if (r->passphrase != NULL)
			to = (struct age_to){.passphrase = r->passphrase};
		slot = slot_seal(&s->keys, &s->preamble, i, &to, error);
		g_snprintf(name, sizeof(name), "keys/%03u.age", i);
		if (slot == NULL ||
		    !volume_writer_add(s->volume, name, slot->data, slot->len, 0, 0, error))
			return false;
	}
	return true;
}

static void
make_preamble(struct sealing *s)
{
	const struct seal_options *o = s->options;
	struct random_source random = {.purpose = "archive"};

	random_fill(&random, s->preamble.archive, ARCHIVE_ID_SIZE);
	s->preamble.volume = 1;
	statement_time(o->now, s->preamble.created);
	s->preamble.tool = g_strdup(o->tool);
	s->preamble.libraries = g_strdup(o->libraries);
	minisign_secret_public(o->signer, &s->preamble.signers[0]);
	s->preamble.nsigners = 1;
	s->preamble.nslots = o->nreaders;
	for (guint i = 0; i < o->nreaders; i++) {
		s->preamble.slots[i].role = o->readers[i].role;
		s->preamble.slots[i].passphrase = o->readers[i].passphrase != NULL;
	}
	pouch_keys_generate(&s->keys);
	pouch_keys_commit(&s->keys, &s->preamble);
	for (int l = 0; l < NLEVELS; l++)
		age_identity_recipient(s->keys.identity[l], &s->to[l]);
}

static void
start_workers(struct sealing *s)
{
	struct payload_options p = {
	    .archive = s->preamble.archive,
	    .volume = s->preamble.volume,
	    .content = s->to[LEVEL_CONTENT],
	    .level = s->options->level != 0 ? s->options->level : PACKED_LEVEL_DEFAULT,
	};

	s->ordered = ordered_new(
	    s->options->threads != 0 ? s->options->threads : ordered_threads(), WEIGHT_MAX);
	s->payload = payload_new(&p, s->ordered);
	s->hasher = hasher_new();
	s->batch = batch_new();
	s->tree = manifest_writer_new(MANIFEST_TREE, emit_chunk, s);
	s->mail = manifest_writer_new(MANIFEST_MAIL, emit_chunk, s);
	hashtree_init(&s->message_root);
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
			    "%s: another source has the same name; seal them one by one, or rename one",
			    sources[i]);
	}
	return true;
}

struct sealing *
sealing_new(const struct seal_options *o, int fd, GError **error)
{
	g_autoptr(sealing) s = g_new0(struct sealing, 1);

	s->options = o;
	g_mutex_init(&s->lock);
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
	};
	index_init();
	if (!check_names(o->sources, error))
		return NULL;
	make_preamble(s);
	s->volume = volume_writer_new(fd, &s->preamble, o->signer, s->preamble.created);
	if (!write_slots(s, error))
		return NULL;
	/* From here on nobody but the readers can open the pouch. */
	pouch_keys_clear(&s->keys);
	start_workers(s);
	return g_steal_pointer(&s);
}

void
sealing_free(struct sealing *s)
{
	if (s == NULL)
		return;
	open_file_clear(&s->file);
	batch_free(s->batch);
	ordered_free(s->ordered);
	scan_free(s->scan);
	payload_free(s->payload);
	hasher_free(s->hasher);
	manifest_writer_free(s->tree);
	manifest_writer_free(s->mail);
	volume_writer_free(s->volume);
	pouch_keys_clear(&s->keys);
	preamble_clear(&s->preamble);
	g_clear_error(&s->error);
	g_mutex_clear(&s->lock);
	g_free(s->base);
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

	begin_entry(s, &e, ROOT);
}

static bool
scan_source(struct sealing *s, struct survey_run *survey, const char *path, GError **error)
{
	g_autofree char *name = seal_source_name(path, error);
	g_autoptr(tree) t = name != NULL ? tree_open(path, error) : NULL;
	struct tree_record r = {.kind = RECORD_SOURCE, .number = ++s->nsources, .path = name};

	if (t == NULL) {
		g_prefix_error(error, "%s: ", path);
		return false;
	}
	g_free(s->base);
	s->base = g_strconcat(ROOT "/", name, NULL);
	survey_source(survey, path);
	add_record(s, &r);
	name = NULL; /* the record's */
	return scan_tree(
	    s->scan, t, s->options->sources[1] != NULL ? s->base + strlen(ROOT "/") : NULL, error);
}

static bool
scan_sources(struct sealing *s, struct survey_run *survey, GError **error)
{
	struct scan_options o = {.format = s->options->format};
	bool ok = true;

	s->scan = scan_new(survey_visitor(survey), &o);
	write_root(s);
	for (guint i = 0; ok && s->options->sources[i] != NULL; i++)
		ok = scan_source(s, survey, s->options->sources[i], error);
	flush_batch(s);
	payload_finish(s->payload);
	ordered_close(s->ordered);
	return ok;
}

static void
make_seal(struct sealing *s, const struct survey *found, struct seal *seal)
{
	memset(seal, 0, sizeof(*seal));
	seal->final = true;
	seal->payload = payload_at(s->payload);
	seal->segments = (seal->payload + SEGMENT_SIZE - 1) / SEGMENT_SIZE;
	seal->tree_chunks = manifest_writer_chunks(s->tree);
	seal->mail_chunks = manifest_writer_chunks(s->mail);
	seal->files = found->nfiles;
	seal->messages = found->nmessages;
	seal->losses = found->nlosses;
	seal->notes = found->nnotes;
	hashtree_root(&s->message_root, seal->message_root);
}

static void
make_result(struct sealing *s, struct seal_result *r)
{
	const char *signature = volume_writer_signature(s->volume);

	r->text = g_bytes_ref((GBytes *)volume_writer_seal_text(s->volume));
	r->signature = g_bytes_new(signature, strlen(signature));
	r->signer = s->preamble.signers[0];
	volume_writer_digest(s->volume, r->digest, &r->size);
}

bool
sealing_run(struct sealing *s, struct survey_run *survey, struct seal_result *result,
    GError **error)
{
	GThread *collector = g_thread_new("collect", collect_all, s);
	bool ok;

	s->report = survey_visitor(survey);
	ok = scan_sources(s, survey, error);
	g_thread_join(collector);
	if (!ok || has_failed(s, error))
		return false;
	if (!manifest_writer_finish(s->tree, error) || !manifest_writer_finish(s->mail, error))
		return false;
	memset(result, 0, sizeof(*result));
	make_seal(s, survey_result(survey), &result->seal);
	if (!volume_writer_seal(s->volume, &result->seal, error))
		return false;
	make_result(s, result);
	return true;
}
