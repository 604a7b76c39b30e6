/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A good small volume, changed by the input: whatever member is still read is
 * what was written. The input is a list of changes of six bytes: an offset of
 * three, one that says what to do, and two more.
 */
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/volume.h"
#include "crypto/volume_writer.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

#define TIME "2026-11-23T14:49:00Z"
#define CHANGE_SIZE 6
#define SEGMENTS 3
#define SEGMENT_BYTES 3000

static unsigned char *volume_bytes; /* as it was written */
static size_t volume_len;
static int work = -1; /* a memory file with what the input made of it */

static void
fill_body(unsigned char body[SEGMENT_BYTES], guint number)
{
	memset(body, (int)number + 1, SEGMENT_BYTES);
}

static void
add_segments(struct volume_writer *w)
{
	unsigned char body[SEGMENT_BYTES];
	char name[MEMBER_NAME_SIZE];

	for (guint i = 0; i < SEGMENTS; i++) {
		bool added;

		fill_body(body, i);
		packed_name(PACKED_SEGMENT, i, name);
		added = volume_writer_add(w,
		    &(struct new_member){
			.name = name, .data = body, .len = sizeof(body), .first = i, .count = 1},
		    NULL);
		g_assert(added);
	}
}

static void
write_volume(int fd)
{
	struct random_source random = {.purpose = "signer"};
	g_autoptr(minisign_secret) signer = minisign_secret_generate(&random);
	struct preamble p = {.volume = 1, .created = TIME, .tool = (char *)"fuzz", .nslots = 1};
	struct seal seal = {.final = true};
	g_autoptr(volume_writer) w = NULL;
	bool sealed;

	minisign_secret_public(signer, &p.signers[0]);
	p.nsigners = 1;
	w = volume_writer_new(fd, &p, signer, TIME);
	volume_writer_set_stripe(w, BLOCK_SIZE);
	add_segments(w);
	sealed = volume_writer_seal(w, &seal, NULL);
	g_assert(sealed);
}

/* Once: the volume, and the file to change it in. */
static void
set_up(void)
{
	int fd = memfd_create("volume", MFD_CLOEXEC);

	g_assert(sodium_init() >= 0 && fd >= 0);
	write_volume(fd);
	volume_len = (size_t)lseek(fd, 0, SEEK_END);
	volume_bytes = mmap(NULL, volume_len, PROT_READ, MAP_SHARED, fd, 0);
	work = memfd_create("work", MFD_CLOEXEC);
	g_assert(volume_bytes != MAP_FAILED && work >= 0);
	g_assert(write(work, volume_bytes, volume_len) == (ssize_t)volume_len);
}

/* Makes one change; returns false if it cut the file. */
static bool
change(const unsigned char c[CHANGE_SIZE])
{
	size_t at = (size_t)(c[0] << 16 | c[1] << 8 | c[2]) % volume_len;
	size_t from = (size_t)(c[4] << 8 | c[5]) * 512 % volume_len;
	size_t n = MIN(512, volume_len - MAX(at, from));

	if (c[3] == 255)
		return ftruncate(work, (off_t)at) != 0;
	if (c[3] >= 192) /* a tar block from elsewhere */
		return pwrite(work, volume_bytes + from, n, (off_t)at) >= 0;
	return pwrite(work, c + 4, c[3] & 1 ? 2 : 1, (off_t)at) >= 0;
}

static void
restore(const unsigned char *data, size_t len)
{
	g_assert(ftruncate(work, (off_t)volume_len) == 0);
	for (size_t i = 0; i + CHANGE_SIZE <= len; i += CHANGE_SIZE) {
		size_t at = (size_t)(data[i] << 16 | data[i + 1] << 8 | data[i + 2]) % volume_len;
		size_t n = data[i + 3] == 255 ? volume_len - at : MIN(512, volume_len - at);

		g_assert(pwrite(work, volume_bytes + at, n, (off_t)at) == (ssize_t)n);
	}
}

static void
check(struct volume *v)
{
	g_autoptr(GByteArray) scratch = g_byte_array_new();
	unsigned char body[SEGMENT_BYTES];
	char name[MEMBER_NAME_SIZE];

	for (guint i = 0; i < SEGMENTS; i++) {
		const struct member *m;
		const unsigned char *data;

		packed_name(PACKED_SEGMENT, i, name);
		m = member_index_find(volume_index(v), name);
		g_assert(m != NULL && m->size == SEGMENT_BYTES);
		fill_body(body, i);
		if (volume_read_member(v, m, scratch, &data, NULL))
			g_assert(memcmp(data, body, SEGMENT_BYTES) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	g_autoptr(volume) v = NULL;

	if (work < 0)
		set_up();
	for (size_t i = 0; i + CHANGE_SIZE <= len && change(data + i); i += CHANGE_SIZE)
		;
	v = volume_open(dup(work), NULL);
	if (v != NULL)
		check(v);
	restore(data, len);
	return 0;
}
