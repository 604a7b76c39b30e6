/* SPDX-License-Identifier: Apache-2.0 */
/* Records: written, read back, read by another JSON reader, and refused. */
#include "convert/record.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define B32 "0101010101010101010101010101010101010101010101010101010101010101"
#define B16 "02020202020202020202020202020202"
#define SALT ",\"salt\":\"03030303030303030303030303030303\"}"
#define DIGESTS "\"blake2b\":\"" B32 "\",\"xxh3\":\"" B16 "\""

/* A line without its LF must be JSON to jansson too. */
static void
check_jansson(const char *line, size_t len)
{
	json_t *json = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(json))
		fail_msg("no JSON: %.*s", (int)len, line);
	json_decref(json);
}

static void
check_same(const GString *got, const char *line, size_t len)
{
	if (got->len != len + 1 || memcmp(got->str, line, len) != 0 || got->str[len] != '\n')
		fail_msg("wrote %s\nfor   %.*s", got->str, (int)len, line);
	check_jansson(line, len);
}

/* Lines of text; index may be NULL. */
static struct record_lines
lines_of(const char *facts, const char *index)
{
	return (struct record_lines){
	    facts, strlen(facts), index, index != NULL ? strlen(index) : 0};
}

/* Reads, writes, and compares. */
static void
message_again(const char *facts, const char *index)
{
	g_autoptr(GString) f = g_string_new("x"), i = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct record_lines lines = lines_of(facts, index);
	struct message_record r = {0};
	size_t without_salt;

	if (!message_record_read(&r, &lines, &error))
		fail_msg("%s: %s", error->message, facts);
	message_record_write(&r, f, i, &without_salt);
	g_string_erase(f, 0, 1);
	check_same(f, facts, strlen(facts));
	assert_memory_equal(f->str + without_salt, SALT "\n", strlen(SALT "\n"));
	if (index != NULL)
		check_same(i, index, strlen(index));
	message_record_clear(&r);
}

#define FACTS_FULL                                                                             \
	"{\"id\":7,\"file\":2,\"payload\":9223372036854775807,\"at\":5,\"size\":99,"           \
	"\"from\":[0,41],\"separator\":\"crlf\",\"quoting\":\"mboxrd\",\"folder\":3,"          \
	"\"flags\":[\"seen\",\"recent\"],\"received\":-5,\"received-from\":\"mtime\"," DIGESTS \
	",\"canonical\":\"" B32 "\",\"unquoted\":\"" B32 "\","                                 \
	"\"attachments\":[{\"size\":3,\"blake2b\":\"" B32 "\"},{\"blake2b\":\"" B32 "\"}],"    \
	"\"time\":0,\"defects\":[\"bad-date\",\"nul-byte\"],\"limited\":true" SALT
#define INDEX_FULL                                                                                 \
	"{\"id\":7,\"from-line\":\"From x\",\"sender\":\"a@b\",\"keywords\":[\"k\",\"\xc3\xbc\"]," \
	"\"states\":[[\"Status\",\"RO\"],[\"X-Keywords\",{\"b64\":\"/w==\"}]],"                    \
	"\"message-id\":\"<CALckR-a8UDkRjO4xJyjd_s0GPxQWw@mail.gmail.com>\","                      \
	"\"mih\":\"1de319c276884bd0c9e2f1621ada26cc\",\"date\":\"d\",\"from\":\"f\",\"to\":\"t\"," \
	"\"cc\":\"c\",\"subject\":{\"b64\":\"/w==\"},\"attachments\":[\"\",\"\\\"\\n\"]}"
#define NODE "\"node\":[2097188,\"" B32 "\"],\"derived\":[\"pst\",\"1\",\"gmime 3.2.13\"],"
#define FACTS_LEAST "{\"id\":0," DIGESTS SALT

static void
test_message(void **state)
{
	(void)state;
	message_again(FACTS_FULL, INDEX_FULL);
	message_again(FACTS_FULL, NULL);
	message_again(FACTS_LEAST, "{\"id\":0}");
	message_again("{\"id\":1,\"flags\":[]," DIGESTS SALT, "{\"id\":1}");
	message_again("{\"critical\":[\"node\"],\"id\":1,\"file\":2,\"size\":4," NODE
		      "\"flags\":[]," DIGESTS SALT,
	    "{\"id\":1}");
	message_again("{\"id\":1,\"file\":4,\"payload\":3072,\"size\":4," NODE
		      "\"of\":2," DIGESTS SALT,
	    "{\"id\":1}");
}

/* What the fields of a record become. */
static void
test_message_fields(void **state)
{
	g_autoptr(GError) error = NULL;
	struct record_lines lines = lines_of(FACTS_FULL, INDEX_FULL);
	struct message_record r = {0};
	const struct attachment *a;

	(void)state;
	assert_true(message_record_read(&r, &lines, &error));
	assert_int_equal(r.message.id, 7);
	assert_true(r.payload == G_MAXINT64);
	assert_int_equal(r.message.from_at, 0);
	assert_int_equal(r.message.from_len, 41);
	assert_int_equal(r.message.separator, SEPARATOR_CRLF);
	assert_int_equal(r.message.quoting, QUOTING_MBOXRD);
	assert_null(r.message.folder);
	assert_int_equal(r.folder, 3);
	assert_true(r.message.has_flags);
	assert_int_equal(r.message.flags, FLAG_SEEN | FLAG_RECENT);
	assert_true(r.message.received == -5);
	assert_int_equal(r.message.received_from, RECEIVED_MTIME);
	assert_true(r.has_canonical && r.has_unquoted && r.summary.has_time && r.summary.limited);
	assert_int_equal(r.salt[15], 3);
	assert_int_equal(r.message.keywords->len, 2);
	assert_string_equal(g_array_index(r.message.states, struct message_state, 1).value, "\xff");
	assert_string_equal(r.summary.subject, "\xff");
	a = r.summary.attachments->pdata[1];
	assert_int_equal(a->size, 0);
	assert_string_equal(a->name, "\"\n");
	message_record_clear(&r);
	assert_null(r.summary.attachments);
}

/* A record made by a scan has the folder itself. */
static void
test_folder(void **state)
{
	static const struct folder folder = {.number = 4};
	g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);
	struct message_record r = {.message.folder = &folder};

	(void)state;
	message_record_write(&r, facts, index, NULL);
	assert_non_null(strstr(facts->str, "\"folder\":4,"));
	message_record_clear(&r);
}

/* Members that are not known are passed over. */
static void
test_unknown(void **state)
{
	static const char *const facts[] = {
	    "{\"new\":[{\"a\":null},-1,\"x\"],\"id\":0,\"mode\":\"y\"," DIGESTS ",\"z\":true" SALT,
	    "{\"critical\":[\"id\",\"canonical\"],\"id\":0," DIGESTS SALT,
	    "{\"critical\":[],\"id\":0," DIGESTS SALT,
	    "{\"id\":0," DIGESTS ",\"salt\":\"" B16 "\",\"after\":1}"};
	struct message_record r = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++) {
		struct record_lines lines = lines_of(facts[i], NULL);
		g_autoptr(GError) error = NULL;

		if (!message_record_read(&r, &lines, &error))
			fail_msg("%s: %s", error->message, facts[i]);
	}
	message_record_clear(&r);
}

static void
refuse_message(const char *facts, const char *index)
{
	g_autoptr(GError) error = NULL;
	struct record_lines lines = lines_of(facts, index);
	struct message_record r = {0}, empty = {0};

	if (message_record_read(&r, &lines, &error))
		fail_msg("accepted: %s %s", facts, index);
	assert_int_equal(err_kind(error),
	    strstr(facts, "[\"unknown\"]") != NULL ? ERR_UNSUPPORTED : ERR_ALTERED);
	assert_memory_equal(&r, &empty, sizeof(r));
}

static void
test_refused(void **state)
{
	static const char *const facts[] = {"", "{}", "[]", "{\"id\":0}", FACTS_LEAST " ",
	    "{\"id\":0,\"derived\":[\"a\",\"b\",\"c\"]," DIGESTS SALT,
	    "{\"id\":0,\"node\":[0,\"" B32 "\"],\"derived\":[\"a\",\"b\",\"c\"]," DIGESTS SALT,
	    "{\"id\":0,\"of\":3," DIGESTS SALT, " " FACTS_LEAST, FACTS_LEAST "\n",
	    "{\"id\":0, " DIGESTS SALT, "{\"id\":00," DIGESTS SALT,
	    "{\"file\":1,\"id\":1," DIGESTS SALT, "{\"id\":1,\"id\":1," DIGESTS SALT,
	    "{\"new\":1,\"new\":1,\"id\":1," DIGESTS SALT, "{\"id\":1,\"file\":0," DIGESTS SALT,
	    "{\"id\":1,\"from\":[1,0]," DIGESTS SALT, "{\"id\":1,\"from\":[1,2]," DIGESTS SALT,
	    "{\"id\":1,\"separator\":\"lf\"," DIGESTS SALT,
	    "{\"id\":1,\"from\":[1,2],\"separator\":\"cr\"," DIGESTS SALT,
	    "{\"id\":1,\"from\":[1,2,3],\"separator\":\"lf\"," DIGESTS SALT,
	    "{\"id\":1,\"quoting\":\"none\"," DIGESTS SALT,
	    "{\"id\":1,\"quoting\":\"x\"," DIGESTS SALT,
	    "{\"id\":1,\"flags\":[\"recent\",\"seen\"]," DIGESTS SALT,
	    "{\"id\":1,\"flags\":[\"seen\",\"seen\"]," DIGESTS SALT,
	    "{\"id\":1,\"flags\":[\"x\"]," DIGESTS SALT, "{\"id\":1,\"received\":1," DIGESTS SALT,
	    "{\"id\":1,\"received-from\":\"date\"," DIGESTS SALT,
	    "{\"id\":1," DIGESTS ",\"attachments\":[]" SALT,
	    "{\"id\":1," DIGESTS ",\"attachments\":[{}]" SALT,
	    "{\"id\":1," DIGESTS ",\"attachments\":[{\"size\":0,\"blake2b\":\"" B32 "\"}]" SALT,
	    "{\"id\":1," DIGESTS ",\"defects\":[]" SALT,
	    "{\"id\":1," DIGESTS ",\"limited\":false" SALT,
	    "{\"critical\":[\"unknown\"],\"id\":0," DIGESTS SALT,
	    "{\"critical\":\"id\",\"id\":0," DIGESTS SALT};
	static const char *const indexes[] = {"{}", "{\"id\":1}", "{\"id\":0,\"subject\":\"\"}",
	    "{\"id\":0,\"subject\":\"\\u0041\"}", "{\"id\":0,\"subject\":{\"b64\":\"YQ==\"}}",
	    "{\"id\":0,\"mih\":\"1de319c276884bd0c9e2f1621ada26cc\"}",
	    "{\"id\":0,\"message-id\":\"x\"}",
	    "{\"id\":0,\"message-id\":\"x\",\"mih\":\"1de319c276884bd0c9e2f1621ada26cc\"}",
	    "{\"id\":0,\"attachments\":[\"x\"]}", "{\"id\":0,\"keywords\":[]}",
	    "{\"id\":0,\"keywords\":[\"a\",\"A\"]}", "{\"id\":0,\"states\":[[\"a\"]]}"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
		refuse_message(facts[i], NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(indexes); i++)
		refuse_message(FACTS_LEAST, indexes[i]);
	refuse_message(FACTS_FULL, "{\"id\":7}");
	refuse_message(FACTS_FULL, "{\"id\":7,\"attachments\":[\"x\"]}");
}

/* No cut or changed line may crash; a changed one that is read must be canonical. */
static void
test_mutations(void **state)
{
	g_autofree char *line = g_strdup(FACTS_FULL);
	size_t len = strlen(line);
	struct record_lines lines = {.facts = line};
	struct message_record r = {0};

	(void)state;
	for (; lines.facts_len < len; lines.facts_len++)
		assert_false(message_record_read(&r, &lines, NULL));
	for (size_t i = 0; i < len; i++) {
		char was = line[i];

		for (const char *c = "0a\",{[\\\x80"; *c != '\0'; c++) {
			line[i] = *c;
			if (message_record_read(&r, &lines, NULL))
				check_jansson(line, len);
		}
		line[i] = was;
	}
	message_record_clear(&r);
}

static const struct {
	const char *facts, *index;
} trees[] = {
    {"{\"kind\":\"source\",\"number\":1}", "{\"kind\":\"source\",\"number\":1,\"path\":\"a\"}"},
    {"{\"kind\":\"directory\",\"number\":1,\"at\":512,\"mtime\":[-1,5]}",
	"{\"kind\":\"directory\",\"number\":1,\"path\":\"data/a\",\"mode\":\"0755\"}"},
    {"{\"kind\":\"file\",\"number\":2,\"at\":1024,\"data\":1536,\"size\":9,\"mtime\":[1,999999999]"
     "}",
	"{\"kind\":\"file\",\"number\":2,\"path\":{\"b64\":\"/w==\"},\"mode\":\"0000\"}"},
    {"{\"kind\":\"done\",\"number\":2,\"read\":0," DIGESTS
     ",\"role\":\"store\",\"format\":\"mbox\","
     "\"first\":1,\"messages\":3,\"quoting\":\"mboxo\",\"evidence\":\"e\",\"crlf\":true}",
	"{\"kind\":\"done\",\"number\":2,\"store\":\"a\"}"},
    {"{\"kind\":\"folder\",\"number\":1}",
	"{\"kind\":\"folder\",\"number\":1,\"path\":\"p\",\"names\":[\"INBOX\",\"x\"],\"raw\":"
	"\"r\"}"},
    {"{\"kind\":\"exception\",\"severity\":\"loss\",\"rule\":\"read-error\",\"offset\":1,"
     "\"length\":2}",
	"{\"kind\":\"exception\",\"path\":\"p\",\"reason\":\"why\"}"},
    {"{\"kind\":\"exception\",\"severity\":\"note\"}", "{\"kind\":\"exception\"}"},
};

static void
test_tree(void **state)
{
	struct tree_record r = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
		const char *f = trees[i].facts, *x = trees[i].index;
		struct record_lines both = lines_of(f, x), one = lines_of(f, NULL);
		g_autoptr(GString) facts = g_string_new(NULL), index = g_string_new(NULL);
		g_autoptr(GError) error = NULL;

		if (!tree_record_read(&r, &both, &error))
			fail_msg("%s: %s", error->message, f);
		tree_record_write(&r, facts, index);
		check_same(facts, f, strlen(f));
		check_same(index, x, strlen(x));
		assert_true(tree_record_read(&r, &one, NULL));
	}
	tree_record_clear(&r);
}

static void
test_tree_refused(void **state)
{
	static const struct {
		const char *facts, *index;
	} cases[] = {{"{}", NULL}, {"{\"kind\":\"x\"}", NULL},
	    {"{\"number\":1,\"kind\":\"source\"}", NULL},
	    {"{\"kind\":\"source\",\"kind\":\"source\"}", NULL},
	    {"{\"kind\":\"directory\",\"number\":1}", NULL},
	    {"{\"kind\":\"directory\",\"mtime\":[1]}", NULL},
	    {"{\"kind\":\"directory\",\"mtime\":[1,2,3]}", NULL},
	    {"{\"kind\":\"directory\",\"mtime\":[1,1000000000]}", NULL},
	    {"{\"kind\":\"source\"}", "{\"kind\":\"folder\"}"}, {"{\"kind\":\"source\"}", "{}"},
	    {"{\"kind\":\"source\"}", "{\"kind\":\"source\",\"number\":1}"},
	    {"{\"kind\":\"folder\"}", "{\"kind\":\"folder\",\"names\":[]}"},
	    {"{\"kind\":\"file\",\"mtime\":[0,0]}", "{\"kind\":\"file\"}"},
	    {"{\"kind\":\"file\",\"mtime\":[0,0]}", "{\"kind\":\"file\",\"mode\":\"644\"}"},
	    {"{\"kind\":\"file\",\"mtime\":[0,0]}", "{\"kind\":\"file\",\"mode\":\"0684\"}"},
	    {"{\"kind\":\"exception\",\"severity\":\"x\"}", NULL}};
	struct tree_record r = {0};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct record_lines lines = lines_of(cases[i].facts, cases[i].index);
		g_autoptr(GError) error = NULL;

		if (tree_record_read(&r, &lines, &error))
			fail_msg("accepted: %s %s", cases[i].facts, cases[i].index);
		assert_int_equal(err_kind(error), ERR_ALTERED);
	}
}

static void
test_too_long(void **state)
{
	g_autofree char *line = g_strnfill(RECORD_MAX + 1, ' ');
	struct record_lines lines = {.facts = line, .facts_len = RECORD_MAX + 1};
	struct message_record m = {0};
	struct tree_record t = {0};

	(void)state;
	assert_false(message_record_read(&m, &lines, NULL));
	assert_false(tree_record_read(&t, &lines, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_message),
	    cmocka_unit_test(test_message_fields),
	    cmocka_unit_test(test_folder),
	    cmocka_unit_test(test_unknown),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_mutations),
	    cmocka_unit_test(test_tree),
	    cmocka_unit_test(test_tree_refused),
	    cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
