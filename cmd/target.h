/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where convert and unpack write: a format, and a directory that appears when
 * everything in it is complete.
 */
#ifndef CMD_TARGET_H
#define CMD_TARGET_H

#include "convert/sink.h"

/* Rows for a command's entries. */
extern char *target_format, *target_directory, *target_quoting;
extern gboolean target_crlf, target_fat_names, target_calendars, target_contacts;
#define TARGET_ENTRIES                                                                             \
	{"format", 't', 0, G_OPTION_ARG_STRING, &target_format, TARGET_FORMAT_HELP, "FORMAT"},     \
	    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &target_directory,                           \
		"write into DIRECTORY, which is made", "DIRECTORY"},                               \
	    {"quoting", 0, 0, G_OPTION_ARG_STRING, &target_quoting,                                \
		"for mbox, quote From lines as mboxrd (default), mboxo, mboxcl, mboxcl2", "KIND"}, \
	    {"calendars", 0, 0, G_OPTION_ARG_NONE, &target_calendars,                              \
		"write a calendar (.ics) for each folder of PST files, too", NULL},                \
	    {"contacts", 0, 0, G_OPTION_ARG_NONE, &target_contacts,                                \
		"write an address book (.vcf) for each folder of PST files, too", NULL},           \
	    {"crlf", 0, 0, G_OPTION_ARG_NONE, &target_crlf, "for mbox: end lines with CRLF",       \
		NULL},                                                                             \
	{                                                                                          \
		"fat-names", 0, 0, G_OPTION_ARG_NONE, &target_fat_names,                           \
		    "for maildir: only names that FAT and exFAT take", NULL                        \
	}

/*
 * Reads the options: *sink is the format's, or NULL if it is "original" and that
 * is allowed. Fails with ERR_USAGE.
 */
MUST_USE bool target_check(
    bool allow_original, const struct sink_ops **sink, struct sink_options *o, GError **error);

#endif
