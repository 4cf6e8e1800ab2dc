/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/guid.h"

static const struct base_guid SAMPLE = {{0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99,
                                         0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff}};

static void test_to_text_gives_fields_in_reading_order(void **state)
{
    char text[BASE_GUID_TEXT_SIZE];
    (void)state;
    base_guid_to_text(&SAMPLE, text);
    assert_string_equal(text, "00112233-4455-6677-8899-aabbccddeeff");
}

static void test_from_text_accepts_both_cases_and_braces(void **state)
{
    static const char *const TEXTS[] = {"00112233-4455-6677-8899-aabbccddeeff",
                                        "{00112233-4455-6677-8899-AABBCCDDEEFF}"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct base_guid guid = {{0}};
        assert_true(base_guid_from_text(TEXTS[i], &guid));
        assert_true(base_guid_equal(&guid, &SAMPLE));
    }
}

static void test_from_text_garbage_leaves_output(void **state)
{
    static const char *const TEXTS[] = {"",
                                        "{",
                                        "00112233",
                                        "00112233-4455-6677-8899-aabbccddeef",
                                        "00112233-4455-6677-8899-aabbccddeeff0",
                                        "{00112233-4455-6677-8899-aabbccddeeff",
                                        "00112233-4455-6677-8899-aabbccddeeff}",
                                        "00112233x4455-6677-8899-aabbccddeeff",
                                        "0011223g-4455-6677-8899-aabbccddeeff"};
    struct base_guid guid = SAMPLE;
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++)
        assert_false(base_guid_from_text(TEXTS[i], &guid));
    assert_false(base_guid_from_text(NULL, &guid));
    assert_true(base_guid_equal(&guid, &SAMPLE));
}

static void test_is_null_and_compare(void **state)
{
    struct base_guid none = {{0}};
    (void)state;
    assert_true(base_guid_is_null(&none));
    assert_false(base_guid_is_null(&SAMPLE));
    assert_true(base_guid_compare(&none, &SAMPLE) < 0);
    assert_int_equal(base_guid_compare(&SAMPLE, &SAMPLE), 0);
    assert_int_not_equal(base_guid_hash(&none), base_guid_hash(&SAMPLE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_to_text_gives_fields_in_reading_order),
        cmocka_unit_test(test_from_text_accepts_both_cases_and_braces),
        cmocka_unit_test(test_from_text_garbage_leaves_output),
        cmocka_unit_test(test_is_null_and_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
