/* SPDX-License-Identifier: Apache-2.0 */
/* The commands "cat" and "show": one message, as bytes or readable. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/access.h"
#include "cmd/command.h"
#include "cmd/signals.h"
#include "cmd/sources.h"
#include "cmd/terminal.h"
#include "cmd/vouch.h"
#include "convert/index.h"
#include "convert/pouch_message.h"
#include "convert/readable.h"
#include "convert/record_reader.h"

#define HELD_MAX (32 * 1024 * 1024) /* a message up to this is held until its digest is known */

static const GOptionEntry entries[] = {VOUCH_ENTRIES, {0}};

static struct unpacker *helper; /* derives messages that lie in no file as bytes */
static bool noted;              /* it was said that this one is made otherwise now */

/* What becomes of a message's bytes, in order. */
typedef bool (*take_bytes)(void *user, const struct span *s, GError **error);

/* A message's id, counted from 1. */
static bool
parse_id(const char *word, guint64 *id, GError **error)
{
	if (g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, id, NULL))
		return true;
	return err_set(error, ERR_USAGE,
	    "'%s' is not the number of a message (list --messages shows them)", word);
}

/* Gives the message's bytes to take, and says if they are not those that were made once. */
static bool
read_message(
    struct pouch *p, const struct message_record *m, take_bytes take, void *user, GError **error)
{
	const struct pouch_message_options o = {
	    .unpacker = helper,
	    .waiting = {.go_on = signals_go_on},
	    .take = take,
	    .user = user,
	};
	g_autofree char *note = NULL;
	bool ok = pouch_message_read(p, m, &o, &note, error);

	if (note != NULL && !noted)
		terminal_say(
		    LOUD_NORMAL, "note: message %" G_GUINT64_FORMAT ": %s", m->message.id, note);
	noted |= note != NULL;
	return ok;
}

static bool
take_held(void *user, const struct span *s, GError **error)
{
	(void)error;
	g_byte_array_append(user, s->data, (guint)s->len);
	return true;
}

static bool
take_nothing(void *user, const struct span *s, GError **error)
{
	(void)user;
	(void)s;
	(void)error;
	return true;
}

/* Failures are found by main, which looks at standard output's state. */
static bool
take_printed(void *user, const struct span *s, GError **error)
{
	(void)user;
	(void)error;
	fwrite(s->data, 1, s->len, stdout);
	return true;
}

/* Prints the message when all of it is known to be the one that was recorded. */
static bool
print_bytes(struct pouch *p, const struct message_record *m, GError **error)
{
	g_autoptr(GByteArray) held = g_byte_array_new();

	if (m->message.len > HELD_MAX)
		return read_message(p, m, take_nothing, NULL, error) &&
		    read_message(p, m, take_printed, NULL, error);
	if (!read_message(p, m, take_held, held, error))
		return false;
	fwrite(held->data, 1, held->len, stdout);
	return true;
}

static bool
print_readable(struct pouch *p, const struct message_record *m, GError **error)
{
	g_autoptr(GByteArray) held = g_byte_array_new();
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (m->message.len > READABLE_MAX)
		return err_set(error, ERR_FORMAT,
		    "message %" G_GUINT64_FORMAT " is too large to show; cat writes its bytes",
		    m->message.id);
	if (!read_message(p, m, take_held, held, error))
		return false;
	index_init();
	text = readable_message(held->data, held->len);
	lines = g_strsplit(text, "\n", -1);
	for (char **l = lines; *l != NULL && (l[1] != NULL || (*l)[0] != '\0'); l++) {
		gsize len = strlen(*l);
		g_autofree char *line =
		    terminal_escape(*l, (gssize)(len - (len > 0 && (*l)[len - 1] == '\r')));
		puts(line);
	}
	return true;
}

/* Opens the pouch that all arguments but the last name, and finds the message that it names. */
static int
run_on_message(
    bool (*print)(struct pouch *p, const struct message_record *m, GError **error), GError **error)
{
	guint n = g_strv_length(options.arguments);
	g_autofree char *word = g_strdup(options.arguments[n - 1]);
	const char *const *pouches = (const char *const *)options.arguments;
	g_auto(access_keys) keys = {0};
	g_auto(vouched) origin = {0};
	g_autoptr(pouch) p = NULL;
	struct message_record m = {0};
	guint64 id;
	bool ok;

	/* Nothing is written but standard output: a signal may end this at once. */
	signals_default();
	g_clear_pointer(&options.arguments[n - 1], g_free);
	if (!parse_id(word, &id, error))
		return COMMAND_FAILED;
	/* Before there are keys: it reads hostile bytes, and has none. */
	helper = sources_unpacker(error);
	if (helper == NULL || !access_load(&keys, ACCESS_REQUIRED, error) || !vouch_load(error) ||
	    !access_confine(pouches, NULL, error))
		return COMMAND_FAILED;
	p = pouch_open(pouches, error);
	if (p == NULL || !vouch_check_pouch(p, &origin, error) || !access_unlock(&keys, p, error) ||
	    !access_check_reader(p, error))
		return COMMAND_FAILED;
	vouch_say(&origin);
	ok = record_reader_find(p, id, &m, error) && print(p, &m, error);
	if (!ok)
		pouch_name_error(p, error);
	message_record_clear(&m);
	g_clear_pointer(&helper, unpacker_stop);
	return ok ? (int)EXIT_DONE : COMMAND_FAILED;
}

static int
run_cat(GError **error)
{
	if (isatty(STDOUT_FILENO)) {
		err_set(error, ERR_USAGE,
		    "a message's bytes are kept off a terminal: redirect them, or use show");
		return COMMAND_FAILED;
	}
	return run_on_message(print_bytes, error);
}

static int
run_show(GError **error)
{
	return run_on_message(print_readable, error);
}

#define GROUPS (OPTIONS_IDENTITY | OPTIONS_PASSPHRASE | OPTIONS_SANDBOX)

const struct command command_cat = {
    .name = "cat",
    .summary = "write one message, byte for byte",
    .arguments = "-i IDENTITY NAME.pouch... MESSAGE",
    .details = "MESSAGE is the number that list --messages shows.\n",
    .entries = entries,
    .groups = GROUPS,
    .min = 2,
    .max = -1,
    .run = run_cat,
};

const struct command command_show = {
    .name = "show",
    .summary = "show one message to read",
    .arguments = "-i IDENTITY NAME.pouch... MESSAGE",
    .details = "MESSAGE is the number that list --messages shows.\n",
    .entries = entries,
    .groups = GROUPS,
    .min = 2,
    .max = -1,
    .run = run_show,
};
