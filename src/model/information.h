/* SPDX-License-Identifier: MIT */
/*
 * The RSM objects as plain values: what NTMS_OBJECTINFORMATION says of an object, in the form the
 * inner rooms use. Strings are UTF-8 in arrays that hold any text of the documented length (three
 * bytes for each UTF-16 unit), times are milliseconds since 1970-01-01 UTC with 0 for "not yet",
 * identifiers are base_guid with the null GUID for "none". The store reads and writes these
 * structures, the rules take them as input, the API packs them into the documented layouts.
 *
 * Each family's table and field meanings: API: NTMS_OBJECTINFORMATION and the pages of its members.
 */
#ifndef MODEL_INFORMATION_H
#define MODEL_INFORMATION_H

#include "base/guid.h"
#include "model/constants.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes for a text of N - 1 UTF-16 units, terminating zero included. */
#define MODEL_TEXT(units) (((units)-1) * 3 + 1)

enum {
    MODEL_NAME_BYTES = MODEL_TEXT(64),
    MODEL_DESCRIPTION_BYTES = MODEL_TEXT(127),
    MODEL_DEVICENAME_BYTES = MODEL_TEXT(64),
    MODEL_SERIAL_BYTES = MODEL_TEXT(32),
    MODEL_REVISION_BYTES = MODEL_TEXT(32),
    MODEL_BARCODE_BYTES = MODEL_TEXT(64),
    MODEL_SEQUENCE_BYTES = MODEL_TEXT(32),
    MODEL_VENDOR_BYTES = MODEL_TEXT(128),
    MODEL_PRODUCT_BYTES = MODEL_TEXT(128),
    MODEL_USER_BYTES = MODEL_TEXT(64),
    MODEL_APPLICATION_BYTES = MODEL_TEXT(64),
    MODEL_COMPUTER_BYTES = MODEL_TEXT(64),
    MODEL_MESSAGE_BYTES = MODEL_TEXT(256),
    MODEL_LABEL_ID_BYTES = 255, /* binary, not a text */
    MODEL_LABEL_TYPE_BYTES = MODEL_TEXT(64),
    MODEL_LABEL_INFO_BYTES = MODEL_TEXT(256)
};

/* Common to all types: the head of NTMS_OBJECTINFORMATION. */
struct model_object {
    struct base_guid id;
    uint32_t type; /* enum model_type */
    int64_t created;
    int64_t modified;
    bool enabled;
    uint32_t operational_state; /* enum model_operational_state */
    char name[MODEL_NAME_BYTES];
    char description[MODEL_DESCRIPTION_BYTES];
};

struct model_scsi_address {
    uint16_t port;
    uint16_t bus;
    uint16_t target;
    uint16_t lun;
};

struct model_drive {
    uint32_t number;
    uint32_t state; /* enum model_drive_state */
    struct base_guid drive_type;
    char device_name[MODEL_DEVICENAME_BYTES];
    char serial_number[MODEL_SERIAL_BYTES];
    char revision[MODEL_REVISION_BYTES];
    struct model_scsi_address address;
    uint32_t mount_count;
    int64_t last_cleaned;
    struct base_guid saved_partition;
    struct base_guid library;
    uint32_t defer_dismount_delay; /* seconds */
    /* Not in the API structure: what the drive is known to hold and to want. */
    uint32_t element;            /* element address in the changer; 0 for a stand-alone drive */
    bool holds_cleaner;          /* the library's cleaner cartridge is in this drive */
    bool cleaning_wanted;        /* the drive asked for cleaning; survives restarts */
    int64_t dismount_after;      /* DISMOUNTABLE: its cartridge goes home from then on */
    struct base_guid mounted_by; /* the session whose mount holds the drive, or null */
    bool cleaning_urgent;        /* cleaning_wanted before anything else (TapeAlert 20) */
    uint32_t cleaning_due;       /* mount count from which a wanted cleaning goes before mounts */
    bool cleaning_tried;         /* a cleaning by itself failed: none before a new cleaner comes */
    uint32_t faults;             /* faults of the drive itself since its last success */
};

struct model_library {
    uint32_t library_type; /* enum model_library_type */
    struct base_guid cleaner_slot;
    struct base_guid cleaner_slot_default;
    bool supports_drive_cleaning;
    bool barcode_reader_installed;
    uint32_t inventory_method; /* NONE, FAST or OMID */
    uint32_t cleaner_uses_remaining;
    uint32_t first_drive, number_of_drives;
    uint32_t first_slot, number_of_slots;
    uint32_t first_door, number_of_doors;
    uint32_t first_port, number_of_ports;
    uint32_t first_changer, number_of_changers;
    uint32_t number_of_media;        /* counted when read */
    uint32_t number_of_media_types;  /* counted when read */
    uint32_t number_of_lib_requests; /* counted when read */
    bool auto_recovery;
    uint32_t flags; /* enum model_library_flag */
    /* Not in the API structure. */
    char serial_number[MODEL_SERIAL_BYTES]; /* recognises the library when device numbers change */
    char cleaner_barcode[MODEL_BARCODE_BYTES]; /* bar code of the cleaner, "" = none or unread */
    bool cleans_by_itself;                     /* the library cleans its drives without us */
};

struct model_changer {
    uint32_t number;
    struct base_guid changer_type;
    char serial_number[MODEL_SERIAL_BYTES];
    char revision[MODEL_REVISION_BYTES];
    char device_name[MODEL_DEVICENAME_BYTES];
    struct model_scsi_address address;
    struct base_guid library;
};

struct model_changer_type {
    char vendor[MODEL_VENDOR_BYTES];
    char product[MODEL_PRODUCT_BYTES];
    uint32_t device_type; /* MODEL_DEVICE_CHANGER */
};

struct model_drive_type {
    char vendor[MODEL_VENDOR_BYTES];
    char product[MODEL_PRODUCT_BYTES];
    uint32_t number_of_heads; /* reserved, 0 */
    uint32_t device_type;
};

struct model_slot {
    uint32_t number;
    uint32_t state; /* enum model_slot_state */
    struct base_guid library;
    uint32_t element;     /* element address in the changer */
    uint32_t inventories; /* that have not looked at it yet; counted when read */
};

struct model_door {
    uint32_t number;
    uint32_t state; /* enum model_door_state */
    uint16_t max_open_seconds;
    struct base_guid library;
};

struct model_port {
    uint32_t number;
    uint32_t content;  /* enum model_port_content */
    uint32_t position; /* enum model_port_position */
    uint16_t max_extend_seconds;
    struct base_guid library;
    uint32_t element; /* element address in the changer */
};

struct model_physical_media {
    struct base_guid current_library;
    struct base_guid media_pool;
    struct base_guid location;
    uint32_t location_type; /* MODEL_STORAGESLOT, MODEL_DRIVE or MODEL_IEPORT */
    struct base_guid media_type;
    struct base_guid home_slot;
    char barcode[MODEL_BARCODE_BYTES];
    uint32_t barcode_state; /* enum model_barcode_state */
    char sequence_number[MODEL_SEQUENCE_BYTES];
    uint32_t media_state; /* enum model_media_state */
    uint32_t number_of_partitions;
    uint32_t media_type_code;
    uint32_t density_code;
    struct base_guid mounted_partition;
    int64_t missing_since; /* not in the API: the last look did not find the cartridge */
};

struct model_logical_media {
    struct base_guid media_pool;
    uint32_t number_of_partitions; /* counted when read */
};

struct model_partition {
    struct base_guid physical_media;
    struct base_guid logical_media;
    uint32_t state; /* enum model_partition_state */
    uint16_t side;
    uint32_t label_id_length;
    uint8_t label_id[MODEL_LABEL_ID_BYTES];
    char label_type[MODEL_LABEL_TYPE_BYTES];
    char label_info[MODEL_LABEL_INFO_BYTES];
    uint32_t mount_count;
    uint32_t allocate_count;
    int64_t capacity; /* bytes */
};

struct model_media_pool {
    uint32_t pool_type; /* enum model_pool_type */
    struct base_guid media_type;
    struct base_guid parent; /* null GUID for a top-level pool */
    uint32_t allocation_policy;
    uint32_t deallocation_policy;
    uint32_t max_allocates;            /* 0 = no limit */
    uint32_t number_of_physical_media; /* counted when read */
    uint32_t number_of_logical_media;  /* counted when read */
    uint32_t number_of_media_pools;    /* counted when read */
    bool is_root;                      /* not in the API: the hidden root pool */
};

struct model_media_type {
    uint32_t media_type; /* STORAGE_MEDIA_TYPE */
    uint32_t number_of_sides;
    uint32_t read_write; /* enum model_media_rw */
    uint32_t device_type;
};

struct model_lib_request {
    uint32_t operation; /* enum model_lm_operation */
    uint32_t option;
    uint32_t state; /* enum model_lm_state */
    struct base_guid partition;
    struct base_guid drive;
    struct base_guid physical_media;
    struct base_guid library;
    struct base_guid slot;
    int64_t queued;
    int64_t completed;
    char application[MODEL_APPLICATION_BYTES];
    char user[MODEL_USER_BYTES];
    char computer[MODEL_COMPUTER_BYTES];
    uint32_t error;
    struct base_guid work_item;
    int32_t priority;
    /* Not in the API structure: what the planner needs to go on after a crash. */
    uint32_t argument;                 /* InjectNtmsCleaner: dwNumberOfCleansLeft;
                                          NTMS_LM_INJECT: `caught` when its present turn began;
                                          NTMS_LM_CLEANDRIVE: 1 = RSM's own */
    uint32_t stage;                    /* enum rules_stage of the operation */
    int64_t stage_since;               /* when the stage began */
    bool stop_requested;               /* a stop action arrived */
    struct base_guid operator_request; /* the request this one waits for, or null */
    uint32_t order;                    /* position among mounts; 0 = unordered */
    struct base_guid call;             /* the same for all requests of one call, or null */
    struct base_guid session;          /* the session that asked, or null */
    struct base_guid target;           /* NTMS_LM_WRITESCRATCH: the pool of Free to come into */
    int64_t deadline;                  /* the request ends unless done by then; 0 = no limit */
    uint32_t caught;                   /* NTMS_LM_INJECT: cartridges that came in so far */
    bool retract_requested;            /* NTMS_LM_INJECT: the port is to be shut and emptied now */
};

struct model_op_request {
    uint32_t request; /* enum model_opreq_command */
    int64_t submitted;
    uint32_t state; /* enum model_opreq_state */
    char message[MODEL_MESSAGE_BYTES];
    uint32_t arg1_type;
    struct base_guid arg1;
    uint32_t arg2_type;
    struct base_guid arg2;
    char application[MODEL_APPLICATION_BYTES];
    char user[MODEL_USER_BYTES];
    char computer[MODEL_COMPUTER_BYTES];
    int64_t completed; /* not in the API: when it was refused or completed */
};

struct model_computer {
    uint32_t lib_request_purge_time; /* seconds */
    uint32_t op_request_purge_time;  /* seconds */
    uint32_t lib_request_flags;
    uint32_t op_request_flags;
    uint32_t media_pool_policy;
};

/* One object of any type; object.type selects the member. */
struct model_information {
    struct model_object object;
    union {
        struct model_drive drive;
        struct model_drive_type drive_type;
        struct model_library library;
        struct model_changer changer;
        struct model_changer_type changer_type;
        struct model_slot slot;
        struct model_door door;
        struct model_port port;
        struct model_physical_media physical_media;
        struct model_logical_media logical_media;
        struct model_partition partition;
        struct model_media_pool media_pool;
        struct model_media_type media_type;
        struct model_lib_request lib_request;
        struct model_op_request op_request;
        struct model_computer computer;
    } info;
};

#endif
