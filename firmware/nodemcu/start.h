// Numbers that start-up code in assembler shares with the rest.
#pragma once

#include "firmware/common/stack_paint.h"

#define kUserMode 0x20             // PS: user mode, no exception, interrupt level 0
#define kLevel1Interrupt 4         // EXCCAUSE
#define kLoadStoreError 3          // EXCCAUSE: no such address
#define kLoadStoreAddressError 15  // EXCCAUSE: the same, found by the bus
#define kLoadProhibited 28         // EXCCAUSE: region closed for loads, stores
#define kStoreProhibited 29
#define kStackOverflow 100       // no EXCCAUSE: the data breakpoint on the guard below the stack
#define kWatchStores 0x80000000  // DBREAKC: stores, to 64 bytes

// Where boardException of virtual/trap.S is: the beginning of the machine's memory (nodemcu.ld), made of
// numbers that fit into instructions. In strict mode (virtual/word_memory.inc) no literal can be loaded
// before it has run.
#define kMachineTop (-16)
#define kMachineLeft 16
#define kMachineRight 2
