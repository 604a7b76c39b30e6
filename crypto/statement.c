/* SPDX-License-Identifier: Apache-2.0 */
/* Preamble, checkpoint and SEAL; see statement.h. */
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "crypto/hex.h"
#include "crypto/statement.h"
#include "crypto/text.h"

#define DIGEST_NAME "blake2b-256"

void
statement_hash(const void *data, size_t len, unsigned char out[HASH_SIZE])
{
	crypto_generichash(out, HASH_SIZE, data, len, NULL, 0);
}

void
statement_time(gint64 seconds, char out[TIME_SIZE])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

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

/* Copies a value into a fixed field, which text.c has found to fit its type. */
static void
take_time(const struct text *t, const char *key, char out[TIME_SIZE])
{
	g_strlcpy(out, text_get(t, key), TIME_SIZE);
}

static bool
take_optional_hash(const struct text *t, const char *key, unsigned char out[HASH_SIZE])
{
	if (text_get(t, key) == NULL)
		return false;
	text_get_hex(t, key, out, HASH_SIZE);
	return true;
}

/* A number that this version has only one value of. */
static bool
check_constant(const struct text *t, const char *key, guint64 value, GError **error)
{
	if (text_get_number(t, key) == value)
		return true;
	return err_set(error, ERR_FORMAT, "%s: %" G_GUINT64_FORMAT " is not what this version uses", key,
	    text_get_number(t, key));
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

GBytes *
preamble_format(const struct preamble *p, GError **error)
{
	g_autoptr(typed_text) t = text_new(&preamble_form);

	text_add_hex(t, "archive", p->archive, ARCHIVE_ID_SIZE);
	text_add(t, "volume", "%" G_GUINT64_FORMAT, p->volume);
	if (p->has_previous_seal)
		text_add_hex(t, "previous-seal", p->previous_seal, HASH_SIZE);
	text_add(t, "created", "%s", p->created);
	text_add(t, "tool", "%s", p->tool);
	if (p->libraries != NULL)
		text_add(t, "libraries", "%s", p->libraries);
	for (guint i = 0; i < p->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&p->signers[i]);
		text_add(t, "signer", "%s", key);
	}
	for (guint i = 0; i < p->nslots; i++)
		text_add(t, "slot", "%03u %s %s", i, role_name(p->slots[i].role),
		    p->slots[i].passphrase ? "passphrase" : "x25519");
	for (int l = 0; l < NLEVELS; l++) {
		char hex[HEX_SIZE(HASH_SIZE)];
		hex_encode(hex, p->commit[l], HASH_SIZE);
		text_add(t, "key-commit", "%s %s", level_name((enum level)l), hex);
	}
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
		return err_set(error, ERR_FORMAT, "%u signers, where 1 to %d may be", values->len, SIGNERS_MAX);
	for (guint i = 0; i < values->len; i++) {
		const char *key = values->pdata[i];
		if (!minisign_public_parse(key, strlen(key), &p->signers[i], error))
			return false;
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
		return err_set(error, ERR_FORMAT, "slot %u is not described in a known way", p->nslots);
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
		return err_set(error, ERR_FORMAT, "%u slots, where 1 to %d may be", values->len, SLOTS_MAX);
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
		return err_set(error, ERR_FORMAT, "the key commitments are not those of this version");
	return true;
}

static bool
check_parameters(const struct text *t, GError **error)
{
	if (!check_constant(t, "block", BLOCK_SIZE, error) ||
	    !check_constant(t, "segment", SEGMENT_SIZE, error) ||
	    !check_constant(t, "stripe", STRIPE_SIZE, error))
		return false;
	if (strcmp(text_get(t, "parity"), "none") != 0)
		return err_set(error, ERR_FORMAT, "parity is more than this program knows");
	if (strcmp(text_get(t, "digest"), DIGEST_NAME) != 0)
		return err_set(error, ERR_FORMAT, "the digest is one that this program does not know");
	return true;
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
	p->has_previous_seal = take_optional_hash(t, "previous-seal", p->previous_seal);
	take_time(t, "created", p->created);
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
	crypto_generichash_state st;

	crypto_generichash_init(&st, NULL, 0, HASH_SIZE);
	crypto_generichash_update(&st, (const unsigned char *)domain, sizeof(domain) - 1);
	crypto_generichash_update(&st, archive, ARCHIVE_ID_SIZE);
	crypto_generichash_update(&st, (const unsigned char *)name, strlen(name));
	crypto_generichash_update(&st, key, 32);
	crypto_generichash_final(&st, out, HASH_SIZE);
	sodium_memzero(&st, sizeof(st));
}

static const struct text_key checkpoint_keys[] = {
	{"archive", TEXT_HEX32, 0},
	{"volume", TEXT_NUMBER, 0},
	{"stripe", TEXT_NUMBER, 0},
	{"start", TEXT_NUMBER, 0},
	{"blocks", TEXT_NUMBER, 0},
	{"parity-blocks", TEXT_NUMBER, 0},
	{"parity", TEXT_LINE, 0},
	{"groups", TEXT_NUMBER, 0},
	{"stripe-root", TEXT_HEX64, 0},
	{"root", TEXT_HEX64, 0},
	{"previous", TEXT_HEX64, TEXT_OPTIONAL},
	{"segments", TEXT_NUMBER, 0},
	{"time", TEXT_TIME, 0},
};
static const struct text_form checkpoint_form = {
	.type = "mailpouch/1 checkpoint",
	.keys = checkpoint_keys,
	.nkeys = G_N_ELEMENTS(checkpoint_keys),
	.max = TEXT_MAX,
};

/* A member of a struct that is a number in the text. */
struct number_field {
	const char *key;
	size_t at;
};

static void
add_numbers(struct text *t, const void *from, const struct number_field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_add(t, f[i].key, "%" G_GUINT64_FORMAT,
		    *(const guint64 *)((const char *)from + f[i].at));
}

static void
take_numbers(const struct text *t, void *to, const struct number_field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*(guint64 *)((char *)to + f[i].at) = text_get_number(t, f[i].key);
}

static const struct number_field checkpoint_numbers[] = {
	{"volume", offsetof(struct checkpoint, volume)},
	{"stripe", offsetof(struct checkpoint, stripe)},
	{"start", offsetof(struct checkpoint, start)},
	{"blocks", offsetof(struct checkpoint, blocks)},
	{"segments", offsetof(struct checkpoint, segments)},
};

GBytes *
checkpoint_format(const struct checkpoint *c, GError **error)
{
	g_autoptr(typed_text) t = text_new(&checkpoint_form);

	text_add_hex(t, "archive", c->archive, ARCHIVE_ID_SIZE);
	add_numbers(t, c, checkpoint_numbers, G_N_ELEMENTS(checkpoint_numbers));
	text_add(t, "parity-blocks", "0");
	text_add(t, "parity", "none");
	text_add(t, "groups", "0");
	text_add_hex(t, "stripe-root", c->stripe_root, HASH_SIZE);
	text_add_hex(t, "root", c->root, HASH_SIZE);
	if (c->has_previous)
		text_add_hex(t, "previous", c->previous, HASH_SIZE);
	text_add(t, "time", "%s", c->time);
	return text_format(t, error);
}

bool
checkpoint_parse(struct checkpoint *c, const void *data, size_t len, GError **error)
{
	g_autoptr(typed_text) t = text_parse(&checkpoint_form, data, len, error);

	memset(c, 0, sizeof(*c));
	if (t == NULL)
		return false;
	if (!check_constant(t, "parity-blocks", 0, error) || !check_constant(t, "groups", 0, error))
		return false;
	if (strcmp(text_get(t, "parity"), "none") != 0)
		return err_set(error, ERR_FORMAT, "parity is more than this program knows");
	text_get_hex(t, "archive", c->archive, ARCHIVE_ID_SIZE);
	take_numbers(t, c, checkpoint_numbers, G_N_ELEMENTS(checkpoint_numbers));
	text_get_hex(t, "stripe-root", c->stripe_root, HASH_SIZE);
	text_get_hex(t, "root", c->root, HASH_SIZE);
	c->has_previous = take_optional_hash(t, "previous", c->previous);
	take_time(t, "time", c->time);
	return true;
}

char *
checkpoint_comment(const struct checkpoint *c)
{
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, c->archive, ARCHIVE_ID_SIZE);
	return g_strdup_printf("mailpouch/1 checkpoint %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
	    hex, c->volume, c->stripe);
}

static const struct text_key seal_keys[] = {
	{"archive", TEXT_HEX32, 0},
	{"volume", TEXT_NUMBER, 0},
	{"final", TEXT_TOKEN, 0},
	{"stripes", TEXT_NUMBER, 0},
	{"bytes", TEXT_NUMBER, 0},
	{"root", TEXT_HEX64, 0},
	{"checkpoint", TEXT_HEX64, 0},
	{"preamble", TEXT_HEX64, 0},
	{"slots", TEXT_HEX64, 0},
	{"index-at", TEXT_NUMBER, 0},
	{"index-size", TEXT_NUMBER, 0},
	{"segments", TEXT_NUMBER, 0},
	{"payload", TEXT_NUMBER, 0},
	{"tree-chunks", TEXT_NUMBER, 0},
	{"mail-chunks", TEXT_NUMBER, 0},
	{"files", TEXT_NUMBER, 0},
	{"messages", TEXT_NUMBER, 0},
	{"losses", TEXT_NUMBER, 0},
	{"notes", TEXT_NUMBER, 0},
	{"message-root", TEXT_HEX64, 0},
	{"covers", TEXT_LINE, TEXT_REPEATED | TEXT_OPTIONAL},
	{"log-head", TEXT_LINE, TEXT_OPTIONAL},
	{"purpose", TEXT_LINE, TEXT_OPTIONAL},
	{"legal-basis", TEXT_LINE, TEXT_OPTIONAL},
	{"retain-until", TEXT_TOKEN, TEXT_OPTIONAL},
	{"hold", TEXT_LINE, TEXT_OPTIONAL},
	{"time", TEXT_TIME, 0},
};
static const struct text_form seal_form = {
	.type = "mailpouch/1 seal",
	.keys = seal_keys,
	.nkeys = G_N_ELEMENTS(seal_keys),
	.max = TEXT_MAX,
};
static const struct number_field seal_numbers[] = {
	{"volume", offsetof(struct seal, volume)},
	{"stripes", offsetof(struct seal, stripes)},
	{"bytes", offsetof(struct seal, bytes)},
	{"index-at", offsetof(struct seal, index_at)},
	{"index-size", offsetof(struct seal, index_size)},
	{"segments", offsetof(struct seal, segments)},
	{"payload", offsetof(struct seal, payload)},
	{"tree-chunks", offsetof(struct seal, tree_chunks)},
	{"mail-chunks", offsetof(struct seal, mail_chunks)},
	{"files", offsetof(struct seal, files)},
	{"messages", offsetof(struct seal, messages)},
	{"losses", offsetof(struct seal, losses)},
	{"notes", offsetof(struct seal, notes)},
};
static const struct number_field seal_hashes[] = {
	{"root", offsetof(struct seal, root)},
	{"checkpoint", offsetof(struct seal, checkpoint)},
	{"preamble", offsetof(struct seal, preamble)},
	{"slots", offsetof(struct seal, slots)},
	{"message-root", offsetof(struct seal, message_root)},
};

GBytes *
seal_format(const struct seal *s, GError **error)
{
	g_autoptr(typed_text) t = text_new(&seal_form);

	text_add_hex(t, "archive", s->archive, ARCHIVE_ID_SIZE);
	text_add(t, "final", "%s", s->final ? "yes" : "no");
	add_numbers(t, s, seal_numbers, G_N_ELEMENTS(seal_numbers));
	for (size_t i = 0; i < G_N_ELEMENTS(seal_hashes); i++)
		text_add_hex(t, seal_hashes[i].key, (const char *)s + seal_hashes[i].at, HASH_SIZE);
	text_add(t, "time", "%s", s->time);
	return text_format(t, error);
}

bool
seal_parse(struct seal *s, const void *data, size_t len, GError **error)
{
	g_autoptr(typed_text) t = text_parse(&seal_form, data, len, error);

	memset(s, 0, sizeof(*s));
	if (t == NULL)
		return false;
	s->final = strcmp(text_get(t, "final"), "yes") == 0;
	if (!s->final && strcmp(text_get(t, "final"), "no") != 0)
		return err_set(error, ERR_FORMAT, "final is neither yes nor no");
	text_get_hex(t, "archive", s->archive, ARCHIVE_ID_SIZE);
	take_numbers(t, s, seal_numbers, G_N_ELEMENTS(seal_numbers));
	for (size_t i = 0; i < G_N_ELEMENTS(seal_hashes); i++)
		text_get_hex(t, seal_hashes[i].key, (char *)s + seal_hashes[i].at, HASH_SIZE);
	take_time(t, "time", s->time);
	return true;
}

char *
seal_comment(const struct seal *s)
{
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, s->archive, ARCHIVE_ID_SIZE);
	return g_strdup_printf("mailpouch/1 seal %s %" G_GUINT64_FORMAT, hex, s->volume);
}
