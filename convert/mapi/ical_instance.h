/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The changed instances of a series: what its recurrence says of them, paired with the hidden
 * attachments in which their messages lie ([MS-OXOCAL] 2.2.10).
 */
#ifndef CONVERT_MAPI_ICAL_INSTANCE_H
#define CONVERT_MAPI_ICAL_INSTANCE_H

#include "convert/mapi/ical_clock.h"
#include "convert/mapi/recurrence.h"

#define ICAL_INSTANCES_MAX 1024   /* of one series; the others are noted as lost */
#define ICAL_ATTACHMENTS_MAX 4096 /* of one item that are looked at */

struct ical_instance {
	gint64 original; /* when it would have begun, on the series' clock */
	const struct recurrence_exception *info; /* borrowed from the recurrence; or NULL */
	gint attachment;                         /* the number of its attachment; -1: it has none */
};

/*
 * struct ical_instance: all of r, in its order, then those of which there is only an
 * attachment. What cannot be read or paired is noted. The caller unrefs the array.
 */
GArray *ical_instances(
    const struct pim_item *series, const struct recurrence *r, const struct ical_clock *clock);

/*
 * Whether attachment is the hidden one of an exception, which belongs into the calendar
 * and is no file (PidTagAttachmentHidden, [MS-OXOCAL] 2.2.10.1).
 */
bool ical_is_instance(struct mapi_object *attachment);

/* Gives item the values that info overrides. */
void ical_instance_override(struct pim_item *item, const struct recurrence_exception *info);

#endif
