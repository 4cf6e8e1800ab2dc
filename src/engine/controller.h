/* SPDX-License-Identifier: MIT */
/*
 * The controller of one library in this process: waits for the library's lease, recovers, then
 * plans and has the steps carried out until it must give the lease up.
 *
 * THREADS. The dispatcher's thread plans and makes the changes that need no device. Device commands
 * run as jobs on the engine's crew; the robot is one resource, each drive another, so a cleaning
 * cycle or a rewind never holds the robot. `mutex` guards everything marked "mutex"; it is never
 * held across a device command or a transaction. `changer` is used by the dispatcher's thread
 * before the first job and after the last one, and by the one job that has the robot in between.
 */
#ifndef ENGINE_CONTROLLER_H
#define ENGINE_CONTROLLER_H

#include "engine/places.h"
#include "engine/runtime.h"
#include "rules/plan.h"
#include "sched/dispatcher.h"

/* What this process knows of a drive between two plans. */
struct engine_drive_work {
    bool busy;            /* a job has the drive */
    bool unloaded;        /* the medium in it has been released for the robot */
    int64_t in_use_until; /* somebody holds the node: ask again then (monotonic), 0 = no */
    enum rules_cleaning cleaning;
    int64_t cleaning_checked; /* UTC of the last answer */
};

struct engine_door_work {
    bool open;
    int64_t open_since; /* UTC; 0 = not seen open since it was unlocked */
};

struct engine_job {
    struct sched_job job;
    struct engine_controller *controller;
    struct rules_step step;
    struct base_guid request; /* null: housekeeping */
    struct engine_job *next;
};

struct engine_controller {
    /* fixed */
    struct engine *engine;
    struct base_guid library;
    uint64_t resource; /* the robot's number in the crew; drive i has resource + 1 + i */
    struct sched_dispatcher *dispatcher;
    /* see THREADS */
    struct device_changer *changer;
    uint64_t epoch;
    int64_t retry_at; /* monotonic: no steps before, after the robot has failed; dispatcher only */
    /* mutex */
    struct port_mutex mutex;
    struct port_condition settled;
    struct engine_places places;
    struct engine_drive_work *drives; /* places.drive_count entries */
    struct engine_door_work door;
    bool robot_busy;
    uint32_t robot_failures; /* in a row, without a request to blame */
    struct engine_job *jobs; /* running */
    uint64_t generation;     /* counts the jobs that have ended */
    bool holding;            /* the lease is ours and recovery is done */
    bool settling;           /* the last session closes: tell when nothing can be done any more */
    bool quiet;
};

/* Starts the controller of a library that has a changer this process may open. */
base_error engine_controller_start(struct engine *engine, const struct base_guid *library,
                                   uint64_t resource, struct engine_controller **controller);

/* Something changed: plan again. Any thread. */
void engine_controller_wake(struct engine_controller *controller);

/* Returns when the library's requests are finished, or wait for something that this process cannot
 * bring about (an operator, a drive in use, a library that does not answer). */
void engine_controller_settle(struct engine_controller *controller);

/* Ends running steps, hands the lease over, frees. NULL is accepted. */
void engine_controller_stop(struct engine_controller *controller);

#endif
