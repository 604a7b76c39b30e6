/* SPDX-License-Identifier: Apache-2.0 */
/* Media types of files by their names, the same on every machine. */
#ifndef CONVERT_MAPI_MAIL_TYPE_H
#define CONVERT_MAPI_MAIL_TYPE_H

/*
 * The type for a name's extension; "application/octet-stream" if it is unknown. name may be
 * NULL.
 */
const char *mail_type_of_name(const char *name);

#endif
