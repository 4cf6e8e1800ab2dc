/* SPDX-License-Identifier: MIT */
#include "library.h"

#include <stdio.h>

struct vtl_client_library library_config(uint32_t index, const char *cartridges)
{
    struct vtl_client_library library;
    vtl_config_default(&library, index);
    library.slots = 6;
    library.drives = 2;
    library.ports = 1;
    library.cartridges = cartridges;
    return library;
}

void library_rebuild(const struct vtl_client_library *libraries, uint32_t library_count,
                     const struct vtl_client_drive *drives, uint32_t drive_count)
{
    world_close();
    assert_int_equal(vtl_build(world.vtl, libraries, library_count, drives, drive_count), 0);
    world_open();
    world_settle();
}

BOOL library_text_is(const WCHAR *wide, const char *text)
{
    while (*text != '\0' && *wide == (WCHAR)(BYTE)*text) {
        wide++;
        text++;
    }
    return *text == '\0' && *wide == 0;
}

static BOOL is_device(const WCHAR *name, const char *device)
{
    char full[64];
    snprintf(full, sizeof full, "\\\\.\\%s", device);
    return library_text_is(name, full);
}

static DWORD by_number(DWORD type, DWORD first, NTMS_GUID list[WORLD_LIST])
{
    NTMS_GUID found[WORLD_LIST];
    DWORD count = world_list(&world.library, type, found);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&found[i], type);
        assert_in_range(object.Info.StorageSlot.Number - first, 0, count - 1);
        list[object.Info.StorageSlot.Number - first] = found[i];
    }
    return count;
}

static void look_at(const NTMS_GUID *id)
{
    world.library = *id;
    NTMS_LIBRARYINFORMATION library = world_library();
    world.slot_count = by_number(NTMS_STORAGESLOT, library.FirstSlotNumber, world.slots);
    world.drive_count = by_number(NTMS_DRIVE, library.FirstDriveNumber, world.drives);
    world.port_count = by_number(NTMS_IEPORT, library.FirstPortNumber, world.ports);
}

void library_use(const char *device)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_CHANGER, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_CHANGERINFORMATIONW changer = world_read(&list[i], NTMS_CHANGER).Info.Changer;
        if (is_device(changer.szDeviceName, device)) {
            look_at(&changer.Library);
            return;
        }
    }
    count = world_list(NULL, NTMS_DRIVE, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_DRIVEINFORMATIONW drive = world_read(&list[i], NTMS_DRIVE).Info.Drive;
        if (is_device(drive.szDeviceName, device)) {
            look_at(&drive.Library);
            return;
        }
    }
    fail_msg("no library has the device %s", device);
}

void library_bring_cleaner(uint32_t index, const char *barcode, uint32_t uses)
{
    NTMS_GUID operation = world_null_guid;
    world_reserve(LIBRARY_SLOT);
    world_put_cleaner(vtl_place(index, VTL_PORT, 0), barcode, uses);
    assert_int_equal(
        InjectNtmsCleaner(world.session, &world.library, &operation, uses, NTMS_INJECT_START), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

NTMS_GUID library_clean(uint32_t drive)
{
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[drive]), 0);
    return world_request(NTMS_LM_CLEANDRIVE);
}

BOOL library_find_media(const char *barcode, NTMS_GUID *id, NTMS_PMIDINFORMATIONW *media)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    uint32_t found = 0;
    for (DWORD i = 0; i < count; i++) {
        NTMS_PMIDINFORMATIONW row = world_read(&list[i], NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia;
        if (library_text_is(row.szBarCode, barcode)) {
            *id = list[i];
            *media = row;
            found++;
        }
    }
    return found == 1;
}

uint32_t library_count(DWORD type, DWORD operational_state)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    uint32_t found = 0;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = world_read(&list[i], NTMS_LIBRARY);
        if (library.Info.Library.LibraryType == type &&
            library.dwOperationalState == operational_state)
            found++;
    }
    return found;
}

NTMS_GUID library_side(const char *barcode)
{
    NTMS_PMIDINFORMATIONW media;
    NTMS_GUID cartridge;
    NTMS_GUID side;
    DWORD count = 1;
    if (!library_find_media(barcode, &cartridge, &media))
        fail_msg("not one cartridge '%s'", barcode);
    assert_int_equal(
        EnumerateNtmsObject(world.session, &cartridge, &side, &count, NTMS_PARTITION, 0), 0);
    return side;
}
