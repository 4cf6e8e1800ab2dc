/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/buffer.h"
#include "base/memory.h"

static const uint8_t BYTES[10] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A};

static void test_reader_numbers_are_big_endian(void **state)
{
    struct base_reader reader = base_reader_over(BYTES, sizeof BYTES);
    (void)state;
    assert_int_equal(base_reader_u8(&reader), 0x01);
    assert_int_equal(base_reader_be16(&reader), 0x0203);
    assert_int_equal(base_reader_be24(&reader), 0x040506);
    assert_int_equal(base_reader_be32(&reader), 0x0708090A);
    assert_false(reader.truncated);
    base_reader_seek(&reader, 1);
    assert_true(base_reader_be64(&reader) == 0x0203040506070809ULL);
}

static void test_reader_beyond_the_end_gives_zero_and_truncated(void **state)
{
    (void)state;
    for (size_t length = 0; length < 4; length++) {
        struct base_reader reader = base_reader_over(BYTES, length);
        assert_int_equal(base_reader_be32(&reader), 0);
        assert_true(reader.truncated);
        assert_int_equal(base_reader_left(&reader), 0);
        assert_int_equal(base_reader_u8(&reader), 0);
    }
    struct base_reader empty = base_reader_over(NULL, 0);
    assert_null(base_reader_bytes(&empty, 1));
    assert_true(empty.truncated);
}

static void test_reader_skip_and_seek_report_truncation(void **state)
{
    struct base_reader reader = base_reader_over(BYTES, sizeof BYTES);
    (void)state;
    base_reader_skip(&reader, 10);
    assert_false(reader.truncated);
    base_reader_skip(&reader, SIZE_MAX);
    assert_true(reader.truncated);
    reader = base_reader_over(BYTES, sizeof BYTES);
    base_reader_seek(&reader, 11);
    assert_true(reader.truncated);
    assert_int_equal(reader.position, 10);
}

static void test_reader_part_stays_inside(void **state)
{
    struct base_reader reader = base_reader_over(BYTES, sizeof BYTES);
    (void)state;
    struct base_reader part = base_reader_part(&reader, 4);
    assert_int_equal(base_reader_be32(&part), 0x01020304);
    assert_int_equal(base_reader_u8(&part), 0);
    assert_true(part.truncated);
    assert_false(reader.truncated);
    part = base_reader_part(&reader, 7);
    assert_int_equal(part.length, 6);
    assert_true(part.truncated && reader.truncated);
}

static void test_reader_text_trims_and_cleans(void **state)
{
    static const struct {
        const char *field;
        size_t count;
        const char *expected;
        bool truncated;
    } ROWS[] = {
        {"VENDOR  ", 8, "VENDOR", false}, {"  A B   ", 8, "A B", false},
        {"AB\0CDEFG", 8, "AB", false},    {"A\x01\xFFZ    ", 8, "A??Z", false},
        {"        ", 8, "", false},       {"ABCDEFGH", 9, "ABCDEFG", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        char out[8];
        struct base_reader reader = base_reader_over(ROWS[i].field, 8);
        base_reader_text(&reader, ROWS[i].count, out, sizeof out);
        assert_string_equal(out, ROWS[i].expected);
        assert_int_equal(reader.truncated, ROWS[i].truncated);
    }
}

static void test_put_and_append_are_big_endian(void **state)
{
    static const uint8_t EXPECTED[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 0, 0xAA};
    struct base_buffer buffer = BASE_BUFFER_INIT;
    uint8_t at[8];
    (void)state;
    assert_int_equal(base_buffer_append_u8(&buffer, 1), 0);
    assert_int_equal(base_buffer_append_be16(&buffer, 0x0203), 0);
    assert_int_equal(base_buffer_append_be24(&buffer, 0x040506), 0);
    assert_int_equal(base_buffer_append_be32(&buffer, 0x0708090A), 0);
    assert_int_equal(base_buffer_append_zero(&buffer, 2), 0);
    assert_int_equal(base_buffer_append(&buffer, "\xAA", 1), 0);
    assert_int_equal(base_buffer_append(&buffer, NULL, 0), 0);
    assert_int_equal(buffer.length, sizeof EXPECTED);
    assert_memory_equal(buffer.data, EXPECTED, sizeof EXPECTED);
    base_buffer_release(&buffer);
    base_buffer_release(NULL);
    base_put_be64(at, 0x0102030405060708ULL);
    assert_memory_equal(at, BYTES, 8);
    base_put_be24(at, 0x010203);
    base_put_be16(at + 3, 0x0405);
    base_put_be32(at + 4, 0x05060708);
    assert_memory_equal(at, BYTES, 8);
}

static void test_buffer_failed_allocation_is_remembered(void **state)
{
    struct base_buffer buffer = BASE_BUFFER_INIT;
    (void)state;
    assert_int_equal(base_buffer_append_zero(&buffer, 64), 0);
    base_memory_fail_nth(1);
    assert_int_equal(base_buffer_append_u8(&buffer, 1), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(base_buffer_append_u8(&buffer, 1), BASE_ERROR_NOT_ENOUGH_MEMORY);
    assert_true(buffer.failed);
    assert_int_equal(buffer.length, 64);
    base_buffer_release(&buffer);
    assert_int_equal(base_buffer_reserve(&buffer, SIZE_MAX), BASE_ERROR_NOT_ENOUGH_MEMORY);
    base_buffer_release(&buffer);
}

static void test_buffer_grows_by_itself(void **state)
{
    struct base_buffer buffer = BASE_BUFFER_INIT;
    (void)state;
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(base_buffer_append_be32(&buffer, i), 0);
    struct base_reader reader = base_reader_over(buffer.data, buffer.length);
    for (uint32_t i = 0; i < 5000; i++)
        assert_int_equal(base_reader_be32(&reader), i);
    base_buffer_release(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reader_numbers_are_big_endian),
        cmocka_unit_test(test_reader_beyond_the_end_gives_zero_and_truncated),
        cmocka_unit_test(test_reader_skip_and_seek_report_truncation),
        cmocka_unit_test(test_reader_part_stays_inside),
        cmocka_unit_test(test_reader_text_trims_and_cleans),
        cmocka_unit_test(test_put_and_append_are_big_endian),
        cmocka_unit_test(test_buffer_failed_allocation_is_remembered),
        cmocka_unit_test(test_buffer_grows_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
