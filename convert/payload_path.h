/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths in the payload: "data", "data/NAME" and what is below it: docs/FORMAT.md,
 * section 8.
 */
#ifndef CONVERT_PAYLOAD_PATH_H
#define CONVERT_PAYLOAD_PATH_H

#include <stdbool.h>

#define PAYLOAD_ROOT "data"   /* the directory that all sources are below */
#define PAYLOAD_PATH_MAX 4096 /* bytes of a path, the '/' behind a directory not counted */

/*
 * The path of what has the path "path" in the source of this name; "" is the source itself.
 * The caller frees it.
 */
char *payload_path(const char *source, const char *path);

/*
 * The path below the root, in path; "" for the root itself. NULL if path is NULL or not in
 * the root, has an empty name, "." or "..", or is too long.
 */
const char *payload_path_below(const char *path);

#endif
