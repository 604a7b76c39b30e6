/* SPDX-License-Identifier: Apache-2.0 */
/* The account of a folder; see account.h. */
#include "convert/account.h"

#include <string.h>

static const char *const names[ACCOUNT_CLASSES] = {
    [ACCOUNT_MAIL] = "mail",
    [ACCOUNT_REPORT] = "report",
    [ACCOUNT_MEETING] = "meeting",
    [ACCOUNT_APPOINTMENT] = "appointment",
    [ACCOUNT_CONTACT] = "contact",
    [ACCOUNT_LIST] = "list",
    [ACCOUNT_TASK] = "task",
    [ACCOUNT_JOURNAL] = "journal",
    [ACCOUNT_NOTE] = "note",
    [ACCOUNT_POST] = "post",
    [ACCOUNT_OTHER] = "other",
};

/* A class and all below it: [MS-OXOMSG] and its neighbours. */
static const struct {
	const char *above;
	enum account_class class;
} classes[] = {
    {"IPM.Note", ACCOUNT_MAIL},
    {"IPM.Schedule.Meeting", ACCOUNT_MEETING},
    {"IPM.Appointment", ACCOUNT_APPOINTMENT},
    {"IPM.Contact", ACCOUNT_CONTACT},
    {"IPM.AbchPerson", ACCOUNT_CONTACT},
    {"IPM.DistList", ACCOUNT_LIST},
    {"IPM.Task", ACCOUNT_TASK},
    {"IPM.TaskRequest", ACCOUNT_TASK},
    {"IPM.Activity", ACCOUNT_JOURNAL},
    {"IPM.StickyNote", ACCOUNT_NOTE},
    {"IPM.Post", ACCOUNT_POST},
    {"REPORT", ACCOUNT_REPORT},
};

enum account_class
account_class_of(const char *message_class)
{
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++) {
		size_t len = strlen(classes[i].above);

		if (g_ascii_strncasecmp(message_class, classes[i].above, len) == 0 &&
		    (message_class[len] == '\0' || message_class[len] == '.'))
			return classes[i].class;
	}
	return ACCOUNT_OTHER;
}

const char *
account_class_name(enum account_class c)
{
	return names[c];
}

guint64
account_exported(const struct account *a)
{
	guint64 n = 0;

	for (guint i = 0; i < ACCOUNT_CLASSES; i++)
		n += a->exported[i];
	return n;
}
