/* SPDX-License-Identifier: MIT */
/*
 * Media that leave a library by its ports and come back: EjectNtmsMedia and InjectNtmsMedia from
 * the call to the rows and the device.
 */
#include "found_support.h"
#include "mount_support.h"

#include "engine/runtime.h"
#include "port/os.h"

#include <stdio.h>

/* ---- the operator ---- */

static void take(uint32_t port)
{
    assert_true(vtl_transport_hand(VTL_PORT, port, VTL_OUTSIDE, 0));
}

static void bring(const char *barcode, uint32_t port)
{
    struct vtl_control_move move = {.to = {0, VTL_PORT, port}};
    snprintf(move.barcode, sizeof move.barcode, "%s", barcode);
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move));
}

/* The port that the cartridge lies in. */
static uint32_t port_of(const char *barcode, uint32_t ports)
{
    char found[36];
    for (uint32_t i = 0; i < ports; i++) {
        vtl_transport_barcode(VTL_PORT, i, found);
        if (strcmp(found, barcode) == 0) {
            return i;
        }
    }
    fail_msg("'%s' is in no port", barcode);
    return 0;
}

/* ---- the calls ---- */

static base_error eject(const struct base_guid *medium, uint32_t action,
                        struct base_guid *operation)
{
    return engine_media_eject(fixture_session(), medium, operation, action);
}

static base_error inject(uint32_t action, struct base_guid *operation)
{
    return engine_library_inject(fixture_session(), fixture_library(), operation, action);
}

static struct base_guid start_eject(const struct base_guid *medium)
{
    struct base_guid operation = {{0}};
    assert_int_equal(eject(medium, MODEL_EJECT_START, &operation), 0);
    fixture_await_port(true);
    return operation;
}

static struct base_guid start_inject(uint32_t action)
{
    struct base_guid operation = {{0}};
    assert_int_equal(inject(action, &operation), 0);
    fixture_await_port(true);
    return operation;
}

static void begin(uint32_t ports, const char *cartridges, bool reader)
{
    struct vtl_library_config config = vtl_transport_library();
    config.count[VTL_PORT] = ports;
    config.cartridges = cartridges;
    config.barcode_reader = reader;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    found_settle();
}

/* begin, and all labels are read. */
static void begin_labelled(uint32_t ports, bool reader)
{
    begin(ports, "s1=A00001L4,data,label=ONE\ns2=A00002L4,data,label=TWO\n", reader);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_OMID), 0);
    found_settle();
}

/* In an application's pool, so that it is kept. */
static void own(const struct base_guid *medium)
{
    struct base_guid pool = media_new_pool("Backup");
    media_put(medium, &pool, MODEL_PARTSTATE_ALLOCATED);
}

static void expect_on_shelf(const struct base_guid *medium)
{
    struct model_physical_media row = media_row(medium);
    assert_memory_equal(&row.current_library, &fixture_session()->engine->offline_library,
                        sizeof row.current_library);
    assert_true(base_guid_is_null(&row.location));
    assert_true(base_guid_is_null(&row.home_slot));
    assert_int_equal(row.location_type, MODEL_STORAGESLOT);
    assert_int_equal(row.media_state, MODEL_MEDIASTATE_IDLE);
    assert_int_equal(row.missing_since, 0);
}

static bool is_known(const struct base_guid *medium)
{
    struct model_information row;
    return engine_object_information(fixture_session(), medium, MODEL_PHYSICAL_MEDIA, &row) == 0;
}

/* ---- stories ---- */

/* With bar codes, and without them by the label that is read after the inject. */
static void leave_and_return(bool reader)
{
    begin_labelled(1, reader);
    struct base_guid medium = found_in(1);
    struct base_guid side = media_side(&medium, 0);
    own(&medium);
    struct base_guid pool = media_pool_of(&medium);
    struct base_guid operation = start_eject(&medium);
    assert_int_equal(media_row(&medium).location_type, MODEL_IEPORT);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    fixture_await_port(false);
    expect_on_shelf(&medium);
    fixture_check();
    uint32_t known = found_media();
    operation = start_inject(MODEL_INJECT_START);
    bring("A00001L4", 0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    found_settle();
    assert_int_equal(found_media(), known);
    struct model_physical_media row = media_row(&medium);
    assert_memory_equal(&row.current_library, fixture_library(), sizeof row.current_library);
    assert_memory_equal(&row.media_pool, &pool, sizeof pool);
    struct base_guid same = media_side(&medium, 0);
    assert_memory_equal(&same, &side, sizeof side);
    assert_int_equal(media_side_row(&side).state, MODEL_PARTSTATE_ALLOCATED);
    assert_int_equal(found_count(reader ? MODEL_LM_PROCESSOMID : MODEL_LM_CLASSIFY) > 0, 1);
    fixture_check();
    fixture_end();
}

static void test_what_left_comes_back_by_its_bar_code(void **state)
{
    (void)state;
    leave_and_return(true);
}

static void test_what_left_comes_back_by_its_label(void **state)
{
    (void)state;
    leave_and_return(false);
}

/* An inventory of another caller finds it gone before the eject does.
 * PROMISE: EjectNtmsMedia/missed */
static void test_what_an_inventory_misses_has_left_all_the_same(void **state)
{
    struct model_information inventory;
    (void)state;
    begin(1, "s1=A00001L4,data\ns2=A00002L4,data\n", true);
    struct base_guid medium = media_named("A00001L4");
    own(&medium);
    struct base_guid operation = start_eject(&medium);
    take(0);
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    assert_true(fixture_newest(MODEL_LM_INVENTORY, &inventory));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_await_end(&inventory.object.id, NULL), MODEL_LM_PASSED);
    fixture_await_port(false);
    expect_on_shelf(&medium);
    fixture_check();
    fixture_end();
}

static void set_policy(struct model_information *row, const void *value)
{
    row->info.computer.media_pool_policy = *(const uint32_t *)value;
}

static void test_import_media_are_forgotten_or_kept_by_policy(void **state)
{
    const uint32_t keep = MODEL_POOLPOLICY_KEEPOFFLINEIMPORT;
    (void)state;
    begin_labelled(1, true);
    struct base_guid forgotten = media_named("A00001L4");
    struct base_guid kept = media_named("A00002L4");
    struct base_guid pool = media_pool_of(&kept);
    assert_int_equal(media_pool_row(&pool).pool_type, MODEL_POOLTYPE_IMPORT);
    struct base_guid operation = start_eject(&forgotten);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_false(is_known(&forgotten));
    media_update(&fixture_session()->engine->computer, set_policy, &keep);
    operation = start_eject(&kept);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    expect_on_shelf(&kept);
    fixture_check();
    fixture_end();
}

/* PROMISE: EjectNtmsMedia/7-stop */
static void test_an_ejection_that_is_stopped_goes_home(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\n", true);
    struct base_guid medium = found_in(1);
    struct base_guid operation = start_eject(&medium);
    struct base_guid other = *fixture_library();
    assert_int_equal(eject(NULL, MODEL_EJECT_STOP, &other), BASE_ERROR_INVALID_OPERATION);
    assert_int_equal(eject(NULL, MODEL_EJECT_STOP, &operation), 0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_STOPPED);
    fixture_await_port(false);
    assert_true(found_lies_in(&medium, 1));
    assert_int_equal(eject(NULL, MODEL_EJECT_STOP, &operation), BASE_ERROR_INVALID_OPERATION);
    fixture_check();
    fixture_end();
}

/* Three leave with one opening of the port; one is left in it and goes home. */
static void test_media_of_one_call_leave_together(void **state)
{
    struct base_guid operation = {{0}};
    struct base_guid media[3];
    char name[16];
    (void)state;
    begin(4, "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n", true);
    for (uint32_t i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "A0000%uL4", i + 1);
        media[i] = media_named(name);
    }
    assert_int_equal(eject(NULL, MODEL_EJECT_START, &operation), BASE_ERROR_INVALID_OPERATION);
    assert_int_equal(eject(&media[0], MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(eject(&media[0], MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(eject(&media[1], MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(found_count(MODEL_LM_EJECT), 0);
    assert_int_equal(eject(&media[2], MODEL_EJECT_START, &operation), 0);
    assert_int_equal(found_count(MODEL_LM_EJECT), 3);
    fixture_await_port(true);
    take(port_of("A00001L4", 4));
    take(port_of("A00003L4", 4));
    assert_int_equal(eject(NULL, MODEL_EJECT_STOP, &operation), 0);
    found_settle();
    fixture_await_port(false);
    assert_false(is_known(&media[0]));
    assert_false(is_known(&media[2]));
    assert_true(found_lies_in(&media[1], 2));
    fixture_check();
    fixture_end();
}

/* PROMISE: EjectNtmsMedia/14 */
static void test_more_than_the_port_holds_is_refused(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    begin(2, "s1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data\n", true);
    struct base_guid a = media_named("A00001L4");
    struct base_guid b = media_named("A00002L4");
    struct base_guid c = media_named("A00003L4");
    assert_int_equal(eject(&a, MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(eject(&b, MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(eject(&c, MODEL_EJECT_QUEUE, NULL), BASE_ERROR_BUSY);
    assert_int_equal(eject(&c, MODEL_EJECT_START, &operation), BASE_ERROR_BUSY);
    assert_int_equal(found_count(MODEL_LM_EJECT), 0);
    assert_int_equal(eject(NULL, MODEL_EJECT_START, &operation), 0);
    assert_int_equal(found_count(MODEL_LM_EJECT), 2);
    assert_int_equal(eject(&a, MODEL_EJECT_FORCE, &operation), BASE_ERROR_BUSY);
    assert_int_equal(eject(NULL, MODEL_EJECT_STOP, &operation), 0);
    found_settle();
    fixture_check();
    fixture_end();
}

/* PROMISE: EjectNtmsMedia/force-alone */
static void test_a_forced_medium_leaves_alone(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    begin(2, "s1=A00001L4,data\ns2=A00002L4,data\n", true);
    struct base_guid collected = media_named("A00001L4");
    struct base_guid forced = media_named("A00002L4");
    assert_int_equal(eject(&collected, MODEL_EJECT_QUEUE, NULL), 0);
    assert_int_equal(eject(&forced, MODEL_EJECT_FORCE, &operation), 0);
    assert_int_equal(found_count(MODEL_LM_EJECT), 1);
    fixture_await_port(true);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_true(found_lies_in(&collected, 1));
    assert_int_equal(eject(NULL, MODEL_EJECT_START, &operation), 0);
    fixture_await_port(true);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_false(is_known(&collected));
    fixture_await_port(false);
    fixture_check();
    fixture_end();
}

/* PROMISE: EjectNtmsMedia/12 */
static void test_a_mounted_medium_leaves_by_force_only(void **state)
{
    struct base_guid operation = {{0}};
    struct base_guid drive;
    (void)state;
    begin(1, "s1=A00001L4,data,label=ONE\n", true);
    struct base_guid medium = media_named("A00001L4");
    own(&medium);
    assert_int_equal(media_mount("A00001L4", &drive), 0);
    assert_int_equal(eject(&medium, MODEL_EJECT_START, &operation), BASE_ERROR_BUSY);
    assert_int_equal(eject(&medium, MODEL_EJECT_QUEUE, NULL), BASE_ERROR_BUSY);
    assert_int_equal(eject(&medium, MODEL_EJECT_FORCE, &operation), 0);
    fixture_await_port(true);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    expect_on_shelf(&medium);
    assert_int_equal(media_drive(&drive).state, MODEL_DRIVESTATE_DISMOUNTED);
    fixture_check();
    fixture_end();
}

static void test_an_injection_without_cartridges_is_stopped(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\n", true);
    struct base_guid operation = start_inject(MODEL_INJECT_START);
    struct base_guid named = operation;
    assert_int_equal(inject(MODEL_INJECT_RETRACT, &named), BASE_ERROR_INVALID_OPERATION);
    assert_int_equal(inject(MODEL_INJECT_STOP, &named), 0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_STOPPED);
    fixture_await_port(false);
    assert_int_equal(inject(MODEL_INJECT_STOP, &named), BASE_ERROR_INVALID_OPERATION);
    fixture_check();
    fixture_end();
}

static void await_caught(const struct base_guid *operation, uint32_t count)
{
    struct model_information row;
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    do {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
        fixture_read(operation, MODEL_LIBREQUEST, &row);
    } while (row.info.lib_request.caught != count);
}

/* The port opens again after each catch; RETRACT takes in what is there. */
static void test_many_come_in_until_it_is_stopped(void **state)
{
    (void)state;
    begin(3, "s1=A00001L4,data\n", true);
    struct base_guid operation = start_inject(MODEL_INJECT_STARTMANY);
    struct base_guid named = operation;
    assert_true(vtl_transport_insert(VTL_PORT, 0, "B00001L4", 0));
    assert_true(vtl_transport_insert(VTL_PORT, 2, "B00002L4", 0));
    assert_int_equal(inject(MODEL_INJECT_RETRACT, &named), 0);
    await_caught(&operation, 2);
    fixture_await_port(true);
    assert_true(vtl_transport_insert(VTL_PORT, 1, "B00003L4", 0));
    assert_int_equal(inject(MODEL_INJECT_STOP, &named), 0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    found_settle();
    assert_int_equal(found_media(), 4);
    assert_true(found_count(MODEL_LM_CLASSIFY) >= 3);
    fixture_check();
    fixture_end();
}

/* PROMISE: InjectNtmsMedia/10-start */
static void test_a_full_library_takes_nothing_in(void **state)
{
    struct base_guid operation = {{0}};
    (void)state;
    begin(1, "s0..s6=A%05uL4,data\n", true);
    assert_int_equal(inject(MODEL_INJECT_START, &operation), BASE_ERROR_LIBRARY_FULL);
    assert_int_equal(inject(MODEL_INJECT_STARTMANY, &operation), BASE_ERROR_LIBRARY_FULL);
    fixture_end();
}

/* The service ends while the operator has his turn: what he took is on the shelf afterwards. */
static void test_a_restart_amid_an_ejection_loses_nothing(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\ns2=A00002L4,data\n", true);
    struct base_guid taken = media_named("A00001L4");
    own(&taken);
    struct base_guid operation = start_eject(&taken);
    take(0);
    fixture_stop();
    fixture_start();
    found_settle();
    assert_true(is_known(&taken));
    assert_true(fixture_await_end(&operation, NULL) == MODEL_LM_PASSED ||
                fixture_await_end(&operation, NULL) == MODEL_LM_CANCELLED);
    fixture_await_port(false);
    fixture_check();
    fixture_end();
}

/* Nobody comes: the next service withdraws the turns and shuts the port; what lies in it goes home.
 */
static void test_a_restart_ends_a_turn_that_nobody_took(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\ns2=A00002L4,data\n", true);
    struct base_guid medium = media_named("A00001L4");
    struct base_guid operation = start_eject(&medium);
    fixture_stop();
    fixture_start();
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_CANCELLED);
    fixture_await_port(false);
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    while (!found_lies_in(&medium, 1)) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(5);
    }
    operation = start_inject(MODEL_INJECT_START);
    fixture_stop();
    fixture_start();
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_CANCELLED);
    fixture_await_port(false);
    fixture_check();
    fixture_end();
}

/* What a person put into the slots while the port was his comes back to its record, too: the one
 * that the records have elsewhere is not entered twice. */
static void test_a_cartridge_carried_by_hand_comes_in_as_itself(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\ns2=A00002L4,data\n", true);
    struct base_guid medium = media_named("A00001L4");
    struct base_guid operation = start_inject(MODEL_INJECT_START);
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_PORT, 0));
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    found_settle();
    assert_int_equal(found_media(), 2);
    assert_true(is_known(&medium));
    fixture_stop();
    fixture_start();
    found_settle();
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_left_comes_back_by_its_bar_code),
        cmocka_unit_test(test_what_left_comes_back_by_its_label),
        cmocka_unit_test(test_what_an_inventory_misses_has_left_all_the_same),
        cmocka_unit_test(test_import_media_are_forgotten_or_kept_by_policy),
        cmocka_unit_test(test_an_ejection_that_is_stopped_goes_home),
        cmocka_unit_test(test_media_of_one_call_leave_together),
        cmocka_unit_test(test_more_than_the_port_holds_is_refused),
        cmocka_unit_test(test_a_forced_medium_leaves_alone),
        cmocka_unit_test(test_a_mounted_medium_leaves_by_force_only),
        cmocka_unit_test(test_an_injection_without_cartridges_is_stopped),
        cmocka_unit_test(test_many_come_in_until_it_is_stopped),
        cmocka_unit_test(test_a_full_library_takes_nothing_in),
        cmocka_unit_test(test_a_restart_amid_an_ejection_loses_nothing),
        cmocka_unit_test(test_a_restart_ends_a_turn_that_nobody_took),
        cmocka_unit_test(test_a_cartridge_carried_by_hand_comes_in_as_itself),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
