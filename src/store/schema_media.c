/* SPDX-License-Identifier: MIT */
/* The tables of media types, pools, cartridges and their sides. */
#include "store/schema.h"

#include <stddef.h>

const char *const store_schema_media[] = {
    "CREATE TABLE media_type ( -- kind of medium (type 13)\n",
    store_schema_head,
    " media_type INTEGER NOT NULL UNIQUE CHECK (media_type >> 32 = 0),\n"
    "   -- STORAGE_MEDIA_TYPE\n"
    " number_of_sides INTEGER NOT NULL CHECK (number_of_sides >> 32 = 0),\n"
    " read_write INTEGER NOT NULL CHECK (read_write BETWEEN 0 AND 3),\n"
    "   -- 1 rewritable, 2 once, 3 read only\n"
    " device_type INTEGER NOT NULL CHECK (device_type >> 32 = 0) -- 2 CD, 7 disk, 31 tape\n"
    ") STRICT;\n"
    "CREATE TABLE library_media_type ( -- which media types a library supports\n"
    " library BLOB NOT NULL REFERENCES library(id) ON DELETE CASCADE,\n"
    " media_type BLOB NOT NULL REFERENCES media_type(id),\n"
    " PRIMARY KEY (library, media_type)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE media_pool ( -- group of media, or folder of pools (type 12)\n",
    store_schema_head,
    " pool_type INTEGER NOT NULL CHECK (pool_type IN (0, 1, 2, 3, 1000)),\n"
    "   -- 1 free, 2 unrecognized,\n"
    "   -- 3 import, 1000 application\n"
    " media_type BLOB REFERENCES media_type(id), -- NULL: folder pool\n"
    " parent BLOB REFERENCES media_pool(id), -- NULL: top level\n"
    " allocation_policy INTEGER NOT NULL CHECK (allocation_policy >> 32 = 0),\n"
    " deallocation_policy INTEGER NOT NULL CHECK (deallocation_policy >> 32 = 0),\n"
    " max_allocates INTEGER NOT NULL CHECK (max_allocates >> 32 = 0),\n"
    "   -- per side, 0 no limit\n"
    " is_root INTEGER NOT NULL CHECK (is_root IN (0, 1)) -- the hidden root pool\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX media_pool_name ON media_pool(ifnull(parent, x''), name);\n"
    "CREATE INDEX media_pool_parent ON media_pool(parent);\n"
    "CREATE UNIQUE INDEX media_pool_root ON media_pool(is_root) WHERE is_root = 1;\n"
    "CREATE TABLE physical_media ( -- cartridge or disc (type 15)\n",
    store_schema_head,
    " current_library BLOB NOT NULL REFERENCES library(id), -- the shelf's id when off-line\n"
    " media_pool BLOB NOT NULL REFERENCES media_pool(id),\n"
    " location BLOB CHECK (length(location) = 16), -- slot, drive or port where it is\n"
    " location_type INTEGER NOT NULL CHECK (location_type IN (0, 5, 8, 16)),\n"
    "   -- drive, port, slot\n"
    " media_type BLOB REFERENCES media_type(id),\n"
    " home_slot BLOB CHECK (length(home_slot) = 16),\n"
    " barcode TEXT NOT NULL,\n"
    " barcode_state INTEGER NOT NULL CHECK (barcode_state BETWEEN 0 AND 2),\n"
    "   -- 1 read, 2 unreadable\n"
    " sequence_number TEXT NOT NULL,\n"
    " media_state INTEGER NOT NULL CHECK (media_state BETWEEN 0 AND 6),\n"
    "   -- 0 idle, 1 in use, 2 mounted,\n"
    "   -- 3 loaded, 4 unloaded, 5 error, 6 waits for an operator\n"
    " number_of_partitions INTEGER NOT NULL CHECK (number_of_partitions >> 32 = 0),\n"
    "   -- sides\n"
    " media_type_code INTEGER NOT NULL CHECK (media_type_code >> 32 = 0),\n"
    " density_code INTEGER NOT NULL CHECK (density_code >> 32 = 0),\n"
    " mounted_partition BLOB CHECK (length(mounted_partition) = 16), -- side now mounted\n"
    " missing_since INTEGER NOT NULL\n"
    "   -- the last look did not find it; milliseconds since 1970 UTC, 0\n"
    ") STRICT;\n"
    "CREATE INDEX physical_media_library ON physical_media(current_library);\n"
    "CREATE INDEX physical_media_pool ON physical_media(media_pool);\n"
    "CREATE INDEX physical_media_barcode ON physical_media(barcode) WHERE barcode <> '';\n"
    "-- A place holds at most one cartridge.\n"
    "CREATE UNIQUE INDEX physical_media_location ON physical_media(location)\n"
    " WHERE location IS NOT NULL AND missing_since = 0;\n"
    "CREATE TABLE logical_media ( -- an application's handle to allocated data (type 11)\n",
    store_schema_head,
    " media_pool BLOB CHECK (length(media_pool) = 16)\n"
    ") STRICT;\n"
    "CREATE INDEX logical_media_pool ON logical_media(media_pool);\n"
    "CREATE TABLE media_side ( -- side of a cartridge, \"partition\" in the API (type 14)\n",
    store_schema_head,
    " physical_media BLOB NOT NULL REFERENCES physical_media(id),\n"
    " logical_media BLOB CHECK (length(logical_media) = 16), -- NULL: not allocated\n"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 9),\n"
    "   -- 1 unprepared, 2 incompatible,\n"
    "   -- 3 decommissioned, 4 available, 5 allocated, 6 complete, 7 foreign, 8 import,\n"
    "   -- 9 reserved\n"
    " side INTEGER NOT NULL CHECK (side >> 16 = 0),\n"
    " label_id BLOB NOT NULL CHECK (length(label_id) <= 255),\n"
    " label_type TEXT NOT NULL,\n"
    " label_info TEXT NOT NULL,\n"
    " mount_count INTEGER NOT NULL CHECK (mount_count >> 32 = 0),\n"
    " allocate_count INTEGER NOT NULL CHECK (allocate_count >> 32 = 0),\n"
    " capacity INTEGER NOT NULL -- bytes\n"
    ") STRICT;\n"
    "CREATE INDEX media_side_physical ON media_side(physical_media);\n"
    "CREATE INDEX media_side_logical ON media_side(logical_media)\n"
    " WHERE logical_media IS NOT NULL;\n",
    NULL};
