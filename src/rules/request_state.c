/* SPDX-License-Identifier: MIT */
#include "rules/request_state.h"

#include "rules/world.h"

bool rules_is_visit(uint32_t operation)
{
    return operation == MODEL_LM_MOUNT || operation == MODEL_LM_WRITESCRATCH ||
           operation == MODEL_LM_CLASSIFY || operation == MODEL_LM_PROCESSOMID;
}

bool rules_request_is_finished(uint32_t state)
{
    switch (state) {
    case MODEL_LM_QUEUED:
    case MODEL_LM_INPROCESS:
    case MODEL_LM_WAITING:
    case MODEL_LM_DEFERRED:
        return false;
    default:
        return true;
    }
}

bool rules_request_may_become(uint32_t from, uint32_t to)
{
    if (rules_request_is_finished(from)) {
        return false;
    }
    switch (to) {
    case MODEL_LM_QUEUED:
    case MODEL_LM_DEFERRED:
        return from == to;
    case MODEL_LM_INPROCESS:
    case MODEL_LM_WAITING:
    case MODEL_LM_PASSED:
    case MODEL_LM_FAILED:
    case MODEL_LM_INVALID:
    case MODEL_LM_CANCELLED:
    case MODEL_LM_STOPPED:
        return true;
    default:
        return false;
    }
}

bool rules_request_is_stoppable(uint32_t operation, uint32_t state)
{
    if (rules_request_is_finished(state)) {
        return false;
    }
    switch (operation) {
    case MODEL_LM_INVENTORY:
    case MODEL_LM_EJECT:
    case MODEL_LM_EJECTCLEANER:
    case MODEL_LM_INJECT:
    case MODEL_LM_INJECTCLEANER:
        return true;
    default:
        return false;
    }
}

bool rules_request_is_cancellable(uint32_t operation, uint32_t state)
{
    if (rules_request_is_finished(state)) {
        return false;
    }
    return state != MODEL_LM_INPROCESS || operation == MODEL_LM_DOORACCESS ||
           rules_request_is_stoppable(operation, state);
}

enum rules_cancel rules_request_cancel(uint32_t operation, uint32_t state, uint32_t stage,
                                       bool present)
{
    if (rules_request_is_finished(state)) {
        return RULES_CANCEL_FINISHED;
    }
    if (!rules_request_is_cancellable(operation, state)) {
        return RULES_CANCEL_REFUSED;
    }
    if (rules_is_visit(operation)) {
        /* What is in a drive for it is released with it; no step of it is running. */
        return RULES_CANCEL_AT_ONCE;
    }
    const bool begun = state == MODEL_LM_INPROCESS || stage != RULES_STAGE_START;
    return begun && present ? RULES_CANCEL_QUEUED : RULES_CANCEL_AT_ONCE;
}
