/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a pouch (pouch_model.h) as a file: written, signed well, and scanned. */
#ifndef TESTS_POUCH_MODEL_FILE_H
#define TESTS_POUCH_MODEL_FILE_H

#include <fcntl.h>
#include <unistd.h>

#include "convert/pouch_scan.h"
#include "crypto/packed.h"
#include "crypto/slot.h"
#include "crypto/volume_writer.h"
#include "tests/pouch_keys.h"
#include "tests/pouch_model.h"
#include "tests/scratch.h"

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
