/* SPDX-License-Identifier: Apache-2.0 */
/* Asks the bodies of mail; see pim_body.h. */
#include "convert/mapi/pim_body.h"

#include "convert/mapi/mail_body.h"

static void
on_report(void *user, const struct exception *x)
{
	pim_note(user, x->severity, x->rule, "%s", x->reason);
}

char *
pim_body(const struct pim_item *item)
{
	const struct mail_output out = {.user = (void *)(guintptr)item->notes, .report = on_report};
	struct mail_body body = {0};
	struct mail_writer w;
	char *text;

	if (item->reader.object == NULL)
		return NULL;
	mail_writer_init(&w, &out);
	mail_body_read(&body, &item->reader, &w);
	text = g_steal_pointer(&body.plain);
	mail_body_clear(&body);
	mail_writer_clear(&w);
	return text;
}
