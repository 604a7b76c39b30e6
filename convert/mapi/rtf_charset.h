/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The codepages of RTF text: of a document (\ansicpg), and of a font (\fcharset). Bytes of one
 * become UTF-8 however they are split, and characters bytes of one.
 */
#ifndef CONVERT_MAPI_RTF_CHARSET_H
#define CONVERT_MAPI_RTF_CHARSET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define RTF_CODEPAGE 1252      /* of a document that names none */
#define RTF_CODEPAGE_SYMBOL 42 /* of fonts that have signs in the places of letters */

/* The name of a codepage in mail ("windows-1252"); NULL: we do not know it. */
const char *rtf_charset_name(guint codepage);

/* The codepage of a \fcharset; 0: that of the document. */
guint rtf_charset_of_font(gint32 fcharset);

struct rtf_decoder;

struct rtf_decoder *rtf_decoder_new(void);

/*
 * Appends to `to` the UTF-8 of bytes in a codepage that has a name, or RTF_CODEPAGE_SYMBOL. The
 * beginning of a character waits for its rest; what is no character becomes U+FFFD.
 */
void rtf_decoder_add(
    struct rtf_decoder *d, guint codepage, const unsigned char *p, size_t len, GString *to);

/* Ends the text: a character that waits for its rest becomes U+FFFD. */
void rtf_decoder_end(struct rtf_decoder *d, GString *to);

/* Writes c in a codepage; the number of bytes, 0: it has no such character. */
size_t rtf_encode(struct rtf_decoder *d, guint codepage, gunichar c, char out[8]);

void rtf_decoder_free(struct rtf_decoder *d); /* accepts NULL */

typedef struct rtf_decoder rtf_decoder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(rtf_decoder, rtf_decoder_free)

#endif
