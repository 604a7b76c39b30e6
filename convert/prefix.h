/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A visitor that hands everything on to another, with a prefix put before each
 * path: several sources then look like directories of one.
 */
#ifndef CONVERT_PREFIX_H
#define CONVERT_PREFIX_H

#include "convert/visitor.h"

struct prefix {
	struct visitor visitor;   /* the one to use */
	const struct visitor *to;
	const char *prefix;
};

/* Both to and prefix are borrowed as long as p is used; p must not move. */
void prefix_init(struct prefix *p, const struct visitor *to, const char *prefix);

/* prefix/path; prefix alone for the root "", path alone if prefix is NULL. The caller frees it. */
char *prefix_path(const char *prefix, const char *path);

#endif
