/* SPDX-License-Identifier: MIT */
#include "rules/choose_media.h"

static const uint32_t KINDS = MODEL_ALLOCATE_NEW | MODEL_ALLOCATE_NEXT;

base_error rules_check_allocate_options(uint32_t options)
{
    bool known = (options & ~(KINDS | MODEL_ALLOCATE_ERROR_IF_UNAVAILABLE)) == 0;

    return known && (options & KINDS) != KINDS ? BASE_ERROR_SUCCESS : BASE_ERROR_INVALID_PARAMETER;
}

static bool may_be_handed_out(uint32_t options, uint32_t state)
{
    if ((options & MODEL_ALLOCATE_NEXT) != 0) {
        return state == MODEL_PARTSTATE_RESERVED;
    }
    return state == MODEL_PARTSTATE_AVAILABLE || state == MODEL_PARTSTATE_IMPORT;
}

static base_error check_pool(const struct rules_allocate_facts *facts)
{
    if (!facts->pool_found || facts->pool_kind != MODEL_POOLTYPE_APPLICATION ||
        !facts->pool_holds_media) {
        return BASE_ERROR_INVALID_MEDIA_POOL;
    }
    return facts->granted ? BASE_ERROR_SUCCESS : BASE_ERROR_ACCESS_DENIED;
}

static base_error check_next(const struct rules_allocate_facts *facts)
{
    if (!facts->previous_found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!facts->side_given) {
        return facts->side.found ? BASE_ERROR_SUCCESS : BASE_ERROR_MEDIA_UNAVAILABLE;
    }
    return facts->side.found && facts->side.of_cartridge ? BASE_ERROR_SUCCESS
                                                         : BASE_ERROR_INVALID_MEDIA;
}

static base_error check_side(uint32_t options, const struct rules_allocate_side *side)
{
    if (!side->found) {
        return BASE_ERROR_INVALID_MEDIA;
    }
    if (!side->granted) {
        return BASE_ERROR_ACCESS_DENIED;
    }
    if (!may_be_handed_out(options, side->state)) {
        return BASE_ERROR_MEDIA_UNAVAILABLE;
    }
    if (!side->online) {
        return BASE_ERROR_MEDIA_OFFLINE;
    }
    if (!side->enabled) {
        return BASE_ERROR_RESOURCE_DISABLED;
    }
    return side->same_type ? BASE_ERROR_SUCCESS : BASE_ERROR_MEDIA_INCOMPATIBLE;
}

base_error rules_check_allocate(const struct rules_allocate_facts *facts)
{
    bool next = (facts->options & MODEL_ALLOCATE_NEXT) != 0;
    base_error error = rules_check_allocate_options(facts->options);

    if (error == BASE_ERROR_SUCCESS) {
        error = check_pool(facts);
    }
    if (error == BASE_ERROR_SUCCESS && next) {
        error = check_next(facts);
    }
    if (error == BASE_ERROR_SUCCESS && (next || facts->side_given)) {
        error = check_side(facts->options, &facts->side);
    }
    return error;
}

uint32_t rules_choose_next_side(const uint32_t *states, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (states[i] == MODEL_PARTSTATE_RESERVED) {
            return i;
        }
    }
    return count;
}

uint32_t rules_sibling_state(uint32_t options, uint32_t state)
{
    bool reserved = (options & MODEL_ALLOCATE_NEW) != 0 && state == MODEL_PARTSTATE_AVAILABLE;

    return reserved ? MODEL_PARTSTATE_RESERVED : state;
}
