/* SPDX-License-Identifier: Apache-2.0 */
/* Derived messages that are stored besides their file: docs/FORMAT.md, section 8. Part of sealing. */
#ifndef CONVERT_SEAL_STORED_H
#define CONVERT_SEAL_STORED_H

#include "convert/sealing.h"

#define SEAL_STORED_NAME_MAX \
	64 /* bytes behind the path of a file in those of its stored messages */

/*
 * Messages that are derived from the open file follow. If nothing else has the name of their
 * directory the file's own entry ends here, and s->stored.open is set. All fail if the volume cannot be
 * written.
 */
MUST_USE bool seal_stored_begin(
    struct sealing *s, const struct entry *e, const struct file_facts *f, GError **error);

/* With s->stored.open: a message, its bytes, and that all len of them were there, by which it is written. */
void seal_stored_message(struct sealing *s, const struct message *m);
MUST_USE bool seal_stored_bytes(struct sealing *s, const struct span *p, GError **error);
MUST_USE bool seal_stored_write(struct sealing *s, guint64 len, GError **error);

/* The last of them was there. */
void seal_stored_end(struct sealing *s);

#endif
