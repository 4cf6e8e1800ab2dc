# SPDX-License-Identifier: MIT
# How test programs are made and registered. Cross-built ones run under Wine, native ones as they are; both get a
# data folder of their own, empty at the start (tests/support/wine-run, native-run).

# Windows programs lie beside ntmsapi.dll, where the loader looks first.
if(WIN32)
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endif()

# ntms_register_test(NAME COMMAND... ): a ctest of this build; the command's first word is a target or program.
function(ntms_register_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "VTL" "TIMEOUT" "COMMAND;ENVIRONMENT")
  if(WIN32)
    set(runner ${PROJECT_SOURCE_DIR}/tests/support/wine-run)
  else()
    set(runner ${PROJECT_SOURCE_DIR}/tests/support/native-run)
  endif()
  add_test(NAME ${name} COMMAND ${runner} ${ARG_COMMAND})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 900)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT}
                                          ENVIRONMENT "${ARG_ENVIRONMENT}")
  if(ARG_VTL)
    # The virtual tape library is one for the whole Wine prefix.
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK vtl LABELS vtl)
  endif()
endfunction()

# ntms_unit_test(NAME SOURCES files LIBRARIES targets): a cmocka program test_NAME, in every build.
function(ntms_unit_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "VTL" "TIMEOUT" "SOURCES;LIBRARIES;ENVIRONMENT")
  add_executable(test_${name} ${ARG_SOURCES})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(test_${name} PRIVATE ${ARG_LIBRARIES} ntms_cmocka ntms_options)
  set(vtl)
  if(ARG_VTL)
    set(vtl VTL)
  endif()
  ntms_register_test(
    ${name} ${vtl}
    TIMEOUT ${ARG_TIMEOUT}
    COMMAND $<TARGET_FILE:test_${name}>
    ENVIRONMENT ${ARG_ENVIRONMENT})
endfunction()

# ntms_wine_test(NAME [VTL] SOURCES files LIBRARIES targets): like ntms_unit_test, but only in the cross builds.
# VTL: needs the virtual tape library, and has it for itself.
function(ntms_wine_test name)
  if(WIN32)
    ntms_unit_test(${name} ${ARGN})
  endif()
endfunction()
