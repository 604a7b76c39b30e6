/* SPDX-License-Identifier: Apache-2.0 */
/* What verify/ says of bytes in memory, for tests. */
#ifndef TESTS_POUCH_JUDGE_H
#define TESTS_POUCH_JUDGE_H

#include <sodium.h>

#include "tests/pouch_forge.h"
#include "verify/verdict.h"

static inline struct minisign_secret *
judge_signer(struct vouched_signer *vouched)
{
	static struct random_source source = {.purpose = "test"};
	struct minisign_secret *signer = minisign_secret_generate(&source);

	*vouched = (struct vouched_signer){
	    .name = "tester", .valid_after = G_MININT64, .valid_before = G_MAXINT64};
	minisign_secret_public(signer, &vouched->key);
	return signer;
}

/* The exit status of an error about a pouch. */
static inline int
judge_status(const GError *error)
{
	switch (err_kind(error)) {
	case ERR_FORMAT:
	case ERR_UNSUPPORTED:
		return 4;
	case ERR_ALTERED:
		return 1;
	case ERR_DAMAGED:
		return 9;
	case ERR_INCOMPLETE:
		return 10;
	default:
		return 3;
	}
}

/*
 * Judges the volumes in n open files. v: set up here, the caller clears it.
 * Returns the exit status, 4 or 3 for those that are no pouch at all.
 */
static inline int
judge_files(struct verdict *v, const int fds[], gsize n, const struct vouching *vouching,
    const struct volume_options *options)
{
	GError *error = NULL;

	verdict_init(v);
	for (gsize i = 0; i < n; i++) {
		struct volume_result r = {0};
		bool ok = volume_check(fds[i], options, &r, &v->findings, &error);
		g_assert(ok == (error == NULL));
		g_array_append_val(v->volumes, r);
		if (!ok) {
			int status = judge_status(error);
			g_clear_error(&error);
			return status;
		}
	}
	verdict_without_key(v, vouching);
	return verdict_status(v);
}

static inline int
judge_bytes(struct verdict *v, const void *bytes, gsize len, const struct vouching *vouching)
{
	struct volume_options options = {
	    .vouched = vouching->nsigners > 0 ? &vouching->signers[0].key : NULL,
	    .nvouched = vouching->nsigners > 0 ? 1 : 0};
	int fd = forge_file(bytes, len);
	int status = judge_files(v, &fd, 1, vouching, &options);

	close(fd);
	return status;
}

/* Whether a finding of this code is among those kept. */
static inline bool
judge_has(const struct verdict *v, enum finding_code code)
{
	for (guint i = 0; i < v->findings.kept->len; i++)
		if (g_array_index(v->findings.kept, struct finding, i).code == code)
			return true;
	return false;
}

static inline void
judge_print(const struct verdict *v)
{
	for (guint i = 0; i < v->findings.kept->len; i++) {
		const struct finding *f = &g_array_index(v->findings.kept, struct finding, i);
		g_printerr("# %s %s @%" G_GUINT64_FORMAT "+%" G_GUINT64_FORMAT " %s\n",
		    finding_kind(f->code)->number, finding_kind(f->code)->name, f->offset,
		    f->length, f->text != NULL ? f->text : "");
	}
}

#endif
