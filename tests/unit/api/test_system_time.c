/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "api/system_time.h"

static void check(int64_t milliseconds, const uint16_t expected[8])
{
    struct api_system_time time = api_system_time_from(milliseconds);
    for (int i = 0; i < 8; i++)
        assert_int_equal(time.words[i], expected[i]);
}

static void test_from_zero_gives_zero(void **state)
{
    (void)state;
    check(0, (const uint16_t[8]){0});
}

static void test_from_known_times_gives_their_fields(void **state)
{
    (void)state;
    check(1, (const uint16_t[8]){1970, 1, 4, 1, 0, 0, 0, 1});
    check(INT64_C(1709210096789), (const uint16_t[8]){2024, 2, 4, 29, 12, 34, 56, 789});
    check(INT64_C(951868799999), (const uint16_t[8]){2000, 2, 2, 29, 23, 59, 59, 999});
    check(INT64_C(951868800000), (const uint16_t[8]){2000, 3, 3, 1, 0, 0, 0, 0});
    check(-1, (const uint16_t[8]){1969, 12, 3, 31, 23, 59, 59, 999});
}

static void test_from_limits_of_systemtime_gives_zero_beyond(void **state)
{
    (void)state;
    check(INT64_C(-11644473600000), (const uint16_t[8]){1601, 1, 1, 1, 0, 0, 0, 0});
    check(INT64_C(-11644473600001), (const uint16_t[8]){0});
    check(INT64_C(910670515199999), (const uint16_t[8]){30827, 12, 5, 31, 23, 59, 59, 999});
    check(INT64_C(910670515200000), (const uint16_t[8]){0});
    check(INT64_MAX, (const uint16_t[8]){0});
    check(INT64_MIN, (const uint16_t[8]){0});
}

static void test_from_every_day_follows_the_day_before(void **state)
{
    (void)state;
    struct api_system_time before = api_system_time_from(INT64_C(-11644473600000));
    for (int64_t day = -134773; day < 300000; day++) {
        struct api_system_time now = api_system_time_from(day * INT64_C(86400000) + 1);
        assert_int_equal(now.words[2], (before.words[2] + 1) % 7);
        if (now.words[3] != before.words[3] + 1)
            assert_int_equal(now.words[3], 1);
        if (now.words[1] == before.words[1])
            assert_int_equal(now.words[0], before.words[0]);
        else
            assert_int_equal(now.words[1], before.words[1] % 12 + 1);
        before = now;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_from_zero_gives_zero),
        cmocka_unit_test(test_from_known_times_gives_their_fields),
        cmocka_unit_test(test_from_limits_of_systemtime_gives_zero_beyond),
        cmocka_unit_test(test_from_every_day_follows_the_day_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
