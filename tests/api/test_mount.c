/* SPDX-License-Identifier: MIT */
/* MountNtmsMedia: what it says before anything is queued, row by row. */
#include "mount_support.h"

#include <stdio.h>
#include <stdlib.h>

static const char cartridges[] =
    "s0=A00000L4,data\ns1=A00001L4,data\ns2=A00002L4,data\ns3=A00003L4,data,sides=2\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

enum { LISTED = 3 };

static void start(void)
{
    world_start_small(1, 0, cartridges);
    mount_own(4);
}

/* With time-out 0 nothing is ever queued: 1460 says that nothing stands against the mount. */
static DWORD try_mount(const NTMS_GUID *id, DWORD options)
{
    DWORD error = mount_one(id, options, 0, NULL);
    mount_expect_nothing_left();
    return error;
}

/* PROMISE: MountNtmsMedia/1 */
static void test_bad_arguments_fail(void **state)
{
    NTMS_GUID drive = world_stray_guid;
    (void)state;
    start();
    NTMS_GUID media = mount_media[0].logical;
    assert_int_equal(MountNtmsMedia(NULL, &media, &drive, 1, 0, 0, 0, NULL), ERROR_INVALID_HANDLE);
    assert_int_equal(MountNtmsMedia(world.session, NULL, &drive, 1, 0, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(MountNtmsMedia(world.session, &media, NULL, 1, 0, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(MountNtmsMedia(world.session, &media, &drive, 0, 0, 0, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    for (DWORD bit = 0x40; bit != 0; bit <<= 1)
        assert_int_equal(try_mount(&media, NTMS_MOUNT_READ | bit), ERROR_INVALID_PARAMETER);
    for (int priority = -17; priority <= 17; priority++) {
        DWORD error = MountNtmsMedia(world.session, &media, &drive, 1, 0, priority, 0, NULL);
        assert_int_equal(error, priority < NTMS_PRIORITY_LOWEST || priority > NTMS_PRIORITY_HIGHEST
                                    ? ERROR_INVALID_PARAMETER
                                    : ERROR_TIMEOUT);
    }
    assert_true(world_same(&drive, &world_stray_guid)); /* untouched */
    /* The reserved pointer is not looked at. */
    assert_int_equal(MountNtmsMedia(world.session, &media, &drive, 1, 0, 0, 0,
                                    (LPNTMS_MOUNT_INFORMATION)(ULONG_PTR)16),
                     ERROR_TIMEOUT);
    assert_int_equal(world_request_count(NTMS_LM_MOUNT), 0);
}

/* PROMISE: MountNtmsMedia/3 */
static void test_unknown_and_repeated_media_fail(void **state)
{
    NTMS_GUID drives[LISTED];
    NTMS_GUID sides[WORLD_LIST];
    (void)state;
    start();
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &mount_media[0].medium,
                                      &mount_pool,       &world.library,   &world.drives[0]};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(try_mount(wrong[i], NTMS_MOUNT_READ), ERROR_INVALID_MEDIA);
        NTMS_GUID pair[2] = {mount_media[0].logical, *wrong[i]};
        assert_int_equal(MountNtmsMedia(world.session, pair, drives, 2, 0, 0, 0, NULL),
                         ERROR_INVALID_MEDIA);
    }
    NTMS_GUID twice[2] = {mount_media[0].logical, mount_media[0].logical};
    assert_int_equal(MountNtmsMedia(world.session, twice, drives, 2, 0, 0, 0, NULL),
                     ERROR_INVALID_MEDIA);
    twice[1] = mount_media[0].side; /* by both its names */
    assert_int_equal(MountNtmsMedia(world.session, twice, drives, 2, 0, 0, 0, NULL),
                     ERROR_INVALID_MEDIA);
    twice[1] = mount_media[1].side;
    assert_int_equal(MountNtmsMedia(world.session, twice, drives, 2, 0, 0, 0, NULL), ERROR_TIMEOUT);
    /* Two sides of one cartridge cannot be up at once. */
    if (world_list(&mount_media[3].medium, NTMS_PARTITION, sides) == 2) {
        assert_int_equal(MountNtmsMedia(world.session, sides, drives, 2, 0, 0, 0, NULL),
                         ERROR_INVALID_MEDIA);
    }
    mount_expect_nothing_left();
}

/* PROMISE: MountNtmsMedia/4 */
static void test_unknown_and_repeated_drives_fail(void **state)
{
    (void)state;
    start();
    NTMS_GUID media[2] = {mount_media[0].logical, mount_media[1].logical};
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &world.library,
                                      &mount_media[0].side};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        NTMS_GUID drives[2] = {world.drives[0], *wrong[i]};
        assert_int_equal(MountNtmsMedia(world.session, media, drives, 2,
                                        NTMS_MOUNT_READ | NTMS_MOUNT_SPECIFIC_DRIVE, 0, 0, NULL),
                         ERROR_INVALID_DRIVE);
        /* Not looked at unless the option asks for it. */
        assert_int_equal(
            MountNtmsMedia(world.session, media, drives, 2, NTMS_MOUNT_READ, 0, 0, NULL),
            ERROR_TIMEOUT);
    }
    NTMS_GUID same[2] = {world.drives[1], world.drives[1]};
    assert_int_equal(
        MountNtmsMedia(world.session, media, same, 2, NTMS_MOUNT_SPECIFIC_DRIVE, 0, 0, NULL),
        ERROR_INVALID_DRIVE);
    mount_expect_nothing_left();
}

/* PROMISE: MountNtmsMedia/5 */
static void test_a_library_that_is_gone_fails(void **state)
{
    char text[256];
    (void)state;
    start();
    mount_set_drive(0, "library = x'0102030405060708090A0B0C0D0E0F10'");
    assert_int_equal(mount_in(&mount_media[0].logical, 0, 0, 0), ERROR_DRIVE_MEDIA_MISMATCH);
    mount_set_medium(0, "current_library = x'0102030405060708090A0B0C0D0E0F10'");
    assert_int_equal(try_mount(&mount_media[0].logical, 0), ERROR_INVALID_LIBRARY);
    assert_int_equal(mount_in(&mount_media[0].logical, 0, 0, 0), ERROR_INVALID_LIBRARY);
    /* From the shelf, with no library to be brought to. */
    snprintf(text, sizeof text,
             "current_library = (SELECT id FROM library WHERE library_type = 1)");
    mount_set_medium(0, text);
    world_sql_beside("UPDATE library SET library_type = 0 WHERE id = %g", &world.library);
    assert_int_equal(try_mount(&mount_media[0].logical, 0), ERROR_INVALID_LIBRARY);
    world_sql_beside("UPDATE library SET library_type = 2 WHERE id = %g", &world.library);
    assert_int_equal(try_mount(&mount_media[0].logical, 0), ERROR_TIMEOUT);
}

/* PROMISE: MountNtmsMedia/6 */
static void test_media_and_drives_of_different_libraries_fail(void **state)
{
    struct vtl_client_library libraries[2];
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID media[2];
    NTMS_GUID drives[2];
    NTMS_GUID sides[WORLD_LIST];
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        vtl_config_default(&libraries[i], i);
        libraries[i].slots = 4;
        libraries[i].cartridges = i == 0 ? "s0=A00000L4,data\n" : "s0=B00000L4,data\n";
    }
    world_start(libraries, 2, NULL, 0);
    DWORD count = world_list(NULL, NTMS_PHYSICAL_MEDIA, list);
    assert_int_equal(count, 2);
    for (DWORD i = 0; i < 2; i++) {
        assert_int_equal(world_list(&list[i], NTMS_PARTITION, sides), 1);
        media[i] = sides[0];
    }
    assert_int_equal(MountNtmsMedia(world.session, media, drives, 2, 0, 0, 0, NULL),
                     ERROR_DRIVE_MEDIA_MISMATCH);
    count = world_list(NULL, NTMS_DRIVE, list);
    uint32_t mismatches = 0;
    for (DWORD i = 0; i < count; i++) {
        drives[0] = list[i];
        DWORD error =
            MountNtmsMedia(world.session, media, drives, 1, NTMS_MOUNT_SPECIFIC_DRIVE, 0, 0, NULL);
        mismatches += error == ERROR_DRIVE_MEDIA_MISMATCH;
        assert_true(error == ERROR_DRIVE_MEDIA_MISMATCH || error == ERROR_TIMEOUT);
    }
    assert_int_equal(mismatches, count / 2);
}

static DWORD user_mounts(void *context)
{
    return mount_one(context, NTMS_MOUNT_READ, 0, NULL);
}

/* PROMISE: MountNtmsMedia/2 */
static void test_rights_on_pool_and_library(void **state)
{
    static const char use[] = "O:BAG:SYD:(A;;0x1;;;WD)";
    static const char rest[] = "O:BAG:SYD:(A;;0x6;;;WD)";
    (void)state;
    start();
    pools_protect(&mount_pool, use);
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].logical), ERROR_TIMEOUT);
    pools_protect(&mount_pool, nobody);
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].logical), ERROR_ACCESS_DENIED);
    pools_protect(&mount_pool, rest);
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].side), ERROR_ACCESS_DENIED);
    pools_protect(&mount_pool, use);
    pools_protect(&world.library, rest);
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].logical), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, use);
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].logical), ERROR_TIMEOUT);
    /* Denied comes before disabled, after unknown. */
    pools_protect(&mount_pool, nobody);
    mount_set_medium(0, "enabled = 0");
    assert_int_equal(world_as_user(user_mounts, &mount_media[0].logical), ERROR_ACCESS_DENIED);
    NTMS_GUID stray = world_stray_guid;
    assert_int_equal(world_as_user(user_mounts, &stray), ERROR_INVALID_MEDIA);
}

/* PROMISE: MountNtmsMedia/7, MountNtmsMedia/14 */
static void test_side_states_and_writing(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    for (DWORD side = NTMS_PARTSTATE_UNKNOWN; side <= NTMS_PARTSTATE_RESERVED; side++) {
        char text[32];
        snprintf(text, sizeof text, "state = %u", (unsigned)side);
        mount_set_side(0, text);
        BOOL useless = side == NTMS_PARTSTATE_INCOMPATIBLE || side == NTMS_PARTSTATE_DECOMMISSIONED;
        DWORD reading = useless ? ERROR_INVALID_STATE : ERROR_TIMEOUT;
        DWORD writing = side == NTMS_PARTSTATE_COMPLETE ? ERROR_WRITE_PROTECT : reading;
        assert_int_equal(try_mount(id, 0), reading); /* neither means reading */
        assert_int_equal(try_mount(id, NTMS_MOUNT_READ), reading);
        assert_int_equal(try_mount(id, NTMS_MOUNT_WRITE), writing);
        assert_int_equal(try_mount(id, NTMS_MOUNT_READ | NTMS_MOUNT_WRITE), writing);
    }
    mount_set_side(0, "state = 5");
    NTMS_GUID type = pools_library_type();
    world_sql_beside("UPDATE media_type SET read_write = 3 WHERE id = %g", &type);
    assert_int_equal(try_mount(id, NTMS_MOUNT_READ), ERROR_TIMEOUT);
    assert_int_equal(try_mount(id, NTMS_MOUNT_WRITE), ERROR_WRITE_PROTECT);
}

/* PROMISE: MountNtmsMedia/8 */
static void test_whatever_is_disabled_fails(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    mount_set_medium(0, "enabled = 0");
    assert_int_equal(try_mount(id, 0x2F), ERROR_RESOURCE_DISABLED);
    mount_set_medium(0, "enabled = 1");
    mount_set_side(0, "enabled = 0");
    assert_int_equal(try_mount(id, 0), ERROR_RESOURCE_DISABLED);
    mount_set_side(0, "enabled = 1");
    mount_set_drive(0, "enabled = 0");
    assert_int_equal(mount_in(id, 0, 0, 0), ERROR_RESOURCE_DISABLED);
    assert_int_equal(mount_in(id, 1, 0, 0), ERROR_TIMEOUT);
    assert_int_equal(try_mount(id, 0), ERROR_TIMEOUT); /* the other drive does */
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(try_mount(id, 0), ERROR_RESOURCE_DISABLED);
    /* Disabled comes before offline, after write protected. */
    world_pull_library();
    assert_int_equal(try_mount(id, 0), ERROR_RESOURCE_DISABLED);
    mount_set_side(0, "state = 6");
    assert_int_equal(try_mount(id, NTMS_MOUNT_WRITE), ERROR_WRITE_PROTECT);
}

/* PROMISE: MountNtmsMedia/9 */
static void test_offline_media(void **state)
{
    static const char shelf[] = "location = NULL, home_slot = NULL, current_library ="
                                " (SELECT id FROM library WHERE library_type = 1)";
    NTMS_GUID drives[2];
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    world_take(world_slot(0));
    mount_set_medium(0, shelf);
    for (DWORD options = 0; options < 0x20; options++) {
        NTMS_GUID media = *id;
        drives[0] = world.drives[0];
        assert_int_equal(MountNtmsMedia(world.session, &media, drives, 1, options, 0, 0, NULL),
                         (options & NTMS_MOUNT_ERROR_OFFLINE) != 0 ? ERROR_MEDIA_OFFLINE
                                                                   : ERROR_TIMEOUT);
    }
    /* One of two is enough. */
    assert_int_equal(mount_many(2, NTMS_MOUNT_ERROR_OFFLINE, 0, drives), ERROR_MEDIA_OFFLINE);
    assert_int_equal(mount_many(2, 0, 0, drives), ERROR_TIMEOUT);
    mount_expect_nothing_left();
    /* Nobody can be told to bring a medium to, or from, a library that is not connected. */
    world_pull_library();
    assert_int_equal(try_mount(id, 0), ERROR_MEDIA_OFFLINE);
    assert_int_equal(try_mount(&mount_media[1].logical, 0), ERROR_MEDIA_OFFLINE);
}

/* PROMISE: MountNtmsMedia/10 */
static void test_busy_media_and_drives(void **state)
{
    NTMS_GUID drives[LISTED] = {world_null_guid};
    const DWORD instant = NTMS_MOUNT_ERROR_NOT_AVAILABLE;
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    /* More media than drives can never be had. */
    assert_int_equal(mount_many(3, 0, INFINITE, drives), ERROR_BUSY);
    assert_int_equal(mount_many(3, NTMS_MOUNT_NOWAIT, 0, drives), ERROR_BUSY);
    mount_expect_nothing_left();
    assert_int_equal(mount_many(2, instant, 0, drives), ERROR_TIMEOUT);
    for (DWORD value = NTMS_MEDIASTATE_IDLE; value <= NTMS_MEDIASTATE_OPREQ; value++) {
        char text[32];
        BOOL idle = value == NTMS_MEDIASTATE_IDLE || value == NTMS_MEDIASTATE_UNLOADED ||
                    value == NTMS_MEDIASTATE_OPERROR;
        snprintf(text, sizeof text, "media_state = %u", (unsigned)value);
        mount_set_medium(0, text);
        assert_int_equal(mount_one(id, instant, 0, NULL), idle ? ERROR_TIMEOUT : ERROR_BUSY);
        assert_int_equal(mount_one(id, 0, 0, NULL), ERROR_TIMEOUT);
    }
    mount_set_medium(0, "media_state = 0");
    for (DWORD value = NTMS_DRIVESTATE_DISMOUNTED; value <= NTMS_DRIVESTATE_DISMOUNTABLE; value++) {
        char text[32];
        BOOL idle = value == NTMS_DRIVESTATE_DISMOUNTED || value == NTMS_DRIVESTATE_DISMOUNTABLE;
        snprintf(text, sizeof text, "state = %u", (unsigned)value);
        mount_set_drive(1, text);
        assert_int_equal(mount_one(id, instant, 0, NULL), ERROR_TIMEOUT);
        assert_int_equal(mount_many(2, instant, 0, drives), idle ? ERROR_TIMEOUT : ERROR_BUSY);
        assert_int_equal(mount_in(id, 1, instant, 0), idle ? ERROR_TIMEOUT : ERROR_BUSY);
        assert_int_equal(mount_in(id, 0, instant, 0), ERROR_TIMEOUT);
    }
    mount_set_drive(1, "state = 0");
    /* Free drives that cannot use the medium are as good as none. */
    assert_int_equal(mount_many(2, instant, 0, drives), ERROR_TIMEOUT);
    world_sql_beside("UPDATE drive_type_media_type SET media_type ="
                     " (SELECT id FROM media_type WHERE media_type = 0x27)",
                     NULL);
    assert_int_equal(mount_one(id, instant, 0, NULL), ERROR_BUSY);
    assert_int_equal(mount_in(id, 0, instant, 0), ERROR_BUSY);
    assert_int_equal(mount_one(id, 0, 0, NULL), ERROR_TIMEOUT);
    mount_expect_nothing_left();
}

/* PROMISE: MountNtmsMedia/stand-alone */
static void test_a_stand_alone_drive_is_fed_by_an_operator(void **state)
{
    struct vtl_client_library library;
    struct vtl_client_drive alone;
    NTMS_GUID list[WORLD_LIST];
    NTMS_GUID drives[WORLD_LIST];
    (void)state;
    vtl_config_default(&library, 0);
    library.cartridges = cartridges;
    vtl_config_drive_default(&alone, 0);
    alone.number = 40;
    world_start(&library, 1, &alone, 1);
    mount_own(1);
    world_take(world_slot(0));
    mount_set_medium(0, "location = NULL, home_slot = NULL, current_library ="
                        " (SELECT id FROM library WHERE library_type = 1)");
    DWORD count = world_list(NULL, NTMS_LIBRARY, list);
    uint32_t found = 0;
    for (DWORD i = 0; i < count; i++) {
        if (world_read(&list[i], NTMS_LIBRARY).Info.Library.LibraryType !=
            NTMS_LIBRARYTYPE_STANDALONE)
            continue;
        assert_int_equal(world_list(&list[i], NTMS_DRIVE, drives), 1);
        NTMS_GUID media = mount_media[0].logical;
        assert_int_equal(MountNtmsMedia(world.session, &media, drives, 1,
                                        NTMS_MOUNT_SPECIFIC_DRIVE | NTMS_MOUNT_ERROR_OFFLINE, 0, 0,
                                        NULL),
                         ERROR_MEDIA_OFFLINE);
        assert_int_equal(
            MountNtmsMedia(world.session, &media, drives, 1, NTMS_MOUNT_SPECIFIC_DRIVE, 0, 0, NULL),
            ERROR_TIMEOUT);
        found++;
    }
    assert_int_equal(found, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_unknown_and_repeated_media_fail, world_teardown),
        cmocka_unit_test_teardown(test_unknown_and_repeated_drives_fail, world_teardown),
        cmocka_unit_test_teardown(test_a_library_that_is_gone_fails, world_teardown),
        cmocka_unit_test_teardown(test_media_and_drives_of_different_libraries_fail,
                                  world_teardown),
        cmocka_unit_test_teardown(test_rights_on_pool_and_library, world_teardown),
        cmocka_unit_test_teardown(test_side_states_and_writing, world_teardown),
        cmocka_unit_test_teardown(test_whatever_is_disabled_fails, world_teardown),
        cmocka_unit_test_teardown(test_offline_media, world_teardown),
        cmocka_unit_test_teardown(test_busy_media_and_drives, world_teardown),
        cmocka_unit_test_teardown(test_a_stand_alone_drive_is_fed_by_an_operator, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
