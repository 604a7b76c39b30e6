/* SPDX-License-Identifier: Apache-2.0 */
/* Puts parts of .partial.emlx files back; see emlx_rebuild.h. */
#include "convert/emlx_rebuild.h"

#include <gmime/gmime.h>
#include <string.h>

#include "convert/emlx_place.h"

#define PIECE (57 * 1024) /* bytes read at once: whole lines of base64 */

/* A part on its way from its file into the message. */
struct rebuilding {
	struct tree_file *file;
	GMimeEncoding encoding;
	bool (*write)(void *user, const void *data, size_t len, GError **error);
	void *user;
};

static GMimeContentEncoding
encoding_of(const struct emlx_part *p)
{
	return p->encoding != NULL ? g_mime_content_encoding_from_string(p->encoding)
				   : GMIME_CONTENT_ENCODING_DEFAULT;
}

/* An .emlxpart of the stated length is the body as it was sent. Reads none of it. */
static bool
is_encoded(struct tree *t, const char *path, const struct emlx_part *p)
{
	g_autoptr(tree_file) f = NULL;
	g_autofree unsigned char *buf = g_malloc(PIECE);
	guint64 len = 0;
	gssize n = 0;

	if (!g_str_has_suffix(path, ".emlxpart"))
		return false;
	f = tree_open_path(t, path, NULL);
	while (f != NULL && (n = tree_file_read(f, buf, PIECE, NULL)) > 0)
		len += (guint64)n;
	return f != NULL && n == 0 && len == p->length;
}

static bool
write_piece(struct rebuilding *r, const unsigned char *data, size_t len, bool last, GError **error)
{
	g_autofree char *out = g_malloc(g_mime_encoding_outlen(&r->encoding, len));
	size_t n = last ? g_mime_encoding_flush(&r->encoding, (const char *)data, len, out)
			: g_mime_encoding_step(&r->encoding, (const char *)data, len, out);

	return n == 0 || r->write(r->user, out, n, error);
}

/* *why: what a read failed with. */
static bool
write_all(struct rebuilding *r, GError **why, GError **error)
{
	g_autofree unsigned char *buf = g_malloc(PIECE);
	bool ok = true;
	gssize n;

	while (ok && (n = tree_file_read(r->file, buf, PIECE, why)) > 0)
		ok = write_piece(r, buf, (size_t)n, false, error);
	/* GMime ends base64 with a line end of its own. */
	return ok && write_piece(r, buf, 0, true, error) &&
	    (r->encoding.encoding == GMIME_CONTENT_ENCODING_BASE64 ||
		r->write(r->user, "\n", 1, error)) &&
	    n == 0;
}

bool
emlx_rebuild(struct tree *t, const struct entry *e, const struct emlx_part *p,
    bool (*write)(void *user, const void *data, size_t len, GError **error), void *user,
    char **missing, GError **error)
{
	g_autofree char *path = emlx_place_file(t, e, p);
	g_autoptr(GError) why = NULL, failed = NULL;
	g_autoptr(tree_file) file = path != NULL ? tree_open_path(t, path, &why) : NULL;
	struct rebuilding r = {.file = file, .write = write, .user = user};

	*missing = NULL;
	if (file != NULL) {
		g_mime_encoding_init_encode(&r.encoding,
		    is_encoded(t, path, p) ? GMIME_CONTENT_ENCODING_BINARY : encoding_of(p));
		if (write_all(&r, &why, &failed))
			return true;
	}
	if (failed != NULL)
		g_propagate_error(error, g_steal_pointer(&failed));
	else
		*missing = g_strdup(why != NULL ? why->message : "it is nowhere beside it");
	return false;
}
