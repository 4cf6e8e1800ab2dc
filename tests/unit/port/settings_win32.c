/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <windows.h>
#include <stdio.h>
#include <string.h>

static HKEY open_key(const char *key)
{
    char path[512];
    HKEY handle = NULL;
    snprintf(path, sizeof path, "SYSTEM\\CurrentControlSet\\Control\\NTMS%s%s",
             key != NULL ? "\\" : "", key != NULL ? key : "");
    RegCreateKeyExA(HKEY_LOCAL_MACHINE, path, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &handle, NULL);
    return handle;
}

static void put(const char *key, const char *value, DWORD kind, const void *data, DWORD size)
{
    HKEY handle = open_key(key);
    RegSetValueExA(handle, value, 0, kind, data, size);
    RegCloseKey(handle);
}

void settings_put_text(const char *key, const char *value, const char *text)
{
    put(key, value, REG_EXPAND_SZ, text, (DWORD)strlen(text) + 1);
}

void settings_put_number(const char *key, const char *value, uint32_t number)
{
    put(key, value, REG_DWORD, &number, sizeof number);
}

void settings_put_binary(const char *key, const char *value)
{
    put(key, value, REG_BINARY, "abc", 3);
}

void settings_remove(const char *key, const char *value)
{
    HKEY handle = open_key(key);
    RegDeleteValueA(handle, value);
    RegCloseKey(handle);
}

void settings_remove_key(const char *key)
{
    HKEY parent = open_key(NULL);
    RegDeleteTreeA(parent, key);
    RegCloseKey(parent);
}
