/* SPDX-License-Identifier: Apache-2.0 */
/* Judges what needs a key; see content_check.h. */
#include "verify/content_check.h"

#include <string.h>

#include "convert/message_reader.h"
#include "convert/pouch_scan.h"
#include "convert/record_reader.h"

/* A part of the payload that could not be had. */
struct lost_range {
	guint64 at, end;
};

struct content_check {
	struct verdict *verdict;
	const struct content_options *options;
	GArray *lost; /* struct lost_range, ascending */
};

static bool
on_lost(void *user, guint64 at, guint64 len, const GError *cause, GError **error)
{
	struct content_check *c = user;
	struct lost_range r = {at, at + len};
	g_autofree char *why = finding_escape(cause->message, strlen(cause->message));

	(void)error;
	g_array_append_val(c->lost, r);
	findings_add(&c->verdict->findings,
	    err_kind(cause) == ERR_ALTERED ? FOUND_CONTENTS_DIFFER : FOUND_SEGMENT_LOST, 0,
	    FINDING_NOWHERE, 0, "segment %" G_GUINT64_FORMAT ": %s", at / SEGMENT_SIZE, why);
	return true;
}

/* Whether what begins at a payload offset can have been hit by a loss: a later one cannot. */
static bool
is_lost(const struct content_check *c, guint64 payload)
{
	for (guint i = 0; i < c->lost->len; i++)
		if (payload < g_array_index(c->lost, struct lost_range, i).end)
			return true;
	return false;
}

static bool
on_mismatch(void *user, const struct mismatch *m, GError **error)
{
	struct content_check *c = user;
	struct findings *f = &c->verdict->findings;
	bool lost = is_lost(c, m->payload);

	(void)error;
	if (m->message != 0) {
		findings_add(f, lost ? FOUND_MESSAGE_LOST : FOUND_MESSAGE_DIFFERS, 0,
		    FINDING_NOWHERE, 0, "message %" G_GUINT64_FORMAT, m->message);
	} else {
		g_autofree char *path = finding_escape(m->path, strlen(m->path));
		findings_add(f, lost ? FOUND_FILE_LOST : FOUND_FILE_DIFFERS, 0, FINDING_NOWHERE, 0,
		    "%s", path);
	}
	return true;
}

/* What is wrong with a message that was derived again. */
static bool
on_exception(void *user, const struct exception *x, GError **error)
{
	struct content_check *c = user;
	g_autofree char *path = finding_escape(x->path, strlen(x->path));
	bool changed = strcmp(x->rule, "derived-changed") == 0 && c->lost->len == 0;

	(void)error;
	findings_add(&c->verdict->findings,
	    x->severity == NOTE ? FOUND_DERIVED_OTHERWISE
		: changed       ? FOUND_MESSAGE_DIFFERS
				: FOUND_MESSAGE_LOST,
	    0, FINDING_NOWHERE, 0, "%s: %s", path, x->reason);
	return true;
}

static bool
on_progress(void *user, guint64 bytes, GError **error)
{
	struct content_check *c = user;

	return c->options->progress == NULL || c->options->progress(c->options->user, bytes, error);
}

/* Turns what is wrong with the pouch into a finding; other errors stay errors. */
static bool
take_error(struct verdict *v, GError *cause, GError **error)
{
	g_autoptr(GError) owned = cause;
	g_autofree char *why = finding_escape(cause->message, strlen(cause->message));

	switch (err_kind(cause)) {
	case ERR_ALTERED:
	case ERR_FORMAT:
		findings_add(&v->findings, FOUND_CONTENTS_DIFFER, 0, FINDING_NOWHERE, 0, "%s", why);
		return true;
	case ERR_DAMAGED:
	case ERR_INCOMPLETE:
		findings_add(&v->findings, FOUND_LISTS_DAMAGED, 0, FINDING_NOWHERE, 0, "%s", why);
		return true;
	default:
		g_propagate_error(error, g_steal_pointer(&owned));
		return false;
	}
}

static void
set_counts(struct verdict *v, guint64 files, guint64 messages)
{
	v->files.counted = v->messages.counted = true;
	v->files.verified = files;
	v->messages.verified = messages;
	verdict_checked(v, verdict_messages_skipped);
}

static bool
check_contents(struct content_check *c, struct pouch *p, GError **error)
{
	const struct visitor v = {.user = c, .exception = on_exception};
	struct pouch_scan_options o = {
	    .unpacker = c->options->unpacker,
	    .spill = c->options->spill,
	    .waiting = c->options->waiting,
	    .threads = c->options->threads,
	    .lost = on_lost,
	    .mismatch = on_mismatch,
	    .progress = on_progress,
	    .user = c,
	};
	struct pouch_scan_result result;
	GError *cause = NULL;
	bool ok = pouch_scan(p, &v, &o, &result, &cause);

	set_counts(c->verdict, result.same_files, result.same_messages);
	verdict_checked(c->verdict, verdict_contents_skipped);
	if (result.not_derived > 0)
		verdict_skipped(c->verdict, "derived messages were not derived again");
	c->verdict->level = REACHED_CONTENTS;
	return ok || take_error(c->verdict, cause, error);
}

/* What the lists add up to. */
struct tally {
	guint64 files, messages;
	struct hashtree root;
};

static bool
tally_tree(struct pouch *p, struct tally *t, GError **error)
{
	g_autoptr(record_reader) reader = record_reader_new(p, MANIFEST_TREE);
	struct tree_record r = {0};
	enum step step;

	while ((step = record_reader_next_tree(reader, &r, error)) == STEP_NEXT) {
		t->files += r.kind == RECORD_DONE;
		tree_record_clear(&r);
	}
	return step == STEP_END;
}

static bool
tally_mail(struct pouch *p, struct tally *t, GError **error)
{
	g_autoptr(message_reader) reader = message_reader_new(p, 0);
	struct message_record *m;
	const unsigned char *leaf;
	enum step step;

	while ((step = message_reader_next(reader, &m, &leaf, error)) == STEP_NEXT) {
		t->messages++;
		if (leaf != NULL)
			hashtree_add_leaf_hash(&t->root, leaf);
	}
	return step == STEP_END;
}

/* The lists against what the SEAL declares. */
static void
judge_tally(struct verdict *v, const struct pouch *p, const struct tally *t)
{
	const struct seal *s = pouch_seal(p);
	unsigned char root[HASH_SIZE];

	hashtree_root(&t->root, root);
	if (t->files != s->files || t->messages != s->messages)
		findings_add(&v->findings, FOUND_CONTENTS_DIFFER, 0, FINDING_NOWHERE, 0,
		    "the lists count other files or messages than the SEAL");
	if (!pouch_has(p, LEVEL_INDEX))
		verdict_skipped(v,
		    "the message root was not computed: your key does not open names and headers");
	else if (memcmp(root, s->message_root, HASH_SIZE) != 0)
		findings_add(&v->findings, FOUND_CONTENTS_DIFFER, 0, FINDING_NOWHERE, 0,
		    "the message root is not that of the SEAL");
}

static bool
check_lists(struct content_check *c, struct pouch *p, GError **error)
{
	struct verdict *v = c->verdict;
	struct tally t = {0};
	GError *cause = NULL;

	hashtree_init(&t.root);
	if (!tally_tree(p, &t, &cause) || !tally_mail(p, &t, &cause))
		return take_error(v, cause, error);
	judge_tally(v, p, &t);
	set_counts(v, t.files, t.messages);
	verdict_checked(v, verdict_contents_skipped);
	verdict_skipped(v, "contents were not decrypted: your key opens the lists, but no message");
	v->level = REACHED_MANIFESTS;
	return true;
}

bool
content_check(struct verdict *v, struct pouch *p, const struct content_options *o, GError **error)
{
	struct content_check c = {.verdict = v, .options = o};
	bool ok;

	c.lost = g_array_new(FALSE, FALSE, sizeof(struct lost_range));
	ok = pouch_has(p, LEVEL_CONTENT) ? check_contents(&c, p, error) : check_lists(&c, p, error);
	g_array_unref(c.lost);
	return ok;
}
