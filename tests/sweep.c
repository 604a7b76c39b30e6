/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Flips a bit in one byte after the other of a small pouch, and cuts it at one
 * length after the other: never may it verify, nor the check crash. "sweep
 * quick" takes every byte of texts and headers and a stride elsewhere; "sweep"
 * takes every byte and every length. Prints TAP.
 */
#include <malloc.h>
#include <stdio.h>
#include <sys/wait.h>

#include "tests/pouch_judge.h"

#define NWORKERS 2

static struct vouched_signer vouched;
static struct vouching vouching = {.signers = &vouched, .nsigners = 1};
static struct volume_options options = {.vouched = &vouched.key, .nvouched = 1};

/* The bytes of which a quick sweep leaves none out. */
static bool *
mark_texts(const GByteArray *b)
{
	static const char *const texts[] = {
	    "00-README.txt", "preamble.txt", "index.txt", "ckpt/", "SEAL"};
	bool *marks = g_new0(bool, b->len);
	char name[USTAR_NAME_SIZE];
	guint64 size;

	for (gsize at = 0; at + USTAR_BLOCK <= b->len; at += USTAR_BLOCK) {
		gsize len = USTAR_BLOCK;
		if (!ustar_parse(b->data + at, NULL, name, &size, NULL))
			continue;
		for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
			if (g_str_has_prefix(name, texts[i]))
				len = USTAR_BLOCK + size + ustar_padding(size);
		for (gsize i = 0; i < len; i++)
			marks[at + i] = true;
	}
	return marks;
}

static void
put(int fd, gsize at, unsigned char byte)
{
	gssize n = pwrite(fd, &byte, 1, (off_t)at);

	g_assert(n == 1);
}

static bool
is_found(int fd)
{
	g_auto(verdict) v;

	return judge_files(&v, &fd, 1, &vouching, &options) != 0;
}

/* Every NWORKERS-th of the chosen bytes and lengths, from first. Returns how many were not found. */
static unsigned
run(const GByteArray *b, bool quick, gsize first)
{
	g_autofree bool *marks = mark_texts(b);
	int fd = forge_file(b->data, b->len);
	unsigned missed = 0;

	for (gsize i = first; i < b->len; i += NWORKERS) {
		if (quick && !marks[i] && i % 4099 >= NWORKERS)
			continue;
		put(fd, i, b->data[i] ^ (unsigned char)(1 << i / NWORKERS % 8));
		if (!is_found(fd) && ++missed)
			printf("# byte %zu: not found\n", i);
		put(fd, i, b->data[i]);
	}
	for (gsize len = b->len - 1 - first; len > NWORKERS; len -= NWORKERS) {
		if (quick && len % 4099 >= NWORKERS)
			continue;
		g_assert(ftruncate(fd, (off_t)len) == 0);
		if (!is_found(fd) && ++missed)
			printf("# cut at %zu: not found\n", len);
	}
	close(fd);
	return missed;
}

/* Forks the workers; true if all ended well and found everything. */
static bool
run_all(const GByteArray *b, bool quick)
{
	pid_t workers[NWORKERS];
	bool ok = true;
	int status;

	for (gsize i = 0; i < NWORKERS; i++) {
		workers[i] = fork();
		g_assert(workers[i] >= 0);
		if (workers[i] == 0)
			exit(run(b, quick, i) > 0 ? 1 : 0);
	}
	for (gsize i = 0; i < NWORKERS; i++)
		ok &= waitpid(workers[i], &status, 0) == workers[i] && status == 0;
	return ok;
}

int
main(int argc, char **argv)
{
	bool quick = argc > 1 && strcmp(argv[1], "quick") == 0, ok;
	struct minisign_secret *signer;
	struct forge f;
	GByteArray *b;
	int fd;

	if (sodium_init() < 0)
		return 1;
	mallopt(M_MMAP_THRESHOLD, 64 * 1024 * 1024); /* large buffers come and go with each check */
	mallopt(M_TRIM_THRESHOLD, 256 * 1024 * 1024);
	setvbuf(stdout, NULL, _IOLBF, 0);
	signer = judge_signer(&vouched);
	forge_init(&f, signer, 0x11);
	b = forge_write(&f);
	fd = forge_file(b->data, b->len);
	printf("1..2\n%s 1 - untouched, it verifies\n", is_found(fd) ? "not ok" : "ok");
	ok = run_all(b, quick);
	printf("%s 2 - a flipped bit or a cut is always found\n", ok ? "ok" : "not ok");
	close(fd);
	g_byte_array_unref(b);
	forge_clear(&f);
	minisign_secret_free(signer);
	return ok ? 0 : 1;
}
