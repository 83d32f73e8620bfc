// What lwIP asks of a compiler and a board.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// 32 random bits of the board: port numbers and sequence numbers must not be guessed.
uint32_t boardRandom(void);

/// Stops with a report; never returns.
void boardAssertionFailed(void);

#ifdef __cplusplus
}
#endif

#define LWIP_RAND() boardRandom()
#define LWIP_PLATFORM_DIAG(message)
#define LWIP_PLATFORM_ASSERT(message) boardAssertionFailed()  // the messages alone would take 6 KB
#define LWIP_NO_CTYPE_H 1
