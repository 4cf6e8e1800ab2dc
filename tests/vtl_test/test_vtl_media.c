/* SPDX-License-Identifier: MIT */
/*
 * Cartridges with something on them, drives that cannot use all of them, and drives that are opened
 * once only, through the loaded driver.
 */
#include "scsi.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include "support/cmocka_shim.h"
#include "vtl/client.h"

enum { FIRST_TAPE = 40, DRIVES = 3 };

static vtl_handle vtl;

static const struct vtl_control_place nowhere;
static const uint8_t test_unit_ready[16] = {0x00};

static void build(const char *cartridges, const char *drive_types, uint32_t exclusive)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.first_tape = FIRST_TAPE;
    library.drives = DRIVES;
    library.capacity_mb = 2;
    library.cartridges = cartridges;
    library.drive_types = drive_types;
    library.exclusive = exclusive;
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), 0);
}

static HANDLE open_tape(uint32_t drive)
{
    HANDLE tape = scsi_open("Tape", FIRST_TAPE + drive);
    assert_ptr_not_equal(tape, INVALID_HANDLE_VALUE);
    return tape;
}

/* The first sense that is no unit attention. */
static uint32_t ready_sense(HANDLE tape)
{
    uint32_t sense = 0x060000;
    for (int i = 0; i < 8 && sense >> 16 == 6; i++)
        sense = scsi_send(tape, test_unit_ready);
    return sense;
}

static DWORD read_block(HANDLE tape, void *data, DWORD length, DWORD *done)
{
    *done = 0;
    return ReadFile(tape, data, length, done, NULL) ? NO_ERROR : GetLastError();
}

static void test_configured_labels_are_read_by_programs(void **state)
{
    uint8_t data[2048];
    DWORD done = 0;
    (void)state;
    build("d0=A00001L4,data,label=Weekly %02u\nd1=A00002L4,data,block=STRANGE\n", NULL, 0);
    HANDLE tape = open_tape(0);
    assert_int_equal(ready_sense(tape), 0);
    assert_int_equal(read_block(tape, data, sizeof data, &done), NO_ERROR);
    assert_int_equal(done, 1024);
    assert_memory_equal(data, "TAPE", 4);
    assert_memory_equal(data + 94, "Weekly 00", 9);
    assert_int_equal(read_block(tape, data, sizeof data, &done), ERROR_FILEMARK_DETECTED);
    CloseHandle(tape);
    tape = open_tape(1);
    assert_int_equal(ready_sense(tape), 0);
    assert_int_equal(read_block(tape, data, sizeof data, &done), NO_ERROR);
    assert_int_equal(done, 512);
    assert_string_equal((const char *)data, "STRANGE");
    CloseHandle(tape);
}

static void test_blocks_are_set_and_read_anywhere(void **state)
{
    static const struct vtl_object objects[] = {{"first block", 11}, {NULL, 0}, {"second", 6}};
    uint8_t data[64] = {0};
    uint32_t length = 0;
    uint32_t total = 0;
    DWORD done = 0;
    (void)state;
    build("d0=A00001L4,data\ns3=TWO,data,sides=2\n", NULL, 0);
    assert_int_equal(vtl_set_blocks(vtl, "TWO", nowhere, 1, objects, 3), 0);
    assert_int_equal(vtl_get_block(vtl, NULL, vtl_place(0, VTL_SLOT, 3), 1, 2, data, sizeof data,
                                   &length, &total),
                     0);
    assert_int_equal(total, 3);
    assert_int_equal(length, 6);
    assert_memory_equal(data, "second", 6);
    assert_int_equal(vtl_get_block(vtl, "TWO", nowhere, 1, 1, data, sizeof data, &length, NULL), 0);
    assert_int_equal(length, 0);
    assert_int_equal(vtl_get_block(vtl, "TWO", nowhere, 0, 0, data, sizeof data, &length, &total),
                     ERROR_NO_DATA_DETECTED);
    assert_int_equal(vtl_get_block(vtl, "NONE", nowhere, 0, 0, data, 0, &length, NULL),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(vtl_set_blocks(vtl, "A00001L4", nowhere, 0, objects, 1), 0);
    HANDLE tape = open_tape(0);
    assert_int_equal(ready_sense(tape), 0);
    assert_int_equal(read_block(tape, data, sizeof data, &done), NO_ERROR);
    assert_int_equal(done, 11);
    CloseHandle(tape);
    assert_int_equal(vtl_set_blocks(vtl, "A00001L4", nowhere, 0, NULL, 0), 0);
    assert_int_equal(
        vtl_get_block(vtl, "A00001L4", nowhere, 0, 0, data, sizeof data, &length, NULL),
        ERROR_NO_DATA_DETECTED);
}

static uint32_t first_media_type(HANDLE tape)
{
    uint8_t data[512];
    DWORD got = 0;
    assert_true(DeviceIoControl(tape, IOCTL_STORAGE_GET_MEDIA_TYPES_EX, NULL, 0, data, sizeof data,
                                &got, NULL));
    return ((const GET_MEDIA_TYPES *)(const void *)data)
        ->MediaInfo[0]
        .DeviceSpecific.TapeInfo.MediaType;
}

static void test_drives_use_the_media_of_their_kind(void **state)
{
    DWORD done = 0;
    (void)state;
    build("d0=A00001L5,data,density=88\nd1=A00002L2,data,density=66\nd2=D00001,data,density=65\n",
          "d2=density=65,writes=64\n", 0);
    HANDLE tape = open_tape(0);
    assert_int_equal(ready_sense(tape), 0x033000);
    assert_int_equal(GetTapeStatus(tape), ERROR_UNRECOGNIZED_MEDIA);
    assert_int_equal(first_media_type(tape), LTO_Ultrium);
    CloseHandle(tape);
    tape = open_tape(1);
    assert_int_equal(ready_sense(tape), 0);
    assert_false(WriteFile(tape, "x", 1, &done, NULL));
    assert_int_equal(GetLastError(), ERROR_WRITE_PROTECT);
    CloseHandle(tape);
    tape = open_tape(2);
    assert_int_equal(ready_sense(tape), 0);
    assert_int_equal(first_media_type(tape), DLT);
    assert_true(WriteFile(tape, "x", 1, &done, NULL));
    CloseHandle(tape);
}

/* What opening the drive and asking it something comes to. */
static DWORD open_error(uint32_t drive)
{
    STORAGE_DEVICE_NUMBER number;
    DWORD error = NO_ERROR;
    DWORD got = 0;
    HANDLE tape = scsi_open("Tape", FIRST_TAPE + drive);
    if (tape == INVALID_HANDLE_VALUE)
        return GetLastError();
    if (!DeviceIoControl(tape, IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof number,
                         &got, NULL))
        error = GetLastError();
    CloseHandle(tape);
    return error;
}

static void test_exclusive_drive_is_opened_once(void **state)
{
    (void)state;
    build("d0=A00001L4,data\n", NULL, 1);
    HANDLE tape = open_tape(0);
    HANDLE changer = scsi_open("Changer", 0);
    HANDLE second = scsi_open("Changer", 0); /* changers are not exclusive */
    assert_ptr_not_equal(changer, INVALID_HANDLE_VALUE);
    assert_ptr_not_equal(second, INVALID_HANDLE_VALUE);
    assert_int_equal(open_error(0), ERROR_BUSY);
    assert_int_equal(open_error(0), ERROR_BUSY);
    assert_int_equal(open_error(1), NO_ERROR);
    CloseHandle(tape);
    assert_int_equal(open_error(0), NO_ERROR);
    tape = open_tape(0);
    assert_int_equal(vtl_reset(vtl), 0); /* an old handle keeps nobody out of the new world */
    assert_int_equal(open_error(0), NO_ERROR);
    CloseHandle(tape);
    tape = open_tape(0);
    assert_int_equal(open_error(0), ERROR_BUSY);
    CloseHandle(tape);
    assert_int_equal(open_error(0), NO_ERROR);
    tape = open_tape(1);
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 0), 0); /* closed while the device is away */
    CloseHandle(tape);
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 1), 0);
    assert_int_equal(open_error(1), NO_ERROR);
    CloseHandle(changer);
    CloseHandle(second);
}

static int open_vtl(void **state)
{
    (void)state;
    return (int)vtl_open(&vtl);
}

static int close_vtl(void **state)
{
    (void)state;
    vtl_close(vtl);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_configured_labels_are_read_by_programs),
        cmocka_unit_test(test_blocks_are_set_and_read_anywhere),
        cmocka_unit_test(test_drives_use_the_media_of_their_kind),
        cmocka_unit_test(test_exclusive_drive_is_opened_once),
    };
    return cmocka_run_group_tests(tests, open_vtl, close_vtl);
}
