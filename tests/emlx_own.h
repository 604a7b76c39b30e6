/* SPDX-License-Identifier: Apache-2.0 */
/* .emlx for store_events.h: the first line and the property list are its own. */
#ifndef TESTS_EMLX_OWN_H
#define TESTS_EMLX_OWN_H

#include "convert/emlx_layout.h"
#include "convert/plist.h"
#include "tests/store_events.h"

static inline bool
emlx_own(const unsigned char *data, guint64 at, guint64 len)
{
	struct emlx_layout l;

	if (at == 0 && emlx_layout_count(&l, data, (size_t)len))
		return l.begin == len;
	return plist_begins(data + at, (size_t)len);
}

static const struct run_format emlx_format = {&emlx_store, "1.emlx", emlx_own};

#endif
