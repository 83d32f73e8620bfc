// Functions that stand in the ROM of the ESP8266: divisions, which are therefore not in the cross compiler's
// libgcc, and the C library's for memory. Only their names are needed to link what is measured.
#define ROM_FUNCTION(name)                    \
  extern "C" void rom##name() __asm__(#name); \
  extern "C" void rom##name() {}

ROM_FUNCTION(__divsi3)
ROM_FUNCTION(__udivsi3)
ROM_FUNCTION(__umodsi3)
ROM_FUNCTION(__muldi3)
ROM_FUNCTION(__umulsidi3)
ROM_FUNCTION(__divdi3)
ROM_FUNCTION(__udivdi3)
ROM_FUNCTION(__umoddi3)
ROM_FUNCTION(memcpy)
ROM_FUNCTION(memmove)
ROM_FUNCTION(memset)
ROM_FUNCTION(memcmp)
ROM_FUNCTION(strlen)
