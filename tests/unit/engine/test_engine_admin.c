/* SPDX-License-Identifier: MIT */
/*
 * Drives emptied by their own call, objects out of service and back: what happens in the library,
 * and what those meet who want something of it meanwhile.
 */
#include "mount_support.h"

#include "engine/listener.h"
#include "engine/request.h"
#include "engine/runtime.h"

/* Busy machines take their time. */
static base_error mount_one(const char *barcode, struct base_guid *drive)
{
    return media_mount_all(&barcode, 1, 0, 60000, drive);
}

static void start_usual(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static void hold(const struct base_guid *drive)
{
    vtl_transport_hold(drive != NULL ? media_drive(drive).device_name : NULL);
}

/* The newest request of that operation: finished well, about these objects. */
static void expect_passed(uint32_t operation, const struct base_guid *drive,
                          const struct base_guid *medium)
{
    struct base_guid none = {{0}};
    struct model_information row;
    assert_true(fixture_newest(operation, &row));
    assert_int_equal(fixture_await_end(&row.object.id, NULL), MODEL_LM_PASSED);
    assert_true(base_guid_equal(&row.info.lib_request.library, fixture_library()));
    assert_true(base_guid_equal(&row.info.lib_request.drive, drive != NULL ? drive : &none));
    assert_true(
        base_guid_equal(&row.info.lib_request.physical_media, medium != NULL ? medium : &none));
}

static base_error disable(uint32_t type, const struct base_guid *id)
{
    return engine_object_enable(fixture_session(), type, id, false);
}

static base_error enable(uint32_t type, const struct base_guid *id)
{
    return engine_object_enable(fixture_session(), type, id, true);
}

static bool is_enabled(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row.object.enabled;
}

/* ---- DismountNtmsDrive ---- */

static void test_dismount_drive_takes_its_cartridge_home(void **state)
{
    struct base_guid drive = {{0}};
    struct base_guid none = {{0}};
    (void)state;
    start_usual();
    struct base_guid medium = media_named("A00001L4");
    struct base_guid home = media_row(&medium).home_slot;
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive), 0);
    expect_passed(MODEL_LM_DISMOUNT, &drive, &medium);
    struct model_physical_media row = media_row(&medium);
    assert_true(base_guid_equal(&row.location, &home));
    assert_int_equal(row.location_type, MODEL_STORAGESLOT);
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    assert_true(base_guid_equal(&row.mounted_partition, &none));
    struct model_drive values = media_drive(&drive);
    assert_int_equal(values.state, MODEL_DRIVESTATE_DISMOUNTED);
    assert_true(base_guid_equal(&values.saved_partition, &none));
    /* PROMISE: DismountNtmsDrive/10 */
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive), BASE_ERROR_INVALID_STATE);
    media_end();
}

/* PROMISE: DismountNtmsDrive/12 */
static void test_dismount_drive_that_a_program_has_open_is_busy(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information row;
    (void)state;
    start_usual();
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    hold(&drive);
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive), BASE_ERROR_BUSY);
    assert_false(fixture_newest(MODEL_LM_DISMOUNT, &row));
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    hold(NULL);
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive), 0);
    media_end();
}

/* What a deferred dismount left there does not stay for its delay. */
static void test_dismount_drive_ends_a_deferred_dismount(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    media_set_delay(&drive, 3600);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_DISMOUNTABLE);
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive), 0);
    expect_passed(MODEL_LM_DISMOUNT, &drive, &medium);
    assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    media_end();
}

/* ---- drives out of service ---- */

static void test_disable_drive_takes_its_cartridge_home(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    assert_int_equal(disable(MODEL_DRIVE, &drive), 0);
    expect_passed(MODEL_LM_DISABLEDRIVE, &drive, NULL);
    expect_passed(MODEL_LM_DISMOUNT, &drive, &medium);
    assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    assert_false(is_enabled(&drive, MODEL_DRIVE));
    /* PROMISE: DismountNtmsDrive/8 */
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive),
                     BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(enable(MODEL_DRIVE, &drive), 0);
    expect_passed(MODEL_LM_ENABLEDRIVE, &drive, NULL);
    media_end();
}

static void test_disable_drive_leaves_an_open_medium(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information row;
    (void)state;
    start_usual();
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    hold(&drive);
    assert_int_equal(disable(MODEL_DRIVE, &drive), 0);
    assert_false(fixture_newest(MODEL_LM_DISMOUNT, &row));
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    hold(NULL);
    assert_int_equal(enable(MODEL_DRIVE, &drive), 0);
    media_end();
}

static void test_disabled_drive_is_not_chosen(void **state)
{
    struct base_guid drives[2];
    (void)state;
    start_usual();
    drives[0] = fixture_drive(0);
    drives[1] = fixture_drive(1);
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid used = {{0}};
        assert_int_equal(disable(MODEL_DRIVE, &drives[i]), 0);
        assert_int_equal(mount_one("A00001L4", &used), 0);
        assert_true(base_guid_equal(&used, &drives[1 - i]));
        assert_int_equal(engine_dismount_drive(fixture_session(), &used), 0);
        media_await_idle();
        assert_int_equal(engine_clean_drive(fixture_session(), &drives[i]),
                         BASE_ERROR_RESOURCE_DISABLED);
        assert_int_equal(enable(MODEL_DRIVE, &drives[i]), 0);
    }
    media_end();
}

/* ---- media out of service ---- */

static void test_disabled_medium_is_not_mounted(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(disable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    expect_passed(MODEL_LM_DISABLEMEDIA, NULL, &medium);
    assert_int_equal(mount_one("A00001L4", &drive), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(enable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    expect_passed(MODEL_LM_ENABLEMEDIA, NULL, &medium);
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    media_end();
}

/* A mount that waits for a drive fails as soon as its medium is disabled. */
static void test_waiting_mount_of_a_disabled_medium_fails(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    struct base_guid drive = {{0}};
    const char *const two[] = {"A00001L4", "A00002L4"};
    const char *third = "A00003L4";
    struct model_information request;
    base_error error = 0;
    (void)state;
    start_usual();
    struct base_guid medium = media_named(third);
    assert_int_equal(media_mount_all(two, 2, 0, 60000, drives), 0);
    assert_int_equal(media_mount_all(&third, 1, MODEL_MOUNT_NOWAIT, 0, &drive), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(disable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    assert_int_equal(fixture_await_end(&request.object.id, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(enable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    media_end();
}

/* ---- libraries out of service ---- */

static void test_work_of_a_disabled_library_waits_until_it_is_enabled(void **state)
{
    struct base_guid drive = {{0}};
    struct base_guid request;
    (void)state;
    start_usual();
    fixture_inject(3);
    assert_int_equal(mount_one("A00001L4", &drive), 0);
    uint32_t index = fixture_index(&drive);
    hold(&drive);
    assert_int_equal(fixture_clean(index, &request), 0);
    assert_int_equal(disable(MODEL_LIBRARY, fixture_library()), 0);
    expect_passed(MODEL_LM_DISABLELIBRARY, NULL, NULL);
    fixture_await(&request, MODEL_LM_WAITING);
    hold(NULL);
    /* Its drives are as good as disabled, though their own flags say otherwise. */
    assert_true(is_enabled(&drive, MODEL_DRIVE));
    assert_int_equal(engine_dismount_drive(fixture_session(), &drive),
                     BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(engine_clean_drive(fixture_session(), &drive), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST),
        BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(mount_one("A00002L4", &drive), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(vtl_transport_cleanings(index), 0);
    assert_int_equal(enable(MODEL_LIBRARY, fixture_library()), 0);
    expect_passed(MODEL_LM_ENABLELIBRARY, NULL, NULL);
    media_release_all();
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(vtl_transport_cleanings(index), 1);
    media_end();
}

/* What each call says of a library that is disabled, and of a medium there. */
static void test_calls_about_a_disabled_library_fail(void **state)
{
    struct base_guid none = {{0}};
    struct base_guid operation = none;
    struct model_information row;
    (void)state;
    start_usual();
    media_await_idle();
    const struct base_guid library = *fixture_library();
    struct engine_session *session = fixture_session();
    struct base_guid medium = media_named("A00001L4");
    struct base_guid slot = fixture_slot(1);
    assert_int_equal(disable(MODEL_LIBRARY, &library), 0);
    assert_int_equal(engine_library_door(session, &library, MODEL_INVENTORY_FAST),
                     BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(engine_slot_identify(session, &slot, 0), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(engine_media_eject(session, &medium, &operation, MODEL_EJECT_START),
                     BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(engine_library_inject(session, &library, &operation, MODEL_INJECT_START),
                     BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(engine_cleaner_slot_reserve(session, &library, &slot),
                     BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(engine_cleaner_slot_release(session, &library), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(engine_cleaner_inject(session, &library, &operation, 1, MODEL_INJECT_START),
                     BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(engine_cleaner_eject(session, &library, &operation, MODEL_EJECT_START),
                     BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(media_dismount_by(session, "A00001L4", MODEL_DISMOUNT_IMMEDIATE),
                     BASE_ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(enable(MODEL_LIBRARY, &library), 0);
    assert_int_equal(disable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    assert_int_equal(engine_media_eject(session, &medium, &operation, MODEL_EJECT_START),
                     BASE_ERROR_MEDIA_NOT_AVAILABLE);
    assert_int_equal(enable(MODEL_PHYSICAL_MEDIA, &medium), 0);
    assert_true(base_guid_equal(&operation, &none));
    assert_false(fixture_newest(MODEL_LM_EJECT, &row));
    assert_false(fixture_newest(MODEL_LM_DOORACCESS, &row));
    media_end();
}

/* PROMISE: EnableNtmsObject/8, DisableNtmsObject/8, DisableNtmsObject/7, EnableNtmsObject/7 */
static void test_enable_twice_fails_and_the_shelf_has_no_flag(void **state)
{
    (void)state;
    start_usual();
    struct base_guid shelf = fixture_session()->engine->offline_library;
    struct base_guid drive = fixture_drive(0);
    assert_int_equal(enable(MODEL_DRIVE, &drive), BASE_ERROR_INVALID_STATE);
    assert_int_equal(disable(MODEL_DRIVE, &drive), 0);
    assert_int_equal(disable(MODEL_DRIVE, &drive), BASE_ERROR_INVALID_STATE);
    assert_int_equal(enable(MODEL_DRIVE, &drive), 0);
    assert_int_equal(disable(MODEL_LIBRARY, &shelf), BASE_ERROR_LIBRARY_OFFLINE);
    assert_int_equal(enable(MODEL_LIBRARY, &shelf), BASE_ERROR_LIBRARY_OFFLINE);
    media_end();
}

/* ---- what is finished and old ---- */

static void keep_finished_for(uint32_t seconds)
{
    struct model_information computer;
    fixture_read(&fixture_session()->engine->computer, MODEL_COMPUTER, &computer);
    computer.info.computer.lib_request_purge_time = seconds;
    computer.info.computer.op_request_purge_time = seconds;
    assert_int_equal(
        engine_object_set_information(fixture_session(), &computer.object.id, &computer, false), 0);
}

static bool is_there(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    return engine_object_information(fixture_session(), id, type, &row) == BASE_ERROR_SUCCESS;
}

/* Until somebody was asked for the cleaner; tells the operator request. */
static struct base_guid await_asked(const struct base_guid *cleaning)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    struct model_information row;
    do {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
        fixture_read(cleaning, MODEL_LIBREQUEST, &row);
    } while (base_guid_is_null(&row.info.lib_request.operator_request));
    assert_int_equal(row.info.lib_request.state, MODEL_LM_WAITING);
    return row.info.lib_request.operator_request;
}

/* A request that is over. */
static struct base_guid cancelled_cleaning(void)
{
    struct base_guid request;
    assert_int_equal(fixture_clean(0, &request), 0);
    (void)await_asked(&request);
    assert_int_equal(engine_request_cancel(fixture_session(), &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_CANCELLED);
    return request;
}

/* Finished before this returns, by the clock that the records are dated with. */
static void let_it_pass(void)
{
    int64_t now = port_clock_now();
    while (port_clock_now() <= now) {
        fixture_sleep(1);
    }
}

/* As the service does each hour: beside its work, which loses nothing. */
static void test_purge_takes_finished_requests_beside_work(void **state)
{
    const struct engine_operator_wish wish = {.command = MODEL_OPREQ_MESSAGE, .message = "Look."};
    struct base_guid waiting;
    struct base_guid settled;
    struct base_guid open;
    struct model_information row;
    (void)state;
    start_usual();
    const struct base_guid finished = cancelled_cleaning();
    assert_int_equal(fixture_clean(1, &waiting), 0);
    const struct base_guid asked = await_asked(&waiting);
    assert_int_equal(engine_operator_submit(fixture_session(), &wish, &settled), 0);
    assert_int_equal(engine_operator_submit(fixture_session(), &wish, &open), 0);
    assert_int_equal(engine_operator_satisfy(fixture_session(), &settled), 0);
    let_it_pass();
    assert_int_equal(engine_request_purge(fixture_session()->engine), 0);
    assert_true(is_there(&finished, MODEL_LIBREQUEST));
    assert_true(is_there(&settled, MODEL_OPREQUEST));
    keep_finished_for(0);
    assert_int_equal(engine_request_purge(fixture_session()->engine), 0);
    assert_false(is_there(&finished, MODEL_LIBREQUEST));
    assert_false(is_there(&settled, MODEL_OPREQUEST));
    assert_int_equal(engine_operator_wait(fixture_session(), &settled, 0),
                     BASE_ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(engine_operator_wait(fixture_session(), &open, 0), BASE_ERROR_TIMEOUT);
    fixture_read(&waiting, MODEL_LIBREQUEST, &row);
    assert_int_equal(row.info.lib_request.state, MODEL_LM_WAITING);
    assert_true(base_guid_equal(&row.info.lib_request.operator_request, &asked));
    assert_true(is_there(&asked, MODEL_OPREQUEST));
    assert_int_equal(engine_operator_satisfy(fixture_session(), &open), 0);
    assert_int_equal(engine_request_cancel(fixture_session(), &waiting), 0);
    assert_int_equal(fixture_await_end(&waiting, NULL), MODEL_LM_CANCELLED);
    media_end();
}

/* While programs work, and without a word from any of them. */
static void test_purge_comes_by_itself(void **state)
{
    (void)state;
    start_usual();
    const struct base_guid finished = cancelled_cleaning();
    let_it_pass();
    keep_finished_for(0);
    assert_true(is_there(&finished, MODEL_LIBREQUEST));
    engine_listener_stop(fixture_session()->engine);
    assert_int_equal(engine_listener_start(fixture_session()->engine, 20), 0);
    const int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    uint32_t seen = engine_runtime_change(fixture_session()->engine);
    while (is_there(&finished, MODEL_LIBREQUEST)) {
        assert_int_equal(engine_runtime_await_change(fixture_session(), until, &seen), 0);
    }
    media_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dismount_drive_takes_its_cartridge_home),
        cmocka_unit_test(test_dismount_drive_that_a_program_has_open_is_busy),
        cmocka_unit_test(test_dismount_drive_ends_a_deferred_dismount),
        cmocka_unit_test(test_disable_drive_takes_its_cartridge_home),
        cmocka_unit_test(test_disable_drive_leaves_an_open_medium),
        cmocka_unit_test(test_disabled_drive_is_not_chosen),
        cmocka_unit_test(test_disabled_medium_is_not_mounted),
        cmocka_unit_test(test_waiting_mount_of_a_disabled_medium_fails),
        cmocka_unit_test(test_work_of_a_disabled_library_waits_until_it_is_enabled),
        cmocka_unit_test(test_calls_about_a_disabled_library_fail),
        cmocka_unit_test(test_purge_takes_finished_requests_beside_work),
        cmocka_unit_test(test_purge_comes_by_itself),
        cmocka_unit_test(test_enable_twice_fails_and_the_shelf_has_no_flag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
