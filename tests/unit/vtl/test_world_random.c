/* SPDX-License-Identifier: MIT */
/*
 * The whole virtual world under random commands, device control calls and operator's deeds: nothing
 * outside the buffers is touched (sanitizers), and every cartridge stays in exactly one place.
 */
#include "support/cmocka_shim.h"

#include "vtl/class_wire.h"
#include "vtl/element.h"

enum { STEPS = 60000, BUFFER_MAX = 600 };

static uint64_t seed;
static uint64_t now = 1000;

static uint32_t dice(uint32_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % sides;
}

static struct vtl_world *make_world(void)
{
    struct vtl_library_config library = {
        .count = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 6, [VTL_PORT] = 2, [VTL_DRIVE] = 2},
        .first = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 10, [VTL_PORT] = 20, [VTL_DRIVE] = 30},
        .door = true,
        .barcode_reader = true,
        .dvcid = true,
        .changer_class = VTL_CLASS_ALL,
        .drive_class = VTL_CLASS_ALL,
        .identity = {.vendor = "V", .product = "P", .serial = "S1"},
        .drive = {.identity = {.serial = "D"}, .load_ms = 5, .unload_ms = 5, .cleaning_ms = 50},
        .cartridges = "s0=CLN001L1,cleaner,uses=3\ns1=A00001L4,data\ns2=A00002L4,data,wp\n"
                      "p0=A00003L4,data,sides=2\nd1=A00004L4,data\n",
    };
    struct vtl_standalone_config alone = {
        .number = 9, .class_mask = VTL_CLASS_ALL, .drive = {.identity = {.serial = "X"}}};
    struct vtl_world *world = vtl_world_create();
    assert_non_null(world);
    assert_true(vtl_world_add_library(world, &library, now));
    assert_true(vtl_world_add_standalone(world, &alone, now));
    return world;
}

static struct vtl_device *any_device(struct vtl_world *world)
{
    switch (dice(5)) {
    case 0:
        return &world->libraries[0]->drives[0];
    case 1:
        return &world->libraries[0]->drives[1];
    case 2:
        return &world->standalone[0]->device;
    default:
        return &world->libraries[0]->changer;
    }
}

static void random_bytes(uint8_t *bytes, uint32_t length, uint32_t sides)
{
    for (uint32_t i = 0; i < length; i++) {
        bytes[i] = (uint8_t)dice(sides);
    }
}

/* Mostly sensible: a known operation code and small numbers in the fields that are addresses. */
static void random_cdb(uint8_t *cdb)
{
    static const uint8_t known[] = {0x00, 0x01, 0x03, 0x05, 0x07, 0x08, 0x0A, 0x10, 0x11, 0x12,
                                    0x15, 0x16, 0x17, 0x19, 0x1A, 0x1B, 0x1D, 0x1E, 0x2B, 0x34,
                                    0x37, 0x44, 0x4D, 0x55, 0x5A, 0x92, 0xA0, 0xA5, 0xA5, 0xA5,
                                    0xA5, 0xA6, 0xA6, 0xB5, 0xB6, 0xB8, 0xB8, 0xE7};
    static const uint8_t addresses[] = {10, 11, 12, 13, 14, 15, 20, 21, 30, 31};
    random_bytes(cdb, 16, dice(4) == 0 ? 256 : 33);
    if (dice(8) != 0) {
        cdb[0] = known[dice(sizeof(known))];
    }
    if (cdb[0] == 0xA5 || cdb[0] == 0xA6) {
        cdb[2] = cdb[4] = cdb[6] = cdb[8] = 0;
        cdb[1] = cdb[10] = 0;
        cdb[3] = (uint8_t)dice(2); /* the transport, by default or by address */
        for (uint32_t i = 5; i < 10; i += 2) {
            cdb[i] = addresses[dice(sizeof(addresses))];
        }
    }
}

static void scsi_command(struct vtl_world *world)
{
    struct vtl_device *device = any_device(world);
    uint8_t cdb[16];
    uint32_t length = dice(BUFFER_MAX);
    uint8_t *data = malloc(length + 1);
    assert_non_null(data);
    random_cdb(cdb);
    random_bytes(data, length, 256);
    struct vtl_request request = {.cdb = cdb,
                                  .cdb_length = dice(20) == 0 ? (uint8_t)(1 + dice(16)) : 16,
                                  .data = data + 1,
                                  .data_length = length,
                                  .data_direction = (uint8_t)dice(3)};
    vtl_execute(device, &request, now);
    assert_true(request.transferred <= length);
    if (request.robot) {
        now += dice(20);
        vtl_finish(device, &request, now);
        assert_true(request.transferred <= length);
    }
    free(data);
}

static void class_robot(struct vtl_device *device, struct vtl_ioctl *call, const uint8_t *cdb)
{
    struct vtl_request request = {.cdb = cdb, .cdb_length = 12, .from_class = true};
    vtl_execute(device, &request, now);
    if (request.robot) {
        vtl_finish(device, &request, now);
    }
    vtl_class_changer_finish(call, &request);
}

static void class_call(struct vtl_world *world)
{
    static const uint32_t families[] = {WIRE_DEVICE_CHANGER, WIRE_DEVICE_TAPE,
                                        WIRE_DEVICE_MASS_STORAGE, WIRE_DEVICE_CONTROLLER};
    struct vtl_device *device = any_device(world);
    uint8_t cdb[VTL_MAX_CDB] = {0};
    uint32_t in_length = dice(3) == 0 ? dice(80) : 4 * dice(20);
    uint32_t out_length = dice(BUFFER_MAX);
    uint8_t *in = malloc(in_length + 1);
    uint8_t *out = calloc(1, out_length + 1);
    uint32_t function = dice(4) == 0 ? 0x200 + dice(0x400) : dice(16);
    uint32_t access = dice(4) << 14;
    assert_non_null(in);
    assert_non_null(out);
    random_bytes(in, in_length, dice(2) == 0 ? 3 : 256);
    struct vtl_ioctl call = {.code = WIRE_CODE(families[dice(4)], function) | access,
                             .in = in + 1,
                             .in_length = in_length,
                             .out = out + 1,
                             .out_length = out_length};
    enum vtl_class_answer who = vtl_class_changer(device, &call, cdb, now);
    if (who == VTL_CLASS_ROBOT) {
        class_robot(device, &call, cdb);
    } else if (who == VTL_CLASS_NOT_MINE && !vtl_class_storage(device, &call, now)) {
        vtl_class_tape(device, &call, now);
    }
    assert_true(call.information <= out_length);
    free(in);
    free(out);
}

static void operator_call(struct vtl_world *world)
{
    uint8_t *in = calloc(1, 128);
    uint8_t *out = calloc(1, 8192);
    assert_non_null(in);
    assert_non_null(out);
    for (uint32_t i = 0; i < 16; i += 2) {
        in[i] = (uint8_t)dice(7);
    }
    /* No faults; seldom an insertion or a power switch: full or dead libraries move nothing. */
    static const uint8_t numbers[] = {1, 1, 2, 2, 2, 2, 2, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13};
    uint32_t number = numbers[dice(sizeof(numbers))];
    struct vtl_ioctl call = {.code = VTL_CONTROL(number),
                             .in = in,
                             .in_length = dice(10) == 0 ? dice(128) : 128,
                             .out = out,
                             .out_length = dice(10) == 0 ? dice(100) : 8192};
    vtl_control_call(world, &call, now);
    assert_true(call.information <= call.out_length);
    free(in);
    free(out);
}

static uint32_t places_of(struct vtl_world *world, const struct vtl_cartridge *cartridge)
{
    struct vtl_library *library = world->libraries[0];
    uint32_t places = vtl_drive_cartridge(world->standalone[0]->device.drive) == cartridge;
    for (uint32_t i = 0; i < library->element_count; i++) {
        places += vtl_element_cartridge(&library->elements[i]) == cartridge;
    }
    return places;
}

/* Every cartridge is in one element at most (in none: on the shelf), and no element holds a
 * stranger. */
static void check_places(struct vtl_world *world)
{
    uint32_t placed = 0;
    for (const struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next) {
        uint32_t places = places_of(world, c);
        assert_true(places <= 1);
        placed += places;
    }
    struct vtl_library *library = world->libraries[0];
    uint32_t full = vtl_drive_cartridge(world->standalone[0]->device.drive) != NULL;
    for (uint32_t i = 0; i < library->element_count; i++) {
        full += vtl_element_cartridge(&library->elements[i]) != NULL;
    }
    assert_int_equal(full, placed);
}

static void test_random_deeds_lose_no_cartridge(void **state)
{
    (void)state;
    for (uint32_t round = 0; round < 4; round++) {
        seed = round * 7919 + 1;
        struct vtl_world *world = make_world();
        for (uint32_t step = 0; step < STEPS; step++) {
            uint32_t kind = dice(12);
            if (kind < 8) {
                scsi_command(world);
            } else if (kind < 11) {
                class_call(world);
            } else {
                operator_call(world);
            }
            now += dice(4);
            if (step % 16 == 0) {
                check_places(world);
            }
        }
        assert_in_range(world->libraries[0]->moves, 100, STEPS);
        vtl_world_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_deeds_lose_no_cartridge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
