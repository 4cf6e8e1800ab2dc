# SPDX-License-Identifier: MIT
# ntms_options: what every object file of the project is compiled with.
add_library(ntms_options INTERFACE)
target_include_directories(ntms_options INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_compile_options(ntms_options INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror
                                              -ffunction-sections -fdata-sections)

if(NOT DEFINED NTMSAPI_TRIPLE)
  execute_process(COMMAND ${CMAKE_C_COMPILER} -dumpmachine OUTPUT_VARIABLE NTMSAPI_TRIPLE
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()

if(WIN32)
  # Windows 7 and nothing later; the compiler's runtime goes inside.
  target_compile_definitions(ntms_options INTERFACE _WIN32_WINNT=0x0601 WINVER=0x0601)
  target_link_options(ntms_options INTERFACE -static-libgcc -Wl,--gc-sections)
  # The DLL lies in many programs at once, and what takes time in it is SQLite and the devices.
  target_compile_options(ntms_options INTERFACE $<$<CONFIG:RelWithDebInfo>:-Os>)
  if(CMAKE_SIZEOF_VOID_P EQUAL 4)
    # The i686 ABI of Windows keeps the stack aligned to 4 only; callers are other compilers' programs.
    target_compile_options(ntms_options INTERFACE -mstackrealign)
  endif()
else()
  find_package(Threads REQUIRED)
  target_link_libraries(ntms_options INTERFACE Threads::Threads)
endif()

if(NTMSAPI_SANITIZE)
  set(ntms_sanitizer -fsanitize=address,undefined -fno-sanitize-recover=all)
  target_compile_options(ntms_options INTERFACE ${ntms_sanitizer} -fno-omit-frame-pointer)
  target_link_options(ntms_options INTERFACE ${ntms_sanitizer})
endif()
if(NTMSAPI_FUZZ)
  target_compile_options(ntms_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(NTMSAPI_COVERAGE)
  target_compile_options(ntms_options INTERFACE --coverage)
  target_link_options(ntms_options INTERFACE --coverage)
endif()

# ntms_win32_headers: the Win32 types of src/api. Cross builds have them; the native build takes Wine's headers,
# where WCHAR is 16 bits wide without -fshort-wchar.
add_library(ntms_win32_headers INTERFACE)
if(NOT WIN32)
  set(NTMSAPI_WINE_HEADERS /usr/include/wine/wine/windows CACHE PATH "Wine's Win32 headers")
  target_include_directories(ntms_win32_headers SYSTEM INTERFACE ${NTMSAPI_WINE_HEADERS})
endif()
