/* SPDX-License-Identifier: Apache-2.0 */
/* Message classes; see mail_class.h. */
#include "convert/mapi/mail_class.h"

#include <string.h>

#include "convert/mapi/mail_field.h"
#include "convert/mapi/property.h"

#define ID_CLASS 0x001a
#define ID_FLAGS 0x0e07
#define FLAG_ASSOCIATED 0x40
#define CLASS_MAX 255

/* Whether the words of prefix are the first words of class, or all of them. */
static bool
begins(const char *class, const char *prefix)
{
	size_t len = strlen(prefix);

	return g_ascii_strncasecmp(class, prefix, len) == 0 &&
	    (class[len] == '\0' || class[len] == '.');
}

static bool
contains(const char *class, const char *words)
{
	g_autofree char *lower = g_ascii_strdown(class, -1);

	return strstr(lower, words) != NULL;
}

enum mail_kind
mail_class_kind(const char *class)
{
	if (begins(class, "REPORT"))
		return KIND_REPORT;
	if (begins(class, "IPM.Microsoft.ScheduleData.FreeBusy"))
		return KIND_INTERNAL;
	if (contains(class, ".smime.multipartsigned"))
		return KIND_SIGNED;
	return contains(class, ".smime") ? KIND_SMIME : KIND_MAIL;
}

char *
mail_class_of(struct mapi_object *item)
{
	const struct property_reader r = {.object = item, .codepage = property_codepage(item, 0)};
	char *class = property_text_max(&r, ID_CLASS, 2 * CLASS_MAX);

	return class != NULL ? mail_clean(class) : g_strdup("");
}

bool
mail_class_is_internal(struct mapi_object *item)
{
	const struct property_reader r = {.object = item};
	g_autofree char *class = mail_class_of(item);
	gint32 flags;

	return mail_class_kind(class) == KIND_INTERNAL ||
	    (property_int32(&r, ID_FLAGS, &flags) && (flags & FLAG_ASSOCIATED) != 0);
}
