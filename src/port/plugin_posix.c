/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "port/plugin.h"
#include "port/plugin_invoke.h"

struct port_plugin {
    uint32_t milliseconds;
    bool broken;
    char path[];
};

/* What came of a child's work, in a page that it shares with us. */
struct outcome {
    uint32_t result;
    base_error error; /* as long as the child says nothing: BASE_ERROR_GEN_FAILURE */
};

/* What the child is to do. */
struct job {
    const char *path;
    const char *function; /* NULL: only load */
    uint32_t count;       /* 0: only look whether there is such a function */
    uintptr_t words[PORT_PLUGIN_ARGUMENTS];
    void *memory[PORT_PLUGIN_ARGUMENTS];
    size_t memory_bytes[PORT_PLUGIN_ARGUMENTS];
    struct outcome *outcome;
};

/* ---- in the child ---- */

static void die_quietly(void)
{
    static const int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
    struct rlimit none = {0, 0};
    for (size_t i = 0; i < sizeof SIGNALS / sizeof *SIGNALS; i++)
        signal(SIGNALS[i], SIG_DFL);
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static base_error child_work(const struct job *job)
{
    void *library = dlopen(job->path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return access(job->path, F_OK) == 0 ? BASE_ERROR_BAD_FORMAT : BASE_ERROR_MOD_NOT_FOUND;
    if (job->function == NULL)
        return BASE_ERROR_SUCCESS;
    void *symbol = dlsym(library, job->function);
    port_plugin_function *function;
    if (symbol == NULL)
        return BASE_ERROR_PROC_NOT_FOUND;
    memcpy(&function, &symbol, sizeof function);
    if (job->count > 0)
        job->outcome->result = port_plugin_invoke(function, job->words, job->count);
    return BASE_ERROR_SUCCESS;
}

/* ---- in the parent ---- */

static bool ends_in_time(pid_t child, uint32_t milliseconds)
{
    struct pollfd watched = {(int)syscall(SYS_pidfd_open, child, 0), POLLIN, 0};
    int ready;
    if (watched.fd < 0)
        return false;
    do {
        ready = poll(&watched, 1, (int)milliseconds);
    } while (ready < 0 && errno == EINTR);
    close(watched.fd);
    return ready > 0;
}

static base_error in_child(const struct job *job, uint32_t milliseconds)
{
    job->outcome->error = BASE_ERROR_GEN_FAILURE;
    pid_t child = fork();
    if (child < 0)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    if (child == 0) {
        die_quietly();
        job->outcome->error = child_work(job);
        _exit(0);
    }
    bool ended = ends_in_time(child, milliseconds);
    if (!ended)
        kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
    return ended ? job->outcome->error : BASE_ERROR_TIMEOUT;
}

/* Pages shared with the child, and behind them one that nobody may touch. */
static void *shared_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *at =
        mmap(NULL, bytes + page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    mprotect(at + bytes, page, PROT_NONE);
    return at;
}

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (bytes + page - 1) / page * page;
}

static base_error begin(struct job *job, const struct port_plugin *plugin, const char *function)
{
    memset(job, 0, sizeof *job);
    job->path = plugin->path;
    job->function = function;
    job->outcome = shared_pages(whole_pages(sizeof *job->outcome));
    return job->outcome != NULL ? BASE_ERROR_SUCCESS : BASE_ERROR_NOT_ENOUGH_MEMORY;
}

static void finish(struct job *job)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    for (uint32_t i = 0; i < PORT_PLUGIN_ARGUMENTS; i++)
        if (job->memory[i] != NULL)
            munmap(job->memory[i], job->memory_bytes[i] + page);
    if (job->outcome != NULL)
        munmap(job->outcome, whole_pages(sizeof *job->outcome) + page);
}

static base_error lay_out(struct job *job, uint32_t index,
                          const struct port_plugin_argument *argument)
{
    bool input = argument->kind == PORT_PLUGIN_INPUT;
    size_t bytes = whole_pages(argument->number);
    uint8_t *at = shared_pages(bytes);
    if (at == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    job->memory[index] = at;
    job->memory_bytes[index] = bytes;
    if (!input)
        at += bytes - argument->number;
    memcpy(at, input ? argument->input : argument->output, argument->number);
    if (input)
        mprotect(at, bytes, PROT_READ);
    job->words[index] = (uintptr_t)at;
    return BASE_ERROR_SUCCESS;
}

static base_error prepare(struct job *job, const struct port_plugin_argument *arguments,
                          uint32_t count)
{
    base_error error = BASE_ERROR_SUCCESS;
    job->count = count;
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
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

static base_error look(struct port_plugin *plugin, const char *function)
{
    struct job job;
    base_error error = begin(&job, plugin, function);
    if (error == BASE_ERROR_SUCCESS)
        error = in_child(&job, plugin->milliseconds);
    finish(&job);
    return error;
}

base_error port_plugin_open(const char *path, uint32_t milliseconds, struct port_plugin **plugin)
{
    size_t length = strlen(path);
    if (path[0] != '/')
        return BASE_ERROR_INVALID_NAME;
    struct port_plugin *result = base_memory_zero(1, sizeof *result + length + 1);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    memcpy(result->path, path, length + 1);
    result->milliseconds = milliseconds;
    base_error error = look(result, NULL);
    if (error == BASE_ERROR_SUCCESS)
        *plugin = result;
    else
        base_memory_free(result);
    return error;
}

bool port_plugin_has(struct port_plugin *plugin, const char *function)
{
    return look(plugin, function) == BASE_ERROR_SUCCESS;
}

base_error port_plugin_call(struct port_plugin *plugin, const char *function,
                            const struct port_plugin_argument *arguments, uint32_t count,
                            uint32_t *result)
{
    struct job job;
    if (plugin->broken)
        return BASE_ERROR_GEN_FAILURE;
    if (count == 0 || count > PORT_PLUGIN_ARGUMENTS)
        return BASE_ERROR_INVALID_PARAMETER;
    base_error error = begin(&job, plugin, function);
    if (error == BASE_ERROR_SUCCESS)
        error = prepare(&job, arguments, count);
    if (error == BASE_ERROR_SUCCESS) {
        error = in_child(&job, plugin->milliseconds);
        plugin->broken = error == BASE_ERROR_TIMEOUT || error == BASE_ERROR_GEN_FAILURE;
    }
    if (error == BASE_ERROR_SUCCESS) {
        take_outputs(&job, arguments);
        *result = job.outcome->result;
    }
    finish(&job);
    return error;
}

void port_plugin_close(struct port_plugin *plugin)
{
    base_memory_free(plugin);
}
