/* SPDX-License-Identifier: MIT */
/* The view that finds an object of any type, and the views for people. */
#include "store/schema.h"

#include <stddef.h>

const char *const store_schema_views[] = {
    "CREATE VIEW object(id, type, name) AS -- every object of any type\n"
    " SELECT id, 10, name FROM lib_request UNION ALL\n"
    " SELECT id, 5, name FROM drive UNION ALL\n"
    " SELECT id, 9, name FROM library UNION ALL\n"
    " SELECT id, 15, name FROM physical_media UNION ALL\n"
    " SELECT id, 14, name FROM media_side UNION ALL\n"
    " SELECT id, 16, name FROM storage_slot UNION ALL\n"
    " SELECT id, 12, name FROM media_pool UNION ALL\n"
    " SELECT id, 11, name FROM logical_media UNION ALL\n"
    " SELECT id, 17, name FROM op_request UNION ALL\n"
    " SELECT id, 4, name FROM computer UNION ALL\n"
    " SELECT id, 13, name FROM media_type UNION ALL\n"
    " SELECT id, 7, name FROM iedoor UNION ALL\n"
    " SELECT id, 8, name FROM ieport UNION ALL\n"
    " SELECT id, 2, name FROM changer UNION ALL\n"
    " SELECT id, 3, name FROM changer_type UNION ALL\n"
    " SELECT id, 6, name FROM drive_type;\n"
    "-- For reading with the sqlite3 shell; the product does not use what follows.\n"
    "CREATE VIEW v_library AS SELECT entry, name,\n"
    " CASE library_type WHEN 1 THEN 'shelf' WHEN 2 THEN 'robot'\n"
    "  WHEN 3 THEN 'single drive' END AS kind,\n"
    " enabled, operational_state, serial_number,\n"
    " (SELECT s.number FROM storage_slot s WHERE s.id = library.cleaner_slot)\n"
    "  AS cleaner_slot,\n"
    " (flags & 2) <> 0 AS cleaner_present, cleaner_uses_remaining, number_of_drives,\n"
    " number_of_slots,\n"
    " (SELECT count(*) FROM physical_media m WHERE m.current_library = library.id) AS media,\n",
    store_schema_guid,
    " AS guid FROM library;\n"
    "CREATE VIEW v_drive AS SELECT entry,\n"
    " (SELECT l.name FROM library l WHERE l.id = drive.library) AS library,\n"
    " number, name, device_name,\n"
    " CASE state WHEN 0 THEN 'empty' WHEN 1 THEN 'mounted' WHEN 2 THEN 'loaded'\n"
    "  WHEN 5 THEN 'unloaded' WHEN 6 THEN 'being cleaned'\n"
    "  WHEN 7 THEN 'dismountable' END AS state,\n"
    " enabled, operational_state, serial_number,\n"
    " CASE last_cleaned WHEN 0 THEN 'never'\n"
    "  ELSE datetime(last_cleaned / 1000, 'unixepoch') END AS last_cleaned,\n",
    store_schema_guid,
    " AS guid FROM drive;\n"
    "CREATE VIEW v_slot AS SELECT entry,\n"
    " (SELECT l.name FROM library l WHERE l.id = storage_slot.library) AS library, number,\n"
    " CASE state WHEN 0 THEN 'unknown' WHEN 1 THEN 'full' WHEN 2 THEN 'empty'\n"
    "  WHEN 3 THEN 'not present' ELSE 'needs inventory' END AS state,\n"
    " (SELECT m.name FROM physical_media m\n"
    "  WHERE m.location = storage_slot.id AND m.missing_since = 0) AS medium,\n"
    " id IN (SELECT l.cleaner_slot FROM library l) AS for_cleaner,\n",
    store_schema_guid,
    " AS guid FROM storage_slot;\n"
    "CREATE VIEW v_media AS SELECT entry, name, barcode,\n"
    " (SELECT l.name FROM library l WHERE l.id = physical_media.current_library) AS library,\n"
    " (SELECT p.name FROM media_pool p WHERE p.id = physical_media.media_pool) AS pool,\n"
    " (SELECT o.name FROM object o WHERE o.id = physical_media.location) AS location,\n"
    " media_state,\n"
    " CASE missing_since WHEN 0 THEN ''\n"
    "  ELSE datetime(missing_since / 1000, 'unixepoch') END AS missing_since,\n",
    store_schema_guid,
    " AS guid FROM physical_media;\n"
    "CREATE VIEW v_request AS SELECT entry,\n"
    " (SELECT l.name FROM library l WHERE l.id = lib_request.library) AS library, operation,\n"
    " CASE state WHEN 0 THEN 'queued' WHEN 1 THEN 'in process' WHEN 2 THEN 'passed'\n"
    "  WHEN 3 THEN 'failed' WHEN 4 THEN 'invalid'\n"
    "  WHEN 5 THEN 'waiting' WHEN 6 THEN 'deferred'\n"
    "  WHEN 7 THEN 'cancelled' WHEN 8 THEN 'stopped' END AS state, error,\n"
    " (SELECT d.name FROM drive d WHERE d.id = lib_request.drive) AS drive,\n"
    " datetime(queued / 1000, 'unixepoch') AS queued,\n"
    " CASE completed WHEN 0 THEN ''\n"
    "  ELSE datetime(completed / 1000, 'unixepoch') END AS completed,\n"
    " application, user, computer,\n",
    store_schema_guid,
    " AS guid FROM lib_request;\n",
    NULL};
