/* SPDX-License-Identifier: Apache-2.0 */
/* A message as a person reads it: its main fields, its text, its attachments. */
#ifndef CONVERT_READABLE_H
#define CONVERT_READABLE_H

#include <stddef.h>

#define READABLE_MAX (64 * 1024 * 1024) /* bytes of a message that is shown */

/*
 * The message as UTF-8 text, which the caller frees; bytes that are none become U+FFFD.
 * index_init was called. Foreign text stands in it as it is, control characters too: whoever
 * prints it escapes it. Of HTML the text remains.
 */
char *readable_message(const void *data, size_t len);

#endif
