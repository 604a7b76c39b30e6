/* SPDX-License-Identifier: Apache-2.0 */
/* Bounds of a source; see source.h. */
#include "convert/pst/source.h"

bool
pst_source_read(const struct pst_source *s, void *buf, size_t len, guint64 at, GError **error)
{
	if (at > s->size || len > s->size - at)
		return err_set(error, ERR_FORMAT, "the file ends before offset %" G_GUINT64_FORMAT,
		    at > s->size ? at : at + len);
	return s->read_at(s->user, buf, len, at, error);
}
