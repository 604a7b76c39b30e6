/* SPDX-License-Identifier: Apache-2.0 */
/* How a piece of RTF text looks and in which codepage it is. Everything 0 is the default. */
#ifndef CONVERT_MAPI_RTF_STYLE_H
#define CONVERT_MAPI_RTF_STYLE_H

#include <glib.h>
#include <stdbool.h>

enum rtf_align {
	RTF_LEFT,
	RTF_CENTRE,
	RTF_RIGHT,
	RTF_JUSTIFIED,
};

struct rtf_style {
	guint codepage;
	/* Of characters. */
	bool bold, italic, underline, strike, hidden;
	gint8 script;   /* -1 below, 1 above the line */
	gint32 font;    /* number in the font table */
	guint16 size;   /* half points; 0: not said */
	guint16 colour; /* index in the colour table; 0: automatic */
	guint16 back;   /* the same, of the background */
	guint link;     /* index of the link it is part of, plus 1; 0: none */
	/* Of the paragraph. */
	enum rtf_align align;
	gint16 indent; /* twentieths of a point */
};

#endif
