/* SPDX-License-Identifier: MIT */
/* Drives and drive types in their tables. */
#include "store/family.h"

static const struct store_column drive_columns[] = {
    STORE_COLUMN_AS(U32, "number", info.drive.number),
    STORE_COLUMN_AS(U32, "state", info.drive.state),
    STORE_COLUMN_AS(GUID, "drive_type", info.drive.drive_type),
    STORE_COLUMN_AS(TEXT, "device_name", info.drive.device_name),
    STORE_COLUMN_AS(TEXT, "serial_number", info.drive.serial_number),
    STORE_COLUMN_AS(TEXT, "revision", info.drive.revision),
    STORE_COLUMN_AS(U16, "scsi_port", info.drive.address.port),
    STORE_COLUMN_AS(U16, "scsi_bus", info.drive.address.bus),
    STORE_COLUMN_AS(U16, "scsi_target", info.drive.address.target),
    STORE_COLUMN_AS(U16, "scsi_lun", info.drive.address.lun),
    STORE_COLUMN_AS(U32, "mount_count", info.drive.mount_count),
    STORE_COLUMN_AS(I64, "last_cleaned", info.drive.last_cleaned),
    STORE_COLUMN_AS(GUID, "saved_partition", info.drive.saved_partition),
    STORE_COLUMN_AS(GUID, "library", info.drive.library),
    STORE_COLUMN_AS(U32, "defer_dismount_delay", info.drive.defer_dismount_delay),
    STORE_COLUMN_AS(U32, "element", info.drive.element),
    STORE_COLUMN_AS(BOOL, "holds_cleaner", info.drive.holds_cleaner),
    STORE_COLUMN_AS(BOOL, "cleaning_wanted", info.drive.cleaning_wanted),
    STORE_COLUMN_AS(I64, "dismount_after", info.drive.dismount_after),
    STORE_COLUMN_AS(GUID, "mounted_by", info.drive.mounted_by),
    STORE_COLUMN_AS(BOOL, "cleaning_urgent", info.drive.cleaning_urgent),
    STORE_COLUMN_AS(U32, "cleaning_due", info.drive.cleaning_due),
    STORE_COLUMN_AS(BOOL, "cleaning_tried", info.drive.cleaning_tried),
    STORE_COLUMN_AS(U32, "faults", info.drive.faults),
};
STORE_FAMILY_DEFINE(store_family_drive, MODEL_DRIVE, "drive", "library", drive_columns);

static const struct store_column drive_type_columns[] = {
    STORE_COLUMN_AS(TEXT, "vendor", info.drive_type.vendor),
    STORE_COLUMN_AS(TEXT, "product", info.drive_type.product),
    STORE_COLUMN_AS(U32, "number_of_heads", info.drive_type.number_of_heads),
    STORE_COLUMN_AS(U32, "device_type", info.drive_type.device_type),
};
STORE_FAMILY_DEFINE(store_family_drive_type, MODEL_DRIVE_TYPE, "drive_type", NULL,
                    drive_type_columns);
