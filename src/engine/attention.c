/* SPDX-License-Identifier: MIT */
/*
 * What a library tells of its own accord, with unit attentions: that it was reset, that somebody
 * had its door open: nothing that was known before counts then. That somebody used a port: what
 * lies there is looked at.
 */
#include "engine/steps.h"

#include "base/log.h"

#define CHANGED (DEVICE_ATTENTION_RESET | DEVICE_ATTENTION_MEDIUM_CHANGED)

/* A reset takes the locks away. */
static void lock_again(struct engine_controller *controller)
{
    struct device_fault fault;

    port_mutex_lock(&controller->mutex);
    bool unlocked = controller->door.unlocked;
    port_mutex_unlock(&controller->mutex);
    if (!unlocked && device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL,
                                         true, &fault) != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 851, fault.error, "a door cannot be locked: %s",
                       fault.text);
    }
}

/* The whole library is looked at before the next move anyway. */
static bool is_in_doubt(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    bool doubt = controller->looked_at == 0;
    port_mutex_unlock(&controller->mutex);
    return doubt;
}

static const char *what(unsigned bits)
{
    if ((bits & DEVICE_ATTENTION_RESET) != 0) {
        return "was reset";
    }
    return (bits & CHANGED) != 0 ? "was opened" : "had a port used";
}

void engine_step_heed(struct engine_controller *controller)
{
    unsigned bits = device_changer_attention(controller->changer);
    base_error error = BASE_ERROR_SUCCESS;

    bool ports = (bits & DEVICE_ATTENTION_PORT_ACCESSED) != 0 && !is_in_doubt(controller);
    if ((bits & CHANGED) == 0 && !ports) {
        return;
    }
    (void)base_log(BASE_LOG_NOTICE, 836, 0, "the library %s: it is looked at anew", what(bits));
    if ((bits & DEVICE_ATTENTION_RESET) != 0) {
        lock_again(controller);
    }
    error = (bits & CHANGED) != 0 ? engine_step_see_all(controller)
                                  : engine_step_look_ports(controller);
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 834, error, "the library does not show its state");
        error = engine_step_doubt_all(controller);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 893, error, "a library could not be doubted");
    }
}
