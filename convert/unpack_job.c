/* SPDX-License-Identifier: Apache-2.0 */
/* One packed file, read by libarchive and told in frames; see unpack_job.h. */
#include "convert/unpack_job.h"

#include <archive.h>
#include <errno.h>
#include <string.h>

#include "convert/gunzip.h"
#include "convert/unpack_describe.h"
#include "convert/unpack_out.h"

#define INPUT_PIECE (64 * 1024)
#define RETRIES_MAX 16 /* of a header, where trying again is not going on */

struct work {
	const struct unpack_job *job;
	struct archive *archive;
	struct gunzip *gunzip; /* in is gzip; or NULL */
	const char *damage;    /* where it ends; or NULL */
	struct unpack_input *in;
	struct unpack_out *out;
	gint64 size;       /* bytes of in */
	gint64 at;         /* where it is read next */
	guint64 entry;     /* number of the current entry, from 0 */
	gint64 end;        /* of a tar: where the entry before ends */
	guint64 unpacked;  /* bytes */
	size_t companions; /* bytes of them that were told */
	guint64 told;      /* of them in the latest PROGRESS */
	unsigned char input[INPUT_PIECE];
	unsigned char bytes[UNPACK_DATA_MAX];
};

/* What libarchive says, where reason is NULL. */
static void
tell_reason(struct work *w, enum unpack_frame_type type, const char *reason)
{
	const char *said = reason != NULL ? reason : archive_error_string(w->archive);

	unpack_out_text(w->out, type, said != NULL ? said : "it is not readable");
}

static la_ssize_t
read_input(struct archive *a, void *user, const void **buf)
{
	struct work *w = user;
	gssize n = unpack_input_read(w->in, w->input, sizeof(w->input), (guint64)w->at);

	if (n < 0)
		archive_set_error(a, errno, "read");
	w->at += MAX(n, 0);
	*buf = w->input;
	return n;
}

/* Damage is an end: with an error, libarchive would drop what it has read ahead. */
static la_ssize_t
read_gunzip(struct archive *a, void *user, const void **buf)
{
	struct work *w = user;
	gssize n = gunzip_read(w->gunzip, w->input, sizeof(w->input), &w->damage);

	(void)a;
	*buf = w->input;
	return MAX(n, 0);
}

static la_int64_t
skip_input(struct archive *a, void *user, la_int64_t len)
{
	struct work *w = user;
	la_int64_t n = CLAMP(len, 0, w->size - MIN(w->at, w->size));

	(void)a;
	w->at += n;
	return n;
}

static la_int64_t
seek_input(struct archive *a, void *user, la_int64_t offset, int whence)
{
	struct work *w = user;
	la_int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? w->at : w->size;

	if (offset < -base || offset > w->size - base) {
		archive_set_error(a, EINVAL, "a place outside the file");
		return ARCHIVE_FATAL;
	}
	w->at = base + offset;
	return w->at;
}

/* Names stay raw bytes: without a conversion, where the format lets one say so. */
static bool
open_archive(struct work *w)
{
	struct archive *a = w->archive;

	w->size = unpack_input_size(w->in);
	if (w->size < 0)
		return false;
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_zip(a);
	archive_read_support_format_7zip(a);
	archive_read_support_format_raw(a);
	archive_read_support_format_empty(a);
	archive_read_set_format_option(a, "tar", "hdrcharset", "BINARY");
	archive_read_set_format_option(a, "tar", "read_concatenated_archives", "1");
	archive_read_set_callback_data(a, w);
	archive_read_set_read_callback(a, w->gunzip != NULL ? read_gunzip : read_input);
	if (w->gunzip == NULL) {
		archive_read_set_skip_callback(a, skip_input);
		archive_read_set_seek_callback(a, seek_input);
	}
	return archive_read_open1(a) == ARCHIVE_OK;
}

/* Layers around what is in it; libarchive counts the reading of the file, too. */
static int
layers(const struct work *w)
{
	return archive_filter_count(w->archive) - 1 + (w->gunzip != NULL);
}

/* Compressed as a whole, so that skipping is unpacking. */
static bool
is_filtered(const struct work *w)
{
	return layers(w) > 0;
}

static bool
is_raw(const struct work *w)
{
	return archive_format(w->archive) == ARCHIVE_FORMAT_RAW;
}

/* Why this is no packed file that we take, or NULL. */
static const char *
refusal(const struct work *w)
{
	if (layers(w) > 1)
		return "it is compressed more than once";
	return is_raw(w) && !is_filtered(w) ? "it is damaged at its start" : NULL;
}

static void
count(struct work *w, size_t len)
{
	w->unpacked += len;
	if (w->unpacked - w->told < UNPACK_PROGRESS_EVERY)
		return;
	w->told = w->unpacked;
	unpack_out_number(w->out, UNPACK_PROGRESS, w->unpacked);
}

/* Unpacks the current entry to learn how long it is. */
static int
count_entry(struct work *w, guint64 *size)
{
	const void *block;
	size_t len;
	la_int64_t at;
	int rc;

	*size = 0;
	while ((rc = archive_read_data_block(w->archive, &block, &len, &at)) == ARCHIVE_OK) {
		count(w, len);
		*size = MAX(*size, (guint64)at + len);
	}
	return rc;
}

/* What companion_read asks for: it cannot be had when the mail that it is of is read. */
static bool
is_companion(const struct work *w, const struct unpack_entry *e)
{
	static const char *const names[] = {"dovecot-keywords", ".mh_sequences", "labels.json"};
	const char *slash = strrchr(e->path, '/');
	const char *name = slash != NULL ? slash + 1 : e->path;

	if (e->type != ENTRY_FILE || e->flags != 0 || e->size == 0 ||
	    e->size > UNPACK_COMPANION_MAX || e->size > UNPACK_COMPANIONS_MAX - w->companions)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return g_str_has_suffix(name, ".metadata.json");
}

/* A companion that cannot be read to its end is told as a file like others. */
static int
list_companion(struct work *w, struct unpack_entry *e)
{
	g_autofree unsigned char *bytes = g_malloc((size_t)e->size);
	la_ssize_t n = archive_read_data(w->archive, bytes, (size_t)e->size);
	bool whole = n >= 0 && (guint64)n == e->size;

	e->flags |= whole ? UNPACK_COMPANION : 0;
	unpack_out_entry(w->out, e);
	for (size_t at = 0; whole && at < e->size; at += UNPACK_DATA_MAX)
		unpack_out_bytes(
		    w->out, UNPACK_DATA, bytes + at, MIN((size_t)e->size - at, UNPACK_DATA_MAX));
	w->companions += (size_t)e->size;
	return n < 0 ? (int)n : ARCHIVE_OK;
}

static int
list_entry(struct work *w, struct unpack_entry *e)
{
	guint64 counted;
	int rc = ARCHIVE_OK;

	if (is_companion(w, e))
		return list_companion(w, e);
	if ((e->flags & UNPACK_COUNTED) != 0 && (e->flags & UNPACK_ENCRYPTED) == 0)
		rc = count_entry(w, &e->size);
	unpack_out_entry(w->out, e);
	if ((e->flags & UNPACK_COUNTED) == 0 && is_filtered(w))
		rc = count_entry(w, &counted);
	return rc;
}

/* The bytes of an entry, of which there are left at most. */
static int
read_bytes(struct work *w, guint64 left)
{
	la_ssize_t n;

	while ((n = archive_read_data(w->archive, w->bytes, sizeof(w->bytes))) > 0) {
		size_t len = (size_t)MIN((guint64)n, left);

		if (len > 0)
			unpack_out_bytes(w->out, UNPACK_DATA, w->bytes, len);
		left -= len;
		if (len == (size_t)n)
			continue;
		tell_reason(w, UNPACK_DAMAGED, "it is longer than the packed file says");
		return ARCHIVE_WARN;
	}
	if (n < 0 || (is_raw(w) && w->damage != NULL))
		tell_reason(w, UNPACK_DAMAGED, n < 0 ? NULL : w->damage);
	return (int)n;
}

static int
read_entry(struct work *w, struct unpack_entry *e)
{
	bool counted = (e->flags & UNPACK_COUNTED) != 0;
	bool bytes = e->type == ENTRY_FILE && w->entry >= w->job->first &&
	    (e->flags & (UNPACK_ENCRYPTED | UNPACK_HARD_LINK)) == 0;

	if (counted)
		e->size = 0;
	unpack_out_entry(w->out, e);
	return bytes ? read_bytes(w, counted ? G_MAXUINT64 : e->size) : ARCHIVE_OK;
}

/* libarchive stops within a layer behind its last member, and says nothing of what follows. */
static guint64
left_behind(const struct work *w)
{
	la_int64_t used = archive_filter_bytes(w->archive, -1);

	/* A file that is being written to may be longer by now. */
	if (w->gunzip != NULL && gunzip_goes_on(w->gunzip))
		return (guint64)w->size - MIN(gunzip_taken(w->gunzip), (guint64)w->size);
	if (w->gunzip != NULL || !is_raw(w) || used < 0 || used >= w->size)
		return 0;
	return (guint64)(w->size - used);
}

static bool
is_tar(const struct work *w)
{
	return (archive_format(w->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}

/*
 * Where a tar is damaged, each block is tried for a header, so that the entries behind the
 * damage are found.
 */
static int
next_header(struct work *w, struct archive_entry **e)
{
	int rc = archive_read_next_header(w->archive, e);

	if (rc == ARCHIVE_RETRY)
		tell_reason(w, UNPACK_LOST, NULL);
	for (int i = 0; rc == ARCHIVE_RETRY && (is_tar(w) || i < RETRIES_MAX); i++)
		rc = archive_read_next_header(w->archive, e);
	return rc;
}

/* Goes on behind the bytes of the current entry, to know where it ends. */
static void
end_entry(struct work *w)
{
	w->entry++;
	if (is_tar(w) && archive_read_data_skip(w->archive) == ARCHIVE_OK)
		w->end = archive_filter_bytes(w->archive, 0);
}

/* A tar ends with blocks of zeros; one that was cut off between two entries does not. */
static bool
has_end(const struct work *w)
{
	return !is_tar(w) || archive_filter_bytes(w->archive, 0) > w->end;
}

/* What is behind the last entry, behind the end mark of a tar, is read for its checks. */
static void
tell_end(struct work *w)
{
	const char *why = NULL;
	gssize n = w->gunzip != NULL ? 1 : 0;

	while (n > 0) {
		n = gunzip_read(w->gunzip, w->bytes, sizeof(w->bytes), &why);
		if (w->job->listing && n > 0)
			count(w, (size_t)n);
	}
	if (n < 0)
		tell_reason(w, UNPACK_BROKEN, why);
	else if (!has_end(w))
		tell_reason(w, UNPACK_BROKEN, "it has no end, and may be cut off");
	else
		unpack_out_number(w->out, UNPACK_END, left_behind(w));
}

/* Nothing, compressed: a file without bytes. What ends there by damage is told as that. */
static void
tell_nothing(struct work *w)
{
	const struct unpack_entry e = {
	    .type = ENTRY_FILE,
	    .flags = UNPACK_ONLY | UNPACK_COUNTED,
	    .mode = 0644,
	    .path = "",
	    .target = "",
	};

	if (archive_format(w->archive) == ARCHIVE_FORMAT_EMPTY && w->damage == NULL)
		unpack_out_entry(w->out, &e);
}

static void
run(struct work *w)
{
	const char *no;
	int rc = open_archive(w) ? ARCHIVE_OK : ARCHIVE_FATAL;

	while (rc != ARCHIVE_FATAL) {
		struct archive_entry *found;
		struct unpack_entry e;

		rc = next_header(w, &found);
		no = rc == ARCHIVE_OK || rc == ARCHIVE_WARN ? refusal(w) : NULL;
		if (no != NULL) {
			tell_reason(w, UNPACK_BROKEN, no);
			return;
		}
		if (rc == ARCHIVE_EOF) {
			tell_nothing(w);
			tell_end(w);
			return;
		}
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			break;
		unpack_describe(found, is_raw(w), &e);
		rc = w->job->listing ? list_entry(w, &e) : read_entry(w, &e);
		if (rc != ARCHIVE_FATAL)
			end_entry(w);
	}
	tell_reason(w, UNPACK_BROKEN, NULL);
}

void
unpack_job_run(const struct unpack_job *job, int in, int out)
{
	struct work *w = g_new0(struct work, 1);

	w->job = job;
	w->in = unpack_input_new(in, job->spilled ? &job->place : NULL);
	w->out = unpack_out_new(out, job->listing);
	w->gunzip = gunzip_claims(w->in) ? gunzip_new(w->in) : NULL;
	w->archive = archive_read_new();
	run(w);
	archive_read_free(w->archive);
	gunzip_free(w->gunzip);
	unpack_input_free(w->in);
	unpack_out_free(w->out);
	g_free(w);
}
