/* SPDX-License-Identifier: MIT */
/* The virtual world's configuration and its faults, without a driver. */
#include "support/cmocka_shim.h"

#include "vtl/element.h"

static struct vtl_library_config library_config(void)
{
    struct vtl_library_config config = {
        .count = {[VTL_TRANSPORT] = 1, [VTL_SLOT] = 12, [VTL_PORT] = 1, [VTL_DRIVE] = 2},
        .first = {[VTL_TRANSPORT] = 0, [VTL_SLOT] = 1000, [VTL_PORT] = 16, [VTL_DRIVE] = 256},
        .barcode_reader = true,
        .changer_class = VTL_CLASS_ALL,
        .identity = {.vendor = "V", .product = "P", .serial = "S"},
        .drive = {.identity = {.serial = "D"}},
    };
    return config;
}

static uint32_t count_cartridges(const struct vtl_world *world)
{
    uint32_t count = 0;
    for (const struct vtl_cartridge *c = world->cartridges; c != NULL; c = c->next)
        count++;
    return count;
}

/* Whether a library with these cartridges can be built; nothing may be left over when not. */
static bool builds(const char *cartridges)
{
    struct vtl_world *world = vtl_world_create();
    struct vtl_library_config config = library_config();
    assert_non_null(world);
    config.cartridges = cartridges;
    bool done = vtl_world_add_library(world, &config, 1000);
    if (!done) {
        assert_int_equal(world->library_count, 0);
        assert_int_equal(count_cartridges(world), 0);
    }
    vtl_world_free(world);
    return done;
}

static void test_text_fill_good_lists_are_taken(void **state)
{
    (void)state;
    assert_true(builds(NULL));
    assert_true(builds(""));
    assert_true(builds("\n\ns0=A,data\n\n"));
    assert_true(builds("s0=A,data"));
    assert_true(builds("s0..s11=X%03u,data\nd0=,cleaner,uses=9\np0=W,data,wp,mb=4,density=70"));
    assert_true(builds("t0=HAND,data,sides=2"));
    assert_true(builds("s0..s3=A%02u,data,label=Tape %u,mb=1\ns4=B,data,block=FOREIGN,sides=2"));
}

static void test_text_fill_bad_lists_are_refused(void **state)
{
    static const char *const bad[] = {
        "s0",
        "=A,data",
        "x0=A,data",
        "s=A,data",
        "s12=A,data",
        "s0=A,data\ns0=B,data",
        "s0=A,gold",
        "s0=A,data,uses=",
        "s3..s1=A,data",
        "s0..d1=A,data",
        "s0..s99999999999=A,data",
        "s0=A%05x,data",
        "s0=A%99u,data",
        "s0=A%",
        "s0=123456789012345678901234567890123,data",
        "d2=A,data",
        "s0=A,data,wp,",
        "s0=A,data,label=",
        "s0=A,cleaner,uses=1,label=X",
        "s0=A,data,block=123456789012345678901234567890123",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (builds(bad[i]))
            fail_msg("accepted: %s", bad[i]);
}

static void test_add_library_impossible_addresses_are_refused(void **state)
{
    struct vtl_world *world = vtl_world_create();
    struct vtl_library_config config = library_config();
    (void)state;
    assert_non_null(world);
    config.first[VTL_PORT] = 1011;
    assert_false(vtl_world_add_library(world, &config, 0));
    config = library_config();
    config.first[VTL_SLOT] = 0xFFFF;
    assert_false(vtl_world_add_library(world, &config, 0));
    config = library_config();
    config.count[VTL_TRANSPORT] = 2;
    assert_false(vtl_world_add_library(world, &config, 0));
    config = library_config();
    config.count[VTL_SLOT] = VTL_MAX_SLOTS + 1;
    assert_false(vtl_world_add_library(world, &config, 0));
    config = library_config();
    for (uint32_t i = 0; i < VTL_MAX_LIBRARIES; i++)
        assert_true(vtl_world_add_library(world, &config, 0));
    assert_false(vtl_world_add_library(world, &config, 0));
    vtl_world_free(world);
}

static void test_barcode_range_counts_from_its_place(void **state)
{
    struct vtl_world *world = vtl_world_create();
    struct vtl_library_config config = library_config();
    (void)state;
    assert_non_null(world);
    config.cartridges = "s3..s5=N%04uL4,data\n";
    assert_true(vtl_world_add_library(world, &config, 0));
    const struct vtl_element *slot = vtl_library_element(world->libraries[0], VTL_SLOT, 4);
    assert_string_equal(slot->held->barcode, "N0004L4");
    assert_string_equal(slot->seen_barcode, "N0004L4");
    assert_ptr_equal(vtl_library_address(world->libraries[0], 1004), slot);
    assert_null(vtl_library_address(world->libraries[0], 1012));
    assert_null(vtl_library_element(world->libraries[0], VTL_SLOT, 12));
    assert_null(vtl_library_element(world->libraries[0], 7, 0));
    vtl_world_free(world);
}

static void test_execute_fault_counts_skips_and_times(void **state)
{
    static const uint8_t ready[6] = {0};
    struct vtl_world *world = vtl_world_create();
    struct vtl_library_config config = library_config();
    struct vtl_control_fault fault = {
        .opcode = 0, .skip = 2, .times = 1, .action = VTL_FAULT_BUSY, .library = VTL_ANY};
    struct vtl_ioctl call = {
        .code = VTL_IOCTL_FAULT, .in = (const uint8_t *)&fault, .in_length = sizeof fault};
    (void)state;
    assert_non_null(world);
    assert_true(vtl_world_add_library(world, &config, 0));
    vtl_control_call(world, &call, 0);
    assert_int_equal(call.status, VTL_STATUS_SUCCESS);
    for (int i = 0; i < 5; i++) {
        struct vtl_request request = {.cdb = ready, .cdb_length = sizeof ready};
        vtl_execute(&world->libraries[0]->changer, &request, 10);
        assert_int_equal(request.status, i == 2 ? SCSI_STATUS_BUSY : SCSI_STATUS_GOOD);
    }
    assert_int_equal(world->next_sequence, 6);
    assert_int_equal(world->log[3].fault, 1);
    vtl_world_free(world);
}

static void test_log_ring_keeps_the_newest(void **state)
{
    static const uint8_t ready[6] = {0};
    struct vtl_world *world = vtl_world_create();
    struct vtl_library_config config = library_config();
    struct vtl_log_entry entries[4];
    uint64_t from = 1;
    struct vtl_ioctl call = {.code = VTL_IOCTL_READ_LOG,
                             .in = (const uint8_t *)&from,
                             .in_length = sizeof from,
                             .out = (uint8_t *)entries,
                             .out_length = sizeof entries};
    (void)state;
    assert_non_null(world);
    assert_true(vtl_world_add_library(world, &config, 0));
    for (int i = 0; i < VTL_LOG_ENTRIES + 10; i++) {
        struct vtl_request request = {.cdb = ready, .cdb_length = sizeof ready};
        vtl_execute(&world->libraries[0]->changer, &request, 10);
    }
    vtl_control_call(world, &call, 0);
    assert_int_equal(call.status, VTL_STATUS_SUCCESS);
    assert_int_equal(call.information, sizeof entries);
    assert_int_equal(entries[0].sequence, 11);
    assert_int_equal(entries[3].sequence, 14);
    vtl_world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_fill_good_lists_are_taken),
        cmocka_unit_test(test_text_fill_bad_lists_are_refused),
        cmocka_unit_test(test_add_library_impossible_addresses_are_refused),
        cmocka_unit_test(test_barcode_range_counts_from_its_place),
        cmocka_unit_test(test_execute_fault_counts_skips_and_times),
        cmocka_unit_test(test_log_ring_keeps_the_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
