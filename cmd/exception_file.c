/* SPDX-License-Identifier: Apache-2.0 */
/* All exceptions of a run; see exception_file.h. */
#include "cmd/exception_file.h"

#include <stdlib.h>
#include <string.h>

#include "convert/outdir.h"
#include "verify/report.h"

struct exception_file {
	struct outfile *out; /* NULL: nothing is written */
	struct quarantine *quarantine;
};

struct exception_file *
exception_file_open(const char *path, struct quarantine *q, bool force, GError **error)
{
	g_autoptr(exception_file) f = g_new0(struct exception_file, 1);

	f->quarantine = q;
	if (path == NULL)
		return g_steal_pointer(&f);
	f->out = outfile_open(path, 0, force, error);
	if (f->out == NULL) {
		g_prefix_error(error, "%s: ", path);
		return NULL;
	}
	return g_steal_pointer(&f);
}

json_t *
exception_json(const struct survey_exception *x)
{
	json_t *o = json_object();

	json_object_set_new(o, "severity", json_string(x->severity == LOSS ? "loss" : "note"));
	json_object_set_new(o, "store", report_bytes(x->store));
	json_object_set_new(o, "offset", json_integer((json_int_t)x->offset));
	json_object_set_new(o, "length", json_integer((json_int_t)x->length));
	json_object_set_new(o, "rule", json_string(x->rule));
	json_object_set_new(o, "reason", report_bytes(x->reason));
	return o;
}

bool
exception_file_add(void *user, const struct survey_exception *x, GError **error)
{
	struct exception_file *f = user;
	json_t *o;
	char *line;
	bool ok;

	if (f->quarantine != NULL && !quarantine_take(f->quarantine, x, error))
		return false;
	if (f->out == NULL)
		return true;
	o = exception_json(x);
	line = json_dumps(o, JSON_COMPACT);
	ok = write_all(outfile_fd(f->out), line, strlen(line), error) &&
	    write_all(outfile_fd(f->out), "\n", 1, error);
	free(line);
	json_decref(o);
	return ok;
}

bool
exception_file_commit(struct exception_file *f, GError **error)
{
	return (f->out == NULL || outfile_commit(f->out, error)) &&
	    (f->quarantine == NULL || quarantine_commit(f->quarantine, error));
}

void
exception_file_close(struct exception_file *f)
{
	if (f == NULL)
		return;
	outfile_close(f->out);
	g_free(f);
}
