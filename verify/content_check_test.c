/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of content_check.c: what was signed and is nonsense, as a reader and as an auditor. */
#include "verify/content_check.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/pouch_model_file.h"
#include "tests/scratch.h"

static struct vouching nobody;

/* Checks the model with a key. Returns whether that worked; v: the caller clears it. */
static bool
check(const struct model *m, struct age_identity *id, struct verdict *v, GError **error)
{
	char *dir = scratch_new();
	g_autofree char *path = scratch_path(dir, "p.pouch");
	const char *const paths[] = {path, NULL};
	struct content_options o = {0};
	struct pouch *p;
	bool ok;

	verdict_init(v);
	v->vouching = &nobody;
	model_write(m, &keys, path);
	p = pouch_open(paths, error);
	ok = p != NULL && unlock_with(p, id, error) && content_check(v, p, &o, error);
	pouch_close(p);
	scratch_remove(dir);
	return ok;
}

static void
test_good(void **state)
{
	struct age_identity *const ids[] = {keys.reader, keys.auditor, keys.facts};

	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(ids); i++) {
		g_auto(verdict) v;
		struct model m;

		model_init(&m);
		assert_true(check(&m, ids[i], &v, NULL));
		assert_int_equal(v.findings.total, 0);
		assert_int_equal(v.level, i == 0 ? REACHED_CONTENTS : REACHED_MANIFESTS);
		assert_int_equal(v.messages.verified, 3);
		model_clear(&m);
	}
}

/* Nonsense that was signed is altered; only what must not be judged is an error. */
static void
test_spoiled(void **state)
{
	(void)state;
	for (int spoil = SPOIL_GARBAGE; spoil <= SPOIL_CRITICAL; spoil++) {
		for (int kind = 0; kind < PACKED_NKINDS; kind++) {
			g_autoptr(GError) error = NULL;
			g_auto(verdict) v;
			struct model m;
			bool segment = kind == PACKED_SEGMENT, ok;

			if (segment && spoil == SPOIL_CRITICAL)
				continue;
			model_init(&m);
			m.spoil = (enum model_spoil)spoil;
			m.spoiled = (enum packed_kind)kind;
			ok = check(&m, segment ? keys.reader : keys.auditor, &v, &error);
			if (ok != (spoil != SPOIL_CRITICAL))
				fail_msg("spoil %d of kind %d: %s", spoil, kind,
				    ok ? "judged" : error->message);
			if (ok)
				assert_int_equal(verdict_of_contents(&v), VERDICT_ALTERED);
			else
				assert_int_equal(err_kind(error), ERR_UNSUPPORTED);
			model_clear(&m);
		}
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_spoiled),
	};

	return cmocka_run_group_tests(tests, set_up_keys, tear_down_keys);
}
