/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: pst_probe FILE.pst
 *
 * What our reader finds in a PST file, in the lines of tests/pst/store.h, every attachment read to
 * its end; then on standard error a line for each item that failed and each warning, and the sums.
 * Ends with 1 if the sums do not hold what walk.h promises of them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convert/mapi/utf16.h"
#include "convert/pst/text.h"
#include "convert/pst/walk.h"

#define SUBJECT 0x0037
#define DATA 0x3701
#define METHOD 0x3705
#define METHOD_EMBEDDED 5
#define SUBJECT_MAX (1 << 20)
#define PIECE 65536

static bool
read_at(void *user, void *buf, size_t len, guint64 at, GError **error)
{
	if (pread(*(int *)user, buf, len, (off_t)at) == (ssize_t)len)
		return true;
	return err_set(error, ERR_IO, "read");
}

static void
warn(void *user, const struct pst_warning *w)
{
	(void)user;
	fprintf(stderr, "%s: node 0x%x at %" G_GUINT64_FORMAT ": %s: %s\n",
	    w->severity == NOTE ? "note" : "loss", w->node, w->offset, w->rule, w->reason);
}

static void
print_name(const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		if ((guchar)*p < 0x20 || *p == '/' || *p == '\\')
			printf("\\x%02x", (guchar)*p);
		else
			putchar(*p);
	}
}

static void
print_path(const struct pst_folder *f)
{
	for (guint i = 0; i < f->nnames; i++) {
		if (i > 0)
			putchar('/');
		print_name(f->names[i]);
	}
}

static bool
print_folder(void *user, const struct pst_folder *f, GError **error)
{
	(void)user;
	(void)error;
	if (f->nnames == 0)
		return true;
	fputs("folder\t", stdout);
	print_path(f);
	putchar('\n');
	return true;
}

/*
 * A text in UTF-8, without the two units in front that give the length of a subject's prefix. What is
 * 8-bit is taken for ISO 8859-1, by us and by those who are compared: codepages are no matter here.
 */
static char *
read_text(struct mapi_object *o, guint16 id)
{
	const struct mapi_property *p = mapi_find(o, id);
	g_autoptr(GBytes) b = p != NULL ? mapi_read(o, p, 0, SUBJECT_MAX, NULL) : NULL;
	gsize len = 0;
	const guint8 *bytes = b != NULL ? g_bytes_get_data(b, &len) : NULL;
	guint unit = p != NULL && p->type == MAPI_STRING ? 2 : 1;

	if (bytes == NULL)
		return g_strdup("");
	if (len >= 2 * unit && bytes[0] == 1 && (unit == 1 || bytes[1] == 0)) {
		bytes += 2 * unit;
		len -= 2 * unit;
	}
	return unit == 2
	    ? utf16_text(bytes, len)
	    : g_convert((const char *)bytes, (gssize)len, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

static guint32
read_number(struct mapi_object *o, guint16 id)
{
	const struct mapi_property *p = mapi_find(o, id);
	g_autoptr(GBytes) b = p != NULL ? mapi_read(o, p, 0, 4, NULL) : NULL;
	guint32 number = 0;

	if (b != NULL && g_bytes_get_size(b) == sizeof(number))
		memcpy(&number, g_bytes_get_data(b, NULL), sizeof(number));
	return GUINT32_FROM_LE(number);
}

/* How many bytes an attachment has that can be read; 0 if it has no data. */
static guint64
read_data(struct mapi_object *a)
{
	static guint8 piece[PIECE];
	const struct mapi_property *p = mapi_find(a, DATA);
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_stream) s = p != NULL ? mapi_open(a, p, 0, &error) : NULL;
	guint64 size = 0;
	gssize n = 0;

	while (s != NULL && (n = mapi_stream_read(s, piece, sizeof(piece), &error)) > 0)
		size += (guint64)n;
	if (error != NULL)
		fprintf(stderr, "attachment: %s\n", error->message);
	return size;
}

static void
print_attachment(struct mapi_object *m, guint i)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(mapi_object) a = mapi_child(m, MAPI_ATTACHMENTS, i, &error), inner = NULL;

	if (i > 0)
		putchar(',');
	if (a != NULL && read_number(a, METHOD) == METHOD_EMBEDDED)
		inner = mapi_embedded(a, &error);
	if (error != NULL)
		fprintf(stderr, "attachment: %s\n", error->message);
	if (inner != NULL)
		fputs("message", stdout);
	else
		printf("%" G_GUINT64_FORMAT, a != NULL ? read_data(a) : 0);
}

static bool
print_item(void *user, const struct pst_item *item, struct mapi_object *o, GError **error)
{
	g_autofree char *subject = read_text(o, SUBJECT);
	guint nrecipients = 0, nattachments = 0;
	g_autoptr(GError) why = NULL;

	(void)user;
	(void)error;
	fputs("item\t", stdout);
	print_path(item->folder);
	printf("\t%s\t", item->class != NULL ? item->class : "");
	print_name(subject);
	if (!mapi_count(o, MAPI_RECIPIENTS, &nrecipients, &why) ||
	    !mapi_count(o, MAPI_ATTACHMENTS, &nattachments, &why))
		fprintf(stderr, "children: node 0x%x: %s\n", item->node, why->message);
	printf("\t%u\t", nrecipients);
	for (guint i = 0; i < nattachments; i++)
		print_attachment(o, i);
	putchar('\n');
	return true;
}

static bool
print_failed(void *user, const struct pst_item *item, const GError *why, GError **error)
{
	(void)user;
	(void)error;
	fprintf(stderr, "failed: node 0x%x: %s\n", item->node, why->message);
	return true;
}

static bool
walk(struct pst_store *s)
{
	const struct pst_walker walker = {
	    .folder_begin = print_folder, .item = print_item, .failed = print_failed};
	g_autoptr(GError) error = NULL;
	struct pst_totals t;

	if (!pst_walk(s, &walker, &t, &error)) {
		fprintf(stderr, "%s\n", error->message);
		return false;
	}
	fprintf(stderr,
	    "messages %" G_GUINT64_FORMAT " items %" G_GUINT64_FORMAT " failed %" G_GUINT64_FORMAT
	    " missing %" G_GUINT64_FORMAT " orphans %" G_GUINT64_FORMAT
	    " associated %" G_GUINT64_FORMAT " lost pages %" G_GUINT64_FORMAT "\n",
	    t.messages, t.sum.items, t.sum.failed, t.sum.missing, t.sum.orphans, t.associated,
	    t.lost_pages);
	return t.sum.items + t.sum.failed - t.sum.missing == t.messages;
}

int
main(int argc, char **argv)
{
	const struct pst_report report = {.warn = warn};
	int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	struct pst_source source = {.user = &fd, .read_at = read_at};
	g_autoptr(GError) error = NULL;
	g_autoptr(pst_store) s = NULL;
	struct stat st;

	if (fd == -1 || fstat(fd, &st) != 0) {
		fputs("usage: pst_probe FILE.pst\n", stderr);
		return 2;
	}
	source.size = (guint64)st.st_size;
	s = pst_store_open(&source, &report, &error);
	if (s == NULL)
		fprintf(stderr, "%s\n", error->message);
	return s != NULL && walk(s) && fflush(stdout) == 0 ? 0 : 1;
}
