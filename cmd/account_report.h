/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts of folders whose items are no mail (convert/account.h), for people and as JSON. */
#ifndef CMD_ACCOUNT_REPORT_H
#define CMD_ACCOUNT_REPORT_H

#include <jansson.h>

#include "convert/survey.h"

/* Prints a table of accounts (struct survey_account), at most max rows, and their sum. Nothing if there are none. */
void account_report_print(const GPtrArray *accounts, guint max);

/* The same as "accounts" of a reply: docs/JSON.md. */
json_t *account_report_json(const GPtrArray *accounts);

#endif
