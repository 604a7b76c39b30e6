/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and signatures in a volume; see volume_text.h. */
#include "crypto/volume_text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "crypto/headless.h"
#include "crypto/minisign.h"
#include "crypto/ustar.h"

#define TAIL (2 * SEAL_GAP) /* bytes at the end of a volume in which both SEALs lie */

void
signed_text_clear(struct signed_text *t)
{
	g_clear_pointer(&t->text, g_bytes_unref);
	g_clear_pointer(&t->signature, g_bytes_unref);
	g_clear_pointer(&t->further, g_ptr_array_unref);
	t->at = t->end = 0;
}

bool
volume_pread(int fd, void *buf, size_t len, guint64 at, GError **error)
{
	for (size_t done = 0; done < len;) {
		ssize_t n = pread(fd, (char *)buf + done, len - done, (off_t)(at + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_set_errno(error, errno, "read");
			g_prefix_error(error, "byte %" G_GUINT64_FORMAT ": ", at + done);
			return false;
		}
		if (n == 0)
			return err_set(
			    error, ERR_INCOMPLETE, "ends at byte %" G_GUINT64_FORMAT, at + done);
		done += (size_t)n;
	}
	return true;
}

/* Reads the padding behind a body that ends at an offset; *end: behind it. */
static bool
read_padding(int fd, guint64 at, guint64 size, guint64 *end, GError **error)
{
	unsigned char zeros[USTAR_BLOCK];
	size_t n = ustar_padding(size);

	if (!volume_pread(fd, zeros, n, at, error))
		return false;
	if (!ustar_is_zero(zeros, n))
		return err_set(
		    error, ERR_FORMAT, "byte %" G_GUINT64_FORMAT ": padding is not zero", at);
	*end = at + n;
	return true;
}

GBytes *
volume_read_text(int fd, guint64 at, const char *name, const char *gname, size_t max, guint64 *end,
    GError **error)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];
	guint64 size;
	g_autofree unsigned char *body = NULL;

	if (!volume_pread(fd, header, sizeof(header), at, error))
		return NULL;
	if (!ustar_parse(header, gname, found, &size, error) || strcmp(found, name) != 0 ||
	    size > max) {
		g_clear_error(error);
		err_set(error, ERR_FORMAT, "byte %" G_GUINT64_FORMAT ": no %s here", at, name);
		return NULL;
	}
	body = g_malloc(size + 1);
	if (!volume_pread(fd, body, size, at + USTAR_BLOCK, error) ||
	    !read_padding(fd, at + USTAR_BLOCK + size, size, end, error))
		return NULL;
	return g_bytes_new_take(g_steal_pointer(&body), size);
}

/* The members behind the first signature, as long as they are signatures of the same text. */
static void
read_further(int fd, const char *name, const char *gname, struct signed_text *t)
{
	t->further = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	for (unsigned i = 1; i < SIGNERS_MAX; i++) {
		g_autofree char *next = g_strdup_printf("%s.%u.minisig", name, i);
		GBytes *signature =
		    volume_read_text(fd, t->end, next, gname, SIGNATURE_MAX, &t->end, NULL);
		if (signature == NULL)
			return;
		g_ptr_array_add(t->further, signature);
	}
}

/* A text, be its header or padding damaged: what its signature, or what it is one of, decides. */
static GBytes *
read_part(int fd, guint64 at, const char *name, const char *gname, size_t max, guint64 *end,
    GError **error)
{
	g_autoptr(GError) cause = NULL;
	GBytes *text = volume_read_text(fd, at, name, gname, max, end, &cause);

	if (text == NULL && gname != NULL && err_kind(cause) == ERR_FORMAT)
		text = headless_read(fd, at, name, gname, max, end);
	if (text == NULL)
		g_propagate_error(error, g_steal_pointer(&cause));
	return text;
}

bool
volume_read_signed(int fd, guint64 at, const char *name, const char *gname, struct signed_text *out,
    GError **error)
{
	g_autofree char *second = g_strconcat(name, ".minisig", NULL);
	g_auto(signed_text) t = {.at = at};

	t.text = read_part(fd, at, name, gname, TEXT_MAX, &t.end, error);
	if (t.text == NULL)
		return false;
	t.signature = read_part(fd, t.end, second, gname, SIGNATURE_MAX, &t.end, error);
	if (t.signature == NULL)
		return false;
	read_further(fd, name, gname, &t);
	*out = t;
	memset(&t, 0, sizeof(t));
	return true;
}

bool
volume_find_before(int fd, guint64 end, const char *name, guint64 *at, GError **error)
{
	guint64 from = end > TAIL ? (end - TAIL) / USTAR_BLOCK * USTAR_BLOCK : 0;
	size_t len = (size_t)(end - from) / USTAR_BLOCK * USTAR_BLOCK;
	g_autofree unsigned char *tail = g_malloc(len + 1);
	char found[USTAR_NAME_SIZE];
	guint64 body;

	if (!volume_pread(fd, tail, len, from, error))
		return false;
	*at = end;
	for (size_t i = len; i >= USTAR_BLOCK; i -= USTAR_BLOCK) {
		const unsigned char *header = tail + i - USTAR_BLOCK;
		if (strncmp((const char *)header, name, MEMBER_NAME_SIZE) == 0 &&
		    ustar_parse(header, NULL, found, &body, NULL)) {
			*at = from + i - USTAR_BLOCK;
			return true;
		}
	}
	return true;
}

/* The same from the start, as long as headers follow each other. */
static guint64
find_from_start(int fd, guint64 size, const char *name)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];
	guint64 at = 0, body;

	while (at + USTAR_BLOCK <= size && volume_pread(fd, header, sizeof(header), at, NULL) &&
	    ustar_parse(header, NULL, found, &body, NULL)) {
		if (strcmp(found, name) == 0)
			return at;
		at += USTAR_BLOCK + body + ustar_padding(body);
	}
	return size;
}

bool
volume_find_seal(int fd, guint64 size, const char *name, struct signed_text *out, GError **error)
{
	guint64 at;

	if (!volume_find_before(fd, size, name, &at, error))
		return false;
	if (at == size)
		at = find_from_start(fd, size, name);
	if (at == size)
		return err_set(
		    error, ERR_INCOMPLETE, "there is no %s: cut off, or never sealed", name);
	return volume_read_signed(fd, at, name, NULL, out, error);
}

static bool
check_one(
    const struct preamble *p, GBytes *text, GBytes *signature, const char *comment, GError **error)
{
	gsize len, sig_len;
	const void *data = g_bytes_get_data(text, &len);
	const char *sig = g_bytes_get_data(signature, &sig_len);
	unsigned char id[MINISIGN_ID_SIZE];

	if (!minisign_signature_key_id(sig, sig_len, id, error))
		return false;
	for (guint i = 0; i < p->nsigners; i++)
		if (memcmp(p->signers[i].key_id, id, sizeof(id)) == 0)
			return minisign_verify(
			    &p->signers[i], data, len, sig, sig_len, comment, error);
	return err_set(error, ERR_ALTERED, "signed by none of the signers that the preamble names");
}

bool
volume_check_signature(
    const struct preamble *p, const struct signed_text *t, const char *comment, GError **error)
{
	if (check_one(p, t->text, t->signature, comment, error))
		return true;
	for (guint i = 0; t->further != NULL && i < t->further->len; i++) {
		if (check_one(p, t->text, t->further->pdata[i], comment, NULL)) {
			g_clear_error(error);
			return true;
		}
	}
	return false;
}

static bool
is_signature_by(
    GBytes *text, GBytes *signature, const struct minisign_public *key, const char *comment)
{
	gsize len, sig_len;
	const void *data = g_bytes_get_data(text, &len);
	const char *sig = g_bytes_get_data(signature, &sig_len);

	return minisign_verify(key, data, len, sig, sig_len, comment, NULL);
}

bool
volume_text_signed_by(
    const struct signed_text *t, const struct minisign_public *key, const char *comment)
{
	if (is_signature_by(t->text, t->signature, key, comment))
		return true;
	for (guint i = 0; t->further != NULL && i < t->further->len; i++)
		if (is_signature_by(t->text, t->further->pdata[i], key, comment))
			return true;
	return false;
}

guint64
volume_preamble_at(void)
{
	guint64 len = strlen(pouch_readme);

	return USTAR_BLOCK + len + ustar_padding(len);
}
