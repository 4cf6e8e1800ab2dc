/* SPDX-License-Identifier: MIT */
/*
 * What the planner sees of one library: a snapshot of places, cartridges, requests and the clock,
 * as plain values. The engine builds it from the database and from the last look at the device;
 * nothing in here points outside of the snapshot, so a plan can be computed, tested and replayed
 * anywhere.
 *
 * Places are named by (kind, index into the world's array of that kind).
 */
#ifndef RULES_WORLD_H
#define RULES_WORLD_H

#include "base/error.h"
#include "model/constants.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULES_NONE UINT32_MAX /* "no index" */

enum rules_place_kind {
    RULES_PLACE_NOWHERE = 0,
    RULES_PLACE_SLOT,
    RULES_PLACE_DRIVE,
    RULES_PLACE_PORT,
    RULES_PLACE_TRANSPORT
};

struct rules_place {
    enum rules_place_kind kind;
    uint32_t index;
};

enum rules_content {
    RULES_CONTENT_EMPTY = 0,
    RULES_CONTENT_DATA,    /* a cartridge that is not the library's cleaner */
    RULES_CONTENT_CLEANER, /* the library's cleaner cartridge */
    RULES_CONTENT_UNKNOWN  /* not looked at since a doubt arose: look first */
};

struct rules_slot {
    bool present;
    enum rules_content content;
};

/* What the drive itself says of the cleaning that was started in it. */
enum rules_cleaning {
    RULES_CLEANING_NONE = 0, /* no cleaner in the drive, or not asked yet */
    RULES_CLEANING_RUNNING,
    RULES_CLEANING_DONE,
    RULES_CLEANING_FAILED, /* the drive could not be cleaned */
    RULES_CLEANING_SPENT   /* the cartridge is used up (TapeAlert 22) or no cleaner (23) */
};

struct rules_drive {
    bool present;
    bool enabled;
    bool busy;            /* a command or a robot move of ours is running on this drive right now */
    bool in_use;          /* its medium is opened or mounted for a program */
    int64_t in_use_until; /* worth asking again then; 0 = an event will tell */
    bool loaded;          /* its medium must be unloaded before a move */
    enum rules_content content;
    struct rules_place home; /* where its cartridge came from; NOWHERE if unknown */
    enum rules_cleaning cleaning;
    int64_t cleaning_checked; /* when `cleaning` was asked for; 0 = not since the cleaner came */
    uint32_t state;           /* enum model_drive_state of its row */
    uint32_t medium;          /* the data cartridge in it, or RULES_NONE */
    uint32_t side;            /* the side of it that was mounted last, or RULES_NONE */
    int64_t dismount_after;   /* DISMOUNTABLE: the cartridge goes home from then on */
    uint32_t mount_count;
    int64_t not_before;  /* its last step failed: nothing is asked of it before this time */
    uint32_t tries;      /* steps in a row that failed and are tried again */
    uint32_t vain_looks; /* looks in a row that did not show what it holds */
    uint32_t faults;     /* of its own in a row, at different cartridges */
    bool lost;           /* it does not answer, or a person must see to it */
    bool out_of_service; /* nothing is brought to it until it was seen to */
    bool refused;        /* it could not use the cartridge of request `refused_request` */
    uint32_t refused_request;
    bool cleaning_wanted;  /* it asked to be cleaned */
    bool cleaning_urgent;  /* and before anything else */
    uint32_t cleaning_due; /* else before further mounts from this mount count on */
    bool cleaning_tried;   /* a cleaning by itself came to nothing: not again */
    uint32_t device_type;  /* enum model_device_type, 0 = not known */
    uint64_t media_types;  /* bit n: it can use media type n of this world; 0 = not known: any */
};

/* A data cartridge that a drive holds or an unfinished request is about. */
struct rules_medium {
    struct rules_place place; /* NOWHERE: in no place of this library (shelf, missing, elsewhere) */
    struct rules_place home;  /* the slot it goes back to, or NOWHERE */
    bool enabled;
    bool inverted;        /* lies in its drive with side 1 up */
    uint32_t sides;       /* 1 or 2 */
    uint32_t device_type; /* enum model_device_type of its media type, 0 = not known */
    uint32_t type;        /* 0..63: media type of this world, RULES_NONE = not known: any drive */
};

struct rules_port {
    /* DATA: a cartridge that came from outside; that it is a cleaner is the operator's word.
     * CLEANER: the library's cleaner, carried here and not seen to be another one since. */
    enum rules_content content;
    bool extended; /* our own record: unlocked for the operator, cleared by CLOSE_PORT */
    int64_t extended_since;
    uint32_t max_extend_seconds; /* 0: tell the operator at once, wait without limit */
    int64_t looked_at;           /* when `content` was last read from the device */
    bool is_cleaning; /* by its bar code what came from outside is a cleaning cartridge */
    bool stranger;    /* by its bar code it is not the cartridge that our records have here */
};

struct rules_door {
    bool open;     /* the device says so */
    bool unlocked; /* our own record: we allowed it to be opened, cleared by CLOSE_DOOR */
    int64_t unlocked_since;
    int64_t open_since; /* first seen open since the last unlock (or told of it by the device
                           afterwards), kept until the next; 0 = never */
    uint32_t max_open_seconds;
    int64_t looked_at; /* when `open` was last read from the device */
};

/* State of the operator request that a library request raised. */
enum rules_operator {
    RULES_OPERATOR_NONE = 0,
    RULES_OPERATOR_OPEN,
    RULES_OPERATOR_REFUSED,
    RULES_OPERATOR_COMPLETE
};

/*
 * How far a request has come where the places alone do not tell. Stored with the request
 * (model_lib_request.stage).
 */
enum rules_stage {
    RULES_STAGE_START = 0,
    RULES_STAGE_CLEANING,     /* CLEANDRIVE: the cleaner was put into the drive */
    RULES_STAGE_CLEANED,      /* CLEANDRIVE: the drive reported success */
    RULES_STAGE_CLEAN_FAILED, /* CLEANDRIVE: the drive reported failure */
    RULES_STAGE_CLEAN_SPENT,  /* CLEANDRIVE: the drive refused the cartridge as used up */
    RULES_STAGE_PORT_OPEN,    /* inject/eject: the port was unlocked for the operator */
    RULES_STAGE_PORT_CLOSED, /* inject/eject: the port was locked again after the operator's turn */
    RULES_STAGE_DOOR_OPEN,   /* inject/eject/door: the door was unlocked */
    RULES_STAGE_DOOR_CLOSED, /* inject/eject/door: the operator shut the door, it is locked again */
    RULES_STAGE_INVENTORIED, /* INVENTORY: carried out */
    RULES_STAGE_RESERVED,    /* mounting: `drive` was chosen and is kept for the request */
    RULES_STAGE_LOADED,      /* mounting: in the drive, ready, its label is what it should be */
    RULES_STAGE_IDENTIFYING, /* INVENTORY by labels: its cartridges are visited one by one */
    RULES_STAGE_IN_PORT      /* EJECT: its cartridge lies in a port that is still locked */
};

struct rules_request {
    uint32_t operation; /* enum model_lm_operation */
    uint32_t option;
    uint32_t state; /* enum model_lm_state; finished ones are passed over */
    enum rules_stage stage;
    int64_t stage_since;
    int64_t queued;
    uint32_t drive; /* index or RULES_NONE; of a mount: named by the caller, or chosen (RESERVED) */
    bool drive_elsewhere;   /* it has one that is in no bay of the library: `drive` is RULES_NONE */
    uint32_t slot;          /* index or RULES_NONE */
    uint32_t argument;      /* of a mount: its options, enum model_mount_option; of an inject:
                               `caught` when its present turn at the ports began; of a CLEANDRIVE:
                               not 0 when RSM started it by itself */
    uint32_t medium;        /* index or RULES_NONE: the cartridge it is about */
    uint32_t side;          /* of that cartridge */
    uint32_t group;         /* the lowest index among the unfinished requests of the same call */
    int32_t priority;       /* of a mount */
    bool holds_drive;       /* of a mount: its session has another drive, which may be waited for */
    int64_t deadline;       /* it fails with ERROR_TIMEOUT unless done by then; 0 = no limit */
    uint32_t children;      /* INVENTORY: unfinished identifications that it has asked for */
    bool more;              /* INVENTORY: there are cartridges that it has not asked for yet */
    uint32_t caught;        /* INJECT: cartridges that came in so far */
    bool retract_requested; /* INJECT: the ports are to be shut and emptied once, now */
    bool stop_requested;
    bool cancel_requested; /* an unfinished NTMS_LM_REMOVE request names it */
    enum rules_operator operator_state;
    int64_t operator_since; /* when the operator request was settled; 0 = not known */
    uint32_t order;
    uint32_t target_state; /* NTMS_LM_REMOVE: the state of the request to be withdrawn */
    bool step_running;     /* a step of this request is being executed now */
    base_error failure;    /* a step of this request failed for good (retries are over); 0 = none */
};

struct rules_world {
    int64_t now; /* milliseconds UTC */
    bool enabled;
    bool present;
    bool standalone;
    bool watched; /* a caller wants to be told of what a person does at the stand-alone drive */
    bool supports_drive_cleaning;
    bool cleans_by_itself;
    bool automatic_cleaning; /* drives that want it may be cleaned without anybody asking */
    bool can_exchange; /* the robot takes a cartridge out of a drive and brings another in one go */
    bool cleaner_asked_for; /* an operator request for a usable cleaner is open */
    int64_t cleaning_limit; /* milliseconds a cleaning takes, says the library; 0: it does not */
    bool robot_busy;        /* a robot step is being executed now */
    bool transport_full; /* the arm holds a cartridge: it must be put down before anything else */
    enum rules_content transport_content;
    struct rules_place transport_home; /* where the arm's cartridge came from */
    int64_t looked_at;     /* when the whole library was last looked at; 0 forces the next look */
    bool out_of_service;   /* nothing moves until the operator has seen to the library */
    uint32_t robot_faults; /* moves in a row that the robot failed to make */
    bool robot_lost;       /* a person must see to the robot */
    int64_t robot_after;   /* the robot's last step could not be recorded: none before this time */
    int64_t housekeeping_after; /* a housekeeping step failed: none before this time */

    uint32_t cleaner_slot; /* index of the reserved slot or RULES_NONE */
    bool cleaner_present;  /* NTMS_LIBRARYFLAG_CLEANERPRESENT */
    uint32_t cleaner_uses_remaining;
    bool cleaner_uncounted; /* NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING */

    struct rules_slot *slots;
    size_t slot_count;
    struct rules_drive *drives;
    size_t drive_count;
    struct rules_port *ports;
    size_t port_count;
    struct rules_door *doors;
    size_t door_count;
    struct rules_request *requests; /* in the order of their queueing */
    size_t request_count;
    struct rules_medium *media;
    size_t medium_count;
};

#endif
