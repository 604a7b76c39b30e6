/* SPDX-License-Identifier: Apache-2.0 */
/* One message of a pouch; see pouch_message.h. */
#include "convert/pouch_message.h"

#include <string.h>

#include "convert/derive_again.h"
#include "convert/payload_reader.h"
#include "convert/record_reader.h"
#include "crypto/digest.h"

static bool
read_stored(struct pouch *p, const struct message_record *m, const struct pouch_message_options *o,
    GError **error)
{
	g_autoptr(payload_reader) r = payload_reader_new(p, m->payload, 1, NULL, NULL);
	g_autoptr(digest_stream) stream = digest_stream_new();
	struct digest found;

	for (guint64 left = m->message.len; left > 0;) {
		struct span s;

		if (!payload_reader_next(r, left, &s, error))
			return false;
		digest_update(stream, s.data, s.len);
		if (!o->take(o->user, &s, error))
			return false;
		left -= s.len;
	}
	digest_final(stream, &found);
	if (memcmp(&found, &m->digest, sizeof(found)) != 0)
		return err_set(error, ERR_ALTERED,
		    "message %" G_GUINT64_FORMAT " is not the one that was recorded",
		    m->message.id);
	return true;
}

/* Where the bytes of the file with this entry lie: from *at, *size of them. */
static bool
find_file(struct pouch *p, guint64 number, guint64 *at, guint64 *size, GError **error)
{
	g_autoptr(record_reader) records = record_reader_new(p, MANIFEST_TREE);
	struct tree_record r = {0};
	enum step step;
	bool found = false;

	*at = 0;
	while (!found && (step = record_reader_next_tree(records, &r, error)) == STEP_NEXT) {
		if (r.kind == RECORD_FILE && r.number == number)
			*at = r.data;
		found = r.kind == RECORD_DONE && r.number == number;
		*size = r.read;
	}
	tree_record_clear(&r);
	if (!found && (error == NULL || *error == NULL))
		err_set(error, ERR_ALTERED, "a message is in a file that is not listed");
	return found;
}

static bool
judge(const struct message_record *m, enum derive_again result, const char *reason, char **note,
    GError **error)
{
	if (result == DERIVED_OTHERWISE)
		*note = g_strdup(reason);
	if (result <= DERIVED_OTHERWISE)
		return true;
	return err_set(error, result == DERIVED_NONE ? ERR_DAMAGED : ERR_ALTERED,
	    "message %" G_GUINT64_FORMAT ": %s", m->message.id, reason);
}

static bool
read_derived(struct pouch *p, const struct message_record *m, const struct pouch_message_options *o,
    char **note, GError **error)
{
	const struct deriving_options with = {.unpacker = o->unpacker, .waiting = o->waiting};
	const struct visitor v = {.user = o->user, .message_bytes = o->take};
	g_autoptr(derive_again_file) f = NULL;
	enum derive_again result;
	const char *reason;
	guint64 at, size;

	if (!find_file(p, m->file, &at, &size, error))
		return false;
	f = derive_again_new(p, at, size, &with, NULL);
	return derive_again_message(f, m, &v, &result, &reason, error) &&
	    judge(m, result, reason, note, error);
}

bool
pouch_message_read(struct pouch *p, const struct message_record *m,
    const struct pouch_message_options *o, char **note, GError **error)
{
	*note = NULL;
	if (m->message.derivation != NULL && m->message.derivation->entry == 0)
		return read_derived(p, m, o, note, error);
	return read_stored(p, m, o, error);
}
