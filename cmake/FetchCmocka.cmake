# SPDX-License-Identifier: MIT
# ntms_cmocka: cmocka as a static library, from its Debian source package, compiled once per toolchain into
# the cache of cmake/fetch-common.sh.
set(ntms_cmocka_arguments -DCMAKE_C_COMPILER=${CMAKE_C_COMPILER})
if(WIN32)
  list(APPEND ntms_cmocka_arguments -DCMAKE_SYSTEM_NAME=Windows)
endif()
execute_process(
  COMMAND ${PROJECT_SOURCE_DIR}/cmake/fetch-cmocka.sh ${CMAKE_C_COMPILER} ${NTMSAPI_TRIPLE}
          ${ntms_cmocka_arguments}
  OUTPUT_VARIABLE ntms_cmocka_answer
  OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE ntms_cmocka_result)
if(ntms_cmocka_result)
  message(FATAL_ERROR "cmocka could not be obtained (reason above)")
endif()
string(REPLACE "\n" ";" ntms_cmocka_answer "${ntms_cmocka_answer}")
list(GET ntms_cmocka_answer 0 ntms_cmocka_include)
list(GET ntms_cmocka_answer 1 ntms_cmocka_library)
message(STATUS "cmocka: ${ntms_cmocka_library}")
add_library(ntms_cmocka STATIC IMPORTED GLOBAL)
set_target_properties(
  ntms_cmocka PROPERTIES IMPORTED_LOCATION ${ntms_cmocka_library}
                         INTERFACE_INCLUDE_DIRECTORIES ${ntms_cmocka_include})
