/* SPDX-License-Identifier: Apache-2.0 */
/* Items for the cases, built in few words. Property ids are those of [MS-OXPROPS]. */
#ifndef TESTS_PST_BUILD_H
#define TESTS_PST_BUILD_H

#include "convert/mapi/object_testing.h"

/* The last bytes of property sets that are {00062xxx-0000-0000-C000-000000000046}. */
enum build_set {
	SET_APPOINTMENT = 0x2002,
	SET_TASK = 0x2003,
	SET_ADDRESS = 0x2004,
	SET_COMMON = 0x2008,
	SET_LOG = 0x200a,
	SET_NOTE = 0x200e,
};

enum build_recipient {
	BUILD_TO = 1,
	BUILD_CC = 2,
	BUILD_BCC = 3,
};

/* A message from Ann to Bob with this subject; its recipients and all are the caller's to add to. */
struct testing_object *build_mail(const char *subject);

/* An item of a class, without people. */
struct testing_object *build_item(const char *class, const char *subject);

struct testing_object *build_recipient(
    struct testing_object *m, enum build_recipient kind, const char *name, const char *address);

/* One whose address is of Exchange. smtp: PidTagSmtpAddress, or NULL */
struct testing_object *build_x500(
    struct testing_object *m, enum build_recipient kind, const char *name, const char *smtp);

void build_body(struct testing_object *m, const char *text);

/* PidTagHtml as bytes in this codepage, which is declared. */
void build_html(struct testing_object *m, const char *bytes, guint32 codepage);

/* An attachment by value, with a name and maybe a MIME type. */
struct testing_object *build_attachment(
    struct testing_object *m, const char *name, const char *type, const void *data, gsize len);

/* The same with len bytes that look random and are always the same. */
struct testing_object *build_noise(struct testing_object *m, const char *name, gsize len);

/* A message as an attachment: it, to be filled. */
struct testing_object *build_embedded(struct testing_object *m, const char *subject);

/* Ids of named properties: by number in one of the sets above, or by name among the public ones. */
guint16 build_named(struct testing_object *o, enum build_set set, guint32 number);
guint16 build_public(struct testing_object *o, const char *name);

#endif
