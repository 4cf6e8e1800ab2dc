/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "port/os.h"

#define ROUNDS 20000

struct shared {
    struct port_mutex mutex;
    struct port_condition condition;
    uint32_t counter;
    uint32_t turn;
    uint64_t atomic;
};

static void count_up(void *context)
{
    struct shared *shared = context;
    for (int i = 0; i < ROUNDS; i++) {
        port_mutex_lock(&shared->mutex);
        shared->counter++;
        port_mutex_unlock(&shared->mutex);
        port_atomic_add_u64(&shared->atomic, 1);
    }
}

static void test_mutex_and_atomics_lose_nothing(void **state)
{
    struct shared shared = {.counter = 0};
    struct port_thread *threads[3];
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(port_thread_start(count_up, &shared, &threads[i]), 0);
    for (size_t i = 0; i < 3; i++)
        port_thread_join(threads[i]);
    port_thread_join(NULL);
    assert_int_equal(shared.counter, 3 * ROUNDS);
    assert_true(port_atomic_load_u64(&shared.atomic) == 3 * ROUNDS);
}

static void play(void *context)
{
    struct shared *shared = context;
    for (uint32_t i = 0; i < 1000; i++) {
        port_mutex_lock(&shared->mutex);
        while (shared->turn != 1)
            port_condition_wait(&shared->condition, &shared->mutex, PORT_INFINITE);
        shared->turn = 0;
        port_condition_wake_all(&shared->condition);
        port_mutex_unlock(&shared->mutex);
    }
}

static void test_condition_ping_pong_and_timeout(void **state)
{
    struct shared shared = {.counter = 0};
    struct port_thread *thread;
    (void)state;
    assert_int_equal(port_thread_start(play, &shared, &thread), 0);
    port_mutex_lock(&shared.mutex);
    for (uint32_t i = 0; i < 1000; i++) {
        shared.turn = 1;
        port_condition_wake_one(&shared.condition);
        while (shared.turn != 0)
            port_condition_wait(&shared.condition, &shared.mutex, PORT_INFINITE);
    }
    int64_t before = port_clock_monotonic();
    while (port_condition_wait(&shared.condition, &shared.mutex, 30)) {
    }
    port_mutex_unlock(&shared.mutex);
    assert_in_range(port_clock_monotonic() - before, 20, 5000);
    port_thread_join(thread);
}

static base_error fail_twice(void *context)
{
    uint32_t *calls = context;
    ++*calls;
    return *calls < 3 ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
}

static void test_once_tries_again_until_it_succeeds(void **state)
{
    struct port_once once = PORT_ONCE_INIT;
    uint32_t calls = 0;
    (void)state;
    assert_int_equal(port_once_run(&once, fail_twice, &calls), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(port_once_run(&once, fail_twice, &calls), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(port_once_run(&once, fail_twice, &calls), 0);
    assert_int_equal(port_once_run(&once, fail_twice, &calls), 0);
    assert_int_equal(calls, 3);
}

static void note_self(void *context)
{
    *(uint64_t *)context = port_thread_self();
}

static void test_self_differs_between_threads(void **state)
{
    uint64_t other = 0;
    struct port_thread *thread;
    (void)state;
    assert_int_equal(port_thread_start(note_self, &other, &thread), 0);
    port_thread_join(thread);
    assert_true(other != 0 && other != port_thread_self());
}

static void test_swap_only_from_expected(void **state)
{
    uint32_t small = 1;
    uint64_t large = 1;
    (void)state;
    assert_false(port_atomic_swap_u32(&small, 2, 3));
    assert_true(port_atomic_swap_u32(&small, 1, 3));
    assert_false(port_atomic_swap_u64(&large, 2, UINT64_MAX));
    assert_true(port_atomic_swap_u64(&large, 1, UINT64_MAX));
    assert_int_equal(small, 3);
    assert_true(large == UINT64_MAX);
    port_atomic_store_u32(&small, 9);
    port_atomic_store_u64(&large, 9);
    assert_int_equal(port_atomic_add_u32(&small, 1), 10);
    assert_true(port_atomic_add_u64(&large, 1) == 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mutex_and_atomics_lose_nothing),
        cmocka_unit_test(test_condition_ping_pong_and_timeout),
        cmocka_unit_test(test_once_tries_again_until_it_succeeds),
        cmocka_unit_test(test_self_differs_between_threads),
        cmocka_unit_test(test_swap_only_from_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
