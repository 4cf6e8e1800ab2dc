/* SPDX-License-Identifier: MIT */
#include "plugin_place.h"

#include <windows.h>
#include <stdio.h>
#include <string.h>

/* Beside the program. */
void plugin_place(const char *name, char *path, size_t capacity)
{
    char program[MAX_PATH] = "";
    GetModuleFileNameA(NULL, program, sizeof program);
    char *end = strrchr(program, '\\');
    if (end != NULL)
        *end = '\0';
    snprintf(path, capacity, "%s\\%s.dll", program, name);
}
