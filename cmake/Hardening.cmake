# What makes a mistake in a program on a PC harder to exploit; tests/scripts/hardening_test.sh reads it off the binaries.
#
#   stack protector   a function that has an array on its stack notices when it was written beyond its end
#   FORTIFY           calls of libc with a buffer of known size are checked when they run; works in optimised code only
#   RELRO, BIND_NOW   what the dynamic linker fills in is read-only once the program runs
#   PIE               the program lies at another address each time
#
# Not for devices, which have no libc or linker that would do it, and not under the sanitizers, which find more.
if(SIGNET_DEVICE_ONLY OR SIGNET_SANITIZE)
  return()
endif()
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)  # with CMAKE_POSITION_INDEPENDENT_CODE
add_compile_options(-fstack-protector-strong)
add_compile_options($<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-D_FORTIFY_SOURCE=2>)
add_link_options(-Wl,-z,relro -Wl,-z,now)
