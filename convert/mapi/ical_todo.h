/* SPDX-License-Identifier: Apache-2.0 */
/* Tasks as VTODO, [MS-OXOTASK], and journal entries as VJOURNAL, [MS-OXOJRNL]. */
#ifndef CONVERT_MAPI_ICAL_TODO_H
#define CONVERT_MAPI_ICAL_TODO_H

#include "convert/mapi/ical_common.h"

/* Each adds the component to job->to. What cannot be carried over is noted. */
void ical_todo(const struct ical_job *job);
void ical_journal(const struct ical_job *job);

#endif
