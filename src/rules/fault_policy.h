/* SPDX-License-Identifier: MIT */
/*
 * What follows when a step of the plan has failed at a device: try again after a pause, take
 * another drive, or end the request; and against whom it counts. One table for all steps. Retries
 * are made by the planner's own timer, never by a loop, so a request's deadline and an operator's
 * cancel come in between. Pure; any thread.
 */
#ifndef RULES_FAULT_POLICY_H
#define RULES_FAULT_POLICY_H

#include "rules/plan.h"

/* Whom the device room blames (device/fault.h), in the same order. */
enum rules_blame {
    RULES_BLAME_NONE = 0,
    RULES_BLAME_DRIVE,
    RULES_BLAME_MEDIUM,
    RULES_BLAME_ROBOT,
    RULES_BLAME_OPERATOR,
    RULES_BLAME_TRANSPORT,
    RULES_BLAME_CALLER
};

/* A failed step. A move's outcome was looked at before: it is a failure because nothing moved. */
struct rules_trouble {
    enum rules_step_kind step;
    base_error error;
    enum rules_blame blame;
    bool retry;        /* the same command may succeed later without anybody doing anything */
    bool housekeeping; /* no request waits for it */
    bool standalone;   /* there is no robot */
    bool another;      /* another drive would do, and none was tried before this one */
    uint32_t tries;    /* how often in a row the same was to be tried again already */
    int64_t elapsed;   /* milliseconds since the first of these tries */
    int64_t rest;      /* the device wants to be left alone so long (milliseconds) */
};

enum rules_remedy {
    RULES_REMEDY_RETRY,       /* plan it again after `pause` */
    RULES_REMEDY_OTHER_DRIVE, /* the request goes on with another drive */
    RULES_REMEDY_MOVE_ANYWAY, /* the robot takes the cartridge though the drive does not unload */
    RULES_REMEDY_FAIL         /* the request ends with the error */
};

struct rules_verdict {
    enum rules_remedy remedy;
    int64_t pause;     /* milliseconds; of RETRY, and after a failure of housekeeping */
    bool counts_drive; /* one more fault of the drive */
    bool counts_robot; /* one more fault of the robot */
    bool lost;         /* the device that the step is about is out of service at once */
    bool door;         /* a door stands open: nothing is wrong */
};

struct rules_verdict rules_fault_judge(const struct rules_trouble *trouble);

/* Faults in a row, each at another cartridge, that take a drive out of service. */
#define RULES_DRIVE_FAULTS_MOST 2
/* Moves in a row that the robot failed to make, which take the library out of service. */
#define RULES_ROBOT_FAULTS_MOST 3
/* Looks in a row that did not show what a drive holds, after which RSM's own work gives it up. */
#define RULES_VAIN_LOOKS_MOST 5
/* A drive that has not made its medium ready for so long is broken (milliseconds): drives thread
 * and calibrate for minutes at most. */
#define RULES_LOAD_LIMIT ((int64_t)600000)

/* True for a drive, or a library, that is in service and should not be. */
bool rules_drive_needs_service(const struct rules_drive *drive);
bool rules_library_needs_service(const struct rules_world *world);

#endif
