/* SPDX-License-Identifier: MIT */
#include "engine_fixture.h"

#include "port/os.h"
#include "rules/request_state.h"
#include "store/database.h"

#include <stdio.h>
#include <time.h>

static struct engine_session *session;
static struct base_guid library;
static unsigned folders;

void fixture_sleep(uint32_t milliseconds)
{
    struct timespec time = {milliseconds / 1000, (int)(milliseconds % 1000) * 1000000};
    nanosleep(&time, NULL);
}

void fixture_begin(void)
{
    const char *base = getenv("NTMS_TEST_FOLDER");
    char path[512];
    fixture_stop(); /* of a test that failed */
    snprintf(path, sizeof path, "%s/data%u", base != NULL ? base : "/tmp", ++folders);
    setenv("NTMS_DATA", path, 1);
    vtl_transport_open();
    memset(&library, 0, sizeof library);
}

/* The library with a changer, when there is one. */
static void find_library(void)
{
    struct base_guid ids[32];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBRARY, ids, 32);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBRARY, &row);
        if (row.info.library.library_type == MODEL_LIBRARYTYPE_ONLINE) {
            library = ids[i];
        }
    }
}

void fixture_start(void)
{
    assert_int_equal(engine_session_open(NULL, "test", 0, &session), 0);
    find_library();
}

void fixture_usual(void)
{
    struct vtl_library_config config = vtl_transport_library();
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

void fixture_stop(void)
{
    engine_session_close(session);
    session = NULL;
}

void fixture_end(void)
{
    fixture_stop();
    assert_int_equal(vtl_transport_handles(), 0);
    vtl_transport_close();
}

struct engine_session *fixture_session(void)
{
    return session;
}

const struct base_guid *fixture_library(void)
{
    return &library;
}

uint32_t fixture_list(uint32_t type, struct base_guid *ids, uint32_t capacity)
{
    uint32_t count = 0;
    base_error error = engine_object_enumerate(session, NULL, type, 0, ids, capacity, &count);
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return 0;
    }
    assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INSUFFICIENT_BUFFER);
    return count < capacity ? count : capacity;
}

static uint32_t list_of_library(uint32_t type, struct base_guid *ids, uint32_t capacity)
{
    uint32_t count = 0;
    base_error error = engine_object_enumerate(session, &library, type, 0, ids, capacity, &count);
    if (error == BASE_ERROR_OBJECT_NOT_FOUND) {
        return 0;
    }
    assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_INSUFFICIENT_BUFFER);
    return count < capacity ? count : capacity;
}

void fixture_read(const struct base_guid *id, uint32_t type, struct model_information *out)
{
    assert_int_equal(engine_object_information(session, id, type, out), 0);
}

struct model_library fixture_library_row(void)
{
    struct model_information row;
    fixture_read(&library, MODEL_LIBRARY, &row);
    return row.info.library;
}

static uint32_t index_of(const struct model_information *row, const struct model_library *of)
{
    return row->object.type == MODEL_DRIVE         ? row->info.drive.number - of->first_drive
           : row->object.type == MODEL_STORAGESLOT ? row->info.slot.number - of->first_slot
                                                   : row->info.port.number - of->first_port;
}

static struct base_guid child(uint32_t type, uint32_t index)
{
    struct model_library of = fixture_library_row();
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = list_of_library(type, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], type, &row);
        if (index_of(&row, &of) == index) {
            return ids[i];
        }
    }
    fail_msg("no object of type %u at %u", type, index);
    return ids[0];
}

struct base_guid fixture_slot(uint32_t index)
{
    return child(MODEL_STORAGESLOT, index);
}

struct base_guid fixture_drive(uint32_t index)
{
    return child(MODEL_DRIVE, index);
}

bool fixture_newest(uint32_t operation, struct model_information *out)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    bool found = false;
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (row.info.lib_request.operation == operation &&
            (!found || row.info.lib_request.queued >= out->info.lib_request.queued)) {
            *out = row;
            found = true;
        }
    }
    return found;
}

uint32_t fixture_open_operator_requests(struct model_information *last)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_OPREQUEST, ids, 256);
    uint32_t open = 0;
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_OPREQUEST, &row);
        if (row.info.op_request.state != MODEL_OPSTATE_COMPLETE &&
            row.info.op_request.state != MODEL_OPSTATE_REFUSED) {
            open++;
            if (last != NULL) {
                *last = row;
            }
        }
    }
    return open;
}

static struct model_lib_request request_row(const struct base_guid *request)
{
    struct model_information row;
    fixture_read(request, MODEL_LIBREQUEST, &row);
    return row.info.lib_request;
}

void fixture_await(const struct base_guid *request, uint32_t state)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (request_row(request).state != state) {
        if (port_clock_monotonic() > until) {
            fail_msg("request of operation %u is in state %u, not in %u",
                     request_row(request).operation, request_row(request).state, state);
        }
        fixture_sleep(2);
    }
}

uint32_t fixture_await_end(const struct base_guid *request, base_error *error)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    struct model_lib_request row = request_row(request);
    while (!rules_request_is_finished(row.state)) {
        if (port_clock_monotonic() > until) {
            fail_msg("request of operation %u stays in state %u, stage %u", row.operation,
                     row.state, row.stage);
        }
        fixture_sleep(2);
        row = request_row(request);
    }
    if (error != NULL) {
        *error = row.error;
    }
    return row.state;
}

void fixture_await_port(bool open)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    uint32_t wanted = open ? MODEL_PORTPOSITION_EXTENDED : MODEL_PORTPOSITION_RETRACTED;
    struct base_guid port = child(MODEL_IEPORT, 0);
    struct model_information row;
    fixture_read(&port, MODEL_IEPORT, &row);
    while (row.info.port.position != wanted) {
        if (port_clock_monotonic() > until) {
            fail_msg("the port does not %s", open ? "open" : "shut");
        }
        fixture_sleep(2);
        fixture_read(&port, MODEL_IEPORT, &row);
    }
    assert_int_equal(vtl_transport_prevented(), !open);
}

void fixture_inject(uint32_t uses)
{
    fixture_inject_as(CLEANER_BARCODE, uses, uses == UINT32_MAX ? 999 : uses);
}

void fixture_inject_as(const char *barcode, uint32_t told, uint32_t real)
{
    struct base_guid slot = fixture_slot(0);
    struct base_guid operation = {{0}};
    base_error error = engine_cleaner_slot_reserve(session, &library, &slot);
    assert_true(error == 0 || error == BASE_ERROR_CLEANER_SLOT_SET);
    assert_int_equal(engine_cleaner_inject(session, &library, &operation, told, MODEL_INJECT_START),
                     0);
    fixture_await_port(true);
    assert_true(vtl_transport_insert(VTL_PORT, 0, barcode, real));
    fixture_await(&operation, MODEL_LM_PASSED);
}

void fixture_eject_cleaner(void)
{
    struct base_guid operation = {{0}};

    assert_int_equal(engine_cleaner_eject(session, &library, &operation, MODEL_EJECT_START), 0);
    fixture_await_port(true);
    assert_true(vtl_transport_hand(VTL_PORT, 0, VTL_OUTSIDE, 0));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
}

base_error fixture_clean(uint32_t drive, struct base_guid *request)
{
    struct base_guid id = fixture_drive(drive);
    struct model_information row;
    base_error error = engine_clean_drive(session, &id);
    if (error == BASE_ERROR_SUCCESS) {
        assert_true(fixture_newest(MODEL_LM_CLEANDRIVE, &row));
        *request = row.object.id;
    }
    return error;
}

/* ---- the invariant ---- */

static void check_requests(void)
{
    struct base_guid ids[256];
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    for (uint32_t i = 0; i < count; i++) {
        struct model_lib_request row = request_row(&ids[i]);
        if (!rules_request_is_finished(row.state)) {
            fail_msg("request of operation %u is unfinished (%u)", row.operation, row.state);
        }
        assert_true(row.completed != 0);
        assert_int_equal(row.state == MODEL_LM_FAILED, row.error != 0);
    }
}

static void expect_media(const char *barcode, const struct base_guid *place)
{
    struct base_guid ids[256];
    struct model_information row;
    bool reads_barcodes = fixture_library_row().barcode_reader_installed;
    uint32_t count = list_of_library(MODEL_PHYSICAL_MEDIA, ids, 256);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &row);
        if (base_guid_equal(&row.info.physical_media.location, place)) {
            found++;
            assert_string_equal(row.info.physical_media.barcode,
                                strcmp(barcode, "?") == 0 || !reads_barcodes ? "" : barcode);
            assert_int_equal(row.info.physical_media.missing_since, 0);
        }
    }
    if (found != (barcode[0] != '\0')) {
        fail_msg("'%s': the database has %u cartridges there", barcode, found);
    }
}

static bool is_the_cleaner(const char *barcode)
{
    struct model_library row = fixture_library_row();
    return (row.flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0 &&
           strcmp(row.cleaner_barcode, barcode) == 0;
}

static uint32_t check_kind(uint32_t type, uint16_t vtl_type, uint32_t *cleaners)
{
    struct model_library of = fixture_library_row();
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = list_of_library(type, ids, 64);
    uint32_t data = 0;
    for (uint32_t i = 0; i < count; i++) {
        char barcode[36];
        fixture_read(&ids[i], type, &row);
        vtl_transport_barcode(vtl_type, index_of(&row, &of), barcode);
        bool full = barcode[0] != '\0';
        bool cleaner = full && is_the_cleaner(barcode);
        /* Other cleaning cartridges are known by their bar codes and have no object. */
        bool other = full && !cleaner && strncmp(barcode, "CLN", 3) == 0;
        *cleaners += cleaner;
        data += full && !cleaner && !other;
        if (type == MODEL_STORAGESLOT) {
            assert_int_equal(row.info.slot.state,
                             full ? MODEL_SLOTSTATE_FULL : MODEL_SLOTSTATE_EMPTY);
        } else if (type == MODEL_DRIVE) {
            assert_int_equal(row.info.drive.state == MODEL_DRIVESTATE_DISMOUNTED, !full);
            assert_int_equal(row.info.drive.holds_cleaner, cleaner);
        }
        expect_media(cleaner || other ? "" : barcode, &ids[i]);
    }
    return data;
}

void fixture_check(void)
{
    struct base_guid ids[256];
    char barcode[36];
    uint32_t cleaners = 0;
    uint32_t data = check_kind(MODEL_STORAGESLOT, VTL_SLOT, &cleaners);
    data += check_kind(MODEL_DRIVE, VTL_DRIVE, &cleaners);
    data += check_kind(MODEL_IEPORT, VTL_PORT, &cleaners);
    vtl_transport_barcode(VTL_TRANSPORT, 0, barcode);
    assert_string_equal(barcode, "");
    assert_int_equal(list_of_library(MODEL_PHYSICAL_MEDIA, ids, 256), data);
    assert_int_equal(cleaners,
                     (fixture_library_row().flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0 ? 1 : 0);
    check_requests();
}
