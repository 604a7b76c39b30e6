/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an unpacking process in a stranger's hands may answer: a tree of any frames ends,
 * its paths stay inside, no file has more bytes than it should, and entries are what
 * writing them again gives.
 */
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "convert/tree_archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input: a byte, of which the low half says how much of the rest is the listing. */
struct answers {
	const uint8_t *data;
	size_t listing_len, len;
};

static void
put(int fd, const void *data, size_t len)
{
	g_assert_true(write(fd, data, len) == (ssize_t)len);
}

/* Random bytes are seldom frames: a mode makes them so, of a length that is there. */
static void
put_frames(int fd, const uint8_t *p, size_t len)
{
	static const char types[] = "EDPXLBZ";

	while (len > 2) {
		unsigned char header[UNPACK_HEADER_LEN];
		enum unpack_frame_type type = (enum unpack_frame_type)types[p[0] % 7];
		size_t n = MIN(MIN(p[1], len - 2), unpack_frame_max((unsigned char)type));

		unpack_frame_header(type, n, header);
		put(fd, header, sizeof(header));
		put(fd, p + 2, n);
		p += 2 + n;
		len -= 2 + n;
	}
}

static int
start(void *user, const struct unpack_job *job, GError **error)
{
	const struct answers *a = user;
	const uint8_t *p = job->listing ? a->data : a->data + a->listing_len;
	size_t len = job->listing ? a->listing_len : a->len - a->listing_len;
	int fd = memfd_create("answers", MFD_CLOEXEC);

	(void)error;
	g_assert_cmpint(fd, >=, 0);
	if (len > 0 && p[0] % 2 == 0)
		put_frames(fd, p + 1, len - 1);
	else if (len > 0)
		put(fd, p + 1, len - 1);
	g_assert_cmpint(lseek(fd, 0, SEEK_SET), ==, 0);
	return fd;
}

static void
check_path(const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, "/", -1);

	g_assert_true(*path != '\0');
	for (char **n = names; *n != NULL; n++)
		g_assert_true(**n != '\0' && strcmp(*n, ".") != 0 && strcmp(*n, "..") != 0);
}

static void
read_file(struct tree *t, const struct entry *e)
{
	g_autoptr(tree_file) f = tree_open_file(t, e, NULL);
	g_autoptr(GError) error = NULL;
	unsigned char buf[100];
	guint64 total = 0;
	gssize n;

	while ((n = tree_file_read(f, buf, sizeof(buf), &error)) > 0)
		total += (guint64)n;
	g_assert_cmpuint(total, <=, e->size);
	g_assert_true(n == 0 ? total == e->size : error != NULL);
}

static void
walk(struct tree *t)
{
	struct entry e;
	struct exception x;
	enum step step;
	guint nentries = 0;

	while ((step = tree_next(t, &e, &x, NULL)) != STEP_END) {
		g_assert_true(step == STEP_NEXT || step == STEP_EXCEPTION);
		if (step == STEP_EXCEPTION) {
			g_assert_true(x.reason != NULL && x.path != NULL);
			continue;
		}
		check_path(e.path);
		if (e.type == ENTRY_FILE && ++nentries % 3 != 0)
			read_file(t, &e);
	}
	g_assert_true(tree_next(t, &e, &x, NULL) == STEP_END);
}

static void
check_entry(const uint8_t *data, size_t size)
{
	struct unpack_entry e;
	g_autoptr(GByteArray) again = g_byte_array_new();

	if (!unpack_entry_parse(data, size, &e, NULL))
		return;
	unpack_entry_put(&e, again);
	g_assert_true(again->len == size && memcmp(again->data, data, size) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct answers a = {.data = data + 1};
	const struct tree_archive_options o = {
	    .name = "x.zip", .size = 100, .start = start, .user = &a};
	g_autoptr(tree) t = NULL;

	if (size == 0)
		return 0;
	a.len = size - 1;
	a.listing_len = a.len * (data[0] % 16) / 15;
	t = tree_archive_open(&o, NULL);
	g_assert_nonnull(t);
	walk(t);
	check_entry(data, size);
	return 0;
}
