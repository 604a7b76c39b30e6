/* SPDX-License-Identifier: Apache-2.0 */
/*
 * usage: make_pst                  lists the cases
 *        make_pst CASE FILE.pst    makes one, and prints what it holds (tests/pst/store.h)
 */
#include <stdio.h>

#include "tests/pst/cases.h"

static const struct pst_case *const tables[] = {
    cases_mail, cases_attachments, cases_pim, cases_shape};

static int
list_cases(void)
{
	for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
		for (const struct pst_case *c = tables[t]; c->name != NULL; c++)
			printf("%s\t%s\n", c->name, c->holds);
	return 0;
}

static const struct pst_case *
find_case(const char *name)
{
	for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
		for (const struct pst_case *c = tables[t]; c->name != NULL; c++)
			if (g_str_equal(c->name, name))
				return c;
	return NULL;
}

static int
make_case(const struct pst_case *c, const char *path)
{
	struct store *s = store_new(c->crypt);
	const GByteArray *bytes;
	bool ok;

	c->fill(s);
	bytes = store_finish(s);
	ok = g_file_set_contents(path, (const char *)bytes->data, (gssize)bytes->len, NULL);
	fputs(store_listing(s), stdout);
	store_free(s);
	return ok && fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	const struct pst_case *c = argc == 3 ? find_case(argv[1]) : NULL;

	if (argc == 1)
		return list_cases();
	if (c == NULL) {
		fputs("usage: make_pst [CASE FILE.pst]\n", stderr);
		return 2;
	}
	return make_case(c, argv[2]);
}
