/* SPDX-License-Identifier: Apache-2.0 */
/* What remains of HTML for a reader of plain text: its words and its line breaks. */
#ifndef CONVERT_HTML_TEXT_H
#define CONVERT_HTML_TEXT_H

#include <glib.h>

/* Appends the text of html, which is UTF-8 or close to it, to out. */
void html_text_append(GString *out, const char *html);

#endif
