/* SPDX-License-Identifier: Apache-2.0 */
/* A search for a pouch in a file; see volume_identity.h. */
#include "crypto/volume_identity.h"

#include <string.h>

#include "crypto/header_scan.h"
#include "crypto/hex.h"
#include "crypto/volume_text.h"

#define FIRST_LOOK (1024 * 1024) /* bytes in which a pouch shows a header */
#define TAIL (4 * SEAL_GAP)      /* both SEALs lie in the last bytes of a volume */
#define NCOPIES 2
#define NOWHERE G_MAXUINT64

static const char *const copy_names[NCOPIES] = {MEMBER_SEAL, MEMBER_SEAL_AGAIN};

/* Where the copies were last seen; NOWHERE if not. */
struct search {
	int fd;
	const char *gname; /* of the pouch; "" takes any */
	guint64 at[NCOPIES];
	GError *refused; /* a SEAL that must not be judged; kept in case there is no other */
};

static bool
see_header(void *ctx, const struct header_hit *hit)
{
	struct search *s = ctx;

	if (s->gname[0] != '\0' && strcmp(s->gname, hit->gname) != 0)
		return true;
	for (int i = 0; i < NCOPIES; i++)
		if (strcmp(hit->name, copy_names[i]) == 0)
			s->at[i] = hit->at;
	return true;
}

static bool
read_copy(struct search *s, guint64 at, int copy, struct seal *seal)
{
	guint64 end;
	g_autoptr(GBytes) text = NULL;
	g_autoptr(GError) error = NULL;

	text = volume_read_text(s->fd, at, copy_names[copy], NULL, TEXT_MAX, &end, NULL);
	if (text == NULL)
		return false;
	if (seal_parse(seal, g_bytes_get_data(text, NULL), g_bytes_get_size(text), &error))
		return true;
	if (err_kind(error) == ERR_UNSUPPORTED && s->refused == NULL)
		s->refused = g_steal_pointer(&error);
	return false;
}

/* SEAL says where it stands, which counts if it can be read there or was not seen elsewhere. */
static bool
take_search(struct search *s, struct volume_identity *out)
{
	struct seal there;

	for (int i = 0; i < NCOPIES && !out->has_seal; i++)
		out->has_seal = s->at[i] != NOWHERE && read_copy(s, s->at[i], i, &out->seal);
	if (!out->has_seal)
		return false;
	out->seal_at = out->seal.bytes;
	if (!read_copy(s, out->seal.bytes, 0, &there) && s->at[0] != NOWHERE)
		out->seal_at = s->at[0];
	return true;
}

static bool
find_seal(struct search *s, guint64 size, const char *gname, struct volume_identity *out)
{
	guint64 tail = size > TAIL ? size - TAIL : 0;

	s->gname = gname;
	s->at[0] = s->at[1] = NOWHERE;
	header_scan(s->fd, tail, size, see_header, s);
	if (take_search(s, out))
		return true;
	header_scan(s->fd, 0, tail, see_header, s);
	return take_search(s, out);
}

static bool
take_first(void *ctx, const struct header_hit *hit)
{
	memcpy(ctx, hit->gname, sizeof(hit->gname));
	return false;
}

bool
volume_identity_find(int fd, guint64 size, struct volume_identity *out, GError **error)
{
	struct search s = {.fd = fd};

	memset(out, 0, sizeof(*out));
	/* A second pouch behind this one must not speak for it. */
	header_scan(fd, 0, MIN(size, FIRST_LOOK), take_first, out->gname);
	if ((out->gname[0] == '\0' || !find_seal(&s, size, out->gname, out)) &&
	    find_seal(&s, size, "", out))
		hex_encode(out->gname, out->seal.archive, USTAR_GNAME_LEN / 2);
	if (!out->has_seal && s.refused != NULL) {
		g_propagate_prefixed_error(error, s.refused, "%s: ", MEMBER_SEAL);
		return false;
	}
	g_clear_error(&s.refused);
	if (out->gname[0] == '\0')
		return err_set(error, ERR_FORMAT, "is not a pouch");
	return true;
}
