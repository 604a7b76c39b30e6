/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Properties as values of C: numbers, times, text in UTF-8. A property that is not there,
 * is of a type that does not fit, or cannot be read is "none"; that it is damaged is told
 * aside, so that whoever builds something from many properties goes on with the others.
 */
#ifndef CONVERT_MAPI_PROPERTY_H
#define CONVERT_MAPI_PROPERTY_H

#include "convert/mapi/object.h"

#define PROPERTY_TEXT_MAX (1024 * 1024)   /* bytes of a short text, as it is stored */
#define PROPERTY_BINARY_MAX (1024 * 1024) /* and of a short binary value */
#define PROPERTY_VALUES_MAX 1000          /* values of one property that are read */

/* Callers fill it in. codepage: of 8-bit strings, see property_codepage. */
struct property_reader {
	struct mapi_object *object; /* borrowed */
	guint codepage;
	/* Property id cannot be read, or not wholly; why is a sentence. May be NULL. */
	void (*damaged)(void *user, guint16 id, const char *why);
	void *user;
};

/*
 * The codepage of a message's 8-bit strings: PidTagMessageCodepage, then the file's, then
 * PidTagInternetCodepage, then otherwise; 0 there means CODEPAGE_WESTERN.
 */
guint property_codepage(struct mapi_object *o, guint otherwise);

/* Whether there is a number of at most 32 bits, or a boolean. */
bool property_int32(const struct property_reader *r, guint16 id, gint32 *value);

/* A boolean or number that is not 0. */
bool property_flag(const struct property_reader *r, guint16 id);

/*
 * A time, in seconds since 1970, of the years 1601 to 4500: those before and after mean "none"
 * ([MS-OXCDATA] 2.11.1; 4501 is Outlook's).
 */
bool property_time(const struct property_reader *r, guint16 id, gint64 *seconds);

/*
 * A string of up to max bytes as UTF-8, which the caller frees; NULL: none. NULs are blanks. A
 * binary value is read as an 8-bit string. A string over max is damaged.
 */
char *property_text_max(const struct property_reader *r, guint16 id, size_t max);
char *property_text(const struct property_reader *r, guint16 id); /* PROPERTY_TEXT_MAX */

/* The same, but an empty one is none too. */
char *property_nonempty(const struct property_reader *r, guint16 id);

/*
 * All values of a property of one or several strings; char *, maybe none. The caller unrefs
 * it.
 */
GPtrArray *property_texts(const struct property_reader *r, guint16 id);

/* The bytes of a value of up to max bytes, of any type; NULL: none. */
GBytes *property_bytes(const struct property_reader *r, guint16 id, size_t max);

/* Property sets, as they are stored: [MS-OXPROPS] 1.3.2. */
extern const unsigned char property_set_public_strings[16];
extern const unsigned char property_set_common[16];
extern const unsigned char property_set_internet_headers[16];

/* The id of a name by number or by text in a set; 0: none, which no property has. */
guint16 property_named(struct mapi_object *o, const unsigned char set[16], guint32 number);
guint16 property_named_text(struct mapi_object *o, const unsigned char set[16], const char *text);

#endif
