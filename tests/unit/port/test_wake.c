/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>
#include <string.h>

#include "port/os.h"
#include "child.h"

/* All processes of this test meet in the folder the runner gave. */
static void folder_of_test(char out[PORT_PATH_SIZE])
{
    assert_int_equal(port_environment("NTMS_TEST_FOLDER", out, PORT_PATH_SIZE), 0);
}

static void name_of_test(const char *suffix, char out[PORT_NAME_SIZE])
{
    char folder[PORT_PATH_SIZE];
    folder_of_test(folder);
    assert_int_equal(port_object_name(folder, suffix, out, PORT_NAME_SIZE), 0);
}

static struct port_shared *open_shared(size_t size)
{
    char folder[PORT_PATH_SIZE];
    char path[PORT_PATH_SIZE];
    struct port_shared *shared = NULL;
    folder_of_test(folder);
    assert_int_equal(port_path_join(folder, "shared", path, sizeof path), 0);
    assert_int_equal(port_shared_open(path, size, &shared), 0);
    return shared;
}

static void test_shared_begins_zero_and_stays_in_the_file(void **state)
{
    (void)state;
    struct port_shared *first = open_shared(4096);
    struct port_shared *second = open_shared(4096);
    uint64_t *a = port_shared_memory(first);
    uint64_t *b = port_shared_memory(second);
    for (size_t i = 0; i < 512; i++)
        assert_true(a[i] == 0);
    port_atomic_store_u64(&a[511], 42);
    assert_true(port_atomic_load_u64(&b[511]) == 42);
    port_shared_close(first);
    port_shared_close(second);
    first = open_shared(4096);
    a = port_shared_memory(first);
    assert_true(port_atomic_load_u64(&a[511]) == 42);
    port_atomic_store_u64(&a[511], 0);
    port_shared_close(first);
    port_shared_close(NULL);
}

static void test_shared_bad_path_is_an_error(void **state)
{
    struct port_shared *shared = NULL;
    (void)state;
    assert_int_not_equal(port_shared_open("/no/such/folder/file", 4096, &shared), 0);
    assert_null(shared);
}

static void test_wake_all_reaches_the_others_not_itself(void **state)
{
    struct port_wake_table table = {{0}};
    struct port_wake *one;
    struct port_wake *two;
    char name[PORT_NAME_SIZE];
    (void)state;
    name_of_test("others", name);
    assert_int_equal(port_wake_open(&table, name, &one), 0);
    assert_int_equal(port_wake_open(&table, name, &two), 0);
    for (int i = 0; i < 3; i++) {
        port_wake_all(one);
        assert_int_equal(port_signal_wait(port_wake_signal(two), 1000), 0);
        assert_int_equal(port_signal_wait(port_wake_signal(one), 0), BASE_ERROR_TIMEOUT);
    }
    port_wake_close(two);
    port_wake_all(one);
    port_wake_all(NULL);
    port_wake_close(one);
    port_wake_close(NULL);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        assert_true(table.slots[i] == 0);
}

static void test_wake_open_garbage_table_is_cleaned(void **state)
{
    struct port_wake_table table;
    struct port_wake *wake;
    char name[PORT_NAME_SIZE];
    (void)state;
    name_of_test("garbage", name);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        table.slots[i] = 0x123456789ULL + i;
    assert_int_equal(port_wake_open(&table, name, &wake), 0);
    for (size_t i = 1; i < PORT_WAKE_SLOTS; i++)
        assert_true(table.slots[i] == 0);
    for (size_t i = 1; i < PORT_WAKE_SLOTS; i++)
        table.slots[i] = 77;
    port_wake_all(wake);
    port_wake_close(wake);
}

/* One more than there are slots can wake the others; nobody wakes it. */
static void test_wake_open_full_table_is_not_entered(void **state)
{
    struct port_wake_table table = {{0}};
    struct port_wake *wakes[PORT_WAKE_SLOTS];
    struct port_wake *extra = NULL;
    char name[PORT_NAME_SIZE];
    (void)state;
    name_of_test("full", name);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        assert_int_equal(port_wake_open(&table, name, &wakes[i]), 0);
    assert_int_equal(port_wake_open(&table, name, &extra), 0);
    port_wake_all(extra);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        assert_int_equal(port_signal_wait(port_wake_signal(wakes[i]), 30000), 0);
    port_wake_all(wakes[0]);
    assert_int_equal(port_signal_wait(port_wake_signal(extra), 0), BASE_ERROR_TIMEOUT);
    port_wake_close(extra);
    port_wake_close(wakes[7]);
    assert_int_equal(port_wake_open(&table, name, &wakes[7]), 0);
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        port_wake_close(wakes[i]);
}

/* Part of a child: enters the shared table, answers the first wake-up with one of its own, goes on
 * "dead". */
static int be_peer(const char *argument)
{
    char name[PORT_NAME_SIZE];
    struct port_wake *wake;
    name_of_test("peers", name);
    struct port_shared *shared = open_shared(4096);
    if (port_wake_open(port_shared_memory(shared), name, &wake) != 0)
        return 1;
    port_wake_all(wake);
    if (port_signal_wait(port_wake_signal(wake), 30000) != 0)
        return 2;
    port_wake_all(wake);
    if (strcmp(argument, "die") == 0)
        port_clock_sleep(60000);
    port_wake_close(wake);
    port_shared_close(shared);
    return 0;
}

static size_t used_slots(struct port_wake_table *table)
{
    size_t used = 0;
    for (size_t i = 0; i < PORT_WAKE_SLOTS; i++)
        used += port_atomic_load_u64(&table->slots[i]) != 0;
    return used;
}

static void test_wake_other_process_answers_and_a_dead_one_is_removed(void **state)
{
    char name[PORT_NAME_SIZE];
    struct port_wake *wake;
    struct port_wake *next;
    (void)state;
    name_of_test("peers", name);
    struct port_shared *shared = open_shared(4096);
    struct port_wake_table *table = port_shared_memory(shared);
    assert_int_equal(port_wake_open(table, name, &wake), 0);
    intptr_t child = child_start("peer", "die");
    assert_int_equal(port_signal_wait(port_wake_signal(wake), 30000), 0);
    port_wake_all(wake);
    assert_int_equal(port_signal_wait(port_wake_signal(wake), 30000), 0);
    child_kill(child);
    assert_int_equal(used_slots(table), 2);
    port_wake_all(wake); /* to a dead process: no harm */
    assert_int_equal(port_wake_open(table, name, &next), 0);
    assert_int_equal(used_slots(table), 2);
    child = child_start("peer", "live");
    assert_int_equal(port_signal_wait(port_wake_signal(next), 30000), 0);
    port_wake_all(next);
    assert_int_equal(child_wait(child), 0);
    assert_int_equal(used_slots(table), 2);
    port_wake_close(next);
    port_wake_close(wake);
    port_shared_close(shared);
}

/* Part of a child: announces itself, tells by exit code whether it was alone, or stays until
 * killed. */
static int be_present(const char *argument)
{
    char name[PORT_NAME_SIZE];
    bool alone = false;
    struct port_presence *presence;
    struct port_signal *told = NULL;
    name_of_test("presence", name);
    if (port_presence_open(name, 30000, &presence, &alone) != 0)
        return 9;
    if (strcmp(argument, "look") == 0) {
        port_presence_close(presence);
        return alone ? 1 : 0;
    }
    if (strcmp(argument, "stay") == 0)
        port_presence_unlock(presence);
    name_of_test("told", name);
    if (port_signal_open(name, &told) != 0)
        return 8;
    port_signal_set(told);
    port_clock_sleep(60000);
    return 7;
}

static intptr_t start_present(const char *argument)
{
    char name[PORT_NAME_SIZE];
    struct port_signal *told;
    name_of_test("told", name);
    assert_int_equal(port_signal_create(name, &told), 0);
    intptr_t child = child_start("present", argument);
    assert_int_equal(port_signal_wait(told, 30000), 0);
    port_signal_close(told);
    return child;
}

static void test_presence_tells_first_and_last(void **state)
{
    char name[PORT_NAME_SIZE];
    bool alone = false;
    struct port_presence *presence;
    (void)state;
    name_of_test("presence", name);
    assert_int_equal(port_presence_open(name, 10000, &presence, &alone), 0);
    assert_true(alone);
    port_presence_unlock(presence);
    port_presence_unlock(presence);
    assert_int_equal(child_wait(child_start("present", "look")), 0);
    intptr_t child = start_present("stay");
    assert_int_equal(port_presence_lock(presence, 10000, &alone), 0);
    assert_false(alone);
    port_presence_unlock(presence);
    child_kill(child);
    assert_int_equal(port_presence_lock(presence, 10000, &alone), 0);
    assert_true(alone);
    port_presence_close(presence);
    port_presence_close(NULL);
    assert_int_equal(child_wait(child_start("present", "look")), 1);
}

static void test_presence_lock_times_out_and_survives_a_death(void **state)
{
    char name[PORT_NAME_SIZE];
    bool alone = false;
    struct port_presence *presence = NULL;
    (void)state;
    name_of_test("presence", name);
    intptr_t child = start_present("starting");
    assert_int_equal(port_presence_open(name, 30, &presence, &alone), BASE_ERROR_TIMEOUT);
    assert_null(presence);
    child_kill(child);
    assert_int_equal(port_presence_open(name, 10000, &presence, &alone), 0);
    assert_true(alone);
    port_presence_close(presence);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_begins_zero_and_stays_in_the_file),
        cmocka_unit_test(test_shared_bad_path_is_an_error),
        cmocka_unit_test(test_wake_all_reaches_the_others_not_itself),
        cmocka_unit_test(test_wake_open_garbage_table_is_cleaned),
        cmocka_unit_test(test_wake_open_full_table_is_not_entered),
        cmocka_unit_test(test_wake_other_process_answers_and_a_dead_one_is_removed),
        cmocka_unit_test(test_presence_tells_first_and_last),
        cmocka_unit_test(test_presence_lock_times_out_and_survives_a_death),
    };
    if (argc > 2 && strcmp(argv[1], "peer") == 0)
        return be_peer(argv[2]);
    if (argc > 2 && strcmp(argv[1], "present") == 0)
        return be_present(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
