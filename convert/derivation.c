/* SPDX-License-Identifier: Apache-2.0 */
/* What a message was derived from; see derivation.h. */
#include "convert/derivation.h"

struct derivation *
derivation_copy(const struct derivation *d)
{
	struct derivation *copy;

	if (d == NULL)
		return NULL;
	copy = g_new0(struct derivation, 1);
	*copy = *d;
	copy->converter = g_strdup(d->converter);
	copy->version = g_strdup(d->version);
	copy->libraries = g_strdup(d->libraries);
	return copy;
}

void
derivation_free(struct derivation *d)
{
	if (d == NULL)
		return;
	g_free(d->converter);
	g_free(d->version);
	g_free(d->libraries);
	g_free(d);
}

bool
derivation_same_converter(const struct derivation *a, const struct derivation *b)
{
	return g_strcmp0(a->converter, b->converter) == 0 &&
	    g_strcmp0(a->version, b->version) == 0 && g_strcmp0(a->libraries, b->libraries) == 0;
}
