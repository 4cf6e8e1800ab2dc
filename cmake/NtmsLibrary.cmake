# SPDX-License-Identifier: MIT
# ntmsapi.dll, its import libraries and what is installed.
#
# The 32-bit DLL exports undecorated names although the functions are stdcall: the linker takes the decorated
# list and strips it (--kill-at). Import libraries are made from the same list, so that a caller's
# _CleanNtmsDrive@8 is bound to the export CleanNtmsDrive.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(NtmsMessages)

if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  set(ntmsapi_def ${PROJECT_SOURCE_DIR}/def/ntmsapi_x86.def)
  set(ntmsapi_machine i386)
else()
  set(ntmsapi_def ${PROJECT_SOURCE_DIR}/def/ntmsapi.def)
  set(ntmsapi_machine i386:x86-64)
endif()

configure_file(${PROJECT_SOURCE_DIR}/src/api/version.rc.in ${PROJECT_BINARY_DIR}/version.rc @ONLY)
ntms_message_table(${PROJECT_BINARY_DIR})
add_library(ntmsapi SHARED $<TARGET_OBJECTS:ntms_api> ${PROJECT_BINARY_DIR}/version.rc ${PROJECT_BINARY_DIR}/messages.rc)
target_link_libraries(ntmsapi PRIVATE ntms_engine ntms_api ntms_options)
# The list is given as an option: as a source it would be taken for a list of its own import library.
target_link_options(ntmsapi PRIVATE ${ntmsapi_def} -Wl,--kill-at)
set_target_properties(
  ntmsapi
  PROPERTIES PREFIX ""
             OUTPUT_NAME ntmsapi
             LINKER_LANGUAGE C
             LINK_DEPENDS ${ntmsapi_def}
             RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin
             ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/unused)

# Import libraries: GNU format, and the short format that Microsoft's and LLVM's linkers expect.
find_program(NTMSAPI_DLLTOOL ${NTMSAPI_TRIPLE}-dlltool REQUIRED)
find_program(NTMSAPI_LLVM_DLLTOOL NAMES llvm-dlltool llvm-dlltool-14 llvm-dlltool-16 REQUIRED)
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  set(ntmsapi_llvm_machine i386)
else()
  set(ntmsapi_llvm_machine i386:x86-64)
endif()
set(ntmsapi_gnu_import ${PROJECT_BINARY_DIR}/lib/libntmsapi.dll.a)
set(ntmsapi_msvc_import ${PROJECT_BINARY_DIR}/lib/ntmsapi.lib)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
add_custom_command(
  OUTPUT ${ntmsapi_gnu_import}
  COMMAND ${NTMSAPI_DLLTOOL} -k -m ${ntmsapi_machine} -D ntmsapi.dll -d ${ntmsapi_def} -l ${ntmsapi_gnu_import}
  DEPENDS ${ntmsapi_def}
  VERBATIM)
add_custom_command(
  OUTPUT ${ntmsapi_msvc_import}
  COMMAND ${NTMSAPI_LLVM_DLLTOOL} -k -m ${ntmsapi_llvm_machine} -D ntmsapi.dll -d ${ntmsapi_def} -l
          ${ntmsapi_msvc_import}
  DEPENDS ${ntmsapi_def}
  VERBATIM)
add_custom_target(ntmsapi_import_files ALL DEPENDS ${ntmsapi_gnu_import} ${ntmsapi_msvc_import})

# ntmsapi_import: for programs of this build that call the DLL.
add_library(ntmsapi_import INTERFACE)
add_dependencies(ntmsapi_import ntmsapi_import_files ntmsapi)
target_include_directories(ntmsapi_import INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_link_libraries(ntmsapi_import INTERFACE ${ntmsapi_gnu_import})

install(FILES $<TARGET_FILE:ntmsapi> DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${ntmsapi_gnu_import} ${ntmsapi_msvc_import} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/ntmsapi.h include/ntmsapi_values.h include/ntmsapi_information.h
              include/ntmsapi_information_v1.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
configure_package_config_file(
  cmake/ntmsapi-config.cmake.in ${PROJECT_BINARY_DIR}/ntmsapi-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/ntmsapi
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ntmsapi-config-version.cmake
                                 COMPATIBILITY SameMajorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ntmsapi-config.cmake
              ${PROJECT_BINARY_DIR}/ntmsapi-config-version.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/ntmsapi)
