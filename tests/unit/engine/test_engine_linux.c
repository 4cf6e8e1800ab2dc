/* SPDX-License-Identifier: MIT */
/*
 * Real devices on Linux with Wine, as vtl/linux.h has them: no class driver, two nodes for each
 * drive, a few nodes for each process, and commands that are lost look as if they had gone well.
 */
#include "mount_support.h"

#include "device/drive.h"
#include "port/os.h"

#define TAPE0 "\\\\.\\Tape0"

enum {
    TEST_READY = 0x00,
    REWIND = 0x01,
    READ = 0x08,
    INQUIRY = 0x12,
    LOAD_UNLOAD = 0x1B,
    LOG_SENSE = 0x4D,
    MOVE = 0xA5,
    READ_STATUS = 0xB8
};

static struct vtl_library_config usual(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n";
    config.drive.load_ms = 30;
    config.drive.unload_ms = 10;
    config.move_ms = 2;
    return config;
}

static void start_with(struct vtl_library_config config)
{
    fixture_begin();
    vtl_transport_linux();
    vtl_transport_add(&config);
    fixture_start();
    media_await_idle();
}

static void end(void)
{
    media_await_idle();
    fixture_check();
    assert_int_equal(vtl_transport_collisions(), 0);
    fixture_end();
}

static void mount(const char *barcode, struct base_guid *drive)
{
    memset(drive, 0, sizeof *drive);
    base_error error = media_mount_all(&barcode, 1, 0, 60000, drive);
    if (error != 0) {
        fail_msg("%s is not mounted: error %u", barcode, (unsigned)error);
    }
    char there[36];
    vtl_transport_barcode(VTL_DRIVE, fixture_index(drive), there);
    assert_string_equal(there, barcode);
}

static void mount_and_dismount(void)
{
    struct base_guid drive;
    mount("A00001L4", &drive);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
}

static void fault(int drive, uint16_t opcode, uint32_t times, uint32_t action, uint32_t count)
{
    struct vtl_control_fault wanted = {.device = drive >= 0,
                                       .drive = drive >= 0 ? VTL_ANY : 0,
                                       .opcode = opcode,
                                       .times = times,
                                       .action = action,
                                       .count = count};
    assert_true(vtl_transport_control(VTL_IOCTL_FAULT, &wanted, sizeof wanted));
}

/* ---- what is there ---- */

static void test_library_works_by_pass_through_alone(void **state)
{
    struct base_guid request;
    struct model_information row;
    (void)state;
    start_with(usual());
    struct base_guid drive = fixture_drive(1);
    fixture_read(&drive, MODEL_DRIVE, &row);
    assert_string_equal(row.info.drive.device_name, "\\\\.\\Tape1");
    assert_string_equal(row.info.drive.serial_number, "DRV01");
    mount_and_dismount();
    fixture_inject(3);
    assert_int_equal(fixture_clean(0, &request), 0);
    assert_int_equal(fixture_await_end(&request, NULL), MODEL_LM_PASSED);
    assert_int_equal(vtl_transport_cleanings(0), 1);
    end();
}

/* A process is given five nodes: the changer's and those of four drives. */
static void test_drive_beyond_the_nodes_of_a_process_is_left_alone(void **state)
{
    struct vtl_library_config config = usual();
    (void)state;
    config.count[VTL_DRIVE] = 6;
    start_with(config);
    mount_and_dismount();
    end();
}

/* A program may open the tape while nobody works on it, and has it for itself then. */
static void test_program_keeps_its_tape(void **state)
{
    enum device_drive_status status;
    struct base_guid drive;
    void *program = NULL;
    void *second = NULL;
    (void)state;
    start_with(usual());
    const struct device_transport *system = device_transport_system();
    mount("A00001L4", &drive);
    char name[] = "\\\\.\\Tape0";
    name[strlen(name) - 1] = (char)('0' + fixture_index(&drive));
    assert_int_equal(system->open(system->context, name, DEVICE_ACCESS_READ_WRITE, &program), 0);
    assert_int_equal(system->open(system->context, name, DEVICE_ACCESS_READ_WRITE, &second),
                     BASE_ERROR_LOCK_VIOLATION);
    assert_int_equal(device_drive_status(system, name, &status, NULL), 0);
    assert_int_equal(status, DEVICE_DRIVE_READY);
    assert_int_equal(device_drive_unload(system, name, NULL), BASE_ERROR_BUSY);
    assert_int_equal(device_drive_status(system, name, &status, NULL), 0);
    assert_int_equal(status, DEVICE_DRIVE_READY);
    system->close(system->context, program);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

/* ---- lost commands ---- */

static void after_losing(int drive, uint16_t opcode, uint32_t action, uint32_t count)
{
    start_with(usual());
    fault(drive, opcode, 1, action, count);
    mount_and_dismount();
    vtl_transport_clear_faults();
    mount_and_dismount();
    end();
}

static void test_lost_move_is_sent_again(void **state)
{
    (void)state;
    after_losing(-1, MOVE, VTL_FAULT_HANG, 0);
}

static void test_move_that_was_made_is_not_sent_again(void **state)
{
    (void)state;
    after_losing(-1, MOVE, VTL_FAULT_HANG_DONE, 0);
}

static void test_move_that_comes_late_is_noticed(void **state)
{
    static const uint32_t later[] = {0, 1, 2, 3, 5, 7, 12};
    (void)state;
    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++) {
        start_with(usual());
        fault(-1, MOVE, 1, VTL_FAULT_LATE, later[i]);
        mount_and_dismount();
        media_await_idle();
        fixture_check();
        fixture_end();
    }
}

static void test_lost_element_status_is_no_empty_library(void **state)
{
    (void)state;
    after_losing(-1, READ_STATUS, VTL_FAULT_HANG, 0);
}

static void test_lost_unload_is_no_unloaded_drive(void **state)
{
    (void)state;
    after_losing(0, LOAD_UNLOAD, VTL_FAULT_HANG, 0);
}

static void test_lost_question_is_no_ready_drive(void **state)
{
    (void)state;
    after_losing(0, TEST_READY, VTL_FAULT_HANG, 0);
}

static void test_lost_commands_at_a_tape(void **state)
{
    static const uint16_t codes[] = {REWIND, READ, LOG_SENSE};
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        after_losing(0, codes[i], VTL_FAULT_HANG, 0);
    }
}

static void test_lost_load_is_sent_again(void **state)
{
    struct vtl_library_config config = usual();
    (void)state;
    config.drive.needs_load = true;
    start_with(config);
    fault(0, LOAD_UNLOAD, 1, VTL_FAULT_HANG, 0);
    mount_and_dismount();
    end();
}

static void test_reset_library_goes_on(void **state)
{
    struct vtl_control_power power = {.device = 0, .attached = 1};
    struct base_guid drive;
    (void)state;
    start_with(usual());
    mount("A00001L4", &drive);
    assert_true(vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power));
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    power.device = 2; /* and all drives */
    assert_true(vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power));
    mount_and_dismount();
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_library_works_by_pass_through_alone),
        cmocka_unit_test(test_drive_beyond_the_nodes_of_a_process_is_left_alone),
        cmocka_unit_test(test_program_keeps_its_tape),
        cmocka_unit_test(test_lost_move_is_sent_again),
        cmocka_unit_test(test_move_that_was_made_is_not_sent_again),
        cmocka_unit_test(test_move_that_comes_late_is_noticed),
        cmocka_unit_test(test_lost_element_status_is_no_empty_library),
        cmocka_unit_test(test_lost_unload_is_no_unloaded_drive),
        cmocka_unit_test(test_lost_question_is_no_ready_drive),
        cmocka_unit_test(test_lost_commands_at_a_tape),
        cmocka_unit_test(test_lost_load_is_sent_again),
        cmocka_unit_test(test_reset_library_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
