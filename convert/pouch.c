/* SPDX-License-Identifier: Apache-2.0 */
/* A pouch that is read; see pouch.h. */
#include "convert/pouch.h"

#include <string.h>

#include "convert/volume_set.h"

/* Where a packed member is. */
struct place {
	guint volume; /* its index in volumes */
	const struct member *member;
};

struct pouch {
	GArray *files;                 /* struct volume_file, by number */
	GArray *places[PACKED_NKINDS]; /* struct place, by number */
	struct pouch_keys keys;
};

static const struct volume_file *
file_of(const struct pouch *p, guint i)
{
	return &g_array_index(p->files, struct volume_file, i);
}

/* Lists the packed members of a volume by kind; their numbers must go on from the one before. */
static bool
list_members(struct pouch *p, guint number, GError **error)
{
	const struct member_index *x = volume_index(file_of(p, number)->volume);

	for (guint i = 0; i < x->members->len; i++) {
		struct place place = {number, &g_array_index(x->members, struct member, i)};
		enum packed_kind kind;
		guint64 ordinal;

		if (!packed_parse(place.member->name, &kind, &ordinal))
			continue;
		if (ordinal != p->places[kind]->len)
			return err_set(error, ERR_ALTERED, "%s: %s is out of order",
			    file_of(p, number)->path, place.member->name);
		g_array_append_val(p->places[kind], place);
	}
	return true;
}

static bool
check_totals(const struct pouch *p, GError **error)
{
	const struct seal *s = pouch_seal(p);

	if (p->places[PACKED_SEGMENT]->len != s->segments ||
	    p->places[PACKED_TREE_FACTS]->len != s->tree_chunks ||
	    p->places[PACKED_TREE_INDEX]->len != s->tree_chunks ||
	    p->places[PACKED_MAIL_FACTS]->len != s->mail_chunks ||
	    p->places[PACKED_MAIL_INDEX]->len != s->mail_chunks)
		return err_set(
		    error, ERR_ALTERED, "the pouch holds other members than its SEAL counts");
	return true;
}

struct pouch *
pouch_open(const char *const *paths, GError **error)
{
	GArray *files = volume_set_open(paths, error);
	g_autoptr(pouch) p = NULL;

	if (files == NULL)
		return NULL;
	p = g_new0(struct pouch, 1);
	p->files = files;
	for (int k = 0; k < PACKED_NKINDS; k++)
		p->places[k] = g_array_new(FALSE, FALSE, sizeof(struct place));
	for (guint i = 0; i < files->len; i++)
		if (!list_members(p, i, error))
			return NULL;
	return check_totals(p, error) ? g_steal_pointer(&p) : NULL;
}

void
pouch_close(struct pouch *p)
{
	if (p == NULL)
		return;
	for (int k = 0; k < PACKED_NKINDS; k++)
		g_array_unref(p->places[k]);
	g_array_unref(p->files);
	pouch_keys_clear(&p->keys);
	g_free(p);
}

/* Tries one slot. ERR_KEY means: another one may open. */
static bool
try_slot(struct pouch *p, guint number, const struct age_keys *keys, GError **error)
{
	struct volume *v = pouch_volume(p, 0);
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	const struct member *m;
	const unsigned char *body;
	char name[MEMBER_NAME_SIZE];

	g_snprintf(name, sizeof(name), "keys/%03u.age", number);
	m = member_index_find(volume_index(v), name);
	if (m == NULL || m->size > SLOT_SIZE_MAX)
		return err_set(error, ERR_ALTERED, "%s is missing or too large", name);
	if (!volume_read_member(v, m, scratch, &body, error))
		return false;
	if (slot_open(&p->keys,
		&(struct slot_body){
		    .preamble = volume_preamble(v), .number = number, .file = body, .len = m->size},
		keys, error))
		return true;
	g_prefix_error(error, "%s: ", name);
	return false;
}

bool
pouch_unlock(struct pouch *p, const struct age_keys *keys, GError **error)
{
	const struct preamble *pre = pouch_preamble(p);

	for (guint i = 0; i < pre->nslots; i++) {
		g_autoptr(GError) cause = NULL;
		struct age_keys fitting = *keys;

		if (pre->slots[i].passphrase)
			fitting.identities = NULL;
		else
			fitting.passphrase = NULL;
		if (fitting.identities == NULL && fitting.passphrase == NULL)
			continue;
		if (try_slot(p, i, &fitting, &cause))
			return true;
		if (err_kind(cause) != ERR_KEY) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return false;
		}
	}
	return err_set(error, ERR_KEY, "none of the keys given opens this pouch");
}

bool
pouch_has(const struct pouch *p, enum level level)
{
	return p->keys.identity[level] != NULL;
}

enum role
pouch_role(const struct pouch *p)
{
	return p->keys.role;
}

bool
pouch_takes_passphrase(const struct pouch *p)
{
	const struct preamble *pre = pouch_preamble(p);

	for (guint i = 0; i < pre->nslots; i++)
		if (pre->slots[i].passphrase)
			return true;
	return false;
}

guint
pouch_nvolumes(const struct pouch *p)
{
	return p->files->len;
}

struct volume *
pouch_volume(const struct pouch *p, guint i)
{
	return file_of(p, i)->volume;
}

const char *
pouch_path(const struct pouch *p, guint i)
{
	return file_of(p, i)->path;
}

void
pouch_name_error(const struct pouch *p, GError **error)
{
	if (error == NULL || *error == NULL)
		return;
	for (guint i = 0; i < pouch_nvolumes(p); i++) {
		g_autofree char *name = g_strconcat(pouch_path(p, i), ": ", NULL);
		if (strstr((*error)->message, name) != NULL)
			return;
	}
	g_prefix_error(error, "%s: ", pouch_path(p, 0));
}

const struct preamble *
pouch_preamble(const struct pouch *p)
{
	return volume_preamble(pouch_volume(p, 0));
}

const struct seal *
pouch_seal(const struct pouch *p)
{
	return volume_seal(pouch_volume(p, p->files->len - 1));
}

void
pouch_scratch_init(struct pouch_scratch *s)
{
	s->blocks = g_byte_array_new();
	s->packed = g_byte_array_new();
}

void
pouch_scratch_clear(struct pouch_scratch *s)
{
	g_clear_pointer(&s->blocks, g_byte_array_unref);
	g_clear_pointer(&s->packed, g_byte_array_unref);
}

/* The blocks were good: what the pouch's own key does not open was not put there by its sealer. */
static void
call_altered(GError **error)
{
	if (error != NULL && (err_kind(*error) == ERR_KEY || err_kind(*error) == ERR_FORMAT))
		(*error)->code = ERR_ALTERED;
}

bool
pouch_read(struct pouch *p, enum packed_kind kind, guint64 number, struct pouch_scratch *scratch,
    GByteArray *out, GError **error)
{
	struct unpacking with = {.identity = p->keys.identity[packed_level(kind)],
	    .scratch = scratch->packed,
	    .out = out};
	const struct place *place;
	struct packed_place expected = {pouch_preamble(p)->archive, 0, kind, number};
	const unsigned char *body;

	if (with.identity == NULL)
		return err_set(error, ERR_KEY, "your key does not open the pouch's %s",
		    level_name(packed_level(kind)));
	if (number >= p->places[kind]->len)
		return err_set(error, ERR_ALTERED, "the pouch ends before it should");
	place = &g_array_index(p->places[kind], struct place, number);
	expected.volume = place->volume + 1;
	if (volume_read_member(
		pouch_volume(p, place->volume), place->member, scratch->blocks, &body, error)) {
		if (packed_open(&expected, &with, body, place->member->size, error))
			return true;
		call_altered(error);
		g_prefix_error(error, "%s: ", place->member->name);
	}
	g_prefix_error(error, "%s: ", pouch_path(p, place->volume));
	return false;
}

guint64
pouch_count(const struct pouch *p, enum packed_kind kind)
{
	return p->places[kind]->len;
}

void
pouch_range(
    const struct pouch *p, enum packed_kind kind, guint64 number, guint64 *first, guint64 *count)
{
	const struct member *m = g_array_index(p->places[kind], struct place, number).member;

	*first = m->first;
	*count = m->count;
}
