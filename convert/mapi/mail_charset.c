/* SPDX-License-Identifier: Apache-2.0 */
/* In which codepage 8-bit text is; see mail_charset.h. */
#include "convert/mapi/mail_charset.h"

#include <stdbool.h>
#include <string.h>

#include "convert/mapi/codepage.h"

#define META_WITHIN 4096 /* bytes in which a META element is looked for */

static bool
has_8bit(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] >= 0x80)
			return true;
	return false;
}

/* Whether a character may take several bytes in it. */
static bool
is_multibyte(guint codepage)
{
	static const guint multibyte[] = {
	    932, 936, 949, 950, 1361, 20932, 20936, 20949, 51932, 51936, 51949, 54936};

	for (guint i = 0; i < G_N_ELEMENTS(multibyte); i++)
		if (multibyte[i] == codepage)
			return true;
	return false;
}

static bool
is_text(guint codepage, const char *text, size_t len)
{
	guint64 nbad = 0;

	g_string_free(codepage_to_utf8(codepage, text, len, &nbad), TRUE);
	return nbad == 0;
}

/* Whether the codepage can be that of 8-bit text at all. */
static bool
is_candidate(guint codepage, bool eight)
{
	return codepage != 0 && codepage_charset(codepage) != NULL &&
	    codepage_is_ascii_based(codepage) && !(eight && codepage == CODEPAGE_ASCII);
}

guint
mail_charset_choose(const char *text, size_t len, const guint codepages[], guint n)
{
	bool eight = has_8bit(text, len);
	bool utf8 = eight && is_text(CODEPAGE_UTF8, text, len);

	for (guint i = 0; i < n; i++) {
		if (!is_candidate(codepages[i], eight))
			continue;
		if (utf8 && !is_multibyte(codepages[i]))
			return CODEPAGE_UTF8;
		if (is_text(codepages[i], text, len))
			return codepages[i];
	}
	if (utf8)
		return CODEPAGE_UTF8;
	for (guint i = 0; i < n; i++)
		if (is_candidate(codepages[i], eight) && codepages[i] != CODEPAGE_UTF8)
			return codepages[i];
	return CODEPAGE_WESTERN;
}

guint
mail_charset_of_html(const char *html, size_t len)
{
	g_autofree char *head = g_ascii_strdown(html, (gssize)MIN(len, META_WITHIN));
	const char *meta = head;

	while ((meta = strstr(meta, "<meta")) != NULL) {
		const char *end = strchr(meta, '>');
		const char *found = strstr(meta, "charset=");

		if (found != NULL && (end == NULL || found < end)) {
			found += strlen("charset=");
			found += strspn(found, "\"' ");
			return codepage_of_charset(found, strcspn(found, "\"' ;/>\r\n\t"));
		}
		meta++;
	}
	return 0;
}
