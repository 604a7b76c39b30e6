/* SPDX-License-Identifier: Apache-2.0 */
/* The limits that targets publish; see limits.h and docs/LIMITS.md. */
#include <string.h>

#include "convert/limits.h"

#define KB 1024
#define MB (1024 * 1024)

#define EXCHANGE                                                     \
	"https://learn.microsoft.com/office365/servicedescriptions/" \
	"exchange-online-service-description/exchange-online-limits"
#define EXCHANGE_HEADER "https://learn.microsoft.com/exchange/mail-flow/message-size-limits"
#define GMAIL_SIZE "https://support.google.com/mail/answer/6584"
#define GMAIL_HEADER "https://support.google.com/a/answer/14016360"
#define DOVECOT_NAMES "https://doc.dovecot.org/admin_manual/namespaces"
#define DOVECOT_MAILDIR "https://doc.dovecot.org/configuration_manual/mail_location/Maildir"
#define DOVECOT_KEYWORD "doveconf -d mail_max_keyword_length"
#define SMTP "https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1"

const struct limit limits_table[] = {
    {"exchange", MEASURE_SIZE, 150 * MB, EXCHANGE},
    {"exchange", MEASURE_SUBJECT, 255, EXCHANGE},
    {"exchange", MEASURE_FOLDER_DEPTH, 300, EXCHANGE},
    {"exchange", MEASURE_SUBFOLDERS, 10000, EXCHANGE},
    {"exchange", MEASURE_IN_FOLDER, 1000000, EXCHANGE},
    {"exchange", MEASURE_HEADER, 256 * KB, EXCHANGE_HEADER},
    {"exchange", MEASURE_LINE, 998, SMTP},
    {"gmail", MEASURE_SIZE, 50 * MB, GMAIL_SIZE},
    {"gmail", MEASURE_HEADER, 500 * KB, GMAIL_HEADER},
    {"gmail", MEASURE_FIELDS, 5000, GMAIL_HEADER},
    {"gmail", MEASURE_FIELD, 32 * KB, GMAIL_HEADER},
    {"gmail", MEASURE_SUBJECT, 998, GMAIL_HEADER},
    {"gmail", MEASURE_MESSAGE_ID, 500, GMAIL_HEADER},
    {"gmail", MEASURE_LINE, 998, SMTP},
    {"dovecot", MEASURE_FOLDER_NAME, 255, DOVECOT_NAMES},
    {"dovecot", MEASURE_FOLDER_PATH, 4096, DOVECOT_NAMES},
    {"dovecot", MEASURE_KEYWORD, 50, DOVECOT_KEYWORD},
    {"dovecot", MEASURE_KEYWORDS, 26, DOVECOT_MAILDIR},
    {NULL, NMEASURES, 0, NULL},
};

const char *
measure_name(enum measure m)
{
	static const char *const names[NMEASURES] = {
	    [MEASURE_SIZE] = "message-size",
	    [MEASURE_HEADER] = "header-size",
	    [MEASURE_FIELDS] = "header-fields",
	    [MEASURE_FIELD] = "field-size",
	    [MEASURE_SUBJECT] = "subject",
	    [MEASURE_MESSAGE_ID] = "message-id",
	    [MEASURE_LINE] = "line-length",
	    [MEASURE_KEYWORD] = "keyword",
	    [MEASURE_KEYWORDS] = "keywords",
	    [MEASURE_FOLDER_NAME] = "folder-name",
	    [MEASURE_FOLDER_PATH] = "folder-path",
	    [MEASURE_FOLDER_DEPTH] = "folder-depth",
	    [MEASURE_SUBFOLDERS] = "subfolders",
	    [MEASURE_IN_FOLDER] = "folder-messages",
	};

	return names[m];
}

bool
limits_has_target(const char *name)
{
	for (const struct limit *l = limits_table; l->target != NULL; l++)
		if (strcmp(l->target, name) == 0)
			return true;
	return false;
}

char *
limits_targets(void)
{
	GString *names = g_string_new(NULL);

	/* The rows of a target stand together. */
	for (const struct limit *l = limits_table; l->target != NULL; l++)
		if (l == limits_table || strcmp(l->target, l[-1].target) != 0)
			g_string_append_printf(
			    names, "%s%s", names->len > 0 ? ", " : "", l->target);
	return g_string_free(names, FALSE);
}
