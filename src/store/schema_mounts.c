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
    "CREATE TABLE available_side ( -- sides to be handed out, by the pool of their cartridge\n"
    " entry INTEGER PRIMARY KEY, -- the side's\n"
    " pool BLOB NOT NULL,\n"
    " allocate_count INTEGER NOT NULL,\n"
    " side INTEGER NOT NULL\n"
    ") STRICT; -- kept by the triggers below\n"
    "CREATE INDEX available_side_order ON available_side(pool, allocate_count, side);\n"
    "INSERT INTO available_side SELECT s.entry, m.media_pool, s.allocate_count, s.side\n"
    " FROM media_side AS s JOIN physical_media AS m ON m.id = s.physical_media WHERE s.state = 4;\n"
    "CREATE TRIGGER media_side_made AFTER INSERT ON media_side WHEN NEW.state = 4 BEGIN\n"
    " INSERT INTO available_side SELECT NEW.entry, m.media_pool, NEW.allocate_count, NEW.side\n"
    "  FROM physical_media AS m WHERE m.id = NEW.physical_media;\n"
    "END;\n"
    "CREATE TRIGGER media_side_changed AFTER UPDATE ON media_side\n"
    " WHEN (OLD.state = 4 OR NEW.state = 4) AND (OLD.state, OLD.allocate_count, OLD.side,\n"
    "  OLD.physical_media) IS NOT (NEW.state, NEW.allocate_count, NEW.side, NEW.physical_media)\n"
    "BEGIN\n"
    " DELETE FROM available_side WHERE entry = OLD.entry;\n"
    " INSERT INTO available_side SELECT NEW.entry, m.media_pool, NEW.allocate_count, NEW.side\n"
    "  FROM physical_media AS m WHERE m.id = NEW.physical_media AND NEW.state = 4;\n"
    "END;\n"
    "CREATE TRIGGER media_side_gone AFTER DELETE ON media_side WHEN OLD.state = 4 BEGIN\n"
    " DELETE FROM available_side WHERE entry = OLD.entry;\n"
    "END;\n"
    "CREATE TRIGGER physical_media_moved AFTER UPDATE OF media_pool ON physical_media\n"
    " WHEN OLD.media_pool IS NOT NEW.media_pool\n"
    "BEGIN\n"
    " UPDATE available_side SET pool = NEW.media_pool\n"
    "  WHERE entry IN (SELECT s.entry FROM media_side AS s WHERE s.physical_media = NEW.id);\n"
    "END;\n"
    "CREATE TABLE drive_type_media_type ( -- which media types the drives of a type can use\n"
    " drive_type BLOB NOT NULL REFERENCES drive_type(id) ON DELETE CASCADE,\n"
    " media_type BLOB NOT NULL REFERENCES media_type(id),\n"
    " PRIMARY KEY (drive_type, media_type)\n"
    ") STRICT, WITHOUT ROWID;\n",
    NULL};
