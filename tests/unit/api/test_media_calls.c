/* SPDX-License-Identifier: MIT */
/* The calls that hand out and catalogue media over an engine that answers what the test says. */
#include "support/cmocka_shim.h"

#include "api/win32.h"
#include "engine_fake.h"

#include <string.h>

static NTMS_GUID one = {1, 1, 1, {1, 1, 1, 1, 1, 1, 1, 1}};
static NTMS_GUID two = {2, 2, 2, {2, 2, 2, 2, 2, 2, 2, 2}};
static NTMS_GUID three = {3, 3, 3, {3, 3, 3, 3, 3, 3, 3, 3}};
static const NTMS_GUID none;

static bool same(const void *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *b) == 0;
}

static int setup(void **state)
{
    memset(&engine_fake, 0, sizeof engine_fake);
    memcpy(engine_fake.operation.bytes, &three, sizeof engine_fake.operation.bytes);
    *state = OpenNtmsSessionW(NULL, NULL, 0);
    engine_fake.calls = 0;
    return *state == INVALID_HANDLE_VALUE;
}

static int teardown(void **state)
{
    engine_fake.error = 0;
    return CloseNtmsSession(*state) != ERROR_SUCCESS;
}

static void test_allocate_bad_arguments_fail(void **state)
{
    HANDLE session = *state;
    NTMS_ALLOCATION_INFORMATION information = {0};
    NTMS_GUID media = two;
    assert_int_equal(AllocateNtmsMedia(NULL, &one, NULL, &media, 0, 0, NULL), ERROR_INVALID_HANDLE);
    assert_true(same(&media, &two));
    assert_int_equal(AllocateNtmsMedia(session, &one, NULL, NULL, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(AllocateNtmsMedia(session, NULL, NULL, &media, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_true(same(&media, &none));
    static const DWORD sizes[] = {0, 20, sizeof information - 1, sizeof information + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        information.dwSize = sizes[i];
        media = two;
        assert_int_equal(AllocateNtmsMedia(session, &one, NULL, &media, 0, 0, &information),
                         ERROR_INVALID_PARAMETER);
        assert_true(same(&media, &none));
    }
    assert_int_equal(engine_fake.calls, 0);
}

static void test_allocate_passes_on_and_writes_the_result(void **state)
{
    HANDLE session = *state;
    NTMS_ALLOCATION_INFORMATION information = {.dwSize = sizeof information};
    NTMS_GUID media = two;
    assert_int_equal(AllocateNtmsMedia(session, &one, NULL, &media, 6, 77, &information), 0);
    assert_true(same(&engine_fake.id, &one) && same(&engine_fake.previous, &two));
    assert_false(engine_fake.has_first);
    assert_int_equal(engine_fake.options, 6);
    assert_int_equal(engine_fake.timeout, 77);
    assert_true(same(&media, &three) && same(&information.AllocatedFrom, &one));
    assert_int_equal(information.dwSize, sizeof information);
    memset(&information.AllocatedFrom, 0x7E, sizeof information.AllocatedFrom);
    engine_fake.error = ERROR_TIMEOUT;
    assert_int_equal(AllocateNtmsMedia(session, &one, &two, &media, 0, INFINITE, &information),
                     ERROR_TIMEOUT);
    assert_true(engine_fake.has_first && same(&engine_fake.second, &two));
    assert_int_equal(engine_fake.timeout, INFINITE);
    assert_true(same(&media, &none));
    assert_int_equal(information.AllocatedFrom.Data1, 0x7E7E7E7E);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_allocate_bad_arguments_fail),
        CASE(test_allocate_passes_on_and_writes_the_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
