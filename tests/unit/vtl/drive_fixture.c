/* SPDX-License-Identifier: MIT */
#include "drive_fixture.h"

/* No faults and no log here: commands go straight to the drive. */
void vtl_execute(struct vtl_device *device, struct vtl_request *request, uint64_t now)
{
    vtl_drive_execute(device->drive, request, now);
}

static uint8_t cdb_length(uint8_t opcode)
{
    static const uint8_t lengths[8] = {6, 10, 10, 16, 16, 12, 6, 6};
    return lengths[opcode >> 5];
}

static uint32_t run(struct fixture *f, const uint8_t *cdb, uint8_t direction, uint32_t length)
{
    /* An exact heap copy lets the sanitizer see a read or write beyond the buffer. */
    uint8_t *data = length == 0 ? NULL : malloc(length);
    if (length != 0) {
        assert_non_null(data);
        memcpy(data, f->data, length);
    }
    f->request = (struct vtl_request){.cdb = cdb,
                                      .cdb_length = cdb_length(cdb[0]),
                                      .data = data,
                                      .data_length = length,
                                      .data_direction = direction};
    vtl_drive_execute(f->drive, &f->request, f->now);
    if (length != 0) {
        memcpy(f->data, data, length);
    }
    free(data);
    f->request.data = NULL;
    if (f->request.status == SCSI_STATUS_GOOD) {
        return 0;
    }
    assert_int_equal(f->request.status, SCSI_STATUS_CHECK_CONDITION);
    assert_int_equal(f->request.sense_length, 18);
    const uint8_t *sense = f->request.sense;
    return ((uint32_t)(sense[2] & 0x0F) << 16) | vtl_get16(sense + 12);
}

uint32_t fixture_send(struct fixture *f, const uint8_t *cdb)
{
    return run(f, cdb, VTL_DATA_NONE, 0);
}

uint32_t fixture_receive(struct fixture *f, const uint8_t *cdb, uint32_t length)
{
    assert_true(length <= sizeof(f->data));
    memset(f->data, 0xEE, sizeof(f->data));
    return run(f, cdb, VTL_DATA_IN, length);
}

uint32_t fixture_write(struct fixture *f, const uint8_t *cdb, const void *data, uint32_t length)
{
    assert_true(length <= sizeof(f->data));
    memcpy(f->data, data, length);
    return run(f, cdb, VTL_DATA_OUT, length);
}

void fixture_mount(struct fixture *f, struct vtl_cartridge *cartridge)
{
    assert_true(vtl_drive_insert(f->drive, cartridge, f->now));
    f->now += FIXTURE_LOAD_MS;
    while (fixture_send(f, CDB(0x00)) >> 16 == SENSE_ATTENTION) {
    }
}

int fixture_create(void **state)
{
    static const struct vtl_drive_settings settings = {
        .identity = {.vendor = "ACME", .product = "DRIVE", .revision = "0100", .serial = "SN0001"},
        .load_ms = FIXTURE_LOAD_MS,
        .unload_ms = FIXTURE_UNLOAD_MS,
        .rewind_ms = 30,
        .cleaning_ms = FIXTURE_CLEANING_MS,
        .capacity_mb = 1,
        .attention = true};
    struct fixture *f = calloc(1, sizeof(*f));
    if (f == NULL) {
        return -1;
    }
    f->now = 5000;
    f->drive = vtl_drive_create(&settings, f->now);
    f->cartridge.kind = VTL_CARTRIDGE_DATA;
    f->cleaner.kind = VTL_CARTRIDGE_CLEANER;
    f->cleaner.uses_left = 2;
    memcpy(f->cartridge.barcode, "DAT001L4", 9);
    f->device = (struct vtl_device){.drive = f->drive,
                                    .kind = VTL_DEVICE_TAPE,
                                    .number = 3,
                                    .class_mask = VTL_CLASS_ALL,
                                    .port = 2,
                                    .target = 5};
    *state = f;
    return f->drive == NULL;
}

int fixture_create_ready(void **state)
{
    int result = fixture_create(state);
    if (result == 0) {
        fixture_mount(*state, &((struct fixture *)*state)->cartridge);
    }
    return result;
}

int fixture_free(void **state)
{
    struct fixture *f = *state;
    vtl_drive_free(f->drive);
    vtl_cartridge_free_media(&f->cartridge);
    vtl_cartridge_free_media(&f->cleaner);
    free(f);
    return 0;
}
