/* SPDX-License-Identifier: MIT */
/*
 * The controller of one library in this process: waits for the library's lease, recovers, then
 * plans and has the steps carried out until it must give the lease up.
 *
 * THREADS. The dispatcher's thread plans and makes the changes that need no device. Device commands
 * run as jobs on the dispatcher's crew; the robot is one resource, each drive another, so a
 * cleaning cycle or a rewind never holds the robot. `mutex` guards everything marked "mutex"; it is
 * never held across a device command or a transaction. `changer` is used by the dispatcher's thread
 * before the first job and after the last one, and by the one job that has the robot in between;
 * the same job is the one that replaces `places`, so it alone may read them without the mutex.
 * While the library is gone there is no changer, and no job wants one (engine/absence.h).
 */
#ifndef ENGINE_CONTROLLER_H
#define ENGINE_CONTROLLER_H

#include "engine/places.h"
#include "engine/runtime.h"
#include "rules/plan.h"
#include "sched/dispatcher.h"

/* What this process knows of a drive between two plans. */
struct engine_drive_work {
    bool busy;               /* a job has the drive */
    bool unloaded;           /* the medium in it has been released for the robot */
    bool gone;               /* there is no such device any more; not on record yet */
    bool lost;               /* it does not answer, or a person must see to it; not on record yet */
    bool out_of_service;     /* its row said so when it was last read */
    uint32_t tries;          /* steps in a row that failed and are tried again */
    int64_t tried_since;     /* monotonic: the first of them ... */
    int64_t tried_last;      /* ... and the last */
    int64_t not_before;      /* monotonic: nothing is asked of it earlier */
    uint32_t vain_looks;     /* looks in a row that did not show what it holds */
    struct base_guid blamed; /* the cartridge at which its last fault was counted */
    struct base_guid refused; /* the request whose cartridge it could not use */
    int64_t in_use_until;     /* somebody holds the node: ask again then (monotonic), 0 = no */
    enum rules_cleaning cleaning;
    int64_t cleaning_checked; /* UTC of the last answer */
};

/* A bay for a drive, by the library's word: engine/bays.h. */
struct engine_bay {
    bool known; /* it was looked at */
    char told[DEVICE_SERIAL_SIZE];
    uint32_t searches_left; /* for the drive that it was given */
};

/* All doors of the library: they are unlocked and locked together. Times are UTC. */
struct engine_door_work {
    bool unlocked;
    bool open;
    int64_t unlocked_since;
    int64_t open_since; /* first seen open since the last unlock; 0 = never */
    int64_t looked_at;
};

struct engine_job {
    struct engine_controller *controller;
    struct rules_step step;
    struct base_guid request; /* null: housekeeping */
    int64_t begun;            /* monotonic */
    struct engine_job *next;
};

struct engine_controller {
    /* fixed */
    struct engine *engine;
    struct base_guid library;
    bool automatic_cleaning; /* engine_cleaning_is_automatic */
    bool standalone; /* its "changer" is a drive that a person feeds (engine/standalone.h) */
    struct sched_dispatcher *dispatcher;
    /* see THREADS */
    struct device_changer *changer;
    int64_t cleaning_limit; /* rules_world; of the changer that was opened last */
    int64_t
        recorded; /* the journal when `places` were last recorded as a whole; 0 = they are not */
    uint64_t epoch;
    /* of the dispatcher's thread: engine/absence.h */
    bool absent;                /* that the library is gone is on record */
    uint32_t searches;          /* in vain, in a row */
    int64_t search_after;       /* monotonic: not earlier */
    bool search_now;            /* it was found to be gone while its steps were planned */
    uint32_t drive_searches;    /* the same for drives: engine/drive_absence.h */
    int64_t drive_search_after; /* monotonic */
    bool deleted;               /* its row is gone, and nothing is left to do */
    /* mutex */
    struct port_mutex mutex;
    struct port_condition settled;
    struct engine_places places;
    struct engine_drive_work *drives; /* places.drive_count entries or more; NULL: no lease yet */
    size_t drive_room;
    struct engine_bay *bays; /* bay_count entries */
    size_t bay_count;
    bool bay_news; /* one was given another drive, and no search has begun */
    struct engine_door_work door;
    bool robot_busy;
    bool can_exchange;          /* the changer that was opened last says so, and did not refuse */
    int64_t exchange_after;     /* monotonic: an exchange failed, none is made before this time */
    bool unsettled;             /* a move may still be going on although nobody waits for it */
    int64_t robot_after;        /* UTC; see rules_world */
    uint32_t robot_failures;    /* housekeeping steps that failed in a row */
    uint32_t robot_tries;       /* steps in a row that failed and are tried again */
    int64_t robot_tried_since;  /* monotonic: the first of them ... */
    int64_t robot_tried_last;   /* ... and the last */
    uint32_t robot_faults;      /* moves in a row that the robot failed to make */
    bool robot_lost;            /* a person must see to the robot; not on record yet */
    bool out_of_service;        /* the library's row said so when it was last read */
    bool gone;                  /* the changer said that it is not there any more */
    uint32_t false_alarms;      /* times in a row that it was there all the same */
    int64_t housekeeping_after; /* UTC; see rules_world */
    uint32_t silence;           /* looks in a row that the library did not answer */
    uint32_t vain_looks;        /* looks in a row that left the contents of a place in doubt */
    int64_t looked_at;          /* UTC of the last look at the whole library */
    bool poll_wanted;           /* by a caller, since that look began */
    int64_t ports_looked_at;    /* UTC of the last look at the ports */
    struct engine_job *jobs;    /* running */
    uint64_t generation;        /* counts the jobs that have ended */
    bool wakeable;              /* the dispatcher takes wakes */
    bool attempted;             /* the lease was obtained at least once, whatever came of it */
    bool last;                  /* no other process is left to look after the library */
};

/* Starts the controller of the library `library` (its row), a changer or a drive alone. */
base_error engine_controller_start(struct engine *engine, const struct model_information *library,
                                   struct engine_controller **controller);

/* A stand-alone drive is to be looked into, whatever else there is to do. Any thread. */
void engine_controller_poll(struct engine_controller *controller);

/* Something changed: plan again. Any thread. */
void engine_controller_wake(struct engine_controller *controller);

/*
 * Ends running steps and hands the lease over. With `drain` (no other process is there) the
 * library's requests are first worked off, but for those that wait for something this process
 * cannot bring about: an operator, a drive in use, a library that does not answer or does not show
 * what is where. Wakes are ignored afterwards.
 */
void engine_controller_quiesce(struct engine_controller *controller, bool drain);

/* Frees a quiesced controller that nobody wakes any more. NULL is accepted. */
void engine_controller_free(struct engine_controller *controller);

#endif
