/* SPDX-License-Identifier: MIT */
#include "engine/bays.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/discover.h"

#include <string.h>

/* How often the drive of a bay is looked for; with the growing pauses about a minute. */
#define SEARCHES_MOST 7

static size_t count_bays(const struct device_elements *elements)
{
    size_t count = 0;

    for (size_t i = 0; i < elements->count; i++) {
        const struct device_element *element = &elements->items[i];
        if (element->kind == DEVICE_KIND_DRIVE && element->index >= count) {
            count = (size_t)element->index + 1;
        }
    }
    return count;
}

/* The mutex is held. */
static bool make_room(struct engine_controller *controller, size_t count)
{
    struct engine_bay *grown = NULL;
    size_t room = controller->bay_count;

    if (count <= room) {
        return true;
    }
    grown = base_memory_resize(controller->bays, count, sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    memset(grown + room, 0, (count - room) * sizeof *grown);
    controller->bays = grown;
    controller->bay_count = count;
    return true;
}

/* A bay that tells nothing is empty, or its library does not tell: neither is another drive. */
static bool is_told_another(struct engine_bay *bay, const struct device_element *element)
{
    bool another = bay->known && element->drive_serial[0] != '\0' &&
                   strcmp(bay->told, element->drive_serial) != 0;

    if (!bay->known || another) {
        memcpy(bay->told, element->drive_serial, sizeof bay->told);
    }
    bay->known = true;
    return another;
}

void engine_bays_told(struct engine_controller *controller, const struct device_elements *elements)
{
    size_t count = controller->standalone ? 0 : count_bays(elements);

    port_mutex_lock(&controller->mutex);
    bool room = make_room(controller, count);
    for (size_t i = 0; room && count > 0 && i < elements->count; i++) {
        const struct device_element *element = &elements->items[i];
        if (element->kind == DEVICE_KIND_DRIVE &&
            is_told_another(&controller->bays[element->index], element)) {
            controller->bays[element->index].searches_left = SEARCHES_MOST;
            controller->bay_news = true;
        }
    }
    port_mutex_unlock(&controller->mutex);
}

bool engine_bays_take_news(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    bool news = controller->bay_news;
    controller->bay_news = false;
    port_mutex_unlock(&controller->mutex);
    return news;
}

bool engine_bays_are_searched(struct engine_controller *controller)
{
    bool searched = false;

    port_mutex_lock(&controller->mutex);
    for (size_t i = 0; i < controller->bay_count && !searched; i++) {
        searched = controller->bays[i].searches_left > 0;
    }
    port_mutex_unlock(&controller->mutex);
    return searched;
}

/* True when a drive that is there has the number of this bay. */
static bool is_found(const struct store_list *drives, uint32_t number)
{
    bool found = false;

    for (uint32_t i = 0; i < drives->count && !found; i++) {
        found = drives->items[i].info.drive.number == number &&
                drives->items[i].object.operational_state != MODEL_NOT_PRESENT;
    }
    return found;
}

static base_error read_drives(struct engine_controller *controller,
                              struct model_information *library, struct store_list *drives)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(controller->engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_object_get(transaction, &controller->library, MODEL_LIBRARY, library);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, &controller->library, MODEL_DRIVE, drives);
    }
    store_rollback(transaction);
    return error;
}

/* `matched`: the library was asked, so that the rows are what is there now. */
static void count_searches(struct engine_controller *controller, const struct store_list *drives,
                           uint32_t first, bool matched)
{
    port_mutex_lock(&controller->mutex);
    for (uint32_t i = 0; i < controller->bay_count; i++) {
        struct engine_bay *bay = &controller->bays[i];
        if (bay->searches_left > 0) {
            bool over = matched && is_found(drives, first + i);
            bay->searches_left = over ? 0 : bay->searches_left - 1;
        }
    }
    port_mutex_unlock(&controller->mutex);
}

base_error engine_bays_match(struct engine_controller *controller)
{
    struct store_list drives = STORE_LIST_INIT;
    struct model_information library = {0};
    bool found = false;
    base_error error = engine_discover_library(controller->engine, &controller->library, &found);

    controller->recorded = 0; /* the rows of the bays may be others now */
    if (error == BASE_ERROR_SUCCESS) {
        error = read_drives(controller, &library, &drives);
    }
    if (error == BASE_ERROR_SUCCESS) {
        count_searches(controller, &drives, library.info.library.first_drive, found);
    }
    store_list_free(&drives);
    (void)base_log(error == BASE_ERROR_SUCCESS ? BASE_LOG_NOTICE : BASE_LOG_WARNING, 889, error,
                   "a drive was exchanged: the bays are matched anew");
    return error;
}
