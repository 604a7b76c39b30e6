/* SPDX-License-Identifier: Apache-2.0 */
/* A message on its way into a file of its own; see messagefile.h. */
#include "convert/messagefile.h"
#include "convert/requote.h"
#include "convert/spool.h"
#include "convert/topheader.h"

#include <sodium.h>

struct messagefile {
	struct spool *spool;
	struct requote body;
	guint64 header_left; /* bytes of the header that are still to come */
	bool unknown; /* how its source quotes */
	bool digest;
	crypto_generichash_state hash;
};

struct messagefile *
messagefile_new(int dirfd, bool digest)
{
	/* libsodium's hash state wants its own alignment. */
	struct messagefile *f = g_aligned_alloc0(1, sizeof(*f), _Alignof(struct messagefile));

	f->spool = spool_new(dirfd);
	f->digest = digest;
	return f;
}

void
messagefile_free(struct messagefile *f)
{
	if (f == NULL)
		return;
	spool_free(f->spool);
	g_aligned_free(f);
}

static bool
put(void *user, const void *data, size_t len, GError **error)
{
	struct messagefile *f = user;

	if (f->digest)
		crypto_generichash_update(&f->hash, data, len);
	return spool_write(f->spool, data, len, error);
}

void
messagefile_begin(struct messagefile *f, const struct message *m)
{
	struct topheader t;

	topheader_find(m->head, m->head_len, &t);
	f->header_left = t.body;
	f->unknown = m->quoting == QUOTING_UNKNOWN;
	requote_begin(&f->body,
	    &(struct requote_options){.undo = requote_undoes(m->quoting), .out = put, .user = f});
	if (f->digest)
		crypto_generichash_init(&f->hash, NULL, 0, MESSAGEFILE_DIGEST_LEN);
}

bool
messagefile_write(struct messagefile *f, const void *data, size_t len, GError **error)
{
	size_t header = (size_t)MIN(f->header_left, len);

	f->header_left -= header;
	if (header > 0 && !put(f, data, header, error))
		return false;
	return requote_write(&f->body, (const char *)data + header, len - header, error);
}

bool
messagefile_end(struct messagefile *f, GError **error)
{
	return requote_end(&f->body, error);
}

guint64
messagefile_len(const struct messagefile *f)
{
	return spool_len(f->spool);
}

void
messagefile_digest(struct messagefile *f, unsigned char out[MESSAGEFILE_DIGEST_LEN])
{
	crypto_generichash_final(&f->hash, out, MESSAGEFILE_DIGEST_LEN);
}

bool
messagefile_guessed(const struct messagefile *f)
{
	return f->unknown && requote_nundone(&f->body) > 0;
}

bool
messagefile_keep(struct messagefile *f, int dirfd, const char *name, gint64 mtime, GError **error)
{
	return spool_keep(f->spool, dirfd, name, mtime, error);
}
