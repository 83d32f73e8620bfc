# What every target is compiled with.
set(CMAKE_CXX_STANDARD 17)  # said aloud, because the analysers' default is another one; HOST components raise it
set(CMAKE_CXX_EXTENSIONS ON)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
if(NOT CMAKE_RUNTIME_OUTPUT_DIRECTORY)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endif()
if(SIGNET_DEVICE_ONLY)
  set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
endif()

find_program(SIGNET_CCACHE ccache)
if(SIGNET_CCACHE AND NOT SIGNET_DEVICE_ONLY)  # ccache does not keep the files of -fcallgraph-info
  # By the compiler's list of headers it need not preprocess what it does not know yet, which is a fifth of a first build. The
  # sloppiness is what it wants to be told before it takes part with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${SIGNET_CCACHE})
endif()

# signet_precompile(TARGET <HEADER>...): large headers of libraries are compiled once for all files of the target.
function(signet_precompile target)
  target_precompile_headers(${target} PRIVATE ${ARGN})
  # What lets ccache take part: no time in it, which it would take for a change, and names in what is preprocessed.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  else()
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# Line numbers in backtraces and sanitizer reports, but no names of variables: a third of the time and most of the size.
# For a debugger: cmake --preset release -DSIGNET_DEBUG_INFO=-g3
set(SIGNET_DEBUG_INFO -g1 CACHE STRING "Debug information")
if(NOT SIGNET_DEVICE_ONLY)
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -DNDEBUG ${SIGNET_DEBUG_INFO}")
  set(CMAKE_CXX_FLAGS_DEBUG ${SIGNET_DEBUG_INFO})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)

if(SIGNET_SANITIZE)
  # Device code has no RTTI, so what derives from its classes cannot have its dynamic type checked.
  add_compile_options(-fsanitize=${SIGNET_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -O1)
  add_link_options(-fsanitize=${SIGNET_SANITIZE})
endif()
if(SIGNET_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
