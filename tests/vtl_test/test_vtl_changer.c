/* SPDX-License-Identifier: MIT */
/* The virtual library's changer by raw commands: SMC-3 and SPC-4. */
#include "changer_fixture.h"

#include <winioctl.h>
#include <ntddscsi.h>

#include <stdio.h>

static uint32_t be16(const uint8_t *p)
{
    return (uint32_t)(p[0] << 8 | p[1]);
}

static uint32_t be24(const uint8_t *p)
{
    return (uint32_t)(p[0] << 16 | p[1] << 8 | p[2]);
}

/* ---- SPC ---- */

static void test_inquiry_standard_data_names_a_changer(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_int_equal(scsi.data[0], 0x08);
    assert_int_equal(scsi.data[1] & 0x80, 0x80);
    assert_memory_equal(scsi.data + 8, "NTMSVTL VIRTUAL LIBRARY 0100", 28);
    assert_int_equal(scsi.transferred, 56);
}

static void test_inquiry_short_allocation_is_cut(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 5), 96), 0);
    assert_int_equal(scsi.transferred, 5);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0x80, 0, 96), 96), SENSE(5, 0x24, 0));
}

static void test_inquiry_vital_pages_give_the_serial(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0x00, 0, 96), 96), 0);
    assert_memory_equal(scsi.data, "\x08\x00\x00\x03\x00\x80\x83", 7);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0x80, 0, 96), 96), 0);
    assert_int_equal(scsi.data[3], 10);
    assert_memory_equal(scsi.data + 4, "VTLCHG0000", 10);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0x83, 0, 96), 96), 0);
    assert_int_equal(scsi.data[4] & 0x0F, 2);
    assert_int_equal(scsi.data[5] & 0x0F, 1);
    assert_memory_equal(scsi.data + 8 + 24, "VTLCHG0000", 10);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0xB0, 0, 96), 96), SENSE(5, 0x24, 0));
}

static void test_serial_missing_refuses_the_vital_pages(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.serial[0] = '\0';
    library_build(&library);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0x80, 0, 96), 96), SENSE(5, 0x24, 0));
    assert_int_equal(scsi_receive(changer, CDB(0x12, 1, 0x83, 0, 96), 96), SENSE(5, 0x24, 0));
}

static void test_unknown_command_is_illegal(void **state)
{
    (void)state;
    assert_int_equal(scsi_send(changer, CDB(0x28)), SENSE(5, 0x20, 0));
    assert_int_equal(scsi_send(changer, CDB(0x15)), SENSE(5, 0x20, 0));
}

static void test_attention_configured_is_reported_once(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.attention = 1;
    library_build(&library);
    assert_int_equal(scsi_receive(changer, CDB(0x12, 0, 0, 0, 96), 96), 0);
    assert_int_equal(scsi_send(changer, CDB(0)), SENSE(6, 0x29, 0));
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
}

static void test_request_sense_takes_the_attention(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.attention = 1;
    library_build(&library);
    assert_int_equal(scsi_receive(changer, CDB(0x03, 0, 0, 0, 18), 18), 0);
    assert_int_equal(scsi.data[2] & 0x0F, 6);
    assert_int_equal(scsi.data[12], 0x29);
    assert_int_equal(scsi_receive(changer, CDB(0x03, 0, 0, 0, 18), 18), 0);
    assert_int_equal(scsi.data[2] & 0x0F, 0);
    assert_int_equal(scsi_send(changer, CDB(0)), 0);
}

static void test_mode_sense_addresses_match_the_configuration(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x1A, 8, 0x1D, 0, 255), 255), 0);
    assert_int_equal(scsi.transferred, 24);
    assert_int_equal(scsi.data[0], 23);
    const uint8_t *page = scsi.data + 4;
    assert_int_equal(page[0] & 0x3F, 0x1D);
    assert_int_equal(be16(page + 2), 0);
    assert_int_equal(be16(page + 4), 1);
    assert_int_equal(be16(page + 6), SLOT0);
    assert_int_equal(be16(page + 8), 20);
    assert_int_equal(be16(page + 10), PORT0);
    assert_int_equal(be16(page + 12), 1);
    assert_int_equal(be16(page + 14), DRIVE0);
    assert_int_equal(be16(page + 16), 2);
}

static void test_mode_sense_capabilities_and_refusals(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x5A, 8, 0x1F, 0, 0, 0, 0, 0, 255), 255), 0);
    const uint8_t *page = scsi.data + 8;
    assert_int_equal(page[0], 0x1F);
    assert_int_equal(page[2], 0x0E);
    assert_int_equal(page[5], 0x0E); /* from slots to drives, ports, slots */
    assert_int_equal(scsi_receive(changer, CDB(0x1A, 0, 0x3F, 0, 255), 255), 0);
    assert_int_equal(scsi.transferred, 4 + 20 + 4 + 20);
    assert_int_equal(scsi_receive(changer, CDB(0x1A, 0, 0x10, 0, 255), 255), SENSE(5, 0x24, 0));
    assert_int_equal(scsi_receive(changer, CDB(0x1A, 0, 0xDD, 0, 255), 255), SENSE(5, 0x39, 0));
}

static void test_log_sense_lists_tape_alert(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0x4D, 0, 0x40, 0, 0, 0, 0, 0, 255), 255), 0);
    assert_int_equal(scsi.data[5], 0x2E);
    assert_int_equal(scsi_receive(changer, CDB(0x4D, 0, 0x6E, 0, 0, 0, 0, 2, 0), 512), 0);
    assert_int_equal(be16(scsi.data + 2), 64 * 5);
    assert_int_equal(scsi_receive(changer, CDB(0x4D, 0, 0x42, 0, 0, 0, 0, 2, 0), 512),
                     SENSE(5, 0x24, 0));
}

static void test_harmless_commands_are_accepted(void **state)
{
    (void)state;
    assert_int_equal(scsi_send(changer, CDB(0x16)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x17)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x1D, 4)), 0);
    assert_int_equal(scsi_receive(changer, CDB(0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 16), 16), 0);
    assert_int_equal(scsi.data[3], 8);
}

/* ---- READ ELEMENT STATUS ---- */

static void test_read_element_status_all_counts_every_type(void **state)
{
    (void)state;
    assert_int_equal(
        scsi_receive(changer, CDB(0xB8, 0x10, 0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF), 0xF000), 0);
    assert_int_equal(be16(scsi.data), 0);
    assert_int_equal(be16(scsi.data + 2), 24);
    assert_int_equal(be24(scsi.data + 5), 4 * 8 + 24 * 52);
    assert_int_equal(scsi.transferred, 8 + 4 * 8 + 24 * 52);
    assert_int_equal(scsi.data[8], 1); /* transport, port, drives, slots: by address */
    assert_int_equal(scsi.data[8 + 8 + 52], 3);
    assert_int_equal(scsi.data[8 + 2 * 60], 4);
    assert_int_equal(scsi.data[8 + 2 * 60 + 8 + 2 * 52], 2);
}

static void test_read_element_status_volume_tag_is_padded(void **state)
{
    (void)state;
    const uint8_t *slot = element_status(SLOT0 + 2);
    assert_int_equal(slot[2], 0x09); /* FULL, ACCESS */
    assert_int_equal(slot[9], 0x01); /* data, no source */
    assert_memory_equal(slot + 12, "A00002L4                        \0\0\0\0", 36);
    assert_int_equal(element_status(SLOT0 + 9)[9] & 7, 2); /* cleaning */
    slot = element_status(SLOT0 + 5);
    assert_int_equal(slot[2], 0x08);
    assert_int_equal(slot[12], 0);
}

static void test_read_element_status_without_tags_is_short(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 2, 0x03, 0xE8, 0, 3, 0, 0, 1, 0), 256), 0);
    assert_int_equal(be16(scsi.data + 2), 3);
    assert_int_equal(be16(scsi.data + 10), 16);
    assert_int_equal(scsi.data[9] & 0x80, 0);
    assert_int_equal(scsi.transferred, 8 + 8 + 3 * 16);
}

static void test_read_element_status_truncates_at_whole_descriptors(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x12, 0, 0, 0, 20, 0, 0, 0, 8), 256), 0);
    assert_int_equal(scsi.transferred, 8);
    assert_int_equal(be24(scsi.data + 5), 8 + 20 * 52);
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x12, 0, 0, 0, 20, 0, 0, 0, 67), 256), 0);
    assert_int_equal(scsi.transferred, 16);
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x12, 0, 0, 0, 20, 0, 0, 0, 68), 256), 0);
    assert_int_equal(scsi.transferred, 68);
    assert_int_equal(be16(scsi.data + 2), 20);
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x12, 0, 0, 0, 20, 0, 0, 0, 0), 256), 0);
    assert_int_equal(scsi.transferred, 0);
}

static void test_read_element_status_identifiers_name_the_drives(void **state)
{
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x14, 0x01, 0x00, 0, 2, 1, 0, 4, 0), 1024), 0);
    uint32_t length = be16(scsi.data + 10);
    assert_int_equal(length, 12 + 36 + 4 + 24 + 10);
    for (uint32_t i = 0; i < 2; i++) {
        const uint8_t *drive = scsi.data + 16 + i * length;
        char serial[16];
        snprintf(serial, sizeof serial, "VTLDRV00%02u", (unsigned)i);
        assert_int_equal(drive[48] & 0x0F, 2);
        assert_int_equal(drive[49] & 0x0F, 1);
        assert_int_equal(drive[51], 34);
        assert_memory_equal(drive + 52 + 24, serial, 10);
    }
}

static void test_read_element_status_bad_fields_are_refused(void **state)
{
    struct vtl_client_library library;
    (void)state;
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x05, 0, 0, 0, 9, 0, 0, 1), 256),
                     SENSE(5, 0x24, 0));
    library_default(&library);
    library.barcode_reader = 0;
    library.dvcid = 0;
    library_build(&library);
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x12, 0, 0, 0, 9, 0, 0, 1), 256),
                     SENSE(5, 0x24, 0));
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x04, 0, 0, 0, 9, 1, 0, 1), 256),
                     SENSE(5, 0x24, 0));
    assert_int_equal(scsi_receive(changer, CDB(0xB8, 0x02, 0, 0, 0, 9, 0, 0, 1), 256), 0);
}

static void test_drive_bus_address_is_given_when_configured(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.element_scsi_address = 1;
    library_build(&library);
    const uint8_t *drive = element_status(DRIVE0 + 1);
    assert_int_equal(drive[6] & 0x30, 0x30);
    assert_int_equal(drive[7], 2);
}

/* ---- moves ---- */

static void test_move_medium_carries_the_cartridge(void **state)
{
    (void)state;
    assert_int_equal(move_medium(SLOT0, DRIVE0), 0);
    assert_false(element_is_full(SLOT0));
    const uint8_t *drive = element_status(DRIVE0);
    assert_int_equal(drive[2] & 1, 1);
    assert_int_equal(drive[9] & 0x80, 0x80);
    assert_int_equal(be16(drive + 10), SLOT0);
    assert_memory_equal(drive + 12, "A00000L4 ", 9);
    struct vtl_dump dump;
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "A00000L4")->place.type, VTL_DRIVE);
    assert_int_equal(vtl_dump_by_barcode(&dump, "A00000L4")->source_slot, SLOT0);
    assert_int_equal(dump.libraries[0].moves, 1);
    vtl_dump_free(&dump);
}

static void test_move_medium_wrong_elements_are_refused(void **state)
{
    (void)state;
    assert_int_equal(move_medium(NO_ELEMENT, DRIVE0), SENSE(5, 0x21, 1));
    assert_int_equal(move_medium(SLOT0, NO_ELEMENT), SENSE(5, 0x21, 1));
    assert_int_equal(move_medium(SLOT0, 0), SENSE(5, 0x21, 1)); /* into the hand */
    assert_int_equal(scsi_send(changer, CDB(0xA5, 0, 0, 9, 0x03, 0xE8, 1, 0)), SENSE(5, 0x21, 1));
    assert_int_equal(scsi_send(changer, CDB(0xA5, 0, 0, 0, 0x03, 0xE8, 1, 0, 0, 0, 1)),
                     SENSE(5, 0x24, 0)); /* INVERT */
}

static void test_move_medium_full_and_empty_are_refused(void **state)
{
    (void)state;
    assert_int_equal(move_medium(SLOT0, SLOT0 + 1), SENSE(5, 0x3B, 0x0D));
    assert_int_equal(move_medium(SLOT0 + 7, SLOT0 + 8), SENSE(5, 0x3B, 0x0E));
    assert_int_equal(move_medium(SLOT0, SLOT0), 0); /* stays */
    assert_true(element_is_full(SLOT0));
}

static void test_move_medium_from_a_loaded_drive_wants_unload(void **state)
{
    struct vtl_client_library library;
    HANDLE tape;
    (void)state;
    assert_int_equal(move_medium(SLOT0, DRIVE0), 0);
    assert_int_equal(move_medium(DRIVE0, SLOT0), SENSE(5, 0x53, 0x01));
    assert_int_equal(element_status(DRIVE0)[2] & 0x08, 0); /* no ACCESS */
    tape = scsi_open("Tape", TAPE);
    while (scsi_send(tape, CDB(0)) != 0)
        ;
    assert_int_equal(scsi_send(tape, CDB(0x1B)), 0);
    assert_int_equal(element_status(DRIVE0)[2] & 0x08, 0x08);
    assert_int_equal(move_medium(DRIVE0, SLOT0), 0);
    CloseHandle(tape);
    library_default(&library);
    library.must_unload = 0;
    library_build(&library);
    assert_int_equal(move_medium(SLOT0, DRIVE0), 0);
    assert_int_equal(move_medium(DRIVE0, SLOT0), 0);
}

static void test_move_medium_prevented_drive_keeps_its_cartridge(void **state)
{
    (void)state;
    assert_int_equal(move_medium(SLOT0, DRIVE0), 0);
    HANDLE tape = scsi_open("Tape", TAPE);
    while (scsi_send(tape, CDB(0)) != 0)
        ;
    assert_int_equal(scsi_send(tape, CDB(0x1E, 0, 0, 0, 1)), 0);
    assert_int_equal(move_medium(DRIVE0, SLOT0), SENSE(5, 0x53, 0x03));
    assert_int_equal(scsi_send(tape, CDB(0x1E, 0, 0, 0, 0)), 0);
    CloseHandle(tape);
}

static void test_exchange_medium_swaps(void **state)
{
    (void)state;
    /* slot 0 -> slot 1, slot 1 -> slot 5 */
    assert_int_equal(scsi_send(changer, CDB(0xA6, 0, 0, 0, 0x03, 0xE8, 0x03, 0xE9, 0x03, 0xED, 0)),
                     0);
    assert_false(element_is_full(SLOT0));
    assert_memory_equal(element_status(SLOT0 + 1) + 12, "A00000L4", 8);
    assert_memory_equal(element_status(SLOT0 + 5) + 12, "A00001L4", 8);
    /* a true swap: the second destination is the source */
    assert_int_equal(scsi_send(changer, CDB(0xA6, 0, 0, 0, 0x03, 0xE9, 0x03, 0xED, 0x03, 0xE9, 0)),
                     0);
    assert_memory_equal(element_status(SLOT0 + 1) + 12, "A00001L4", 8);
    assert_memory_equal(element_status(SLOT0 + 5) + 12, "A00000L4", 8);
    assert_int_equal(scsi_send(changer, CDB(0xA6, 0, 0, 0, 0x03, 0xE9, 0x03, 0xED, 0x03, 0xEA, 0)),
                     SENSE(5, 0x3B, 0x0D));
}

static void test_position_and_initialize_are_done(void **state)
{
    (void)state;
    assert_int_equal(scsi_send(changer, CDB(0x2B, 0, 0, 0, 0x03, 0xE8)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x2B, 0, 0, 0, 0, 7)), SENSE(5, 0x21, 1));
    assert_int_equal(scsi_send(changer, CDB(0x07)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x37, 1, 0x03, 0xE8, 0, 0, 0, 4)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x37, 1, 0, 7, 0, 0, 0, 4)), SENSE(5, 0x21, 1));
    assert_int_equal(scsi_send(changer, CDB(0x01)), 0);
}

static void test_port_opens_and_closes(void **state)
{
    struct vtl_client_library library;
    (void)state;
    assert_int_equal(scsi_send(changer, CDB(0x1B, 0, 0, 16, 0)), 0);
    assert_int_equal(element_status(PORT0)[2] & 0x08, 0);
    assert_int_equal(move_medium(SLOT0, PORT0), SENSE(5, 0x3B, 0x11));
    assert_int_equal(scsi_send(changer, CDB(0x1B, 0, 0, 16, 1)), 0);
    assert_int_equal(element_status(PORT0)[2] & 0x38, 0x38);
    assert_int_equal(scsi_send(changer, CDB(0x1B, 0, 0x03, 0xE8, 0)), SENSE(5, 0x21, 1));
    assert_int_equal(scsi_send(changer, CDB(0x1E, 0, 0, 0, 1)), 0);
    assert_int_equal(scsi_send(changer, CDB(0x1B, 0, 0, 16, 0)), SENSE(5, 0x53, 0x02));
    assert_int_equal(scsi_send(changer, CDB(0x1E, 0, 0, 0, 0)), 0);
    library_default(&library);
    library.port_manual = 1;
    library_build(&library);
    assert_int_equal(scsi_send(changer, CDB(0x1B, 0, 0, 16, 0)), SENSE(5, 0x20, 0));
}

static void test_cleaner_slot_hidden_has_no_access(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.hides_cleaning = 1;
    library_build(&library);
    assert_int_equal(element_status(SLOT0 + 9)[2] & 0x08, 0);
    assert_int_equal(move_medium(SLOT0 + 9, DRIVE0), SENSE(5, 0x3B, 0x11));
}

static void test_two_sided_cartridge_turns_over(void **state)
{
    struct vtl_client_library library;
    struct vtl_dump dump;
    (void)state;
    library_default(&library);
    library.cartridges = "s0=TWO001,data,sides=2\n";
    library_build(&library);
    assert_int_equal(scsi_send(changer, CDB(0xA5, 0, 0, 0, 0x03, 0xE8, 0x03, 0xE9, 0, 0, 1)), 0);
    assert_int_equal(element_status(SLOT0 + 1)[9] & 0x40, 0x40);
    assert_int_equal(vtl_dump_read(vtl, &dump), 0);
    assert_int_equal(vtl_dump_by_barcode(&dump, "TWO001")->side_up, 1);
    vtl_dump_free(&dump);
}

static void test_volume_tag_search_finds_by_template(void **state)
{
    uint8_t tag[40] = "A0000?L4";
    (void)state;
    assert_int_equal(scsi_write(changer, CDB(0xB6, 2, 0, 0, 0, 5, 0, 0, 0, 40), tag, 40), 0);
    assert_int_equal(scsi_receive(changer, CDB(0xB5, 0x12, 0, 0, 0, 20, 0, 0, 4, 0), 1024), 0);
    assert_int_equal(be16(scsi.data + 2), 4);
    assert_int_equal(be16(scsi.data), SLOT0);
    memcpy(tag, "CLN*\0\0\0\0", 8);
    assert_int_equal(scsi_write(changer, CDB(0xB6, 0, 0, 0, 0, 5, 0, 0, 0, 40), tag, 40), 0);
    assert_int_equal(scsi_receive(changer, CDB(0xB5, 0x10, 0, 0, 0, 20, 0, 0, 4, 0), 1024), 0);
    assert_int_equal(be16(scsi.data + 2), 1);
    assert_int_equal(be16(scsi.data), SLOT0 + 9);
}

/* ---- the pass-through itself ---- */

struct packet {
    SCSI_PASS_THROUGH header;
    uint8_t sense[32];
    uint8_t data[64];
};

static DWORD try_packet(const struct packet *wanted, DWORD in, DWORD out)
{
    struct packet packet = *wanted;
    DWORD returned;
    return DeviceIoControl(changer, IOCTL_SCSI_PASS_THROUGH, &packet, in, &packet, out, &returned,
                           NULL)
               ? 0
               : GetLastError();
}

static void test_pass_through_bad_packets_are_refused(void **state)
{
    struct packet good;
    struct packet bad;
    (void)state;
    memset(&good, 0, sizeof good);
    good.header.Length = sizeof good.header;
    good.header.CdbLength = 6;
    good.header.SenseInfoLength = 32;
    good.header.SenseInfoOffset = offsetof(struct packet, sense);
    good.header.DataIn = SCSI_IOCTL_DATA_IN;
    good.header.DataTransferLength = 64;
    good.header.DataBufferOffset = offsetof(struct packet, data);
    good.header.TimeOutValue = 5;
    good.header.Cdb[0] = 0x12;
    good.header.Cdb[4] = 64;
    assert_int_equal(try_packet(&good, sizeof good, sizeof good), 0);
    assert_int_not_equal(try_packet(&good, sizeof good, sizeof good - 1), 0);
    assert_int_not_equal(try_packet(&good, 20, sizeof good), 0);
    bad = good;
    bad.header.Length = 50;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.CdbLength = 17;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.SenseInfoOffset = 4;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.DataBufferOffset = 0xFFFFFFF0u;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.DataTransferLength = 0x7FFFFFFF;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.TimeOutValue = 0;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
    bad = good;
    bad.header.DataIn = 7;
    assert_int_not_equal(try_packet(&bad, sizeof good, sizeof good), 0);
}

static void test_pass_through_too_short_cdb_is_illegal(void **state)
{
    struct packet packet;
    DWORD returned;
    (void)state;
    memset(&packet, 0, sizeof packet);
    packet.header.Length = sizeof packet.header;
    packet.header.CdbLength = 6;
    packet.header.SenseInfoLength = 32;
    packet.header.SenseInfoOffset = offsetof(struct packet, sense);
    packet.header.DataIn = SCSI_IOCTL_DATA_UNSPECIFIED;
    packet.header.TimeOutValue = 5;
    packet.header.Cdb[0] = 0xA5;
    assert_true(DeviceIoControl(changer, IOCTL_SCSI_PASS_THROUGH, &packet, sizeof packet, &packet,
                                sizeof packet, &returned, NULL));
    assert_int_equal(packet.header.ScsiStatus, 2);
    assert_int_equal(packet.header.SenseInfoLength, 18);
    assert_int_equal(packet.sense[12], 0x24);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, changer_setup, changer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_inquiry_standard_data_names_a_changer),
        CASE(test_inquiry_short_allocation_is_cut),
        CASE(test_inquiry_vital_pages_give_the_serial),
        CASE(test_serial_missing_refuses_the_vital_pages),
        CASE(test_unknown_command_is_illegal),
        CASE(test_attention_configured_is_reported_once),
        CASE(test_request_sense_takes_the_attention),
        CASE(test_mode_sense_addresses_match_the_configuration),
        CASE(test_mode_sense_capabilities_and_refusals),
        CASE(test_log_sense_lists_tape_alert),
        CASE(test_harmless_commands_are_accepted),
        CASE(test_read_element_status_all_counts_every_type),
        CASE(test_read_element_status_volume_tag_is_padded),
        CASE(test_read_element_status_without_tags_is_short),
        CASE(test_read_element_status_truncates_at_whole_descriptors),
        CASE(test_read_element_status_identifiers_name_the_drives),
        CASE(test_read_element_status_bad_fields_are_refused),
        CASE(test_drive_bus_address_is_given_when_configured),
        CASE(test_move_medium_carries_the_cartridge),
        CASE(test_move_medium_wrong_elements_are_refused),
        CASE(test_move_medium_full_and_empty_are_refused),
        CASE(test_move_medium_from_a_loaded_drive_wants_unload),
        CASE(test_move_medium_prevented_drive_keeps_its_cartridge),
        CASE(test_exchange_medium_swaps),
        CASE(test_position_and_initialize_are_done),
        CASE(test_port_opens_and_closes),
        CASE(test_cleaner_slot_hidden_has_no_access),
        CASE(test_two_sided_cartridge_turns_over),
        CASE(test_volume_tag_search_finds_by_template),
        CASE(test_pass_through_bad_packets_are_refused),
        CASE(test_pass_through_too_short_cdb_is_illegal),
    };
    return cmocka_run_group_tests(tests, changer_group_setup, changer_group_teardown);
}
