/* SPDX-License-Identifier: Apache-2.0 */
/*
 * L1 and L2 of messages; see canon.h. A stream has one hash as long as the
 * canonical text is the message itself; it is forked where they part. Of
 * messages in memory, those that are not their own canonical text are written
 * out as that, so that this too goes through the multi-lane hash.
 */
#include "convert/canon.h"

#include "convert/canon_text.h"
#include "crypto/blake2b.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

#define WRITTEN_MAX (1024 * 1024)   /* longer messages are streamed */
#define TEXTS_MAX (4 * 1024 * 1024) /* bytes of texts that are written out */

/* The digests of the canonical text, under one reading of its line ends. */
struct reading {
	struct canon_text text;
	struct canon *canon;
	struct blake2b canonical; /* unless text.same: then it is canon's stored */
	struct blake2b unquoted;  /* if text.quoted */
};

struct canon {
	struct blake2b stored;
	XXH3_state_t *xxh3;
	struct reading main;
	struct reading crs; /* what it is if no LF follows, so that CRs are the line ends */
	bool has_crs;
	bool has_lf;
};

static void
add_stored(struct canon *c, const void *data, size_t len)
{
	blake2b_update(&c->stored, data, len);
	XXH3_128bits_update(c->xxh3, data, len);
}

static void
stream_put_standing(void *user, const void *data, size_t len)
{
	struct reading *r = user;

	if (r->text.same)
		add_stored(r->canon, data, len);
	else
		blake2b_update(&r->canonical, data, len);
}

static void
stream_put(void *user, const void *data, size_t len)
{
	struct reading *r = user;

	stream_put_standing(user, data, len);
	if (r->text.quoted)
		blake2b_update(&r->unquoted, data, len);
}

static void
stream_quoted(void *user)
{
	struct reading *r = user;

	r->unquoted = r->text.same ? r->canon->stored : r->canonical;
}

static void
stream_differ(void *user)
{
	struct reading *r = user;

	r->canonical = r->canon->stored;
}

static void
stream_put_raw(void *user, const void *data, size_t len)
{
	struct reading *r = user;

	add_stored(r->canon, data, len);
}

static const struct canon_text_ops stream_ops = {
    stream_put, stream_quoted, stream_put_standing, stream_differ, stream_put_raw};

struct canon *
canon_new(void)
{
	struct canon *c = g_new0(struct canon, 1);

	c->xxh3 = XXH3_createState();
	g_assert(c->xxh3 != NULL);
	c->main.canon = c;
	canon_begin(c);
	return c;
}

void
canon_free(struct canon *c)
{
	if (c == NULL)
		return;
	XXH3_freeState(c->xxh3);
	g_free(c);
}

void
canon_begin(struct canon *c)
{
	blake2b_init(&c->stored, BLAKE2B_256_SIZE);
	XXH3_128bits_reset(c->xxh3);
	canon_text_begin(&c->main.text, &stream_ops, &c->main, true, false);
	c->has_crs = c->has_lf = false;
}

/* Starts the reading in which CR ends lines, from what came so far, which has none. */
static void
fork_crs(struct canon *c)
{
	c->crs = c->main;
	c->crs.text.user = &c->crs;
	c->crs.text.cr_only = true;
	if (c->crs.text.same)
		c->crs.canonical = c->stored;
	c->crs.text.same = false;
	c->has_crs = true;
}

static void
update_main(struct canon *c, const unsigned char *data, size_t len)
{
	if (!c->main.text.same)
		add_stored(c, data, len);
	canon_text_update(&c->main.text, data, len);
}

/* While there was no LF: sees to the reading in which CR ends lines. Returns bytes that are done. */
static size_t
update_crs(struct canon *c, const unsigned char *data, size_t len)
{
	const unsigned char *cr;
	size_t before = 0;

	c->has_lf = memchr(data, '\n', len) != NULL;
	if (c->has_lf)
		return 0;
	if (!c->has_crs) {
		cr = memchr(data, '\r', len);
		if (cr == NULL)
			return 0;
		before = (size_t)(cr - data);
		update_main(c, data, before);
		fork_crs(c);
	}
	canon_text_update(&c->crs.text, data + before, len - before);
	return before;
}

void
canon_update(struct canon *c, const void *data, size_t len)
{
	const unsigned char *p = data;
	size_t done;

	if (len == 0)
		return;
	done = c->has_lf ? 0 : update_crs(c, p, len);
	update_main(c, p + done, len - done);
}

/* Both readings of L2; r->text has ended. */
static void
finish(struct reading *r, struct canon_digests *out)
{
	if (r->text.same)
		memcpy(out->canonical, out->stored.blake2b, sizeof(out->canonical));
	else
		blake2b_final(&r->canonical, out->canonical);
	out->quoted = r->text.quoted;
	if (out->quoted)
		blake2b_final(&r->unquoted, out->unquoted);
	else
		memcpy(out->unquoted, out->canonical, sizeof(out->unquoted));
	out->same = memcmp(out->canonical, out->stored.blake2b, sizeof(out->canonical)) == 0;
}

void
canon_end(struct canon *c, struct canon_digests *out)
{
	struct reading *r = c->has_crs && !c->has_lf ? &c->crs : &c->main;
	XXH128_canonical_t xxh3;

	canon_text_end(&c->main.text);
	if (r == &c->crs)
		canon_text_end(&r->text);
	blake2b_final(&c->stored, out->stored.blake2b);
	XXH128_canonicalFromHash(&xxh3, XXH3_128bits_digest(c->xxh3));
	memcpy(out->stored.xxh3, xxh3.digest, sizeof(out->stored.xxh3));
	finish(r, out);
}

/* A text, in one of the buffers or in the message itself, and where its digest goes. */
struct job {
	const GByteArray *buffer; /* NULL: data is the text */
	const unsigned char *data;
	size_t at, len;
	unsigned char *digest;
};

struct texts {
	GByteArray *canonical, *unquoted;
	size_t at, unquoted_at; /* where the message at hand begins in them */
	bool quoted;
	GArray *jobs;
};

static void
texts_put_standing(void *user, const void *data, size_t len)
{
	struct texts *t = user;

	g_byte_array_append(t->canonical, data, (guint)len);
}

static void
texts_put(void *user, const void *data, size_t len)
{
	struct texts *t = user;

	texts_put_standing(user, data, len);
	if (t->quoted)
		g_byte_array_append(t->unquoted, data, (guint)len);
}

static void
texts_quoted(void *user)
{
	struct texts *t = user;

	t->quoted = true;
	g_byte_array_append(
	    t->unquoted, t->canonical->data + t->at, t->canonical->len - (guint)t->at);
}

static const struct canon_text_ops texts_ops = {
    texts_put, texts_quoted, texts_put_standing, NULL, NULL};

static void
texts_add_job(struct texts *t, const GByteArray *buffer, size_t at, unsigned char *digest)
{
	struct job job = {buffer, NULL, at, buffer->len - at, digest};

	g_array_append_val(t->jobs, job);
}

/* Writes the message's canonical text. */
static void
texts_add(struct texts *t, const struct canon_input *in, struct canon_digests *out)
{
	bool cr_only = memchr(in->data, '\n', in->len) == NULL;
	struct canon_text text;

	t->at = t->canonical->len;
	t->unquoted_at = t->unquoted->len;
	t->quoted = false;
	canon_text_begin(&text, &texts_ops, t, false, cr_only);
	canon_text_update(&text, in->data, in->len);
	canon_text_end(&text);
	out->quoted = t->quoted;
	texts_add_job(t, t->canonical, t->at, out->canonical);
	if (t->quoted)
		texts_add_job(t, t->unquoted, t->unquoted_at, out->unquoted);
}

static void
texts_flush(struct texts *t)
{
	guint n = t->jobs->len;
	g_autofree struct blake2b_input *in = g_new0(struct blake2b_input, n);
	g_autofree unsigned char(*digests)[32] = g_malloc_n(n, sizeof(*digests));

	for (guint i = 0; i < n; i++) {
		const struct job *job = &g_array_index(t->jobs, struct job, i);

		in[i].data = job->buffer != NULL ? job->buffer->data + job->at : job->data;
		in[i].len = job->len;
	}
	blake2b_many(n, in, digests);
	for (guint i = 0; i < n; i++)
		memcpy(g_array_index(t->jobs, struct job, i).digest, digests[i], 32);
	g_array_set_size(t->jobs, 0);
	g_byte_array_set_size(t->canonical, 0);
	g_byte_array_set_size(t->unquoted, 0);
}

static void
stream(const struct canon_input *in, struct canon_digests *out)
{
	struct canon *c = canon_new();

	canon_update(c, in->data, in->len);
	canon_end(c, out);
	canon_free(c);
}

/* L1 of all. */
static void
digest_all(size_t n, const struct canon_input in[], struct canon_digests out[])
{
	g_autofree struct digest_input *inputs = g_new(struct digest_input, n);
	g_autofree struct digest *digests = g_new(struct digest, n);

	for (size_t i = 0; i < n; i++)
		inputs[i] = (struct digest_input){in[i].data, in[i].len};
	digest_many(n, inputs, digests);
	for (size_t i = 0; i < n; i++)
		out[i].stored = digests[i];
}

/* Sees to the canonical text of a message whose L1 is there. */
static void
add_message(struct texts *t, const struct canon_input *in, struct canon_digests *out)
{
	size_t plain = canon_text_plain(in->data, in->len);
	struct job job = {.data = in->data, .len = plain, .digest = out->canonical};

	out->quoted = false;
	if (plain == in->len && plain > 0)
		memcpy(out->canonical, out->stored.blake2b, sizeof(out->canonical));
	else if (plain > 0)
		g_array_append_val(t->jobs, job);
	else if (in->len > WRITTEN_MAX)
		stream(in, out);
	else
		texts_add(t, in, out);
	if (t->canonical->len + t->unquoted->len > TEXTS_MAX)
		texts_flush(t);
}

void
canon_many(size_t n, const struct canon_input in[], struct canon_digests out[])
{
	struct texts t = {.canonical = g_byte_array_new(),
	    .unquoted = g_byte_array_new(),
	    .jobs = g_array_new(FALSE, FALSE, sizeof(struct job))};

	digest_all(n, in, out);
	for (size_t i = 0; i < n; i++)
		add_message(&t, &in[i], &out[i]);
	texts_flush(&t);
	for (size_t i = 0; i < n; i++) {
		if (!out[i].quoted)
			memcpy(out[i].unquoted, out[i].canonical, sizeof(out[i].unquoted));
		out[i].same =
		    memcmp(out[i].canonical, out[i].stored.blake2b, sizeof(out[i].canonical)) == 0;
	}
	g_byte_array_unref(t.canonical);
	g_byte_array_unref(t.unquoted);
	g_array_unref(t.jobs);
}
