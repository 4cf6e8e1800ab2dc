/* SPDX-License-Identifier: MIT */
/*
 * Threads that do jobs. A job claims up to three numbered resources when it is handed in and has
 * them for itself until it has run; a job whose resources are not all free is refused, not queued:
 * whoever plans asks again when something has ended. Resources are claimed all at once, so jobs
 * cannot deadlock over them. Threads are started when first needed and kept until the crew is
 * freed.
 *
 * Callbacks run without any lock of the crew held and may call any function of it but drain and
 * free.
 */
#ifndef SCHED_CREW_H
#define SCHED_CREW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define SCHED_JOB_RESOURCES 3

struct sched_crew;

struct sched_job {
    uint32_t resources[SCHED_JOB_RESOURCES]; /* numbers below the crew's resource count */
    uint32_t resource_count;                 /* 0 to SCHED_JOB_RESOURCES */
    void (*run)(void *context);              /* the work, on a thread of the crew */
    void (*done)(
        void *context); /* after run, with the resources free again, same thread; may be NULL */
    void *context;
};

/*
 * Makes a crew for resource_count resources, numbered from 0, with at most thread_limit threads (at
 * least 1; more jobs than that wait for a thread). ended, when not NULL, is called after each job's
 * done, on the thread that ran it. BASE_ERROR_NOT_ENOUGH_MEMORY, BASE_ERROR_INVALID_PARAMETER.
 */
base_error sched_crew_create(uint32_t resource_count, uint32_t thread_limit,
                             void (*ended)(void *context), void *context, struct sched_crew **crew);

/* Waits for all jobs and for the threads, then frees. NULL is accepted. */
void sched_crew_free(struct sched_crew *crew);

/*
 * Claims the job's resources and has it run; the structure is copied. Any thread. Errors, nothing
 * claimed then: BASE_ERROR_BUSY (a resource is claimed, or the crew takes no more jobs),
 * BASE_ERROR_INVALID_PARAMETER (no run, a number too high or twice), BASE_ERROR_NOT_ENOUGH_MEMORY.
 */
base_error sched_crew_submit(struct sched_crew *crew, const struct sched_job *job);

/* True while a job holds the resource. Any thread; a resource number too high is never busy. */
bool sched_crew_is_busy(struct sched_crew *crew, uint32_t resource);

/* Jobs handed in whose done (and ended) has not returned yet. Any thread. */
size_t sched_crew_count(struct sched_crew *crew);

/* Waits until there are no jobs. The caller sees to it that no more come. Not on a crew thread. */
void sched_crew_drain(struct sched_crew *crew);

/* Refuses further jobs from now on; those handed in still run. Any thread. */
void sched_crew_close(struct sched_crew *crew);

#endif
