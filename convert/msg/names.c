/* SPDX-License-Identifier: Apache-2.0 */
/* Names of properties; see names.h. */
#include "convert/msg/names.h"

#include "convert/msg/storage.h"

#define SETS "__substg1.0_00020102"
#define ENTRIES "__substg1.0_00030102"
#define TEXTS "__substg1.0_00040102"

/* A stream's bytes, up to where they are damaged, which *why says unless it says something. */
static GByteArray *
read_part(struct cfb *c, guint32 storage, const char *name, guint max, GError **why)
{
	guint32 entry = msg_storage_find(c, storage, name);
	GByteArray *bytes = g_byte_array_new();
	g_autoptr(mapi_stream) s = NULL;
	GError *here = NULL;
	unsigned char piece[4096];
	gssize n = 0;

	if (entry != MSG_ABSENT)
		s = cfb_read(c, entry, &here);
	else
		(void)err_set(&here, ERR_FORMAT, "a part is missing");
	while (s != NULL && bytes->len < max &&
	    (n = mapi_stream_read(s, piece, sizeof(piece), &here)) > 0)
		g_byte_array_append(bytes, piece, (guint)n);
	if (*why == NULL)
		*why = here;
	else
		g_clear_error(&here);
	return bytes;
}

/* The three streams. *why is the first damage of all. */
static struct name_map *
read_all(struct cfb *c, guint32 storage, guint *nbad, GError **why)
{
	g_autoptr(GByteArray) sets = read_part(c, storage, SETS, NAME_MAP_TEXT_MAX, why);
	g_autoptr(GByteArray) texts = read_part(c, storage, TEXTS, NAME_MAP_TEXT_MAX, why);
	g_autoptr(GByteArray) entries =
	    read_part(c, storage, ENTRIES, NAME_MAP_MAX * NAME_MAP_ENTRY_SIZE, why);

	return name_map_new(sets, entries, texts, nbad);
}

static struct name_map *
no_names(void)
{
	g_autoptr(GByteArray) none = g_byte_array_new();
	guint nbad;

	return name_map_new(none, none, none, &nbad);
}

static void
tell(const struct msg_report *report, enum severity severity, const char *what)
{
	g_autofree char *reason = g_strdup_printf("names of properties: %s", what);

	report->warn(report->user, severity, "msg-names", reason);
}

struct name_map *
msg_names_read(struct cfb *c, bool needed, const struct msg_report *report, GError **error)
{
	guint32 storage = msg_storage_find(c, CFB_ROOT, MSG_NAMES);
	g_autoptr(name_map) names = NULL;
	GError *why = NULL;
	guint nbad = 0;

	if (storage != MSG_ABSENT)
		names = read_all(c, storage, &nbad, &why);
	if (g_error_matches(why, ERR_DOMAIN, ERR_IO)) {
		g_propagate_error(error, why);
		return NULL;
	}
	if (why != NULL)
		tell(report, LOSS, why->message);
	else if (names == NULL && needed)
		tell(report, LOSS, "there are none, but properties that have some");
	else if (nbad > 0)
		tell(report, NOTE, "some are damaged, or stand for the same property");
	g_clear_error(&why);
	return names != NULL ? g_steal_pointer(&names) : no_names();
}
