/* SPDX-License-Identifier: MIT */
/* Libraries that were opened or reset while nobody looked: nothing that was known counts. */
#include "mount_support.h"

#include "port/os.h"

static void begin(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.count[VTL_PORT] = 0; /* so that pass-through finds a door */
    config.door = true;
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
}

static void end(void)
{
    media_await_idle();
    fixture_check();
    fixture_end();
}

static void await_lock(void)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (!vtl_transport_prevented()) {
        if (port_clock_monotonic() > until) {
            fail_msg("the door is not locked");
        }
        fixture_sleep(2);
    }
}

static void expect_in_drive(const struct base_guid *drive, const char *barcode)
{
    char found[36];
    vtl_transport_barcode(VTL_DRIVE, fixture_index(drive), found);
    assert_string_equal(found, barcode);
}

/* A person swaps two cartridges: the move that was planned would bring the wrong one. */
static void test_door_opened_and_shut_before_a_mount(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    assert_true(vtl_transport_door(true));
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 5));
    assert_true(vtl_transport_hand(VTL_SLOT, 2, VTL_SLOT, 1));
    assert_true(vtl_transport_hand(VTL_SLOT, 5, VTL_SLOT, 2));
    assert_true(vtl_transport_door(false));
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    expect_in_drive(&drive, "A00001L4");
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void test_reset_library_is_locked_and_looked_at_again(void **state)
{
    struct vtl_control_power power = {.attached = 1};
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    await_lock();
    assert_true(vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power));
    assert_false(vtl_transport_prevented());
    assert_int_equal(media_mount("A00002L4", &drive), 0);
    expect_in_drive(&drive, "A00002L4");
    await_lock();
    assert_int_equal(media_dismount("A00002L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static uint32_t port_content(void)
{
    struct base_guid port;
    struct model_information row;
    assert_int_equal(fixture_list(MODEL_IEPORT, &port, 1), 1);
    fixture_read(&port, MODEL_IEPORT, &row);
    return row.info.port.content;
}

/* A person put something into the port, and nobody asked for it. */
static void test_port_that_was_used_is_looked_at(void **state)
{
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid drive = {{0}};
    (void)state;
    config.cartridges = "s1=A00001L4,data\ns2=A00002L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    assert_int_equal(media_mount("A00002L4", &drive), 0);
    assert_int_equal(port_content(), MODEL_PORTCONTENT_EMPTY);
    assert_true(vtl_transport_insert(VTL_PORT, 0, "A00009L4", 0));
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (port_content() != MODEL_PORTCONTENT_FULL) {
        if (port_clock_monotonic() > until) {
            fail_msg("nobody looks at the port");
        }
        fixture_sleep(2);
    }
    fixture_end();
}

/* What only says that parameters changed leaves everything where it is. */
static void test_other_attentions_are_passed_over(void **state)
{
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    assert_true(vtl_transport_fault(-1, 0xA5, 1, 1, VTL_FAULT_SENSE, 0x062A01));
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    expect_in_drive(&drive, "A00001L4");
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

/* A library that says so to every move fails the mount, and works afterwards. */
static void test_attentions_without_end_fail_the_mount(void **state)
{
    static const char *const one[] = {"A00001L4"};
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    assert_true(vtl_transport_fault(-1, 0xA5, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x062800));
    assert_int_not_equal(media_mount_all(one, 1, 0, 1000, &drive), 0);
    vtl_transport_clear_faults();
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

/* A library that first wants INITIALIZE ELEMENT STATUS, at the start or before a move, gets it. */
static void test_library_that_wants_to_be_initialized_is(void **state)
{
    static const char *const one[] = {"A00001L4"};
    static const uint32_t demands[] = {0x055308, 0x025308, 0x020402};
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid drive = {{0}};
    (void)state;
    config.cartridges = "s1=A00001L4,data\n";
    for (size_t i = 0; i < sizeof demands / sizeof demands[0]; i++) {
        fixture_begin();
        vtl_transport_add(&config);
        assert_true(vtl_transport_fault(-1, 0xB8, 1, UINT32_MAX, VTL_FAULT_SENSE, demands[i]));
        fixture_start();
        assert_true(vtl_transport_fault(-1, 0xA5, 1, UINT32_MAX, VTL_FAULT_SENSE, demands[i]));
        assert_int_equal(media_mount_all(one, 1, 0, 60000, &drive), 0);
        expect_in_drive(&drive, "A00001L4");
        assert_true(vtl_transport_fault(-1, 0xB8, 1, UINT32_MAX, VTL_FAULT_SENSE, demands[i]));
        assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
        end();
    }
}

/* One that refuses that, too, fails the mount, and works when it has come to itself. */
static void test_library_that_cannot_be_initialized_fails_the_mount(void **state)
{
    static const char *const one[] = {"A00001L4"};
    struct base_guid drive = {{0}};
    (void)state;
    begin();
    assert_true(vtl_transport_fault(-1, 0x07, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x044000));
    assert_true(vtl_transport_fault(-1, 0xA5, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x055308));
    assert_int_not_equal(media_mount_all(one, 1, 0, FIXTURE_SECONDS * 1000, &drive), 0);
    vtl_transport_clear_faults();
    assert_int_equal(media_mount_all(one, 1, 0, 60000, &drive), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    end();
}

static void await_port_content(uint32_t content)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (port_content() != content) {
        if (port_clock_monotonic() > until) {
            fail_msg("the port's content is %u", port_content());
        }
        fixture_sleep(2);
    }
}

static void forget_attentions(struct vtl_world *world, const void *wanted)
{
    (void)wanted;
    world->libraries[0]->attentions = 0;
}

/* A person uses the port while the robot moves something else: the library tells that to the look
 * after the move. What lies in the port is on record, what was taken out again is not. */
static void test_port_used_during_a_move_is_looked_at(void **state)
{
    static const char *const one[] = {"A00001L4"};
    struct vtl_library_config config = vtl_transport_library();
    struct base_guid drive = {{0}};
    (void)state;
    config.cartridges = "s1=A00001L4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    /* Everything has been looked at, and is in its place. */
    assert_int_equal(media_mount_all(one, 1, 0, FIXTURE_SECONDS * 1000, &drive), 0);
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    media_await_idle();
    assert_int_equal(port_content(), MODEL_PORTCONTENT_EMPTY);
    assert_true(vtl_transport_insert(VTL_PORT, 0, "A00007L4", 0));
    vtl_transport_change(forget_attentions, NULL);
    assert_true(vtl_transport_fault(-1, 0xB8, 1, 1, VTL_FAULT_SENSE, 0x062801));
    assert_int_equal(media_mount_all(one, 1, 0, FIXTURE_SECONDS * 1000, &drive), 0);
    await_port_content(MODEL_PORTCONTENT_FULL);
    assert_true(vtl_transport_hand(VTL_PORT, 0, VTL_OUTSIDE, 0));
    assert_int_equal(media_dismount("A00001L4", MODEL_DISMOUNT_IMMEDIATE), MODEL_LM_PASSED);
    await_port_content(MODEL_PORTCONTENT_EMPTY);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_door_opened_and_shut_before_a_mount),
        cmocka_unit_test(test_reset_library_is_locked_and_looked_at_again),
        cmocka_unit_test(test_port_that_was_used_is_looked_at),
        cmocka_unit_test(test_other_attentions_are_passed_over),
        cmocka_unit_test(test_attentions_without_end_fail_the_mount),
        cmocka_unit_test(test_port_used_during_a_move_is_looked_at),
        cmocka_unit_test(test_library_that_wants_to_be_initialized_is),
        cmocka_unit_test(test_library_that_cannot_be_initialized_fails_the_mount),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
