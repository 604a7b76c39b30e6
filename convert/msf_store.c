/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A .msf file without its mbox file: an IMAP folder of Thunderbird's whose messages were never
 * fetched, or an empty one. It is a folder without messages (docs/MAIL.md F-51, F-95).
 *
 * Its exceptions, both notes: "messages-elsewhere", it lists messages, which are not here; "msf", it
 * cannot be read.
 */
#include <string.h>

#include "convert/mbox_place.h"
#include "convert/mork.h"
#include "convert/msf.h"

#define SUFFIX ".msf"
#define MAGIC "// <!-- <mdb:mork:z"

/* The path of the folder's own file, or NULL if e is no .msf. The caller frees it. */
static char *
twin_of(const struct entry *e)
{
	size_t len = strlen(e->path);

	if (len <= strlen(SUFFIX) || !g_str_has_suffix(e->path, SUFFIX) || *e->name == '.')
		return NULL;
	return g_strndup(e->path, len - strlen(SUFFIX));
}

static int
msf_probe(const struct store_probe *p)
{
	g_autofree char *twin = twin_of(p->entry);

	if (twin == NULL || p->head_len < strlen(MAGIC) ||
	    memcmp(p->head, MAGIC, strlen(MAGIC)) != 0)
		return 0;
	return tree_lookup(p->tree, twin) >= 0 ? 0 : 100;
}

static char **
msf_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	g_autofree char *twin = twin_of(e);
	const struct entry own = {.type = ENTRY_FILE, .path = twin, .name = twin};

	return mbox_folder(t, &own, raw, store);
}

static bool
tell(const struct store_file *f, GError **error)
{
	bool there;
	g_autoptr(msf) table = msf_read(f->tree, f->entry->path, MORK_MAX, &there);
	g_autofree char *reason = NULL;

	if (table == NULL)
		return store_except(f, NOTE, "msf", 0, 0, "it cannot be read", error);
	if (msf_nrows(table) == 0)
		return true;
	reason = g_strdup_printf("it lists %zu messages, which are not here", msf_nrows(table));
	return store_except(f, NOTE, "messages-elsewhere", 0, 0, reason, error);
}

static struct store *
msf_open(const struct store_file *f, GError **error)
{
	return tell(f, error) ? store_idle(&msf_store, f) : NULL;
}

const struct store_ops msf_store = {
    .name = "msf",
    .role = "companion",
    .probe = msf_probe,
    .folder = msf_folder,
    .open = msf_open,
    .feed = store_idle_feed,
    .close = store_idle_close,
};
