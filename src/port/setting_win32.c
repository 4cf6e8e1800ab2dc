/* SPDX-License-Identifier: MIT */
#include "port/setting.h"

#include <stdio.h>
#include <string.h>

#include "port/win32.h"

#define ROOT_KEY   "SYSTEM\\CurrentControlSet\\Control\\NTMS"
#define NAME_UNITS 256
#define DATA_UNITS 1024
#define TEXT_SIZE  (3 * DATA_UNITS)

static base_error open_key(const char *key, REGSAM access, HKEY *out)
{
    char path[512];
    WCHAR wide[512];
    int length = key != NULL ? snprintf(path, sizeof path, "%s\\%s", ROOT_KEY, key)
                             : snprintf(path, sizeof path, "%s", ROOT_KEY);
    if (length < 0 || (size_t)length >= sizeof path)
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = port_win32_wide(path, wide, 512);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    LSTATUS status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, wide, 0, access, out);
    if (status == ERROR_PATH_NOT_FOUND)
        return BASE_ERROR_FILE_NOT_FOUND;
    return (base_error)status;
}

/* Turns what the registry holds into a text; data has room for one more unit than bytes say. */
static base_error text_from_data(DWORD kind, WCHAR *data, DWORD bytes, char *text)
{
    WCHAR expanded[DATA_UNITS];
    uint32_t number;
    if (kind == REG_DWORD && bytes == sizeof number) {
        memcpy(&number, data, sizeof number);
        snprintf(text, TEXT_SIZE, "%u", number);
        return BASE_ERROR_SUCCESS;
    }
    if (kind != REG_SZ && kind != REG_EXPAND_SZ)
        return BASE_ERROR_INVALID_DATA;
    /* Registry texts need not end with a zero. */
    size_t units = bytes / sizeof *data;
    data[units] = 0;
    if (kind == REG_EXPAND_SZ) {
        DWORD needed = ExpandEnvironmentStringsW(data, expanded, DATA_UNITS);
        if (needed == 0 || needed > DATA_UNITS)
            return BASE_ERROR_INVALID_DATA;
        data = expanded;
        units = needed - 1;
    }
    port_win32_narrow(data, units, text, TEXT_SIZE);
    return BASE_ERROR_SUCCESS;
}

base_error port_setting_text(const char *key, const char *value, char *out, size_t capacity)
{
    HKEY handle;
    WCHAR name[NAME_UNITS];
    WCHAR data[DATA_UNITS + 1];
    char text[TEXT_SIZE];
    DWORD kind = 0;
    DWORD bytes = DATA_UNITS * sizeof *data;
    base_error error = port_win32_wide(value, name, NAME_UNITS);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    error = open_key(key, KEY_QUERY_VALUE, &handle);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    LSTATUS status = RegQueryValueExW(handle, name, NULL, &kind, (BYTE *)data, &bytes);
    RegCloseKey(handle);
    if (status == ERROR_MORE_DATA)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    if (status != ERROR_SUCCESS)
        return (base_error)status;
    error = text_from_data(kind, data, bytes, text);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    if (strlen(text) >= capacity)
        return BASE_ERROR_INSUFFICIENT_BUFFER;
    memcpy(out, text, strlen(text) + 1);
    return BASE_ERROR_SUCCESS;
}

/* Reads the value at index; BASE_ERROR_NO_MORE_ITEMS at the end, other errors for unreadable ones.
 */
static base_error read_nth(HKEY handle, DWORD index, char *name, size_t name_size, char *text)
{
    WCHAR wide[NAME_UNITS];
    WCHAR data[DATA_UNITS + 1];
    DWORD units = NAME_UNITS;
    DWORD kind = 0;
    DWORD bytes = DATA_UNITS * sizeof *data;
    LSTATUS status = RegEnumValueW(handle, index, wide, &units, NULL, &kind, (BYTE *)data, &bytes);
    if (status != ERROR_SUCCESS)
        return (base_error)status;
    port_win32_narrow(wide, units, name, name_size);
    return text_from_data(kind, data, bytes, text);
}

base_error port_setting_each(const char *key, port_setting_visitor *visitor, void *context)
{
    HKEY handle;
    char name[3 * NAME_UNITS];
    char text[TEXT_SIZE];
    base_error error = open_key(key, KEY_QUERY_VALUE, &handle);
    if (error == BASE_ERROR_FILE_NOT_FOUND)
        return BASE_ERROR_SUCCESS;
    if (error != BASE_ERROR_SUCCESS)
        return error;
    for (DWORD index = 0;; index++) {
        error = read_nth(handle, index, name, sizeof name, text);
        /* A value of another kind or too large is passed over; anything else ends the list. */
        if (error == BASE_ERROR_INVALID_DATA || error == BASE_ERROR_MORE_DATA)
            continue;
        if (error != BASE_ERROR_SUCCESS || !visitor(context, name, text))
            break;
    }
    RegCloseKey(handle);
    return error == BASE_ERROR_NO_MORE_ITEMS ? BASE_ERROR_SUCCESS : error;
}

base_error port_setting_each_key(const char *key, port_setting_key_visitor *visitor, void *context)
{
    HKEY handle;
    WCHAR wide[NAME_UNITS];
    char name[3 * NAME_UNITS];
    base_error error = open_key(key, KEY_ENUMERATE_SUB_KEYS, &handle);
    if (error == BASE_ERROR_FILE_NOT_FOUND)
        return BASE_ERROR_SUCCESS;
    if (error != BASE_ERROR_SUCCESS)
        return error;
    for (DWORD index = 0; error == BASE_ERROR_SUCCESS; index++) {
        DWORD units = NAME_UNITS;
        error = (base_error)RegEnumKeyExW(handle, index, wide, &units, NULL, NULL, NULL, NULL);
        if (error != BASE_ERROR_SUCCESS)
            break;
        port_win32_narrow(wide, units, name, sizeof name);
        if (!visitor(context, name))
            break;
    }
    RegCloseKey(handle);
    return error == BASE_ERROR_NO_MORE_ITEMS ? BASE_ERROR_SUCCESS : error;
}
