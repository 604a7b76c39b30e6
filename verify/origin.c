/* SPDX-License-Identifier: Apache-2.0 */
/* Who vouches for a pouch; see origin.h. */
#include "verify/origin.h"

#include <string.h>

#include "crypto/minisign.h"

static bool
has_key(const struct vouched_signer *s, const struct minisign_public *key)
{
	return memcmp(s->key.key_id, key->key_id, MINISIGN_ID_SIZE) == 0 &&
	    memcmp(s->key.key, key->key, MINISIGN_KEY_SIZE) == 0;
}

const struct vouched_signer *
origin_find(const struct vouching *v, const struct minisign_public *key)
{
	for (gsize i = 0; i < v->nsigners; i++)
		if (has_key(&v->signers[i], key))
			return &v->signers[i];
	return NULL;
}

/* SEAL's time is what the signer says; nothing better is there. */
static bool
is_valid_at(const struct vouched_signer *s, const char *time)
{
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(time, NULL);
	gint64 at = when != NULL ? g_date_time_to_unix(when) : G_MININT64;

	return at >= s->valid_after && at < s->valid_before;
}

/* The trusted signer with this key who counts at that time, or NULL: a key may be listed twice. */
static const struct vouched_signer *
find_valid(const struct vouching *v, const struct minisign_public *key, const char *time)
{
	for (gsize i = 0; i < v->nsigners; i++)
		if (has_key(&v->signers[i], key) && is_valid_at(&v->signers[i], time))
			return &v->signers[i];
	return NULL;
}

/* The first trusted signer of a volume, or NULL with the finding that says why. */
static const struct vouched_signer *
judge_volume(const struct volume_result *volume, const struct vouching *v, struct findings *found)
{
	bool expired = false;

	if (!volume->sealed) /* that is reported, and nobody can vouch for it */
		return NULL;
	for (guint i = 0; i < volume->nsigners; i++) {
		const struct minisign_public *key = &volume->signers[i];
		const struct vouched_signer *s = find_valid(v, key, volume->seal.time);
		if (s != NULL)
			return s;
		expired |= origin_find(v, key) != NULL;
	}
	findings_add(found, expired ? FOUND_SIGNER_EXPIRED : FOUND_SIGNER_UNKNOWN, volume->volume,
	    FINDING_NOWHERE, 0, NULL);
	return NULL;
}

/* Every signer whom the preamble names must have signed SEAL. */
static void
judge_silence(const struct volume_result *volume, struct findings *found)
{
	if (volume->sealed && volume->has_preamble && volume->nsigners < volume->preamble.nsigners)
		findings_add(found, FOUND_SIGNER_SILENT, volume->volume, FINDING_NOWHERE, 0,
		    "%u of %u have signed", volume->nsigners, volume->preamble.nsigners);
}

/* Whether the receipt's own signature, if there is one, is by a signer that it names. */
static bool
receipt_is_signed(const struct vouching *v)
{
	const struct receipt *r = v->receipt;
	g_autofree char *comment = receipt_comment(r);

	if (v->receipt_signature == NULL)
		return true;
	for (guint i = 0; i < r->nsigners; i++)
		if (minisign_verify(&r->signers[i], v->receipt_text, v->receipt_len,
			v->receipt_signature, v->receipt_signature_len, comment, NULL))
			return true;
	return false;
}

/*
 * Whether the volume is the one that the receipt has under its number: SEAL
 * decides. Damage changes the file's digest too, so that it only speaks of a
 * file in which there is none.
 */
static bool
receipt_has(const struct receipt *r, const struct volume_result *volume, bool clean)
{
	const struct receipt_volume *rv;

	if (volume->volume == 0 || volume->volume > r->volumes->len ||
	    memcmp(r->archive, volume->archive, ARCHIVE_ID_SIZE) != 0)
		return false;
	rv = &g_array_index(r->volumes, struct receipt_volume, volume->volume - 1);
	return g_bytes_equal(rv->seal, volume->seal_text) &&
	    (!volume->has_digest || !clean ||
		memcmp(rv->digest, volume->digest, sizeof(rv->digest)) == 0);
}

static bool
judge_receipt(
    const struct volume_result volumes[], gsize n, const struct vouching *v, struct findings *found)
{
	const guint64 *n_of = found->of_class;
	bool clean = n_of[CLASS_REPAIRABLE] + n_of[CLASS_LOSSY] + n_of[CLASS_INCOMPLETE] +
		n_of[CLASS_ALTERED] ==
	    0;
	bool ok = receipt_is_signed(v);

	if (!ok)
		findings_add(found, FOUND_RECEIPT_UNSIGNED, 0, FINDING_NOWHERE, 0, NULL);
	for (gsize i = 0; i < n; i++) {
		if (volumes[i].has_seal && receipt_has(v->receipt, &volumes[i], clean))
			continue;
		ok = false;
		if (volumes[i].has_seal)
			findings_add(found, FOUND_RECEIPT_DIFFERS, volumes[i].volume,
			    FINDING_NOWHERE, 0, NULL);
	}
	return ok;
}

/* Keys vouch if a trusted one has signed each volume. */
static bool
judge_signers(const struct volume_result volumes[], gsize n, const struct vouching *v,
    struct origin_result *r, struct findings *found)
{
	bool ok = n > 0;

	for (gsize i = 0; i < n; i++) {
		const struct vouched_signer *s = judge_volume(&volumes[i], v, found);
		if (r->signer == NULL)
			r->signer = s;
		ok &= s != NULL;
	}
	return ok;
}

void
origin_check(const struct volume_result volumes[], gsize n, const struct vouching *v,
    struct origin_result *r, struct findings *found)
{
	guint64 before = found->of_class[CLASS_ORIGIN];
	g_auto(findings) unknown = {0};
	bool signers;

	*r = (struct origin_result){.state = ORIGIN_UNKNOWN};
	findings_init(&unknown);
	for (gsize i = 0; i < n; i++)
		judge_silence(&volumes[i], found);
	if (v->receipt != NULL)
		r->by_receipt = judge_receipt(volumes, n, v, found);
	/* A receipt that matches vouches where keys do not, as for a one-time signer. */
	signers = judge_signers(volumes, n, v, r, r->by_receipt ? &unknown : found);
	if (v->receipt != NULL && !r->by_receipt)
		r->state = ORIGIN_CONTRADICTED;
	else if ((signers || r->by_receipt) && found->of_class[CLASS_ORIGIN] == before)
		r->state = ORIGIN_OK;
}
