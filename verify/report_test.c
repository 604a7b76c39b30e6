/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of verdict.c, report.c and report_json.c: words, statuses, and what is printed. */
#include "verify/report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_judge.h"

static struct minisign_secret *signer;
static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};
static const struct report_about about = {.tool = "mailpouch test"};
static GByteArray *pouch;

/* Each finding alone, and the statuses in their precedence. */
static void
test_precedence(void **state)
{
	static const struct {
		enum finding_code codes[2];
		const char *word;
		int status;
	} cases[] = {
	    {{FOUND_LOSSES_SEALED, FOUND_VOLUME_TWICE}, "ok", 0},
	    {{FOUND_TREE_DAMAGED, FOUND_LOSSES_SEALED}, "repairable", 8},
	    {{FOUND_TREE_DAMAGED, FOUND_VOLUME_MISSING}, "incomplete", 10},
	    {{FOUND_VOLUME_MISSING, FOUND_BLOCK_DAMAGED}, "lossy", 9},
	    {{FOUND_SIGNER_UNKNOWN, FOUND_BLOCK_DAMAGED}, "origin", 7},
	    {{FOUND_SIGNER_UNKNOWN, FOUND_TRAILING_DATA}, "altered", 1},
	};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(verdict) v;
		verdict_init(&v);
		v.origin.state = ORIGIN_OK;
		for (int k = 0; k < 2; k++)
			findings_add(&v.findings, cases[i].codes[k], 1, 0, 0, NULL);
		assert_string_equal(verdict_name(verdict_of_all(&v)), cases[i].word);
		assert_int_equal(verdict_status(&v), cases[i].status);
	}
}

/* Numbers and names are unique, and stay what programs know them as. */
static void
test_findings_table(void **state)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	(void)state;
	for (int c = 0; c < FINDING_NCODES; c++) {
		const struct finding_kind *k = finding_kind((enum finding_code)c);
		assert_non_null(k->number);
		assert_non_null(k->text);
		assert_true(g_hash_table_add(seen, (gpointer)k->number));
		assert_true(g_hash_table_add(seen, (gpointer)k->name));
	}
	assert_string_equal(finding_kind(FOUND_BLOCK_DAMAGED)->number, "V101");
	assert_string_equal(finding_kind(FOUND_TRAILING_DATA)->number, "V211");
	assert_string_equal(finding_kind(FOUND_SIGNER_UNKNOWN)->number, "V401");
}

static void
test_findings_are_merged_and_bounded(void **state)
{
	g_auto(findings) f;

	(void)state;
	findings_init(&f);
	for (guint64 i = 0; i < 100; i++)
		findings_add(&f, FOUND_BLOCK_DAMAGED, 1, i * BLOCK_SIZE, BLOCK_SIZE, NULL);
	assert_int_equal(f.total, 1);
	assert_int_equal(g_array_index(f.kept, struct finding, 0).length, 100 * BLOCK_SIZE);
	for (guint64 i = 0; i < FINDINGS_MAX + 10; i++)
		findings_add(&f, FOUND_BLOCK_DAMAGED, 2, 2 * i * BLOCK_SIZE, BLOCK_SIZE, "x");
	assert_int_equal(f.total, FINDINGS_MAX + 11);
	assert_int_equal(f.kept->len, FINDINGS_MAX);
	assert_int_equal(f.of_class[CLASS_LOSSY], f.total);
}

static char *
print(const struct verdict *v)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	report_text(out, v, &about);
	fclose(out);
	return text;
}

static void
name_volume(struct verdict *v, const char *name)
{
	struct volume_result *r = &g_array_index(v->volumes, struct volume_result, 0);

	g_free(r->name);
	r->name = g_strdup(name);
}

static void
test_text(void **state)
{
	g_auto(verdict) v;
	g_autofree char *text = NULL;

	(void)state;
	assert_int_equal(judge_bytes(&v, pouch->data, pouch->len, &vouching), 0);
	name_volume(&v, "a\033[31m\n.pouch");
	text = print(&v);
	assert_non_null(strstr(text, "a\\x1b[31m\\x0a.pouch: volume 1"));
	assert_non_null(strstr(text, "(tester)"));
	assert_non_null(strstr(text, "declares 4 messages in 2 files, 3 losses"));
	assert_non_null(strstr(text, "Not checked: contents were not decrypted: no key was given"));
	assert_non_null(strstr(text, "Contents: ok\nOrigin: ok\nLevel: V1\n"));
	assert_non_null(strstr(text, "V501 note: losses were recorded"));
	assert_true(g_str_has_suffix(text,
	    "This pouch is unchanged: 2 blocks in 1 volume, all as they were sealed; its signer is "
	    "trusted; it declares 4 messages in 2 files, which were not opened.\n"));
	for (const char *p = text; *p != '\0'; p++)
		assert_true((*p >= ' ' && *p <= '~') || *p == '\n');
}

static const char *
string_at(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static void
test_json(void **state)
{
	g_auto(verdict) v;
	json_t *o, *count, *list, *first, *volume;

	(void)state;
	pouch->data[30000] ^= 1;
	assert_int_equal(judge_bytes(&v, pouch->data, pouch->len, &vouching), 9);
	pouch->data[30000] ^= 1;
	name_volume(&v, "\377.pouch");
	o = report_json(&v, &about);
	assert_int_equal(json_integer_value(json_object_get(o, "schema")), 1);
	assert_string_equal(string_at(o, "verdict"), "lossy");
	assert_int_equal(json_integer_value(json_object_get(o, "level")), 1);
	count = json_object_get(o, "messages");
	assert_int_equal(json_integer_value(json_object_get(count, "declared")), 4);
	assert_int_equal(json_integer_value(json_object_get(count, "verified")), 0);
	list = json_object_get(o, "findings");
	assert_int_equal(json_array_size(list), 2);
	first = json_array_get(list, 0);
	assert_string_equal(string_at(first, "code"), "V101");
	assert_string_equal(string_at(first, "severity"), "lossy");
	assert_int_equal(json_integer_value(json_object_get(first, "volume")), 1);
	assert_int_equal(json_integer_value(json_object_get(first, "offset")), 0);
	volume = json_array_get(json_object_get(o, "volumes"), 0);
	assert_string_equal(string_at(json_object_get(volume, "name"), "b64"), "/y5wb3VjaA==");
	assert_int_equal(json_array_size(json_object_get(o, "not_checked")), v.unchecked->len);
	assert_int_equal(json_integer_value(json_object_get(o, "exit_status")), 9);
	json_decref(o);
}

/* A deeper check takes back what was skipped, and its counts stand in the sentence. */
static void
test_deeper_check(void **state)
{
	g_auto(verdict) v;
	g_autofree char *sentence = NULL;
	guint before;

	(void)state;
	assert_int_equal(judge_bytes(&v, pouch->data, pouch->len, &vouching), 0);
	before = v.unchecked->len;
	verdict_checked(&v, verdict_contents_skipped);
	verdict_checked(&v, "what was never skipped");
	assert_int_equal(v.unchecked->len, before - 1);
	v.level = REACHED_CONTENTS;
	v.messages.counted = v.files.counted = true;
	v.messages.verified = 4;
	v.files.verified = 2;
	sentence = verdict_sentence(&v);
	assert_non_null(strstr(sentence, "4 of 4 messages and 2 of 2 files were verified."));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_precedence),
	    cmocka_unit_test(test_findings_table),
	    cmocka_unit_test(test_findings_are_merged_and_bounded),
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_json),
	    cmocka_unit_test(test_deeper_check),
	};
	struct forge f;
	int failed;

	if (sodium_init() < 0)
		return 1;
	signer = judge_signer(&vouched);
	forge_init(&f, signer, 0x11);
	f.seal.losses = 3;
	pouch = forge_write(&f);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	g_byte_array_unref(pouch);
	forge_clear(&f);
	minisign_secret_free(signer);
	return failed;
}
