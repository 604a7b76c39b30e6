/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a check came to: two verdicts, contents and origin, how deep it went,
 * and the exit status. Whoever checks fills it in; docs/JSON.md, "verify".
 */
#ifndef VERIFY_VERDICT_H
#define VERIFY_VERDICT_H

#include "verify/origin.h"
#include "verify/set_check.h"

/* How deep a check went; JSON has the number. */
enum verdict_level {
	REACHED_STRUCTURE, /* no signature could be relied on */
	REACHED_BYTES,     /* V1: signatures and every byte */
	REACHED_MANIFESTS, /* V2: manifests, counts, message-root */
	REACHED_CONTENTS,  /* V3: every file and message decrypted and hashed again */
	REACHED_SOURCE,    /* V4: held against the original, or what it became */
};

enum verdict_word {
	VERDICT_OK,
	VERDICT_REPAIRABLE,
	VERDICT_INCOMPLETE,
	VERDICT_LOSSY,
	VERDICT_ORIGIN,
	VERDICT_ALTERED,
};

/* How many of something there are by the SEAL, and how many were found to be as sealed. */
struct verdict_count {
	bool declared_known; /* a SEAL could be read */
	bool counted;        /* verified says something */
	guint64 declared, verified;
};

struct verdict {
	struct findings findings; /* add to it with findings_add */
	enum verdict_level level;
	GArray *volumes; /* struct volume_result, in the order of the command line */
	struct set_result set;
	const struct vouching *vouching; /* borrowed */
	struct origin_result origin;
	struct verdict_count files, messages;
	GPtrArray *unchecked; /* char *, owned: what was not checked, and why */
};

/* Nothing judged yet; the caller ends it with verdict_clear. */
void verdict_init(struct verdict *v);
void verdict_clear(struct verdict *v);

/*
 * After all volumes were checked into v->volumes: checks them as a set and
 * their origin, takes the level and what the SEAL declares, and notes what a
 * check without keys leaves unchecked. vouching is borrowed for v's life.
 */
void verdict_without_key(struct verdict *v, const struct vouching *vouching);

/* Says that something was not checked; text is copied. */
void verdict_skipped(struct verdict *v, const char *text);

/* Takes back what verdict_skipped said, for who has checked it after all. */
void verdict_checked(struct verdict *v, const char *text);

/* What a check without keys leaves, for verdict_checked. */
extern const char verdict_contents_skipped[], verdict_messages_skipped[];

/* The contents' verdict: any but VERDICT_ORIGIN. */
enum verdict_word verdict_of_contents(const struct verdict *v);

/* Both together, in this precedence: altered, origin, lossy, incomplete, repairable. */
enum verdict_word verdict_of_all(const struct verdict *v);

/* "ok", "repairable", "incomplete", "lossy", "origin", "altered" */
const char *verdict_name(enum verdict_word word);

/* The exit status: 0, 8, 10, 9, 7, 1. */
int verdict_status(const struct verdict *v);

/* The closing sentence, in plain words with the numbers; the caller frees it. */
char *verdict_sentence(const struct verdict *v);

/* The SEAL that totals come from, or NULL. */
const struct volume_result *verdict_newest(const struct verdict *v);

typedef struct verdict verdict;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(verdict, verdict_clear)

#endif
