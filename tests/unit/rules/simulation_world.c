/* SPDX-License-Identifier: MIT */
/* The library of the imagination at rest: places, cartridges, requests. */
#include "unit/rules/simulation.h"

#include <string.h>

uint32_t simulation_chance(struct simulation *simulation, uint32_t bound)
{
    simulation->seed = simulation->seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)((simulation->seed >> 33) % bound);
}

void simulation_reset(struct simulation *simulation, uint64_t seed)
{
    memset(simulation, 0, sizeof *simulation);
    simulation->seed = seed * 2 + 1;
    struct rules_world *world = &simulation->world;
    world->now = 1000000;
    world->enabled = true;
    world->present = true;
    world->supports_drive_cleaning = true;
    world->cleaner_slot = SIMULATION_CLEANER_SLOT;
    world->transport_home = (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
    world->slots = simulation->slots;
    world->slot_count = SIMULATION_SLOTS;
    world->drives = simulation->drives;
    world->drive_count = SIMULATION_DRIVES;
    world->ports = simulation->ports;
    world->port_count = 1;
    world->doors = simulation->doors;
    world->door_count = 1;
    world->requests = simulation->requests;
    for (size_t i = 0; i < SIMULATION_SLOTS; i++) {
        simulation->slots[i].present = true;
    }
    for (size_t i = 0; i < SIMULATION_DRIVES; i++) {
        simulation->drives[i].present = true;
        simulation->drives[i].enabled = true;
        simulation->drives[i].home = (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
        simulation->drives[i].medium = RULES_NONE;
        simulation->drives[i].side = RULES_NONE;
    }
    simulation->ports[0].max_extend_seconds = 30;
    simulation->doors[0].max_open_seconds = 30;
}

enum rules_content *simulation_real(struct simulation *simulation, struct rules_place place)
{
    switch (place.kind) {
    case RULES_PLACE_SLOT:
        return place.index < SIMULATION_SLOTS ? &simulation->real_slots[place.index] : NULL;
    case RULES_PLACE_DRIVE:
        return place.index < SIMULATION_DRIVES ? &simulation->real_drives[place.index] : NULL;
    case RULES_PLACE_PORT:
        return place.index == 0 ? &simulation->real_port : NULL;
    case RULES_PLACE_TRANSPORT:
        return &simulation->world.transport_content;
    default:
        return NULL;
    }
}

void simulation_start_cycle(struct simulation *simulation, uint32_t drive)
{
    const uint32_t outcome = simulation_chance(simulation, 8);
    simulation->cycle_end[drive] =
        simulation->world.now + 1000 + simulation_chance(simulation, 60000);
    simulation->cycle_result[drive] = outcome == 0   ? RULES_CLEANING_FAILED
                                      : outcome == 1 ? RULES_CLEANING_SPENT
                                                     : RULES_CLEANING_DONE;
    if (simulation->never_ends) {
        simulation->cycle_end[drive] = simulation->world.now + (int64_t)3 * 60 * 60 * 1000;
    }
}

void simulation_show(struct simulation *simulation, struct rules_place place,
                     enum rules_content content)
{
    if (place.kind == RULES_PLACE_SLOT) {
        simulation->slots[place.index].content = content;
    } else if (place.kind == RULES_PLACE_DRIVE) {
        struct rules_drive *drive = &simulation->drives[place.index];
        drive->content = content;
        drive->loaded = content != RULES_CONTENT_EMPTY;
        drive->cleaning = RULES_CLEANING_NONE;
        drive->cleaning_checked = 0;
    } else if (place.kind == RULES_PLACE_PORT) {
        simulation->ports[0].content = content;
    } else {
        simulation->world.transport_full = content != RULES_CONTENT_EMPTY;
        simulation->world.transport_content = content;
    }
}

void simulation_put(struct simulation *simulation, struct rules_place place,
                    enum rules_content content)
{
    *simulation_real(simulation, place) = content;
    simulation_show(simulation, place, content);
    if (place.kind == RULES_PLACE_DRIVE && content == RULES_CONTENT_CLEANER) {
        simulation_start_cycle(simulation, place.index);
    }
    if (content == RULES_CONTENT_CLEANER) {
        simulation->world.cleaner_present = true;
        simulation->world.cleaner_uses_remaining = 5;
    }
}

uint32_t simulation_request(struct simulation *simulation, uint32_t operation, uint32_t drive)
{
    const uint32_t index = (uint32_t)simulation->world.request_count++;
    simulation->requests[index] = (struct rules_request){.operation = operation,
                                                         .queued = simulation->world.now,
                                                         .drive = drive,
                                                         .slot = RULES_NONE,
                                                         .medium = RULES_NONE,
                                                         .group = index};
    return index;
}

void simulation_doubt(struct simulation *simulation)
{
    for (size_t i = 0; i < SIMULATION_SLOTS; i++) {
        simulation->slots[i].content = RULES_CONTENT_UNKNOWN;
    }
    for (size_t i = 0; i < SIMULATION_DRIVES; i++) {
        simulation->drives[i].content = RULES_CONTENT_UNKNOWN;
    }
    simulation->ports[0].content = RULES_CONTENT_UNKNOWN;
}

uint32_t simulation_count(const struct simulation *simulation)
{
    uint32_t count = simulation->world.transport_full;
    for (size_t i = 0; i < SIMULATION_SLOTS; i++) {
        count += simulation->real_slots[i] != RULES_CONTENT_EMPTY;
    }
    for (size_t i = 0; i < SIMULATION_DRIVES; i++) {
        count += simulation->real_drives[i] != RULES_CONTENT_EMPTY;
    }
    return count + (simulation->real_port != RULES_CONTENT_EMPTY);
}

struct rules_place simulation_cleaner(const struct simulation *simulation)
{
    for (uint32_t i = 0; i < SIMULATION_SLOTS; i++) {
        if (simulation->real_slots[i] == RULES_CONTENT_CLEANER) {
            return (struct rules_place){RULES_PLACE_SLOT, i};
        }
    }
    for (uint32_t i = 0; i < SIMULATION_DRIVES; i++) {
        if (simulation->real_drives[i] == RULES_CONTENT_CLEANER) {
            return (struct rules_place){RULES_PLACE_DRIVE, i};
        }
    }
    if (simulation->real_port == RULES_CONTENT_CLEANER) {
        return (struct rules_place){RULES_PLACE_PORT, 0};
    }
    if (simulation->world.transport_full &&
        simulation->world.transport_content == RULES_CONTENT_CLEANER) {
        return (struct rules_place){RULES_PLACE_TRANSPORT, 0};
    }
    return (struct rules_place){RULES_PLACE_NOWHERE, RULES_NONE};
}
