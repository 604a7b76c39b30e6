/* SPDX-License-Identifier: Apache-2.0 */
/* Texts and their signatures; see signatures.h. */
#include "verify/signatures.h"

#include <string.h>

#include "crypto/minisign.h"

static void
signature_name(const char *text, guint n, char name[MEMBER_NAME_SIZE])
{
	if (n == 0)
		g_snprintf(name, MEMBER_NAME_SIZE, "%s.minisig", text);
	else
		g_snprintf(name, MEMBER_NAME_SIZE, "%s.%u.minisig", text, n);
}

static bool
is_next(const struct area *a, const char *name)
{
	char found[USTAR_NAME_SIZE];
	guint64 size;

	return area_peek(a, found, &size) && strcmp(found, name) == 0;
}

bool
signatures_take(
    struct area *a, const char *name, enum finding_code missing, struct signed_part *out)
{
	char sig[MEMBER_NAME_SIZE];
	struct wanted text = {.name = name, .min = 1, .max = TEXT_MAX, .missing = missing};
	struct wanted w = {.name = sig, .min = 1, .max = SIGNATURE_MAX, .missing = missing};

	memset(out, 0, sizeof(*out));
	if (!area_take(a, &text, &out->text))
		return false;
	for (guint n = 0; n < SIGNERS_MAX; n++) {
		signature_name(name, n, sig);
		/* There must be one; more are taken where they stand. */
		if ((n > 0 && !is_next(a, sig)) || !area_take(a, &w, &out->signature[n]))
			break;
		out->nsignatures++;
	}
	return true;
}

/* The place in keys of the key with this id, or -1. */
static gint
find_key(const struct signer_keys *keys, const unsigned char id[MINISIGN_ID_SIZE])
{
	for (guint i = 0; i < keys->keys->len; i++)
		if (memcmp(g_array_index(keys->keys, struct minisign_public, i).key_id, id,
			MINISIGN_ID_SIZE) == 0)
			return (gint)i;
	return -1;
}

static enum signatures_state
report_bad(struct view *view, const struct part *p, const char *why)
{
	findings_add(view->findings, FOUND_SIGNATURE_BAD, view->volume, p->at, 0, "%s", why);
	return SIGNATURES_BAD;
}

/* *last: the key of the signature before, or -1. */
static enum signatures_state
judge_one(struct view *view, const struct signer_keys *keys, const struct signed_part *s, guint n,
    const char *comment, enum finding_code malformed, gint *last)
{
	const struct part *p = &s->signature[n];
	const char *text = (const char *)p->body;
	unsigned char id[MINISIGN_ID_SIZE];
	g_autoptr(GError) error = NULL;
	gint key;

	if (!minisign_signature_key_id(text, p->size, id, NULL)) {
		findings_add(view->findings, malformed, view->volume, p->at, 0,
		    "its signature is not well-formed");
		return SIGNATURES_UNCHECKED;
	}
	key = find_key(keys, id);
	if (key < 0 && !keys->named)
		return SIGNATURES_UNCHECKED;
	if (key < 0)
		return report_bad(view, p, "signed by none of the signers that the preamble names");
	if (keys->named && key <= *last)
		return report_bad(view, p, "signatures are not in the order of the signers");
	*last = key;
	if (!minisign_verify(&g_array_index(keys->keys, struct minisign_public, key), s->text.body,
		s->text.size, text, p->size, comment, &error))
		return report_bad(view, p, error->message);
	return SIGNATURES_GOOD;
}

enum signatures_state
signatures_judge(struct view *view, const struct signer_keys *keys, const struct signed_part *s,
    const char *comment, enum finding_code malformed, GArray *good)
{
	enum signatures_state all = SIGNATURES_UNCHECKED;
	gint last = -1;

	for (guint n = 0; n < s->nsignatures; n++) {
		enum signatures_state one = judge_one(view, keys, s, n, comment, malformed, &last);
		if (one == SIGNATURES_BAD || (one == SIGNATURES_GOOD && all != SIGNATURES_BAD))
			all = one;
		if (one == SIGNATURES_GOOD && good != NULL)
			g_array_append_val(good, last);
	}
	return all;
}
