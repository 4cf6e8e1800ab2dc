/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "rules/barcode.h"
#include "rules/media_types.h"
#include "rules/pools.h"

#include <string.h>

static void expect_path(const char *path, base_error error)
{
    assert_int_equal(rules_pool_path_check(path), error);
}

static void test_pool_path_check_syntax(void **state)
{
    static const char *const good[] = {"A", "\\A", "A\\B", "\\A\\B\\C", " ", "a.b/c"};
    static const char *const bad[] = {"",    "\\",    "\\\\",   "\\\\A",
                                      "A\\", "\\A\\", "A\\\\B", "\\A\\\\"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        expect_path(good[i], 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        expect_path(bad[i], BASE_ERROR_INVALID_NAME);
}

static void test_pool_path_check_counts_utf16_units(void **state)
{
    char text[600] = "";
    (void)state;
    for (size_t i = 0; i < 63; i++)
        strcat(text, "\xC3\xA9"); /* one unit each */
    expect_path(text, 0);
    strcat(text, "x");
    expect_path(text, BASE_ERROR_INVALID_NAME);
    text[0] = '\0';
    for (size_t i = 0; i < 31; i++)
        strcat(text, "\xF0\x9F\x98\x80"); /* two units each */
    expect_path(text, 0);
    strcat(text, "x");
    expect_path(text, 0);
    strcat(text, "x");
    expect_path(text, BASE_ERROR_INVALID_NAME);
    for (size_t length = 509; length < 514; length++) {
        memset(text, 'p', length);
        for (size_t i = 0; i < length; i += 10)
            text[i] = '\\';
        text[length] = '\0';
        if (text[length - 1] == '\\')
            continue;
        expect_path(text, length <= 511 ? 0 : BASE_ERROR_INVALID_NAME);
        expect_path(text + 1, length <= 511 ? 0 : BASE_ERROR_INVALID_NAME);
    }
}

static void test_pool_path_next_gives_the_parts(void **state)
{
    const char *path = "\\One\\Two";
    char name[MODEL_NAME_BYTES];
    (void)state;
    assert_true(rules_pool_path_next(&path, name));
    assert_string_equal(name, "One");
    assert_true(rules_pool_path_next(&path, name));
    assert_string_equal(name, "Two");
    assert_false(rules_pool_path_next(&path, name));
}

static void test_pool_open_table(void **state)
{
    static const struct {
        uint32_t action;
        bool found, parent;
        base_error error;
        bool create;
    } rows[] = {
        {MODEL_OPEN_EXISTING, true, true, 0, false},
        {MODEL_OPEN_EXISTING, false, true, BASE_ERROR_OBJECT_NOT_FOUND, false},
        {MODEL_OPEN_EXISTING, false, false, BASE_ERROR_OBJECT_NOT_FOUND, false},
        {MODEL_CREATE_NEW, true, true, BASE_ERROR_ALREADY_EXISTS, false},
        {MODEL_CREATE_NEW, false, true, 0, true},
        {MODEL_CREATE_NEW, false, false, BASE_ERROR_OBJECT_NOT_FOUND, false},
        {MODEL_OPEN_ALWAYS, true, true, 0, false},
        {MODEL_OPEN_ALWAYS, false, true, 0, true},
        {MODEL_OPEN_ALWAYS, false, false, BASE_ERROR_OBJECT_NOT_FOUND, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool create = !rows[i].create;
        base_error error = rules_pool_open(rows[i].action, rows[i].found, rows[i].parent, &create);
        assert_int_equal(error, rows[i].error);
        assert_int_equal(create, error != 0 ? !rows[i].create : rows[i].create);
    }
}

static void test_check_create_pool_order(void **state)
{
    struct rules_create_pool_facts facts = {.type_given = true,
                                            .parent_kind = MODEL_POOLTYPE_SCRATCH};
    (void)state;
    assert_int_equal(rules_check_create_pool(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.granted = true;
    assert_int_equal(rules_check_create_pool(&facts), BASE_ERROR_INVALID_MEDIA);
    facts.type_found = true;
    assert_int_equal(rules_check_create_pool(&facts), BASE_ERROR_INVALID_NAME);
    facts.at_top = true;
    assert_int_equal(rules_check_create_pool(&facts), 0);
    facts.at_top = false;
    facts.parent_kind = MODEL_POOLTYPE_APPLICATION;
    assert_int_equal(rules_check_create_pool(&facts), 0);
    facts.parent_holds_media = true;
    assert_int_equal(rules_check_create_pool(&facts), BASE_ERROR_INVALID_NAME);
}

static void test_check_delete_pool_order(void **state)
{
    struct model_media_pool pool = {.pool_type = MODEL_POOLTYPE_IMPORT, .number_of_media_pools = 1};
    (void)state;
    assert_int_equal(rules_check_delete_pool(&pool, false), BASE_ERROR_ACCESS_DENIED);
    assert_int_equal(rules_check_delete_pool(&pool, true), BASE_ERROR_INVALID_MEDIA_POOL);
    pool.pool_type = MODEL_POOLTYPE_APPLICATION;
    assert_int_equal(rules_check_delete_pool(&pool, true), BASE_ERROR_NOT_EMPTY);
    pool = (struct model_media_pool){.pool_type = MODEL_POOLTYPE_APPLICATION,
                                     .number_of_logical_media = 1};
    assert_int_equal(rules_check_delete_pool(&pool, true), BASE_ERROR_NOT_EMPTY);
    pool.number_of_logical_media = 0;
    pool.number_of_physical_media = 1;
    assert_int_equal(rules_check_delete_pool(&pool, true), BASE_ERROR_NOT_EMPTY);
    pool.number_of_physical_media = 0;
    assert_int_equal(rules_check_delete_pool(&pool, true), 0);
    pool.is_root = true;
    assert_int_equal(rules_check_delete_pool(&pool, true), BASE_ERROR_INVALID_MEDIA_POOL);
}

/* A move of an available cartridge from an application's pool to Free, all in order. */
static struct rules_move_facts good_move(void)
{
    return (struct rules_move_facts){
        .medium_found = true,
        .target_found = true,
        .granted = true,
        .medium_enabled = true,
        .same_type = true,
        .target_holds_media = true,
        .target_sides = 1,
        .source_kind = MODEL_POOLTYPE_APPLICATION,
        .target_kind = MODEL_POOLTYPE_SCRATCH,
        .side_count = 1,
        .sides = {MODEL_PARTSTATE_AVAILABLE},
        .library = {.found = true, .granted = true, .enabled = true, .present = true},
    };
}

static void test_check_move_media_order(void **state)
{
    struct rules_move_facts facts = good_move();
    (void)state;
    assert_int_equal(rules_check_move_media(&facts), 0);
    facts.sides[0] = MODEL_PARTSTATE_ALLOCATED;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.same_type = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_MEDIA_INCOMPATIBLE);
    facts.target_holds_media = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.mount_waits = true;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_BUSY);
    facts.mount_waits = false;
    facts.medium_enabled = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_BUSY);
    facts.granted = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.target_found = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.medium_found = false;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_INVALID_MEDIA);
}

static void test_check_change_media_type_order(void **state)
{
    struct rules_move_facts facts = good_move();
    (void)state;
    facts.same_type = false;
    assert_int_equal(rules_check_change_media_type(&facts), 0);
    facts.target_is_read_only = true;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.target_sides = 2;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_MEDIA_INCOMPATIBLE);
    facts.medium_state = MODEL_MEDIASTATE_LOADED;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_BUSY);
    facts.library.present = false;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_LIBRARY_OFFLINE);
    facts.library.enabled = false;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_RESOURCE_DISABLED);
    facts.granted = false;
    assert_int_equal(rules_check_change_media_type(&facts), BASE_ERROR_ACCESS_DENIED);
}

static void test_move_out_of_reach_is_busy_for_free_only(void **state)
{
    struct rules_move_facts facts = good_move();
    (void)state;
    facts.library.shelf = true;
    assert_int_equal(rules_check_move_media(&facts), BASE_ERROR_BUSY);
    facts.target_kind = MODEL_POOLTYPE_APPLICATION;
    assert_int_equal(rules_check_move_media(&facts), 0);
    facts.target_kind = MODEL_POOLTYPE_SCRATCH;
    facts.same_pool = true;
    assert_int_equal(rules_check_move_media(&facts), 0);
}

static void test_side_state_moved(void **state)
{
    (void)state;
    for (uint32_t side = MODEL_PARTSTATE_UNKNOWN; side <= MODEL_PARTSTATE_RESERVED; side++) {
        bool lost = side == MODEL_PARTSTATE_DECOMMISSIONED || side == MODEL_PARTSTATE_INCOMPATIBLE;
        assert_int_equal(rules_side_state_moved(MODEL_POOLTYPE_SCRATCH, side),
                         lost ? side : MODEL_PARTSTATE_UNPREPARED);
        assert_int_equal(rules_side_state_moved(MODEL_POOLTYPE_APPLICATION, side), side);
        assert_int_equal(rules_side_state_moved(MODEL_POOLTYPE_IMPORT, side), side);
    }
    assert_int_equal(rules_move_right(MODEL_POOLTYPE_SCRATCH), MODEL_USE_ACCESS);
    assert_int_equal(rules_move_right(MODEL_POOLTYPE_IMPORT), MODEL_CONTROL_ACCESS);
}

static void test_check_media_type_order(void **state)
{
    struct rules_media_type_facts facts = {.in_use = true};
    (void)state;
    assert_int_equal(rules_check_add_media_type(&facts), BASE_ERROR_INVALID_LIBRARY);
    assert_int_equal(rules_check_delete_media_type(&facts), BASE_ERROR_INVALID_LIBRARY);
    facts.library.found = true;
    assert_int_equal(rules_check_add_media_type(&facts), BASE_ERROR_INVALID_MEDIA);
    assert_int_equal(rules_check_delete_media_type(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.library.granted = true;
    assert_int_equal(rules_check_delete_media_type(&facts), BASE_ERROR_INVALID_MEDIA);
    facts.type_found = true;
    assert_int_equal(rules_check_delete_media_type(&facts), BASE_ERROR_NOT_EMPTY);
    assert_int_equal(rules_check_add_media_type(&facts), BASE_ERROR_RESOURCE_DISABLED);
    facts.library.enabled = true;
    assert_int_equal(rules_check_add_media_type(&facts), BASE_ERROR_LIBRARY_OFFLINE);
    facts.library.present = true;
    assert_int_equal(rules_check_add_media_type(&facts), 0);
    facts.library.shelf = true;
    assert_int_equal(rules_check_add_media_type(&facts), BASE_ERROR_LIBRARY_OFFLINE);
    facts.in_use = false;
    assert_int_equal(rules_check_delete_media_type(&facts), 0);
}

static void test_barcode_media_type(void **state)
{
    static const uint32_t types[] = {MODEL_MEDIATYPE_STK_9940, MODEL_MEDIATYPE_DLT,
                                     MODEL_MEDIATYPE_LTO_ULTRIUM, MODEL_MEDIATYPE_STK_9840,
                                     MODEL_MEDIATYPE_IBM_MAGSTAR_3590};
    static const struct {
        const char *barcode;
        uint32_t index;
    } rows[] = {
        {"A00000L1", 2}, {"A00000L9", 2}, {"A00000LT", 2}, {"A00000LZ", 2}, {"A00000M8", 2},
        {"A00000L0", 0}, {"A00000LA", 0}, {"A00000M7", 0}, {"A00000S1", 1}, {"A00000S5", 0},
        {"A00000C", 1},  {"A00000E", 1},  {"A0000C", 0},   {"A00000J", 4},  {"A00000R", 3},
        {"A00000P", 0},  {"A00000", 0},   {"", 0},         {"L4", 0},       {"L", 0},
        {"XL4", 2},      {"a00000l4", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rules_barcode_media_type(rows[i].barcode, types, 5), rows[i].index);
        assert_int_equal(rules_barcode_media_type(rows[i].barcode, types, 1), 0);
    }
    /* The same ending means the medium that the library handles. */
    static const uint32_t other[] = {0x20, MODEL_MEDIATYPE_DLT};
    assert_int_equal(rules_barcode_media_type("A00000S1", other, 2), 1);
    assert_int_equal(rules_barcode_media_type("A00000L4", other, 2), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_path_check_syntax),
        cmocka_unit_test(test_pool_path_check_counts_utf16_units),
        cmocka_unit_test(test_pool_path_next_gives_the_parts),
        cmocka_unit_test(test_pool_open_table),
        cmocka_unit_test(test_check_create_pool_order),
        cmocka_unit_test(test_check_delete_pool_order),
        cmocka_unit_test(test_check_move_media_order),
        cmocka_unit_test(test_check_change_media_type_order),
        cmocka_unit_test(test_move_out_of_reach_is_busy_for_free_only),
        cmocka_unit_test(test_side_state_moved),
        cmocka_unit_test(test_check_media_type_order),
        cmocka_unit_test(test_barcode_media_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
