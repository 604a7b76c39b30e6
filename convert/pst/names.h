/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the names of properties with ids from 0x8000: [MS-PST] 2.4.7, the node 0x61, of
 * which three properties hold what convert/mapi/name_map.h takes. Each may go over many blocks.
 */
#ifndef CONVERT_PST_NAMES_H
#define CONVERT_PST_NAMES_H

#include "convert/mapi/name_map.h"
#include "convert/pst/properties.h"

/*
 * What is damaged is told of and left out, so that it never fails but with ERR_IO. The caller frees it.
 */
MUST_USE struct name_map *pst_names_read(struct pst_file *f, GError **error);

#endif
