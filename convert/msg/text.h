/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of .msg files: some writers end them with a NUL, which is none of the text. */
#ifndef CONVERT_MSG_TEXT_H
#define CONVERT_MSG_TEXT_H

#include "convert/mapi/object.h"

/* The bytes of s, which it owns from now on, without the NULs of unit bytes (1 or 2) at their end. */
MUST_USE struct mapi_stream *msg_text_open(struct mapi_stream *s, guint unit);

#endif
