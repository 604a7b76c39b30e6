/* SPDX-License-Identifier: Apache-2.0 */
/* Tests of eudora.c and of its mailboxes: docs/MAIL.md F-50. */
#include "convert/eudora.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/recorder.h"
#include "tests/scratch.h"

#define HEAD_LEN 104
#define RECORD_LEN 218

/* A table with a record for each of n places. */
static GByteArray *
make_toc(const guint32 *places, const guint8 *statuses, guint8 n)
{
	GByteArray *toc = g_byte_array_new();

	g_byte_array_set_size(toc, HEAD_LEN + n * (guint)RECORD_LEN);
	memset(toc->data, 0, toc->len);
	toc->data[102] = n;
	for (guint8 i = 0; i < n; i++) {
		guint8 *record = toc->data + HEAD_LEN + i * RECORD_LEN;

		for (int k = 0; k < 4; k++)
			record[k] = (guint8)(places[i] >> 8 * k);
		record[12] = statuses[i];
	}
	return toc;
}

static void
test_toc(void **state)
{
	static const struct {
		guint32 at;
		guint8 status;
		bool has_flags;
		guint flags;
	} cases[] = {
	    {0, 0, true, 0},
	    {100, 1, true, FLAG_SEEN},
	    {200, 2, true, FLAG_SEEN | FLAG_ANSWERED},
	    {70000, 3, true, FLAG_SEEN | FLAG_FORWARDED},
	    {70001, 8, true, FLAG_SEEN},
	    {70002, 9, true, FLAG_SEEN | FLAG_DRAFT},
	    {70003, 99, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GByteArray) toc = make_toc(&cases[i].at, &cases[i].status, 1);
		g_autoptr(eudora_toc) t = eudora_toc_parse(toc->data, toc->len);
		struct message m = {.from_at = cases[i].at}, other = {.from_at = 5};

		assert_non_null(t);
		eudora_toc_apply(t, &m);
		eudora_toc_apply(t, &other);
		assert_int_equal(m.has_flags, cases[i].has_flags);
		assert_int_equal(m.flags, cases[i].flags);
		assert_int_equal(m.states->len, 1);
		assert_true(!other.has_flags && other.states == NULL);
		message_clear(&m);
		assert_null(eudora_toc_parse(toc->data, toc->len - 1));
		toc->data[102] = 7;
		assert_null(eudora_toc_parse(toc->data, toc->len));
	}
}

static void
test_attachments(void **state)
{
	static const struct {
		const char *text;
		guint64 n;
	} cases[] = {
	    {"Attachment Converted: \"C:\\a.doc\"\n", 1},
	    {"x\r\nAttachment converted: Disk:a.doc (TEXT/ttxt) (0000)\rx", 1},
	    {"a\nAttachment Converted: x\nAttachment Converted: y\n", 2},
	    {" Attachment Converted: x\n", 0},
	    {"Attachment Conversion\nAttachmentAttachment Converted\n", 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct eudora_text whole = {0}, cut = {0};
		const unsigned char *text = (const unsigned char *)cases[i].text;

		eudora_text_read(&whole, text, strlen(cases[i].text));
		for (size_t k = 0; k < strlen(cases[i].text); k++)
			eudora_text_read(&cut, text + k, 1);
		assert_int_equal(whole.nattachments, cases[i].n);
		assert_int_equal(cut.nattachments, cases[i].n);
	}
}

static void
expect(const char *dir, const char *const *texts)
{
	struct recorder r;

	recorder_init(&r);
	assert_true(recorder_scan(&r, dir, NULL, NULL));
	for (; *texts != NULL; texts++)
		if (strstr(r.events->str, *texts) == NULL)
			fail_msg("no %s in %s", *texts, r.events->str);
	recorder_clear(&r);
}

#define RECEIVED                                                                             \
	"From ???@??? Tue Mar 19 09:13:51 2002\r\nDate: Tue, 19 Mar 2002 09:13:51 +0000\r\n" \
	"From: a@b\r\nTo: c@d\r\n\r\nbody\r\nAttachment Converted: \"c:\\in\\a.doc\"\r\n"
#define SENT                                                                         \
	"From ???@??? Tue Mar 19 10:13:51 2002\r\nTo: c@d\r\nFrom: a@b\r\nSubject: " \
	"x\r\n\r\nbody\r\n"

/* Names from descmap.pce, flags from the table, no empty line between messages, sent mail without Date. */
static void
test_mailbox(void **state)
{
	const guint32 places[] = {0, sizeof(RECEIVED) - 1};
	const guint8 statuses[] = {2, 8};
	g_autoptr(GByteArray) toc = make_toc(places, statuses, 2);
	char *dir = scratch_new();

	(void)state;
	scratch_dir(dir, "PROJE.FOL");
	scratch_file(dir, "descmap.pce", "In,In.mbx,S,N\r\nProjects, old,Proje.fol,F,N\r\n", -1);
	scratch_file(dir, "PROJE.FOL/descmap.pce", "Gr\u00fc\u00dfe,GRE.MBX,M,Y\r\n", -1);
	scratch_file(dir, "PROJE.FOL/Gre.mbx", RECEIVED SENT, -1);
	scratch_file(dir, "PROJE.FOL/Gre.toc", (const char *)toc->data, (gssize)toc->len);
	scratch_file(dir, "Other.mbx", SENT, -1);
	expect(dir,
	    (const char *const[]){"( 1 Other from-line-utc\n",
		"( 2 Projects, old|Gr\u00fc\u00dfe 0x3 from-line-utc\n+eudora-status:2\n",
		"! note attachments-outside PROJE.FOL/Gre.mbx ",
		"( 3 Projects, old|Gr\u00fc\u00dfe 0x1 from-line-utc\n",
		". PROJE.FOL/Gre.toc - companion ", ". descmap.pce - companion ", NULL});
	scratch_remove(dir);
}

/* Eudora on the Mac: lines end in CR. */
static void
test_mac(void **state)
{
	char *dir = scratch_new();
	g_autofree char *text = g_strdup(RECEIVED SENT);
	char *to = text;

	(void)state;
	for (const char *from = text; *from != '\0'; from++)
		if (*from != '\n')
			*to++ = *from;
	*to = '\0';
	scratch_file(dir, "In.mbx", text, -1);
	expect(dir,
	    (const char *const[]){
		"! note attachments-outside In.mbx ", ". In.mbx mbox store In.mbx 1 2\n", NULL});
	scratch_remove(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_toc),
	    cmocka_unit_test(test_attachments),
	    cmocka_unit_test(test_mailbox),
	    cmocka_unit_test(test_mac),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
