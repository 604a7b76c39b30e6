/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A calendar item, contact or task that is read property by property. The changed
 * instance of a series is an item too: it is asked first, then what the series' recurrence says
 * of it, then the series.
 */
#ifndef CONVERT_MAPI_PIM_ITEM_H
#define CONVERT_MAPI_PIM_ITEM_H

#include "convert/exception.h"
#include "convert/mapi/pim_key.h"
#include "convert/mapi/property.h"

/* Who is told what could not be carried over, or not as it was. note may be NULL. */
struct pim_notes {
	/* rule: a name that never changes; reason: a sentence; both borrowed for the call */
	void (*note)(void *user, enum severity severity, const char *rule, const char *reason);
	void *user;
	guint codepage; /* of 8-bit strings where the item does not say; 0: property.h's */
};

struct pim_item {
	struct property_reader reader; /* its object is NULL if there is only an override */
	const struct pim_item *base;   /* borrowed: asked for what is not here; NULL: nobody */
	const struct pim_notes *notes; /* borrowed */
	GHashTable *overrides;         /* pim_key -> char *, or NULL */
};

/* Sets item up to read o, which is borrowed and may be NULL if base is not. */
void pim_item_init(struct pim_item *item, struct mapi_object *o, const struct pim_item *base,
    const struct pim_notes *notes);
void pim_item_clear(struct pim_item *item);

/* Gives a property of an item a value, which is taken over. A number is given in decimal. */
void pim_override(struct pim_item *item, enum pim_key key, char *text);

/* Tells the notes. */
void pim_note(const struct pim_notes *notes, enum severity severity, const char *rule,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The name of a key that is not PIM_TAG's; its text is static. */
void pim_name(enum pim_key key, struct mapi_name *name);

/* The id that a key has in an object; 0: none. */
guint16 pim_id(struct mapi_object *o, enum pim_key key);

/* A text that is not empty, as UTF-8, which the caller frees; NULL: none. */
char *pim_text(const struct pim_item *item, enum pim_key key);

/* Several; empty ones are left out. The caller unrefs the array, which may be empty. */
GPtrArray *pim_texts(const struct pim_item *item, enum pim_key key);

/* Whether there is such a value; *value is set only then. */
bool pim_number(const struct pim_item *item, enum pim_key key, gint32 *value);
bool pim_double(const struct pim_item *item, enum pim_key key, double *value);
bool pim_time(const struct pim_item *item, enum pim_key key, gint64 *seconds);

/* A boolean or number that is not 0. */
bool pim_flag(const struct pim_item *item, enum pim_key key);

/* Bytes of a binary value; NULL: none. */
GBytes *pim_bytes(const struct pim_item *item, enum pim_key key, size_t max);

/* Whether the item's class is prefix, or begins with prefix and a dot; in any case. */
bool pim_is_class(const struct pim_item *item, const char *prefix);

#endif
