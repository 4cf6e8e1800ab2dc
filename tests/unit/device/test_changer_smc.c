/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "device/changer.h"
#include "fake_transport.h"
#include "report.h"

#define NODE "\\\\.\\Changer0"

enum { OP_READY = 0x00, OP_INQUIRY = 0x12, OP_MODE = 0x1A, OP_PREVENT = 0x1E, OP_PORT = 0x1B };
enum { OP_MOVE = 0xA5, OP_EXCHANGE = 0xA6, OP_STATUS = 0xB8 };

static void put_inquiry(uint8_t type)
{
    static const uint8_t serial[] = {8, 0x80, 0, 5, 'L', 'I', 'B', '0', '1'};
    uint8_t data[56] = {type, 0x80, 5, 2, 51};
    memcpy(data + 8, "VENDOR  A LIBRARY       1.23", 28);
    fake_good(OP_INQUIRY, 0, data, sizeof data);
    fake_good(OP_INQUIRY, 0x80, serial, sizeof serial);
}

static void put_mode(uint16_t slots, uint16_t ports, uint16_t drives)
{
    uint8_t data[24] = {23, 0, 0, 0, 0x1D, 18, 0, 0, 0, 1};
    static const uint8_t capabilities[24] = {23,   0,    0,    0, 0x1F, 18, 0x0E, 0, 0x0E,
                                             0x0E, 0x0E, 0x0E, 0, 0,    0,  0,    0, 0x0A};
    base_put_be16(data + 10, 1000);
    base_put_be16(data + 12, slots);
    base_put_be16(data + 14, 16);
    base_put_be16(data + 16, ports);
    base_put_be16(data + 18, 256);
    base_put_be16(data + 20, drives);
    fake_good(OP_MODE, 0x1D, data, sizeof data);
    fake_good(OP_MODE, 0x1F, capabilities, sizeof capabilities);
}

static void put_report(struct report *report)
{
    report_end(report);
    fake_good(OP_STATUS, -1, report->bytes, report->length);
}

static struct device_changer *open_changer(uint16_t slots, uint16_t ports, uint16_t drives)
{
    struct device_changer *changer = NULL;
    struct device_fault fault;
    fake_reset();
    fake_node(NODE, 0);
    put_inquiry(8);
    put_mode(slots, ports, drives);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault), 0);
    return changer;
}

static void test_open_refused_class_codes_uses_pass_through(void **state)
{
    struct device_changer_description description;
    struct device_changer *changer = open_changer(20, 1, 2);
    (void)state;
    device_changer_describe(changer, &description);
    assert_int_equal(description.path, DEVICE_PATH_PASS_THROUGH);
    assert_string_equal(description.name, NODE);
    assert_string_equal(description.vendor, "VENDOR");
    assert_string_equal(description.product, "A LIBRARY");
    assert_string_equal(description.serial, "LIB01");
    assert_int_equal(description.kinds[DEVICE_KIND_SLOT].first, 1000);
    assert_int_equal(description.kinds[DEVICE_KIND_SLOT].count, 20);
    assert_int_equal(description.kinds[DEVICE_KIND_DRIVE].count, 2);
    assert_int_equal(description.door_count, 0);
    assert_true(description.can_exchange && description.can_lock_port);
    assert_false(description.can_lock_door || description.scsi_address.valid);
    device_changer_close(changer);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_open_failures_leave_nothing_open(void **state)
{
    struct device_changer *changer = NULL;
    struct device_fault fault;
    (void)state;
    fake_reset();
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault),
                     BASE_ERROR_FILE_NOT_FOUND);
    fake_node(NODE, 0);
    put_inquiry(1);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault),
                     BASE_ERROR_BAD_UNIT);
    fake_reset();
    fake_node(NODE, 0);
    put_inquiry(8); /* no mode pages */
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault),
                     BASE_ERROR_INVALID_FUNCTION);
    fake_reset();
    fake_node(NODE, 0);
    fake_good(OP_INQUIRY, -1, NULL, 0); /* a lost command */
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault),
                     BASE_ERROR_INVALID_DATA);
    fake_reset();
    fake_node(NODE, BASE_ERROR_LOCK_VIOLATION);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, NULL), BASE_ERROR_BUSY);
    assert_null(changer);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_look_all_kinds_gives_every_element(void **state)
{
    struct device_changer *changer = open_changer(3, 1, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_fault fault;
    struct report report;
    uint8_t *at;
    (void)state;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_TRANSPORT, true, false);
    (void)report_element(&report, 0, 0, NULL, NULL);
    put_report(&report);
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, 1000, 0x09, "CLN001", NULL);
    (void)report_element(&report, 1001, 0x08, NULL, NULL);
    (void)report_element(&report, 1002, 0x09, "A00003", NULL);
    put_report(&report);
    report_begin(&report);
    report_page(&report, DEVICE_KIND_PORT, true, false);
    (void)report_element(&report, 16, 0x0B, "A00004", NULL);
    put_report(&report);
    report_begin(&report);
    report_page(&report, DEVICE_KIND_DRIVE, true, true);
    at = report_element(&report, 256, 0x09, "A00002", "SER0000001");
    at[9] = 0x80;
    base_put_be16(at + 10, 1001);
    put_report(&report);
    assert_int_equal(device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault), 0);
    assert_int_equal(elements.count, 6);
    const struct device_element *drive = device_elements_find(&elements, DEVICE_KIND_DRIVE, 0);
    assert_non_null(drive);
    assert_true(drive->full && drive->source_valid);
    assert_int_equal(drive->source_kind, DEVICE_KIND_SLOT);
    assert_int_equal(drive->source_index, 1);
    assert_string_equal(drive->barcode, "A00002");
    assert_string_equal(drive->drive_serial, "SER0000001");
    assert_true(device_elements_find(&elements, DEVICE_KIND_TRANSPORT, 0)->accessible);
    assert_true(device_elements_find(&elements, DEVICE_KIND_PORT, 0)->impexp);
    assert_null(device_elements_find(&elements, DEVICE_KIND_SLOT, 3));
    assert_int_equal(fake_sent(OP_STATUS), 4);
    assert_int_equal(fake_cdb(OP_STATUS)[6], 1); /* DVCID for drives */
    assert_false(device_elements_clean_by_themselves(&elements));
    device_elements_free(&elements);
    device_changer_close(changer);
}

static void test_look_answer_in_parts_goes_on(void **state)
{
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct report report;
    (void)state;
    for (uint16_t part = 0; part < 2; part++) {
        report_begin(&report);
        report_page(&report, DEVICE_KIND_SLOT, true, false);
        (void)report_element(&report, (uint16_t)(1000 + 2 * part), 0x08, NULL, NULL);
        (void)report_element(&report, (uint16_t)(1001 + 2 * part), 0x09, "B1", NULL);
        report.count = part == 0 ? 4 : 2;
        put_report(&report);
    }
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL), 0);
    assert_int_equal(elements.count, 4);
    assert_string_equal(elements.items[3].barcode, "B1");
    assert_int_equal(fake_sent(OP_STATUS), 2);
    assert_int_equal(fake_cdb(OP_STATUS)[2], 1002 >> 8);
    assert_int_equal(fake_cdb(OP_STATUS)[3], 1002 & 0xFF);
    assert_int_equal(fake_cdb(OP_STATUS)[5], 2);
    device_elements_free(&elements);
    device_changer_close(changer);
}

static void test_look_bad_answers_are_no_answer(void **state)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_fault fault;
    struct report report;
    (void)state;
    for (int bad = 0; bad < 5; bad++) {
        struct device_changer *changer = open_changer(4, 0, 1);
        report_begin(&report);
        report_page(&report, bad == 1 ? DEVICE_KIND_PORT : DEVICE_KIND_SLOT, true, false);
        if (bad != 0)
            (void)report_element(&report, 1000, 0x08, NULL, NULL);
        if (bad == 2)
            (void)report_element(&report, 1000, 0x08, NULL, NULL); /* twice */
        if (bad == 3)
            (void)report_element(&report, 999, 0x08, NULL, NULL); /* not asked for */
        if (bad == 4) /* announces more than ever comes */
            report.count = 4;
        put_report(&report);
        assert_int_equal(
            device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, &fault),
            BASE_ERROR_INVALID_DATA);
        assert_true(fault.retry);
        assert_null(elements.items);
        device_changer_close(changer);
    }
}

static void test_look_lost_command_is_no_answer(void **state)
{
    static const uint8_t zero[512];
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    (void)state;
    fake_good(OP_STATUS, -1, zero, sizeof zero);
    assert_int_equal(device_changer_look(changer, DEVICE_KINDS_ALL, &elements, NULL),
                     BASE_ERROR_INVALID_DATA);
    device_changer_close(changer);
}

static void test_look_missing_elements_are_not_installed(void **state)
{
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct report report;
    (void)state;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, 1000, 0x09, "A1", NULL);
    (void)report_element(&report, 1003, 0x08, NULL, NULL);
    put_report(&report);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL), 0);
    assert_int_equal(elements.count, 4);
    assert_int_equal(elements.items[1].reason, DEVICE_EXCEPTION_NOT_INSTALLED);
    assert_int_equal(elements.items[2].reason, DEVICE_EXCEPTION_NOT_INSTALLED);
    assert_false(elements.items[3].exception);
    device_elements_free(&elements);
    device_changer_close(changer);
}

/* Libraries that tell of 2 of 6 at a time, and count as available only those, or all the time all.
 */
static void test_look_counts_of_any_meaning_end(void **state)
{
    (void)state;
    for (int all = 0; all < 2; all++) {
        struct device_changer *changer = open_changer(6, 0, 1);
        struct device_elements elements = DEVICE_ELEMENTS_INIT;
        struct device_fault fault;
        for (uint16_t first = 1000; first < 1004; first = (uint16_t)(first + 2)) {
            struct report report;
            report_begin(&report);
            report_page(&report, DEVICE_KIND_SLOT, true, false);
            (void)report_element(&report, first, 0x09, "A1", NULL);
            (void)report_element(&report, (uint16_t)(first + 1), 0x09, "A2", NULL);
            report_end(&report);
            report.bytes[3] = all ? 4 : 2;
            fake_good(OP_STATUS, -1, report.bytes, report.length);
        }
        fake_sense(OP_STATUS, -1, 5, 0x21, 0x01); /* nothing there any more */
        assert_int_equal(
            device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, &fault), 0);
        assert_int_equal(fault.error, 0);
        assert_int_equal(fake_sent(OP_STATUS), 3);
        assert_true(elements.items[3].full && !elements.items[4].full);
        assert_int_equal(elements.items[4].reason, DEVICE_EXCEPTION_NOT_INSTALLED);
        device_elements_free(&elements);
        device_changer_close(changer);
    }
}

static void test_look_several_ranges_keeps_indexes(void **state)
{
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct report report;
    (void)state;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, 1000, 0x09, "A1", NULL);
    (void)report_element(&report, 1001, 0x09, "A2", NULL);
    (void)report_element(&report, 2000, 0x09, "A3", NULL);
    (void)report_element(&report, 2001, 0x08, NULL, NULL);
    put_report(&report);
    for (int pass = 0; pass < 2; pass++) {
        assert_int_equal(
            device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL), 0);
        assert_int_equal(elements.items[2].address, 2000);
        assert_string_equal(elements.items[2].barcode, "A3");
        device_elements_free(&elements);
    }
    fake_good(OP_MOVE, -1, NULL, 0);
    assert_int_equal(device_changer_move(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0, NULL),
                     0);
    assert_int_equal(fake_cdb(OP_MOVE)[4], 2000 >> 8);
    assert_int_equal(fake_cdb(OP_MOVE)[5], 2000 & 0xFF);
    device_changer_close(changer);
}

static uint16_t field_of(int opcode, size_t offset)
{
    return (uint16_t)(fake_cdb(opcode)[offset] << 8 | fake_cdb(opcode)[offset + 1]);
}

static void put_slot(uint16_t address, const char *barcode)
{
    struct report report;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, address, 0x09, barcode, NULL);
    put_report(&report);
}

/* Only "there is nothing" ends it; a device that has trouble meanwhile has not told. */
static void test_look_trouble_with_the_rest_is_no_answer(void **state)
{
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    (void)state;
    put_slot(1000, "A1");
    fake_sense(OP_STATUS, -1, 2, 0x04, 0x01);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL),
        BASE_ERROR_NOT_READY);
    device_changer_close(changer);
}

static void test_look_at_one_element_asks_for_it_alone(void **state)
{
    struct device_changer *changer = open_changer(20, 0, 1);
    struct device_element element;
    (void)state;
    put_slot(1007, "A7");
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 7, &element, NULL), 0);
    assert_int_equal(fake_sent(OP_STATUS), 1);
    assert_int_equal(field_of(OP_STATUS, 2), 1007);
    assert_int_equal(field_of(OP_STATUS, 4), 1);
    assert_int_equal(element.index, 7);
    assert_int_equal(element.address, 1007);
    assert_string_equal(element.barcode, "A7");
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 20, &element, NULL),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_PORT, 0, &element, NULL),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(fake_sent(OP_STATUS), 1);
    device_changer_close(changer);
}

/* The device leaves element 2 out and answers with the next one: all of them are asked for. */
static void test_look_at_missing_element_asks_for_all(void **state)
{
    struct device_changer *changer = open_changer(4, 0, 1);
    struct device_element element;
    struct report report;
    (void)state;
    put_slot(1003, "A3");
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, 1000, 0x09, "A0", NULL);
    (void)report_element(&report, 1003, 0x09, "A3", NULL);
    put_report(&report);
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 2, &element, NULL), 0);
    assert_int_equal(fake_sent(OP_STATUS), 3); /* and once more for what it left out */
    assert_int_equal(element.index, 2);
    assert_false(element.full);
    assert_int_equal(element.reason, DEVICE_EXCEPTION_NOT_INSTALLED);
    device_changer_close(changer);
}

static void test_look_at_element_of_a_second_range_uses_its_address(void **state)
{
    struct device_changer *changer = open_changer(3, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_element element;
    struct report report;
    (void)state;
    report_begin(&report);
    report_page(&report, DEVICE_KIND_SLOT, true, false);
    (void)report_element(&report, 1000, 0x09, "A1", NULL);
    (void)report_element(&report, 2000, 0x09, "A2", NULL);
    (void)report_element(&report, 2001, 0x09, "A3", NULL);
    put_report(&report);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL), 0);
    device_elements_free(&elements);
    put_slot(2001, "A3");
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 2, &element, NULL), 0);
    assert_int_equal(fake_sent(OP_STATUS), 2);
    assert_int_equal(field_of(OP_STATUS, 2), 2001);
    assert_string_equal(element.barcode, "A3");
    device_changer_close(changer);
}

static void test_look_at_failure_leaves_the_result_alone(void **state)
{
    struct device_changer *changer = open_changer(3, 0, 1);
    struct device_element element = {.index = 77};
    struct device_fault fault;
    (void)state;
    fake_sense(OP_STATUS, -1, 2, 0x04, 0x01);
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 1, &element, &fault),
                     BASE_ERROR_NOT_READY);
    assert_int_equal(element.index, 77);
    assert_true(fault.retry);
    device_changer_close(changer);
}

static void test_look_refused_options_are_left_out(void **state)
{
    struct device_changer *changer = open_changer(1, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct report report;
    (void)state;
    for (int i = 0; i < 4; i++)
        fake_sense(OP_STATUS, -1, 5, 0x24, 0);
    report_begin(&report);
    report_page(&report, DEVICE_KIND_DRIVE, false, false);
    (void)report_element(&report, 256, 0x08, NULL, NULL);
    put_report(&report);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE), &elements, NULL), 0);
    assert_int_equal(fake_sent(OP_STATUS), 5);
    assert_int_equal(fake_cdb(OP_STATUS)[1], 0x04);
    assert_int_equal(fake_cdb(OP_STATUS)[6], 0);
    device_elements_free(&elements);
    device_changer_close(changer);
}

static void test_look_passes_over_attentions_and_remembers(void **state)
{
    struct device_changer *changer = open_changer(0, 0, 1);
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct report report;
    (void)state;
    fake_sense(OP_STATUS, -1, 6, 0x29, 0);
    fake_sense(OP_STATUS, -1, 6, 0x28, 1);
    report_begin(&report);
    report_page(&report, DEVICE_KIND_DRIVE, false, false);
    (void)report_element(&report, 256, 0x08, NULL, NULL);
    put_report(&report);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE), &elements, NULL), 0);
    assert_int_equal(device_changer_attention(changer),
                     DEVICE_ATTENTION_RESET | DEVICE_ATTENTION_PORT_ACCESSED);
    assert_int_equal(device_changer_attention(changer), 0);
    device_elements_free(&elements);
    device_changer_close(changer);
}

static void test_move_is_sent_once(void **state)
{
    struct device_changer *changer = open_changer(20, 1, 2);
    struct device_fault fault;
    (void)state;
    fake_sense(OP_MOVE, -1, 6, 0x29, 0);
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_SLOT, 3, DEVICE_KIND_DRIVE, 1, &fault),
        BASE_ERROR_BUS_RESET);
    assert_true(fault.attention && fault.retry);
    assert_int_equal(fake_sent(OP_MOVE), 1);
    assert_int_equal(fake_cdb(OP_MOVE)[5], 1003 & 0xFF);
    assert_int_equal(fake_cdb(OP_MOVE)[6], 1);
    assert_int_equal(fake_cdb(OP_MOVE)[7], 1);
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_SLOT, 20, DEVICE_KIND_DRIVE, 1, &fault),
        BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(fake_sent(OP_MOVE), 1);
    device_changer_close(changer);
}

static void test_move_out_of_loaded_drive_says_so(void **state)
{
    struct device_changer *changer = open_changer(20, 1, 2);
    struct device_fault fault;
    (void)state;
    fake_sense(OP_MOVE, -1, 5, 0x53, 1);
    assert_int_equal(
        device_changer_move_flip(changer, DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1, &fault),
        BASE_ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA);
    assert_int_equal(fault.error, BASE_ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA);
    assert_int_equal(fake_cdb(OP_MOVE)[10], 1);
    fake_good(OP_EXCHANGE, -1, NULL, 0);
    assert_int_equal(device_changer_exchange(changer, DEVICE_KIND_SLOT, 0, DEVICE_KIND_DRIVE, 0,
                                             DEVICE_KIND_SLOT, 1, &fault),
                     0);
    assert_int_equal(fake_cdb(OP_EXCHANGE)[9], 1001 & 0xFF);
    device_changer_close(changer);
}

static void test_lock_port_that_cannot_move(void **state)
{
    struct device_changer_description description;
    struct device_changer *changer = open_changer(20, 1, 2);
    (void)state;
    fake_good(OP_PREVENT, -1, NULL, 0);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 0, false, NULL), 0);
    assert_int_equal(fake_cdb(OP_PREVENT)[4], 0);
    assert_int_equal(fake_sent(OP_PORT), 1);
    device_changer_describe(changer, &description);
    assert_false(description.can_move_port);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, DEVICE_INDEX_ALL, true, NULL),
                     0);
    assert_int_equal(fake_cdb(OP_PREVENT)[4], 1);
    assert_int_equal(fake_sent(OP_PORT), 1);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 1, true, NULL),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, true, NULL),
                     0);
    device_changer_close(changer);
}

static void test_door_and_ready(void **state)
{
    struct device_changer_description description;
    struct device_changer *changer = open_changer(20, 1, 2);
    struct device_fault fault;
    bool open = false;
    (void)state;
    fake_sense(OP_READY, -1, 2, 0x04, 0x18);
    fake_sense(OP_READY, -1, 2, 0x04, 0x01);
    fake_sense(OP_READY, -1, 2, 0x04, 0x01);
    fake_good(OP_READY, -1, NULL, 0);
    assert_int_equal(device_changer_door(changer, &open, &fault), 0);
    assert_true(open);
    assert_int_equal(fault.error, 0);
    device_changer_describe(changer, &description);
    assert_int_equal(description.door_count, 1);
    assert_int_equal(device_changer_door(changer, &open, &fault), 0);
    assert_false(open);
    assert_int_equal(device_changer_ready(changer, &fault), BASE_ERROR_NOT_READY);
    assert_true(fault.retry);
    assert_int_equal(device_changer_ready(changer, &fault), 0);
    fake_no_pass_through(BASE_ERROR_TIMEOUT);
    assert_int_equal(device_changer_door(changer, &open, &fault), BASE_ERROR_TIMEOUT);
    device_changer_close(changer);
}

/* Opens and looks with the n-th allocation failing, until none fails any more. */
static void test_look_every_failed_allocation_is_reported(void **state)
{
    struct report report;
    base_error error = BASE_ERROR_NOT_ENOUGH_MEMORY;
    (void)state;
    for (uint32_t n = 1; error != 0 && n < 20; n++) {
        struct device_elements elements = DEVICE_ELEMENTS_INIT;
        struct device_changer *changer = NULL;
        fake_reset();
        fake_node(NODE, 0);
        put_inquiry(8);
        put_mode(2, 0, 0);
        report_begin(&report);
        report_page(&report, DEVICE_KIND_SLOT, false, false);
        (void)report_element(&report, 1000, 0x08, NULL, NULL);
        (void)report_element(&report, 2000, 0x08, NULL, NULL);
        put_report(&report);
        base_memory_fail_nth(n);
        error = device_changer_open(fake_transport(), NODE, &changer, NULL);
        if (error == 0)
            error =
                device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, NULL);
        base_memory_fail_nth(0);
        assert_true(error == 0 || error == BASE_ERROR_NOT_ENOUGH_MEMORY);
        assert_int_equal(elements.count, error == 0 ? 2 : 0);
        device_elements_free(&elements);
        device_changer_close(changer);
        assert_int_equal(fake_open_nodes(), 0);
    }
    assert_int_equal(error, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_refused_class_codes_uses_pass_through),
        cmocka_unit_test(test_open_failures_leave_nothing_open),
        cmocka_unit_test(test_look_all_kinds_gives_every_element),
        cmocka_unit_test(test_look_answer_in_parts_goes_on),
        cmocka_unit_test(test_look_bad_answers_are_no_answer),
        cmocka_unit_test(test_look_lost_command_is_no_answer),
        cmocka_unit_test(test_look_missing_elements_are_not_installed),
        cmocka_unit_test(test_look_counts_of_any_meaning_end),
        cmocka_unit_test(test_look_trouble_with_the_rest_is_no_answer),
        cmocka_unit_test(test_look_several_ranges_keeps_indexes),
        cmocka_unit_test(test_look_at_one_element_asks_for_it_alone),
        cmocka_unit_test(test_look_at_missing_element_asks_for_all),
        cmocka_unit_test(test_look_at_element_of_a_second_range_uses_its_address),
        cmocka_unit_test(test_look_at_failure_leaves_the_result_alone),
        cmocka_unit_test(test_look_refused_options_are_left_out),
        cmocka_unit_test(test_look_passes_over_attentions_and_remembers),
        cmocka_unit_test(test_move_is_sent_once),
        cmocka_unit_test(test_move_out_of_loaded_drive_says_so),
        cmocka_unit_test(test_lock_port_that_cannot_move),
        cmocka_unit_test(test_door_and_ready),
        cmocka_unit_test(test_look_every_failed_allocation_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
