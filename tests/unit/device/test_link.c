/* SPDX-License-Identifier: MIT */
/* How long commands may take, and which of them are sent again. */
#include "support/cmocka_shim.h"

#include "device/changer.h"
#include "device/link.h"
#include "device/scsi/cdb.h"
#include "fake_transport.h"
#include "unit/port/settings.h"

#define NODE "\\\\.\\Changer0"

enum { OP_READY = 0x00, OP_STATUS = 0xB8, CODE = 0x30C000 };

static struct device_link link_of_node(void)
{
    struct device_link link;
    struct device_fault fault;
    fake_reset();
    fake_node(NODE, 0);
    assert_int_equal(device_link_open(&link, fake_transport(), NODE, DEVICE_BLAME_ROBOT, &fault),
                     0);
    return link;
}

static uint32_t seconds_of(struct device_link *link, struct device_scsi_command *command)
{
    (void)device_link_scsi(link, command, DEVICE_ATTENTION_REPORT, NULL);
    return fake_seconds();
}

/* The commands in the order of their limits. */
static void build(enum device_time time, struct device_scsi_command *command)
{
    static uint8_t data[64];
    static const struct device_cdb_elements elements = {.type = 2, .count = 1};
    switch (time) {
    case DEVICE_TIME_QUERY:
        device_cdb_test_unit_ready(command);
        break;
    case DEVICE_TIME_STATUS:
        device_cdb_read_element_status(command, &elements, data, sizeof data);
        break;
    case DEVICE_TIME_MOVE:
        device_cdb_move(command, 0, 1, 2, false);
        break;
    case DEVICE_TIME_INITIALIZE:
        device_cdb_initialize(command);
        break;
    case DEVICE_TIME_TRANSFER:
        device_cdb_read_block(command, data, sizeof data);
        break;
    case DEVICE_TIME_REWIND:
        device_cdb_unload(command);
        break;
    default:
        device_cdb_load(command);
        break;
    }
}

static void test_each_kind_of_command_has_its_limit(void **state)
{
    static const struct {
        const char *setting;
        uint32_t seconds;
    } limits[DEVICE_TIME_COUNT] = {{"CommandTimeout", 60},   {"StatusTimeout", 600},
                                   {"MoveTimeout", 900},     {"InitializeTimeout", 7200},
                                   {"TransferTimeout", 900}, {"RewindTimeout", 1800},
                                   {"LoadTimeout", 7920}};
    (void)state;
    for (int set = 0; set < 2; set++) {
        for (uint32_t i = 0; i < DEVICE_TIME_COUNT && set == 1; i++)
            settings_put_number(NULL, limits[i].setting, 7 + i);
        struct device_link link = link_of_node();
        for (uint32_t i = 0; i < DEVICE_TIME_COUNT; i++) {
            struct device_scsi_command command;
            uint32_t expected = set == 1 ? 7 + i : limits[i].seconds;
            build((enum device_time)i, &command);
            assert_int_equal(seconds_of(&link, &command), expected);
            (void)device_link_control(&link, CODE, NULL, 0, NULL, 0, (enum device_time)i, NULL,
                                      DEVICE_ATTENTION_REPORT, NULL);
            assert_int_equal(fake_seconds(), expected);
        }
        device_link_close(&link);
    }
    for (uint32_t i = 0; i < DEVICE_TIME_COUNT; i++)
        settings_remove(NULL, limits[i].setting);
}

static void test_a_setting_of_zero_is_none(void **state)
{
    struct device_scsi_command command;
    (void)state;
    settings_put_number(NULL, "MoveTimeout", 0);
    struct device_link link = link_of_node();
    build(DEVICE_TIME_MOVE, &command);
    assert_int_equal(seconds_of(&link, &command), 900);
    device_link_close(&link);
    settings_remove(NULL, "MoveTimeout");
}

static void test_a_deadline_beats_the_limit(void **state)
{
    struct device_link link = link_of_node();
    struct device_scsi_command command;
    (void)state;
    link.at_most = 100;
    build(DEVICE_TIME_LOAD, &command);
    assert_int_equal(seconds_of(&link, &command), 100);
    build(DEVICE_TIME_QUERY, &command);
    assert_int_equal(seconds_of(&link, &command), 60);
    device_link_close(&link);
}

static void test_attentions_are_passed_over_a_few_times(void **state)
{
    struct device_link link = link_of_node();
    struct device_scsi_command command;
    struct device_fault fault;
    (void)state;
    fake_sense(OP_READY, -1, 6, 0x28, 0x03);
    fake_sense(OP_READY, -1, 6, 0x29, 0x00);
    fake_good(OP_READY, -1, NULL, 0);
    build(DEVICE_TIME_QUERY, &command);
    assert_int_equal(device_link_scsi(&link, &command, DEVICE_ATTENTION_PASS, &fault), 0);
    assert_int_equal(fake_sent(OP_READY), 3);
    assert_int_equal(link.attention, DEVICE_ATTENTION_PORT_ACCESSED | DEVICE_ATTENTION_RESET);
    device_link_close(&link);

    link = link_of_node();
    fake_sense(OP_READY, -1, 6, 0x2A, 0x01); /* without end */
    assert_int_equal(device_link_scsi(&link, &command, DEVICE_ATTENTION_PASS, &fault),
                     BASE_ERROR_RETRY);
    assert_true(fault.attention && fault.retry);
    assert_int_equal(fake_sent(OP_READY), 9);
    device_link_close(&link);

    link = link_of_node();
    fake_sense(OP_READY, -1, 6, 0x28, 0x00);
    assert_int_equal(device_link_scsi(&link, &command, DEVICE_ATTENTION_REPORT, &fault),
                     BASE_ERROR_MEDIA_CHANGED);
    assert_int_equal(fake_sent(OP_READY), 1);
    assert_int_equal(link.attention, DEVICE_ATTENTION_MEDIUM_CHANGED);
    device_link_close(&link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_command_has_its_limit),
        cmocka_unit_test(test_a_setting_of_zero_is_none),
        cmocka_unit_test(test_a_deadline_beats_the_limit),
        cmocka_unit_test(test_attentions_are_passed_over_a_few_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
