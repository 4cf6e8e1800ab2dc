# SPDX-License-Identifier: MIT
# ntms_sqlite: SQLite as a static library. By default its Debian source package is downloaded, amalgamated
# and compiled once per toolchain into the cache of cmake/fetch-common.sh.
set(NTMSAPI_SQLITE_AMALGAMATION "" CACHE PATH "Folder with sqlite3.c and sqlite3.h to use instead")
set(NTMSAPI_SQLITE_ROOT "" CACHE PATH "Prefix of an installed SQLite to use instead")

set(ntms_sqlite_flags
    -DSQLITE_DQS=0
    -DSQLITE_THREADSAFE=1
    -DSQLITE_DEFAULT_FOREIGN_KEYS=1
    -DSQLITE_DEFAULT_WAL_SYNCHRONOUS=2
    -DSQLITE_LIKE_DOESNT_MATCH_BLOBS
    -DSQLITE_OMIT_DEPRECATED
    -DSQLITE_OMIT_LOAD_EXTENSION
    -DSQLITE_OMIT_SHARED_CACHE
    -ffunction-sections
    -fdata-sections)
if(NTMSAPI_SANITIZE)
  list(APPEND ntms_sqlite_flags -O1 -g1 -fsanitize=address -fno-omit-frame-pointer)
else()
  list(APPEND ntms_sqlite_flags -O2)
endif()

if(NTMSAPI_SQLITE_AMALGAMATION)
  add_library(ntms_sqlite STATIC ${NTMSAPI_SQLITE_AMALGAMATION}/sqlite3.c)
  target_compile_options(ntms_sqlite PRIVATE ${ntms_sqlite_flags} -w)
  target_include_directories(ntms_sqlite SYSTEM PUBLIC ${NTMSAPI_SQLITE_AMALGAMATION})
else()
  if(NTMSAPI_SQLITE_ROOT)
    find_path(NTMSAPI_SQLITE_INCLUDE sqlite3.h PATHS ${NTMSAPI_SQLITE_ROOT}/include REQUIRED
              NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
    find_library(NTMSAPI_SQLITE_LIBRARY sqlite3 PATHS ${NTMSAPI_SQLITE_ROOT}/lib REQUIRED
                 NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
    set(ntms_sqlite_answer "${NTMSAPI_SQLITE_INCLUDE};${NTMSAPI_SQLITE_LIBRARY}")
  else()
    execute_process(
      COMMAND ${PROJECT_SOURCE_DIR}/cmake/fetch-sqlite.sh ${CMAKE_C_COMPILER} ${CMAKE_AR}
              ${NTMSAPI_TRIPLE} ${ntms_sqlite_flags}
      OUTPUT_VARIABLE ntms_sqlite_answer
      OUTPUT_STRIP_TRAILING_WHITESPACE
      RESULT_VARIABLE ntms_sqlite_result)
    if(ntms_sqlite_result)
      message(FATAL_ERROR "SQLite could not be obtained (reason above)")
    endif()
    string(REPLACE "\n" ";" ntms_sqlite_answer "${ntms_sqlite_answer}")
  endif()
  list(GET ntms_sqlite_answer 0 ntms_sqlite_include)
  list(GET ntms_sqlite_answer 1 ntms_sqlite_library)
  message(STATUS "SQLite: ${ntms_sqlite_library}")
  add_library(ntms_sqlite STATIC IMPORTED GLOBAL)
  set_target_properties(ntms_sqlite PROPERTIES IMPORTED_LOCATION ${ntms_sqlite_library}
                                               INTERFACE_INCLUDE_DIRECTORIES ${ntms_sqlite_include})
endif()
if(NOT WIN32)
  find_package(Threads REQUIRED)
  target_link_libraries(ntms_sqlite INTERFACE Threads::Threads m)
endif()
