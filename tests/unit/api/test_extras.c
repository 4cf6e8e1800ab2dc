/* SPDX-License-Identifier: MIT */
/* The calls for attributes and UI destinations over an engine that answers what the test says:
 * sizes, conversions, and outputs that stay as they were on failure. */
#include "support/cmocka_shim.h"

#include "api/win32.h"
#include "engine_fake.h"

#include <string.h>

static NTMS_GUID one = {1, 1, 1, {1, 1, 1, 1, 1, 1, 1, 1}};

static int setup(void **state)
{
    memset(&engine_fake, 0, sizeof engine_fake);
    *state = OpenNtmsSessionW(NULL, NULL, 0);
    engine_fake.calls = 0;
    return *state == INVALID_HANDLE_VALUE;
}

static int teardown(void **state)
{
    engine_fake.error = 0;
    return CloseNtmsSession(*state) != ERROR_SUCCESS;
}

static void answer_with(base_error error, const char *bytes, size_t length)
{
    engine_fake.error = error;
    engine_fake.bytes = bytes;
    engine_fake.length = length;
}

static void test_attribute_reading_keeps_to_the_capacity(void **state)
{
    HANDLE session = *state;
    char data[5] = "....";
    DWORD size = 2;
    answer_with(0, "a\0b", 3);
    assert_int_equal(GetNtmsObjectAttributeA(session, &one, 9, "N\xE9", data, &size),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 3);
    assert_string_equal(data, "....");
    assert_int_equal(engine_fake.type, 9);
    assert_string_equal(engine_fake.path, "N\xC3\xA9");
    assert_memory_equal(&engine_fake.id, &one, sizeof one);
    assert_int_equal(GetNtmsObjectAttributeW(session, &one, 9, (LPCWSTR)u"N\u00E9", data, &size),
                     0);
    assert_memory_equal(data, "a\0b.", 5);
    assert_string_equal(engine_fake.path, "N\xC3\xA9");
    size = 4;
    answer_with(ERROR_OBJECT_NOT_FOUND, "zzz", 3);
    assert_int_equal(GetNtmsObjectAttributeA(session, &one, 9, "N", data, &size),
                     ERROR_OBJECT_NOT_FOUND);
    assert_int_equal(size, 4);
    assert_memory_equal(data, "a\0b.", 5);
}

static void test_attribute_writing_passes_the_bytes_on(void **state)
{
    HANDLE session = *state;
    char data[3] = "a\0";
    assert_int_equal(SetNtmsObjectAttributeA(session, &one, 99, "N\xE9", data, 3), 0);
    assert_ptr_equal(engine_fake.bytes, data);
    assert_int_equal(engine_fake.length, 3);
    assert_string_equal(engine_fake.path, "N\xC3\xA9");
    assert_int_equal(SetNtmsObjectAttributeW(session, &one, 9, (LPCWSTR)u"", data, 0xFFFFFFFF), 0);
    assert_true(engine_fake.length == 0xFFFFFFFF);
    assert_string_equal(engine_fake.path, "");
    assert_int_equal(engine_fake.calls, 2);
    assert_int_equal(SetNtmsObjectAttributeW(session, &one, 9, (LPCWSTR)u"a", NULL, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(engine_fake.calls, 2);
}

static void test_destinations_are_a_multi_string(void **state)
{
    static const uint16_t expected[] = {'O', 'n', 'e', 0, 0xE9, 0, 0, 0xEEEE};
    HANDLE session = *state;
    uint16_t wide[8];
    char ansi[8];
    DWORD size = 6;
    memset(wide, 0xEE, sizeof wide);
    memset(ansi, '.', sizeof ansi);
    answer_with(0, "One\0\xC3\xA9", 7);
    assert_int_equal(GetNtmsUIOptionsW(session, NULL, 2, (LPWSTR)wide, &size),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(size, 7);
    assert_int_equal(wide[0], 0xEEEE);
    assert_false(engine_fake.has_first);
    assert_int_equal(engine_fake.type, 2);
    assert_int_equal(GetNtmsUIOptionsW(session, &one, 2, (LPWSTR)wide, &size), 0);
    assert_memory_equal(wide, expected, sizeof expected);
    assert_true(engine_fake.has_first);
    assert_int_equal(GetNtmsUIOptionsA(session, &one, 2, ansi, &size), 0);
    assert_int_equal(size, 7);
    assert_memory_equal(ansi, "One\0\xE9\0\0.", 8);
    answer_with(0, "", 0);
    size = 1;
    assert_int_equal(GetNtmsUIOptionsW(session, &one, 2, (LPWSTR)wide, &size), 0);
    assert_int_equal(size, 0);
    assert_int_equal(wide[0], 0);
    assert_int_equal(wide[1], 'n');
    assert_int_equal(GetNtmsUIOptionsA(session, &one, 2, ansi, &size), 0);
    assert_int_equal(ansi[0], 'O'); /* no room was promised */
}

static void test_destination_is_read_where_it_counts(void **state)
{
    HANDLE session = *state;
    assert_int_equal(SetNtmsUIOptionsA(session, &one, 3, NTMS_UIDEST_ADD, "N\xE9"), 0);
    assert_string_equal(engine_fake.path, "N\xC3\xA9");
    assert_int_equal(engine_fake.action, NTMS_UIDEST_ADD);
    assert_int_equal(engine_fake.type, 3);
    assert_true(engine_fake.has_first);
    assert_int_equal(SetNtmsUIOptionsW(session, NULL, 1, NTMS_UIDEST_DELETE, NULL), 0);
    assert_string_equal(engine_fake.path, "(null)");
    assert_false(engine_fake.has_first);
    assert_int_equal(SetNtmsUIOptionsA(session, NULL, 1, NTMS_UIDEST_DELETEALL, (LPCSTR)1), 0);
    assert_string_equal(engine_fake.path, "(null)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_attribute_reading_keeps_to_the_capacity, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_attribute_writing_passes_the_bytes_on, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_destinations_are_a_multi_string, setup, teardown),
        cmocka_unit_test_setup_teardown(test_destination_is_read_where_it_counts, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
