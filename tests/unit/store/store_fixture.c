/* SPDX-License-Identifier: MIT */
#include "store_fixture.h"

#include "base/memory.h"
#include "base/utf16.h"

#include <sqlite3.h>
#include <stdio.h>

static void count_commit(void *context, bool journal_written)
{
    struct store_fixture *fixture = context;

    port_atomic_add_u32(&fixture->commits, 1);
    port_atomic_add_u32(&fixture->commits_with_journal, journal_written ? 1 : 0);
}

void fixture_folder(struct store_fixture *fixture)
{
    const char *base = getenv("NTMS_DATA");
    struct base_guid id;
    char text[BASE_GUID_TEXT_SIZE];

    memset(fixture, 0, sizeof *fixture);
    assert_ok(port_guid_new(&id));
    base_guid_to_text(&id, text);
    assert_ok(
        port_path_join(base == NULL ? "." : base, text, fixture->folder, sizeof fixture->folder));
    assert_ok(port_folder_create(fixture->folder, false));
    assert_ok(
        port_path_join(fixture->folder, STORE_FILE_NAME, fixture->file, sizeof fixture->file));
    fixture->options = (struct store_options){.folder = fixture->folder,
                                              .computer_name = "testbed",
                                              .after_commit = count_commit,
                                              .context = fixture,
                                              .change_counter = &fixture->counter,
                                              .busy_timeout_ms = 200,
                                              .first_process = true};
}

void fixture_open(struct store_fixture *fixture)
{
    assert_ok(store_open(&fixture->options, &fixture->store, NULL));
}

void fixture_close(struct store_fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

int fixture_setup(void **state)
{
    struct store_fixture *fixture = base_memory_zero(1, sizeof *fixture);

    assert_non_null(fixture);
    fixture_folder(fixture);
    fixture_open(fixture);
    *state = fixture;
    return 0;
}

int fixture_teardown(void **state)
{
    struct store_fixture *fixture = *state;

    store_close(fixture->store);
    base_memory_free(fixture);
    return 0;
}

struct store_transaction *fixture_read(struct store_fixture *fixture)
{
    struct store_transaction *tx = NULL;

    assert_ok(store_begin_read(fixture->store, &tx));
    return tx;
}

struct store_transaction *fixture_write(struct store_fixture *fixture)
{
    struct store_transaction *tx = NULL;

    assert_ok(store_begin_write(fixture->store, &tx));
    return tx;
}

void fixture_make(struct model_information *information, uint32_t type, const char *name)
{
    memset(information, 0, sizeof *information);
    information->object.type = type;
    information->object.enabled = true;
    base_utf8_copy(information->object.name, sizeof information->object.name, name);
}

struct base_guid fixture_library(struct store_transaction *tx, const char *name, const char *serial)
{
    struct model_information information;

    fixture_make(&information, MODEL_LIBRARY, name);
    information.info.library.library_type = MODEL_LIBRARYTYPE_ONLINE;
    base_utf8_copy(information.info.library.serial_number, MODEL_SERIAL_BYTES, serial);
    assert_ok(store_object_insert(tx, &information));
    return information.object.id;
}

struct base_guid fixture_member(struct store_transaction *tx, uint32_t type,
                                const struct base_guid *library, uint32_t number)
{
    struct model_information information;
    char name[32];

    snprintf(name, sizeof name, "member %u", (unsigned)number);
    fixture_make(&information, type, name);
    switch (type) {
    case MODEL_DRIVE:
        information.info.drive.number = number;
        information.info.drive.library = *library;
        snprintf(information.info.drive.serial_number, MODEL_SERIAL_BYTES, "D%u", (unsigned)number);
        break;
    case MODEL_CHANGER:
        information.info.changer.library = *library;
        break;
    case MODEL_STORAGESLOT:
        information.info.slot.number = number;
        information.info.slot.library = *library;
        break;
    case MODEL_IEDOOR:
        information.info.door.library = *library;
        break;
    case MODEL_IEPORT:
        information.info.port.library = *library;
        break;
    case MODEL_LIBREQUEST:
        information.info.lib_request.operation = MODEL_LM_CLEANDRIVE;
        information.info.lib_request.library = *library;
        break;
    default:
        fail_msg("not a member");
    }
    assert_ok(store_object_insert(tx, &information));
    return information.object.id;
}

struct base_guid fixture_media(struct store_transaction *tx, const struct base_guid *library,
                               const struct base_guid *pool, const struct base_guid *location,
                               const char *barcode)
{
    struct model_information information;

    fixture_make(&information, MODEL_PHYSICAL_MEDIA, barcode);
    information.info.physical_media.current_library = *library;
    information.info.physical_media.media_pool = *pool;
    information.info.physical_media.location_type = MODEL_STORAGESLOT;
    if (location != NULL) {
        information.info.physical_media.location = *location;
    }
    base_utf8_copy(information.info.physical_media.barcode, MODEL_BARCODE_BYTES, barcode);
    assert_ok(store_object_insert(tx, &information));
    return information.object.id;
}

int64_t fixture_sql_number(struct store_fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t number = -1;

    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        number = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

void fixture_sql(struct store_fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(fixture->file, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        print_error("%s: %s\n", sql, sqlite3_errmsg(db));
        fail();
    }
    sqlite3_close(db);
}

uint8_t *fixture_bytes(struct store_fixture *fixture, size_t *length)
{
    uint8_t *bytes = NULL;

    assert_ok(port_file_read(fixture->file, 64u << 20, &bytes, length));
    return bytes;
}

void fixture_assert_unchanged(struct store_fixture *fixture, const uint8_t *bytes, size_t length)
{
    size_t now_length;
    uint8_t *now = fixture_bytes(fixture, &now_length);

    assert_int_equal(now_length, length);
    assert_memory_equal(now, bytes, length);
    base_memory_free(now);
}
