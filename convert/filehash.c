/* SPDX-License-Identifier: Apache-2.0 */
/* The digest of the file that is being read; see filehash.h. */
#include "convert/filehash.h"

static void
span_clear(gpointer p)
{
	buffer_unref(((struct span *)p)->owner);
}

void
filehash_begin(struct filehash *f, guint64 size)
{
	if (size > FILEHASH_HELD) {
		f->hash = hasher_begin(f->hasher);
		return;
	}
	f->held = g_array_new(FALSE, FALSE, sizeof(struct span));
	g_array_set_clear_func(f->held, span_clear);
}

void
filehash_bytes(struct filehash *f, const struct span *s)
{
	if (s->owner == NULL)
		return;
	if (f->hash != NULL) {
		hasher_update(f->hasher, f->hash, s);
	} else {
		buffer_ref(s->owner);
		g_array_append_val(f->held, *s);
	}
}

bool
filehash_is_held(const struct filehash *f)
{
	return f->held != NULL;
}

struct file_hash *
filehash_end(struct filehash *f)
{
	struct file_hash *hash = g_steal_pointer(&f->hash);

	if (hash == NULL) {
		hash = hasher_begin(f->hasher);
		for (guint i = 0; i < f->held->len; i++)
			hasher_update(f->hasher, hash, &g_array_index(f->held, struct span, i));
	}
	hasher_end(f->hasher, hash);
	filehash_drop(f);
	return hash;
}

void
filehash_drop(struct filehash *f)
{
	hasher_abandon(f->hasher, g_steal_pointer(&f->hash));
	g_clear_pointer(&f->held, g_array_unref);
}
