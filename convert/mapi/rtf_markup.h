/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Simple HTML for text that was written as RTF: a div for each paragraph, and inside it b, i, u, s,
 * sub, sup, a, and a span for font, size and colours. Tabs and blanks are kept, so tables are text.
 */
#ifndef CONVERT_MAPI_RTF_MARKUP_H
#define CONVERT_MAPI_RTF_MARKUP_H

#include "convert/mapi/rtf_writer.h"

struct rtf_markup;

/* Begins the HTML of body. Both are borrowed. */
struct rtf_markup *rtf_markup_new(struct rtf_body *body, const struct rtf_tables *tables);

/* Text, UTF-8. */
void rtf_markup_text(
    struct rtf_markup *m, const struct rtf_style *style, const char *text, size_t len);

void rtf_markup_line(struct rtf_markup *m, const struct rtf_style *style);
void rtf_markup_paragraph(struct rtf_markup *m, const struct rtf_style *style);

/* Ends the HTML. */
void rtf_markup_end(struct rtf_markup *m);

void rtf_markup_free(struct rtf_markup *m); /* accepts NULL */

#endif
