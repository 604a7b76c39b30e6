/* SPDX-License-Identifier: Apache-2.0 */
/* Packed files within each other; see nest.h. */
#include "convert/nest.h"

#include <sodium.h>

#include "convert/tree_archive.h"

/* A packed file that is open. */
struct packed {
	struct nest *nest;
	guint level;
	int fd;              /* where it is */
	struct spill *spill; /* which that is of, or NULL */
};

struct nest {
	struct nest_options options;
	guint depth; /* packed files that are open */
	struct packed packed[NEST_DEPTH];
	/* Of the outermost: */
	guint64 size;
	guint64 unpacked; /* bytes of all that was found in it, at all levels */
	guint nfiles;
};

struct nest *
nest_new(const struct nest_options *o)
{
	struct nest *n = g_new0(struct nest, 1);

	n->options = *o;
	return n;
}

void
nest_free(struct nest *n)
{
	g_free(n);
}

const char *
nest_closed(const struct nest *n)
{
	if (n->options.unpacker == NULL)
		return "not looked into";
	if (n->depth == 0 && !n->options.spilled)
		return NULL;
	if (n->depth == NEST_DEPTH)
		return "not looked into, since it lies in 3 packed files within each other";
	if (n->options.spills == NULL)
		return "not looked into, since it lies in a packed file and must not be spilled";
	return n->nfiles < NEST_FILES_MAX
	    ? NULL
	    : "not looked into, since there are 100,000 packed files in one";
}

struct spill *
nest_spill(const struct nest *n)
{
	bool needed = n->depth > 0 || n->options.spilled;

	return needed && nest_closed(n) == NULL ? n->options.spills[n->depth] : NULL;
}

const char *
nest_derives_not(const struct nest *n)
{
	if (n->options.unpacker == NULL)
		return "not looked into";
	if (n->depth == 0 && !n->options.spilled)
		return NULL;
	return n->options.spills != NULL
	    ? NULL
	    : "not looked into, since it lies in a packed file and must not be spilled";
}

struct spill *
nest_derives_from(const struct nest *n)
{
	bool needed = n->depth > 0 || n->options.spilled;

	return needed && n->options.spills != NULL ? n->options.spills[n->depth] : NULL;
}

struct deriving_options
nest_deriving(const struct nest *n)
{
	return (struct deriving_options){
	    .unpacker = n->options.unpacker,
	    .level = n->depth,
	    .waiting = {.patience_ms = n->options.waiting.patience_ms,
		.go_on = n->options.waiting.go_on},
	    .walk = true,
	    .recover = n->options.recover,
	};
}

static int
start_worker(void *user, const struct unpack_job *job, GError **error)
{
	const struct packed *p = user;
	struct unpack_job here = *job;
	int fd;

	here.level = p->level;
	here.spilled = p->spill != NULL;
	if (here.spilled)
		spill_get_place(p->spill, &here.place);
	fd = unpacker_run(p->nest->options.unpacker, &here, p->fd, error);
	sodium_memzero(&here, sizeof(here));
	return fd;
}

struct tree *
nest_enter(struct nest *n, const struct entry *e, const struct tree_file *f, GError **error)
{
	struct packed *p = &n->packed[n->depth];
	struct tree_archive_options o = {
	    .name = e->name, .start = start_worker, .user = p, .waiting = n->options.waiting};
	struct tree *t;

	if (n->depth == 0) {
		n->size = e->size;
		n->unpacked = 0;
		n->nfiles = 0;
	}
	*p = (struct packed){.nest = n, .level = n->depth, .spill = nest_spill(n)};
	p->fd = p->spill != NULL ? spill_descriptor(p->spill) : tree_file_descriptor(f);
	o.size = n->size;
	o.before = n->unpacked;
	t = tree_archive_open(&o, error);
	if (t == NULL)
		return NULL;
	n->unpacked += MIN(tree_archive_length(t), G_MAXUINT64 - n->unpacked);
	n->depth++;
	n->nfiles++;
	return t;
}

void
nest_leave(struct nest *n)
{
	struct packed *p = &n->packed[--n->depth];

	if (p->spill != NULL)
		spill_begin(p->spill); /* which gives its space back */
}
