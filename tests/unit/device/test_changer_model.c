/* SPDX-License-Identifier: MIT */
/*
 * Both ways to a changer that works, with every habit that libraries have: the virtual library's
 * model.
 */
#include "support/cmocka_shim.h"

#include "device/changer.h"
#include "device/drive.h"
#include "support/vtl_transport.h"

#define NODE "\\\\.\\Changer0"

enum { OP_MOVE = 0xA5, OP_STATUS = 0xB8 };
enum { CHANGER = -1 };

static struct device_changer *changer;
static struct device_elements elements;
static struct device_fault fault;
static struct vtl_library_config config;
static bool by_class;

static void prepare(bool class_codes)
{
    by_class = class_codes;
    config = vtl_transport_library();
    config.changer_class = class_codes ? VTL_CLASS_CHANGER : 0;
}

static void start(void)
{
    struct device_changer_description description;
    vtl_transport_open();
    vtl_transport_add(&config);
    assert_int_equal(device_changer_open(device_transport_system(), NODE, &changer, &fault), 0);
    device_changer_describe(changer, &description);
    assert_int_equal(description.path, by_class ? DEVICE_PATH_CLASS : DEVICE_PATH_PASS_THROUGH);
}

static int finish(void **state)
{
    (void)state;
    device_elements_free(&elements);
    device_changer_close(changer);
    changer = NULL;
    vtl_transport_close();
    return 0;
}

static void look(void)
{
    device_elements_free(&elements);
    assert_int_equal(device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault), 0);
    assert_int_equal(fault.error, 0);
}

static const struct device_element *at(enum device_kind kind, uint32_t index)
{
    const struct device_element *element = device_elements_find(&elements, kind, index);
    assert_non_null(element);
    return element;
}

static void assert_holds(enum device_kind kind, uint32_t index, const char *barcode)
{
    const struct device_element *element = at(kind, index);
    assert_false(element->exception);
    assert_int_equal(element->full, barcode != NULL);
    assert_int_equal(element->barcode_valid, barcode != NULL);
    if (barcode != NULL)
        assert_string_equal(element->barcode, barcode);
}

static base_error move(enum device_kind from, uint32_t from_index, enum device_kind to,
                       uint32_t to_index)
{
    return device_changer_move(changer, from, from_index, to, to_index, &fault);
}

/* ---- elements ---- */

static void addresses_anywhere(void)
{
    config.first[VTL_TRANSPORT] = 0;
    config.first[VTL_SLOT] = 40000;
    config.first[VTL_PORT] = 7;
    config.first[VTL_DRIVE] = 65534; /* the last two addresses there are */
    start();
    look();
    assert_int_equal(elements.count, 1 + 7 + 1 + 2);
    assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
    assert_holds(DEVICE_KIND_SLOT, 6, "A00003L4");
    assert_holds(DEVICE_KIND_PORT, 0, NULL);
    assert_int_equal(move(DEVICE_KIND_SLOT, 6, DEVICE_KIND_DRIVE, 1), 0);
    look();
    assert_holds(DEVICE_KIND_DRIVE, 1, "A00003L4");
    assert_holds(DEVICE_KIND_SLOT, 6, NULL);
}

static void several_ranges(void)
{
    config.count[VTL_SLOT] = 30;
    config.slot_gap_after = 10;
    config.slot_gap = 1000;
    config.first[VTL_DRIVE] = 5000;
    config.first[VTL_PORT] = 4000;
    config.cartridges = "s9=A00009L4,data\ns10=A00010L4,data\ns29=A00029L4,data\n";
    start();
    look();
    assert_holds(DEVICE_KIND_SLOT, 9, "A00009L4");
    assert_holds(DEVICE_KIND_SLOT, 10, "A00010L4");
    assert_holds(DEVICE_KIND_SLOT, 29, "A00029L4");
    assert_int_equal(move(DEVICE_KIND_SLOT, 29, DEVICE_KIND_SLOT, 11), 0);
    look();
    assert_holds(DEVICE_KIND_SLOT, 11, "A00029L4");
    assert_holds(DEVICE_KIND_SLOT, 29, NULL);
    struct device_element element;
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_SLOT, 11, &element, &fault), 0);
    assert_string_equal(element.barcode, "A00029L4");
}

static void no_elements_of_a_kind(void)
{
    struct device_element element;
    config.count[VTL_PORT] = 0;
    start();
    look();
    assert_int_equal(elements.count, 1 + 7 + 2);
    assert_null(device_elements_find(&elements, DEVICE_KIND_PORT, 0));
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_PORT, 0, &element, &fault),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_PORT, 0),
                     BASE_ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(
        device_changer_lock(changer, DEVICE_LOCK_PORT, DEVICE_INDEX_ALL, false, &fault), 0);
}

static void more_elements_than_one_answer(void)
{
    config.count[VTL_SLOT] = 5000; /* several transfers, several calls */
    config.first[VTL_PORT] = 6000;
    config.first[VTL_DRIVE] = 6100;
    config.cartridges = "s0..s4999=A%05u,data\n";
    start();
    look();
    assert_int_equal(elements.count, 1 + 5000 + 1 + 2);
    assert_holds(DEVICE_KIND_SLOT, 0, "A00000");
    assert_holds(DEVICE_KIND_SLOT, 2500, "A02500");
    assert_holds(DEVICE_KIND_SLOT, 4999, "A04999");
}

static void library_that_tells_of_a_few_at_a_time(void)
{
    config.count[VTL_SLOT] = 100;
    config.first[VTL_PORT] = 6000;
    config.first[VTL_DRIVE] = 6100;
    config.answer_elements = 17;
    config.cartridges = "s0..s98=A%05u,data\n";
    start();
    look();
    assert_holds(DEVICE_KIND_SLOT, 17, "A00017");
    assert_holds(DEVICE_KIND_SLOT, 98, "A00098");
    assert_holds(DEVICE_KIND_SLOT, 99, NULL);
}

static void drives_with_and_without_identifiers(void)
{
    config.dvcid = true;
    start();
    look();
    assert_string_equal(at(DEVICE_KIND_DRIVE, 1)->drive_serial, "DRV01");
    assert_string_equal(at(DEVICE_KIND_DRIVE, 1)->drive_product, "Drive");
    (void)finish(NULL);
    prepare(by_class);
    config.dvcid = false;
    config.element_scsi_address = true;
    start();
    look();
    assert_string_equal(at(DEVICE_KIND_DRIVE, 1)->drive_serial, "");
    assert_true(at(DEVICE_KIND_DRIVE, 1)->scsi_address.valid);
    assert_int_equal(at(DEVICE_KIND_DRIVE, 1)->scsi_address.target, 2);
}

/* ---- what cartridges are called and where they came from ---- */

static void bar_codes_in_any_padding(void)
{
    for (uint32_t padding = VTL_TAG_BLANKS; padding <= VTL_TAG_ERASED; padding++) {
        if (padding > VTL_TAG_BLANKS)
            (void)finish(NULL);
        prepare(by_class);
        config.tag_padding = padding;
        config.cartridges =
            "s1=A00001L4,data\ns2=,data\ns3=ABCDEFGHIJKLMNOPQRSTUVWXYZ012345,data\n";
        start();
        look();
        assert_holds(DEVICE_KIND_SLOT, 0, NULL);
        assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
        assert_true(at(DEVICE_KIND_SLOT, 2)->full);
        assert_false(at(DEVICE_KIND_SLOT, 2)->barcode_valid);
        assert_holds(DEVICE_KIND_SLOT, 3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345");
    }
}

/* What it has told it knows: one refusal does not make it forget bar codes. */
static void bar_codes_after_a_refusal(void)
{
    start();
    look();
    assert_true(vtl_transport_fault(CHANGER, OP_STATUS, 1, 1, VTL_FAULT_SENSE, 0x052400));
    device_elements_free(&elements);
    base_error error = device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault);
    assert_true(by_class || error == BASE_ERROR_INVALID_PARAMETER);
    look();
    assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    look();
    assert_holds(DEVICE_KIND_DRIVE, 0, "A00001L4");
    assert_string_not_equal(at(DEVICE_KIND_DRIVE, 1)->drive_serial, "");
}

/* One refusal says nothing of what the library knows, the first one either. */
static void bar_codes_after_the_first_look_was_refused(void)
{
    start();
    assert_true(vtl_transport_fault(CHANGER, OP_STATUS, 1, 1, VTL_FAULT_SENSE, 0x052400));
    base_error error = device_changer_look(changer, DEVICE_KINDS_ALL, &elements, &fault);
    assert_true(by_class || error == BASE_ERROR_SUCCESS);
    look();
    assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
    if (!by_class)
        assert_string_not_equal(at(DEVICE_KIND_DRIVE, 1)->drive_serial, "");
}

static void library_without_a_reader(void)
{
    struct device_changer_description description;
    config.barcode_reader = false;
    start();
    look();
    assert_true(at(DEVICE_KIND_SLOT, 1)->full);
    assert_false(at(DEVICE_KIND_SLOT, 1)->barcode_valid);
    device_changer_describe(changer, &description);
    assert_false(description.barcode_reader);
}

static void source_links_right_and_wrong(void)
{
    struct vtl_control_fault strike = {.opcode = OP_STATUS,
                                       .action = VTL_FAULT_BYTES,
                                       .offset = 16 + 9,
                                       .count = 3,
                                       .bytes = {0x80, 0x77, 0x77}};
    struct device_element drive;
    start();
    look();
    assert_int_equal(move(DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0), 0);
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_DRIVE, 0, &drive, &fault), 0);
    assert_true(drive.source_valid);
    assert_int_equal(drive.source_kind, DEVICE_KIND_SLOT);
    assert_int_equal(drive.source_index, 2);
    assert_true(vtl_transport_control(VTL_IOCTL_FAULT, &strike, sizeof strike));
    assert_int_equal(device_changer_look_at(changer, DEVICE_KIND_DRIVE, 0, &drive, &fault), 0);
    assert_true(drive.full);
    assert_string_equal(drive.barcode, "A00002L4");
    assert_false(drive.source_valid); /* from a place that does not exist */
}

/* ---- moves ---- */

static void exchange_where_the_robot_can(void)
{
    struct device_changer_description description;
    config.must_unload = false;
    start();
    look();
    device_changer_describe(changer, &description);
    assert_true(description.can_exchange);
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    assert_int_equal(device_changer_exchange(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0,
                                             DEVICE_KIND_SLOT, 5, &fault),
                     0);
    look();
    assert_holds(DEVICE_KIND_DRIVE, 0, "A00002L4");
    assert_holds(DEVICE_KIND_SLOT, 5, "A00001L4");
    (void)finish(NULL);
    prepare(by_class);
    config.no_exchange = true;
    start();
    device_changer_describe(changer, &description);
    assert_false(description.can_exchange);
    assert_int_equal(device_changer_exchange(changer, DEVICE_KIND_SLOT, 2, DEVICE_KIND_DRIVE, 0,
                                             DEVICE_KIND_SLOT, 5, &fault),
                     BASE_ERROR_NOT_SUPPORTED);
}

static void drives_that_must_be_unloaded_first(void)
{
    start();
    look();
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    assert_int_not_equal(move(DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1), 0);
    assert_int_equal(fault.blame, DEVICE_BLAME_CALLER);
    if (!by_class)
        assert_int_equal(fault.error, BASE_ERROR_UNABLE_TO_EJECT_MOUNTED_MEDIA);
    look();
    assert_holds(DEVICE_KIND_DRIVE, 0, "A00001L4");
    assert_int_equal(device_drive_unload(device_transport_system(), "\\\\.\\Tape0", &fault), 0);
    assert_int_equal(move(DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1), 0);
    (void)finish(NULL);
    prepare(by_class);
    config.must_unload = false;
    start();
    look();
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    assert_int_equal(move(DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1), 0);
    look();
    assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
}

/* A move or look that is to be tried again: nothing was done, nobody is to blame. */
static void assert_passes_by(base_error expected)
{
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), expected);
    assert_true(fault.retry && !fault.unknown && fault.pause_ms > 0);
    assert_int_equal(fault.blame, DEVICE_BLAME_NONE);
    vtl_transport_clear_faults();
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    assert_int_equal(move(DEVICE_KIND_DRIVE, 0, DEVICE_KIND_SLOT, 1), 0);
}

static void busy_in_the_makers_own_words(void)
{
    struct vtl_control_fault conflict = {.opcode = OP_MOVE,
                                         .action = VTL_FAULT_SCSI_STATUS,
                                         .count = SCSI_STATUS_RESERVATION_CONFLICT};
    config.must_unload = false;
    start();
    look();
    assert_true(vtl_transport_fault(CHANGER, OP_MOVE, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x02048A));
    assert_passes_by(BASE_ERROR_NOT_READY);
    assert_true(vtl_transport_fault(CHANGER, OP_MOVE, 1, UINT32_MAX, VTL_FAULT_SENSE, 0x028501));
    assert_passes_by(BASE_ERROR_NOT_READY);
    assert_true(vtl_transport_fault(CHANGER, OP_MOVE, 1, UINT32_MAX, VTL_FAULT_BUSY, 0));
    assert_passes_by(BASE_ERROR_BUSY);
    assert_true(vtl_transport_control(VTL_IOCTL_FAULT, &conflict, sizeof conflict));
    assert_passes_by(BASE_ERROR_BUSY);
    assert_true(vtl_transport_fault(CHANGER, 0x00, 1, 1, VTL_FAULT_SENSE, 0x020483));
    assert_int_equal(device_changer_ready(changer, &fault), BASE_ERROR_NOT_READY);
    assert_true(fault.retry);
    assert_int_equal(device_changer_ready(changer, &fault), 0);
}

static void reset_between_commands(void)
{
    struct vtl_control_power power = {.attached = 1};
    config.must_unload = false;
    start();
    look();
    (void)device_changer_attention(changer);
    assert_true(vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power));
    if (!by_class) { /* the class driver passes over it by itself */
        assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), BASE_ERROR_BUS_RESET);
        assert_true(fault.attention && fault.retry && !fault.unknown);
        assert_int_equal(device_changer_attention(changer), DEVICE_ATTENTION_RESET);
    }
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), 0);
    assert_true(vtl_transport_control(VTL_IOCTL_POWER, &power, sizeof power));
    look();
    assert_holds(DEVICE_KIND_DRIVE, 0, "A00001L4");
    assert_int_equal(device_changer_attention(changer), by_class ? 0 : DEVICE_ATTENTION_RESET);
    assert_int_equal(device_changer_attention(changer), 0);
}

static void door_opened_and_shut_between_two_looks(void)
{
    config.door = true;
    start();
    look();
    (void)device_changer_attention(changer);
    assert_true(vtl_transport_door(true));
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_SLOT, 4));
    assert_true(vtl_transport_door(false));
    if (!by_class) { /* the class driver passes over it by itself */
        assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), BASE_ERROR_MEDIA_CHANGED);
        assert_true(fault.attention);
    }
    look();
    assert_holds(DEVICE_KIND_SLOT, 1, NULL);
    assert_holds(DEVICE_KIND_SLOT, 4, "A00001L4");
    assert_int_equal(device_changer_attention(changer), 0); /* the look has shown it */
    assert_true(vtl_transport_door(true));
    assert_true(vtl_transport_door(false));
    device_elements_free(&elements);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE), &elements, &fault), 0);
    assert_int_equal(device_changer_attention(changer),
                     by_class ? 0 : DEVICE_ATTENTION_MEDIUM_CHANGED); /* not this one */
}

static void port_used_between_two_looks(void)
{
    start();
    look();
    (void)device_changer_attention(changer);
    assert_true(vtl_transport_hand(VTL_SLOT, 1, VTL_PORT, 0));
    device_elements_free(&elements);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_PORT), &elements, &fault), 0);
    assert_true(elements.items[0].full);
    assert_int_equal(device_changer_attention(changer) & DEVICE_ATTENTION_PORT_ACCESSED, 0);
    assert_true(vtl_transport_hand(VTL_PORT, 0, VTL_OUTSIDE, 0));
    device_elements_free(&elements);
    assert_int_equal(
        device_changer_look(changer, DEVICE_KIND_BIT(DEVICE_KIND_DRIVE), &elements, &fault), 0);
    assert_int_equal(device_changer_attention(changer),
                     by_class ? 0 : DEVICE_ATTENTION_PORT_ACCESSED); /* not shown by this one */
}

static void cartridge_left_on_the_arm(void)
{
    start();
    look();
    assert_true(vtl_transport_fault(CHANGER, OP_MOVE, 1, 1, VTL_FAULT_STUCK, 0x041501));
    assert_int_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 0), BASE_ERROR_IO_DEVICE);
    assert_true(fault.unknown && !fault.retry);
    assert_int_equal(fault.blame, DEVICE_BLAME_ROBOT);
    look();
    assert_holds(DEVICE_KIND_TRANSPORT, 0, "A00001L4");
    assert_int_equal(at(DEVICE_KIND_TRANSPORT, 0)->source_index, 1);
    assert_holds(DEVICE_KIND_SLOT, 1, NULL);
    assert_holds(DEVICE_KIND_DRIVE, 0, NULL);
    assert_int_equal(move(DEVICE_KIND_TRANSPORT, 0, DEVICE_KIND_SLOT, 4), 0);
    look();
    assert_holds(DEVICE_KIND_TRANSPORT, 0, NULL);
    assert_holds(DEVICE_KIND_SLOT, 4, "A00001L4");
}

static void elements_out_of_order(void)
{
    struct vtl_control_element drive = {.place = {0, VTL_DRIVE, 1}, .not_installed = 1};
    struct vtl_control_element slot = {
        .place = {0, VTL_SLOT, 3}, .exception = 1, .asc = 0x53, .ascq = 0x08};
    start();
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &drive, sizeof drive));
    assert_true(vtl_transport_control(VTL_IOCTL_SET_ELEMENT, &slot, sizeof slot));
    look();
    assert_true(at(DEVICE_KIND_SLOT, 3)->exception);
    assert_false(at(DEVICE_KIND_DRIVE, 1)->accessible);
    assert_int_not_equal(move(DEVICE_KIND_SLOT, 1, DEVICE_KIND_DRIVE, 1), 0);
    if (!by_class) {
        assert_int_equal(at(DEVICE_KIND_SLOT, 3)->reason, DEVICE_EXCEPTION_UNKNOWN_STATE);
        assert_int_equal(fault.error, BASE_ERROR_DEVICE_NOT_AVAILABLE);
        assert_int_equal(fault.blame, DEVICE_BLAME_OPERATOR);
    }
    assert_int_equal(device_changer_initialize(changer, &fault), 0);
}

/* What the library wants to find out by itself first, it does. */
static void wants_initialize(void)
{
    struct vtl_control_fault demand = {.opcode = OP_STATUS,
                                       .times = UINT32_MAX,
                                       .action = by_class ? VTL_FAULT_STATUS : VTL_FAULT_SENSE,
                                       .key = 5,
                                       .asc = 0x53,
                                       .ascq = 0x08,
                                       .count = VTL_STATUS_REINITIALIZATION_NEEDED};
    start();
    assert_true(vtl_transport_control(VTL_IOCTL_FAULT, &demand, sizeof demand));
    look();
    assert_holds(DEVICE_KIND_SLOT, 1, "A00001L4");
}

#define BOTH(name)                                                                                 \
    static void test_##name##_by_class(void **state)                                               \
    {                                                                                              \
        (void)state;                                                                               \
        prepare(true);                                                                             \
        name();                                                                                    \
    }                                                                                              \
    static void test_##name##_by_pass_through(void **state)                                        \
    {                                                                                              \
        (void)state;                                                                               \
        prepare(false);                                                                            \
        name();                                                                                    \
    }

#define RUN(name)                                                                                  \
    cmocka_unit_test_teardown(test_##name##_by_class, finish),                                     \
        cmocka_unit_test_teardown(test_##name##_by_pass_through, finish)

BOTH(addresses_anywhere)
BOTH(several_ranges)
BOTH(no_elements_of_a_kind)
BOTH(more_elements_than_one_answer)
BOTH(library_that_tells_of_a_few_at_a_time)
BOTH(drives_with_and_without_identifiers)
BOTH(bar_codes_in_any_padding)
BOTH(bar_codes_after_a_refusal)
BOTH(bar_codes_after_the_first_look_was_refused)
BOTH(library_without_a_reader)
BOTH(source_links_right_and_wrong)
BOTH(exchange_where_the_robot_can)
BOTH(drives_that_must_be_unloaded_first)
BOTH(busy_in_the_makers_own_words)
BOTH(reset_between_commands)
BOTH(door_opened_and_shut_between_two_looks)
BOTH(port_used_between_two_looks)
BOTH(cartridge_left_on_the_arm)
BOTH(elements_out_of_order)
BOTH(wants_initialize)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(addresses_anywhere),
        RUN(several_ranges),
        RUN(no_elements_of_a_kind),
        RUN(more_elements_than_one_answer),
        RUN(library_that_tells_of_a_few_at_a_time),
        RUN(drives_with_and_without_identifiers),
        RUN(bar_codes_in_any_padding),
        RUN(bar_codes_after_a_refusal),
        RUN(bar_codes_after_the_first_look_was_refused),
        RUN(library_without_a_reader),
        RUN(source_links_right_and_wrong),
        RUN(exchange_where_the_robot_can),
        RUN(drives_that_must_be_unloaded_first),
        RUN(busy_in_the_makers_own_words),
        RUN(reset_between_commands),
        RUN(door_opened_and_shut_between_two_looks),
        RUN(port_used_between_two_looks),
        RUN(cartridge_left_on_the_arm),
        RUN(elements_out_of_order),
        RUN(wants_initialize),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
