/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of MH folders, which are told by their names: numbers, with a list of sequences beside them
 * (docs/MAIL.md F-88).
 */
#ifndef CONVERT_MH_FOLDER_H
#define CONVERT_MH_FOLDER_H

#include "convert/tree.h"

enum mh_folder {
	MH_FOLDER_NO,
	MH_FOLDER_LIKELY, /* a number, and the one before or behind it is there, too */
	MH_FOLDER_SURE,   /* a number, beside .mh_sequences */
};

/* Whether the file at path is a message of an MH folder, as far as names tell. t NULL: there is nothing beside it. */
enum mh_folder mh_folder_has(struct tree *t, const char *path);

/* The message's number; false if the file's name is none. n may be NULL. */
bool mh_folder_number(const char *name, guint64 *n);

#endif
