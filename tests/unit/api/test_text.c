/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "api/text.h"
#include "api/win32.h"

#include <string.h>

static void test_wide_write_long_text_cuts_and_terminates(void **state)
{
    (void)state;
    uint16_t out[6];
    memset(out, 0xEE, sizeof out);
    api_text_wide.write("abcdefgh", 8, out, 5);
    assert_memory_equal(out, u"abcd", 10);
    assert_int_equal(out[5], 0xEEEE);
}

static void test_wide_write_pair_at_the_end_is_cut_whole(void **state)
{
    (void)state;
    uint16_t out[4];
    api_text_wide.write("ab\xF0\x9F\x98\x80", 6, out, 4);
    assert_memory_equal(out, u"ab", 6);
}

static void test_wide_write_unaligned_place_is_written(void **state)
{
    (void)state;
    uint8_t out[9] = {0};
    api_text_wide.write("ab", 2, out + 1, 4);
    assert_memory_equal(out + 1, u"ab", 6);
}

static void test_wide_read_null_gives_empty(void **state)
{
    (void)state;
    char out[8] = "x";
    api_text_wide.read(NULL, out, sizeof out);
    assert_string_equal(out, "");
    memcpy(out, "x", 2);
    api_text_ansi.read(NULL, out, sizeof out);
    assert_string_equal(out, "");
}

static void test_wide_read_unpaired_surrogate_survives(void **state)
{
    (void)state;
    static const uint16_t lone[] = {'a', 0xD800, 'b', 0};
    char out[16];
    uint16_t back[8];
    api_text_wide.read(lone, out, sizeof out);
    api_text_wide.write(out, strlen(out), back, 8);
    assert_memory_equal(back, lone, sizeof lone);
}

static void test_read_endless_text_stops_at_the_limit(void **state)
{
    (void)state;
    uint16_t wide[API_TEXT_UNITS];
    char bytes[API_TEXT_UNITS];
    char out[API_TEXT_UNITS * 3 + 1];
    for (size_t i = 0; i < API_TEXT_UNITS; i++) {
        wide[i] = 'w';
        bytes[i] = 'a';
    }
    api_text_wide.read(wide, out, sizeof out);
    assert_int_equal(strlen(out), API_TEXT_UNITS);
    api_text_ansi.read(bytes, out, sizeof out);
    assert_int_equal(strlen(out), API_TEXT_UNITS);
    api_text_ansi.read(bytes, out, 5);
    assert_string_equal(out, "aaaa");
}

static void test_ansi_write_unknown_character_becomes_question_mark(void **state)
{
    (void)state;
    char out[8];
    api_text_ansi.write("a\xEF\xBF\xBD"
                        "b",
                        5, out, sizeof out); /* U+FFFD */
    assert_string_equal(out, "a?b");
}

static void test_ansi_write_latin_letter_is_one_byte(void **state)
{
    (void)state;
    char out[8];
    char back[8];
    api_text_ansi.write("\xC3\xA9", 2, out, sizeof out);
    assert_int_equal(strlen(out), 1);
    api_text_ansi.read(out, back, sizeof back);
    assert_string_equal(back, "\xC3\xA9");
}

static void test_ansi_write_double_byte_character_is_cut_whole(void **state)
{
    (void)state;
    char out[4] = {0};
    if (!IsDBCSLeadByteEx(CP_ACP, 0x82))
        skip(); /* this system's code page has single bytes only */
    api_text_ansi.write("ab\xE3\x81\x82", 5, out, 4);
    assert_string_equal(out, "ab");
    api_text_ansi.write("a\xE3\x81\x82", 4, out, 4);
    assert_string_equal(out, "a\x82\xA0");
    char back[8];
    api_text_ansi.read("a\x82\xA0\x82", back, sizeof back);
    assert_string_equal(back, "a\xE3\x81\x82");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wide_write_long_text_cuts_and_terminates),
        cmocka_unit_test(test_wide_write_pair_at_the_end_is_cut_whole),
        cmocka_unit_test(test_wide_write_unaligned_place_is_written),
        cmocka_unit_test(test_wide_read_null_gives_empty),
        cmocka_unit_test(test_wide_read_unpaired_surrogate_survives),
        cmocka_unit_test(test_read_endless_text_stops_at_the_limit),
        cmocka_unit_test(test_ansi_write_unknown_character_becomes_question_mark),
        cmocka_unit_test(test_ansi_write_latin_letter_is_one_byte),
        cmocka_unit_test(test_ansi_write_double_byte_character_is_cut_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
