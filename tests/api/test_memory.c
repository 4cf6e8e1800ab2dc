/* SPDX-License-Identifier: MIT */
/*
 * The calls that queue work when there is no memory: the n-th allocation of the call fails, for
 * every n. Each call either says so or does its work; nothing is half done. Linked with the
 * product's objects instead of the DLL, because the fault is set inside of them.
 */
#include "world.h"

#include "base/memory.h"

static NTMS_GUID operation;

static DWORD inject(DWORD action)
{
    return InjectNtmsCleaner(world.session, &world.library, &operation, 5, action);
}

static DWORD eject(DWORD action)
{
    return EjectNtmsCleaner(world.session, &world.library, &operation, action);
}

static BOOL is_ended(void *context)
{
    DWORD state = world_request_read(context).State;
    return state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING;
}

static BOOL is_at_home(void *context)
{
    struct vtl_dump_cartridge cleaner;
    (void)context;
    return world_slot_state(0) == NTMS_SLOTSTATE_FULL && world_device_at(world_slot(0), &cleaner);
}

/* Stops what a successful call began, and waits until all is as before. */
static void take_back(DWORD (*call)(DWORD action), DWORD stop)
{
    DWORD error = call(stop);
    /* The fault may have met a thread of the service, and the request has failed already. */
    assert_true(error == ERROR_SUCCESS || error == ERROR_INVALID_OPERATION);
    world_wait(is_ended, &operation, "the end of the request");
    if (call == eject)
        world_wait(is_at_home, NULL, "the cleaner back in its slot");
}

/* How many allocations of a call are worth failing: what one takes, and some for its background.
 * Each call that succeeds leaves a request, and the list of them is to stay short. */
static uint32_t allocations(DWORD (*call)(DWORD action), DWORD stop)
{
    uint64_t before = base_memory_count();
    assert_int_equal(call(0), ERROR_SUCCESS);
    uint64_t taken = base_memory_count() - before;
    take_back(call, stop);
    return (uint32_t)(taken < 15 ? taken : 15) + 3;
}

/* What was read before is out of date, so that the call has to read again, and no thread of the
 * service allocates any more: the next allocations are the caller's own. */
static void prepare_call(void)
{
    NTMS_OBJECTINFORMATIONW drive = world_read(&world.drives[0], NTMS_DRIVE);
    uint64_t before;
    drive.szDescription[0] = drive.szDescription[0] == L'a' ? L'b' : L'a';
    drive.szDescription[1] = 0;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &world.drives[0], &drive), 0);
    do {
        before = base_memory_count();
        Sleep(30);
    } while (base_memory_count() != before);
}

/* How many of the calls were refused. */
static uint32_t fail_each_once(DWORD (*call)(DWORD action), DWORD stop, DWORD kind, uint32_t most)
{
    uint32_t refused = 0;
    for (uint32_t n = 1; n <= most; n++) {
        uint32_t requests = world_request_count(kind);
        operation = world_stray_guid;
        prepare_call();
        base_memory_fail_nth(n);
        DWORD error = call(0);
        base_memory_fail_nth(0);
        if (error == ERROR_SUCCESS) {
            assert_int_equal(world_request_count(kind), requests + 1);
            take_back(call, stop);
            continue;
        }
        if (error != ERROR_NOT_ENOUGH_MEMORY)
            fail_msg("allocation %u failed: error %u", (unsigned)n, (unsigned)error);
        refused++;
        assert_true(world_same(&operation, &world_stray_guid));
        assert_int_equal(world_request_count(kind), requests);
    }
    return refused;
}

/* On a busy machine the service's threads may take all failing allocations of one round. */
static void fail_each(DWORD (*call)(DWORD action), DWORD stop, DWORD kind)
{
    uint32_t most = allocations(call, stop);
    uint32_t refused = 0;
    for (uint32_t round = 0; round < 3 && refused == 0; round++)
        refused = fail_each_once(call, stop, kind, most);
    assert_true(refused > 0);
}

/* PROMISE: InjectNtmsCleaner/any */
static void test_inject_without_memory_says_so(void **state)
{
    (void)state;
    world_start_small(1, 0, NULL);
    world_reserve(0);
    fail_each(inject, NTMS_INJECT_STOP, NTMS_LM_INJECTCLEANER);
    world_check_truth();
}

/* PROMISE: EjectNtmsCleaner/any */
static void test_eject_without_memory_says_so(void **state)
{
    (void)state;
    world_start_small(1, 0, NULL);
    world_reserve(0);
    world_inject_by_port("CLN001L4", 5, 5);
    fail_each(eject, NTMS_EJECT_STOP, NTMS_LM_EJECTCLEANER);
    world_check_truth();
}

/* PROMISE: CancelNtmsLibraryRequest/any */
static void test_cancel_without_memory_says_so(void **state)
{
    DWORD error = ERROR_NOT_ENOUGH_MEMORY;
    uint32_t n = 0;
    (void)state;
    world_start_small(1, 0, NULL);
    world_touch();
    NTMS_GUID request = world_request(NTMS_LM_CLEANDRIVE);
    world_wait_state(&request, NTMS_LM_WAITING);
    while (error == ERROR_NOT_ENOUGH_MEMORY && n < 500) {
        assert_int_equal(world_request_read(&request).State, NTMS_LM_WAITING);
        base_memory_fail_nth(++n);
        error = CancelNtmsLibraryRequest(world.session, &request);
        base_memory_fail_nth(0);
    }
    assert_int_equal(error, ERROR_SUCCESS);
    assert_true(n > 1);
    world_expect_end(&request, NTMS_LM_CANCELLED, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_inject_without_memory_says_so, world_teardown),
        cmocka_unit_test_teardown(test_eject_without_memory_says_so, world_teardown),
        cmocka_unit_test_teardown(test_cancel_without_memory_says_so, world_teardown),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
