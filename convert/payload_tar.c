/* SPDX-License-Identifier: Apache-2.0 */
/* The tar that the payload is; see payload_tar.h. */
#include "convert/payload_tar.h"

#include <string.h>

#include "convert/pax.h"
#include "convert/payload_order.h"
#include "convert/payload_path.h"

struct payload_tar {
	struct payload_reader *reader;
	struct payload_order *order;
	guint64 nentries; /* so far */
};

struct payload_tar *
payload_tar_new(struct payload_reader *r)
{
	struct payload_tar *t = g_new0(struct payload_tar, 1);

	t->reader = r;
	t->order = payload_order_new();
	return t;
}

void
payload_tar_free(struct payload_tar *t)
{
	if (t == NULL)
		return;
	payload_order_free(t->order);
	g_free(t);
}

bool
payload_tar_contradicts(GError **error, const char *what)
{
	return err_set(error, ERR_ALTERED, "the manifests contradict the payload: %s", what);
}

bool
payload_tar_expect(struct payload_tar *t, const void *expected, size_t len, GError **error)
{
	const unsigned char *p = expected;

	while (len > 0) {
		struct span span;

		if (!payload_reader_next(t->reader, len, &span, error))
			return false;
		/* Bytes without owner stand for lost ones. */
		if (span.owner != NULL && memcmp(span.data, p, span.len) != 0)
			return payload_tar_contradicts(
			    error, "a tar header or its padding is another one");
		p += span.len;
		len -= span.len;
	}
	return true;
}

struct entry
payload_tar_entry_of(const struct tree_record *r)
{
	return (struct entry){
	    .type = r->kind == RECORD_FILE ? ENTRY_FILE : ENTRY_DIRECTORY,
	    .path = r->path,
	    .size = r->size,
	    .mtime = r->mtime,
	    .mtime_nsec = r->mtime_nsec,
	    .mode = r->mode,
	    .nlink = 1,
	};
}

static bool
expect_header(struct payload_tar *t, const struct tree_record *r, GError **error)
{
	g_autoptr(GByteArray) header = g_byte_array_new();
	struct entry e = payload_tar_entry_of(r);

	if (r->at != payload_reader_at(t->reader) || r->number != ++t->nentries)
		return payload_tar_contradicts(error, "an entry is not at its place");
	pax_header(&e, r->number, header);
	if (!payload_tar_expect(t, header->data, header->len, error))
		return false;
	if (r->kind == RECORD_FILE && r->data != payload_reader_at(t->reader))
		return payload_tar_contradicts(error, "a file is not at its place");
	return true;
}

static enum payload_kind
kind_of(const struct tree_record *r)
{
	if (r->kind == RECORD_FILE)
		return PAYLOAD_FILE;
	return r->role != NULL && strcmp(r->role, "derived") == 0 ? PAYLOAD_DERIVED_DIRECTORY
								  : PAYLOAD_DIRECTORY;
}

const char *
payload_tar_entry(struct payload_tar *t, const struct tree_record *r, GError **error)
{
	const char *path = payload_path_below(r->path);
	bool ok;

	if (path == NULL)
		ok = payload_tar_contradicts(error, "a path leads outside");
	else if (!payload_order_take(t->order, path, kind_of(r)))
		ok = payload_tar_contradicts(error, "the entries are not in order");
	else
		ok = expect_header(t, r, error);
	return ok ? path : NULL;
}
