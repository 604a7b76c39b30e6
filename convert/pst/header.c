/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the header; see header.h. */
#include "convert/pst/header.h"

#include <string.h>

#include "convert/pst/crc.h"
#include "convert/pst/le.h"

#define MAGIC "!BDN"
#define ANSI_SIZE 512
#define CRC_FROM 8          /* wMagicClient: both checksums begin there */
#define CRC_PARTIAL_LEN 471 /* that of dwCRCPartial, at 4 */
#define CRC_FULL_LEN 516    /* that of dwCRCFull, at 524: Unicode only */
#define CRYPT_WIP 0x10
#define VERSION_WIP 37

/* Where fields are that both layouts have. */
struct places {
	size_t end, nodes, blocks, allocation, crypt;
};

static const struct places ansi_places = {168, 184, 192, 200, 461};
static const struct places unicode_places = {184, 216, 232, 248, 513};

bool
pst_header_begins(const unsigned char *bytes, size_t len)
{
	return len >= 12 && memcmp(bytes, MAGIC, 4) == 0 &&
	    (memcmp(bytes + 8, "SM", 2) == 0 || memcmp(bytes + 8, "SO", 2) == 0 ||
		memcmp(bytes + 8, "AB", 2) == 0);
}

static bool
read_version(guint version, struct pst_header *h, GError **error)
{
	h->version = version;
	if (version == VERSION_WIP)
		return err_set(error, ERR_UNSUPPORTED,
		    "the file is protected by Windows Information Protection (version 37): it "
		    "is encrypted and its key is not in it");
	if (version > VERSION_WIP)
		return err_set(error, ERR_UNSUPPORTED, "PST version %u is not known", version);
	if (version == 14 || version == 15)
		h->format = PST_ANSI;
	else if (version == 36)
		h->format = PST_UNICODE_4K;
	else if (version >= 19)
		h->format = PST_UNICODE;
	else
		return err_set(error, ERR_FORMAT, "PST version %u does not exist", version);
	return true;
}

static bool
read_crypt(guint method, struct pst_header *h, GError **error)
{
	if (method == CRYPT_WIP)
		return err_set(error, ERR_UNSUPPORTED,
		    "the file is protected by Windows Information Protection (encryption method "
		    "0x10): its key is not in it");
	if (method > PST_CRYPT_CYCLIC)
		return err_set(
		    error, ERR_FORMAT, "encryption method 0x%02x does not exist", method);
	h->crypt = (enum pst_crypt)method;
	return true;
}

static bool
is_intact(const unsigned char *p, const struct pst_header *h)
{
	return pst_crc(p + CRC_FROM, CRC_PARTIAL_LEN) == pst_le32(p + 4) &&
	    (h->format == PST_ANSI || pst_crc(p + CRC_FROM, CRC_FULL_LEN) == pst_le32(p + 524));
}

static struct pst_ref
read_ref(const unsigned char *p, guint id)
{
	return (struct pst_ref){.bid = pst_le(p, id), .at = pst_le(p + id, id)};
}

bool
pst_header_read(const struct pst_source *s, struct pst_header *h, GError **error)
{
	unsigned char p[PST_HEADER_SIZE] = {0};
	const struct places *at;
	guint id;

	memset(h, 0, sizeof(*h));
	if (!pst_source_read(s, p, (size_t)MIN(s->size, sizeof(p)), 0, error))
		return false;
	if (s->size < ANSI_SIZE || !pst_header_begins(p, sizeof(p)))
		return err_set(error, ERR_FORMAT, "it is no PST or OST file");
	if (!read_version(pst_le16(p + 10), h, error))
		return false;
	at = h->format == PST_ANSI ? &ansi_places : &unicode_places;
	id = pst_layout(h->format)->id;
	h->offline = memcmp(p + 8, "SO", 2) == 0;
	h->end = pst_le(p + at->end, id);
	h->nodes = read_ref(p + at->nodes, id);
	h->blocks = read_ref(p + at->blocks, id);
	h->allocation_intact = p[at->allocation] != 0;
	h->intact = is_intact(p, h);
	return read_crypt(p[at->crypt], h, error);
}
