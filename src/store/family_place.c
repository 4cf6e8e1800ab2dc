/* SPDX-License-Identifier: MIT */
/* Slots, doors and ports in their tables. */
#include "store/family.h"

static const struct store_column slot_columns[] = {
    STORE_COLUMN_AS(U32, "number", info.slot.number),
    STORE_COLUMN_AS(U32, "state", info.slot.state),
    STORE_COLUMN_AS(GUID, "library", info.slot.library),
    STORE_COLUMN_AS(U32, "element", info.slot.element),
    STORE_COLUMN_AS(COUNT,
                    "(SELECT count(*) FROM lib_request AS r WHERE r.library = storage_slot.library"
                    " AND r.state IN (0, 1, 5, 6) AND r.operation = 8 AND r.stage = 0"
                    " AND r.stop_requested = 0)",
                    info.slot.inventories),
};
STORE_FAMILY_DEFINE(store_family_slot, MODEL_STORAGESLOT, "storage_slot", "library", slot_columns);

static const struct store_column door_columns[] = {
    STORE_COLUMN_AS(U32, "number", info.door.number),
    STORE_COLUMN_AS(U32, "state", info.door.state),
    STORE_COLUMN_AS(U16, "max_open_seconds", info.door.max_open_seconds),
    STORE_COLUMN_AS(GUID, "library", info.door.library),
};
STORE_FAMILY_DEFINE(store_family_door, MODEL_IEDOOR, "iedoor", "library", door_columns);

static const struct store_column port_columns[] = {
    STORE_COLUMN_AS(U32, "number", info.port.number),
    STORE_COLUMN_AS(U32, "content", info.port.content),
    STORE_COLUMN_AS(U32, "position", info.port.position),
    STORE_COLUMN_AS(U16, "max_extend_seconds", info.port.max_extend_seconds),
    STORE_COLUMN_AS(GUID, "library", info.port.library),
    STORE_COLUMN_AS(U32, "element", info.port.element),
};
STORE_FAMILY_DEFINE(store_family_port, MODEL_IEPORT, "ieport", "library", port_columns);
