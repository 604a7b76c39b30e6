/* SPDX-License-Identifier: Apache-2.0 */
/* The beginning of a new pouch; see pouch_head.h. */
#include "convert/pouch_head.h"

#include <string.h>

void
pouch_head_make(struct pouch_head *h, const struct pouch_head_options *o)
{
	struct random_source random = {.purpose = "archive"};
	struct preamble *p = &h->preamble;
	struct minisign_public signer;
	bool added;

	memset(h, 0, sizeof(*h));
	random_fill(&random, p->archive, ARCHIVE_ID_SIZE);
	p->volume = 1;
	statement_time(o->now, p->created);
	p->tool = g_strdup(o->tool);
	p->libraries = g_strdup(o->libraries);
	minisign_secret_public(o->signer, &signer);
	added = preamble_add_signer(p, &signer, NULL);
	g_assert(added);
	p->nslots = o->nreaders;
	for (guint i = 0; i < o->nreaders; i++) {
		p->slots[i].role = o->readers[i].role;
		p->slots[i].passphrase = o->readers[i].passphrase != NULL;
	}
	pouch_keys_generate(&h->keys);
	pouch_keys_commit(&h->keys, p);
	for (int l = 0; l < NLEVELS; l++)
		age_identity_recipient(h->keys.identity[l], &h->to[l]);
}

void
pouch_head_clear(struct pouch_head *h)
{
	pouch_keys_clear(&h->keys);
	preamble_clear(&h->preamble);
}

static bool
write_slot(const struct pouch_head *h, const struct seal_reader *r, guint number,
    struct volume_writer *volume, GError **error)
{
	struct age_to to = {.recipients = &r->recipient, .nrecipients = 1};
	g_autoptr(GByteArray) slot = NULL;
	char name[MEMBER_NAME_SIZE];

	if (r->passphrase != NULL)
		to = (struct age_to){.passphrase = r->passphrase};
	slot = slot_seal(&h->keys, &h->preamble, number, &to, error);
	g_snprintf(name, sizeof(name), "keys/%03u.age", number);
	return slot != NULL &&
	    volume_writer_add(volume,
		&(struct new_member){.name = name, .data = slot->data, .len = slot->len}, error);
}

bool
pouch_head_write_slots(struct pouch_head *h, const struct pouch_head_options *o,
    struct volume_writer *volume, GError **error)
{
	bool ok = true;

	for (guint i = 0; ok && i < o->nreaders; i++)
		ok = write_slot(h, &o->readers[i], i, volume, error);
	pouch_keys_clear(&h->keys);
	return ok;
}
