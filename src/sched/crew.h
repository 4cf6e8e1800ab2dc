/* SPDX-License-Identifier: MIT */
/*
 * A crew of worker threads that carry out jobs. A job names the resources it needs (a robot arm, a
 * drive: opaque numbers to this room); at no time do two running jobs share one. Which jobs are
 * worth running is decided elsewhere; the crew neither queues by priority nor retries.
 *
 * THREADS. Any thread may submit. `run` is called on a worker thread without any lock held, `done`
 * right after it on the same thread, when the job's resources are free again and the job no longer
 * counts as running; the job structure belongs to the caller again from the moment `done` is
 * called, which may submit the next job. Internal lock: the crew's mutex, a leaf.
 */
#ifndef SCHED_CREW_H
#define SCHED_CREW_H

#include "base/error.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCHED_JOB_RESOURCES = 3 };

struct sched_crew;

struct sched_job {
    void (*run)(struct sched_job *job);
    void (*done)(struct sched_job *job); /* may be NULL */
    void *context;                       /* the caller's */
    size_t resource_count;
    uint64_t resources[SCHED_JOB_RESOURCES]; /* all different */
    struct base_link link;                   /* the crew's */
};

/* A crew that keeps at most `threads` workers (1 to 64), started as they are needed.
 * ERROR_NOT_ENOUGH_MEMORY, ERROR_INVALID_PARAMETER. */
base_error sched_crew_create(size_t threads, struct sched_crew **crew);

/* Waits until every submitted job is done, ends the workers, frees. No submit may run at the same
 * time, except from `done` of a job that is being waited for. NULL is accepted. */
void sched_crew_destroy(struct sched_crew *crew);

/*
 * Hands a job in; it starts as soon as its resources are free and a worker is. Jobs that wait for
 * the same resource start in the order of their submission. `job` must stay valid until `done`.
 * ERROR_NOT_ENOUGH_MEMORY when there is no worker and none can be started: then the job was not
 * taken.
 */
base_error sched_crew_submit(struct sched_crew *crew, struct sched_job *job);

/* True while a job that holds or waits for `resource` is in the crew. */
bool sched_crew_busy(struct sched_crew *crew, uint64_t resource);

#endif
