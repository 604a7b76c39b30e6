/* SPDX-License-Identifier: Apache-2.0 */
/* The first header and the preamble; see volume_start.h. */
#include "crypto/volume_start.h"

#include <string.h>

#include "crypto/volume_identity.h"
#include "crypto/volume_text.h"

static bool
read_first_header(int fd, char gname[USTAR_GNAME_LEN + 1], GError **error)
{
	unsigned char header[USTAR_BLOCK];
	char name[USTAR_NAME_SIZE];
	guint64 size;

	if (!volume_pread(fd, header, sizeof(header), 0, error))
		return false;
	if (!ustar_parse(header, NULL, name, &size, NULL) || strcmp(name, MEMBER_README) != 0)
		return err_set(error, ERR_FORMAT, "byte 0: no %s here", MEMBER_README);
	memcpy(gname, header + USTAR_GNAME_AT, USTAR_GNAME_LEN);
	gname[USTAR_GNAME_LEN] = '\0';
	return true;
}

/* The kind of error that a preamble is which SEAL does, or does not, have the digest of. */
static enum err_kind
kind_of_preamble(GBytes *text, const struct seal *seal, enum err_kind parsing)
{
	unsigned char hash[HASH_SIZE];
	bool sealed;

	statement_hash(g_bytes_get_data(text, NULL), g_bytes_get_size(text), hash);
	sealed = memcmp(hash, seal->preamble, HASH_SIZE) == 0;
	if (parsing == ERR_UNSUPPORTED)
		return sealed ? ERR_UNSUPPORTED : ERR_ALTERED;
	return sealed ? ERR_ALTERED : ERR_DAMAGED;
}

/* What a failure to read the start means. text: of the preamble, if that far it went. */
static bool
refuse(int fd, guint64 size, GBytes *text, GError *cause, GError **error)
{
	g_autoptr(GError) owned = cause;
	struct volume_identity id;
	enum err_kind kind;

	if (err_kind(cause) == ERR_IO) {
		g_propagate_error(error, g_steal_pointer(&owned));
		return false;
	}
	if (!volume_identity_find(fd, size, &id, error))
		return false;
	if (id.has_seal && id.seal_at != id.seal.bytes)
		return err_set(error, ERR_ALTERED,
		    "bytes were put in or taken out: %s was at byte %" G_GUINT64_FORMAT
		    " when it was signed, and is at %" G_GUINT64_FORMAT,
		    MEMBER_SEAL, id.seal.bytes, id.seal_at);
	if (id.has_seal)
		kind =
		    text != NULL ? kind_of_preamble(text, &id.seal, err_kind(cause)) : ERR_DAMAGED;
	else
		kind = err_kind(cause) == ERR_UNSUPPORTED ? ERR_UNSUPPORTED : ERR_INCOMPLETE;
	g_propagate_error(error, g_steal_pointer(&owned));
	if (error != NULL)
		(*error)->code = (gint)kind;
	if (kind == ERR_DAMAGED)
		g_prefix_error(error, "the start of this pouch is damaged: ");
	if (kind == ERR_ALTERED)
		g_prefix_error(error, "the start of this pouch is not what was sealed: ");
	return false;
}

GBytes *
volume_start_read(
    int fd, guint64 size, char gname[USTAR_GNAME_LEN + 1], struct preamble *p, GError **error)
{
	g_autoptr(GBytes) text = NULL;
	GError *cause = NULL;
	guint64 end;

	memset(p, 0, sizeof(*p));
	if (read_first_header(fd, gname, &cause))
		text = volume_read_text(
		    fd, volume_preamble_at(), MEMBER_PREAMBLE, gname, TEXT_MAX, &end, &cause);
	if (text != NULL &&
	    preamble_parse(p, g_bytes_get_data(text, NULL), g_bytes_get_size(text), &cause))
		return g_steal_pointer(&text);
	if (text != NULL)
		g_prefix_error(&cause, "%s: ", MEMBER_PREAMBLE);
	(void)refuse(fd, size, text, cause, error);
	return NULL;
}
