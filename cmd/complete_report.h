/* SPDX-License-Identifier: Apache-2.0 */
/* What inspect --complete found, for people and as JSON. */
#ifndef CMD_COMPLETE_REPORT_H
#define CMD_COMPLETE_REPORT_H

#include <jansson.h>

#include "convert/complete.h"

/* The signs, once the scan is over: on standard output. */
void complete_report_print(struct complete *c);

/* The same as "signs" and "signs_total" of a reply. */
void complete_report_add(json_t *reply, struct complete *c);

#endif
