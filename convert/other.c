/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are no mail, or none that can be read yet; see other.h. */
#include "convert/other.h"

#include <string.h>

#include "crypto/ustar.h"

/* Compared without regard to ASCII case; '*' stands for any bytes. */
static const char *const companions[] = {
    /* Dovecot, Courier, Maildir++ */
    "dovecot-*",
    "dovecot.*",
    ".dovecot*",
    "subscriptions",
    ".subscriptions",
    "maildirfolder",
    "mailpouch-names",
    "maildirsize",
    "courier*",
    ".uidvalidity",
    ".mailboxlist",
    ".noindex",
    ".noupdate",
    /* mbsync, offlineimap, notmuch */
    ".mbsyncstate*",
    ".isyncuidmap.db",
    ".notmuch*",
    /* MH and its readers */
    ".mh_sequences",
    ".xmhcache",
    ".mew_cache",
    ".mew-cache",
    ".mew-summary",
    ".overview",
    ".sylpheed_cache",
    ".sylpheed_mark",
    ".claws_cache",
    ".claws_mark",
    ".claws_tags",
    /* Thunderbird, KMail, Apple Mail */
    "*.msf",
    "msgfilterrules.dat",
    "popstate.dat",
    "filterlog.html",
    ".*.index",
    ".*.index.ids",
    ".*.index.sorted",
    "table_of_contents",
    /* Eudora */
    "*.toc",
    "descmap.pce",
    /* sidecars of exports, systems */
    "*-metadata.xml",
    "*-results-count.csv",
    "*.metadata.json",
    "labels.json",
    "*.emlxpart",
    "thumbs.db",
    "desktop.ini",
    ".ds_store",
    ".nfs*",
};

#define OLE_SIGNATURE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static const struct {
	const char *magic;
	size_t len;
	const char *what;
	bool packed;
} sealed[] = {
    {"!BDN", 4, "a PST or OST file", false},
    {OLE_SIGNATURE, 8, "an OLE2 file", false},
    {"\x1f\x8b", 2, "a gzip file", true},
    {"BZh", 3, "a bzip2 file", true},
    {"\xfd\x37zXZ\0", 6, "an xz file", true},
    {"\x28\xb5\x2f\xfd", 4, "a zstd file", true},
    {"PK\3\4", 4, "a zip file", true},
    {"7z\xbc\xaf\x27\x1c", 6, "a 7z file", true},
    {"BABYL OPTIONS", 13, "a Babyl mailbox", false},
    {"\xcf\xad\x12\xfe", 4, "an Outlook Express .dbx file", false},
};

#define TAR_HEADER_LEN 512
#define TAR_RECORD_LEN (20 * TAR_HEADER_LEN) /* as long as programs make a tar of nothing */
#define TAR_CHECK_AT 148
#define TAR_CHECK_LEN 8
#define ZIP_END_LEN 22    /* of a zip's end, which a comment may follow, */
#define ZIP_COMMENT_LEN 2 /* whose length is its last field */

static const char *const promises[] = {
    "*.mbox", "*.mbx", "*.eml", "*.emlx", "mbox", "*.pst", "*.ost"};

static const char *const never_empty[] = {"*.pst", "*.ost"};

static bool
matches_one(const char *name, const char *const patterns[], size_t n)
{
	g_autofree char *lower = g_ascii_strdown(name, -1);
	g_autofree char *text = g_utf8_make_valid(lower, -1); /* the matcher's condition */

	for (size_t i = 0; i < n; i++)
		if (g_pattern_match_simple(patterns[i], text))
			return true;
	return false;
}

static const char *
last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool
other_is_twin(const char *path)
{
	return g_str_has_prefix(path, "__MACOSX/") || strstr(path, "/__MACOSX/") != NULL ||
	    g_str_has_prefix(last_name(path), "._");
}

bool
other_is_companion(const char *path)
{
	return other_is_twin(path) || g_str_has_prefix(path, "courierimapkeywords/") ||
	    strstr(path, "/courierimapkeywords/") != NULL ||
	    matches_one(last_name(path), companions, G_N_ELEMENTS(companions));
}

/* By the check of its first header, since old ones have no magic. */
static bool
is_tar(const unsigned char *head, size_t len)
{
	char octal[TAR_CHECK_LEN + 1] = {0};
	guint64 sum = TAR_CHECK_LEN * ' ';

	if (len < TAR_HEADER_LEN || head[0] == '\0')
		return false;
	for (size_t i = 0; i < TAR_HEADER_LEN; i++)
		if (i < TAR_CHECK_AT || i >= TAR_CHECK_AT + TAR_CHECK_LEN)
			sum += head[i];
	memcpy(octal, head + TAR_CHECK_AT, TAR_CHECK_LEN);
	return sum == g_ascii_strtoull(octal, NULL, 8);
}

/* A pouch's first header: a tar file too, but what it packs opens with keys alone. */
static bool
is_pouch(const unsigned char *head, size_t len)
{
	char name[USTAR_NAME_SIZE];
	guint64 size;

	return len >= USTAR_BLOCK && ustar_parse(head, NULL, name, &size, NULL);
}

bool
other_is_packed(const unsigned char *head, size_t len)
{
	if (is_pouch(head, len))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(sealed); i++)
		if (len >= sealed[i].len && memcmp(head, sealed[i].magic, sealed[i].len) == 0)
			return sealed[i].packed;
	return is_tar(head, len);
}

static bool
is_zeros(const unsigned char *p, size_t len)
{
	while (len > 0 && *p == 0) {
		p++;
		len--;
	}
	return len == 0;
}

bool
other_is_empty(const char *name, guint64 size, const unsigned char *head, size_t len)
{
	size_t name_len = strlen(name);

	if (len >= ZIP_END_LEN && memcmp(head, "PK\5\6", 4) == 0)
		return is_zeros(head + 4, ZIP_END_LEN - 4 - ZIP_COMMENT_LEN);
	return name_len > 4 && g_ascii_strcasecmp(name + name_len - 4, ".tar") == 0 &&
	    size == len && len >= 2 * TAR_HEADER_LEN && len <= TAR_RECORD_LEN &&
	    is_zeros(head, len);
}

const char *
other_sealed(const unsigned char *head, size_t len)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sealed); i++)
		if (len >= sealed[i].len && memcmp(head, sealed[i].magic, sealed[i].len) == 0)
			return sealed[i].what;
	if (is_pouch(head, len))
		return "a pouch, which unpack opens";
	if (is_tar(head, len))
		return "a tar file";
	return NULL;
}

bool
other_is_ole(const unsigned char *head, size_t len)
{
	return len >= strlen(OLE_SIGNATURE) &&
	    memcmp(head, OLE_SIGNATURE, strlen(OLE_SIGNATURE)) == 0;
}

/* Text that is named so is of other programs, and may be a part of a message. */
static bool
is_binary_msg(const char *name, const unsigned char *head, size_t len)
{
	size_t name_len = strlen(name);

	return name_len > 4 && g_ascii_strcasecmp(name + name_len - 4, ".msg") == 0 &&
	    len > 0 && memchr(head, '\0', len) != NULL;
}

bool
other_promises_mail(const char *name, const unsigned char *head, size_t len)
{
	return matches_one(name, promises, G_N_ELEMENTS(promises)) ||
	    is_binary_msg(name, head, len);
}

bool
other_promises_bytes(const char *name)
{
	return matches_one(name, never_empty, G_N_ELEMENTS(never_empty));
}
