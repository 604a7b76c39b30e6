/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What Proton's export tool writes beside each message: NAME.metadata.json, and labels.json
 * with the names of the labels (docs/MAIL.md F-86). Both may stand as they are or under
 * "Payload".
 */
#ifndef CONVERT_PROTON_H
#define CONVERT_PROTON_H

#include "convert/message.h"

#define PROTON_MAX (1024 * 1024) /* bytes of either file; a longer one is not read */
#define PROTON_LABELS_MAX 1000   /* of one message, and in all; what is over is left out */

/* The labels in labels.json: char * id to char * name. NULL if it is none. The caller unrefs it. */
GHashTable *proton_labels(const char *text, size_t len);

/*
 * Adds to m what its metadata of len bytes says: flags; the time as received; labels that
 * have a name as keywords; and the raw states "proton-labels" (ids), "proton-flags" and
 * "proton-time". labels: of proton_labels, or NULL. Returns false, m as it was, if it is no
 * metadata.
 */
bool proton_apply(struct message *m, const char *text, size_t len, GHashTable *labels);

#endif
