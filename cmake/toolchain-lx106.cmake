# ESP8266 (Tensilica LX106), Debian's cross compiler. The C++ headers come from Debian's ARM package of the same GCC
# (Debian ships none for this target), or where it is not installed from what scripts/fetch-sources.sh unpacks of it; no
# C++ library is linked.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR xtensa-lx106)
set(CMAKE_CXX_COMPILER xtensa-lx106-elf-g++)
set(CMAKE_C_COMPILER xtensa-lx106-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(cxx_headers /usr/include/newlib/c++/12.2.1)
if(NOT EXISTS ${cxx_headers})
  get_filename_component(cxx_headers ${CMAKE_CURRENT_LIST_DIR}/../build/sources/c++/12.2.1 ABSOLUTE)
endif()
# -fcallgraph-info writes what the size report measures the stack with. Without jump tables our code is smaller.
set(CMAKE_C_FLAGS_INIT
    "--specs=/usr/lib/xtensa-lx106-elf/picolibc.specs -ffunction-sections -fdata-sections -mlongcalls -mtext-section-literals -fcallgraph-info=su")
set(CMAKE_ASM_FLAGS_INIT -mtext-section-literals)
set(CMAKE_CXX_FLAGS_INIT
    "${CMAKE_C_FLAGS_INIT} -fno-threadsafe-statics -fno-jump-tables -nostdinc++ -isystem ${cxx_headers} -isystem ${cxx_headers}/arm-none-eabi/thumb/nofp")
