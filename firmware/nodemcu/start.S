// From reset to main(), and what becomes of exceptions. LX106, call0 ABI: a0 return address, a1 stack pointer,
// a2 to a7 arguments, a12 to a15 kept by the callee.

#include "firmware/nodemcu/start.h"
#include "firmware/nodemcu/virtual/word_memory.inc"

// ---- Vectors. Offsets are those of the LX106 core (xtensa-lx106 core-isa.h).
    .section .vectors, "ax"
    .align 256
vectors:
    .org 0x10                       // debug exception: a data breakpoint
    j debugException
    .org 0x20                       // NMI: not used
    j .
    .org 0x30                       // exception in kernel mode, that is within a handler
    wsr a0, excsave1
    j fatalException
    .org 0x50                       // exception in user mode, and level 1 interrupts
    wsr a0, excsave1
    j userException
    .org 0x70                       // double exception
    j fatalException
    .org 0x80

// ---- Reset.
    .section .iram.start, "ax"
    .literal_position
    .global _start
    .align 4
_start:
    movi a2, 0
    wsr a2, intenable
    movi a2, kUserMode
    wsr a2, ps
    movi a2, vectors
    wsr a2, vecbase
    rsync
    movi a1, __stack_top

    movi a2, __sdk_bss_start
    movi a3, __sdk_bss_end
    movi a4, 0
    call0 fill
    movi a2, __bss_start
    movi a3, __bss_end
    movi a4, 0
    call0 fill
    movi a2, __stack_limit
    mov a3, a1
    movi a4, kStackPaint
    call0 fill

    movi a2, __stack_guard
    wsr a2, dbreaka0
    movi a2, kWatchStores
    wsr a2, dbreakc0
    isync

    movi a0, closePeripherals       // of the virtual board
    callx0 a0
    movi a0, startProgram
    callx0 a0                       // never returns

// a2..a3: words to set to a4
    .align 4
fill:
    bgeu a2, a3, 1f
    s32i a4, a2, 0
    addi a2, a2, 4
    j fill
1:  ret

// ---- Exceptions.
    .align 4
userException:
    rsr a0, exccause
    beqi a0, kLevel1Interrupt, wakeUp
    movi a0, kMachineTop            // what the board makes of it
    slli a0, a0, kMachineLeft
    srli a0, a0, kMachineRight
    jx a0

// Interrupts only wake the processor: what to do is found by looking. They stay off until the next sleep.
    .align 4
wakeUp:
    movi a0, 0
    wsr a0, intenable
    rsync
    rsr a0, excsave1
    rfe

// Reports and stops. The stack may be what is broken, so it begins anew; and the processor leaves the exception, because
// the serial port of the virtual board needs exceptions itself.
    .global fatalException
    .align 4
fatalException:
    openWordMemory a0
    rsr a2, exccause
    rsr a3, epc1
    rsr a4, excvaddr
    mov a5, a1
    j report

    .align 4
debugException:
    openWordMemory a0
    movi a0, 0                      // off, or the report meets it again
    wsr a0, dbreakc0
    isync
    rsr a3, epc2
    mov a5, a1
    movi a2, kStackOverflow
    movi a4, 0

report:
    movi a0, 0
    wsr a0, intenable
    movi a0, kUserMode
    wsr a0, ps
    rsync
    movi a1, __stack_top
    movi a0, reportException
    callx0 a0
