# A component is a folder: its sources (*.cpp), unit tests (*_test.cpp) and fuzz targets (*_fuzz.cpp) stand side by side.
#
#   signet_component(NAME DEVICE|HOST [RECURSE] [DEPENDS target...] [EXCLUDE regex])
#
# makes the static library NAME from the sources of the current folder, the program NAME_test from its tests, and with
# SIGNET_FUZZ a program fuzz_X for each X_fuzz.cpp. DEVICE code is C++17 without exceptions and RTTI, HOST code C++20.

include(DeviceInstall)
set(SIGNET_DEVICE_FLAGS -fno-exceptions -fno-rtti)
set(SIGNET_TEST_PREFIX "" CACHE STRING "Put before the name of each test, to tell the builds apart when all are run")
option(SIGNET_UNITY "Compile several files at once on a PC: the headers that they share are read once" ON)
# A small share: the corpus of all runs before, and a little new. Long runs are scripts/fuzz.sh's.
set(SIGNET_FUZZ_SECONDS 2 CACHE STRING "How long each fuzz target runs when the tests run it")

function(signet_component name kind)
  cmake_parse_arguments(ARG "RECURSE" "EXCLUDE" "DEPENDS" ${ARGN})
  set(glob GLOB)
  if(ARG_RECURSE)
    set(glob GLOB_RECURSE)
  endif()
  file(${glob} sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cpp)
  if(ARG_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${ARG_EXCLUDE})
  endif()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(fuzzers ${sources})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")

  if(sources)
    set(scope PUBLIC)
    add_library(${name} STATIC ${sources})
    if(kind STREQUAL DEVICE)
      target_compile_options(${name} PRIVATE ${SIGNET_DEVICE_FLAGS})
    endif()
  else()
    set(scope INTERFACE)
    add_library(${name} INTERFACE)
  endif()
  if(kind STREQUAL DEVICE)
    target_compile_features(${name} ${scope} cxx_std_17)
    target_include_directories(${name} ${scope} $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>)
  else()
    target_compile_features(${name} ${scope} cxx_std_20)
    target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
  endif()
  target_link_libraries(${name} ${scope} ${ARG_DEPENDS})
  if(sources)
    signet_unity(${name} ${sources})
  endif()
  if(kind STREQUAL DEVICE)
    signet_install_device_component(${name})
  endif()

  if(SIGNET_FUZZ)
    signet_fuzz_targets(${name} ${fuzzers})
  endif()
  if(SIGNET_TESTS AND SIGNET_UNIT_TESTS AND NOT SIGNET_DEVICE_ONLY AND tests)
    signet_test(${name}_test SOURCES ${tests} DEPENDS ${name})
  endif()
endfunction()

# signet_unity(TARGET file...): a PC's compiler spends most of its time on headers, so it gets the files of a folder as one. So
# names in anonymous namespaces must differ within a folder (-DSIGNET_UNITY=OFF compiles file by file). A microcontroller's
# code is small either way, and its figures are those of files compiled one by one.
function(signet_unity target)
  if(NOT SIGNET_UNITY OR SIGNET_DEVICE_ONLY)
    return()
  endif()
  foreach(file ${ARGN})
    get_filename_component(folder ${file} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    set_source_files_properties(${file} PROPERTIES UNITY_GROUP "${target}${folder}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # GCC takes what one file alone knows for something that others share.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endfunction()

# signet_test(NAME SOURCES file... DEPENDS target...): a GoogleTest program, each of its tests known to CTest.
# Tests that run the built programs find their folder in SIGNET_BIN; only they get it, so that compilers' caches work.
function(signet_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gtest_main GTest::gmock rapidcheck)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/test)
  signet_unity(${name} ${ARG_SOURCES})
  # Test code runs once and is compiled often; what it tests keeps its optimisation.
  target_compile_options(${name} PRIVATE -O0 -g1 -U_FORTIFY_SOURCE)  # which wants optimised code
  if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/tests")
    target_compile_definitions(${name} PRIVATE SIGNET_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}"
                                               SIGNET_SOURCE="${CMAKE_SOURCE_DIR}")
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${SIGNET_TEST_PREFIX}" PROPERTIES TIMEOUT 300)
endfunction()

function(signet_fuzz_targets component)
  foreach(file ${ARGN})
    get_filename_component(target ${file} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" target ${target})
    add_executable(fuzz_${target} ${file})
    target_compile_features(fuzz_${target} PRIVATE cxx_std_20)
    target_link_libraries(fuzz_${target} PRIVATE ${component})
    target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
    # The corpus is the one that scripts/fuzz.sh goes on with.
    set(corpus ${CMAKE_SOURCE_DIR}/build/corpus/${target})
    file(MAKE_DIRECTORY ${corpus})
    add_test(NAME fuzz.${target}
             COMMAND fuzz_${target} -max_total_time=${SIGNET_FUZZ_SECONDS} -len_control=0 -timeout=10 -rss_limit_mb=2048
                     -print_final_stats=1 -artifact_prefix=${corpus}. ${corpus})
  endforeach()
endfunction()
