/* SPDX-License-Identifier: Apache-2.0 */
/* What is read and what is written, kept apart; see outputs.h. */
#include "cmd/outputs.h"

#include <errno.h>

#include "cmd/config.h"
#include "cmd/options.h"
#include "cmd/place.h"
#include "cmd/vouch.h"

/* An output. */
struct written {
	const char *name;
	bool late;
	GArray *at; /* of place_find; NULL until it was looked for */
};

struct outputs {
	GPtrArray *read; /* names */
	GPtrArray *own;  /* names that are ours to free */
	GArray *written; /* struct written */
};

static void
written_clear(void *data)
{
	g_clear_pointer(&((struct written *)data)->at, g_array_unref);
}

struct outputs *
outputs_new(void)
{
	struct outputs *o = g_new0(struct outputs, 1);

	o->read = g_ptr_array_new();
	o->own = g_ptr_array_new_with_free_func(g_free);
	o->written = g_array_new(FALSE, TRUE, sizeof(struct written));
	g_array_set_clear_func(o->written, written_clear);
	return o;
}

void
outputs_free(struct outputs *o)
{
	if (o == NULL)
		return;
	g_ptr_array_unref(o->read);
	g_ptr_array_unref(o->own);
	g_array_unref(o->written);
	g_free(o);
}

void
outputs_read(struct outputs *o, const char *path)
{
	if (path != NULL)
		g_ptr_array_add(o->read, (gpointer)path);
}

void
outputs_read_all(struct outputs *o, const char *const *paths)
{
	for (; paths != NULL && *paths != NULL; paths++)
		outputs_read(o, *paths);
}

void
outputs_read_options(struct outputs *o)
{
	outputs_read_all(o, (const char *const *)options.identities);
	outputs_read(o, options.passphrase_file);
	outputs_read_all(o, (const char *const *)vouch_signed_by);
	outputs_read(o, vouch_trust);
}

void
outputs_read_configuration(struct outputs *o)
{
	static const char *const names[] = {CONFIG_SIGNER, CONFIG_SIGNER ".pub", CONFIG_TRUST};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		char *path = config_path(names[i]);

		g_ptr_array_add(o->own, path);
		outputs_read(o, path);
	}
}

static void
add_written(struct outputs *o, const char *path, bool late)
{
	const struct written w = {.name = path, .late = late};

	if (path != NULL)
		g_array_append_val(o->written, w);
}

void
outputs_write(struct outputs *o, const char *path)
{
	add_written(o, path, false);
}

void
outputs_write_late(struct outputs *o, const char *path)
{
	add_written(o, path, true);
}

/* Holds w against something that is read; at: where that is, or what it leads to. */
static bool
check_pair(const struct written *w, const char *name, const GArray *at, GError **error)
{
	const struct place *out = place_at(w->at, 0), *in = place_at(at, 0);

	if (!in->exists)
		return true;
	if (place_same(out, in))
		return err_set(error, ERR_USAGE,
		    "%s would replace %s, which is read; write it somewhere else", w->name, name);
	if (place_is_above(out, at))
		return err_set(error, ERR_USAGE,
		    "%s holds %s, which is read; write it somewhere else", w->name, name);
	if (S_ISDIR(in->st.st_mode) && (!w->late || out->exists) && place_is_above(in, w->at))
		return err_set(error, ERR_USAGE,
		    "%s lies inside the source %s; write it somewhere else", w->name, name);
	return true;
}

static bool
check_read(const struct outputs *o, const char *name, GError **error)
{
	g_autoptr(GArray) itself = place_find(name, false);
	g_autoptr(GArray) content = place_find(name, true);

	if (itself == NULL || content == NULL)
		return true; /* it is not there, or no file's name; who reads it says so */
	for (guint i = 0; i < o->written->len; i++) {
		const struct written *w = &g_array_index(o->written, struct written, i);

		if (!check_pair(w, name, itself, error) || !check_pair(w, name, content, error))
			return false;
	}
	return true;
}

/* Holds two outputs against each other. */
static bool
check_both(const struct written *a, const struct written *b, GError **error)
{
	if (place_same(place_at(a->at, 0), place_at(b->at, 0)))
		return err_set(
		    error, ERR_USAGE, "%s is to be written twice; choose different names", a->name);
	if (place_is_above(place_at(a->at, 0), b->at))
		return err_set(error, ERR_USAGE,
		    "%s lies inside %s, which is written, too; write it somewhere else", b->name,
		    a->name);
	return true;
}

static bool
find_written(struct written *w, GError **error)
{
	w->at = place_find(w->name, false);
	if (w->at != NULL)
		return true;
	err_set_errno(error, errno, "open its directory");
	g_prefix_error(error, "%s: ", w->name);
	return false;
}

bool
outputs_check(const struct outputs *o, GError **error)
{
	for (guint i = 0; i < o->written->len; i++) {
		struct written *w = &g_array_index(o->written, struct written, i);

		if (!find_written(w, error))
			return false;
		for (guint j = 0; j < i; j++) {
			const struct written *v = &g_array_index(o->written, struct written, j);

			if (!check_both(v, w, error) || !check_both(w, v, error))
				return false;
		}
	}
	for (guint i = 0; i < o->read->len; i++)
		if (!check_read(o, o->read->pdata[i], error))
			return false;
	return true;
}
