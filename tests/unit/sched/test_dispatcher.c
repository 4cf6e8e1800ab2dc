/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "port/os.h"
#include "sched/dispatcher.h"

/* A pretended library: work is a number of units, each one job that takes the only resource. */
struct world {
    struct sched_dispatcher *dispatcher;
    struct port_signal *news; /* set whenever something below changes */
    uint32_t acquired;
    uint32_t abandoned;
    uint32_t released;
    uint32_t turns;
    uint32_t work;
    uint32_t finished;
    uint32_t running;
    uint32_t running_at_release;
    uint32_t refuse;      /* on_acquired fails that often */
    uint32_t follow_up;   /* each of the first jobs leaves one more unit of work */
    uint32_t give_up;     /* the next turn gives the lease up */
    uint32_t wait;        /* what a turn without work waits */
    uint32_t drain_turns; /* turns that were told of the drain */
};

static const char *fresh_name(void)
{
    static char name[PORT_NAME_SIZE];
    static uint32_t count;
    snprintf(name, sizeof name, "ntms-test-dispatcher-%" PRIu32 "-%" PRIu32 "-%" PRId64,
             port_process_id(), ++count, port_clock_now());
    return name;
}

static void tell(struct world *world)
{
    port_signal_set(world->news);
}

static base_error on_acquired(void *context, bool abandoned)
{
    struct world *world = context;
    port_atomic_add_u32(&world->acquired, 1);
    port_atomic_add_u32(&world->abandoned, abandoned);
    base_error error = BASE_ERROR_SUCCESS;
    if (port_atomic_load_u32(&world->refuse) > 0) {
        port_atomic_add_u32(&world->refuse, UINT32_MAX);
        error = BASE_ERROR_ACCESS_DENIED;
    }
    tell(world);
    return error;
}

static void run_unit(void *context)
{
    struct world *world = context;
    port_atomic_add_u32(&world->running, 1);
    port_clock_sleep(5);
    if (port_atomic_load_u32(&world->follow_up) > 0) {
        port_atomic_add_u32(&world->follow_up, UINT32_MAX);
        port_atomic_add_u32(&world->work, 1);
    }
    port_atomic_add_u32(&world->running, UINT32_MAX);
}

static void done_unit(void *context)
{
    struct world *world = context;
    port_atomic_add_u32(&world->finished, 1);
    tell(world);
}

static struct sched_turn on_turn(void *context, int64_t now, bool draining)
{
    struct world *world = context;
    struct sched_turn turn = {.wait = world->wait};
    assert_true(now > 0);
    port_atomic_add_u32(&world->turns, 1);
    port_atomic_add_u32(&world->drain_turns, draining);
    if (port_atomic_swap_u32(&world->give_up, 1, 0)) {
        turn.release = true;
        return turn;
    }
    if (port_atomic_load_u32(&world->work) == 0) {
        turn.idle = world->wait == PORT_INFINITE;
        tell(world);
        return turn;
    }
    struct sched_job job = {{0, 0, 0}, 1, run_unit, done_unit, world};
    if (sched_dispatcher_submit(world->dispatcher, &job) == BASE_ERROR_SUCCESS)
        port_atomic_add_u32(&world->work, UINT32_MAX);
    turn.wait = PORT_INFINITE;
    return turn;
}

static void on_released(void *context)
{
    struct world *world = context;
    port_atomic_add_u32(&world->running_at_release, port_atomic_load_u32(&world->running));
    port_atomic_add_u32(&world->released, 1);
    tell(world);
}

static base_error start(struct world *world, const char *name, uint32_t pause)
{
    struct sched_dispatcher_setup setup = {name, 1, 2, pause, {on_acquired, on_turn, on_released},
                                           world};
    return sched_dispatcher_start(&setup, &world->dispatcher);
}

static void make(struct world *world, const char *name)
{
    *world = (struct world){.wait = PORT_INFINITE};
    assert_int_equal(port_signal_create(NULL, &world->news), 0);
    if (name != NULL)
        assert_int_equal(start(world, name, PORT_INFINITE), 0);
}

static void unmake(struct world *world)
{
    assert_int_equal(world->running_at_release, 0);
    port_signal_close(world->news);
}

/* Waits until *value has reached at least wanted. */
static void await(struct world *world, uint32_t *value, uint32_t wanted)
{
    while (port_atomic_load_u32(value) < wanted)
        assert_int_equal(port_signal_wait(world->news, 20000), 0);
}

static void add_work(struct world *world, uint32_t units)
{
    port_atomic_add_u32(&world->work, units);
    sched_dispatcher_wake(world->dispatcher);
}

static void test_wake_leads_to_turns_until_the_work_is_done(void **state)
{
    struct world world;
    (void)state;
    make(&world, fresh_name());
    await(&world, &world.turns, 1);
    assert_true(sched_dispatcher_is_holder(world.dispatcher));
    add_work(&world, 5);
    await(&world, &world.finished, 5);
    sched_dispatcher_stop(world.dispatcher, false);
    assert_int_equal(world.acquired, 1);
    assert_int_equal(world.released, 1);
    unmake(&world);
    sched_dispatcher_stop(NULL, false);
    sched_dispatcher_wake(NULL);
}

static void test_idle_dispatcher_takes_no_turns(void **state)
{
    struct world world;
    (void)state;
    make(&world, fresh_name());
    await(&world, &world.turns, 1);
    port_clock_sleep(100);
    assert_in_range(port_atomic_load_u32(&world.turns), 1, 2);
    sched_dispatcher_stop(world.dispatcher, false);
    unmake(&world);
}

static void test_turn_deadline_leads_to_another_turn(void **state)
{
    struct world world;
    (void)state;
    make(&world, NULL);
    world.wait = 10;
    assert_int_equal(start(&world, fresh_name(), PORT_INFINITE), 0);
    await(&world, &world.turns, 4);
    sched_dispatcher_stop(world.dispatcher, false);
    unmake(&world);
}

static void test_stop_without_drain_leaves_queued_work(void **state)
{
    struct world world;
    (void)state;
    make(&world, fresh_name());
    await(&world, &world.turns, 1);
    add_work(&world, 1000);
    await(&world, &world.finished, 1);
    sched_dispatcher_stop(world.dispatcher, false);
    assert_true(world.work > 0);
    assert_int_equal(world.finished + world.work, 1000);
    unmake(&world);
}

static void test_stop_with_drain_finishes_also_what_jobs_leave(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct world world;
        make(&world, fresh_name());
        world.follow_up = 3;
        port_atomic_add_u32(&world.work, 4);
        /* Sometimes before the lease is held, sometimes after. */
        if (round % 2 == 0)
            await(&world, &world.turns, 1);
        sched_dispatcher_stop(world.dispatcher, true);
        assert_int_equal(world.work, 0);
        assert_int_equal(world.finished, 7);
        assert_int_equal(world.acquired, 1);
        assert_int_equal(world.released, 1);
        unmake(&world);
    }
}

static void test_second_dispatcher_takes_over_when_the_first_stops(void **state)
{
    const char *name = fresh_name();
    struct world first;
    struct world second;
    (void)state;
    make(&first, name);
    await(&first, &first.turns, 1);
    make(&second, name);
    sched_dispatcher_wake(second.dispatcher);
    port_clock_sleep(20);
    assert_int_equal(port_atomic_load_u32(&second.acquired), 0);
    assert_false(sched_dispatcher_is_holder(second.dispatcher));
    sched_dispatcher_stop(first.dispatcher, false);
    await(&second, &second.turns, 1);
    assert_int_equal(port_atomic_load_u32(&second.abandoned), 0);
    sched_dispatcher_stop(second.dispatcher, true);
    unmake(&first);
    unmake(&second);
}

static void test_stop_with_drain_of_a_waiting_one_leaves_it_to_the_holder(void **state)
{
    const char *name = fresh_name();
    struct world first;
    struct world second;
    (void)state;
    make(&first, name);
    await(&first, &first.turns, 1);
    make(&second, name);
    port_atomic_add_u32(&second.work, 1);
    sched_dispatcher_stop(second.dispatcher, true);
    assert_int_equal(second.acquired, 0);
    assert_int_equal(second.work, 1);
    sched_dispatcher_stop(first.dispatcher, true);
    unmake(&first);
    unmake(&second);
}

static void test_refused_lease_is_given_back_and_tried_after_the_pause(void **state)
{
    struct world world;
    (void)state;
    make(&world, NULL);
    world.refuse = 3;
    assert_int_equal(start(&world, fresh_name(), 10), 0);
    await(&world, &world.turns, 1);
    sched_dispatcher_stop(world.dispatcher, false);
    assert_int_equal(world.acquired, 4);
    assert_int_equal(world.released, 1);
    unmake(&world);
}

static void test_refused_lease_lets_another_have_it(void **state)
{
    const char *name = fresh_name();
    struct world unable;
    struct world able;
    (void)state;
    make(&unable, NULL);
    unable.refuse = 1000000;
    assert_int_equal(start(&unable, name, PORT_INFINITE), 0);
    await(&unable, &unable.acquired, 1);
    make(&able, name);
    await(&able, &able.turns, 1);
    sched_dispatcher_stop(unable.dispatcher, true);
    sched_dispatcher_stop(able.dispatcher, true);
    assert_int_equal(unable.turns, 0);
    assert_int_equal(unable.released, 0);
    unmake(&unable);
    unmake(&able);
}

static void test_turn_that_releases_comes_back_after_the_pause(void **state)
{
    struct world world;
    (void)state;
    make(&world, NULL);
    world.give_up = 1;
    assert_int_equal(start(&world, fresh_name(), 5), 0);
    await(&world, &world.acquired, 2);
    await(&world, &world.turns, 2);
    sched_dispatcher_stop(world.dispatcher, false);
    assert_int_equal(world.released, 2);
    unmake(&world);
}

static void take_and_die(void *context)
{
    struct port_lease *lease;
    enum port_lease_outcome outcome;
    size_t index;
    if (port_lease_create(context, &lease) == BASE_ERROR_SUCCESS &&
        port_lease_acquire(lease, NULL, 0, 0, &outcome, &index) == BASE_ERROR_SUCCESS)
        (void)outcome; /* the thread ends with the lease in its hands: never closed, on purpose */
}

static void test_dead_holder_is_told_until_acquiring_succeeds(void **state)
{
#ifdef _WIN32
    static char name[PORT_NAME_SIZE];
    struct port_thread *thread;
    struct world world;
    (void)state;
    strcpy(name, fresh_name());
    assert_int_equal(port_thread_start(take_and_die, name, &thread), 0);
    port_thread_join(thread);
    make(&world, NULL);
    world.refuse = 1;
    assert_int_equal(start(&world, name, 5), 0);
    await(&world, &world.turns, 1);
    sched_dispatcher_stop(world.dispatcher, false);
    assert_int_equal(world.acquired, 2);
    assert_int_equal(world.abandoned, 2);
    unmake(&world);
#else
    /* A thread's death frees nothing here; the lease's own test kills a process. */
    (void)state;
    (void)take_and_die;
    skip();
#endif
}

static void test_start_every_failing_allocation_is_reported(void **state)
{
    struct world world;
    uint32_t n = 1;
    (void)state;
    make(&world, NULL);
    for (;; n++) {
        base_memory_fail_nth(n);
        base_error error = start(&world, fresh_name(), PORT_INFINITE);
        base_memory_fail_nth(0);
        if (error == BASE_ERROR_SUCCESS)
            break;
        assert_int_equal(error, BASE_ERROR_NOT_ENOUGH_MEMORY);
        assert_null(world.dispatcher);
    }
    assert_in_range(n, 5, 20);
    sched_dispatcher_stop(world.dispatcher, false);
    unmake(&world);
}

static void test_start_bad_setup_is_refused(void **state)
{
    struct world world;
    (void)state;
    make(&world, NULL);
    assert_int_equal(start(&world, NULL, 1), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(start(&world, "no/name", 1), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(start(&world, fresh_name(), 0), BASE_ERROR_INVALID_PARAMETER);
    unmake(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wake_leads_to_turns_until_the_work_is_done),
        cmocka_unit_test(test_idle_dispatcher_takes_no_turns),
        cmocka_unit_test(test_turn_deadline_leads_to_another_turn),
        cmocka_unit_test(test_stop_without_drain_leaves_queued_work),
        cmocka_unit_test(test_stop_with_drain_finishes_also_what_jobs_leave),
        cmocka_unit_test(test_second_dispatcher_takes_over_when_the_first_stops),
        cmocka_unit_test(test_stop_with_drain_of_a_waiting_one_leaves_it_to_the_holder),
        cmocka_unit_test(test_refused_lease_is_given_back_and_tried_after_the_pause),
        cmocka_unit_test(test_refused_lease_lets_another_have_it),
        cmocka_unit_test(test_turn_that_releases_comes_back_after_the_pause),
        cmocka_unit_test(test_dead_holder_is_told_until_acquiring_succeeds),
        cmocka_unit_test(test_start_every_failing_allocation_is_reported),
        cmocka_unit_test(test_start_bad_setup_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
