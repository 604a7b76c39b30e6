/* SPDX-License-Identifier: Apache-2.0 */
/* The PST files that tests make, each for what the shared corpus lacks. */
#ifndef TESTS_PST_CASES_H
#define TESTS_PST_CASES_H

#include "tests/pst/store.h"

struct pst_case {
	const char *name;
	enum code_crypt crypt;
	void (*fill)(struct store *s);
	const char *holds; /* in a few words */
};

/* Tables that end with a row without name. */
extern const struct pst_case cases_mail[];
extern const struct pst_case cases_attachments[];
extern const struct pst_case cases_pim[];
extern const struct pst_case cases_shape[];

#endif
