/* SPDX-License-Identifier: Apache-2.0 */
/* Who vouches for a pouch; see vouch.h. */
#include "cmd/vouch.h"

#include <string.h>

#include "cmd/terminal.h"

char **vouch_signed_by;
char *vouch_trust;

static struct trust *trusted;

bool
vouch_load(GError **error)
{
	trusted = trust_new();
	for (char **w = vouch_signed_by; w != NULL && *w != NULL; w++)
		if (!trust_add_word(trusted, *w, error))
			return false;
	/* Who names the signer that it must have is not content with another one. */
	if (vouch_signed_by != NULL)
		return true;
	return vouch_trust != NULL ? trust_load(trusted, vouch_trust, error)
				   : trust_load_default(trusted, error);
}

const struct trust *
vouch_trusted(void)
{
	return trusted;
}

/* Whether --signed-by or --trust was given: then an unknown signer is an error everywhere. */
static bool
is_demanded(void)
{
	return vouch_signed_by != NULL || vouch_trust != NULL;
}

void
vouched_clear(struct vouched *v)
{
	g_clear_pointer(&v->key, g_free);
	g_clear_pointer(&v->name, g_free);
}

/* Seconds since 1970 of a time as statements have it. */
static gint64
parse_time(const char *text)
{
	g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(text, NULL);

	return t != NULL ? g_date_time_to_unix(t) : 0;
}

/* Whether the key signed the SEAL of every volume: to be named in a preamble is not enough. */
static bool
has_signed(const struct pouch *p, const struct minisign_public *key)
{
	for (guint i = 0; i < pouch_nvolumes(p); i++) {
		const struct volume *v = pouch_volume(p, i);
		g_autofree char *comment = seal_comment(volume_seal(v));

		if (!volume_text_signed_by(volume_seal_text(v), key, comment))
			return false;
	}
	return true;
}

/* A signer of the pouch: a trusted one, if *trusted_as is set, else the first. */
static const struct minisign_public *
find_signer(const struct pouch *p, const struct trust_signer **trusted_as)
{
	const struct preamble *pre = pouch_preamble(p);
	const struct minisign_public *first = NULL;
	gint64 sealed = parse_time(pouch_seal(p)->time);

	*trusted_as = NULL;
	for (guint i = 0; i < pre->nsigners; i++) {
		const struct minisign_public *key = &pre->signers[i];

		if (!has_signed(p, key))
			continue;
		*trusted_as = trust_find_covering(trusted, key, TRUST_SEAL, sealed);
		if (*trusted_as != NULL)
			return key;
		first = first != NULL ? first : key;
	}
	return first != NULL ? first : &pre->signers[0];
}

bool
vouch_check_pouch(const struct pouch *p, struct vouched *v, GError **error)
{
	const struct trust_signer *s;

	v->key = minisign_public_format(find_signer(p, &s));
	v->name = s != NULL ? g_strdup(s->name) : NULL;
	if (s != NULL || !is_demanded())
		return true;
	return err_set(error, ERR_ORIGIN,
	    "origin not established: signed by %s, which is not a signer that you named or trust",
	    v->key);
}

void
vouch_say(const struct vouched *v)
{
	if (v->name != NULL)
		terminal_say(LOUD_NORMAL, "signed by %s (%s)", v->name, v->key);
	else
		terminal_say(LOUD_NORMAL,
		    "the origin was not checked: signed by %s, whom nobody vouches for here "
		    "(--signed-by says whom you expect)",
		    v->key);
}

void
vouch_add(json_t *reply, const struct vouched *v)
{
	json_t *o = json_object();

	json_object_set_new(o, "checked", json_boolean(v->name != NULL));
	json_object_set_new(o, "signer", json_string(v->key));
	json_object_set_new(o, "name", v->name != NULL ? json_string(v->name) : json_null());
	json_object_set_new(reply, "origin", o);
}
