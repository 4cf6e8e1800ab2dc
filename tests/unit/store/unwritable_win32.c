/* SPDX-License-Identifier: MIT */
#include "unwritable.h"

#include <windows.h>

/*
 * A program that reads the file and lets nobody write meanwhile. (The read-only attribute would not
 * do: under Wine it does not stop root.)
 */
static HANDLE reader = INVALID_HANDLE_VALUE;

bool unwritable_begin(const char *folder, const char *file)
{
    (void)folder;
    reader = CreateFileA(file, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    return reader != INVALID_HANDLE_VALUE;
}

void unwritable_end(const char *folder, const char *file)
{
    (void)folder;
    (void)file;
    CloseHandle(reader);
}
