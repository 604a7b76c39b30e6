/* SPDX-License-Identifier: Apache-2.0 */
/* The table of formats from which mail is derived; see derive.h. */
#include "convert/derive.h"

#include <string.h>

static const struct derive_ops *const formats[] = {
    &pst_derive,
    &msg_derive,
    NULL,
};

const struct derive_ops *const *derive_formats = formats;

const struct derive_ops *
derive_probe(const unsigned char *head, size_t len, const char *name)
{
	const struct derive_ops *best = NULL;
	int most = 0;

	for (size_t i = 0; derive_formats[i] != NULL; i++) {
		int claim = derive_formats[i]->probe(head, len, name);

		if (claim > most) {
			most = claim;
			best = derive_formats[i];
		}
	}
	return best;
}

const struct derive_ops *
derive_find(const char *name)
{
	for (size_t i = 0; derive_formats[i] != NULL; i++)
		if (strcmp(derive_formats[i]->name, name) == 0)
			return derive_formats[i];
	return NULL;
}

guint
derive_number(const struct derive_ops *ops)
{
	guint n = 0;

	while (derive_formats[n] != ops)
		n++;
	return n;
}
