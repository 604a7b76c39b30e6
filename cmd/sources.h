/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What inspect, convert and seal have in common: sources on the command line,
 * the sandbox around their reading, and what --input-format and --exceptions say.
 */
#ifndef CMD_SOURCES_H
#define CMD_SOURCES_H

#include "cmd/exception_file.h"
#include "cmd/found.h"
#include "cmd/outputs.h"
#include "convert/scan.h"

/* Rows for a command's entries: SOURCES_ENTRIES in an array of GOptionEntry. */
extern char *sources_format, *sources_variant, *sources_exceptions, *sources_quarantine;
extern gboolean sources_no_spool, sources_deleted, sources_rebuild;
#define SOURCES_ENTRIES                                                                           \
	{"no-spool", 0, 0, G_OPTION_ARG_NONE, &sources_no_spool,                                  \
	    "keep packed files in packed ones unread, rather than in temporary files", NULL},     \
	    {"deleted-items", 0, 0, G_OPTION_ARG_NONE, &sources_deleted,                          \
		"recover deleted items of PST files, too, into folders of their own", NULL},      \
	    {"input-format", 'f', 0, G_OPTION_ARG_STRING, &sources_format,                        \
		"take all mail to be of this format, as inspect names it (mbox, eml ...)",        \
		"FORMAT"},                                                                        \
	    {"mbox-variant", 0, 0, G_OPTION_ARG_STRING, &sources_variant,                         \
		"how mbox files quote From lines: mboxo, mboxrd, mboxcl, mboxcl2, none", "KIND"}, \
	    EXCEPTIONS_ENTRIES
#define EXCEPTIONS_ENTRIES                                                               \
	{"exceptions", 0, 0, G_OPTION_ARG_FILENAME, &sources_exceptions,                 \
	    "write every exception to FILE, a line of JSON each", "FILE"},               \
	{                                                                                \
		"quarantine", 0, 0, G_OPTION_ARG_FILENAME, &sources_quarantine,          \
		    "write the raw bytes of every exception into DIRECTORY", "DIRECTORY" \
	}

/*
 * Whether --input-format and --mbox-variant name one, and no source is "-", nor given twice or inside
 * another one. Fails with ERR_USAGE.
 */
MUST_USE bool sources_check(GError **error);

/*
 * What the command reads, its arguments, keys and configuration, and what --exceptions and --quarantine
 * write; the caller adds its other outputs, has them checked, and frees it.
 */
MUST_USE struct outputs *sources_outputs(void);

/*
 * Enters the sandbox as confine_enter does. Before it, unless --no-spool is given, makes
 * temporary files; where they cannot be made it goes without.
 */
MUST_USE bool sources_confine(
    const char *const *sources, const char *const *written, GError **error);

/* What --mbox-variant says, for scan_options; NULL: nothing. */
const enum quoting *sources_quoting(void);

/* Opens the directory of --quarantine: *q is NULL without it. */
MUST_USE bool sources_open_quarantine(struct quarantine **q, GError **error);

/* The bytes of all sources together, for progress; 0 if that would take long to find out. */
guint64 sources_size(const char *const *sources);

/*
 * Starts the process that looks into packed sources: before there are threads, and before there are
 * keys; where there are none, behind sources_confine, so that it is in there too.
 */
MUST_USE struct unpacker *sources_unpacker(GError **error);

/*
 * Makes the temporary files for sources_packed, unless --no-spool is given; sources_confine
 * does so itself. Where they cannot be made, it goes without.
 */
void sources_open_spills(void);

/* What scans look into packed files with; helper is borrowed, as is what it points to. */
struct nest_options sources_packed(struct unpacker *helper);

/*
 * Scans all sources in order, and what is packed in them; folders and paths of several begin
 * with their names. must_read: as in scan_options.
 */
MUST_USE bool sources_scan(const char *const *sources, bool must_read, struct unpacker *helper,
    struct survey_run *survey, GError **error);

/* Shows progress over the total, and looks for signals: for survey_set_progress. */
struct sources_progress {
	guint64 total; /* bytes; 0: unknown */
};
bool sources_progress(void *user, guint64 bytes, GError **error);

#endif
