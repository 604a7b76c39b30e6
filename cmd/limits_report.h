/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect --for found, for people and as JSON. */
#ifndef CMD_LIMITS_REPORT_H
#define CMD_LIMITS_REPORT_H

#include <jansson.h>

#include "convert/limits.h"

/* The target's limits and what is over them, once the scan is over: on standard output. */
void limits_report_print(struct limits *l, const char *target);

/* The same as "for", "limits" and "over" of a reply. */
void limits_report_add(json_t *reply, struct limits *l, const char *target);

#endif
