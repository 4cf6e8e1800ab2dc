/* SPDX-License-Identifier: MIT */
#include "libraries_support.h"

#include "pools_support.h"

#include <stdio.h>

DWORD libraries_enable(DWORD type, const NTMS_GUID *id)
{
    NTMS_GUID copy = *id;
    return EnableNtmsObject(world.session, type, &copy);
}

DWORD libraries_disable(DWORD type, const NTMS_GUID *id)
{
    NTMS_GUID copy = *id;
    return DisableNtmsObject(world.session, type, &copy);
}

DWORD libraries_dismount(const NTMS_GUID *drive)
{
    NTMS_GUID copy = *drive;
    return DismountNtmsDrive(world.session, &copy);
}

DWORD libraries_delete(const NTMS_GUID *library)
{
    NTMS_GUID copy = *library;
    return DeleteNtmsLibrary(world.session, &copy);
}

DWORD libraries_delete_drive(const NTMS_GUID *drive)
{
    NTMS_GUID copy = *drive;
    return DeleteNtmsDrive(world.session, &copy);
}

NTMS_GUID libraries_shelf(void)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], 0).Info.Library.dwFlags & NTMS_LIBRARYFLAG_FIXEDOFFLINE)
            return list[i];
    }
    fail_msg("no off-line library");
    return world_null_guid;
}

NTMS_GUID libraries_start_standalone(const char *cartridges)
{
    struct vtl_client_library library;
    struct vtl_client_drive alone;
    NTMS_GUID drives[WORLD_LIST];
    NTMS_GUID drive = world_null_guid;
    vtl_config_default(&library, 0);
    library.slots = 6;
    library.cartridges = cartridges;
    vtl_config_drive_default(&alone, 0);
    alone.number = 40;
    world_start(&library, 1, &alone, 1);
    DWORD count = world_list(NULL, NTMS_DRIVE, drives);
    for (DWORD i = 0; i < count; i++) {
        NTMS_GUID owner = world_read(&drives[i], NTMS_DRIVE).Info.Drive.Library;
        drive = world_same(&owner, &world.library) ? drive : drives[i];
    }
    return drive;
}

void libraries_power(uint32_t device, uint32_t drive, BOOL attached)
{
    assert_ptr_equal(world.session, INVALID_HANDLE_VALUE);
    assert_int_equal(vtl_power(world.vtl, 0, device, drive, attached), 0);
}

void libraries_protect(const NTMS_GUID *object, const char *rights)
{
    char text[64];
    snprintf(text, sizeof text, "O:BAG:SYD:(A;;%s;;;%s)", rights != NULL ? rights : "0x60007",
             rights != NULL ? "WD" : "SY");
    pools_protect(object, text);
}
