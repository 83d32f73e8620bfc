// Divisions that stand in the ROM of the ESP8266 and therefore not in the cross compiler's libgcc. Only their
// names are needed to link what is measured.
#define ROM_FUNCTION(name)                    \
  extern "C" void rom##name() __asm__(#name); \
  extern "C" void rom##name() {}

ROM_FUNCTION(__divsi3)
ROM_FUNCTION(__udivsi3)
ROM_FUNCTION(__umodsi3)
ROM_FUNCTION(__divdi3)
ROM_FUNCTION(__udivdi3)
ROM_FUNCTION(__umoddi3)
