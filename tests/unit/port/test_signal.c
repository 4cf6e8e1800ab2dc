/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "port/os.h"
#include "child.h"

/* A name no other run of this test uses. */
static const char *fresh_name(const char *kind)
{
    static char name[PORT_NAME_SIZE];
    static uint32_t count;
    snprintf(name, sizeof name, "ntms-test-%s-%" PRIu32 "-%" PRIu32 "-%" PRId64, kind,
             port_process_id(), ++count, port_clock_now());
    return name;
}

static void test_wait_takes_the_signal_back(void **state)
{
    struct port_signal *signal;
    (void)state;
    assert_int_equal(port_signal_create(NULL, &signal), 0);
    assert_int_equal(port_signal_wait(signal, 0), BASE_ERROR_TIMEOUT);
    port_signal_set(signal);
    port_signal_set(signal);
    assert_int_equal(port_signal_wait(signal, 0), 0);
    assert_int_equal(port_signal_wait(signal, 10), BASE_ERROR_TIMEOUT);
    port_signal_close(signal);
    port_signal_close(NULL);
}

static void test_wait_any_prefers_the_first(void **state)
{
    struct port_signal *signals[3];
    size_t index = 77;
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(port_signal_create(NULL, &signals[i]), 0);
    port_signal_set(signals[2]);
    port_signal_set(signals[1]);
    assert_int_equal(port_signal_wait_any(signals, 3, PORT_INFINITE, &index), 0);
    assert_int_equal(index, 1);
    assert_int_equal(port_signal_wait_any(signals, 3, PORT_INFINITE, &index), 0);
    assert_int_equal(index, 2);
    assert_int_equal(port_signal_wait_any(signals, 3, 1, &index), BASE_ERROR_TIMEOUT);
    assert_int_equal(port_signal_wait_any(signals, 0, 1, &index), BASE_ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < 3; i++)
        port_signal_close(signals[i]);
}

static void test_named_bad_names_are_refused(void **state)
{
    struct port_signal *signal = NULL;
    char long_name[PORT_NAME_SIZE + 1];
    (void)state;
    memset(long_name, 'a', PORT_NAME_SIZE);
    long_name[PORT_NAME_SIZE] = '\0';
    assert_int_equal(port_signal_create("", &signal), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(port_signal_create("a\\b", &signal), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(port_signal_create("../x", &signal), BASE_ERROR_INVALID_PARAMETER);
    assert_int_equal(port_signal_create(long_name, &signal), BASE_ERROR_INVALID_PARAMETER);
    assert_null(signal);
}

static void test_named_exists_while_open_only(void **state)
{
    const char *name = fresh_name("exists");
    struct port_signal *signal;
    struct port_signal *second;
    (void)state;
    assert_false(port_signal_exists(name));
    assert_int_equal(port_signal_open(name, &second), BASE_ERROR_FILE_NOT_FOUND);
    assert_int_equal(port_signal_create(name, &signal), 0);
    assert_true(port_signal_exists(name));
    assert_int_equal(port_signal_open(name, &second), 0);
    port_signal_set(second);
    assert_int_equal(port_signal_wait(signal, 1000), 0);
    port_signal_close(signal);
    assert_true(port_signal_exists(name));
    port_signal_close(second);
    assert_false(port_signal_exists(name));
}

static int be_setter(const char *name)
{
    struct port_signal *signal;
    if (port_signal_open(name, &signal) != 0)
        return 1;
    port_signal_set(signal);
    port_signal_close(signal);
    return 0;
}

static void test_named_wakes_another_process(void **state)
{
    const char *name = fresh_name("wakes");
    struct port_signal *signal;
    (void)state;
    assert_int_equal(port_signal_create(name, &signal), 0);
    intptr_t child = child_start("setter", name);
    assert_int_equal(port_signal_wait(signal, 20000), 0);
    assert_int_equal(child_wait(child), 0);
    port_signal_close(signal);
}

static void acquire(struct port_lease *lease, struct port_signal *const *signals, size_t count,
                    uint32_t timeout, enum port_lease_outcome expected)
{
    enum port_lease_outcome outcome = PORT_LEASE_TIMEOUT;
    size_t index = 99;
    assert_int_equal(port_lease_acquire(lease, signals, count, timeout, &outcome, &index), 0);
    assert_int_equal(outcome, expected);
    assert_int_equal(index, expected == PORT_LEASE_SIGNALLED ? 0 : 99);
}

static void test_lease_acquire_release_rules(void **state)
{
    struct port_lease *lease;
    enum port_lease_outcome outcome;
    size_t index;
    (void)state;
    assert_int_equal(port_lease_create(fresh_name("rules"), &lease), 0);
    assert_int_equal(port_lease_release(lease), BASE_ERROR_INVALID_STATE);
    acquire(lease, NULL, 0, 1000, PORT_LEASE_ACQUIRED);
    assert_int_equal(port_lease_acquire(lease, NULL, 0, 0, &outcome, &index),
                     BASE_ERROR_INVALID_STATE);
    assert_int_equal(port_lease_release(lease), 0);
    acquire(lease, NULL, 0, 1000, PORT_LEASE_ACQUIRED);
    port_lease_close(lease);
    port_lease_close(NULL);
}

struct rival {
    struct port_lease *lease;
    struct port_signal *wake;
    enum port_lease_outcome first;
    enum port_lease_outcome second;
    struct port_signal *told;
};

static void compete(void *context)
{
    struct rival *rival = context;
    size_t index;
    port_lease_acquire(rival->lease, &rival->wake, 1, PORT_INFINITE, &rival->first, &index);
    port_signal_set(rival->told);
    port_lease_acquire(rival->lease, &rival->wake, 1, PORT_INFINITE, &rival->second, &index);
    port_lease_release(rival->lease);
}

static void test_lease_waiter_wakes_by_signal_then_by_release(void **state)
{
    const char *name = fresh_name("waiter");
    struct port_lease *lease;
    struct rival rival = {.first = PORT_LEASE_TIMEOUT, .second = PORT_LEASE_TIMEOUT};
    struct port_thread *thread;
    (void)state;
    assert_int_equal(port_lease_create(name, &lease), 0);
    assert_int_equal(port_lease_create(name, &rival.lease), 0);
    assert_int_equal(port_signal_create(NULL, &rival.wake), 0);
    assert_int_equal(port_signal_create(NULL, &rival.told), 0);
    acquire(lease, NULL, 0, 1000, PORT_LEASE_ACQUIRED);
    assert_int_equal(port_thread_start(compete, &rival, &thread), 0);
    port_signal_set(rival.wake);
    assert_int_equal(port_signal_wait(rival.told, 20000), 0);
    port_clock_sleep(20);
    assert_int_equal(port_lease_release(lease), 0);
    port_thread_join(thread);
    assert_int_equal(rival.first, PORT_LEASE_SIGNALLED);
    assert_int_equal(rival.second, PORT_LEASE_ACQUIRED);
    port_lease_close(lease);
    port_lease_close(rival.lease);
    port_signal_close(rival.wake);
    port_signal_close(rival.told);
}

/* Part of a child: takes the lease, tells by the event of that name with "-held", and waits to be
 * killed. */
static int be_holder(const char *name)
{
    char told[PORT_NAME_SIZE];
    struct port_lease *lease;
    struct port_signal *signal;
    enum port_lease_outcome outcome;
    size_t index;
    snprintf(told, sizeof told, "%.80s-held", name);
    if (port_lease_create(name, &lease) != 0 || port_signal_open(told, &signal) != 0)
        return 1;
    if (port_lease_acquire(lease, NULL, 0, 10000, &outcome, &index) != 0)
        return 2;
    port_signal_set(signal);
    port_clock_sleep(60000);
    return 3;
}

static intptr_t start_holder(const char *name)
{
    char told[PORT_NAME_SIZE];
    struct port_signal *signal;
    snprintf(told, sizeof told, "%.80s-held", name);
    assert_int_equal(port_signal_create(told, &signal), 0);
    intptr_t child = child_start("holder", name);
    assert_int_equal(port_signal_wait(signal, 30000), 0);
    port_signal_close(signal);
    return child;
}

static void test_lease_dead_holder_is_told_once(void **state)
{
    const char *name = fresh_name("dead");
    struct port_lease *lease;
    (void)state;
    assert_int_equal(port_lease_create(name, &lease), 0);
    intptr_t child = start_holder(name);
    acquire(lease, NULL, 0, 30, PORT_LEASE_TIMEOUT);
    child_kill(child);
    acquire(lease, NULL, 0, 10000, PORT_LEASE_ABANDONED);
    assert_int_equal(port_lease_release(lease), 0);
    acquire(lease, NULL, 0, 10000, PORT_LEASE_ACQUIRED);
    port_lease_close(lease);
}

static void test_lease_waiter_wakes_by_death(void **state)
{
    const char *name = fresh_name("death");
    struct rival rival = {.first = PORT_LEASE_TIMEOUT, .second = PORT_LEASE_TIMEOUT};
    struct port_thread *thread;
    (void)state;
    assert_int_equal(port_lease_create(name, &rival.lease), 0);
    assert_int_equal(port_signal_create(NULL, &rival.wake), 0);
    assert_int_equal(port_signal_create(NULL, &rival.told), 0);
    intptr_t child = start_holder(name);
    assert_int_equal(port_thread_start(compete, &rival, &thread), 0);
    port_signal_set(rival.wake);
    assert_int_equal(port_signal_wait(rival.told, 20000), 0);
    port_clock_sleep(20);
    child_kill(child);
    port_thread_join(thread);
    assert_int_equal(rival.second, PORT_LEASE_ABANDONED);
    port_lease_close(rival.lease);
    port_signal_close(rival.wake);
    port_signal_close(rival.told);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wait_takes_the_signal_back),
        cmocka_unit_test(test_wait_any_prefers_the_first),
        cmocka_unit_test(test_named_bad_names_are_refused),
        cmocka_unit_test(test_named_exists_while_open_only),
        cmocka_unit_test(test_named_wakes_another_process),
        cmocka_unit_test(test_lease_acquire_release_rules),
        cmocka_unit_test(test_lease_waiter_wakes_by_signal_then_by_release),
        cmocka_unit_test(test_lease_dead_holder_is_told_once),
        cmocka_unit_test(test_lease_waiter_wakes_by_death),
    };
    if (argc > 2 && strcmp(argv[1], "setter") == 0)
        return be_setter(argv[2]);
    if (argc > 2 && strcmp(argv[1], "holder") == 0)
        return be_holder(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
