/* SPDX-License-Identifier: MIT */
#include "rules/allocation.h"

#define BIT(state) (1u << MODEL_PARTSTATE_##state)

/*
 * The states that a side may come into, by the one that it is in. Identification makes FOREIGN and
 * IMPORT, a drive that cannot use the cartridge INCOMPATIBLE, neither of them out of what an
 * application owns or what is retired. UNPREPARED is the way into Free, and back when the free
 * label could not be written; media that get none become AVAILABLE at once. The rest are the calls
 * of applications.
 */
static const uint32_t NEXT[] = {
    [MODEL_PARTSTATE_UNKNOWN] =
        BIT(FOREIGN) | BIT(IMPORT) | BIT(UNPREPARED) | BIT(AVAILABLE) | BIT(INCOMPATIBLE),
    [MODEL_PARTSTATE_UNPREPARED] =
        BIT(AVAILABLE) | BIT(UNKNOWN) | BIT(FOREIGN) | BIT(IMPORT) | BIT(INCOMPATIBLE),
    [MODEL_PARTSTATE_INCOMPATIBLE] = BIT(FOREIGN) | BIT(IMPORT),
    [MODEL_PARTSTATE_DECOMMISSIONED] = 0,
    [MODEL_PARTSTATE_AVAILABLE] =
        BIT(ALLOCATED) | BIT(RESERVED) | BIT(DECOMMISSIONED) | BIT(UNPREPARED) | BIT(INCOMPATIBLE),
    [MODEL_PARTSTATE_ALLOCATED] = BIT(COMPLETE) | BIT(AVAILABLE) | BIT(DECOMMISSIONED),
    [MODEL_PARTSTATE_COMPLETE] = BIT(AVAILABLE) | BIT(DECOMMISSIONED),
    [MODEL_PARTSTATE_FOREIGN] = BIT(IMPORT) | BIT(UNPREPARED) | BIT(AVAILABLE) | BIT(INCOMPATIBLE),
    [MODEL_PARTSTATE_IMPORT] =
        BIT(ALLOCATED) | BIT(FOREIGN) | BIT(UNPREPARED) | BIT(AVAILABLE) | BIT(INCOMPATIBLE),
    [MODEL_PARTSTATE_RESERVED] = BIT(ALLOCATED) | BIT(AVAILABLE),
};

bool rules_side_may_become(uint32_t from, uint32_t to)
{
    if (from > MODEL_PARTSTATE_RESERVED || to > MODEL_PARTSTATE_RESERVED) {
        return false;
    }
    return from == to || (NEXT[from] >> to & 1u) != 0;
}

bool rules_medium_in_use(uint32_t media_state)
{
    return media_state != MODEL_MEDIASTATE_IDLE;
}

/* It carries an application's data. */
static bool is_held(uint32_t side_state)
{
    return side_state == MODEL_PARTSTATE_ALLOCATED || side_state == MODEL_PARTSTATE_COMPLETE;
}

bool rules_side_is_owned(uint32_t side_state)
{
    return is_held(side_state) || side_state == MODEL_PARTSTATE_RESERVED;
}

static base_error check_found(const struct rules_side_facts *facts)
{
    if (!facts->found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!facts->pool_found) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    return facts->granted ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

base_error rules_check_complete(const struct rules_side_facts *facts)
{
    base_error error = check_found(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return facts->side_state == MODEL_PARTSTATE_ALLOCATED && !facts->in_use
               ? BASE_ERROR_SUCCESS
               : BASE_ERROR_INVALID_STATE;
}

base_error rules_check_decommission(const struct rules_side_facts *facts)
{
    base_error error = check_found(facts);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    return facts->side_state == MODEL_PARTSTATE_AVAILABLE ? BASE_ERROR_SUCCESS
                                                          : BASE_ERROR_INVALID_STATE;
}

base_error rules_check_swap(const struct rules_side_facts *first,
                            const struct rules_side_facts *second, bool same_logical,
                            bool same_pool)
{
    if (!first->found || !second->found || same_logical) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!first->pool_found || !second->pool_found || !same_pool) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    if (!first->granted || !second->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (first->side_state != MODEL_PARTSTATE_ALLOCATED ||
        second->side_state != MODEL_PARTSTATE_ALLOCATED) {
        return BASE_ERROR_INVALID_STATE;
    }
    return first->in_use || second->in_use ? BASE_ERROR_INVALID_MEDIA : BASE_ERROR_SUCCESS;
}

base_error rules_check_deallocate(const struct rules_side_facts *facts)
{
    if (!facts->found || !is_held(facts->side_state)) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    return facts->granted ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

uint32_t rules_side_state_released(uint32_t allocate_count, uint32_t max_allocates)
{
    bool limited = max_allocates != 0 && max_allocates != UINT32_MAX;

    return limited && allocate_count >= max_allocates ? MODEL_PARTSTATE_DECOMMISSIONED
                                                      : MODEL_PARTSTATE_AVAILABLE;
}

void rules_sides_release_reserved(uint32_t *states, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (is_held(states[i])) {
            return;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (states[i] == MODEL_PARTSTATE_RESERVED) {
            states[i] = MODEL_PARTSTATE_AVAILABLE;
        }
    }
}

bool rules_returns_to_free(const struct rules_return_facts *facts)
{
    bool of_use = false;

    if (facts->pool_type != MODEL_POOLTYPE_APPLICATION ||
        (facts->deallocation_policy & MODEL_DEALLOCATE_TOSCRATCH) == 0 || facts->read_only ||
        !facts->enabled || !facts->present || !rules_library_reachable(&facts->library)) {
        return false;
    }
    if (!facts->labelled && facts->in_use) {
        return false;
    }
    for (uint32_t i = 0; i < facts->side_count; i++) {
        if (rules_side_is_owned(facts->sides[i])) {
            return false;
        }
        of_use |= rules_side_state_moved(MODEL_POOLTYPE_SCRATCH, facts->sides[i]) ==
                  MODEL_PARTSTATE_UNPREPARED;
    }
    return of_use;
}

base_error rules_check_delete_media(const struct rules_delete_media_facts *facts)
{
    if (!facts->found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!facts->pool_found) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    if (!facts->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!facts->on_shelf || facts->in_use) {
        return BASE_ERROR_INVALID_STATE;
    }
    for (uint32_t i = 0; i < facts->side_count; i++) {
        if (rules_side_is_owned(facts->sides[i])) {
            return BASE_ERROR_INVALID_STATE;
        }
    }
    return BASE_ERROR_SUCCESS;
}
