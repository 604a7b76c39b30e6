/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of verify/: a volume of two stripes, changed before it is signed, and its judgement. */
#ifndef TESTS_FORGED_VOLUME_H
#define TESTS_FORGED_VOLUME_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_reading.h"

static struct minisign_secret *signer;
static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};

/* Before and after a group of tests: who signs, and vouches. */
static inline int
set_up_signer(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	signer = judge_signer(&vouched);
	return 0;
}

static inline int
tear_down_signer(void **state)
{
	(void)state;
	minisign_secret_free(signer);
	return 0;
}

/* The volume, as tweak, if any, changes it. */
static inline GByteArray *
make(void (*tweak)(struct forge *f, enum forge_moment moment, void *what))
{
	struct forge f;
	GByteArray *out;

	forge_init(&f, signer, 0x11);
	((struct forged_member *)f.members->pdata[1])->end_stripe = true;
	f.tweak = tweak;
	out = forge_write(&f);
	forge_clear(&f);
	return out;
}

/*
 * Fails unless it is judged to be that, for a finding of this code. A reader needs not all that
 * is judged; what it does not take it refuses for the same reason.
 */
static inline void
assert_judged(const GByteArray *b, const char *name, int status, enum finding_code code)
{
	g_auto(verdict) v;
	g_autofree char *why = NULL;
	int got = judge_bytes(&v, b->data, b->len, &vouching);
	int read = judge_reading(b->data, b->len, &why);

	if (got != status || !judge_has(&v, code)) {
		judge_print(&v);
		fail_msg("%s: status %d, expected %d with %s", name, got, status,
		    finding_kind(code)->name);
	}
	if (read != 0 && read != status)
		fail_msg("%s: judged %d, read %d: %s", name, status, read, why);
}

#endif
