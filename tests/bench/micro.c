/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: micro blake2b | micro index MBOX
 *
 * Costs of single parts, in CPU time: of each BLAKE2b kernel in MB/s, for one
 * stream and for many 64 KiB blocks side by side, with libsodium's beside them; of
 * the index entry of a message in microseconds, as it is made and by way of
 * GMime alone. Prints lines "NAME VALUE". Best of several rounds, in turns.
 */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "convert/index.h"
#include "crypto/blake2b.h"
#include "crypto/blake2b_kernel.h"

#define ROUNDS 5
#define BLOCK 65536
#define BLOCKS 64
#define REPEATS 8        /* of BLOCKS blocks in a round */
#define INDEXED_MAX 4000 /* messages */

struct found {
	const char *name;
	double stream, many; /* MB/s; 0 if not measured */
};

static double
cpu_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
rate(double seconds)
{
	return (double)BLOCK * BLOCKS * REPEATS / 1e6 / seconds;
}

static void
measure_kernel(struct found *f, const struct blake2b_kernel *k, const struct blake2b_input in[])
{
	static unsigned char out[BLOCKS][32];
	double start = cpu_seconds(), middle;
	struct blake2b s;

	blake2b_kernel_force(k);
	blake2b_init(&s, BLAKE2B_256_SIZE);
	for (int i = 0; i < REPEATS * BLOCKS; i++)
		blake2b_update(&s, in[i % BLOCKS].data, BLOCK);
	blake2b_final(&s, out[0]);
	middle = cpu_seconds();
	for (int i = 0; i < REPEATS; i++)
		blake2b_many(BLOCKS, in, out);
	f->name = k->name;
	f->stream = MAX(f->stream, rate(middle - start));
	f->many = MAX(f->many, rate(cpu_seconds() - middle));
}

static void
measure_sodium(struct found *f, const struct blake2b_input in[])
{
	unsigned char out[32];
	double start = cpu_seconds();
	crypto_generichash_state s;

	crypto_generichash_init(&s, NULL, 0, sizeof(out));
	for (int i = 0; i < REPEATS * BLOCKS; i++)
		crypto_generichash_update(&s, in[i % BLOCKS].data, BLOCK);
	crypto_generichash_final(&s, out, sizeof(out));
	f->name = "libsodium";
	f->stream = MAX(f->stream, rate(cpu_seconds() - start));
}

static void
measure_blake2b(void)
{
	const struct blake2b_kernel *const *all = blake2b_kernel_all();
	g_autofree unsigned char *data = g_malloc(BLOCKS * BLOCK);
	struct blake2b_input in[BLOCKS] = {0};
	struct found found[8] = {0};

	randombytes_buf(data, BLOCKS * BLOCK);
	for (int i = 0; i < BLOCKS; i++)
		in[i] = (struct blake2b_input){.data = data + i * BLOCK, .len = BLOCK};
	for (int round = 0; round < ROUNDS; round++) {
		measure_sodium(&found[0], in);
		for (guint i = 0; all[i] != NULL && i + 1 < G_N_ELEMENTS(found); i++)
			if (all[i]->usable())
				measure_kernel(&found[i + 1], all[i], in);
	}
	for (guint i = 0; i < G_N_ELEMENTS(found); i++) {
		if (found[i].stream > 0)
			printf("%s-stream %.0f\n", found[i].name, found[i].stream);
		if (found[i].many > 0)
			printf("%s-many %.0f\n", found[i].name, found[i].many);
	}
}

typedef void index_function(
    const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out);

/* Seconds for the messages of an mbox, cut at its From_ lines. */
static double
index_all(index_function *index, const char *text, gsize len, guint *nmessages)
{
	g_autoptr(blake2b_queue) queue = blake2b_queue_new();
	const char *end = text + len;
	double start = cpu_seconds();

	*nmessages = 0;
	while (text < end && *nmessages < INDEXED_MAX) {
		const char *body = memchr(text, '\n', (size_t)(end - text));
		const char *next = g_strstr_len(text, end - text, "\n\nFrom ");
		size_t n = (size_t)((next != NULL ? next + 1 : end) - body) - 1;
		struct summary s = {0};
		index(body + 1, MIN(n, INDEX_MAX), n <= INDEX_MAX, queue, &s);
		blake2b_queue_run(queue);
		summary_clear(&s);
		text = next != NULL ? next + 2 : end;
		++*nmessages;
	}
	return cpu_seconds() - start;
}

static void
no_index(const void *data, size_t len, bool whole, struct blake2b_queue *queue, struct summary *out)
{
	(void)data, (void)len, (void)whole, (void)queue, (void)out;
}

static int
measure_index(const char *path)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	double index = G_MAXDOUBLE, gmime = G_MAXDOUBLE, none = G_MAXDOUBLE;
	guint n = 0;
	gsize len;

	if (!g_file_get_contents(path, &text, &len, &error)) {
		(void)fprintf(stderr, "micro: %s\n", error->message);
		return 1;
	}
	index_init();
	for (int round = 0; round < ROUNDS; round++) {
		none = MIN(none, index_all(no_index, text, len, &n));
		index = MIN(index, index_all(index_message, text, len, &n));
		gmime = MIN(gmime, index_all(index_message_gmime, text, len, &n));
	}
	printf("index %.2f\ngmime %.2f\n", (index - none) / n * 1e6, (gmime - none) / n * 1e6);
	return 0;
}

int
main(int argc, char **argv)
{
	if (sodium_init() < 0)
		return 1;
	if (argc == 3 && strcmp(argv[1], "index") == 0)
		return measure_index(argv[2]);
	if (argc == 2 && strcmp(argv[1], "blake2b") == 0) {
		measure_blake2b();
		return 0;
	}
	(void)fputs("usage: micro blake2b | micro index MBOX\n", stderr);
	return 2;
}
