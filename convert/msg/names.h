/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the names of properties of a .msg file, [MS-OXMSG] 2.2.3: the storage __nameid_version1.0
 * at its top, in which three streams are what convert/mapi/name_map.h takes. The messages embedded
 * in it have the same ones.
 */
#ifndef CONVERT_MSG_NAMES_H
#define CONVERT_MSG_NAMES_H

#include "convert/mapi/name_map.h"
#include "convert/msg/cfb.h"
#include "convert/msg/report.h"

/*
 * What is damaged is told of and left out, so that it never fails but with ERR_IO. needed: the file
 * has properties that should have names. The caller frees it.
 */
MUST_USE struct name_map *msg_names_read(
    struct cfb *c, bool needed, const struct msg_report *report, GError **error);

#endif
