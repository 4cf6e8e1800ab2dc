/* SPDX-License-Identifier: MIT */
/*
 * Devices that fail while a cartridge is mounted and a drive cleaned, by the class driver's codes
 * and by pass-through: all ends in a documented way, nothing is lost, the library works afterwards;
 * who fails too often is taken out of service until an operator has seen to it.
 */
#include "fault_kinds.h"
#include "library.h"

#include <stdlib.h>

#include "support/invariant.h"

enum {
    TEST_UNIT_READY = 0x00,
    REWIND = 0x01,
    READ = 0x08,
    LOAD_UNLOAD = 0x1B,
    MOVE_MEDIUM = 0xA5,
    READ_ELEMENT_STATUS = 0xB8,
    MOUNT_MS = 120000
};

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static void start(BOOL class_codes)
{
    struct vtl_client_library library = library_config(0, cartridges);
    if (!class_codes)
        library.class_changer = library.class_tape = library.class_storage = 0;
    library.cleaning_ms = 50;
    world_start(&library, 1, NULL, 0);
}

/* ---- faults ---- */

static void strike_all_once(const struct fault_kind *kind)
{
    fault_strike(0, MOVE_MEDIUM, kind, 1);
    fault_strike(0, READ_ELEMENT_STATUS, kind, 1);
    fault_strike(1, TEST_UNIT_READY, kind, 1);
    fault_strike(1, LOAD_UNLOAD, kind, 1);
    fault_strike(1, REWIND, kind, 1);
    fault_strike(1, READ, kind, 1);
}

/* ---- the story ---- */

/* Mounts it somewhere; the drive's number is told. */
static DWORD mount(const char *barcode, DWORD timeout, uint32_t *number)
{
    NTMS_GUID side = library_side(barcode);
    NTMS_GUID drive = {0};
    DWORD error =
        MountNtmsMedia(world.session, &side, &drive, 1, NTMS_MOUNT_READ, 0, timeout, NULL);
    for (uint32_t i = 0; i < world.drive_count && error == 0; i++) {
        if (world_same(&drive, &world.drives[i]))
            *number = i;
    }
    return error;
}

static void dismount(const char *barcode)
{
    NTMS_GUID side = library_side(barcode);
    assert_int_equal(DismountNtmsMedia(world.session, &side, 1, NTMS_DISMOUNT_IMMEDIATE), 0);
}

static void check_works(void)
{
    uint32_t number = 0;
    world_wait(fault_is_at_rest, NULL, "the library at rest");
    assert_int_equal(mount("A00000L4", MOUNT_MS, &number), 0);
    dismount("A00000L4");
    world_wait(fault_is_at_rest, NULL, "the cartridge at home");
    invariant_check_at_rest(world.session, world.vtl);
}

static BOOL is_over(void *request)
{
    DWORD state = world_request_read(request).State;
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED;
}

/* The look of an inventory meets the fault, and it ends with that or passes all the same. */
static void look_around(const struct fault_kind *kind, BOOL class_codes)
{
    uint64_t after = fault_log_end();
    fault_strike(0, READ_ELEMENT_STATUS, kind, 1);
    assert_int_equal(InventoryNtmsLibrary(world.session, &world.library, NTMS_INVENTORY_FAST), 0);
    NTMS_GUID request = world_request(NTMS_LM_INVENTORY);
    world_wait(is_over, &request, "the inventory over");
    assert_true(fault_has_struck(0, READ_ELEMENT_STATUS, after));
    NTMS_LIBREQUESTINFORMATIONW row = world_request_read(&request);
    print_message("%s: inventory in state %u, error %u\n", kind->name, (unsigned)row.State,
                  (unsigned)row.dwErrorCode);
    if (row.State == NTMS_LM_PASSED)
        assert_int_equal(row.dwErrorCode, ERROR_SUCCESS);
    else if (!fault_explains(kind, class_codes, row.dwErrorCode))
        fail_msg("%s: an inventory ended with %u", kind->name, (unsigned)row.dwErrorCode);
}

static void tell(const struct fault_kind *kind, BOOL class_codes)
{
    uint32_t number = 0;
    look_around(kind, class_codes);
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
    world_wait(fault_is_at_rest, NULL, "the library at rest after an inventory");
    strike_all_once(kind);
    DWORD error = mount("A00001L4", MOUNT_MS, &number);
    if (error != 0 && error != ERROR_INVALID_STATE && error != ERROR_RESOURCE_NOT_AVAILABLE)
        fail_msg("%s: mount returned %u", kind->name, (unsigned)error);
    if (error == 0)
        dismount("A00001L4");
    (void)library_clean(0);
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
    check_works();
}

static void each_kind_strikes(BOOL class_codes)
{
    start(class_codes);
    library_bring_cleaner(0, "CLN001L4", 30);
    for (size_t i = 0; i < FAULT_KINDS; i++)
        tell(&fault_kinds[i], class_codes);
}

/* PROMISE: DeviceService/faults */
static void test_faults_met_by_class_codes_leave_all_sound(void **state)
{
    (void)state;
    each_kind_strikes(TRUE);
}

/* PROMISE: DeviceService/faults */
static void test_faults_met_by_pass_through_leave_all_sound(void **state)
{
    (void)state;
    each_kind_strikes(FALSE);
}

/* ---- out of service ---- */

static BOOL drive_needs_service(void *context)
{
    (void)context;
    return world_read(&world.drives[0], NTMS_DRIVE).dwOperationalState == NTMS_NEEDS_SERVICE;
}

/* PROMISE: DeviceService/drive */
/* PROMISE: DeviceService/settled */
static void test_sick_drive_is_out_of_service_until_the_operator_has_seen_to_it(void **state)
{
    static const struct fault_kind hardware = {"hardware error", VTL_FAULT_SENSE, 0x044400, 0,
                                               ERROR_IO_DEVICE};
    uint32_t number = 9;
    NTMS_GUID request;
    (void)state;
    start(TRUE);
    fault_strike(1, TEST_UNIT_READY, &hardware, UINT32_MAX);
    assert_int_equal(mount("A00000L4", MOUNT_MS, &number), 0);
    assert_int_equal(number, 1);
    dismount("A00000L4");
    assert_int_equal(mount("A00001L4", MOUNT_MS, &number), 0);
    assert_int_equal(number, 1);
    world_wait(drive_needs_service, NULL, "the drive out of service");
    assert_int_equal(world_operator_requests(NTMS_OPREQ_DEVICESERVICE, &request), 1);
    NTMS_OPREQUESTINFORMATIONW asked = world_read(&request, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(asked.Arg1Type, NTMS_DRIVE);
    assert_true(world_same(&asked.Arg1, &world.drives[0]));
    dismount("A00001L4");
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &request), 0);
    assert_false(drive_needs_service(NULL));
    assert_int_equal(mount("A00000L4", MOUNT_MS, &number), 0);
    assert_int_equal(number, 0);
    dismount("A00000L4");
    check_works();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_faults_met_by_class_codes_leave_all_sound),
        CASE(test_faults_met_by_pass_through_leave_all_sound),
        CASE(test_sick_drive_is_out_of_service_until_the_operator_has_seen_to_it),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
