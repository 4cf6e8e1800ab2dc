/* SPDX-License-Identifier: MIT */
#include "plugin_place.h"

#include <stdio.h>

void plugin_place(const char *name, char *path, size_t capacity)
{
    snprintf(path, capacity, "%s/%s.so", LABEL_PLUGIN_FOLDER, name);
}
