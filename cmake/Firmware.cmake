# Firmware of a board. Its folder below firmware/ has start-up, hardware, BOARD.ld, and what the virtual board needs
# besides; firmware/common has the rest.
#
#   signet_board(BOARD PORT target SOURCES file... ETHERNET file)
#
# makes the images BOARD.elf (the device) and selftest.elf of the current folder, each with its linker map, in the folder
# of the build.
#
#   signet_image(NAME file... [DEPENDS target...])
#
# makes another image. Dependencies: `device`, the whole device but for who computes its elliptic curves (curves.h).
enable_language(ASM)
set(CMAKE_CXX_STANDARD_LIBRARIES "-Wl,--start-group -lc -lgcc -Wl,--end-group")  # behind everything that calls them
set(SIGNET_FIRMWARE_COMMON ${CMAKE_SOURCE_DIR}/firmware/common)

function(signet_firmware_options target)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${SIGNET_DEVICE_FLAGS}>)
endfunction()

function(signet_image name)
  cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
  set(script ${CMAKE_CURRENT_SOURCE_DIR}/${SIGNET_FIRMWARE}.ld)
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} LINK_DEPENDS ${script})
  target_link_libraries(${name} PRIVATE board ${ARG_DEPENDS})
  target_link_options(${name} PRIVATE -nostartfiles -nodefaultlibs -Wl,--gc-sections -T ${script}
                      -Wl,-Map=${CMAKE_BINARY_DIR}/${name}.map)
  signet_firmware_options(${name})
endfunction()

function(signet_board name)
  cmake_parse_arguments(ARG "" "PORT;ETHERNET" "SOURCES" ${ARGN})
  set(common ${SIGNET_FIRMWARE_COMMON})
  add_library(board OBJECT ${common}/start.cpp ${common}/hardware.cpp ${ARG_SOURCES})
  target_link_libraries(board PUBLIC ${ARG_PORT} signet_tls)
  add_library(device OBJECT ${common}/program.cpp ${common}/network.cpp ${ARG_ETHERNET})
  target_link_libraries(device PUBLIC signet_thing signet_port_lwip signet_port_bare)
  foreach(target board device)
    signet_firmware_options(${target})
  endforeach()
  signet_image(${name} ${common}/curves_chip.cpp DEPENDS device)
  signet_image(selftest ${common}/selftest/selftest.cpp selftest.cpp)
endfunction()
