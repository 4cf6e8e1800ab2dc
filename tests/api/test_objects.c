/* SPDX-License-Identifier: MIT */
/* GetNtmsObjectInformation and EnumerateNtmsObject on a library of six slots. */
#include "world.h"

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\ns4=A00004L4,data\n";

static void expect_information_w(const NTMS_GUID *id, DWORD size, DWORD type, DWORD error)
{
    NTMS_OBJECTINFORMATIONW information;
    NTMS_OBJECTINFORMATIONW before;
    NTMS_GUID copy = *id;
    memset(&information, 0xEE, sizeof information);
    information.dwSize = size;
    information.dwType = type;
    before = information;
    assert_int_equal(GetNtmsObjectInformationW(world.session, &copy, &information), error);
    if (error != ERROR_SUCCESS)
        assert_memory_equal(&information, &before, sizeof before);
}

static void expect_information_a(const NTMS_GUID *id, DWORD size, DWORD type, DWORD error)
{
    NTMS_OBJECTINFORMATIONA information;
    NTMS_OBJECTINFORMATIONA before;
    NTMS_GUID copy = *id;
    memset(&information, 0xEE, sizeof information);
    information.dwSize = size;
    information.dwType = type;
    before = information;
    assert_int_equal(GetNtmsObjectInformationA(world.session, &copy, &information), error);
    if (error != ERROR_SUCCESS)
        assert_memory_equal(&information, &before, sizeof before);
}

static void test_information_bad_pointers_fail(void **state)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information};
    NTMS_OBJECTINFORMATIONA ansi = {.dwSize = sizeof ansi};
    (void)state;
    world_start_small(1, 0, cartridges);
    /* PROMISE: GetNtmsObjectInformation/2 */
    assert_int_equal(GetNtmsObjectInformationW(world.session, NULL, &information),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsObjectInformationW(world.session, &world.library, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsObjectInformationA(world.session, NULL, &ansi),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(GetNtmsObjectInformationA(world.session, &world.library, NULL),
                     ERROR_INVALID_PARAMETER);
    /* PROMISE: GetNtmsObjectInformation/1 */
    assert_int_equal(GetNtmsObjectInformationA(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(GetNtmsObjectInformationW(NULL, NULL, NULL), ERROR_INVALID_HANDLE);
    /* PROMISE: GetNtmsObjectInformation/3 */
    static const DWORD sizes[] = {0, 1, 4, 256, 883, 885, 895, 897, 1395, 1397, 1407, 1409, ~0u};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        expect_information_w(&world.library, sizes[i], NTMS_LIBRARY, ERROR_INVALID_PARAMETER);
        expect_information_a(&world.library, sizes[i], NTMS_LIBRARY, ERROR_INVALID_PARAMETER);
    }
    expect_information_w(&world.library, 896, NTMS_LIBRARY, ERROR_INVALID_PARAMETER);
    expect_information_w(&world.library, 884, NTMS_LIBRARY, ERROR_INVALID_PARAMETER);
    expect_information_a(&world.library, 884, NTMS_LIBRARY, ERROR_SUCCESS);
    expect_information_w(&world.library, 1396, NTMS_LIBRARY, ERROR_SUCCESS);
    /* PROMISE: GetNtmsObjectInformation/4 */
    static const DWORD types[] = {1, 18, 19, 0x80000000, ~0u};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        expect_information_w(&world.library, 1408, types[i], ERROR_INVALID_PARAMETER);
    /* PROMISE: GetNtmsObjectInformation/5 */
    expect_information_w(&world_stray_guid, 1408, NTMS_LIBRARY, ERROR_OBJECT_NOT_FOUND);
    expect_information_w(&world_stray_guid, 1408, NTMS_UNKNOWN, ERROR_OBJECT_NOT_FOUND);
    expect_information_a(&world_null_guid, 896, NTMS_UNKNOWN, ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: GetNtmsObjectInformation/6 */
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++)
        expect_information_w(&world.library, 1408, type,
                             type == NTMS_LIBRARY ? ERROR_SUCCESS : ERROR_OBJECT_NOT_FOUND);
    world_check_truth();
}

static void test_information_type_unknown_finds_it(void **state)
{
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(world_read(&world.library, NTMS_UNKNOWN).dwType, NTMS_LIBRARY);
    assert_int_equal(world_read(&world.slots[0], NTMS_UNKNOWN).dwType, NTMS_STORAGESLOT);
    assert_int_equal(world_read(&world.drives[1], NTMS_UNKNOWN).dwType, NTMS_DRIVE);
}

/* Every object of every type can be read, in both character sets, and says the same in both. */
static void test_information_ansi_and_wide_agree(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 1, cartridges);
    for (DWORD type = NTMS_CHANGER; type <= NTMS_OPREQUEST; type++) {
        DWORD count = WORLD_LIST;
        DWORD error = EnumerateNtmsObject(world.session, NULL, list, &count, type, 0);
        if (error == ERROR_INSUFFICIENT_BUFFER)
            count = WORLD_LIST;
        else
            assert_int_equal(error, ERROR_SUCCESS);
        for (DWORD i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONA ansi = {.dwSize = sizeof ansi, .dwType = type};
            NTMS_OBJECTINFORMATIONW wide = world_read(&list[i], type);
            assert_int_equal(GetNtmsObjectInformationA(world.session, &list[i], &ansi), 0);
            assert_int_equal(ansi.dwSize, sizeof ansi);
            assert_int_equal(wide.dwSize, sizeof wide);
            assert_int_equal(wide.dwType, type);
            assert_true(world_same(&wide.ObjectGuid, &list[i]));
            assert_true(wide.Created.wYear >= 2020 && wide.Modified.wYear >= 2020);
            assert_memory_equal(&ansi.dwType, &wide.dwType, 60);
            for (size_t k = 0; k < 64; k++)
                assert_true(ansi.szName[k] == 0 || (WCHAR)(BYTE)ansi.szName[k] == wide.szName[k]);
        }
    }
}

static void test_information_devices_are_described(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 1, cartridges);
    NTMS_LIBRARYINFORMATION library = world_library();
    assert_int_equal(library.LibraryType, NTMS_LIBRARYTYPE_ONLINE);
    assert_int_equal(library.dwNumberOfSlots, 6);
    assert_int_equal(library.dwNumberOfDrives, 2);
    assert_int_equal(library.dwNumberOfPorts, 1);
    assert_int_equal(library.dwNumberOfDoors, 1);
    assert_int_equal(library.dwNumberOfChangers, 1);
    assert_int_equal(library.dwNumberOfMedia, 3);
    assert_int_equal(library.BarCodeReaderInstalled, TRUE);
    assert_int_equal(library.dwCleanerUsesRemaining, 0);
    assert_true(world_same(&library.CleanerSlot, &world_null_guid));
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(world_slot_state(i),
                         i == 0 || i == 1 || i == 4 ? NTMS_SLOTSTATE_FULL : NTMS_SLOTSTATE_EMPTY);
    NTMS_DRIVEINFORMATIONW drive = world_drive(1);
    assert_int_equal(drive.State, NTMS_DRIVESTATE_DISMOUNTED);
    assert_int_equal(drive.LastCleanedTs.wYear, 0);
    assert_true(world_same(&drive.Library, &world.library));
    assert_int_equal(world_list(&world.library, NTMS_CHANGER, list), 1);
    NTMS_OBJECTINFORMATIONW changer = world_read(&list[0], NTMS_CHANGER);
    assert_memory_equal(changer.Info.Changer.szSerialNumber, u"VTLCHG0000", 22);
    NTMS_OBJECTINFORMATIONW type = world_read(&changer.Info.Changer.ChangerType, 0);
    assert_int_equal(type.dwType, NTMS_CHANGER_TYPE);
    assert_memory_equal(type.Info.ChangerType.szVendor, u"NTMSVTL", 16);
    assert_int_equal(world_read(&drive.DriveType, 0).Info.DriveType.DeviceType, 0x1F);
    world_check_truth();
}

static DWORD read_library(void *context)
{
    NTMS_OBJECTINFORMATIONW information = {.dwSize = sizeof information};
    (void)context;
    return GetNtmsObjectInformationW(world.session, &world.library, &information);
}

static DWORD list_slots(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = WORLD_LIST;
    DWORD error =
        EnumerateNtmsObject(world.session, &world.library, list, &count, NTMS_STORAGESLOT, 0);
    if (context != NULL)
        *(DWORD *)context = count;
    return error;
}

static DWORD list_libraries(void *context)
{
    NTMS_GUID list[WORLD_LIST];
    DWORD count = WORLD_LIST;
    (void)context;
    return EnumerateNtmsObject(world.session, NULL, list, &count, NTMS_LIBRARY, 0);
}

/* PROMISE: GetNtmsObjectInformation/7, EnumerateNtmsObject/7 */
static void test_reading_without_use_access_fails(void **state)
{
    DWORD count = 0;
    (void)state;
    world_start_small(1, 0, cartridges);
    assert_int_equal(world_as_user(read_library, NULL), ERROR_SUCCESS);
    assert_int_equal(world_as_user(list_slots, NULL), ERROR_SUCCESS);
    world_deny_users();
    world_open(); /* as an administrator; a thread that is none then uses the session */
    assert_int_equal(world_as_user(read_library, NULL), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(list_slots, &count), ERROR_ACCESS_DENIED);
    assert_int_equal(count, WORLD_LIST);
    assert_int_equal(world_as_user(list_libraries, NULL), ERROR_SUCCESS);
}

static void expect_list(const NTMS_GUID *container, DWORD type, DWORD options, DWORD error)
{
    NTMS_GUID list[2];
    NTMS_GUID copy = container != NULL ? *container : world_null_guid;
    DWORD count = 0x7777;
    DWORD size = count;
    memset(list, 0xEE, sizeof list);
    /* A capacity beyond the array: an error must not touch it. */
    assert_int_equal(EnumerateNtmsObject(world.session, container != NULL ? &copy : NULL, list,
                                         &size, type, options),
                     error);
    assert_int_equal(size, count);
    assert_int_equal(list[0].Data1, 0xEEEEEEEE);
}

static void test_enumerate_bad_arguments_fail(void **state)
{
    NTMS_GUID list[2];
    DWORD size = 2;
    (void)state;
    world_start_small(1, 1, cartridges);
    /* PROMISE: EnumerateNtmsObject/1 */
    assert_int_equal(EnumerateNtmsObject(NULL, NULL, NULL, NULL, 99, 99), ERROR_INVALID_HANDLE);
    /* PROMISE: EnumerateNtmsObject/2 */
    assert_int_equal(EnumerateNtmsObject(world.session, NULL, list, NULL, NTMS_LIBRARY, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(EnumerateNtmsObject(world.session, NULL, NULL, &size, NTMS_LIBRARY, 0),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(size, 2);
    /* PROMISE: EnumerateNtmsObject/3 */
    static const DWORD types[] = {0, 1, 18, 19, ~0u};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        expect_list(NULL, types[i], 0, ERROR_INVALID_PARAMETER);
    /* PROMISE: EnumerateNtmsObject/4 */
    expect_list(NULL, NTMS_LIBRARY, NTMS_ENUM_ROOTPOOL, ERROR_INVALID_PARAMETER);
    expect_list(&world.library, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL, ERROR_INVALID_PARAMETER);
    expect_list(NULL, NTMS_MEDIA_POOL, 2, ERROR_INVALID_PARAMETER);
    expect_list(NULL, NTMS_MEDIA_POOL, 0x80000000, ERROR_INVALID_PARAMETER);
    /* PROMISE: EnumerateNtmsObject/5 */
    expect_list(&world_stray_guid, NTMS_DRIVE, 0, ERROR_OBJECT_NOT_FOUND);
    expect_list(&world_null_guid, NTMS_DRIVE, 0, ERROR_OBJECT_NOT_FOUND);
    expect_list(&world.drives[0], NTMS_DRIVE, 0, ERROR_OBJECT_NOT_FOUND);
    expect_list(&world.slots[0], NTMS_PHYSICAL_MEDIA, 0, ERROR_OBJECT_NOT_FOUND);
    /* PROMISE: EnumerateNtmsObject/6 */
    static const DWORD not_in_library[] = {NTMS_CHANGER_TYPE, NTMS_COMPUTER,      NTMS_DRIVE_TYPE,
                                           NTMS_LIBRARY,      NTMS_LOGICAL_MEDIA, NTMS_MEDIA_POOL,
                                           NTMS_PARTITION,    NTMS_OPREQUEST};
    for (size_t i = 0; i < sizeof not_in_library / sizeof not_in_library[0]; i++)
        expect_list(&world.library, not_in_library[i], 0, ERROR_INVALID_PARAMETER);
}

static void test_enumerate_buffer_matrix(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 1, cartridges);
    for (DWORD capacity = 0; capacity < 9; capacity++) {
        DWORD size = capacity;
        memset(list, 0xEE, sizeof list);
        DWORD error = EnumerateNtmsObject(world.session, &world.library, capacity ? list : NULL,
                                          &size, NTMS_STORAGESLOT, 0);
        /* PROMISE: EnumerateNtmsObject/8 */
        assert_int_equal(error, capacity < 6 ? ERROR_INSUFFICIENT_BUFFER : ERROR_SUCCESS);
        assert_int_equal(size, 6);
        for (DWORD i = 0; i < WORLD_LIST; i++) {
            if (i < capacity && i < 6)
                assert_true(world_same(&list[i], &world.slots[i]));
            else
                assert_int_equal(list[i].Data1, 0xEEEEEEEE);
        }
    }
    DWORD size = 0;
    DWORD error =
        EnumerateNtmsObject(world.session, &world.library, NULL, &size, NTMS_LIBREQUEST, 0);
    assert_int_equal(error, size == 0 ? ERROR_SUCCESS : ERROR_INSUFFICIENT_BUFFER);
}

static void test_enumerate_containers_hold_what_belongs_to_them(void **state)
{
    NTMS_GUID list[WORLD_LIST];
    (void)state;
    world_start_small(1, 1, cartridges);
    assert_int_equal(world_list(&world.library, NTMS_CHANGER, list), 1);
    assert_int_equal(world_list(&world.library, NTMS_DRIVE, list), 2);
    assert_int_equal(world_list(&world.library, NTMS_IEDOOR, list), 1);
    assert_int_equal(world_list(&world.library, NTMS_IEPORT, list), 1);
    assert_int_equal(world_list(&world.library, NTMS_STORAGESLOT, list), 6);
    assert_true(world_list(&world.library, NTMS_MEDIA_TYPE, list) >= 1);
    DWORD media = world_list(&world.library, NTMS_PHYSICAL_MEDIA, list);
    assert_int_equal(media, 3);
    NTMS_GUID medium = list[0];
    assert_int_equal(world_list(&medium, NTMS_PARTITION, list), 1);
    NTMS_GUID side = list[0];
    assert_int_equal(world_list(&side, NTMS_LOGICAL_MEDIA, list), 0);
    NTMS_GUID pool = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaPool;
    assert_true(world_list(&pool, NTMS_PHYSICAL_MEDIA, list) >= 1);
    assert_true(world_list(&pool, NTMS_PARTITION, list) >= 1);
    assert_int_equal(world_list(&pool, NTMS_MEDIA_POOL, list), 0);
    assert_int_equal(world_list(NULL, NTMS_COMPUTER, list), 1);
    assert_int_equal(world_list(NULL, NTMS_LIBRARY, list), 2); /* this one and the off-line one */
    assert_int_equal(world_list(NULL, NTMS_MEDIA_POOL, list), 3);
    DWORD size = WORLD_LIST;
    assert_int_equal(
        EnumerateNtmsObject(world.session, NULL, list, &size, NTMS_MEDIA_POOL, NTMS_ENUM_ROOTPOOL),
        ERROR_SUCCESS);
    assert_int_equal(size, 4);
    assert_int_equal(world_read(&list[0], 0).Info.MediaPool.PoolType, NTMS_POOLTYPE_UNKNOWN);
}

#define CASE(name) cmocka_unit_test_teardown(name, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_information_bad_pointers_fail),
        CASE(test_information_type_unknown_finds_it),
        CASE(test_information_ansi_and_wide_agree),
        CASE(test_information_devices_are_described),
        CASE(test_reading_without_use_access_fails),
        CASE(test_enumerate_bad_arguments_fail),
        CASE(test_enumerate_buffer_matrix),
        CASE(test_enumerate_containers_hold_what_belongs_to_them),
    };
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
