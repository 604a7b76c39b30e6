/* SPDX-License-Identifier: Apache-2.0 */
/* An entry as libarchive has it; see unpack_describe.h. */
#include "convert/unpack_describe.h"

#include <string.h>

static enum entry_type
type_of(struct archive_entry *e)
{
	switch (archive_entry_filetype(e)) {
	case AE_IFDIR:
		return ENTRY_DIRECTORY;
	case AE_IFLNK:
		return ENTRY_SYMLINK;
	case AE_IFREG:
		return ENTRY_FILE;
	default:
		return archive_entry_hardlink(e) != NULL ? ENTRY_FILE : ENTRY_OTHER;
	}
}

/* One that is too long to be told is told as one that its reader refuses, too. */
static size_t
text_len(const char *s)
{
	return MIN(strlen(s), UNPACK_PATH_MAX);
}

void
unpack_describe(struct archive_entry *from, bool raw, struct unpack_entry *e)
{
	const char *path = archive_entry_pathname(from);
	const char *link = archive_entry_hardlink(from), *target = archive_entry_symlink(from);

	*e = (struct unpack_entry){
	    .type = type_of(from),
	    .mode = archive_entry_perm(from) & 07777,
	    .size = (guint64)MAX(archive_entry_size(from), 0),
	    .mtime = archive_entry_mtime(from),
	    .mtime_nsec = (guint32)CLAMP(archive_entry_mtime_nsec(from), 0, 999999999),
	    .path = path != NULL && !raw ? path : "",
	    .target = link != NULL ? link
		: target != NULL   ? target
				   : "",
	};
	e->path_len = text_len(e->path);
	e->target_len = text_len(e->target);
	if (archive_entry_is_encrypted(from))
		e->flags |= UNPACK_ENCRYPTED;
	if (link != NULL)
		e->flags |= UNPACK_HARD_LINK;
	if (raw)
		e->flags |= UNPACK_ONLY;
	if (e->type == ENTRY_FILE && link == NULL && !archive_entry_size_is_set(from))
		e->flags |= UNPACK_COUNTED;
}
