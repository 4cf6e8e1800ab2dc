/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "label/label.h"

static const struct base_guid ID = {
    {0xab, 0xcd, 0xef, 0x01, 2, 3, 4, 5, 6, 7, 8, 9, 0x10, 0x11, 0xfe, 0xff}};

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static void test_free_label_is_read_back(void **state)
{
    static const int64_t TIMES[] = {0, 1, 1000000000000, -5, INT64_MAX, INT64_MIN};
    uint8_t bytes[LABEL_FREE_BYTES];
    struct label_found found;
    size_t length = 0;
    (void)state;
    for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++) {
        label_free_write(&ID, TIMES[i], bytes, &length);
        assert_in_range(length, 512, LABEL_FREE_BYTES);
        assert_true(label_mtf_read(bytes, length, &found));
        assert_true(found.free_label);
        assert_string_equal(found.type, LABEL_FREE_TYPE);
        assert_int_equal(found.id_length, 16);
        assert_memory_equal(found.id, ID.bytes, 16);
        assert_string_equal(found.info, "Free Media");
    }
}

/* What other programs that read the format look at. */
static void test_free_label_is_a_whole_media_header(void **state)
{
    uint8_t bytes[LABEL_FREE_BYTES];
    size_t length = 0;
    uint32_t sum = 0;
    (void)state;
    label_free_write(&ID, 951867062000, bytes, &length); /* 2000-02-29 23:31:02 */
    uint64_t date = 0;
    for (size_t i = 88; i < 93; i++)
        date = date << 8 | bytes[i];
    assert_int_equal(date >> 26, 2000);
    assert_int_equal(date >> 22 & 15, 2);
    assert_int_equal(date >> 17 & 31, 29);
    assert_int_equal(date >> 12 & 31, 23);
    assert_int_equal(date >> 6 & 63, 31);
    assert_int_equal(date & 63, 2);
    assert_int_equal(word(bytes + 60), 1);
    assert_int_equal(word(bytes + 84), LABEL_FREE_BYTES);
    assert_int_equal(bytes[93], 1);
    assert_int_not_equal(word(bytes + 52) | word(bytes + 54), 0);
    /* The pad stream takes the rest of the block. */
    size_t event = word(bytes + 8);
    assert_int_equal(event % 4, 0);
    assert_memory_equal(bytes + event, "SPAD", 4);
    assert_int_equal(event + 22 + word(bytes + event + 8), LABEL_FREE_BYTES);
    for (size_t i = 0; i < 20; i += 2)
        sum ^= word(bytes + event + i);
    assert_int_equal(word(bytes + event + 20), sum);
    /* Every text lies between the fixed part and the stream. */
    for (size_t place = 68; place <= 80; place += 4) {
        size_t size = word(bytes + place);
        size_t offset = word(bytes + place + 2);
        assert_true(size == 0 || (offset >= 94 && offset + size <= event));
    }
}

static void test_free_label_with_a_program_in_front_is_free_no_more(void **state)
{
    uint8_t bytes[LABEL_FREE_BYTES];
    struct label_found found;
    size_t length = 0;
    (void)state;
    label_free_write(&ID, 0, bytes, &length);
    bytes[word(bytes + 82)] ^= 1; /* the first character of the software name */
    assert_true(label_mtf_read(bytes, length, &found));
    assert_false(found.free_label);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_free_label_is_read_back),
        cmocka_unit_test(test_free_label_is_a_whole_media_header),
        cmocka_unit_test(test_free_label_with_a_program_in_front_is_free_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
