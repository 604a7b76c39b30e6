/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A writer of small volumes for tests, which can be told to write what no
 * sealer writes and sign it well all the same: docs/FORMAT.md, sections 3 to
 * 5. Untouched, it writes what crypto/volume_writer.c does, byte for byte.
 */
#ifndef TESTS_POUCH_FORGE_H
#define TESTS_POUCH_FORGE_H

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include "crypto/blake2b.h"
#include "crypto/hashtree.h"
#include "crypto/hex.h"
#include "crypto/minisign.h"
#include "crypto/statement.h"
#include "crypto/ustar.h"

#define FORGE_TIME "2026-11-23T16:00:00Z"

enum forge_moment {
	FORGE_PREAMBLE,   /* the GString of the preamble */
	FORGE_MEMBER,     /* a forged_member, before it is written */
	FORGE_INDEX,      /* the GString of index.txt */
	FORGE_TREE,       /* the GByteArray of a tree's body; twice in a stripe */
	FORGE_CHECKPOINT, /* a checkpoint, before it is signed */
	FORGE_SEAL,       /* a seal, before it is signed; twice */
	FORGE_GAP,        /* the GByteArray of the body of the pad between the SEALs */
	FORGE_TEXT,       /* the GString of a text that is signed */
	FORGE_SIGNATURE,  /* the GString of a signature */
};

struct forged_member {
	char name[MEMBER_NAME_SIZE];
	GByteArray *body;
	guint64 first, count;
	bool end_stripe; /* the stripe ends behind it */
};

struct forge {
	struct preamble preamble;
	struct minisign_secret *signer;
	struct minisign_secret *second; /* signs as well, if not NULL */
	GPtrArray *members;             /* forged_member; without README, preamble and index */
	struct seal seal;               /* totals and final */
	/* Called at each moment with what it is about, unless NULL. */
	void (*tweak)(struct forge *f, enum forge_moment moment, void *what);
	int times; /* for tweak's own use */

	GByteArray *out;
	char gname[17];
	guint64 start, stripe, pads, segments;
	struct hashtree roots;
	GString *index;
	unsigned char last[HASH_SIZE];
};

static inline void
forge_at(struct forge *f, enum forge_moment moment, void *what)
{
	if (f->tweak != NULL)
		f->tweak(f, moment, what);
}

static inline void
forge_zeros(struct forge *f, gsize len)
{
	gsize at = f->out->len;

	g_byte_array_set_size(f->out, (guint)(at + len));
	memset(f->out->data + at, 0, len);
}

static inline void
forge_append(struct forge *f, const char *name, const void *body, gsize len)
{
	unsigned char header[USTAR_BLOCK];

	ustar_header(header, name, len, f->gname);
	g_byte_array_append(f->out, header, sizeof(header));
	g_byte_array_append(f->out, body, (guint)len);
	forge_zeros(f, ustar_padding(len));
}

static inline void
forge_pad(struct forge *f, GByteArray *body)
{
	char name[MEMBER_NAME_SIZE];

	g_snprintf(name, sizeof(name), "pad/%08" G_GUINT64_FORMAT, f->pads++);
	forge_append(f, name, body->data, body->len);
}

static inline GByteArray *
forge_zero_body(gsize len)
{
	GByteArray *b = g_byte_array_new();

	g_byte_array_set_size(b, (guint)len);
	if (len > 0)
		memset(b->data, 0, len);
	return b;
}

static inline void
forge_align(struct forge *f)
{
	gsize past = f->out->len % BLOCK_SIZE;
	GByteArray *b;

	if (past == 0)
		return;
	b = forge_zero_body(BLOCK_SIZE - past - USTAR_BLOCK);
	forge_pad(f, b);
	g_byte_array_unref(b);
}

static inline void
forge_signature(struct forge *f, const struct minisign_secret *signer, const char *name,
    const GString *text, const char *comment)
{
	char *sig = minisign_sign(signer, text->str, text->len, comment);
	GString *s = g_string_new(sig);

	forge_at(f, FORGE_SIGNATURE, s);
	forge_append(f, name, s->str, s->len);
	g_string_free(s, TRUE);
	g_free(sig);
}

/* Appends a text and its signatures; hash: H of the text. */
static inline void
forge_signed(struct forge *f, const char *name, GBytes *bytes, const char *comment,
    unsigned char hash[HASH_SIZE])
{
	char sig[MEMBER_NAME_SIZE];
	GString *text =
	    g_string_new_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));

	forge_at(f, FORGE_TEXT, text);
	statement_hash(text->str, text->len, hash);
	forge_append(f, name, text->str, text->len);
	g_snprintf(sig, sizeof(sig), "%s.minisig", name);
	forge_signature(f, f->signer, sig, text, comment);
	if (f->second != NULL) {
		g_snprintf(sig, sizeof(sig), "%s.1.minisig", name);
		forge_signature(f, f->second, sig, text, comment);
	}
	g_string_free(text, TRUE);
}

static inline void
forge_tree(struct forge *f, char copy, const void *leaves, gsize len)
{
	char name[MEMBER_NAME_SIZE];
	GByteArray *body = g_byte_array_new();

	g_byte_array_append(body, leaves, (guint)len);
	forge_at(f, FORGE_TREE, body);
	g_snprintf(name, sizeof(name), "tree/%08" G_GUINT64_FORMAT "-%c", f->stripe, copy);
	forge_append(f, name, body->data, body->len);
	g_byte_array_unref(body);
}

static inline void
forge_checkpoint(struct forge *f, guint64 blocks, const unsigned char root[HASH_SIZE])
{
	struct checkpoint c = {.volume = f->preamble.volume,
	    .stripe = f->stripe,
	    .start = f->start,
	    .blocks = blocks,
	    .segments = f->segments,
	    .has_previous = f->stripe > 0,
	    .time = FORGE_TIME};
	unsigned char leaf[HASH_SIZE];
	char name[MEMBER_NAME_SIZE], *comment;
	GBytes *text;

	memcpy(c.archive, f->preamble.archive, ARCHIVE_ID_SIZE);
	memcpy(c.stripe_root, root, HASH_SIZE);
	hashtree_leaf(root, HASH_SIZE, leaf);
	hashtree_add_leaf_hash(&f->roots, leaf);
	hashtree_root(&f->roots, c.root);
	memcpy(f->seal.root, c.root, HASH_SIZE);
	memcpy(c.previous, f->last, HASH_SIZE);
	forge_at(f, FORGE_CHECKPOINT, &c);
	text = checkpoint_format(&c, NULL);
	comment = checkpoint_comment(&c);
	g_snprintf(name, sizeof(name), "ckpt/%08" G_GUINT64_FORMAT ".txt", f->stripe);
	forge_signed(f, name, text, comment, f->last);
	g_bytes_unref(text);
	g_free(comment);
}

static inline void
forge_end_stripe(struct forge *f)
{
	guint64 blocks;
	unsigned char root[HASH_SIZE], (*leaves)[HASH_SIZE];

	forge_align(f);
	blocks = (f->out->len - f->start) / BLOCK_SIZE;
	leaves = g_malloc(blocks * HASH_SIZE);
	hashtree_leaves(f->out->data + f->start, blocks, BLOCK_SIZE, leaves);
	hashtree_root_of(*leaves, blocks, root);
	forge_tree(f, 'a', leaves, blocks * HASH_SIZE);
	forge_tree(f, 'b', leaves, blocks * HASH_SIZE);
	g_free(leaves);
	forge_checkpoint(f, blocks, root);
	forge_align(f);
	f->stripe++;
	f->start = f->out->len;
}

static inline void
forge_data(
    struct forge *f, const char *name, const void *body, gsize len, guint64 first, guint64 count)
{
	XXH128_canonical_t xxh3;
	char hex[HEX_SIZE(sizeof(xxh3))];

	XXH128_canonicalFromHash(&xxh3, XXH3_128bits(body, len));
	hex_encode(hex, &xxh3, sizeof(xxh3));
	g_string_append_printf(f->index,
	    "%s %u %zu %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n", name,
	    f->out->len + USTAR_BLOCK, len, hex, first, count);
	forge_append(f, name, body, len);
	if (g_str_has_prefix(name, "seg/"))
		f->segments++;
}

static inline void
forge_members(struct forge *f)
{
	struct blake2b slots;

	blake2b_init(&slots, BLAKE2B_256_SIZE);
	for (guint i = 0; i < f->members->len; i++) {
		struct forged_member *m = f->members->pdata[i];
		forge_at(f, FORGE_MEMBER, m);
		if (g_str_has_prefix(m->name, "keys/"))
			blake2b_update(&slots, m->body->data, m->body->len);
		forge_data(f, m->name, m->body->data, m->body->len, m->first, m->count);
		if (!m->end_stripe)
			continue;
		g_string_append_printf(f->index,
		    "stripe %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
		    f->stripe, f->start, (f->out->len - f->start + BLOCK_SIZE - 1) / BLOCK_SIZE);
		forge_end_stripe(f);
	}
	blake2b_final(&slots, f->seal.slots);
	forge_at(f, FORGE_INDEX, f->index);
	f->seal.index_at = f->out->len + USTAR_BLOCK;
	f->seal.index_size = f->index->len;
	forge_append(f, MEMBER_INDEX, f->index->str, f->index->len);
	forge_end_stripe(f);
}

static inline void
forge_seal(struct forge *f, const char *name)
{
	struct seal s = f->seal;
	unsigned char hash[HASH_SIZE];
	char *comment;
	GBytes *text;

	forge_at(f, FORGE_SEAL, &s);
	text = seal_format(&s, NULL);
	comment = seal_comment(&s);
	forge_signed(f, name, text, comment, hash);
	g_bytes_unref(text);
	g_free(comment);
}

static inline void
forge_ending(struct forge *f)
{
	GByteArray *gap = forge_zero_body(SEAL_GAP);

	f->seal.stripes = f->stripe;
	f->seal.bytes = f->out->len;
	memcpy(f->seal.checkpoint, f->last, HASH_SIZE);
	memcpy(f->seal.archive, f->preamble.archive, ARCHIVE_ID_SIZE);
	f->seal.volume = f->preamble.volume;
	g_strlcpy(f->seal.time, FORGE_TIME, TIME_SIZE);
	forge_seal(f, MEMBER_SEAL);
	forge_at(f, FORGE_GAP, gap);
	forge_pad(f, gap);
	forge_seal(f, MEMBER_SEAL_AGAIN);
	forge_zeros(f, END_MARK);
	g_byte_array_unref(gap);
}

/* Writes the volume. The caller owns the bytes; f may write another after it. */
static inline GByteArray *
forge_write(struct forge *f)
{
	GBytes *preamble = preamble_format(&f->preamble, NULL);
	GString *text =
	    g_string_new_len(g_bytes_get_data(preamble, NULL), (gssize)g_bytes_get_size(preamble));

	forge_at(f, FORGE_PREAMBLE, text);
	f->out = g_byte_array_new();
	f->index = g_string_new("mailpouch/1 index\n");
	f->start = f->stripe = f->pads = 0;
	f->segments = f->preamble.volume == 1 ? 0 : f->segments;
	hashtree_init(&f->roots);
	hex_encode(f->gname, f->preamble.archive, 8);
	statement_hash(text->str, text->len, f->seal.preamble);
	forge_data(f, MEMBER_README, pouch_readme, strlen(pouch_readme), 0, 0);
	forge_data(f, MEMBER_PREAMBLE, text->str, text->len, 0, 0);
	forge_members(f);
	forge_ending(f);
	g_bytes_unref(preamble);
	g_string_free(text, TRUE);
	g_string_free(f->index, TRUE);
	return f->out;
}

static inline struct forged_member *
forge_add(struct forge *f, const char *name, gsize len, guint64 first, guint64 count)
{
	struct forged_member *m = g_new0(struct forged_member, 1);

	g_strlcpy(m->name, name, sizeof(m->name));
	m->body = g_byte_array_new();
	g_byte_array_set_size(m->body, (guint)len);
	for (gsize i = 0; i < len; i++) /* like nothing else in the volume */
		m->body->data[i] = (unsigned char)(i * i >> 3 ^ i ^ f->members->len * 37);
	m->first = first;
	m->count = count;
	g_ptr_array_add(f->members, m);
	return m;
}

static inline void
forge_member_free(gpointer p)
{
	struct forged_member *m = p;

	g_byte_array_unref(m->body);
	g_free(m);
}

/* A pouch of one volume: a slot, two segments, a chunk of each kind. first_byte tells archives apart. */
static inline void
forge_init(struct forge *f, struct minisign_secret *signer, unsigned char first_byte)
{
	memset(f, 0, sizeof(*f));
	f->signer = signer;
	f->members = g_ptr_array_new_with_free_func(forge_member_free);
	memset(f->preamble.archive, first_byte, ARCHIVE_ID_SIZE);
	f->preamble.volume = 1;
	g_strlcpy(f->preamble.created, FORGE_TIME, TIME_SIZE);
	f->preamble.tool = g_strdup("mailpouch test");
	minisign_secret_public(signer, &f->preamble.signers[0]);
	f->preamble.nsigners = 1;
	f->preamble.nslots = 1;
	forge_add(f, "keys/000.age", 300, 0, 0);
	forge_add(f, "seg/00000000.age", 70000, 0, SEGMENT_SIZE);
	forge_add(f, "seg/00000001.age", 1000, SEGMENT_SIZE, 5000);
	forge_add(f, "man/00000000-tree-facts.age", 700, 0, 3);
	forge_add(f, "man/00000000-tree-index.age", 512, 0, 3);
	forge_add(f, "man/00000000-mail-facts.age", 400, 1, 4);
	forge_add(f, "man/00000000-mail-index.age", 400, 1, 4);
	f->seal = (struct seal){.final = true,
	    .segments = 2,
	    .payload = SEGMENT_SIZE + 5000,
	    .tree_chunks = 1,
	    .mail_chunks = 1,
	    .files = 2,
	    .messages = 4};
}

static inline void
forge_clear(struct forge *f)
{
	g_ptr_array_unref(f->members);
	preamble_clear(&f->preamble);
}

/* An unnamed file that holds the bytes. */
static inline int
forge_file(const void *bytes, gsize len)
{
	int fd = memfd_create("pouch", MFD_CLOEXEC);

	g_assert(fd >= 0);
	for (gsize done = 0; done < len;) {
		gssize n = write(fd, (const char *)bytes + done, len - done);
		g_assert(n > 0);
		done += (gsize)n;
	}
	return fd;
}

#endif
