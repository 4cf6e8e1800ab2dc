/* SPDX-License-Identifier: MIT */
#include "engine_fixture.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "rules/request_state.h"
#include "store/database.h"
#include "store/intent.h"
#include "store/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static struct engine_session *session;
static struct base_guid library;
static unsigned folders;

enum { REQUESTS = 2048, FIXTURE_UNCHANGED = 30000 /* milliseconds */ };

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

/* They are listed in the order in which they were made. */
bool fixture_newest(uint32_t operation, struct model_information *out)
{
    struct base_guid ids[REQUESTS];
    struct model_information row;
    bool found = false;
    for (uint32_t i = fixture_list(MODEL_LIBREQUEST, ids, REQUESTS); !found && i > 0; i--) {
        fixture_read(&ids[i - 1], MODEL_LIBREQUEST, &row);
        found = row.info.lib_request.operation == operation;
    }
    if (found) {
        *out = row;
    }
    return found;
}

uint32_t fixture_unfinished(void)
{
    struct base_guid ids[REQUESTS];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, REQUESTS);
    uint32_t unfinished = 0;
    for (uint32_t i = 0; i < count; i++) {
        base_error error = engine_object_information(session, &ids[i], MODEL_LIBREQUEST, &row);
        assert_true(error == BASE_ERROR_SUCCESS || error == BASE_ERROR_OBJECT_NOT_FOUND);
        unfinished +=
            error == BASE_ERROR_SUCCESS && !rules_request_is_finished(row.info.lib_request.state);
    }
    return unfinished;
}

int64_t fixture_stillness(void)
{
    struct store_transaction *transaction = NULL;
    struct store_intent_list open = STORE_INTENT_LIST_INIT;
    int64_t last = 0;
    assert_int_equal(store_begin_read(session->engine->store, &transaction), 0);
    assert_int_equal(store_intents_open_list(transaction, NULL, &open), 0);
    assert_int_equal(store_journal_last(transaction, &last), 0);
    store_rollback(transaction);
    bool moving = open.count > 0;
    store_intent_list_free(&open);
    return moving ? -1 : last;
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

static char difference_text[256];

static const char *difference(const char *format, ...) __attribute__((format(printf, 1, 2)));

static const char *difference(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(difference_text, sizeof difference_text, format, arguments);
    va_end(arguments);
    return difference_text;
}

static const char *compare_requests(void)
{
    struct base_guid ids[REQUESTS];
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, REQUESTS);
    for (uint32_t i = 0; i < count; i++) {
        struct model_lib_request row = request_row(&ids[i]);
        if (!rules_request_is_finished(row.state)) {
            return difference("request of operation %u is unfinished (%u)", row.operation,
                              row.state);
        }
        if (row.completed == 0 || (row.state == MODEL_LM_FAILED) != (row.error != 0)) {
            return difference("request of operation %u ended in state %u with error %u",
                              row.operation, row.state, (unsigned)row.error);
        }
    }
    return NULL;
}

static const char *compare_media(const char *barcode, const struct base_guid *place)
{
    struct base_guid ids[256];
    struct model_information row;
    bool reads_barcodes = fixture_library_row().barcode_reader_installed;
    const char *known = strcmp(barcode, "?") == 0 || !reads_barcodes ? "" : barcode;
    uint32_t count = list_of_library(MODEL_PHYSICAL_MEDIA, ids, 256);
    uint32_t found = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (engine_object_information(session, &ids[i], MODEL_PHYSICAL_MEDIA, &row) != 0) {
            return difference("a cartridge's record went while it was looked at");
        }
        const struct model_physical_media *medium = &row.info.physical_media;
        if (!base_guid_equal(&medium->location, place)) {
            continue;
        }
        found++;
        if (strcmp(medium->barcode, known) != 0 || medium->missing_since != 0) {
            return difference("'%s' lies where the database has '%s'%s", barcode, medium->barcode,
                              medium->missing_since != 0 ? ", missing" : "");
        }
    }
    return found == (barcode[0] != '\0')
               ? NULL
               : difference("'%s': the database has %u cartridges there", barcode, found);
}

static bool is_the_cleaner(const char *barcode)
{
    struct model_library row = fixture_library_row();
    return (row.flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0 &&
           strcmp(row.cleaner_barcode, barcode) == 0;
}

static const char *compare_place(const struct model_information *row, uint32_t index, bool full,
                                 bool cleaner)
{
    if (row->object.type == MODEL_STORAGESLOT &&
        row->info.slot.state != (full ? MODEL_SLOTSTATE_FULL : MODEL_SLOTSTATE_EMPTY)) {
        return difference("slot %u is in state %u and %s", index, row->info.slot.state,
                          full ? "full" : "empty");
    }
    if (row->object.type == MODEL_DRIVE &&
        ((row->info.drive.state == MODEL_DRIVESTATE_DISMOUNTED) == full ||
         row->info.drive.holds_cleaner != cleaner)) {
        return difference("drive %u is in state %u and %s", index, row->info.drive.state,
                          !full     ? "empty"
                          : cleaner ? "has the cleaner"
                                    : "full");
    }
    return NULL;
}

struct contents {
    uint32_t data;
    uint32_t cleaners;
};

static const char *compare_kind(uint32_t type, uint16_t vtl_type, struct contents *contents)
{
    struct model_library of = fixture_library_row();
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = list_of_library(type, ids, 64);
    const char *differs = NULL;
    for (uint32_t i = 0; differs == NULL && i < count; i++) {
        char barcode[36];
        fixture_read(&ids[i], type, &row);
        vtl_transport_barcode(vtl_type, index_of(&row, &of), barcode);
        bool full = barcode[0] != '\0';
        bool cleaner = full && is_the_cleaner(barcode);
        /* Other cleaning cartridges are known by their bar codes and have no object. */
        bool other = full && !cleaner && strncmp(barcode, "CLN", 3) == 0;
        contents->cleaners += cleaner;
        contents->data += full && !cleaner && !other;
        differs = compare_place(&row, index_of(&row, &of), full, cleaner);
        if (differs == NULL) {
            differs = compare_media(cleaner || other ? "" : barcode, &ids[i]);
        }
    }
    return differs;
}

/* What differs between the library and the database; NULL when nothing does. */
static const char *compare(void)
{
    struct base_guid ids[256];
    struct contents contents = {0};
    char barcode[36];
    const char *differs = compare_kind(MODEL_STORAGESLOT, VTL_SLOT, &contents);
    if (differs == NULL) {
        differs = compare_kind(MODEL_DRIVE, VTL_DRIVE, &contents);
    }
    if (differs == NULL) {
        differs = compare_kind(MODEL_IEPORT, VTL_PORT, &contents);
    }
    vtl_transport_barcode(VTL_TRANSPORT, 0, barcode);
    if (differs == NULL && barcode[0] != '\0') {
        differs = difference("'%s' is on the arm", barcode);
    }
    uint32_t known = list_of_library(MODEL_PHYSICAL_MEDIA, ids, 256);
    if (differs == NULL && known != contents.data) {
        differs = difference("%u records of %u cartridges", known, contents.data);
    }
    bool present = (fixture_library_row().flags & MODEL_LIBRARYFLAG_CLEANERPRESENT) != 0;
    if (differs == NULL && contents.cleaners != present) {
        differs = difference("%u cleaners", contents.cleaners);
    }
    return differs != NULL ? differs : compare_requests();
}

/*
 * The end of the last request is not the last move's, nor is it the last request; and what was on
 * the arm is recorded a moment after it was put down. What differs while something is under way is
 * no fault, and what agrees then may still change; what differs for long while nothing happens is
 * one.
 */
void fixture_check(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    int64_t unchanged_since = port_clock_monotonic();
    for (int64_t last = -1;;) {
        int64_t before = fixture_stillness();
        const char *differs = compare();
        int64_t now = port_clock_monotonic();
        if (before >= 0 && fixture_stillness() == before && differs == NULL) {
            return;
        }
        unchanged_since = before == last && before >= 0 ? unchanged_since : now;
        last = before;
        if (now - unchanged_since > FIXTURE_UNCHANGED || now > until) {
            fail_msg("%s", differs != NULL ? differs : "the library does not come to rest");
        }
        fixture_sleep(5);
    }
}
