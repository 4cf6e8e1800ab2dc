/* SPDX-License-Identifier: MIT */
/*
 * Sick drives, sick robots, bad cartridges: who is taken out of service, what the operator is
 * asked, where requests go on and how all of it comes back.
 */
#include "mount_support.h"

#include "engine/pools.h"
#include "port/os.h"
#include "rules/request_state.h"

#define TAPE  "A00001L4"
#define OTHER "A00002L4"
#define THIRD "A00003L4"

enum {
    LONG_MS = 60000, /* more than anything here takes on a slow machine */
    TEST_READY = 0x00,
    UNLOAD = 0x1B,
    MOVE = 0xA5,
    READ_STATUS = 0xB8,
    HARDWARE = 0x044400,
    POSITIONING = 0x041501,
    MEDIUM = 0x031100,
    LOADING = 0x020401
};

static void start_with(bool must_unload, uint32_t drives)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    config.must_unload = must_unload;
    config.count[VTL_DRIVE] = drives;
    config.first[VTL_SLOT] = 100;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static void start(void)
{
    start_with(true, 2);
}

static void end(void)
{
    vtl_transport_clear_faults();
    media_release_all();
    fixture_check();
    fixture_end();
}

static void strike(int drive, uint16_t opcode, uint32_t action, uint32_t sense)
{
    assert_true(vtl_transport_fault(drive, opcode, 1, UINT32_MAX, action, sense));
}

static uint32_t state_of(const struct base_guid *id, uint32_t type)
{
    struct model_information row;
    fixture_read(id, type, &row);
    return row.object.operational_state;
}

static void await_state(const struct base_guid *id, uint32_t type, uint32_t wanted)
{
    int64_t until = port_clock_monotonic() + LONG_MS;
    while (state_of(id, type) != wanted) {
        if (port_clock_monotonic() > until) {
            fail_msg("an object of type %u is in state %u, not in %u", type, state_of(id, type),
                     wanted);
        }
        fixture_sleep(2);
    }
}

/* There is one operator request, about this device. */
static struct base_guid only_service_request(const struct base_guid *device, uint32_t type)
{
    struct model_information last;
    assert_int_equal(fixture_open_operator_requests(&last), 1);
    assert_int_equal(last.info.op_request.request, MODEL_OPREQ_DEVICESERVICE);
    assert_int_equal(last.info.op_request.arg1_type, type);
    assert_true(base_guid_equal(&last.info.op_request.arg1, device));
    return last.object.id;
}

/* Mounts a cartridge and tells the number of the drive it came into. */
static uint32_t mounted_in(const char *barcode)
{
    struct base_guid drive = {{0}};
    base_error error = media_mount_all(&barcode, 1, 0, LONG_MS, &drive);
    if (error != BASE_ERROR_SUCCESS) {
        fail_msg("'%s': mount returned %u", barcode, (unsigned)error);
    }
    return fixture_index(&drive);
}

static void dismount(const char *barcode)
{
    assert_int_equal(media_dismount(barcode, MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
}

/* ---- drives ---- */

/* PROMISE: DeviceService/drive */
/* PROMISE: DeviceService/other-drive */
/* PROMISE: DeviceService/settled */
static void test_drive_with_faults_at_two_cartridges_needs_service(void **state)
{
    struct base_guid sick;
    (void)state;
    start();
    sick = fixture_drive(0);
    strike(0, TEST_READY, VTL_FAULT_SENSE, HARDWARE);
    assert_int_equal(mounted_in(TAPE), 1);
    assert_int_equal(media_drive(&sick).faults, 1);
    assert_int_equal(state_of(&sick, MODEL_DRIVE), MODEL_READY);
    dismount(TAPE);
    assert_int_equal(mounted_in(OTHER), 1);
    await_state(&sick, MODEL_DRIVE, MODEL_NEEDS_SERVICE);
    struct base_guid request = only_service_request(&sick, MODEL_DRIVE);
    dismount(OTHER);
    /* It is not chosen any more, though it has the fewest mounts. */
    assert_int_equal(mounted_in(THIRD), 1);
    dismount(THIRD);
    assert_int_equal(media_drive(&sick).mount_count, 0);
    vtl_transport_clear_faults();
    assert_int_equal(engine_operator_satisfy(fixture_session(), &request), 0);
    assert_int_equal(state_of(&sick, MODEL_DRIVE), MODEL_READY);
    assert_int_equal(media_drive(&sick).faults, 0);
    assert_int_equal(mounted_in(TAPE), 0);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

/* PROMISE: DeviceService/drive */
static void test_drive_success_clears_its_faults(void **state)
{
    struct base_guid drive;
    (void)state;
    start();
    drive = fixture_drive(0);
    strike(0, TEST_READY, VTL_FAULT_SENSE, HARDWARE);
    assert_int_equal(mounted_in(TAPE), 1);
    assert_int_equal(media_drive(&drive).faults, 1);
    vtl_transport_clear_faults();
    assert_int_equal(mounted_in(OTHER), 0);
    assert_int_equal(media_drive(&drive).faults, 0);
    end();
}

/* PROMISE: DeviceService/silent */
/* PROMISE: DeviceService/settled */
static void test_drive_that_does_not_answer_needs_service_at_once(void **state)
{
    struct base_guid sick;
    (void)state;
    start_with(false, 2);
    sick = fixture_drive(0);
    strike(0, VTL_OPCODE_ANY, VTL_FAULT_HANG, 0);
    assert_int_equal(mounted_in(TAPE), 1);
    await_state(&sick, MODEL_DRIVE, MODEL_NEEDS_SERVICE);
    (void)only_service_request(&sick, MODEL_DRIVE);
    dismount(TAPE);
    vtl_transport_clear_faults();
    /* A service that starts anew tries all devices again. */
    fixture_stop();
    fixture_start();
    assert_int_equal(state_of(&sick, MODEL_DRIVE), MODEL_READY);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    assert_int_equal(mounted_in(TAPE), 0);
    end();
}

/* A refusal says that nobody will come: what is left to do is to try. */
/* PROMISE: DeviceService/settled */
static void test_drive_is_tried_again_when_its_service_is_refused(void **state)
{
    struct base_guid sick;
    (void)state;
    start_with(false, 2);
    sick = fixture_drive(0);
    strike(0, VTL_OPCODE_ANY, VTL_FAULT_HANG, 0);
    assert_int_equal(mounted_in(TAPE), 1);
    await_state(&sick, MODEL_DRIVE, MODEL_NEEDS_SERVICE);
    struct base_guid request = only_service_request(&sick, MODEL_DRIVE);
    vtl_transport_clear_faults();
    assert_int_equal(engine_operator_cancel(fixture_session(), &request), 0);
    assert_int_equal(state_of(&sick, MODEL_DRIVE), MODEL_READY);
    end();
}

/* A mount that named the drive has no other one. */
/* PROMISE: DeviceService/other-drive */
static void test_mount_of_a_sick_drive_by_name_fails(void **state)
{
    struct base_guid drive;
    const char *tape = TAPE;
    (void)state;
    start();
    drive = fixture_drive(0);
    strike(0, TEST_READY, VTL_FAULT_SENSE, HARDWARE);
    assert_int_equal(media_mount_all(&tape, 1, MODEL_MOUNT_SPECIFIC_DRIVE, LONG_MS, &drive),
                     BASE_ERROR_INVALID_STATE);
    end();
}

/* The other drive is the other cartridge's, which would wait for this one. */
static void test_mount_of_as_many_as_there_are_drives_fails_with_one_of_them(void **state)
{
    const char *const both[] = {TAPE, OTHER};
    struct base_guid drives[2] = {{{0}}};
    (void)state;
    start();
    strike(0, TEST_READY, VTL_FAULT_SENSE, HARDWARE);
    assert_int_equal(media_mount_all(both, 2, 0, LONG_MS, drives), BASE_ERROR_INVALID_STATE);
    vtl_transport_clear_faults();
    media_await_idle();
    end();
}

/* The only request of that operation for this cartridge. */
static struct base_guid request_for(uint32_t operation, const char *barcode)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid ids[64];
    struct base_guid found = {{0}};
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 64);
    for (uint32_t i = 0; i < count; i++) {
        struct model_information row;
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (row.info.lib_request.operation == operation &&
            base_guid_equal(&row.info.lib_request.physical_media, &medium)) {
            assert_true(base_guid_is_null(&found));
            found = ids[i];
        }
    }
    assert_false(base_guid_is_null(&found));
    return found;
}

static void await_loaded(uint32_t number)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    struct base_guid drive = fixture_drive(number);
    while (media_drive(&drive).state != MODEL_DRIVESTATE_LOADED) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
    }
}

/* One of two media that are mounted together is loaded, the other one has to go to a drive that
 * somebody has: a dismount of the loaded one waits for the mount, the mount for that drive, and
 * both go on as soon as it is given back. */
/* PROMISE: DeviceService/other-drive */
static void test_dismount_of_half_a_mount_waits_for_the_other_half(void **state)
{
    const char *const both[] = {TAPE, OTHER};
    struct base_guid drives[2] = {{{0}}};
    (void)state;
    start_with(true, 3);
    assert_int_equal(mounted_in(THIRD), 0);
    strike(2, TEST_READY, VTL_FAULT_SENSE, MEDIUM);
    assert_int_equal(media_mount_all(both, 2, MODEL_MOUNT_NOWAIT, 0, drives), 0);
    struct base_guid loaded = request_for(MODEL_LM_MOUNT, TAPE);
    struct base_guid waiting = request_for(MODEL_LM_MOUNT, OTHER);
    fixture_await(&waiting, MODEL_LM_WAITING);
    await_loaded(1);
    assert_int_equal(media_dismount_by(fixture_session(), TAPE, MODEL_DISMOUNT_IMMEDIATE), 0);
    struct base_guid away = request_for(MODEL_LM_DISMOUNT, TAPE);
    fixture_await(&away, MODEL_LM_INPROCESS);
    fixture_await(&loaded, MODEL_LM_INPROCESS);
    fixture_await(&waiting, MODEL_LM_WAITING);
    dismount(THIRD);
    assert_int_equal(fixture_await_end(&waiting, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_await_end(&loaded, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_await_end(&away, NULL), MODEL_LM_PASSED);
    struct base_guid drive = fixture_drive(0);
    struct base_guid medium = media_named(OTHER);
    struct base_guid location = media_row(&medium).location;
    assert_true(base_guid_equal(&location, &drive));
    end();
}

/* The drive does not let go of the cartridge; a robot that needs no unload takes it all the same.
 */
/* PROMISE: DeviceService/unload */
static void test_cartridge_of_a_drive_that_does_not_unload_is_rescued(void **state)
{
    (void)state;
    start_with(false, 2);
    assert_int_equal(mounted_in(TAPE), 0);
    strike(0, UNLOAD, VTL_FAULT_SENSE, HARDWARE);
    (void)media_dismount(TAPE, MODEL_DISMOUNT_IMMEDIATE);
    media_await_idle();
    struct base_guid drive = fixture_drive(0);
    assert_int_equal(media_drive(&drive).faults, 1);
    end();
}

/* ... and while it cannot, the other drive goes on working. */
/* PROMISE: DeviceService/unload */
static void test_drive_that_does_not_unload_holds_nothing_else_up(void **state)
{
    (void)state;
    start();
    assert_int_equal(mounted_in(TAPE), 0);
    strike(0, UNLOAD, VTL_FAULT_SENSE, HARDWARE);
    (void)media_dismount(TAPE, MODEL_DISMOUNT_IMMEDIATE);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(mounted_in(i == 1 ? THIRD : OTHER), 1);
        dismount(i == 1 ? THIRD : OTHER);
    }
    vtl_transport_clear_faults();
    end();
}

/* ---- cartridges ---- */

/* PROMISE: DeviceService/medium */
static void test_cartridge_that_fails_in_two_drives_fails_its_mount(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information request;
    (void)state;
    start();
    strike(0, TEST_READY, VTL_FAULT_SENSE, MEDIUM);
    strike(1, TEST_READY, VTL_FAULT_SENSE, MEDIUM);
    assert_int_equal(media_mount(TAPE, &drive), BASE_ERROR_INVALID_STATE);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    assert_int_equal(request.info.lib_request.error, BASE_ERROR_CRC);
    vtl_transport_clear_faults();
    media_await_idle();
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid id = fixture_drive(i);
        assert_int_equal(media_drive(&id).faults, 0);
        assert_int_equal(state_of(&id, MODEL_DRIVE), MODEL_READY);
    }
    end();
}

/* ---- the robot ---- */

/* PROMISE: DeviceService/robot */
/* PROMISE: DeviceService/settled */
static void test_robot_that_keeps_failing_takes_the_library_out(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information request;
    (void)state;
    start();
    strike(-1, MOVE, VTL_FAULT_SENSE, POSITIONING);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(media_mount(TAPE, &drive), BASE_ERROR_INVALID_STATE);
    }
    await_state(fixture_library(), MODEL_LIBRARY, MODEL_NEEDS_SERVICE);
    struct base_guid service = only_service_request(fixture_library(), MODEL_LIBRARY);
    /* Requests wait now. */
    const char *tape = TAPE;
    assert_int_equal(media_mount_all(&tape, 1, 0, 300, &drive), BASE_ERROR_TIMEOUT);
    struct base_guid sick = fixture_drive(0);
    assert_int_equal(engine_clean_drive(fixture_session(), &sick), 0);
    assert_true(fixture_newest(MODEL_LM_CLEANDRIVE, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    (void)fixture_await_end(&request.object.id, NULL);
    vtl_transport_clear_faults();
    assert_int_equal(engine_operator_satisfy(fixture_session(), &service), 0);
    assert_int_equal(state_of(fixture_library(), MODEL_LIBRARY), MODEL_READY);
    (void)mounted_in(TAPE);
    end();
}

/* A robot that does not answer a move, and did not make it, is asked again. */
static void test_move_without_answer_is_tried_again(void **state)
{
    (void)state;
    start();
    assert_true(vtl_transport_fault(-1, MOVE, 1, 2, VTL_FAULT_HANG, 0));
    assert_int_equal(mounted_in(TAPE), 0);
    end();
}

/* ---- stops ---- */

/* RSM's own work in a drive that never becomes ready keeps no program from ending. */
static void test_session_close_does_not_wait_for_a_drive_that_loads_for_ever(void **state)
{
    char barcode[36] = "";
    (void)state;
    start();
    strike(0, TEST_READY, VTL_FAULT_SENSE, LOADING);
    strike(1, TEST_READY, VTL_FAULT_SENSE, LOADING);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_OMID), 0);
    int64_t until = port_clock_monotonic() + LONG_MS;
    while (barcode[0] == '\0') {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
        vtl_transport_barcode(VTL_DRIVE, 0, barcode);
    }
    fixture_stop();
    vtl_transport_clear_faults();
    fixture_start();
    media_await_idle();
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drive_with_faults_at_two_cartridges_needs_service),
        cmocka_unit_test(test_drive_success_clears_its_faults),
        cmocka_unit_test(test_drive_that_does_not_answer_needs_service_at_once),
        cmocka_unit_test(test_drive_is_tried_again_when_its_service_is_refused),
        cmocka_unit_test(test_mount_of_a_sick_drive_by_name_fails),
        cmocka_unit_test(test_mount_of_as_many_as_there_are_drives_fails_with_one_of_them),
        cmocka_unit_test(test_dismount_of_half_a_mount_waits_for_the_other_half),
        cmocka_unit_test(test_cartridge_of_a_drive_that_does_not_unload_is_rescued),
        cmocka_unit_test(test_drive_that_does_not_unload_holds_nothing_else_up),
        cmocka_unit_test(test_cartridge_that_fails_in_two_drives_fails_its_mount),
        cmocka_unit_test(test_robot_that_keeps_failing_takes_the_library_out),
        cmocka_unit_test(test_move_without_answer_is_tried_again),
        cmocka_unit_test(test_session_close_does_not_wait_for_a_drive_that_loads_for_ever),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
