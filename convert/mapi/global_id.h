/* SPDX-License-Identifier: Apache-2.0 */
/* The UID of a meeting from its global object id: [MS-OXCICAL] 2.1.3.1.1.20.26. */
#ifndef CONVERT_MAPI_GLOBAL_ID_H
#define CONVERT_MAPI_GLOBAL_ID_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define GLOBAL_ID_MAX (8 * 1024) /* bytes of a blob */

/*
 * The UID, which the caller frees: what stands behind "vCal-Uid" if another calendar made
 * it, else the blob in upper-case hexadecimal, its date of an instance set to zero, so that all
 * instances of a series have the same. NULL if the blob is empty or over GLOBAL_ID_MAX.
 */
char *global_id_uid(const void *blob, size_t len);

/*
 * The day of the instance that the blob of an exception names: midnight in seconds since
 * 1970, on the organizer's wall clock. False: it names none.
 */
bool global_id_instance(const void *blob, size_t len, gint64 *day);

#endif
