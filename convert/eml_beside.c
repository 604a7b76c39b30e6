/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside the file of a message; see eml_beside.h. */
#include "convert/eml_beside.h"

#include <string.h>

#include "convert/companion.h"
#include "convert/folder.h"
#include "convert/mh_folder.h"
#include "convert/mh_sequences.h"
#include "convert/proton.h"

/* What is kept of the directory whose files are being read. */
struct beside {
	char *dir;
	struct mh_sequences *sequences; /* NULL: there are none */
	bool labels_read;
	GHashTable *labels; /* Proton's; NULL: there are none */
};

bool
eml_beside_is_eml(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && g_ascii_strcasecmp(name + len - 4, ".eml") == 0;
}

char **
eml_beside_folder(struct tree *t, const struct entry *e, char **raw, char **store)
{
	const char *slash = strrchr(e->path, '/');

	(void)t;
	*raw = g_strndup(e->path, slash == NULL ? 0 : (gsize)(slash - e->path));
	*store = g_strdup("");
	return folder_join(folder_names(*raw, FALSE), folder_names("", FALSE));
}

bool
eml_beside_is_deleted(const char *name)
{
	return (*name == ',' || *name == '#') && mh_folder_number(name + 1, NULL);
}

void
eml_beside_forget(void *memory)
{
	struct beside *b = memory;

	g_free(b->dir);
	mh_sequences_free(b->sequences);
	if (b->labels != NULL)
		g_hash_table_unref(b->labels);
	g_free(b);
}

/* The memory for this directory. Takes dir. */
static struct beside *
remember(const struct store_file *f, char *dir)
{
	struct beside *b = *f->memory;
	g_autofree char *text = NULL;
	size_t len;

	if (b != NULL && strcmp(b->dir, dir) == 0) {
		g_free(dir);
		return b;
	}
	if (b != NULL)
		eml_beside_forget(b);
	*f->memory = b = g_new0(struct beside, 1);
	b->dir = dir;
	text = companion_read(f->tree, dir, ".mh_sequences", MH_SEQUENCES_MAX, &len);
	if (text != NULL)
		b->sequences = mh_sequences_parse(text);
	return b;
}

static GHashTable *
labels_of(struct beside *b, struct tree *t)
{
	g_autofree char *text = NULL;
	size_t len;

	if (b->labels_read)
		return b->labels;
	b->labels_read = true;
	text = companion_read(t, b->dir, "labels.json", PROTON_MAX, &len);
	if (text != NULL)
		b->labels = proton_labels(text, len);
	return b->labels;
}

/* X.metadata.json stands beside X.eml; a name without that ending has none. */
static bool
apply_proton(struct single *s, struct beside *b, GError **error)
{
	const struct store_file *f = &s->file;
	size_t stem = strlen(f->entry->name), len;
	g_autofree char *name = NULL, *text = NULL;

	if (!eml_beside_is_eml(f->entry->name))
		return true;
	name = g_strdup_printf("%.*s.metadata.json", (int)(stem - 4), f->entry->name);
	text = companion_read(f->tree, b->dir, name, PROTON_MAX, &len);
	if (text == NULL || proton_apply(&s->message, text, len, labels_of(b, f->tree)))
		return true;
	return single_except(
	    s, NOTE, "metadata", "the metadata file beside it cannot be read", error);
}

bool
eml_beside_apply(struct single *s, GError **error)
{
	const struct entry *e = s->file.entry;
	const char *slash = strrchr(e->path, '/');
	char *dir = g_strndup(e->path, slash != NULL ? (gsize)(slash - e->path) : 0);
	struct beside *b = remember(&s->file, dir);
	guint64 number;

	if (b->sequences != NULL && mh_folder_number(e->name, &number))
		mh_sequences_apply(b->sequences, number, &s->message);
	return apply_proton(s, b, error);
}
