/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a message: the bytes on their way to the caller, in pieces of a bounded size, and the
 * content transfer encodings of RFC 2045. Lines end in CRLF.
 */
#ifndef CONVERT_MAPI_MAIL_WRITER_H
#define CONVERT_MAPI_MAIL_WRITER_H

#include "convert/exception.h"
#include "convert/mapi/object.h"

/*
 * What all boundaries begin with. No line in quoted-printable or base64 begins "--=_", and
 * text whose lines do so is written in one of them.
 */
#define MAIL_BOUNDARY "=_mailpouch_"

#define MAIL_FIRST 4096 /* bytes that are read of a content before its part is begun */

/* Where a message goes. */
struct mail_output {
	void *user;
	/* The next bytes; false with *error set ends the building. */
	bool (*write)(void *user, const void *buf, size_t len, GError **error);
	/*
	 * Something that did not go the normal way: severity, rule and reason are filled
	 * in. May be NULL.
	 */
	void (*report)(void *user, const struct exception *x);
};

struct mail_writer {
	const struct mail_output *out;
	GString *buffer;
	char last; /* the last byte that was written */
};

void mail_writer_init(struct mail_writer *w, const struct mail_output *out);
void mail_writer_clear(struct mail_writer *w);

/* Each fails as out->write does. */
MUST_USE bool mail_write(struct mail_writer *w, const char *data, size_t len, GError **error);
MUST_USE bool mail_write_text(struct mail_writer *w, const char *text, GError **error);
MUST_USE bool mail_writer_flush(struct mail_writer *w, GError **error);

enum mail_encoding {
	ENCODING_7BIT,
	ENCODING_QUOTED_PRINTABLE,
	ENCODING_BASE64,
};

const char *mail_encoding_name(enum mail_encoding e);

/*
 * How len bytes of text are written: as they are if they are ASCII in lines of at most
 * MAIL_LINE_MAX bytes that end in CRLF, and no line begins as our boundaries do; otherwise
 * in the shorter of the other two. Both bring every byte back.
 */
enum mail_encoding mail_encoding_for(const char *text, size_t len);

/* Writes them so. Nothing is added to 7-bit text; the others end a line that they began. */
MUST_USE bool mail_write_encoded(
    struct mail_writer *w, enum mail_encoding e, const char *text, size_t len, GError **error);

/*
 * Writes the rest of s in base64, and first the len bytes, at most MAIL_FIRST, that were
 * read before. *whole is set to false, and *why to a reason that the caller frees, if s
 * could not be read to its end; what came is written. Fails only as mail_write.
 */
MUST_USE bool mail_write_stream(struct mail_writer *w, const char *before, size_t len,
    struct mapi_stream *s, bool *whole, char **why, GError **error);

/* The same as they are, without an encoding. */
MUST_USE bool mail_write_raw(struct mail_writer *w, const char *before, size_t len,
    struct mapi_stream *s, bool *whole, char **why, GError **error);

/* Tells of something. The reason is made as by printf, from text that is safe to print. */
void mail_report(const struct mail_writer *w, enum severity severity, const char *rule,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
