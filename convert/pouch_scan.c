/* SPDX-License-Identifier: Apache-2.0 */
/* Scans a pouch by its manifests; see pouch_scan.h. */
#include "convert/pouch_scan.h"

#include <string.h>

#include "convert/payload_tar.h"
#include "convert/pouch_context.h"
#include "convert/pouch_files.h"

struct pouch_scan {
	const struct visitor *visitor;
	const struct pouch_scan_options *options;
	struct pouch_context *context;
	struct pouch_files *files;
	guint64 nlosses, nnotes; /* exceptions so far */
};

static bool
tell_folder(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	const struct folder *f = pouch_context_next_folder(s->context);

	if (f == NULL || f->number != r->number)
		return payload_tar_contradicts(error, "the folders are not numbered one by one");
	return s->visitor->folder == NULL || s->visitor->folder(s->visitor->user, f, error);
}

static bool
count_exception(struct pouch_scan *s, const struct tree_record *r, GError **error)
{
	if (r->severity == LOSS)
		s->nlosses++;
	else
		s->nnotes++;
	return s->options->recorded == NULL || s->options->recorded(s->options->user, r, error);
}

static bool
take_record(struct pouch_scan *s, struct tree_record *r, GError **error)
{
	switch (r->kind) {
	case RECORD_SOURCE:
		return true;
	case RECORD_DIRECTORY:
		return pouch_files_entry(s->files, r, error);
	case RECORD_FILE:
		return pouch_files_begin(s->files, r, error);
	case RECORD_DONE:
		return pouch_files_end(s->files, r, error);
	case RECORD_FOLDER:
		return tell_folder(s, r, error);
	case RECORD_EXCEPTION:
		return count_exception(s, r, error);
	}
	return false;
}

static bool
scan_records(struct pouch_scan *s, struct pouch *p, GError **error)
{
	g_autoptr(record_reader) records = record_reader_new(p, MANIFEST_TREE);
	struct tree_record r = {0};
	enum step step;
	bool ok = true;

	while (ok && (step = record_reader_next_tree(records, &r, error)) != STEP_END)
		ok = step == STEP_NEXT && take_record(s, &r, error);
	tree_record_clear(&r);
	return ok;
}

/* Counts and message root against the SEAL. */
static bool
check_seal(const struct pouch_scan *s, const struct pouch_scan_result *result,
    const struct seal *seal, GError **error)
{
	if (result->files != seal->files || result->messages != seal->messages)
		return err_set(error, ERR_ALTERED,
		    "the manifests count other files or messages than the SEAL");
	if (s->nlosses != seal->losses || s->nnotes != seal->notes)
		return err_set(
		    error, ERR_ALTERED, "the manifests count other exceptions than the SEAL");
	if (memcmp(result->message_root, seal->message_root, HASH_SIZE) != 0)
		return err_set(error, ERR_ALTERED, "the message root is not that of the SEAL");
	return true;
}

/* Whether an error is the pouch's, and not that of who visits it. */
static bool
is_of_pouch(const GError *error)
{
	enum err_kind kind = err_kind(error);

	return kind == ERR_ALTERED || kind == ERR_FORMAT || kind == ERR_DAMAGED ||
	    kind == ERR_UNSUPPORTED;
}

/* Goes through everything; what was found is in result, whether all of it was good or not. */
static bool
scan_all(struct pouch_scan *s, struct pouch *p, struct pouch_scan_result *result, GError **error)
{
	bool ok = scan_records(s, p, error) && pouch_files_finish(s->files, error);

	pouch_files_result(s->files, result);
	return ok && check_seal(s, result, pouch_seal(p), error);
}

bool
pouch_scan(struct pouch *p, const struct visitor *v, const struct pouch_scan_options *o,
    struct pouch_scan_result *result, GError **error)
{
	struct pouch_scan s = {.visitor = v, .options = o};
	bool ok;

	if (!pouch_has(p, LEVEL_CONTENT))
		return err_set(
		    error, ERR_KEY, "your key opens this pouch for an auditor, not for a reader");
	memset(result, 0, sizeof(*result));
	s.context = pouch_context_read(p, error);
	if (s.context == NULL) {
		pouch_name_error(p, error);
		return false;
	}
	s.files = pouch_files_new(p, v, o, s.context, error);
	ok = s.files != NULL && scan_all(&s, p, result, error);
	pouch_files_free(s.files);
	pouch_context_free(s.context);
	if (!ok && error != NULL && is_of_pouch(*error))
		pouch_name_error(p, error);
	return ok;
}
