/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small pouch as records and payload bytes, for tests that change one of them before it is
 * written and signed well: a pouch that lies. Untouched, it is one that sealing could have
 * made: docs/FORMAT.md, 7 to 9.
 */
#ifndef TESTS_POUCH_MODEL_H
#define TESTS_POUCH_MODEL_H

#include <string.h>

#include "convert/canon_testing.h"
#include "convert/manifest.h"
#include "convert/pax.h"
#include "crypto/hashtree.h"
#include "crypto/statement.h"

#define MODEL_MAIL "From: a@b\nMessage-ID: <1@x>\n\nbody\n"
#define MODEL_FROM "From a@b Mon Nov 23 10:00:00 2026\n"

/* What is wrong with a member that was signed as it is. */
enum model_spoil {
	SPOIL_NOTHING,
	SPOIL_GARBAGE,  /* it is no age file */
	SPOIL_FOREIGN,  /* another key opens it */
	SPOIL_RECORDS,  /* its content is none that belongs in it */
	SPOIL_CRITICAL, /* a list begins with a record that has a critical member */
};

struct model {
	GArray *tree;        /* struct tree_record */
	GArray *mail;        /* struct message_record */
	GByteArray *payload; /* without its end mark */
	struct seal totals;  /* counts; what is 0 is filled in when it is written */
	bool wrong_root;     /* another message root */
	guint64 cut;         /* bytes that the payload lacks at its end */
	bool halves_differ;  /* the tree's index lacks its last line */
	enum model_spoil spoil;
	enum packed_kind spoiled; /* the kind of member that is */
	guint64 entries;
};

static inline struct tree_record *
model_record(struct model *m, guint i)
{
	return &g_array_index(m->tree, struct tree_record, i);
}

static inline struct message_record *
model_message(struct model *m, guint i)
{
	return &g_array_index(m->mail, struct message_record, i);
}

static inline struct tree_record *
model_add(struct model *m, enum record_kind kind, guint64 number)
{
	struct tree_record *r;

	g_array_set_size(m->tree, m->tree->len + 1);
	r = model_record(m, m->tree->len - 1);
	r->kind = kind;
	r->number = number;
	return r;
}

static inline void
model_bytes(struct model *m, const void *data, gsize len)
{
	g_byte_array_append(m->payload, data, (guint)len);
}

static inline void
model_pad(struct model *m)
{
	static const unsigned char zeros[512];

	model_bytes(m, zeros, pax_padding(m->payload->len));
}

/* A directory or a file, with its header. size: of a file. */
static inline void
model_entry(struct model *m, enum record_kind kind, const char *path, guint64 size)
{
	struct tree_record *r = model_add(m, kind, ++m->entries);
	struct entry e = {
	    .type = kind == RECORD_FILE ? ENTRY_FILE : ENTRY_DIRECTORY,
	    .path = path,
	    .size = size,
	    .mtime = 1000000000,
	    .mode = kind == RECORD_FILE ? 0644 : 0755,
	};

	r->path = g_strdup(path);
	r->at = m->payload->len;
	r->size = size;
	r->mtime = e.mtime;
	r->mode = e.mode;
	pax_header(&e, r->number, m->payload);
	r->data = kind == RECORD_FILE ? m->payload->len : 0;
}

static inline void
model_digest(const void *data, gsize len, struct canon_digests *d)
{
	canon_of(data, len, d);
}

/* A message at an offset of the file begun last, whose bytes are text. */
static inline void
model_mail(struct model *m, const char *text, guint64 at, guint64 len)
{
	const struct tree_record *file = model_record(m, m->tree->len - 1);
	struct message_record *r;
	struct canon_digests d;

	g_array_set_size(m->mail, m->mail->len + 1);
	r = model_message(m, m->mail->len - 1);
	model_digest(text + at, len, &d);
	r->message.id = m->mail->len;
	r->message.at = at;
	r->message.len = len;
	r->folder = 1;
	r->file = file->number;
	r->payload = file->data + at;
	r->digest = d.stored;
	r->has_canonical = !d.same;
	memcpy(r->canonical, d.canonical, sizeof(r->canonical));
	r->has_unquoted = d.quoted;
	memcpy(r->unquoted, d.unquoted, sizeof(r->unquoted));
	memset(r->salt, (int)m->mail->len, sizeof(r->salt));
}

/* The bytes of the file begun last, of which it has had this many messages from first on. */
static inline void
model_done(struct model *m, const char *text, guint64 first, guint64 nmessages)
{
	guint64 number = model_record(m, m->tree->len - 1)->number;
	struct tree_record *r = model_add(m, RECORD_DONE, number);
	struct canon_digests d;

	model_bytes(m, text, strlen(text));
	model_pad(m);
	model_digest(text, strlen(text), &d);
	r->read = strlen(text);
	r->digest = d.stored;
	r->role = g_strdup(nmessages > 0 ? "store" : "other");
	r->format = nmessages > 0 ? g_strdup("mbox") : NULL;
	r->store = nmessages > 0 ? g_strdup("data/box") : NULL;
	r->first = first;
	r->nmessages = nmessages;
}

static inline void
model_mail_clear(gpointer p)
{
	message_record_clear(p);
}

static inline void
model_tree_clear(gpointer p)
{
	tree_record_clear(p);
}

/* The records of the model by their place in tree. */
enum {
	MODEL_SOURCE,
	MODEL_ROOT,
	MODEL_BOX,
	MODEL_FOLDER,
	MODEL_MBOX, /* data/box/a: two messages behind From_ lines */
	MODEL_MBOX_DONE,
	MODEL_EML, /* data/box/b: a message from its first byte to its last */
	MODEL_EML_DONE,
	MODEL_TEXT, /* data/box/c: no message */
	MODEL_TEXT_DONE,
	MODEL_NOTE,
};

/* model_clear ends it. */
static inline void
model_init(struct model *m)
{
	static const char mbox[] = MODEL_FROM MODEL_MAIL "\n" MODEL_FROM MODEL_MAIL "\n";
	const guint64 from = strlen(MODEL_FROM), len = strlen(MODEL_MAIL);
	struct tree_record *r;

	memset(m, 0, sizeof(*m));
	m->tree = g_array_new(FALSE, TRUE, sizeof(struct tree_record));
	m->mail = g_array_new(FALSE, TRUE, sizeof(struct message_record));
	g_array_set_clear_func(m->tree, model_tree_clear);
	g_array_set_clear_func(m->mail, model_mail_clear);
	m->payload = g_byte_array_new();
	model_add(m, RECORD_SOURCE, 1)->path = g_strdup("box");
	model_entry(m, RECORD_DIRECTORY, "data", 0);
	model_entry(m, RECORD_DIRECTORY, "data/box", 0);
	r = model_add(m, RECORD_FOLDER, 1);
	r->names = g_strsplit("INBOX", "|", -1);
	r->raw = g_strdup("a");
	model_entry(m, RECORD_FILE, "data/box/a", strlen(mbox));
	model_mail(m, mbox, from, len);
	model_mail(m, mbox, from + len + 1 + from, len);
	model_done(m, mbox, 1, 2);
	model_entry(m, RECORD_FILE, "data/box/b", len);
	model_mail(m, MODEL_MAIL, 0, len);
	model_done(m, MODEL_MAIL, 3, 1);
	model_entry(m, RECORD_FILE, "data/box/c", 5);
	model_done(m, "text\n", 0, 0);
	r = model_add(m, RECORD_EXCEPTION, 0);
	r->path = g_strdup("data/box/c");
	r->rule = g_strdup("symlink");
	r->reason = g_strdup("a note");
	m->totals.files = 3;
	m->totals.messages = 3;
	m->totals.notes = 1;
}

static inline void
model_clear(struct model *m)
{
	g_array_unref(m->tree);
	g_array_unref(m->mail);
	g_byte_array_unref(m->payload);
}

#endif
