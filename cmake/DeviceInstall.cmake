# What `cmake --install` puts of the device library, for find_package(signet): headers, static libraries, and targets named
# after their folders (signet_core becomes signet::core). signet_component() calls this for each DEVICE component, so a new
# folder needs no entry. Of the ports only the one for the system that is built for is of use to anybody.
function(signet_install_device_component name)
  string(REGEX REPLACE "^signet_" "" short ${name})
  string(TOLOWER ${CMAKE_SYSTEM_NAME} system)
  if(SIGNET_DEVICE_ONLY OR (short MATCHES "^port_" AND NOT short STREQUAL "port_${system}"))
    return()
  endif()
  set_target_properties(${name} PROPERTIES EXPORT_NAME ${short})
  add_library(signet::${short} ALIAS ${name})
  set_property(GLOBAL APPEND PROPERTY SIGNET_INSTALLED_LIBRARIES ${name})
  install(TARGETS ${name} EXPORT signet ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libsignet-dev
          INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/${folder}
          COMPONENT libsignet-dev FILES_MATCHING PATTERN "*.h"
          REGEX "(_test|/test_[a-z0-9_]*)\\.h$" EXCLUDE)
endfunction()
