/* SPDX-License-Identifier: MIT */
/*
 * The numbers of the RSM object model: object types, states, operations, flags, rights. They are
 * the documented ABI values (API: NtmsObjectsTypes and the other Ntms* enumerations); src/api
 * asserts that each equals its name in <ntmsapi.h>. The rooms below src/api use these names,
 * because the public header needs Windows types that they must not know.
 */
#ifndef MODEL_CONSTANTS_H
#define MODEL_CONSTANTS_H

/* NtmsObjectsTypes */
enum model_type {
    MODEL_UNKNOWN = 0,
    MODEL_OBJECT = 1,
    MODEL_CHANGER = 2,
    MODEL_CHANGER_TYPE = 3,
    MODEL_COMPUTER = 4,
    MODEL_DRIVE = 5,
    MODEL_DRIVE_TYPE = 6,
    MODEL_IEDOOR = 7,
    MODEL_IEPORT = 8,
    MODEL_LIBRARY = 9,
    MODEL_LIBREQUEST = 10,
    MODEL_LOGICAL_MEDIA = 11,
    MODEL_MEDIA_POOL = 12,
    MODEL_MEDIA_TYPE = 13,
    MODEL_PARTITION = 14,
    MODEL_PHYSICAL_MEDIA = 15,
    MODEL_STORAGESLOT = 16,
    MODEL_OPREQUEST = 17
};
#define MODEL_TYPE_FIRST MODEL_CHANGER
#define MODEL_TYPE_LAST  MODEL_OPREQUEST

/* NtmsOperationalState */
enum model_operational_state {
    MODEL_READY = 0,
    MODEL_INITIALIZING = 10,
    MODEL_NEEDS_SERVICE = 20,
    MODEL_NOT_PRESENT = 21
};

/* NtmsLibraryType */
enum model_library_type {
    MODEL_LIBRARYTYPE_UNKNOWN = 0,
    MODEL_LIBRARYTYPE_OFFLINE = 1,
    MODEL_LIBRARYTYPE_ONLINE = 2,
    MODEL_LIBRARYTYPE_STANDALONE = 3
};

/* NtmsLibraryFlags */
enum model_library_flag {
    MODEL_LIBRARYFLAG_FIXEDOFFLINE = 0x01,
    MODEL_LIBRARYFLAG_CLEANERPRESENT = 0x02,
    MODEL_LIBRARYFLAG_AUTODETECTCHANGE = 0x04,
    MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING = 0x08,
    MODEL_LIBRARYFLAG_RECOGNIZECLEANERBARCODE = 0x10
};
/* dwNumberOfCleansLeft and dwCleanerUsesRemaining: do not count. */
#define MODEL_CLEANER_USES_UNCOUNTED 0xFFFFFFFFu

/* NtmsInventoryMethod */
enum model_inventory_method {
    MODEL_INVENTORY_NONE = 0,
    MODEL_INVENTORY_FAST = 1,
    MODEL_INVENTORY_OMID = 2,
    MODEL_INVENTORY_DEFAULT = 3,
    MODEL_INVENTORY_SLOT = 4,
    MODEL_INVENTORY_STOP = 5,
    MODEL_INVENTORY_MAX = 6
};

/* NtmsDriveState */
enum model_drive_state {
    MODEL_DRIVESTATE_DISMOUNTED = 0,
    MODEL_DRIVESTATE_MOUNTED = 1,
    MODEL_DRIVESTATE_LOADED = 2,
    MODEL_DRIVESTATE_UNLOADED = 5,
    MODEL_DRIVESTATE_BEING_CLEANED = 6,
    MODEL_DRIVESTATE_DISMOUNTABLE = 7
};

/* NtmsSlotState */
enum model_slot_state {
    MODEL_SLOTSTATE_UNKNOWN = 0,
    MODEL_SLOTSTATE_FULL = 1,
    MODEL_SLOTSTATE_EMPTY = 2,
    MODEL_SLOTSTATE_NOTPRESENT = 3,
    MODEL_SLOTSTATE_NEEDSINVENTORY = 4
};

/* NtmsDoorState */
enum model_door_state {
    MODEL_DOORSTATE_UNKNOWN = 0,
    MODEL_DOORSTATE_CLOSED = 1,
    MODEL_DOORSTATE_OPEN = 2
};

/* NtmsPortContent */
enum model_port_content {
    MODEL_PORTCONTENT_UNKNOWN = 0,
    MODEL_PORTCONTENT_FULL = 1,
    MODEL_PORTCONTENT_EMPTY = 2
};

/* NtmsPortPosition */
enum model_port_position {
    MODEL_PORTPOSITION_UNKNOWN = 0,
    MODEL_PORTPOSITION_EXTENDED = 1,
    MODEL_PORTPOSITION_RETRACTED = 2
};

/* NtmsBarCodeState */
enum model_barcode_state { MODEL_BARCODESTATE_OK = 1, MODEL_BARCODESTATE_UNREADABLE = 2 };

/* NtmsMediaState */
enum model_media_state {
    MODEL_MEDIASTATE_IDLE = 0,
    MODEL_MEDIASTATE_INUSE = 1,
    MODEL_MEDIASTATE_MOUNTED = 2,
    MODEL_MEDIASTATE_LOADED = 3,
    MODEL_MEDIASTATE_UNLOADED = 4,
    MODEL_MEDIASTATE_OPERROR = 5,
    MODEL_MEDIASTATE_OPREQ = 6
};

/* NtmsPartitionState */
enum model_partition_state {
    MODEL_PARTSTATE_UNKNOWN = 0,
    MODEL_PARTSTATE_UNPREPARED = 1,
    MODEL_PARTSTATE_INCOMPATIBLE = 2,
    MODEL_PARTSTATE_DECOMMISSIONED = 3,
    MODEL_PARTSTATE_AVAILABLE = 4,
    MODEL_PARTSTATE_ALLOCATED = 5,
    MODEL_PARTSTATE_COMPLETE = 6,
    MODEL_PARTSTATE_FOREIGN = 7,
    MODEL_PARTSTATE_IMPORT = 8,
    MODEL_PARTSTATE_RESERVED = 9
};

/* NtmsPoolType */
enum model_pool_type {
    MODEL_POOLTYPE_UNKNOWN = 0,
    MODEL_POOLTYPE_SCRATCH = 1,
    MODEL_POOLTYPE_FOREIGN = 2,
    MODEL_POOLTYPE_IMPORT = 3,
    MODEL_POOLTYPE_APPLICATION = 1000
};

/* NtmsReadWriteCharacteristics */
enum model_media_rw {
    MODEL_MEDIARW_UNKNOWN = 0,
    MODEL_MEDIARW_REWRITABLE = 1,
    MODEL_MEDIARW_WRITEONCE = 2,
    MODEL_MEDIARW_READONLY = 3
};

/* FILE_DEVICE_*: the device types that RSM stores. */
enum model_device_type {
    MODEL_DEVICE_CD_ROM = 0x02,
    MODEL_DEVICE_DISK = 0x07,
    MODEL_DEVICE_TAPE = 0x1F,
    MODEL_DEVICE_CHANGER = 0x30,
    MODEL_DEVICE_DVD = 0x33
};

/* NtmsLmOperation; the numeric order is the queue's order (MS-RSMP, NtmsLmOperation). */
enum model_lm_operation {
    MODEL_LM_REMOVE = 0,
    MODEL_LM_DISABLELIBRARY = 1,
    MODEL_LM_ENABLELIBRARY = 2,
    MODEL_LM_DISABLEDRIVE = 3,
    MODEL_LM_ENABLEDRIVE = 4,
    MODEL_LM_DISABLEMEDIA = 5,
    MODEL_LM_ENABLEMEDIA = 6,
    MODEL_LM_UPDATEOMID = 7,
    MODEL_LM_INVENTORY = 8,
    MODEL_LM_DOORACCESS = 9,
    MODEL_LM_EJECT = 10,
    MODEL_LM_EJECTCLEANER = 11,
    MODEL_LM_INJECT = 12,
    MODEL_LM_INJECTCLEANER = 13,
    MODEL_LM_PROCESSOMID = 14,
    MODEL_LM_CLEANDRIVE = 15,
    MODEL_LM_DISMOUNT = 16,
    MODEL_LM_MOUNT = 17,
    MODEL_LM_WRITESCRATCH = 18,
    MODEL_LM_CLASSIFY = 19,
    MODEL_LM_RESERVECLEANER = 20,
    MODEL_LM_RELEASECLEANER = 21,
    MODEL_LM_MAXWORKITEM = 22
};

/* NtmsLmState */
enum model_lm_state {
    MODEL_LM_QUEUED = 0,
    MODEL_LM_INPROCESS = 1,
    MODEL_LM_PASSED = 2,
    MODEL_LM_FAILED = 3,
    MODEL_LM_INVALID = 4,
    MODEL_LM_WAITING = 5,
    MODEL_LM_DEFERRED = 6,
    MODEL_LM_CANCELLED = 7,
    MODEL_LM_STOPPED = 8
};

/* NtmsOpreqCommand */
enum model_opreq_command {
    MODEL_OPREQ_UNKNOWN = 0,
    MODEL_OPREQ_NEWMEDIA = 1,
    MODEL_OPREQ_CLEANER = 2,
    MODEL_OPREQ_DEVICESERVICE = 3,
    MODEL_OPREQ_MOVEMEDIA = 4,
    MODEL_OPREQ_MESSAGE = 5
};

/* NtmsOpreqState */
enum model_opreq_state {
    MODEL_OPSTATE_UNKNOWN = 0,
    MODEL_OPSTATE_SUBMITTED = 1,
    MODEL_OPSTATE_ACTIVE = 2,
    MODEL_OPSTATE_INPROGRESS = 3,
    MODEL_OPSTATE_REFUSED = 4,
    MODEL_OPSTATE_COMPLETE = 5
};

/* NtmsLibRequestFlags and NtmsOpRequestFlags share their first two bits. */
enum model_request_flag {
    MODEL_REQUESTFLAGS_NOAUTOPURGE = 0x01,
    MODEL_REQUESTFLAGS_NOFAILEDPURGE = 0x02,
    MODEL_OPREQFLAGS_NOALERTS = 0x10,
    MODEL_OPREQFLAGS_NOTRAYICON = 0x20
};

/* NtmsMediaPoolPolicy */
enum model_media_pool_policy {
    MODEL_POOLPOLICY_PURGEOFFLINESCRATCH = 0x01,
    MODEL_POOLPOLICY_KEEPOFFLINEIMPORT = 0x02
};

/* NtmsNotificationOperations */
enum model_notification {
    MODEL_OBJ_UPDATE = 1,
    MODEL_OBJ_INSERT = 2,
    MODEL_OBJ_DELETE = 3,
    MODEL_EVENT_SIGNAL = 4,
    MODEL_EVENT_COMPLETE = 5
};

/* NtmsAccessMask, the two standard rights that RSM maps, and the one that it does not. */
enum model_access {
    MODEL_USE_ACCESS = 0x1,
    MODEL_MODIFY_ACCESS = 0x2,
    MODEL_CONTROL_ACCESS = 0x4,
    MODEL_READ_CONTROL = 0x00020000,
    MODEL_WRITE_DAC = 0x00040000,
    MODEL_WRITE_OWNER = 0x00080000
};

/* Parts of a security descriptor (API: SECURITY_INFORMATION). */
enum model_security_part {
    MODEL_SECURITY_OWNER = 0x1,
    MODEL_SECURITY_GROUP = 0x2,
    MODEL_SECURITY_DACL = 0x4,
    MODEL_SECURITY_SACL = 0x8,
    MODEL_SECURITY_ALL = 0xF
};

/* Actions of the cleaner calls (NtmsInjectOperation, NtmsEjectOperation). */
enum model_inject_action {
    MODEL_INJECT_START = 0,
    MODEL_INJECT_STOP = 1,
    MODEL_INJECT_RETRACT = 2,
    MODEL_INJECT_STARTMANY = 3
};
enum model_eject_action {
    MODEL_EJECT_START = 0,
    MODEL_EJECT_STOP = 1,
    MODEL_EJECT_QUEUE = 2,
    MODEL_EJECT_FORCE = 3
};

/* NtmsCreateOptions */
enum model_create_option { MODEL_OPEN_EXISTING = 1, MODEL_CREATE_NEW = 2, MODEL_OPEN_ALWAYS = 3 };

/* STORAGE_MEDIA_TYPE, as far as something here depends on one. */
enum model_storage_media_type {
    MODEL_MEDIATYPE_DLT = 0x27,
    MODEL_MEDIATYPE_IBM_MAGSTAR_3590 = 0x2B,
    MODEL_MEDIATYPE_STK_9840 = 0x55,
    MODEL_MEDIATYPE_LTO_ULTRIUM = 0x56,
    MODEL_MEDIATYPE_STK_9940 = 0x5C
};

/* NtmsEnumerateOption */
enum model_enumerate_option { MODEL_ENUM_DEFAULT = 0, MODEL_ENUM_ROOTPOOL = 1 };

/* NtmsMountOptions */
enum model_mount_option {
    MODEL_MOUNT_READ = 0x01,
    MODEL_MOUNT_WRITE = 0x02,
    MODEL_MOUNT_ERROR_NOT_AVAILABLE = 0x04,
    MODEL_MOUNT_ERROR_OFFLINE = 0x08,
    MODEL_MOUNT_SPECIFIC_DRIVE = 0x10,
    MODEL_MOUNT_NOWAIT = 0x20
};

/* NtmsMountPriority: the ends of the range. */
#define MODEL_PRIORITY_HIGHEST 15
#define MODEL_PRIORITY_LOWEST  (-15)

/* NtmsDismountOptions; NTMS_LIBREQUESTINFORMATION.OperationOption of a dismount */
enum model_dismount_option { MODEL_DISMOUNT_DEFERRED = 1, MODEL_DISMOUNT_IMMEDIATE = 2 };
enum model_lm_dismount_option { MODEL_LM_DISMOUNT_NOW = 0, MODEL_LM_DISMOUNT_LATER = 1 };

/* NTMS_LIBREQUESTINFORMATION.OperationOption of an eject or inject; START is IMMEDIATE. */
enum model_lm_port_option {
    MODEL_LM_IMMEDIATE = 0,
    MODEL_LM_FORCEIMMEDIATE = 2,
    MODEL_LM_INJECTMANY = 4
};

/* NtmsAllocateOptions */
enum model_allocate_option {
    MODEL_ALLOCATE_NEW = 1,
    MODEL_ALLOCATE_NEXT = 2,
    MODEL_ALLOCATE_ERROR_IF_UNAVAILABLE = 4
};

/* NtmsAllocationPolicy, NtmsDeallocationPolicy */
#define MODEL_ALLOCATE_FROMSCRATCH 1u
#define MODEL_DEALLOCATE_TOSCRATCH 1u

/* CreateNtmsMedia */
#define MODEL_ERROR_ON_DUPLICATE 1u

/* NtmsUITypes, NtmsUIOperations */
enum model_ui_type { MODEL_UITYPE_INFO = 1, MODEL_UITYPE_REQ = 2, MODEL_UITYPE_ERR = 3 };
enum model_ui_operation {
    MODEL_UIDEST_ADD = 1,
    MODEL_UIDEST_DELETE = 2,
    MODEL_UIDEST_DELETEALL = 3
};

/* UpdateNtmsOmidInfo */
enum model_omid_type { MODEL_OMID_RAW_LABEL = 1, MODEL_OMID_FILESYSTEM_INFO = 2 };

#endif
