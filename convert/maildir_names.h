/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Maildir for media with the names of FAT (docs/MAIL.md F-70, F-77): ';' stands for the ':' of
 * file names, and in names of folders "%XX" for a character that FAT does not take. The file
 * MAILDIR_NAMES in the root records that, so that readers of ours undo it.
 */
#ifndef CONVERT_MAILDIR_NAMES_H
#define CONVERT_MAILDIR_NAMES_H

#define MAILDIR_NAMES "mailpouch-names"
#define MAILDIR_NAMES_TEXT                                                                    \
	"names for FAT: in file names ; is :, in names of folders %XX is the byte with that " \
	"number\n"

#endif
