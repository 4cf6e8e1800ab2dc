/* SPDX-License-Identifier: MIT */
/* Loading, reading and writing the first block on drives that work: the virtual library's model. */
#include "support/cmocka_shim.h"

#include "device/drive.h"
#include "support/vtl_transport.h"
#include "vtl/tape.h"

#define TAPE0 "\\\\.\\Tape0"
#define TAPE1 "\\\\.\\Tape1"

enum { LENGTH = 3000, ROOM = 2048 };

static uint8_t block[LENGTH];
static uint8_t bytes[LENGTH];
static struct device_fault fault;

static void build(const struct vtl_library_config *changes)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = changes->cartridges;
    config.drives = changes->drives;
    config.exclusive = true;
    config.drive.load_ms = changes->drive.load_ms;
    config.drive.capacity_mb = changes->drive.capacity_mb;
    vtl_transport_open();
    vtl_transport_add(&config);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (uint8_t)(i * 13 + i / 251);
}

#define BUILD(...) build(&(struct vtl_library_config){__VA_ARGS__})

static int finish(void **state)
{
    (void)state;
    assert_int_equal(vtl_transport_handles(), 0);
    vtl_transport_close();
    return 0;
}

static base_error load(const char *name, struct device_medium *medium)
{
    return device_drive_load(device_transport_system(), name, 5, 5, medium, &fault);
}

static uint32_t read_label(const char *name)
{
    uint32_t length = 4711;
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(
        device_drive_read_label(device_transport_system(), name, bytes, ROOM, &length, &fault), 0);
    return length;
}

static base_error write_label(const char *name, uint32_t length)
{
    return device_drive_write_label(device_transport_system(), name, block, length, &fault);
}

static void test_blank_tape_gets_a_label(void **state)
{
    struct device_medium medium;
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n", .drive = {.load_ms = 60, .capacity_mb = 8});
    assert_int_equal(load(TAPE0, &medium), 0);
    assert_false(medium.write_protected || medium.blank);
    assert_int_equal(medium.density, 0x46);
    assert_true(medium.capacity == (8ll << 20) / 1000000 * 1000000);
    assert_int_equal(read_label(TAPE0), 0);
    assert_int_equal(write_label(TAPE0, 700), 0);
    assert_int_equal(read_label(TAPE0), 700);
    assert_memory_equal(bytes, block, 700);
    assert_int_equal(vtl_transport_read("A00001L4", 0, bytes, sizeof bytes), 700);
    assert_int_equal(write_label(TAPE0, 1024), 0); /* over what was there */
    assert_int_equal(read_label(TAPE0), 1024);
}

static void test_first_blocks_of_any_length(void **state)
{
    static const uint32_t lengths[] = {1, 511, ROOM - 1, ROOM, ROOM + 1, LENGTH};
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n");
    assert_int_equal(load(TAPE0, NULL), 0);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        uint32_t length = lengths[i] < ROOM ? lengths[i] : ROOM;
        assert_true(vtl_transport_write("A00001L4", 0, block, lengths[i]));
        assert_int_equal(read_label(TAPE0), length);
        assert_memory_equal(bytes, block, length);
    }
    assert_true(vtl_transport_mark("A00001L4", 0));
    uint32_t length = 4711;
    assert_int_equal(
        device_drive_read_label(device_transport_system(), TAPE0, bytes, ROOM, &length, &fault),
        BASE_ERROR_FILEMARK_DETECTED);
    assert_int_equal(length, 4711);
    assert_false(fault.retry);
    assert_int_equal(write_label(TAPE0, 80), 0); /* where that is wanted */
    assert_int_equal(read_label(TAPE0), 80);
    assert_true(vtl_transport_write("A00001L4", 0, NULL, 0));
    assert_int_equal(read_label(TAPE0), 0);
}

static void test_configured_labels_are_on_the_tapes(void **state)
{
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data,label=Backup %03u\nd1=A00002L4,data,block=HELLO\n"
                        "s0=A00003L4,data,sides=2,label=Two\n");
    assert_int_equal(load(TAPE0, NULL), 0);
    assert_int_equal(load(TAPE1, NULL), 0);
    assert_int_equal(read_label(TAPE0), 1024);
    assert_memory_equal(bytes, "TAPE", 4);
    assert_memory_equal(bytes + 94, "Backup 000", 10);
    assert_int_equal(read_label(TAPE1), 512);
    assert_string_equal((const char *)bytes, "HELLO");
    assert_int_equal(vtl_transport_read("A00003L4", 0, bytes, sizeof bytes), 1024);
    assert_memory_equal(bytes + 94, "TwoV", 4); /* the next string follows */
    assert_int_equal(vtl_transport_read("A00003L4", 1, bytes, sizeof bytes), 1024);
    assert_memory_equal(bytes + 94, "TwoB", 4);
}

static void test_write_protected_and_older_media_keep_their_label(void **state)
{
    struct device_medium medium;
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data,wp,block=KEPT\nd1=A00002L2,data,density=66\n");
    assert_int_equal(load(TAPE0, &medium), 0);
    assert_true(medium.write_protected);
    assert_int_equal(write_label(TAPE0, 700), BASE_ERROR_WRITE_PROTECT);
    assert_int_equal(read_label(TAPE0), 512);
    assert_int_equal(load(TAPE1, &medium), 0); /* LTO-2 in an LTO-4 drive is read only */
    assert_true(medium.write_protected);
    assert_int_equal(medium.density, 0x42);
    assert_int_equal(write_label(TAPE1, 700), BASE_ERROR_WRITE_PROTECT);
}

static void test_fixed_block_length_is_back_afterwards(void **state)
{
    static const uint8_t inquiry[6] = {0x1A, 0, 0, 0, 12};
    struct device_scsi_command command = {.cdb_length = 6,
                                          .direction = DEVICE_DATA_IN,
                                          .data = bytes,
                                          .data_length = 12,
                                          .timeout_seconds = 5};
    void *handle = NULL;
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n", .drives = "d0..d1=block=512\n");
    const struct device_transport *transport = device_transport_system();
    assert_int_equal(load(TAPE0, NULL), 0);
    assert_int_equal(write_label(TAPE0, 700), 0);
    assert_int_equal(read_label(TAPE0), 700);
    assert_memory_equal(bytes, block, 700);
    memcpy(command.cdb, inquiry, sizeof inquiry);
    assert_int_equal(transport->open(transport->context, TAPE0, DEVICE_ACCESS_READ_WRITE, &handle),
                     0);
    assert_int_equal(transport->scsi(transport->context, handle, &command), 0);
    transport->close(transport->context, handle);
    assert_int_equal(bytes[10], 512 >> 8);
}

static void test_drive_that_wants_load_gets_it(void **state)
{
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n", .drives = "d0=load\n", .drive = {.load_ms = 40});
    assert_int_equal(load(TAPE0, NULL), 0);
    assert_int_equal(device_drive_unload(device_transport_system(), TAPE0, &fault), 0);
    assert_int_equal(load(TAPE0, NULL), 0); /* threaded again */
    assert_int_equal(read_label(TAPE0), 0);
}

static void test_unloaded_tape_is_threaded_again(void **state)
{
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n", .drive = {.load_ms = 40});
    assert_int_equal(load(TAPE0, NULL), 0);
    assert_int_equal(device_drive_unload(device_transport_system(), TAPE0, &fault), 0);
    assert_int_equal(load(TAPE0, NULL), 0);
}

static void test_what_cannot_be_loaded_is_told(void **state)
{
    (void)state;
    BUILD(.cartridges = "d0=A00001L5,data,density=88\nd1=CLN001L1,cleaner,uses=5\n");
    assert_int_equal(load(TAPE0, NULL), BASE_ERROR_UNRECOGNIZED_MEDIA);
    assert_int_equal(fault.blame, DEVICE_BLAME_MEDIUM);
    assert_int_equal(device_drive_unload(device_transport_system(), TAPE0, &fault), 0);
    assert_int_equal(load(TAPE1, NULL), BASE_ERROR_CLEANER_CARTRIDGE_INSTALLED);
    vtl_transport_close();
    BUILD(.cartridges = "d0=A00001L4,data\n", .drive = {.load_ms = 60000});
    assert_int_equal(device_drive_load(device_transport_system(), TAPE0, 1, 1, NULL, &fault),
                     BASE_ERROR_TIMEOUT);
    assert_int_equal(load(TAPE1, NULL), BASE_ERROR_NO_MEDIA_IN_DRIVE);
}

static void test_node_in_use_is_busy(void **state)
{
    uint32_t length = 0;
    void *handle = NULL;
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data\n");
    const struct device_transport *transport = device_transport_system();
    assert_int_equal(transport->open(transport->context, TAPE0, DEVICE_ACCESS_READ_WRITE, &handle),
                     0);
    assert_int_equal(load(TAPE0, NULL), BASE_ERROR_BUSY);
    assert_true(fault.retry);
    assert_int_equal(device_drive_read_label(transport, TAPE0, bytes, ROOM, &length, NULL),
                     BASE_ERROR_BUSY);
    assert_int_equal(write_label(TAPE0, 100), BASE_ERROR_BUSY);
    transport->close(transport->context, handle);
    assert_int_equal(load(TAPE0, NULL), 0);
}

static void test_lies_and_faults_are_seen(void **state)
{
    enum { READ = 0x08, WRITE = 0x0A };
    uint32_t length = 4711;
    (void)state;
    BUILD(.cartridges = "d0=A00001L4,data,block=OLD\n");
    assert_int_equal(load(TAPE0, NULL), 0);
    assert_true(vtl_transport_fault(0, WRITE, 1, 1, VTL_FAULT_LIE, 0));
    assert_int_equal(write_label(TAPE0, 700), BASE_ERROR_INVALID_DATA);
    assert_true(vtl_transport_fault(0, READ, 1, 1, VTL_FAULT_LIE, 0));
    assert_int_equal(
        device_drive_read_label(device_transport_system(), TAPE0, bytes, ROOM, &length, &fault),
        BASE_ERROR_INVALID_DATA);
    assert_true(fault.retry);
    assert_true(vtl_transport_fault(0, READ, 1, 1, VTL_FAULT_SENSE, 0x031100));
    assert_int_equal(
        device_drive_read_label(device_transport_system(), TAPE0, bytes, ROOM, &length, &fault),
        BASE_ERROR_CRC);
    assert_int_equal(length, 4711);
    assert_int_equal(write_label(TAPE0, 700), 0);
    assert_int_equal(read_label(TAPE0), 700);
}

#define CASE(name) cmocka_unit_test_teardown(test_##name, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(blank_tape_gets_a_label),
        CASE(first_blocks_of_any_length),
        CASE(configured_labels_are_on_the_tapes),
        CASE(write_protected_and_older_media_keep_their_label),
        CASE(fixed_block_length_is_back_afterwards),
        CASE(drive_that_wants_load_gets_it),
        CASE(unloaded_tape_is_threaded_again),
        CASE(what_cannot_be_loaded_is_told),
        CASE(node_in_use_is_busy),
        CASE(lies_and_faults_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
