/* SPDX-License-Identifier: Apache-2.0 */
/* For tests of volumes: a small one of several stripes, and how to find and change its parts. */
#ifndef CRYPTO_VOLUME_TESTING_H
#define CRYPTO_VOLUME_TESTING_H

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "crypto/random.h"
#include "crypto/ustar.h"
#include "crypto/volume_text.h"
#include "crypto/volume_writer.h"

#define TIME "2026-11-23T14:49:00Z"
#define SMALL_STRIPE (4 * BLOCK_SIZE)

static struct minisign_secret *signer;

/* Before and after a group of tests: the signer of all volumes. */
static inline int
make_signer(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	signer = minisign_secret_generate(&(struct random_source){.purpose = "signer"});
	return 0;
}

static inline int
free_signer(void **state)
{
	(void)state;
	minisign_secret_free(signer);
	return 0;
}

/* The members that the tests add behind the slot: sizes around block and record ends. */
static const struct added {
	const char *name;
	size_t size;
} added[] = {
    {"keys/000.age", 700},
    {"seg/00000000.age", 100000},
    {"seg/00000001.age", 2 * BLOCK_SIZE},
    {"man/00000000-tree-facts.age", 1},
    {"man/00000000-tree-index.age", 511},
    {"seg/00000002.age", 512},
    {"seg/00000003.age", SMALL_STRIPE - USTAR_BLOCK},
    {"man/00000000-mail-facts.age", 0},
    {"man/00000000-mail-index.age", 513},
};

/* The body of a member: bytes that depend on its place. */
static inline unsigned char *
body_of(size_t i)
{
	unsigned char *body = g_malloc(added[i].size + 1);

	for (size_t at = 0; at < added[i].size; at++)
		body[at] = (unsigned char)((at >> 8) ^ (at * 7) ^ i);
	return body;
}

static inline void
fill_preamble(struct preamble *p)
{
	struct minisign_public public;

	memset(p, 0, sizeof(*p));
	memset(p->archive, 0xa5, sizeof(p->archive));
	p->volume = 1;
	g_strlcpy(p->created, TIME, TIME_SIZE);
	p->tool = g_strdup("mailpouch test");
	minisign_secret_public(signer, &public);
	assert_true(preamble_add_signer(p, &public, NULL));
	p->nslots = 1;
}

/* Writes a volume to fd, which stays open. */
static inline void
write_volume(int fd, guint64 stripe_size)
{
	struct preamble p;
	struct seal seal = {.final = true, .segments = 4, .payload = 4, .messages = 7};
	g_autoptr(volume_writer) w = NULL;

	fill_preamble(&p);
	w = volume_writer_new(fd, &p, signer, TIME);
	volume_writer_set_stripe(w, stripe_size);
	for (size_t i = 0; i < G_N_ELEMENTS(added); i++) {
		g_autofree unsigned char *body = body_of(i);
		assert_true(volume_writer_add(w,
		    &(struct new_member){.name = added[i].name,
			.data = body,
			.len = added[i].size,
			.first = i,
			.count = i + 1},
		    NULL));
	}
	assert_true(volume_writer_seal(w, &seal, NULL));
	preamble_clear(&p);
}

static inline int
new_volume(guint64 stripe_size)
{
	int fd = memfd_create("volume", MFD_CLOEXEC);

	assert_true(fd >= 0);
	write_volume(fd, stripe_size);
	return fd;
}

/* Changes a bit of the byte at an offset. */
static inline void
flip(int fd, off_t at)
{
	unsigned char byte;

	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x04;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
}

/* The offset of a member's header, by walking from the start. */
static inline off_t
find_member(int fd, const char *name)
{
	unsigned char header[USTAR_BLOCK];
	char found[USTAR_NAME_SIZE];
	guint64 at = 0, size;

	for (;; at += USTAR_BLOCK + size + ustar_padding(size)) {
		assert_true(volume_pread(fd, header, sizeof(header), at, NULL));
		assert_true(ustar_parse(header, NULL, found, &size, NULL));
		if (strcmp(found, name) == 0)
			return (off_t)at;
	}
}

#endif
