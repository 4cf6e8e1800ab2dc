/* SPDX-License-Identifier: MIT */
/* A tape drive alone: what a person puts in and takes out, and the calls that go by it. */
#include "engine_fixture.h"

#include "found_support.h"
#include "port/os.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct base_guid library;
static struct base_guid drive;

/* ---- a person at the drive ---- */

static const struct vtl_control_place MOUTH = {VTL_STANDALONE, VTL_DRIVE, 0};

static void take_out(void)
{
    struct vtl_control_move move = {.from = MOUTH};
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move));
}

static void put_in(const char *barcode)
{
    struct vtl_control_move move = {.to = MOUTH};
    snprintf(move.barcode, sizeof move.barcode, "%s", barcode);
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move));
}

static void exchange(const char *barcode)
{
    take_out();
    put_in(barcode);
}

/* A cartridge on the shelf whose label says `label`; MONDAY exists. */
static void make(const char *barcode, const char *label)
{
    struct vtl_control_insert insert = {0};
    snprintf(insert.barcode, sizeof insert.barcode, "%s", barcode);
    assert_true(vtl_transport_insert_medium(&insert));
    if (label != NULL) {
        found_copy_label("MONDAY", "Monday", barcode, label);
    }
}

/* ---- the fixture ---- */

static void start_with(const char *cartridges)
{
    struct base_guid ids[8];
    struct model_information row;
    fixture_begin();
    vtl_transport_add_standalone_with(7, "ALONE1", cartridges);
    fixture_start();
    assert_int_equal(fixture_list(MODEL_DRIVE, &drive, 1), 1);
    uint32_t count = fixture_list(MODEL_LIBRARY, ids, 8);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBRARY, &row);
        if (row.info.library.library_type == MODEL_LIBRARYTYPE_STANDALONE) {
            library = ids[i];
        }
    }
}

static void start(void)
{
    start_with("d0=MONDAY,data,label=Monday\n");
    found_await(MODEL_LM_INVENTORY);
}

static void inventory(void)
{
    assert_int_equal(engine_library_inventory(fixture_session(), &library, MODEL_INVENTORY_DEFAULT),
                     0);
    found_await(MODEL_LM_INVENTORY);
}

static struct model_physical_media medium_row(const struct base_guid *medium)
{
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media;
}

static struct model_drive drive_row(void)
{
    struct model_information row;
    fixture_read(&drive, MODEL_DRIVE, &row);
    return row.info.drive;
}

static const char *medium_name(const struct base_guid *medium)
{
    static struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.object.name;
}

/* The cartridge whose first side has this label; the null id when there is none. */
static struct base_guid labelled(const char *info)
{
    struct base_guid ids[32];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_PARTITION, ids, 32);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PARTITION, &row);
        if (strcmp(row.info.partition.label_info, info) == 0) {
            return row.info.partition.physical_media;
        }
    }
    return (struct base_guid){{0}};
}

static bool is_in_drive(const struct base_guid *medium)
{
    struct model_physical_media row = medium_row(medium);
    return base_guid_equal(&row.location, &drive) && row.location_type == MODEL_DRIVE &&
           base_guid_equal(&row.current_library, &library);
}

static bool is_on_shelf(const struct base_guid *medium)
{
    struct model_physical_media row = medium_row(medium);
    struct model_information where;
    fixture_read(&row.current_library, MODEL_LIBRARY, &where);
    return (where.info.library.flags & MODEL_LIBRARYFLAG_FIXEDOFFLINE) != 0 &&
           base_guid_is_null(&row.location);
}

static struct base_guid side_of(const struct base_guid *medium)
{
    struct base_guid side;
    uint32_t count = 0;
    assert_int_equal(
        engine_object_enumerate(fixture_session(), medium, MODEL_PARTITION, 0, &side, 1, &count),
        0);
    return side;
}

static void await_operator(struct model_information *request)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (fixture_open_operator_requests(request) == 0) {
        if (port_clock_monotonic() > until) {
            fail_msg("no operator is asked");
        }
        fixture_sleep(5);
    }
}

static void await_shelf(const struct base_guid *medium)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (!is_on_shelf(medium)) {
        if (port_clock_monotonic() > until) {
            fail_msg("nobody sees that the drive is empty");
        }
        fixture_sleep(5);
    }
}

/* ---- mounts ---- */

struct mount {
    pthread_t thread;
    struct base_guid side;
    struct base_guid drive;
    uint32_t options;
    uint32_t timeout;
    base_error error;
};

static void *run_mount(void *context)
{
    struct mount *mount = context;
    struct engine_mount_wish wish = {
        .media = &mount->side, .count = 1, .options = mount->options, .timeout = mount->timeout};
    mount->error = engine_mount(fixture_session(), &wish, &mount->drive);
    return NULL;
}

static void begin_mount(struct mount *mount, const struct base_guid *medium, uint32_t timeout)
{
    memset(mount, 0, sizeof *mount);
    mount->side = side_of(medium);
    mount->timeout = timeout;
    assert_int_equal(pthread_create(&mount->thread, NULL, run_mount, mount), 0);
}

static base_error end_mount(struct mount *mount)
{
    pthread_join(mount->thread, NULL);
    return mount->error;
}

static base_error mount_now(const struct base_guid *medium, uint32_t options, uint32_t timeout)
{
    struct mount mount = {.side = side_of(medium), .options = options, .timeout = timeout};
    run_mount(&mount);
    return mount.error;
}

static void dismount(const struct base_guid *medium, uint32_t options)
{
    struct base_guid side = side_of(medium);
    assert_int_equal(engine_dismount(fixture_session(), &side, 1, options), 0);
    found_await(MODEL_LM_DISMOUNT);
}

/* ---- inventory ---- */

static void test_start_identifies_what_the_drive_holds(void **state)
{
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    assert_true(is_in_drive(&monday));
    assert_string_equal(medium_row(&monday).barcode, "");
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTABLE);
    assert_int_equal(found_media(), 1);
    fixture_end();
}

/* PROMISE: InventoryNtmsLibrary/stand-alone */
static void test_inventory_follows_what_a_person_does(void **state)
{
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    make("TUESDAY", "Fridag");
    take_out();
    inventory();
    assert_true(is_on_shelf(&monday));
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTED);
    put_in("TUESDAY");
    inventory();
    struct base_guid other = labelled("Fridag");
    assert_true(is_in_drive(&other));
    assert_int_equal(found_media(), 2);
    /* Known again by its label, whatever lay there before. */
    exchange("MONDAY");
    inventory();
    assert_true(is_in_drive(&monday));
    assert_true(is_on_shelf(&other));
    assert_int_equal(found_media(), 2);
    fixture_end();
}

static void test_empty_drive_is_left_alone(void **state)
{
    struct model_information request;
    (void)state;
    start_with(NULL);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
    assert_int_equal(request.info.lib_request.state, MODEL_LM_PASSED);
    inventory();
    assert_int_equal(found_media(), 0);
    fixture_end();
}

static void test_unknown_medium_stays_unrecognized(void **state)
{
    (void)state;
    start_with("d0=BLANK,data\n");
    found_await(MODEL_LM_INVENTORY);
    assert_int_equal(found_media(), 1);
    inventory();
    inventory();
    assert_int_equal(found_media(), 1);
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTABLE);
    fixture_end();
}

/* ---- mount and dismount ---- */

/* PROMISE: DismountNtmsMedia/stand-alone */
static void test_medium_in_the_drive_is_mounted_and_stays(void **state)
{
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(mount_now(&monday, 0, 120000), 0);
        assert_int_equal(drive_row().state, MODEL_DRIVESTATE_LOADED);
        assert_int_equal(medium_row(&monday).media_state, MODEL_MEDIASTATE_LOADED);
        dismount(&monday, i == 0 ? MODEL_DISMOUNT_IMMEDIATE : MODEL_DISMOUNT_DEFERRED);
        assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTABLE);
        assert_int_equal(drive_row().dismount_after, 0);
        assert_int_equal(medium_row(&monday).media_state, MODEL_MEDIASTATE_UNLOADED);
        assert_true(is_in_drive(&monday));
    }
    fixture_end();
}

/* PROMISE: MountNtmsMedia/stand-alone */
static void test_medium_from_the_shelf_is_asked_for(void **state)
{
    struct model_information request;
    struct mount mount;
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    make("TUESDAY", "Fridag");
    take_out();
    inventory();
    assert_int_equal(mount_now(&monday, MODEL_MOUNT_ERROR_OFFLINE, 20000),
                     BASE_ERROR_MEDIA_OFFLINE);
    begin_mount(&mount, &monday, 60000);
    await_operator(&request);
    assert_int_equal(request.info.op_request.request, MODEL_OPREQ_MOVEMEDIA);
    assert_true(base_guid_equal(&request.info.op_request.arg1, &monday));
    assert_true(base_guid_equal(&request.info.op_request.arg2, &library));
    /* The wrong one is recorded, and it goes on waiting. */
    put_in("TUESDAY");
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    struct base_guid other = labelled("Fridag");
    while (base_guid_is_null(&other)) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(10);
        other = labelled("Fridag");
    }
    assert_true(is_in_drive(&other));
    take_out();
    await_shelf(&other);
    put_in("MONDAY");
    assert_int_equal(end_mount(&mount), 0);
    assert_true(is_in_drive(&monday));
    assert_true(is_on_shelf(&other));
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_LOADED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    dismount(&monday, MODEL_DISMOUNT_IMMEDIATE);
    fixture_end();
}

/* What was exchanged behind the drive's back is found out by its label. */
static void test_exchanged_medium_is_asked_for(void **state)
{
    struct model_information request;
    struct mount mount;
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    make("TUESDAY", "Fridag");
    exchange("TUESDAY");
    begin_mount(&mount, &monday, 60000);
    await_operator(&request);
    struct base_guid other = labelled("Fridag");
    assert_true(is_in_drive(&other));
    assert_true(is_on_shelf(&monday));
    take_out();
    put_in("MONDAY");
    assert_int_equal(engine_operator_satisfy(fixture_session(), &request.object.id), 0);
    assert_int_equal(end_mount(&mount), 0);
    assert_true(is_in_drive(&monday));
    dismount(&monday, MODEL_DISMOUNT_IMMEDIATE);
    fixture_end();
}

static void test_taken_medium_is_asked_for_and_refused(void **state)
{
    struct model_information request;
    struct mount mount;
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    take_out();
    begin_mount(&mount, &monday, 60000);
    await_operator(&request);
    assert_true(is_on_shelf(&monday));
    assert_int_equal(engine_operator_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(end_mount(&mount), BASE_ERROR_REQUEST_REFUSED);
    assert_int_equal(mount_now(&monday, 0, 300), BASE_ERROR_TIMEOUT);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_end();
}

/* ---- change detection ---- */

static uint32_t library_flags(void)
{
    struct model_information row;
    fixture_read(&library, MODEL_LIBRARY, &row);
    return row.info.library.flags;
}

static void await_in_drive(const struct base_guid *medium)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (!is_in_drive(medium)) {
        if (port_clock_monotonic() > until) {
            fail_msg("nobody sees what is in the drive");
        }
        fixture_sleep(5);
    }
}

/* PROMISE: SetNtmsDeviceChangeDetection/watch */
static void test_watched_drive_shows_what_a_person_does(void **state)
{
    uint32_t first = 0;
    uint32_t second = 0;
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    assert_int_equal(engine_detection_begin(fixture_session(), &first), 0);
    assert_int_equal(engine_detection_begin(fixture_session(), &second), 0);
    assert_int_equal(engine_detection_set(fixture_session(), first, &library, MODEL_LIBRARY, 1), 0);
    struct base_guid type = found_type(medium_name(&monday));
    assert_int_equal(engine_detection_set(fixture_session(), second, &type, MODEL_MEDIA_TYPE, 1),
                     0);
    assert_int_equal(library_flags() & MODEL_LIBRARYFLAG_AUTODETECTCHANGE,
                     MODEL_LIBRARYFLAG_AUTODETECTCHANGE);
    take_out();
    await_shelf(&monday);
    assert_int_equal(engine_detection_end(fixture_session(), first), 0);
    assert_int_equal(engine_detection_end(fixture_session(), first), BASE_ERROR_INVALID_HANDLE);
    put_in("MONDAY");
    await_in_drive(&monday);
    assert_int_equal(library_flags() & MODEL_LIBRARYFLAG_AUTODETECTCHANGE,
                     MODEL_LIBRARYFLAG_AUTODETECTCHANGE);
    assert_int_equal(engine_detection_end(fixture_session(), second), 0);
    assert_int_equal(library_flags() & MODEL_LIBRARYFLAG_AUTODETECTCHANGE, 0);
    fixture_end();
}

static void test_polled_drive_is_looked_into_once(void **state)
{
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    take_out();
    assert_int_equal(engine_detection_set(fixture_session(), 0, &monday, MODEL_PHYSICAL_MEDIA, 1),
                     0);
    await_shelf(&monday);
    assert_int_equal(library_flags() & MODEL_LIBRARYFLAG_AUTODETECTCHANGE, 0);
    fixture_end();
}

static void test_closed_session_watches_nothing(void **state)
{
    uint32_t context = 0;
    struct model_information row;
    (void)state;
    start();
    struct engine_session *other = NULL;
    assert_int_equal(engine_session_open(NULL, "other", 0, &other), 0);
    assert_int_equal(engine_detection_begin(other, &context), 0);
    assert_int_equal(engine_detection_set(fixture_session(), context, &library, MODEL_LIBRARY, 1),
                     BASE_ERROR_INVALID_HANDLE);
    assert_int_equal(engine_detection_set(other, context, &library, MODEL_LIBRARY, 1), 0);
    engine_session_close(other);
    fixture_read(&library, MODEL_LIBRARY, &row);
    assert_int_equal(row.info.library.flags & MODEL_LIBRARYFLAG_AUTODETECTCHANGE, 0);
    fixture_end();
}

/* ---- media out and in ---- */

static struct base_guid eject(const struct base_guid *medium, uint32_t action)
{
    struct base_guid operation = {{0}};
    assert_int_equal(engine_media_eject(fixture_session(), medium, &operation, action), 0);
    return operation;
}

/* PROMISE: EjectNtmsMedia/stand-alone */
static void test_ejected_medium_leaves_or_is_forgotten(void **state)
{
    struct base_guid ids[4];
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    /* What nobody has imported is forgotten. */
    struct base_guid operation = eject(&monday, MODEL_EJECT_START);
    fixture_await(&operation, MODEL_LM_PASSED);
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 4), 0);
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTED);
    take_out();
    fixture_end();
}

static void test_mounted_medium_is_ejected_by_force_alone(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    assert_int_equal(mount_now(&monday, 0, 120000), 0);
    assert_int_equal(engine_media_eject(fixture_session(), &monday, &operation, MODEL_EJECT_START),
                     BASE_ERROR_BUSY);
    operation = eject(&monday, MODEL_EJECT_FORCE);
    fixture_await(&operation, MODEL_LM_PASSED);
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTED);
    take_out();
    fixture_end();
}

/* PROMISE: InjectNtmsMedia/stand-alone */
static void test_injected_medium_is_identified(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    assert_int_equal(
        engine_library_inject(fixture_session(), &library, &operation, MODEL_INJECT_START),
        BASE_ERROR_LIBRARY_FULL);
    take_out();
    inventory();
    assert_int_equal(
        engine_library_inject(fixture_session(), &library, &operation, MODEL_INJECT_START), 0);
    put_in("MONDAY");
    fixture_await(&operation, MODEL_LM_PASSED);
    await_in_drive(&monday);
    fixture_end();
}

static void test_injection_is_stopped(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    start_with(NULL);
    assert_int_equal(
        engine_library_inject(fixture_session(), &library, &operation, MODEL_INJECT_STARTMANY), 0);
    assert_int_equal(
        engine_library_inject(fixture_session(), &library, &operation, MODEL_INJECT_RETRACT), 0);
    assert_int_equal(
        engine_library_inject(fixture_session(), &library, &operation, MODEL_INJECT_STOP), 0);
    fixture_await(&operation, MODEL_LM_STOPPED);
    fixture_end();
}

static void test_disk_is_ejected_by_its_device_name(void **state)
{
    bool queued = false;
    (void)state;
    start();
    struct base_guid monday = labelled("Monday");
    assert_int_equal(
        engine_disk_eject(fixture_session(), "\\\\.\\Tape99", MODEL_EJECT_START, true, &queued),
        BASE_ERROR_INVALID_DRIVE);
    assert_int_equal(
        engine_disk_eject(fixture_session(), "\\\\.\\tape7", MODEL_EJECT_STOP, true, &queued),
        BASE_ERROR_INVALID_OPERATION);
    assert_int_equal(mount_now(&monday, 0, 120000), 0);
    assert_int_equal(
        engine_disk_eject(fixture_session(), "\\\\.\\tape7", MODEL_EJECT_START, true, &queued),
        BASE_ERROR_BUSY);
    assert_false(queued);
    assert_int_equal(
        engine_disk_eject(fixture_session(), "\\\\.\\tape7", MODEL_EJECT_FORCE, true, &queued), 0);
    assert_true(queued);
    assert_int_equal(drive_row().state, MODEL_DRIVESTATE_DISMOUNTED);
    assert_int_equal(
        engine_disk_eject(fixture_session(), "\\\\.\\tape7", MODEL_EJECT_FORCE, true, &queued),
        BASE_ERROR_INVALID_STATE);
    take_out();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_identifies_what_the_drive_holds),
        cmocka_unit_test(test_inventory_follows_what_a_person_does),
        cmocka_unit_test(test_empty_drive_is_left_alone),
        cmocka_unit_test(test_unknown_medium_stays_unrecognized),
        cmocka_unit_test(test_medium_in_the_drive_is_mounted_and_stays),
        cmocka_unit_test(test_medium_from_the_shelf_is_asked_for),
        cmocka_unit_test(test_exchanged_medium_is_asked_for),
        cmocka_unit_test(test_taken_medium_is_asked_for_and_refused),
        cmocka_unit_test(test_watched_drive_shows_what_a_person_does),
        cmocka_unit_test(test_polled_drive_is_looked_into_once),
        cmocka_unit_test(test_closed_session_watches_nothing),
        cmocka_unit_test(test_ejected_medium_leaves_or_is_forgotten),
        cmocka_unit_test(test_mounted_medium_is_ejected_by_force_alone),
        cmocka_unit_test(test_injected_medium_is_identified),
        cmocka_unit_test(test_injection_is_stopped),
        cmocka_unit_test(test_disk_is_ejected_by_its_device_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
