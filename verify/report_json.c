/* SPDX-License-Identifier: Apache-2.0 */
/* A verdict for programs; see report.h. */
#include <string.h>

#include "crypto/hex.h"
#include "verify/report.h"

#define SCHEMA 1

static json_t *
number(guint64 n)
{
	return json_integer((json_int_t)MIN(n, (guint64)G_MAXINT64));
}

static json_t *
hex(const void *bytes, gsize len)
{
	g_autofree char *digits = g_malloc(HEX_SIZE(len));

	hex_encode(digits, bytes, len);
	return json_string(digits);
}

json_t *
report_bytes(const char *bytes)
{
	g_autofree char *b64 = NULL;

	if (bytes == NULL)
		return json_null();
	if (g_utf8_validate(bytes, -1, NULL))
		return json_string(bytes);
	b64 = g_base64_encode((const unsigned char *)bytes, strlen(bytes));
	return json_pack("{s:s}", "b64", b64);
}

static json_t *
count(const struct verdict_count *c)
{
	return json_pack("{s:o, s:o}", "declared",
	    c->declared_known ? number(c->declared) : json_null(), "verified",
	    c->counted ? number(c->verified) : json_integer(0));
}

static json_t *
finding(const struct finding *f)
{
	const struct finding_kind *k = finding_kind(f->code);
	g_autofree char *text =
	    f->text == NULL ? g_strdup(k->text) : g_strdup_printf("%s: %s", k->text, f->text);

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:s}", "code", k->number, "name", k->name,
	    "severity", finding_class_name(k->class), "volume",
	    f->volume > 0 ? number(f->volume) : json_null(), "offset",
	    f->offset != FINDING_NOWHERE ? number(f->offset) : json_null(), "length",
	    number(f->length), "text", text);
}

static json_t *
all_findings(const struct findings *f)
{
	json_t *list = json_array();

	for (guint i = 0; i < f->kept->len; i++)
		json_array_append_new(list, finding(&g_array_index(f->kept, struct finding, i)));
	return list;
}

static json_t *
signers(const struct verdict *v, const struct volume_result *r)
{
	json_t *list = json_array();

	for (guint i = 0; i < r->nsigners; i++) {
		const struct vouched_signer *s = origin_find(v->vouching, &r->signers[i]);
		g_autofree char *key = minisign_public_format(&r->signers[i]);
		json_array_append_new(list,
		    json_pack("{s:s, s:o}", "key", key, "trusted_as",
			s != NULL ? report_bytes(s->name) : json_null()));
	}
	return list;
}

static json_t *
volume(const struct verdict *v, const struct volume_result *r)
{
	json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:b, s:[b, b]}", "name", report_bytes(r->name),
	    "volume", r->volume > 0 ? number(r->volume) : json_null(), "bytes", number(r->size),
	    "bytes_covered", number(r->covered), "sealed", r->sealed, "seal_copies", r->copies[0],
	    r->copies[1]);

	json_object_set_new(o, "blocks",
	    json_pack("{s:o, s:o, s:o}", "good", number(r->good), "damaged", number(r->damaged),
		"unproven", number(r->unproven)));
	json_object_set_new(o, "stripes", number(r->stripes));
	json_object_set_new(o, "checkpoints", number(r->checkpoints));
	json_object_set_new(o, "proven_to", number(r->proven_to));
	json_object_set_new(o, "signers", signers(v, r));
	if (r->has_digest)
		json_object_set_new(o, "blake2b_512", hex(r->digest, sizeof(r->digest)));
	return o;
}

static json_t *
all_volumes(const struct verdict *v)
{
	json_t *list = json_array();

	for (guint i = 0; i < v->volumes->len; i++)
		json_array_append_new(
		    list, volume(v, &g_array_index(v->volumes, struct volume_result, i)));
	return list;
}

static void
add_seal(json_t *o, const struct volume_result *newest)
{
	if (newest == NULL)
		return;
	json_object_set_new(o, "archive", hex(newest->archive, ARCHIVE_ID_SIZE));
	json_object_set_new(o, "root", hex(newest->seal.root, HASH_SIZE));
	json_object_set_new(o, "message_root", hex(newest->seal.message_root, HASH_SIZE));
	json_object_set_new(o, "sealed_as_claimed", json_string(newest->seal.time));
	json_object_set_new(o, "losses", number(newest->seal.losses));
	json_object_set_new(o, "notes", number(newest->seal.notes));
}

static void
add_origin(json_t *o, const struct verdict *v)
{
	static const char *const states[] = {[ORIGIN_OK] = "ok",
	    [ORIGIN_UNKNOWN] = "unknown",
	    [ORIGIN_CONTRADICTED] = "contradicted"};

	json_object_set_new(o, "origin",
	    json_pack("{s:s, s:o, s:s}", "verdict", states[v->origin.state], "signer",
		v->origin.signer != NULL ? report_bytes(v->origin.signer->name) : json_null(),
		"receipt",
		v->vouching->receipt == NULL ? "not given"
		    : v->origin.by_receipt   ? "matches"
					     : "does not match"));
}

static void
add_about(json_t *o, const struct verdict *v, const struct report_about *about)
{
	json_t *unchecked = json_array();

	for (guint i = 0; i < v->unchecked->len; i++)
		json_array_append_new(unchecked, json_string(v->unchecked->pdata[i]));
	json_object_set_new(o, "not_checked", unchecked);
	json_object_set_new(o, "tool", json_string(about->tool));
	json_object_set_new(o, "libraries", report_bytes(about->libraries));
	json_object_set_new(o, "sandbox", report_bytes(about->sandbox));
	json_object_set_new(o, "started", report_bytes(about->started));
	json_object_set_new(o, "ended", report_bytes(about->ended));
}

json_t *
report_json(const struct verdict *v, const struct report_about *about)
{
	g_autofree char *sentence = verdict_sentence(v);
	json_t *o = json_pack("{s:i, s:s, s:s, s:i, s:o, s:o, s:o, s:o}", "schema", SCHEMA,
	    "verdict", verdict_name(verdict_of_all(v)), "contents",
	    verdict_name(verdict_of_contents(v)), "level", (int)v->level, "messages",
	    count(&v->messages), "files", count(&v->files), "findings", all_findings(&v->findings),
	    "findings_total", number(v->findings.total));

	add_origin(o, v);
	add_seal(o, verdict_newest(v));
	json_object_set_new(o, "volumes_present", number(v->set.present));
	json_object_set_new(
	    o, "volumes_expected", v->set.last_known ? number(v->set.expected) : json_null());
	json_object_set_new(o, "volumes", all_volumes(v));
	json_object_set_new(o, "exit_status", json_integer(verdict_status(v)));
	json_object_set_new(o, "sentence", json_string(sentence));
	add_about(o, v, about);
	return o;
}
