/* SPDX-License-Identifier: MIT */
/* Notification channels: what they report and in which order, waiting, closing, falling behind. */
#include "engine_fixture.h"

#include "base/error.h"
#include "engine/runtime.h"
#include "port/thread.h"
#include "store/fault.h"

#include <string.h>

enum { LONG_MS = 120000 };

static struct engine_notification *open_channel(uint32_t type)
{
    struct engine_notification *channel = NULL;
    assert_int_equal(engine_notification_open(fixture_session(), type, &channel), 0);
    return channel;
}

static void close_channel(struct engine_notification *channel)
{
    engine_notification_cancel(channel);
    engine_notification_close(channel);
}

static struct base_guid make_pool(const char *path)
{
    struct engine_pool_wish wish = {.path = path, .action = MODEL_CREATE_NEW};
    struct base_guid pool;
    assert_int_equal(engine_pool_open(fixture_session(), &wish, &pool), 0);
    return pool;
}

/* An event that nobody else causes, in a transaction of its own. */
static void signal_one(const struct base_guid *object)
{
    struct engine *engine = fixture_session()->engine;
    struct store_transaction *transaction = NULL;
    assert_int_equal(store_begin_write(engine->store, &transaction), 0);
    assert_int_equal(
        store_journal_append(transaction, MODEL_EVENT_SIGNAL, MODEL_CHANGER_TYPE, object), 0);
    assert_int_equal(store_commit(transaction), 0);
}

static struct base_guid numbered(int number)
{
    struct base_guid id;
    memset(id.bytes, number + 1, sizeof id.bytes);
    return id;
}

/* Passed over: the changes of the pools above. */
static void expect(struct engine_notification *channel, uint32_t operation,
                   const struct base_guid *object)
{
    struct engine_event event;
    do
        assert_int_equal(engine_notification_wait(channel, LONG_MS, &event), 0);
    while (event.operation == MODEL_OBJ_UPDATE && operation != MODEL_OBJ_UPDATE);
    assert_int_equal(event.operation, operation);
    assert_memory_equal(event.object.bytes, object->bytes, 16);
}

static void expect_nothing(struct engine_notification *channel)
{
    struct engine_event event;
    base_error error;
    do {
        event.operation = 99;
        error = engine_notification_wait(channel, 0, &event);
    } while (error == 0 && event.operation == MODEL_OBJ_UPDATE);
    assert_int_equal(error, BASE_ERROR_TIMEOUT);
    assert_int_equal(event.operation, 99);
}

static void test_events_of_one_type_in_their_order(void **state)
{
    (void)state;
    fixture_usual();
    struct base_guid before = make_pool("Before");
    struct engine_notification *pools = open_channel(MODEL_MEDIA_POOL);
    struct engine_notification *second = open_channel(MODEL_MEDIA_POOL);
    struct engine_notification *types = open_channel(MODEL_DRIVE_TYPE);
    struct engine_notification *none = open_channel(99);
    expect_nothing(pools);
    struct base_guid first = make_pool("First");
    assert_int_equal(engine_pool_delete(fixture_session(), &before), 0);
    struct base_guid last = make_pool("Last");
    expect(pools, MODEL_OBJ_INSERT, &first);
    expect(pools, MODEL_OBJ_DELETE, &before);
    expect(pools, MODEL_OBJ_INSERT, &last);
    expect_nothing(pools);
    expect(second, MODEL_OBJ_INSERT, &first);
    expect_nothing(types);
    expect_nothing(none);
    close_channel(pools);
    expect(second, MODEL_OBJ_DELETE, &before);
    close_channel(second);
    close_channel(types);
    close_channel(none);
    fixture_end();
}

/* More than one reading brings. */
static void test_a_long_backlog_is_told_whole(void **state)
{
    enum { EVENTS = 100 };
    (void)state;
    fixture_usual();
    struct engine_notification *channel = open_channel(MODEL_CHANGER_TYPE);
    for (int i = 0; i < EVENTS; i++) {
        struct base_guid id = numbered(i);
        signal_one(&id);
    }
    for (int i = 0; i < EVENTS; i++) {
        struct base_guid id = numbered(i);
        expect(channel, MODEL_EVENT_SIGNAL, &id);
    }
    expect_nothing(channel);
    close_channel(channel);
    fixture_end();
}

struct waiter {
    struct engine_notification *channel;
    struct engine_event event;
    base_error error;
    struct port_thread *thread;
};

static void wait_once(void *context)
{
    struct waiter *waiter = context;
    waiter->error = engine_notification_wait(waiter->channel, PORT_INFINITE, &waiter->event);
}

static void start_waiter(struct waiter *waiter, struct engine_notification *channel)
{
    memset(waiter, 0, sizeof *waiter);
    waiter->channel = channel;
    assert_int_equal(port_thread_start(wait_once, waiter, &waiter->thread), 0);
}

/* Each event goes to one waiter, whether it came before or after him. */
static void test_waiters_share_a_channel(void **state)
{
    enum { WAITERS = 4 };
    struct waiter waiters[WAITERS];
    uint32_t told[WAITERS] = {0};
    (void)state;
    fixture_usual();
    struct engine_notification *channel = open_channel(MODEL_CHANGER_TYPE);
    for (int i = 0; i < WAITERS; i++)
        start_waiter(&waiters[i], channel);
    for (int i = 0; i < WAITERS; i++) {
        struct base_guid id = numbered(i);
        signal_one(&id);
    }
    for (int i = 0; i < WAITERS; i++) {
        port_thread_join(waiters[i].thread);
        assert_int_equal(waiters[i].error, 0);
        assert_in_range(waiters[i].event.object.bytes[0], 1, WAITERS);
        told[waiters[i].event.object.bytes[0] - 1]++;
    }
    for (int i = 0; i < WAITERS; i++)
        assert_int_equal(told[i], 1);
    expect_nothing(channel);
    close_channel(channel);
    fixture_end();
}

static void test_closing_the_channel_ends_its_waits(void **state)
{
    struct waiter waiter;
    struct engine_event event;
    (void)state;
    fixture_usual();
    struct engine_notification *channel = open_channel(MODEL_DRIVE_TYPE);
    struct engine_notification *other = open_channel(MODEL_MEDIA_POOL);
    start_waiter(&waiter, channel);
    engine_notification_cancel(channel);
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, BASE_ERROR_NO_DATA);
    assert_int_equal(engine_notification_wait(channel, PORT_INFINITE, &event), BASE_ERROR_NO_DATA);
    engine_notification_close(channel);
    struct base_guid pool = make_pool("Pool");
    expect(other, MODEL_OBJ_INSERT, &pool);
    close_channel(other);
    fixture_end();
}

static void test_closing_the_session_breaks_its_channels(void **state)
{
    struct waiter waiter;
    struct engine_event event;
    (void)state;
    fixture_usual();
    struct engine_notification *channel = open_channel(MODEL_DRIVE_TYPE);
    struct engine_notification *full = open_channel(MODEL_MEDIA_POOL);
    (void)make_pool("Pool");
    start_waiter(&waiter, channel);
    fixture_stop();
    port_thread_join(waiter.thread);
    assert_int_equal(waiter.error, BASE_ERROR_NO_DATA);
    assert_int_equal(engine_notification_wait(channel, PORT_INFINITE, &event), BASE_ERROR_NO_DATA);
    assert_int_equal(engine_notification_wait(full, 0, &event), BASE_ERROR_NO_DATA);
    close_channel(channel);
    fixture_start();
    close_channel(full);
    fixture_end();
}

/* PROMISE: WaitForNtmsNotification/behind
 * What the journal has dropped was not told: that is said, and the channel is at its end. */
static void test_a_listener_that_falls_behind_is_told(void **state)
{
    struct engine_event event;
    struct store_transaction *transaction = NULL;
    (void)state;
    fixture_usual();
    struct engine *engine = fixture_session()->engine;
    struct engine_notification *channel = open_channel(MODEL_MEDIA_POOL);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(store_begin_write(engine->store, &transaction), 0);
        for (int i = 0; i < 50000; i++)
            assert_int_equal(store_journal_append(transaction, MODEL_EVENT_SIGNAL, MODEL_MEDIA_POOL,
                                                  &engine->computer),
                             0);
        assert_int_equal(store_commit(transaction), 0);
    }
    assert_int_equal(engine_notification_wait(channel, LONG_MS, &event), BASE_ERROR_NO_DATA);
    struct base_guid pool = make_pool("Pool");
    assert_int_equal(engine_notification_wait(channel, LONG_MS, &event), BASE_ERROR_NO_DATA);
    struct engine_notification *fresh = open_channel(MODEL_MEDIA_POOL);
    expect_nothing(fresh);
    assert_int_equal(engine_pool_delete(fixture_session(), &pool), 0);
    expect(fresh, MODEL_OBJ_DELETE, &pool);
    close_channel(channel);
    close_channel(fresh);
    fixture_end();
}

/* PROMISE: OpenNtmsNotification/4
 * PROMISE: WaitForNtmsNotification/7
 * Another thread may meet the failure instead; nothing is lost by it. */
static void test_without_database_fails(void **state)
{
    enum { TRIES = 1000 };
    struct engine_notification *channel = NULL;
    struct engine_event event;
    base_error error = 0;
    (void)state;
    fixture_usual();
    for (int i = 0; i < TRIES && error == 0; i++) {
        store_fault_nth(1);
        error = engine_notification_open(fixture_session(), MODEL_CHANGER_TYPE, &channel);
        if (error == 0)
            close_channel(channel);
    }
    store_fault_nth(0);
    assert_int_equal(error, BASE_ERROR_DATABASE_FAILURE);
    channel = open_channel(MODEL_CHANGER_TYPE);
    for (int i = 0; i < TRIES && error != 0; i++) {
        struct base_guid id = numbered(1);
        signal_one(&id);
        store_fault_nth(1);
        base_error failed = engine_notification_wait(channel, LONG_MS, &event);
        store_fault_nth(0);
        if (failed == 0)
            continue;
        assert_int_equal(failed, BASE_ERROR_DATABASE_FAILURE);
        expect(channel, MODEL_EVENT_SIGNAL, &id);
        error = 0;
    }
    assert_int_equal(error, 0);
    expect_nothing(channel);
    close_channel(channel);
    fixture_end();
}

/* A request's way is told until it is finished; that it is done, of the drive it was for. */
static void test_the_service_s_own_changes_are_told(void **state)
{
    struct engine_event event;
    struct base_guid request;
    uint32_t completed = 0;
    (void)state;
    fixture_usual();
    fixture_inject(5);
    struct engine_notification *requests = open_channel(MODEL_LIBREQUEST);
    struct engine_notification *drives = open_channel(MODEL_DRIVE);
    assert_int_equal(fixture_clean(0, &request), 0);
    struct base_guid drive = fixture_drive(0);
    expect(requests, MODEL_OBJ_INSERT, &request);
    expect(requests, MODEL_OBJ_UPDATE, &request);
    fixture_await(&request, MODEL_LM_PASSED);
    while (engine_notification_wait(drives, 0, &event) == 0) {
        assert_true(event.operation == MODEL_OBJ_UPDATE || event.operation == MODEL_EVENT_COMPLETE);
        if (event.operation == MODEL_EVENT_COMPLETE) {
            assert_memory_equal(event.object.bytes, drive.bytes, 16);
            completed++;
        }
    }
    assert_int_equal(completed, 1);
    close_channel(requests);
    close_channel(drives);
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events_of_one_type_in_their_order),
        cmocka_unit_test(test_a_long_backlog_is_told_whole),
        cmocka_unit_test(test_waiters_share_a_channel),
        cmocka_unit_test(test_closing_the_channel_ends_its_waits),
        cmocka_unit_test(test_closing_the_session_breaks_its_channels),
        cmocka_unit_test(test_a_listener_that_falls_behind_is_told),
        cmocka_unit_test(test_without_database_fails),
        cmocka_unit_test(test_the_service_s_own_changes_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
