/* SPDX-License-Identifier: Apache-2.0 */
/* SANITIZED: whether this build has a sanitizer, which does what a sandbox forbids. */
#ifndef CRYPTO_SANITIZER_H
#define CRYPTO_SANITIZER_H

#include <stdbool.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define SANITIZED true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

#endif
