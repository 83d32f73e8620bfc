// Loads and stores that the processor refuses, because they go to peripherals of the ESP8266: saves all registers, lets
// emulateAccess() carry them out, and goes on behind them.
//
// Entered by start.S in the exception, with a0 saved in EXCSAVE1.

#include "firmware/nodemcu/start.h"
#include "firmware/nodemcu/virtual/word_memory.inc"

// The word at kLinkStrictMemory (host/emulator/board/link.h).
    .macro loadStrict register
    movi \register, strictMemory
    l32i \register, \register, 0
    .endm

// What start.S jumps to, at the beginning of the machine's memory. Literals stand behind it.
    .section .machine.entry, "ax"
    .global boardException
    .align 4
boardException:
    j examine

    .section .machine.trap, "ax"
    .literal_position
    .align 4
examine:
    loadStrict a0
    beqz a0, 1f
    openWordMemory a0
1:  rsr a0, exccause
    beqi a0, kLoadStoreError, 2f
    addi a0, a0, -kLoadStoreAddressError
    beqz a0, 2f
    addi a0, a0, kLoadStoreAddressError - kLoadProhibited
    bltui a0, 2, 2f
    movi a0, fatalException
    jx a0
2:  movi a0, trapFrame
    s32i a1, a0, 4
    s32i a2, a0, 8
    s32i a3, a0, 12
    s32i a4, a0, 16
    s32i a5, a0, 20
    s32i a6, a0, 24
    s32i a7, a0, 28
    s32i a8, a0, 32
    s32i a9, a0, 36
    s32i a10, a0, 40
    s32i a11, a0, 44
    s32i a12, a0, 48
    s32i a13, a0, 52
    s32i a14, a0, 56
    s32i a15, a0, 60
    rsr a2, excsave1
    s32i a2, a0, 0
    rsr a2, epc1
    s32i a2, a0, 64
    rsr a2, excvaddr
    s32i a2, a0, 68
    rsr a2, sar
    s32i a2, a0, 72
    movi a1, trapStackTop
    mov a2, a0
    movi a0, emulateAccess
    callx0 a0
    movi a0, trapFrame
    beqz a2, notOurs
    loadStrict a1
    beqz a1, 3f
    closeWordMemory a1
3:  l32i a1, a0, 64
    wsr a1, epc1
    l32i a1, a0, 72
    wsr a1, sar
    l32i a1, a0, 4
    l32i a2, a0, 8
    l32i a3, a0, 12
    l32i a4, a0, 16
    l32i a5, a0, 20
    l32i a6, a0, 24
    l32i a7, a0, 28
    l32i a8, a0, 32
    l32i a9, a0, 36
    l32i a10, a0, 40
    l32i a11, a0, 44
    l32i a12, a0, 48
    l32i a13, a0, 52
    l32i a14, a0, 56
    l32i a15, a0, 60
    l32i a0, a0, 0
    rfe

    .align 4
notOurs:
    l32i a1, a0, 4
    movi a0, fatalException
    jx a0

// Closes the region 0x60000000 to 0x7FFFFFFF to loads and stores, so that they trap; in strict mode iRAM and flash too.
    .global closePeripherals
    .align 4
closePeripherals:
    movi a2, 0x60000000
    movi a3, kClosed
    wdtlb a3, a2
    dsync
    loadStrict a2
    beqz a2, 4f
    closeWordMemory a2
4:  ret

// int machineCall(int call, int a, int b, int c): a request to the virtual machine.
    .global machineCall
    .align 4
machineCall:
    simcall
    ret

    .section .shadow.trap, "aw", @nobits
    .align 16
trapFrame:
    .space 80
    .space 1024
    .align 16
trapStackTop:
    .space 16
