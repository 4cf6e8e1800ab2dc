/* SPDX-License-Identifier: MIT */
/* CreateNtmsMedia: what can be told of the wish alone, the order of the checks, names. */
#include "support/cmocka_shim.h"

#include "rules/create_media.h"

#include <string.h>

static const struct base_guid SHELF = {{1}};
static const struct base_guid OTHER = {{2}};

static struct model_information sound_side(void)
{
    struct model_information side;
    memset(&side, 0, sizeof side);
    side.info.partition.state = MODEL_PARTSTATE_IMPORT;
    side.info.partition.label_id_length = 16;
    strcpy(side.info.partition.label_type, "Backup");
    return side;
}

static base_error check_side(const struct model_information *side)
{
    static const struct model_physical_media medium;
    struct model_information sides[2] = {sound_side(), *side};
    base_error error = rules_check_create_wish(0, &medium, &SHELF, sides, 2);
    assert_int_equal(rules_check_create_wish(0, &medium, &SHELF, sides, 1), 0);
    return error;
}

static void test_create_wish_label(void **state)
{
    static const uint32_t lengths[] = {0, 1, 255, 256, 0xFFFFFFFF};
    struct model_information side = sound_side();
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        side.info.partition.label_id_length = lengths[i];
        assert_int_equal(check_side(&side), i == 1 || i == 2 ? 0 : BASE_ERROR_INVALID_PARAMETER);
    }
    side = sound_side();
    side.info.partition.label_type[0] = '\0';
    assert_int_equal(check_side(&side), BASE_ERROR_INVALID_PARAMETER);
}

static void test_create_wish_states(void **state)
{
    (void)state;
    for (uint32_t value = 0; value < 12; value++) {
        struct model_information side = sound_side();
        bool owned = value == MODEL_PARTSTATE_ALLOCATED || value == MODEL_PARTSTATE_COMPLETE;
        side.info.partition.state = value;
        assert_int_equal(check_side(&side), value <= 9 ? 0 : BASE_ERROR_INVALID_PARAMETER);
        side.info.partition.logical_media = OTHER;
        assert_int_equal(check_side(&side), owned ? 0 : BASE_ERROR_INVALID_PARAMETER);
        assert_int_equal(rules_side_has_logical(value), owned);
    }
}

static void test_create_wish_options_and_library(void **state)
{
    struct model_information side = sound_side();
    struct model_physical_media medium;
    (void)state;
    memset(&medium, 0, sizeof medium);
    for (uint32_t options = 0; options < 5; options++)
        assert_int_equal(rules_check_create_wish(options, &medium, &SHELF, &side, 1),
                         options <= 1 ? 0 : BASE_ERROR_INVALID_PARAMETER);
    medium.current_library = SHELF;
    assert_int_equal(rules_check_create_wish(0, &medium, &SHELF, &side, 1), 0);
    medium.current_library = OTHER;
    assert_int_equal(rules_check_create_wish(0, &medium, &SHELF, &side, 1),
                     BASE_ERROR_INVALID_PARAMETER);
}

static void test_create_order(void **state)
{
    struct rules_create_media_facts facts = {.wish_is_sound = true,
                                             .pool_found = true,
                                             .pool_kind = MODEL_POOLTYPE_IMPORT,
                                             .pool_holds_media = true,
                                             .granted = true,
                                             .type_sides = 2,
                                             .count = 2};
    (void)state;
    assert_int_equal(rules_check_create_media(&facts), 0);
    facts.pool_kind = MODEL_POOLTYPE_APPLICATION;
    assert_int_equal(rules_check_create_media(&facts), 0);
    facts.id_taken = true;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_PARAMETER);
    facts.barcode_taken = true;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_MEDIA);
    facts.count = 1;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_MEDIA_INCOMPATIBLE);
    facts.duplicate_label = true;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_MEDIA);
    facts.granted = false;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_ACCESS_DENIED);
    facts.pool_holds_media = false;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.pool_holds_media = true;
    facts.pool_kind = MODEL_POOLTYPE_SCRATCH;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.pool_kind = MODEL_POOLTYPE_FOREIGN;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_MEDIA_POOL);
    facts.wish_is_sound = false;
    assert_int_equal(rules_check_create_media(&facts), BASE_ERROR_INVALID_PARAMETER);
}

static void test_barcode_trim(void **state)
{
    static const char *const rows[][2] = {{"A1  ", "A1"}, {"  A1 ", "  A1"}, {"    ", ""},
                                          {"", ""},       {"A 1", "A 1"},    {"A\t ", "A\t"}};
    char text[MODEL_BARCODE_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        strcpy(text, rows[i][0]);
        rules_barcode_trim(text);
        assert_string_equal(text, rows[i][1]);
    }
}

static void test_label_name_of_one_side_without_barcode(void **state)
{
    struct model_information sides[2] = {sound_side(), sound_side()};
    struct model_physical_media medium;
    (void)state;
    memset(&medium, 0, sizeof medium);
    assert_string_equal(rules_media_label_name(&medium, sides, 1), "");
    strcpy(sides[0].info.partition.label_info, "Monday");
    assert_string_equal(rules_media_label_name(&medium, sides, 1), "Monday");
    assert_string_equal(rules_media_label_name(&medium, sides, 2), "");
    strcpy(medium.barcode, "A00001L4");
    assert_string_equal(rules_media_label_name(&medium, sides, 1), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create_wish_label),
        cmocka_unit_test(test_create_wish_states),
        cmocka_unit_test(test_create_wish_options_and_library),
        cmocka_unit_test(test_create_order),
        cmocka_unit_test(test_barcode_trim),
        cmocka_unit_test(test_label_name_of_one_side_without_barcode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
