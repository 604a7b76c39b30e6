/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appointments and what is sent about meetings as VEVENT: one for the item, and one more with a
 * RECURRENCE-ID for each changed instance of a series. [MS-OXCICAL] 2.1.3.1.1.
 */
#ifndef CONVERT_MAPI_ICAL_EVENT_H
#define CONVERT_MAPI_ICAL_EVENT_H

#include "convert/mapi/ical_common.h"

/* Adds the components to job->to. What cannot be carried over is noted. */
void ical_event(const struct ical_job *job);

#endif
