/* SPDX-License-Identifier: MIT */
/*
 * Mounts, dismounts and free labels with the n-th allocation or the n-th statement of SQL failing,
 * in the caller or in the threads that work behind him: each ends, nothing is held by nobody, and
 * the next one works.
 */
#include "mount_support.h"

#include "base/memory.h"
#include "port/atomic.h"
#include "port/os.h"
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
    struct engine_mount_wish wish = {.media = sides, .count = 2, .timeout = 120000};
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

static bool hide_drive(uint32_t drive, bool hidden)
{
    struct vtl_control_element element = {
        .place = {0, VTL_DRIVE, drive}, .exception = hidden, .asc = 0x53, .ascq = 0x08};
    return vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &element, sizeof element);
}

/* What a broken drive holds is looked at again and again; the last session does not wait for it. */
static void test_stop_does_not_wait_for_a_drive_that_shows_nothing(void **state)
{
    struct model_information inventory;
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    assert_int_equal(media_mount(TWO[0], &drive), 0);
    assert_true(hide_drive(fixture_index(&drive), true));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    fixture_await(&inventory.object.id, MODEL_LM_PASSED);
    assert_int_equal(media_dismount_by(fixture_session(), TWO[0], MODEL_DISMOUNT_IMMEDIATE), 0);
    int64_t begun = port_clock_monotonic();
    fixture_stop();
    assert_true(port_clock_monotonic() - begun < FIXTURE_SECONDS * 1000);
    assert_true(hide_drive(0, false) && hide_drive(1, false));
    fixture_start();
    media_release_all();
    fixture_check();
    fixture_end();
}

static volatile uint32_t erasing;

static void erase(void *context)
{
    struct base_guid ids[64];
    (void)context;
    while (port_atomic_load_u32(&erasing) != 0) {
        uint32_t count = 0;
        if (engine_object_enumerate(fixture_session(), NULL, MODEL_LIBREQUEST, 0, ids, 64,
                                    &count) == 0) {
            (void)engine_requests_delete(fixture_session(), ids, MODEL_LIBREQUEST, count);
        }
    }
}

/* A program may erase requests as soon as they are over: the mount has passed all the same. */
static void test_mount_whose_requests_are_erased_passes(void **state)
{
    struct port_thread *thread = NULL;
    struct base_guid sides[2];
    (void)state;
    begin();
    for (uint32_t i = 0; i < 2; i++) {
        struct base_guid medium = media_named(TWO[i]);
        sides[i] = media_side(&medium, 0);
    }
    for (uint32_t i = 0; i < 10; i++) {
        port_atomic_store_u32(&erasing, 1);
        assert_int_equal(port_thread_start(erase, NULL, &thread), 0);
        base_error error = mount_both(sides);
        port_atomic_store_u32(&erasing, 0);
        port_thread_join(thread);
        assert_int_equal(error, 0);
        media_release_all();
    }
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mount_without_memory_ends),
        cmocka_unit_test(test_mount_with_broken_statement_ends),
        cmocka_unit_test(test_stop_does_not_wait_for_a_drive_that_shows_nothing),
        cmocka_unit_test(test_mount_whose_requests_are_erased_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
