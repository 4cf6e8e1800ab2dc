/* SPDX-License-Identifier: MIT */
/*
 * A management program listens to everything while two backup programs work the library; started by
 * tests/crash/across-widths it is of the other width. Whenever they pause, its picture of all
 * objects, made of what it was told, is the one that it enumerates.
 */
#include "listeners.h"
#include "management_backup.h"

#include "api/pools_support.h"

#include <stdlib.h>

enum { TAPES = 6 };

static void begin(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = BACKUP_SLOTS;
    library.drives = 2;
    library.ports = 1;
    library.cartridges = "s0..s6=A%05uL4,data\n";
    world_start(&library, 1, NULL, 0);
    for (uint32_t i = 0; i < world.drive_count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&world.drives[i], NTMS_DRIVE);
        object.Info.Drive.dwDeferDismountDelay = 1;
        assert_int_equal(SetNtmsObjectInformationW(world.session, &world.drives[i], &object), 0);
    }
}

/* A cleaner comes, and all tapes but one are free to be used. */
static void equip(void)
{
    NTMS_GUID type = pools_library_type();
    NTMS_GUID target = pools_child(NTMS_POOLTYPE_SCRATCH, &type);
    world_reserve(BACKUP_CLEANER_SLOT);
    world_inject_by_port("CLN001L4", 50, 50);
    for (uint32_t i = 0; i < TAPES; i++) {
        NTMS_GUID medium = pools_medium(i);
        assert_int_equal(MoveToNtmsMediaPool(world.session, &medium, &target), 0);
    }
}

static void test_what_is_told_is_what_there_is(void **state)
{
    struct backup backups[BACKUPS];
    (void)state;
    begin();
    listeners_begin();
    equip();
    listeners_compare();
    for (uint32_t i = 0; i < BACKUPS; i++)
        backups[i] = backup_start(i);
    for (uint32_t round = 0; round < BACKUP_ROUNDS; round++) {
        for (uint32_t i = 0; i < BACKUPS; i++)
            backup_await_pause(&backups[i], round);
        listeners_compare();
        for (uint32_t i = 0; i < BACKUPS; i++)
            backup_go_on(&backups[i], round);
    }
    for (uint32_t i = 0; i < BACKUPS; i++)
        backup_finish(&backups[i]);
    listeners_compare();
    listeners_end();
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_what_is_told_is_what_there_is, world_teardown),
    };
    if (argc == 3 && strcmp(argv[1], "backup") == 0)
        return backup_program(argv[2]);
    cmocka_set_test_filter(getenv("NTMS_TEST_CASE"));
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
