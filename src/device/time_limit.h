/* SPDX-License-Identifier: MIT */
/*
 * How long a command may take before it is given up, by what it makes the device do. Generous: a
 * command that is given up may still have its effect. Each limit is a setting of the
 * administrator's, in seconds.
 */
#ifndef DEVICE_TIME_LIMIT_H
#define DEVICE_TIME_LIMIT_H

#include <stdint.h>

enum device_time {
    DEVICE_TIME_QUERY = 0,  /* CommandTimeout: what moves nothing */
    DEVICE_TIME_STATUS,     /* StatusTimeout: a library may look at its elements first */
    DEVICE_TIME_MOVE,       /* MoveTimeout: the robot; the drive may have to unload first */
    DEVICE_TIME_INITIALIZE, /* InitializeTimeout: a large library reads every bar code */
    DEVICE_TIME_TRANSFER,   /* TransferTimeout: the drive may look for the block, and try again */
    DEVICE_TIME_REWIND,     /* RewindTimeout: also unloading; a full tape is long */
    DEVICE_TIME_LOAD,       /* LoadTimeout: a new tape may be calibrated for two hours */
    DEVICE_TIME_COUNT
};

/* The limit in seconds: the setting, or where there is none (or it is 0) the built-in one. */
uint32_t device_time_limit(enum device_time time);

#endif
