/* SPDX-License-Identifier: Apache-2.0 */
/* The receipt's text; see receipt.h. */
#include "crypto/receipt.h"

#include <string.h>

#include "crypto/hex.h"

#define DIGEST_SIZE_512 64

static void
volume_clear(gpointer p)
{
	struct receipt_volume *v = p;

	g_free(v->name);
	g_clear_pointer(&v->seal, g_bytes_unref);
	g_clear_pointer(&v->signature, g_bytes_unref);
}

void
receipt_init(struct receipt *r)
{
	memset(r, 0, sizeof(*r));
	r->volumes = g_array_new(FALSE, TRUE, sizeof(struct receipt_volume));
	g_array_set_clear_func(r->volumes, volume_clear);
}

void
receipt_clear(struct receipt *r)
{
	g_clear_pointer(&r->volumes, g_array_unref);
}

void
receipt_add(struct receipt *r, const char *name, const unsigned char digest[64], GBytes *seal_text,
    GBytes *signature, const struct seal *seal)
{
	struct receipt_volume v = {
	    .name = g_strdup(name),
	    .seal = g_bytes_ref(seal_text),
	    .signature = g_bytes_ref(signature),
	};

	memcpy(v.digest, digest, sizeof(v.digest));
	g_array_append_val(r->volumes, v);
	memcpy(r->archive, seal->archive, ARCHIVE_ID_SIZE);
	r->files = seal->files;
	r->messages = seal->messages;
	r->losses = seal->losses;
	r->notes = seal->notes;
	g_strlcpy(r->sealed, seal->time, TIME_SIZE);
}

/* Each line of a text behind "# KEY NUMBER: ". */
static void
append_quoted(GString *out, const char *key, guint number, GBytes *text)
{
	gsize len;
	const char *p = g_bytes_get_data(text, &len), *end = p + len;

	while (p < end) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		gssize n = (lf != NULL ? lf : end) - p;
		g_string_append_printf(out, "# %s %u: ", key, number);
		g_string_append_len(out, p, n);
		g_string_append_c(out, '\n');
		p += n + 1;
	}
}

/* A line as b2sum prints it, which escapes names with a backslash, LF or CR. */
static void
append_sum(GString *out, const struct receipt_volume *v)
{
	char hex[HEX_SIZE(DIGEST_SIZE_512)];

	hex_encode(hex, v->digest, sizeof(v->digest));
	g_string_append_printf(out, "%s%s  ", strpbrk(v->name, "\\\n\r") != NULL ? "\\" : "", hex);
	for (const char *p = v->name; *p != '\0'; p++) {
		if (*p == '\\')
			g_string_append(out, "\\\\");
		else if (*p == '\n')
			g_string_append(out, "\\n");
		else if (*p == '\r')
			g_string_append(out, "\\r");
		else
			g_string_append_c(out, *p);
	}
	g_string_append_c(out, '\n');
}

GString *
receipt_format(const struct receipt *r)
{
	GString *s = g_string_new("# mailpouch/1 receipt\n");
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, r->archive, ARCHIVE_ID_SIZE);
	g_string_append_printf(s, "# archive: %s\n# volumes: %u\n", hex, r->volumes->len);
	for (guint i = 0; i < r->nsigners; i++) {
		g_autofree char *key = minisign_public_format(&r->signers[i]);
		g_string_append_printf(s, "# signer: %s\n", key);
	}
	g_string_append_printf(s,
	    "# files: %" G_GUINT64_FORMAT "\n# messages: %" G_GUINT64_FORMAT
	    "\n# losses: %" G_GUINT64_FORMAT "\n# notes: %" G_GUINT64_FORMAT "\n# sealed: %s\n",
	    r->files, r->messages, r->losses, r->notes, r->sealed);
	for (guint i = 0; i < r->volumes->len; i++) {
		const struct receipt_volume *v =
		    &g_array_index(r->volumes, struct receipt_volume, i);
		append_quoted(s, "seal", i + 1, v->seal);
		append_quoted(s, "signature", i + 1, v->signature);
	}
	for (guint i = 0; i < r->volumes->len; i++)
		append_sum(s, &g_array_index(r->volumes, struct receipt_volume, i));
	return s;
}

char *
receipt_comment(const struct receipt *r)
{
	char hex[HEX_SIZE(ARCHIVE_ID_SIZE)];

	hex_encode(hex, r->archive, ARCHIVE_ID_SIZE);
	return g_strdup_printf("mailpouch/1 receipt %s", hex);
}

/* The lines of a text being read. */
struct lines {
	char **line;
	guint at, n;
};

/* The next line's rest if it begins with prefix, else NULL and stays. */
static const char *
take(struct lines *l, const char *prefix)
{
	if (l->at < l->n && g_str_has_prefix(l->line[l->at], prefix))
		return l->line[l->at++] + strlen(prefix);
	return NULL;
}

/* All following lines "# KEY NUMBER: " as one text. */
static GBytes *
take_quoted(struct lines *l, const char *key, guint number)
{
	g_autofree char *prefix = g_strdup_printf("# %s %u: ", key, number);
	GString *s = g_string_new(NULL);

	for (const char *rest; (rest = take(l, prefix)) != NULL;)
		g_string_append_printf(s, "%s\n", rest);
	return g_string_free_to_bytes(s);
}

static bool
take_volumes(struct receipt *r, struct lines *l, GError **error)
{
	struct seal seal = {0};

	for (guint i = 1; l->at < l->n && g_str_has_prefix(l->line[l->at], "# seal "); i++) {
		g_autoptr(GBytes) text = take_quoted(l, "seal", i);
		g_autoptr(GBytes) signature = take_quoted(l, "signature", i);
		unsigned char none[DIGEST_SIZE_512] = {0};

		if (!seal_parse(&seal, g_bytes_get_data(text, NULL), g_bytes_get_size(text), error))
			return false;
		if (seal.volume != i ||
		    (i > 1 && memcmp(seal.archive, r->archive, ARCHIVE_ID_SIZE) != 0))
			return err_set(error, ERR_FORMAT, "SEAL %u is not that of volume %u", i, i);
		receipt_add(r, "", none, text, signature, &seal);
	}
	return true;
}

static char *
unescape(const char *name)
{
	GString *s = g_string_new(NULL);

	for (; *name != '\0'; name++) {
		if (*name == '\\' && name[1] != '\0')
			name++,
			    g_string_append_c(s,
				*name == 'n'       ? '\n'
				    : *name == 'r' ? '\r'
						   : *name);
		else
			g_string_append_c(s, *name);
	}
	return g_string_free(s, FALSE);
}

/* A name that stays in the directory in which it is looked up. */
static bool
is_file_name(const char *name)
{
	return *name != '\0' && strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
	    strcmp(name, "..") != 0;
}

static bool
take_sum(struct receipt_volume *v, const char *line)
{
	bool escaped = line[0] == '\\';
	size_t digits = 2 * sizeof(v->digest);

	line += escaped;
	if (strlen(line) <= digits + 2 || !hex_decode(v->digest, sizeof(v->digest), line, digits))
		return false;
	g_free(v->name);
	v->name = escaped ? unescape(line + digits + 2) : g_strdup(line + digits + 2);
	return is_file_name(v->name);
}

static bool
take_head(struct receipt *r, struct lines *l)
{
	const char *key;

	if (take(l, "# mailpouch/1 receipt") == NULL || take(l, "# archive: ") == NULL ||
	    take(l, "# volumes: ") == NULL)
		return false;
	while ((key = take(l, "# signer: ")) != NULL) {
		if (r->nsigners == SIGNERS_MAX ||
		    !minisign_public_parse(key, strlen(key), &r->signers[r->nsigners++], NULL))
			return false;
	}
	return r->nsigners > 0 && take(l, "# files: ") && take(l, "# messages: ") &&
	    take(l, "# losses: ") && take(l, "# notes: ") && take(l, "# sealed: ");
}

static bool
parse(struct receipt *r, struct lines *l, GError **error)
{
	if (!take_head(r, l))
		return err_set(error, ERR_FORMAT, "line %u is not that of a receipt", l->at + 1);
	if (!take_volumes(r, l, error))
		return false;
	if (r->volumes->len == 0)
		return err_set(error, ERR_FORMAT, "line %u is not that of a SEAL", l->at + 1);
	for (guint i = 0; i < r->volumes->len; i++, l->at++)
		if (l->at >= l->n ||
		    !take_sum(&g_array_index(r->volumes, struct receipt_volume, i), l->line[l->at]))
			return err_set(error, ERR_FORMAT, "line %u is not a b2sum line", l->at + 1);
	return true;
}

bool
receipt_parse(struct receipt *r, const void *data, size_t len, GError **error)
{
	g_auto(receipt) got = {0};
	g_autoptr(GString) again = NULL;
	g_autofree char *copy = NULL;
	g_auto(GStrv) line = NULL;
	struct lines l = {0};

	receipt_init(&got);
	if (len > RECEIPT_MAX || memchr(data, '\0', len) != NULL)
		return err_set(error, ERR_FORMAT, "is not a receipt");
	copy = g_strndup(data, len);
	line = g_strsplit(copy, "\n", -1);
	l = (struct lines){.line = line, .n = g_strv_length(line)};
	if (!parse(&got, &l, error))
		return false;
	again = receipt_format(&got);
	if (again->len != len || memcmp(again->str, data, len) != 0)
		return err_set(error, ERR_FORMAT, "is not written as a receipt is");
	*r = got;
	memset(&got, 0, sizeof(got));
	return true;
}
