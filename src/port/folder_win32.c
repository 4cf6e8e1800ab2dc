/* SPDX-License-Identifier: MIT */
#include "port/folder.h"

#include <string.h>

#include "port/file.h"
#include "port/name.h"
#include "port/process.h"
#include "port/setting.h"
#include "port/win32.h"

/* The system and administrators may do all, users may read; handed down, nothing inherited from
 * above. */
#define FOLDER_RIGHTS L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200A9;;;BU)"

static bool is_separator(WCHAR unit)
{
    return unit == L'\\' || unit == L'/';
}

static bool is_foreign_width(void)
{
    BOOL foreign = FALSE;
    return IsWow64Process(GetCurrentProcess(), &foreign) && foreign;
}

/* Appends text to a zero-terminated wide path. */
static base_error append(WCHAR *path, const WCHAR *text)
{
    size_t length = wcslen(path);
    size_t more = wcslen(text);
    if (length + more >= PORT_PATH_SIZE)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(path + length, text, (more + 1) * sizeof *text);
    return BASE_ERROR_SUCCESS;
}

/*
 * A 32-bit process on 64-bit Windows that opens a path below System32 lands in SysWOW64; the same
 * path below Sysnative is what 64-bit processes see as System32.
 */
static base_error undo_redirection(WCHAR *path)
{
    WCHAR windows[MAX_PATH];
    WCHAR rest[PORT_PATH_SIZE];
    WCHAR system[MAX_PATH + 16];
    UINT units = GetSystemWindowsDirectoryW(windows, MAX_PATH);
    if (units == 0 || units >= MAX_PATH || !is_foreign_width())
        return BASE_ERROR_SUCCESS;
    memcpy(system, windows, (units + 1) * sizeof *system);
    base_error error = append(system, L"\\System32");
    size_t length = wcslen(system);
    if (error != BASE_ERROR_SUCCESS || wcslen(path) < length ||
        CompareStringOrdinal(path, (int)length, system, (int)length, TRUE) != CSTR_EQUAL ||
        (path[length] != 0 && !is_separator(path[length])))
        return error;
    memcpy(rest, path + length, (wcslen(path + length) + 1) * sizeof *rest);
    path[units] = 0;
    error = append(path, L"\\Sysnative");
    return error == BASE_ERROR_SUCCESS ? append(path, rest) : error;
}

static base_error default_parent(WCHAR *path)
{
    UINT units = GetSystemWindowsDirectoryW(path, PORT_PATH_SIZE);
    if (units == 0 || units >= PORT_PATH_SIZE)
        return port_win32_error();
    return append(path, L"\\System32");
}

bool port_data_folder_is_private(void)
{
    char path[PORT_PATH_SIZE];
    return port_environment("NTMS_DATA", path, sizeof path) != BASE_ERROR_FILE_NOT_FOUND;
}

static base_error chosen_folder(WCHAR *path)
{
    char text[PORT_PATH_SIZE];
    base_error error = port_environment("NTMS_DATA", text, sizeof text);
    if (error == BASE_ERROR_SUCCESS)
        return port_win32_wide(text, path, PORT_PATH_SIZE);
    if (error != BASE_ERROR_FILE_NOT_FOUND)
        return error;
    error = port_setting_text(NULL, "NtmsData", text, sizeof text);
    if (error == BASE_ERROR_SUCCESS && text[0] != '\0')
        error = port_win32_wide(text, path, PORT_PATH_SIZE);
    else
        error = default_parent(path);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    size_t length = wcslen(path);
    return append(path, is_separator(path[length - 1]) ? L"NtmsData" : L"\\NtmsData");
}

base_error port_data_folder(char *out, size_t capacity)
{
    WCHAR path[PORT_PATH_SIZE];
    char text[3 * PORT_PATH_SIZE];
    base_error error = chosen_folder(path);
    if (error == BASE_ERROR_SUCCESS)
        error = undo_redirection(path);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (!port_win32_narrow(path, PORT_PATH_SIZE, text, sizeof text) || strlen(text) >= capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(out, text, strlen(text) + 1);
    return BASE_ERROR_SUCCESS;
}

static bool is_folder(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

static base_error make_folder(const WCHAR *path, SECURITY_ATTRIBUTES *attributes)
{
    if (is_folder(path) || CreateDirectoryW(path, attributes))
        return BASE_ERROR_SUCCESS;
    base_error error = port_win32_error();
    if (error != BASE_ERROR_ALREADY_EXISTS)
        return error;
    /* Another process was faster, or a file is in the way. */
    return is_folder(path) ? BASE_ERROR_SUCCESS : BASE_ERROR_FILE_EXISTS;
}

static base_error make_parents(WCHAR *path)
{
    for (size_t i = 1; path[i] != 0; i++) {
        if (!is_separator(path[i]) || path[i - 1] == L':' || is_separator(path[i - 1]))
            continue;
        WCHAR separator = path[i];
        path[i] = 0;
        /* Parts that cannot be made may still be a share or a folder that may only be passed
         * through. */
        base_error error = make_folder(path, NULL);
        path[i] = separator;
        if (error == BASE_ERROR_FILE_EXISTS)
            return BASE_ERROR_PATH_NOT_FOUND;
    }
    return BASE_ERROR_SUCCESS;
}

base_error port_folder_create(const char *path, bool restricted)
{
    WCHAR wide[PORT_PATH_SIZE];
    SECURITY_ATTRIBUTES attributes;
    base_error error = port_win32_wide(path, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (wide[0] == 0)
        return BASE_ERROR_INVALID_NAME;
    if (is_folder(wide))
        return BASE_ERROR_SUCCESS;
    error = make_parents(wide);
    if (error != BASE_ERROR_SUCCESS || !restricted)
        return error != BASE_ERROR_SUCCESS ? error : make_folder(wide, NULL);
    error = port_win32_attributes(FOLDER_RIGHTS, &attributes);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = make_folder(wide, &attributes);
    LocalFree(attributes.lpSecurityDescriptor);
    return error;
}

base_error port_object_name(const char *folder, const char *suffix, char *out, size_t capacity)
{
    WCHAR wide[PORT_PATH_SIZE];
    BY_HANDLE_FILE_INFORMATION information;
    base_error error = port_win32_wide(folder, wide, PORT_PATH_SIZE);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    HANDLE handle = CreateFileW(wide, FILE_READ_ATTRIBUTES,
                                FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                                OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (handle == INVALID_HANDLE_VALUE)
        return port_win32_error();
    if (!GetFileInformationByHandle(handle, &information))
        error = port_win32_error();
    CloseHandle(handle);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    uint64_t file = (uint64_t)information.nFileIndexHigh << 32 | information.nFileIndexLow;
    if (!port_name_build(information.dwVolumeSerialNumber, file, suffix, out, capacity))
        return BASE_ERROR_INVALID_PARAMETER;
    return BASE_ERROR_SUCCESS;
}
