/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: one mutex guards everything in struct sched_crew; it is held for a few
 * instructions and never while a callback runs or a thread is joined, so there is no lock order to
 * keep.
 *
 * A job is "waiting" from submit until a thread takes it, then "running" until its callbacks have
 * returned; both count. Its resources are claimed from submit until run has returned: done is
 * called with them free, so that what it wakes can claim them again.
 */
#include "sched/crew.h"

#include "base/list.h"
#include "base/memory.h"
#include "port/thread.h"

struct queued_job {
    struct base_link link;
    struct sched_job job;
};

struct sched_crew {
    struct port_mutex mutex;
    struct port_condition work;  /* a job waits, or the threads are to end */
    struct port_condition quiet; /* there are no jobs */
    struct base_link waiting;
    size_t count;        /* jobs waiting or running */
    size_t idle_threads; /* threads that wait for work and are not yet meant for a waiting job */
    size_t thread_count;
    size_t thread_limit;
    struct port_thread **threads;
    bool *busy; /* one for each resource */
    uint32_t resource_count;
    bool closed;
    bool ending;
    void (*ended)(void *context);
    void *context;
};

base_error sched_crew_create(uint32_t resource_count, uint32_t thread_limit,
                             void (*ended)(void *context), void *context, struct sched_crew **crew)
{
    if (thread_limit == 0)
        return BASE_ERROR_INVALID_PARAMETER;
    struct sched_crew *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    base_list_init(&result->waiting);
    result->resource_count = resource_count;
    result->thread_limit = thread_limit;
    result->ended = ended;
    result->context = context;
    result->threads = base_memory_zero(thread_limit, sizeof(void *));
    result->busy = base_memory_zero(resource_count, sizeof(bool));
    if (result->threads == NULL || result->busy == NULL) {
        sched_crew_free(result);
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    *crew = result;
    return BASE_ERROR_SUCCESS;
}

void sched_crew_free(struct sched_crew *crew)
{
    if (crew == NULL)
        return;
    sched_crew_close(crew);
    sched_crew_drain(crew);
    port_mutex_lock(&crew->mutex);
    crew->ending = true;
    port_condition_wake_all(&crew->work);
    port_mutex_unlock(&crew->mutex);
    for (size_t i = 0; i < crew->thread_count; i++)
        port_thread_join(crew->threads[i]);
    base_memory_free(crew->threads);
    base_memory_free(crew->busy);
    base_memory_free(crew);
}

static void set_busy(struct sched_crew *crew, const struct sched_job *job, bool busy)
{
    for (uint32_t i = 0; i < job->resource_count; i++)
        crew->busy[job->resources[i]] = busy;
}

static void run_job(struct sched_crew *crew, struct queued_job *queued)
{
    const struct sched_job *job = &queued->job;
    job->run(job->context);
    port_mutex_lock(&crew->mutex);
    set_busy(crew, job, false);
    port_mutex_unlock(&crew->mutex);
    if (job->done != NULL)
        job->done(job->context);
    if (crew->ended != NULL)
        crew->ended(crew->context);
    base_memory_free(queued);
}

/* The body of a thread. A thread that has been started for a job is not counted idle before it. */
static void serve(void *context)
{
    struct sched_crew *crew = context;
    port_mutex_lock(&crew->mutex);
    for (;;) {
        while (base_list_is_empty(&crew->waiting) && !crew->ending) {
            crew->idle_threads++;
            port_condition_wait(&crew->work, &crew->mutex, PORT_INFINITE);
            crew->idle_threads--;
        }
        if (base_list_is_empty(&crew->waiting))
            break;
        struct queued_job *queued = BASE_LIST_OWNER(crew->waiting.next, struct queued_job, link);
        base_list_remove(&queued->link);
        port_mutex_unlock(&crew->mutex);
        run_job(crew, queued);
        port_mutex_lock(&crew->mutex);
        crew->count--;
        if (crew->count == 0)
            port_condition_wake_all(&crew->quiet);
    }
    port_mutex_unlock(&crew->mutex);
}

static base_error check_job(const struct sched_crew *crew, const struct sched_job *job)
{
    if (job->run == NULL || job->resource_count > SCHED_JOB_RESOURCES)
        return BASE_ERROR_INVALID_PARAMETER;
    for (uint32_t i = 0; i < job->resource_count; i++) {
        if (job->resources[i] >= crew->resource_count)
            return BASE_ERROR_INVALID_PARAMETER;
        for (uint32_t j = 0; j < i; j++) {
            if (job->resources[i] == job->resources[j])
                return BASE_ERROR_INVALID_PARAMETER;
        }
    }
    return BASE_ERROR_SUCCESS;
}

static bool is_claimable(const struct sched_crew *crew, const struct sched_job *job)
{
    for (uint32_t i = 0; i < job->resource_count; i++) {
        if (crew->busy[job->resources[i]])
            return false;
    }
    return !crew->closed;
}

static size_t waiting_jobs(const struct sched_crew *crew)
{
    size_t count = 0;
    for (const struct base_link *link = crew->waiting.next; link != &crew->waiting;
         link = link->next)
        count++;
    return count;
}

/* Sees to it that a thread will take the job just queued. Fails only when the crew has no thread at
 * all. */
static base_error find_thread(struct sched_crew *crew)
{
    port_condition_wake_one(&crew->work);
    if (crew->idle_threads >= waiting_jobs(crew) || crew->thread_count == crew->thread_limit)
        return BASE_ERROR_SUCCESS;
    base_error error = port_thread_start(serve, crew, &crew->threads[crew->thread_count]);
    if (error == BASE_ERROR_SUCCESS)
        crew->thread_count++;
    else if (crew->thread_count > 0)
        error = BASE_ERROR_SUCCESS; /* one of the others takes it when it is free */
    return error;
}

base_error sched_crew_submit(struct sched_crew *crew, const struct sched_job *job)
{
    base_error error = check_job(crew, job);
    if (error != BASE_ERROR_SUCCESS)
        return error;
    struct queued_job *queued = base_memory_get(sizeof *queued);
    if (queued == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    queued->job = *job;
    error = BASE_ERROR_BUSY;
    port_mutex_lock(&crew->mutex);
    if (is_claimable(crew, job)) {
        base_list_append(&crew->waiting, &queued->link);
        error = find_thread(crew);
        if (error == BASE_ERROR_SUCCESS) {
            set_busy(crew, job, true);
            crew->count++;
        } else {
            base_list_remove(&queued->link);
        }
    }
    port_mutex_unlock(&crew->mutex);
    if (error != BASE_ERROR_SUCCESS)
        base_memory_free(queued);
    return error;
}

bool sched_crew_is_busy(struct sched_crew *crew, uint32_t resource)
{
    port_mutex_lock(&crew->mutex);
    bool busy = resource < crew->resource_count && crew->busy[resource];
    port_mutex_unlock(&crew->mutex);
    return busy;
}

size_t sched_crew_count(struct sched_crew *crew)
{
    port_mutex_lock(&crew->mutex);
    size_t count = crew->count;
    port_mutex_unlock(&crew->mutex);
    return count;
}

void sched_crew_drain(struct sched_crew *crew)
{
    port_mutex_lock(&crew->mutex);
    while (crew->count > 0)
        port_condition_wait(&crew->quiet, &crew->mutex, PORT_INFINITE);
    port_mutex_unlock(&crew->mutex);
}

void sched_crew_close(struct sched_crew *crew)
{
    port_mutex_lock(&crew->mutex);
    crew->closed = true;
    port_mutex_unlock(&crew->mutex);
}
