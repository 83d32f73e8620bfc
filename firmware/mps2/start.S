// From reset to startProgram(), and what becomes of exceptions. ARMv7-M: the program runs on the process stack, in its
// 64 KiB; exceptions run on the main stack, outside of them.

#include "firmware/common/stack_paint.h"

    .syntax unified
    .thumb

// ---- Vectors (Armv7-M Architecture Reference Manual, B1.5.3). Interrupts only end a sleep: none is ever taken.
    .section .vectors, "a"
    .word __handler_stack_top
    .word _start
    .word fatalException            // NMI
    .word fatalException            // HardFault
    .word boardException            // MemManage: what the board makes of it
    .word fatalException            // BusFault
    .word fatalException            // UsageFault
    .rept 9 + 32
    .word fatalException
    .endr

// ---- Reset.
    .text
    .global _start
    .type _start, %function
_start:
    ldr r0, =__data_start
    ldr r1, =__data_end
    ldr r2, =__data_values
1:  cmp r0, r1
    bhs 2f
    ldr r3, [r2], #4
    str r3, [r0], #4
    b 1b
2:  ldr r0, =__bss_start
    ldr r1, =__bss_end
    movs r2, #0
    bl fill
    ldr r0, =__stack_limit
    ldr r1, =__stack_top
    ldr r2, =kStackPaint
    bl fill
    msr psp, r1
    movs r0, #2                     // CONTROL.SPSEL: the process stack
    msr control, r0
    isb
    bl protectMemory
    bl startCounter
    bl openBoard                    // of the virtual board
    bl startProgram                 // never returns

// r0..r1: words to set to r2
    .type fill, %function
fill:
    cmp r0, r1
    bhs 3f
    str r2, [r0], #4
    b fill
3:  bx lr

// ---- Exceptions.
// Reports and stops. The stack may be what is broken, so it begins anew; and the processor leaves the exception, because
// the serial port of the virtual board needs exceptions itself: describeException() makes a frame that returns to the
// report.
    .global fatalException
    .type fatalException, %function
fatalException:
    mrs r0, psp
    mrs r1, ipsr
    bl describeException
    msr psp, r0
    ldr lr, =0xFFFFFFFD             // to the program, on the process stack
    bx lr
