/* SPDX-License-Identifier: Apache-2.0 */
/* MMDF for store_events.h: between its messages lie delimiter lines. */
#ifndef TESTS_MMDF_OWN_H
#define TESTS_MMDF_OWN_H

#include "tests/store_events.h"

static inline bool
mmdf_own(const unsigned char *data, guint64 at, guint64 len)
{
	while (len > 0) {
		guint64 n = len > 4 && data[at + 4] == '\r' ? 6 : 5;

		if (len < n || memcmp(data + at, "\1\1\1\1", 4) != 0 || data[at + n - 1] != '\n')
			return false;
		at += n;
		len -= n;
	}
	return true;
}

static const struct run_format mmdf_format = {&mmdf_store, "a.mmdf", mmdf_own};

#endif
