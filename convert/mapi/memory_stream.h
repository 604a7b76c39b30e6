/* SPDX-License-Identifier: Apache-2.0 */
/* A stream of bytes in memory. */
#ifndef CONVERT_MAPI_MEMORY_STREAM_H
#define CONVERT_MAPI_MEMORY_STREAM_H

#include "convert/mapi/object.h"

/* A stream over these bytes, of which it keeps a reference. */
MUST_USE struct mapi_stream *memory_stream_open(GBytes *bytes);

#endif
