/* SPDX-License-Identifier: MIT */
/* IdentifyNtmsSlot over the virtual library: what becomes of the cartridge, and who waits. */
#include "mount_support.h"

#include "engine/runtime.h"

#include <pthread.h>
#include <string.h>

static base_error identify(uint32_t slot, uint32_t option)
{
    struct base_guid id = fixture_slot(slot);
    return engine_slot_identify(fixture_session(), &id, option);
}

static struct model_lib_request newest(void)
{
    struct model_information row;
    assert_true(fixture_newest(MODEL_LM_CLASSIFY, &row));
    return row.info.lib_request;
}

static void set_side_state(const struct base_guid *medium, uint32_t state)
{
    struct base_guid side = media_side(medium, 0);
    media_set_side_state(&side, state);
}

static uint32_t side_state(const struct base_guid *medium)
{
    struct base_guid side = media_side(medium, 0);
    return media_side_row(&side).state;
}

static void test_identify_reads_the_cartridge_and_puts_it_back(void **state)
{
    (void)state;
    media_start();
    struct base_guid medium = media_named("A00001L4");
    struct base_guid slot = fixture_slot(1);
    for (uint32_t option = 0; option < 3; option += 2) {
        set_side_state(&medium, MODEL_PARTSTATE_UNKNOWN);
        assert_int_equal(identify(1, option), 0);
        struct model_lib_request row = newest();
        assert_int_equal(row.state, MODEL_LM_PASSED);
        assert_int_equal(row.option, MODEL_LM_DISMOUNT_NOW);
        assert_true(base_guid_equal(&row.slot, &slot));
        assert_true(side_state(&medium) != MODEL_PARTSTATE_UNKNOWN);
        media_await_idle();
        struct base_guid place = media_row(&medium).location;
        assert_true(base_guid_equal(&place, &slot));
    }
    media_end();
}

static void test_identify_deferred_leaves_the_cartridge_in_the_drive(void **state)
{
    struct base_guid drives[2];
    (void)state;
    media_start();
    struct base_guid medium = media_named("A00001L4");
    for (uint32_t i = 0; i < 2; i++) {
        drives[i] = fixture_drive(i);
        media_set_delay(&drives[i], 3600);
    }
    assert_int_equal(identify(1, MODEL_DISMOUNT_DEFERRED), 0);
    assert_int_equal(newest().option, MODEL_LM_DISMOUNT_LATER);
    struct model_physical_media row = media_row(&medium);
    assert_int_equal(row.location_type, MODEL_DRIVE);
    assert_int_equal(media_drive(&row.location).state, MODEL_DRIVESTATE_DISMOUNTABLE);
    /* Its slot is empty now: nothing to be done. PROMISE: IdentifyNtmsSlot/10 */
    assert_int_equal(identify(1, 0), 0);
    struct model_physical_media after = media_row(&medium);
    assert_true(base_guid_equal(&after.location, &row.location));
    assert_int_equal(engine_dismount_drive(fixture_session(), &row.location), 0);
    media_end();
}

/* PROMISE: IdentifyNtmsSlot/cleaner */
static void test_identify_leaves_the_cleaner_alone(void **state)
{
    struct model_information row;
    (void)state;
    media_start();
    fixture_inject(3);
    assert_int_equal(identify(0, 0), 0);
    assert_false(fixture_newest(MODEL_LM_CLASSIFY, &row));
    assert_int_equal(vtl_transport_uses(CLEANER_BARCODE), 3);
    media_end();
}

/* PROMISE: IdentifyNtmsSlot/failed */
static void test_identify_of_a_disabled_medium_fails(void **state)
{
    (void)state;
    media_start();
    struct base_guid medium = media_named("A00001L4");
    assert_int_equal(engine_object_enable(fixture_session(), MODEL_PHYSICAL_MEDIA, &medium, false),
                     0);
    assert_int_equal(identify(1, 0), BASE_ERROR_RESOURCE_DISABLED);
    assert_int_equal(newest().state, MODEL_LM_FAILED);
    assert_int_equal(engine_object_enable(fixture_session(), MODEL_PHYSICAL_MEDIA, &medium, true),
                     0);
    media_end();
}

static void *identify_apart(void *context)
{
    base_error *error = context;
    *error = identify(3, 0);
    return NULL;
}

/* Both drives are in use, so that the identification waits; somebody withdraws it.
 * PROMISE: IdentifyNtmsSlot/cancelled */
static void test_identify_that_is_withdrawn_is_cancelled(void **state)
{
    const char *const two[] = {"A00001L4", "A00002L4"};
    struct base_guid drives[2] = {{{0}}};
    struct model_information row;
    base_error error = BASE_ERROR_SUCCESS;
    pthread_t thread;
    (void)state;
    media_start();
    assert_int_equal(media_mount_all(two, 2, 0, 60000, drives), 0);
    assert_int_equal(pthread_create(&thread, NULL, identify_apart, &error), 0);
    while (!fixture_newest(MODEL_LM_CLASSIFY, &row)) {
        fixture_sleep(2);
    }
    assert_int_equal(engine_request_cancel(fixture_session(), &row.object.id), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(error, BASE_ERROR_CANCELLED);
    assert_int_equal(newest().state, MODEL_LM_CANCELLED);
    media_end();
}

static void test_identify_of_a_session_that_is_closed_is_cancelled(void **state)
{
    const char *const two[] = {"A00001L4", "A00002L4"};
    struct base_guid drives[2] = {{{0}}};
    struct model_information row;
    base_error error = BASE_ERROR_SUCCESS;
    pthread_t thread;
    (void)state;
    media_start();
    assert_int_equal(media_mount_all(two, 2, 0, 60000, drives), 0);
    assert_int_equal(pthread_create(&thread, NULL, identify_apart, &error), 0);
    while (!fixture_newest(MODEL_LM_CLASSIFY, &row)) {
        fixture_sleep(2);
    }
    engine_session_cancel(fixture_session());
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(error, BASE_ERROR_CANCELLED);
    assert_int_equal(newest().state, MODEL_LM_CANCELLED);
    media_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identify_reads_the_cartridge_and_puts_it_back),
        cmocka_unit_test(test_identify_deferred_leaves_the_cartridge_in_the_drive),
        cmocka_unit_test(test_identify_leaves_the_cleaner_alone),
        cmocka_unit_test(test_identify_of_a_disabled_medium_fails),
        cmocka_unit_test(test_identify_that_is_withdrawn_is_cancelled),
        cmocka_unit_test(test_identify_of_a_session_that_is_closed_is_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
