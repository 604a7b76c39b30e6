/* SPDX-License-Identifier: Apache-2.0 */
/* Folder names on the way out; see foldername.h. */
#include "convert/foldername.h"

#include <sodium.h>
#include <string.h>

#include "convert/folder.h"

/* NAME_MAX, 255 bytes, less room for a clash suffix and ".mbox". */
#define NAME_MAX_BYTES 230
#define NAME_KEPT 200 /* of a longer one */
#define PATH_FULL 600 /* a path this long gets only one more name */

struct path {
	char *text;
	bool changed;
};

struct foldernames {
	enum foldername_target target;
	GHashTable *paths; /* by the escaped names joined by '/', and what it is for: struct path */
	GHashTable *taken; /* paths in use, with their letter case folded */
	char *inbox;       /* the name that got the path "" */
};

static bool
is_maildir(enum foldername_target target)
{
	return target == FOLDERNAME_MAILDIR || target == FOLDERNAME_MAILDIR_FAT;
}

static const char *
extension(enum foldername_target target)
{
	switch (target) {
	case FOLDERNAME_MBOX:
		return ".mbox";
	case FOLDERNAME_EML:
		return ".eml";
	default:
		return NULL;
	}
}

/* Whether DOS takes the name for a device: CON, PRN.txt, com1 ... */
static bool
is_reserved(const char *name)
{
	static const char *const plain[] = {"CON", "PRN", "AUX", "NUL"};
	static const char *const numbers[] = {
	    "1", "2", "3", "4", "5", "6", "7", "8", "9", "\xc2\xb9", "\xc2\xb2", "\xc2\xb3"};
	size_t len = strcspn(name, ".");

	for (guint i = 0; i < G_N_ELEMENTS(plain); i++)
		if (len == 3 && g_ascii_strncasecmp(name, plain[i], 3) == 0)
			return true;
	if (g_ascii_strncasecmp(name, "COM", 3) != 0 && g_ascii_strncasecmp(name, "LPT", 3) != 0)
		return false;
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (len == 3 + strlen(numbers[i]) && strncmp(name + 3, numbers[i], len - 3) == 0)
			return true;
	return false;
}

/* Where in the name an ending that is the target's own begins; its length if there is none. */
static size_t
own_ending(const char *name, enum foldername_target target)
{
	size_t len = strlen(name), n = strlen(extension(target));

	if (len >= n && g_ascii_strcasecmp(name + len - n, extension(target)) == 0)
		return len - n;
	return len;
}

/* Whether the ASCII character at i is escaped in names of directories and mbox files. */
static bool
escaped_in_directory(const char *name, size_t i)
{
	unsigned char c = (unsigned char)name[i];

	if (c < 0x20 || c == 0x7f || strchr("%<>:\"/\\|?*", c) != NULL)
		return true;
	return (c == ' ' || c == '.') && (i == 0 || name[i + 1] == '\0');
}

/* The same for Maildir++. */
static bool
escaped_in_maildir(const char *name, size_t i)
{
	if (name[i] == '%')
		return name[i + 1] == '~' ||
		    (g_ascii_isxdigit(name[i + 1]) && g_ascii_isxdigit(name[i + 2]));
	return name[i] == '.' || name[i] == '/';
}

/* The same for Maildir++ on FAT. What begins a name stands behind the '.' of Maildir++. */
static bool
escaped_on_fat(const char *name, size_t i)
{
	unsigned char c = (unsigned char)name[i];

	if (escaped_in_maildir(name, i) || c < 0x20 || c == 0x7f)
		return true;
	return strchr("<>:\"\\|?*", c) != NULL || (c == ' ' && name[i + 1] == '\0');
}

/* Whether the ASCII character at i is escaped for the target. */
static bool
is_escaped(const char *name, size_t i, enum foldername_target target)
{
	if (target == FOLDERNAME_MAILDIR_FAT)
		return escaped_on_fat(name, i);
	return target == FOLDERNAME_MAILDIR ? escaped_in_maildir(name, i)
					    : escaped_in_directory(name, i);
}

static void
escape_byte(GString *out, char c)
{
	g_string_append_printf(out, "%%%02X", (unsigned char)c);
}

char *
foldername_escape(const char *name, enum foldername_target target)
{
	g_autoptr(GString) out = g_string_new(NULL);
	bool maildir = is_maildir(target);
	size_t ending = maildir ? SIZE_MAX : own_ending(name, target);
	bool reserved = !maildir && is_reserved(name);
	size_t len;

	for (size_t i = 0; name[i] != '\0'; i += len) {
		bool valid = g_utf8_get_char_validated(name + i, -1) < (gunichar)-2;

		len = valid ? (size_t)(g_utf8_next_char(name + i) - (name + i)) : 1;
		if (!valid || i == ending || (reserved && i == 0) ||
		    (len == 1 && is_escaped(name, i, target)))
			escape_byte(out, name[i]);
		else
			g_string_append_len(out, name + i, (gssize)len);
	}
	if (out->len == 0)
		g_string_append(out, "%00");
	return maildir ? folder_to_mutf7(out->str) : g_string_free(g_steal_pointer(&out), FALSE);
}

char *
foldername_unescape(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const char *p = name; *p != '\0'; p++) {
		int high = *p == '%' ? g_ascii_xdigit_value(p[1]) : -1;
		int low = high >= 0 ? g_ascii_xdigit_value(p[2]) : -1;

		if (low < 0) {
			g_string_append_c(out, *p);
			continue;
		}
		g_string_append_c(out, (char)(high * 16 + low));
		p += 2;
	}
	if (!g_utf8_validate(out->str, (gssize)out->len, NULL))
		return g_strdup(name);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
path_free(void *data)
{
	struct path *p = data;

	g_free(p->text);
	g_free(p);
}

struct foldernames *
foldernames_new(enum foldername_target target)
{
	struct foldernames *f = g_new0(struct foldernames, 1);

	f->target = target;
	f->paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, path_free);
	f->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return f;
}

void
foldernames_free(struct foldernames *f)
{
	if (f == NULL)
		return;
	g_hash_table_destroy(f->paths);
	g_hash_table_destroy(f->taken);
	g_free(f->inbox);
	g_free(f);
}

/* Takes the path unless it is taken already. */
static bool
take(struct foldernames *f, const char *path)
{
	g_autofree char *normal = g_utf8_normalize(path, -1, G_NORMALIZE_NFC);

	return g_hash_table_add(f->taken, g_utf8_casefold(normal, -1));
}

/* Cuts a name that is too long, between characters and escapes; false if it is not. */
static bool
cut_name(GString *name, const char *key)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	size_t keep = NAME_KEPT;

	if (name->len <= NAME_MAX_BYTES)
		return false;
	crypto_generichash(
	    hash, crypto_generichash_BYTES_MIN, (const unsigned char *)key, strlen(key), NULL, 0);
	while (((unsigned char)name->str[keep] & 0xc0) == 0x80)
		keep--;
	if (name->str[keep - 1] == '%')
		keep--;
	else if (name->str[keep - 2] == '%')
		keep -= 2;
	g_string_truncate(name, keep);
	g_string_append(name, "%~");
	for (int i = 0; i < 8; i++)
		g_string_append_printf(name, "%02x", hash[i]);
	return true;
}

/*
 * Gives name a path in the directory (or, in a Maildir, behind the prefix)
 * parent. key stands for it among all folders; ending is put behind it.
 */
static struct path *
new_path(struct foldernames *f, const char *key, const char *parent, const char *name,
    const char *ending)
{
	struct path *p = g_new0(struct path, 1);
	g_autoptr(GString) last = g_string_new(NULL);
	const char *before = "";

	if (is_maildir(f->target)) {
		g_string_append_printf(last, "%s.%s", parent, name);
	} else {
		g_string_append(last, name);
		before = parent;
	}
	p->changed = cut_name(last, key);
	p->text = g_strconcat(before, *before != '\0' ? "/" : "", last->str, ending, NULL);
	for (guint n = 2; !take(f, p->text); n++) {
		g_free(p->text);
		p->text = g_strdup_printf(
		    "%s%s%s%%~%u%s", before, *before != '\0' ? "/" : "", last->str, n, ending);
		p->changed = true;
	}
	g_hash_table_insert(f->paths, g_strdup(key), p);
	return p;
}

/* Whether this is the folder that is the root of a Maildir. */
static bool
is_root(struct foldernames *f, char *const *names, bool *clash)
{
	*clash = false;
	if (!is_maildir(f->target) || names[1] != NULL ||
	    g_ascii_strcasecmp(names[0], "INBOX") != 0)
		return false;
	if (f->inbox == NULL)
		f->inbox = g_strdup(names[0]);
	*clash = strcmp(f->inbox, names[0]) != 0;
	return !*clash;
}

/* names[i], escaped, or if the path is full all from there on. *i is left at the last one. */
static char *
next_name(struct foldernames *f, char *const *names, guint *i, size_t path_len)
{
	g_autoptr(GString) name = g_string_new(NULL);
	bool full = *i + 1 >= FOLDERNAME_DEPTH_MAX || path_len >= PATH_FULL;

	for (;;) {
		g_autofree char *escaped = foldername_escape(names[*i], f->target);

		g_string_append(name, escaped);
		if (!full || names[*i + 1] == NULL)
			return g_string_free(g_steal_pointer(&name), FALSE);
		g_string_append(name, "%~%2F");
		(*i)++;
	}
}

const char *
foldernames_path(struct foldernames *f, char *const *names, bool *changed)
{
	g_autoptr(GString) key = g_string_new(NULL);
	const char *parent = "";

	if (is_root(f, names, changed))
		return "";
	for (guint i = 0; names[i] != NULL; i++) {
		g_autofree char *name = next_name(f, names, &i, strlen(parent));
		/* An mbox file is not the directory of the folders below it. */
		const char *ending =
		    f->target == FOLDERNAME_MBOX && names[i + 1] == NULL ? ".mbox" : "";
		struct path *p;

		g_string_append_printf(key, "/%s%s", name, ending);
		p = g_hash_table_lookup(f->paths, key->str);
		if (p == NULL)
			p = new_path(f, key->str, parent, name, ending);
		*changed = *changed || p->changed;
		parent = p->text;
	}
	return parent;
}
