/* SPDX-License-Identifier: MIT */
/*
 * The one list of exports without an implementation (src/api/not_implemented.h): each, called with
 * a good session and zeroes, says so. An entry that starts to work makes this test fail, and has to
 * leave the list.
 */
#include "support/cmocka_shim.h"

#include "exports.h"

#include <ntmsapi.h>

static HANDLE session;

static int open_session(void **state)
{
    (void)state;
    session = OpenNtmsSessionW(NULL, NULL, 0);
    return session == INVALID_HANDLE_VALUE;
}

static int close_session(void **state)
{
    (void)state;
    return (int)CloseNtmsSession(session);
}

static void test_every_listed_export_says_that_it_is_not_implemented(void **state)
{
    (void)state;
    for (size_t i = 0; i < exports_count; i++) {
        const struct exports_entry *entry = &exports_list[i];
        if (entry->implemented)
            continue;
        DWORD expected = ERROR_CALL_NOT_IMPLEMENTED;
        DWORD error = exports_call(entry, entry->kind == EXPORTS_ALONE ? NULL : session);
        if (error != expected)
            fail_msg("%s: %u instead of %u", entry->name, (unsigned)error, (unsigned)expected);
    }
}

static void test_every_export_is_known_here(void **state)
{
    (void)state;
    /* 75 names; the two forms of OpenNtmsSession take no handle and are not listed. */
    assert_int_equal(exports_count, 73);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_listed_export_says_that_it_is_not_implemented),
        cmocka_unit_test(test_every_export_is_known_here),
    };
    return cmocka_run_group_tests(tests, open_session, close_session);
}
