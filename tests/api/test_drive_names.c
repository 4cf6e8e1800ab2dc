/* SPDX-License-Identifier: MIT */
/* GetVolumesFromDriveA/W asked about this system, without a session. */
#include "support/cmocka_shim.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include <wchar.h>

static WCHAR mark[] = L"x";

/* Outputs are NULL whenever it fails. */
static DWORD get(const WCHAR *drive, WCHAR **volume, WCHAR **letter)
{
    WCHAR name[64];
    *volume = mark;
    *letter = mark;
    wcsncpy(name, drive, 63);
    name[63] = 0;
    DWORD error = GetVolumesFromDriveW(name, volume, letter);
    assert_int_equal(wcscmp(name, drive), 0);
    if (error != ERROR_SUCCESS) {
        assert_null(*volume);
        assert_null(*letter);
    }
    return error;
}

/* PROMISE: GetVolumesFromDrive/2 */
static void test_no_such_device_fails(void **state)
{
    static const WCHAR *const names[] = {L"\\\\.\\NoSuchDevice7", L"NoSuchDevice7",
                                         L"\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}\\"};
    WCHAR *volume;
    WCHAR *letter;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_int_equal(get(names[i], &volume, &letter), ERROR_FILE_NOT_FOUND);
}

/* The drive of the system's own folder, by letter. A system whose disks have no numbers knows no
 * volume of it. */
static void test_the_drive_of_the_system_is_told(void **state)
{
    WCHAR windows[MAX_PATH];
    WCHAR root[4] = L"?:\\";
    WCHAR node[8] = L"\\\\.\\?:";
    WCHAR expected[64];
    WCHAR *volume;
    WCHAR *letter;
    (void)state;
    assert_true(GetWindowsDirectoryW(windows, MAX_PATH) > 0);
    root[0] = node[4] = windows[0];
    const WCHAR *const names[] = {node, root};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(get(names[i], &volume, &letter), ERROR_SUCCESS);
        if (volume[0] != 0 && GetVolumeNameForVolumeMountPointW(root, expected, 64)) {
            assert_int_equal(wcscmp(volume, expected), 0);
            assert_int_equal(wcscmp(letter, root), 0);
        }
        LocalFree(volume);
        LocalFree(letter);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_such_device_fails),
        cmocka_unit_test(test_the_drive_of_the_system_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
