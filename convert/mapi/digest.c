/* SPDX-License-Identifier: Apache-2.0 */
/* Digests of items; see digest.h. */
#include "convert/mapi/digest.h"

#include <string.h>

#include "crypto/blake2b.h"

#define DOMAIN "mailpouch node digest 1\n"
#define PIECE (64 * 1024)
#define REST_IS_LOST 0xffffffff

#define TABLE_FIRST 0x67f0 /* to 0x67ff: ids and versions of rows */
#define TABLE_LAST 0x67ff
#define ATTACH_DATA 0x3701   /* PidTagAttachDataObject */
#define ATTACH_METHOD 0x3705 /* PidTagAttachMethod */
#define METHOD_EMBEDDED 5    /* afEmbeddedMessage */

enum mark {
	MARK_WHOLE = 0,
	MARK_LOST = 1,
};

struct digesting {
	struct blake2b hash;
	unsigned char *piece; /* PIECE bytes */
	bool damaged;
};

/* A property and, from 0x8000, its name. */
struct named {
	struct mapi_property p;
	bool has_name;
	struct mapi_name name;
};

static void
put(struct digesting *d, guint64 n, size_t nbytes)
{
	guint64 le = GUINT64_TO_LE(n);

	blake2b_update(&d->hash, &le, nbytes);
}

/* Whether the walk can go on behind what could not be read; if not, *error is set. */
static bool
is_lost(struct digesting *d, GError *why, GError **error)
{
	if (!g_error_matches(why, ERR_DOMAIN, ERR_FORMAT)) {
		g_propagate_error(error, why);
		return false;
	}
	g_error_free(why);
	d->damaged = true;
	return true;
}

/* Fills the piece; fewer bytes are the last ones. *why is set if the rest cannot be read. */
static size_t
fill(struct digesting *d, struct mapi_stream *s, GError **why)
{
	size_t len = 0;
	gssize n = 1;

	while (len < PIECE && (n = mapi_stream_read(s, d->piece + len, PIECE - len, why)) > 0)
		len += (size_t)n;
	return len;
}

static bool
put_value(struct digesting *d, struct mapi_object *o, const struct mapi_property *p, guint index,
    GError **error)
{
	GError *why = NULL;
	struct mapi_stream *s = mapi_open(o, p, index, &why);
	size_t len = PIECE;

	while (why == NULL && len == PIECE) {
		len = fill(d, s, &why);
		if (len > 0)
			put(d, len, 4);
		blake2b_update(&d->hash, d->piece, len);
	}
	mapi_stream_close(s);
	put(d, why == NULL ? 0 : REST_IS_LOST, 4);
	return why == NULL || is_lost(d, why, error);
}

static bool
put_property(struct digesting *d, struct mapi_object *o, const struct named *n, GError **error)
{
	if (!n->has_name) {
		put(d, 0, 1);
		put(d, n->p.id, 2);
	} else if (n->name.text == NULL) {
		put(d, 1, 1);
		blake2b_update(&d->hash, n->name.set, sizeof(n->name.set));
		put(d, n->name.number, 4);
	} else {
		put(d, 2, 1);
		blake2b_update(&d->hash, n->name.set, sizeof(n->name.set));
		put(d, strlen(n->name.text), 4);
		blake2b_update(&d->hash, n->name.text, strlen(n->name.text));
	}
	put(d, n->p.type, 2);
	put(d, n->p.count, 4);
	for (guint i = 0; i < n->p.count; i++)
		if (!put_value(d, o, &n->p, i, error))
			return false;
	return true;
}

static int
order_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int by_set = memcmp(x->name.set, y->name.set, sizeof(x->name.set));

	if (x->has_name != y->has_name)
		return x->has_name - y->has_name;
	if (!x->has_name)
		return x->p.id - y->p.id;
	if (by_set != 0)
		return by_set;
	if ((x->name.text == NULL) != (y->name.text == NULL))
		return (y->name.text == NULL) - (x->name.text == NULL);
	if (x->name.text != NULL && strcmp(x->name.text, y->name.text) != 0)
		return strcmp(x->name.text, y->name.text);
	if (x->name.text == NULL && x->name.number != y->name.number)
		return x->name.number > y->name.number ? 1 : -1;
	return x->p.id - y->p.id;
}

static bool
put_properties(struct digesting *d, struct mapi_object *o, bool embedded, GError **error)
{
	g_autoptr(GArray) sorted = g_array_new(FALSE, FALSE, sizeof(struct named));
	guint n;
	const struct mapi_property *list = mapi_properties(o, &n);

	for (guint i = 0; i < n; i++) {
		struct named p = {.p = list[i]};

		if ((p.p.id >= TABLE_FIRST && p.p.id <= TABLE_LAST) ||
		    (embedded && p.p.id == ATTACH_DATA))
			continue;
		p.has_name = p.p.id >= 0x8000 && mapi_name_of(o, p.p.id, &p.name);
		g_array_append_val(sorted, p);
	}
	g_array_sort(sorted, order_named);
	put(d, sorted->len, 4);
	for (guint i = 0; i < sorted->len; i++)
		if (!put_property(d, o, &g_array_index(sorted, struct named, i), error))
			return false;
	return true;
}

static bool
is_embedded(struct mapi_object *attachment)
{
	const struct mapi_property *p = mapi_find(attachment, ATTACH_METHOD);
	g_autoptr(GBytes) method =
	    p != NULL && p->type == MAPI_INT32 ? mapi_read(attachment, p, 0, 4, NULL) : NULL;

	return method != NULL && g_bytes_get_size(method) == 4 &&
	    *(const unsigned char *)g_bytes_get_data(method, NULL) == METHOD_EMBEDDED;
}

static bool put_message(struct digesting *d, struct mapi_object *o, GError **error);

static bool
put_embedded(struct digesting *d, struct mapi_object *attachment, GError **error)
{
	GError *why = NULL;
	g_autoptr(mapi_object) inner = mapi_embedded(attachment, &why);

	put(d, inner != NULL ? MARK_WHOLE : MARK_LOST, 1);
	return inner != NULL ? put_message(d, inner, error) : is_lost(d, why, error);
}

static bool
put_child(struct digesting *d, struct mapi_object *o, enum mapi_children kind, guint index,
    GError **error)
{
	GError *why = NULL;
	g_autoptr(mapi_object) child = mapi_child(o, kind, index, &why);
	bool embedded = kind == MAPI_ATTACHMENTS && child != NULL && is_embedded(child);

	put(d, child != NULL ? MARK_WHOLE : MARK_LOST, 1);
	if (child == NULL)
		return is_lost(d, why, error);
	return put_properties(d, child, embedded, error) &&
	    (!embedded || put_embedded(d, child, error));
}

static bool
put_children(struct digesting *d, struct mapi_object *o, enum mapi_children kind, GError **error)
{
	GError *why = NULL;
	guint n = 0;
	bool whole = mapi_count(o, kind, &n, &why);

	if (!whole && !is_lost(d, why, error))
		return false;
	put(d, whole ? MARK_WHOLE : MARK_LOST, 1);
	put(d, n, 4);
	for (guint i = 0; i < n; i++)
		if (!put_child(d, o, kind, i, error))
			return false;
	return true;
}

static bool
put_message(struct digesting *d, struct mapi_object *o, GError **error)
{
	return put_properties(d, o, false, error) && put_children(d, o, MAPI_RECIPIENTS, error) &&
	    put_children(d, o, MAPI_ATTACHMENTS, error);
}

bool
mapi_digest(struct mapi_object *message, unsigned char digest[MAPI_DIGEST_SIZE], bool *damaged,
    GError **error)
{
	g_autofree unsigned char *piece = g_malloc(PIECE);
	struct digesting d = {.piece = piece};

	blake2b_init(&d.hash, MAPI_DIGEST_SIZE);
	blake2b_update(&d.hash, DOMAIN, strlen(DOMAIN));
	if (!put_message(&d, message, error))
		return false;
	blake2b_final(&d.hash, digest);
	if (damaged != NULL)
		*damaged = d.damaged;
	return true;
}
