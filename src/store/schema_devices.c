/* SPDX-License-Identifier: MIT */
/* The tables of the computer, the libraries and what belongs to them. */
#include "store/schema.h"

#include <stddef.h>

const char *const store_schema_devices[] = {
    "CREATE TABLE computer ( -- the one server object (type 4)\n",
    store_schema_head,
    " lib_request_purge_time INTEGER NOT NULL CHECK (lib_request_purge_time >> 32 = 0),\n"
    "   -- seconds\n"
    " op_request_purge_time INTEGER NOT NULL CHECK (op_request_purge_time >> 32 = 0),\n"
    "   -- seconds\n"
    " lib_request_flags INTEGER NOT NULL CHECK (lib_request_flags >> 32 = 0),\n"
    "   -- 1 never purge, 2 keep failed\n"
    " op_request_flags INTEGER NOT NULL CHECK (op_request_flags >> 32 = 0),\n"
    "   -- 1, 2 likewise, 16 no alerts, 32 no icon\n"
    " media_pool_policy INTEGER NOT NULL CHECK (media_pool_policy >> 32 = 0)\n"
    "   -- 1 purge off-line free, 2 keep import\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX computer_single ON computer((1));\n"
    "CREATE TABLE library ( -- changer unit, stand-alone drive or the shelf (type 9)\n",
    store_schema_head,
    " library_type INTEGER NOT NULL CHECK (library_type BETWEEN 0 AND 3),\n"
    "   -- 1 shelf, 2 robot, 3 one drive\n"
    " cleaner_slot BLOB CHECK (length(cleaner_slot) = 16), -- slot reserved for the cleaner\n"
    " cleaner_slot_default BLOB CHECK (length(cleaner_slot_default) = 16),\n"
    " supports_drive_cleaning INTEGER NOT NULL CHECK (supports_drive_cleaning IN (0, 1)),\n"
    " barcode_reader_installed INTEGER NOT NULL CHECK (barcode_reader_installed IN (0, 1)),\n"
    " inventory_method INTEGER NOT NULL CHECK (inventory_method BETWEEN 0 AND 2),\n"
    "   -- none, fast, labels\n"
    " cleaner_uses_remaining INTEGER NOT NULL CHECK (cleaner_uses_remaining >> 32 = 0),\n"
    "   -- 4294967295 not counted\n"
    " first_drive INTEGER NOT NULL CHECK (first_drive >> 32 = 0),\n"
    " number_of_drives INTEGER NOT NULL CHECK (number_of_drives >> 32 = 0),\n"
    " first_slot INTEGER NOT NULL CHECK (first_slot >> 32 = 0),\n"
    " number_of_slots INTEGER NOT NULL CHECK (number_of_slots >> 32 = 0),\n"
    " first_door INTEGER NOT NULL CHECK (first_door >> 32 = 0),\n"
    " number_of_doors INTEGER NOT NULL CHECK (number_of_doors >> 32 = 0),\n"
    " first_port INTEGER NOT NULL CHECK (first_port >> 32 = 0),\n"
    " number_of_ports INTEGER NOT NULL CHECK (number_of_ports >> 32 = 0),\n"
    " first_changer INTEGER NOT NULL CHECK (first_changer >> 32 = 0),\n"
    " number_of_changers INTEGER NOT NULL CHECK (number_of_changers >> 32 = 0),\n"
    " auto_recovery INTEGER NOT NULL CHECK (auto_recovery IN (0, 1)),\n"
    "   -- inventory after a failed mount\n"
    " flags INTEGER NOT NULL CHECK (flags >> 32 = 0),\n"
    "   -- 1 shelf, 2 cleaner present, 4, 8 not counted, 16 CLN codes\n"
    " serial_number TEXT NOT NULL, -- recognises the library when device numbers change\n"
    " cleaner_barcode TEXT NOT NULL, -- bar code of the cleaner, '' unknown\n"
    " cleans_by_itself INTEGER NOT NULL CHECK (cleans_by_itself IN (0, 1))\n"
    "   -- without our help\n"
    ") STRICT;\n"
    "CREATE TABLE changer_type ( -- one per changer model (type 3)\n",
    store_schema_head,
    " vendor TEXT NOT NULL,\n"
    " product TEXT NOT NULL,\n"
    " device_type INTEGER NOT NULL CHECK (device_type >> 32 = 0)\n"
    ") STRICT;\n"
    "CREATE TABLE changer ( -- robot arm of a library (type 2)\n",
    store_schema_head,
    " number INTEGER NOT NULL CHECK (number >> 32 = 0),\n"
    " changer_type BLOB CHECK (length(changer_type) = 16),\n"
    " serial_number TEXT NOT NULL,\n"
    " revision TEXT NOT NULL,\n"
    " device_name TEXT NOT NULL,\n",
    store_schema_scsi,
    " library BLOB NOT NULL REFERENCES library(id)\n"
    ") STRICT;\n"
    "CREATE INDEX changer_library ON changer(library);\n"
    "CREATE TABLE drive_type ( -- one per drive model (type 6)\n",
    store_schema_head,
    " vendor TEXT NOT NULL,\n"
    " product TEXT NOT NULL,\n"
    " number_of_heads INTEGER NOT NULL CHECK (number_of_heads >> 32 = 0),\n"
    " device_type INTEGER NOT NULL CHECK (device_type >> 32 = 0)\n"
    "   -- 2 CD, 7 disk, 31 tape, 51 DVD\n"
    ") STRICT;\n"
    "CREATE TABLE drive ( -- tape or disc drive (type 5)\n",
    store_schema_head,
    " number INTEGER NOT NULL CHECK (number >> 32 = 0),\n"
    " state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 5, 6, 7)),\n"
    "   -- 0 empty, 1 mounted, 2 loaded,\n"
    "   -- 5 unloaded, 6 being cleaned, 7 dismountable\n"
    " drive_type BLOB CHECK (length(drive_type) = 16),\n"
    " device_name TEXT NOT NULL, -- path to open\n"
    " serial_number TEXT NOT NULL,\n"
    " revision TEXT NOT NULL,\n",
    store_schema_scsi,
    " mount_count INTEGER NOT NULL CHECK (mount_count >> 32 = 0),\n"
    " last_cleaned INTEGER NOT NULL, -- milliseconds since 1970 UTC, 0 never\n"
    " saved_partition BLOB CHECK (length(saved_partition) = 16),\n"
    "   -- side believed to be loaded\n"
    " library BLOB NOT NULL REFERENCES library(id),\n"
    " defer_dismount_delay INTEGER NOT NULL CHECK (defer_dismount_delay >> 32 = 0),\n"
    "   -- seconds\n"
    " element INTEGER NOT NULL CHECK (element >> 32 = 0), -- element address in the changer\n"
    " holds_cleaner INTEGER NOT NULL CHECK (holds_cleaner IN (0, 1)),\n"
    " cleaning_wanted INTEGER NOT NULL CHECK (cleaning_wanted IN (0, 1))\n"
    "   -- the drive asked for it\n"
    ") STRICT;\n"
    "CREATE INDEX drive_library ON drive(library);\n"
    "CREATE TABLE iedoor ( -- door to the slots (type 7)\n",
    store_schema_head,
    " number INTEGER NOT NULL CHECK (number >> 32 = 0),\n"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- 1 closed, 2 open\n"
    " max_open_seconds INTEGER NOT NULL CHECK (max_open_seconds >> 16 = 0),\n"
    " library BLOB NOT NULL REFERENCES library(id)\n"
    ") STRICT;\n"
    "CREATE INDEX iedoor_library ON iedoor(library);\n"
    "CREATE TABLE ieport ( -- insert/eject port, mail slot (type 8)\n",
    store_schema_head,
    " number INTEGER NOT NULL CHECK (number >> 32 = 0),\n"
    " content INTEGER NOT NULL CHECK (content BETWEEN 0 AND 2), -- 1 full, 2 empty\n"
    " position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 2),\n"
    "   -- 1 extended, 2 retracted\n"
    " max_extend_seconds INTEGER NOT NULL CHECK (max_extend_seconds >> 16 = 0),\n"
    " library BLOB NOT NULL REFERENCES library(id),\n"
    " element INTEGER NOT NULL CHECK (element >> 32 = 0)\n"
    ") STRICT;\n"
    "CREATE INDEX ieport_library ON ieport(library);\n"
    "CREATE TABLE storage_slot ( -- storage position of a library (type 16)\n",
    store_schema_head,
    " number INTEGER NOT NULL CHECK (number >> 32 = 0),\n"
    " state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),\n"
    "   -- 1 full, 2 empty, 3 not present, 4 look\n"
    " library BLOB NOT NULL REFERENCES library(id),\n"
    " element INTEGER NOT NULL CHECK (element >> 32 = 0)\n"
    ") STRICT;\n"
    "CREATE INDEX storage_slot_library ON storage_slot(library);\n",
    NULL};
