/* SPDX-License-Identifier: Apache-2.0 */
/* The volumes of one pouch, opened and in order. */
#ifndef CONVERT_VOLUME_SET_H
#define CONVERT_VOLUME_SET_H

#include "crypto/volume.h"

/* One volume; its number is its place in the set, from 1. */
struct volume_file {
	char *path;
	struct volume *volume;
};

/*
 * Opens the files at paths (NULL-terminated, at least one), in any order: all volumes of one
 * pouch, none twice. Returns an array of struct volume_file, which releases them. Fails as
 * volume_open, with the file's name in front; with ERR_ALTERED if they do not belong
 * together; with ERR_INCOMPLETE, naming what is missing, if they are not all; ERR_USAGE.
 */
MUST_USE GArray *volume_set_open(const char *const *paths, GError **error);

#endif
