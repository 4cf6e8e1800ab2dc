/* SPDX-License-Identifier: MIT */
/* DismountNtmsMedia: what it says before anything is queued, row by row. The media are in their
 * drives by the word of the database alone. */
#include "mount_support.h"

#include <stdio.h>
#include <stdlib.h>

static const char cartridges[] = "s0=A00000L4,data\ns1=A00001L4,data\n";
static const char nobody[] = "O:BAG:SYD:(A;;0x60007;;;SY)";

/* A drive that is disabled keeps its medium and its requests: nothing moves in these cases. */
static void start(void)
{
    world_start_small(1, 0, cartridges);
    mount_own(2);
}

/* The first medium, as far as the row of it goes, is ready in drive 0. */
static void pretend_mounted(void)
{
    mount_set_medium(0, "location_type = 5, media_state = 3, location = (SELECT id FROM drive ORDER"
                        " BY number LIMIT 1), mounted_partition = (SELECT id FROM media_side WHERE"
                        " physical_media = physical_media.id LIMIT 1)");
}

static DWORD dismount(const NTMS_GUID *id)
{
    return mount_dismount(id, NTMS_DISMOUNT_IMMEDIATE);
}

/* PROMISE: DismountNtmsMedia/1 */
static void test_bad_arguments_fail(void **state)
{
    (void)state;
    start();
    NTMS_GUID id = mount_media[0].logical;
    assert_int_equal(DismountNtmsMedia(NULL, &id, 1, 0), ERROR_INVALID_HANDLE);
    assert_int_equal(DismountNtmsMedia(world.session, NULL, 1, 0), ERROR_INVALID_PARAMETER);
    assert_int_equal(DismountNtmsMedia(world.session, &id, 0, 0), ERROR_INVALID_PARAMETER);
    for (DWORD options = 0; options < 4; options++)
        assert_int_equal(mount_dismount(&id, options), ERROR_INVALID_STATE);
    for (DWORD bit = 4; bit != 0; bit <<= 1) {
        assert_int_equal(mount_dismount(&id, bit), ERROR_INVALID_PARAMETER);
        assert_int_equal(mount_dismount(&id, bit | 1), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
}

/* PROMISE: DismountNtmsMedia/3 */
static void test_unknown_and_repeated_media_fail(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *const wrong[] = {&world_stray_guid, &world_null_guid, &mount_media[0].medium,
                                      &mount_pool,       &world.library,   &world.drives[0]};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(dismount(wrong[i]), ERROR_INVALID_MEDIA);
    NTMS_GUID twice[2] = {mount_media[0].logical, mount_media[0].logical};
    assert_int_equal(DismountNtmsMedia(world.session, twice, 2, 0), ERROR_INVALID_MEDIA);
    twice[1] = mount_media[0].side;
    assert_int_equal(DismountNtmsMedia(world.session, twice, 2, 0), ERROR_INVALID_MEDIA);
    twice[1] = mount_media[1].side;
    assert_int_equal(DismountNtmsMedia(world.session, twice, 2, 0), ERROR_INVALID_STATE);
}

/* PROMISE: DismountNtmsMedia/4, DismountNtmsMedia/5 */
static void test_libraries_that_are_gone_or_offline(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    world_pull_library();
    assert_int_equal(dismount(id), ERROR_MEDIA_OFFLINE);
    mount_set_medium(0, "current_library = x'0102030405060708090A0B0C0D0E0F10'");
    assert_int_equal(dismount(id), ERROR_INVALID_LIBRARY);
    mount_set_medium(0, "location = NULL, home_slot = NULL, current_library ="
                        " (SELECT id FROM library WHERE library_type = 1)");
    assert_int_equal(dismount(id), ERROR_MEDIA_OFFLINE);
}

static DWORD user_dismounts(void *context)
{
    return dismount(context);
}

/* PROMISE: DismountNtmsMedia/2 */
static void test_rights_on_pool_and_library(void **state)
{
    static const char use[] = "O:BAG:SYD:(A;;0x1;;;WD)";
    static const char rest[] = "O:BAG:SYD:(A;;0x6;;;WD)";
    NTMS_GUID stray = world_stray_guid;
    (void)state;
    start();
    NTMS_GUID *id = &mount_media[0].logical;
    pools_protect(&mount_pool, use);
    assert_int_equal(world_as_user(user_dismounts, id), ERROR_INVALID_STATE);
    pools_protect(&mount_pool, nobody);
    assert_int_equal(world_as_user(user_dismounts, id), ERROR_ACCESS_DENIED);
    assert_int_equal(world_as_user(user_dismounts, &stray), ERROR_INVALID_MEDIA);
    pools_protect(&mount_pool, use);
    pools_protect(&world.library, rest);
    assert_int_equal(world_as_user(user_dismounts, id), ERROR_ACCESS_DENIED);
    pools_protect(&world.library, use);
    assert_int_equal(world_as_user(user_dismounts, id), ERROR_INVALID_STATE);
}

/* PROMISE: DismountNtmsMedia/6 */
static void test_a_disabled_medium_fails(void **state)
{
    (void)state;
    start();
    mount_set_medium(0, "enabled = 0");
    assert_int_equal(dismount(&mount_media[0].logical), ERROR_MEDIA_NOT_AVAILABLE);
    mount_set_medium(0, "enabled = 1");
    mount_set_side(0, "enabled = 0");
    assert_int_equal(dismount(&mount_media[0].side), ERROR_MEDIA_NOT_AVAILABLE);
}

/* PROMISE: DismountNtmsMedia/7 */
static void test_a_device_that_is_not_available_fails(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    pretend_mounted();
    mount_set_drive(0, "enabled = 0");
    assert_int_equal(dismount(id), ERROR_DEVICE_NOT_AVAILABLE);
    mount_set_drive(0, "enabled = 1");
    world_sql_beside("UPDATE library SET enabled = 0 WHERE id = %g", &world.library);
    assert_int_equal(dismount(id), ERROR_DEVICE_NOT_AVAILABLE);
    mount_set_medium(0, "media_state = 0");
    assert_int_equal(dismount(id), ERROR_DEVICE_NOT_AVAILABLE);
    world_sql_beside("UPDATE library SET enabled = 1 WHERE id = %g", &world.library);
    pretend_mounted();
    world_pull_drive(0);
    assert_int_equal(dismount(id), ERROR_DEVICE_NOT_AVAILABLE);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
}

/* PROMISE: DismountNtmsMedia/8 */
static void test_the_side_must_be_the_mounted_one(void **state)
{
    (void)state;
    start();
    const NTMS_GUID *id = &mount_media[0].logical;
    assert_int_equal(dismount(id), ERROR_INVALID_STATE);
    pretend_mounted();
    for (DWORD value = NTMS_MEDIASTATE_IDLE; value <= NTMS_MEDIASTATE_OPREQ; value++) {
        char text[32];
        BOOL left = value == NTMS_MEDIASTATE_UNLOADED;
        if (value == NTMS_MEDIASTATE_LOADED)
            continue;
        snprintf(text, sizeof text, "media_state = %u", (unsigned)value);
        mount_set_medium(0, text);
        assert_int_equal(mount_dismount(id, NTMS_DISMOUNT_DEFERRED), ERROR_INVALID_STATE);
        if (!left)
            assert_int_equal(dismount(id), ERROR_INVALID_STATE);
    }
    mount_set_medium(0, "media_state = 3, mounted_partition = x'0102030405060708090A0B0C0D0E0F10'");
    assert_int_equal(dismount(id), ERROR_INVALID_STATE);
    assert_int_equal(world_request_count(NTMS_LM_DISMOUNT), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_bad_arguments_fail, world_teardown),
        cmocka_unit_test_teardown(test_unknown_and_repeated_media_fail, world_teardown),
        cmocka_unit_test_teardown(test_libraries_that_are_gone_or_offline, world_teardown),
        cmocka_unit_test_teardown(test_rights_on_pool_and_library, world_teardown),
        cmocka_unit_test_teardown(test_a_disabled_medium_fails, world_teardown),
        cmocka_unit_test_teardown(test_a_device_that_is_not_available_fails, world_teardown),
        cmocka_unit_test_teardown(test_the_side_must_be_the_mounted_one, world_teardown),
    };
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
