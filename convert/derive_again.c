/* SPDX-License-Identifier: Apache-2.0 */
/* Derives messages of a file in a pouch again; see derive_again.h. */
#include "convert/derive_again.h"

#include <string.h>

#include "convert/derived.h"
#include "convert/derived_message.h"
#include "convert/payload_reader.h"
#include "convert/pouch_file.h"
#include "convert/spill_file.h"
#include "crypto/digest.h"

struct derive_again_file {
	struct pouch *pouch;
	guint64 at, size;
	struct deriving_options with;
	struct spill *spill;       /* or NULL */
	struct tree_file *file;    /* opened when the first message is asked for, with: */
	struct deriving *deriving; /* of with.ops */
	char *reason;
};

/* A message that is derived. */
struct again {
	const struct message_record *record;
	struct derived_message told;
	struct digest_stream *digest;
	unsigned char node[DERIVATION_DIGEST_SIZE];
	struct derivation *by; /* who derives it now */
	bool made;             /* all of it, or NULL: */
	char *why;
};

struct derive_again_file *
derive_again_new(struct pouch *p, guint64 at, guint64 size, const struct deriving_options *with,
    struct spill *room)
{
	struct derive_again_file *f = g_new0(struct derive_again_file, 1);

	f->pouch = p;
	f->at = at;
	f->size = size;
	f->spill = room;
	f->with = *with;
	f->with.walk = false;
	f->with.size = size;
	f->with.ops = NULL;
	return f;
}

void
derive_again_free(struct derive_again_file *f)
{
	if (f == NULL)
		return;
	deriving_free(f->deriving);
	tree_file_close(f->file);
	if (f->spill != NULL)
		spill_begin(f->spill); /* which gives its space back */
	g_free(f->reason);
	g_free(f);
}

/* Copies the file from the pouch into the spill, as long as the run goes on. */
static bool
fill_spill(const struct derive_again_file *f)
{
	g_autoptr(payload_reader) r = payload_reader_new(f->pouch, f->at, 0, NULL, NULL);
	bool (*go_on)(GError * *error) = f->with.waiting.go_on;
	g_autoptr(GError) why = NULL;
	struct span s = {0};

	spill_begin(f->spill);
	for (guint64 left = f->size; left > 0; left -= s.len)
		if ((go_on != NULL && !go_on(&why)) || !payload_reader_next(r, left, &s, &why) ||
		    !spill_write(f->spill, s.data, s.len, &why))
			return false;
	return spill_end(f->spill, &why);
}

/*
 * Items lie all over a file, so that one of more segments than are kept at a time would be decrypted
 * again and again. Where it cannot be spilled it is: why not will be met again.
 */
static void
open_file(struct derive_again_file *f)
{
	bool large = f->size > (POUCH_FILE_SEGMENTS - 1) * (guint64)SEGMENT_SIZE;

	if (f->spill != NULL && large && fill_spill(f))
		f->file = spill_file_open(f->spill);
	else
		f->file = pouch_file_open(f->pouch, f->at, f->size);
}

/* Gets ready for messages of this converter; false: we do not have it. */
static bool
prepare(struct derive_again_file *f, const char *converter)
{
	const struct derive_ops *ops = derive_find(converter);

	if (ops == NULL || ops == f->with.ops)
		return ops != NULL;
	g_clear_pointer(&f->deriving, deriving_free);
	if (f->file == NULL)
		open_file(f);
	f->with.ops = ops;
	f->with.file = f->file;
	f->deriving = deriving_new(&f->with);
	return true;
}

static void
on_message(struct again *a, const struct deriving_event *e)
{
	struct message *m = &a->told.message;

	derived_message_start(&a->told);
	message_copy(m, &a->record->message);
	m->len = 0;
	memcpy(a->node, e->message->derivation->digest, sizeof(a->node));
	a->by = derivation_copy(e->message->derivation);
}

static bool
on_bytes(struct again *a, const struct span *s, GError **error)
{
	digest_update(a->digest, s->data, s->len);
	return derived_message_bytes(&a->told, s, error);
}

/* Takes what comes up to the end of the message. */
static bool
take_all(struct again *a, struct deriving *from, GError **error)
{
	struct deriving_event e = {.type = DERIVING_EXCEPTION};

	while (e.type == DERIVING_EXCEPTION || e.type == DERIVING_MESSAGE ||
	    e.type == DERIVING_BYTES) {
		if (!deriving_next(from, &e, error))
			return false;
		if (e.type == DERIVING_MESSAGE)
			on_message(a, &e);
		if (e.type == DERIVING_BYTES && !on_bytes(a, &e.span, error))
			return false;
	}
	a->made = e.type == DERIVING_MADE;
	if (!a->made)
		a->why = g_strdup(e.reason != NULL ? e.reason : "it is not in its file any more");
	return a->by == NULL || derived_message_end(&a->told, error);
}

static enum derive_again
judge(const struct again *a)
{
	const struct derivation *then = a->record->message.derivation;
	struct digest found;

	if (a->by == NULL)
		return DERIVED_NONE;
	digest_final(a->digest, &found);
	if (memcmp(a->node, then->digest, sizeof(a->node)) != 0)
		return DERIVED_CHANGED;
	if (memcmp(&found, &a->record->digest, sizeof(found)) == 0)
		return DERIVED_SAME;
	if (!a->made)
		return DERIVED_NONE;
	return derivation_same_converter(then, a->by) ? DERIVED_UNLIKE : DERIVED_OTHERWISE;
}

/* What is wrong, and whose message it is. */
static char *
describe(const struct again *a, enum derive_again result)
{
	const struct derivation *then = a->record->message.derivation;
	g_autofree char *text = NULL;

	switch (result) {
	case DERIVED_SAME:
		return NULL;
	case DERIVED_OTHERWISE:
		text = g_strdup_printf("version %s of %s with %s makes other bytes of it than "
				       "version %s of %s with %s did; the item is the same",
		    a->by->version, a->by->converter, a->by->libraries, then->version,
		    then->converter, then->libraries);
		break;
	case DERIVED_UNLIKE:
		text = g_strdup("the message is not the one that was recorded, though the item is");
		break;
	case DERIVED_CHANGED:
		text = g_strdup("the item is not the one that was recorded");
		break;
	case DERIVED_NONE:
		text = g_strdup(a->why);
		break;
	}
	return derived_reason(then->node, text);
}

static void
again_clear(struct again *a)
{
	derived_message_clear(&a->told);
	digest_stream_free(a->digest);
	derivation_free(a->by);
	g_free(a->why);
}

bool
derive_again_message(struct derive_again_file *f, const struct message_record *m,
    const struct visitor *v, enum derive_again *result, const char **reason, GError **error)
{
	const struct derivation *then = m->message.derivation;
	struct again a = {.record = m, .digest = digest_stream_new()};
	bool ok = true;

	derived_message_init(&a.told, v, NULL);
	if (prepare(f, then->converter)) {
		deriving_ask(f->deriving, then->node);
		ok = take_all(&a, f->deriving, error);
	} else {
		a.why = g_strdup("this version has no converter for it");
	}
	if (ok) {
		*result = judge(&a);
		g_free(f->reason);
		*reason = f->reason = describe(&a, *result);
	}
	again_clear(&a);
	return ok;
}

bool
derive_again_exception(
    enum derive_again result, const char *path, const char *reason, struct exception *x)
{
	struct exception found = {
	    .severity = LOSS, .rule = "item-lost", .path = path, .reason = reason};

	if (result == DERIVED_UNLIKE || result == DERIVED_CHANGED)
		found.rule = "derived-changed";
	if (result == DERIVED_OTHERWISE) {
		found.severity = NOTE;
		found.rule = "derived-otherwise";
	}
	*x = found;
	return result != DERIVED_SAME;
}
