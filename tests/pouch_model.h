/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small pouch as records and payload bytes, for tests that change one of them before it is
 * written and signed well: a pouch that lies. Untouched, it is one that sealing could have
 * made: docs/FORMAT.md, 7 to 9.
 */
#ifndef TESTS_POUCH_MODEL_H
#define TESTS_POUCH_MODEL_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/canon_testing.h"
#include "convert/manifest.h"
#include "convert/pax.h"
#include "convert/pouch_scan.h"
#include "crypto/hashtree.h"
#include "crypto/packed.h"
#include "crypto/slot.h"
#include "crypto/volume_writer.h"
#include "tests/pouch_keys.h"
#include "tests/scratch.h"

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

/* What writing takes. */
struct model_writing {
	struct preamble preamble;
	struct pouch_keys keys;
	struct volume_writer *volume;
	struct hashtree root;
	enum model_spoil spoil;
	enum packed_kind spoiled;
};

/* The content that a spoiled member has; the caller owns it. */
static inline GByteArray *
model_spoil_content(const struct model_writing *w, const void *data, gsize len)
{
	static const char critical[] = "{\"critical\":[\"novelty\"],";
	GByteArray *b = g_byte_array_new();

	if (w->spoil == SPOIL_RECORDS) {
		g_byte_array_append(b, (const guint8 *)"{}\n", 3);
		return b;
	}
	if (w->spoil == SPOIL_CRITICAL) {
		g_byte_array_append(b, (const guint8 *)critical, sizeof(critical) - 1);
		data = (const char *)data + 1;
		len--;
	}
	g_byte_array_append(b, data, (guint)len);
	return b;
}

/* The body of a spoiled member; the caller owns it. */
static inline GByteArray *
model_spoil_body(const struct model_writing *w, const struct packed_place *place,
    const struct age_recipient *to, const void *data, gsize len)
{
	struct random_source random = {.purpose = "stranger"};
	struct age_identity *stranger;
	struct age_recipient other = *to;
	g_autoptr(GByteArray) content = model_spoil_content(w, data, len);
	GByteArray *garbage;

	if (w->spoil == SPOIL_GARBAGE) {
		garbage = g_byte_array_new();
		g_byte_array_append(garbage, (const guint8 *)"no age file", 11);
		return garbage;
	}
	if (w->spoil == SPOIL_FOREIGN) {
		stranger = age_identity_generate(&random);
		age_identity_recipient(stranger, &other);
		age_identity_free(stranger);
	}
	return packed_seal(place, &(struct packing){&other, 1}, content->data, content->len, NULL);
}

static inline void
model_pack(struct model_writing *w, enum packed_kind kind, guint64 number, const void *data,
    gsize len, guint64 first, guint64 count)
{
	struct packed_place place = {w->preamble.archive, 1, kind, number};
	struct age_recipient to;
	g_autoptr(GByteArray) packed = NULL;
	char name[MEMBER_NAME_SIZE];

	age_identity_recipient(w->keys.identity[packed_level(kind)], &to);
	if (w->spoil != SPOIL_NOTHING && w->spoiled == kind)
		packed = model_spoil_body(w, &place, &to, data, len);
	else
		packed = packed_seal(&place, &(struct packing){&to, 1}, data, len, NULL);
	packed_name(kind, number, name);
	g_assert_true(volume_writer_add(w->volume,
	    &(struct new_member){.name = name,
		.data = packed->data,
		.len = packed->len,
		.first = first,
		.count = count},
	    NULL));
}

static inline void
model_head(struct model_writing *w, const struct model_keys *k, int fd)
{
	const struct age_identity *who[] = {k->reader, k->auditor, k->facts};
	struct minisign_public signer;

	memset(w, 0, sizeof(*w));
	memset(w->preamble.archive, 7, ARCHIVE_ID_SIZE);
	w->preamble.volume = 1;
	g_strlcpy(w->preamble.created, "2026-11-23T16:00:00Z", TIME_SIZE);
	w->preamble.tool = g_strdup("test");
	minisign_secret_public(k->signer, &signer);
	g_assert_true(preamble_add_signer(&w->preamble, &signer, NULL));
	w->preamble.nslots = NROLES;
	for (guint i = 0; i < NROLES; i++)
		w->preamble.slots[i].role = (enum role)i;
	pouch_keys_generate(&w->keys);
	pouch_keys_commit(&w->keys, &w->preamble);
	w->volume = volume_writer_new(fd, &w->preamble, k->signer, w->preamble.created);
	for (guint i = 0; i < NROLES; i++) {
		struct age_recipient r;
		struct age_to to = {.recipients = &r, .nrecipients = 1};
		g_autoptr(GByteArray) slot = NULL;
		char name[MEMBER_NAME_SIZE];

		age_identity_recipient(who[i], &r);
		slot = slot_seal(&w->keys, &w->preamble, i, &to, NULL);
		g_snprintf(name, sizeof(name), "keys/%03u.age", i);
		g_assert_true(volume_writer_add(w->volume,
		    &(struct new_member){.name = name, .data = slot->data, .len = slot->len},
		    NULL));
	}
}

static inline void
model_payload(struct model_writing *w, const struct model *m, struct seal *seal)
{
	g_autoptr(GByteArray) all = g_byte_array_new();
	static const unsigned char end[PAX_END];

	g_byte_array_append(all, m->payload->data, m->payload->len);
	g_byte_array_append(all, end, sizeof(end));
	g_byte_array_set_size(all, (guint)(all->len - m->cut));
	for (guint64 at = 0; at < all->len; at += SEGMENT_SIZE) {
		gsize n = (gsize)MIN(SEGMENT_SIZE, all->len - at);

		model_pack(w, PACKED_SEGMENT, seal->segments++, all->data + at, n, at, n);
	}
	seal->payload = all->len;
}

static inline void
model_tree(struct model_writing *w, const struct model *m, struct seal *seal)
{
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);
	gsize before = 0;

	for (guint i = 0; i < m->tree->len; i++) {
		before = index->len;
		tree_record_write(&g_array_index(m->tree, struct tree_record, i), facts, index);
	}
	if (m->halves_differ)
		g_string_truncate(index, before);
	model_pack(w, PACKED_TREE_FACTS, 0, facts->str, facts->len, 0, m->tree->len);
	model_pack(w, PACKED_TREE_INDEX, 0, index->str, index->len, 0, m->tree->len);
	seal->tree_chunks = 1;
}

static inline void
model_commit(struct model_writing *w, const struct message_record *r, const GString *facts,
    gsize facts_at, gsize without_salt, const GString *index, gsize index_at)
{
	g_autoptr(GString) c = g_string_new(NULL);
	unsigned char leaf[HASH_SIZE];

	g_string_append_c(c, '\0');
	g_string_append_len(c, (const char *)r->salt, sizeof(r->salt));
	g_string_append_len(c, facts->str + facts_at, (gssize)without_salt);
	g_string_append(c, "}\n");
	g_string_append(c, index->str + index_at);
	statement_hash(c->str, c->len, leaf);
	hashtree_add_leaf_hash(&w->root, leaf);
}

static inline void
model_messages(struct model_writing *w, const struct model *m, struct seal *seal)
{
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);

	hashtree_init(&w->root);
	for (guint i = 0; i < m->mail->len; i++) {
		const struct message_record *r = &g_array_index(m->mail, struct message_record, i);
		gsize facts_at = facts->len, index_at = index->len, without_salt;

		message_record_write(r, facts, index, &without_salt);
		model_commit(w, r, facts, facts_at, without_salt, index, index_at);
	}
	model_pack(w, PACKED_MAIL_FACTS, 0, facts->str, facts->len, 1, m->mail->len);
	model_pack(w, PACKED_MAIL_INDEX, 0, index->str, index->len, 1, m->mail->len);
	seal->mail_chunks = 1;
	hashtree_root(&w->root, seal->message_root);
	seal->message_root[0] ^= m->wrong_root;
}

/* Writes the pouch to a new file at path. */
static inline void
model_write(const struct model *m, const struct model_keys *k, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct model_writing w;
	struct seal seal = m->totals;

	g_assert_true(fd >= 0);
	model_head(&w, k, fd);
	w.spoil = m->spoil;
	w.spoiled = m->spoiled;
	model_payload(&w, m, &seal);
	model_tree(&w, m, &seal);
	model_messages(&w, m, &seal);
	seal.final = true;
	g_assert_true(volume_writer_seal(w.volume, &seal, NULL));
	volume_writer_free(w.volume);
	pouch_keys_clear(&w.keys);
	preamble_clear(&w.preamble);
	close(fd);
}

/* Writes the pouch and scans it with the reader's key, telling v. */
static inline bool
model_scan(const struct model *m, const struct visitor *v, GError **error)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "p.pouch");
	struct pouch_scan_options options = {0};
	struct pouch_scan_result result;
	struct pouch *p;
	bool ok;

	model_write(m, &keys, path);
	p = open_with(path, keys.reader);
	ok = pouch_scan(p, v, &options, &result, error);
	if (ok) {
		assert_int_equal(result.same_files, 3);
		assert_int_equal(result.same_messages, 3);
	}
	pouch_close(p);
	scratch_remove(dir);
	return ok;
}

#endif
