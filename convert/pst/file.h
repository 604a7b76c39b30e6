/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An open PST file, as the rooms of its node database share it: the source, the header, what
 * was read lately, and whom to tell. Memory does not grow with the file.
 */
#ifndef CONVERT_PST_FILE_H
#define CONVERT_PST_FILE_H

#include "convert/pst/header.h"
#include "convert/pst/report.h"

#define PST_PAGES_KEPT 256
#define PST_BLOCKS_KEPT 64
#define PST_WARNINGS_MAX \
	100000 /* different ones that are told; those behind them are only counted */

struct pst_page;
struct pst_lost; /* scan.h */

/* A block that was read: its data, decoded. */
struct pst_kept_block {
	guint64 bid;
	GBytes *bytes; /* NULL: the slot is empty */
};

struct pst_file {
	const struct pst_source *source;
	const struct pst_layout *layout;
	struct pst_header header;
	struct pst_report report;
	guint32 node;      /* what warnings are about: callers set it */
	guint64 nwarnings; /* so far, those among them that were told before */
	GHashTable *told;
	struct pst_page *pages[PST_PAGES_KEPT];
	struct pst_kept_block blocks[PST_BLOCKS_KEPT];
	struct pst_lost *lost; /* what a scan of all pages found; NULL: there was none yet */
	bool scanned;          /* it was tried */
	bool older;            /* blocks that only older pages name are read, too */
};

/*
 * Opens the file: reads its header and warns of what is wrong with it. source is borrowed
 * until pst_file_close. Fails as pst_header_read.
 */
MUST_USE struct pst_file *pst_file_open(
    const struct pst_source *source, const struct pst_report *report, GError **error);
void pst_file_close(struct pst_file *f); /* accepts NULL */

/* Tells of something at an offset, once; later only counts it. */
void pst_file_warn(struct pst_file *f, enum severity severity, guint64 at, const char *rule,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

typedef struct pst_file pst_file;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pst_file, pst_file_close)

#endif
