/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealing; see seal.h. The scanning thread cuts the payload into segments and
 * gathers batches of records; workers compress, encrypt, digest and index; the
 * collector takes all of it in order and writes the volume.
 */
#include "convert/seal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert/index.h"
#include "convert/payload_path.h"
#include "convert/seal_stored.h"

#define WEIGHT_MAX (128 * 1024 * 1024) /* bytes of work under way */

char *
seal_source_name(const char *path, GError **error)
{
	g_autofree char *real = realpath(path, NULL);
	char *name;

	if (real == NULL) {
		err_set_errno(error, errno, "open");
		return NULL;
	}
	name = g_path_get_basename(real);
	if (strcmp(name, "/") != 0)
		return name;
	g_free(name);
	return g_strdup("_");
}

void
seal_result_clear(struct seal_result *r)
{
	g_clear_pointer(&r->text, g_bytes_unref);
	g_clear_pointer(&r->signature, g_bytes_unref);
}

static void
start_workers(struct sealing *s)
{
	const struct seal_options *o = s->options;
	int level = o->level != 0 ? o->level : PACKED_LEVEL_DEFAULT;
	struct payload_options p = {
	    .archive = s->head.preamble.archive,
	    .volume = s->head.preamble.volume,
	    .content = s->head.to[LEVEL_CONTENT],
	    .level = level,
	};
	struct collector_options c = {
	    .volume = s->volume,
	    .head = &s->head,
	    .name = o->name,
	    .go_on = o->go_on,
	};

	s->ordered = ordered_new(o->threads != 0 ? o->threads : ordered_threads(), WEIGHT_MAX);
	s->payload = payload_new(&p, s->ordered);
	s->hasher = hasher_new();
	s->file.hash.hasher = s->hasher;
	s->batch = batch_new();
	s->stored.held = held_message_new(o->spill);
	c.ordered = s->ordered;
	s->collector = collector_new(&c);
}

/* Two sources of one name would be one directory in the payload. */
static bool
check_names(const char *const *sources, GError **error)
{
	g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; sources[i] != NULL; i++) {
		char *name = seal_source_name(sources[i], error);
		if (name == NULL) {
			g_prefix_error(error, "%s: ", sources[i]);
			return false;
		}
		if (!g_hash_table_add(names, name))
			return err_set(error, ERR_USAGE,
			    "%s: another source has the same name; seal them one by one, or rename "
			    "one",
			    sources[i]);
	}
	return true;
}

/* Puts the pouch's name in front of an error, unless ok. */
static bool
name_pouch(const struct sealing *s, bool ok, GError **error)
{
	if (!ok)
		g_prefix_error(error, "%s: ", s->options->name);
	return ok;
}

struct sealing *
sealing_new(const struct seal_options *o, int fd, GError **error)
{
	g_autoptr(sealing) s = g_new0(struct sealing, 1);
	struct pouch_head_options h = {
	    .readers = o->readers,
	    .nreaders = o->nreaders,
	    .signer = o->signer,
	    .tool = o->tool,
	    .libraries = o->libraries,
	    .now = o->now,
	};

	s->options = o;
	sealing_init_visitor(s);
	index_init();
	if (!check_names(o->sources, error))
		return NULL;
	pouch_head_make(&s->head, &h);
	s->volume = volume_writer_new(fd, &s->head.preamble, o->signer, s->head.preamble.created);
	if (!name_pouch(s, pouch_head_write_slots(&s->head, &h, s->volume, error), error))
		return NULL;
	return g_steal_pointer(&s);
}

void
sealing_free(struct sealing *s)
{
	if (s == NULL)
		return;
	filehash_drop(&s->file.hash);
	batch_free(s->batch);
	collector_free(s->collector);
	ordered_free(s->ordered);
	scan_free(s->scan);
	payload_free(s->payload);
	hasher_free(s->hasher);
	volume_writer_free(s->volume);
	pouch_head_clear(&s->head);
	seal_stored_end(s);
	held_message_free(s->stored.held);
	message_clear(&s->stored.message);
	g_free(s->source);
	g_free(s);
}

const struct visitor *
sealing_visitor(struct sealing *s)
{
	return &s->visitor;
}

/* The directory that all sources are below: it has no counterpart in them. */
static void
write_root(struct sealing *s)
{
	struct entry e = {
	    .type = ENTRY_DIRECTORY, .mode = 0755, .mtime = s->options->now, .nlink = 1};

	sealing_begin_entry(s, &e, PAYLOAD_ROOT);
}

static bool
scan_source(struct sealing *s, struct survey_run *survey, const char *path, GError **error)
{
	g_autoptr(tree) t = NULL;
	struct tree_record r = {.kind = RECORD_SOURCE, .number = ++s->nsources};

	g_free(s->source);
	s->one_file = false;
	s->source = seal_source_name(path, error);
	t = s->source != NULL ? tree_open(path, error) : NULL;
	if (t == NULL) {
		g_prefix_error(error, "%s: ", path);
		return false;
	}
	s->tree = t;
	survey_source(survey, path);
	r.path = g_strdup(s->source);
	sealing_add_record(s, &r);
	scan_limit_paths(s->scan,
	    PAYLOAD_PATH_MAX - strlen(PAYLOAD_ROOT "/") - strlen(s->source) - 1 -
		(s->options->include_eml ? SEAL_STORED_NAME_MAX : 0));
	return scan_tree(s->scan, t, s->options->sources[1] != NULL ? s->source : NULL, error);
}

static bool
scan_sources(struct sealing *s, struct survey_run *survey, GError **error)
{
	struct scan_options o = {
	    .format = s->options->format,
	    .quoting = s->options->quoting,
	    .packed = s->options->packed,
	    .apart = true,
	};

	s->scan = scan_new(survey_visitor(survey), &o);
	write_root(s);
	for (guint i = 0; s->options->sources[i] != NULL; i++)
		if (!scan_source(s, survey, s->options->sources[i], error))
			return false;
	sealing_flush(s);
	payload_finish(s->payload);
	return true;
}

static bool
finish(struct sealing *s, const struct survey *found, struct seal *seal, GError **error)
{
	memset(seal, 0, sizeof(*seal));
	seal->final = true;
	seal->files = found->nfiles + s->nstored;
	seal->messages = found->nmessages - found->npacked;
	seal->losses = found->nlosses;
	seal->notes = found->nnotes;
	return !collector_failed(s->collector, error) &&
	    name_pouch(s,
		collector_finish(s->collector, seal, error) &&
		    volume_writer_seal(s->volume, seal, error),
		error);
}

static void
make_result(struct sealing *s, struct seal_result *r)
{
	const char *signature = volume_writer_signature(s->volume);

	r->text = g_bytes_ref((GBytes *)volume_writer_seal_text(s->volume));
	r->signature = g_bytes_new(signature, strlen(signature));
	r->signer = s->head.preamble.signers[0];
	volume_writer_digest(s->volume, r->digest, &r->size);
}

bool
sealing_run(
    struct sealing *s, struct survey_run *survey, struct seal_result *result, GError **error)
{
	bool ok;

	memset(result, 0, sizeof(*result));
	start_workers(s);
	ok = scan_sources(s, survey, error);
	ordered_close(s->ordered);
	collector_join(s->collector);
	if (!ok || !finish(s, survey_result(survey), &result->seal, error))
		return false;
	make_result(s, result);
	return true;
}
