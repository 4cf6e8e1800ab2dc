/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/memory.h"
#include "sched/timers.h"

#define COUNT 1000

static void test_pop_orders_by_due_then_by_adding(void **state)
{
    struct sched_timers timers = SCHED_TIMERS_INIT;
    struct sched_timer set[6] = {{0, 0, 0}};
    static const int64_t DUE[6] = {5, 3, 5, 1, 3, 5};
    static const size_t ORDER[6] = {3, 1, 4, 0, 2, 5};
    int64_t next = 0;
    (void)state;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(sched_timers_set(&timers, &set[i], DUE[i]), 0);
    assert_true(sched_timers_next(&timers, &next));
    assert_int_equal(next, 1);
    assert_null(sched_timers_pop(&timers, 0));
    for (size_t i = 0; i < 6; i++)
        assert_ptr_equal(sched_timers_pop(&timers, 5), &set[ORDER[i]]);
    assert_null(sched_timers_pop(&timers, 100));
    assert_false(sched_timers_next(&timers, &next));
    sched_timers_release(&timers);
}

static void test_set_again_moves_behind_equals(void **state)
{
    struct sched_timers timers = SCHED_TIMERS_INIT;
    struct sched_timer a = {0, 0, 0};
    struct sched_timer b = {0, 0, 0};
    (void)state;
    assert_int_equal(sched_timers_set(&timers, &a, 5), 0);
    assert_int_equal(sched_timers_set(&timers, &b, 5), 0);
    assert_int_equal(sched_timers_set(&timers, &a, 5), 0);
    assert_ptr_equal(sched_timers_pop(&timers, 5), &b);
    assert_true(sched_timer_is_set(&a));
    assert_ptr_equal(sched_timers_pop(&timers, 5), &a);
    assert_false(sched_timer_is_set(&a));
    sched_timers_cancel(&timers, &a);
    sched_timers_release(&timers);
}

static void test_random_changes_keep_the_order(void **state)
{
    static struct sched_timer set[COUNT];
    struct sched_timers timers = SCHED_TIMERS_INIT;
    uint32_t seed = 7;
    size_t left = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        seed = seed * 1664525U + 1013904223U;
        struct sched_timer *timer = &set[(seed >> 8) % COUNT];
        if ((seed >> 28) < 4)
            sched_timers_cancel(&timers, timer);
        else
            assert_int_equal(sched_timers_set(&timers, timer, (int64_t)((seed >> 12) % 500)), 0);
    }
    for (size_t i = 0; i < COUNT; i++)
        left += sched_timer_is_set(&set[i]);
    assert_int_equal(left, timers.count);
    struct sched_timer *last = NULL;
    for (struct sched_timer *timer; (timer = sched_timers_pop(&timers, INT64_MAX)) != NULL;
         left--) {
        assert_true(last == NULL || last->due < timer->due ||
                    (last->due == timer->due && last->sequence < timer->sequence));
        last = timer;
    }
    assert_int_equal(left, 0);
    sched_timers_release(&timers);
}

static void test_set_without_memory_changes_nothing(void **state)
{
    struct sched_timers timers = SCHED_TIMERS_INIT;
    struct sched_timer timer = {0, 0, 0};
    (void)state;
    base_memory_fail_nth(1);
    assert_int_equal(sched_timers_set(&timers, &timer, 5), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_false(sched_timer_is_set(&timer));
    assert_int_equal(sched_timers_set(&timers, &timer, 5), 0);
    sched_timers_release(&timers);
    assert_false(sched_timer_is_set(&timer));
    sched_timers_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pop_orders_by_due_then_by_adding),
        cmocka_unit_test(test_set_again_moves_behind_equals),
        cmocka_unit_test(test_random_changes_keep_the_order),
        cmocka_unit_test(test_set_without_memory_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
