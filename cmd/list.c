/* SPDX-License-Identifier: Apache-2.0 */
/* The command "list": what is inside a pouch, as far as the keys given reach. */
#include <stdio.h>
#include <string.h>

#include "cmd/access.h"
#include "cmd/command.h"
#include "cmd/found.h"
#include "cmd/reply.h"
#include "cmd/signals.h"
#include "cmd/terminal.h"
#include "cmd/vouch.h"
#include "convert/record_reader.h"
#include "crypto/hex.h"

static gboolean list_messages, list_files, list_exceptions;

static const GOptionEntry entries[] = {
    {"messages", 0, 0, G_OPTION_ARG_NONE, &list_messages,
	"list the messages; with --json a line of JSON each", NULL},
    {"files", 0, 0, G_OPTION_ARG_NONE, &list_files,
	"list the files; with --json a line of JSON each", NULL},
    {"exceptions", 0, 0, G_OPTION_ARG_NONE, &list_exceptions,
	"list what was lost or noted at sealing; with --json a line of JSON each", NULL},
    VOUCH_ENTRIES,
    {0},
};

/* Puts the names of attachments, which the index has, into what the facts say of each. */
static void
name_attachments(const json_t *o, const json_t *more)
{
	const json_t *all = json_object_get(o, "attachments");
	const json_t *names = json_object_get(more, "attachments");

	for (size_t i = 0; i < json_array_size(names); i++)
		json_object_set(json_array_get(all, i), "name", json_array_get(names, i));
}

/*
 * Adds what the index says to what the facts say. Where both have a member of one name, the
 * index's stays: "from" is who wrote the message, and the place of its From_ line is
 * "from-line-at".
 */
static void
join(json_t *o, json_t *more)
{
	json_t *place = json_object_get(o, "from");

	if (place != NULL) {
		json_object_set(o, "from-line-at", place);
		json_object_del(o, "from");
	}
	name_attachments(o, more);
	json_object_update_missing(o, more);
	json_object_del(o, "salt");
}

/* Prints a record's lines as one object. */
static bool
print_joined(const struct record_lines *l, GError **error)
{
	json_t *o = json_loadb(l->facts, l->facts_len, 0, NULL);
	json_t *more = l->index != NULL ? json_loadb(l->index, l->index_len, 0, NULL) : NULL;
	char *line = NULL;
	bool ok;

	if (o != NULL && (l->index == NULL || more != NULL)) {
		(void)json_object_del(
		    o, "critical"); /* says something to readers of the pouch alone */
		join(o, more);
		line = json_dumps(o, JSON_COMPACT);
	}
	ok = line != NULL;
	if (ok)
		puts(line);
	free(line);
	json_decref(more);
	json_decref(o);
	return ok || err_set(error, ERR_ALTERED, "a record cannot be shown as JSON");
}

static void
print_message(const struct message_record *m)
{
	g_autoptr(GDateTime) when = m->message.received_from != RECEIVED_UNKNOWN
	    ? g_date_time_new_from_unix_utc(m->message.received)
	    : NULL;
	g_autofree char *date =
	    when != NULL ? g_date_time_format(when, "%Y-%m-%d %H:%M") : g_strdup("-");
	g_autofree char *from =
	    terminal_escape(m->summary.from != NULL ? m->summary.from : "-", -1);
	g_autofree char *subject =
	    terminal_escape(m->summary.subject != NULL ? m->summary.subject : "", -1);

	printf("%8" G_GUINT64_FORMAT "  %-16s  %10" G_GUINT64_FORMAT "  %-30s  %s\n", m->message.id,
	    date, m->message.len, from, subject);
}

static void
print_file(const struct tree_record *r)
{
	g_autofree char *path = terminal_escape(r->path != NULL ? r->path : "-", -1);

	printf("%12" G_GUINT64_FORMAT "  %s\n", r->size, path);
}

static void
print_exception(const struct tree_record *r)
{
	g_autofree char *path = terminal_escape(r->path != NULL ? r->path : "-", -1);
	g_autofree char *reason = terminal_escape(r->reason != NULL ? r->reason : "", -1);

	printf("%s: %s: byte %" G_GUINT64_FORMAT ": %s: %s\n",
	    r->severity == LOSS ? "loss" : "note", path, r->offset, r->rule, reason);
}

/* Prints a record of the mail manifest. */
static bool
show_message(const struct record_lines *l, GError **error)
{
	struct message_record m = {0};
	bool ok = true;

	if (!message_record_read(&m, l, error))
		return false;
	if (options.json)
		ok = print_joined(l, error);
	else
		print_message(&m);
	message_record_clear(&m);
	return ok;
}

/* Whether a record of the tree manifest was asked for. */
static bool
is_wanted(const struct tree_record *r)
{
	if (r->kind == RECORD_EXCEPTION)
		return list_exceptions;
	return list_files && (r->kind == RECORD_FILE || r->kind == RECORD_DONE);
}

static bool
show_tree(const struct record_lines *l, GError **error)
{
	struct tree_record r = {0};
	bool ok = true;

	if (!tree_record_read(&r, l, error))
		return false;
	if (!is_wanted(&r)) {
		tree_record_clear(&r);
		return true;
	}
	if (options.json)
		ok = print_joined(l, error);
	else if (r.kind == RECORD_EXCEPTION)
		print_exception(&r);
	else if (r.kind == RECORD_FILE)
		print_file(&r);
	tree_record_clear(&r);
	return ok;
}

/* Prints the records of one manifest. */
static bool
show_records(struct pouch *p, enum manifest_kind kind, GError **error)
{
	g_autoptr(record_reader) reader = record_reader_new(p, kind);
	struct record_lines lines;
	enum step step = STEP_END;
	bool ok = true;

	while (ok && (step = record_reader_next(reader, &lines, error)) == STEP_NEXT) {
		ok = kind == MANIFEST_TREE ? show_tree(&lines, error) : show_message(&lines, error);
		ok = ok && signals_go_on(error);
	}
	ok = ok && step == STEP_END;
	if (!ok)
		pouch_name_error(p, error);
	return ok;
}

static json_t *
signers_json(const struct preamble *pre)
{
	json_t *signers = json_array();

	for (guint i = 0; i < pre->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&pre->signers[i]);
		json_array_append_new(signers, json_string(key));
	}
	return signers;
}

static json_t *
readers_json(const struct preamble *pre)
{
	json_t *readers = json_array();

	for (guint i = 0; i < pre->nslots; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "role", json_string(role_name(pre->slots[i].role)));
		json_object_set_new(
		    o, "key", json_string(pre->slots[i].passphrase ? "passphrase" : "x25519"));
		json_array_append_new(readers, o);
	}
	return readers;
}

static json_t *
number(guint64 n)
{
	return json_integer((json_int_t)n);
}

static void
print_summary_json(const struct pouch *p, const char *archive, const struct vouched *origin)
{
	const struct preamble *pre = pouch_preamble(p);
	const struct seal *s = pouch_seal(p);
	json_t *o = reply_new();

	json_object_set_new(o, "archive", json_string(archive));
	json_object_set_new(o, "volumes", number(pouch_nvolumes(p)));
	json_object_set_new(o, "files", number(s->files));
	json_object_set_new(o, "messages", number(s->messages));
	json_object_set_new(o, "losses", number(s->losses));
	json_object_set_new(o, "notes", number(s->notes));
	json_object_set_new(o, "payload", number(s->payload));
	json_object_set_new(o, "signers", signers_json(pre));
	json_object_set_new(o, "readers", readers_json(pre));
	json_object_set_new(o, "sealed", json_string(s->time));
	json_object_set_new(o, "tool", json_string(pre->tool));
	vouch_add(o, origin);
	reply_print(o);
}

static void
print_summary(const struct pouch *p, const char *archive)
{
	const struct preamble *pre = pouch_preamble(p);
	const struct seal *s = pouch_seal(p);
	g_autofree char *size = terminal_size(s->payload);
	g_autofree char *tool = terminal_escape(pre->tool, -1);

	printf("archive   %s\nsealed    %s by %s (as it says itself)\n", archive, s->time, tool);
	printf("volumes   %u\nfiles     %" G_GUINT64_FORMAT "\nmessages  %" G_GUINT64_FORMAT
	       "\ncontent   %s\n",
	    pouch_nvolumes(p), s->files, s->messages, size);
	printf("losses    %" G_GUINT64_FORMAT "\nnotes     %" G_GUINT64_FORMAT "\n", s->losses,
	    s->notes);
	for (guint i = 0; i < pre->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&pre->signers[i]);
		printf("signer    %s\n", key);
	}
	for (guint i = 0; i < pre->nslots; i++)
		printf("opens     %s, by %s\n", role_name(pre->slots[i].role),
		    pre->slots[i].passphrase ? "a passphrase" : "a key file");
}

static bool
show_lists(struct pouch *p, GError **error)
{
	if (!pouch_has(p, LEVEL_FACTS))
		return err_set(error, ERR_KEY,
		    "the lists take a key: -i IDENTITY (without one, list shows what is public)");
	if ((list_files || list_exceptions) && !show_records(p, MANIFEST_TREE, error))
		return false;
	return !list_messages || show_records(p, MANIFEST_MAIL, error);
}

static int
run_list(GError **error)
{
	const char *const *pouches = (const char *const *)options.arguments;
	bool lists = list_messages || list_files || list_exceptions;
	char archive[HEX_SIZE(ARCHIVE_ID_SIZE)];
	g_auto(access_keys) keys = {0};
	g_auto(vouched) origin = {0};
	g_autoptr(pouch) p = NULL;

	if (!access_load(&keys, lists ? ACCESS_REQUIRED : ACCESS_OPTIONAL, error) ||
	    !vouch_load(error) || !access_confine(pouches, NULL, error))
		return COMMAND_FAILED;
	p = pouch_open(pouches, error);
	if (p == NULL || !vouch_check_pouch(p, &origin, error) || !access_unlock(&keys, p, error))
		return COMMAND_FAILED;
	vouch_say(&origin);
	if (lists)
		return show_lists(p, error) ? (int)EXIT_DONE : COMMAND_FAILED;
	hex_encode(archive, pouch_preamble(p)->archive, ARCHIVE_ID_SIZE);
	if (options.json)
		print_summary_json(p, archive, &origin);
	else
		print_summary(p, archive);
	return EXIT_DONE;
}

const struct command command_list = {
    .name = "list",
    .summary = "say what is inside a pouch",
    .arguments = "[-i IDENTITY] NAME.pouch...",
    .details =
	"Without a key it shows what is public; with a reader's or an auditor's key also the\n"
	"lists of files, messages and exceptions.\n",
    .entries = entries,
    .groups = OPTIONS_JSON | OPTIONS_IDENTITY | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX,
    .min = 1,
    .max = -1,
    .run = run_list,
};
