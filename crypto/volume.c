/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a sealed volume, verified block by block; see volume.h. */
#include "crypto/volume.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/stripe_reader.h"
#include "crypto/ustar.h"
#include "crypto/volume_start.h"

struct volume {
	int fd;
	guint64 size;
	char gname[USTAR_GNAME_LEN + 1];
	struct preamble preamble;
	struct seal seal;
	struct signed_text seal_text;
	struct member_index *index;
	struct stripe_reader *stripes;
};

/* What reading the stripes takes; borrowed from v. */
static struct stripe_source
source_of(const struct volume *v)
{
	return (struct stripe_source){
	    .fd = v->fd, .gname = v->gname, .preamble = &v->preamble, .seal = &v->seal};
}

void
volume_close(struct volume *v)
{
	if (v == NULL)
		return;
	stripe_reader_free(v->stripes);
	if (v->fd >= 0)
		close(v->fd);
	preamble_clear(&v->preamble);
	signed_text_clear(&v->seal_text);
	member_index_free(v->index);
	g_free(v);
}

const struct preamble *
volume_preamble(const struct volume *v)
{
	return &v->preamble;
}

const struct seal *
volume_seal(const struct volume *v)
{
	return &v->seal;
}

const struct member_index *
volume_index(const struct volume *v)
{
	return v->index;
}

const struct signed_text *
volume_seal_text(const struct volume *v)
{
	return &v->seal_text;
}

/* Reads a member of the index, header included. */
static bool
read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **found, GError **error)
{
	struct stripe_range range = {.at = m->at - USTAR_BLOCK, .len = USTAR_BLOCK + m->size};
	gssize number = member_index_stripe(v->index, range.at, range.len);

	if (number < 0)
		return err_set(error, ERR_FORMAT, "is not in the volume");
	range.number = (guint64)number;
	range.place = g_array_index(v->index->stripes, struct stripe_place, number);
	return stripe_reader_read(v->stripes, &range, scratch, found, error);
}

bool
volume_read_member(struct volume *v, const struct member *m, GByteArray *scratch,
    const unsigned char **data, GError **error)
{
	unsigned char header[USTAR_BLOCK];
	const unsigned char *found;

	if (m->size > PACKED_MAX)
		return err_set(error, ERR_FORMAT, "%s is larger than may be", m->name);
	if (!read_member(v, m, scratch, &found, error)) {
		g_prefix_error(error, "%s: ", m->name);
		return false;
	}
	ustar_header(header, m->name, m->size, v->gname);
	if (memcmp(header, found, USTAR_BLOCK) != 0)
		return err_set(error, ERR_ALTERED, "%s is not where index.txt says", m->name);
	*data = found + USTAR_BLOCK;
	return true;
}

/* Preamble and SEAL must speak of each other, and SEAL be signed. */
static bool
check_seal(struct volume *v, GBytes *preamble, GError **error)
{
	g_autofree char *comment = seal_comment(&v->seal);
	unsigned char hash[HASH_SIZE];

	statement_hash(g_bytes_get_data(preamble, NULL), g_bytes_get_size(preamble), hash);
	if (memcmp(hash, v->seal.preamble, HASH_SIZE) != 0 ||
	    memcmp(v->preamble.archive, v->seal.archive, ARCHIVE_ID_SIZE) != 0 ||
	    v->preamble.volume != v->seal.volume)
		return err_set(
		    error, ERR_ALTERED, "%s is not the one that was sealed", MEMBER_PREAMBLE);
	return volume_check_signature(&v->preamble, &v->seal_text, comment, error);
}

/* Takes the SEAL of this name, if it is good. */
static bool
take_seal(struct volume *v, const char *name, GBytes *preamble, GError **error)
{
	gsize len;
	const void *text;

	signed_text_clear(&v->seal_text);
	if (!volume_find_seal(v->fd, v->size, name, &v->seal_text, error))
		return false;
	text = g_bytes_get_data(v->seal_text.text, &len);
	if (seal_parse(&v->seal, text, len, error) && check_seal(v, preamble, error))
		return true;
	g_prefix_error(error, "%s: ", name);
	return false;
}

/* Takes the first good one of the two SEALs. */
static bool
find_seal(struct volume *v, GBytes *preamble, GError **error)
{
	g_autoptr(GError) first = NULL, second = NULL;
	GError **telling = &first;

	if (take_seal(v, MEMBER_SEAL, preamble, &first) ||
	    take_seal(v, MEMBER_SEAL_AGAIN, preamble, &second))
		return true;
	/* What is wrong with one that can be read says more than that the other cannot. */
	if ((err_kind(first) == ERR_INCOMPLETE || err_kind(first) == ERR_FORMAT) &&
	    err_kind(second) != ERR_INCOMPLETE)
		telling = &second;
	if (err_kind(*telling) == ERR_FORMAT)
		(*telling)->code = ERR_INCOMPLETE;
	g_propagate_error(error, g_steal_pointer(telling));
	return false;
}

/* Whether index.txt with its header lies in the data part of the stripe, as SEAL places it. */
static bool
check_index_place(const struct seal *seal, const struct stripe_place *s, GError **error)
{
	guint64 room = s->blocks * BLOCK_SIZE;

	if (seal->index_size > INDEX_TEXT_MAX)
		return err_set(error, ERR_FORMAT, "%s is larger than may be", MEMBER_INDEX);
	if (seal->index_at < s->start + USTAR_BLOCK || seal->index_at - s->start > room ||
	    seal->index_size > room - (seal->index_at - s->start))
		return err_set(error, ERR_ALTERED, "%s is not in the last stripe", MEMBER_INDEX);
	return true;
}

/* Takes the list of members, whose text was verified and whose last stripe is known. */
static bool
take_index(
    struct volume *v, const unsigned char *text, const struct stripe_place *last, GError **error)
{
	const GArray *stripes;
	const struct stripe_place *listed;

	v->index = member_index_parse(text, v->seal.index_size, v->seal.index_at, error);
	/* Its blocks are good, so it was signed as it is. */
	if (v->index == NULL && error != NULL)
		(*error)->code = ERR_ALTERED;
	if (v->index == NULL)
		return false;
	stripes = v->index->stripes;
	listed = &g_array_index(stripes, struct stripe_place, stripes->len - 1);
	if (stripes->len != v->seal.stripes || listed->start != last->start ||
	    listed->blocks != last->blocks)
		return err_set(
		    error, ERR_ALTERED, "%s lists other stripes than were signed", MEMBER_INDEX);
	return true;
}

static bool
load_index(struct volume *v, GError **error)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	struct stripe_range range = {
	    .number = v->seal.stripes - 1,
	    .at = v->seal.index_at - USTAR_BLOCK,
	    .len = USTAR_BLOCK + v->seal.index_size,
	};
	const struct stripe_source source = source_of(v);
	unsigned char header[USTAR_BLOCK];
	const unsigned char *found;

	if (v->seal.bytes > v->size || v->seal.index_at > v->size)
		return err_set(error, ERR_ALTERED, "%s speaks of another volume", MEMBER_SEAL);
	if (!stripe_find_last(&source, &range.place, error) ||
	    !check_index_place(&v->seal, &range.place, error))
		return false;
	if (!stripe_reader_read(v->stripes, &range, scratch, &found, error)) {
		g_prefix_error(error, "%s: ", MEMBER_INDEX);
		return false;
	}
	ustar_header(header, MEMBER_INDEX, v->seal.index_size, v->gname);
	if (memcmp(header, found, USTAR_BLOCK) != 0)
		return err_set(error, ERR_ALTERED, "%s is not where SEAL says", MEMBER_INDEX);
	return take_index(v, found + USTAR_BLOCK, &range.place, error);
}

static bool
open_volume(struct volume *v, GError **error)
{
	struct stat st;
	g_autoptr(GBytes) preamble = NULL;

	if (fstat(v->fd, &st) < 0)
		return err_set_errno(error, errno, "stat");
	if (!S_ISREG(st.st_mode))
		return err_set(error, ERR_FORMAT, "is not a regular file");
	v->size = (guint64)st.st_size;
	preamble = volume_start_read(v->fd, v->size, v->gname, &v->preamble, error);
	return preamble != NULL && find_seal(v, preamble, error) && load_index(v, error);
}

struct volume *
volume_open(int fd, GError **error)
{
	g_autoptr(volume) v = g_new0(struct volume, 1);
	struct stripe_source source;

	v->fd = fd;
	source = source_of(v);
	v->stripes = stripe_reader_new(&source);
	return open_volume(v, error) ? g_steal_pointer(&v) : NULL;
}
