/* SPDX-License-Identifier: Apache-2.0 */
/* A visitor that tells two others all it is told, the first one first. */
#ifndef CONVERT_TEE_H
#define CONVERT_TEE_H

#include "convert/visitor.h"

/* Embedded by its user. */
struct tee {
	struct visitor visitor; /* to scan with */
	const struct visitor *to[2];
};

/* first and second are borrowed for the life of t; either may be NULL. */
void tee_init(struct tee *t, const struct visitor *first, const struct visitor *second);

#endif
