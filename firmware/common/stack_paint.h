// What start-up fills the stack with, also for assembler.
#pragma once

#define kStackPaint 0x5AFE57AC  // "safe stack": words of it that are left have never been used
