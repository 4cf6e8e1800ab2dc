/* SPDX-License-Identifier: MIT */
/* The drive's mechanism and its answers that need no data on the medium: SPC-4, SSC-4, TapeAlert.
 */
#include "drive_fixture.h"

static const uint8_t test_unit_ready[16] = {0x00};
static const uint8_t unload[16] = {0x1B};
static const uint8_t load[16] = {0x1B, 0, 0, 0, 1};

static bool alert(struct fixture *f, uint32_t flag)
{
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x6E, 0, 0, 0, 0, 0x01, 0x44), 324), 0);
    assert_int_equal(f->request.transferred, 324);
    assert_int_equal(vtl_get16(f->data + 2), 320);
    assert_int_equal(vtl_get16(f->data + 4 + 5 * (flag - 1)), flag);
    return f->data[4 + 5 * (flag - 1) + 4] == 1;
}

static void test_power_on_reports_reset_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x12, 0, 0, 0, 36), 36), 0);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x062900);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x023A00);
}

static void test_request_sense_takes_the_attention(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x03, 0, 0, 0, 18), 18), 0);
    assert_int_equal(f->data[2], 6);
    assert_int_equal(vtl_get16(f->data + 12), 0x2900);
    assert_int_equal(fixture_receive(f, CDB(0x03, 1, 0, 0, 252), 18), 0);
    assert_int_equal(f->request.transferred, 8);
    assert_int_equal(f->data[0], 0x72);
    assert_int_equal(vtl_get24(f->data + 1), 0x023A00);
}

static void test_load_passes_becoming_ready_then_attention(void **state)
{
    struct fixture *f = *state;
    fixture_send(f, test_unit_ready);
    assert_true(vtl_drive_insert(f->drive, &f->cartridge, f->now));
    assert_false(vtl_drive_insert(f->drive, &f->cleaner, f->now));
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += FIXTURE_LOAD_MS - 1;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += 1;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x062800);
    assert_int_equal(fixture_send(f, test_unit_ready), 0);
    assert_int_equal(vtl_drive_state(f->drive, f->now), VTL_DRIVE_READY);
}

static void test_unload_takes_time_and_frees_the_cartridge(void **state)
{
    struct fixture *f = *state;
    assert_false(vtl_drive_is_unloaded(f->drive, f->now));
    assert_int_equal(fixture_send(f, unload), 0);
    assert_int_equal(f->request.delay_ms, FIXTURE_UNLOAD_MS);
    assert_false(vtl_drive_is_unloaded(f->drive, f->now));
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += FIXTURE_UNLOAD_MS;
    assert_true(vtl_drive_is_unloaded(f->drive, f->now));
    assert_int_equal(fixture_send(f, test_unit_ready), 0x023A00);
    assert_int_equal(fixture_send(f, unload), 0);
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cartridge);
    assert_null(vtl_drive_remove(f->drive, f->now));
    assert_int_equal(fixture_send(f, unload), 0x023A00);
}

static void test_load_of_ejected_cartridge_threads_it_again(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_send(f, unload), 0);
    f->now += FIXTURE_UNLOAD_MS;
    assert_int_equal(fixture_send(f, CDB(0x1B, 1, 0, 0, 1)), 0);
    assert_int_equal(f->request.delay_ms, 0);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(fixture_send(f, load), 0x062800);
    assert_int_equal(fixture_send(f, load), 0);
    assert_int_equal(fixture_send(f, CDB(0x1B, 0, 0, 0, 5)), 0x052400);
}

static void test_unload_prevented_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_send(f, CDB(0x1E, 0, 0, 0, 1)), 0);
    assert_true(vtl_drive_removal_prevented(f->drive));
    assert_int_equal(fixture_send(f, unload), 0x055302);
    assert_int_equal(fixture_send(f, CDB(0x1E, 0, 0, 0, 0)), 0);
    assert_int_equal(fixture_send(f, unload), 0);
}

static void test_reset_forgets_prevention_and_loads_again(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_send(f, CDB(0x1E, 0, 0, 0, 1)), 0);
    vtl_drive_reset(f->drive, f->now);
    assert_false(vtl_drive_removal_prevented(f->drive));
    assert_int_equal(fixture_send(f, test_unit_ready), 0x062900);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x062800);
    assert_int_equal(fixture_send(f, test_unit_ready), 0);
}

/* ---- cleaning ---- */

static void test_cleaner_runs_its_cycle(void **state)
{
    struct fixture *f = *state;
    vtl_drive_set_alert(f->drive, VTL_ALERT_CLEAN_NOW, true);
    fixture_send(f, test_unit_ready);
    assert_true(vtl_drive_insert(f->drive, &f->cleaner, f->now));
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020401);
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x023003);
    assert_int_equal(f->cleaner.uses_left, 1);
    assert_int_equal(vtl_drive_state(f->drive, f->now), VTL_DRIVE_CLEANING);
    f->now += FIXTURE_CLEANING_MS / 4;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x020407);
    assert_int_equal(fixture_send(f, unload), 0x020407);
    assert_false(vtl_drive_is_unloaded(f->drive, f->now));
    assert_true(alert(f, VTL_ALERT_CLEANING_MEDIA));
    f->now += FIXTURE_CLEANING_MS * 3 / 4;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x023A00);
    assert_int_equal(vtl_drive_state(f->drive, f->now), VTL_DRIVE_CLEAN_DONE);
    assert_true(vtl_drive_is_unloaded(f->drive, f->now));
    assert_int_equal(vtl_drive_cleanings(f->drive), 1);
    assert_int_equal(vtl_drive_alerts(f->drive) & ((uint64_t)1 << 19), 0);
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cleaner);
    fixture_mount(f, &f->cartridge);
    assert_false(alert(f, VTL_ALERT_CLEAN_NOW));
}

static void test_cycle_runs_although_nobody_asks(void **state)
{
    struct fixture *f = *state;
    assert_true(vtl_drive_insert(f->drive, &f->cleaner, f->now));
    f->now += FIXTURE_LOAD_MS + FIXTURE_CLEANING_MS;
    assert_int_equal(vtl_drive_state(f->drive, f->now), VTL_DRIVE_CLEAN_DONE);
    assert_int_equal(f->cleaner.uses_left, 2); /* looking changes nothing */
    vtl_drive_tick(f->drive, f->now);
    assert_int_equal(f->cleaner.uses_left, 1);
    assert_int_equal(vtl_drive_cleanings(f->drive), 1);
}

static void test_spent_cleaner_fails_with_flag_22(void **state)
{
    struct fixture *f = *state;
    f->cleaner.uses_left = 0;
    vtl_drive_set_alert(f->drive, VTL_ALERT_CLEAN_NOW, true);
    fixture_mount(f, &f->cleaner);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x033007);
    assert_true(f->cleaner.spent);
    assert_true(alert(f, VTL_ALERT_CLEANER_EXPIRED));
    assert_int_equal(vtl_drive_cleanings(f->drive), 0);
    assert_true(vtl_drive_is_unloaded(f->drive, f->now));
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cleaner);
    fixture_mount(f, &f->cartridge);
    assert_true(alert(f, VTL_ALERT_CLEAN_NOW)); /* still dirty, raised by the load */
}

static void test_injected_failure_leaves_drive_dirty(void **state)
{
    struct fixture *f = *state;
    vtl_drive_set_alert(f->drive, VTL_ALERT_FAIL_CLEANING, true);
    fixture_mount(f, &f->cleaner);
    f->now += FIXTURE_CLEANING_MS;
    assert_int_equal(fixture_send(f, test_unit_ready), 0x033007);
    assert_int_equal(f->cleaner.uses_left, 1);
    assert_false(f->cleaner.spent);
    assert_int_equal(vtl_drive_cleanings(f->drive), 0);
}

static void test_cleaning_request_is_reported_once(void **state)
{
    struct fixture *f = *state;
    vtl_drive_set_alert(f->drive, VTL_ALERT_CLEAN_PERIODIC, true);
    assert_int_equal(fixture_send(f, test_unit_ready), 0x010017);
    assert_int_equal(fixture_send(f, test_unit_ready), 0);
    assert_true(alert(f, VTL_ALERT_CLEAN_PERIODIC));
    assert_false(alert(f, VTL_ALERT_CLEAN_PERIODIC)); /* reading took it back */
}

static void test_alert_unknown_flag_is_ignored(void **state)
{
    struct fixture *f = *state;
    vtl_drive_set_alert(f->drive, 0, true);
    vtl_drive_set_alert(f->drive, 65, true);
    assert_int_equal(vtl_drive_alerts(f->drive), 0);
    vtl_drive_set_alert(f->drive, 64, true);
    assert_true(vtl_drive_alerts(f->drive) == UINT64_C(1) << 63);
}

/* ---- pages ---- */

static void test_inquiry_standard_says_tape(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x12, 0, 0, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 96);
    assert_int_equal(f->data[0], 1);
    assert_int_equal(f->data[1], 0x80);
    assert_memory_equal(f->data + 8, "ACME    DRIVE           0100", 28);
    assert_int_equal(fixture_receive(f, CDB(0x12, 0, 0x80, 0, 255), 255), 0x052400);
    assert_int_equal(fixture_receive(f, CDB(0x12, 0, 0, 0, 5), 255), 0);
    assert_int_equal(f->request.transferred, 5);
}

static void test_inquiry_vital_pages(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x12, 1, 0, 0, 255), 255), 0);
    assert_memory_equal(f->data, "\x01\x00\x00\x04\x00\x80\x83\xB0", 8);
    assert_int_equal(fixture_receive(f, CDB(0x12, 1, 0x80, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 10);
    assert_memory_equal(f->data + 4, "SN0001", 6);
    assert_int_equal(fixture_receive(f, CDB(0x12, 1, 0x83, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 4u + vtl_get16(f->data + 2));
    assert_memory_equal(f->data + 4,
                        "\x02\x01\x00\x1E"
                        "ACME    DRIVE           SN0001",
                        34);
    assert_memory_equal(f->data + 38, "\x01\x03\x00\x08", 4);
    assert_int_equal(f->data[42] >> 4, 3);
    assert_int_equal(fixture_receive(f, CDB(0x12, 1, 0x99, 0, 255), 255), 0x052400);
}

static void test_mode_sense_and_select_block_length(void **state)
{
    struct fixture *f = *state;
    static const uint8_t select[12] = {0, 0, 0x10, 8, 0, 0, 0, 0, 0, 0, 2, 0};
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 12), select, 12), 0);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 12);
    assert_int_equal(f->data[0], 11);
    assert_int_equal(f->data[4], 0x46);
    assert_int_equal(vtl_get24(f->data + 9), 512);
    assert_int_equal(fixture_receive(f, CDB(0x5A, 0, 0x3F, 0, 0, 0, 0, 1, 0), 256), 0);
    assert_int_equal(f->request.transferred, 2u + vtl_get16(f->data));
    assert_int_equal(f->request.transferred, 96);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 8, 0x0F, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 20);
    assert_int_equal(f->data[6], 0xC0);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0xC0, 0, 255), 255), 0x053900);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0x2A, 0, 255), 255), 0x052400);
}

static void test_mode_select_rejects_bad_lists(void **state)
{
    struct fixture *f = *state;
    static const uint8_t page[20] = {0, 0, 0x10, 0, 0x0F, 14};
    static const uint8_t long_page[20] = {0, 0, 0x10, 0, 0x0F, 15};
    static const uint8_t descriptor[8] = {0, 0, 0x10, 5};
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 20), page, 20), 0);
    assert_false(f->drive->compression);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 20), long_page, 20), 0x052600);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 19), page, 19), 0x052600);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 8), descriptor, 8), 0x051A00);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 3), page, 3), 0x051A00);
    assert_int_equal(fixture_write(f, CDB(0x15, 0x10, 0, 0, 30), page, 20), 0x051A00);
}

static void test_log_sense_pages(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x40, 0, 0, 0, 0, 0, 255), 255), 0);
    assert_memory_equal(f->data, "\x00\x00\x00\x03\x00\x2E\x31", 7);
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x71, 0, 0, 0, 0, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 36);
    assert_int_equal(vtl_get32(f->data + 8), 1);
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x6E, 0, 0, 0, 60, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 4 + 5 * 5);
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x6E, 0, 0, 0, 65, 0, 255), 255), 0x052400);
    assert_int_equal(fixture_receive(f, CDB(0x4D, 0, 0x42, 0, 0, 0, 0, 0, 255), 255), 0x052400);
}

static void test_density_block_limits_and_luns(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(fixture_receive(f, CDB(0x44, 0, 0, 0, 0, 0, 0, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 4 + 3 * 52);
    assert_int_equal(f->data[4], 0x46);
    assert_int_equal(f->data[6], 0xA0);
    assert_int_equal(f->data[4 + 52], 0x44);
    assert_int_equal(f->data[6 + 52], 0x80);
    assert_int_equal(f->data[4 + 2 * 52], 0x42);
    assert_int_equal(f->data[6 + 2 * 52], 0x00);
    assert_int_equal(fixture_receive(f, CDB(0x44, 1, 0, 0, 0, 0, 0, 0, 255), 255), 0);
    assert_int_equal(f->request.transferred, 56);
    assert_int_equal(f->data[4], 0x46);
    assert_int_equal(fixture_receive(f, CDB(0x05), 6), 0);
    assert_int_equal(vtl_get24(f->data + 1), VTL_BLOCK_LENGTH_MAX);
    assert_int_equal(fixture_receive(f, CDB(0xA0, 0, 0, 0, 0, 0, 0, 0, 0, 16), 16), 0);
    assert_int_equal(vtl_get32(f->data), 8);
}

static void test_medium_of_other_density_is_refused_or_read_only(void **state)
{
    struct fixture *f = *state;
    f->cartridge.density = 0x58;
    fixture_mount(f, &f->cartridge);
    assert_int_equal(fixture_send(f, CDB(0x00)), 0x033000);
    assert_int_equal(fixture_receive(f, CDB(0x08, 0, 0, 0, 16), 16), 0x033000);
    assert_true(vtl_drive_is_unloaded(f->drive, f->now));
    assert_int_equal(fixture_send(f, CDB(0x1B)), 0);
    assert_int_equal(fixture_send(f, CDB(0x00)), 0x023A00);
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cartridge);
    f->cartridge.density = 0x42;
    fixture_mount(f, &f->cartridge);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0, 0, 12), 12), 0);
    assert_int_equal(f->data[2] & 0x80, 0x80);
    assert_int_equal(f->data[4], 0x42);
    assert_int_equal(fixture_write(f, CDB(0x0A, 0, 0, 0, 4), "abcd", 4), 0x073005);
    assert_ptr_equal(vtl_drive_remove(f->drive, f->now), &f->cartridge);
    f->cartridge.density = 0x44;
    fixture_mount(f, &f->cartridge);
    assert_int_equal(fixture_write(f, CDB(0x0A, 0, 0, 0, 4), "abcd", 4), 0);
}

static void test_drive_that_needs_load_waits_for_it(void **state)
{
    struct fixture *f = *state;
    vtl_drive_settings(f->drive)->needs_load = true;
    vtl_drive_settings(f->drive)->block_length = 512;
    vtl_drive_reset_mode(f->drive);
    fixture_mount(f, &f->cartridge);
    assert_int_equal(fixture_send(f, CDB(0x00)), 0x020402);
    assert_int_equal(fixture_send(f, CDB(0x1B, 0, 0, 0, 1)), 0);
    f->now += FIXTURE_LOAD_MS;
    assert_int_equal(fixture_send(f, CDB(0x00)), 0x062800);
    assert_int_equal(fixture_send(f, CDB(0x00)), 0);
    assert_int_equal(fixture_receive(f, CDB(0x1A, 0, 0, 0, 12), 12), 0);
    assert_int_equal(vtl_get24(f->data + 9), 512);
}

static void test_every_opcode_and_short_cdb_is_answered(void **state)
{
    struct fixture *f = *state;
    for (uint32_t opcode = 0; opcode < 256; opcode++) {
        for (uint32_t filler = 0; filler < 256; filler += 5) {
            uint8_t cdb[16];
            memset(cdb, (int)filler, sizeof(cdb));
            cdb[0] = (uint8_t)opcode;
            fixture_receive(f, cdb, 64);
            fixture_write(f, cdb, f->data, 64);
            fixture_send(f, cdb);
            f->now += 1000;
        }
    }
    assert_int_equal(fixture_send(f, CDB(0xC1)), 0x052000);
    f->request = (struct vtl_request){.cdb = CDB(0x1A), .cdb_length = 3};
    vtl_drive_execute(f->drive, &f->request, f->now);
    assert_int_equal(vtl_get16(f->request.sense + 12), 0x2400);
    f->request = (struct vtl_request){.cdb = NULL, .cdb_length = 0};
    vtl_drive_execute(f->drive, &f->request, f->now);
    assert_int_equal(f->request.status, SCSI_STATUS_CHECK_CONDITION);
}

#define EMPTY(test) cmocka_unit_test_setup_teardown(test, fixture_create, fixture_free)
#define READY(test) cmocka_unit_test_setup_teardown(test, fixture_create_ready, fixture_free)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EMPTY(test_power_on_reports_reset_once),
        EMPTY(test_request_sense_takes_the_attention),
        EMPTY(test_load_passes_becoming_ready_then_attention),
        READY(test_unload_takes_time_and_frees_the_cartridge),
        READY(test_load_of_ejected_cartridge_threads_it_again),
        READY(test_unload_prevented_is_refused),
        READY(test_reset_forgets_prevention_and_loads_again),
        EMPTY(test_cleaner_runs_its_cycle),
        EMPTY(test_cycle_runs_although_nobody_asks),
        EMPTY(test_spent_cleaner_fails_with_flag_22),
        EMPTY(test_injected_failure_leaves_drive_dirty),
        READY(test_cleaning_request_is_reported_once),
        EMPTY(test_alert_unknown_flag_is_ignored),
        READY(test_inquiry_standard_says_tape),
        READY(test_inquiry_vital_pages),
        READY(test_mode_sense_and_select_block_length),
        READY(test_mode_select_rejects_bad_lists),
        READY(test_log_sense_pages),
        READY(test_density_block_limits_and_luns),
        EMPTY(test_medium_of_other_density_is_refused_or_read_only),
        EMPTY(test_drive_that_needs_load_waits_for_it),
        READY(test_every_opcode_and_short_cdb_is_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
