/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: pim_probe PST CALENDAR CARDS
 * Writes the calendar items of a PST file into one calendar and its contacts into one file of
 * vCards. Prints how many there are, and what was noted of them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "convert/mapi/ical.h"
#include "convert/mapi/vcard.h"
#include "convert/pst/walk.h"

struct probe {
	struct pim_notes notes;
	struct ical_calendar *calendar;
	GString *ics, *vcf;
	guint nevents, ncards;
};

static bool
read_at(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	const int *fd = user;

	return pread(*fd, buf, len, (off_t)at) == (ssize_t)len ||
	    err_set(error, ERR_IO, "read failed");
}

static void
on_note(void *user, enum severity severity, const char *rule, const char *reason)
{
	(void)user;
	printf("%s\t%s\t%s\n", severity == LOSS ? "loss" : "note", rule, reason);
}

static bool
on_item(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	struct probe *p = user;

	(void)item;
	if (ical_takes(o)) {
		p->nevents++;
		return ical_add(p->calendar, o, NULL, &p->notes, p->ics, error);
	}
	if (!vcard_takes(o))
		return true;
	p->ncards++;
	return vcard_build(o, NULL, &p->notes, p->vcf, error);
}

static bool
run(struct probe *p, const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
	const struct pst_source source = {&fd, read_at, size > 0 ? (guint64)size : 0};
	const struct pst_walker walker = {.user = p, .item = on_item};
	g_autoptr(pst_store) store = pst_store_open(&source, NULL, error);
	struct pst_totals totals;
	bool done = store != NULL && pst_walk(store, &walker, &totals, error);

	if (fd >= 0)
		(void)close(fd);
	return done;
}

int
main(int argc, char **argv)
{
	struct probe p = {.notes = {.note = on_note}};
	g_autoptr(GError) error = NULL;
	bool done;

	if (argc != 4)
		return 2;
	p.ics = g_string_new(NULL);
	p.vcf = g_string_new(NULL);
	p.calendar = ical_begin(p.ics);
	done = run(&p, argv[1], &error);
	ical_end(p.ics);
	done = done && g_file_set_contents(argv[2], p.ics->str, (gssize)p.ics->len, &error) &&
	    g_file_set_contents(argv[3], p.vcf->str, (gssize)p.vcf->len, &error);
	if (done)
		printf("%u items, %u cards\n", p.nevents, p.ncards);
	else
		fprintf(stderr, "pim_probe: %s\n", error->message);
	ical_free(p.calendar);
	g_string_free(p.ics, TRUE);
	g_string_free(p.vcf, TRUE);
	return done ? 0 : 1;
}
