/* SPDX-License-Identifier: MIT */
#include "unwritable.h"

#include <windows.h>

bool unwritable_begin(const char *folder, const char *file)
{
    (void)folder;
    return SetFileAttributesA(file, FILE_ATTRIBUTE_READONLY) != 0;
}

void unwritable_end(const char *folder, const char *file)
{
    (void)folder;
    SetFileAttributesA(file, FILE_ATTRIBUTE_NORMAL);
}
