/* SPDX-License-Identifier: Apache-2.0 */
/* The command "version": the program, its libraries, and what protects it here. */
#include "cmd/version.h"

#include <archive.h>
#include <gmime/gmime.h>
#include <jansson.h>
#include <seccomp.h>
#include <sodium.h>
#include <stdio.h>
#include <xxhash.h>
#include <zstd.h>

#include "cmd/command.h"
#include "cmd/sandbox.h"
#include "crypto/blake2b.h"

static void
print_libraries(void)
{
	const struct scmp_version *seccomp = seccomp_version();
	unsigned xxhash = XXH_versionNumber();

	printf("glib: %u.%u.%u\n", glib_major_version, glib_minor_version, glib_micro_version);
	printf("gmime: %u.%u.%u\n", gmime_major_version, gmime_minor_version, gmime_micro_version);
	printf("libsodium: %s\n", sodium_version_string());
	printf("libarchive: %s\n", archive_version_details());
	printf("xxhash: %u.%u.%u\n", xxhash / 10000, xxhash / 100 % 100, xxhash % 100);
	printf("zstd: %s\n", ZSTD_versionString());
	printf("jansson: %s\n", jansson_version_str());
	printf("libseccomp: %u.%u.%u\n", seccomp->major, seccomp->minor, seccomp->micro);
}

char *
version_libraries(void)
{
	return g_strdup_printf("zstd %s, libsodium %s, gmime %u.%u.%u, glib %u.%u.%u",
	    ZSTD_versionString(), sodium_version_string(), gmime_major_version, gmime_minor_version,
	    gmime_micro_version, glib_major_version, glib_minor_version, glib_micro_version);
}

/* Whether secrets stay out of swap, found by locking as much as a command may need. */
static const char *
describe_locking(void)
{
	enum { ENOUGH = 65536 };
	void *page = sodium_allocarray(1, ENOUGH);
	bool locked = page != NULL && sodium_mlock(page, ENOUGH) == 0;

	sodium_free(page);
	return locked ? "yes" : "no: secrets may reach the swap area";
}

static int
run_version(GError **error)
{
	const struct sandbox nothing = {.required = options.require_sandbox};

	printf("mailpouch %s\n", MAILPOUCH_VERSION);
	if (!options.verbose)
		return EXIT_DONE;
	printf("compiler: %s\n", __VERSION__);
	print_libraries();
	printf("blake2b: %s\n", blake2b_kernel());
	printf("secrets locked in memory: %s\n", describe_locking());
	if (!sandbox_enter(&nothing, error))
		return COMMAND_FAILED;
	printf("sandbox: %s\n", sandbox_describe());
	return EXIT_DONE;
}

const struct command command_version = {
    .name = "version",
    .summary = "print the version; with --verbose, libraries and protections too",
    .arguments = "",
    .groups = OPTIONS_SANDBOX,
    .run = run_version,
};
