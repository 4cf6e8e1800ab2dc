/* SPDX-License-Identifier: MIT */
#include "port/win32.h"

#include "base/memory.h"
#include "port/clock.h"
#include "port/thread.h"

#define STACK_BYTES (512 * 1024)

_Static_assert(sizeof(SRWLOCK) <= sizeof(struct port_mutex), "mutex storage");
_Static_assert(sizeof(CONDITION_VARIABLE) <= sizeof(struct port_condition), "condition storage");
_Static_assert(PORT_INFINITE == INFINITE, "infinite timeout");

struct port_thread {
    HANDLE handle;
    HMODULE module; /* a reference of its own to the module this code is in */
    port_thread_body *body;
    void *context;
};

static SRWLOCK *mutex_of(struct port_mutex *mutex)
{
    return (SRWLOCK *)(void *)mutex->opaque;
}

static CONDITION_VARIABLE *condition_of(struct port_condition *condition)
{
    return (CONDITION_VARIABLE *)(void *)condition->opaque;
}

static DWORD WINAPI run(void *context)
{
    struct port_thread *thread = context;
    HMODULE module = thread->module;
    thread->body(thread->context);
    /* The program may unload the library as soon as its last session is closed. The reference is
     * given back by the system's own code, after this code has run for the last time. */
    FreeLibraryAndExitThread(module, 0);
}

base_error port_thread_start(port_thread_body *body, void *context, struct port_thread **thread)
{
    struct port_thread *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    result->body = body;
    result->context = context;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (const WCHAR *)(void *)run,
                            &result->module))
        goto free_thread;
    result->handle =
        CreateThread(NULL, STACK_BYTES, run, result, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (result->handle == NULL)
        goto free_module;
    *thread = result;
    return BASE_ERROR_SUCCESS;
free_module:
    FreeLibrary(result->module);
free_thread:
    base_memory_free(result);
    return BASE_ERROR_NOT_ENOUGH_MEMORY;
}

void port_thread_join(struct port_thread *thread)
{
    if (thread == NULL)
        return;
    WaitForSingleObject(thread->handle, INFINITE);
    CloseHandle(thread->handle);
    base_memory_free(thread);
}

uint64_t port_thread_self(void)
{
    return GetCurrentThreadId();
}

void port_mutex_lock(struct port_mutex *mutex)
{
    AcquireSRWLockExclusive(mutex_of(mutex));
}

void port_mutex_unlock(struct port_mutex *mutex)
{
    ReleaseSRWLockExclusive(mutex_of(mutex));
}

bool port_condition_wait(struct port_condition *condition, struct port_mutex *mutex,
                         uint32_t timeout)
{
    return SleepConditionVariableSRW(condition_of(condition), mutex_of(mutex), timeout, 0);
}

void port_condition_wake_one(struct port_condition *condition)
{
    WakeConditionVariable(condition_of(condition));
}

void port_condition_wake_all(struct port_condition *condition)
{
    WakeAllConditionVariable(condition_of(condition));
}
