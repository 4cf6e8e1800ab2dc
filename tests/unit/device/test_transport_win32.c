/* SPDX-License-Identifier: MIT */
/*
 * The system's devices as Wine on Linux has them: a pass-through request is read from the buffer
 * for the answer, the length told is that of the header, bytes that did not come are whatever was
 * there before, and a command that was lost comes back untouched as a success.
 */
#include "support/cmocka_shim.h"

#include <windows.h>
#include <ntddscsi.h>

static BOOL WINAPI wine_control(HANDLE file, DWORD code, void *in, DWORD in_length, void *out,
                                DWORD out_length, DWORD *returned, OVERLAPPED *overlapped);

#define DeviceIoControl wine_control
#include "device/transport_win32.c"

enum { ASKED = 36, CAME = 8, OLD = 0xE5 };

static bool lost;
static DWORD refusal;

static BOOL WINAPI wine_control(HANDLE file, DWORD code, void *in, DWORD in_length, void *out,
                                DWORD out_length, DWORD *returned, OVERLAPPED *overlapped)
{
    SCSI_PASS_THROUGH request;
    (void)file;
    assert_non_null(overlapped);
    assert_int_equal(code, IOCTL_SCSI_PASS_THROUGH);
    assert_ptr_equal(in, out);
    assert_true(in_length >= sizeof request && out_length >= sizeof request);
    memcpy(&request, out, sizeof request);
    assert_int_equal(request.Length, sizeof request);
    assert_int_equal(request.DataTransferLength, ASKED);
    assert_true(request.DataBufferOffset + ASKED <= out_length);
    *returned = sizeof request;
    if (refusal != 0) {
        SetLastError(refusal);
        return FALSE;
    }
    if (lost)
        return TRUE;
    memset((BYTE *)out + request.DataBufferOffset, OLD, ASKED);
    memset((BYTE *)out + request.DataBufferOffset, 0x08, CAME);
    request.ScsiStatus = 0;
    request.SenseInfoLength = 0;
    request.DataTransferLength = CAME;
    memcpy(out, &request, sizeof request);
    return TRUE;
}

static base_error inquire(struct device_scsi_command *command, uint8_t data[ASKED])
{
    const struct device_transport *system = device_transport_system();
    void *handle = NULL;
    memset(command, 0, sizeof *command);
    memset(data, 0, ASKED);
    command->cdb[0] = 0x12;
    command->cdb[4] = ASKED;
    command->cdb_length = 6;
    command->direction = DEVICE_DATA_IN;
    command->data = data;
    command->data_length = ASKED;
    command->timeout_seconds = 30;
    assert_int_equal(system->open(system->context, "\\\\.\\NUL", DEVICE_ACCESS_READ_WRITE, &handle),
                     0);
    base_error error = system->scsi(system->context, handle, command);
    system->close(system->context, handle);
    return error;
}

static void test_only_what_came_is_taken(void **state)
{
    struct device_scsi_command command;
    uint8_t data[ASKED];
    (void)state;
    assert_int_equal(inquire(&command, data), 0);
    assert_int_equal(command.status, DEVICE_STATUS_GOOD);
    assert_int_equal(command.transferred, CAME);
    for (size_t i = 0; i < ASKED; i++)
        assert_int_equal(data[i], i < CAME ? 0x08 : 0);
}

/* The memory that a lost command gives back is fresh: nothing in it looks like an answer. */
static void test_lost_command_brings_nothing_old(void **state)
{
    struct device_scsi_command command;
    uint8_t data[ASKED];
    (void)state;
    lost = true;
    assert_int_equal(inquire(&command, data), 0);
    lost = false;
    assert_int_equal(command.sense_length, 0);
    for (size_t i = 0; i < ASKED; i++)
        assert_int_equal(data[i], 0);
}

static void test_refusal_is_told(void **state)
{
    struct device_scsi_command command;
    uint8_t data[ASKED];
    (void)state;
    refusal = ERROR_INVALID_FUNCTION; /* a node too many for one process */
    assert_int_equal(inquire(&command, data), BASE_ERROR_INVALID_FUNCTION);
    refusal = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_came_is_taken),
        cmocka_unit_test(test_lost_command_brings_nothing_old),
        cmocka_unit_test(test_refusal_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
