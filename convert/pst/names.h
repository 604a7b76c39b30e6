/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names of properties with ids from 0x8000, which differ from file to file: [MS-PST]
 * 2.4.7, the node 0x61. Three of its properties hold them: sets (GUIDs), entries (NAMEID,
 * 2.4.7.1: number or place of a text, set, id) and texts. Each may go over many blocks.
 */
#ifndef CONVERT_PST_NAMES_H
#define CONVERT_PST_NAMES_H

#include "convert/pst/properties.h"

#define PST_NAMES_MAX 32768                   /* ids there are: 0x8000 to 0xffff */
#define PST_NAMES_TEXT_MAX (16 * 1024 * 1024) /* bytes of all texts, and of all sets */

struct pst_names;

/*
 * Reads them; what is damaged is told of and left out, so that it never fails but with
 * ERR_IO.
 */
MUST_USE struct pst_names *pst_names_read(struct pst_file *f, GError **error);
void pst_names_free(struct pst_names *names); /* accepts NULL */

/* As mapi_named and mapi_name_of. */
guint16 pst_names_id(const struct pst_names *names, const struct mapi_name *name);
bool pst_names_of(const struct pst_names *names, guint16 id, struct mapi_name *name);

#endif
