// SIGNET_SANITIZED: 1 when this is compiled with the address sanitizer, by GCC or by clang, else 0. For tests
// that try less then, because they are many times slower.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define SIGNET_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIGNET_SANITIZED 1
#endif
#endif
#if !defined(SIGNET_SANITIZED)
#define SIGNET_SANITIZED 0
#endif
