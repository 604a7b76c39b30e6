/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of pouches: keys, and opening a pouch with one of them. */
#ifndef TESTS_POUCH_KEYS_H
#define TESTS_POUCH_KEYS_H

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "convert/pouch.h"
#include "crypto/minisign_key.h"

/* Who signs and who may open: the same for all pouches of a test program. */
struct model_keys {
	struct minisign_secret *signer;
	struct age_identity *reader, *auditor, *facts;
};

static struct model_keys keys;

static inline void
model_keys_make(struct model_keys *k)
{
	struct random_source random[] = {{.purpose = "signer"}, {.purpose = "reader"},
	    {.purpose = "auditor"}, {.purpose = "facts"}};

	k->signer = minisign_secret_generate(&random[0]);
	k->reader = age_identity_generate(&random[1]);
	k->auditor = age_identity_generate(&random[2]);
	k->facts = age_identity_generate(&random[3]);
}

static inline void
model_keys_clear(struct model_keys *k)
{
	minisign_secret_free(k->signer);
	age_identity_free(k->reader);
	age_identity_free(k->auditor);
	age_identity_free(k->facts);
}

/* Before and after a group of tests. */
static inline int
set_up_keys(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	model_keys_make(&keys);
	return 0;
}

static inline int
tear_down_keys(void **state)
{
	(void)state;
	model_keys_clear(&keys);
	return 0;
}

static inline bool
unlock_with(struct pouch *p, struct age_identity *id, GError **error)
{
	gpointer ids[] = {id};
	GPtrArray list = {.pdata = ids, .len = 1};
	struct age_keys with = {.identities = &list};

	return pouch_unlock(p, &with, error);
}

/* The pouch at path, which must be there and open; the caller ends it with pouch_close. */
static inline struct pouch *
open_with(const char *path, struct age_identity *id)
{
	const char *const paths[] = {path, NULL};
	struct pouch *p = pouch_open(paths, NULL);

	assert_non_null(p);
	assert_true(unlock_with(p, id, NULL));
	return p;
}

#endif
