/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the header of an RTF document declares: its fonts and colours, and the links that its fields
 * make. Their numbers are bounded; what is too much is as if it were not declared.
 */
#ifndef CONVERT_MAPI_RTF_TABLES_H
#define CONVERT_MAPI_RTF_TABLES_H

#include "convert/mapi/rtf_token.h"

#define RTF_FONTS_MAX 4096
#define RTF_FONT_NAME_MAX 63 /* bytes of a name that are kept */
#define RTF_COLOURS_MAX 4096
#define RTF_LINKS_MAX 65536
#define RTF_LINK_MAX 2048 /* bytes of an address; longer ones are no links */

struct rtf_font {
	guint codepage; /* 0: that of the document; RTF_CODEPAGE_SYMBOL */
	char name[RTF_FONT_NAME_MAX + 1];
};

struct rtf_tables;

struct rtf_tables *rtf_tables_new(void);

/* A token, not OPEN or CLOSE, in the font table ({\fonttbl ...}). */
void rtf_tables_font(struct rtf_tables *t, const struct rtf_token *token);

/* The same in the colour table ({\colortbl ...}). */
void rtf_tables_colour(struct rtf_tables *t, const struct rtf_token *token);

/* A field's instruction, from its beginning: its link's index plus 1, 0: it is none. */
guint rtf_tables_link(struct rtf_tables *t, const char *instruction);

/* The font with this number, borrowed; NULL: it is not declared. */
const struct rtf_font *rtf_tables_font_at(const struct rtf_tables *t, gint32 number);

/* The colour as 0xrrggbb; -1: automatic, or not declared. */
gint32 rtf_tables_colour_at(const struct rtf_tables *t, guint index);

/* The address of a link from its index plus 1, borrowed: printable ASCII or UTF-8. */
const char *rtf_tables_link_at(const struct rtf_tables *t, guint link);

void rtf_tables_free(struct rtf_tables *t); /* accepts NULL */

typedef struct rtf_tables rtf_tables;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rtf_tables, rtf_tables_free)

#endif
