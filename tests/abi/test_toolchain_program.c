/* SPDX-License-Identifier: MIT */
/* A program as others build it, with the toolchain's header and import library, run with our DLL:
 * every name is found, stdcall leaves the stack as it was, and a call without a session is refused.
 */
#include <windows.h>

#include <ntmsapi.h>

#include "support/cmocka_shim.h"

#define STRUCTURE(name)
#define MEMBER(name, member)
#define VALUE(name)
#define FUNCTION(result, name, parameters) {#name, (FARPROC)(void (*)(void)) & name},
static const struct {
    const char *name;
    FARPROC address;
} functions[] = {
#include "abi_list.inc"
};

static void test_every_import_is_bound_to_our_dll(void **state)
{
    (void)state;
    HMODULE module = GetModuleHandleA("ntmsapi.dll");
    assert_non_null(module);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        assert_non_null(functions[i].address);
        assert_non_null(GetProcAddress(module, functions[i].name));
    }
    assert_non_null(GetProcAddress(module, "DoEjectFromSADriveW"));
}

static void test_calls_without_session_are_refused(void **state)
{
    (void)state;
    GUID id = {0, 0, 0, {0}};
    DWORD size = 0;
    assert_int_equal(CleanNtmsDrive(NULL, &id), ERROR_INVALID_HANDLE);
    assert_int_equal(CloseNtmsSession(INVALID_HANDLE_VALUE), ERROR_INVALID_HANDLE);
    assert_int_equal(EnumerateNtmsObject(NULL, NULL, NULL, &size, NTMS_DRIVE, 0),
                     ERROR_INVALID_HANDLE);
    assert_int_equal(EjectNtmsCleaner(NULL, &id, &id, NTMS_EJECT_START), ERROR_INVALID_HANDLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_import_is_bound_to_our_dll),
        cmocka_unit_test(test_calls_without_session_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
