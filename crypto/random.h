/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Randomness by purpose. In a normal build every source is the system's random
 * generator. In the test build (-DMAILPOUCH_SEEDED) the bytes are a function of
 * a seed, the purpose, the number and how much was drawn before, so that a pouch
 * comes out the same whatever the order in which threads get to run. That build
 * protects nothing.
 */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include <glib.h>
#include <stddef.h>

/*
 * One user's source. Two sources with the same purpose and number give the same
 * bytes in the seeded build, so each segment, slot or chunk has a number of its
 * own: { .purpose = "segment", .number = 12 }. One thread uses it at a time.
 */
struct random_source {
	const char *purpose; /* a constant word */
	guint64 number;      /* which one of that purpose */
	guint64 drawn;       /* bytes drawn so far; starts at 0 */
};

/*
 * Fills buf with len random bytes. Cannot fail; sodium_init() must have been
 * called. The seeded build takes its seed from the environment variable
 * MAILPOUCH_SEED, or uses a constant one.
 */
void random_fill(struct random_source *r, void *buf, size_t len);

/*
 * Seconds since 1970 by the system's clock, for times that are sealed. In the
 * seeded build always the same time, so that pouches come out the same on any day.
 */
gint64 random_now(void);

#endif
