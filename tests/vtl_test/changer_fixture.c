/* SPDX-License-Identifier: MIT */
#include "changer_fixture.h"

vtl_handle vtl;
HANDLE changer = INVALID_HANDLE_VALUE;

void library_default(struct vtl_client_library *library)
{
    vtl_config_default(library, 0);
    library->number = CHANGER;
    library->first_tape = TAPE;
    library->cartridges = "s0..s3=A%05uL4,data\ns9=CLN001L1,cleaner,uses=2\n";
}

void library_build(const struct vtl_client_library *library)
{
    if (changer != INVALID_HANDLE_VALUE)
        CloseHandle(changer);
    changer = INVALID_HANDLE_VALUE;
    assert_int_equal(vtl_build(vtl, library, 1, NULL, 0), 0);
    changer = scsi_open("Changer", library->number);
    assert_ptr_not_equal(changer, INVALID_HANDLE_VALUE);
}

int changer_group_setup(void **state)
{
    (void)state;
    return (int)vtl_open(&vtl);
}

int changer_group_teardown(void **state)
{
    (void)state;
    vtl_close(vtl);
    return 0;
}

int changer_setup(void **state)
{
    struct vtl_client_library library;
    (void)state;
    library_default(&library);
    library_build(&library);
    return 0;
}

int changer_teardown(void **state)
{
    (void)state;
    if (changer != INVALID_HANDLE_VALUE)
        CloseHandle(changer);
    changer = INVALID_HANDLE_VALUE;
    return (int)vtl_clear_faults(vtl);
}

uint32_t move_medium(uint32_t from, uint32_t to)
{
    const uint8_t cdb[16] = {
        0xA5, 0, 0, 0, (uint8_t)(from >> 8), (uint8_t)from, (uint8_t)(to >> 8), (uint8_t)to};
    return scsi_send(changer, cdb);
}

const uint8_t *element_status(uint32_t address)
{
    const uint8_t cdb[16] = {0xB8, 0x10, (uint8_t)(address >> 8), (uint8_t)address, 0, 1, 0, 0, 1};
    assert_int_equal(scsi_receive(changer, cdb, 256), 0);
    assert_true(scsi.transferred >= 16 + 52);
    assert_int_equal(scsi.data[16] << 8 | scsi.data[17], address);
    return scsi.data + 16;
}

int element_is_full(uint32_t address)
{
    return element_status(address)[2] & 1;
}

void wait_ready(HANDLE device)
{
    for (int i = 0; i < 12000 && scsi_send(device, CDB(0)) != 0; i++)
        Sleep(5);
}
