/* SPDX-License-Identifier: MIT */
/* OpenNtmsNotification, WaitForNtmsNotification, CloseNtmsNotification: their rows, and what one
 * process hears of another. */
#include "pools_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/child.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";

enum { CHILD_POOLS = 40, LISTENERS = 64, HEARD = 5, DEAD = 3 };

static HANDLE channel_open(DWORD type)
{
    HANDLE channel = OpenNtmsNotification(world.session, type);
    assert_ptr_not_equal(channel, INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_SUCCESS);
    return channel;
}

/* The next event that is not the change of an object. */
static NTMS_NOTIFICATIONINFORMATION next(HANDLE channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    do
        assert_int_equal(WaitForNtmsNotification(channel, &event, WORLD_WAIT_MS), ERROR_SUCCESS);
    while (event.dwOperation == NTMS_OBJ_UPDATE);
    return event;
}

static void expect(HANDLE channel, DWORD operation, const NTMS_GUID *object)
{
    NTMS_NOTIFICATIONINFORMATION event = next(channel);
    assert_int_equal(event.dwOperation, operation);
    assert_true(world_same(&event.ObjectId, object));
}

static DWORD user_listens(void *context)
{
    HANDLE channel = OpenNtmsNotification(world.session, NTMS_DRIVE);
    DWORD error = GetLastError();
    (void)context;
    if (channel != INVALID_HANDLE_VALUE)
        CloseNtmsNotification(channel);
    return error;
}

static void test_opening_fails_as_documented(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: OpenNtmsNotification/1 */
    SetLastError(0);
    assert_ptr_equal(OpenNtmsNotification(NULL, NTMS_DRIVE), INVALID_HANDLE_VALUE);
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
    /* PROMISE: OpenNtmsNotification/3 */
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    pools_protect(&list[0], "O:BAG:SYD:(A;;0x6;;;WD)");
    assert_int_equal(world_as_user(user_listens, NULL), ERROR_ACCESS_DENIED);
    pools_protect(&list[0], "O:BAG:SYD:(A;;0x1;;;WD)");
    assert_int_equal(world_as_user(user_listens, NULL), ERROR_SUCCESS);
}

struct kept_out {
    HANDLE channel;
    NTMS_GUID pool;
};

static DWORD user_opens_channel(void *context)
{
    struct kept_out *user = context;
    user->channel = channel_open(NTMS_MEDIA_POOL);
    return ERROR_SUCCESS;
}

static DWORD user_hears_and_reads(void *context)
{
    struct kept_out *user = context;
    NTMS_OBJECTINFORMATIONW read = {.dwSize = sizeof read, .dwType = NTMS_MEDIA_POOL};
    expect(user->channel, NTMS_OBJ_INSERT, &user->pool);
    return GetNtmsObjectInformationW(world.session, &user->pool, &read);
}

/* PROMISE: OpenNtmsNotification/rights */
static void test_events_of_what_may_not_be_read(void **state)
{
    struct kept_out user = {0};
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(world_as_user(user_opens_channel, &user), ERROR_SUCCESS);
    user.pool = pools_make(L"Closed", NULL);
    pools_protect(&user.pool, "O:BAG:SYD:(A;;0x60007;;;BA)");
    world_touch();
    assert_int_equal(world_as_user(user_hears_and_reads, &user), ERROR_ACCESS_DENIED);
    assert_int_equal(CloseNtmsNotification(user.channel), ERROR_SUCCESS);
}

/* PROMISE: OpenNtmsNotification/type */
static void test_a_type_that_is_none_has_nothing_to_report(void **state)
{
    static const DWORD types[] = {NTMS_UNKNOWN, NTMS_OBJECT, 18, 0xFFFFFFFF};
    NTMS_NOTIFICATIONINFORMATION event;
    (void)state;
    world_start_small(1, 0, cartridges);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        HANDLE channel = channel_open(types[i]);
        (void)pools_make(i == 0 ? L"a" : i == 1 ? L"b" : i == 2 ? L"c" : L"d", NULL);
        assert_int_equal(WaitForNtmsNotification(channel, &event, 0), ERROR_TIMEOUT);
        assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
    }
}

static void test_handles_of_channels(void **state)
{
    NTMS_NOTIFICATIONINFORMATION event;
    NTMS_NOTIFICATIONINFORMATION before;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE channel = channel_open(NTMS_CHANGER_TYPE); /* nobody changes one */
    memset(&event, 0x5A, sizeof event);
    before = event;
    assert_int_equal(WaitForNtmsNotification(NULL, &event, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(WaitForNtmsNotification(world.session, &event, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(WaitForNtmsNotification(channel, NULL, 0), ERROR_INVALID_PARAMETER);
    /* PROMISE: WaitForNtmsNotification/4 */
    assert_int_equal(WaitForNtmsNotification(channel, &event, 0), ERROR_TIMEOUT);
    assert_int_equal(WaitForNtmsNotification(channel, &event, 50), ERROR_TIMEOUT);
    assert_memory_equal(&event, &before, sizeof event);
    assert_int_equal(CloseNtmsSession(channel), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsNotification(NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(CloseNtmsNotification(world.session), ERROR_INVALID_HANDLE);
    /* PROMISE: CloseNtmsNotification/5 */
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_INVALID_HANDLE);
    assert_int_equal(WaitForNtmsNotification(channel, &event, 0), ERROR_INVALID_HANDLE);
}

/* PROMISE: WaitForNtmsNotification/3 */
static void test_events_come_in_their_order(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    NTMS_GUID before = pools_make(L"Before", NULL);
    HANDLE channel = channel_open(NTMS_MEDIA_POOL);
    NTMS_GUID first = pools_make(L"First", NULL);
    NTMS_GUID copy = before;
    assert_int_equal(DeleteNtmsMediaPool(world.session, &copy), ERROR_SUCCESS);
    NTMS_GUID last = pools_make(L"Last", NULL);
    expect(channel, NTMS_OBJ_INSERT, &first);
    expect(channel, NTMS_OBJ_DELETE, &before);
    expect(channel, NTMS_OBJ_INSERT, &last);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

struct listener {
    HANDLE channel;
    DWORD error;
};

static DWORD WINAPI listen_for_ever(void *context)
{
    struct listener *listener = context;
    NTMS_NOTIFICATIONINFORMATION event;
    do
        listener->error = WaitForNtmsNotification(listener->channel, &event, INFINITE);
    while (listener->error == ERROR_SUCCESS);
    return 0;
}

static void await_end(HANDLE thread)
{
    assert_int_equal(WaitForSingleObject(thread, WORLD_WAIT_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
}

/* A wait that comes after the channel was closed finds no handle. */
static void test_closing_ends_the_waits(void **state)
{
    struct listener listener = {.channel = NULL};
    (void)state;
    world_start_small(1, 0, cartridges);
    listener.channel = channel_open(NTMS_DRIVE_TYPE);
    HANDLE thread = CreateThread(NULL, 0, listen_for_ever, &listener, 0, NULL);
    assert_non_null(thread);
    assert_int_equal(CloseNtmsNotification(listener.channel), ERROR_SUCCESS);
    await_end(thread);
    assert_true(listener.error == ERROR_NO_DATA || listener.error == ERROR_INVALID_HANDLE);
    /* PROMISE: WaitForNtmsNotification/5 */
    listener.channel = channel_open(NTMS_DRIVE_TYPE);
    thread = CreateThread(NULL, 0, listen_for_ever, &listener, 0, NULL);
    assert_non_null(thread);
    world_close();
    await_end(thread);
    assert_int_equal(listener.error, ERROR_NO_DATA);
    NTMS_NOTIFICATIONINFORMATION event;
    assert_int_equal(WaitForNtmsNotification(listener.channel, &event, INFINITE), ERROR_NO_DATA);
    assert_int_equal(CloseNtmsNotification(listener.channel), ERROR_SUCCESS);
    world_open();
}

/* The other process: makes pools, and takes each second one away again. */
static int make_pools(void)
{
    void *none = NULL;
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    for (int i = 0; i < CHILD_POOLS; i++) {
        WCHAR path[16] = L"Pool xx";
        path[5] = (WCHAR)(L'a' + i / 10);
        path[6] = (WCHAR)(L'0' + i % 10);
        NTMS_GUID pool = pools_make(path, NULL);
        if (i % 2 == 1 && DeleteNtmsMediaPool(world.session, &pool) != ERROR_SUCCESS)
            return 3;
    }
    world_close();
    return 0;
}

/* None is lost and none comes twice, whoever causes it. */
static void test_another_process_is_heard(void **state)
{
    NTMS_GUID made;
    uint32_t inserts = 0;
    uint32_t deletes = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE channel = channel_open(NTMS_MEDIA_POOL);
    HANDLE child = child_start("pools", "", NULL);
    for (int i = 0; i < CHILD_POOLS; i++) {
        NTMS_NOTIFICATIONINFORMATION event = next(channel);
        assert_int_equal(event.dwOperation, NTMS_OBJ_INSERT);
        made = event.ObjectId;
        inserts++;
        if (i % 2 == 0)
            continue;
        event = next(channel);
        assert_int_equal(event.dwOperation, NTMS_OBJ_DELETE);
        assert_true(world_same(&event.ObjectId, &made));
        deletes++;
    }
    assert_int_equal(child_wait(child), 0);
    assert_int_equal(inserts, CHILD_POOLS);
    assert_int_equal(deletes, CHILD_POOLS / 2);
    NTMS_GUID end = pools_make(L"End", NULL);
    expect(channel, NTMS_OBJ_INSERT, &end);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

/* ---- many listeners, and ones that die ---- */

struct audience {
    HANDLE channel;
    HANDLE thread;
    DWORD wrong; /* events that are not the expected one, and errors */
};

static NTMS_GUID heard_pools[HEARD];

static DWORD WINAPI hear_all(void *context)
{
    struct audience *audience = context;
    NTMS_NOTIFICATIONINFORMATION event;
    for (int i = 0; i < HEARD; i++) {
        DWORD error = ERROR_SUCCESS;
        do
            error = WaitForNtmsNotification(audience->channel, &event, WORLD_WAIT_MS);
        while (error == ERROR_SUCCESS && event.dwOperation != NTMS_OBJ_DELETE);
        audience->wrong += error != ERROR_SUCCESS || !world_same(&event.ObjectId, &heard_pools[i]);
    }
    return 0;
}

/* All wait already or come later: each is told everything, in its order. */
static void test_many_listen_at_once(void **state)
{
    static struct audience audience[LISTENERS];
    (void)state;
    world_start_small(1, 0, cartridges);
    for (int i = 0; i < HEARD; i++) {
        WCHAR path[] = L"Pool x";
        path[5] = (WCHAR)(L'0' + i);
        heard_pools[i] = pools_make(path, NULL);
    }
    for (int i = 0; i < LISTENERS; i++) {
        audience[i].channel = channel_open(NTMS_MEDIA_POOL);
        audience[i].thread = CreateThread(NULL, 0, hear_all, &audience[i], 0, NULL);
        assert_non_null(audience[i].thread);
    }
    for (int i = 0; i < HEARD; i++) {
        NTMS_GUID pool = heard_pools[i];
        assert_int_equal(DeleteNtmsMediaPool(world.session, &pool), ERROR_SUCCESS);
    }
    for (int i = 0; i < LISTENERS; i++) {
        await_end(audience[i].thread);
        assert_int_equal(audience[i].wrong, 0);
        assert_int_equal(CloseNtmsNotification(audience[i].channel), ERROR_SUCCESS);
    }
}

/* The other process: listens to whatever comes, and says when it has begun. */
static int listen_until_killed(const char *event)
{
    void *none = NULL;
    HANDLE begun = child_event(event);
    struct listener listener = {.channel = NULL};
    if (world_group_setup(&none) != 0)
        return 2;
    world_open();
    listener.channel = channel_open(NTMS_MEDIA_POOL);
    SetEvent(begun);
    listen_for_ever(&listener);
    return 4;
}

/* What it has not taken is nobody's burden. */
static void test_a_dead_listener_leaves_nothing(void **state)
{
    char name[64];
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE channel = channel_open(NTMS_MEDIA_POOL);
    int64_t before = world_sql_number("SELECT count(*) FROM sqlite_schema", NULL);
    for (int i = 0; i < DEAD; i++) {
        WCHAR path[] = L"Pool x";
        path[5] = (WCHAR)(L'0' + i);
        snprintf(name, sizeof name, "ntms-listener-%u-%d", (unsigned)GetCurrentProcessId(), i);
        HANDLE begun = child_event(name);
        HANDLE child = child_start("listener", name, NULL);
        assert_true(child_wait_event(child, begun));
        child_kill(child);
        CloseHandle(begun);
        NTMS_GUID pool = pools_make(path, NULL);
        expect(channel, NTMS_OBJ_INSERT, &pool);
    }
    assert_int_equal(world_sql_number("SELECT count(*) FROM sqlite_schema", NULL), before);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

/* The journal is cut off under a channel that nobody waits on; the type is of no account then. */
static void test_what_was_dropped_is_reported(void **state)
{
    NTMS_NOTIFICATIONINFORMATION event;
    NTMS_NOTIFICATIONINFORMATION before;
    (void)state;
    world_start_small(1, 0, cartridges);
    HANDLE channel = channel_open(NTMS_MEDIA_POOL);
    HANDLE other = channel_open(NTMS_CHANGER_TYPE);
    for (int i = 0; i < HEARD; i++) {
        WCHAR path[] = L"Pool x";
        path[5] = (WCHAR)(L'0' + i);
        (void)pools_make(path, NULL);
    }
    world_sql_beside("DELETE FROM journal WHERE sequence < (SELECT max(sequence) FROM journal)",
                     NULL);
    memset(&event, 0x5A, sizeof event);
    before = event;
    /* PROMISE: WaitForNtmsNotification/behind */
    assert_int_equal(WaitForNtmsNotification(channel, &event, WORLD_WAIT_MS), ERROR_NO_DATA);
    assert_int_equal(WaitForNtmsNotification(other, &event, WORLD_WAIT_MS), ERROR_NO_DATA);
    assert_memory_equal(&event, &before, sizeof event);
    NTMS_GUID pool = pools_make(L"Later", NULL);
    assert_int_equal(WaitForNtmsNotification(channel, &event, 0), ERROR_NO_DATA);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
    assert_int_equal(CloseNtmsNotification(other), ERROR_SUCCESS);
    channel = channel_open(NTMS_MEDIA_POOL);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &pool), ERROR_SUCCESS);
    expect(channel, NTMS_OBJ_DELETE, &pool);
    assert_int_equal(CloseNtmsNotification(channel), ERROR_SUCCESS);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_opening_fails_as_documented, world_teardown),
        cmocka_unit_test_teardown(test_events_of_what_may_not_be_read, world_teardown),
        cmocka_unit_test_teardown(test_a_type_that_is_none_has_nothing_to_report, world_teardown),
        cmocka_unit_test_teardown(test_handles_of_channels, world_teardown),
        cmocka_unit_test_teardown(test_events_come_in_their_order, world_teardown),
        cmocka_unit_test_teardown(test_closing_ends_the_waits, world_teardown),
        cmocka_unit_test_teardown(test_another_process_is_heard, world_teardown),
        cmocka_unit_test_teardown(test_many_listen_at_once, world_teardown),
        cmocka_unit_test_teardown(test_a_dead_listener_leaves_nothing, world_teardown),
        cmocka_unit_test_teardown(test_what_was_dropped_is_reported, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    if (argc > 1 && strcmp(argv[1], "pools") == 0)
        return make_pools();
    if (argc > 2 && strcmp(argv[1], "listener") == 0)
        return listen_until_killed(argv[2]);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
