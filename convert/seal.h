/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing: sources are scanned once; their bytes become the payload, what is
 * found in them the manifests, and both a pouch of one volume. docs/FORMAT.md.
 */
#ifndef CONVERT_SEAL_H
#define CONVERT_SEAL_H

#include "convert/pouch_head.h"
#include "convert/scan.h"
#include "convert/survey.h"
#include "crypto/packed.h"
#include "crypto/receipt.h"

struct seal_options {
	const char *const *sources; /* paths, NULL-terminated */
	const struct seal_reader *readers;
	guint nreaders; /* 1 ... SLOTS_MAX */
	const struct minisign_secret *signer;
	struct nest_options packed; /* looks into packed files, whose messages are counted */
	/*
	 * Derived messages are stored besides, as files of their own: entry.derived. spill is where they are
	 * held if they are long; NULL: in memory.
	 */
	bool include_eml;
	struct spill *spill;
	const char *format;          /* the only store format to look for; NULL: all */
	const enum quoting *quoting; /* as in scan_options */
	const char *tool;            /* for the preamble: program and version */
	const char *libraries;
	const char *name; /* the pouch's, for messages */
	/* Asked again and again; false with *error set ends the run. May be NULL. */
	bool (*go_on)(GError **error);
	int level;     /* of zstd; 0: PACKED_LEVEL_DEFAULT */
	guint threads; /* 0: ordered_threads() */
	gint64 now;    /* seconds since 1970: the time that is claimed */
};

/* What sealing leaves behind besides the volume. */
struct seal_result {
	struct seal seal;
	GBytes *text; /* of SEAL */
	GBytes *signature;
	unsigned char digest[64]; /* BLAKE2b-512 of the volume */
	guint64 size;             /* bytes of the volume */
	struct minisign_public signer;
};
void seal_result_clear(struct seal_result *r);

/*
 * Seals into fd, an empty file that is not synced or closed here. The survey is
 * filled with what was found: the caller made it with survey_new(sealing_visitor(s), ...).
 * Two sources of one base name are ERR_USAGE. Fails with ERR_IO when a source
 * cannot be read at all or the volume cannot be written.
 */
struct sealing;
struct sealing *sealing_new(const struct seal_options *o, int fd, GError **error);
const struct visitor *sealing_visitor(struct sealing *s);
MUST_USE bool sealing_run(
    struct sealing *s, struct survey_run *survey, struct seal_result *result, GError **error);
void sealing_free(struct sealing *s); /* accepts NULL */

/* The base name under which a source travels: of its real path; the caller frees it. */
MUST_USE char *seal_source_name(const char *path, GError **error);

typedef struct sealing sealing;
typedef struct seal_result seal_result;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sealing, sealing_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(seal_result, seal_result_clear)

#endif
