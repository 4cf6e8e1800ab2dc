/* SPDX-License-Identifier: MIT */
/* GetVolumesFromDriveA/W over an engine and a system that answer what the test says. */
#include "support/cmocka_shim.h"

#include "api/win32.h"
#include "engine/engine.h"

#include <stdlib.h>
#include <string.h>

static const char VOLUME[] = "\\\\?\\Volume{00112233-4455-6677-8899-aabbccddeeff}\\";

static struct {
    char device[64];
    base_error error;
    const char *volume;
    const char *letter;
    int allocations; /* that succeed; -1: all */
    int blocks;      /* not freed yet */
} fake;

base_error engine_drive_volume_names(const char *device, char volume[ENGINE_VOLUME_NAME_BYTES],
                                     char letter[ENGINE_VOLUME_LETTER_BYTES])
{
    strncpy(fake.device, device, sizeof fake.device - 1);
    if (fake.error == BASE_ERROR_SUCCESS) {
        strcpy(volume, fake.volume);
        strcpy(letter, fake.letter);
    }
    return fake.error;
}

HLOCAL WINAPI LocalAlloc(UINT flags, SIZE_T size)
{
    (void)flags;
    if (fake.allocations == 0)
        return NULL;
    fake.allocations -= fake.allocations > 0;
    fake.blocks++;
    return malloc(size);
}

HLOCAL WINAPI LocalFree(HLOCAL block)
{
    fake.blocks -= block != NULL;
    free(block);
    return NULL;
}

static int setup(void **state)
{
    (void)state;
    memset(&fake, 0, sizeof fake);
    fake.volume = VOLUME;
    fake.letter = "E:\\";
    fake.allocations = -1;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return fake.blocks != 0;
}

static void test_get_volumes_gives_both_texts(void **state)
{
    char *volume = NULL;
    char *letter = NULL;
    WCHAR *wide = NULL;
    WCHAR *wide_letter = NULL;
    (void)state;
    assert_int_equal(GetVolumesFromDriveA("\\\\.\\Cdrom0", &volume, &letter), ERROR_SUCCESS);
    assert_string_equal(fake.device, "\\\\.\\Cdrom0");
    assert_string_equal(volume, VOLUME);
    assert_string_equal(letter, "E:\\");
    assert_int_equal(GetVolumesFromDriveW((LPWSTR)u"E:", &wide, &wide_letter), ERROR_SUCCESS);
    assert_string_equal(fake.device, "E:");
    for (size_t i = 0; i < sizeof VOLUME; i++)
        assert_int_equal(wide[i], VOLUME[i]);
    assert_memory_equal(wide_letter, u"E:\\", 4 * sizeof *wide_letter);
    LocalFree(volume);
    LocalFree(letter);
    LocalFree(wide);
    LocalFree(wide_letter);
}

/* No partition, or no letter: empty texts. */
static void test_get_volumes_of_a_drive_without_any_gives_empty_texts(void **state)
{
    char *volume = NULL;
    char *letter = NULL;
    (void)state;
    fake.volume = "";
    fake.letter = "";
    assert_int_equal(GetVolumesFromDriveA("\\\\.\\Tape0", &volume, &letter), ERROR_SUCCESS);
    assert_string_equal(volume, "");
    assert_string_equal(letter, "");
    LocalFree(volume);
    LocalFree(letter);
}

/* PROMISE: GetVolumesFromDrive/1 */
static void test_get_volumes_bad_arguments_fail(void **state)
{
    char mark = 'x';
    char *volume = &mark;
    char *letter = &mark;
    (void)state;
    assert_int_equal(GetVolumesFromDriveA("E:", NULL, &letter), ERROR_INVALID_PARAMETER);
    assert_null(letter);
    assert_int_equal(GetVolumesFromDriveA("E:", &volume, NULL), ERROR_INVALID_PARAMETER);
    assert_null(volume);
    volume = letter = &mark;
    assert_int_equal(GetVolumesFromDriveA(NULL, &volume, &letter), ERROR_INVALID_PARAMETER);
    assert_null(volume);
    assert_null(letter);
    assert_int_equal(GetVolumesFromDriveA("", &volume, &letter), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetVolumesFromDriveW(NULL, NULL, NULL), ERROR_INVALID_PARAMETER);
    assert_string_equal(fake.device, "");
}

/* PROMISE: GetVolumesFromDrive/2, GetVolumesFromDrive/any */
static void test_get_volumes_tells_what_the_system_says(void **state)
{
    static const base_error ERRORS[] = {BASE_ERROR_FILE_NOT_FOUND, BASE_ERROR_ACCESS_DENIED,
                                        BASE_ERROR_IO_DEVICE};
    char mark = 'x';
    (void)state;
    for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++) {
        char *volume = &mark;
        char *letter = &mark;
        fake.error = ERRORS[i];
        assert_int_equal(GetVolumesFromDriveA("E:", &volume, &letter), ERRORS[i]);
        assert_null(volume);
        assert_null(letter);
    }
}

/* PROMISE: GetVolumesFromDrive/3 */
static void test_get_volumes_without_memory_gives_nothing(void **state)
{
    (void)state;
    for (int n = 0; n < 2; n++) {
        char mark = 'x';
        char *volume = &mark;
        char *letter = &mark;
        fake.allocations = n;
        assert_int_equal(GetVolumesFromDriveA("E:", &volume, &letter), ERROR_NOT_ENOUGH_MEMORY);
        assert_null(volume);
        assert_null(letter);
        assert_int_equal(fake.blocks, 0);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_get_volumes_gives_both_texts),
        CASE(test_get_volumes_of_a_drive_without_any_gives_empty_texts),
        CASE(test_get_volumes_bad_arguments_fail),
        CASE(test_get_volumes_tells_what_the_system_says),
        CASE(test_get_volumes_without_memory_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
