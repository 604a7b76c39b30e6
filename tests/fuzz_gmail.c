/* SPDX-License-Identifier: Apache-2.0 */
/* Gmail's labels from any bytes: lists keep their limits, and a label that is quoted comes back alone. */
#include <stdint.h>
#include <string.h>

#include "convert/gmail.h"
#include "convert/gmail_labels.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The labels, quoted and with commas between them, are the same labels again. */
static void
check_again(const GPtrArray *labels)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GPtrArray) again = NULL;

	for (guint i = 0; i < labels->len; i++) {
		if (strpbrk(labels->pdata[i], "\"\\") != NULL)
			return;
		g_string_append_printf(text, "\"%s\",", (const char *)labels->pdata[i]);
	}
	again = gmail_labels_split(text->str);
	g_assert_cmpuint(again->len, ==, labels->len);
	for (guint i = 0; i < labels->len; i++)
		g_assert_cmpstr(again->pdata[i], ==, labels->pdata[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = gmail_labels_decode(data, size);
	g_autoptr(GPtrArray) labels = gmail_labels_split(text);
	struct message m = {0};
	g_auto(GStrv) names = gmail_apply(&m, labels);

	g_assert(labels->len <= GMAIL_LABELS_MAX && m.has_flags && names[0] != NULL);
	for (char **name = names; *name != NULL; name++)
		g_assert(**name != '\0' && g_utf8_validate(*name, -1, NULL));
	for (guint i = 0; i < labels->len; i++) {
		const char *label = labels->pdata[i];

		g_assert(*label != '\0' && strlen(label) <= GMAIL_LABEL_MAX);
		g_assert(g_utf8_validate(label, -1, NULL));
	}
	check_again(labels);
	message_clear(&m);
	return 0;
}
