/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/memory.h"
#include "port/os.h"
#include "sched/crew.h"

/* A job that tells when it has begun and goes on when it is let. */
struct gate {
    struct port_signal *begun;
    struct port_signal *go;
    uint32_t done;
    struct sched_crew *crew;
    bool was_free_in_done;
};

static void open_gate(struct gate *gate, struct sched_crew *crew)
{
    *gate = (struct gate){.crew = crew};
    assert_int_equal(port_signal_create(NULL, &gate->begun), 0);
    assert_int_equal(port_signal_create(NULL, &gate->go), 0);
}

static void close_gate(struct gate *gate)
{
    port_signal_close(gate->begun);
    port_signal_close(gate->go);
}

static void run_gate(void *context)
{
    struct gate *gate = context;
    port_signal_set(gate->begun);
    (void)port_signal_wait(gate->go, PORT_INFINITE);
}

static void done_gate(void *context)
{
    struct gate *gate = context;
    gate->was_free_in_done = !sched_crew_is_busy(gate->crew, 0);
    port_atomic_add_u32(&gate->done, 1);
}

static struct sched_job gate_job(struct gate *gate, uint32_t count, uint32_t first, uint32_t second)
{
    return (struct sched_job){{first, second, 0}, count, run_gate, done_gate, gate};
}

static void count_end(void *context)
{
    port_atomic_add_u32(context, 1);
}

static void test_submit_claims_all_or_none(void **state)
{
    struct sched_crew *crew;
    struct gate gate;
    struct gate other;
    uint32_t ended = 0;
    (void)state;
    assert_int_equal(sched_crew_create(4, 4, count_end, &ended, &crew), 0);
    open_gate(&gate, crew);
    open_gate(&other, crew);
    struct sched_job both = gate_job(&gate, 2, 0, 1);
    struct sched_job overlapping = gate_job(&other, 2, 2, 1);
    struct sched_job separate = gate_job(&other, 2, 2, 3);
    assert_int_equal(sched_crew_submit(crew, &both), 0);
    assert_int_equal(port_signal_wait(gate.begun, 20000), 0);
    assert_true(sched_crew_is_busy(crew, 0) && sched_crew_is_busy(crew, 1));
    assert_int_equal(sched_crew_submit(crew, &overlapping), BASE_ERROR_BUSY);
    assert_false(sched_crew_is_busy(crew, 2));
    assert_int_equal(sched_crew_submit(crew, &separate), 0);
    assert_int_equal(port_signal_wait(other.begun, 20000), 0);
    assert_int_equal(sched_crew_count(crew), 2);
    port_signal_set(gate.go);
    port_signal_set(other.go);
    sched_crew_drain(crew);
    assert_int_equal(sched_crew_count(crew), 0);
    assert_false(sched_crew_is_busy(crew, 0) || sched_crew_is_busy(crew, 3));
    assert_true(gate.was_free_in_done);
    assert_int_equal(port_atomic_load_u32(&gate.done), 1);
    assert_int_equal(port_atomic_load_u32(&ended), 2);
    sched_crew_free(crew);
    close_gate(&gate);
    close_gate(&other);
}

static void test_submit_bad_jobs_are_refused(void **state)
{
    struct sched_crew *crew = NULL;
    struct gate gate = {0};
    (void)state;
    assert_int_equal(sched_crew_create(2, 0, NULL, NULL, &crew), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(sched_crew_create(2, 1, NULL, NULL, &crew), 0);
    struct sched_job high = gate_job(&gate, 1, 2, 0);
    struct sched_job twice = gate_job(&gate, 2, 1, 1);
    struct sched_job many = gate_job(&gate, 4, 0, 1);
    struct sched_job nothing = gate_job(&gate, 0, 0, 0);
    nothing.run = NULL;
    assert_int_equal(sched_crew_submit(crew, &high), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(sched_crew_submit(crew, &twice), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(sched_crew_submit(crew, &many), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(sched_crew_submit(crew, &nothing), BASE_ERROR_INVALID_PARAMETER);
    assert_false(sched_crew_is_busy(crew, 99));
    sched_crew_free(crew);
    sched_crew_free(NULL);
}

static void test_submit_closed_crew_is_busy(void **state)
{
    struct sched_crew *crew;
    struct gate gate = {0};
    (void)state;
    assert_int_equal(sched_crew_create(2, 1, NULL, NULL, &crew), 0);
    struct sched_job job = gate_job(&gate, 1, 0, 0);
    sched_crew_close(crew);
    assert_int_equal(sched_crew_submit(crew, &job), BASE_ERROR_BUSY);
    sched_crew_free(crew);
}

static void test_submit_without_memory_claims_nothing(void **state)
{
    struct sched_crew *crew = NULL;
    struct gate gate = {0};
    (void)state;
    for (uint32_t n = 1; n <= 3; n++) {
        base_memory_fail_nth(n);
        assert_int_equal(sched_crew_create(1, 1, NULL, NULL, &crew), BASE_ERROR_NOT_ENOUGH_MEMORY);
    }
    base_memory_fail_nth(0);
    assert_int_equal(sched_crew_create(1, 1, NULL, NULL, &crew), 0);
    struct sched_job job = gate_job(&gate, 1, 0, 0);
    for (uint32_t n = 1; n <= 2; n++) {
        base_memory_fail_nth(n);
        assert_int_equal(sched_crew_submit(crew, &job), BASE_ERROR_NOT_ENOUGH_MEMORY);
        assert_false(sched_crew_is_busy(crew, 0));
        assert_int_equal(sched_crew_count(crew), 0);
    }
    base_memory_fail_nth(0);
    sched_crew_free(crew);
}

struct counting {
    struct sched_crew *crew;
    uint32_t runs;
    uint32_t inside[3];
    uint32_t clashes;
};

struct counted {
    struct counting *counting;
    uint32_t resource;
};

static void run_counted(void *context)
{
    struct counted *counted = context;
    struct counting *counting = counted->counting;
    if (port_atomic_add_u32(&counting->inside[counted->resource], 1) != 1)
        port_atomic_add_u32(&counting->clashes, 1);
    port_atomic_add_u32(&counting->runs, 1);
    port_atomic_add_u32(&counting->inside[counted->resource], UINT32_MAX);
}

static void test_many_jobs_never_share_a_resource(void **state)
{
    struct counting counting = {.runs = 0};
    struct counted counted[3];
    uint32_t accepted = 0;
    (void)state;
    assert_int_equal(sched_crew_create(3, 2, NULL, NULL, &counting.crew), 0);
    for (uint32_t i = 0; i < 3; i++)
        counted[i] = (struct counted){&counting, i};
    for (uint32_t i = 0; accepted < 2000; i++) {
        uint32_t resource = i % 3;
        struct sched_job job = {{resource, 0, 0}, 1, run_counted, NULL, &counted[resource]};
        if (sched_crew_submit(counting.crew, &job) == BASE_ERROR_SUCCESS)
            accepted++;
        else
            port_clock_sleep(0);
    }
    sched_crew_drain(counting.crew);
    assert_int_equal(port_atomic_load_u32(&counting.runs), accepted);
    assert_int_equal(port_atomic_load_u32(&counting.clashes), 0);
    sched_crew_free(counting.crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_submit_claims_all_or_none),
        cmocka_unit_test(test_submit_bad_jobs_are_refused),
        cmocka_unit_test(test_submit_closed_crew_is_busy),
        cmocka_unit_test(test_submit_without_memory_claims_nothing),
        cmocka_unit_test(test_many_jobs_never_share_a_resource),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
