/* SPDX-License-Identifier: Apache-2.0 */
/* Where convert and unpack write; see target.h. */
#include "cmd/target.h"

#include <string.h>

#include "cmd/options.h"

char *target_format, *target_directory, *target_quoting;
gboolean target_crlf, target_fat_names, target_calendars, target_contacts;

/* Whether this names a way of quoting that an mbox can be written with. */
static bool
is_quoting(const char *name)
{
	return quoting_parse(name) >= (int)QUOTING_MBOXO;
}

static bool
check_format(bool allow_original, const struct sink_ops **sink, GError **error)
{
	*sink = NULL;
	if (target_format == NULL && !allow_original)
		return err_set(
		    error, ERR_USAGE, "say what to convert to: -t mbox, -t maildir or -t eml");
	if (allow_original && (target_format == NULL || strcmp(target_format, "original") == 0))
		return true;
	*sink = is_quoting(target_format) ? &mbox_sink : sink_find(target_format);
	if (*sink != NULL)
		return true;
	return err_set(error, ERR_USAGE,
	    "unknown format '%s' (formats: %smbox, mboxrd, mboxo, mboxcl, mboxcl2, maildir, eml)",
	    target_format, allow_original ? "original, " : "");
}

/* The quoting that --quoting or the format's name asks for. */
static bool
check_quoting(enum quoting *quoting, GError **error)
{
	const char *name = target_quoting;

	if (name != NULL && !is_quoting(name))
		return err_set(error, ERR_USAGE,
		    "unknown quoting '%s' (mboxrd, mboxo, mboxcl, mboxcl2)", name);
	if (target_format != NULL && is_quoting(target_format)) {
		if (name != NULL && strcmp(name, target_format) != 0)
			return err_set(error, ERR_USAGE,
			    "-t %s and --quoting %s contradict each other", target_format, name);
		name = target_format;
	}
	*quoting = name != NULL ? (enum quoting)quoting_parse(name) : QUOTING_MBOXRD;
	return true;
}

bool
target_check(
    bool allow_original, const struct sink_ops **sink, struct sink_options *o, GError **error)
{
	enum quoting quoting = QUOTING_MBOXRD;

	if (!check_format(allow_original, sink, error))
		return false;
	if (target_directory == NULL)
		return err_set(error, ERR_USAGE, "say where to write: -o DIRECTORY");
	if (strcmp(target_directory, "-") == 0)
		return err_set(error, ERR_USAGE,
		    "-o - : a directory cannot be written to standard output; give its name");
	if (!check_quoting(&quoting, error))
		return false;
	if ((target_quoting != NULL || target_crlf) && *sink != &mbox_sink)
		return err_set(error, ERR_USAGE, "--quoting and --crlf go with -t mbox");
	if (target_fat_names && *sink != &maildir_sink)
		return err_set(error, ERR_USAGE,
		    "--fat-names goes with -t maildir; mbox and eml have such names anyway");
	if ((target_calendars || target_contacts) && *sink == NULL)
		return err_set(
		    error, ERR_USAGE, "--calendars and --contacts go with -t mbox, maildir or eml");
	*o = (struct sink_options){.quoting = quoting,
	    .calendars = target_calendars,
	    .contacts = target_contacts,
	    .crlf = target_crlf,
	    .fat = target_fat_names,
	    .force = options.force,
	    .name = target_directory};
	return true;
}
