/* SPDX-License-Identifier: MIT */
/* Tape and storage device control codes on a virtual drive: structures, NTSTATUS, lengths. */
#include "drive_fixture.h"

#include "vtl/class.h"
#include "vtl/class_wire.h"

static struct vtl_ioctl call;

/* One device control call with exact heap buffers; returns the NTSTATUS. Output lands in
 * fixture->data. */
static uint32_t control(struct fixture *f, uint32_t code, const void *in, uint32_t in_length,
                        uint32_t out_length)
{
    uint8_t *input = in_length == 0 ? NULL : malloc(in_length);
    uint8_t *output = out_length == 0 ? NULL : calloc(1, out_length);
    if (in_length != 0) {
        memcpy(input, in, in_length);
    }
    call = (struct vtl_ioctl){.code = code,
                              .in = input,
                              .in_length = in_length,
                              .out = output,
                              .out_length = out_length,
                              .status = 0xDEAD};
    if (!vtl_class_tape(&f->device, &call, f->now) &&
        !vtl_class_storage(&f->device, &call, f->now)) {
        call.status = UINT32_MAX;
    }
    assert_true(call.information <= out_length);
    if (out_length != 0) {
        memcpy(f->data, output, out_length);
    }
    free(input);
    free(output);
    return call.status;
}

static uint32_t set_position(struct fixture *f, uint32_t method, int64_t offset)
{
    struct wire_tape_set_position input = {.method = method, .offset = offset};
    return control(f, WIRE_TAPE_SET_POSITION, &input, sizeof(input), 0);
}

static int64_t get_position(struct fixture *f)
{
    struct wire_tape_get_position both = {.type = WIRE_LOGICAL_POSITION};
    assert_int_equal(control(f, WIRE_TAPE_GET_POSITION, &both, sizeof(both), sizeof(both)), 0);
    assert_int_equal(call.information, sizeof(both));
    memcpy(&both, f->data, sizeof(both));
    assert_int_equal(both.partition, 1);
    return both.offset;
}

static uint32_t transfer(struct fixture *f, bool write, uint8_t *data, uint32_t length)
{
    call = (struct vtl_ioctl){.status = 0xDEAD};
    if (write) {
        call.in = data;
        call.in_length = length;
        vtl_tape_write(&f->device, &call, f->now);
    } else {
        call.out = data;
        call.out_length = length;
        vtl_tape_read(&f->device, &call, f->now);
    }
    return call.status;
}

static void test_status_tells_attention_then_media_state(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0), VTL_STATUS_BUS_RESET);
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0), VTL_STATUS_NO_MEDIA);
    assert_true(vtl_drive_insert(f->drive, &f->cartridge, f->now));
    assert_int_equal(control(f, WIRE_STORAGE_CHECK_VERIFY, NULL, 0, 0),
                     VTL_STATUS_DEVICE_NOT_READY);
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(control(f, WIRE_STORAGE_CHECK_VERIFY, NULL, 0, 0), VTL_STATUS_MEDIA_CHANGED);
    assert_int_equal(control(f, WIRE_STORAGE_CHECK_VERIFY | 0x4000, NULL, 0, 4), 0);
    assert_int_equal(call.information, 4);
    assert_int_equal(f->data[0], 1);
    vtl_drive_set_alert(f->drive, VTL_ALERT_CLEAN_NOW, true);
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0),
                     VTL_STATUS_DEVICE_REQUIRES_CLEANING);
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0), 0);
}

static void test_cleaner_has_its_own_status(void **state)
{
    struct fixture *f = *state;
    fixture_mount(f, &f->cleaner);
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0),
                     VTL_STATUS_CLEANER_CARTRIDGE_INSTALLED);
}

static void test_switched_off_family_is_unknown(void **state)
{
    struct fixture *f = *state;
    uint8_t byte = 0;
    f->device.class_mask = VTL_CLASS_STORAGE;
    assert_int_equal(control(f, WIRE_TAPE_GET_STATUS, NULL, 0, 0),
                     VTL_STATUS_INVALID_DEVICE_REQUEST);
    assert_int_equal(transfer(f, false, &byte, 1), VTL_STATUS_INVALID_DEVICE_REQUEST);
    assert_int_equal(control(f, WIRE_STORAGE_GET_DEVICE_NUMBER, NULL, 0, 12), 0);
    f->device.class_mask = VTL_CLASS_TAPE;
    assert_int_equal(control(f, WIRE_STORAGE_GET_DEVICE_NUMBER, NULL, 0, 12),
                     VTL_STATUS_INVALID_DEVICE_REQUEST);
    assert_int_equal(control(f, WIRE_SCSI_GET_ADDRESS, NULL, 0, 12),
                     VTL_STATUS_INVALID_DEVICE_REQUEST);
    assert_int_equal(control(f, 0x4D004, NULL, 0, 0), UINT32_MAX); /* pass-through is not ours */
}

static void test_write_and_read_like_readfile(void **state)
{
    struct fixture *f = *state;
    uint8_t data[512];
    struct wire_tape_write_marks marks = {.type = WIRE_FILEMARKS, .count = 1};
    memset(data, 0x5A, sizeof(data));
    assert_int_equal(transfer(f, true, data, 400), 0);
    assert_int_equal(call.information, 400);
    assert_int_equal(control(f, WIRE_TAPE_WRITE_MARKS, &marks, sizeof(marks), 0), 0);
    assert_int_equal(get_position(f), 2);
    assert_int_equal(set_position(f, WIRE_REWIND, 0), 0);
    assert_int_equal(call.delay_ms, 30);
    assert_int_equal(transfer(f, false, data, 512), 0);
    assert_int_equal(call.information, 400);
    assert_int_equal(transfer(f, false, data, 512), VTL_STATUS_FILEMARK_DETECTED);
    assert_int_equal(call.information, 0);
    assert_int_equal(transfer(f, false, data, 512), VTL_STATUS_NO_DATA_DETECTED);
    assert_int_equal(set_position(f, WIRE_LOGICAL_BLOCK, 0), 0);
    assert_int_equal(transfer(f, false, data, 100), VTL_STATUS_BUFFER_OVERFLOW);
    assert_int_equal(call.information, 100);
    assert_int_equal(transfer(f, false, data, 0), 0);
    f->cartridge.write_protect = true;
    assert_int_equal(transfer(f, true, data, 1), VTL_STATUS_MEDIA_WRITE_PROTECTED);
}

static void test_set_position_reports_marks_and_ends(void **state)
{
    struct fixture *f = *state;
    struct wire_tape_write_marks marks = {.type = WIRE_FILEMARKS, .count = 3};
    assert_int_equal(control(f, WIRE_TAPE_WRITE_MARKS, &marks, sizeof(marks), 0), 0);
    assert_int_equal(set_position(f, WIRE_SPACE_FILEMARKS, -2), 0);
    assert_int_equal(get_position(f), 1);
    assert_int_equal(set_position(f, WIRE_SPACE_RELATIVE_BLOCKS, 1), VTL_STATUS_FILEMARK_DETECTED);
    assert_int_equal(set_position(f, WIRE_SPACE_FILEMARKS, -5), VTL_STATUS_BEGINNING_OF_MEDIA);
    assert_int_equal(set_position(f, WIRE_SPACE_END_OF_DATA, 0), 0);
    assert_int_equal(get_position(f), 3);
    assert_int_equal(set_position(f, WIRE_ABSOLUTE_BLOCK, 9), VTL_STATUS_NO_DATA_DETECTED);
    assert_int_equal(set_position(f, WIRE_SPACE_FILEMARKS, 0x800000), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(set_position(f, WIRE_LOGICAL_BLOCK, -1), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(set_position(f, 8, 1), VTL_STATUS_NOT_IMPLEMENTED);
}

static void test_prepare_loads_locks_and_swallows_attention(void **state)
{
    struct fixture *f = *state;
    struct wire_tape_prepare input = {.operation = WIRE_LOAD};
    assert_true(vtl_drive_insert(f->drive, &f->cartridge, f->now));
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0), 0);
    input.operation = WIRE_LOCK;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0), 0);
    input.operation = WIRE_UNLOAD;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0),
                     VTL_STATUS_UNABLE_TO_UNLOAD_MEDIA);
    input.operation = WIRE_UNLOCK;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0), 0);
    assert_int_equal(control(f, WIRE_STORAGE_EJECT_MEDIA, NULL, 0, 0), 0);
    assert_int_equal(call.delay_ms, FIXTURE_UNLOAD_MS);
    f->now += FIXTURE_UNLOAD_MS;
    assert_int_equal(control(f, WIRE_STORAGE_LOAD_MEDIA, NULL, 0, 0), 0);
    assert_int_equal(call.delay_ms, FIXTURE_LOAD_MS);
    input.operation = WIRE_FORMAT;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0),
                     VTL_STATUS_NOT_IMPLEMENTED);
    input.operation = 6;
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, sizeof(input), 0),
                     VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(control(f, WIRE_TAPE_PREPARE, &input, 7, 0), VTL_STATUS_INFO_LENGTH_MISMATCH);
}

static void test_parameters_are_told_and_set(void **state)
{
    struct fixture *f = *state;
    struct wire_tape_get_drive drive;
    struct wire_tape_get_media media;
    struct wire_tape_set_drive set_drive = {.compression = 0};
    struct wire_tape_set_media set_media = {.block_size = 512};
    assert_int_equal(control(f, WIRE_TAPE_GET_DRIVE_PARAMS, NULL, 0, sizeof(drive)), 0);
    memcpy(&drive, f->data, sizeof(drive));
    assert_int_equal(drive.compression, 1);
    assert_int_equal(drive.maximum_block_size, VTL_BLOCK_LENGTH_MAX);
    assert_int_equal(control(f, WIRE_TAPE_SET_DRIVE_PARAMS, &set_drive, sizeof(set_drive), 0), 0);
    assert_int_equal(control(f, WIRE_TAPE_SET_MEDIA_PARAMS, &set_media, sizeof(set_media), 0), 0);
    assert_int_equal(control(f, WIRE_TAPE_GET_DRIVE_PARAMS, NULL, 0, sizeof(drive)), 0);
    memcpy(&drive, f->data, sizeof(drive));
    assert_int_equal(drive.compression, 0);
    f->cartridge.write_protect = true;
    assert_int_equal(control(f, WIRE_TAPE_GET_MEDIA_PARAMS, NULL, 0, sizeof(media)), 0);
    memcpy(&media, f->data, sizeof(media));
    assert_int_equal(media.block_size, 512);
    assert_int_equal(media.capacity, 1 << 20);
    assert_int_equal(media.remaining, 1 << 20);
    assert_int_equal(media.write_protected, 1);
    assert_int_equal(transfer(f, true, f->data, 500), VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(control(f, WIRE_TAPE_GET_MEDIA_PARAMS, NULL, 0, 4),
                     VTL_STATUS_BUFFER_TOO_SMALL);
    set_media.block_size = VTL_BLOCK_LENGTH_MAX + 1;
    assert_int_equal(control(f, WIRE_TAPE_SET_MEDIA_PARAMS, &set_media, sizeof(set_media), 0),
                     VTL_STATUS_INVALID_PARAMETER);
}

static void test_erase_and_partition(void **state)
{
    struct fixture *f = *state;
    struct wire_tape_erase input = {.type = WIRE_ERASE_LONG};
    struct wire_tape_create_partition partition = {.count = 2};
    uint8_t data[4] = {1, 2, 3, 4};
    assert_int_equal(transfer(f, true, data, 4), 0);
    assert_int_equal(set_position(f, WIRE_REWIND, 0), 0);
    assert_int_equal(control(f, WIRE_TAPE_ERASE, &input, sizeof(input), 0), 0);
    assert_int_equal(transfer(f, false, data, 4), VTL_STATUS_NO_DATA_DETECTED);
    input.type = 2;
    assert_int_equal(control(f, WIRE_TAPE_ERASE, &input, sizeof(input), 0),
                     VTL_STATUS_INVALID_PARAMETER);
    assert_int_equal(control(f, WIRE_TAPE_CREATE_PARTITION, &partition, sizeof(partition), 0),
                     VTL_STATUS_NOT_IMPLEMENTED);
}

static void test_media_types_and_serial(void **state)
{
    struct fixture *f = *state;
    struct wire_media_types types;
    assert_int_equal(control(f, WIRE_STORAGE_GET_MEDIA_TYPES_EX, NULL, 0, sizeof(types)), 0);
    memcpy(&types, f->data, sizeof(types));
    assert_int_equal(types.device_type, WIRE_DEVICE_TAPE);
    assert_int_equal(types.count, 2);
    assert_int_equal(types.info[0].media_type, WIRE_MEDIA_LTO);
    assert_int_equal(types.info[0].characteristics,
                     WIRE_MEDIA_CURRENTLY_MOUNTED | WIRE_MEDIA_READ_WRITE);
    assert_int_equal(types.info[0].density, 0x46);
    assert_int_equal(control(f, WIRE_STORAGE_GET_MEDIA_SERIAL_NUMBER, NULL, 0, 64), 0);
    assert_int_equal(call.information, 24);
    assert_memory_equal(f->data + 16, "DAT001L4", 8);
    assert_int_equal(control(f, WIRE_STORAGE_GET_MEDIA_TYPES, NULL, 0, 64),
                     VTL_STATUS_INVALID_DEVICE_REQUEST);
}

static uint32_t query(struct fixture *f, uint32_t property, uint32_t type, uint32_t room)
{
    struct wire_property_query input = {.property = property, .type = type};
    return control(f, WIRE_STORAGE_QUERY_PROPERTY, &input, sizeof(input), room);
}

static void test_query_property_describes_the_device(void **state)
{
    struct fixture *f = *state;
    struct wire_device_descriptor descriptor;
    uint32_t size;
    assert_int_equal(query(f, WIRE_PROPERTY_DEVICE, WIRE_QUERY_STANDARD, 8), 0);
    assert_int_equal(call.information, 8);
    memcpy(&size, f->data + 4, sizeof(size));
    assert_int_equal(query(f, WIRE_PROPERTY_DEVICE, WIRE_QUERY_STANDARD, 512), 0);
    assert_int_equal(call.information, size);
    memcpy(&descriptor, f->data, sizeof(descriptor));
    assert_int_equal(descriptor.device_type, 1);
    assert_int_equal(descriptor.removable, 1);
    assert_string_equal((char *)f->data + descriptor.vendor_offset, "ACME");
    assert_string_equal((char *)f->data + descriptor.product_offset, "DRIVE");
    assert_string_equal((char *)f->data + descriptor.revision_offset, "0100");
    assert_string_equal((char *)f->data + descriptor.serial_offset, "SN0001");
    assert_int_equal(query(f, WIRE_PROPERTY_ADAPTER, WIRE_QUERY_STANDARD, 512), 0);
    assert_int_equal(query(f, WIRE_PROPERTY_DEVICE, WIRE_QUERY_EXISTS, 0), 0);
    assert_int_equal(query(f, 9, WIRE_QUERY_STANDARD, 512), VTL_STATUS_NOT_SUPPORTED);
    assert_int_equal(control(f, WIRE_STORAGE_QUERY_PROPERTY, f->data, 7, 512),
                     VTL_STATUS_INFO_LENGTH_MISMATCH);
}

static void test_query_property_gives_both_identifiers(void **state)
{
    struct fixture *f = *state;
    struct wire_device_id header;
    struct wire_identifier identifier;
    assert_int_equal(query(f, WIRE_PROPERTY_DEVICE_ID, WIRE_QUERY_STANDARD, 512), 0);
    memcpy(&header, f->data, sizeof(header));
    assert_int_equal(header.size, call.information);
    assert_int_equal(header.count, 2);
    memcpy(&identifier, f->data + 12, sizeof(identifier));
    assert_int_equal(identifier.code_set, 2);
    assert_int_equal(identifier.type, 1);
    assert_memory_equal(f->data + 12 + 16, "ACME    DRIVE           SN0001", 30);
    assert_int_equal(identifier.next, 48);
    memcpy(&identifier, f->data + 12 + 48, sizeof(identifier));
    assert_int_equal(identifier.type, 3);
    assert_int_equal(identifier.size, 8);
    assert_int_equal(identifier.next, 0);
}

static void test_scsi_queries(void **state)
{
    struct fixture *f = *state;
    struct wire_scsi_address address;
    struct wire_scsi_inquiry inquiry;
    assert_int_equal(control(f, WIRE_SCSI_GET_ADDRESS, NULL, 0, sizeof(address)), 0);
    memcpy(&address, f->data, sizeof(address));
    assert_int_equal(address.length, 8);
    assert_int_equal(address.port, 2);
    assert_int_equal(address.target, 5);
    assert_int_equal(control(f, WIRE_SCSI_GET_CAPABILITIES, NULL, 0, 24), 0);
    assert_int_equal(control(f, WIRE_SCSI_GET_INQUIRY_DATA, NULL, 0, sizeof(inquiry)), 0);
    memcpy(&inquiry, f->data, sizeof(inquiry));
    assert_memory_equal(inquiry.inquiry + 8, "ACME    ", 8);
    assert_int_equal(control(f, WIRE_STORAGE_GET_HOTPLUG_INFO, NULL, 0, 8), 0);
    assert_int_equal(control(f, WIRE_STORAGE_PREDICT_FAILURE, NULL, 0, 516), 0);
    assert_int_equal(control(f, WIRE_STORAGE_RESERVE, NULL, 0, 0), 0);
    assert_int_equal(control(f, WIRE_STORAGE_RELEASE, NULL, 0, 0), 0);
    assert_int_equal(control(f, WIRE_STORAGE_MEDIA_REMOVAL, "\1", 1, 0), 0);
    assert_true(vtl_drive_removal_prevented(f->drive));
}

/* Every function number of the families with every small length: no byte outside the buffers. */
static void test_any_code_with_any_length_is_answered(void **state)
{
    struct fixture *f = *state;
    static const uint32_t families[] = {WIRE_DEVICE_TAPE, WIRE_DEVICE_MASS_STORAGE,
                                        WIRE_DEVICE_CONTROLLER};
    uint8_t input[40];
    for (uint32_t i = 0; i < 3 * 0x510; i++) {
        uint32_t code = WIRE_CODE(families[i % 3], i / 3);
        for (uint32_t length = 0; length <= 40; length += 4) {
            memset(input, (int)(i + length), sizeof(input));
            control(f, code, input, length, length * 3);
            memset(input, 0, sizeof(input));
            control(f, code, input, length, 40 - length);
            f->now += 200;
        }
    }
}

#define EMPTY(test) cmocka_unit_test_setup_teardown(test, fixture_create, fixture_free)
#define READY(test) cmocka_unit_test_setup_teardown(test, fixture_create_ready, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY(test_status_tells_attention_then_media_state),
        EMPTY(test_cleaner_has_its_own_status),
        READY(test_switched_off_family_is_unknown),
        READY(test_write_and_read_like_readfile),
        READY(test_set_position_reports_marks_and_ends),
        EMPTY(test_prepare_loads_locks_and_swallows_attention),
        READY(test_parameters_are_told_and_set),
        READY(test_erase_and_partition),
        READY(test_media_types_and_serial),
        READY(test_query_property_describes_the_device),
        READY(test_query_property_gives_both_identifiers),
        READY(test_scsi_queries),
        READY(test_any_code_with_any_length_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
