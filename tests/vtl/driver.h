/* SPDX-License-Identifier: MIT */
/*
 * The kernel shell of the virtual tape library, shared by driver.c (entry, device objects,
 * dispatch), job.c (commands that take time) and config.c (registry). One lock guards the world and
 * everything below; it is never held across the completion of a request, a wait or a registry
 * access.
 */
#ifndef VTL_DRIVER_H
#define VTL_DRIVER_H

#include <ntddk.h>

#include "element.h"

/* SHELL_COMMANDS: the second node, Tape3sg, of a drive as Linux has it. */
enum shell_kind { SHELL_CONTROL = 0, SHELL_CHANGER = 1, SHELL_TAPE = 2, SHELL_COMMANDS = 3 };

/* Extension of a device object. Objects are never deleted before unload, only unlinked, so a handle
 * that outlives a RESET meets a device whose generation has gone. */
struct shell_device {
    struct shell_device *next;
    DEVICE_OBJECT *object;
    struct vtl_device *device; /* NULL: not there now */
    ULONG_PTR generation;
    uint32_t number;
    uint32_t kind; /* enum shell_kind */
    bool linked;
};

struct shell {
    FAST_MUTEX lock;
    KMUTEX reset_lock; /* one RESET at a time */
    KEVENT wake;       /* the clock thread has something new to look at */
    DRIVER_OBJECT *driver;
    UNICODE_STRING registry;
    struct vtl_world *world;
    struct shell_device *devices;
    struct job *jobs; /* oldest first */
    void *thread;
    ULONG_PTR generation;
    bool stopping;
};

extern struct shell shell;

/* Milliseconds since 1970-01-01 UTC. */
uint64_t shell_now(void);

/* ---- job.c ---- */

/* What a finished job puts into its request. */
enum job_kind { JOB_IOCTL = 0, JOB_ROBOT_IOCTL = 1, JOB_PASS_THROUGH = 2 };

struct job {
    struct job *next;
    IRP *irp; /* NULL: cancelled, the rest only happens to the devices */
    struct vtl_device *device;
    uint64_t due;   /* UINT64_MAX: never */
    uint64_t queue; /* robot jobs: order */
    uint8_t *in;
    uint8_t *out;
    struct vtl_ioctl call;
    struct vtl_request request;
    uint32_t kind; /* enum job_kind */
    uint32_t sense_offset;
    uint32_t data_offset;
    uint32_t header_size; /* 44 or 56 */
    uint8_t sense_room;
    bool program_node; /* came to a drive's node for programs */
    bool robot;        /* needs the robot */
    bool started;      /* false: waits for the robot */
    uint8_t cdb[VTL_MAX_CDB];
};

struct job *job_create(IRP *irp, uint32_t in_length, uint32_t out_length);
void job_free(struct job *job);
/* The owner of the job from now on; pends the request. Called with the lock held, on a job whose
 * device is set. Answers the status for the dispatch routine and, when the request is over at once,
 * leaves the completed job in *finished for job_complete without the lock. */
NTSTATUS job_submit(struct job *job, struct job **finished);
/* Without the lock: fills and completes a list of finished jobs and frees them; the last one's
 * status. */
NTSTATUS job_complete(struct job *finished, bool pended);
/* With the lock: takes every job out; their requests fail with this status. */
struct job *job_abort_all(uint32_t status);
/* With the lock: ends the jobs that would never end. */
struct job *job_release_hung(void);
/* With the lock: what the robot of a library does now is over within so many milliseconds. */
void job_hurry(uint32_t library, uint32_t move_ms);
uint32_t job_count(void);
NTSTATUS job_start_thread(void);
void job_stop_thread(void);

/* ---- pending.c ---- */

/* See there: a request must be named here first thing in every dispatch routine. */
void request_init(void);
void request_keep(IRP *irp);
/* Frees what was completed long enough before `now`; UINT64_MAX: everything. */
void request_bury(uint64_t now);

/* ---- passthrough.c ---- */

/* Reads SCSI_PASS_THROUGH of either width from the request's buffer into the job. */
uint32_t pass_through_parse(struct job *job, const uint8_t *in, uint32_t in_length,
                            uint32_t out_length);
/* Writes the answer; returns the NTSTATUS and sets *information. */
uint32_t pass_through_answer(const struct job *job, uint8_t *out, uint32_t *information);

/* ---- config.c ---- */

/* Builds the world that the registry describes; NULL in *out on failure. Passive level, no lock. */
NTSTATUS config_build_world(const UNICODE_STRING *registry, uint64_t now, struct vtl_world **out);

#endif
