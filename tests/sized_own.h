/* SPDX-License-Identifier: Apache-2.0 */
/* MBX, mtx and tenex for store_events.h: which bytes between messages are theirs. */
#ifndef TESTS_SIZED_OWN_H
#define TESTS_SIZED_OWN_H

#include "convert/recordline.h"
#include "tests/store_events.h"

#define MBX_HEADER_SIZE 2048

/* One record line, and nothing else. */
static inline bool
sized_own_line(enum recordline_kind kind, const unsigned char *data, guint64 at, guint64 len)
{
	struct recordline l;

	return len < G_MAXUINT && recordline_parse(kind, data + at, (size_t)len, &l) &&
	    l.len == len;
}

static inline bool
sized_own_mtx(const unsigned char *data, guint64 at, guint64 len)
{
	return sized_own_line(RECORDLINE_MTX, data, at, len);
}

static inline bool
sized_own_tenex(const unsigned char *data, guint64 at, guint64 len)
{
	return sized_own_line(RECORDLINE_TENEX, data, at, len);
}

/* An MBX file's header, whole or cut, is its own, too. */
static inline bool
sized_own_mbx(const unsigned char *data, guint64 at, guint64 len)
{
	guint64 header = at == 0 ? MIN(len, (guint64)MBX_HEADER_SIZE) : 0;

	return len == header || sized_own_line(RECORDLINE_MBX, data, at + header, len - header);
}

static const struct run_format sized_mbx = {&mbx_store, "a.mbx", sized_own_mbx};
static const struct run_format sized_mtx = {&mtx_store, "a.mtx", sized_own_mtx};
static const struct run_format sized_tenex = {&tenex_store, "a.tenex", sized_own_tenex};

#endif
