/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict for people; see report.h. */
#include "verify/report.h"

#include <string.h>

#include "crypto/hex.h"

static char *
escape(const char *s)
{
	return finding_escape(s, strlen(s));
}

static void
print_archive(FILE *out, const struct verdict *v)
{
	const struct volume_result *newest = verdict_newest(v);
	g_autofree char *messages = NULL, *files = NULL, *losses = NULL, *notes = NULL;
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	if (newest == NULL)
		return;
	messages = finding_count(newest->seal.messages, "message", "messages");
	files = finding_count(newest->seal.files, "file", "files");
	losses = finding_count(newest->seal.losses, "loss", "losses");
	notes = finding_count(newest->seal.notes, "note", "notes");
	hex_encode(hex, newest->archive, ARCHIVE_ID_SIZE);
	fprintf(out, "Pouch %s, sealed %s as its sealer says\n", hex, newest->seal.time);
	fprintf(out, "  declares %s in %s, %s and %s\n", messages, files, losses, notes);
}

static void
print_signers(FILE *out, const struct verdict *v, const struct volume_result *r)
{
	for (guint i = 0; i < r->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&r->signers[i]);
		const struct vouched_signer *s = origin_find(v->vouching, &r->signers[i]);
		g_autofree char *name = s != NULL ? escape(s->name) : NULL;
		fprintf(out, "  signed by %s (%s)\n", key, name != NULL ? name : "not known");
	}
	if (r->nsigners == 0)
		fprintf(out, "  no signature could be relied on\n");
}

static void
print_volume(FILE *out, const struct verdict *v, const struct volume_result *r)
{
	g_autofree char *name = r->name != NULL ? escape(r->name) : g_strdup("-");

	fprintf(out, "%s: volume %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " bytes\n", name,
	    r->volume, r->size);
	fprintf(out,
	    "  blocks of 64 KiB: %" G_GUINT64_FORMAT " good, %" G_GUINT64_FORMAT
	    " damaged, %" G_GUINT64_FORMAT " not provable; %" G_GUINT64_FORMAT
	    " bytes bound by the signature\n",
	    r->good, r->damaged, r->unproven, r->covered);
	if (!r->has_seal && r->checkpoints > 0)
		fprintf(out,
		    "  authentic up to byte %" G_GUINT64_FORMAT ", by its last checkpoint\n",
		    r->proven_to);
	print_signers(out, v, r);
}

static void
print_finding(FILE *out, const struct finding *f)
{
	const struct finding_kind *k = finding_kind(f->code);

	fprintf(out, "%s %s: %s", k->number, finding_class_name(k->class), k->text);
	if (f->volume > 0)
		fprintf(out, ", volume %" G_GUINT64_FORMAT, f->volume);
	if (f->offset != FINDING_NOWHERE)
		fprintf(out, ", byte %" G_GUINT64_FORMAT, f->offset);
	if (f->offset != FINDING_NOWHERE && f->length > 1)
		fprintf(out, " to %" G_GUINT64_FORMAT, f->offset + f->length - 1);
	if (f->text != NULL)
		fprintf(out, ": %s", f->text);
	fputc('\n', out);
}

static void
print_findings(FILE *out, const struct findings *f)
{
	for (guint i = 0; i < f->kept->len; i++)
		print_finding(out, &g_array_index(f->kept, struct finding, i));
	if (f->total > f->kept->len)
		fprintf(out, "and %" G_GUINT64_FORMAT " findings more\n", f->total - f->kept->len);
}

static void
print_about(FILE *out, const struct report_about *about)
{
	fprintf(out, "Checked with %s", about->tool);
	if (about->started != NULL && about->ended != NULL)
		fprintf(out, ", %s to %s", about->started, about->ended);
	fputc('\n', out);
	if (about->libraries != NULL)
		fprintf(out, "  libraries: %s\n", about->libraries);
	if (about->sandbox != NULL)
		fprintf(out, "  protection: %s\n", about->sandbox);
}

void
report_text(FILE *out, const struct verdict *v, const struct report_about *about)
{
	g_autofree char *sentence = verdict_sentence(v);

	print_archive(out, v);
	for (guint i = 0; i < v->volumes->len; i++)
		print_volume(out, v, &g_array_index(v->volumes, struct volume_result, i));
	print_findings(out, &v->findings);
	for (guint i = 0; i < v->unchecked->len; i++)
		fprintf(out, "Not checked: %s\n", (const char *)v->unchecked->pdata[i]);
	print_about(out, about);
	fprintf(out, "Contents: %s\n", verdict_name(verdict_of_contents(v)));
	fprintf(out, "Origin: %s\n", v->origin.state == ORIGIN_OK ? "ok" : "not established");
	fprintf(out, "Level: V%d\n%s\n", (int)v->level, sentence);
}
