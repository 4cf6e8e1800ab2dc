/* SPDX-License-Identifier: MIT */
/*
 * The tape and storage device control codes and their structures, written down without Windows
 * headers so that the class code compiles natively. class_check.c holds every one against the
 * toolchain's headers.
 */
#ifndef VTL_CLASS_WIRE_H
#define VTL_CLASS_WIRE_H

#include <stdint.h>

#define WIRE_CODE(type, function) (((uint32_t)(type) << 16) | ((uint32_t)(function) << 2))
/* Codes are compared without their access bits: several exist with and without read access. */
#define WIRE_FUNCTION(code) ((code)&0xFFFF3FFFu)

enum { WIRE_DEVICE_CONTROLLER = 0x04, WIRE_DEVICE_TAPE = 0x1F, WIRE_DEVICE_MASS_STORAGE = 0x2D };
enum { WIRE_DEVICE_CHANGER = 0x30 };

#define WIRE_TAPE_ERASE            WIRE_CODE(WIRE_DEVICE_TAPE, 0x000)
#define WIRE_TAPE_PREPARE          WIRE_CODE(WIRE_DEVICE_TAPE, 0x001)
#define WIRE_TAPE_WRITE_MARKS      WIRE_CODE(WIRE_DEVICE_TAPE, 0x002)
#define WIRE_TAPE_GET_POSITION     WIRE_CODE(WIRE_DEVICE_TAPE, 0x003)
#define WIRE_TAPE_SET_POSITION     WIRE_CODE(WIRE_DEVICE_TAPE, 0x004)
#define WIRE_TAPE_GET_DRIVE_PARAMS WIRE_CODE(WIRE_DEVICE_TAPE, 0x005)
#define WIRE_TAPE_SET_DRIVE_PARAMS WIRE_CODE(WIRE_DEVICE_TAPE, 0x006)
#define WIRE_TAPE_GET_MEDIA_PARAMS WIRE_CODE(WIRE_DEVICE_TAPE, 0x007)
#define WIRE_TAPE_SET_MEDIA_PARAMS WIRE_CODE(WIRE_DEVICE_TAPE, 0x008)
#define WIRE_TAPE_GET_STATUS       WIRE_CODE(WIRE_DEVICE_TAPE, 0x009)
#define WIRE_TAPE_CREATE_PARTITION WIRE_CODE(WIRE_DEVICE_TAPE, 0x00A)
#define WIRE_TAPE_CHECK_VERIFY     WIRE_CODE(WIRE_DEVICE_TAPE, 0x200)

#define WIRE_STORAGE(function)               WIRE_CODE(WIRE_DEVICE_MASS_STORAGE, function)
#define WIRE_STORAGE_CHECK_VERIFY            WIRE_STORAGE(0x200)
#define WIRE_STORAGE_MEDIA_REMOVAL           WIRE_STORAGE(0x201)
#define WIRE_STORAGE_EJECT_MEDIA             WIRE_STORAGE(0x202)
#define WIRE_STORAGE_LOAD_MEDIA              WIRE_STORAGE(0x203)
#define WIRE_STORAGE_RESERVE                 WIRE_STORAGE(0x204)
#define WIRE_STORAGE_RELEASE                 WIRE_STORAGE(0x205)
#define WIRE_STORAGE_FIND_NEW_DEVICES        WIRE_STORAGE(0x206)
#define WIRE_STORAGE_EJECTION_CONTROL        WIRE_STORAGE(0x250)
#define WIRE_STORAGE_GET_MEDIA_TYPES         WIRE_STORAGE(0x300)
#define WIRE_STORAGE_GET_MEDIA_TYPES_EX      WIRE_STORAGE(0x301)
#define WIRE_STORAGE_GET_MEDIA_SERIAL_NUMBER WIRE_STORAGE(0x304)
#define WIRE_STORAGE_GET_HOTPLUG_INFO        WIRE_STORAGE(0x305)
#define WIRE_STORAGE_GET_DEVICE_NUMBER       WIRE_STORAGE(0x420)
#define WIRE_STORAGE_PREDICT_FAILURE         WIRE_STORAGE(0x440)
#define WIRE_STORAGE_QUERY_PROPERTY          WIRE_STORAGE(0x500)

#define WIRE_SCSI_GET_INQUIRY_DATA WIRE_CODE(WIRE_DEVICE_CONTROLLER, 0x403)
#define WIRE_SCSI_GET_CAPABILITIES WIRE_CODE(WIRE_DEVICE_CONTROLLER, 0x404)
#define WIRE_SCSI_GET_ADDRESS      WIRE_CODE(WIRE_DEVICE_CONTROLLER, 0x406)

enum { WIRE_ERASE_SHORT = 0, WIRE_ERASE_LONG = 1 };
enum { WIRE_LOAD, WIRE_UNLOAD, WIRE_TENSION, WIRE_LOCK, WIRE_UNLOCK, WIRE_FORMAT };
enum { WIRE_SETMARKS, WIRE_FILEMARKS, WIRE_SHORT_FILEMARKS, WIRE_LONG_FILEMARKS };
enum { WIRE_ABSOLUTE_POSITION, WIRE_LOGICAL_POSITION, WIRE_PSEUDO_LOGICAL_POSITION };
enum {
    WIRE_REWIND,
    WIRE_ABSOLUTE_BLOCK,
    WIRE_LOGICAL_BLOCK,
    WIRE_PSEUDO_LOGICAL_BLOCK,
    WIRE_SPACE_END_OF_DATA,
    WIRE_SPACE_RELATIVE_BLOCKS,
    WIRE_SPACE_FILEMARKS,
};

struct wire_tape_erase {
    uint32_t type;
    uint8_t immediate;
};

struct wire_tape_prepare {
    uint32_t operation;
    uint8_t immediate;
};

struct wire_tape_write_marks {
    uint32_t type;
    uint32_t count;
    uint8_t immediate;
};

struct wire_tape_get_position {
    uint32_t type;
    uint32_t partition;
    int64_t offset;
};

struct wire_tape_set_position {
    uint32_t method;
    uint32_t partition;
    int64_t offset;
    uint8_t immediate;
};

struct wire_tape_get_drive {
    uint8_t ecc;
    uint8_t compression;
    uint8_t data_padding;
    uint8_t report_setmarks;
    uint32_t default_block_size;
    uint32_t maximum_block_size;
    uint32_t minimum_block_size;
    uint32_t maximum_partitions;
    uint32_t features_low;
    uint32_t features_high;
    uint32_t eot_warning_zone;
};

struct wire_tape_set_drive {
    uint8_t ecc;
    uint8_t compression;
    uint8_t data_padding;
    uint8_t report_setmarks;
    uint32_t eot_warning_zone;
};

struct wire_tape_get_media {
    int64_t capacity;
    int64_t remaining;
    uint32_t block_size;
    uint32_t partitions;
    uint8_t write_protected;
};

struct wire_tape_set_media {
    uint32_t block_size;
};

struct wire_tape_create_partition {
    uint32_t method;
    uint32_t count;
    uint32_t size;
};

/* GET_MEDIA_TYPES with its first DEVICE_MEDIA_INFO filled for a tape. */
struct wire_tape_media_info {
    uint32_t media_type;
    uint32_t characteristics;
    uint32_t block_size;
    uint32_t bus_type;
    uint8_t medium_type;
    uint8_t density;
    uint8_t unused[14];
};

enum { WIRE_MEDIA_TYPES_MAX = 2 };

struct wire_media_types {
    uint32_t device_type;
    uint32_t count;
    struct wire_tape_media_info info[WIRE_MEDIA_TYPES_MAX];
};

enum {
    WIRE_MEDIA_DDS = 0x20,
    WIRE_MEDIA_DLT = 0x27,
    WIRE_MEDIA_CLEANER = 0x32,
    WIRE_MEDIA_LTO = 0x56,
    WIRE_BUS_SCSI = 1
};
#define WIRE_MEDIA_READ_WRITE        0x00000008u
#define WIRE_MEDIA_READ_ONLY         0x00000004u
#define WIRE_MEDIA_WRITE_PROTECTED   0x00000100u
#define WIRE_MEDIA_CURRENTLY_MOUNTED 0x80000000u

struct wire_device_number {
    uint32_t device_type;
    uint32_t number;
    uint32_t partition;
};

struct wire_hotplug_info {
    uint32_t size;
    uint8_t media_removable;
    uint8_t media_hotplug;
    uint8_t device_hotplug;
    uint8_t write_cache_override;
};

struct wire_predict_failure {
    uint32_t predict;
    uint8_t vendor[512];
};

/* MEDIA_SERIAL_NUMBER_DATA; the data follows. */
struct wire_media_serial {
    uint32_t length;
    uint32_t result;
    uint32_t reserved[2];
};

struct wire_scsi_address {
    uint32_t length;
    uint8_t port;
    uint8_t path;
    uint8_t target;
    uint8_t lun;
};

struct wire_scsi_capabilities {
    uint32_t length;
    uint32_t maximum_transfer;
    uint32_t maximum_pages;
    uint32_t asynchronous_events;
    uint32_t alignment_mask;
    uint8_t tagged_queuing;
    uint8_t scans_down;
    uint8_t uses_pio;
};

/* SCSI_ADAPTER_BUS_INFO with one SCSI_BUS_DATA, then one SCSI_INQUIRY_DATA. */
struct wire_scsi_inquiry {
    uint8_t buses;
    uint8_t unused[3];
    uint8_t units;
    uint8_t initiator;
    uint8_t unused2[2];
    uint32_t inquiry_offset;
    uint8_t path;
    uint8_t target;
    uint8_t lun;
    uint8_t claimed;
    uint32_t inquiry_length;
    uint32_t next_offset;
    uint8_t inquiry[36];
};

enum { WIRE_PROPERTY_DEVICE = 0, WIRE_PROPERTY_ADAPTER = 1, WIRE_PROPERTY_DEVICE_ID = 2 };
enum { WIRE_QUERY_STANDARD = 0, WIRE_QUERY_EXISTS = 1 };

struct wire_property_query {
    uint32_t property;
    uint32_t type;
};

struct wire_device_descriptor {
    uint32_t version;
    uint32_t size;
    uint8_t device_type;
    uint8_t modifier;
    uint8_t removable;
    uint8_t command_queueing;
    uint32_t vendor_offset;
    uint32_t product_offset;
    uint32_t revision_offset;
    uint32_t serial_offset;
    uint32_t bus_type;
    uint32_t raw_length;
};

struct wire_adapter_descriptor {
    uint32_t version;
    uint32_t size;
    uint32_t maximum_transfer;
    uint32_t maximum_pages;
    uint32_t alignment_mask;
    uint8_t uses_pio;
    uint8_t scans_down;
    uint8_t command_queueing;
    uint8_t accelerated;
    uint8_t bus_type;
    uint8_t unused;
    uint16_t bus_major;
    uint16_t bus_minor;
};

struct wire_device_id {
    uint32_t version;
    uint32_t size;
    uint32_t count;
};

/* STORAGE_IDENTIFIER; the identifier follows. */
struct wire_identifier {
    uint32_t code_set;
    uint32_t type;
    uint16_t size;
    uint16_t next;
    uint32_t association;
};

#endif
