/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target without a fuzzer, the same inputs each time: the files of
 * testdata/fuzz/NAME/, then inputs made up and changed by a seeded generator.
 * Prints TAP. An input that ends the program is kept beside it, in a file .crash.
 *
 * FUZZ_RUNS: how many generated inputs (2000), unless they take over 5 s
 * FUZZ_SEED: another series of them
 */
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_RUNS 2000
#define DEFAULT_LIMIT (5 * G_USEC_PER_SEC)
#define INPUT_MAX 65536
#define POOL 64 /* inputs that are kept to be changed further */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));

static GPtrArray *seeds; /* of GByteArray */
static GByteArray *current;
static char *crash_path;
static guint64 state = 1;

/* xorshift64*, since the same series must come on every machine. */
static guint32
pick(guint32 below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (guint32)(state * G_GUINT64_CONSTANT(0x2545f4914f6cdd1d) >> 32) % below;
}

static void
on_crash(int signum)
{
	int fd = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	(void)signal(signum, SIG_DFL);
	if (fd >= 0 && current != NULL)
		(void)!write(fd, current->data, current->len);
	(void)raise(signum);
}

static void
run_and_keep(GByteArray *input)
{
	/* A copy of its exact size, so that a sanitizer sees the first byte too many. */
	uint8_t *copy = g_memdup2(input->data, input->len);

	current = input;
	(void)LLVMFuzzerTestOneInput(copy != NULL ? copy : (const uint8_t *)"", input->len);
	g_free(copy);
	if (seeds->len < POOL)
		g_ptr_array_add(seeds, input);
	else
		g_byte_array_unref(input);
}

static int
run_corpus(const char *name)
{
	g_autofree char *path = g_build_filename("testdata", "fuzz", name, NULL);
	GDir *dir = g_dir_open(path, 0, NULL);
	const char *file;
	int n = 0;

	for (; dir != NULL && (file = g_dir_read_name(dir)) != NULL; n++) {
		g_autofree char *full = g_build_filename(path, file, NULL);
		char *data;
		gsize len;

		if (!g_file_get_contents(full, &data, &len, NULL))
			continue;
		run_and_keep(g_byte_array_new_take((guint8 *)data, len));
	}
	if (dir != NULL)
		g_dir_close(dir);
	return n;
}

/* Bytes of all kinds, more often those that formats are made of. */
static guint8
any_byte(void)
{
	static const char common[] = "\n\n\r\t  0123456789abcdefFrom:=->/+# ";

	return pick(4) == 0 ? (guint8)pick(256) : (guint8)common[pick(sizeof(common) - 1)];
}

static GByteArray *
make_input(void)
{
	GByteArray *input = g_byte_array_new();
	guint32 len = pick(1u << pick(13));

	for (guint32 i = 0; i < len; i++)
		g_byte_array_append(input, &(guint8){any_byte()}, 1);
	return input;
}

static void
insert(GByteArray *input, guint32 at, const guint8 *bytes, guint32 len)
{
	guint32 tail = input->len - at;

	if (input->len + len > INPUT_MAX)
		return;
	g_byte_array_set_size(input, input->len + len);
	memmove(input->data + at + len, input->data + at, tail);
	memcpy(input->data + at, bytes, len);
}

/* One change at a random place; the input is not empty. */
static void
change(GByteArray *input)
{
	guint32 at = pick(input->len), len = 1 + pick(MIN(input->len - at, 256));
	const GByteArray *other = seeds->pdata[pick(seeds->len)];
	g_autofree guint8 *piece = g_memdup2(input->data + at, len);

	switch (pick(6)) {
	case 0:
		input->data[at] ^= (guint8)(1 << pick(8));
		break;
	case 1:
		input->data[at] = any_byte();
		break;
	case 2:
		g_byte_array_remove_range(input, at, len);
		break;
	case 3:
		insert(input, pick(input->len + 1), piece, len);
		break;
	case 4:
		insert(input, at, &(guint8){any_byte()}, 1);
		break;
	default:
		if (other->len > 0)
			insert(input, at, other->data, 1 + pick(MIN(other->len, 512)));
		break;
	}
}

static GByteArray *
next_input(void)
{
	GByteArray *input, *from;

	if (seeds->len == 0 || pick(4) == 0)
		return make_input();
	from = seeds->pdata[pick(seeds->len)];
	input = g_byte_array_sized_new(from->len + 1024);
	g_byte_array_append(input, from->data, from->len);
	for (guint32 n = 1 + pick(8); n > 0 && input->len > 0; n--)
		change(input);
	return input;
}

static int
run_generated(void)
{
	const char *wanted = g_getenv("FUZZ_RUNS");
	int runs = wanted != NULL ? atoi(wanted) : DEFAULT_RUNS, n = 0;
	gint64 end = wanted != NULL ? G_MAXINT64 : g_get_monotonic_time() + DEFAULT_LIMIT;

	for (; n < runs && g_get_monotonic_time() < end; n++) {
		GByteArray *input = next_input();

		run_and_keep(input);
	}
	return n;
}

int
main(int argc, char **argv)
{
	g_autofree char *base = g_path_get_basename(argv[0]);
	const char *name = g_str_has_prefix(base, "fuzz_") ? base + strlen("fuzz_") : base;
	const char *seed = g_getenv("FUZZ_SEED");
	int nfiles, ngenerated;

	state = seed != NULL ? g_ascii_strtoull(seed, NULL, 10) | 1 : 1;
	crash_path = g_strconcat(argv[0], ".crash", NULL);
	seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_byte_array_unref);
	(void)signal(SIGABRT, on_crash);
	(void)signal(SIGSEGV, on_crash);
	if (LLVMFuzzerInitialize != NULL)
		(void)LLVMFuzzerInitialize(&argc, &argv);
	nfiles = run_corpus(name);
	ngenerated = run_generated();
	printf("ok 1 - %s: %d files, %d generated inputs\n1..1\n", name, nfiles, ngenerated);
	g_ptr_array_unref(seeds);
	g_free(crash_path);
	return 0;
}
