/* SPDX-License-Identifier: MIT */
#include "port/thread.h"

#include <pthread.h>
#include <time.h>

#include "base/memory.h"
#include "port/clock.h"

_Static_assert(sizeof(pthread_mutex_t) <= sizeof(struct port_mutex), "mutex storage");
_Static_assert(sizeof(pthread_cond_t) <= sizeof(struct port_condition), "condition storage");

struct port_thread {
    pthread_t handle;
    port_thread_body *body;
    void *context;
};

static pthread_mutex_t *mutex_of(struct port_mutex *mutex)
{
    return (pthread_mutex_t *)(void *)mutex->opaque;
}

static pthread_cond_t *condition_of(struct port_condition *condition)
{
    return (pthread_cond_t *)(void *)condition->opaque;
}

static void *run(void *context)
{
    struct port_thread *thread = context;
    thread->body(thread->context);
    return NULL;
}

base_error port_thread_start(port_thread_body *body, void *context, struct port_thread **thread)
{
    struct port_thread *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    result->body = body;
    result->context = context;
    if (pthread_create(&result->handle, NULL, run, result) != 0) {
        base_memory_free(result);
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    *thread = result;
    return BASE_ERROR_SUCCESS;
}

void port_thread_join(struct port_thread *thread)
{
    if (thread == NULL)
        return;
    pthread_join(thread->handle, NULL);
    base_memory_free(thread);
}

uint64_t port_thread_self(void)
{
    return (uint64_t)pthread_self();
}

void port_mutex_lock(struct port_mutex *mutex)
{
    pthread_mutex_lock(mutex_of(mutex));
}

void port_mutex_unlock(struct port_mutex *mutex)
{
    pthread_mutex_unlock(mutex_of(mutex));
}

bool port_condition_wait(struct port_condition *condition, struct port_mutex *mutex,
                         uint32_t timeout)
{
    struct timespec until;
    if (timeout == PORT_INFINITE) {
        pthread_cond_wait(condition_of(condition), mutex_of(mutex));
        return true;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(timeout / 1000);
    until.tv_nsec += (int32_t)(timeout % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return pthread_cond_clockwait(condition_of(condition), mutex_of(mutex), CLOCK_MONOTONIC,
                                  &until) == 0;
}

void port_condition_wake_one(struct port_condition *condition)
{
    pthread_cond_signal(condition_of(condition));
}

void port_condition_wake_all(struct port_condition *condition)
{
    pthread_cond_broadcast(condition_of(condition));
}
