/* SPDX-License-Identifier: MIT */
/* Drives that ask to be cleaned, over the virtual library: wish, cleaning, and what goes wrong. */
#include "mount_support.h"

#include "port/os.h"

#include <stdlib.h>

enum { NOW = 20, SOON = 21, FAILS = 100 };

static void set_alert(uint32_t drive, uint32_t flag)
{
    struct vtl_control_alert alert = {.drive = (uint16_t)drive, .flag = flag, .on = 1};
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ALERT, &alert, sizeof alert));
}

/* What the library's cleaner says it is good for is wrong. */
static void wear_out_cleaner(void)
{
    struct vtl_control_uses uses = {.place = {.type = VTL_SLOT, .number = 0}, .spent = 1};
    assert_true(vtl_transport_control(VTL_IOCTL_SET_USES, &uses, sizeof uses));
}

/* Uses a drive until it says `flag`; tells which one it was. */
static struct base_guid use_until(uint32_t flag)
{
    struct base_guid drive = {{0}};
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    set_alert(fixture_index(&drive), flag);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    return drive;
}

static base_error mount_there(struct base_guid *drive, uint32_t timeout)
{
    const char *const barcode = "A00002L4";
    return media_mount_all(&barcode, 1, MODEL_MOUNT_SPECIFIC_DRIVE, timeout, drive);
}

static uint32_t count_cleanings(void)
{
    struct base_guid ids[256];
    struct model_information row;
    uint32_t found = 0;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, 256);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        found += row.info.lib_request.operation == MODEL_LM_CLEANDRIVE;
    }
    return found;
}

/* The newest cleaning, once there are `count` of them and it is in this state. */
static struct model_lib_request await_cleaning(uint32_t count, uint32_t state)
{
    struct model_information row = {0};
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (count_cleanings() < count || !fixture_newest(MODEL_LM_CLEANDRIVE, &row) ||
           row.info.lib_request.state != state) {
        if (port_clock_monotonic() > until) {
            fail_msg("%u cleanings, the newest in state %u, not in %u", count_cleanings(),
                     row.info.lib_request.state, state);
        }
        fixture_sleep(5);
    }
    assert_int_equal(count_cleanings(), count);
    return row.info.lib_request;
}

static void assert_wish(const struct base_guid *drive, bool wanted, bool urgent, bool tried)
{
    struct model_drive row = media_drive(drive);
    assert_int_equal(row.cleaning_wanted, wanted);
    assert_int_equal(row.cleaning_urgent, urgent);
    assert_int_equal(row.cleaning_tried, tried);
}

static void end(void)
{
    media_release_all();
    fixture_check();
    assert_int_equal(vtl_transport_collisions(), 0);
    fixture_end();
}

/* PROMISE: AutomaticCleaning/now PROMISE: AutomaticCleaning/request
 * A data cartridge can be used in the drive, and taken out of it, after the cleaning. */
static void cleans_once(uint32_t flag)
{
    fixture_usual();
    fixture_inject(3);
    struct base_guid drive = use_until(flag);
    struct model_lib_request cleaning = await_cleaning(1, MODEL_LM_PASSED);
    assert_string_equal(cleaning.application, "Removable Storage");
    assert_true(base_guid_equal(&cleaning.drive, &drive));
    assert_wish(&drive, false, false, false);
    assert_true(media_drive(&drive).last_cleaned != 0);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 2);
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 2);
    assert_int_equal(mount_there(&drive, 120000), 0);
    assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    media_await_idle();
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(vtl_transport_cleanings(fixture_index(&drive)), 1);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

static void test_clean_now_cleans_once_in_the_gap(void **state)
{
    (void)state;
    cleans_once(NOW);
}

/* PROMISE: AutomaticCleaning/soon */
static void test_clean_soon_cleans_once_in_the_gap(void **state)
{
    (void)state;
    cleans_once(SOON);
}

/* PROMISE: AutomaticCleaning/no-cleaner */
static void test_without_cleaner_now_holds_mounts_back(void **state)
{
    struct model_information asked;
    (void)state;
    fixture_usual();
    struct base_guid drive = use_until(NOW);
    (void)await_cleaning(1, MODEL_LM_WAITING);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_CLEANER);
    assert_int_equal(mount_there(&drive, 300), BASE_ERROR_TIMEOUT);
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    fixture_inject(3);
    (void)await_cleaning(1, MODEL_LM_PASSED);
    assert_int_equal(mount_there(&drive, 120000), 0);
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

/* PROMISE: AutomaticCleaning/no-cleaner */
static void test_without_cleaner_soon_lets_mounts_go_on(void **state)
{
    (void)state;
    fixture_usual();
    struct base_guid drive = use_until(SOON);
    (void)await_cleaning(1, MODEL_LM_WAITING);
    assert_int_equal(mount_there(&drive, 120000), 0);
    assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    fixture_inject(3);
    (void)await_cleaning(1, MODEL_LM_PASSED);
    assert_int_equal(count_cleanings(), 1);
    end();
}

/* A stop waits neither for the operator nor for the mount that is kept back. */
static void test_stop_does_not_wait_for_a_drive_to_be_cleaned(void **state)
{
    const char *const barcode = "A00002L4";
    (void)state;
    fixture_usual();
    struct base_guid drive = use_until(NOW);
    (void)await_cleaning(1, MODEL_LM_WAITING);
    assert_int_equal(media_mount_all(&barcode, 1, MODEL_MOUNT_SPECIFIC_DRIVE | MODEL_MOUNT_NOWAIT,
                                     UINT32_MAX, &drive),
                     0);
    fixture_stop();
    fixture_start();
    fixture_inject(2);
    (void)await_cleaning(1, MODEL_LM_PASSED);
    end();
}

/* PROMISE: AutomaticCleaning/once
 * The drive goes on asking, each mount anew; the cleaner is worn out once and no more. */
static void test_failed_cleaning_does_not_loop(void **state)
{
    struct model_information asked;
    (void)state;
    fixture_usual();
    fixture_inject(9);
    set_alert(0, FAILS);
    set_alert(1, FAILS);
    struct base_guid drive = use_until(SOON);
    assert_int_equal(await_cleaning(1, MODEL_LM_FAILED).error, BASE_ERROR_UNABLE_TO_CLEAN);
    assert_wish(&drive, true, false, true);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_DEVICESERVICE);
    assert_true(base_guid_equal(&asked.info.op_request.arg1, &drive));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(mount_there(&drive, 120000), 0);
        assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    }
    media_await_idle();
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 8);
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    fixture_eject_cleaner();
    fixture_inject_as("CLN002L1", 4, 4);
    (void)await_cleaning(2, MODEL_LM_PASSED);
    assert_wish(&drive, false, false, false);
    assert_int_equal(count_cleanings(), 2);
    end();
}

/* PROMISE: AutomaticCleaning/loop */
static void test_drive_that_asks_again_at_once_is_left_to_the_operator(void **state)
{
    struct model_information asked;
    (void)state;
    fixture_usual();
    fixture_inject(9);
    struct base_guid drive = use_until(NOW);
    (void)await_cleaning(1, MODEL_LM_PASSED);
    for (uint32_t flag = SOON; flag >= NOW; flag--) {
        assert_int_equal(mount_there(&drive, 120000), 0);
        set_alert(fixture_index(&drive), flag);
        assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
        media_await_idle();
        assert_wish(&drive, flag == NOW, flag == NOW, flag == NOW);
        if (flag == SOON) {
            /* Somebody has it cleaned after all. */
            struct base_guid request;
            assert_int_equal(fixture_clean(fixture_index(&drive), &request), 0);
            assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
        }
    }
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_DEVICESERVICE);
    assert_int_equal(count_cleanings(), 2);
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 7);
    end();
}

/* PROMISE: AutomaticCleaning/spent PROMISE: InjectNtmsCleaner/known */
static void test_spent_cleaner_is_not_used_again(void **state)
{
    struct model_information asked;
    (void)state;
    fixture_usual();
    fixture_inject(5);
    wear_out_cleaner();
    struct base_guid drive = use_until(NOW);
    assert_int_equal(await_cleaning(1, MODEL_LM_FAILED).error, BASE_ERROR_CLEANER_CARTRIDGE_SPENT);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 0);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(asked.info.op_request.request, MODEL_OPREQ_CLEANER);
    assert_wish(&drive, true, true, true);
    fixture_eject_cleaner();
    /* The same cartridge comes back as if it were new. */
    fixture_inject(5);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 0);
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(fixture_open_operator_requests(NULL), 1);
    fixture_eject_cleaner();
    fixture_inject_as("CLN002L1", 4, 4);
    (void)await_cleaning(2, MODEL_LM_PASSED);
    assert_wish(&drive, false, false, false);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 3);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

/* PROMISE: InjectNtmsCleaner/known */
static void test_uses_are_kept_by_bar_code_after_an_eject(void **state)
{
    struct base_guid request;
    (void)state;
    fixture_usual();
    fixture_inject(3);
    assert_int_equal(fixture_clean(0, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    fixture_eject_cleaner();
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 0);
    fixture_inject_as(CLEANER_BARCODE, 9, 2);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 2);
    fixture_eject_cleaner();
    fixture_inject_as(CLEANER_BARCODE, 1, 1);
    assert_int_equal(fixture_library_row().cleaner_uses_remaining, 1);
    fixture_eject_cleaner();
    fixture_inject_as(CLEANER_BARCODE, UINT32_MAX, 1);
    assert_true((fixture_library_row().flags & MODEL_LIBRARYFLAG_IGNORECLEANERUSESREMAINING) != 0);
    end();
}

/* PROMISE: AutomaticCleaning/off
 * Switched off and on again: the wish has survived, it is done once. */
static void test_switched_off_only_records(void **state)
{
    (void)state;
    assert_int_equal(setenv("NTMS_AUTOMATIC_CLEANING", "0", 1), 0);
    fixture_usual();
    fixture_inject(3);
    struct base_guid drive = use_until(NOW);
    assert_wish(&drive, true, true, false);
    assert_int_equal(mount_there(&drive, 120000), 0);
    media_release_all();
    assert_int_equal(count_cleanings(), 0);
    fixture_stop();
    assert_int_equal(unsetenv("NTMS_AUTOMATIC_CLEANING"), 0);
    fixture_start();
    (void)await_cleaning(1, MODEL_LM_PASSED);
    assert_wish(&drive, false, false, false);
    assert_int_equal(count_cleanings(), 1);
    end();
}

/* PROMISE: AutomaticCleaning/request
 * A restart withdraws neither the cleaning nor the question to the operator. */
static void test_restart_goes_on_with_the_cleaning(void **state)
{
    struct model_information before;
    struct model_information after;
    (void)state;
    fixture_usual();
    struct base_guid drive = use_until(NOW);
    (void)await_cleaning(1, MODEL_LM_WAITING);
    assert_int_equal(fixture_open_operator_requests(&before), 1);
    fixture_stop();
    fixture_start();
    assert_int_equal(fixture_open_operator_requests(&after), 1);
    assert_true(base_guid_equal(&before.object.id, &after.object.id));
    assert_wish(&drive, true, true, false);
    fixture_inject(3);
    (void)await_cleaning(1, MODEL_LM_PASSED);
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 2);
    end();
}

/* PROMISE: AutomaticCleaning/once */
static void test_refused_by_operator_is_not_asked_again(void **state)
{
    struct model_information asked;
    (void)state;
    fixture_usual();
    struct base_guid drive = use_until(SOON);
    (void)await_cleaning(1, MODEL_LM_WAITING);
    assert_int_equal(fixture_open_operator_requests(&asked), 1);
    assert_int_equal(engine_operator_cancel(fixture_session(), &asked.object.id), 0);
    assert_int_equal(await_cleaning(1, MODEL_LM_FAILED).error, BASE_ERROR_REQUEST_REFUSED);
    assert_int_equal(mount_there(&drive, 120000), 0);
    assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    media_await_idle();
    assert_int_equal(count_cleanings(), 1);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

/* PROMISE: AutomaticCleaning/library
 * A cleaner out of reach turns up while the service runs. */
static void test_library_that_cleans_by_itself_is_left_alone(void **state)
{
    struct vtl_control_element element = {.place = {.type = VTL_SLOT, .number = 5},
                                          .exception = 1,
                                          .asc = 0x30,
                                          .ascq = 0x03,
                                          .no_access = 1};
    struct model_information inventory;
    (void)state;
    fixture_usual();
    fixture_inject(3);
    assert_true(vtl_transport_insert(VTL_SLOT, 5, "CLN900L1", 9));
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &element, sizeof element));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    assert_int_equal(fixture_await_end(&inventory.object.id, NULL), MODEL_LM_PASSED);
    assert_false(fixture_library_row().supports_drive_cleaning);
    struct base_guid drive = use_until(NOW);
    assert_int_equal(mount_there(&drive, 120000), 0);
    media_release_all();
    assert_int_equal(count_cleanings(), 0);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    end();
}

/* As the database has them. */
static uint32_t full_slots(void)
{
    uint32_t full = 0;
    for (uint32_t i = 0; i < 7; i++) {
        struct base_guid slot = fixture_slot(i);
        struct model_information row;
        fixture_read(&slot, MODEL_STORAGESLOT, &row);
        full += row.info.slot.state == MODEL_SLOTSTATE_FULL;
    }
    return full;
}

/* PROMISE: AutomaticCleaning/data */
static void test_strange_cleaner_is_never_data(void **state)
{
    struct base_guid ids[64];
    struct model_information inventory;
    (void)state;
    fixture_begin();
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns4=CLN900L1,cleaner,uses=9\n";
    vtl_transport_add(&config);
    fixture_start();
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64), 2);
    assert_true(vtl_transport_hand(VTL_SLOT, 4, VTL_DRIVE, 0));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    assert_int_equal(fixture_await_end(&inventory.object.id, NULL), MODEL_LM_PASSED);
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (full_slots() != 3) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(5);
    }
    media_await_idle();
    assert_int_equal(fixture_list(MODEL_PHYSICAL_MEDIA, ids, 64), 2);
    assert_int_equal(count_cleanings(), 0);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean_now_cleans_once_in_the_gap),
        cmocka_unit_test(test_clean_soon_cleans_once_in_the_gap),
        cmocka_unit_test(test_without_cleaner_now_holds_mounts_back),
        cmocka_unit_test(test_without_cleaner_soon_lets_mounts_go_on),
        cmocka_unit_test(test_stop_does_not_wait_for_a_drive_to_be_cleaned),
        cmocka_unit_test(test_failed_cleaning_does_not_loop),
        cmocka_unit_test(test_drive_that_asks_again_at_once_is_left_to_the_operator),
        cmocka_unit_test(test_spent_cleaner_is_not_used_again),
        cmocka_unit_test(test_uses_are_kept_by_bar_code_after_an_eject),
        cmocka_unit_test(test_switched_off_only_records),
        cmocka_unit_test(test_restart_goes_on_with_the_cleaning),
        cmocka_unit_test(test_refused_by_operator_is_not_asked_again),
        cmocka_unit_test(test_library_that_cleans_by_itself_is_left_alone),
        cmocka_unit_test(test_strange_cleaner_is_never_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
