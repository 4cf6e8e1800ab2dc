/* SPDX-License-Identifier: MIT */
/*
 * Mounts, dismounts and free labels with the n-th allocation or the n-th statement of SQL failing,
 * in the caller or in the threads that work behind him: each ends, nothing is held by nobody, and
 * the next one works.
 */
#include "mount_support.h"

#include "base/memory.h"
#include "store/fault.h"

static const char *const TWO[] = {"A00001L4", "A00002L4"};

enum { FAULTS_MOST = 420 };

static void begin(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static bool is_explained(base_error error)
{
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY ||
           error == BASE_ERROR_DATABASE_FAILURE || error == BASE_ERROR_INVALID_STATE;
}

static base_error mount_both(const struct base_guid sides[2])
{
    struct engine_mount_wish wish = {.media = sides, .count = 2, .timeout = 30000};
    struct base_guid drives[2] = {{{0}}};
    return engine_mount(fixture_session(), &wish, drives);
}

static void expect_explained(base_error error, uint32_t n, const char *call)
{
    if (!is_explained(error)) {
        fail_msg("%s: error %u with n = %u", call, (unsigned)error, n);
    }
}

static void mount_with_fault(void (*nth)(uint32_t n), uint32_t n, const struct base_guid sides[2])
{
    nth(n);
    base_error error = mount_both(sides);
    nth(0);
    expect_explained(error, n, "mount");
    media_release_all();
    assert_int_equal(mount_both(sides), 0);
    nth(n);
    error = engine_dismount(fixture_session(), sides, 1,
                            n % 2 == 0 ? MODEL_DISMOUNT_IMMEDIATE : MODEL_DISMOUNT_DEFERRED);
    fixture_sleep(20);
    nth(0);
    expect_explained(error, n, "dismount");
    media_release_all();
    fixture_check();
}

/* A deferred dismount would hold the story up for its delay. */
static void no_delays(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid drive = fixture_drive(i);
        media_set_delay(&drive, 0);
    }
}

static void with_faults(void (*nth)(uint32_t n))
{
    struct base_guid sides[2];
    begin();
    no_delays();
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid medium = media_named(TWO[i]);
        sides[i] = media_side(&medium, 0);
    }
    for (uint32_t n = 1; n < FAULTS_MOST; n += n < 8 ? 1 : 23) {
        mount_with_fault(nth, n, sides);
    }
    fixture_end();
}

static void test_mount_without_memory_ends(void **state)
{
    (void)state;
    with_faults(base_memory_fail_nth);
}

static void test_mount_with_broken_statement_ends(void **state)
{
    (void)state;
    with_faults(store_fault_nth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mount_without_memory_ends),
        cmocka_unit_test(test_mount_with_broken_statement_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
