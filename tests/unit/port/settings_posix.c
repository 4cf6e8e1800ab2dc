/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>

static FILE *open_file(void)
{
    static char path[1024];
    const char *folder = getenv("NTMS_TEST_FOLDER");
    snprintf(path, sizeof path, "%s/settings", folder != NULL ? folder : "/tmp");
    setenv("NTMS_SETTINGS", path, 1);
    return fopen(path, "a");
}

void settings_put_text(const char *key, const char *value, const char *text)
{
    FILE *file = open_file();
    fprintf(file, "# a comment = nothing\n%s%s%s=%s\r\n", key != NULL ? key : "",
            key != NULL ? "\\" : "", value, text);
    fclose(file);
}

void settings_put_number(const char *key, const char *value, uint32_t number)
{
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    settings_put_text(key, value, text);
}

void settings_put_binary(const char *key, const char *value)
{
    (void)key;
    (void)value;
}

void settings_remove(const char *key, const char *value)
{
    (void)key;
    (void)value;
    remove(getenv("NTMS_SETTINGS"));
}

void settings_remove_key(const char *key)
{
    (void)key;
    if (getenv("NTMS_SETTINGS") != NULL)
        remove(getenv("NTMS_SETTINGS"));
}
