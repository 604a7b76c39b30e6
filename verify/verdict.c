/* SPDX-License-Identifier: Apache-2.0 */
/* Both verdicts and the exit status; see verdict.h. */
#include "verify/verdict.h"

#include <string.h>

const char verdict_contents_skipped[] = "contents were not decrypted: no key was given";
const char verdict_messages_skipped[] = "files and messages were not counted: no key was given";
static const char source_skipped[] = "nothing was compared with the original: none was given";

static const struct {
	const char *name;
	int status;
} words[] = {
    [VERDICT_OK] = {"ok", 0},
    [VERDICT_REPAIRABLE] = {"repairable", 8},
    [VERDICT_INCOMPLETE] = {"incomplete", 10},
    [VERDICT_LOSSY] = {"lossy", 9},
    [VERDICT_ORIGIN] = {"origin", 7},
    [VERDICT_ALTERED] = {"altered", 1},
};

static void
clear_volume(gpointer p)
{
	volume_result_clear(p);
}

void
verdict_init(struct verdict *v)
{
	memset(v, 0, sizeof(*v));
	findings_init(&v->findings);
	v->volumes = g_array_new(FALSE, TRUE, sizeof(struct volume_result));
	g_array_set_clear_func(v->volumes, clear_volume);
	v->unchecked = g_ptr_array_new_with_free_func(g_free);
	v->set.newest = -1;
}

void
verdict_clear(struct verdict *v)
{
	findings_clear(&v->findings);
	g_clear_pointer(&v->volumes, g_array_unref);
	g_clear_pointer(&v->unchecked, g_ptr_array_unref);
	memset(v, 0, sizeof(*v));
}

void
verdict_skipped(struct verdict *v, const char *text)
{
	g_ptr_array_add(v->unchecked, g_strdup(text));
}

void
verdict_checked(struct verdict *v, const char *text)
{
	guint at;

	if (g_ptr_array_find_with_equal_func(v->unchecked, text, g_str_equal, &at))
		g_ptr_array_remove_index(v->unchecked, at);
}

const struct volume_result *
verdict_newest(const struct verdict *v)
{
	if (v->set.newest < 0)
		return NULL;
	return &g_array_index(v->volumes, struct volume_result, v->set.newest);
}

/* V1: every volume has a SEAL whose signature is good, so that its bytes were held against it. */
static enum verdict_level
level_without_key(const struct verdict *v)
{
	for (guint i = 0; i < v->volumes->len; i++)
		if (!g_array_index(v->volumes, struct volume_result, i).sealed)
			return REACHED_STRUCTURE;
	return v->volumes->len > 0 ? REACHED_BYTES : REACHED_STRUCTURE;
}

static void
take_declared(struct verdict *v)
{
	const struct volume_result *newest = verdict_newest(v);

	if (newest == NULL)
		return;
	v->files.declared_known = v->messages.declared_known = true;
	v->files.declared = newest->seal.files;
	v->messages.declared = newest->seal.messages;
	if (newest->seal.losses > 0)
		findings_add(&v->findings, FOUND_LOSSES_SEALED, newest->volume, FINDING_NOWHERE, 0,
		    "%" G_GUINT64_FORMAT " losses", newest->seal.losses);
}

static void
note_skipped(struct verdict *v)
{
	verdict_skipped(v, verdict_contents_skipped);
	verdict_skipped(v, verdict_messages_skipped);
	verdict_skipped(v, source_skipped);
	if (v->vouching->nsigners == 0)
		verdict_skipped(
		    v, "who signed it was not established: no trusted signer was given");
	if (v->vouching->receipt == NULL)
		verdict_skipped(
		    v, "whether it is the newest pouch of this mail: no receipt was given");
	verdict_skipped(v, "whether the time of sealing is right: it is the sealer's word");
}

void
verdict_without_key(struct verdict *v, const struct vouching *vouching)
{
	const struct volume_result *volumes = (const void *)v->volumes->data;

	v->vouching = vouching;
	set_check(volumes, v->volumes->len, &v->set, &v->findings);
	origin_check(volumes, v->volumes->len, vouching, &v->origin, &v->findings);
	v->level = level_without_key(v);
	take_declared(v);
	note_skipped(v);
}

/* Whether some volume has a SEAL that is signed, or would be if its preamble named the signers. */
static bool
has_seal(const struct verdict *v)
{
	for (guint i = 0; i < v->volumes->len; i++) {
		const struct volume_result *r = &g_array_index(v->volumes, struct volume_result, i);
		if (r->sealed || (r->has_seal && !r->has_preamble))
			return true;
	}
	return v->volumes->len == 0;
}

enum verdict_word
verdict_of_contents(const struct verdict *v)
{
	const guint64 *n = v->findings.of_class;

	if (n[CLASS_ALTERED] > 0)
		return VERDICT_ALTERED;
	/* Damage is what contradicts a SEAL; without any there is nothing to contradict. */
	if (n[CLASS_INCOMPLETE] > 0 && !has_seal(v))
		return VERDICT_INCOMPLETE;
	if (n[CLASS_LOSSY] > 0)
		return VERDICT_LOSSY;
	if (n[CLASS_INCOMPLETE] > 0)
		return VERDICT_INCOMPLETE;
	return n[CLASS_REPAIRABLE] > 0 ? VERDICT_REPAIRABLE : VERDICT_OK;
}

enum verdict_word
verdict_of_all(const struct verdict *v)
{
	enum verdict_word contents = verdict_of_contents(v);

	if (contents == VERDICT_ALTERED)
		return contents;
	/* A pouch without a SEAL is incomplete; only what is sealed has an origin to ask for. */
	if (v->findings.of_class[CLASS_ORIGIN] > 0 ||
	    (contents == VERDICT_OK && v->origin.state != ORIGIN_OK))
		return VERDICT_ORIGIN;
	return contents;
}

const char *
verdict_name(enum verdict_word word)
{
	g_assert((gsize)word < G_N_ELEMENTS(words));
	return words[word].name;
}

int
verdict_status(const struct verdict *v)
{
	return words[verdict_of_all(v)].status;
}

/* Whether a volume is one that was given before, in another file, and no worse. */
static bool
is_copy(const struct verdict *v, guint i)
{
	const struct volume_result *b = &g_array_index(v->volumes, struct volume_result, i);

	for (guint j = 0; j < i && b->damaged + b->unproven == 0; j++) {
		const struct volume_result *a = &g_array_index(v->volumes, struct volume_result, j);
		if (a->has_seal && b->has_seal &&
		    memcmp(a->seal_hash, b->seal_hash, HASH_SIZE) == 0)
			return true;
	}
	return false;
}

/* The sum of a member over the volumes, each counted once. */
static guint64
sum_blocks(const struct verdict *v, gsize member)
{
	guint64 sum = 0;

	for (guint i = 0; i < v->volumes->len; i++)
		if (!is_copy(v, i))
			sum += G_STRUCT_MEMBER(
			    guint64, &g_array_index(v->volumes, struct volume_result, i), member);
	return sum;
}

static guint64
count_volumes(const struct verdict *v)
{
	guint64 n = 0;

	for (guint i = 0; i < v->volumes->len; i++)
		n += !is_copy(v, i);
	return n;
}

static char *
contents_clause(const struct verdict *v)
{
	guint64 damaged = sum_blocks(v, offsetof(struct volume_result, damaged)) +
	    sum_blocks(v, offsetof(struct volume_result, unproven));
	guint64 blocks = damaged + sum_blocks(v, offsetof(struct volume_result, good));
	g_autofree char *all = finding_count(blocks, "block", "blocks");
	g_autofree char *found = finding_count(v->findings.total, "finding", "findings");
	g_autofree char *volumes = finding_count(count_volumes(v), "volume", "volumes");

	switch (verdict_of_contents(v)) {
	case VERDICT_ALTERED:
		return g_strdup_printf("this pouch is not what was sealed (%s)", found);
	case VERDICT_LOSSY:
		if (damaged == 0)
			return g_strdup_printf("this pouch is damaged beyond repair (%s), but not "
					       "in its blocks of data: %s, all good",
			    found, all);
		return g_strdup_printf("this pouch is damaged: %" G_GUINT64_FORMAT
				       " of %s of 64 KiB cannot be relied on",
		    damaged, all);
	case VERDICT_INCOMPLETE:
		return g_strdup(
		    "this pouch is not complete: a part is missing, or it was never sealed");
	case VERDICT_REPAIRABLE:
		return g_strdup_printf(
		    "this pouch is whole, but parts that it holds twice are damaged: "
		    "%s of data, all good",
		    all);
	default:
		return g_strdup_printf(
		    "this pouch is unchanged: %s in %s, all as they were sealed", all, volumes);
	}
}

static bool
has_finding(const struct verdict *v, enum finding_code code)
{
	for (guint i = 0; i < v->findings.kept->len; i++)
		if (g_array_index(v->findings.kept, struct finding, i).code == code)
			return true;
	return false;
}

static const char *
origin_clause(const struct verdict *v)
{
	if (v->origin.state == ORIGIN_CONTRADICTED)
		return has_finding(v, FOUND_RECEIPT_DIFFERS)
		    ? "it is not the pouch of the receipt"
		    : "the receipt's signature is not good";
	if (v->origin.state == ORIGIN_UNKNOWN)
		return "who sealed it is not established";
	return v->origin.signer != NULL ? "its signer is trusted" : "its receipt vouches for it";
}

char *
verdict_sentence(const struct verdict *v)
{
	g_autofree char *contents = contents_clause(v);
	g_autofree char *counted = NULL;
	g_autofree char *messages = finding_count(v->messages.declared, "message", "messages");
	g_autofree char *files = finding_count(v->files.declared, "file", "files");

	if (v->messages.counted)
		counted = g_strdup_printf("; %" G_GUINT64_FORMAT " of %s and %" G_GUINT64_FORMAT
					  " of %s %s",
		    v->messages.verified, messages, v->files.verified, files,
		    v->level >= REACHED_CONTENTS ? "were verified"
						 : "are in its lists, and were not opened");
	else if (v->messages.declared_known)
		counted = g_strdup_printf(
		    "; it declares %s in %s, which were not opened", messages, files);
	contents[0] = g_ascii_toupper(contents[0]);
	return g_strdup_printf(
	    "%s; %s%s.", contents, origin_clause(v), counted != NULL ? counted : "");
}
