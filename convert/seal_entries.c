/* SPDX-License-Identifier: Apache-2.0 */
/* Makes payload and records of what a scan tells; see sealing.h. */
#include "convert/payload_path.h"
#include "convert/seal_stored.h"

/* Hands the batch out and begins a new one. */
void
sealing_flush(struct sealing *s)
{
	ordered_push(s->ordered, batch_job(s->batch));
	s->batch = batch_new();
}

void
sealing_add_record(struct sealing *s, struct tree_record *r)
{
	if (batch_is_full(s->batch))
		sealing_flush(s);
	batch_add_tree(s->batch, r);
}

/* Writes an entry's header and its record. path: in the payload. */
void
sealing_begin_entry(struct sealing *s, const struct entry *e, const char *path)
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
	sealing_add_record(s, &r);
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
	sealing_begin_entry(s, e, path);
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
	sealing_add_record(s, &r);
	return true;
}

/* Begins the message's record; bytes of it that lie in a file begin at the payload offset at. */
void
sealing_begin_message(struct sealing *s, const struct message *m, guint64 at)
{
	if (batch_is_full(s->batch))
		sealing_flush(s);
	batch_begin(s->batch, m, s->file.number, at);
}

static bool
on_message_begin(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	if (s->inside)
		return true;
	if (s->stored.open)
		seal_stored_message(s, m);
	else
		sealing_begin_message(s, m, m->derivation == NULL ? s->file.data + m->at : 0);
	return !collector_failed(s->collector, error);
}

static bool
on_message_bytes(void *user, const struct span *p, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		return seal_stored_bytes(s, p, error);
	if (!s->inside)
		batch_bytes(s->batch, p);
	return true;
}

static bool
on_message_end(void *user, const struct message *m, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		return seal_stored_write(s, m->len, error);
	if (!s->inside)
		batch_end(s->batch, m);
	return true;
}

/* The file's digest; NULL if its one message has it already. */
struct file_hash *
sealing_end_hash(struct sealing *s, guint64 read)
{
	struct open_file *f = &s->file;

	if (filehash_is_held(&f->hash) && read == f->size &&
	    batch_has_whole(s->batch, f->number, f->size)) {
		filehash_drop(&f->hash);
		return NULL;
	}
	return filehash_end(&f->hash);
}

void
sealing_end_entry(struct sealing *s, const struct entry *e, const struct file_facts *f)
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
	batch_add_done(s->batch, &r, sealing_end_hash(s, f->read));
}

static bool
on_derived(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct sealing *s = user;

	return s->inside || !s->options->include_eml || seal_stored_begin(s, e, f, error);
}

static bool
on_file_end(void *user, const struct entry *e, const struct file_facts *f, GError **error)
{
	struct sealing *s = user;

	if (s->stored.open)
		seal_stored_end(s);
	else if (!s->inside)
		sealing_end_entry(s, e, f);
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

bool
sealing_except(struct sealing *s, const struct exception *x, GError **error)
{
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

	sealing_add_record(s, &r);
	return !collector_failed(s->collector, error);
}

static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	return sealing_except(user, x, error);
}

void
sealing_init_visitor(struct sealing *s)
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
