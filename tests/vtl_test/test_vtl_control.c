/* SPDX-License-Identifier: MIT */
/* The virtual library's control device: the operator's hands, cleanings, power, log, dump and
 * RESET. */
#include "changer_fixture.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include <stdio.h>

#define SLOT(n)  vtl_place(0, VTL_SLOT, n)
#define PORT(n)  vtl_place(0, VTL_PORT, n)
#define DRIVE(n) vtl_place(0, VTL_DRIVE, n)
#define SHELF    vtl_place(0, VTL_OUTSIDE, 0)

static struct vtl_control_place place_of(const char *barcode)
{
    struct vtl_dump dump;
    struct vtl_control_place place = {0xEEEE, 0xEEEE, 0};
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    const struct vtl_dump_cartridge *found = vtl_dump_by_barcode(&dump, barcode);
    if (found != NULL)
        place = found->place;
    vtl_dump_free(&dump);
    return place;
}

static struct vtl_dump_drive drive_of(uint32_t drive)
{
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    struct vtl_dump_drive copy = *vtl_dump_drive_at(&dump, 0, drive);
    vtl_dump_free(&dump);
    return copy;
}

/* ---- hands ---- */

static void test_port_insert_raises_import_attention(void **state)
{
    (void)state;
    assert_int_equal(vtl_insert_data(vtl, PORT(0), "NEW001L4"), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x28, 1));
    const uint8_t *port = element_status(PORT0);
    assert_int_equal(port[2] & 0x03, 0x03); /* FULL, put there by the operator */
    assert_memory_equal(port + 12, "NEW001L4", 8);
    assert_int_equal(move_medium(PORT0, SLOT0 + 6), 0);
    assert_int_equal(move_medium(SLOT0 + 6, PORT0), 0);
    assert_int_equal(element_status(PORT0)[2] & 0x03, 0x01); /* by the robot now */
    assert_int_equal(vtl_move(vtl, PORT(0), SHELF, 0), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x28, 1));
    assert_false(element_is_full(PORT0));
}

static void test_shelf_keeps_cartridges_by_barcode(void **state)
{
    (void)state;
    assert_int_equal(vtl_move(vtl, SLOT(1), SHELF, 0), 0);
    assert_int_equal(place_of("A00001L4").type, VTL_OUTSIDE);
    assert_int_equal(vtl_move_from_shelf(vtl, "A00001L4", SLOT(8)), 0);
    assert_int_equal(place_of("A00001L4").number, 8);
    assert_int_equal(vtl_move_from_shelf(vtl, "A00001L4", SLOT(12)), ERROR_ILLEGAL_ELEMENT_ADDRESS);
}

static void test_hand_move_errors_name_the_reason(void **state)
{
    (void)state;
    assert_int_equal(vtl_move(vtl, SLOT(7), SLOT(8), 0), ERROR_SOURCE_ELEMENT_EMPTY);
    assert_int_equal(vtl_move(vtl, SLOT(0), SLOT(1), 0), ERROR_DESTINATION_ELEMENT_FULL);
    assert_int_equal(vtl_move(vtl, SLOT(99), SLOT(1), 0), ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(vtl_insert_data(vtl, SLOT(0), "X"), ERROR_DESTINATION_ELEMENT_FULL);
    assert_int_equal(vtl_remove(vtl, SLOT(7)), ERROR_SOURCE_ELEMENT_EMPTY);
    assert_int_equal(vtl_door(vtl, 0, 1), ERROR_INVALID_PARAMETER); /* it has none */
    assert_int_equal(vtl_alert(vtl, 0, 9, 20, 1), ERROR_INVALID_PARAMETER);
}

static void test_remove_destroys_the_cartridge(void **state)
{
    (void)state;
    assert_int_equal(vtl_remove(vtl, SLOT(0)), 0);
    assert_int_equal(place_of("A00000L4").library, 0xEEEE);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x28, 0));
    assert_false(element_is_full(SLOT0));
}

static void test_quiet_move_is_found_by_the_robot_only(void **state)
{
    (void)state;
    assert_int_equal(vtl_move(vtl, SLOT(0), SLOT(10), 1), 0);
    assert_true(element_is_full(SLOT0));
    assert_false(element_is_full(SLOT0 + 10));
    assert_int_equal(move_medium(SLOT0, SLOT0 + 11), SENSE(5, 0x3B, 0x0E));
    assert_false(element_is_full(SLOT0)); /* now it knows */
    assert_int_equal(move_medium(SLOT0 + 1, SLOT0 + 10), SENSE(5, 0x3B, 0x0D));
    assert_true(element_is_full(SLOT0 + 10));
    assert_int_equal(vtl_move(vtl, SLOT(2), SLOT(12), 1), 0);
    assert_int_equal(scsi_send(changer, CDB(0x07)), 0);
    assert_true(element_is_full(SLOT0 + 12));
}

static void test_door_open_is_not_ready_and_looked_behind_when_closed(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.door = 1;
    library.initialize_ms = 3000;
    library_build(&library);
    assert_int_equal(vtl_door(vtl, 0, 1), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(2, 0x04, 0x18));
    assert_int_equal(move_medium(SLOT0, DRIVE0), SENSE(2, 0x04, 0x18));
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_int_equal(vtl_move(vtl, SLOT(0), SLOT(15), 0), 0);
    assert_int_equal(vtl_door(vtl, 0, 0), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x28, 0));
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(2, 0x04, 0x01));
    wait_ready(changer);
    assert_true(element_is_full(SLOT0 + 15));
    assert_false(element_is_full(SLOT0));
}

static void test_element_settings_show_in_the_status(void **state)
{
    struct vtl_control_element wanted;
    (void)state;
    memset(&wanted, 0, sizeof wanted);
    wanted.place = SLOT(0);
    wanted.exception = 1;
    wanted.asc = 0x3B;
    wanted.ascq = 0x11;
    wanted.hide_label = 1;
    wanted.no_access = 1;
    assert_int_equal(vtl_element(vtl, &wanted), 0);
    const uint8_t *slot = element_status(SLOT0);
    assert_int_equal(slot[2], 0x05);
    assert_int_equal(slot[4], 0x3B);
    assert_int_equal(slot[5], 0x11);
    assert_int_equal(slot[12], 0);
    assert_int_equal(move_medium(SLOT0, SLOT0 + 8), SENSE(5, 0x3B, 0x11));
}

/* ---- cleaning ---- */

static void test_cleaning_takes_its_time_and_a_use(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.cleaning_ms = 3000;
    library_build(&library);
    HANDLE tape = scsi_open("Tape", TAPE);
    assert_int_equal(vtl_alert(vtl, 0, 0, 20, 1), 0);
    assert_true(drive_of(0).alerts & (1u << 19));
    assert_int_equal(move_medium(SLOT0 + 9, DRIVE0), 0);
    uint32_t sense = scsi_send(tape, CDB(0));
    for (int i = 0; i < 4 && sense >> 16 == 6; i++)
        sense = scsi_send(tape, CDB(0));
    assert_int_equal(sense >> 16, 2);
    assert_int_equal(move_medium(DRIVE0, SLOT0 + 9), SENSE(5, 0x53, 0x01));
    for (int i = 0; i < 6000 && drive_of(0).cleanings == 0; i++)
        Sleep(10);
    assert_int_equal(drive_of(0).cleanings, 1);
    assert_int_equal(drive_of(0).alerts & (1u << 19), 0);
    assert_int_equal(move_medium(DRIVE0, SLOT0 + 9), 0);
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "CLN001L1")->uses_left, 1);
    vtl_dump_free(&dump);
    CloseHandle(tape);
}

static void test_cleaner_spent_is_found_out(void **state)
{
    (void)state;
    assert_int_equal(vtl_set_uses(vtl, SLOT(9), 0, 0), 0);
    assert_int_equal(move_medium(SLOT0 + 9, DRIVE0), 0);
    for (int i = 0; i < 6000 && drive_of(0).state != 6; i++)
        Sleep(5);
    assert_true(drive_of(0).alerts & (1u << 21));
    assert_int_equal(drive_of(0).cleanings, 0);
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "CLN001L1")->spent, 1);
    vtl_dump_free(&dump);
    assert_int_equal(move_medium(DRIVE0, SLOT0 + 9), 0);
}

/* ---- reset, power, numbers ---- */

static void test_numbers_follow_the_configuration(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.number = 9;
    library.first_tape = 60;
    library_build(&library);
    assert_int_equal(scsi_open("Changer", CHANGER) == INVALID_HANDLE_VALUE, 1);
    assert_int_equal(GetLastError(), ERROR_FILE_NOT_FOUND);
    assert_int_equal(scsi_open("Tape", TAPE) == INVALID_HANDLE_VALUE, 1);
    HANDLE tape = scsi_open("Tape", 61);
    assert_int_equal(scsi_receive(tape, CDB(0x12, 1, 0x80, 0, 96), 96), 0);
    assert_memory_equal(scsi.data + 4, "VTLDRV0001", 10);
    CloseHandle(tape);
}

static void test_power_takes_devices_away_and_back(void **state)
{
    (void)state;
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 0), 0);
    assert_int_equal(scsi_open("Changer", CHANGER) == INVALID_HANDLE_VALUE, 1);
    assert_int_equal(scsi_open("Tape", TAPE) == INVALID_HANDLE_VALUE, 1);
    assert_int_equal(scsi_send(changer, CDB(0)), UINT32_MAX);
    assert_int_equal(scsi.error, ERROR_DEVICE_NOT_CONNECTED);
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 1), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x29, 0));
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
    assert_int_equal(vtl_power(vtl, 0, 1, 1, 0), 0); /* one drive pulled out */
    assert_int_equal(scsi_open("Tape", TAPE + 1) == INVALID_HANDLE_VALUE, 1);
    assert_int_equal(move_medium(SLOT0, DRIVE0 + 1), SENSE(5, 0x3B, 0x1A));
    assert_int_equal(element_status(DRIVE0 + 1)[9] & 0x08, 0x08);
}

static void test_configuration_impossible_is_refused_and_old_world_stays(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.first_port = SLOT0 + 3; /* inside the slots */
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
    library_default(&library);
    library.slots = 10001;
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), ERROR_INVALID_PARAMETER);
    library_default(&library);
    library.cartridges = "s0=A,data\ns0=B,data\n";
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
}

static void test_two_libraries_and_a_standalone_drive_live_together(void **state)
{
    struct vtl_client_library libraries[2];
    struct vtl_client_drive drive;
    struct vtl_dump dump;
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].number = 70 + i;
        libraries[i].cartridges = "s0..s4=L%uX,data\n";
    }
    vtl_config_drive_default(&drive, 0);
    drive.cartridge = "ALONE1,data";
    assert_int_equal(vtl_build(vtl, libraries, 2, &drive, 1), 0);
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(dump.header->libraries, 2);
    assert_int_equal(dump.header->drives, 5);
    assert_int_equal(dump.header->cartridges, 11);
    assert_int_equal(vtl_dump_by_barcode(&dump, "ALONE1")->place.library, VTL_STANDALONE);
    assert_int_equal(vtl_dump_drive_at(&dump, VTL_STANDALONE, 0)->number, 200);
    vtl_dump_free(&dump);
}

static void test_log_tells_every_command(void **state)
{
    struct vtl_control_query query;
    struct vtl_log_entry entries[8];
    uint32_t count = 0;
    (void)state;
    assert_int_equal(vtl_query(vtl, &query), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
    assert_int_equal(move_medium(SLOT0 + 7, SLOT0), SENSE(5, 0x3B, 0x0E));
    assert_int_equal(vtl_log_read(vtl, query.next_sequence, entries, 8, &count), 0);
    assert_int_equal(count, 2);
    assert_int_equal(entries[0].sequence, query.next_sequence);
    assert_int_equal(entries[0].cdb[0], 0);
    assert_int_equal(entries[0].device, 0);
    assert_int_equal(entries[1].cdb[0], 0xA5);
    assert_int_equal(entries[1].status, 2);
    assert_int_equal(entries[1].asc << 8 | entries[1].ascq, 0x3B0E);
    assert_in_range(entries[1].time_ms, query.time_ms, query.time_ms + 5000);
}

static void test_control_calls_short_or_unknown_are_refused(void **state)
{
    HANDLE control = CreateFileA(VTL_CONTROL_NAME, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                 NULL, OPEN_EXISTING, 0, NULL);
    DWORD bytes;
    uint8_t buffer[8] = {0};
    (void)state;
    assert_false(DeviceIoControl(control, VTL_IOCTL_HAND_MOVE, buffer, 8, NULL, 0, &bytes, NULL));
    assert_int_equal(GetLastError(), ERROR_BAD_LENGTH);
    assert_false(DeviceIoControl(control, VTL_CONTROL(200u), buffer, 8, NULL, 0, &bytes, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_FUNCTION);
    assert_false(DeviceIoControl(control, VTL_IOCTL_DUMP, NULL, 0, buffer, 8, &bytes, NULL));
    CloseHandle(control);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, changer_setup, changer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_port_insert_raises_import_attention),
        CASE(test_shelf_keeps_cartridges_by_barcode),
        CASE(test_hand_move_errors_name_the_reason),
        CASE(test_remove_destroys_the_cartridge),
        CASE(test_quiet_move_is_found_by_the_robot_only),
        CASE(test_door_open_is_not_ready_and_looked_behind_when_closed),
        CASE(test_element_settings_show_in_the_status),
        CASE(test_cleaning_takes_its_time_and_a_use),
        CASE(test_cleaner_spent_is_found_out),
        CASE(test_numbers_follow_the_configuration),
        CASE(test_power_takes_devices_away_and_back),
        CASE(test_configuration_impossible_is_refused_and_old_world_stays),
        CASE(test_two_libraries_and_a_standalone_drive_live_together),
        CASE(test_log_tells_every_command),
        CASE(test_control_calls_short_or_unknown_are_refused),
    };
    return cmocka_run_group_tests(tests, changer_group_setup, changer_group_teardown);
}
