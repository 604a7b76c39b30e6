/* SPDX-License-Identifier: Apache-2.0 */
/* Slots; see slot.h. */
#include "crypto/slot.h"

#include <sodium.h>
#include <string.h>

#include "crypto/hex.h"

/* The order of identities in a slot. */
static const enum level order[NLEVELS] = {LEVEL_CONTENT, LEVEL_INDEX, LEVEL_FACTS};

void
pouch_keys_clear(struct pouch_keys *k)
{
	for (int l = 0; l < NLEVELS; l++)
		g_clear_pointer(&k->identity[l], age_identity_free);
}

void
pouch_keys_generate(struct pouch_keys *k)
{
	k->role = ROLE_READER;
	for (int l = 0; l < NLEVELS; l++) {
		struct random_source random = {.purpose = "identity", .number = (guint64)l};
		k->identity[l] = age_identity_generate(&random);
	}
}

static void
commit_of(const struct age_identity *id, enum level level, const struct preamble *p,
    unsigned char out[HASH_SIZE])
{
	struct age_recipient public;

	age_identity_recipient(id, &public);
	preamble_commit(p->archive, level, public.key, out);
}

void
pouch_keys_commit(const struct pouch_keys *k, struct preamble *p)
{
	for (int l = 0; l < NLEVELS; l++)
		commit_of(k->identity[l], (enum level)l, p, p->commit[l]);
}

/* The slot's text up to its identities, all of which is public. */
static GString *
format_head(const struct preamble *p, enum role role)
{
	GString *s = g_string_new("# mailpouch/1 slot\n");
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, p->archive, ARCHIVE_ID_SIZE);
	g_string_append_printf(s, "# archive: %s\n# role: %s\n", hex, role_name(role));
	for (guint i = 0; i < p->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&p->signers[i]);
		g_string_append_printf(s, "# signer: %s\n", key);
	}
	g_string_append_printf(s, "# created: %s\n", p->created);
	return s;
}

static void
put(struct secret *s, const void *data, size_t len)
{
	memcpy(s->data + s->len, data, len);
	s->len += len;
}

/* The whole text. identity[] may be anybody's, so that a reader can rebuild what he found. */
static struct secret *
format_slot(const struct pouch_keys *k, const struct preamble *p, enum role role)
{
	g_autoptr(GString) head = format_head(p, role);
	struct secret *s = secret_new(head->len + NLEVELS * 128);

	s->len = 0;
	put(s, head->str, head->len);
	for (int i = 0; i < NLEVELS; i++) {
		g_autofree char *comment = g_strdup_printf("# %s\n", level_name(order[i]));
		g_autoptr(secret) id = NULL;

		if (!role_holds(role, order[i]))
			continue;
		id = age_identity_format(k->identity[order[i]]);
		put(s, comment, strlen(comment));
		put(s, id->data, id->len);
		put(s, "\n", 1);
	}
	return s;
}

GByteArray *
slot_seal(const struct pouch_keys *k, const struct preamble *p, guint number,
    const struct age_to *to, GError **error)
{
	g_autoptr(secret) text = NULL;
	struct random_source random = {.purpose = "slot", .number = number};

	g_assert(number < p->nslots);
	text = format_slot(k, p, p->slots[number].role);
	return age_encrypt(to, text->data, text->len, &random, error);
}

/* Gives the identities of a slot to the levels that its role holds, in order. */
static bool
take_identities(struct pouch_keys *k, GPtrArray *ids, enum role role)
{
	guint n = 0;

	k->role = role;
	for (int i = 0; i < NLEVELS; i++) {
		if (!role_holds(role, order[i]))
			continue;
		if (n == ids->len)
			return false;
		k->identity[order[i]] = g_steal_pointer(&ids->pdata[n++]);
	}
	return n == ids->len;
}

static bool
check_commits(const struct pouch_keys *k, const struct preamble *p, GError **error)
{
	for (int l = 0; l < NLEVELS; l++) {
		unsigned char found[HASH_SIZE];
		if (k->identity[l] == NULL)
			continue;
		commit_of(k->identity[l], (enum level)l, p, found);
		if (memcmp(found, p->commit[l], HASH_SIZE) != 0)
			return err_set(error, ERR_ALTERED,
			    "the slot holds another %s key than the preamble commits to",
			    level_name((enum level)l));
	}
	return true;
}

bool
slot_open(
    struct pouch_keys *k, const struct slot_body *s, const struct age_keys *keys, GError **error)
{
	const struct preamble *p = s->preamble;
	g_autoptr(secret) text = NULL;
	g_autoptr(GPtrArray) ids = NULL;
	g_auto(pouch_keys) got = {0};
	g_autoptr(secret) again = NULL;

	g_assert(s->number < p->nslots);
	if (s->len > SLOT_SIZE_MAX)
		return err_set(error, ERR_FORMAT, "the slot is larger than may be");
	text = age_decrypt_secret(keys, s->file, s->len, error);
	if (text == NULL)
		return false;
	ids = age_identities_parse(text, NULL);
	if (ids == NULL || !take_identities(&got, ids, p->slots[s->number].role))
		return err_set(error, ERR_ALTERED, "the slot does not hold the keys of its role");
	if (!check_commits(&got, p, error))
		return false;
	again = format_slot(&got, p, p->slots[s->number].role);
	if (again->len != text->len || sodium_memcmp(again->data, text->data, text->len) != 0)
		return err_set(error, ERR_ALTERED,
		    "the slot names another archive, role or signer than the preamble");
	*k = got;
	memset(&got, 0, sizeof(got));
	return true;
}
