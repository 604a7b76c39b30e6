/* SPDX-License-Identifier: Apache-2.0 */
/* Derived messages in the scan of a pouch; see pouch_derived.h. */
#include "convert/pouch_derived.h"

#include "convert/payload_path.h"

bool
pouch_derived_is(const struct message_record *m)
{
	return m->message.derivation != NULL && m->message.derivation->entry == 0;
}

static bool
derive(struct pouch_derived *d, const struct message_record *m, const struct tree_record *file,
    guint64 read, GError **error)
{
	const struct visitor *v = d->visitor;
	const struct deriving_options with = {
	    .unpacker = d->options->unpacker, .waiting = d->options->waiting};
	enum derive_again result;
	const char *reason;
	struct exception x;

	if (d->again == NULL)
		d->again = derive_again_new(d->pouch, file->data, read, &with, d->options->spill);
	if (!derive_again_message(d->again, m, v, &result, &reason, error))
		return false;
	d->nsame += result <= DERIVED_OTHERWISE;
	return !derive_again_exception(result, payload_path_below(file->path), reason, &x) ||
	    v->exception == NULL || v->exception(v->user, &x, error);
}

bool
pouch_derived_message(struct pouch_derived *d, const struct message_record *m,
    const struct tree_record *file, guint64 read, GError **error)
{
	const struct pouch_scan_options *o = d->options;

	if (o->unpacker != NULL && (o->wanted == NULL || o->wanted(o->user, m)))
		return derive(d, m, file, read, error);
	d->nskipped++;
	return true;
}

void
pouch_derived_end(struct pouch_derived *d)
{
	g_clear_pointer(&d->again, derive_again_free);
}
