/* SPDX-License-Identifier: Apache-2.0 */
/* Pouches that lie in their manifests, though all is signed and sealed well, are found out. */
#include "tests/pouch_model_file.h"
#include "tests/recorder.h"

/* A lie, and what is said of it. */
struct lie {
	const char *name;
	void (*tell)(struct model *m);
	const char *says;
};

static void
other_digest(struct model *m)
{
	model_message(m, 1)->digest.blake2b[5] ^= 1;
}

static void
other_canonical(struct model *m)
{
	model_message(m, 1)->has_canonical = !model_message(m, 1)->has_canonical;
}

static void
other_whole(struct model *m)
{
	model_message(m, 2)->digest.xxh3[5] ^= 1;
}

static void
other_file_digest(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->digest.blake2b[0] ^= 1;
}

static void
other_whole_file_digest(struct model *m)
{
	model_record(m, MODEL_EML_DONE)->digest.blake2b[0] ^= 1;
}

static void
beyond_file(struct model *m)
{
	model_message(m, 1)->message.len += 1000;
}

static void
huge_message(struct model *m)
{
	model_message(m, 1)->message.len = G_MAXINT64;
}

static void
huge_offset(struct model *m)
{
	model_message(m, 1)->message.at = G_MAXINT64;
	model_message(m, 1)->payload = G_MAXINT64;
}

static void
other_place(struct model *m)
{
	model_message(m, 1)->payload++;
}

static void
overlapping(struct model *m)
{
	model_message(m, 1)->message.at = model_message(m, 0)->message.at + 1;
	model_message(m, 1)->payload = model_message(m, 0)->payload + 1;
}

static void
skipping_ids(struct model *m)
{
	model_message(m, 1)->message.id = 5;
}

static void
no_such_file(struct model *m)
{
	model_message(m, 2)->file = 77;
}

static void
no_such_folder(struct model *m)
{
	model_message(m, 0)->folder = 2;
}

static void
folder_zero(struct model *m)
{
	model_message(m, 0)->folder = 0;
}

static void
folder_without_names(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_FOLDER)->names, g_strfreev);
}

static void
folder_not_text(struct model *m)
{
	g_free(model_record(m, MODEL_FOLDER)->names[0]);
	model_record(m, MODEL_FOLDER)->names[0] = g_strdup("\xff");
}

static void
folder_number(struct model *m)
{
	model_record(m, MODEL_FOLDER)->number = 2;
}

static void
folder_late(struct model *m)
{
	struct tree_record folder = *model_record(m, MODEL_FOLDER);

	memset(model_record(m, MODEL_FOLDER), 0, sizeof(folder));
	g_array_remove_index(m->tree, MODEL_FOLDER);
	g_array_append_val(m->tree, folder);
}

static void
path_missing(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_TEXT)->path, g_free);
}

static void
other_mode(struct model *m)
{
	model_record(m, MODEL_TEXT)->mode = 04755;
}

static void
other_size(struct model *m)
{
	model_record(m, MODEL_TEXT)->size = G_MAXINT64;
}

static void
other_at(struct model *m)
{
	model_record(m, MODEL_TEXT)->at = 512;
}

static void
other_data(struct model *m)
{
	model_record(m, MODEL_TEXT)->data++;
}

static void
other_number(struct model *m)
{
	model_record(m, MODEL_TEXT)->number = 4;
}

static void
read_less(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->read = 4;
}

static void
read_more(struct model *m)
{
	model_record(m, MODEL_TEXT_DONE)->read = 6;
}

static void
done_twice(struct model *m)
{
	struct tree_record done = *model_record(m, MODEL_TEXT_DONE);

	done.role = g_strdup("other");
	g_array_append_val(m->tree, done);
}

static void
never_done(struct model *m)
{
	g_array_remove_index(m->tree, MODEL_TEXT_DONE);
}

static void
no_role(struct model *m)
{
	g_clear_pointer(&model_record(m, MODEL_TEXT_DONE)->role, g_free);
}

static void
more_messages(struct model *m)
{
	model_record(m, MODEL_MBOX_DONE)->nmessages = 3;
}

static void
other_first(struct model *m)
{
	model_record(m, MODEL_EML_DONE)->first = 2;
}

static void
other_file_count(struct model *m)
{
	m->totals.files = 4;
}

static void
other_message_count(struct model *m)
{
	m->totals.messages = 2;
}

static void
other_loss_count(struct model *m)
{
	m->totals.losses = 1;
}

static void
other_root(struct model *m)
{
	m->wrong_root = true;
}

static void
payload_longer(struct model *m)
{
	static const unsigned char zeros[512];

	model_bytes(m, zeros, sizeof(zeros));
}

static void
payload_shorter(struct model *m)
{
	m->cut = 512;
}

static void
payload_other_end(struct model *m)
{
	static const unsigned char ones[PAX_END] = {1};

	model_bytes(m, ones, sizeof(ones));
	m->cut = PAX_END;
}

static void
half_missing(struct model *m)
{
	m->halves_differ = true;
}

static const struct lie lies[] = {
    {"digest", other_digest, "message 2 is not"},
    {"canonical digest", other_canonical, "message 2 is not"},
    {"digest of a whole file", other_whole, "message 3 is not"},
    {"digest of a file", other_file_digest, "a file is not"},
    {"digest of a file that is a message", other_whole_file_digest, "a file is not"},
    {"beyond its file", beyond_file, "not within its file"},
    {"huge", huge_message, "not within its file"},
    {"huge offset", huge_offset, "not within its file"},
    {"other place", other_place, "not within its file"},
    {"overlapping", overlapping, "not within its file"},
    {"skipping ids", skipping_ids, "not numbered one by one"},
    {"no such file", no_such_file, "other messages"},
    {"no such folder", no_such_folder, "a folder that"},
    {"folder zero", folder_zero, "a folder that"},
    {"folder without names", folder_without_names, "a folder has no names"},
    {"folder that is not text", folder_not_text, "a folder has no names"},
    {"folder number", folder_number, "another number"},
    {"late folder", folder_late, "a folder that"},
    {"no path", path_missing, "leads outside"},
    {"other mode", other_mode, "tar header"},
    {"other size", other_size, "tar header"},
    {"other place of an entry", other_at, "not at its place"},
    {"other place of a file", other_data, "not at its place"},
    {"other number", other_number, "not at its place"},
    {"read less", read_less, "tar header or its padding"},
    {"read more", read_more, "another end"},
    {"done twice", done_twice, "another end"},
    {"never done", never_done, "left over"},
    {"no role", no_role, "another end"},
    {"more messages", more_messages, "other messages"},
    {"other first message", other_first, "other messages"},
    {"files", other_file_count, "other files or messages"},
    {"messages", other_message_count, "other files or messages"},
    {"losses", other_loss_count, "other exceptions"},
    {"message root", other_root, "message root"},
    {"longer payload", payload_longer, "goes on behind its end"},
    {"shorter payload", payload_shorter, "ends before"},
    {"other end", payload_other_end, "padding"},
    {"halves", half_missing, "same records"},
};

/* Paths for the text, and what is said of them. */
static const struct {
	const char *name, *path, *says;
} paths[] = {
    {"the truth", "data/box/c", NULL},
    {"path upwards", "data/../c", "leads outside"},
    {"absolute path", "/etc/passwd", "leads outside"},
    {"path of the root", "data", "not in order"},
    {"empty name", "data/box//c", "leads outside"},
    {"path twice", "data/box/b", "not in order"},
    {"below a file", "data/box/b/c", "not in order"},
    {"in no directory", "data/other/c", "not in order"},
    {"other name", "data/box/d", "tar header"},
};

/* Scans what m is, and clears it. says: what is wrong with it, or NULL. */
static void
check_model(struct model *m, const char *name, const char *says)
{
	g_autoptr(GError) error = NULL;
	struct recorder r;
	bool ok;

	recorder_init(&r);
	ok = model_scan(m, &r.visitor, &error);
	if (ok != (says == NULL))
		fail_msg("%s: %s", name, ok ? "believed" : error->message);
	if (!ok && err_kind(error) != ERR_ALTERED)
		fail_msg("%s: of another kind: %s", name, error->message);
	if (!ok && strstr(error->message, says) == NULL)
		fail_msg("%s: says %s", name, error->message);
	model_clear(m);
	recorder_clear(&r);
}

/* What does not open, or holds nonsense, was signed so: it is altered, not damaged or unknown. */
static void
test_spoiled(void **state)
{
	(void)state;
	for (int spoil = SPOIL_GARBAGE; spoil <= SPOIL_CRITICAL; spoil++) {
		for (int kind = 0; kind < PACKED_NKINDS; kind++) {
			enum err_kind wanted = ERR_ALTERED;
			g_autoptr(GError) error = NULL;
			struct recorder r;
			struct model m;

			if (spoil == SPOIL_CRITICAL && kind == PACKED_SEGMENT)
				continue;
			if (spoil == SPOIL_CRITICAL)
				wanted = ERR_UNSUPPORTED;
			recorder_init(&r);
			model_init(&m);
			m.spoil = (enum model_spoil)spoil;
			m.spoiled = (enum packed_kind)kind;
			if (model_scan(&m, &r.visitor, &error) || err_kind(error) != wanted)
				fail_msg("spoil %d of kind %d: %s", spoil, kind,
				    error != NULL ? error->message : "believed");
			if (strstr(error->message, "p.pouch: ") == NULL ||
			    strstr(strstr(error->message, "p.pouch: ") + 1, "p.pouch: ") != NULL)
				fail_msg("names not the file once: %s", error->message);
			model_clear(&m);
			recorder_clear(&r);
		}
	}
}

static void
test_lies(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(lies); i++) {
		struct model m;

		model_init(&m);
		lies[i].tell(&m);
		check_model(&m, lies[i].name, lies[i].says);
	}
}

static void
test_paths(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		struct model m;

		model_init(&m);
		g_free(model_record(&m, MODEL_TEXT)->path);
		model_record(&m, MODEL_TEXT)->path = g_strdup(paths[i].path);
		check_model(&m, paths[i].name, paths[i].says);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lies),
	    cmocka_unit_test(test_spoiled),
	    cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, set_up_keys, tear_down_keys);
}
