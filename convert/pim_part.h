/* SPDX-License-Identifier: Apache-2.0 */
/* A calendar or vCard part of a message. */
#ifndef CONVERT_PIM_PART_H
#define CONVERT_PIM_PART_H

#include <stddef.h>

/*
 * The decoded content of the first part of type text/SUBTYPE in the message's len bytes, those embedded in it
 * aside, as UTF-8 that the caller frees; NULL: there is none. index_init was called.
 */
char *pim_part_find(const void *data, size_t len, const char *subtype);

#endif
