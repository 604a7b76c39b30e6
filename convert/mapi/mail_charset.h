/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In which codepage 8-bit text is, of which several properties say something, and not
 * always the truth.
 */
#ifndef CONVERT_MAPI_MAIL_CHARSET_H
#define CONVERT_MAPI_MAIL_CHARSET_H

#include <glib.h>

#define MAIL_CODEPAGES_MAX 5

/*
 * The first of n codepages in which all len bytes are text; unknown ones (0) are passed
 * over. Text that is UTF-8 and not only ASCII is that, unless a codepage of several bytes
 * per character comes first. If it is text in none of them, the first that is not UTF-8 or
 * ASCII; CODEPAGE_WESTERN if there is no such.
 */
guint mail_charset_choose(const char *text, size_t len, const guint codepages[], guint n);

/* The codepage that the first few KiB of an HTML document claim in a META element; 0: none. */
guint mail_charset_of_html(const char *html, size_t len);

#endif
