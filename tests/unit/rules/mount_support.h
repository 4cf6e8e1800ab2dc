/* SPDX-License-Identifier: MIT */
/*
 * For tests of single plans with media: a library with two drives, five slots (the last one is the
 * cleaner's), a port, a door and four cartridges in their home slots. The case under test has one
 * world at a time.
 */
#ifndef TESTS_UNIT_RULES_MOUNT_SUPPORT_H
#define TESTS_UNIT_RULES_MOUNT_SUPPORT_H

#include "support/cmocka_shim.h"

#include "rules/plan.h"

#include <string.h>

enum { MEDIA = 4, SLOTS = 5, DRIVES = 2, REQUESTS = 6, STEPS = REQUESTS + DRIVES + 1 };

static struct rules_world world;
static struct rules_slot slots[SLOTS];
static struct rules_drive drives[DRIVES];
static struct rules_port ports[2]; /* only the first one unless the test says so */
static struct rules_door doors[1];
static struct rules_medium media[MEDIA];
static struct rules_request requests[REQUESTS];
static struct rules_step steps[STEPS];
static struct rules_plan plan;

static const struct rules_place AWAY = {RULES_PLACE_NOWHERE, RULES_NONE};

static inline int setup(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    memset(slots, 0, sizeof slots);
    memset(drives, 0, sizeof drives);
    memset(ports, 0, sizeof ports);
    memset(doors, 0, sizeof doors);
    memset(media, 0, sizeof media);
    memset(requests, 0, sizeof requests);
    world = (struct rules_world){.now = 1000000,
                                 .enabled = true,
                                 .present = true,
                                 .supports_drive_cleaning = true,
                                 .cleaner_slot = SLOTS - 1,
                                 .cleaner_present = true,
                                 .cleaner_uncounted = true,
                                 .transport_home = AWAY,
                                 .slots = slots,
                                 .slot_count = SLOTS,
                                 .drives = drives,
                                 .drive_count = DRIVES,
                                 .ports = ports,
                                 .port_count = 1,
                                 .doors = doors,
                                 .door_count = 1,
                                 .requests = requests,
                                 .media = media,
                                 .medium_count = MEDIA};
    for (uint32_t i = 0; i < SLOTS; i++) {
        slots[i].present = true;
        slots[i].content = i < MEDIA ? RULES_CONTENT_DATA : RULES_CONTENT_CLEANER;
    }
    for (uint32_t i = 0; i < DRIVES; i++) {
        drives[i] = (struct rules_drive){.present = true,
                                         .enabled = true,
                                         .home = AWAY,
                                         .medium = RULES_NONE,
                                         .side = RULES_NONE};
    }
    for (uint32_t i = 0; i < MEDIA; i++) {
        const struct rules_place slot = {RULES_PLACE_SLOT, i};
        media[i] = (struct rules_medium){
            .place = slot, .home = slot, .enabled = true, .sides = 1, .type = RULES_NONE};
    }
    return 0;
}

/* Cartridge `medium` lies loaded in a drive that is in `drive_state`; its slot is empty. */
static inline void put_in_drive(uint32_t medium, uint32_t drive, uint32_t drive_state)
{
    slots[medium].content = RULES_CONTENT_EMPTY;
    media[medium].place = (struct rules_place){RULES_PLACE_DRIVE, drive};
    drives[drive].content = RULES_CONTENT_DATA;
    drives[drive].loaded = true;
    drives[drive].medium = medium;
    drives[drive].side = 0;
    drives[drive].state = drive_state;
}

static inline struct rules_request *add_request(uint32_t operation, uint32_t medium)
{
    const uint32_t index = (uint32_t)world.request_count++;
    requests[index] = (struct rules_request){.operation = operation,
                                             .queued = world.now,
                                             .drive = RULES_NONE,
                                             .slot = RULES_NONE,
                                             .medium = medium,
                                             .group = index};
    return &requests[index];
}

/* A request that has its drive already. */
static inline struct rules_request *add_reserved(uint32_t operation, uint32_t medium,
                                                 uint32_t drive)
{
    struct rules_request *request = add_request(operation, medium);
    request->drive = drive;
    request->stage = RULES_STAGE_RESERVED;
    request->state = MODEL_LM_INPROCESS;
    return request;
}

static inline void make_plan(void)
{
    plan = (struct rules_plan){.steps = steps, .step_capacity = STEPS};
    rules_plan(&world, &plan);
}

/* The one step of a request. */
static inline const struct rules_step *step_of(uint32_t request)
{
    const struct rules_step *found = NULL;
    for (size_t i = 0; i < plan.step_count; i++) {
        if (steps[i].request == request) {
            assert_null(found);
            found = &steps[i];
        }
    }
    assert_non_null(found);
    return found;
}

static inline void assert_finish(uint32_t request, uint32_t state, base_error error)
{
    const struct rules_step *step = step_of(request);
    assert_int_equal(step->kind, RULES_STEP_FINISH);
    assert_int_equal(step->state, state);
    assert_int_equal(step->error, error);
}

static inline void assert_wait(uint32_t request, enum rules_wait wait, uint32_t state)
{
    const struct rules_step *step = step_of(request);
    assert_int_equal(step->kind, RULES_STEP_WAIT);
    assert_int_equal(step->wait, wait);
    assert_int_equal(step->state, state);
}

static inline void assert_move(uint32_t request, enum rules_place_kind from, uint32_t from_index,
                               enum rules_place_kind to, uint32_t to_index, bool flip)
{
    const struct rules_step *step = step_of(request);
    assert_int_equal(step->kind, RULES_STEP_MOVE);
    assert_int_equal(step->from.kind, from);
    assert_int_equal(step->from.index, from_index);
    assert_int_equal(step->to.kind, to);
    assert_int_equal(step->to.index, to_index);
    assert_int_equal(step->flip, flip);
    assert_int_equal(step->cargo, RULES_CONTENT_DATA);
}

#endif
