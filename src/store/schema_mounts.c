/* SPDX-License-Identifier: MIT */
/*
 * From version 1 to 2: what mounting, allocating and identifying media keep. Columns added to a
 * table carry their comments inside, because SQLite puts the table's text together around them. The
 * indexes hold only rows that have the column, so that a cleaning, whose request names neither a
 * call nor a cartridge, writes no page of them.
 */
#include "store/schema.h"

#include <stddef.h>

const char *const store_schema_mounts[] = {
    "ALTER TABLE drive ADD COLUMN dismount_after INTEGER NOT NULL DEFAULT 0\n"
    " /* dismountable: its cartridge goes home from then on; milliseconds since 1970 UTC */;\n"
    "ALTER TABLE drive ADD COLUMN mounted_by BLOB CHECK (length(mounted_by) = 16)\n"
    " /* session whose mount holds the drive */;\n"
    "ALTER TABLE lib_request ADD COLUMN call_id BLOB CHECK (length(call_id) = 16)\n"
    " /* the same for all requests of one call */;\n"
    "ALTER TABLE lib_request ADD COLUMN session BLOB CHECK (length(session) = 16)\n"
    " /* session that asked */;\n"
    "ALTER TABLE lib_request ADD COLUMN target BLOB CHECK (length(target) = 16)\n"
    " /* pool of Free that a cartridge comes into once labelled */;\n"
    "ALTER TABLE lib_request ADD COLUMN deadline INTEGER NOT NULL DEFAULT 0\n"
    " /* ends unless done by then; milliseconds since 1970 UTC, 0 no limit */;\n"
    "CREATE INDEX lib_request_call ON lib_request(call_id)\n"
    " WHERE call_id IS NOT NULL AND state IN (0, 1, 5, 6);\n"
    "CREATE INDEX lib_request_media ON lib_request(physical_media)\n"
    " WHERE physical_media IS NOT NULL AND state IN (0, 1, 5, 6);\n"
    "CREATE INDEX media_side_label ON media_side(label_id) WHERE label_id <> x'';\n"
    "CREATE INDEX physical_media_home ON physical_media(home_slot)\n"
    " WHERE home_slot IS NOT NULL;\n"
    "CREATE INDEX storage_slot_number ON storage_slot(library, number);\n"
    "ALTER TABLE media_side ADD COLUMN pool BLOB CHECK (length(pool) = 16)\n"
    " /* its cartridge's, kept so by triggers: who looks for a free side finds it at once */;\n"
    "UPDATE media_side SET pool = (SELECT m.media_pool FROM physical_media AS m\n"
    " WHERE m.id = media_side.physical_media);\n"
    "CREATE INDEX media_side_available ON media_side(pool, allocate_count, side)\n"
    " WHERE state = 4;\n"
    "CREATE TRIGGER media_side_made AFTER INSERT ON media_side BEGIN\n"
    " UPDATE media_side SET pool = (SELECT m.media_pool FROM physical_media AS m\n"
    "  WHERE m.id = NEW.physical_media) WHERE entry = NEW.entry;\n"
    "END;\n"
    "CREATE TRIGGER media_side_given AFTER UPDATE OF physical_media ON media_side\n"
    " WHEN NEW.physical_media IS NOT OLD.physical_media BEGIN\n"
    " UPDATE media_side SET pool = (SELECT m.media_pool FROM physical_media AS m\n"
    "  WHERE m.id = NEW.physical_media) WHERE entry = NEW.entry;\n"
    "END;\n"
    "CREATE TRIGGER physical_media_moved AFTER UPDATE OF media_pool ON physical_media\n"
    " WHEN NEW.media_pool IS NOT OLD.media_pool BEGIN\n"
    " UPDATE media_side SET pool = NEW.media_pool WHERE physical_media = NEW.id;\n"
    "END;\n"
    "CREATE TABLE drive_type_media_type ( -- which media types the drives of a type can use\n"
    " drive_type BLOB NOT NULL REFERENCES drive_type(id) ON DELETE CASCADE,\n"
    " media_type BLOB NOT NULL REFERENCES media_type(id),\n"
    " PRIMARY KEY (drive_type, media_type)\n"
    ") STRICT, WITHOUT ROWID;\n",
    NULL};
