/* SPDX-License-Identifier: Apache-2.0 */
/* A pouch that is read; see pouch.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "convert/pouch.h"

/* Where a packed member is. */
struct place {
	guint volume; /* its index in volumes */
	const struct member *member;
};

struct pouch {
	GPtrArray *volumes; /* struct volume *, by number */
	GPtrArray *paths;   /* char *, in the same order */
	GArray *places[PACKED_NKINDS]; /* struct place, by number */
	struct pouch_keys keys;
};

struct opened {
	char *path;
	struct volume *volume;
};

static void
opened_clear(gpointer p)
{
	struct opened *o = p;

	g_free(o->path);
	volume_close(o->volume);
}

static gint
by_number(gconstpointer a, gconstpointer b)
{
	guint64 x = volume_seal(((const struct opened *)a)->volume)->volume;
	guint64 y = volume_seal(((const struct opened *)b)->volume)->volume;

	return x < y ? -1 : x > y;
}

static bool
open_one(GArray *opened, const char *path, GError **error)
{
	struct opened o = {.path = g_strdup(path)};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		err_set_errno(error, errno, "open");
	else
		o.volume = volume_open(fd, error);
	if (o.volume == NULL) {
		g_prefix_error(error, "%s: ", path);
		g_free(o.path);
		return false;
	}
	g_array_append_val(opened, o);
	return true;
}

/* Whether the volumes, sorted, are numbers 1 to the last of one pouch. */
static bool
check_set(GArray *opened, GError **error)
{
	for (guint i = 0; i < opened->len; i++) {
		const struct opened *o = &g_array_index(opened, struct opened, i);
		const struct opened *first = &g_array_index(opened, struct opened, 0);
		const struct seal *s = volume_seal(o->volume);

		if (memcmp(s->archive, volume_seal(first->volume)->archive, ARCHIVE_ID_SIZE) != 0)
			return err_set(error, ERR_ALTERED, "%s: belongs to another pouch than %s",
			    o->path, first->path);
		if (s->volume < i + 1)
			return err_set(error, ERR_USAGE, "%s: volume %" G_GUINT64_FORMAT " is given twice",
			    o->path, s->volume);
		if (s->volume > i + 1)
			return err_set(error, ERR_INCOMPLETE, "volume %u is missing", i + 1);
		if (s->final != (i + 1 == opened->len))
			return err_set(error, s->final ? ERR_ALTERED : ERR_INCOMPLETE,
			    s->final ? "%s: says that it is the last volume, but is not"
				     : "volumes after %s are missing",
			    o->path);
	}
	return true;
}

/* Lists the packed members of a volume by kind; their numbers must go on from the one before. */
static bool
list_members(struct pouch *p, guint number, GError **error)
{
	const struct member_index *x = volume_index(p->volumes->pdata[number]);

	for (guint i = 0; i < x->members->len; i++) {
		struct place place = {number, &g_array_index(x->members, struct member, i)};
		enum packed_kind kind;
		guint64 ordinal;

		if (!packed_parse(place.member->name, &kind, &ordinal))
			continue;
		if (ordinal != p->places[kind]->len)
			return err_set(error, ERR_ALTERED, "%s: %s is out of order",
			    (char *)p->paths->pdata[number], place.member->name);
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
		return err_set(error, ERR_ALTERED, "the pouch holds other members than its SEAL counts");
	return true;
}

static struct pouch *
pouch_new(GArray *opened)
{
	struct pouch *p = g_new0(struct pouch, 1);

	p->volumes = g_ptr_array_new_with_free_func((GDestroyNotify)volume_close);
	p->paths = g_ptr_array_new_with_free_func(g_free);
	for (int k = 0; k < PACKED_NKINDS; k++)
		p->places[k] = g_array_new(FALSE, FALSE, sizeof(struct place));
	for (guint i = 0; i < opened->len; i++) {
		struct opened *o = &g_array_index(opened, struct opened, i);
		g_ptr_array_add(p->volumes, g_steal_pointer(&o->volume));
		g_ptr_array_add(p->paths, g_steal_pointer(&o->path));
	}
	return p;
}

struct pouch *
pouch_open(const char *const *paths, GError **error)
{
	g_autoptr(GArray) opened = g_array_new(FALSE, TRUE, sizeof(struct opened));
	g_autoptr(pouch) p = NULL;

	g_array_set_clear_func(opened, opened_clear);
	for (guint i = 0; paths[i] != NULL; i++)
		if (!open_one(opened, paths[i], error))
			return NULL;
	g_array_sort(opened, by_number);
	if (!check_set(opened, error))
		return NULL;
	p = pouch_new(opened);
	for (guint i = 0; i < p->volumes->len; i++)
		if (!list_members(p, i, error))
			return NULL;
	return check_totals(p, error) ? g_steal_pointer(&p) : NULL;
}

void
pouch_close(struct pouch *p)
{
	if (p == NULL)
		return;
	g_ptr_array_unref(p->volumes);
	g_ptr_array_unref(p->paths);
	for (int k = 0; k < PACKED_NKINDS; k++)
		g_array_unref(p->places[k]);
	pouch_keys_clear(&p->keys);
	g_free(p);
}

/* Tries one slot. ERR_KEY means: another one may open. */
static bool
try_slot(struct pouch *p, guint number, const struct age_keys *keys, GError **error)
{
	struct volume *v = p->volumes->pdata[0];
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
	if (slot_open(&p->keys, volume_preamble(v), number, keys, body, m->size, error))
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

static bool
takes(const struct pouch *p, bool passphrase)
{
	const struct preamble *pre = pouch_preamble(p);

	for (guint i = 0; i < pre->nslots; i++)
		if (pre->slots[i].passphrase == passphrase)
			return true;
	return false;
}

bool
pouch_takes_passphrase(const struct pouch *p)
{
	return takes(p, true);
}

bool
pouch_takes_identity(const struct pouch *p)
{
	return takes(p, false);
}

guint
pouch_nvolumes(const struct pouch *p)
{
	return p->volumes->len;
}

struct volume *
pouch_volume(const struct pouch *p, guint i)
{
	return p->volumes->pdata[i];
}

const char *
pouch_path(const struct pouch *p, guint i)
{
	return p->paths->pdata[i];
}

const struct preamble *
pouch_preamble(const struct pouch *p)
{
	return volume_preamble(p->volumes->pdata[0]);
}

const struct seal *
pouch_seal(const struct pouch *p)
{
	return volume_seal(p->volumes->pdata[p->volumes->len - 1]);
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

bool
pouch_read(struct pouch *p, enum packed_kind kind, guint64 number, struct pouch_scratch *scratch,
    GByteArray *out, GError **error)
{
	const struct age_identity *identity = p->keys.identity[packed_level(kind)];
	const struct place *place;
	struct packed_place expected = {
	    pouch_preamble(p)->archive, 0, kind, number};
	const unsigned char *body;

	if (identity == NULL)
		return err_set(error, ERR_KEY, "your key does not open the pouch's %s",
		    level_name(packed_level(kind)));
	if (number >= p->places[kind]->len)
		return err_set(error, ERR_ALTERED, "the pouch ends before it should");
	place = &g_array_index(p->places[kind], struct place, number);
	expected.volume = place->volume + 1;
	if (volume_read_member(p->volumes->pdata[place->volume], place->member, scratch->blocks, &body,
		error) &&
	    packed_open(&expected, identity, body, place->member->size, scratch->packed, out, error))
		return true;
	g_prefix_error(error, "%s: ", (char *)p->paths->pdata[place->volume]);
	return false;
}

bool
pouch_range(const struct pouch *p, enum packed_kind kind, guint64 number, guint64 *first,
    guint64 *count)
{
	const struct place *place;

	if (number >= p->places[kind]->len)
		return false;
	place = &g_array_index(p->places[kind], struct place, number);
	*first = place->member->first;
	*count = place->member->count;
	return true;
}

gint64
pouch_chunk_of(const struct pouch *p, guint64 id)
{
	const GArray *chunks = p->places[PACKED_MAIL_FACTS];
	guint low = 0, high = chunks->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct member *m = g_array_index(chunks, struct place, middle).member;

		if (id < m->first)
			high = middle;
		else if (id - m->first >= m->count)
			low = middle + 1;
		else
			return middle;
	}
	return -1;
}

/* Reads both halves of a chunk; index stays empty without its key. */
static bool
read_chunk(struct pouch *p, enum manifest_kind kind, guint64 number, struct pouch_scratch *scratch,
    GByteArray *facts, GByteArray *index, GError **error)
{
	return pouch_read(p, manifest_facts(kind), number, scratch, facts, error) &&
	    (!pouch_has(p, LEVEL_INDEX) ||
		pouch_read(p, manifest_index(kind), number, scratch, index, error));
}

/* Goes to the record that stands at a place in a chunk and reads it. */
static bool
find_line(struct manifest_lines *lines, guint64 skip, struct message_record *r, GError **error)
{
	const char *facts, *index;
	size_t facts_len, index_len;
	enum step step;

	do {
		step = manifest_lines_next(lines, &facts, &facts_len, &index, &index_len, error);
	} while (step == STEP_NEXT && skip-- > 0);
	if (step == STEP_END)
		return err_set(error, ERR_ALTERED, "the chunk has fewer records than index.txt says");
	return step == STEP_NEXT &&
	    message_record_read(r, facts, facts_len, index, index_len, error);
}

bool
pouch_find_message(struct pouch *p, guint64 id, struct message_record *r, GError **error)
{
	g_autoptr(GByteArray) facts = g_byte_array_new(), index = g_byte_array_new();
	g_auto(pouch_scratch) scratch;
	gint64 chunk = pouch_chunk_of(p, id);
	struct manifest_lines lines;
	guint64 first, count;

	pouch_scratch_init(&scratch);
	if (chunk < 0 || !pouch_range(p, PACKED_MAIL_FACTS, (guint64)chunk, &first, &count))
		return err_set(error, ERR_USAGE, "there is no message %" G_GUINT64_FORMAT " in this pouch", id);
	if (!read_chunk(p, MANIFEST_MAIL, (guint64)chunk, &scratch, facts, index, error))
		return false;
	manifest_lines_init(&lines, facts, pouch_has(p, LEVEL_INDEX) ? index : NULL);
	if (!find_line(&lines, id - first, r, error))
		return false;
	if (r->message.id == id)
		return true;
	return err_set(error, ERR_ALTERED, "message %" G_GUINT64_FORMAT " is not where index.txt says", id);
}

struct record_reader {
	struct pouch *pouch;
	enum manifest_kind kind;
	guint64 next; /* chunk */
	struct pouch_scratch scratch;
	GByteArray *facts, *index;
	struct manifest_lines lines;
};

struct record_reader *
record_reader_new(struct pouch *p, enum manifest_kind kind)
{
	struct record_reader *r = g_new0(struct record_reader, 1);

	r->pouch = p;
	r->kind = kind;
	r->facts = g_byte_array_new();
	r->index = g_byte_array_new();
	pouch_scratch_init(&r->scratch);
	manifest_lines_init(&r->lines, r->facts, NULL);
	return r;
}

void
record_reader_free(struct record_reader *r)
{
	if (r == NULL)
		return;
	g_byte_array_unref(r->facts);
	g_byte_array_unref(r->index);
	pouch_scratch_clear(&r->scratch);
	g_free(r);
}

enum step
record_reader_next(struct record_reader *r, const char **facts, size_t *facts_len,
    const char **index, size_t *index_len, GError **error)
{
	for (;;) {
		enum step step =
		    manifest_lines_next(&r->lines, facts, facts_len, index, index_len, error);

		if (step != STEP_END || r->next >= r->pouch->places[manifest_facts(r->kind)]->len)
			return step;
		if (!read_chunk(r->pouch, r->kind, r->next++, &r->scratch, r->facts, r->index, error))
			return STEP_FAILED;
		manifest_lines_init(
		    &r->lines, r->facts, pouch_has(r->pouch, LEVEL_INDEX) ? r->index : NULL);
	}
}
