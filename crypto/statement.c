/* SPDX-License-Identifier: Apache-2.0 */
/* Checkpoint and SEAL; see statement.h. */
#include "crypto/statement.h"

#include <string.h>
#include <time.h>

#include "crypto/blake2b.h"
#include "crypto/hex.h"
#include "crypto/text_field.h"

#define LAST_SECOND G_GINT64_CONSTANT(253402300799) /* 9999-12-31T23:59:59Z */

void
statement_hash(const void *data, size_t len, unsigned char out[HASH_SIZE])
{
	struct blake2b hash;

	blake2b_init(&hash, HASH_SIZE);
	blake2b_update(&hash, data, len);
	blake2b_final(&hash, out);
}

void
statement_time(gint64 seconds, char out[TIME_SIZE])
{
	time_t t = (time_t)CLAMP(seconds, 0, LAST_SECOND);
	struct tm tm;
	size_t len;

	gmtime_r(&t, &tm);
	len = strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm);
	g_assert(len == TIME_SIZE - 1);
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

static const struct text_field checkpoint_numbers[] = {
    {"volume", offsetof(struct checkpoint, volume)},
    {"stripe", offsetof(struct checkpoint, stripe)},
    {"start", offsetof(struct checkpoint, start)},
    {"blocks", offsetof(struct checkpoint, blocks)},
    {"segments", offsetof(struct checkpoint, segments)},
};
static const struct text_field checkpoint_hashes[] = {
    {"stripe-root", offsetof(struct checkpoint, stripe_root)},
    {"root", offsetof(struct checkpoint, root)},
};

GBytes *
checkpoint_format(const struct checkpoint *c, GError **error)
{
	g_autoptr(typed_text) t = text_new(&checkpoint_form);

	text_add_hex(t, "archive", c->archive, ARCHIVE_ID_SIZE);
	text_add_numbers(t, c, checkpoint_numbers, G_N_ELEMENTS(checkpoint_numbers));
	text_add(t, "parity-blocks", "0");
	text_add(t, "parity", "none");
	text_add(t, "groups", "0");
	text_add_hashes(t, c, checkpoint_hashes, G_N_ELEMENTS(checkpoint_hashes));
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
	if (t == NULL || !text_expect_number(t, "parity-blocks", 0, error) ||
	    !text_expect(t, "parity", "none", error) || !text_expect_number(t, "groups", 0, error))
		return false;
	text_get_hex(t, "archive", c->archive, ARCHIVE_ID_SIZE);
	text_take_numbers(t, c, checkpoint_numbers, G_N_ELEMENTS(checkpoint_numbers));
	text_take_hashes(t, c, checkpoint_hashes, G_N_ELEMENTS(checkpoint_hashes));
	c->has_previous = text_take_optional_hash(t, "previous", c->previous);
	text_take_time(t, "time", c->time);
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
static const struct text_field seal_numbers[] = {
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
static const struct text_field seal_hashes[] = {
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
	text_add_numbers(t, s, seal_numbers, G_N_ELEMENTS(seal_numbers));
	text_add_hashes(t, s, seal_hashes, G_N_ELEMENTS(seal_hashes));
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
	text_take_numbers(t, s, seal_numbers, G_N_ELEMENTS(seal_numbers));
	text_take_hashes(t, s, seal_hashes, G_N_ELEMENTS(seal_hashes));
	text_take_time(t, "time", s->time);
	return true;
}

char *
seal_comment(const struct seal *s)
{
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, s->archive, ARCHIVE_ID_SIZE);
	return g_strdup_printf("mailpouch/1 seal %s %" G_GUINT64_FORMAT, hex, s->volume);
}
