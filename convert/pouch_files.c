/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a pouch, one after the other; see pouch_files.h. */
#include "convert/pouch_files.h"

#include <string.h>

#include "convert/header.h"
#include "convert/message_reader.h"
#include "convert/pax.h"
#include "convert/payload_path.h"
#include "convert/payload_tar.h"
#include "convert/pouch_derived.h"

static const unsigned char zeros[65536];

/* The file that is being read. */
struct open_file {
	bool open;
	struct tree_record record; /* RECORD_FILE */
	guint64 first, nmessages;  /* of its messages so far */
	guint64 until;             /* payload offset behind the last message */
	bool as_message;           /* its first message is all of it */
};

struct pouch_files {
	const struct visitor *visitor;
	const struct pouch_scan_options *options;
	const struct pouch_context *context;
	struct pouch_derived derived;
	struct payload_reader *payload;
	struct payload_tar *tar;
	struct recheck *recheck;
	struct message_reader *mail;
	guint64 payload_size;
	char *besides; /* path, with a '/', of the latest directory of stored messages */
	struct open_file file;
	guint64 nfiles, nmessages;      /* that have ended */
	bool has_message;               /* message holds the next one */
	struct message_record *message; /* borrowed from mail, like its leaf */
	const unsigned char *leaf;
	unsigned char message_root[HASH_SIZE];
};

static bool
stop_at_mismatch(void *user, const struct mismatch *m, GError **error)
{
	(void)user;
	if (m->message != 0)
		return err_set(error, ERR_ALTERED,
		    "message %" G_GUINT64_FORMAT " is not the one that was recorded", m->message);
	return err_set(error, ERR_ALTERED,
	    "a file is not the one that was recorded (payload byte %" G_GUINT64_FORMAT ")",
	    m->payload);
}

/* Makes s->message the next record of the mail manifest, if there is one. */
static bool
next_message(struct pouch_files *s, GError **error)
{
	enum step step = message_reader_next(s->mail, &s->message, &s->leaf, error);

	s->has_message = step == STEP_NEXT;
	return step != STEP_FAILED;
}

struct pouch_files *
pouch_files_new(struct pouch *p, const struct visitor *v, const struct pouch_scan_options *o,
    const struct pouch_context *context, GError **error)
{
	struct pouch_files *s = g_new0(struct pouch_files, 1);

	s->visitor = v;
	s->options = o;
	s->context = context;
	s->derived = (struct pouch_derived){.pouch = p, .visitor = v, .options = o};
	s->payload = payload_reader_new(p, 0, o->threads, o->lost, o->user);
	s->tar = payload_tar_new(s->payload);
	s->recheck =
	    recheck_new(o->threads, o->mismatch != NULL ? o->mismatch : stop_at_mismatch, o->user);
	s->mail = message_reader_new(p, o->threads);
	s->payload_size = pouch_seal(p)->payload;
	if (next_message(s, error))
		return s;
	pouch_files_free(s);
	return NULL;
}

void
pouch_files_free(struct pouch_files *s)
{
	if (s == NULL)
		return;
	recheck_free(s->recheck);
	payload_tar_free(s->tar);
	payload_reader_free(s->payload);
	message_reader_free(s->mail);
	tree_record_clear(&s->file.record);
	pouch_derived_end(&s->derived);
	g_free(s->besides);
	g_free(s);
}

static bool
tell_progress(struct pouch_files *s, GError **error)
{
	return s->options->progress == NULL ||
	    s->options->progress(s->options->user, payload_reader_at(s->payload), error);
}

/* Whether an entry is, or lies in, a directory with what was derived from a file. */
static bool
is_in_derived(struct pouch_files *s, const struct tree_record *r, const char *path)
{
	if (r->kind == RECORD_DIRECTORY && r->role != NULL) {
		g_free(s->besides);
		s->besides = g_strconcat(path, "/", NULL);
		return true;
	}
	return s->besides != NULL && g_str_has_prefix(path, s->besides);
}

bool
pouch_files_entry(struct pouch_files *s, const struct tree_record *r, GError **error)
{
	g_autofree char *name = NULL;
	const char *path;
	struct entry e;
	bool derived;

	if (s->file.open)
		return payload_tar_contradicts(error, "a file has no end");
	path = payload_tar_entry(s->tar, r, error);
	if (path == NULL || !tell_progress(s, error))
		return false;
	derived = is_in_derived(s, r, path);
	if (path[0] == '\0' || s->visitor->entry == NULL)
		return true;
	name = g_path_get_basename(path);
	e = payload_tar_entry_of(r);
	e.path = path;
	e.name = name;
	e.derived = derived;
	return s->visitor->entry(s->visitor->user, &e, error);
}

/* Whether the next message is the whole file that the record begins. */
static bool
is_one_message(const struct pouch_files *s, const struct tree_record *r)
{
	const struct message_record *m = s->message;

	return s->has_message && !pouch_derived_is(m) && m->file == r->number &&
	    m->message.at == 0 && m->message.len == r->size;
}

bool
pouch_files_begin(struct pouch_files *s, struct tree_record *r, GError **error)
{
	if (!pouch_files_entry(s, r, error))
		return false;
	s->file = (struct open_file){
	    .open = true,
	    .record = *r,
	    .until = r->data,
	    .as_message = is_one_message(s, r),
	};
	memset(r, 0, sizeof(*r));
	if (!s->file.as_message)
		recheck_file_begin(s->recheck);
	return true;
}

/* Bytes of the open file that are in no message, in one that is wanted, in another one. */
enum pass {
	PASS_FILE,
	PASS_MESSAGE,
	PASS_UNWANTED,
};

/* Passes on bytes of the open file up to a payload offset. */
static bool
pass_bytes(struct pouch_files *s, guint64 until, enum pass how, GError **error)
{
	const struct visitor *v = s->visitor;

	while (payload_reader_at(s->payload) < until) {
		struct span span;

		if (!payload_reader_next(
			s->payload, until - payload_reader_at(s->payload), &span, error))
			return false;
		if (!s->file.as_message)
			recheck_file_bytes(s->recheck, &span);
		if (how != PASS_FILE)
			recheck_bytes(s->recheck, &span);
		if (v->bytes != NULL && !v->bytes(v->user, &span, error))
			return false;
		if (how == PASS_MESSAGE && v->message_bytes != NULL &&
		    !v->message_bytes(v->user, &span, error))
			return false;
		if (!tell_progress(s, error))
			return false;
	}
	return true;
}

/* What could not be read stands as zeros, and they are not the file's. */
static bool
pass_zeros(struct pouch_files *s, guint64 len, GError **error)
{
	const struct visitor *v = s->visitor;

	while (len > 0) {
		struct span span = {.data = zeros, .len = (size_t)MIN(len, sizeof(zeros))};

		if (!payload_tar_expect(s->tar, zeros, span.len, error) ||
		    (v->bytes != NULL && !v->bytes(v->user, &span, error)))
			return false;
		len -= span.len;
	}
	return true;
}

static bool
check_place(const struct pouch_files *s, GError **error)
{
	const struct open_file *f = &s->file;
	const struct message *m = &s->message->message;

	if (s->message->payload < f->until || s->message->payload - f->record.data != m->at ||
	    m->at > f->record.size || m->len > f->record.size - m->at)
		return payload_tar_contradicts(error, "a message is not within its file");
	return true;
}

/* Gives the message what its record has only as numbers. */
static bool
complete_message(struct pouch_files *s, GError **error)
{
	struct message *m = &s->message->message;

	m->folder = pouch_context_folder(s->context, s->message->folder);
	if (m->folder == NULL)
		return payload_tar_contradicts(error, "a message is in a folder that has not come");
	m->quoting = pouch_context_quoting(s->context, s->message->file);
	return true;
}

/* Tells of the message whose first byte is the next one, with its head. */
static bool
tell_begin(struct pouch_files *s, GError **error)
{
	struct message *m = &s->message->message;
	size_t len = (size_t)MIN(m->len, (guint64)MESSAGE_HEAD_MAX);
	const struct visitor *v = s->visitor;
	bool whole, ok;

	if (v->message_begin == NULL)
		return true;
	if (!payload_reader_peek(s->payload, len, &m->head, error))
		return false;
	m->head_len = header_length(m->head, len, &whole);
	ok = v->message_begin(v->user, m, error);
	m->head = NULL;
	m->head_len = 0;
	return ok;
}

/* The next message, which lies in the open file. */
static bool
pass_message(struct pouch_files *s, GError **error)
{
	struct message *m = &s->message->message;
	const struct visitor *v = s->visitor;
	guint64 end = s->message->payload + m->len;
	bool wanted;

	if (!check_place(s, error) || !complete_message(s, error) ||
	    !pass_bytes(s, s->message->payload, PASS_FILE, error) ||
	    !recheck_begin(s->recheck, s->message, s->leaf, error))
		return false;
	wanted = s->options->wanted == NULL || s->options->wanted(s->options->user, s->message);
	if ((wanted && !tell_begin(s, error)) ||
	    !pass_bytes(s, end, wanted ? PASS_MESSAGE : PASS_UNWANTED, error))
		return false;
	recheck_end(s->recheck);
	s->file.until = end;
	if (s->file.nmessages++ == 0)
		s->file.first = m->id;
	return !wanted || v->message_end == NULL || v->message_end(v->user, m, error);
}

/* The next message, which is derived from the open file, all of which was passed. */
static bool
pass_derived(struct pouch_files *s, guint64 read, GError **error)
{
	const struct message_record *m = s->message;

	if (!pouch_derived_is(m) || m->payload != 0 || m->message.at != 0)
		return payload_tar_contradicts(error, "a message lies behind derived ones");
	if (!complete_message(s, error))
		return false;
	recheck_leaf(s->recheck, s->leaf);
	if (!pouch_derived_message(&s->derived, m, &s->file.record, read, error))
		return false;
	if (s->file.nmessages++ == 0)
		s->file.first = m->message.id;
	return true;
}

static bool
pass_all_derived(struct pouch_files *s, guint64 read, GError **error)
{
	bool ok = true;

	while (ok && s->has_message && s->message->file == s->file.record.number)
		ok = pass_derived(s, read, error) && next_message(s, error);
	pouch_derived_end(&s->derived);
	return ok;
}

/* All messages of the open file, and the bytes between and behind them. */
static bool
pass_file(struct pouch_files *s, guint64 read, GError **error)
{
	const struct open_file *f = &s->file;

	while (
	    s->has_message && !pouch_derived_is(s->message) && s->message->file == f->record.number)
		if (!pass_message(s, error) || !next_message(s, error))
			return false;
	if (f->until > f->record.data + read)
		return payload_tar_contradicts(
		    error, "a message lies behind what was read of its file");
	return pass_bytes(s, f->record.data + read, PASS_FILE, error) &&
	    pass_zeros(s, f->record.size - read, error) &&
	    payload_tar_expect(s->tar, zeros, pax_padding(f->record.size), error) &&
	    pass_all_derived(s, read, error);
}

static bool
tell_file_end(struct pouch_files *s, const struct tree_record *r, GError **error)
{
	const struct visitor *v = s->visitor;
	struct file_facts facts = {
	    .format = r->format,
	    .store = payload_path_below(r->store),
	    .role = r->role,
	    .read = r->read,
	    .first = r->first,
	    .nmessages = r->nmessages,
	    .quoting = r->quoting,
	    .crlf = r->crlf,
	};
	struct entry e = payload_tar_entry_of(&s->file.record);
	g_autofree char *name = NULL;

	e.path = payload_path_below(e.path);
	name = g_path_get_basename(e.path);
	e.name = name;
	if (r->evidence != NULL)
		g_strlcpy(facts.evidence, r->evidence, sizeof(facts.evidence));
	return v->file_end == NULL || v->file_end(v->user, &e, &facts, error);
}

/* Hands the digest that the file must have to the recheck. */
static bool
recheck_file(struct pouch_files *s, const struct digest *expected, GError **error)
{
	const struct open_file *f = &s->file;

	if (!f->as_message)
		return recheck_file_end(
		    s->recheck, f->record.path, f->record.data, expected, error);
	if (f->nmessages != 1)
		return payload_tar_contradicts(error, "a message is not alone in its file");
	recheck_file_as_message(s->recheck, f->record.path, f->record.data, expected);
	return true;
}

bool
pouch_files_end(struct pouch_files *s, const struct tree_record *r, GError **error)
{
	struct open_file *f = &s->file;
	bool ok;

	if (!f->open || r->number != f->record.number || r->read > f->record.size ||
	    r->role == NULL)
		return payload_tar_contradicts(error, "a file has another end");
	if (!pass_file(s, r->read, error))
		return false;
	if (f->nmessages != r->nmessages || f->first != r->first)
		return payload_tar_contradicts(error, "a file has other messages");
	if (!recheck_file(s, &r->digest, error))
		return false;
	s->nfiles++;
	s->nmessages += f->nmessages;
	ok = tell_file_end(s, r, error);
	tree_record_clear(&f->record);
	f->open = false;
	return ok;
}

/* Behind the last record: nothing but the end mark, and no message without a file. */
bool
pouch_files_finish(struct pouch_files *s, GError **error)
{
	if (s->file.open || s->has_message)
		return payload_tar_contradicts(error, "a file or a message is left over");
	if (!payload_tar_expect(s->tar, zeros, PAX_END, error))
		return false;
	if (payload_reader_at(s->payload) != s->payload_size)
		return payload_tar_contradicts(error, "the payload goes on behind its end");
	return recheck_finish(s->recheck, s->message_root, error);
}

void
pouch_files_result(const struct pouch_files *s, struct pouch_scan_result *result)
{
	result->files = s->nfiles;
	result->messages = s->nmessages;
	result->same_files = recheck_files(s->recheck);
	result->same_messages = recheck_messages(s->recheck) + s->derived.nsame;
	result->not_derived = s->derived.nskipped;
	memcpy(result->message_root, s->message_root, HASH_SIZE);
}
