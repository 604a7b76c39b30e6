/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to be read, from any bytes: what is shown is UTF-8, and not much more than the mail. */
#include <stdint.h>
#include <string.h>

#include "convert/index.h"
#include "convert/readable.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	index_init();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = readable_message(data, size);

	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(strlen(text), <=, 1000 + 200 * size);
	return 0;
}
