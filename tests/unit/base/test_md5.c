/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include <stdio.h>

#include "base/calendar.h"
#include "base/md5.h"

static void assert_digest(const char *text, const char *expected)
{
    uint8_t digest[BASE_MD5_BYTES];
    char shown[2 * BASE_MD5_BYTES + 1];
    base_md5(text, strlen(text), digest);
    for (size_t i = 0; i < BASE_MD5_BYTES; i++)
        snprintf(shown + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(shown, expected);
}

/* The test suite of RFC 1321, A.5. */
static void test_md5_of_the_suite_is_as_published(void **state)
{
    (void)state;
    assert_digest("", "d41d8cd98f00b204e9800998ecf8427e");
    assert_digest("a", "0cc175b9c0f1b6a831c399e269772661");
    assert_digest("abc", "900150983cd24fb0d6963f7d28e17f72");
    assert_digest("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
    assert_digest("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
    assert_digest("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                  "d174ab98d277d9f5a5611c2c9f419d9f");
    assert_digest("1234567890123456789012345678901234567890"
                  "1234567890123456789012345678901234567890",
                  "57edf4a22be3c955ac49da2e2107b67a");
}

/* Where the length moves to a second last block, and whole blocks. */
static void test_md5_at_block_borders_is_right(void **state)
{
    static const struct {
        size_t length;
        const char *digest;
    } ROWS[] = {
        {55, "04364420e25c512fd958a70738aa8f72"}, {56, "668a72d5ba17f08e62dabcafad6db14b"},
        {63, "7dc2ca208106a2f703567bdff99d8981"}, {64, "c1bb4f81d892b2d57947682aeb252456"},
        {65, "1bc932052302d074bdec39795fe00cf6"}, {128, "d69cb61a6ee87200676eb0d4b90edbcb"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        char text[129] = {0};
        memset(text, 'x', ROWS[i].length);
        assert_digest(text, ROWS[i].digest);
    }
}

static void assert_date(int64_t days, uint16_t year, uint16_t month, uint16_t day)
{
    struct base_date date = base_date_from_days(days);
    assert_int_equal(date.year, year);
    assert_int_equal(date.month, month);
    assert_int_equal(date.day, day);
}

static void test_date_from_days_knows_leap_years(void **state)
{
    (void)state;
    assert_date(0, 1970, 1, 1);
    assert_date(-1, 1969, 12, 31);
    assert_date(-134774, 1601, 1, 1);
    assert_date(11016, 2000, 2, 29);
    assert_date(11017, 2000, 3, 1);
    assert_date(47540, 2100, 2, 28);
    assert_date(47541, 2100, 3, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_md5_of_the_suite_is_as_published),
        cmocka_unit_test(test_md5_at_block_borders_is_right),
        cmocka_unit_test(test_date_from_days_knows_leap_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
