/* SPDX-License-Identifier: Apache-2.0 */
/* How an event stands; see ical_event_state.h. */
#include "convert/mapi/ical_event_state.h"

#include "convert/mapi/ical_common.h"
#include "convert/mapi/ical_people.h"
#include "convert/mapi/ical_text.h"

#define STATE_MEETING 1 /* PidLidAppointmentStateFlags, [MS-OXOCAL] 2.2.1.10 */
#define STATE_CANCELED 4
#define BUSY_FREE 0
#define BUSY_TENTATIVE 1
#define DELTA_DEFAULT 0x5ae980e1 /* [MS-OXORMDR] 2.2.1.3: 15 minutes */
#define DELTA_MAX (366 * 24 * 60)

static gint32
number(const struct pim_item *item, enum pim_key key, gint32 otherwise)
{
	gint32 n;

	return pim_number(item, key, &n) ? n : otherwise;
}

static bool
is_answer(const char *method)
{
	return g_strcmp0(method, "REPLY") == 0 || g_strcmp0(method, "COUNTER") == 0;
}

static icalparameter_partstat
answer(const struct pim_item *item)
{
	if (pim_is_class(item, "IPM.Schedule.Meeting.Resp.Pos"))
		return ICAL_PARTSTAT_ACCEPTED;
	if (pim_is_class(item, "IPM.Schedule.Meeting.Resp.Neg"))
		return ICAL_PARTSTAT_DECLINED;
	return ICAL_PARTSTAT_TENTATIVE;
}

void
ical_event_people(icalcomponent *c, const struct pim_item *item, const char *method)
{
	if (is_answer(method))
		ical_add_answer(c, item, answer(item));
	else if (method != NULL || (number(item, PID_STATE_FLAGS, 0) & STATE_MEETING) != 0 ||
	    ical_count_people(item) > 0)
		ical_add_people(c, item);
}

static void
add_busy(icalcomponent *c, const char *name, const struct pim_item *item, enum pim_key key)
{
	static const char *const names[] = {"FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE"};
	gint32 busy = number(item, key, -1);

	if (busy >= 0 && busy < (gint32)G_N_ELEMENTS(names))
		ical_add_x(c, name, names[busy]);
}

static void
add_status(icalcomponent *c, const struct pim_item *item, const char *method)
{
	gint32 busy = number(item, PID_BUSY_STATUS, -1);
	enum icalproperty_status status = ICAL_STATUS_CONFIRMED;

	if (busy == BUSY_TENTATIVE)
		status = ICAL_STATUS_TENTATIVE;
	if (g_strcmp0(method, "CANCEL") == 0 ||
	    (number(item, PID_STATE_FLAGS, 0) & STATE_CANCELED) != 0)
		status = ICAL_STATUS_CANCELLED;
	icalcomponent_add_property(c, icalproperty_new_status(status));
	if (busy >= 0)
		icalcomponent_add_property(c,
		    icalproperty_new_transp(
			busy == BUSY_FREE ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
}

static void
add_alarm(icalcomponent *c, const struct pim_item *item)
{
	gint32 minutes = number(item, PID_REMINDER_DELTA, DELTA_DEFAULT);

	if (!pim_flag(item, PID_REMINDER_SET))
		return;
	if (minutes == DELTA_DEFAULT)
		minutes = 15;
	if (minutes >= 0 && minutes <= DELTA_MAX)
		ical_add_alarm(c, icaltriggertype_from_int(-minutes * 60));
	else
		pim_note(item->notes, LOSS, "reminder-damaged",
		    "a reminder is set %d minutes before", minutes);
}

void
ical_event_state(icalcomponent *c, const struct pim_item *item, const char *method)
{
	gint32 sequence = number(item, PID_SEQUENCE, 0);

	icalcomponent_add_property(c, icalproperty_new_sequence(MAX(sequence, 0)));
	if (!is_answer(method))
		add_status(c, item, method);
	add_busy(c, "X-MICROSOFT-CDO-BUSYSTATUS", item, PID_BUSY_STATUS);
	add_busy(c, "X-MICROSOFT-CDO-INTENDEDSTATUS", item, PID_INTENDED_BUSY_STATUS);
	ical_add_x(
	    c, "X-MICROSOFT-CDO-ALLDAYEVENT", pim_flag(item, PID_SUBTYPE) ? "TRUE" : "FALSE");
	ical_add_x_number(c, "X-MICROSOFT-CDO-APPT-SEQUENCE", item, PID_SEQUENCE);
	ical_add_x_number(c, "X-MICROSOFT-CDO-IMPORTANCE", item, PID_IMPORTANCE);
	ical_add_x_number(c, "X-MICROSOFT-CDO-OWNERAPPTID", item, PID_OWNER_APPOINTMENT_ID);
	if (pim_flag(item, PID_NOT_ALLOW_PROPOSE))
		ical_add_x(c, "X-MICROSOFT-DISALLOW-COUNTER", "TRUE");
	if (!is_answer(method) && g_strcmp0(method, "CANCEL") != 0)
		add_alarm(c, item);
}
