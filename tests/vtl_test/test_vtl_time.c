/* SPDX-License-Identifier: MIT */
/* Injected faults of the virtual library, and commands that take time: order, cancel, death, RESET.
 */
#include "changer_fixture.h"
#include "support/elapsed.h"
#include "support/start_process.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include <stdio.h>

/* ---- faults ---- */

static struct vtl_control_fault fault_on(uint32_t opcode, uint32_t action)
{
    struct vtl_control_fault fault;
    memset(&fault, 0, sizeof fault);
    fault.opcode = (uint16_t)opcode;
    fault.action = action;
    return fault;
}

static void test_fault_sense_strikes_the_nth_command(void **state)
{
    struct vtl_control_fault fault = fault_on(0xA5, VTL_FAULT_SENSE);
    (void)state;
    fault.skip = 1;
    fault.times = 2;
    fault.key = 4;
    fault.asc = 0x15;
    fault.ascq = 0x01;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(move_medium(SLOT0, SLOT0 + 5), 0);
    assert_int_equal(move_medium(SLOT0 + 5, SLOT0), SENSE(4, 0x15, 1));
    assert_int_equal(move_medium(SLOT0 + 5, SLOT0), SENSE(4, 0x15, 1));
    assert_true(element_is_full(SLOT0 + 5));
    assert_int_equal(move_medium(SLOT0 + 5, SLOT0), 0);
}

static void test_fault_after_the_deed_and_lies(void **state)
{
    struct vtl_control_fault fault = fault_on(0xA5, VTL_FAULT_SENSE_DONE);
    (void)state;
    fault.key = 4;
    fault.asc = 0x44;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(move_medium(SLOT0, SLOT0 + 5), SENSE(4, 0x44, 0));
    assert_true(element_is_full(SLOT0 + 5));
    fault = fault_on(0xA5, VTL_FAULT_LIE);
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(move_medium(SLOT0 + 5, SLOT0), 0);
    assert_true(element_is_full(SLOT0 + 5));
    fault = fault_on(0x00, VTL_FAULT_BUSY);
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), UINT32_MAX);
    assert_int_equal(scsi.status, 8);
    fault = fault_on(0x00, VTL_FAULT_STATUS);
    fault.count = 0xC0000185u;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), UINT32_MAX);
    assert_int_equal(scsi.error, ERROR_IO_DEVICE);
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
}

static void test_fault_short_and_altered_answers(void **state)
{
    struct vtl_control_fault fault = fault_on(0x12, VTL_FAULT_SHORT);
    (void)state;
    fault.count = 50;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_int_equal(scsi.transferred, 6);
    fault = fault_on(0x12, VTL_FAULT_BYTES);
    fault.offset = 8;
    fault.count = 3;
    memcpy(fault.bytes, "XYZ", 3);
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_memory_equal(scsi.data + 8, "XYZS", 4);
}

static void test_fault_on_a_drive_spares_the_changer(void **state)
{
    struct vtl_control_fault fault = fault_on(VTL_OPCODE_ANY, VTL_FAULT_BUSY);
    (void)state;
    fault.device = 1;
    fault.drive = 1;
    fault.times = 0xFFFFFFFFu;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    HANDLE first = scsi_open("Tape", TAPE);
    HANDLE second = scsi_open("Tape", TAPE + 1);
    assert_int_equal(scsi_receive(first, CDB(0x12, 0, 0, 0, 36), 36), 0);
    assert_int_equal(scsi_receive(second, CDB(0x12, 0, 0, 0, 36), 36), UINT32_MAX);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 36), 36), 0);
    assert_int_equal(vtl_clear_faults(vtl), 0);
    assert_int_equal(scsi_receive(second, CDB(0x12, 0, 0, 0, 36), 36), 0);
    CloseHandle(first);
    CloseHandle(second);
}

/* ---- time ---- */

struct pending {
    SCSI_PASS_THROUGH packet;
    HANDLE device;
    OVERLAPPED overlapped;
};

/* Starts a MOVE MEDIUM without waiting for it. */
static struct pending *move_start(uint32_t from, uint32_t to)
{
    char path[32];
    struct pending *pending = calloc(1, sizeof *pending);
    assert_non_null(pending);
    snprintf(path, sizeof path, "\\\\.\\Changer%u", (unsigned)CHANGER);
    pending->device =
        CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                    OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    assert_ptr_not_equal(pending->device, INVALID_HANDLE_VALUE);
    pending->overlapped.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    pending->packet.Length = sizeof pending->packet;
    pending->packet.CdbLength = 12;
    pending->packet.DataIn = SCSI_IOCTL_DATA_UNSPECIFIED;
    pending->packet.TimeOutValue = 60;
    pending->packet.Cdb[0] = 0xA5;
    pending->packet.Cdb[4] = (UCHAR)(from >> 8);
    pending->packet.Cdb[5] = (UCHAR)from;
    pending->packet.Cdb[6] = (UCHAR)(to >> 8);
    pending->packet.Cdb[7] = (UCHAR)to;
    if (!DeviceIoControl(pending->device, IOCTL_SCSI_PASS_THROUGH, &pending->packet,
                         sizeof pending->packet, &pending->packet, sizeof pending->packet, NULL,
                         &pending->overlapped))
        assert_int_equal(GetLastError(), ERROR_IO_PENDING);
    return pending;
}

/* Waits for the end; the Win32 error. */
static DWORD move_end(struct pending *pending)
{
    DWORD bytes;
    DWORD error = 0;
    if (WaitForSingleObject(pending->overlapped.hEvent, 120000) != WAIT_OBJECT_0)
        error = WAIT_TIMEOUT;
    else if (!GetOverlappedResult(pending->device, &pending->overlapped, &bytes, FALSE))
        error = GetLastError();
    else if (pending->packet.ScsiStatus != 0)
        error = ERROR_GEN_FAILURE;
    CloseHandle(pending->overlapped.hEvent);
    CloseHandle(pending->device);
    if (error != WAIT_TIMEOUT)
        free(pending);
    return error;
}

static void set_move_ms(int32_t ms)
{
    struct vtl_control_delays delays;
    vtl_delays_keep(&delays, 0);
    delays.move_ms = ms;
    assert_int_equal(vtl_delays(vtl, &delays), 0);
}

static void test_moves_of_one_robot_follow_each_other(void **state)
{
    struct vtl_control_query query;
    (void)state;
    set_move_ms(400);
    ULONGLONG start = elapsed_now();
    struct pending *first = move_start(SLOT0, SLOT0 + 5);
    struct pending *second = move_start(SLOT0 + 5, SLOT0 + 6);
    struct pending *third = move_start(SLOT0 + 6, SLOT0 + 7);
    assert_int_equal(vtl_query(vtl, &query), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), 0); /* others are served meanwhile */
    int full = element_is_full(SLOT0);
    if (elapsed_now() - start < 380) { /* the machine was quick enough to see it */
        assert_int_equal(query.pending, 3);
        assert_true(full);
    }
    assert_int_equal(move_end(first), 0);
    assert_int_equal(move_end(second), 0);
    assert_int_equal(move_end(third), 0);
    assert_in_range(elapsed_now() - start, 1190, 600000);
    assert_true(element_is_full(SLOT0 + 7));
    assert_int_equal(vtl_query(vtl, &query), 0);
    assert_int_equal(query.pending, 0);
}

static void test_cancelled_move_is_answered_and_still_done(void **state)
{
    (void)state;
    set_move_ms(3000);
    ULONGLONG start = elapsed_now();
    struct pending *first = move_start(SLOT0, SLOT0 + 5);
    struct pending *second = move_start(SLOT0 + 1, SLOT0 + 6);
    assert_true(CancelIoEx(second->device, &second->overlapped));
    assert_int_equal(move_end(second), ERROR_OPERATION_ABORTED);
    assert_true(CancelIoEx(first->device, &first->overlapped));
    assert_int_equal(move_end(first), ERROR_OPERATION_ABORTED);
    int full = element_is_full(SLOT0);
    if (elapsed_now() - start < 2900)
        assert_true(full);
    for (int i = 0; i < 600 && !element_is_full(SLOT0 + 5); i++)
        Sleep(100);
    assert_true(element_is_full(SLOT0 + 5));  /* the arm was on its way */
    assert_false(element_is_full(SLOT0 + 6)); /* this one never started */
}

static void test_hanging_command_is_released_by_clear_faults(void **state)
{
    struct vtl_control_fault fault = fault_on(0xA5, VTL_FAULT_HANG);
    (void)state;
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    struct pending *lost = move_start(SLOT0, SLOT0 + 5);
    assert_int_equal(WaitForSingleObject(lost->overlapped.hEvent, 200), WAIT_TIMEOUT);
    assert_int_equal(move_medium(SLOT0 + 1, SLOT0 + 6), 0); /* the robot is free */
    assert_int_equal(vtl_clear_faults(vtl), 0);
    assert_int_equal(move_end(lost), ERROR_SEM_TIMEOUT);
    assert_true(element_is_full(SLOT0));
    fault = fault_on(0xA5, VTL_FAULT_HANG_DONE);
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    lost = move_start(SLOT0, SLOT0 + 5);
    for (int i = 0; i < 600 && !element_is_full(SLOT0 + 5); i++)
        assert_int_equal(WaitForSingleObject(lost->overlapped.hEvent, 100), WAIT_TIMEOUT);
    assert_true(element_is_full(SLOT0 + 5));
    assert_true(CancelIoEx(lost->device, &lost->overlapped));
    assert_int_equal(move_end(lost), ERROR_OPERATION_ABORTED);
}

static void test_drives_and_robot_work_side_by_side(void **state)
{
    struct vtl_client_library library;
    struct vtl_control_query query;
    (void)state;
    library_default(&library);
    library.move_ms = 600000;
    library.rewind_ms = 100;
    library.cartridges = "s0=A00000L4,data\nd0=A00001L4,data\n";
    library_build(&library);
    HANDLE tape = scsi_open("Tape", TAPE);
    wait_ready(tape);
    struct pending *move = move_start(SLOT0, SLOT0 + 5);
    assert_int_equal(scsi_send(tape, CDB(0x01)), 0); /* rewound while the arm is on its way */
    assert_int_equal(vtl_query(vtl, &query), 0);
    assert_int_equal(query.pending, 1);
    CloseHandle(tape);
    library_default(&library);
    library_build(&library); /* a reset: nobody waits for the arm */
    assert_int_not_equal(move_end(move), 0);
}

/* Another process starts a move and dies before its end. */
static void test_killed_process_leaves_the_robot_to_finish(void **state)
{
    struct vtl_control_query query;
    STARTUPINFOA startup;
    PROCESS_INFORMATION process;
    char path[MAX_PATH];
    char line[MAX_PATH + 16];
    (void)state;
    set_move_ms(4000);
    memset(&startup, 0, sizeof startup);
    startup.cb = sizeof startup;
    GetModuleFileNameA(NULL, path, sizeof path);
    snprintf(line, sizeof line, "\"%s\" move", path);
    assert_true(start_process(path, line, FALSE, &startup, &process));
    for (int i = 0; i < 12000; i++) {
        assert_int_equal(vtl_query(vtl, &query), 0);
        if (query.pending == 1)
            break;
        Sleep(10);
    }
    assert_int_equal(query.pending, 1);
    TerminateProcess(process.hProcess, 1);
    WaitForSingleObject(process.hProcess, 60000);
    for (int i = 0; i < 6000 && query.pending > 0; i++) {
        Sleep(10);
        assert_int_equal(vtl_query(vtl, &query), 0);
    }
    assert_int_equal(query.pending, 0);
    for (int i = 0; i < 600 && !element_is_full(SLOT0 + 5); i++)
        Sleep(100);
    assert_true(element_is_full(SLOT0 + 5));
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

static void test_reset_breaks_old_handles_and_pending_calls(void **state)
{
    (void)state;
    set_move_ms(5000);
    struct pending *pending = move_start(SLOT0, SLOT0 + 5);
    assert_int_equal(vtl_reset(vtl), 0);
    assert_int_equal(move_end(pending), ERROR_DEVICE_NOT_CONNECTED);
    assert_int_equal(scsi_send(changer, CDB(0)), UINT32_MAX);
    assert_int_equal(scsi.error, ERROR_DEVICE_NOT_CONNECTED);
    HANDLE fresh = scsi_open("Changer", CHANGER);
    assert_int_equal(scsi_send(fresh, CDB(0)), 0);
    CloseHandle(fresh);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, changer_setup, changer_teardown)

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "move") == 0) {
        changer = scsi_open("Changer", CHANGER);
        return (int)move_medium(SLOT0, SLOT0 + 5);
    }
    const struct CMUnitTest tests[] = {
        CASE(test_fault_sense_strikes_the_nth_command),
        CASE(test_fault_after_the_deed_and_lies),
        CASE(test_fault_short_and_altered_answers),
        CASE(test_fault_on_a_drive_spares_the_changer),
        CASE(test_moves_of_one_robot_follow_each_other),
        CASE(test_cancelled_move_is_answered_and_still_done),
        CASE(test_hanging_command_is_released_by_clear_faults),
        CASE(test_drives_and_robot_work_side_by_side),
        CASE(test_killed_process_leaves_the_robot_to_finish),
        CASE(test_reset_breaks_old_handles_and_pending_calls),
    };
    return cmocka_run_group_tests(tests, changer_group_setup, changer_group_teardown);
}
