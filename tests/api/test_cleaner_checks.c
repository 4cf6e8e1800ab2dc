/* SPDX-License-Identifier: MIT */
/*
 * What the return code of the cleaner calls says before anything is queued: each row of their
 * tables, and that a refused call leaves no trace. What the calls do is in test_cleaner.c.
 */
#include "world.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

/* An operation that no call may write to when it fails. */
static NTMS_GUID untouched;

static DWORD clean(const NTMS_GUID *drive)
{
    NTMS_GUID copy = *drive;
    return CleanNtmsDrive(world.session, &copy);
}

static DWORD reserve(const NTMS_GUID *library, const NTMS_GUID *slot)
{
    NTMS_GUID library_copy = *library;
    NTMS_GUID slot_copy = *slot;
    return ReserveNtmsCleanerSlot(world.session, &library_copy, &slot_copy);
}

static DWORD release(const NTMS_GUID *library)
{
    NTMS_GUID copy = *library;
    return ReleaseNtmsCleanerSlot(world.session, &copy);
}

static DWORD inject(const NTMS_GUID *library, DWORD action)
{
    NTMS_GUID copy = *library;
    untouched = world_stray_guid;
    DWORD error = InjectNtmsCleaner(world.session, &copy, &untouched, 5, action);
    if (error != ERROR_SUCCESS)
        assert_true(world_same(&untouched, &world_stray_guid));
    return error;
}

static DWORD eject(const NTMS_GUID *library, DWORD action)
{
    NTMS_GUID copy = *library;
    untouched = world_stray_guid;
    DWORD error = EjectNtmsCleaner(world.session, &copy, &untouched, action);
    if (error != ERROR_SUCCESS)
        assert_true(world_same(&untouched, &world_stray_guid));
    return error;
}

/* All requests but the start-up's own: refused calls add none. */
static uint32_t cleaner_requests(void)
{
    return world_request_count(NTMS_LM_CLEANDRIVE) + world_request_count(NTMS_LM_RESERVECLEANER) +
           world_request_count(NTMS_LM_RELEASECLEANER) +
           world_request_count(NTMS_LM_INJECTCLEANER) + world_request_count(NTMS_LM_EJECTCLEANER);
}

static NTMS_GUID shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], 0).Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE)
            return list[i];
    }
    fail_msg("no off-line library");
    return world_null_guid;
}

static void test_null_pointers_and_actions_fail(void **state)
{
    NTMS_GUID id;
    (void)state;
    world_start_small(1, 0, cartridges);
    id = world.library;
    untouched = world_stray_guid;
    /* PROMISE: CleanNtmsDrive/4 */
    assert_int_equal(CleanNtmsDrive(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: ReserveNtmsCleanerSlot/4 */
    assert_int_equal(ReserveNtmsCleanerSlot(world.session, NULL, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(ReserveNtmsCleanerSlot(world.session, NULL, &world.slots[3]),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(ReserveNtmsCleanerSlot(world.session, &id, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: ReleaseNtmsCleanerSlot/4 */
    assert_int_equal(ReleaseNtmsCleanerSlot(world.session, NULL), ERROR_INVALID_PARAMETER);
    /* PROMISE: InjectNtmsCleaner/4 */
    assert_int_equal(InjectNtmsCleaner(world.session, NULL, &untouched, 1, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(InjectNtmsCleaner(world.session, &id, NULL, 1, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(InjectNtmsCleaner(world.session, &id, NULL, 1, 1), ERROR_INVALID_PARAMETER);
    /* PROMISE: EjectNtmsCleaner/4 */
    assert_int_equal(EjectNtmsCleaner(world.session, NULL, &untouched, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(EjectNtmsCleaner(world.session, &id, NULL, 0), ERROR_INVALID_PARAMETER);
    static const DWORD actions[] = {2, 3, 4, 0x80000000, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        assert_int_equal(inject(&world_stray_guid, actions[i]), ERROR_INVALID_PARAMETER);
        assert_int_equal(eject(&world_stray_guid, actions[i]), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(cleaner_requests(), 0);
}

static void test_unknown_objects_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.slots[0],
                                       &world.ports[0]};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        /* PROMISE: CleanNtmsDrive/5 */
        assert_int_equal(clean(others[i]), ERROR_INVALID_DRIVE);
        /* PROMISE: ReserveNtmsCleanerSlot/5 */
        assert_int_equal(reserve(others[i], &world.slots[3]), ERROR_INVALID_LIBRARY);
        /* PROMISE: ReleaseNtmsCleanerSlot/5 */
        assert_int_equal(release(others[i]), ERROR_INVALID_LIBRARY);
        /* PROMISE: InjectNtmsCleaner/5 */
        assert_int_equal(inject(others[i], NTMS_INJECT_START), ERROR_INVALID_LIBRARY);
        assert_int_equal(inject(others[i], NTMS_INJECT_STOP), ERROR_INVALID_LIBRARY);
        /* PROMISE: EjectNtmsCleaner/5 */
        assert_int_equal(eject(others[i], NTMS_EJECT_START), ERROR_INVALID_LIBRARY);
        assert_int_equal(eject(others[i], NTMS_EJECT_STOP), ERROR_INVALID_LIBRARY);
    }
    assert_int_equal(clean(&world.library), ERROR_INVALID_DRIVE);
    assert_int_equal(release(&world.drives[0]), ERROR_INVALID_LIBRARY);
    assert_int_equal(cleaner_requests(), 0);
}

/* PROMISE: CleanNtmsDrive/6 */
static void test_clean_drive_without_its_library_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_sql_beside("UPDATE drive SET library = x'00112233445566778899aabbccddeeff'"
                     " WHERE id = %g",
                     &world.drives[1]);
    world_reserve(3); /* a change of ours: what was remembered of the rows is no longer current */
    assert_int_equal(clean(&world.drives[1]), ERROR_INVALID_LIBRARY);
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), 0);
}

static DWORD as_user_clean(void *context)
{
    (void)context;
    return CleanNtmsDrive(world.session, &world.drives[0]);
}

static DWORD as_user_reserve(void *context)
{
    (void)context;
    return ReserveNtmsCleanerSlot(world.session, &world.library, &world.slots[3]);
}

static DWORD as_user_release(void *context)
{
    (void)context;
    return ReleaseNtmsCleanerSlot(world.session, &world.library);
}

static DWORD as_user_inject(void *context)
{
    return InjectNtmsCleaner(world.session, &world.library, &untouched, 5, *(DWORD *)context);
}

static DWORD as_user_eject(void *context)
{
    return EjectNtmsCleaner(world.session, &world.library, &untouched, *(DWORD *)context);
}

static void test_ordinary_user_is_denied(void **state)
{
    DWORD start = 0;
    DWORD stop = 1;
    (void)state;
    world_start_small(1, 0, cartridges);
    untouched = world_stray_guid;
    /* PROMISE: CleanNtmsDrive/7 */
    assert_int_equal(world_as_user(as_user_clean, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: ReserveNtmsCleanerSlot/6 */
    assert_int_equal(world_as_user(as_user_reserve, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: ReleaseNtmsCleanerSlot/6 */
    assert_int_equal(world_as_user(as_user_release, NULL), ERROR_ACCESS_DENIED);
    /* PROMISE: InjectNtmsCleaner/6 */
    assert_int_equal(world_as_user(as_user_inject, &start), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(as_user_inject, &stop), ERROR_ACCESS_DENIED);
    /* PROMISE: EjectNtmsCleaner/6 */
    assert_int_equal(world_as_user(as_user_eject, &start), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(as_user_eject, &stop), ERROR_ACCESS_DENIED);
    assert_true(world_same(&untouched, &world_stray_guid));
    assert_int_equal(cleaner_requests(), 0);
    assert_true(world_cleaner_slot_is(&world_null_guid));
}

static void test_disabled_library_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    world_sql("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    world_open();
    /* PROMISE: CleanNtmsDrive/8 */
    assert_int_equal(clean(&world.drives[0]), ERROR_RESOURCE_DISABLED);
    /* PROMISE: ReserveNtmsCleanerSlot/7 */
    assert_int_equal(reserve(&world.library, &world.slots[3]), ERROR_RESOURCE_DISABLED);
    assert_int_equal(reserve(&world.library, &world_stray_guid), ERROR_RESOURCE_DISABLED);
    /* PROMISE: ReleaseNtmsCleanerSlot/7 */
    assert_int_equal(release(&world.library), ERROR_RESOURCE_DISABLED);
    /* PROMISE: InjectNtmsCleaner/7 */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_RESOURCE_DISABLED);
    assert_int_equal(inject(&world.library, NTMS_INJECT_STOP), ERROR_RESOURCE_DISABLED);
    /* PROMISE: EjectNtmsCleaner/7 */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_RESOURCE_DISABLED);
    assert_int_equal(eject(&world.library, NTMS_EJECT_STOP), ERROR_RESOURCE_DISABLED);
    assert_int_equal(cleaner_requests(), 0);
}

static void test_clean_disabled_drive_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    world_sql("UPDATE drive SET enabled = 0 WHERE id = %g", &world.drives[1]);
    world_reopen();
    /* PROMISE: CleanNtmsDrive/8 */
    assert_int_equal(clean(&world.drives[1]), ERROR_RESOURCE_DISABLED);
    assert_int_equal(clean(&world.drives[0]), ERROR_SUCCESS);
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), 1);
}

static void test_library_that_is_gone_fails(void **state)
{
    struct vtl_control_place all = vtl_place(0, 0, 0);
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    assert_int_equal(vtl_power(world.vtl, all.library, 2, 0, 0), 0);
    world_open();
    assert_int_equal(world_read(&world.library, 0).dwOperationalState, NTMS_NOT_PRESENT);
    /* PROMISE: CleanNtmsDrive/9 */
    assert_int_equal(clean(&world.drives[0]), ERROR_RESOURCE_NOT_PRESENT);
    /* PROMISE: ReserveNtmsCleanerSlot/8 */
    assert_int_equal(reserve(&world.library, &world.slots[3]), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: ReleaseNtmsCleanerSlot/8 */
    assert_int_equal(release(&world.library), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: InjectNtmsCleaner/8 */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(inject(&world.library, NTMS_INJECT_STOP), ERROR_DEVICE_NOT_AVAILABLE);
    /* PROMISE: EjectNtmsCleaner/8 */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(eject(&world.library, NTMS_EJECT_STOP), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(cleaner_requests(), 0);
    world_close();
    assert_int_equal(vtl_power(world.vtl, all.library, 2, 0, 1), 0);
    world_reopen();
    assert_int_equal(world_read(&world.library, 0).dwOperationalState, NTMS_READY);
    world_reserve(3);
    world_check_truth();
}

static void test_shelf_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID library = shelf();
    /* PROMISE: ReserveNtmsCleanerSlot/8 */
    assert_int_equal(reserve(&library, &world.slots[3]), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: ReleaseNtmsCleanerSlot/8 */
    assert_int_equal(release(&library), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: InjectNtmsCleaner/8 */
    assert_int_equal(inject(&library, NTMS_INJECT_START), ERROR_LIBRARY_OFFLINE);
    /* PROMISE: EjectNtmsCleaner/8 */
    assert_int_equal(eject(&library, NTMS_EJECT_START), ERROR_LIBRARY_OFFLINE);
    assert_int_equal(cleaner_requests(), 0);
}

/* PROMISE: CleanNtmsDrive/10 */
static void test_clean_drive_that_is_gone_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    assert_int_equal(vtl_power(world.vtl, 0, 1, 1, 0), 0);
    world_reopen();
    assert_int_equal(world_read(&world.drives[1], 0).dwOperationalState, NTMS_NOT_PRESENT);
    assert_int_equal(clean(&world.drives[1]), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(cleaner_requests(), 0);
    assert_int_equal(clean(&world.drives[0]), ERROR_SUCCESS);
}

static void test_reserve_slot_rows(void **state)
{
    struct vtl_client_library libraries[2];
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].slots = 6;
        libraries[i].drives = 1;
        libraries[i].cartridges = i == 0 ? cartridges : NULL;
    }
    world_start(libraries, 2, NULL, 0);
    /* Which of the two came first is not promised. */
    NTMS_GUID mine = world.library;
    NTMS_GUID other = world_null_guid;
    DWORD count = world_list(NULL, NTMS_STORAGESLOT, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_GUID owner = world_read(&list[i], 0).Info.StorageSlot.Library;
        if (!world_same(&owner, &mine))
            other = list[i];
    }
    /* PROMISE: ReserveNtmsCleanerSlot/9 */
    assert_int_equal(reserve(&mine, &world_stray_guid), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(reserve(&mine, &world_null_guid), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(reserve(&mine, &world.drives[0]), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(reserve(&mine, &other), ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(cleaner_requests(), 0);
}

static void test_reserve_full_and_second_slot_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: ReserveNtmsCleanerSlot/12 */
    assert_int_equal(reserve(&world.library, &world.slots[0]), ERROR_RESOURCE_NOT_AVAILABLE);
    assert_int_equal(cleaner_requests(), 0);
    world_reserve(3);
    /* PROMISE: ReserveNtmsCleanerSlot/11 */
    assert_int_equal(reserve(&world.library, &world.slots[3]), ERROR_CLEANER_SLOT_SET);
    assert_int_equal(reserve(&world.library, &world.slots[4]), ERROR_CLEANER_SLOT_SET);
    assert_int_equal(reserve(&world.library, &world.slots[0]), ERROR_CLEANER_SLOT_SET);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
    assert_int_equal(cleaner_requests(), 1);
}

/* The device says of a slot that its magazine is missing (3B/11), or that it has not looked
 * (ERROR_INIT_STATUS_NEEDED of the class codes); a service that starts anew listens. */
static void set_slot(uint32_t slot, uint32_t not_installed)
{
    struct vtl_control_element element = {.place = world_slot(slot),
                                          .not_installed = not_installed,
                                          .exception = 1,
                                          .asc = not_installed ? 0x3B : 0x04,
                                          .ascq = not_installed ? 0x11 : 0x80};
    assert_int_equal(vtl_element(world.vtl, &element), 0);
}

static void test_slot_that_is_gone_or_in_doubt_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_close();
    set_slot(5, 1);
    set_slot(4, 0);
    world_reopen();
    assert_int_equal(world_slot_state(5), NTMS_SLOTSTATE_NOTPRESENT);
    assert_int_equal(world_slot_state(4), NTMS_SLOTSTATE_NEEDSINVENTORY);
    /* PROMISE: ReserveNtmsCleanerSlot/10 */
    assert_int_equal(reserve(&world.library, &world.slots[5]), ERROR_RESOURCE_NOT_AVAILABLE);
    /* PROMISE: ReserveNtmsCleanerSlot/12 */
    assert_int_equal(reserve(&world.library, &world.slots[4]), ERROR_RESOURCE_NOT_AVAILABLE);
    assert_int_equal(cleaner_requests(), 0);
}

static void test_reserved_slot_that_is_gone_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    world_close();
    set_slot(3, 1);
    world_reopen();
    assert_int_equal(world_slot_state(3), NTMS_SLOTSTATE_NOTPRESENT);
    /* PROMISE: ReleaseNtmsCleanerSlot/10 */
    assert_int_equal(release(&world.library), ERROR_RESOURCE_NOT_AVAILABLE);
    /* PROMISE: InjectNtmsCleaner/10-start */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_RESOURCE_NOT_AVAILABLE);
    /* PROMISE: EjectNtmsCleaner/10-start */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_RESOURCE_NOT_AVAILABLE);
    assert_int_equal(cleaner_requests(), 1);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
}

static void test_nothing_reserved_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: ReleaseNtmsCleanerSlot/9 */
    assert_int_equal(release(&world.library), ERROR_CLEANER_SLOT_NOT_SET);
    /* PROMISE: InjectNtmsCleaner/9-start */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_CLEANER_SLOT_NOT_SET);
    /* PROMISE: EjectNtmsCleaner/9-start */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_CLEANER_SLOT_NOT_SET);
    assert_int_equal(cleaner_requests(), 0);
}

static void test_empty_and_occupied_slot_fail(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    /* PROMISE: EjectNtmsCleaner/11-start */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_EMPTY);
    world_inject_by_port("CLN001L4", 5, 5);
    /* PROMISE: InjectNtmsCleaner/11-start */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_RESOURCE_NOT_AVAILABLE);
    /* PROMISE: ReleaseNtmsCleanerSlot/11 */
    assert_int_equal(release(&world.library), ERROR_RESOURCE_NOT_AVAILABLE);
    assert_true(world_cleaner_slot_is(&world.slots[3]));
    assert_int_equal(world_library().dwCleanerUsesRemaining, 5);
    world_check_truth();
}

static void test_stop_of_nothing_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_reserve(3);
    NTMS_GUID reservation = world_request(NTMS_LM_RESERVECLEANER);
    const NTMS_GUID *const others[] = {&world_stray_guid, &world_null_guid, &world.library,
                                       &reservation};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        NTMS_GUID operation = *others[i];
        /* PROMISE: InjectNtmsCleaner/10-stop */
        assert_int_equal(
            InjectNtmsCleaner(world.session, &world.library, &operation, 0, NTMS_INJECT_STOP),
            ERROR_INVALID_OPERATION);
        /* PROMISE: EjectNtmsCleaner/9-stop */
        assert_int_equal(
            EjectNtmsCleaner(world.session, &world.library, &operation, NTMS_EJECT_STOP),
            ERROR_INVALID_OPERATION);
        assert_true(world_same(&operation, others[i]));
    }
}

static void test_library_with_a_door_only_cannot_be_stopped(void **state)
{
    NTMS_GUID operation = world_null_guid;
    (void)state;
    world_start_small(0, 1, cartridges);
    world_reserve(3);
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 5, NTMS_INJECT_START),
        ERROR_SUCCESS);
    /* PROMISE: InjectNtmsCleaner/9-stop */
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, 5, NTMS_INJECT_STOP),
        ERROR_INVALID_OPERATION);
    /* PROMISE: EjectNtmsCleaner/9-stop */
    assert_int_equal(eject(&world.library, NTMS_EJECT_STOP), ERROR_INVALID_OPERATION);
}

static void test_library_without_port_and_door_fails(void **state)
{
    (void)state;
    world_start_small(0, 0, cartridges);
    world_reserve(3);
    /* PROMISE: InjectNtmsCleaner/12-start */
    assert_int_equal(inject(&world.library, NTMS_INJECT_START), ERROR_RESOURCE_NOT_PRESENT);
    world_put_cleaner(world_slot(3), "CLN001L4", 5);
    world_sql_beside("UPDATE storage_slot SET state = 1 WHERE id = %g", &world.slots[3]);
    world_sql_beside("UPDATE library SET flags = flags | 2, cleaner_uses_remaining = 5"
                     " WHERE id = %g",
                     &world.library);
    world_touch();
    /* PROMISE: EjectNtmsCleaner/12-start */
    assert_int_equal(eject(&world.library, NTMS_EJECT_START), ERROR_RESOURCE_NOT_PRESENT);
}

/* PROMISE: CleanNtmsDrive/any */
static void test_clean_with_a_database_that_cannot_be_written_fails(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    world_lock_database();
    DWORD error = clean(&world.drives[0]);
    world_unlock_database();
    assert_int_equal(error, ERROR_DATABASE_FAILURE);
    assert_int_equal(world_request_count(NTMS_LM_CLEANDRIVE), 0);
    assert_int_equal(clean(&world.drives[0]), ERROR_SUCCESS);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_null_pointers_and_actions_fail),
        CASE(test_unknown_objects_fail),
        CASE(test_clean_drive_without_its_library_fails),
        CASE(test_ordinary_user_is_denied),
        CASE(test_disabled_library_fails),
        CASE(test_clean_disabled_drive_fails),
        CASE(test_library_that_is_gone_fails),
        CASE(test_shelf_fails),
        CASE(test_clean_drive_that_is_gone_fails),
        CASE(test_reserve_slot_rows),
        CASE(test_reserve_full_and_second_slot_fail),
        CASE(test_slot_that_is_gone_or_in_doubt_fails),
        CASE(test_reserved_slot_that_is_gone_fails),
        CASE(test_nothing_reserved_fails),
        CASE(test_empty_and_occupied_slot_fail),
        CASE(test_stop_of_nothing_fails),
        CASE(test_library_with_a_door_only_cannot_be_stopped),
        CASE(test_library_without_port_and_door_fails),
        CASE(test_clean_with_a_database_that_cannot_be_written_fails),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
