/* SPDX-License-Identifier: MIT */
/*
 * The device control codes of the class drivers and the structures they carry, as plain C, because
 * the system's own headers are seen by transport_win32.c only (which holds every size and offset
 * against them). All are the same for 32-bit and 64-bit programs. (API: IOCTL_CHANGER_*,
 * IOCTL_STORAGE_*, IOCTL_SCSI_GET_ADDRESS.)
 */
#ifndef DEVICE_CLASS_CODES_H
#define DEVICE_CLASS_CODES_H

#include <stdint.h>

/* device type, function, access: 0 any, 1 read, 2 write, 3 both; buffered */
#define DEVICE_CODE(type, function, access)                                                        \
    (((uint32_t)(type) << 16) | ((uint32_t)(access) << 14) | ((uint32_t)(function) << 2))

#define DEVICE_CHANGER_GET_PARAMETERS     DEVICE_CODE(0x30, 0x00, 1)
#define DEVICE_CHANGER_GET_STATUS         DEVICE_CODE(0x30, 0x01, 1)
#define DEVICE_CHANGER_GET_PRODUCT_DATA   DEVICE_CODE(0x30, 0x02, 1)
#define DEVICE_CHANGER_SET_ACCESS         DEVICE_CODE(0x30, 0x04, 3)
#define DEVICE_CHANGER_GET_ELEMENT_STATUS DEVICE_CODE(0x30, 0x05, 3)
#define DEVICE_CHANGER_INITIALIZE_STATUS  DEVICE_CODE(0x30, 0x06, 1)
#define DEVICE_CHANGER_EXCHANGE_MEDIUM    DEVICE_CODE(0x30, 0x08, 1)
#define DEVICE_CHANGER_MOVE_MEDIUM        DEVICE_CODE(0x30, 0x09, 1)

#define DEVICE_STORAGE_CHECK_VERIFY       DEVICE_CODE(0x2D, 0x200, 1)
#define DEVICE_STORAGE_EJECT_MEDIA        DEVICE_CODE(0x2D, 0x202, 1)
#define DEVICE_STORAGE_LOAD_MEDIA         DEVICE_CODE(0x2D, 0x203, 1)
#define DEVICE_STORAGE_GET_MEDIA_TYPES_EX DEVICE_CODE(0x2D, 0x301, 0)
#define DEVICE_STORAGE_QUERY_PROPERTY     DEVICE_CODE(0x2D, 0x500, 0)

#define DEVICE_TAPE_CHECK_VERIFY DEVICE_CODE(0x1F, 0x200, 1)

#define DEVICE_SCSI_GET_CAPABILITIES DEVICE_CODE(0x04, 0x404, 0)
#define DEVICE_SCSI_GET_ADDRESS      DEVICE_CODE(0x04, 0x406, 0)

/* ELEMENT_TYPE; values 1 to 4 are those of enum device_kind. */
enum { DEVICE_CLASS_ALL = 0, DEVICE_CLASS_DOOR = 5 };

struct device_class_element {
    uint32_t type;
    uint32_t address; /* zero-based within the type */
};

struct device_class_list {
    struct device_class_element first;
    uint32_t count;
};

enum {
    DEVICE_FEATURE_BAR_CODE_SCANNER = 0x00000001,
    DEVICE_FEATURE_INITIALIZE_RANGE = 0x00000002,
    DEVICE_FEATURE_CLOSE_PORT = 0x00000004,
    DEVICE_FEATURE_OPEN_PORT = 0x00000008,
    DEVICE_FEATURE_EXCHANGE_MEDIA = 0x00000020,
    DEVICE_FEATURE_LOCK_UNLOCK = 0x00000080,
    DEVICE_FEATURE_PREDISMOUNT_EJECT = 0x00020000,
    DEVICE_FEATURE_CLEANER_ACCESS_NOT_VALID = 0x00040000,
    DEVICE_FEATURE_SERIAL_NUMBER_VALID = 0x04000000
};

enum { DEVICE_LOCKS_PORT = 0x01, DEVICE_LOCKS_DOOR = 0x02 };

struct device_class_parameters {
    uint32_t size;
    uint16_t transports;
    uint16_t slots;
    uint16_t cleaner_slots;
    uint16_t ports;
    uint16_t drives;
    uint16_t doors;
    uint16_t first_slot_number;
    uint16_t first_drive_number;
    uint16_t first_transport_number;
    uint16_t first_port_number;
    uint16_t first_cleaner_slot_address;
    uint16_t magazine_size;
    uint32_t drive_clean_timeout;
    uint32_t features0;
    uint32_t features1;
    uint8_t move_from[4];     /* transport, slot, port, drive */
    uint8_t exchange_from[4]; /* the same */
    uint8_t lock_capabilities;
    uint8_t position_capabilities;
    uint8_t reserved1[2];
    uint32_t reserved2[2];
};

struct device_class_product {
    uint8_t vendor[8];
    uint8_t product[16];
    uint8_t revision[4];
    uint8_t serial[32];
    uint8_t device_type;
};

enum {
    DEVICE_ACCESS_LOCK = 0,
    DEVICE_ACCESS_UNLOCK = 1,
    DEVICE_ACCESS_EXTEND = 2,
    DEVICE_ACCESS_RETRACT = 3
};

struct device_class_set_access {
    struct device_class_element element;
    uint32_t control;
};

struct device_class_read_status {
    struct device_class_list list;
    uint8_t volume_tags;
};

enum {
    DEVICE_ELEMENT_FULL = 0x00000001,
    DEVICE_ELEMENT_IMPEXP = 0x00000002,
    DEVICE_ELEMENT_EXCEPT = 0x00000004,
    DEVICE_ELEMENT_ACCESS = 0x00000008,
    DEVICE_ELEMENT_PRODUCT_DATA = 0x00000040,
    DEVICE_ELEMENT_LUN_VALID = 0x00001000,
    DEVICE_ELEMENT_ID_VALID = 0x00002000,
    DEVICE_ELEMENT_NOT_BUS = 0x00008000,
    DEVICE_ELEMENT_INVERT = 0x00400000,
    DEVICE_ELEMENT_SVALID = 0x00800000,
    DEVICE_ELEMENT_PVOLTAG = 0x10000000
};

enum {
    DEVICE_CODE_LABEL_UNREADABLE = 0x01,
    DEVICE_CODE_LABEL_QUESTIONABLE = 0x02,
    DEVICE_CODE_SLOT_NOT_PRESENT = 0x04,
    DEVICE_CODE_DRIVE_NOT_INSTALLED = 0x08,
    DEVICE_CODE_TRAY_MALFUNCTION = 0x10,
    DEVICE_CODE_INIT_STATUS_NEEDED = 0x11
};

struct device_class_status {
    struct device_class_element element;
    struct device_class_element source;
    uint32_t flags;
    uint32_t exception_code;
    uint8_t target;
    uint8_t lun;
    uint16_t reserved;
    uint8_t primary_tag[36];
    uint8_t alternate_tag[36];
};

struct device_class_status_ex {
    struct device_class_status base;
    uint8_t vendor[8];
    uint8_t product[16];
    uint8_t serial[32];
};

struct device_class_initialize {
    struct device_class_list list;
    uint8_t bar_code_scan;
};

struct device_class_move {
    struct device_class_element transport;
    struct device_class_element source;
    struct device_class_element destination;
    uint8_t flip;
};

struct device_class_exchange {
    struct device_class_element transport;
    struct device_class_element source;
    struct device_class_element first;
    struct device_class_element second;
    uint8_t flip1;
    uint8_t flip2;
};

struct device_class_scsi_address {
    uint32_t length;
    uint8_t port;
    uint8_t path;
    uint8_t target;
    uint8_t lun;
};

struct device_class_capabilities {
    uint32_t length;
    uint32_t maximum_transfer;
    uint32_t maximum_pages;
    uint32_t events;
    uint32_t alignment_mask;
    uint8_t queuing;
    uint8_t scans_down;
    uint8_t uses_pio;
};

/* STORAGE_PROPERTY_QUERY of the standard device property. */
struct device_class_property_query {
    uint32_t property; /* 0: StorageDeviceProperty */
    uint32_t query;    /* 0: PropertyStandardQuery */
    uint8_t additional[1];
};

struct device_class_device_descriptor {
    uint32_t version;
    uint32_t size;
    uint8_t device_type;
    uint8_t device_type_modifier;
    uint8_t removable;
    uint8_t queuing;
    uint32_t vendor_offset;
    uint32_t product_offset;
    uint32_t revision_offset;
    uint32_t serial_offset;
    uint32_t bus_type;
    uint32_t raw_length;
    uint8_t raw[1];
};

enum { DEVICE_FILE_TAPE = 0x1F, DEVICE_FILE_CDROM = 0x02, DEVICE_FILE_DVD = 0x33 };

/* GET_MEDIA_TYPES: this header, then entries of DEVICE_CLASS_MEDIA_SIZE bytes each. */
struct device_class_media_types {
    uint32_t device_type;
    uint32_t count;
};

/* DEVICE_MEDIA_INFO as it is for tapes and, behind eight bytes of cylinders, for discs. */
struct device_class_tape_info {
    uint32_t media_type;
    uint32_t characteristics;
    uint32_t block_size;
    uint32_t bus_type;
    uint8_t medium_type;
    uint8_t density_code;
};

struct device_class_disc_info {
    int64_t cylinders;
    uint32_t media_type;
    uint32_t tracks;
    uint32_t sectors;
    uint32_t sector_size;
    uint32_t sides;
    uint32_t characteristics;
};

enum { DEVICE_CLASS_MEDIA_SIZE = 32 };

#endif
