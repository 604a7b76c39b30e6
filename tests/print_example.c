/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the pouch of docs/FORMAT.md, section 14, to standard output: an export
 * without files, sealed to one reader. In the seeded build (-DMAILPOUCH_SEEDED)
 * it is the same pouch each time, as long as zstd compresses as it did.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "crypto/packed.h"
#include "crypto/slot.h"
#include "crypto/volume_writer.h"

#define TIME "2026-11-23T14:49:00Z"

struct example {
	struct minisign_secret *signer;
	struct age_identity *reader;
	struct pouch_keys keys;
	struct preamble preamble;
};

static bool
prepare(struct example *e, GError **error)
{
	struct random_source archive = {.purpose = "archive"}, signer = {.purpose = "signer"};
	struct random_source reader = {.purpose = "reader"};
	struct minisign_public public;

	e->signer = minisign_secret_generate(&signer);
	e->reader = age_identity_generate(&reader);
	pouch_keys_generate(&e->keys);
	random_fill(&archive, e->preamble.archive, ARCHIVE_ID_SIZE);
	e->preamble.volume = 1;
	g_strlcpy(e->preamble.created, TIME, TIME_SIZE);
	e->preamble.tool = g_strdup("mailpouch example");
	e->preamble.nslots = 1;
	pouch_keys_commit(&e->keys, &e->preamble);
	minisign_secret_public(e->signer, &public);
	return preamble_add_signer(&e->preamble, &public, error);
}

static bool
add_slot(const struct example *e, struct volume_writer *w, GError **error)
{
	struct age_recipient reader;
	struct age_to to = {.recipients = &reader, .nrecipients = 1};
	g_autoptr(GByteArray) slot = NULL;

	age_identity_recipient(e->reader, &reader);
	slot = slot_seal(&e->keys, &e->preamble, 0, &to, error);
	return slot != NULL &&
	    volume_writer_add(w,
		&(struct new_member){.name = "keys/000.age", .data = slot->data, .len = slot->len},
		error);
}

/* The payload of an export without files: a tar's end mark. */
static bool
add_segment(const struct example *e, struct volume_writer *w, GError **error)
{
	static const unsigned char payload[END_MARK];
	struct packed_place place = {
	    .archive = e->preamble.archive, .volume = 1, .kind = PACKED_SEGMENT};
	struct age_recipient content;
	g_autoptr(GByteArray) segment = NULL;
	char name[MEMBER_NAME_SIZE];

	age_identity_recipient(e->keys.identity[LEVEL_CONTENT], &content);
	segment = packed_seal(&place, &(struct packing){&content, PACKED_LEVEL_DEFAULT}, payload,
	    sizeof(payload), error);
	packed_name(place.kind, place.number, name);
	return segment != NULL &&
	    volume_writer_add(w,
		&(struct new_member){.name = name,
		    .data = segment->data,
		    .len = segment->len,
		    .count = sizeof(payload)},
		error);
}

static bool
write_example(struct example *e, GError **error)
{
	struct seal seal = {.final = true, .segments = 1, .payload = END_MARK};
	g_autoptr(volume_writer) w = NULL;

	if (!prepare(e, error))
		return false;
	statement_hash("", 0, seal.message_root);
	w = volume_writer_new(STDOUT_FILENO, &e->preamble, e->signer, TIME);
	return add_slot(e, w, error) && add_segment(e, w, error) &&
	    volume_writer_seal(w, &seal, error);
}

int
main(void)
{
	struct example e = {0};
	g_autoptr(GError) error = NULL;
	bool written = sodium_init() >= 0 && write_example(&e, &error);

	if (!written)
		fprintf(
		    stderr, "print_example: %s\n", error != NULL ? error->message : "no sodium");
	minisign_secret_free(e.signer);
	age_identity_free(e.reader);
	pouch_keys_clear(&e.keys);
	preamble_clear(&e.preamble);
	return written ? 0 : 1;
}
