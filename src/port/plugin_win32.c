/* SPDX-License-Identifier: MIT */
#include "port/win32.h"

#include <string.h>

#include "base/memory.h"
#include "port/plugin.h"
#include "port/plugin_guard.h"
#include "port/plugin_invoke.h"

#define PAGE_BYTES     4096
#define STACK_BYTES    (1024 * 1024)
#define STACK_RESERVED (32 * 1024) /* to handle the end of the stack with */
#define PATH_UNITS     1024

struct port_plugin {
    HMODULE module;
    uint32_t milliseconds;
    bool broken;
};

/* What a thread does for us; given up with the thread when it hangs. */
struct job {
    void (*body)(void *context);
    bool returned; /* read when the thread has ended */
    /* loading and unloading */
    WCHAR path[PATH_UNITS];
    HMODULE module;
    DWORD error;
    /* calling */
    port_plugin_function *function;
    uint32_t count;
    uint32_t result;
    uintptr_t words[PORT_PLUGIN_ARGUMENTS];
    void *memory[PORT_PLUGIN_ARGUMENTS];
};

static DWORD WINAPI run_job(void *context)
{
    struct job *job = context;
    ULONG reserved = STACK_RESERVED;
    /* Foreign code has no business with the user's screen. */
    SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX,
                       NULL);
    SetThreadStackGuarantee(&reserved);
    job->returned = port_plugin_guard(job->body, job) != 0;
    return 0;
}

/* The thread may come back one day and must find its own code. */
static void stay_loaded(void)
{
    HMODULE self;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (const WCHAR *)(void *)run_job, &self);
}

/* BASE_ERROR_TIMEOUT: the job is not ours any more. */
static base_error do_job(struct job *job, uint32_t milliseconds)
{
    HANDLE thread =
        CreateThread(NULL, STACK_BYTES, run_job, job, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    DWORD wait = WaitForSingleObject(thread, milliseconds);
    CloseHandle(thread);
    if (wait != WAIT_OBJECT_0) {
        stay_loaded();
        return BASE_ERROR_TIMEOUT;
    }
    return job->returned ? BASE_ERROR_SUCCESS : BASE_ERROR_GEN_FAILURE;
}

static void free_job(struct job *job)
{
    for (uint32_t i = 0; i < PORT_PLUGIN_ARGUMENTS; i++)
        if (job->memory[i] != NULL)
            VirtualFree(job->memory[i], 0, MEM_RELEASE);
    base_memory_free(job);
}

static void load_body(void *context)
{
    struct job *job = context;
    /* What the library needs is looked for beside it. */
    job->module = LoadLibraryExW(job->path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    job->error = job->module != NULL ? ERROR_SUCCESS : GetLastError();
}

static void unload_body(void *context)
{
    struct job *job = context;
    FreeLibrary(job->module);
}

static void call_body(void *context)
{
    struct job *job = context;
    job->result = port_plugin_invoke(job->function, job->words, job->count);
}

static bool is_absolute(const WCHAR *path)
{
    bool drive = ((path[0] | 0x20) >= 'a' && (path[0] | 0x20) <= 'z') && path[1] == ':' &&
                 (path[2] == '\\' || path[2] == '/');
    return drive || (path[0] == '\\' && path[1] == '\\');
}

/* The job is the caller's again unless it timed out. */
static base_error load(struct job *job, const char *path, uint32_t milliseconds)
{
    base_error error = port_win32_wide(path, job->path, PATH_UNITS);
    if (error == BASE_ERROR_SUCCESS && !is_absolute(job->path))
        error = BASE_ERROR_INVALID_NAME;
    if (error != BASE_ERROR_SUCCESS)
        return error;
    job->body = load_body;
    error = do_job(job, milliseconds);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    return job->error;
}

base_error port_plugin_open(const char *path, uint32_t milliseconds, struct port_plugin **plugin)
{
    struct port_plugin *result = base_memory_zero(1, sizeof *result);
    struct job *job = base_memory_zero(1, sizeof *job);
    base_error error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (result == NULL || job == NULL)
        goto out;
    error = load(job, path, milliseconds);
    if (error == BASE_ERROR_TIMEOUT)
        job = NULL;
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    result->module = job->module;
    result->milliseconds = milliseconds;
    *plugin = result;
    result = NULL;
out:
    base_memory_free(job);
    base_memory_free(result);
    return error;
}

static port_plugin_function *find_function(struct port_plugin *plugin, const char *name)
{
    return (port_plugin_function *)(void *)GetProcAddress(plugin->module, name);
}

bool port_plugin_has(struct port_plugin *plugin, const char *function)
{
    return find_function(plugin, function) != NULL;
}

/* Whole pages followed by one that is reserved only. An output ends where the pages do. */
static base_error lay_out(struct job *job, uint32_t index,
                          const struct port_plugin_argument *argument)
{
    size_t pages = ((size_t)argument->number + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    bool input = argument->kind == PORT_PLUGIN_INPUT;
    DWORD before;
    job->memory[index] = VirtualAlloc(NULL, pages + PAGE_BYTES, MEM_RESERVE, PAGE_NOACCESS);
    uint8_t *at = job->memory[index];
    if (at == NULL || VirtualAlloc(at, pages, MEM_COMMIT, PAGE_READWRITE) == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (!input)
        at += pages - argument->number;
    memcpy(at, input ? argument->input : argument->output, argument->number);
    job->words[index] = (uintptr_t)at;
    return !input || VirtualProtect(at, pages, PAGE_READONLY, &before)
               ? BASE_ERROR_SUCCESS
               : BASE_ERROR_NOT_ENOUGH_MEMORY;
}

static base_error prepare(struct job *job, const struct port_plugin_argument *arguments)
{
    base_error error = BASE_ERROR_SUCCESS;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < job->count; i++) {
        job->words[i] = arguments[i].number;
        if (arguments[i].kind != PORT_PLUGIN_NUMBER)
            error = lay_out(job, i, &arguments[i]);
    }
    return error;
}

static void take_outputs(const struct job *job, const struct port_plugin_argument *arguments)
{
    for (uint32_t i = 0; i < job->count; i++)
        if (arguments[i].kind == PORT_PLUGIN_OUTPUT)
            memcpy(arguments[i].output, (const void *)job->words[i], arguments[i].number);
}

base_error port_plugin_call(struct port_plugin *plugin, const char *function,
                            const struct port_plugin_argument *arguments, uint32_t count,
                            uint32_t *result)
{
    if (plugin->broken)
        return BASE_ERROR_GEN_FAILURE;
    if (count == 0 || count > PORT_PLUGIN_ARGUMENTS)
        return BASE_ERROR_INVALID_PARAMETER;
    struct job *job = base_memory_zero(1, sizeof *job);
    if (job == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    job->body = call_body;
    job->function = find_function(plugin, function);
    job->count = count;
    base_error error = job->function != NULL ? prepare(job, arguments) : BASE_ERROR_PROC_NOT_FOUND;
    if (error == BASE_ERROR_SUCCESS) {
        error = do_job(job, plugin->milliseconds);
        plugin->broken = error == BASE_ERROR_TIMEOUT || error == BASE_ERROR_GEN_FAILURE;
    }
    if (error == BASE_ERROR_SUCCESS) {
        take_outputs(job, arguments);
        *result = job->result;
    }
    if (error != BASE_ERROR_TIMEOUT)
        free_job(job);
    return error;
}

void port_plugin_close(struct port_plugin *plugin)
{
    struct job *job;
    if (plugin == NULL)
        return;
    job = plugin->broken ? NULL : base_memory_zero(1, sizeof *job);
    if (job != NULL) {
        job->body = unload_body;
        job->module = plugin->module;
        if (do_job(job, plugin->milliseconds) == BASE_ERROR_TIMEOUT)
            job = NULL;
    }
    base_memory_free(job);
    base_memory_free(plugin);
}
