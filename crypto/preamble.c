/* SPDX-License-Identifier: Apache-2.0 */
/* The preamble; see preamble.h. */
#include "crypto/preamble.h"

#include <string.h>

#include "crypto/blake2b.h"
#include "crypto/hex.h"
#include "crypto/text_field.h"

#define DIGEST_NAME "blake2b-256"

static const char *const role_names[NROLES] = {"reader", "auditor", "facts"};

const char *
role_name(enum role role)
{
	return role_names[role];
}

int
role_parse(const char *name)
{
	for (int r = 0; r < NROLES; r++)
		if (strcmp(role_names[r], name) == 0)
			return r;
	return -1;
}

bool
role_holds(enum role role, enum level level)
{
	return role == ROLE_READER || level == LEVEL_FACTS ||
	    (role == ROLE_AUDITOR && level == LEVEL_INDEX);
}

static const struct text_key preamble_keys[] = {
    {"archive", TEXT_HEX32, 0},
    {"volume", TEXT_NUMBER, 0},
    {"previous-seal", TEXT_HEX64, TEXT_OPTIONAL},
    {"series", TEXT_HEX64, TEXT_OPTIONAL},
    {"created", TEXT_TIME, 0},
    {"tool", TEXT_LINE, 0},
    {"libraries", TEXT_LINE, TEXT_OPTIONAL},
    {"signer", TEXT_TOKEN, TEXT_REPEATED},
    {"keeper", TEXT_TOKEN, TEXT_REPEATED | TEXT_OPTIONAL},
    {"slot", TEXT_LINE, TEXT_REPEATED},
    {"key-commit", TEXT_LINE, TEXT_REPEATED},
    {"block", TEXT_NUMBER, 0},
    {"segment", TEXT_NUMBER, 0},
    {"stripe", TEXT_NUMBER, 0},
    {"parity", TEXT_LINE, 0},
    {"digest", TEXT_TOKEN, 0},
};
static const struct text_form preamble_form = {
    .type = "mailpouch/1 preamble",
    .keys = preamble_keys,
    .nkeys = G_N_ELEMENTS(preamble_keys),
    .max = TEXT_MAX,
};

/* Whether b may stand behind a: signers ascend by the byte order of their texts. */
static bool
signers_ascend(const struct minisign_public *a, const struct minisign_public *b)
{
	g_autofree char *first = minisign_public_format(a);
	g_autofree char *second = minisign_public_format(b);

	return strcmp(first, second) < 0;
}

bool
preamble_add_signer(struct preamble *p, const struct minisign_public *signer, GError **error)
{
	guint at = p->nsigners;

	if (p->nsigners == SIGNERS_MAX)
		return err_set(error, ERR_USAGE, "more than %d signers", SIGNERS_MAX);
	while (at > 0 && signers_ascend(signer, &p->signers[at - 1]))
		at--;
	if (at > 0 && !signers_ascend(&p->signers[at - 1], signer))
		return err_set(error, ERR_USAGE, "a signer is given twice");
	memmove(&p->signers[at + 1], &p->signers[at], (p->nsigners - at) * sizeof(*signer));
	p->signers[at] = *signer;
	p->nsigners++;
	return true;
}

static void
add_lists(const struct preamble *p, struct text *t)
{
	char hex[HEX_SIZE(HASH_SIZE)];

	for (guint i = 0; i < p->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&p->signers[i]);
		text_add(t, "signer", "%s", key);
	}
	for (guint i = 0; i < p->nslots; i++)
		text_add(t, "slot", "%03u %s %s", i, role_name(p->slots[i].role),
		    p->slots[i].passphrase ? "passphrase" : "x25519");
	for (int l = 0; l < NLEVELS; l++) {
		hex_encode(hex, p->commit[l], HASH_SIZE);
		text_add(t, "key-commit", "%s %s", level_name((enum level)l), hex);
	}
}

GBytes *
preamble_format(const struct preamble *p, GError **error)
{
	g_autoptr(typed_text) t = text_new(&preamble_form);

	for (guint i = 1; i < p->nsigners; i++) {
		if (!signers_ascend(&p->signers[i - 1], &p->signers[i])) {
			err_set(error, ERR_FORMAT, "the signers are not in their order");
			return NULL;
		}
	}
	text_add_hex(t, "archive", p->archive, ARCHIVE_ID_SIZE);
	text_add(t, "volume", "%" G_GUINT64_FORMAT, p->volume);
	if (p->has_previous_seal)
		text_add_hex(t, "previous-seal", p->previous_seal, HASH_SIZE);
	text_add(t, "created", "%s", p->created);
	text_add(t, "tool", "%s", p->tool);
	if (p->libraries != NULL)
		text_add(t, "libraries", "%s", p->libraries);
	add_lists(p, t);
	text_add(t, "block", "%d", BLOCK_SIZE);
	text_add(t, "segment", "%d", SEGMENT_SIZE);
	text_add(t, "stripe", "%d", STRIPE_SIZE);
	text_add(t, "parity", "none");
	text_add(t, "digest", DIGEST_NAME);
	return text_format(t, error);
}

static bool
take_signers(struct preamble *p, const struct text *t, GError **error)
{
	g_autoptr(GPtrArray) values = text_values(t, "signer");

	if (values->len == 0 || values->len > SIGNERS_MAX)
		return err_set(error, ERR_FORMAT, "%u signers, where 1 to %d may be", values->len,
		    SIGNERS_MAX);
	for (guint i = 0; i < values->len; i++) {
		const char *key = values->pdata[i];
		if (!minisign_public_parse(key, strlen(key), &p->signers[i], error)) {
			g_prefix_error(error, "signer %u: ", i + 1);
			return false;
		}
	}
	p->nsigners = values->len;
	return true;
}

static bool
take_slot(struct preamble *p, const char *line, GError **error)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autofree char *number = g_strdup_printf("%03u", p->nslots);
	struct slot_line *slot = &p->slots[p->nslots];
	int role;

	if (g_strv_length(words) != 3 || strcmp(words[0], number) != 0 ||
	    (role = role_parse(words[1])) < 0)
		return err_set(
		    error, ERR_FORMAT, "slot %u is not described in a known way", p->nslots);
	slot->role = (enum role)role;
	slot->passphrase = strcmp(words[2], "passphrase") == 0;
	if (!slot->passphrase && strcmp(words[2], "x25519") != 0)
		return err_set(error, ERR_FORMAT, "slot %u is of an unknown kind", p->nslots);
	p->nslots++;
	return true;
}

static bool
take_slots(struct preamble *p, const struct text *t, GError **error)
{
	g_autoptr(GPtrArray) values = text_values(t, "slot");

	if (values->len == 0 || values->len > SLOTS_MAX)
		return err_set(
		    error, ERR_FORMAT, "%u slots, where 1 to %d may be", values->len, SLOTS_MAX);
	for (guint i = 0; i < values->len; i++)
		if (!take_slot(p, values->pdata[i], error))
			return false;
	return true;
}

static bool
take_commits(struct preamble *p, const struct text *t, GError **error)
{
	g_autoptr(GPtrArray) values = text_values(t, "key-commit");
	guint n = 0;

	for (; n < values->len && n < NLEVELS; n++) {
		const char *line = values->pdata[n], *name = level_name((enum level)n);
		if (!g_str_has_prefix(line, name) || line[strlen(name)] != ' ' ||
		    !hex_decode(p->commit[n], HASH_SIZE, line + strlen(name) + 1,
			strlen(line) - strlen(name) - 1))
			break;
	}
	if (n != NLEVELS || values->len != NLEVELS)
		return err_set(
		    error, ERR_FORMAT, "the key commitments are not those of this version");
	return true;
}

static bool
check_parameters(const struct text *t, GError **error)
{
	return text_expect_number(t, "block", BLOCK_SIZE, error) &&
	    text_expect_number(t, "segment", SEGMENT_SIZE, error) &&
	    text_expect_number(t, "stripe", STRIPE_SIZE, error) &&
	    text_expect(t, "parity", "none", error) && text_expect(t, "digest", DIGEST_NAME, error);
}

bool
preamble_parse(struct preamble *p, const void *data, size_t len, GError **error)
{
	g_autoptr(typed_text) t = text_parse(&preamble_form, data, len, error);

	memset(p, 0, sizeof(*p));
	if (t == NULL || !check_parameters(t, error) || !take_signers(p, t, error) ||
	    !take_slots(p, t, error) || !take_commits(p, t, error))
		return false;
	text_get_hex(t, "archive", p->archive, ARCHIVE_ID_SIZE);
	p->volume = text_get_number(t, "volume");
	p->has_previous_seal = text_take_optional_hash(t, "previous-seal", p->previous_seal);
	text_take_time(t, "created", p->created);
	p->tool = g_strdup(text_get(t, "tool"));
	p->libraries = g_strdup(text_get(t, "libraries"));
	return true;
}

void
preamble_clear(struct preamble *p)
{
	g_free(p->tool);
	g_free(p->libraries);
	memset(p, 0, sizeof(*p));
}

void
preamble_commit(const unsigned char archive[ARCHIVE_ID_SIZE], enum level level,
    const unsigned char key[32], unsigned char out[HASH_SIZE])
{
	static const char domain[] = "mailpouch/1 key";
	const char *name = level_name(level);
	struct blake2b hash;

	blake2b_init(&hash, HASH_SIZE);
	blake2b_update(&hash, domain, strlen(domain));
	blake2b_update(&hash, archive, ARCHIVE_ID_SIZE);
	blake2b_update(&hash, name, strlen(name));
	blake2b_update(&hash, key, 32);
	blake2b_final(&hash, out);
}
