/* SPDX-License-Identifier: MIT */
#include "support/cmocka_shim.h"

#include "device/changer.h"
#include "device/class_codes.h"
#include "fake_transport.h"

#define NODE "\\\\.\\Changer3"

static struct device_class_parameters parameters(void)
{
    struct device_class_parameters result;
    memset(&result, 0, sizeof result);
    result.size = sizeof result;
    result.transports = 1;
    result.slots = 3;
    result.ports = 1;
    result.drives = 1;
    result.doors = 1;
    result.first_slot_number = 1;
    result.drive_clean_timeout = 120;
    result.features0 = DEVICE_FEATURE_BAR_CODE_SCANNER | DEVICE_FEATURE_SERIAL_NUMBER_VALID |
                       DEVICE_FEATURE_LOCK_UNLOCK | DEVICE_FEATURE_OPEN_PORT |
                       DEVICE_FEATURE_EXCHANGE_MEDIA;
    result.lock_capabilities = DEVICE_LOCKS_PORT | DEVICE_LOCKS_DOOR;
    return result;
}

static void put_class(const struct device_class_parameters *answer)
{
    struct device_class_product product;
    memset(&product, ' ', sizeof product);
    memcpy(product.vendor, "VENDOR", 6);
    memcpy(product.product, "CLASSY", 6);
    memcpy(product.serial, "LIB03", 5);
    product.device_type = 8;
    fake_reset();
    fake_node(NODE, 0);
    fake_control(DEVICE_CHANGER_GET_PARAMETERS, 0, answer, sizeof *answer);
    fake_control(DEVICE_CHANGER_GET_PRODUCT_DATA, 0, &product, sizeof product);
}

static struct device_changer *open_changer(void)
{
    struct device_class_parameters answer = parameters();
    struct device_changer *changer = NULL;
    put_class(&answer);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, NULL), 0);
    return changer;
}

static void fill(struct device_class_status_ex *status, enum device_kind kind, uint32_t index,
                 uint32_t flags, const char *barcode)
{
    memset(status, 0, sizeof *status);
    status->base.element.type = (uint32_t)kind;
    status->base.element.address = index;
    status->base.flags = flags;
    if (barcode != NULL) {
        status->base.flags |= DEVICE_ELEMENT_PVOLTAG;
        memset(status->base.primary_tag, ' ', 32);
        memcpy(status->base.primary_tag, barcode, strlen(barcode));
    }
}

static void test_open_describes_from_class_data(void **state)
{
    struct device_changer_description description;
    struct device_changer *changer = open_changer();
    (void)state;
    device_changer_describe(changer, &description);
    assert_int_equal(description.path, DEVICE_PATH_CLASS);
    assert_string_equal(description.vendor, "VENDOR");
    assert_string_equal(description.product, "CLASSY");
    assert_string_equal(description.serial, "LIB03");
    assert_int_equal(description.kinds[DEVICE_KIND_SLOT].count, 3);
    assert_int_equal(description.kinds[DEVICE_KIND_SLOT].base, 1);
    assert_int_equal(description.door_count, 1);
    assert_int_equal(description.clean_timeout_seconds, 120);
    assert_true(description.barcode_reader && description.can_lock_door);
    assert_true(description.can_lock_port && description.can_move_port);
    assert_false(description.must_unload || description.cleans_by_itself);
    device_changer_close(changer);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_open_state_errors_do_not_fall_back(void **state)
{
    struct device_changer *changer = NULL;
    struct device_fault fault;
    (void)state;
    fake_reset();
    fake_node(NODE, 0);
    fake_control(DEVICE_CHANGER_GET_PARAMETERS, BASE_ERROR_TIMEOUT, NULL, 0);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, &fault),
                     BASE_ERROR_TIMEOUT);
    assert_int_equal(fake_sent(0x12), 0);
    assert_int_equal(fake_open_nodes(), 0);
}

static void test_open_short_parameters_fall_back(void **state)
{
    struct device_class_parameters answer = parameters();
    struct device_changer *changer = NULL;
    (void)state;
    fake_reset();
    fake_node(NODE, 0);
    fake_control(DEVICE_CHANGER_GET_PARAMETERS, 0, &answer, 8);
    assert_int_equal(device_changer_open(fake_transport(), NODE, &changer, NULL),
                     BASE_ERROR_INVALID_FUNCTION);
    assert_int_equal(fake_sent(0x12), 1);
}

/* The short form of `count` answers. */
static uint32_t put_short(const struct device_class_status_ex *answers, uint32_t count,
                          uint8_t *bytes)
{
    for (uint32_t i = 0; i < count; i++)
        memcpy(bytes + i * sizeof answers[i].base, &answers[i].base, sizeof answers[i].base);
    return count * (uint32_t)sizeof answers[0].base;
}

/* The long form tells more of drives alone. */
static void test_look_long_form_of_drives(void **state)
{
    struct device_changer *changer = open_changer();
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_class_status_ex slots[3];
    struct device_class_status_ex drive;
    uint8_t small[sizeof slots];
    (void)state;
    fill(&slots[0], DEVICE_KIND_SLOT, 0, DEVICE_ELEMENT_FULL, "CLN001");
    fill(&slots[1], DEVICE_KIND_SLOT, 1, DEVICE_ELEMENT_ACCESS, NULL);
    fill(&slots[2], DEVICE_KIND_SLOT, 2, DEVICE_ELEMENT_EXCEPT, NULL);
    slots[2].base.exception_code = DEVICE_CODE_SLOT_NOT_PRESENT;
    fill(&drive, DEVICE_KIND_DRIVE, 0,
         DEVICE_ELEMENT_FULL | DEVICE_ELEMENT_ACCESS | DEVICE_ELEMENT_SVALID |
             DEVICE_ELEMENT_PRODUCT_DATA | DEVICE_ELEMENT_LUN_VALID | DEVICE_ELEMENT_ID_VALID,
         "A00001");
    drive.base.source.type = DEVICE_KIND_SLOT;
    drive.base.source.address = 1;
    drive.base.target = 4;
    memcpy(drive.serial, "SERIAL1 ", 8);
    fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, small, put_short(slots, 3, small));
    fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, &drive, sizeof drive);
    assert_int_equal(
        device_changer_look(changer,
                            DEVICE_KIND_BIT(DEVICE_KIND_SLOT) | DEVICE_KIND_BIT(DEVICE_KIND_DRIVE),
                            &elements, NULL),
        0);
    assert_int_equal(elements.count, 4);
    assert_string_equal(elements.items[0].barcode, "CLN001");
    assert_false(elements.items[0].accessible);
    assert_true(elements.items[1].accessible);
    assert_int_equal(elements.items[2].reason, DEVICE_EXCEPTION_NOT_INSTALLED);
    assert_string_equal(elements.items[3].drive_serial, "SERIAL1");
    assert_int_equal(elements.items[3].scsi_address.target, 4);
    assert_true(elements.items[3].source_valid);
    assert_int_equal(elements.items[3].source_index, 1);
    assert_true(device_elements_clean_by_themselves(&elements));
    struct device_changer_description description;
    device_changer_describe(changer, &description);
    assert_true(description.cleans_by_itself);
    device_elements_free(&elements);
    device_changer_close(changer);
}

static void test_look_short_form_of_drives_is_understood(void **state)
{
    struct device_changer *changer = open_changer();
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_class_status_ex drive;
    (void)state;
    fill(&drive, DEVICE_KIND_DRIVE, 0, DEVICE_ELEMENT_FULL, "A1");
    fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, BASE_ERROR_INVALID_PARAMETER, NULL, 0);
    fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, &drive.base, sizeof drive.base);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE), &elements, NULL), 0);
    assert_int_equal(fake_controls(DEVICE_CHANGER_GET_ELEMENT_STATUS), 2);
    assert_string_equal(elements.items[0].barcode, "A1");
    device_elements_free(&elements);
    device_changer_close(changer);
}

/* A driver that has no room for all at once, and one that tells of fewer than were asked for. */
static void test_look_in_smaller_parts(void **state)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_class_status_ex slots[3];
    uint8_t small[sizeof slots];
    (void)state;
    for (int fewer = 0; fewer < 2; fewer++) {
        struct device_changer *changer = open_changer();
        struct device_fault fault;
        for (uint32_t i = 0; i < 3; i++)
            fill(&slots[i], DEVICE_KIND_SLOT, i, 0, NULL);
        if (fewer)
            fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, small, put_short(slots, 2, small));
        else
            fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, BASE_ERROR_INSUFFICIENT_BUFFER, NULL,
                         0);
        for (uint32_t i = fewer ? 2 : 0; i < 3; i++)
            fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, &slots[i].base,
                         sizeof slots[i].base);
        assert_int_equal(
            device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, &fault), 0);
        assert_int_equal(fault.error, 0);
        assert_int_equal(fake_controls(DEVICE_CHANGER_GET_ELEMENT_STATUS), fewer ? 2 : 4);
        assert_int_equal(elements.count, 3);
        device_elements_free(&elements);
        device_changer_close(changer);
    }
}

static void test_look_lying_answers_fail(void **state)
{
    struct device_elements elements = DEVICE_ELEMENTS_INIT;
    struct device_class_status_ex slots[3];
    uint8_t small[sizeof slots];
    (void)state;
    for (int bad = 0; bad < 3; bad++) {
        struct device_changer *changer = open_changer();
        struct device_fault fault;
        for (uint32_t i = 0; i < 3; i++)
            fill(&slots[i], DEVICE_KIND_SLOT, i, 0, NULL);
        if (bad == 1)
            slots[1].base.element.address = 2;
        if (bad == 2)
            slots[1].base.element.type = DEVICE_KIND_DRIVE;
        uint32_t length = put_short(slots, 3, small);
        fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, small, bad == 0 ? length - 7 : length);
        assert_int_equal(
            device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_SLOT), &elements, &fault),
            BASE_ERROR_INVALID_DATA);
        assert_true(fault.retry);
        assert_null(elements.items);
        device_changer_close(changer);
    }
}

static void test_look_at_asks_for_one_element(void **state)
{
    struct device_changer *changer = open_changer();
    struct device_class_read_status sent;
    struct device_class_status_ex slot;
    struct device_element element;
    (void)state;
    fill(&slot, DEVICE_KIND_SLOT, 2, DEVICE_ELEMENT_FULL | DEVICE_ELEMENT_ACCESS, "A3");
    fake_control(DEVICE_CHANGER_GET_ELEMENT_STATUS, 0, &slot.base, sizeof slot.base);
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 2, &element, NULL), 0);
    memcpy(&sent, fake_input(DEVICE_CHANGER_GET_ELEMENT_STATUS), sizeof sent);
    assert_int_equal(sent.list.first.type, DEVICE_KIND_SLOT);
    assert_int_equal(sent.list.first.address, 2);
    assert_int_equal(sent.list.count, 1);
    assert_int_equal(element.index, 2);
    assert_string_equal(element.barcode, "A3");
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 3, &element, NULL),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(fake_controls(DEVICE_CHANGER_GET_ELEMENT_STATUS), 1);
    device_changer_close(changer);
}

static void test_move_sends_zero_based_places(void **state)
{
    struct device_changer *changer = open_changer();
    struct device_class_move sent;
    struct device_fault fault;
    (void)state;
    fake_control(DEVICE_CHANGER_MOVE_MEDIUM, BASE_ERROR_SOURCE_ELEMENT_EMPTY, NULL, 0);
    assert_int_equal(
        device_changer_move(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0, &fault),
        BASE_ERROR_SOURCE_ELEMENT_EMPTY);
    assert_int_equal(fault.blame, DEVICE_BLAME_CALLER);
    memcpy(&sent, fake_input(DEVICE_CHANGER_MOVE_MEDIUM), sizeof sent);
    assert_int_equal(sent.transport.type, DEVICE_KIND_TRANSPORT);
    assert_int_equal(sent.source.type, DEVICE_KIND_SLOT);
    assert_int_equal(sent.source.address, 2);
    assert_int_equal(sent.destination.type, DEVICE_KIND_DRIVE);
    assert_int_equal(fake_controls(DEVICE_CHANGER_MOVE_MEDIUM), 1);
    fake_control(DEVICE_CHANGER_EXCHANGE_MEDIUM, 0, NULL, 0);
    assert_int_equal(device_changer_exchange(changer, DEVICE_KIND_SLOT, 0, DEVICE_KIND_DRIVE, 0,
                                             DEVICE_KIND_SLOT, 1, NULL),
                     0);
    device_changer_close(changer);
}

static void test_lock_sends_access_codes(void **state)
{
    struct device_changer *changer = open_changer();
    struct device_class_set_access sent;
    (void)state;
    fake_control(DEVICE_CHANGER_SET_ACCESS, 0, NULL, 0);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_PORT, 0, false, NULL), 0);
    assert_int_equal(fake_controls(DEVICE_CHANGER_SET_ACCESS), 2);
    memcpy(&sent, fake_input(DEVICE_CHANGER_SET_ACCESS), sizeof sent);
    assert_int_equal(sent.control, DEVICE_ACCESS_EXTEND);
    assert_int_equal(device_changer_lock(changer, DEVICE_LOCK_DOOR, 0, true, NULL), 0);
    memcpy(&sent, fake_input(DEVICE_CHANGER_SET_ACCESS), sizeof sent);
    assert_int_equal(sent.element.type, DEVICE_CLASS_DOOR);
    assert_int_equal(sent.control, DEVICE_ACCESS_LOCK);
    device_changer_close(changer);
}

static void test_door_and_attention(void **state)
{
    struct device_changer *changer = open_changer();
    bool open = false;
    (void)state;
    fake_control(DEVICE_CHANGER_GET_STATUS, BASE_ERROR_BUS_RESET, NULL, 0);
    fake_control(DEVICE_CHANGER_GET_STATUS, BASE_ERROR_DEVICE_DOOR_OPEN, NULL, 0);
    fake_control(DEVICE_CHANGER_GET_STATUS, BASE_ERROR_NOT_READY, NULL, 0);
    fake_control(DEVICE_CHANGER_GET_STATUS, BASE_ERROR_TIMEOUT, NULL, 0);
    assert_int_equal(device_changer_door(changer, &open, NULL), 0);
    assert_true(open);
    assert_int_equal(device_changer_attention(changer), DEVICE_ATTENTION_RESET);
    assert_int_equal(device_changer_ready(changer, NULL), BASE_ERROR_NOT_READY);
    assert_int_equal(device_changer_door(changer, &open, NULL), BASE_ERROR_TIMEOUT);
    device_changer_close(changer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_describes_from_class_data),
        cmocka_unit_test(test_open_state_errors_do_not_fall_back),
        cmocka_unit_test(test_open_short_parameters_fall_back),
        cmocka_unit_test(test_look_long_form_of_drives),
        cmocka_unit_test(test_look_short_form_of_drives_is_understood),
        cmocka_unit_test(test_look_in_smaller_parts),
        cmocka_unit_test(test_look_lying_answers_fail),
        cmocka_unit_test(test_look_at_asks_for_one_element),
        cmocka_unit_test(test_move_sends_zero_based_places),
        cmocka_unit_test(test_lock_sends_access_codes),
        cmocka_unit_test(test_door_and_attention),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
