/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Apple's property lists, XML and binary, as far as mail programs write them: one
 * dictionary of plain values (docs/MAIL.md, "Apple Mail").
 */
#ifndef CONVERT_PLIST_H
#define CONVERT_PLIST_H

#include <glib.h>
#include <stdbool.h>

#define PLIST_MAX (256 * 1024) /* bytes of a whole list */
#define PLIST_VALUES_MAX 256   /* of its dictionary; more make it unreadable */
#define PLIST_TEXT_MAX 4096    /* bytes of a key or value; longer ones are left out */

/* Whether a property list begins at data. */
bool plist_begins(const unsigned char *data, size_t len);

/*
 * The values of the dictionary that the list at data, len bytes, consists of: char * key
 * to char * value, both UTF-8. Numbers are decimal, dates ISO 8601; what is a list or
 * dictionary again is left out. NULL if it is no property list, or a damaged one. Blanks and
 * line ends may follow an XML list. The caller unrefs it.
 */
GHashTable *plist_read(const unsigned char *data, size_t len);

/* A value that is a number or a date as seconds since 1970, a fraction cut off. */
bool plist_seconds(const char *value, gint64 *seconds);

#endif
