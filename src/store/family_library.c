/* SPDX-License-Identifier: MIT */
/* The computer, libraries and their changers in their tables. */
#include "store/family.h"

static const struct store_column computer_columns[] = {
    STORE_COLUMN_AS(U32, "lib_request_purge_time", info.computer.lib_request_purge_time),
    STORE_COLUMN_AS(U32, "op_request_purge_time", info.computer.op_request_purge_time),
    STORE_COLUMN_AS(U32, "lib_request_flags", info.computer.lib_request_flags),
    STORE_COLUMN_AS(U32, "op_request_flags", info.computer.op_request_flags),
    STORE_COLUMN_AS(U32, "media_pool_policy", info.computer.media_pool_policy),
};
STORE_FAMILY_DEFINE(store_family_computer, MODEL_COMPUTER, "computer", NULL, computer_columns);

static const struct store_column library_columns[] = {
    STORE_COLUMN_AS(U32, "library_type", info.library.library_type),
    STORE_COLUMN_AS(GUID, "cleaner_slot", info.library.cleaner_slot),
    STORE_COLUMN_AS(GUID, "cleaner_slot_default", info.library.cleaner_slot_default),
    STORE_COLUMN_AS(BOOL, "supports_drive_cleaning", info.library.supports_drive_cleaning),
    STORE_COLUMN_AS(BOOL, "barcode_reader_installed", info.library.barcode_reader_installed),
    STORE_COLUMN_AS(U32, "inventory_method", info.library.inventory_method),
    STORE_COLUMN_AS(U32, "cleaner_uses_remaining", info.library.cleaner_uses_remaining),
    STORE_COLUMN_AS(U32, "first_drive", info.library.first_drive),
    STORE_COLUMN_AS(U32, "number_of_drives", info.library.number_of_drives),
    STORE_COLUMN_AS(U32, "first_slot", info.library.first_slot),
    STORE_COLUMN_AS(U32, "number_of_slots", info.library.number_of_slots),
    STORE_COLUMN_AS(U32, "first_door", info.library.first_door),
    STORE_COLUMN_AS(U32, "number_of_doors", info.library.number_of_doors),
    STORE_COLUMN_AS(U32, "first_port", info.library.first_port),
    STORE_COLUMN_AS(U32, "number_of_ports", info.library.number_of_ports),
    STORE_COLUMN_AS(U32, "first_changer", info.library.first_changer),
    STORE_COLUMN_AS(U32, "number_of_changers", info.library.number_of_changers),
    STORE_COLUMN_AS(
        COUNT, "(SELECT count(*) FROM physical_media AS m WHERE m.current_library = library.id)",
        info.library.number_of_media),
    STORE_COLUMN_AS(COUNT,
                    "(SELECT count(*) FROM library_media_type AS t WHERE t.library = library.id)",
                    info.library.number_of_media_types),
    STORE_COLUMN_AS(COUNT,
                    "(SELECT count(*) FROM lib_request AS r WHERE r.library = library.id AND "
                    "r.state IN (0, 1, 5, 6))",
                    info.library.number_of_lib_requests),
    STORE_COLUMN_AS(BOOL, "auto_recovery", info.library.auto_recovery),
    STORE_COLUMN_AS(U32, "flags", info.library.flags),
    STORE_COLUMN_AS(TEXT, "serial_number", info.library.serial_number),
    STORE_COLUMN_AS(TEXT, "cleaner_barcode", info.library.cleaner_barcode),
    STORE_COLUMN_AS(BOOL, "cleans_by_itself", info.library.cleans_by_itself),
};
STORE_FAMILY_DEFINE(store_family_library, MODEL_LIBRARY, "library", NULL, library_columns);

static const struct store_column changer_columns[] = {
    STORE_COLUMN_AS(U32, "number", info.changer.number),
    STORE_COLUMN_AS(GUID, "changer_type", info.changer.changer_type),
    STORE_COLUMN_AS(TEXT, "serial_number", info.changer.serial_number),
    STORE_COLUMN_AS(TEXT, "revision", info.changer.revision),
    STORE_COLUMN_AS(TEXT, "device_name", info.changer.device_name),
    STORE_COLUMN_AS(U16, "scsi_port", info.changer.address.port),
    STORE_COLUMN_AS(U16, "scsi_bus", info.changer.address.bus),
    STORE_COLUMN_AS(U16, "scsi_target", info.changer.address.target),
    STORE_COLUMN_AS(U16, "scsi_lun", info.changer.address.lun),
    STORE_COLUMN_AS(GUID, "library", info.changer.library),
};
STORE_FAMILY_DEFINE(store_family_changer, MODEL_CHANGER, "changer", "library", changer_columns);

static const struct store_column changer_type_columns[] = {
    STORE_COLUMN_AS(TEXT, "vendor", info.changer_type.vendor),
    STORE_COLUMN_AS(TEXT, "product", info.changer_type.product),
    STORE_COLUMN_AS(U32, "device_type", info.changer_type.device_type),
};
STORE_FAMILY_DEFINE(store_family_changer_type, MODEL_CHANGER_TYPE, "changer_type", NULL,
                    changer_type_columns);
