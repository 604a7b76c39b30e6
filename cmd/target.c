/* SPDX-License-Identifier: Apache-2.0 */
/* Where convert and unpack write; see target.h. */
#include <string.h>

#include "cmd/options.h"
#include "cmd/target.h"

char *target_format, *target_directory, *target_quoting;
gboolean target_crlf;

static bool
check_format(bool allow_original, const struct sink_ops **sink, GError **error)
{
	*sink = NULL;
	if (target_format == NULL && !allow_original)
		return err_set(
		    error, ERR_USAGE, "say what to convert to: -t mbox, -t maildir or -t eml");
	if (allow_original && (target_format == NULL || strcmp(target_format, "original") == 0))
		return true;
	*sink = sink_find(target_format);
	if (*sink != NULL)
		return true;
	return err_set(error, ERR_USAGE, "unknown format '%s' (formats: %smbox, maildir, eml)",
	    target_format, allow_original ? "original, " : "");
}

bool
target_check(
    bool allow_original, const struct sink_ops **sink, struct sink_options *o, GError **error)
{
	int quoting = target_quoting != NULL ? quoting_parse(target_quoting) : QUOTING_MBOXRD;

	if (!check_format(allow_original, sink, error))
		return false;
	if (target_directory == NULL)
		return err_set(error, ERR_USAGE, "say where to write: -o DIRECTORY");
	if (strcmp(target_directory, "-") == 0)
		return err_set(error, ERR_USAGE,
		    "-o - : a directory cannot be written to standard output; give its name");
	if (quoting < (int)QUOTING_MBOXO)
		return err_set(error, ERR_USAGE,
		    "unknown quoting '%s' (mboxrd, mboxo, mboxcl, mboxcl2)", target_quoting);
	if ((target_quoting != NULL || target_crlf) && *sink != &mbox_sink)
		return err_set(error, ERR_USAGE, "--quoting and --crlf go with -t mbox");
	*o = (struct sink_options){.quoting = (enum quoting)quoting,
	    .crlf = target_crlf,
	    .force = options.force,
	    .name = target_directory};
	return true;
}
