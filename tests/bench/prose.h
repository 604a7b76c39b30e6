/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up words and prose, and their encodings, for the benchmark's mailboxes.
 * Words come as often as in languages and form phrases that come again, so that
 * zstd finds in the text about what it finds in letters. The same on every
 * machine, from one generator.
 */
#ifndef TESTS_BENCH_PROSE_H
#define TESTS_BENCH_PROSE_H

#include <glib.h>
#include <math.h>
#include <string.h>

#define WORDS 16384 /* in a vocabulary */
#define RANKS 65536 /* of the table that draws them */

static char *vocabularies[2][WORDS];
static guint16 ranks[RANKS];
static guint64 prose_state = 1;

/* xorshift64*, since the same mailbox must come on every machine. */
static guint64
draw(void)
{
	prose_state ^= prose_state >> 12;
	prose_state ^= prose_state << 25;
	prose_state ^= prose_state >> 27;
	return prose_state * G_GUINT64_CONSTANT(0x2545f4914f6cdd1d);
}

static guint32
pick(guint32 below)
{
	return (guint32)(((draw() >> 32) * below) >> 32);
}

/* A size whose logarithm is normally distributed, as sizes of mail are. */
static gsize
draw_size(double median, double sigma, double max)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += (double)pick(1 << 24) / (1 << 24);
	return (gsize)MIN(median * exp(sigma * sum), max);
}

/* Words: rank r comes with a frequency of 1/r, as in languages. */

static void
make_vocabulary(char **words, const char *const *starts, const char *const *ends)
{
	static const char *const common[] = {"the", "to", "of", "and", "a", "in", "is", "that",
	    "for", "it", "you", "on", "with", "we", "this", "be", "have", "are", "not", "as",
	    "will", "please", "at", "or", "can", "your", "our", "if", "was", "by", "all", "but"};

	for (guint i = 0; i < WORDS; i++) {
		GString *s = g_string_new(i < G_N_ELEMENTS(common) ? common[i] : NULL);
		guint syllables = i < G_N_ELEMENTS(common) ? 0 : 1 + pick(i < 500 ? 2 : 4);
		for (guint j = 0; j < syllables; j++) {
			g_string_append(s, starts[pick(16)]);
			g_string_append(s, ends[pick(16)]);
		}
		words[i] = g_string_free(s, FALSE);
	}
}

static void
make_words(void)
{
	static const char *const starts[] = {
	    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr", "w"};
	static const char *const ends[] = {"a", "e", "i", "o", "u", "er", "en", "in", "on", "al",
	    "es", "at", "ea", "or", "it", "y"};
	static const char *const umlauts[] = {"a", "e", "ä", "o", "ü", "er", "en", "ein", "it",
	    "au", "es", "ich", "on", "or", "ung", "ß"};

	make_vocabulary(vocabularies[0], starts, ends);
	make_vocabulary(vocabularies[1], starts, umlauts);
	for (guint i = 0; i < RANKS; i++)
		ranks[i] = (guint16)(exp(log(WORDS) * i / RANKS) - 1);
}

/* A word often decides the next one, so that phrases come again. */
static guint32
next_rank(guint32 rank)
{
	guint32 way = pick(16);

	if (way < 9)
		return ranks[pick(RANKS)];
	way = way < 13 ? 0 : way - 12;
	return ranks[((rank * 5 + way) * 2654435761U) >> 16];
}

static void
add_words(char **words, GString *s, guint n)
{
	guint32 rank = ranks[pick(RANKS)];

	for (guint i = 0; i < n; i++) {
		g_string_append(s, words[rank]);
		if (i + 1 < n)
			g_string_append_c(s, ' ');
		rank = next_rank(rank);
	}
}

/* About len bytes of prose in lines of up to 76 bytes. */
static void
add_prose(char **words, GString *s, gsize len)
{
	gsize end = s->len + len, line = s->len;
	guint32 rank = ranks[pick(RANKS)];
	guint sentence = 0;

	while (s->len < end) {
		gsize at = s->len;
		g_string_append(s, words[rank]);
		if (sentence == 0)
			s->str[at] = g_ascii_toupper(s->str[at]);
		if (++sentence > 4 && pick(10) == 0) {
			g_string_append_c(s, '.');
			sentence = 0;
		}
		if (sentence == 0 && pick(6) == 0)
			g_string_append(s, "\n\n");
		else
			g_string_append_c(s, s->len - line > 64 ? '\n' : ' ');
		if (s->str[s->len - 1] == '\n')
			line = s->len;
		rank = next_rank(rank);
	}
	g_string_append_c(s, '\n');
}

static void
add_random(GString *s, guint nchars)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";

	for (guint i = 0; i < nchars; i++)
		g_string_append_c(s, digits[pick(32)]);
}

static void
add_noise(GByteArray *a, gsize len)
{
	g_byte_array_set_size(a, (guint)(len + 8));
	for (gsize i = 0; i < len; i += 8) {
		guint64 r = draw();
		memcpy(a->data + i, &r, 8);
	}
	g_byte_array_set_size(a, (guint)len);
}

static void
add_base64(GString *to, const void *data, gsize len)
{
	gsize at = to->len;
	gint save[2] = {0};

	g_string_set_size(to, at + (len / 3 + 1) * 4 + len / 48 + 8);
	gsize n = g_base64_encode_step(data, len, TRUE, to->str + at, &save[0], &save[1]);
	n += g_base64_encode_close(TRUE, to->str + at + n, &save[0], &save[1]);
	g_string_truncate(to, at + n);
	if (to->str[to->len - 1] != '\n')
		g_string_append_c(to, '\n');
}

static void
add_quoted_printable(GString *to, const char *text)
{
	gsize line = to->len;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\n')
			g_string_append_c(to, '\n');
		else if (*p == '=' || (unsigned char)*p > 126)
			g_string_append_printf(to, "=%02X", (unsigned char)*p);
		else
			g_string_append_c(to, *p);
		if (*p == '\n') {
			line = to->len;
		} else if (to->len - line > 72 && p[1] != '\n') {
			g_string_append(to, "=\n");
			line = to->len;
		}
	}
}

#endif
