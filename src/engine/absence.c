/* SPDX-License-Identifier: MIT */
#include "engine/absence.h"

#include "base/log.h"
#include "engine/discover.h"
#include "engine/pause.h"
#include "engine/reconcile.h"
#include "engine/steps.h"

/* Times in a row that a library said it was gone and was there. */
#define FALSE_ALARMS_MOST 3

bool engine_absence_suspect(struct engine_controller *controller, const struct device_fault *fault)
{
    if (!device_fault_is_gone(fault)) {
        return false;
    }
    port_mutex_lock(&controller->mutex);
    controller->gone = controller->gone || controller->false_alarms < FALSE_ALARMS_MOST;
    bool gone = controller->gone;
    port_mutex_unlock(&controller->mutex);
    return gone;
}

bool engine_absence_presume(struct engine_controller *controller, bool on_record)
{
    port_mutex_lock(&controller->mutex);
    bool known = controller->gone;
    controller->gone = true;
    port_mutex_unlock(&controller->mutex);
    controller->absent = on_record;
    controller->search_now = controller->search_now || !known;
    return !known;
}

/* It and its drives are not present; what is queued waits. */
static void record_absence(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    base_error error;

    if (controller->absent) {
        return;
    }
    port_named_point("absence.noticed");
    error = engine_step_begin(controller, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_end(transaction,
                                engine_reconcile_absent(transaction, &controller->library));
    }
    controller->absent = error == BASE_ERROR_SUCCESS;
    port_named_point("absence.recorded");
    (void)base_log(BASE_LOG_WARNING, 884, error, "a library is gone%s",
                   controller->absent ? "" : ", which could not be recorded");
}

static bool is_found(struct engine_controller *controller)
{
    bool found = false;
    base_error error = engine_discover_library(controller->engine, &controller->library, &found);

    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 885, error, "a library cannot be looked for");
    }
    return error == BASE_ERROR_SUCCESS && found;
}

static void search_later(struct engine_controller *controller)
{
    controller->search_after = port_clock_monotonic() + engine_pause_after(controller->searches++);
}

bool engine_absence_search(struct engine_controller *controller, bool draining, uint32_t *wait)
{
    port_mutex_lock(&controller->mutex);
    bool gone = controller->gone;
    bool busy = controller->jobs != NULL;
    port_mutex_unlock(&controller->mutex);
    controller->search_now = false;

    *wait = PORT_INFINITE;
    if (!gone) {
        return false;
    }
    if (!busy) {
        /* The system may keep the name of a device while somebody has it open. */
        device_changer_close(controller->changer);
        controller->changer = NULL;
    }
    if (!busy && !draining && port_clock_monotonic() >= controller->search_after) {
        if (is_found(controller)) {
            port_named_point("absence.found");
            return true;
        }
        search_later(controller);
    }
    record_absence(controller);
    if (!busy && !draining) {
        int64_t left = controller->search_after - port_clock_monotonic();
        *wait = left > 0 ? (uint32_t)left : 0;
    }
    return false;
}

void engine_absence_over(struct engine_controller *controller, bool back)
{
    if (!back) {
        controller->absent = false; /* the search has recorded that it is there */
        search_later(controller);
        return;
    }
    (void)base_log(BASE_LOG_NOTICE, 886, 0, "a library that was gone is back");
    port_mutex_lock(&controller->mutex);
    controller->gone = false;
    controller->false_alarms = controller->absent ? 0 : controller->false_alarms + 1;
    port_mutex_unlock(&controller->mutex);
    controller->absent = false;
    controller->searches = 0;
    controller->search_after = 0;
}

void engine_absence_disprove(struct engine_controller *controller)
{
    controller->false_alarms = 0;
}
