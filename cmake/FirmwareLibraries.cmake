# BearSSL and lwIP for firmware, built from the sources that scripts/fetch-sources.sh brings. Their code is not ours: it
# is compiled without our warnings, and nothing of it is in this repository.
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/scripts/fetch-sources.sh RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "The sources that the firmware is built from are missing; see above.")
endif()
enable_language(C ASM)
set(sources ${CMAKE_SOURCE_DIR}/build/sources)

function(signet_foreign_library name)
  add_library(${name} STATIC ${ARGN})
  set_property(TARGET ${name} PROPERTY COMPILE_OPTIONS -w)  # in place of what all our own targets have
endfunction()

file(GLOB_RECURSE bearssl_sources ${sources}/bearssl/src/*.c)
# Our own generator of the same numbers needs about 800 bytes less of stack, at the deepest point of a handshake.
list(FILTER bearssl_sources EXCLUDE REGEX "/rand/hmac_drbg\\.c$")
set(replaced ${CMAKE_SOURCE_DIR}/firmware/common/bearssl/hmac_drbg.cpp)
set_source_files_properties(${replaced} PROPERTIES COMPILE_OPTIONS "${SIGNET_DEVICE_FLAGS}")
signet_foreign_library(bearssl ${bearssl_sources} ${replaced})
target_link_libraries(bearssl PRIVATE signet_tls)
target_include_directories(bearssl SYSTEM PRIVATE ${sources}/bearssl/src ${CMAKE_SOURCE_DIR}/src PUBLIC ${sources}/bearssl/inc)
# No operating system to ask for time or random numbers; multiplications with a short result are what the LX106 (16 bits)
# and the Cortex-M3 (32 bits) are quick at.
target_compile_definitions(bearssl PRIVATE BR_USE_URANDOM=0 BR_USE_GETENTROPY=0 BR_USE_UNIX_TIME=0 BR_64=0 BR_INT128=0
                                           BR_LOMUL=1)
# Inlined into one function, the steps of the handshake would all have their memory on the stack at once: 350 bytes more,
# and no less code.
target_compile_options(bearssl PRIVATE -fno-inline-functions-called-once)

file(GLOB lwip_sources ${sources}/lwip/src/core/*.c ${sources}/lwip/src/core/ipv4/*.c
                       ${sources}/lwip/src/netif/ethernet.c)
signet_foreign_library(lwip ${lwip_sources})
target_include_directories(lwip SYSTEM PUBLIC ${sources}/lwip/src/include ${CMAKE_SOURCE_DIR}/firmware/common/lwip)
