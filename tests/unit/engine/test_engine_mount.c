/* SPDX-License-Identifier: MIT */
/*
 * Mounts and dismounts as the library carries them out: where cartridges go, what drives, sides and
 * cartridges say of themselves on the way, what is left when a device fails.
 */
#include "mount_support.h"

#include "port/os.h"

#include <pthread.h>

static const char *const TWO[] = {"A00001L4", "A00002L4"};

static void start_with(struct vtl_library_config config)
{
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

/* Two drives that are empty. */
static void start_usual(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    start_with(config);
}

static void end(void)
{
    media_await_idle();
    fixture_check();
    fixture_end();
}

/* ---- one ---- */

static void test_mount_makes_drive_side_and_cartridge_loaded(void **state)
{
    struct base_guid drive = {{0}};
    struct base_guid side;
    (void)state;
    start_usual();
    struct base_guid medium = media_named("A00001L4");
    side = media_side(&medium, 0);
    struct base_guid home = media_row(&medium).home_slot;
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    struct model_physical_media row = media_row(&medium);
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_LOADED);
    assert_true(base_guid_equal(&row.location, &drive));
    assert_int_equal(row.location_type, MODEL_DRIVE);
    assert_true(base_guid_equal(&row.home_slot, &home));
    assert_true(base_guid_equal(&row.mounted_partition, &side));
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    assert_int_equal(media_drive(&drive).mount_count, 1);
    struct base_guid saved = media_drive(&drive).saved_partition;
    assert_true(base_guid_equal(&saved, &side));
    assert_int_equal(media_side_row(&side).mount_count, 1);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    row = media_row(&medium);
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    assert_true(base_guid_equal(&row.location, &home));
    assert_true(base_guid_is_null(&row.mounted_partition));
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_DISMOUNTED);
    saved = media_drive(&drive).saved_partition;
    assert_true(base_guid_is_null(&saved));
    end();
}

static void test_mounting_again_takes_the_drive_that_has_it(void **state)
{
    struct base_guid first = {{0}};
    struct base_guid second = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &first), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    assert_int_equal(media_drive(&first).state, MODEL_DRIVESTATE_DISMOUNTABLE);
    assert_true(media_drive(&first).dismount_after > port_clock_now());
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_UNLOADED);
    assert_int_equal(media_mount("A00001L4", &second), 0);
    assert_true(base_guid_equal(&first, &second));
    assert_int_equal(media_drive(&first).mount_count, 2);
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

/* The delay of a deferred dismount ends early when its drive is needed. */
static void test_deferred_cartridge_gives_way(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    struct base_guid third = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(TWO, 2, 0, 120000, drives), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    assert_int_equal(media_mount("A00003L4", &third), 0);
    assert_true(base_guid_equal(&third, &drives[0]));
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    assert_int_equal(media_dismount("A00003L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void test_deferred_dismount_ends_after_its_delay(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    media_set_delay(&drive, 1);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_DEFERRED), MODEL_LM_PASSED);
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).location_type, MODEL_DRIVE);
    fixture_sleep(1200);
    end();
    (void)medium;
}

/* What was in a drive when RSM started goes home. */
static void test_start_empties_drives(void **state)
{
    (void)state;
    fixture_usual();
    media_await_idle();
    struct base_guid medium = media_named("A00003L4");
    assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    end();
}

/* A mount outlives its process: only a dismount ends it. */
/* Nobody knows its slot, and it has no bar code: it is identified where it is. */
static void test_start_identifies_what_lies_in_a_drive(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct model_information request;
    (void)state;
    config.barcode_reader = false;
    config.cartridges = "s1=,data\nd1=,data\n";
    start_with(config);
    media_await_idle();
    assert_true(fixture_newest(MODEL_LM_CLASSIFY, &request));
    assert_int_equal(request.info.lib_request.state, MODEL_LM_PASSED);
    fixture_stop();
    fixture_end();
}

static void test_loaded_drive_survives_a_restart(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    fixture_stop();
    fixture_start();
    fixture_sleep(200);
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void test_cartridge_taken_out_of_its_drive_ends_the_hold(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    uint32_t index = fixture_index(&drive);
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_DRIVE, index, VTL_SLOT, 5));
    fixture_start();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_DISMOUNTED);
    end();
}

/* Another one lies there now: nobody has mounted that. */
static void test_cartridge_exchanged_in_its_drive_ends_the_hold(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    uint32_t index = fixture_index(&drive);
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_DRIVE, index, VTL_SLOT, 5));
    assert_true(vtl_transport_hand(VTL_SLOT, 2, VTL_DRIVE, index));
    fixture_start();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_not_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    end();
}

/* ---- a program has it open ---- */

static void hold(const struct base_guid *drive)
{
    vtl_transport_hold(drive != NULL ? media_drive(drive).device_name : NULL);
}

static void test_dismount_of_an_open_medium_fails_and_leaves_it(void **state)
{
    struct base_guid drive = {{0}};
    base_error error = 0;
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    hold(&drive);
    assert_int_equal(media_dismount_told("A00001L4", MODEL_DISMOUNT_IMMEDIATE, &error),
                     MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_BUSY);
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
    hold(NULL);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void *let_go_later(void *context)
{
    (void)context;
    fixture_sleep(300);
    hold(NULL);
    return NULL;
}

static void test_dismount_waits_a_moment_for_the_program(void **state)
{
    struct base_guid drive = {{0}};
    pthread_t thread;
    (void)state;
    start_usual();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    hold(&drive);
    assert_int_equal(pthread_create(&thread, NULL, let_go_later, NULL), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    pthread_join(thread, NULL);
    end();
}

/* ---- several ---- */

static void test_two_media_of_one_call_are_loaded_together(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(TWO, 2, 0, 120000, drives), 0);
    assert_false(base_guid_equal(&drives[0], &drives[1]));
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid medium = media_named(TWO[i]);
        struct model_physical_media row = media_row(&medium);
        assert_true(base_guid_equal(&row.location, &drives[i]));
        assert_int_equal(row.media_state, MODEL_MEDIASTATE_LOADED);
        assert_int_equal(media_dismount(TWO[i], MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    }
    end();
}

enum { CALLERS = 4, ROUNDS = 3 };

static void *mount_both(void *context)
{
    base_error *result = context;
    for (uint32_t round = 0; *result == BASE_ERROR_SUCCESS && round < ROUNDS; round++) {
        struct base_guid drives[2];
        struct engine_session *session = NULL;
        *result = engine_session_open(NULL, "both", 0, &session);
        if (*result == BASE_ERROR_SUCCESS) {
            *result = media_mount_by(session, TWO, 2, 0, 60000, drives);
        }
        for (uint32_t i = 0; *result == BASE_ERROR_SUCCESS && i < 2; i++) {
            *result = media_dismount_by(session, TWO[i],
                                        round % 2 == 0 ? MODEL_DISMOUNT_IMMEDIATE
                                                       : MODEL_DISMOUNT_DEFERRED);
        }
        engine_session_close(session);
    }
    return NULL;
}

static void test_callers_who_want_the_same_drives_all_get_them(void **state)
{
    pthread_t threads[CALLERS];
    base_error results[CALLERS] = {0};
    (void)state;
    start_usual();
    for (uint32_t i = 0; i < CALLERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, mount_both, &results[i]), 0);
    }
    for (uint32_t i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(results[i], 0);
    }
    media_release_all();
    assert_int_equal(vtl_transport_collisions(), 0);
    end();
}

/* PROMISE: MountNtmsMedia/11 */
static void test_mount_that_times_out_leaves_nothing(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    struct base_guid third = {{0}};
    const char *const name = "A00003L4";
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(TWO, 2, 0, 120000, drives), 0);
    assert_int_equal(media_mount_all(&name, 1, 0, 300, &third), BASE_ERROR_TIMEOUT);
    struct base_guid medium = media_named(name);
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    struct model_information request;
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    assert_int_equal(request.info.lib_request.state, MODEL_LM_FAILED);
    assert_int_equal(request.info.lib_request.error, BASE_ERROR_TIMEOUT);
    assert_string_equal(request.object.description, "");
    media_release_all();
    end();
}

static void test_waiting_mount_tells_what_it_waits_for(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    struct base_guid third = {{0}};
    struct model_information request;
    const char *const name = "A00003L4";
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(TWO, 2, 0, 120000, drives), 0);
    assert_int_equal(media_mount_all(&name, 1, MODEL_MOUNT_NOWAIT, 0, &third), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    fixture_read(&request.object.id, MODEL_LIBREQUEST, &request);
    assert_string_equal(request.object.description, "Waiting for a drive.");
    assert_int_equal(media_dismount(TWO[0], MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
    fixture_read(&request.object.id, MODEL_LIBREQUEST, &request);
    assert_string_equal(request.object.description, "");
    media_release_all();
    end();
}

/* PROMISE: MountNtmsMedia/13 */
static void test_waiting_mount_can_be_cancelled(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    struct base_guid third = {{0}};
    struct model_information request;
    const char *const name = "A00003L4";
    (void)state;
    start_usual();
    assert_int_equal(media_mount_all(TWO, 2, 0, 120000, drives), 0);
    assert_int_equal(media_mount_all(&name, 1, MODEL_MOUNT_NOWAIT, 0, &third), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(engine_request_cancel(fixture_session(), &request.object.id), 0);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_CANCELLED);
    media_release_all();
    end();
}

/* ---- the operator ---- */

/* API: MountNtmsMedia, without NTMS_MOUNT_ERROR_OFFLINE. */
static void test_offline_medium_is_asked_for_and_mounted_when_it_comes(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information request;
    struct model_information asked;
    const char *const name = "A00001L4";
    (void)state;
    start_usual();
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_OUTSIDE, 0));
    fixture_start();
    struct base_guid medium = media_named(name);
    assert_int_equal(media_mount_all(&name, 1, MODEL_MOUNT_NOWAIT, 0, &drive), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_MOVEMEDIA);
    assert_int_equal(asked.info.op_request.arg1_type, MODEL_PHYSICAL_MEDIA);
    assert_true(base_guid_equal(&asked.info.op_request.arg1, &medium));
    assert_int_equal(asked.info.op_request.arg2_type, MODEL_LIBRARY);
    assert_true(base_guid_equal(&asked.info.op_request.arg2, fixture_library()));
    assert_non_null(strstr(asked.info.op_request.message, name));
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_OPREQ);
    struct vtl_control_move back = {
        .from = {0, VTL_OUTSIDE, 0}, .to = {0, VTL_SLOT, 5}, .barcode = "A00001L4"};
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &back, sizeof back));
    assert_int_equal(engine_operator_satisfy(fixture_session(), &asked.object.id), 0);
    assert_int_equal(fixture_await_end(&request.object.id, NULL), MODEL_LM_PASSED);
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_LOADED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    media_release_all();
    end();
}

/* PROMISE: MountNtmsMedia/12 */
static void test_refused_medium_is_idle_again(void **state)
{
    struct base_guid drive = {{0}};
    struct model_information request;
    struct model_information asked;
    const char *const name = "A00001L4";
    base_error error = 0;
    (void)state;
    start_usual();
    fixture_stop();
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_OUTSIDE, 0));
    fixture_start();
    struct base_guid medium = media_named(name);
    assert_int_equal(media_mount_all(&name, 1, MODEL_MOUNT_NOWAIT, 0, &drive), 0);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    fixture_await(&request.object.id, MODEL_LM_WAITING);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(engine_operator_cancel(fixture_session(), &asked.object.id), 0);
    assert_int_equal(fixture_await_end(&request.object.id, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_REQUEST_REFUSED);
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    end();
}

/* ---- devices that fail ---- */

enum { MOVE_MEDIUM = 0xA5, TEST_UNIT_READY = 0x00, LOAD_UNLOAD = 0x1B, READ = 0x08 };

struct trouble {
    int drive;
    uint16_t opcode;
    uint32_t sense; /* key << 16 | asc << 8 | ascq */
};

static void mount_in_trouble(const struct trouble *trouble)
{
    struct base_guid drive = {{0}};
    const char *const name = "A00001L4";
    start_usual();
    struct base_guid medium = media_named(name);
    assert_true(vtl_transport_fault(trouble->drive, trouble->opcode, 1, 1000, VTL_FAULT_SENSE,
                                    trouble->sense));
    if (trouble->drive >= 0) {
        assert_true(vtl_transport_fault(1 - trouble->drive, trouble->opcode, 1, 1000,
                                        VTL_FAULT_SENSE, trouble->sense));
    }
    assert_int_not_equal(media_mount_all(&name, 1, 0, 5000, &drive), 0);
    vtl_transport_clear_faults();
    media_await_idle();
    assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    assert_int_equal(media_mount(name, &drive), 0);
    assert_int_equal(media_dismount(name, MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void test_mount_with_a_fault_fails_and_leaves_nothing(void **state)
{
    static const struct trouble TROUBLES[] = {
        {-1, MOVE_MEDIUM, 0x041501},    /* mechanical positioning error */
        {0, TEST_UNIT_READY, 0x044400}, /* internal target failure */
        {0, READ, 0x044400},
    };
    (void)state;
    for (size_t i = 0; i < sizeof TROUBLES / sizeof *TROUBLES; i++) {
        mount_in_trouble(&TROUBLES[i]);
    }
}

/* One of two: neither is kept. */
static void test_fault_of_one_ends_both(void **state)
{
    struct base_guid drives[2] = {{{0}}};
    (void)state;
    start_usual();
    assert_true(vtl_transport_fault(1, READ, 1, 1000, VTL_FAULT_SENSE, 0x044400));
    assert_int_not_equal(media_mount_all(TWO, 2, 0, 10000, drives), 0);
    vtl_transport_clear_faults();
    media_await_idle();
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid medium = media_named(TWO[i]);
        assert_int_equal(media_row(&medium).media_state, MODEL_MEDIASTATE_IDLE);
        assert_int_equal(media_row(&medium).location_type, MODEL_STORAGESLOT);
    }
    end();
}

/* What was to go home and could not be unloaded is nobody's any more, and goes home later. */
static void test_dismount_with_a_fault_fails_and_lets_go(void **state)
{
    static const struct trouble TROUBLES[] = {{0, LOAD_UNLOAD, 0x044400},
                                              {-1, MOVE_MEDIUM, 0x041501}};
    struct base_guid drive = {{0}};
    base_error error = 0;
    (void)state;
    for (size_t i = 0; i < sizeof TROUBLES / sizeof *TROUBLES; i++) {
        start_usual();
        assert_int_equal(media_mount("A00001L4", &drive), 0);
        int which = TROUBLES[i].drive < 0 ? -1 : (int)fixture_index(&drive);
        assert_true(vtl_transport_fault(which, TROUBLES[i].opcode, 1, 1, VTL_FAULT_SENSE,
                                        TROUBLES[i].sense));
        assert_int_equal(media_dismount_told("A00001L4", MODEL_DISMOUNT_IMMEDIATE, &error),
                         MODEL_LM_FAILED);
        assert_int_not_equal(error, BASE_ERROR_BUSY);
        assert_int_not_equal(media_drive(&drive).state, MODEL_DRIVESTATE_LOADED);
        vtl_transport_clear_faults();
        end();
    }
}

/* A command that never comes back: carried out or not, the mount ends and the places are known. */
static void test_mount_with_a_command_that_hangs_ends(void **state)
{
    static const struct trouble TROUBLES[] = {{-1, MOVE_MEDIUM, VTL_FAULT_HANG},
                                              {-1, MOVE_MEDIUM, VTL_FAULT_HANG_DONE},
                                              {0, READ, VTL_FAULT_HANG}};
    const char *const name = "A00001L4";
    struct base_guid drive = {{0}};
    (void)state;
    for (size_t i = 0; i < sizeof TROUBLES / sizeof *TROUBLES; i++) {
        start_usual();
        assert_true(
            vtl_transport_fault(TROUBLES[i].drive, TROUBLES[i].opcode, 1, 1, TROUBLES[i].sense, 0));
        (void)media_mount_all(&name, 1, 0, 5000, &drive);
        vtl_transport_clear_faults();
        media_release_all();
        end();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mount_makes_drive_side_and_cartridge_loaded),
        cmocka_unit_test(test_mounting_again_takes_the_drive_that_has_it),
        cmocka_unit_test(test_deferred_cartridge_gives_way),
        cmocka_unit_test(test_deferred_dismount_ends_after_its_delay),
        cmocka_unit_test(test_start_empties_drives),
        cmocka_unit_test(test_start_identifies_what_lies_in_a_drive),
        cmocka_unit_test(test_loaded_drive_survives_a_restart),
        cmocka_unit_test(test_cartridge_taken_out_of_its_drive_ends_the_hold),
        cmocka_unit_test(test_cartridge_exchanged_in_its_drive_ends_the_hold),
        cmocka_unit_test(test_dismount_of_an_open_medium_fails_and_leaves_it),
        cmocka_unit_test(test_dismount_waits_a_moment_for_the_program),
        cmocka_unit_test(test_two_media_of_one_call_are_loaded_together),
        cmocka_unit_test(test_callers_who_want_the_same_drives_all_get_them),
        cmocka_unit_test(test_mount_that_times_out_leaves_nothing),
        cmocka_unit_test(test_waiting_mount_tells_what_it_waits_for),
        cmocka_unit_test(test_waiting_mount_can_be_cancelled),
        cmocka_unit_test(test_offline_medium_is_asked_for_and_mounted_when_it_comes),
        cmocka_unit_test(test_refused_medium_is_idle_again),
        cmocka_unit_test(test_mount_with_a_fault_fails_and_leaves_nothing),
        cmocka_unit_test(test_fault_of_one_ends_both),
        cmocka_unit_test(test_dismount_with_a_fault_fails_and_lets_go),
        cmocka_unit_test(test_mount_with_a_command_that_hangs_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
