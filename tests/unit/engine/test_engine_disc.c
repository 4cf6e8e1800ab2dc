/* SPDX-License-Identifier: MIT */
/*
 * Discs: what identifies one is its file system, as the system tells it. The drives of this library
 * say that they are disc drives.
 */
#include "mount_support.h"

#define DISC "A00001L4"

static void start(const char *file_system, const char *name, uint32_t serial_number)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\n";
    fixture_begin();
    vtl_transport_discs(file_system, name, serial_number);
    vtl_transport_add(&config);
    fixture_start();
}

static void end(void)
{
    media_await_idle();
    fixture_check();
    fixture_end();
}

static void read_all_labels(void)
{
    struct model_information request;
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_OMID), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &request));
    fixture_await(&request.object.id, MODEL_LM_PASSED);
    media_await_idle();
}

static struct model_partition side_of(const char *barcode)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid side = media_side(&medium, 0);
    return media_side_row(&side);
}

static uint32_t pool_kind_of(const char *barcode)
{
    struct base_guid medium = media_named(barcode);
    struct base_guid pool = media_pool_of(&medium);
    return media_pool_row(&pool).pool_type;
}

static void test_disc_is_identified_by_its_volume(void **state)
{
    static const uint8_t id[] = {0x78, 0x56, 0x34, 0x12};
    (void)state;
    start("CDFS", "HOLIDAY", 0x12345678);
    read_all_labels();
    struct model_partition side = side_of(DISC);
    assert_string_equal(side.label_type, "CDFS");
    assert_string_equal(side.label_info, "HOLIDAY");
    assert_int_equal(side.label_id_length, 4);
    assert_memory_equal(side.label_id, id, sizeof id);
    assert_int_equal(side.state, MODEL_PARTSTATE_IMPORT);
    assert_int_equal(pool_kind_of(DISC), MODEL_POOLTYPE_IMPORT);
    end();
}

static void test_disc_without_file_system_stays_unrecognized(void **state)
{
    (void)state;
    start("", "", 0);
    read_all_labels();
    assert_int_equal(side_of(DISC).label_id_length, 0);
    assert_int_equal(side_of(DISC).state, MODEL_PARTSTATE_FOREIGN);
    assert_int_equal(pool_kind_of(DISC), MODEL_POOLTYPE_FOREIGN);
    end();
}

/* Two discs of one edition have one label; each can be mounted. */
static void test_copies_of_a_disc_are_both_mounted(void **state)
{
    static const char *const both[] = {"A00001L4", "A00002L4"};
    struct base_guid drives[2];
    (void)state;
    start("CDFS", "HOLIDAY", 0x12345678);
    read_all_labels();
    assert_int_equal(pool_kind_of("A00002L4"), MODEL_POOLTYPE_IMPORT);
    assert_int_equal(media_mount_all(both, 2, MODEL_MOUNT_READ, 120000, drives), 0);
    media_release_all();
    end();
}

static void test_disc_with_another_volume_is_not_what_was_asked_for(void **state)
{
    struct model_information request;
    struct base_guid drive;
    (void)state;
    start("CDFS", "HOLIDAY", 0x12345678);
    read_all_labels();
    assert_int_equal(media_mount(DISC, &drive), 0);
    media_release_all();
    media_await_idle();
    vtl_transport_discs("CDFS", "WORK", 0x87654321);
    assert_int_equal(media_mount(DISC, &drive), BASE_ERROR_INVALID_STATE);
    assert_true(fixture_newest(MODEL_LM_MOUNT, &request));
    assert_int_equal(request.info.lib_request.error, BASE_ERROR_UNEXPECTED_OMID);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disc_is_identified_by_its_volume),
        cmocka_unit_test(test_disc_without_file_system_stays_unrecognized),
        cmocka_unit_test(test_copies_of_a_disc_are_both_mounted),
        cmocka_unit_test(test_disc_with_another_volume_is_not_what_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
