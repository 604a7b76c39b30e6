/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of volume_check.c with volumes that are well signed, and wrong. */
#include "tests/forged_volume.h"

static void
tweak_other_archive(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_CHECKPOINT)
		((struct checkpoint *)what)->archive[15] ^= 1;
}

static void
tweak_start(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_CHECKPOINT)
		((struct checkpoint *)what)->start += 65536;
}

static void
tweak_previous(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_CHECKPOINT)
		((struct checkpoint *)what)->previous[0] ^= 1;
}

static void
tweak_root(struct forge *f, enum forge_moment moment, void *what)
{
	if (moment == FORGE_CHECKPOINT && f->times++ == 0)
		((struct checkpoint *)what)->root[0] ^= 1;
}

static void
tweak_segments(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_CHECKPOINT)
		((struct checkpoint *)what)->segments += 1;
}

static void
tweak_stripe_root(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_CHECKPOINT)
		((struct checkpoint *)what)->stripe_root[0] ^= 1;
}

static void
tweak_tree(struct forge *f, enum forge_moment moment, void *what)
{
	if (moment == FORGE_TREE && f->times++ == 0)
		((GByteArray *)what)->data[0] ^= 1;
}

static void
tweak_gap(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_GAP)
		((GByteArray *)what)->data[500] = 1;
}

static void
tweak_short_gap(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_GAP)
		g_byte_array_set_size(what, SEAL_GAP - 512);
}

static void
tweak_gap_number(struct forge *f, enum forge_moment moment, void *what)
{
	(void)what;
	if (moment == FORGE_GAP)
		f->pads += 3;
}

static void
tweak_second_seal(struct forge *f, enum forge_moment moment, void *what)
{
	if (moment == FORGE_SEAL && f->times++ == 1)
		((struct seal *)what)->messages++;
}

static void
tweak_seal_bytes(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->bytes += 512;
}

static void
tweak_seal_stripes(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->stripes--;
}

static void
tweak_seal_root(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->root[3] ^= 1;
}

static void
tweak_seal_checkpoint(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->checkpoint[3] ^= 1;
}

static void
tweak_seal_preamble(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->preamble[3] ^= 1;
}

static void
tweak_seal_slots(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->slots[3] ^= 1;
}

static void
tweak_seal_index(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->index_size++;
}

static void
tweak_seal_segments(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->segments++;
}

static void
tweak_seal_chunks(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->mail_chunks++;
}

static void
tweak_seal_payload(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->payload++;
}

static void
tweak_seal_volume(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SEAL)
		((struct seal *)what)->volume = 2;
}

static void
tweak_index_digest(struct forge *f, enum forge_moment moment, void *what)
{
	GString *s = what;
	char *p;

	(void)f;
	if (moment != FORGE_INDEX)
		return;
	p = strstr(s->str, "seg/00000001.age") + 30;
	*p = *p == '0' ? '1' : '0';
}

static void
tweak_index_range(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_INDEX)
		g_string_replace(what, " 16777216 5000\n", " 16777216 5001\n", 1);
}

static void
tweak_index_junk(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_INDEX)
		g_string_append(what, "junk\n");
}

static void
tweak_index_short(struct forge *f, enum forge_moment moment, void *what)
{
	GString *s = what;

	(void)f;
	if (moment == FORGE_INDEX)
		g_string_truncate(s, (gsize)(strstr(s->str, "man/00000000-mail-index") - s->str));
}

static void
tweak_rename(struct forge *f, enum forge_moment moment, void *what)
{
	struct forged_member *m = what;

	(void)f;
	if (moment == FORGE_MEMBER && strcmp(m->name, "seg/00000001.age") == 0)
		strcpy(m->name, "seg/00000002.age");
}

static void
tweak_duplicate(struct forge *f, enum forge_moment moment, void *what)
{
	struct forged_member *m = what;

	(void)f;
	if (moment == FORGE_MEMBER && strcmp(m->name, "seg/00000001.age") == 0)
		strcpy(m->name, "seg/00000000.age");
}

static void
tweak_unknown_name(struct forge *f, enum forge_moment moment, void *what)
{
	struct forged_member *m = what;

	(void)f;
	if (moment == FORGE_MEMBER && strcmp(m->name, "man/00000000-mail-index.age") == 0)
		strcpy(m->name, "man/00000000-mail-other.age");
}

static void
tweak_foreign_header(struct forge *f, enum forge_moment moment, void *what)
{
	struct forged_member *m = what;

	if (moment != FORGE_MEMBER)
		return;
	memset(f->gname, strcmp(m->name, "man/00000000-mail-facts.age") == 0 ? '2' : '1', 16);
}

static void
tweak_upper_case(struct forge *f, enum forge_moment moment, void *what)
{
	GString *s = what;
	char *p;

	(void)f;
	if (moment != FORGE_TEXT || (p = strstr(s->str, "root: ")) == NULL)
		return;
	for (p += 6; *p != '\n'; p++)
		*p = g_ascii_toupper(*p);
}

static void
tweak_extra_signature_line(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_SIGNATURE)
		g_string_append(what, "\n");
}

#define TWEAK(name, status, code)                 \
	{                                         \
#name, tweak_##name, status, code \
	}
static const struct {
	const char *name;
	void (*tweak)(struct forge *f, enum forge_moment moment, void *what);
	int status;
	enum finding_code code;
} tweaks[] = {
    TWEAK(other_archive, 1, FOUND_CHECKPOINT_DIFFERS),
    TWEAK(start, 1, FOUND_CHECKPOINT_DIFFERS),
    TWEAK(previous, 1, FOUND_CHECKPOINT_DIFFERS),
    TWEAK(root, 1, FOUND_CHECKPOINT_DIFFERS),
    TWEAK(segments, 1, FOUND_CHECKPOINT_DIFFERS),
    TWEAK(stripe_root, 1, FOUND_TREE_DIFFERS),
    TWEAK(tree, 8, FOUND_TREE_DAMAGED),
    TWEAK(gap, 8, FOUND_ZEROS_DAMAGED),
    TWEAK(short_gap, 1, FOUND_MEMBER_MISPLACED),
    TWEAK(gap_number, 1, FOUND_MEMBER_MISPLACED),
    TWEAK(second_seal, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_bytes, 1, FOUND_SHIFTED),
    TWEAK(seal_stripes, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_root, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_checkpoint, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_preamble, 1, FOUND_PREAMBLE_DIFFERS),
    TWEAK(seal_slots, 1, FOUND_SLOTS_DIFFER),
    TWEAK(seal_index, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_segments, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_chunks, 1, FOUND_SEAL_DIFFERS),
    TWEAK(seal_payload, 1, FOUND_INDEX_DIFFERS),
    TWEAK(seal_volume, 1, FOUND_PREAMBLE_DIFFERS),
    TWEAK(index_digest, 1, FOUND_INDEX_DIFFERS),
    TWEAK(index_range, 1, FOUND_INDEX_DIFFERS),
    TWEAK(index_junk, 1, FOUND_INDEX_DIFFERS),
    TWEAK(index_short, 1, FOUND_INDEX_DIFFERS),
    TWEAK(rename, 1, FOUND_MEMBER_MISPLACED),
    TWEAK(duplicate, 1, FOUND_MEMBER_MISPLACED),
    TWEAK(unknown_name, 1, FOUND_MEMBER_MISPLACED),
    TWEAK(foreign_header, 1, FOUND_FOREIGN_MEMBER),
    TWEAK(upper_case, 10, FOUND_NOT_SEALED),
    TWEAK(extra_signature_line, 10, FOUND_NOT_SEALED),
};

static void
test_well_signed_and_wrong(void **state)
{
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(tweaks); i++) {
		g_autoptr(GByteArray) b = make(tweaks[i].tweak);
		assert_judged(b, tweaks[i].name, tweaks[i].status, tweaks[i].code);
	}
}

/* Puts a line behind the first, or another version into it. */
static void
make_unknown(GString *text, bool version)
{
	if (version)
		text->str[strlen("mailpouch/")] = '2';
	else
		g_string_insert(
		    text, strchr(text->str, '\n') + 1 - text->str, "critical: novelty\n");
}

static void
tweak_critical_preamble(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_PREAMBLE)
		make_unknown(what, false);
}

static void
tweak_other_preamble(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_PREAMBLE)
		make_unknown(what, true);
}

static void
tweak_critical_checkpoint(struct forge *f, enum forge_moment moment, void *what)
{
	GString *text = what;

	if (moment == FORGE_TEXT && strstr(text->str, " checkpoint\n") != NULL && f->times++ == 0)
		make_unknown(text, false);
}

static void
tweak_critical_last_checkpoint(struct forge *f, enum forge_moment moment, void *what)
{
	GString *text = what;

	if (moment == FORGE_TEXT && strstr(text->str, " checkpoint\n") != NULL && f->times++ == 1)
		make_unknown(text, false);
}

static void
tweak_critical_seal(struct forge *f, enum forge_moment moment, void *what)
{
	GString *text = what;

	(void)f;
	if (moment == FORGE_TEXT && strstr(text->str, " seal\n") != NULL)
		make_unknown(text, false);
}

static void
tweak_other_version(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_TEXT || moment == FORGE_PREAMBLE)
		make_unknown(what, true);
}

static void
tweak_parity(struct forge *f, enum forge_moment moment, void *what)
{
	(void)f;
	if (moment == FORGE_PREAMBLE)
		g_string_replace(what, "parity: none", "parity: 200 20", 1);
}

/* What was signed to be refused by those who do not know it is neither judged nor read. */
static void
test_unknown(void **state)
{
	static const struct {
		const char *name;
		void (*tweak)(struct forge *f, enum forge_moment moment, void *what);
		const char *says;
	} cases[] = {
	    {"preamble", tweak_critical_preamble, "novelty"},
	    {"preamble of another version", tweak_other_preamble, "version"},
	    {"checkpoint", tweak_critical_checkpoint, "novelty"},
	    {"last checkpoint", tweak_critical_last_checkpoint, "novelty"},
	    {"SEAL", tweak_critical_seal, "novelty"},
	    {"all of another version", tweak_other_version, "version"},
	    {"parity", tweak_parity, "parity"},
	};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) b = make(cases[i].tweak);
		g_auto(verdict) v;
		g_autofree char *why = NULL;
		int judged = judge_bytes(&v, b->data, b->len, &vouching);
		int read = judge_reading(b->data, b->len, &why);

		if (judged != 4 || read != 4)
			fail_msg("%s: judged %d, read %d: %s", cases[i].name, judged, read, why);
		if (strstr(why, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].name, why);
	}
}

/* The same by somebody who cannot sign: it is altered. */
static void
test_unknown_unsigned(void **state)
{
	g_autoptr(GByteArray) sealed = make(NULL);
	g_autoptr(GByteArray) b = make(tweak_other_preamble);

	(void)state;
	memcpy(sealed->data, b->data, 4096);
	assert_judged(sealed, "preamble of another version", 1, FOUND_PREAMBLE_DIFFERS);
}

/* Members swapped, dropped, doubled, or with too many slots; all signed. */
static void
test_wrong_members(void **state)
{
	static const struct {
		const char *name;
		guint from, to; /* to: G_MAXUINT drops the member */
		enum finding_code code;
	} moves[] = {
	    {"two segments swapped", 2, 1, FOUND_MEMBER_MISPLACED},
	    {"slot behind a segment", 0, 1, FOUND_MEMBER_MISPLACED},
	    {"first segment dropped", 1, G_MAXUINT, FOUND_MEMBER_MISPLACED},
	    {"last segment dropped", 2, G_MAXUINT, FOUND_SEAL_DIFFERS},
	    {"chunk dropped", 6, G_MAXUINT, FOUND_SEAL_DIFFERS},
	    {"slot dropped", 0, G_MAXUINT, FOUND_SLOTS_DIFFER},
	};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(moves); i++) {
		struct forge f;
		g_autoptr(GByteArray) b = NULL;
		struct forged_member *m;

		forge_init(&f, signer, 0x11);
		m = g_ptr_array_steal_index(f.members, moves[i].from);
		if (moves[i].to == G_MAXUINT)
			forge_member_free(m);
		else
			g_ptr_array_insert(f.members, (gint)moves[i].to, m);
		b = forge_write(&f);
		assert_judged(b, moves[i].name, 1, moves[i].code);
		forge_clear(&f);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_well_signed_and_wrong),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_unknown_unsigned),
	    cmocka_unit_test(test_wrong_members),
	};

	return cmocka_run_group_tests(tests, set_up_signer, tear_down_signer);
}
