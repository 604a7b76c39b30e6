/* SPDX-License-Identifier: Apache-2.0 */
/* Gaps in UIDs and months; see complete_gaps.h. */
#include "convert/complete_gaps.h"

#include "convert/complete.h"

#define AROUND 3 /* months before and behind a gap that are looked at */

static int
compare_uids(const void *a, const void *b)
{
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

	return (x > y) - (x < y);
}

char *
complete_uid_gap(GArray *uids, guint32 next)
{
	guint32 from = 0, missing = 0;

	g_array_sort(uids, compare_uids);
	for (guint i = 0; i < uids->len; i++) {
		guint32 uid = g_array_index(uids, guint32, i);
		guint32 after = i + 1 < uids->len ? g_array_index(uids, guint32, i + 1) : next;

		if (after > uid && after - uid - 1 > missing) {
			missing = after - uid - 1;
			from = uid + 1;
		}
	}
	if (missing < COMPLETE_GAP_MIN || missing < uids->len / 10)
		return NULL;
	return g_strdup_printf("of the UIDs up to %u, %u in a row are missing, from %u on",
	    MAX(next > 0 ? next - 1 : 0, g_array_index(uids, guint32, uids->len - 1)), missing,
	    from);
}

int
complete_month(gint64 time)
{
	g_autoptr(GDateTime) d = g_date_time_new_from_unix_utc(time);

	return d != NULL ? g_date_time_get_year(d) * 12 + g_date_time_get_month(d) - 1 : 0;
}

char *
complete_month_name(int month)
{
	return g_strdup_printf("%04d-%02d", month / 12, month % 12 + 1);
}

static guint
in_month(GHashTable *months, int month)
{
	return GPOINTER_TO_UINT(g_hash_table_lookup(months, GINT_TO_POINTER(month)));
}

/* Whether there is much in the months from first on, AROUND of them. */
static bool
much(GHashTable *months, int first)
{
	guint n = 0;

	for (int i = 0; i < AROUND; i++)
		n += in_month(months, first + i);
	return n >= AROUND * COMPLETE_MONTH_MUCH;
}

static int
compare_months(const void *a, const void *b)
{
	return GPOINTER_TO_INT(a) - GPOINTER_TO_INT(b);
}

char *
complete_month_gaps(GHashTable *months)
{
	g_autoptr(GList) sorted = g_list_sort(g_hash_table_get_keys(months), compare_months);
	GString *text = g_string_new(NULL);

	for (GList *l = sorted; l != NULL && l->next != NULL; l = l->next) {
		int before = GPOINTER_TO_INT(l->data), after = GPOINTER_TO_INT(l->next->data);
		g_autofree char *from = complete_month_name(before + 1);
		g_autofree char *to = complete_month_name(after - 1);

		if (after - before < 2 || !much(months, before - AROUND + 1) ||
		    !much(months, after))
			continue;
		g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", from);
		if (after - before > 2)
			g_string_append_printf(text, " to %s", to);
	}
	return g_string_free(text, text->len == 0);
}
