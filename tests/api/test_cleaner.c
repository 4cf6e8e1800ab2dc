/* SPDX-License-Identifier: MIT */
/*
 * What the cleaner calls do: the cartridge's way in and out by the port, a drive's cleaning, its
 * record in the objects, operator requests, failures. After each story the database and the device
 * agree. Doors, stand-alone drives and restarts are in test_cleaner_places.c.
 */
#include "world.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

static DWORD clean(uint32_t drive)
{
    return CleanNtmsDrive(world.session, &world.drives[drive]);
}

static NTMS_GUID inject(DWORD uses)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, uses, NTMS_INJECT_START), 0);
    assert_false(world_same(&operation, &world_null_guid));
    return operation;
}

static NTMS_GUID eject(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_START),
                     0);
    assert_false(world_same(&operation, &world_null_guid));
    return operation;
}

static NTMS_IEPORTINFORMATION port(void)
{
    return world_read(&world.ports[0], NTMS_IEPORT).Info.IEPort;
}

static BOOL port_is_extended(void *context)
{
    (void)context;
    return port().Position == NTMS_PORTPOSITION_EXTENDED;
}

static void start_with_cleaner(DWORD uses_told, uint32_t uses_real)
{
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_inject_by_port("CLN001L4", uses_told, uses_real);
}

static void check_record(const NTMS_GUID *id, DWORD operation)
{
    NTMS_LIBREQUESTINFORMATIONW request = world_request_read(id);
    assert_int_equal(request.OperationCode, operation);
    assert_int_equal(request.OperationOption, 0);
    assert_int_equal(request.dwPriority, 0);
    assert_true(world_same(&request.Library, &world.library));
    assert_true(world_same(&request.WorkItemId, &world_null_guid));
    assert_true(request.szApplication[0] != 0);
    assert_true(request.szComputer[0] != 0);
}

static void test_reserve_and_release_record_themselves(void **state)
{
    static const char notices[] = "SELECT count(*) FROM journal WHERE operation = 5 AND id = %g";
    (void)state;
    world_start_small(1, 0, cartridges);
    int64_t before = world_sql_number(notices, &world.library);
    world_reserve(3);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
    NTMS_GUID reserved = world_request(NTMS_LM_RESERVECLEANER);
    world_expect_end(&reserved, NTMS_LM_PASSED, 0);
    check_record(&reserved, NTMS_LM_RESERVECLEANER);
    NTMS_GUID slot = world_request_read(&reserved).SlotId;
    assert_true(world_same(&slot, &world.slots[3]));
    assert_int_equal(ReleaseNtmsCleanerSlot(world.session, &world.library), ERROR_SUCCESS);
    assert_true(world_cleaner_slot_is(&world_null_guid));
    NTMS_GUID released = world_request(NTMS_LM_RELEASECLEANER);
    world_expect_end(&released, NTMS_LM_PASSED, 0);
    check_record(&released, NTMS_LM_RELEASECLEANER);
    world_check_truth();
    assert_int_equal(world_sql_number(notices, &world.library), before + 2);
}

static void test_inject_by_port_waits_for_the_operator(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    NTMS_GUID operation = inject(7);
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    world_put_cleaner(world_port(0), "CLN001L4", 7);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    check_record(&operation, NTMS_LM_INJECTCLEANER);
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_FULL);
    NTMS_LIBRARYINFORMATION library = world_library();
    assert_int_equal(library.dwCleanerUsesRemaining, 7);
    assert_int_equal(library.dwFlags & (NTMS_LIBRARYFLAG_CLEANERPRESENT |
                                        NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING),
                     NTMS_LIBRARYFLAG_CLEANERPRESENT);
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(port().Content, NTMS_PORTCONTENT_EMPTY);
    assert_true(world_device_at(world_slot(3), &cartridge));
    assert_string_equal(cartridge.barcode, "CLN001L4");
    world_check_truth();
    world_close();
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                         &operation),
        1);
}

static void test_inject_cleaner_that_lies_in_the_port_already_succeeds(void **state)
{
    (void)state;
    start_with_cleaner(5, 5);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    world_check_truth();
}

static BOOL drive_is_being_cleaned(void *context)
{
    return world_drive(*(uint32_t *)context).State == NTMS_DRIVESTATE_BEING_CLEANED;
}

static ULONGLONG file_time(const SYSTEMTIME *time)
{
    FILETIME file;
    assert_true(SystemTimeToFileTime(time, &file));
    return (ULONGLONG)file.dwHighDateTime << 32 | file.dwLowDateTime;
}

static void slow_cleaning(int32_t milliseconds)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.cleaning_ms = milliseconds;
    assert_int_equal(vtl_delays(world.vtl, &delays), 0);
}

static void test_clean_drive_runs_the_whole_cycle(void **state)
{
    SYSTEMTIME before;
    SYSTEMTIME after;
    struct vtl_dump_cartridge cartridge;
    uint32_t drive = 1;
    (void)state;
    start_with_cleaner(5, 5);
    world_hold_cleaning();
    GetSystemTime(&before);
    assert_int_equal(clean(drive), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait(drive_is_being_cleaned, &drive, "the drive being cleaned");
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(world_drive(drive).LastCleanedTs.wYear, 0);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
    world_let_go();
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    GetSystemTime(&after);
    check_record(&request, NTMS_LM_CLEANDRIVE);
    NTMS_GUID cleaned = world_request_read(&request).DriveId;
    assert_true(world_same(&cleaned, &world.drives[drive]));
    NTMS_DRIVEINFORMATIONW information = world_drive(drive);
    assert_int_equal(information.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_true(file_time(&information.LastCleanedTs) >= file_time(&before));
    assert_true(file_time(&information.LastCleanedTs) <= file_time(&after));
    assert_int_equal(world_drive(0).LastCleanedTs.wYear, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_FULL);
    assert_int_equal(world_device_cleanings(drive), 1);
    assert_int_equal(world_device_cleanings(0), 0);
    assert_true(world_device_at(world_slot(3), &cartridge));
    assert_int_equal(cartridge.uses_left, 4);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 0);
    world_check_truth();
    world_close();
    assert_int_equal(
        world_sql_number("SELECT count(*) FROM journal WHERE operation = 5 AND id = %g",
                         &world.drives[drive]),
        1);
}

static void test_clean_drive_uncounted_cleaner_keeps_its_count(void **state)
{
    (void)state;
    start_with_cleaner(0xFFFFFFFF, 5);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0xFFFFFFFF);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING);
    world_check_truth();
}

static void test_clean_drive_twice_cleans_twice(void **state)
{
    (void)state;
    start_with_cleaner(5, 5);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID first = world_request(NTMS_LM_CLEANDRIVE);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID second = world_request(NTMS_LM_CLEANDRIVE);
    assert_false(world_same(&first, &second));
    world_expect_end(&first, NTMS_LM_PASSED, 0);
    world_expect_end(&second, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 2);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 3);
    world_check_truth();
}

static void test_clean_both_drives_share_one_cleaner(void **state)
{
    (void)state;
    start_with_cleaner(5, 5);
    slow_cleaning(200);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID first = world_request(NTMS_LM_CLEANDRIVE);
    assert_int_equal(clean(1), ERROR_SUCCESS);
    NTMS_GUID second = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&first, NTMS_LM_PASSED, 0);
    world_expect_end(&second, NTMS_LM_PASSED, 0);
    assert_int_equal(world_device_cleanings(0), 1);
    assert_int_equal(world_device_cleanings(1), 1);
    world_check_truth();
}

/* What an operator request for a cleaner says. */
static NTMS_GUID expect_asked_for_cleaner(void)
{
    NTMS_GUID id = world_null_guid;
    world_wait_operator(NTMS_OPREQ_CLEANER, &id);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 1);
    NTMS_OPREQUESTINFORMATIONW request = world_read(&id, NTMS_OPREQUEST).Info.OpRequest;
    assert_int_equal(request.State, NTMS_OPSTATE_SUBMITTED);
    assert_int_equal(request.Arg1Type, NTMS_LIBRARY);
    assert_true(world_same(&request.Arg1, &world.library));
    assert_int_equal(request.Arg2Type, NTMS_UNKNOWN);
    assert_true(request.szMessage[0] != 0);
    assert_true(request.Submitted.wYear >= 2020);
    return id;
}

static void test_clean_without_cleaner_waits_and_resumes(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&request, NTMS_LM_WAITING);
    NTMS_GUID asked = expect_asked_for_cleaner();
    world_reserve(3);
    Sleep(100);
    assert_int_equal(world_request_read(&request).State, NTMS_LM_WAITING);
    assert_int_equal(world_operator_requests(NTMS_OPREQ_CLEANER, NULL), 1);
    world_inject_by_port("CLN001L4", 5, 5);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    assert_int_equal(world_read(&asked, 0).Info.OpRequest.State, NTMS_OPSTATE_COMPLETE);
    assert_int_equal(world_device_cleanings(0), 1);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    world_check_truth();
}

static void test_cleaner_without_uses_is_not_used(void **state)
{
    (void)state;
    start_with_cleaner(0, 5);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&request, NTMS_LM_WAITING);
    expect_asked_for_cleaner();
    assert_int_equal(world_device_cleanings(0), 0);
}

static void take_from_port(void)
{
    struct vtl_dump_cartridge cartridge;
    world_wait(port_is_extended, NULL, "the port extended");
    assert_true(world_device_at(world_port(0), &cartridge));
    assert_int_equal(cartridge.kind, 1);
    world_take(world_port(0));
}

static void test_exhausted_cleaner_is_asked_for_and_replaced(void **state)
{
    (void)state;
    start_with_cleaner(1, 1);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID first = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&first, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    expect_asked_for_cleaner(); /* at once, before anybody wants another cleaning */
    assert_int_equal(clean(1), ERROR_SUCCESS);
    NTMS_GUID second = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&second, NTMS_LM_WAITING);
    NTMS_GUID out = eject();
    take_from_port();
    world_expect_end(&out, NTMS_LM_PASSED, 0);
    world_inject_by_port("CLN002L4", 5, 5);
    world_expect_end(&second, NTMS_LM_PASSED, 0);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 4);
    assert_int_equal(world_device_cleanings(1), 1);
    world_check_truth();
}

static void test_spent_cleaner_fails_the_cleaning(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start_with_cleaner(5, 0);
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_CLEANER_CARTRIDGE_SPENT);
    assert_int_equal(world_device_cleanings(0), 0);
    assert_int_equal(world_drive(0).LastCleanedTs.wYear, 0);
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(world_library().dwCleanerUsesRemaining, 0);
    assert_true(world_device_at(world_slot(3), &cartridge));
    expect_asked_for_cleaner();
    world_check_truth();
}

static void test_failed_cleaning_fails_the_request(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start_with_cleaner(5, 5);
    assert_int_equal(vtl_alert(world.vtl, 0, 0, 100, 1), 0); /* the next cleaning does not work */
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_FAILED, ERROR_UNABLE_TO_CLEAN);
    assert_int_equal(world_drive(0).LastCleanedTs.wYear, 0);
    assert_int_equal(world_drive(0).State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_true(world_device_at(world_slot(3), &cartridge));
    world_check_truth();
    assert_int_equal(clean(0), ERROR_SUCCESS); /* nothing is left behind */
    request = world_request(NTMS_LM_CLEANDRIVE);
    world_expect_end(&request, NTMS_LM_PASSED, 0);
    world_check_truth();
}

static void test_eject_by_port_forgets_the_cartridge(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start_with_cleaner(5, 5);
    NTMS_GUID operation = eject();
    take_from_port();
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    check_record(&operation, NTMS_LM_EJECTCLEANER);
    NTMS_GUID slot = world_request_read(&operation).SlotId;
    assert_true(world_same(&slot, &world.slots[3]));
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_EMPTY);
    NTMS_LIBRARYINFORMATION library = world_library();
    assert_int_equal(library.dwCleanerUsesRemaining, 0);
    assert_int_equal(library.dwFlags & (NTMS_LIBRARYFLAG_CLEANERPRESENT |
                                        NTMS_LIBRARYFLAG_IGNORECLEANERUSESREMAINING),
                     0);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
    assert_false(world_device_at(world_slot(3), &cartridge));
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    world_check_truth();
    assert_int_equal(ReleaseNtmsCleanerSlot(world.session, &world.library), ERROR_SUCCESS);
}

static void test_eject_while_the_cleaner_is_out_waits_for_it(void **state)
{
    uint32_t drive = 0;
    (void)state;
    start_with_cleaner(5, 5);
    world_hold_cleaning();
    assert_int_equal(clean(0), ERROR_SUCCESS);
    NTMS_GUID cleaning = world_request(NTMS_LM_CLEANDRIVE);
    world_wait(drive_is_being_cleaned, &drive, "the drive being cleaned");
    NTMS_GUID operation = eject();
    world_wait_state(&operation, NTMS_LM_WAITING);
    assert_int_equal(ReleaseNtmsCleanerSlot(world.session, &world.library),
                     ERROR_RESOURCE_NOT_AVAILABLE);
    world_let_go();
    world_expect_end(&cleaning, NTMS_LM_PASSED, 0);
    take_from_port();
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    world_check_truth();
}

static void test_inject_stopped_leaves_the_slot_empty(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    NTMS_GUID operation = inject(5);
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 0, NTMS_INJECT_STOP), 0);
    world_expect_end(&operation, NTMS_LM_STOPPED, 0);
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    /* PROMISE: InjectNtmsCleaner/10-stop */
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 0, NTMS_INJECT_STOP),
        ERROR_INVALID_OPERATION);
    world_check_truth();
}

static void test_eject_stopped_puts_the_cleaner_back(void **state)
{
    struct vtl_dump_cartridge cartridge;
    (void)state;
    start_with_cleaner(5, 5);
    NTMS_GUID operation = eject();
    world_wait(port_is_extended, NULL, "the port extended");
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_STOP),
                     0);
    world_expect_end(&operation, NTMS_LM_STOPPED, 0);
    assert_true(world_device_at(world_slot(3), &cartridge));
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    assert_true(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT);
    /* PROMISE: EjectNtmsCleaner/9-stop */
    assert_int_equal(EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_STOP),
                     ERROR_INVALID_OPERATION);
    world_check_truth();
}

static void test_inject_nobody_comes_fails_in_time(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    world_sql("UPDATE ieport SET max_extend_seconds = 1 WHERE id = %g", &world.ports[0]);
    world_reopen();
    assert_int_equal(port().MaxExtendSecs, 1);
    world_reserve(3);
    NTMS_GUID operation = inject(5);
    world_expect_end(&operation, NTMS_LM_FAILED, ERROR_TIMEOUT);
    /* The operator was told of the extended port before it was shut again. */
    assert_int_equal(world_list(NULL, NTMS_OPREQUEST, list), 1);
    NTMS_OPREQUESTINFORMATIONW told = world_read(&list[0], 0).Info.OpRequest;
    assert_int_equal(told.Request, NTMS_OPREQ_DEVICESERVICE);
    assert_int_equal(told.Arg1Type, NTMS_IEPORT);
    assert_true(world_same(&told.Arg1, &world.ports[0]));
    assert_int_equal(port().Position, NTMS_PORTPOSITION_RETRACTED);
    assert_int_equal(world_library().dwFlags & NTMS_LIBRARYFLAG_CLEANERPRESENT, 0);
    world_check_truth();
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_reserve_and_release_record_themselves),
        CASE(test_inject_by_port_waits_for_the_operator),
        CASE(test_inject_cleaner_that_lies_in_the_port_already_succeeds),
        CASE(test_clean_drive_runs_the_whole_cycle),
        CASE(test_clean_drive_uncounted_cleaner_keeps_its_count),
        CASE(test_clean_drive_twice_cleans_twice),
        CASE(test_clean_both_drives_share_one_cleaner),
        CASE(test_clean_without_cleaner_waits_and_resumes),
        CASE(test_cleaner_without_uses_is_not_used),
        CASE(test_exhausted_cleaner_is_asked_for_and_replaced),
        CASE(test_spent_cleaner_fails_the_cleaning),
        CASE(test_failed_cleaning_fails_the_request),
        CASE(test_eject_by_port_forgets_the_cartridge),
        CASE(test_eject_while_the_cleaner_is_out_waits_for_it),
        CASE(test_inject_stopped_leaves_the_slot_empty),
        CASE(test_eject_stopped_puts_the_cleaner_back),
        CASE(test_inject_nobody_comes_fails_in_time),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
