/* SPDX-License-Identifier: Apache-2.0 */
/* The canonical form against its plain reference, however the message is cut. */
#include "convert/canon.h"

#include <glib.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "convert/canon_testing.h"
#include "convert/canon_text.h"
#include "tests/canon_reference.h"

#define HEAD "From: a@b\nSubject: s\n"
#define BIG 3000

/* len 0: a string. */
struct sample {
	const char *name;
	const char *data;
	size_t len;
	const char *canonical; /* NULL: only the reference knows */
	const char *unquoted;  /* NULL: as canonical */
};
#define BYTES(s) (s), sizeof(s) - 1

static const struct sample samples[] = {
    {"plain", BYTES(HEAD "\nbody\n"), HEAD "\nbody\n", NULL},
    {"nothing", BYTES(""), "\n", NULL},
    {"one LF", BYTES("\n"), "\n", NULL},
    {"blank lines only", BYTES("\n\r\n\n"), "\n", NULL},
    {"no final LF", BYTES(HEAD "\nbody"), HEAD "\nbody\n", NULL},
    {"many final LFs", BYTES(HEAD "\nbody\n\n\n\n"), HEAD "\nbody\n", NULL},
    {"final CRLFs", BYTES(HEAD "\nbody\r\n\r\n\n"), HEAD "\nbody\n", NULL},
    {"LFs within", BYTES(HEAD "\n\n\nbody\n\n\n\nmore\n"), HEAD "\n\n\nbody\n\n\n\nmore\n", NULL},
    {"header only", BYTES(HEAD), HEAD, NULL},
    {"header only, empty line", BYTES(HEAD "\n"), HEAD, NULL},
    {"header cut in a name", BYTES(HEAD "Da"), HEAD "\nDa\n", NULL},
    {"header cut in a value", BYTES(HEAD "Date: no"), HEAD "Date: no\n", NULL},
    {"no empty line", BYTES(HEAD "body text\nmore: x\n"), HEAD "\nbody text\nmore: x\n", NULL},
    {"no header", BYTES("body text\nSubject: x\n"), "\nbody text\nSubject: x\n", NULL},
    {"no header, blank line", BYTES("\nbody text\n"), "\nbody text\n", NULL},
    {"blank separator", BYTES(HEAD " \t\nbody text\n"), HEAD " \t\n\nbody text\n", NULL},
    {"CRLF", BYTES("A: b\r\nC: d\r\n\r\nbody\r\n"), "A: b\nC: d\n\nbody\n", NULL},
    {"mixed line ends", BYTES("A: b\nC: d\r\n\nbody\r\nmore\n"), "A: b\nC: d\n\nbody\nmore\n",
	NULL},
    {"lone CRs", BYTES("A: b\rc\n\nx\ry\r\r\nz\r"), "A: b\rc\n\nx\ry\r\nz\r\n", NULL},
    {"CRs at the end", BYTES("A: b\n\nx\n\r\r"), "A: b\n\nx\n\r\r\n", NULL},
    {"CR only", BYTES("A: b\rStatus: O\r\rbody\r>From x\r\r"), "A: b\n\nbody\n>From x\n",
	"A: b\n\nbody\nFrom x\n"},
    {"CR only, late LF", BYTES("A: b\rStatus: O\r\rbody\r\n"), "A: b\rStatus: O\r\rbody\n", NULL},
    {"one CR", BYTES("\r"), "\n", NULL},
    {"CR in a word", BYTES("A: b\rc"), "A: b\n\nc\n", NULL},
    {"CR CR LF", BYTES("A: b\r\r\n\r\nx"), "A: b\r\n\nx\n", NULL},
    {"mark", BYTES("\xef\xbb\xbf" HEAD "\nbody\n"), HEAD "\nbody\n", NULL},
    {"half a mark", BYTES("\xef\xbb" HEAD "\nbody\n"), "\xef\xbb" HEAD "\nbody\n", NULL},
    {"a mark and nothing", BYTES("\xef\xbb\xbf"), "\n", NULL},
    {"From_ lines", BYTES("From x y\n>From - z\n\n" HEAD "\nFrom x\n"), HEAD "\nFrom x\n", NULL},
    {"From_, CRLF", BYTES("From x y\r\n\r\n\xef\xbb\xbf>From - z\r\nA: b\r\n"), "A: b\n", NULL},
    {"only From_", BYTES("From nobody"), "\n", NULL},
    {"cut From_", BYTES("Fro"), "\nFro\n", NULL},
    {"cut quoted From_", BYTES(">Fr"), "\n>Fr\n", NULL},
    {"From: is a field", BYTES("From: x\nFrom : y\n\nb\n"), "From: x\nFrom : y\n\nb\n", NULL},
    {"From_ ends a header", BYTES("A: b\nFrom x\nC: d\n"), "A: b\n\nFrom x\nC: d\n", NULL},
    {"quoted ends a header", BYTES("A: b\n>From x\nC: d\n"), "A: b\n\n>From x\nC: d\n",
	"A: b\n\nFrom x\nC: d\n"},
    {"store fields",
	BYTES("status: RO\nA: b\nX-Status: A\nX-Keywords: k\n\tl\n \n"
	      "X-Mozilla-Keys:      \nSubject: s\n f\nLINES : 3\nX-UID: 1\n\nStatus: b\n"),
	"A: b\nSubject: s\n f\n\nStatus: b\n", NULL},
    {"prefixed store fields",
	BYTES("X-Evolution: 1\nX-EvolutionQ-X: 2\nX-KMail-F: 3\n"
	      "X-libpst-forensic-bcc: 4\nX-KMail: 5\n\nb\n"),
	"X-KMail: 5\n\nb\n", NULL},
    {"like store fields", BYTES("Statu: a\nStatuss: b\nX-UIDS: c\nX Status: d\n"),
	"Statu: a\nStatuss: b\nX-UIDS: c\n\nX Status: d\n", NULL},
    {"only store fields", BYTES("Status: RO\n\nbody\n"), "\nbody\n", NULL},
    {"store field last", BYTES("A: b\nStatus: RO"), "A: b\n", NULL},
    {"folded first", BYTES(" x\nStatus: O\nA: b\n\nc\n"), " x\nA: b\n\nc\n", NULL},
    {"no name", BYTES(": x\n\nc\n"), "\n: x\n\nc\n", NULL},
    {"8-bit name", BYTES("\xe4\xf6: x\n\nc\n"), "\xe4\xf6: x\n\nc\n", NULL},
    {"control in a name", BYTES("A\x01: x\n\nc\n"), "\nA\x01: x\n\nc\n", NULL},
    {"NUL in a name", BYTES("A\0: x\n\nc\n"), NULL, NULL},
    {"NULs", BYTES("A: \0\n\n\0\n\0"), NULL, NULL},
    {"quoting", BYTES(HEAD "\n>From a\n>>From b\n>>> From c\n>Fromage\n>From"),
	HEAD "\n>From a\n>>From b\n>>> From c\n>Fromage\n>From\n",
	HEAD "\nFrom a\n>From b\n>>> From c\n>Fromage\n>From\n"},
    {"quoting behind LFs", BYTES(HEAD "\n\n\n>From \n\n\n"), HEAD "\n\n\n>From \n",
	HEAD "\n\n\nFrom \n"},
    {"broken quoting", BYTES(HEAD "\n>\n>F\n>>Fr\n>Fr>From \n>F>From \n"),
	HEAD "\n>\n>F\n>>Fr\n>Fr>From \n>F>From \n", NULL},
    {"quoting, CRLF", BYTES("A: b\r\n\r\nx\r\n>From a\r\n"), "A: b\n\nx\n>From a\n",
	"A: b\n\nx\nFrom a\n"},
    {"quoting at the end", BYTES(HEAD "\n>>"), HEAD "\n>>\n", NULL},
    {"quoted header", BYTES("A: b\n>From: x\n\nc\n"), "A: b\n>From: x\n\nc\n", NULL},
};

static void
hash_text(GString *text, unsigned char out[32])
{
	crypto_generichash(out, 32, (unsigned char *)text->str, text->len, NULL, 0);
	g_string_free(text, TRUE);
}

/* What the reference makes of it. */
static void
expect(const void *data, size_t len, struct canon_digests *out)
{
	g_autoptr(digest_stream) s = digest_stream_new();

	digest_update(s, data, len);
	digest_final(s, &out->stored);
	hash_text(canon_reference(data, len, FALSE), out->canonical);
	hash_text(canon_reference(data, len, TRUE), out->unquoted);
	out->same = memcmp(out->canonical, out->stored.blake2b, 32) == 0;
	out->quoted = memcmp(out->canonical, out->unquoted, 32) != 0;
}

static void
compare(const char *name, const struct canon_digests *a, const struct canon_digests *b)
{
	if (memcmp(&a->stored, &b->stored, sizeof(a->stored)) != 0)
		fail_msg("%s: stored", name);
	if (memcmp(a->canonical, b->canonical, 32) != 0)
		fail_msg("%s: canonical", name);
	if (memcmp(a->unquoted, b->unquoted, 32) != 0)
		fail_msg("%s: unquoted", name);
	if (a->same != b->same || a->quoted != b->quoted)
		fail_msg("%s: flags", name);
}

/* Each span is a copy of its exact size, so that a sanitizer sees what reads past it. */
static void
update(struct canon *c, const char *data, size_t len)
{
	g_autofree char *copy = g_memdup2(data, len);

	canon_update(c, copy, len);
}

static void
try_cuts(struct canon *c, const struct sample *s)
{
	struct canon_digests want, got;

	expect(s->data, s->len, &want);
	for (size_t a = 0; a <= s->len; a++) {
		for (size_t b = a; b <= s->len; b += 1 + s->len / 64) {
			canon_begin(c);
			update(c, s->data, a);
			update(c, s->data + a, b - a);
			update(c, s->data + b, s->len - b);
			canon_end(c, &got);
			compare(s->name, &got, &want);
		}
	}
	canon_begin(c);
	for (size_t i = 0; i < s->len; i++)
		update(c, s->data + i, 1);
	canon_end(c, &got);
	compare(s->name, &got, &want);
}

static void
test_reference(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		const struct sample *s = &samples[i];

		for (int unquote = 0; unquote < 2; unquote++) {
			const char *want = unquote && s->unquoted ? s->unquoted : s->canonical;
			GString *got = canon_reference(s->data, s->len, unquote);

			if (want != NULL && strcmp(got->str, want) != 0)
				fail_msg("%s: \"%s\" for \"%s\"", s->name, got->str, want);
			g_string_free(got, TRUE);
		}
	}
}

static void
test_cuts(void **state)
{
	struct canon *c = canon_new();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
		try_cuts(c, &samples[i]);
	canon_free(c);
}

static void
test_many(void **state)
{
	g_autoptr(blake2b_queue) q = blake2b_queue_new();
	struct canon_digests got[G_N_ELEMENTS(samples)], want;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
		canon_add(q, samples[i].data, samples[i].len, &got[i]);
	blake2b_queue_run(q);
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		expect(samples[i].data, samples[i].len, &want);
		canon_complete(&got[i]);
		compare(samples[i].name, &got[i], &want);
	}
}

/* Long lines, names and runs around the sizes at which the code changes its way. */
static void
test_long(void **state)
{
	static const char *const forms[] = {"A: b\n\n%s\n", "%s: b\n\nc\n", "A: %s\n\nc\n",
	    "%s%s: b\n", "A: b\n\nx\n%s>From \n", "A: b\n\n%sFrom x\n", "A: b\n\nx%sy\n",
	    "A: b\r\n\r\n%s\r\n>From x"};
	static const char fill[] = "x>\n\r";
	static const size_t sizes[] = {1, 63, 64, 65, 127, 128, 129, 254, 255, 256, 257, BIG, 5000};
	struct canon *c = canon_new();

	(void)state;
	for (size_t f = 0; f < G_N_ELEMENTS(forms); f++) {
		for (size_t i = 0; i < G_N_ELEMENTS(sizes) * (sizeof(fill) - 1); i++) {
			size_t size = sizes[i / (sizeof(fill) - 1)];
			g_autofree char *run = g_strnfill(size, fill[i % (sizeof(fill) - 1)]);
			g_autoptr(GString) s = g_string_new(forms[f]);
			struct canon_digests want, got;

			g_string_replace(s, "%s", run, 0);
			expect(s->str, s->len, &want);
			for (size_t step = s->len; step > 0; step = step * 2 / 3) {
				canon_begin(c);
				for (size_t at = 0; at < s->len; at += step)
					update(c, s->str + at, MIN(step, s->len - at));
				canon_end(c, &got);
				compare(forms[f], &got, &want);
			}
			canon_of(s->str, s->len, &got);
			compare(forms[f], &got, &want);
		}
	}
	canon_free(c);
}

/* A text is its own canonical text, in the reading as it stands. */
static void
test_idempotent(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++) {
		GString *text = canon_reference(samples[i].data, samples[i].len, FALSE);
		struct canon_digests once, twice;

		expect(samples[i].data, samples[i].len, &once);
		expect(text->str, text->len, &twice);
		if (memchr(text->str, '\r', text->len) == NULL)
			assert_memory_equal(once.canonical, twice.canonical, 32);
		g_string_free(text, TRUE);
	}
}

/* Which messages need not be written out. */
static void
test_plain(void **state)
{
	static const struct {
		const char *message;
		size_t len;
	} cases[] = {{"A: b\n", 5}, {"A: b\n\nc\n", 8}, {"A: b\n\n> quoted\n>> x\n>Fro\n", 25},
	    {"A: b\n c\n\n\nx\n", 12}, {"A: b\n\nx\n\n\n", 8}, {"A: b\n\n", 5}, {"", 0}, {"\n", 0},
	    {"\n\n\n", 0}, {"A: b", 0}, {"A: b\nStatus: O\n", 0}, {"A: b\n\n>From x\n", 0},
	    {"A: b\n\nc\r\n", 0}, {"A: b\r\n", 0}, {"b\n", 0}, {"\nA: b\n", 0}, {"A: b\nb\n", 0},
	    {"A: b\nStatus: O\n\n", 0}, {"A: b\nStatus: O\n\n\n\n", 0}};
	size_t header;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *message = cases[i].message;

		assert_int_equal(canon_text_plain(message, strlen(message), &header), cases[i].len);
		assert_int_equal(header, 0);
	}
}

/* Of which messages only the header must be, and what stays of it. */
static void
test_plain_but_header(void **state)
{
	static const struct {
		const char *message, *header;
		size_t len;
	} cases[] = {{"A: b\nStatus: O\n\nc\n", "A: b\n", 18}, {"Status: O\n\nc\n", "", 13},
	    {"Status: O\n x\nA: b\n c\n\n\nx\n\n", "A: b\n c\n", 25},
	    {"From x\n\n>From y\n z\nStatus: O\n\nc\n", " z\n", 32}};
	unsigned char out[64];
	size_t header;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *message = cases[i].message, *stays = cases[i].header;

		assert_int_equal(canon_text_plain(message, strlen(message), &header), cases[i].len);
		assert_int_equal(canon_text_header(message, header, out), strlen(stays));
		assert_memory_equal(out, stays, strlen(stays));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reference),
	    cmocka_unit_test(test_cuts),
	    cmocka_unit_test(test_many),
	    cmocka_unit_test(test_long),
	    cmocka_unit_test(test_idempotent),
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_plain_but_header),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
