/* SPDX-License-Identifier: MIT */
#include "port/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf16.h"

#define LINE_SIZE 1024

static void cut_line_end(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
}

/* Splits "key\value=text"; key is empty at the top. Returns false for comments and other lines. */
static bool split_line(char *line, const char **key, const char **value, const char **text)
{
    cut_line_end(line);
    char *equals = strchr(line, '=');
    if (line[0] == '#' || equals == NULL)
        return false;
    *equals = '\0';
    *text = equals + 1;
    char *separator = strrchr(line, '\\');
    *key = separator != NULL ? line : "";
    *value = separator != NULL ? separator + 1 : line;
    if (separator != NULL)
        *separator = '\0';
    return true;
}

base_error port_setting_each(const char *key, port_setting_visitor *visitor, void *context)
{
    char line[LINE_SIZE];
    const char *path = getenv("NTMS_SETTINGS");
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        return BASE_ERROR_SUCCESS;
    while (fgets(line, sizeof line, file) != NULL) {
        const char *line_key;
        const char *value;
        const char *text;
        if (split_line(line, &line_key, &value, &text) &&
            strcasecmp(line_key, key != NULL ? key : "") == 0 && !visitor(context, value, text))
            break;
    }
    fclose(file);
    return BASE_ERROR_SUCCESS;
}

struct search {
    const char *value;
    char *out;
    size_t capacity;
    base_error error;
};

static bool compare_value(void *context, const char *value, const char *text)
{
    struct search *search = context;
    if (strcasecmp(value, search->value) != 0)
        return true;
    search->error = BASE_ERROR_INSUFFICIENT_BUFFER;
    if (strlen(text) < search->capacity) {
        base_utf8_copy(search->out, search->capacity, text);
        search->error = BASE_ERROR_SUCCESS;
    }
    return false;
}

base_error port_setting_text(const char *key, const char *value, char *out, size_t capacity)
{
    struct search search = {value, out, capacity, BASE_ERROR_FILE_NOT_FOUND};
    base_error error = port_setting_each(key, compare_value, &search);
    return error != BASE_ERROR_SUCCESS ? error : search.error;
}

/* The name of the subkey of `key` that a line speaks of, or NULL; line_key is cut there. */
static char *subkey_of(char *line_key, const char *key)
{
    size_t length = key != NULL ? strlen(key) : 0;
    char *name = line_key + (length > 0 ? length + 1 : 0);
    if (length > 0 && (strncasecmp(line_key, key, length) != 0 || line_key[length] != '\\'))
        return NULL;
    name[strcspn(name, "\\")] = '\0';
    return name[0] != '\0' ? name : NULL;
}

/* Finds the first subkey in line number `from` or later; false at the end of the file. */
static bool next_subkey(FILE *file, const char *key, uint32_t from, uint32_t *number, char *name)
{
    char line[LINE_SIZE];
    rewind(file);
    for (uint32_t at = 0; fgets(line, sizeof line, file) != NULL; at++) {
        const char *line_key;
        const char *value;
        const char *text;
        bool is_setting = split_line(line, &line_key, &value, &text);
        char *subkey = is_setting ? subkey_of(line, key) : NULL;
        if (at < from || subkey == NULL || line_key[0] == '\0')
            continue;
        base_utf8_copy(name, LINE_SIZE, subkey);
        *number = at;
        return true;
    }
    return false;
}

/* True when a line before `number` has spoken of that subkey. */
static bool was_visited(FILE *file, const char *key, uint32_t number, const char *name)
{
    char earlier[LINE_SIZE];
    uint32_t at = 0;
    for (uint32_t from = 0; next_subkey(file, key, from, &at, earlier) && at < number;
         from = at + 1)
        if (strcasecmp(earlier, name) == 0)
            return true;
    return false;
}

base_error port_setting_each_key(const char *key, port_setting_key_visitor *visitor, void *context)
{
    char name[LINE_SIZE];
    uint32_t at = 0;
    const char *path = getenv("NTMS_SETTINGS");
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        return BASE_ERROR_SUCCESS;
    for (uint32_t from = 0; next_subkey(file, key, from, &at, name); from = at + 1)
        if (!was_visited(file, key, at, name) && !visitor(context, name))
            break;
    fclose(file);
    return BASE_ERROR_SUCCESS;
}
