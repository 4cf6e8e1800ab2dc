/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/utf16.h"

/* a, e acute, euro sign, U+1F4FC, lone high surrogate, b, lone low surrogate */
static const uint16_t MIXED[] = {'a', 0xE9, 0x20AC, 0xD83D, 0xDCFC, 0xD800, 'b', 0xDC01};
#define MIXED_LENGTH (sizeof MIXED / sizeof MIXED[0])

static void test_conversion_every_unit_survives_a_round_trip(void **state)
{
    (void)state;
    for (uint32_t unit = 1; unit <= 0xFFFF; unit++) {
        uint16_t in[2] = {(uint16_t)unit, 'z'};
        uint16_t out[4];
        char text[8];
        assert_true(base_utf8_from_utf16(in, 2, text, sizeof text));
        assert_int_equal(strlen(text), base_utf8_size(in, 2));
        assert_true(base_utf16_from_utf8(text, strlen(text), out, 4));
        assert_int_equal(base_utf16_size(text, strlen(text)), 2);
        assert_int_equal(out[0], unit);
        assert_int_equal(out[1], 'z');
        assert_int_equal(out[2], 0);
    }
}

static void test_conversion_pairs_and_lone_surrogates_survive(void **state)
{
    char text[64];
    uint16_t back[MIXED_LENGTH + 1];
    (void)state;
    assert_true(base_utf8_from_utf16(MIXED, MIXED_LENGTH, text, sizeof text));
    assert_int_equal(strlen(text), 1 + 2 + 3 + 4 + 3 + 1 + 3);
    assert_true(base_utf16_from_utf8(text, strlen(text), back, MIXED_LENGTH + 1));
    assert_memory_equal(back, MIXED, sizeof MIXED);
    assert_int_equal(back[MIXED_LENGTH], 0);
}

static void test_utf8_from_utf16_every_capacity_cuts_at_a_character(void **state)
{
    static const size_t ENDS[] = {0, 1, 3, 6, 10, 13, 14, 17};
    char whole[64];
    (void)state;
    base_utf8_from_utf16(MIXED, MIXED_LENGTH, whole, sizeof whole);
    for (size_t capacity = 1; capacity <= 18; capacity++) {
        char cut[64];
        memset(cut, 'X', sizeof cut);
        bool fitted = base_utf8_from_utf16(MIXED, MIXED_LENGTH, cut, capacity);
        size_t expected = 0;
        for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0] && ENDS[i] < capacity; i++)
            expected = ENDS[i];
        assert_int_equal(strlen(cut), expected);
        assert_memory_equal(cut, whole, expected);
        assert_int_equal(fitted, capacity == 18);
        assert_int_equal(cut[capacity], 'X');
    }
    assert_false(base_utf8_from_utf16(MIXED, 0, whole, 0));
}

static void test_utf16_from_utf8_never_splits_a_pair(void **state)
{
    uint16_t out[4] = {7, 7, 7, 7};
    (void)state;
    assert_false(base_utf16_from_utf8("a\xF0\x9F\x93\xBC", 5, out, 3));
    assert_int_equal(out[0], 'a');
    assert_int_equal(out[1], 0);
    assert_int_equal(out[3], 7);
    assert_true(base_utf16_from_utf8("a\xF0\x9F\x93\xBC", 5, out, 4));
    assert_int_equal(out[1], 0xD83D);
    assert_int_equal(out[2], 0xDCFC);
}

static void test_utf8_next_malformed_bytes_become_the_replacement(void **state)
{
    /* lone continuation, overlong, cut sequence, beyond the last character, bytes never used */
    static const char *const TEXTS[] = {
        "\x80",     "\xC0\x80",         "\xC1\xBF", "\xE0\x80\x80", "\xF0\x80\x80\x80",
        "\xE2\x82", "\xF4\x90\x80\x80", "\xF5",     "\xFF",         "\xE2(\xA1"};
    (void)state;
    for (size_t i = 0; i < sizeof TEXTS / sizeof TEXTS[0]; i++) {
        size_t position = 0;
        assert_int_equal(base_utf8_next(TEXTS[i], strlen(TEXTS[i]), &position), 0xFFFD);
        assert_int_equal(position, 1);
    }
}

static void test_lengths_stop_at_limit(void **state)
{
    static const uint16_t OPEN[3] = {'a', 'b', 'c'};
    static const char BYTES[3] = {'a', 'b', 'c'};
    (void)state;
    assert_int_equal(base_utf16_length(OPEN, 3), 3);
    assert_int_equal(base_utf8_length(BYTES, 3), 3);
    assert_int_equal(base_utf8_length("ab", 3), 2);
    assert_int_equal(base_utf16_length(OPEN, 0), 0);
}

static void test_utf8_copy_cuts_whole_characters(void **state)
{
    char out[8];
    (void)state;
    assert_true(base_utf8_copy(out, sizeof out, "1234567"));
    assert_string_equal(out, "1234567");
    assert_false(base_utf8_copy(out, sizeof out, "12345\xE2\x82\xAC"));
    assert_string_equal(out, "12345");
    assert_true(base_utf8_copy(out, sizeof out, NULL));
    assert_string_equal(out, "");
    assert_false(base_utf8_copy(out, 0, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversion_every_unit_survives_a_round_trip),
        cmocka_unit_test(test_conversion_pairs_and_lone_surrogates_survive),
        cmocka_unit_test(test_utf8_from_utf16_every_capacity_cuts_at_a_character),
        cmocka_unit_test(test_utf16_from_utf8_never_splits_a_pair),
        cmocka_unit_test(test_utf8_next_malformed_bytes_become_the_replacement),
        cmocka_unit_test(test_lengths_stop_at_limit),
        cmocka_unit_test(test_utf8_copy_cuts_whole_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
