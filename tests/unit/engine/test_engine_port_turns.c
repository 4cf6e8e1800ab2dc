/* SPDX-License-Identifier: MIT */
/*
 * What an operator does at the ports that nobody asked him for, and what he does not: exchanged
 * cartridges, cleaning cartridges, ports that stay full, turns that run out. The requests tell, and
 * every record is right afterwards.
 */
#include "found_support.h"
#include "media_support.h"

#include "engine/runtime.h"
#include "port/os.h"
#include "rules/world.h"

#include <stdio.h>

enum { PATIENCE = 120000 };

static void begin(uint32_t ports, const char *cartridges)
{
    struct vtl_library_config config = vtl_transport_library();
    config.count[VTL_PORT] = ports;
    config.cartridges = cartridges;
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    found_settle();
}

static struct base_guid start_eject(const struct base_guid *medium)
{
    struct base_guid operation = {{0}};
    assert_int_equal(engine_media_eject(fixture_session(), medium, &operation, MODEL_EJECT_START),
                     0);
    return operation;
}

static struct base_guid start_inject(void)
{
    struct base_guid operation = {{0}};
    assert_int_equal(
        engine_library_inject(fixture_session(), fixture_library(), &operation, MODEL_INJECT_START),
        0);
    return operation;
}

static void stop_inject(struct base_guid operation)
{
    assert_int_equal(
        engine_library_inject(fixture_session(), fixture_library(), &operation, MODEL_INJECT_STOP),
        0);
}

static void insert_data(uint32_t port, const char *barcode)
{
    struct vtl_control_insert insert = {.to = {0, VTL_PORT, port}};
    snprintf(insert.barcode, sizeof insert.barcode, "%s", barcode);
    assert_true(vtl_transport_insert_medium(&insert));
}

static void take(uint32_t port)
{
    assert_true(vtl_transport_hand(VTL_PORT, port, VTL_OUTSIDE, 0));
}

static void await_asked(struct model_information *asked)
{
    int64_t until = port_clock_monotonic() + PATIENCE;
    while (fixture_open_operator_requests(asked) == 0) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
    }
    assert_int_equal(asked->info.op_request.request, MODEL_OPREQ_DEVICESERVICE);
    assert_int_equal(asked->info.op_request.arg1_type, MODEL_IEPORT);
}

static void set_limit(struct model_information *row, const void *value)
{
    row->info.port.max_extend_seconds = *(const uint16_t *)value;
}

static void limit_ports(uint16_t seconds)
{
    struct base_guid ports[4];
    uint32_t count = fixture_list(MODEL_IEPORT, ports, 4);
    for (uint32_t i = 0; i < count && i < 4; i++) {
        media_update(&ports[i], set_limit, &seconds);
    }
}

static void own(const struct base_guid *medium)
{
    struct base_guid pool = media_new_pool("Backup");
    media_put(medium, &pool, MODEL_PARTSTATE_ALLOCATED);
}

static struct model_physical_media row_of(const struct base_guid *medium)
{
    struct model_information row;
    fixture_read(medium, MODEL_PHYSICAL_MEDIA, &row);
    return row.info.physical_media;
}

/* The last record of a cartridge in a port is not what is found there now: it has left, and the
 * other one comes in as itself. */
static void test_exchanged_in_the_port_has_left(void **state)
{
    (void)state;
    begin(1, "s1=A00001L4,data\ns2=A00002L4,data\n");
    struct base_guid medium = found_in(1);
    own(&medium);
    struct base_guid operation = start_eject(&medium);
    fixture_await_port(true);
    struct vtl_control_move quick = {.from = {0, VTL_PORT, 0}, .to = {0, VTL_OUTSIDE, 0}};
    assert_true(vtl_transport_control(VTL_IOCTL_HAND_MOVE, &quick, sizeof quick));
    insert_data(0, "B00007L4");
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    struct model_physical_media row = row_of(&medium);
    assert_memory_equal(&row.current_library, &fixture_session()->engine->offline_library,
                        sizeof row.current_library);
    fixture_await_port(false);
    operation = start_inject();
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    found_settle();
    struct base_guid other = found_medium("B00007L4");
    assert_int_equal(row_of(&other).location_type, MODEL_STORAGESLOT);
    row = row_of(&medium);
    assert_true(base_guid_is_null(&row.location));
    fixture_check();
    fixture_end();
}

static void test_nobody_takes_it_and_it_goes_home(void **state)
{
    base_error error = 0;
    (void)state;
    begin(1, "s1=A00001L4,data\n");
    limit_ports(1);
    struct base_guid medium = found_in(1);
    struct base_guid operation = start_eject(&medium);
    assert_int_equal(fixture_await_end(&operation, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_TIMEOUT);
    assert_true(found_lies_in(&medium, 1));
    fixture_await_port(false);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

static void test_a_full_port_is_emptied_for_an_eject(void **state)
{
    struct model_information asked;
    (void)state;
    begin(1, "s1=A00001L4,data\np0=B00007L4,data\n");
    struct base_guid medium = found_in(1);
    struct base_guid operation = start_eject(&medium);
    await_asked(&asked);
    fixture_await_port(true);
    take(0);
    int64_t until = port_clock_monotonic() + PATIENCE;
    while (row_of(&medium).location_type != MODEL_IEPORT) {
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
    }
    fixture_await_port(true);
    take(0);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_await_port(false);
    fixture_check();
    fixture_end();
}

/* PROMISE: InjectNtmsMedia/cleaning-cartridge */
static void test_a_cleaning_cartridge_does_not_come_among_the_data(void **state)
{
    struct model_information asked;
    base_error error = 0;
    (void)state;
    begin(2, "s1=A00001L4,data\n");
    uint32_t known = found_media();
    struct base_guid operation = start_inject();
    fixture_await_port(true);
    assert_true(vtl_transport_insert(VTL_PORT, 0, "CLN007L4", 3));
    limit_ports(1);
    await_asked(&asked);
    int64_t until = port_clock_monotonic() + PATIENCE;
    struct model_information row;
    do { /* the turn is over, the cartridge stays, the port is open for it */
        assert_true(port_clock_monotonic() < until);
        fixture_sleep(2);
        fixture_read(&operation, MODEL_LIBREQUEST, &row);
    } while (row.info.lib_request.stage != RULES_STAGE_PORT_CLOSED);
    fixture_await_port(true);
    char barcode[36];
    vtl_transport_barcode(VTL_PORT, 0, barcode);
    assert_string_equal(barcode, "CLN007L4");
    assert_int_equal(found_media(), known);
    take(0);
    assert_int_equal(fixture_await_end(&operation, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_TIMEOUT);
    fixture_await_port(false);
    assert_int_equal(fixture_open_operator_requests(NULL), 0);
    fixture_check();
    fixture_end();
}

/* A stop leaves what finds no slot in its port; the next inject takes it when there is room. */
static void test_surplus_stays_and_comes_in_later(void **state)
{
    (void)state;
    begin(2, "s0..s5=A%05uL4,data\n");
    struct base_guid operation = start_inject();
    fixture_await_port(true);
    insert_data(0, "B00001L4");
    insert_data(1, "B00002L4");
    stop_inject(operation);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    fixture_await_port(false);
    found_settle();
    char barcode[36];
    vtl_transport_barcode(VTL_PORT, 1, barcode);
    assert_string_equal(barcode, "B00002L4");
    assert_true(vtl_transport_hand(VTL_SLOT, 0, VTL_OUTSIDE, 0));
    assert_int_equal(
        engine_library_inventory(fixture_session(), fixture_library(), MODEL_INVENTORY_FAST), 0);
    found_await(MODEL_LM_INVENTORY);
    operation = start_inject();
    fixture_await_port(true);
    stop_inject(operation);
    assert_int_equal(fixture_await_end(&operation, NULL), MODEL_LM_PASSED);
    found_settle();
    struct base_guid late = found_medium("B00002L4");
    assert_true(found_lies_in(&late, 0));
    fixture_check();
    fixture_end();
}

/* The operator says no: what he was to take goes home. */
static void test_a_refusal_ends_the_turn(void **state)
{
    struct model_information asked;
    base_error error = 0;
    (void)state;
    begin(1, "s1=A00001L4,data\n");
    limit_ports(0); /* he is told at once */
    struct base_guid medium = found_in(1);
    struct base_guid operation = start_eject(&medium);
    await_asked(&asked);
    assert_int_equal(engine_operator_cancel(fixture_session(), &asked.object.id), 0);
    assert_int_equal(fixture_await_end(&operation, &error), MODEL_LM_FAILED);
    assert_int_equal(error, BASE_ERROR_REQUEST_REFUSED);
    assert_true(found_lies_in(&medium, 1));
    fixture_await_port(false);
    fixture_check();
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exchanged_in_the_port_has_left),
        cmocka_unit_test(test_nobody_takes_it_and_it_goes_home),
        cmocka_unit_test(test_a_full_port_is_emptied_for_an_eject),
        cmocka_unit_test(test_a_cleaning_cartridge_does_not_come_among_the_data),
        cmocka_unit_test(test_surplus_stays_and_comes_in_later),
        cmocka_unit_test(test_a_refusal_ends_the_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
