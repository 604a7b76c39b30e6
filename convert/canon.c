/* SPDX-License-Identifier: Apache-2.0 */
/*
 * L1 and L2 of messages; see canon.h. A stream has one hash as long as the
 * canonical text is the message itself; it is forked where they part. Of
 * messages in memory, what is not their own canonical text, the header or all, is
 * written out as that, so that this too is hashed side by side with others.
 */
#include "convert/canon.h"

#include <glib.h>
#include <string.h>
#include <xxhash.h>

#include "convert/canon_text.h"
#include "crypto/blake2b.h"

#define WRITTEN_MAX (1024 * 1024) /* longer messages are streamed, unless they are plain */
#define TEXT_MORE 2               /* bytes that a canonical text may be longer: two LFs */

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

/* Both canonical texts of a message, being written into room of a queue. */
struct texts {
	unsigned char *canonical, *unquoted; /* each with room for the message and TEXT_MORE */
	size_t len, unquoted_len;
	bool quoted;
};

static void
texts_put_standing(void *user, const void *data, size_t len)
{
	struct texts *t = user;

	memcpy(t->canonical + t->len, data, len);
	t->len += len;
}

static void
texts_put(void *user, const void *data, size_t len)
{
	struct texts *t = user;

	texts_put_standing(user, data, len);
	if (!t->quoted)
		return;
	memcpy(t->unquoted + t->unquoted_len, data, len);
	t->unquoted_len += len;
}

static void
texts_quoted(void *user)
{
	struct texts *t = user;

	t->quoted = true;
	memcpy(t->unquoted, t->canonical, t->len);
	t->unquoted_len = t->len;
}

static const struct canon_text_ops texts_ops = {
    texts_put, texts_quoted, texts_put_standing, NULL, NULL};

static void
add_text(struct blake2b_queue *q, const unsigned char *text, size_t len, unsigned char *digest)
{
	blake2b_queue_add(q, &(struct blake2b_input){.data = text, .len = len}, digest);
}

/* Writes the message's canonical texts. */
static void
add_written(struct blake2b_queue *q, const void *data, size_t len, struct canon_digests *out)
{
	bool cr_only = len == 0 || memchr(data, '\n', len) == NULL;
	unsigned char *room = blake2b_queue_room(q, 2 * (len + TEXT_MORE));
	struct texts t = {.canonical = room, .unquoted = room + len + TEXT_MORE};
	struct canon_text text;

	canon_text_begin(&text, &texts_ops, &t, false, cr_only);
	canon_text_update(&text, data, len);
	canon_text_end(&text);
	out->quoted = t.quoted;
	add_text(q, t.canonical, t.len, out->canonical);
	if (t.quoted)
		add_text(q, t.unquoted, t.unquoted_len, out->unquoted);
}

static void
stream(const void *data, size_t len, struct canon_digests *out)
{
	struct canon *c = canon_new();

	canon_update(c, data, len);
	canon_end(c, out);
	canon_free(c);
}

/* A message whose canonical text is len bytes of it, but for lines of its header. */
static void
add_plain(struct blake2b_queue *q, const unsigned char *data, size_t len, size_t header,
    struct canon_digests *out)
{
	struct blake2b_input in = {.data = data + header, .len = len - header};

	if (header > 0) {
		unsigned char *head = blake2b_queue_room(q, header);

		in.head = head;
		in.head_len = canon_text_header(data, header, head);
	}
	blake2b_queue_add(q, &in, out->canonical);
}

void
canon_add(struct blake2b_queue *q, const void *data, size_t len, struct canon_digests *out)
{
	size_t header, plain = canon_text_plain(data, len, &header);

	out->quoted = false;
	out->same = plain > 0 && plain == len && header == 0;
	if (plain == 0 && len > WRITTEN_MAX) {
		stream(data, len, out);
		return;
	}
	digest_add(q, data, len, &out->stored);
	if (plain == 0)
		add_written(q, data, len, out);
	else if (!out->same)
		add_plain(q, data, plain, header, out);
}

void
canon_complete(struct canon_digests *out)
{
	if (out->same)
		memcpy(out->canonical, out->stored.blake2b, sizeof(out->canonical));
	else
		out->same =
		    memcmp(out->canonical, out->stored.blake2b, sizeof(out->canonical)) == 0;
	if (!out->quoted)
		memcpy(out->unquoted, out->canonical, sizeof(out->unquoted));
}
