/* SPDX-License-Identifier: MIT */
#include "cartridge.h"

NTMS_GUID cartridge_side(const WCHAR *barcode)
{
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID sides[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (wcscmp((const wchar_t *)row.szBarCode, (const wchar_t *)barcode) == 0) {
            assert_int_equal(world_list(&list[i], NTMS_PARTITION, sides), 1);
            return sides[0];
        }
    }
    fail_msg("cartridge %ls is not known", (const wchar_t *)barcode);
    return world_null_guid;
}

NTMS_PMIDINFORMATIONW cartridge_of(const NTMS_GUID *side)
{
    NTMS_GUID medium = world_read(side, NTMS_PARTITION).Info.Partition.PhysicalMedia;
    return world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
}

BOOL cartridge_is_home(void *side)
{
    NTMS_PMIDINFORMATIONW row = cartridge_of(side);
    return row.MediaState == NTMS_MEDIASTATE_IDLE && row.LocationType == NTMS_STORAGESLOT;
}

void cartridge_bring_home(NTMS_GUID *side)
{
    if (cartridge_of(side).MediaState == NTMS_MEDIASTATE_LOADED) {
        DWORD error = DismountNtmsMedia(world.session, side, 1, NTMS_DISMOUNT_IMMEDIATE);
        if (error != ERROR_INVALID_STATE)
            assert_int_equal(error, ERROR_SUCCESS);
    }
    world_wait(cartridge_is_home, side, "the cartridge is home again");
}
