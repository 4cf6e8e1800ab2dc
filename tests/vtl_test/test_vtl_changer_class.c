/* SPDX-License-Identifier: MIT */
/* The virtual library's changer by IOCTL_CHANGER_*, as with a Windows class driver. */
#include "changer_fixture.h"

#include <winioctl.h>

#include <stdio.h>

static DWORD control(DWORD code, const void *in, DWORD in_length, void *out, DWORD out_length,
                     DWORD *returned)
{
    DWORD scratch = 0;
    uint8_t copy[64];
    memcpy(copy, in != NULL ? in : "", in_length);
    return DeviceIoControl(changer, code, in != NULL ? copy : NULL, in_length, out, out_length,
                           returned != NULL ? returned : &scratch, NULL)
               ? 0
               : GetLastError();
}

static CHANGER_ELEMENT element(ELEMENT_TYPE type, ULONG number)
{
    CHANGER_ELEMENT out = {type, number};
    return out;
}

static DWORD move(CHANGER_ELEMENT from, CHANGER_ELEMENT to)
{
    CHANGER_MOVE_MEDIUM wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.Transport = element(ChangerTransport, 0);
    wanted.Source = from;
    wanted.Destination = to;
    return control(IOCTL_CHANGER_MOVE_MEDIUM, &wanted, sizeof wanted, NULL, 0, NULL);
}

static DWORD read_status(ELEMENT_TYPE type, ULONG first, ULONG count, void *out, DWORD length,
                         DWORD *returned)
{
    CHANGER_READ_ELEMENT_STATUS wanted;
    memset(&wanted, 0, sizeof wanted);
    wanted.ElementList.Element = element(type, first);
    wanted.ElementList.NumberOfElements = count;
    wanted.VolumeTagInfo = TRUE;
    return control(IOCTL_CHANGER_GET_ELEMENT_STATUS, &wanted, sizeof wanted, out, length, returned);
}

static void test_get_parameters_counts_elements(void **state)
{
    GET_CHANGER_PARAMETERS parameters;
    DWORD returned = 0;
    (void)state;
    memset(&parameters, 0, sizeof parameters);
    assert_int_equal(
        control(IOCTL_CHANGER_GET_PARAMETERS, NULL, 0, &parameters, sizeof parameters, &returned),
        0);
    assert_int_equal(returned, sizeof parameters);
    assert_int_equal(parameters.Size, sizeof parameters);
    assert_int_equal(parameters.NumberStorageElements, 20);
    assert_int_equal(parameters.NumberDataTransferElements, 2);
    assert_int_equal(parameters.NumberIEElements, 1);
    assert_int_equal(parameters.NumberTransportElements, 1);
    assert_int_equal(parameters.NumberOfDoors, 0);
    assert_true(parameters.Features0 & CHANGER_BAR_CODE_SCANNER_INSTALLED);
    assert_true(parameters.Features0 & CHANGER_PREDISMOUNT_EJECT_REQUIRED);
    assert_true(parameters.Features0 & CHANGER_SERIAL_NUMBER_VALID);
    assert_int_equal(parameters.MoveFromSlot & CHANGER_TO_DRIVE, CHANGER_TO_DRIVE);
    assert_int_equal(control(IOCTL_CHANGER_GET_PARAMETERS, NULL, 0, &parameters, 12, &returned),
                     ERROR_INSUFFICIENT_BUFFER);
}

static void test_get_product_data_names_the_changer(void **state)
{
    CHANGER_PRODUCT_DATA data;
    (void)state;
    assert_int_equal(control(IOCTL_CHANGER_GET_PRODUCT_DATA, NULL, 0, &data, sizeof data, NULL), 0);
    assert_memory_equal(data.VendorId, "NTMSVTL ", 8);
    assert_memory_equal(data.ProductId, "VIRTUAL LIBRARY ", 16);
    assert_memory_equal(data.SerialNumber, "VTLCHG0000", 11);
    assert_int_equal(data.DeviceType, 8);
}

static void test_get_status_is_ready(void **state)
{
    (void)state;
    assert_int_equal(control(IOCTL_CHANGER_GET_STATUS, NULL, 0, NULL, 0, NULL), 0);
}

static void test_get_element_status_counts_from_zero(void **state)
{
    CHANGER_ELEMENT_STATUS slots[20];
    DWORD returned = 0;
    (void)state;
    assert_int_equal(read_status(ChangerSlot, 0, 20, slots, sizeof slots, &returned), 0);
    assert_int_equal(returned, sizeof slots);
    assert_int_equal(slots[3].Element.ElementType, ChangerSlot);
    assert_int_equal(slots[3].Element.ElementAddress, 3);
    assert_int_equal(slots[3].Flags,
                     ELEMENT_STATUS_FULL | ELEMENT_STATUS_ACCESS | ELEMENT_STATUS_PVOLTAG);
    assert_memory_equal(slots[3].PrimaryVolumeID, "A00003L4   ", 11);
    assert_int_equal(slots[5].Flags, ELEMENT_STATUS_ACCESS);
}

static void test_get_element_status_ex_tells_the_drive_serial(void **state)
{
    CHANGER_ELEMENT_STATUS_EX drives[2];
    (void)state;
    assert_int_equal(move(element(ChangerSlot, 1), element(ChangerDrive, 1)), 0);
    assert_int_equal(read_status(ChangerDrive, 0, 2, drives, sizeof drives, NULL), 0);
    assert_true(drives[1].Flags & ELEMENT_STATUS_PRODUCT_DATA);
    assert_memory_equal(drives[1].SerialNumber, "VTLDRV0001", 10);
    assert_memory_equal(drives[1].VendorIdentification, "NTMSVTL ", 8);
    assert_true(drives[1].Flags & ELEMENT_STATUS_SVALID);
    assert_int_equal(drives[1].SrcElementAddress.ElementType, ChangerSlot);
    assert_int_equal(drives[1].SrcElementAddress.ElementAddress, 1);
}

static void test_get_element_status_all_types_at_once(void **state)
{
    CHANGER_ELEMENT_STATUS all[24];
    (void)state;
    assert_int_equal(read_status(AllElements, 0, 24, all, sizeof all, NULL), 0);
    assert_int_equal(all[0].Element.ElementType, ChangerTransport);
    assert_int_equal(all[1].Element.ElementType, ChangerIEPort);
    assert_int_equal(all[2].Element.ElementType, ChangerDrive);
    assert_int_equal(all[23].Element.ElementAddress, 19);
}

static void test_get_element_status_wrong_range_is_refused(void **state)
{
    CHANGER_ELEMENT_STATUS slots[24];
    (void)state;
    assert_int_equal(read_status(ChangerSlot, 0, 21, slots, sizeof slots, NULL),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(read_status(ChangerSlot, 20, 1, slots, sizeof slots, NULL),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(read_status(ChangerSlot, 0, 20, slots, 10 * sizeof slots[0], NULL),
                     ERROR_INSUFFICIENT_BUFFER);
    assert_int_equal(read_status(ChangerSlot, 0, 0xFFFFFFFF, slots, sizeof slots, NULL),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
}

static void test_move_medium_errors_are_win32_codes(void **state)
{
    (void)state;
    assert_int_equal(move(element(ChangerSlot, 7), element(ChangerDrive, 0)),
                     ERROR_SOURCE_ELEMENT_EMPTY);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerSlot, 1)),
                     ERROR_DESTINATION_ELEMENT_FULL);
    assert_int_equal(move(element(ChangerSlot, 20), element(ChangerSlot, 1)),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(move(element(ChangerDoor, 0), element(ChangerSlot, 1)),
                     ERROR_ILLEGAL_ELEMENT_ADDRESS);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerIEPort, 0)), 0);
    assert_int_equal(control(IOCTL_CHANGER_MOVE_MEDIUM, "x", 1, NULL, 0, NULL), ERROR_BAD_LENGTH);
}

static void test_exchange_position_initialize_reinitialize_are_done(void **state)
{
    CHANGER_EXCHANGE_MEDIUM exchange;
    CHANGER_SET_POSITION position;
    CHANGER_INITIALIZE_ELEMENT_STATUS initialize;
    (void)state;
    memset(&exchange, 0, sizeof exchange);
    exchange.Transport = element(ChangerTransport, 0);
    exchange.Source = element(ChangerSlot, 0);
    exchange.Destination1 = element(ChangerSlot, 1);
    exchange.Destination2 = element(ChangerSlot, 0);
    assert_int_equal(
        control(IOCTL_CHANGER_EXCHANGE_MEDIUM, &exchange, sizeof exchange, NULL, 0, NULL), 0);
    assert_memory_equal(element_status(SLOT0) + 12, "A00001L4", 8);
    memset(&position, 0, sizeof position);
    position.Transport = element(ChangerTransport, 0);
    position.Destination = element(ChangerDrive, 1);
    assert_int_equal(control(IOCTL_CHANGER_SET_POSITION, &position, sizeof position, NULL, 0, NULL),
                     0);
    memset(&initialize, 0, sizeof initialize);
    initialize.ElementList.Element = element(AllElements, 0);
    initialize.BarCodeScan = TRUE;
    assert_int_equal(control(IOCTL_CHANGER_INITIALIZE_ELEMENT_STATUS, &initialize,
                             sizeof initialize, NULL, 0, NULL),
                     0);
    initialize.ElementList.Element = element(ChangerSlot, 4);
    initialize.ElementList.NumberOfElements = 2;
    assert_int_equal(control(IOCTL_CHANGER_INITIALIZE_ELEMENT_STATUS, &initialize,
                             sizeof initialize, NULL, 0, NULL),
                     0);
    assert_int_equal(control(IOCTL_CHANGER_REINITIALIZE_TRANSPORT, &position.Transport,
                             sizeof position.Transport, NULL, 0, NULL),
                     0);
}

static void test_set_access_locks_and_moves_the_port(void **state)
{
    CHANGER_SET_ACCESS access;
    (void)state;
    access.Element = element(ChangerIEPort, 0);
    access.Control = LOCK_ELEMENT;
    assert_int_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL), 0);
    access.Control = EXTEND_IEPORT;
    assert_int_not_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL),
                         0);
    access.Control = UNLOCK_ELEMENT;
    assert_int_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL), 0);
    access.Control = EXTEND_IEPORT;
    assert_int_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL), 0);
    assert_int_equal(element_status(PORT0)[2] & 8, 0);
    access.Control = RETRACT_IEPORT;
    assert_int_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL), 0);
    access.Element = element(ChangerDoor, 0);
    access.Control = LOCK_ELEMENT;
    assert_int_equal(control(IOCTL_CHANGER_SET_ACCESS, &access, sizeof access, NULL, 0, NULL),
                     ERROR_INVALID_PARAMETER);
}

static void test_query_volume_tags_finds_cartridges(void **state)
{
    CHANGER_SEND_VOLUME_TAG_INFORMATION query;
    struct {
        ULONG count;
        CHANGER_ELEMENT_STATUS status[6];
    } found;
    (void)state;
    memset(&query, 0, sizeof query);
    query.StartingElement = element(ChangerSlot, 0);
    query.ActionCode = SEARCH_PRI_NO_SEQ;
    memcpy(query.VolumeIDTemplate, "A*", 2);
    assert_int_equal(
        control(IOCTL_CHANGER_QUERY_VOLUME_TAGS, &query, sizeof query, &found, sizeof found, NULL),
        0);
    assert_int_equal(found.count, 4);
    assert_int_equal(found.status[2].Element.ElementAddress, 2);
    assert_memory_equal(found.status[2].PrimaryVolumeID, "A00002L4", 8);
}

static void test_class_codes_switched_off_are_refused(void **state)
{
    struct vtl_client_library library;
    GET_CHANGER_PARAMETERS parameters;
    (void)state;
    library_default(&library);
    library.class_changer = 0;
    library_build(&library);
    assert_int_equal(
        control(IOCTL_CHANGER_GET_PARAMETERS, NULL, 0, &parameters, sizeof parameters, NULL),
        ERROR_INVALID_FUNCTION);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerDrive, 0)),
                     ERROR_INVALID_FUNCTION);
    assert_int_equal(move_medium(SLOT0, DRIVE0), 0); /* pass-through stays */
}

static void test_unit_attention_is_swallowed(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library.attention = 1;
    library_build(&library);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerDrive, 0)), 0);
    assert_int_equal(vtl_power(vtl, 0, 0, 0, 1), 0);
    assert_int_equal(control(IOCTL_CHANGER_GET_STATUS, NULL, 0, NULL, 0, NULL), 0);
}

static void test_door_open_is_its_own_error(void **state)
{
    struct vtl_client_library library;
    GET_CHANGER_PARAMETERS parameters;
    (void)state;
    library_default(&library);
    library.door = 1;
    library_build(&library);
    assert_int_equal(
        control(IOCTL_CHANGER_GET_PARAMETERS, NULL, 0, &parameters, sizeof parameters, NULL), 0);
    assert_int_equal(parameters.NumberOfDoors, 1);
    assert_int_equal(vtl_door(vtl, 0, 1), 0);
    assert_int_equal(control(IOCTL_CHANGER_GET_STATUS, NULL, 0, NULL, 0, NULL),
                     ERROR_DEVICE_DOOR_OPEN);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerDrive, 0)),
                     ERROR_DEVICE_DOOR_OPEN);
    assert_int_equal(vtl_door(vtl, 0, 0), 0);
    assert_int_equal(move(element(ChangerSlot, 0), element(ChangerDrive, 0)), 0);
}

static void test_ten_thousand_slots_come_in_one_call(void **state)
{
    struct vtl_client_library library;
    DWORD size = 10000 * sizeof(CHANGER_ELEMENT_STATUS_EX);
    DWORD returned = 0;
    CHANGER_ELEMENT_STATUS_EX *slots = malloc(size);
    (void)state;
    assert_non_null(slots);
    library_default(&library);
    library.slots = 10000;
    library.cartridges = "s0..s9999=T%06u,data\n";
    library_build(&library);
    assert_int_equal(read_status(ChangerSlot, 0, 10000, slots, size, &returned), 0);
    assert_int_equal(returned, size);
    assert_memory_equal(slots[9999].PrimaryVolumeID, "T009999 ", 8);
    free(slots);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, changer_setup, changer_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_get_parameters_counts_elements),
        CASE(test_get_product_data_names_the_changer),
        CASE(test_get_status_is_ready),
        CASE(test_get_element_status_counts_from_zero),
        CASE(test_get_element_status_ex_tells_the_drive_serial),
        CASE(test_get_element_status_all_types_at_once),
        CASE(test_get_element_status_wrong_range_is_refused),
        CASE(test_move_medium_errors_are_win32_codes),
        CASE(test_exchange_position_initialize_reinitialize_are_done),
        CASE(test_set_access_locks_and_moves_the_port),
        CASE(test_query_volume_tags_finds_cartridges),
        CASE(test_class_codes_switched_off_are_refused),
        CASE(test_unit_attention_is_swallowed),
        CASE(test_door_open_is_its_own_error),
        CASE(test_ten_thousand_slots_come_in_one_call),
    };
    return cmocka_run_group_tests(tests, changer_group_setup, changer_group_teardown);
}
