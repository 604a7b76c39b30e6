/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scan tells of the inside of a packed file, told as part of the tree that
 * the packed file is in: paths begin with its own and "!/", as in
 * "takeout.zip!/Takeout/Mail/All mail.mbox", and entries are marked entry.inside.
 */
#ifndef CONVERT_INSIDE_H
#define CONVERT_INSIDE_H

#include "convert/visitor.h"

struct inside;

/* to: who is told in the end; borrowed. path: the packed file's. */
struct inside *inside_new(const struct visitor *to, const char *path);
void inside_free(struct inside *in); /* accepts NULL */

/* The visitor for the inside; borrowed for in's life. */
const struct visitor *inside_visitor(struct inside *in);

/* The path for one of the inside: that of the packed file itself for "". The caller frees it. */
char *inside_path(const char *packed, const char *path);

/*
 * The path for people of what is at path in a source that was given so: path may be one of the inside of
 * a source that is itself packed, "!/...". NULL or "": the source; "" as source: not known. The caller
 * frees it.
 */
char *inside_join(const char *source, const char *path);

typedef struct inside inside;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(inside, inside_free)

#endif
