/* SPDX-License-Identifier: MIT */
#include "engine/takeover.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/absence.h"
#include "engine/drive_absence.h"
#include "engine/find_changer.h"
#include "engine/standalone.h"
#include "engine/steps.h"
#include "engine/text.h"
#include "engine/visit.h"

#include <string.h>

static void close_changer(struct engine_controller *controller)
{
    device_changer_close(controller->changer);
    controller->changer = NULL;
}

/* A library that is not there, or not where it was: it is had without its changer, and looked for.
 */
static base_error open_library(struct engine_controller *controller,
                               const struct model_information *library, const char *name)
{
    struct device_changer_description description;
    struct device_fault fault = {0};
    base_error error =
        device_changer_open(controller->engine->transport, name, &controller->changer, &fault);

    if (error != BASE_ERROR_SUCCESS) {
        (void)engine_absence_suspect(controller, &fault);
        return error;
    }
    device_changer_describe(controller->changer, &description);
    if (!engine_find_is_library(library, description.serial, description.name)) {
        (void)base_log(BASE_LOG_WARNING, 887, 0, "%s is another library now", name);
        close_changer(controller);
        (void)engine_absence_presume(controller, false);
        return BASE_ERROR_DEV_NOT_EXIST;
    }
    controller->cleaning_limit = (int64_t)description.clean_timeout_seconds * 1000;
    port_mutex_lock(&controller->mutex);
    controller->can_exchange = description.can_exchange;
    port_mutex_unlock(&controller->mutex);
    return BASE_ERROR_SUCCESS;
}

static base_error open_where_it_was(struct engine_controller *controller,
                                    const struct model_information *library)
{
    struct store_transaction *transaction = NULL;
    struct store_list changers = STORE_LIST_INIT;
    base_error error;

    if (controller->standalone) {
        return engine_standalone_open(controller->engine, &controller->library,
                                      &controller->changer);
    }
    error = store_begin_read(controller->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_CHANGER, &changers);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        error = changers.count == 0
                    ? BASE_ERROR_OBJECT_NOT_FOUND
                    : open_library(controller, library, changers.items[0].info.changer.device_name);
    }
    store_list_free(&changers);
    return error;
}

static base_error open_changer(struct engine_controller *controller)
{
    struct model_information library;
    base_error error = store_information_read(controller->engine->store, &controller->library,
                                              MODEL_LIBRARY, &library);

    controller->deleted = error == BASE_ERROR_OBJECT_NOT_FOUND;
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    if (library.object.operational_state == MODEL_NOT_PRESENT) {
        (void)engine_absence_presume(controller, true);
        return BASE_ERROR_DEV_NOT_EXIST;
    }
    return open_where_it_was(controller, &library);
}

static bool is_gone(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    bool gone = controller->gone;
    port_mutex_unlock(&controller->mutex);
    return gone;
}

static base_error take_lease(struct engine_controller *controller, bool *was_clean)
{
    struct store_transaction *transaction = NULL;
    char owner[128];
    base_error error = store_begin_write(controller->engine->store, &transaction);

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    engine_text_format(owner, sizeof owner, 64, "%s process %u", controller->engine->computer_name,
                       (unsigned)port_process_id());
    error =
        store_lease_take(transaction, &controller->library, owner, &controller->epoch, was_clean);
    return engine_step_end(transaction, error);
}

/* Locks stay as a dead holder left them; here they are put where the requests want them. */
static void lock_library(struct engine_controller *controller)
{
    struct device_fault fault;

    /* An unlocked port or door of a request that still waits is unlocked again by its next step's
     * look; one that nobody waits for must not stay open. */
    if (device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, true,
                            &fault) != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 851, fault.error, "a door cannot be locked: %s",
                       fault.text);
    }
}

/* A dead holder may have extended a port and not come to record it: such a port takes part in no
 * request, and the robot cannot reach it. */
static void retract_ports(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    struct store_list ports = STORE_LIST_INIT;
    struct model_information library;
    struct device_fault fault;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, &library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_IEPORT, &ports);
    }
    store_rollback(transaction);
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < ports.count; i++) {
        const struct model_port *port = &ports.items[i].info.port;
        if (port->position != MODEL_PORTPOSITION_EXTENDED &&
            device_changer_lock(controller->changer, DEVICE_LOCK_PORT,
                                port->number - library.info.library.first_port, true,
                                &fault) != BASE_ERROR_SUCCESS) {
            (void)base_log(BASE_LOG_WARNING, 855, fault.error, "a port cannot be retracted: %s",
                           fault.text);
        }
    }
    store_list_free(&ports);
}

static base_error prepare_drives(struct engine_controller *controller)
{
    size_t count = controller->places.drive_count;
    struct engine_drive_work *drives = base_memory_zero(count + 1, sizeof *drives);

    if (drives == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    port_mutex_lock(&controller->mutex);
    base_memory_free(controller->drives);
    controller->drives = drives;
    controller->drive_room = count;
    memset(&controller->door, 0, sizeof controller->door);
    controller->robot_failures = 0;
    controller->robot_tries = 0;
    controller->robot_faults = 0;
    controller->robot_lost = false;
    controller->robot_after = 0;
    controller->housekeeping_after = 0;
    port_mutex_unlock(&controller->mutex);
    return BASE_ERROR_SUCCESS;
}

static void tell_attempt(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->attempted = true;
    port_condition_wake_all(&controller->settled);
    port_mutex_unlock(&controller->mutex);
}

/* The library as it stands is the beginning, whatever the last holder knew. One whose door is open,
 * or that is still starting, shows nothing yet: it is taken over in doubt, and looked at again. */
static base_error take_over(struct engine_controller *controller)
{
    (void)device_changer_attention(controller->changer); /* what follows heeds it */
    base_error seen = engine_step_see_all(controller);
    base_error error = seen;

    if (seen == BASE_ERROR_DEVICE_DOOR_OPEN || seen == BASE_ERROR_NOT_READY) {
        error = engine_step_doubt_all(controller);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = prepare_drives(controller);
    }
    if (error == BASE_ERROR_SUCCESS && seen == BASE_ERROR_SUCCESS && !controller->standalone) {
        engine_drive_absence_compare(controller, NULL);
    }
    if (error == BASE_ERROR_SUCCESS && seen == BASE_ERROR_DEVICE_DOOR_OPEN) {
        error = engine_step_door_stands_open(controller);
    } else if (error == BASE_ERROR_SUCCESS) {
        lock_library(controller);
        error = engine_step_door_is_shut(controller);
    }
    return error;
}

static base_error doubt_visits(struct engine_controller *controller)
{
    struct store_transaction *transaction = NULL;
    base_error error = engine_step_begin(controller, &transaction);

    return error != BASE_ERROR_SUCCESS
               ? error
               : engine_step_end(transaction,
                                 engine_visit_doubt(transaction, &controller->library));
}

/* The library is gone: what is known of it is all there is until it is back. */
static base_error take_over_absent(struct engine_controller *controller)
{
    base_error error = engine_step_doubt_all(controller);
    return error != BASE_ERROR_SUCCESS ? error : prepare_drives(controller);
}

static base_error recover(struct engine_controller *controller, bool unclean)
{
    base_error error;

    if (unclean) {
        (void)base_log(BASE_LOG_WARNING, 852, 0, "the library's last manager died: recovering");
    }
    if (controller->changer != NULL && unclean) {
        retract_ports(controller);
    }
    error = controller->changer != NULL ? take_over(controller) : take_over_absent(controller);
    if (error != BASE_ERROR_SUCCESS && controller->changer != NULL && is_gone(controller)) {
        close_changer(controller);
        error = take_over_absent(controller);
    }
    return error != BASE_ERROR_SUCCESS ? error : doubt_visits(controller);
}

base_error engine_takeover_begin(void *context, bool abandoned)
{
    struct engine_controller *controller = context;
    bool was_clean = true;
    base_error error = open_changer(controller);

    if (error == BASE_ERROR_SUCCESS || is_gone(controller)) {
        error = take_lease(controller, &was_clean);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = recover(controller, abandoned || !was_clean);
    }
    if (controller->deleted) {
        error = BASE_ERROR_SUCCESS; /* there is nothing to do, and that is all there is to it */
    } else if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 853, error, "a library cannot be taken over");
        close_changer(controller);
    } else if (abandoned || !was_clean) {
        /* The last thing that the dead one did may have been a commit that nobody was told of. */
        engine_runtime_wake(controller->engine);
        port_wake_all(controller->engine->wake);
    }
    tell_attempt(controller);
    return error;
}

base_error engine_takeover_again(struct engine_controller *controller)
{
    base_error error = open_changer(controller);

    if (error == BASE_ERROR_SUCCESS) {
        retract_ports(controller);
        error = take_over(controller);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = doubt_visits(controller);
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 853, error, "a library cannot be taken over");
        close_changer(controller);
    }
    return error;
}

void engine_takeover_end(void *context)
{
    struct engine_controller *controller = context;
    struct store_transaction *transaction = NULL;
    struct device_fault fault;
    base_error error;

    if (controller->last && controller->changer != NULL) {
        /* Nobody manages the library from here on: its door obeys the operator. */
        (void)device_changer_lock(controller->changer, DEVICE_LOCK_DOOR, DEVICE_INDEX_ALL, false,
                                  &fault);
    }
    error = controller->deleted ? BASE_ERROR_SUCCESS
                                : store_begin_write(controller->engine->store, &transaction);
    if (error == BASE_ERROR_SUCCESS && !controller->deleted) {
        error = engine_step_end(
            transaction, store_lease_release(transaction, &controller->library, controller->epoch));
    }
    if (error != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_WARNING, 854, error, "a lease could not be given back");
    }
    close_changer(controller);
}
