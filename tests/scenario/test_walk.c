/* SPDX-License-Identifier: MIT */
/*
 * Random walks: two processes with four threads each call whatever owns, mounts and moves media,
 * while devices fail now and then. Afterwards everything comes to rest, and database and library
 * agree; cartridges are moved by hand, and the next walk begins. A walk prints its seed:
 * NTMS_WALK_SEED (or an argument) runs that one alone, NTMS_WALK_CALLS and NTMS_WALK_SECONDS bound
 * what each thread does.
 */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/invariant.h"

enum { WALKS = 2, CALLS = 2000, SECONDS = 10, LABELLED = 18, HAND_MOVES = 4 };

static struct walk_plan plan;
static uint32_t only; /* seed, 0: some */

static uint32_t number_from(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (uint32_t)strtoul(text, NULL, 10);
}

/* ---- the world ---- */

/* Every other walk gives back to Free what it deallocates. */
static void set_policy(void)
{
    NTMS_OBJECTINFORMATIONW object = world_read(&plan.pool, NTMS_MEDIA_POOL);
    object.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    object.Info.MediaPool.DeallocationPolicy = plan.seed % 2 * NTMS_DEALLOCATE_TOSCRATCH;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &plan.pool, &object), 0);
}

static void set_delays(void)
{
    for (uint32_t i = 0; i < world.drive_count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&world.drives[i], NTMS_DRIVE);
        object.Info.Drive.dwDeferDismountDelay = 1;
        assert_int_equal(SetNtmsObjectInformationW(world.session, &world.drives[i], &object), 0);
    }
}

static void begin(void)
{
    struct vtl_client_library library;
    vtl_config_default(&library, 0);
    library.slots = WALK_SLOTS;
    library.drives = WALK_DRIVES;
    library.ports = 1;
    library.cartridges = "s1..s28=A%05uL4,data\n";
    world_start(&library, 1, NULL, 0);
    NTMS_GUID medium = pools_medium(1);
    NTMS_GUID type = world_read(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaType;
    plan.library = world.library;
    plan.pool = pools_make((const WCHAR *)u"Walk", &type);
    plan.free_pool = pools_child(NTMS_POOLTYPE_SCRATCH, &type);
    set_delays();
    for (uint32_t i = 1; i <= LABELLED; i++) {
        medium = pools_medium(i);
        assert_int_equal(MoveToNtmsMediaPool(world.session, &medium, &plan.free_pool), 0);
    }
}

/* ---- what goes wrong meanwhile ---- */

/* Not ready, a medium or hardware error, an attention, a command broken off: done or not; busy; no
 * such answer for some time. */
static void strike(uint32_t *state)
{
    static const uint32_t senses[] = {0x020401, 0x031100, 0x044400, 0x062900, 0x0B0000};
    static const uint32_t actions[] = {VTL_FAULT_SENSE,      VTL_FAULT_SENSE, VTL_FAULT_SENSE,
                                       VTL_FAULT_SENSE_DONE, VTL_FAULT_BUSY,  VTL_FAULT_DELAY};
    uint32_t sense = senses[walk_draw(state, 5)];
    uint32_t device = walk_draw(state, WALK_DRIVES + 1);
    struct vtl_control_fault fault = {.drive = (uint16_t)(device == 0 ? 0 : device - 1),
                                      .device = device != 0,
                                      .opcode = VTL_OPCODE_ANY,
                                      .skip = 1 + walk_draw(state, 20),
                                      .times = 1,
                                      .action = actions[walk_draw(state, 6)],
                                      .key = (uint8_t)(sense >> 16),
                                      .asc = (uint8_t)(sense >> 8),
                                      .ascq = (uint8_t)sense};
    if (fault.action == VTL_FAULT_DELAY)
        fault.count = walk_draw(state, 200);
    (void)vtl_fault(world.vtl, &fault);
}

static void strike_until_the_end(HANDLE *processes)
{
    uint32_t state = plan.seed * 77 + 5;
    ULONGLONG start = GetTickCount64();
    BOOL faults = number_from("NTMS_WALK_FAULTS", 1) != 0;
    while (GetTickCount64() - start <= plan.milliseconds &&
           WaitForMultipleObjects(WALK_PROCESSES, processes, TRUE, 30 + walk_draw(&state, 60)) ==
               WAIT_TIMEOUT) {
        if (faults)
            strike(&state);
    }
}

/* ---- hands ---- */

static uint32_t pick_slot(uint32_t *state, BOOL full)
{
    struct vtl_dump_cartridge cartridge;
    uint32_t slot;
    do {
        slot = walk_draw(state, WALK_SLOTS);
    } while (world_device_at(world_slot(slot), &cartridge) != full);
    return slot;
}

/* Cartridges change their slots, and the library is told to look again. */
static void move_by_hand(void)
{
    uint32_t state = plan.seed * 99 + 7;
    for (uint32_t i = 0; i < HAND_MOVES; i++) {
        uint32_t from = pick_slot(&state, TRUE);
        uint32_t to = pick_slot(&state, FALSE);
        assert_int_equal(vtl_move(world.vtl, world_slot(from), world_slot(to), 0), 0);
    }
    assert_int_equal(InventoryNtmsLibrary(world.session, &plan.library, NTMS_INVENTORY_FAST), 0);
}

/* ---- the walk ---- */

static void walk(uint32_t seed)
{
    HANDLE processes[WALK_PROCESSES];
    print_message("walk with seed %u\n", (unsigned)seed);
    plan.seed = seed;
    set_policy();
    for (plan.process = 0; plan.process < WALK_PROCESSES; plan.process++)
        processes[plan.process] = walk_process_start(&plan);
    strike_until_the_end(processes);
    walk_process_finish(processes, WALK_PROCESSES, &plan);
    assert_int_equal(vtl_clear_faults(world.vtl), 0);
    walk_rest(&plan);
    walk_check(&plan);
    move_by_hand();
    walk_rest(&plan);
    walk_check(&plan);
}

static void test_random_walks_leave_everything_sound(void **state)
{
    (void)state;
    plan.calls = number_from("NTMS_WALK_CALLS", CALLS);
    plan.milliseconds = 1000 * number_from("NTMS_WALK_SECONDS", SECONDS);
    begin();
    walk_rest(&plan);
    for (uint32_t seed = 1; seed <= (only != 0 ? 1 : WALKS); seed++)
        walk(only != 0 ? only : seed);
    world_close();
    world_open();
    walk_rest(&plan);
    walk_check(&plan);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_random_walks_leave_everything_sound, world_teardown),
    };
    if (argc == 3 && strcmp(argv[1], "walk") == 0)
        return walk_process(argv[2]);
    only = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : number_from("NTMS_WALK_SEED", 0);
    return cmocka_run_group_tests(tests, world_group_setup, world_group_teardown);
}
