/* SPDX-License-Identifier: MIT */
#include "port/win32.h"

#include <string.h>

#include "base/utf16.h"
#include "port/clock.h"
#include "port/guid.h"
#include "port/process.h"
#include "port/terminate.h"

#define NAME_UNITS 256

/* RtlGenRandom under the name by which advapi32 exports it. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

base_error port_win32_error(void)
{
    DWORD error = GetLastError();
    return error != ERROR_SUCCESS ? error : BASE_ERROR_GEN_FAILURE;
}

base_error port_win32_wide(const char *text, WCHAR *out, size_t capacity)
{
    _Static_assert(sizeof(WCHAR) == sizeof(uint16_t), "wide characters are UTF-16");
    if (!base_utf16_from_utf8(text, strlen(text), (uint16_t *)out, capacity))
        return BASE_ERROR_FILENAME_EXCED_RANGE;
    return BASE_ERROR_SUCCESS;
}

bool port_win32_narrow(const WCHAR *text, size_t length, char *out, size_t capacity)
{
    return base_utf8_from_utf16((const uint16_t *)text, length, out, capacity);
}

int64_t port_clock_now(void)
{
    const uint64_t unix_epoch = 116444736000000000ULL; /* 100 ns since 1601-01-01 */
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    uint64_t ticks = (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime;
    return (int64_t)((ticks - unix_epoch) / 10000);
}

int64_t port_clock_monotonic_us(void)
{
    LARGE_INTEGER frequency;
    LARGE_INTEGER count;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    int64_t seconds = count.QuadPart / frequency.QuadPart;
    int64_t rest = count.QuadPart % frequency.QuadPart;
    return seconds * 1000000 + rest * 1000000 / frequency.QuadPart;
}

int64_t port_clock_monotonic(void)
{
    return port_clock_monotonic_us() / 1000;
}

void port_clock_sleep(uint32_t milliseconds)
{
    Sleep(milliseconds);
}

base_error port_random(void *bytes, size_t count)
{
    if (count > UINT32_MAX || !SystemFunction036(bytes, (ULONG)count))
        return BASE_ERROR_GEN_FAILURE;
    return BASE_ERROR_SUCCESS;
}

uint32_t port_process_id(void)
{
    return GetCurrentProcessId();
}

void port_process_terminate(uint32_t code)
{
    TerminateProcess(GetCurrentProcess(), code);
}

bool port_process_is_ending(void)
{
    typedef BOOLEAN NTAPI shutdown_query(void);
    static shutdown_query
        *known; /* atomic; asked for once, because asking takes the loader's lock */
    shutdown_query *query = __atomic_load_n(&known, __ATOMIC_RELAXED);
    if (query == NULL) {
        HMODULE module = GetModuleHandleW(L"ntdll.dll");
        FARPROC found = module != NULL ? GetProcAddress(module, "RtlDllShutdownInProgress") : NULL;
        memcpy(&query, &found, sizeof query);
        __atomic_store_n(&known, query, __ATOMIC_RELAXED);
    }
    return query != NULL && query();
}

base_error port_computer_name(char *out, size_t capacity)
{
    WCHAR name[NAME_UNITS];
    DWORD units = NAME_UNITS;
    if (!GetComputerNameW(name, &units))
        return port_win32_error();
    port_win32_narrow(name, units, out, capacity);
    return BASE_ERROR_SUCCESS;
}

static bool has_computer_name(COMPUTER_NAME_FORMAT format, const WCHAR *asked)
{
    WCHAR own[NAME_UNITS];
    DWORD units = NAME_UNITS;
    return GetComputerNameExW(format, own, &units) &&
           CompareStringOrdinal(own, -1, asked, -1, TRUE) == CSTR_EQUAL;
}

bool port_computer_is_local(const char *name)
{
    WCHAR asked[NAME_UNITS];
    if (name == NULL || name[0] == '\0' || strcmp(name, ".") == 0)
        return true;
    if (strncmp(name, "\\\\", 2) == 0)
        name += 2;
    if (port_win32_wide(name, asked, NAME_UNITS) != BASE_ERROR_SUCCESS)
        return false;
    return CompareStringOrdinal(L"localhost", -1, asked, -1, TRUE) == CSTR_EQUAL ||
           has_computer_name(ComputerNameNetBIOS, asked) ||
           has_computer_name(ComputerNameDnsHostname, asked) ||
           has_computer_name(ComputerNameDnsFullyQualified, asked);
}

base_error port_user_name(char *out, size_t capacity)
{
    WCHAR name[NAME_UNITS + 1];
    DWORD units = NAME_UNITS + 1;
    if (!GetUserNameW(name, &units))
        return port_win32_error();
    port_win32_narrow(name, units, out, capacity);
    return BASE_ERROR_SUCCESS;
}

base_error port_program_name(char *out, size_t capacity)
{
    WCHAR path[1024];
    DWORD units = GetModuleFileNameW(NULL, path, 1024);
    if (units == 0)
        return port_win32_error();
    DWORD start = units;
    while (start > 0 && path[start - 1] != L'\\' && path[start - 1] != L'/')
        start--;
    port_win32_narrow(path + start, units - start, out, capacity);
    return BASE_ERROR_SUCCESS;
}

base_error port_environment(const char *name, char *out, size_t capacity)
{
    WCHAR wide_name[64];
    WCHAR value[1024];
    base_error error = port_win32_wide(name, wide_name, 64);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    DWORD units = GetEnvironmentVariableW(wide_name, value, 1024);
    if (units == 0)
        return BASE_ERROR_FILE_NOT_FOUND;
    char copy[3 * 1024];
    if (units >= 1024 || !port_win32_narrow(value, units, copy, sizeof copy) ||
        strlen(copy) >= capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(out, copy, strlen(copy) + 1);
    return BASE_ERROR_SUCCESS;
}
