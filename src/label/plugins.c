/* SPDX-License-Identifier: MIT */
#include "label/plugins.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/utf16.h"
#include "port/plugin.h"
#include "port/setting.h"

#define NAME_BYTES      256
#define PATH_BYTES      1024
#define SECONDS_DEFAULT 10
#define SECONDS_MOST    600
#define GUID_BYTES      16

/* The functions of a media label library (API: MaxMediaLabel, ClaimMediaLabel). */
#define FUNCTION_SIZE     "MaxMediaLabel"
#define FUNCTION_CLAIM    "ClaimMediaLabel"
#define FUNCTION_CLAIM_EX "ClaimMediaLabelEx"

struct loaded_plugin {
    char name[NAME_BYTES];
    struct port_plugin *plugin;
    bool extended; /* it has ClaimMediaLabelEx */
};

/* ---- asking ---- */

static base_error ask_size(void *context, uint32_t *size)
{
    struct loaded_plugin *loaded = context;
    struct port_plugin_argument argument = {PORT_PLUGIN_OUTPUT, sizeof *size, NULL, size};
    uint32_t result = 0;
    base_error error = port_plugin_call(loaded->plugin, FUNCTION_SIZE, &argument, 1, &result);
    return error != BASE_ERROR_SUCCESS ? error : result != 0 ? BASE_ERROR_INVALID_DATA : error;
}

static enum label_claim ask_claim(void *context, const uint8_t *bytes, uint32_t length,
                                  uint8_t answer[LABEL_ANSWER_BYTES])
{
    struct loaded_plugin *loaded = context;
    uint8_t guid[GUID_BYTES] = {0};
    struct port_plugin_argument arguments[] = {
        {PORT_PLUGIN_INPUT, length, bytes, NULL},
        {PORT_PLUGIN_NUMBER, length, NULL, NULL},
        {PORT_PLUGIN_OUTPUT, LABEL_ANSWER_BYTES, NULL, answer},
        {PORT_PLUGIN_OUTPUT, GUID_BYTES, NULL, guid},
    };
    uint32_t result = 0;
    base_error error =
        port_plugin_call(loaded->plugin, loaded->extended ? FUNCTION_CLAIM_EX : FUNCTION_CLAIM,
                         arguments, loaded->extended ? 4 : 3, &result);
    if (error == BASE_ERROR_NOT_ENOUGH_MEMORY)
        return LABEL_CLAIM_UNASKED;
    if (error != BASE_ERROR_SUCCESS) {
        base_log(BASE_LOG_ERROR, 604, error, "label library %s %s", loaded->name,
                 error == BASE_ERROR_TIMEOUT ? "does not answer" : "faulted");
        return LABEL_CLAIM_BROKEN;
    }
    return result == BASE_ERROR_SUCCESS ? LABEL_CLAIM_YES : LABEL_CLAIM_NO;
}

static void close_plugin(void *context)
{
    struct loaded_plugin *loaded = context;
    port_plugin_close(loaded->plugin);
    base_memory_free(loaded);
}

/* ---- loading ---- */

/* How long a plug-in may take for one call: registry value LabelSeconds. */
static uint32_t patience_milliseconds(void)
{
    uint32_t seconds = SECONDS_DEFAULT;
    if (port_setting_u32(NULL, "LabelSeconds", &seconds) != BASE_ERROR_SUCCESS || seconds == 0 ||
        seconds > SECONDS_MOST)
        seconds = SECONDS_DEFAULT;
    return seconds * 1000;
}

static base_error load_plugin(const char *key, struct loaded_plugin *loaded)
{
    char subkey[2 * NAME_BYTES];
    char path[PATH_BYTES];
    int length = snprintf(subkey, sizeof subkey, "%s\\%s", key, loaded->name);
    if (length < 0 || (size_t)length >= sizeof subkey)
        return BASE_ERROR_INVALID_NAME;
    base_error error = port_setting_text(subkey, "Path", path, sizeof path);
    if (error == BASE_ERROR_SUCCESS)
        error = port_plugin_open(path, patience_milliseconds(), &loaded->plugin);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    loaded->extended = port_plugin_has(loaded->plugin, FUNCTION_CLAIM_EX);
    if (port_plugin_has(loaded->plugin, FUNCTION_SIZE) &&
        (loaded->extended || port_plugin_has(loaded->plugin, FUNCTION_CLAIM)))
        return BASE_ERROR_SUCCESS;
    port_plugin_close(loaded->plugin);
    return BASE_ERROR_PROC_NOT_FOUND;
}

struct loading {
    const char *key;
    struct label_claimer *claimers;
    uint32_t count;
    base_error error; /* ERROR_NOT_ENOUGH_MEMORY: a set without some would not be the same one */
};

static bool visit_key(void *context, const char *name)
{
    struct loading *loading = context;
    base_error error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    struct loaded_plugin *loaded = base_memory_zero(1, sizeof *loaded);
    if (loaded != NULL) {
        base_utf8_copy(loaded->name, sizeof loaded->name, name);
        error = load_plugin(loading->key, loaded);
    }
    if (error != BASE_ERROR_SUCCESS) {
        base_log(BASE_LOG_WARNING, 605, error, "label library %s cannot be loaded: left out", name);
        base_memory_free(loaded);
        if (error == BASE_ERROR_NOT_ENOUGH_MEMORY)
            loading->error = error;
        return error != BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    loading->claimers[loading->count++] =
        (struct label_claimer){loaded->name, loaded, ask_size, ask_claim, close_plugin};
    return loading->count < LABEL_PLUGINS_MOST;
}

base_error label_plugins_load(const char *key, struct label_claimer claimers[LABEL_PLUGINS_MOST],
                              uint32_t *count)
{
    struct loading loading = {key, claimers, 0, BASE_ERROR_SUCCESS};
    base_error error = port_setting_each_key(key, visit_key, &loading);
    /* The entries are the administrators' own; others work with the built-in reader alone. */
    if (error != BASE_ERROR_SUCCESS)
        base_log(BASE_LOG_NOTICE, 606, error, "the list of label libraries cannot be read");
    if (loading.error != BASE_ERROR_SUCCESS) {
        for (uint32_t i = 0; i < loading.count; i++)
            claimers[i].close(claimers[i].context);
        return loading.error;
    }
    *count = loading.count;
    return BASE_ERROR_SUCCESS;
}
