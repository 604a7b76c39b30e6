/* SPDX-License-Identifier: Apache-2.0 */
/* One volume, judged without a key; see volume_check.h. */
#include "verify/volume_check.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "crypto/volume_identity.h"
#include "crypto/volume_text.h"
#include "verify/ending.h"
#include "verify/file_digest.h"
#include "verify/stripe_check.h"

#define THREAD_MIN (16 * 1024 * 1024) /* smaller files are not worth a thread */

/* A volume being checked. */
struct check {
	struct view view;
	const struct volume_options *options;
	struct volume_result *r;
	struct ending ending;
	struct signer_keys keys;
	GBytes
	    *preamble_text; /* NULL if it could not be read; r->preamble is its content if parsed */
	GError *preamble_error; /* why it cannot be read or parsed */
	unsigned char preamble_hash[HASH_SIZE];
	GBytes *index_text;
	struct member_index *index;
};

static void
check_clear(struct check *c)
{
	ending_clear(&c->ending);
	g_clear_pointer(&c->keys.keys, g_array_unref);
	g_clear_pointer(&c->preamble_text, g_bytes_unref);
	g_clear_error(&c->preamble_error);
	g_clear_pointer(&c->index_text, g_bytes_unref);
	g_clear_pointer(&c->index, member_index_free);
}

void
volume_result_clear(struct volume_result *r)
{
	g_free(r->name);
	preamble_clear(&r->preamble);
	g_clear_pointer(&r->seal_text, g_bytes_unref);
	g_clear_pointer(&r->seal_signature, g_bytes_unref);
	memset(r, 0, sizeof(*r));
}

/* Which pouch the headers must name, and where its SEAL is. */
static bool
find_identity(struct check *c, GError **error)
{
	struct volume_identity id;

	if (!volume_identity_find(c->view.fd, c->view.size, &id, error))
		return false;
	memcpy(c->view.gname, id.gname, sizeof(c->view.gname));
	c->ending.found = id.has_seal;
	c->ending.seal = id.seal;
	c->ending.at = id.has_seal ? id.seal_at : c->view.size;
	return true;
}

static void
read_preamble(struct check *c)
{
	struct volume_result *r = c->r;
	gsize len;
	const void *text;
	guint64 end;

	c->preamble_text = volume_read_text(c->view.fd, volume_preamble_at(), MEMBER_PREAMBLE, NULL,
	    TEXT_MAX, &end, &c->preamble_error);
	if (c->preamble_text == NULL)
		return;
	text = g_bytes_get_data(c->preamble_text, &len);
	statement_hash(text, len, c->preamble_hash);
	r->has_preamble = preamble_parse(&r->preamble, text, len, &c->preamble_error);
}

/* The signers that the preamble names; keys that the user vouches with help where it is damaged. */
static void
gather_keys(struct check *c)
{
	const struct preamble *p = &c->r->preamble;
	const struct volume_options *o = c->options;

	c->keys.keys = g_array_new(FALSE, FALSE, sizeof(struct minisign_public));
	if (c->r->has_preamble)
		g_array_append_vals(c->keys.keys, p->signers, p->nsigners);
	c->keys.named = c->r->has_preamble &&
	    (!c->ending.found || memcmp(c->preamble_hash, c->ending.seal.preamble, HASH_SIZE) == 0);
	if (!c->keys.named && o->nvouched > 0)
		g_array_append_vals(c->keys.keys, o->vouched, (guint)o->nvouched);
}

static void
report_preamble(struct check *c, enum finding_code code, const char *why)
{
	findings_add(c->view.findings, code, c->view.volume, volume_preamble_at(), 0, "%s", why);
}

/* A preamble that cannot be read: was it sealed so? */
static bool
judge_unreadable_preamble(struct check *c, bool sealed, GError **error)
{
	enum err_kind kind = err_kind(c->preamble_error);

	/* Of a file that ends before it, the missing SEAL says enough. */
	if (kind == ERR_INCOMPLETE && !c->ending.found)
		return true;
	if (kind == ERR_UNSUPPORTED && (sealed || !c->ending.found))
		return err_set(error, kind, "%s: %s", MEMBER_PREAMBLE, c->preamble_error->message);
	if (kind == ERR_UNSUPPORTED)
		report_preamble(c, FOUND_PREAMBLE_DIFFERS, "its digest is not in the SEAL");
	else
		report_preamble(c, sealed ? FOUND_MEMBER_MALFORMED : FOUND_PREAMBLE_DAMAGED,
		    "it cannot be read");
	return true;
}

/* Preamble against SEAL. Fails with ERR_UNSUPPORTED if it must not be judged. */
static bool
judge_preamble(struct check *c, GError **error)
{
	const struct ending *e = &c->ending;
	const struct preamble *p = &c->r->preamble;
	bool sealed = e->found && c->preamble_text != NULL &&
	    memcmp(c->preamble_hash, e->seal.preamble, HASH_SIZE) == 0;

	if (!c->r->has_preamble)
		return judge_unreadable_preamble(c, sealed, error);
	if (e->found && !sealed)
		report_preamble(c, FOUND_PREAMBLE_DIFFERS, "its digest is not in the SEAL");
	else if (e->found &&
	    (memcmp(p->archive, e->seal.archive, ARCHIVE_ID_SIZE) != 0 ||
		p->volume != e->seal.volume))
		report_preamble(c, FOUND_PREAMBLE_DIFFERS, "it is of another pouch or volume");
	return true;
}

/* What SEAL or else the preamble says of the volume. */
static void
take_claims(struct check *c)
{
	struct volume_result *r = c->r;
	struct ending *e = &c->ending;

	r->has_seal = e->found;
	r->sealed = e->good;
	memcpy(r->copies, e->copies, sizeof(r->copies));
	r->has_archive = e->found || r->has_preamble;
	if (e->found)
		memcpy(r->archive, e->seal.archive, ARCHIVE_ID_SIZE);
	else if (r->has_preamble)
		memcpy(r->archive, r->preamble.archive, ARCHIVE_ID_SIZE);
	if (!e->found)
		return;
	r->seal = e->seal;
	r->seal_text = g_bytes_ref(e->text);
	r->seal_signature = e->signature != NULL ? g_bytes_ref(e->signature) : NULL;
	memcpy(r->seal_hash, e->hash, HASH_SIZE);
	for (guint i = 0; e->good && i < e->signers->len && i < SIGNERS_MAX; i++)
		r->signers[r->nsigners++] = g_array_index(
		    c->keys.keys, struct minisign_public, g_array_index(e->signers, gint, i));
}

/* The index as SEAL places it: a hint until its blocks have met their hashes. */
static void
read_index(struct check *c)
{
	const struct seal *s = &c->ending.seal;
	g_autofree unsigned char *text = NULL;

	if (!c->ending.found || s->index_size > INDEX_TEXT_MAX || s->index_at > c->view.size ||
	    s->index_size > c->view.size - s->index_at)
		return;
	text = g_malloc(s->index_size + 1);
	if (!volume_pread(c->view.fd, text, s->index_size, s->index_at, NULL))
		return;
	c->index = member_index_parse(text, s->index_size, s->index_at, NULL);
	c->index_text = g_bytes_new_take(g_steal_pointer(&text), s->index_size);
}

static void
judge_seal_place(struct check *c, const GArray *map)
{
	const struct ending *e = &c->ending;
	struct view *v = &c->view;
	guint64 end = map->len == 0 ? 0 : g_array_index(map, struct stripe_spot, map->len - 1).end;

	if (e->at != e->seal.bytes)
		findings_add(v->findings, FOUND_SHIFTED, v->volume, e->at, 0,
		    "the SEAL was at byte %" G_GUINT64_FORMAT " when it was signed", e->seal.bytes);
	/* Fewer stripes than were sealed may be damage, unless the index knows no more either. */
	if (map->len != e->seal.stripes)
		findings_add(v->findings,
		    c->index != NULL && c->index->stripes->len == map->len ? FOUND_SEAL_DIFFERS
									   : FOUND_STRIPE_UNPROVEN,
		    v->volume, FINDING_NOWHERE, 0, "%u stripes can be found, of %" G_GUINT64_FORMAT,
		    map->len, e->seal.stripes);
	if (end != e->at)
		findings_add(v->findings, FOUND_STRIPE_UNPROVEN, v->volume, end,
		    e->at > end ? e->at - end : 0, "no stripe");
	if (!v->pads_lost && e->gap != FINDING_NOWHERE && e->gap != v->pads)
		findings_add(v->findings, FOUND_MEMBER_MISPLACED, v->volume, e->at, 0,
		    "pad/%08" G_GUINT64_FORMAT " between the SEALs", e->gap);
}

static void
take_results(struct check *c, const struct stripe_check *s)
{
	struct volume_result *r = c->r;

	r->good = s->good;
	r->damaged = s->damaged;
	r->unproven = s->unproven;
	r->checkpoints = s->checkpoints;
	r->proven_to = s->proven_to;
	r->totals = *member_walk_totals(s->walk);
	r->covered = c->view.covered;
}

static bool
check_stripes(struct check *c, GError **error)
{
	struct walk_claims claims = {.preamble = c->r->has_preamble ? &c->r->preamble : NULL,
	    .seal = c->ending.found ? &c->ending.seal : NULL,
	    .index = c->index,
	    .index_text = c->index_text};
	g_autoptr(member_walk) walk = member_walk_new(&c->view, &claims);
	g_autoptr(block_stream) stream = block_stream_new(c->view.fd, c->view.size >= THREAD_MIN);
	g_autoptr(GArray) map = stripe_map_make(&c->view, c->index, c->ending.at);
	struct stripe_check s = {.view = &c->view,
	    .stream = stream,
	    .walk = walk,
	    .keys = &c->keys,
	    .archive = c->r->has_archive ? c->r->archive : NULL};

	c->r->stripes = map->len;
	for (guint i = 0; i < map->len; i++)
		stripe_check_run(&s, i, &g_array_index(map, struct stripe_spot, i));
	member_walk_finish(walk);
	if (c->ending.found) {
		stripe_check_seal(&s, &c->ending.seal);
		judge_seal_place(c, map);
	}
	take_results(c, &s);
	if (s.refused == NULL)
		return true;
	g_propagate_error(error, s.refused);
	return false;
}

static bool
check_all(struct check *c, GError **error)
{
	struct view *v = &c->view;

	if (!find_identity(c, error))
		return false;
	read_preamble(c);
	if (c->ending.found)
		v->volume = c->ending.seal.volume;
	else if (c->r->has_preamble)
		v->volume = c->r->preamble.volume;
	c->r->volume = v->volume;
	gather_keys(c);
	if (c->ending.found)
		ending_judge(&c->ending, v, &c->keys);
	else
		findings_add(v->findings, FOUND_NOT_SEALED, v->volume, v->size, 0, NULL);
	take_claims(c);
	if (!judge_preamble(c, error))
		return false;
	read_index(c);
	return check_stripes(c, error);
}

bool
volume_check(int fd, const struct volume_options *options, struct volume_result *r,
    struct findings *found, GError **error)
{
	struct check c = {.view = {.fd = fd, .findings = found}, .options = options, .r = r};
	struct file_digest *digest = NULL;
	struct stat st;
	bool ok;

	if (fstat(fd, &st) < 0)
		return err_set_errno(error, errno, "stat");
	if (!S_ISREG(st.st_mode))
		return err_set(error, ERR_FORMAT, "is not a regular file");
	r->size = c.view.size = (guint64)st.st_size;
	if (options->digest)
		digest = file_digest_begin(fd, r->size);
	ok = check_all(&c, error);
	if (digest != NULL)
		r->has_digest = file_digest_end(digest, r->digest);
	check_clear(&c);
	return ok;
}
