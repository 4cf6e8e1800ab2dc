/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a step that failed: the policy of rules/fault_policy.h carried out. How often
 * something failed in a row is this process's knowledge, and gone with it; the faults of a drive
 * are in its row.
 */
#include "engine/steps.h"

#include "base/log.h"
#include "device/fault.h"
#include "engine/absence.h"
#include "engine/auto_cleaning.h"
#include "engine/pause.h"
#include "engine/service.h"
#include "engine/visit.h"
#include "rules/fault_policy.h"
#include "rules/request_state.h"

#include <string.h>

/* A step that was begun so long after the last failure does not follow it: the longest pause is
 * shorter. */
#define FORGOTTEN_AFTER ((int64_t)120000)
/* A step that leaves no record would be planned again at once. */
#define RECORD_PAUSE ((int64_t)1000)

/* ---- pauses ---- */

void engine_step_pause_housekeeping(struct engine_controller *controller)
{
    port_mutex_lock(&controller->mutex);
    controller->housekeeping_after =
        port_clock_now() + engine_pause_after(controller->robot_failures++);
    port_mutex_unlock(&controller->mutex);
}

void engine_step_pause_robot(struct engine_controller *controller, int64_t milliseconds)
{
    port_mutex_lock(&controller->mutex);
    controller->robot_after = port_clock_now() + milliseconds;
    port_mutex_unlock(&controller->mutex);
}

void engine_step_robot_works(struct engine_controller *controller, bool moved)
{
    port_mutex_lock(&controller->mutex);
    controller->robot_tries = 0;
    if (moved) {
        controller->robot_failures = 0;
        controller->robot_faults = 0;
        engine_absence_disprove(controller);
    }
    port_mutex_unlock(&controller->mutex);
}

void engine_step_drive_works(struct engine_controller *controller, uint32_t drive)
{
    port_mutex_lock(&controller->mutex);
    controller->drives[drive].tries = 0;
    controller->drives[drive].not_before = 0;
    controller->drives[drive].lost = false;
    memset(&controller->drives[drive].blamed, 0, sizeof controller->drives[drive].blamed);
    port_mutex_unlock(&controller->mutex);
}

base_error engine_step_clear_faults(struct store_transaction *transaction,
                                    const struct base_guid *drive)
{
    struct model_information row;
    base_error error = store_object_get(transaction, drive, MODEL_DRIVE, &row);

    if (error != BASE_ERROR_SUCCESS || row.info.drive.faults == 0) {
        return error;
    }
    row.info.drive.faults = 0;
    return store_object_update(transaction, &row);
}

/* ---- the request ---- */

static base_error end_request(struct store_transaction *transaction, const struct engine *engine,
                              struct model_information *request, base_error error)
{
    base_error reason = request->info.lib_request.operation == MODEL_LM_CLEANDRIVE
                            ? BASE_ERROR_UNABLE_TO_CLEAN
                            : error;
    base_error stored =
        engine_cleaning_tell(transaction, engine, &request->info.lib_request, reason);

    return stored != BASE_ERROR_SUCCESS
               ? stored
               : engine_step_finish_request(transaction, request, MODEL_LM_FAILED, reason);
}

/* The request gives its drive back and waits for another one. */
static base_error change_drive(struct store_transaction *transaction,
                               struct model_information *request)
{
    base_error error = engine_visit_requeue(transaction, request);

    if (error == BASE_ERROR_SUCCESS && request->info.lib_request.operation == MODEL_LM_MOUNT) {
        request->info.lib_request.state = MODEL_LM_WAITING;
        error = store_object_update(transaction, request);
    }
    return error;
}

void engine_step_fail(struct engine_job *job, base_error error, const char *text)
{
    struct engine_controller *controller = job->controller;
    struct store_transaction *transaction = NULL;
    struct model_information row;
    bool over = false;
    base_error stored;

    (void)base_log(BASE_LOG_ERROR, 830, error, "a step of the library failed: %s", text);
    if (base_guid_is_null(&job->request)) {
        engine_step_pause_housekeeping(controller);
        return;
    }
    stored = engine_step_begin(controller, &transaction);
    if (stored == BASE_ERROR_SUCCESS) {
        stored = engine_step_request(transaction, &job->request, &row, &over);
        if (stored == BASE_ERROR_SUCCESS && !over) {
            stored = end_request(transaction, controller->engine, &row, error);
        }
        stored = engine_step_end(transaction, stored);
    }
    if (stored != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 831, stored, "a failure could not be recorded");
        engine_step_pause_robot(controller, RECORD_PAUSE);
    }
}

/* ---- the policy ---- */

static bool is_at_drive(const struct rules_step *step, uint32_t *drive)
{
    *drive = !rules_step_is_move(step->kind)        ? step->drive
             : step->to.kind == RULES_PLACE_DRIVE   ? step->to.index
             : step->from.kind == RULES_PLACE_DRIVE ? step->from.index
                                                    : RULES_NONE;
    return *drive != RULES_NONE;
}

/* The drive that rests and counts after the fault; RULES_NONE: the robot. A move that nobody asked
 * for rests with its drive, whoever is to blame: the robot may be needed elsewhere. */
static uint32_t concerned(const struct engine_job *job, const struct device_fault *fault)
{
    uint32_t drive = RULES_NONE;
    bool by_drive = !rules_step_is_move(job->step.kind) || base_guid_is_null(&job->request) ||
                    fault->blame == DEVICE_BLAME_DRIVE ||
                    fault->error == BASE_ERROR_DEVICE_NOT_AVAILABLE;

    return is_at_drive(&job->step, &drive) && by_drive &&
                   drive < job->controller->places.drive_count
               ? drive
               : RULES_NONE;
}

/* How often the drive, or (`drive` RULES_NONE) the robot, has failed at the same. */
static void count_tries(const struct engine_job *job, uint32_t drive, struct rules_trouble *trouble)
{
    struct engine_controller *controller = job->controller;
    int64_t now = port_clock_monotonic();
    bool by_robot = drive == RULES_NONE;
    struct engine_drive_work *work = by_robot ? NULL : &controller->drives[drive];
    uint32_t *tries = by_robot ? &controller->robot_tries : &work->tries;
    int64_t *since = by_robot ? &controller->robot_tried_since : &work->tried_since;
    int64_t *last = by_robot ? &controller->robot_tried_last : &work->tried_last;

    if (*tries == 0 || job->begun - *last > FORGOTTEN_AFTER) {
        *tries = 0;
        *since = now;
    }
    *last = now;
    trouble->tries = *tries;
    trouble->elapsed = now - *since;
}

/* Keeps in mind what the verdict says of the devices. */
static void note(const struct engine_job *job, uint32_t drive, const struct rules_verdict *verdict,
                 const struct device_fault *fault)
{
    struct engine_controller *controller = job->controller;
    bool gone = device_fault_is_gone(fault);

    port_mutex_lock(&controller->mutex);
    if (drive != RULES_NONE) {
        struct engine_drive_work *work = &controller->drives[drive];
        work->tries = verdict->pause != 0 ? work->tries + 1 : 0;
        work->not_before = port_clock_monotonic() + verdict->pause;
        work->gone = work->gone || (verdict->lost && gone);
        work->lost = work->lost || (verdict->lost && !gone);
        work->unloaded = work->unloaded || verdict->remedy == RULES_REMEDY_MOVE_ANYWAY;
        if (verdict->remedy == RULES_REMEDY_OTHER_DRIVE) {
            work->refused = job->request;
        }
    }
    if (drive == RULES_NONE) {
        int64_t *after = base_guid_is_null(&job->request) ? &controller->housekeeping_after
                                                          : &controller->robot_after;
        controller->robot_tries = verdict->pause != 0 ? controller->robot_tries + 1 : 0;
        *after = port_clock_now() + verdict->pause;
        controller->robot_lost = controller->robot_lost || verdict->lost;
    }
    controller->robot_faults += verdict->counts_robot;
    port_mutex_unlock(&controller->mutex);
}

/* The cartridge at which a drive failed: the request's, else what lies in it. Null: none. */
static base_error medium_at(struct store_transaction *transaction, const struct base_guid *drive,
                            const struct model_information *request, struct base_guid *medium)
{
    struct model_information row;
    base_error error;

    if (request != NULL && rules_is_visit(request->info.lib_request.operation)) {
        *medium = request->info.lib_request.physical_media;
        return BASE_ERROR_SUCCESS;
    }
    error = store_media_find_location(transaction, drive, &row);
    if (error == BASE_ERROR_SUCCESS) {
        *medium = row.object.id;
    }
    return error == BASE_ERROR_OBJECT_NOT_FOUND ? BASE_ERROR_SUCCESS : error;
}

/* One more fault of the drive; the same cartridge twice may be the cartridge's fault. */
static base_error count_fault(struct store_transaction *transaction,
                              struct engine_controller *controller, uint32_t drive,
                              const struct model_information *request)
{
    struct base_guid medium = {{0}};
    struct model_information row;
    struct base_guid id;
    base_error error = engine_step_drive_id(controller, drive, &id);

    if (error == BASE_ERROR_SUCCESS) {
        error = medium_at(transaction, &id, request, &medium);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    port_mutex_lock(&controller->mutex);
    bool again =
        !base_guid_is_null(&medium) && base_guid_equal(&controller->drives[drive].blamed, &medium);
    controller->drives[drive].blamed = medium;
    port_mutex_unlock(&controller->mutex);
    error = again ? BASE_ERROR_SUCCESS : store_object_get(transaction, &id, MODEL_DRIVE, &row);
    if (again || error != BASE_ERROR_SUCCESS) {
        return error;
    }
    row.info.drive.faults++;
    return store_object_update(transaction, &row);
}

static base_error record(struct engine_job *job, base_error error, uint32_t drive,
                         const struct rules_verdict *verdict)
{
    struct store_transaction *transaction = NULL;
    struct model_information request;
    bool housekeeping = base_guid_is_null(&job->request);
    bool over = housekeeping;
    base_error stored = engine_step_begin(job->controller, &transaction);

    if (stored != BASE_ERROR_SUCCESS) {
        return stored;
    }
    if (!housekeeping) {
        stored = engine_step_request(transaction, &job->request, &request, &over);
    }
    if (stored == BASE_ERROR_SUCCESS && verdict->counts_drive && drive != RULES_NONE) {
        stored = count_fault(transaction, job->controller, drive, over ? NULL : &request);
    }
    if (stored == BASE_ERROR_SUCCESS && !over && verdict->remedy == RULES_REMEDY_OTHER_DRIVE) {
        stored = change_drive(transaction, &request);
    } else if (stored == BASE_ERROR_SUCCESS && !over && verdict->remedy == RULES_REMEDY_FAIL) {
        stored = end_request(transaction, job->controller->engine, &request, error);
    }
    return engine_step_end(transaction, stored);
}

/* The library is gone: nothing is wrong with anybody, and the request waits. */
static bool is_left_alone(const struct engine_job *job, const struct device_fault *fault)
{
    switch (job->step.kind) {
    case RULES_STEP_UNLOAD:
    case RULES_STEP_CHECK_CLEANING:
    case RULES_STEP_LOAD:
    case RULES_STEP_WRITE_LABEL:
        return job->controller->standalone && engine_absence_suspect(job->controller, fault);
    default:
        return engine_absence_suspect(job->controller, fault);
    }
}

void engine_step_fault(struct engine_job *job, base_error error, const struct device_fault *fault)
{
    struct engine_controller *controller = job->controller;
    uint32_t drive = concerned(job, fault);
    struct rules_trouble trouble = {.step = job->step.kind,
                                    .error = error,
                                    .blame = (enum rules_blame)fault->blame,
                                    .retry = fault->retry,
                                    .housekeeping = base_guid_is_null(&job->request),
                                    .standalone = controller->standalone,
                                    .another = job->step.another,
                                    .rest = fault->pause_ms};
    base_error stored = BASE_ERROR_SUCCESS;

    if (fault->error != error) {
        engine_step_fail(job, error, "not recorded");
        return;
    }
    if (is_left_alone(job, fault)) {
        (void)base_log(BASE_LOG_WARNING, 838, error, "a step of the library failed: %s",
                       fault->text);
        engine_step_pause_robot(controller, RECORD_PAUSE);
        return;
    }
    port_mutex_lock(&controller->mutex);
    count_tries(job, drive, &trouble);
    port_mutex_unlock(&controller->mutex);
    struct rules_verdict verdict = rules_fault_judge(&trouble);
    (void)base_log(BASE_LOG_WARNING, 838, error, "a step of the library failed: %s", fault->text);
    note(job, drive, &verdict, fault);
    if (verdict.door) {
        stored = engine_step_door_stands_open(controller);
    } else if (verdict.remedy == RULES_REMEDY_FAIL || verdict.counts_drive ||
               verdict.remedy == RULES_REMEDY_OTHER_DRIVE) {
        stored = record(job, error, drive, &verdict);
    }
    if (stored != BASE_ERROR_SUCCESS) {
        (void)base_log(BASE_LOG_ERROR, 831, stored, "a failure could not be recorded");
        engine_step_pause_robot(controller, RECORD_PAUSE);
    }
}

base_error engine_step_out_of_service(struct engine_controller *controller,
                                      const struct rules_step *step)
{
    struct store_transaction *transaction = NULL;
    struct base_guid id = controller->library;
    uint32_t type = step->drive == RULES_NONE ? MODEL_LIBRARY : MODEL_DRIVE;
    base_error error = type == MODEL_DRIVE ? engine_step_drive_id(controller, step->drive, &id) : 0;

    if (error == BASE_ERROR_SUCCESS) {
        error = engine_step_begin(controller, &transaction);
    }
    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    (void)base_log(BASE_LOG_ERROR, 837, 0, "a %s is out of service",
                   type == MODEL_DRIVE ? "drive" : "library");
    error = engine_step_end(transaction,
                            engine_service_need(transaction, controller->engine, &id, type));
    if (error == BASE_ERROR_SUCCESS) {
        port_mutex_lock(&controller->mutex);
        if (type == MODEL_DRIVE) {
            controller->drives[step->drive].lost = false;
        } else {
            controller->robot_lost = false;
            controller->robot_faults = 0;
        }
        port_mutex_unlock(&controller->mutex);
    }
    return error;
}
