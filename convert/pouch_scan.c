/* SPDX-License-Identifier: Apache-2.0 */
/* Scans a pouch by its manifests; see pouch_scan.h. */
#include <string.h>

#include "convert/header.h"
#include "convert/message_reader.h"
#include "convert/pax.h"
#include "convert/payload_path.h"
#include "convert/payload_tar.h"
#include "convert/pouch_context.h"
#include "convert/pouch_scan.h"

static const unsigned char zeros[65536];

/* The file that is being read. */
struct open_file {
	bool open;
	struct tree_record record; /* RECORD_FILE */
	guint64 first, nmessages;  /* of its messages so far */
	guint64 until;             /* payload offset behind the last message */
	bool as_message;           /* its first message is all of it */
};

struct pouch_scan {
	struct pouch *pouch;
	const struct visitor *visitor;
	const struct pouch_scan_options *options;
	struct pouch_scan_result *result;
	struct payload_reader *payload;
	struct recheck *recheck;
	struct record_reader *tree;
	struct message_reader *mail;
	struct pouch_context *context;
	struct payload_tar *tar;
	struct open_file file;
	bool has_message;               /* message holds the next one */
	struct message_record *message; /* borrowed from mail, like its leaf */
	const unsigned char *leaf;
	guint64 nfolders;        /* so far */
	guint64 nlosses, nnotes; /* exceptions so far */
};

static bool
tell_progress(struct pouch_scan *s, GError **error)
{
	return s->options->progress == NULL ||
	    s->options->progress(s->options->user, payload_reader_at(s->payload), error);
}

static bool
begin_entry(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	g_autofree char *name = NULL;
	const char *path;
	struct entry e;

	if (s->file.open)
		return payload_tar_contradicts(error, "a file has no end");
	path = payload_tar_entry(s->tar, r, error);
	if (path == NULL || !tell_progress(s, error))
		return false;
	if (path[0] == '\0' || s->visitor->entry == NULL)
		return true;
	name = g_path_get_basename(path);
	e = payload_tar_entry_of(r);
	e.path = path;
	e.name = name;
	return s->visitor->entry(s->visitor->user, &e, error);
}

/* Whether the next message is the whole file that the record begins. */
static bool
is_one_message(const struct pouch_scan *s, const struct tree_record *r)
{
	const struct message_record *m = s->message;

	return s->has_message && m->file == r->number && m->message.at == 0 &&
	    m->message.len == r->size;
}

static bool
begin_file(struct pouch_scan *s, struct tree_record *r, GError **error)
{
	if (!begin_entry(s, r, error))
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

/* Makes s->message the next record of the mail manifest, if there is one. */
static bool
next_message(struct pouch_scan *s, GError **error)
{
	enum step step = message_reader_next(s->mail, &s->message, &s->leaf, error);

	s->has_message = step == STEP_NEXT;
	return step != STEP_FAILED;
}

/* Bytes of the open file that are in no message, in one that is wanted, in another one. */
enum pass {
	PASS_FILE,
	PASS_MESSAGE,
	PASS_UNWANTED,
};

/* Passes on bytes of the open file up to a payload offset. */
static bool
pass_bytes(struct pouch_scan *s, guint64 until, enum pass how, GError **error)
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
pass_zeros(struct pouch_scan *s, guint64 len, GError **error)
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
check_place(const struct pouch_scan *s, GError **error)
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
complete_message(struct pouch_scan *s, GError **error)
{
	struct message *m = &s->message->message;

	if (s->message->folder > s->nfolders)
		return payload_tar_contradicts(error, "a message is in a folder that has not come");
	m->folder = pouch_context_folder(s->context, s->message->folder);
	if (m->folder == NULL)
		return payload_tar_contradicts(error, "a message is in a folder that there is not");
	m->quoting = pouch_context_quoting(s->context, s->message->file);
	return true;
}

/* Tells of the message whose first byte is the next one, with its head. */
static bool
tell_begin(struct pouch_scan *s, GError **error)
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
pass_message(struct pouch_scan *s, GError **error)
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

/* All messages of the open file, and the bytes between and behind them. */
static bool
pass_file(struct pouch_scan *s, guint64 read, GError **error)
{
	const struct open_file *f = &s->file;

	while (s->has_message && s->message->file == f->record.number)
		if (!pass_message(s, error) || !next_message(s, error))
			return false;
	if (f->until > f->record.data + read)
		return payload_tar_contradicts(
		    error, "a message lies behind what was read of its file");
	return pass_bytes(s, f->record.data + read, PASS_FILE, error) &&
	    pass_zeros(s, f->record.size - read, error) &&
	    payload_tar_expect(s->tar, zeros, pax_padding(f->record.size), error);
}

static bool
tell_file_end(struct pouch_scan *s, const struct tree_record *r, GError **error)
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
recheck_file(struct pouch_scan *s, const struct digest *expected, GError **error)
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

static bool
end_file(struct pouch_scan *s, const struct tree_record *r, GError **error)
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
	const struct folder *f = pouch_context_folder(s->context, ++s->nfolders);

	if (f == NULL || f->number != r->number)
		return payload_tar_contradicts(error, "the folders are not numbered one by one");
	return s->visitor->folder == NULL || s->visitor->folder(s->visitor->user, f, error);
}

static bool
count_exception(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	if (r->severity == LOSS)
		s->nlosses++;
	else
		s->nnotes++;
	return s->options->recorded == NULL || s->options->recorded(s->options->user, r, error);
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
		return count_exception(s, r, error);
	}
	return false;
}

static bool
scan_records(struct pouch_scan *s, GError **error)
{
	struct tree_record r = {0};
	enum step step;
	bool ok = next_message(s, error);

	while (ok && (step = record_reader_next_tree(s->tree, &r, error)) != STEP_END)
		ok = step == STEP_NEXT && take_record(s, &r, error);
	tree_record_clear(&r);
	return ok;
}

/* Behind the last record: nothing but the end mark, and no message without a file. */
static bool
check_end(struct pouch_scan *s, GError **error)
{
	if (s->file.open || s->has_message)
		return payload_tar_contradicts(error, "a file or a message is left over");
	if (!payload_tar_expect(s->tar, zeros, PAX_END, error))
		return false;
	if (payload_reader_at(s->payload) != pouch_seal(s->pouch)->payload)
		return payload_tar_contradicts(error, "the payload goes on behind its end");
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
	if (s->nlosses != seal->losses || s->nnotes != seal->notes)
		return err_set(
		    error, ERR_ALTERED, "the manifests count other exceptions than the SEAL");
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
	return err_set(error, ERR_ALTERED,
	    "a file is not the one that was recorded (payload byte %" G_GUINT64_FORMAT ")",
	    m->payload);
}

static void
close_scan(struct pouch_scan *s)
{
	recheck_free(s->recheck);
	payload_reader_free(s->payload);
	record_reader_free(s->tree);
	message_reader_free(s->mail);
	tree_record_clear(&s->file.record);
	payload_tar_free(s->tar);
	pouch_context_free(s->context);
}

/* Puts the pouch's name before what is wrong with it, unless it is there. */
static void
name_pouch(const struct pouch *p, GError **error)
{
	enum err_kind kind = error != NULL ? err_kind(*error) : ERR_IO;

	if (kind != ERR_ALTERED && kind != ERR_FORMAT && kind != ERR_DAMAGED)
		return;
	for (guint i = 0; i < pouch_nvolumes(p); i++)
		if (g_str_has_prefix((*error)->message, pouch_path(p, i)))
			return;
	g_prefix_error(error, "%s: ", pouch_path(p, 0));
}

bool
pouch_scan(struct pouch *p, const struct visitor *v, const struct pouch_scan_options *o,
    struct pouch_scan_result *result, GError **error)
{
	struct pouch_scan s = {.pouch = p, .visitor = v, .options = o, .result = result};
	bool ok;

	if (!pouch_has(p, LEVEL_CONTENT))
		return err_set(
		    error, ERR_KEY, "your key opens this pouch for an auditor, not for a reader");
	memset(result, 0, sizeof(*result));
	s.context = pouch_context_read(p, error);
	if (s.context == NULL)
		return false;
	s.payload = payload_reader_new(p, 0, o->threads, o->lost, o->user);
	s.tar = payload_tar_new(s.payload);
	s.recheck =
	    recheck_new(o->threads, o->mismatch != NULL ? o->mismatch : stop_at_mismatch, o->user);
	s.tree = record_reader_new(p, MANIFEST_TREE);
	s.mail = message_reader_new(p, o->threads);
	ok = scan_records(&s, error) && check_end(&s, error) &&
	    recheck_finish(s.recheck, result->message_root, error);
	result->same_files = recheck_files(s.recheck);
	result->same_messages = recheck_messages(s.recheck);
	ok = ok && check_seal(&s, error);
	close_scan(&s);
	if (!ok)
		name_pouch(p, error);
	return ok;
}
