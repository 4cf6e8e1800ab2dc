/* SPDX-License-Identifier: MIT */
/*
 * The virtual library's tape drives as programs meet them: raw commands by pass-through, the tape
 * functions of the Win32 API, ReadFile and WriteFile, storage device control codes, injected
 * faults.
 */
#include "scsi.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include <stdio.h>

#include "support/cmocka_shim.h"
#include "vtl/client.h"

enum { LIBRARY_TAPE = 20, ALONE_TAPE = 30, UNLOAD_MS = 1500, LOAD_MS = 400, CLEANING_MS = 4000 };

static vtl_handle vtl;
static HANDLE tape; /* the library's first drive, loaded with A00001L4 and ready */

static const uint8_t test_unit_ready[16] = {0x00};

#define PLACE_ALONE vtl_place(VTL_STANDALONE, VTL_DRIVE, 0)
#define PLACE_DRIVE vtl_place(0, VTL_DRIVE, 0)

static void settle(HANDLE device)
{
    for (int i = 0; i < 6000; i++) {
        uint32_t sense = scsi_send(device, test_unit_ready);
        if (sense == 0) {
            return;
        }
        if (sense >> 16 != 6) {
            Sleep(10);
        }
    }
    fail_msg("drive not ready: sense %02X/%02X/%02X error %u", scsi.sense[2], scsi.sense[12],
             scsi.sense[13], (unsigned)scsi.error);
}

static int build(void **state)
{
    (void)state;
    struct vtl_client_library library;
    struct vtl_client_drive drive;
    vtl_config_default(&library, 0);
    library.first_tape = LIBRARY_TAPE;
    library.exclusive = 0; /* two threads at one drive */
    library.unload_ms = UNLOAD_MS;
    library.capacity_mb = 4;
    library.cartridges = "s0=B00001L4,data,wp\nd0=A00001L4,data\nd1=A00002L4,data\n";
    vtl_config_drive_default(&drive, 0);
    drive.number = ALONE_TAPE;
    drive.load_ms = LOAD_MS;
    drive.cleaning_ms = CLEANING_MS;
    assert_int_equal(vtl_build(vtl, &library, 1, &drive, 1), 0);
    tape = scsi_open("Tape", LIBRARY_TAPE);
    assert_ptr_not_equal(tape, INVALID_HANDLE_VALUE);
    settle(tape);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    CloseHandle(tape);
    return (int)vtl_clear_faults(vtl);
}

static HANDLE open_tape(uint32_t number)
{
    HANDLE device = scsi_open("Tape", number);
    assert_ptr_not_equal(device, INVALID_HANDLE_VALUE);
    return device;
}

static DWORD last_error(BOOL ok)
{
    return ok ? NO_ERROR : GetLastError();
}

static DWORD write_block(const void *data, DWORD length)
{
    DWORD done = 0;
    DWORD error = last_error(WriteFile(tape, data, length, &done, NULL));
    if (error == NO_ERROR) {
        assert_int_equal(done, length);
    }
    return error;
}

static DWORD read_block(void *data, DWORD length, DWORD *done)
{
    *done = 0;
    return last_error(ReadFile(tape, data, length, done, NULL));
}

static void test_inquiry_identifies_the_drive(void **state)
{
    (void)state;
    struct vtl_dump dump;
    assert_int_equal(scsi_receive(tape, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_int_equal(scsi.data[0], 1);
    assert_int_equal(scsi_receive(tape, CDB(0x12, 1, 0x80, 0, 64), 64), 0);
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    const struct vtl_dump_drive *drive = vtl_dump_drive_at(&dump, 0, 0);
    assert_non_null(drive);
    assert_int_equal(drive->number, LIBRARY_TAPE);
    assert_int_equal(scsi.data[3], strlen(drive->serial));
    assert_memory_equal(scsi.data + 4, drive->serial, scsi.data[3]);
    vtl_dump_free(&dump);
    assert_int_equal(scsi_receive(tape, CDB(0xA3), 64), 0x052000);
    assert_int_equal(scsi_send(tape, CDB(0x08, 1, 0, 0, 1)), 0x052400);
}

static void test_pass_through_writes_and_reads(void **state)
{
    (void)state;
    uint8_t block[1000];
    memset(block, 'x', sizeof(block));
    block[999] = 'y';
    assert_int_equal(scsi_write(tape, CDB(0x0A, 0, 0, 3, 0xE8), block, sizeof(block)), 0);
    assert_int_equal(scsi_send(tape, CDB(0x10, 0, 0, 0, 1)), 0);
    assert_int_equal(scsi_send(tape, CDB(0x01)), 0);
    assert_int_equal(scsi_receive(tape, CDB(0x08, 0, 0, 4, 0), 1024), 0);
    assert_int_equal(scsi.status, 2);
    assert_int_equal(scsi.sense[2], 0x20); /* ILI */
    assert_int_equal(scsi.sense[6], 24);
    assert_int_equal(scsi.transferred, 1000);
    assert_memory_equal(scsi.data, block, sizeof(block));
    assert_int_equal(scsi_receive(tape, CDB(0x08, 0, 0, 4, 0), 1024), 0x000001);
    assert_int_equal(scsi.sense[2], 0x80);
    assert_int_equal(scsi_receive(tape, CDB(0x08, 0, 0, 4, 0), 1024), 0x080005);
}

static void test_read_file_follows_blocks_and_marks(void **state)
{
    (void)state;
    static uint8_t big[65536];
    uint8_t data[512];
    DWORD done = 0;
    memset(data, 7, sizeof(data));
    for (uint32_t i = 0; i < sizeof(big); i++) {
        big[i] = (uint8_t)(i * 31);
    }
    assert_int_equal(write_block(data, 300), NO_ERROR);
    assert_int_equal(write_block(big, sizeof(big)), NO_ERROR);
    assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), NO_ERROR);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
    assert_int_equal(read_block(data, sizeof(data), &done), NO_ERROR);
    assert_int_equal(done, 300);
    assert_int_equal(data[299], 7);
    memset(big, 0, sizeof(big));
    assert_int_equal(read_block(big, sizeof(big), &done), NO_ERROR);
    assert_int_equal(done, sizeof(big));
    assert_int_equal(big[12345], (uint8_t)(12345 * 31));
    assert_int_equal(read_block(data, sizeof(data), &done), ERROR_FILEMARK_DETECTED);
    assert_int_equal(read_block(data, sizeof(data), &done), ERROR_NO_DATA_DETECTED);
    assert_int_equal(SetTapePosition(tape, TAPE_LOGICAL_BLOCK, 0, 1, 0, FALSE), NO_ERROR);
    assert_int_equal(read_block(data, sizeof(data), &done), ERROR_MORE_DATA);
}

static void test_tape_position_functions(void **state)
{
    (void)state;
    DWORD partition = 99;
    DWORD low = 99;
    DWORD high = 99;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(write_block("block", 5), NO_ERROR);
        assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), NO_ERROR);
    }
    assert_int_equal(GetTapePosition(tape, TAPE_ABSOLUTE_POSITION, &partition, &low, &high),
                     NO_ERROR);
    assert_int_equal(low, 6);
    assert_int_equal(high, 0);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_FILEMARKS, 0, (DWORD)-2, (DWORD)-1, FALSE),
                     NO_ERROR);
    assert_int_equal(GetTapePosition(tape, TAPE_LOGICAL_POSITION, &partition, &low, &high),
                     NO_ERROR);
    assert_int_equal(low, 3);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_RELATIVE_BLOCKS, 0, 1, 0, FALSE),
                     ERROR_FILEMARK_DETECTED);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_FILEMARKS, 0, (DWORD)-9, (DWORD)-1, FALSE),
                     ERROR_BEGINNING_OF_MEDIA);
    assert_int_equal(SetTapePosition(tape, TAPE_SPACE_END_OF_DATA, 0, 0, 0, FALSE), NO_ERROR);
    assert_int_equal(SetTapePosition(tape, TAPE_REWIND, 0, 0, 0, FALSE), NO_ERROR);
    assert_int_equal(EraseTape(tape, TAPE_ERASE_LONG, FALSE), NO_ERROR);
    assert_int_equal(read_block(&partition, 4, &low), ERROR_NO_DATA_DETECTED);
}

static void test_tape_parameters(void **state)
{
    (void)state;
    TAPE_GET_DRIVE_PARAMETERS drive = {0};
    TAPE_GET_MEDIA_PARAMETERS media = {0};
    TAPE_SET_MEDIA_PARAMETERS set = {.BlockSize = 512};
    TAPE_SET_DRIVE_PARAMETERS set_drive = {.Compression = FALSE};
    DWORD size = sizeof(drive);
    assert_int_equal(GetTapeParameters(tape, GET_TAPE_DRIVE_INFORMATION, &size, &drive), NO_ERROR);
    assert_int_equal(drive.Compression, TRUE);
    assert_true((drive.FeaturesLow & TAPE_DRIVE_VARIABLE_BLOCK) != 0);
    assert_int_equal(SetTapeParameters(tape, SET_TAPE_MEDIA_INFORMATION, &set), NO_ERROR);
    assert_int_equal(SetTapeParameters(tape, SET_TAPE_DRIVE_INFORMATION, &set_drive), NO_ERROR);
    size = sizeof(media);
    assert_int_equal(GetTapeParameters(tape, GET_TAPE_MEDIA_INFORMATION, &size, &media), NO_ERROR);
    assert_int_equal(media.BlockSize, 512);
    assert_true(media.Capacity.QuadPart == 4 << 20);
    assert_int_equal(media.WriteProtected, FALSE);
    size = sizeof(drive);
    assert_int_equal(GetTapeParameters(tape, GET_TAPE_DRIVE_INFORMATION, &size, &drive), NO_ERROR);
    assert_int_equal(drive.Compression, FALSE);
    assert_int_not_equal(CreateTapePartition(tape, TAPE_INITIATOR_PARTITIONS, 2, 1), NO_ERROR);
}

static void test_status_follows_the_cartridge(void **state)
{
    (void)state;
    assert_int_equal(GetTapeStatus(tape), NO_ERROR);
    assert_int_equal(PrepareTape(tape, TAPE_LOCK, FALSE), NO_ERROR);
    assert_int_equal(PrepareTape(tape, TAPE_UNLOAD, FALSE), ERROR_UNABLE_TO_UNLOAD_MEDIA);
    assert_int_equal(PrepareTape(tape, TAPE_UNLOCK, FALSE), NO_ERROR);
    ULONGLONG start = GetTickCount64();
    assert_int_equal(PrepareTape(tape, TAPE_UNLOAD, FALSE), NO_ERROR);
    assert_true(GetTickCount64() - start >= UNLOAD_MS - 50);
    assert_int_equal(GetTapeStatus(tape), ERROR_NO_MEDIA_IN_DRIVE);
    assert_int_equal(PrepareTape(tape, TAPE_LOAD, FALSE), NO_ERROR);
    assert_int_equal(GetTapeStatus(tape), ERROR_MEDIA_CHANGED);
    assert_int_equal(GetTapeStatus(tape), NO_ERROR);
    assert_int_equal(vtl_power(vtl, 0, 1, 0, 1), 0);
    assert_int_equal(GetTapeStatus(tape), ERROR_BUS_RESET);
}

static void test_write_protected_cartridge(void **state)
{
    (void)state;
    assert_int_equal(vtl_move(vtl, PLACE_DRIVE, vtl_place(0, VTL_SLOT, 5), 0), 0);
    assert_int_equal(vtl_move(vtl, vtl_place(0, VTL_SLOT, 0), PLACE_DRIVE, 0), 0);
    settle(tape);
    assert_int_equal(write_block("x", 1), ERROR_WRITE_PROTECT);
    assert_int_equal(WriteTapemark(tape, TAPE_FILEMARKS, 1, FALSE), ERROR_WRITE_PROTECT);
    assert_int_equal(scsi_write(tape, CDB(0x0A, 0, 0, 0, 1), "x", 1), 0x072700);
}

static void test_large_blocks_and_end_of_medium(void **state)
{
    (void)state;
    enum { MEGABYTE = 1 << 20 };
    char *data = malloc(4 * MEGABYTE + 1);
    DWORD done = 0;
    assert_non_null(data);
    for (int i = 0; i < 4 * MEGABYTE; i++) {
        data[i] = (char)(i ^ (i >> 9));
    }
    assert_int_equal(write_block(data, 4 * MEGABYTE + 1), ERROR_INVALID_PARAMETER);
    assert_int_equal(write_block(data, MEGABYTE), NO_ERROR);
    assert_int_equal(write_block(data, 2 * MEGABYTE), NO_ERROR);
    assert_false(WriteFile(tape, data, MEGABYTE, &done, NULL)); /* written, but in the last 64th */
    assert_int_equal(GetLastError(), ERROR_END_OF_MEDIA);
    assert_false(WriteFile(tape, data, 1, &done, NULL));
    assert_int_equal(GetLastError(), ERROR_END_OF_MEDIA);
    assert_int_equal(SetTapePosition(tape, TAPE_LOGICAL_BLOCK, 0, 2, 0, FALSE), NO_ERROR);
    memset(data, 0, MEGABYTE);
    assert_int_equal(read_block(data, MEGABYTE, &done), NO_ERROR);
    assert_int_equal(done, MEGABYTE);
    for (int i = 0; i < MEGABYTE; i += 997) {
        assert_int_equal(data[i], (char)(i ^ (i >> 9)));
    }
    free(data);
}

static void test_data_travels_with_the_cartridge(void **state)
{
    (void)state;
    char text[16] = {0};
    DWORD done = 0;
    assert_int_equal(write_block("travel", 6), NO_ERROR);
    assert_int_equal(vtl_move(vtl, vtl_place(0, VTL_DRIVE, 1), vtl_place(0, VTL_SLOT, 6), 0), 0);
    assert_int_equal(vtl_move(vtl, PLACE_DRIVE, vtl_place(0, VTL_DRIVE, 1), 0), 0);
    HANDLE other = open_tape(LIBRARY_TAPE + 1);
    settle(other);
    assert_true(ReadFile(other, text, sizeof(text), &done, NULL));
    assert_int_equal(done, 6);
    assert_string_equal(text, "travel");
    CloseHandle(other);
    assert_int_equal(GetTapeStatus(tape), ERROR_NO_MEDIA_IN_DRIVE);
}

static DWORD WINAPI unload_thread(void *device)
{
    return PrepareTape(device, TAPE_UNLOAD, FALSE);
}

static void test_drives_work_side_by_side(void **state)
{
    (void)state;
    HANDLE other = open_tape(LIBRARY_TAPE + 1);
    DWORD result = 99;
    settle(other);
    HANDLE thread = CreateThread(NULL, 0, unload_thread, tape, 0, NULL);
    assert_non_null(thread);
    ULONGLONG start = GetTickCount64();
    Sleep(UNLOAD_MS / 7);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(GetTapeStatus(other), NO_ERROR);
    }
    DWORD unloading = WaitForSingleObject(thread, 0);
    HANDLE again = open_tape(LIBRARY_TAPE);
    uint32_t sense = scsi_send(again, test_unit_ready);
    CloseHandle(again);
    if (GetTickCount64() - start < UNLOAD_MS / 2) { /* quick enough to see it */
        assert_int_equal(unloading, WAIT_TIMEOUT);
        assert_int_equal(sense, 0x020401);
    }
    assert_int_equal(WaitForSingleObject(thread, 120000), WAIT_OBJECT_0);
    assert_true(GetExitCodeThread(thread, &result));
    assert_int_equal(result, NO_ERROR);
    CloseHandle(thread);
    CloseHandle(other);
}

/* ---- cleaning ---- */

static uint32_t wait_while(HANDLE device, uint32_t sense)
{
    uint32_t seen = sense;
    for (int i = 0; i < 6000 && seen == sense; i++) {
        seen = scsi_send(device, test_unit_ready);
        Sleep(5);
    }
    return seen;
}

static void test_cleaning_cycle_and_spent_cleaner(void **state)
{
    (void)state;
    struct vtl_dump dump;
    HANDLE alone = open_tape(ALONE_TAPE);
    while (scsi_send(alone, test_unit_ready) >> 16 == 6) {
    }
    assert_int_equal(vtl_alert(vtl, VTL_STANDALONE, 0, 20, 1), 0);
    assert_int_equal(vtl_insert_cleaner(vtl, PLACE_ALONE, "CLN001L1", 1), 0);
    assert_int_equal(wait_while(alone, 0x020401), 0x023003);
    assert_int_equal(wait_while(alone, 0x023003), 0x020407);
    assert_int_equal(GetTapeStatus(alone), ERROR_NOT_READY);
    assert_int_equal(scsi_send(alone, CDB(0x1B)), 0x020407);
    assert_int_equal(wait_while(alone, 0x020407), 0x023A00);
    assert_int_equal(scsi_receive(alone, CDB(0x4D, 0, 0x6E, 0, 0, 0, 0, 1, 0x44), 324), 0);
    assert_int_equal(scsi.data[4 + 5 * 19 + 4], 0); /* clean now */
    assert_int_equal(scsi.data[4 + 5 * 10 + 4], 1); /* cleaning media */
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "CLN001L1")->uses_left, 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "CLN001L1")->spent, 0);
    assert_int_equal(vtl_dump_drive_at(&dump, VTL_STANDALONE, 0)->cleanings, 1);
    vtl_dump_free(&dump);
    assert_int_equal(vtl_move(vtl, PLACE_ALONE, vtl_place(0, VTL_OUTSIDE, 0), 0), 0);
    assert_int_equal(vtl_move_from_shelf(vtl, "CLN001L1", PLACE_ALONE), 0);
    assert_int_equal(wait_while(alone, 0x020401), 0x033007);
    assert_int_equal(scsi_receive(alone, CDB(0x4D, 0, 0x6E, 0, 0, 0, 0, 1, 0x44), 324), 0);
    assert_int_equal(scsi.data[4 + 5 * 21 + 4], 1); /* expired cleaner */
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "CLN001L1")->spent, 1);
    vtl_dump_free(&dump);
    CloseHandle(alone);
}

static void test_cleaning_request_is_seen_by_status(void **state)
{
    (void)state;
    assert_int_equal(vtl_alert(vtl, 0, 0, 21, 1), 0);
    assert_int_equal(GetTapeStatus(tape), ERROR_DEVICE_REQUIRES_CLEANING);
    assert_int_equal(GetTapeStatus(tape), NO_ERROR);
}

/* ---- storage codes ---- */

static DWORD control(DWORD code, void *in, DWORD in_length, void *out, DWORD room, DWORD *returned)
{
    *returned = 0;
    return last_error(DeviceIoControl(tape, code, in, in_length, out, room, returned, NULL));
}

static void test_storage_codes_describe_the_drive(void **state)
{
    (void)state;
    uint8_t out[1024];
    DWORD returned = 0;
    STORAGE_DEVICE_NUMBER number;
    SCSI_ADDRESS address;
    STORAGE_PROPERTY_QUERY query = {.PropertyId = StorageDeviceProperty};
    assert_int_equal(
        control(IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof(number), &returned),
        NO_ERROR);
    assert_int_equal(number.DeviceType, FILE_DEVICE_TAPE);
    assert_int_equal(number.DeviceNumber, LIBRARY_TAPE);
    assert_int_equal(control(IOCTL_SCSI_GET_ADDRESS, NULL, 0, &address, sizeof(address), &returned),
                     NO_ERROR);
    assert_int_equal(address.Length, sizeof(address));
    assert_int_equal(
        control(IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query), out, sizeof(out), &returned),
        NO_ERROR);
    const STORAGE_DEVICE_DESCRIPTOR *device = (const void *)out;
    assert_int_equal(device->Size, returned);
    assert_int_equal(device->DeviceType, 1);
    assert_int_equal(scsi_receive(tape, CDB(0x12, 1, 0x80, 0, 64), 64), 0);
    assert_memory_equal(out + device->SerialNumberOffset, scsi.data + 4, scsi.data[3]);
    assert_int_equal(
        control(IOCTL_STORAGE_GET_MEDIA_TYPES_EX, NULL, 0, out, sizeof(out), &returned), NO_ERROR);
    const GET_MEDIA_TYPES *types = (const void *)out;
    assert_int_equal(types->DeviceType, FILE_DEVICE_TAPE);
    assert_int_equal(types->MediaInfo[0].DeviceSpecific.TapeInfo.MediaType, LTO_Ultrium);
    assert_int_equal(control(IOCTL_STORAGE_CHECK_VERIFY, NULL, 0, NULL, 0, &returned), NO_ERROR);
    assert_int_equal(control(IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0, &returned), NO_ERROR);
    assert_int_equal(control(IOCTL_STORAGE_LOAD_MEDIA, NULL, 0, NULL, 0, &returned), NO_ERROR);
}

static void test_storage_codes_describe_the_changer(void **state)
{
    (void)state;
    uint8_t out[1024];
    DWORD returned = 0;
    STORAGE_DEVICE_NUMBER number;
    STORAGE_PROPERTY_QUERY query = {.PropertyId = StorageDeviceProperty};
    HANDLE kept = tape;
    tape = scsi_open("Changer", 0);
    assert_ptr_not_equal(tape, INVALID_HANDLE_VALUE);
    assert_int_equal(
        control(IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof(number), &returned),
        NO_ERROR);
    assert_int_equal(number.DeviceType, FILE_DEVICE_CHANGER);
    assert_int_equal(number.DeviceNumber, 0);
    assert_int_equal(
        control(IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query), out, sizeof(out), &returned),
        NO_ERROR);
    assert_int_equal(out[8], 8);
    query.PropertyId = StorageDeviceIdProperty;
    assert_int_equal(
        control(IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof(query), out, sizeof(out), &returned),
        NO_ERROR);
    assert_true(returned > sizeof(STORAGE_DEVICE_ID_DESCRIPTOR));
    assert_int_equal(control(IOCTL_STORAGE_EJECT_MEDIA, NULL, 0, NULL, 0, &returned),
                     ERROR_INVALID_FUNCTION);
    assert_int_equal(GetTapeStatus(tape), ERROR_INVALID_FUNCTION);
    CloseHandle(tape);
    tape = kept;
}

static void test_switched_off_class_leaves_pass_through(void **state)
{
    (void)state;
    struct vtl_client_library library;
    STORAGE_DEVICE_NUMBER number;
    DWORD returned;
    vtl_config_default(&library, 0);
    library.first_tape = LIBRARY_TAPE;
    library.class_tape = 0;
    library.class_storage = 0;
    CloseHandle(tape);
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), 0);
    tape = open_tape(LIBRARY_TAPE);
    assert_int_equal(GetTapeStatus(tape), ERROR_INVALID_FUNCTION);
    assert_int_equal(
        control(IOCTL_STORAGE_GET_DEVICE_NUMBER, NULL, 0, &number, sizeof(number), &returned),
        ERROR_INVALID_FUNCTION);
    assert_int_equal(scsi_receive(tape, CDB(0x12, 0, 0, 0, 36), 36), 0);
    assert_int_equal(scsi.data[0], 1);
}

/* ---- faults ---- */

static void test_fault_reaches_both_paths_and_the_log(void **state)
{
    (void)state;
    static struct vtl_log_entry log[64];
    struct vtl_control_query query;
    struct vtl_control_fault fault = {.library = 0,
                                      .drive = 0,
                                      .device = 1,
                                      .opcode = 0x08,
                                      .times = 2,
                                      .action = VTL_FAULT_SENSE,
                                      .key = 3,
                                      .asc = 0x11};
    char byte;
    DWORD done;
    uint32_t count = 0;
    assert_int_equal(vtl_query(vtl, &query), 0);
    assert_int_equal(vtl_fault(vtl, &fault), 0);
    assert_int_equal(read_block(&byte, 1, &done), ERROR_CRC);
    assert_int_equal(scsi_receive(tape, CDB(0x08, 0, 0, 0, 1), 1), 0x031100);
    assert_int_equal(scsi_receive(tape, CDB(0x08, 0, 0, 0, 1), 1), 0x080005);
    assert_int_equal(vtl_log_read(vtl, query.next_sequence, log, 64, &count), 0);
    assert_int_equal(count, 3);
    assert_int_equal(log[0].cdb[0], 0x08);
    assert_int_equal(log[0].from_class, 1);
    assert_int_equal(log[0].fault, 1);
    assert_int_equal(log[1].key, 3);
    assert_int_equal(log[1].from_class, 0);
    assert_int_equal(log[2].fault, 0);
    assert_int_equal(log[2].key, 8);
}

static int open_control(void **state)
{
    (void)state;
    uint32_t error = vtl_open(&vtl);
    if (error != 0) {
        printf("cannot open the virtual library: error %u\n", (unsigned)error);
    }
    return (int)error;
}

static int close_control(void **state)
{
    (void)state;
    vtl_close(vtl);
    return 0;
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, build, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_inquiry_identifies_the_drive),
        CASE(test_pass_through_writes_and_reads),
        CASE(test_read_file_follows_blocks_and_marks),
        CASE(test_tape_position_functions),
        CASE(test_tape_parameters),
        CASE(test_status_follows_the_cartridge),
        CASE(test_write_protected_cartridge),
        CASE(test_large_blocks_and_end_of_medium),
        CASE(test_data_travels_with_the_cartridge),
        CASE(test_drives_work_side_by_side),
        CASE(test_cleaning_cycle_and_spent_cleaner),
        CASE(test_cleaning_request_is_seen_by_status),
        CASE(test_storage_codes_describe_the_drive),
        CASE(test_storage_codes_describe_the_changer),
        CASE(test_switched_off_class_leaves_pass_through),
        CASE(test_fault_reaches_both_paths_and_the_log),
    };
    return cmocka_run_group_tests(tests, open_control, close_control);
}
