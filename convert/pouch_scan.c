/* SPDX-License-Identifier: Apache-2.0 */
/* Scans a pouch by its manifests; see pouch_scan.h. */
#include <string.h>

#include "convert/header.h"
#include "convert/pax.h"
#include "convert/pouch_scan.h"

#define ROOT "data"

/* The file that is being read. */
struct open_file {
	bool open;
	struct tree_record record; /* RECORD_FILE */
	guint64 first, nmessages;  /* of its messages so far */
	guint64 until;             /* payload offset behind the last message */
};

struct pouch_scan {
	struct pouch *pouch;
	const struct visitor *visitor;
	const struct pouch_scan_options *options;
	struct pouch_scan_result *result;
	struct payload_reader *payload;
	struct recheck *recheck;
	struct record_reader *tree, *mail;
	GHashTable *folders; /* number -> struct folder * */
	GHashTable *quoting; /* file number -> enum quoting, of files that have one */
	struct open_file file;
	bool has_message;              /* message holds the next one */
	struct message_record message;
	const char *facts, *index;     /* its lines, borrowed from mail */
	size_t facts_len, index_len;
	guint64 entries;               /* directories and files so far */
	guint64 next_id;
};

static void
folder_free(gpointer p)
{
	struct folder *f = p;

	g_strfreev(f->names);
	g_free(f->raw);
	g_free(f);
}

static bool
contradicts(GError **error, const char *what)
{
	return err_set(error, ERR_ALTERED, "the manifests contradict the payload: %s", what);
}

/* The path below "data/", which every path of an entry begins with; NULL if it does not. */
static const char *
strip_root(const char *path)
{
	if (path == NULL || !g_str_has_prefix(path, ROOT) ||
	    (path[strlen(ROOT)] != '/' && path[strlen(ROOT)] != '\0'))
		return NULL;
	return path[strlen(ROOT)] == '\0' ? "" : path + strlen(ROOT "/");
}

/* Whether a path stays below the directory it is unpacked to. */
static bool
path_is_safe(const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	for (char **n = names; *n != NULL; n++)
		if ((*n)[0] == '\0' || strcmp(*n, ".") == 0 || strcmp(*n, "..") == 0)
			return false;
	return true;
}

static bool
tell_progress(struct pouch_scan *s, GError **error)
{
	return s->options->progress == NULL ||
	    s->options->progress(s->options->user, payload_reader_at(s->payload), error);
}

/* Compares the payload's next bytes with what they must be. */
static bool
expect(struct pouch_scan *s, const void *expected, size_t len, GError **error)
{
	const unsigned char *p = expected;

	while (len > 0) {
		struct span span;

		if (!payload_reader_next(s->payload, len, &span, error))
			return false;
		if (span.owner != NULL && memcmp(span.data, p, span.len) != 0)
			return contradicts(error, "a tar header or its padding is another one");
		p += span.len;
		len -= span.len;
	}
	return true;
}

/* The tar header of the entry that the record begins. */
static bool
expect_header(struct pouch_scan *s, const struct entry *e, const struct tree_record *r,
    GError **error)
{
	g_autoptr(GByteArray) header = g_byte_array_new();
	struct entry in_payload = *e;

	if (r->at != payload_reader_at(s->payload) || r->number != ++s->entries)
		return contradicts(error, "an entry is not at its place");
	in_payload.path = r->path;
	pax_header(&in_payload, r->number, header);
	return expect(s, header->data, header->len, error);
}

static bool
begin_entry(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	const char *path = strip_root(r->path);
	struct entry e = {
	    .type = r->kind == RECORD_FILE ? ENTRY_FILE : ENTRY_DIRECTORY,
	    .path = path,
	    .size = r->size,
	    .mtime = r->mtime,
	    .mtime_nsec = r->mtime_nsec,
	    .mode = r->mode,
	    .nlink = 1,
	};
	g_autofree char *name = path != NULL ? g_path_get_basename(path) : NULL;

	if (path == NULL || (path[0] != '\0' && !path_is_safe(path)))
		return contradicts(error, "a path leads outside");
	e.name = name;
	if (!expect_header(s, &e, r, error) || !tell_progress(s, error))
		return false;
	if (r->kind == RECORD_FILE && r->data != payload_reader_at(s->payload))
		return contradicts(error, "a file is not at its place");
	if (path[0] == '\0' || s->visitor->entry == NULL)
		return true;
	return s->visitor->entry(s->visitor->user, &e, error);
}

static bool
begin_file(struct pouch_scan *s, struct tree_record *r, GError **error)
{
	if (s->file.open)
		return contradicts(error, "a file has no end");
	if (!begin_entry(s, r, error))
		return false;
	s->file = (struct open_file){.open = true, .record = *r, .until = r->data};
	memset(r, 0, sizeof(*r));
	recheck_file_begin(s->recheck);
	return true;
}

/* Makes s->message the next record of the mail manifest, if there is one. */
static bool
next_message(struct pouch_scan *s, GError **error)
{
	enum step step = record_reader_next(
	    s->mail, &s->facts, &s->facts_len, &s->index, &s->index_len, error);

	s->has_message = step == STEP_NEXT;
	if (step != STEP_NEXT)
		return step == STEP_END;
	if (!message_record_read(
		&s->message, s->facts, s->facts_len, s->index, s->index_len, error)) {
		g_prefix_error(error, "record of message %" G_GUINT64_FORMAT ": ", s->next_id);
		return false;
	}
	if (s->message.message.id != s->next_id++)
		return contradicts(error, "the messages are not numbered one by one");
	return true;
}

/* Passes on bytes of the open file up to a payload offset, and to the open message if it is wanted. */
static bool
pass_bytes(struct pouch_scan *s, guint64 until, bool in_message, bool wanted, GError **error)
{
	const struct visitor *v = s->visitor;

	while (payload_reader_at(s->payload) < until) {
		struct span span;

		if (!payload_reader_next(
			s->payload, until - payload_reader_at(s->payload), &span, error))
			return false;
		recheck_file_bytes(s->recheck, &span);
		if (in_message)
			recheck_bytes(s->recheck, &span);
		if (v->bytes != NULL && !v->bytes(v->user, &span, error))
			return false;
		if (wanted && v->message_bytes != NULL && !v->message_bytes(v->user, &span, error))
			return false;
	}
	return tell_progress(s, error);
}

/* Gives the message what its record has only as numbers, and its head. */
static bool
complete_message(struct pouch_scan *s, struct message *m, GError **error)
{
	size_t len = (size_t)MIN(m->len, (guint64)MESSAGE_HEAD_MAX);
	guint64 number = s->message.folder;
	bool whole;

	m->folder = g_hash_table_lookup(s->folders, &number);
	if (m->folder == NULL)
		return contradicts(error, "a message is in a folder that there is not");
	m->quoting = (enum quoting)GPOINTER_TO_INT(
	    g_hash_table_lookup(s->quoting, &s->message.file));
	if (!payload_reader_peek(s->payload, len, &m->head, error))
		return false;
	m->head_len = header_length(m->head, len, &whole);
	return true;
}

/* The next message, which lies in the open file. */
static bool
pass_message(struct pouch_scan *s, GError **error)
{
	struct message *m = &s->message.message;
	const struct visitor *v = s->visitor;
	const struct open_file *f = &s->file;
	bool wanted;

	if (s->message.payload < f->until || s->message.payload - f->record.data != m->at ||
	    m->at > f->record.size || m->len > f->record.size - m->at)
		return contradicts(error, "a message is not within its file");
	if (!pass_bytes(s, s->message.payload, false, false, error) ||
	    !complete_message(s, m, error) ||
	    !recheck_begin(s->recheck, &s->message, s->facts, s->facts_len, s->index, s->index_len,
		error))
		return false;
	wanted = s->options->wanted == NULL || s->options->wanted(s->options->user, &s->message);
	if (wanted && v->message_begin != NULL && !v->message_begin(v->user, m, error))
		return false;
	if (!pass_bytes(s, s->message.payload + m->len, true, wanted, error))
		return false;
	recheck_end(s->recheck);
	s->file.until = s->message.payload + m->len;
	if (s->file.nmessages++ == 0)
		s->file.first = m->id;
	return !wanted || v->message_end == NULL || v->message_end(v->user, m, error);
}

/* All messages of the open file, and the bytes between and behind them. */
static bool
pass_file(struct pouch_scan *s, guint64 read, GError **error)
{
	const struct open_file *f = &s->file;
	static const unsigned char zeros[512];

	while (s->has_message && s->message.file == f->record.number)
		if (!pass_message(s, error) || !next_message(s, error))
			return false;
	if (f->until > f->record.data + read)
		return contradicts(error, "a message lies behind what was read of its file");
	if (!pass_bytes(s, f->record.data + read, false, false, error))
		return false;
	/* What could not be read stands as zeros, and they are not the file's. */
	for (guint64 left = f->record.size - read; left > 0;) {
		size_t n = (size_t)MIN(left, sizeof(zeros));
		if (!expect(s, zeros, n, error))
			return false;
		left -= n;
	}
	return expect(s, zeros, pax_padding(f->record.size), error);
}

static bool
tell_file_end(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	const struct visitor *v = s->visitor;
	struct file_facts facts = {
	    .format = r->format,
	    .store = strip_root(r->store),
	    .role = r->role,
	    .read = r->read,
	    .first = r->first,
	    .nmessages = r->nmessages,
	    .quoting = r->quoting,
	    .crlf = r->crlf,
	};
	const struct tree_record *f = &s->file.record;
	struct entry e = {
	    .type = ENTRY_FILE,
	    .path = strip_root(f->path),
	    .size = f->size,
	    .mtime = f->mtime,
	    .mtime_nsec = f->mtime_nsec,
	    .mode = f->mode,
	    .nlink = 1,
	};

	if (r->evidence != NULL)
		g_strlcpy(facts.evidence, r->evidence, sizeof(facts.evidence));
	return v->file_end == NULL || v->file_end(v->user, &e, &facts, error);
}

static bool
end_file(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	struct open_file *f = &s->file;
	bool ok;

	if (!f->open || r->number != f->record.number || r->read > f->record.size)
		return contradicts(error, "a file has another end");
	if (!pass_file(s, r->read, error))
		return false;
	if (f->nmessages != r->nmessages || f->first != r->first)
		return contradicts(error, "a file has other messages");
	recheck_file_end(s->recheck, f->record.path, f->record.data, &r->digest);
	s->result->files++;
	s->result->messages += f->nmessages;
	ok = tell_file_end(s, r, error);
	tree_record_clear(&f->record);
	f->open = false;
	return ok;
}

static bool
tell_folder(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	const struct folder *f = g_hash_table_lookup(s->folders, &r->number);

	return s->visitor->folder == NULL || s->visitor->folder(s->visitor->user, f, error);
}

static bool
take_record(struct pouch_scan *s, struct tree_record *r, GError **error)
{
	switch (r->kind) {
	case RECORD_SOURCE:
		return true;
	case RECORD_DIRECTORY:
		return begin_entry(s, r, error);
	case RECORD_FILE:
		return begin_file(s, r, error);
	case RECORD_DONE:
		return end_file(s, r, error);
	case RECORD_FOLDER:
		return tell_folder(s, r, error);
	case RECORD_EXCEPTION:
		return s->options->recorded == NULL ||
		    s->options->recorded(s->options->user, r, error);
	}
	return false;
}

/* Reads the next record of a tree manifest; *r is the caller's to clear. */
static enum step
next_record(struct record_reader *reader, struct tree_record *r, GError **error)
{
	const char *facts, *index;
	size_t facts_len, index_len;
	enum step step = record_reader_next(reader, &facts, &facts_len, &index, &index_len, error);

	if (step == STEP_NEXT &&
	    !tree_record_read(r, facts, facts_len, index, index_len, error)) {
		g_prefix_error(error, "tree manifest: ");
		return STEP_FAILED;
	}
	return step;
}

/* What messages need to know before their files have ended. */
static void
learn(struct pouch_scan *s, struct tree_record *r)
{
	guint64 *number = g_new(guint64, 1);

	*number = r->number;
	if (r->kind == RECORD_FOLDER && r->names != NULL && r->names[0] != NULL) {
		struct folder *f = g_new0(struct folder, 1);
		f->number = (guint)r->number;
		f->names = g_steal_pointer(&r->names);
		f->raw = g_steal_pointer(&r->raw);
		g_hash_table_replace(s->folders, g_steal_pointer(&number), f);
	} else if (r->kind == RECORD_DONE && r->quoting != QUOTING_NONE) {
		g_hash_table_replace(
		    s->quoting, g_steal_pointer(&number), GINT_TO_POINTER((int)r->quoting));
	}
	g_free(number);
}

static bool
learn_all(struct pouch_scan *s, GError **error)
{
	g_autoptr(record_reader) reader = record_reader_new(s->pouch, MANIFEST_TREE);
	struct tree_record r = {0};
	enum step step;

	while ((step = next_record(reader, &r, error)) == STEP_NEXT)
		learn(s, &r);
	tree_record_clear(&r);
	return step == STEP_END;
}

static bool
scan_records(struct pouch_scan *s, GError **error)
{
	struct tree_record r = {0};
	enum step step;
	bool ok = next_message(s, error);

	while (ok && (step = next_record(s->tree, &r, error)) != STEP_END)
		ok = step == STEP_NEXT && take_record(s, &r, error);
	tree_record_clear(&r);
	return ok;
}

/* Behind the last record: nothing but the end mark, and no message without a file. */
static bool
check_end(struct pouch_scan *s, GError **error)
{
	static const unsigned char zeros[PAX_END];

	if (s->file.open || s->has_message)
		return contradicts(error, "a file or a message is left over");
	if (!expect(s, zeros, PAX_END, error))
		return false;
	if (payload_reader_at(s->payload) != pouch_seal(s->pouch)->payload)
		return contradicts(error, "the payload goes on behind its end");
	return true;
}

/* Counts and message root against the SEAL. */
static bool
check_seal(struct pouch_scan *s, GError **error)
{
	const struct seal *seal = pouch_seal(s->pouch);

	if (s->result->files != seal->files || s->result->messages != seal->messages)
		return err_set(error, ERR_ALTERED,
		    "the manifests count other files or messages than the SEAL");
	if (memcmp(s->result->message_root, seal->message_root, HASH_SIZE) != 0)
		return err_set(error, ERR_ALTERED, "the message root is not that of the SEAL");
	return true;
}

static bool
stop_at_mismatch(void *user, const struct mismatch *m, GError **error)
{
	(void)user;
	if (m->message != 0)
		return err_set(error, ERR_ALTERED,
		    "message %" G_GUINT64_FORMAT " is not the one that was recorded", m->message);
	return err_set(error, ERR_ALTERED, "a file is not the one that was recorded (payload byte %"
	    G_GUINT64_FORMAT ")", m->payload);
}

static void
close_scan(struct pouch_scan *s)
{
	recheck_free(s->recheck);
	payload_reader_free(s->payload);
	record_reader_free(s->tree);
	record_reader_free(s->mail);
	tree_record_clear(&s->file.record);
	message_record_clear(&s->message);
	g_hash_table_unref(s->folders);
	g_hash_table_unref(s->quoting);
}

bool
pouch_scan(struct pouch *p, const struct visitor *v, const struct pouch_scan_options *o,
    struct pouch_scan_result *result, GError **error)
{
	struct pouch_scan s = {
	    .pouch = p, .visitor = v, .options = o, .result = result, .next_id = 1};
	bool ok;

	if (!pouch_has(p, LEVEL_CONTENT))
		return err_set(error, ERR_KEY, "your key opens this pouch for an auditor, not for a reader");
	memset(result, 0, sizeof(*result));
	s.folders = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, folder_free);
	s.quoting = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	s.payload = payload_reader_new(p, 0, o->threads, o->lost, o->user);
	s.recheck = recheck_new(o->threads, o->mismatch != NULL ? o->mismatch : stop_at_mismatch, o->user);
	s.tree = record_reader_new(p, MANIFEST_TREE);
	s.mail = record_reader_new(p, MANIFEST_MAIL);
	ok = learn_all(&s, error) && scan_records(&s, error) && check_end(&s, error) &&
	    recheck_finish(s.recheck, result->message_root, error);
	result->same_files = recheck_files(s.recheck);
	result->same_messages = recheck_messages(s.recheck);
	ok = ok && check_seal(&s, error);
	close_scan(&s);
	return ok;
}
