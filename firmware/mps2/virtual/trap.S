// Loads and stores that the memory protection refuses: lets emulateAccess() carry out those that go to peripherals, and
// goes on behind them.

    .syntax unified
    .thumb
    .section .machine.trap, "ax"
    .global boardException
    .type boardException, %function
boardException:
    push {r3-r11, lr}               // r3 keeps the stack aligned to 8 bytes
    mrs r0, psp
    add r1, sp, #4                  // r4 to r11
    bl emulateAccess
    cmp r0, #0
    pop {r3-r11, lr}
    beq 1f
    bx lr
1:  ldr r0, =fatalException
    bx r0

// int machineCall(int call, const void* block): a request to the virtual machine (Arm semihosting).
    .global machineCall
    .type machineCall, %function
machineCall:
    bkpt 0xAB
    bx lr
