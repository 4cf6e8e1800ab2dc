/* SPDX-License-Identifier: MIT */
/* The device room on the virtual tape library, by class codes and by pass-through alike. */
#include "support/cmocka_shim.h"

#include <windows.h>

#include <stdio.h>

#include "device/changer.h"
#include "device/discovery.h"
#include "device/drive.h"
#include "unit/port/settings.h"
#include "vtl/client.h"

#define CHANGER "\\\\.\\Changer0"
#define TAPE0   "\\\\.\\Tape0"
#define TAPE1   "\\\\.\\Tape1"

static vtl_handle vtl;
static struct vtl_client_library library;
static struct device_changer *changer;

static void build(uint32_t class_codes, const char *cartridges)
{
    vtl_config_default(&library, 0);
    library.class_changer = class_codes;
    library.class_tape = class_codes;
    library.class_storage = class_codes;
    library.dvcid = 1;
    library.door = 1;
    library.must_unload = 1;
    library.attention = 1;
    library.load_ms = 50;
    library.unload_ms = 50;
    library.cleaning_ms = 400;
    library.cartridges = cartridges;
}

static void start(void)
{
    struct device_fault fault;
    assert_int_equal(vtl_build(vtl, &library, 1, NULL, 0), 0);
    base_error error = device_changer_open(device_transport_system(), CHANGER, &changer, &fault);
    if (error != 0)
        printf("open: %u %s\n", error, fault.text);
    assert_int_equal(error, 0);
}

static int setup(void **state)
{
    (void)state;
    changer = NULL;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    device_changer_close(changer);
    changer = NULL;
    return 0;
}

static int open_vtl(void **state)
{
    (void)state;
    return vtl_open(&vtl) == 0 ? 0 : -1;
}

static int close_vtl(void **state)
{
    (void)state;
    vtl_close(vtl);
    return 0;
}

static struct device_elements look(void)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_fault fault;
    base_error error = device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault);
    if (error != 0)
        printf("look: %u %s\n", error, fault.text);
    assert_int_equal(error, 0);
    return elements;
}

static bool is_full(enum device_kind kind, uint32_t index)
{
    struct device_elements elements = look();
    bool full = device_elements_find(&elements, kind, index)->full;
    device_elements_free(&elements);
    return full;
}

static enum device_drive_status wait_status(enum device_drive_status from)
{
    enum device_drive_status status = from;
    for (int i = 0; i < 200 && status == from; i++) {
        Sleep(10);
        assert_int_equal(device_drive_status(device_transport_system(), TAPE0, &status, NULL), 0);
    }
    return status;
}

static void check_discovery(uint32_t class_codes)
{
    struct device_inventory inventory = DEVICE_INVENTORY_INIT;
    struct device_match_input input;
    struct device_elements elements;
    uint32_t match[2];

    build(class_codes, "s0=CLN001L1,cleaner,uses=3\ns1=A00001L4,data\n");
    start();
    assert_int_equal(device_discover(device_transport_system(), &inventory), 0);
    assert_int_equal(inventory.changer_count, 1);
    assert_int_equal(inventory.drive_count, 2);
    const struct device_changer_description *found = &inventory.changers[0].description;
    assert_int_equal(found->path, class_codes ? DEVICE_PATH_CLASS : DEVICE_PATH_PASS_THROUGH);
    assert_string_equal(found->serial, library.serial);
    assert_string_equal(found->vendor, library.vendor);
    assert_int_equal(found->kinds[DEVICE_KIND_SLOT].count, 20);
    assert_int_equal(found->kinds[DEVICE_KIND_DRIVE].count, 2);
    assert_int_equal(found->kinds[DEVICE_KIND_PORT].count, 1);
    assert_true(found->barcode_reader);
    const struct device_drive_description *drive = &inventory.drives[1].description;
    assert_int_equal(drive->device_type, DEVICE_TYPE_TAPE);
    assert_int_equal(drive->media_type_count, 1);
    assert_int_equal(drive->media_types[0].media_type, 0x56);

    elements = look();
    memset(&input, 0, sizeof input);
    input.elements = &elements;
    input.changer_address = &found->scsi_address;
    input.drives = inventory.drives;
    input.drive_count = inventory.drive_count;
    device_match_drives(&input, match, 2);
    assert_int_equal(match[0], 0);
    assert_int_equal(match[1], 1);
    assert_string_equal(device_elements_find(&elements, DEVICE_KIND_SLOT, 1)->barcode, "A00001L4");
    device_elements_free(&elements);
    device_inventory_free(&inventory);
}

static void check_moves(uint32_t class_codes)
{
    const struct device_transport *transport = device_transport_system();
    struct device_fault fault;

    build(class_codes, "s1=A00001L4,data\ns2=A00002L4,data\n");
    start();
    assert_false(is_full(DEVICE_KIND_DRIVE, 0));
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0, &fault), 0);
    struct device_elements elements = look();
    const struct device_element *drive = device_elements_find(&elements, DEVICE_KIND_DRIVE, 0);
    assert_true(drive->full && drive->source_valid);
    assert_int_equal(drive->source_kind, DEVICE_KIND_SLOT);
    assert_int_equal(drive->source_index, 1);
    assert_string_equal(drive->barcode, "A00001L4");
    device_elements_free(&elements);
    assert_int_equal(wait_status(DEVICE_DRIVE_BECOMING_READY), DEVICE_DRIVE_READY);
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0, &fault),
        BASE_ERROR_DESTINATION_ELEMENT_FULL);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 5, DEVICE_KIND_SLOT, 6, &fault),
                     BASE_ERROR_SOURCE_ELEMENT_EMPTY);
    assert_int_not_equal(
        device_changer_move(changer, DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1, &fault), 0);
    assert_true(is_full(DEVICE_KIND_DRIVE, 0));
    assert_int_equal(device_drive_unload(transport, TAPE0, &fault), 0);
    assert_int_equal(device_drive_unload(transport, TAPE0, &fault), 0);
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 7, &fault), 0);
    assert_true(is_full(DEVICE_KIND_SLOT, 7));
    assert_int_equal(device_changer_initialize(changer, &fault), 0);
    assert_int_equal(device_changer_ready(changer, &fault), 0);
}

static void check_cleaning(uint32_t class_codes)
{
    const struct device_transport *transport = device_transport_system();
    enum device_drive_status status = DEVICE_DRIVE_CLEANING;
    uint64_t alerts = 0;
    int polls = 0;
    bool cleaning = false;

    build(class_codes, "s0=CLN001L1,cleaner,uses=1\n");
    start();
    for (int round = 0; round < 2; round++) {
        assert_int_equal(
            device_changer_move(changer, DEVICE_KIND_SLOT, 0, DEVICE_KIND_DRIVE, 0, NULL), 0);
        do {
            Sleep(20);
            assert_int_equal(device_drive_clean_status(transport, TAPE0, &status, &alerts, NULL),
                             0);
            cleaning = cleaning || status == DEVICE_DRIVE_CLEANING;
        } while ((status == DEVICE_DRIVE_CLEANING || status == DEVICE_DRIVE_BECOMING_READY) &&
                 polls++ < 200);
        assert_int_equal(status,
                         round == 0 ? DEVICE_DRIVE_CLEANER_INSTALLED : DEVICE_DRIVE_CLEANER_SPENT);
        assert_true(cleaning);
        assert_int_equal(device_drive_unload(transport, TAPE0, NULL), 0);
        assert_int_equal(
            device_changer_move(changer, DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 0, NULL), 0);
        assert_true(is_full(DEVICE_KIND_SLOT, 0));
    }
    assert_int_equal(device_drive_status(transport, TAPE0, &status, NULL), 0);
    assert_int_equal(status, DEVICE_DRIVE_EMPTY);
}

static void check_door_and_port(uint32_t class_codes)
{
    struct vtl_control_place port = vtl_place(0, VTL_PORT, 0);
    struct device_fault fault;
    bool open = true;

    build(class_codes, NULL);
    start();
    assert_int_equal(device_changer_door(changer, &open, &fault), 0);
    assert_false(open);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 0, true, &fault), 0);
    assert_int_equal(vtl_door(vtl, 0, 1), 0);
    assert_int_equal(device_changer_door(changer, &open, &fault), 0);
    assert_true(open);
    assert_int_equal(device_changer_ready(changer, &fault), BASE_ERROR_DEVICE_DOOR_OPEN);
    assert_int_equal(fault.blame, DEVICE_BLAME_OPERATOR);
    assert_int_equal(vtl_door(vtl, 0, 0), 0);
    assert_int_equal(device_changer_door(changer, &open, &fault), 0);
    assert_false(open);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 0, false, &fault), 0);
    assert_int_equal(vtl_insert_data(vtl, port, "A00009L4"), 0);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 0, true, &fault), 0);
    assert_true(is_full(DEVICE_KIND_PORT, 0));
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_PORT, 0, DEVICE_KIND_SLOT, 3, &fault),
                     0);
    assert_true(is_full(DEVICE_KIND_SLOT, 3));
}

static void check_faults(uint32_t class_codes)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct vtl_control_fault strike;
    struct device_fault fault;

    build(class_codes, "s1=A00001L4,data\n");
    settings_put_number(NULL, "MoveTimeout", 1);
    start();
    memset(&strike, 0, sizeof strike);
    strike.opcode = 0xA5;
    strike.action = VTL_FAULT_HANG;
    assert_int_equal(vtl_fault(vtl, &strike), 0);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_SLOT, 2, &fault),
                     BASE_ERROR_TIMEOUT);
    settings_remove(NULL, "MoveTimeout");
    assert_true(fault.unknown && fault.retry);
    assert_int_equal(vtl_clear_faults(vtl), 0);
    strike.action = VTL_FAULT_LIE;
    assert_int_equal(vtl_fault(vtl, &strike), 0);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_SLOT, 2, &fault),
                     0);
    assert_true(is_full(DEVICE_KIND_SLOT, 1)); /* only the look tells */
    strike.opcode = 0xB8;
    assert_int_equal(vtl_fault(vtl, &strike), 0);
    assert_int_equal(device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault),
                     BASE_ERROR_INVALID_DATA);
    assert_true(fault.retry);
    assert_true(is_full(DEVICE_KIND_SLOT, 1));
    assert_int_equal(vtl_clear_faults(vtl), 0);
}

static void check_labels(uint32_t class_codes)
{
    const struct device_transport *transport = device_transport_system();
    struct device_medium medium;
    struct device_fault fault;
    uint8_t block[700];
    uint8_t bytes[1024];
    uint32_t length = 0;

    build(class_codes, "s1=A00001L4,data,block=OLD\ns2=A00002L5,data,density=88\n"
                       "s3=A00003L4,data,wp\n");
    library.exclusive = 1;
    library.block_length = 512;
    start();
    memset(block, 0x5A, sizeof block);
    block[699] = 1;
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0, NULL),
                     0);
    assert_int_equal(device_drive_load(transport, TAPE0, 10, 10, &medium, &fault), 0);
    assert_int_equal(medium.density, 0x46);
    assert_true(medium.capacity > 0 && !medium.write_protected);
    assert_int_equal(
        device_drive_read_label(transport, TAPE0, bytes, sizeof bytes, &length, &fault), 0);
    assert_int_equal(length, 512);
    assert_string_equal((const char *)bytes, "OLD");
    assert_int_equal(device_drive_write_label(transport, TAPE0, block, sizeof block, &fault), 0);
    assert_int_equal(
        device_drive_read_label(transport, TAPE0, bytes, sizeof bytes, &length, &fault), 0);
    assert_int_equal(length, sizeof block);
    assert_memory_equal(bytes, block, sizeof block);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 1, NULL),
                     0);
    assert_int_equal(device_drive_load(transport, TAPE1, 10, 10, &medium, &fault),
                     BASE_ERROR_UNRECOGNIZED_MEDIA);
    assert_int_equal(device_drive_unload(transport, TAPE1, &fault), 0);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_DRIVE, 1, DEVICE_KIND_SLOT, 2, NULL),
                     0);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 3, DEVICE_KIND_DRIVE, 1, NULL),
                     0);
    assert_int_equal(device_drive_load(transport, TAPE1, 10, 10, &medium, &fault), 0);
    assert_true(medium.write_protected);
    assert_int_equal(device_drive_write_label(transport, TAPE1, block, sizeof block, &fault),
                     BASE_ERROR_WRITE_PROTECT);
    /* A program has it open: busy for us, and nothing of ours is open for it. */
    HANDLE program =
        CreateFileA(TAPE0, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(program, INVALID_HANDLE_VALUE);
    assert_int_equal(
        device_drive_read_label(transport, TAPE0, bytes, sizeof bytes, &length, &fault),
        BASE_ERROR_BUSY);
    assert_true(fault.retry);
    assert_int_equal(device_drive_unload(transport, TAPE0, &fault), BASE_ERROR_BUSY);
    CloseHandle(program);
    assert_int_equal(device_drive_unload(transport, TAPE0, &fault), 0);
}

static void check_many_slots(uint32_t class_codes)
{
    build(class_codes, "s0..s9998=B%05u,data\n");
    library.slots = 10000;
    library.first_drive = 1;
    library.first_port = 10;
    library.first_slot = 1000;
    start();
    ULONGLONG begin = GetTickCount64();
    struct device_elements elements = look();
    printf("10,000 slots, %s: %u ms\n", class_codes ? "class" : "pass-through",
           (unsigned)(GetTickCount64() - begin));
    assert_int_equal(elements.count, 10000 + 2 + 1 + 1);
    assert_string_equal(device_elements_find(&elements, DEVICE_KIND_SLOT, 9998)->barcode, "B09998");
    assert_false(device_elements_find(&elements, DEVICE_KIND_SLOT, 9999)->full);
    device_elements_free(&elements);
}

static void check_vanished_device(uint32_t class_codes)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    enum device_drive_status status = 0;
    struct device_fault fault;

    build(class_codes, NULL);
    start();
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 0), 0);
    assert_int_not_equal(device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault), 0);
    if (!device_fault_is_gone(&fault))
        printf("vanished: %u %s\n", fault.error, fault.text);
    assert_true(device_fault_is_gone(&fault));
    assert_int_not_equal(device_drive_status(device_transport_system(), TAPE0, &status, &fault), 0);
    assert_true(device_fault_is_gone(&fault));
    assert_int_equal(vtl_power(vtl, 0, 2, 0, 1), 0);
}

#define BOTH(name)                                                                                 \
    static void test_##name##_by_class(void **state)                                               \
    {                                                                                              \
        (void)state;                                                                               \
        check_##name(1);                                                                           \
    }                                                                                              \
    static void test_##name##_by_pass_through(void **state)                                        \
    {                                                                                              \
        (void)state;                                                                               \
        check_##name(0);                                                                           \
    }

BOTH(discovery)
BOTH(moves)
BOTH(cleaning)
BOTH(door_and_port)
BOTH(faults)
BOTH(labels)
BOTH(many_slots)
BOTH(vanished_device)

#define CASE(name)  cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
#define CASES(name) CASE(name##_by_class), CASE(name##_by_pass_through)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASES(discovery), CASES(moves),  CASES(cleaning),   CASES(door_and_port),
        CASES(faults),    CASES(labels), CASES(many_slots), CASES(vanished_device),
    };
    return cmocka_run_group_tests(tests, open_vtl, close_vtl);
}
