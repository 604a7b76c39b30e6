/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of vcard.c and what is below it (C5): contacts and lists in memory as vCards. */
#include "convert/mapi/vcard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "convert/mapi/pim_testing.h"
#include "convert/mapi/vcard_line.h"

static GString *notes_text;

/* The vCard of an item, unfolded, each line ending in \n. */
static char *
build(struct testing_object *o, const char *text)
{
	g_autoptr(GString) vcf = g_string_new(NULL);
	const struct pim_notes notes = {.note = testing_on_note, .user = notes_text};
	g_auto(GStrv) lines = NULL;

	g_string_truncate(notes_text, 0);
	assert_true(vcard_build(&o->base, text, &notes, vcf, NULL));
	assert_true(g_utf8_validate(vcf->str, (gssize)vcf->len, NULL));
	lines = g_strsplit(vcf->str, "\r\n", -1);
	for (char **l = lines; *l != NULL; l++) {
		assert_true(strlen(*l) <= 75);
		assert_null(strchr(*l, '\n'));
	}
	(void)g_string_replace(vcf, "\r\n ", "", 0);
	(void)g_string_replace(vcf, "\r\n", "\n", 0);
	return g_strdup(vcf->str);
}

static void
expect(const char *name, const char *vcf, const char *const *lines)
{
	for (; *lines != NULL; lines++) {
		bool absent = **lines == '!';
		g_autofree char *line =
		    g_strconcat("\n", *lines + absent, absent ? "" : "\n", NULL);

		if ((strstr(vcf, line) != NULL) == absent)
			fail_msg("%s: %s\n%s\n%s", name, *lines, vcf, notes_text->str);
	}
}

static struct testing_object *
new_item(const char *class)
{
	struct testing_object *o = testing_object_new();

	testing_string(o, PID_MESSAGE_CLASS, class);
	testing_time(o, PID_LAST_MODIFICATION_TIME, TESTING_MONDAY);
	return o;
}

static void
test_contact(void **state)
{
	static const struct {
		enum pim_key key;
		const char *text, *line;
	} cases[] = {
	    {PID_DISPLAY_NAME, "M\xc3\xbcller; Eva", "FN:M\xc3\xbcller\\; Eva"},
	    {PID_SURNAME, "M\xc3\xbcller", "N:M\xc3\xbcller;Eva;B.;Dr.;Jr."},
	    {PID_GIVEN_NAME, "Eva", NULL},
	    {PID_MIDDLE_NAME, "B.", NULL},
	    {PID_NAME_PREFIX, "Dr.", NULL},
	    {PID_GENERATION, "Jr.", NULL},
	    {PID_COMPANY, "A, B & C", "ORG:A\\, B & C;Dept"},
	    {PID_DEPARTMENT, "Dept", NULL},
	    {PID_TITLE, "Boss", "TITLE:Boss"},
	    {PID_PROFESSION, "Lawyer", "ROLE:Lawyer"},
	    {PID_BUSINESS_PHONE, "1", "TEL;TYPE=WORK,VOICE:1"},
	    {PID_MOBILE_PHONE, "2", "TEL;TYPE=CELL,VOICE:2"},
	    {PID_HOME_FAX, "3", "TEL;TYPE=HOME,FAX:3"},
	    {PID_WORK_STREET, "Road 1\r\nYard",
		"ADR;TYPE=WORK:Box;Room 5;Road 1\\nYard;Bern;BE;3000;CH"},
	    {PID_WORK_BOX, "Box", NULL},
	    {PID_OFFICE, "Room 5", NULL},
	    {PID_WORK_CITY, "Bern", NULL},
	    {PID_WORK_STATE, "BE", NULL},
	    {PID_WORK_POSTAL_CODE, "3000", NULL},
	    {PID_WORK_COUNTRY, "CH", NULL},
	    {PID_HOME_CITY, "Thun", "ADR;TYPE=HOME:;;;Thun;;;"},
	    {PID_OTHER_ADDRESS, "Hut\r\nHill", "ADR;TYPE=POSTAL,PREF:;;Hut\\nHill;;;;"},
	    {PID_LOCALITY, "Chur", "ADR;TYPE=POSTAL,PARCEL:;;;Chur;;;"},
	    {PID_BUSINESS_PAGE, "http://example.com/", "URL;TYPE=WORK:http://example.com/"},
	    {PID_INSTANT_MESSAGING, "sip:eva@example.com", "IMPP:sip:eva@example.com"},
	    {PID_SPOUSE, "Hans", "X-MS-SPOUSE:Hans"},
	    {PID_EMAIL1_ADDRESS, "eva@example.com", "EMAIL;TYPE=INTERNET,PREF:eva@example.com"},
	    {PID_EMAIL1_ADDRESS + 0x10, "/o=X/cn=eva", "EMAIL;TYPE=INTERNET:eva2@example.com"},
	    {PID_EMAIL1_TYPE + 0x10, "EX", NULL},
	    {PID_EMAIL1_ORIGINAL_NAME + 0x10, "eva2@example.com", NULL},
	    {PID_EMAIL1_ADDRESS + 0x20, "/o=X/cn=old", "X-MS-ADDRESS:/o=X/cn=old"},
	    {PID_KEYWORDS, "Red, dark", "CATEGORIES:Red\\, dark"},
	    {PID_BODY, "one\r\ntwo", "NOTE:one\\ntwo"},
	};
	static const char *const more[] = {"BDAY:1970-05-06", "X-ANNIVERSARY:2000-01-02",
	    "CLASS:PRIVATE", "REV:2020-01-06T00:00:00Z", "VERSION:3.0",
	    "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAA", NULL};
	g_autoptr(testing_object) o = new_item("IPM.Contact");
	struct testing_object *photo = testing_add(o, MAPI_ATTACHMENTS);
	g_autofree char *vcf = NULL;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		testing_set_text(o, cases[i].key, cases[i].text);
	testing_set_number(o, PID_POSTAL_ADDRESS_ID, 3);
	testing_set_number(o, PID_SENSITIVITY, 2);
	testing_set_time(o, PID_BIRTHDAY, wall_day(1970, 5, 5) + 22 * 3600);
	testing_set_time(o, PID_ANNIVERSARY_LOCAL, wall_day(2000, 1, 2));
	testing_boolean(photo, PID_ATTACHMENT_CONTACT_PHOTO, true);
	testing_value(photo, PID_ATTACH_DATA, MAPI_BINARY, "\xff\xd8\xff\xe0\0\0", 6);
	vcf = build(o, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *lines[] = {cases[i].line, NULL};

		expect("contact", vcf, lines);
	}
	expect("contact", vcf, more);
	assert_non_null(strstr(notes_text->str, "NOTE no-smtp-address"));
}

/* What a vCard must have is there even of an empty contact. */
static void
test_empty(void **state)
{
	static const char *const lines[] = {"FN:?", "N:;;;;", "!EMAIL", "!TEL", "!ADR", NULL};
	g_autoptr(testing_object) o = new_item("IPM.Contact.Custom");
	g_autoptr(testing_object) mail = new_item("IPM.Note");
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *vcf = build(o, NULL);

	(void)state;
	expect("empty", vcf, lines);
	assert_false(vcard_takes(&mail->base));
	assert_false(vcard_build(&mail->base, NULL, NULL, out, &error));
	assert_int_equal(err_kind(error), ERR_UNSUPPORTED);
}

static void
put_text(GByteArray *to, const char *text)
{
	for (; *text != '\0'; text++)
		testing_put16(to, (guint8)*text);
	testing_put16(to, 0);
}

/* A one-off entry id, [MS-OXCDATA] 2.2.5.1. */
static GByteArray *
one_off(const char *name, const char *address)
{
	static const guint8 provider[] = {0, 0, 0, 0, 0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10,
	    0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02};
	GByteArray *to = g_byte_array_new();

	g_byte_array_append(to, provider, sizeof(provider));
	testing_put16(to, 0);
	testing_put16(to, 0x9001);
	put_text(to, name);
	put_text(to, "SMTP");
	put_text(to, address);
	return to;
}

/* A contact of some folder, wrapped: [MS-OXOCNTC] 2.2.2.2.4.2. */
static const guint8 contact[] = {0, 0, 0, 0, 0xc0, 0x91, 0xad, 0xd3, 0x51, 0x9d, 0xcf, 0x11, 0xa4,
    0xa9, 0x00, 0xaa, 0x00, 0x47, 0xfa, 0xa4, 0xc3, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    12, 13, 14, 15, 16, 1, 2, 3, 4};

static void
test_list(void **state)
{
	static const char *const lines[] = {"FN:Team", "N:Team", "X-ADDRESSBOOKSERVER-KIND:group",
	    "X-ADDRESSBOOKSERVER-MEMBER;X-CN=\"A 'b' C\":mailto:a@example.com",
	    "X-ADDRESSBOOKSERVER-MEMBER;X-CN=\"B\":mailto:b@example.com", NULL};
	g_autoptr(testing_object) o = new_item("IPM.DistList");
	g_autoptr(GByteArray) a = one_off("A \"b\" C", "a@example.com");
	g_autoptr(GByteArray) b = one_off("B", "b@example.com");
	guint16 members = testing_key(o, PID_LIST_MEMBERS);
	guint16 one_offs = testing_key(o, PID_LIST_ONE_OFFS);
	g_autofree char *vcf = NULL;

	(void)state;
	testing_set_text(o, PID_DISPLAY_NAME, "Team");
	testing_value(o, members, MAPI_BINARY | MAPI_MULTIPLE, a->data, a->len);
	testing_value(o, members, MAPI_BINARY | MAPI_MULTIPLE, contact, sizeof(contact));
	testing_value(o, members, MAPI_BINARY | MAPI_MULTIPLE, contact, sizeof(contact));
	testing_value(o, one_offs, MAPI_BINARY | MAPI_MULTIPLE, a->data, a->len);
	testing_value(o, one_offs, MAPI_BINARY | MAPI_MULTIPLE, b->data, b->len);
	testing_value(o, one_offs, MAPI_BINARY | MAPI_MULTIPLE, "", 0);
	vcf = build(o, NULL);
	expect("list", vcf, lines);
	assert_non_null(strstr(notes_text->str, "LOSS members-unknown: 1 "));
}

/* A long list is a stream; its members before a damage are there. */
static void
test_stream(void **state)
{
	static const char *const lines[] = {
	    "X-ADDRESSBOOKSERVER-MEMBER;X-CN=\"B\":mailto:b@example.com", NULL};
	g_autoptr(GByteArray) b = one_off("B", "b@example.com");
	GByteArray *to = g_byte_array_new();

	(void)state;
	for (guint i = 0; i < 7; i++)
		testing_put32(to, i == 3 ? 2 : 0);
	for (guint i = 0; i < 2; i++) {
		testing_put32(to, sizeof(contact));
		g_byte_array_append(to, contact, sizeof(contact));
		testing_put32(to, b->len);
		g_byte_array_append(to, b->data, b->len);
		testing_put32(to, 0);
	}
	for (guint cut = 0; cut < 2; cut++) {
		g_autoptr(testing_object) o = new_item("IPM.DistList");
		g_autofree char *vcf = NULL;

		testing_set_bytes(o, PID_LIST_STREAM, to->data, to->len - cut);
		vcf = build(o, NULL);
		expect("stream", vcf, lines);
		assert_int_equal(strstr(notes_text->str, "members-damaged") != NULL, cut);
	}
	g_byte_array_unref(to);
}

/* Lines are folded between characters. */
static void
test_fold(void **state)
{
	g_autoptr(testing_object) o = new_item("IPM.Contact");
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new("NOTE:");
	const char *lines[] = {NULL, NULL};
	g_autofree char *vcf = NULL;

	(void)state;
	for (guint i = 0; i < 500; i++)
		g_string_append(text, i % 7 == 0 ? "\xf0\x9f\x98\x80" : "\xc3\xbc");
	g_string_append(line, text->str);
	lines[0] = line->str;
	vcf = build(o, text->str);
	expect("fold", vcf, lines);
}

static int
set_up(void **state)
{
	(void)state;
	notes_text = g_string_new(NULL);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	g_string_free(notes_text, TRUE);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_contact),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_list),
	    cmocka_unit_test(test_stream),
	    cmocka_unit_test(test_fold),
	};

	return cmocka_run_group_tests_name("vcard", tests, set_up, tear_down);
}
