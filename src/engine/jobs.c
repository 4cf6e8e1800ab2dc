/* SPDX-License-Identifier: MIT */
#include "engine/jobs.h"

#include "base/memory.h"
#include "engine/drive_absence.h"
#include "engine/steps.h"

/* That the library is gone could not be recorded: it is tried again. */
#define ABSENT_PAUSE ((int64_t)1000)

static bool needs_robot(enum rules_step_kind kind)
{
    return kind != RULES_STEP_UNLOAD && kind != RULES_STEP_CHECK_CLEANING &&
           kind != RULES_STEP_LOAD && kind != RULES_STEP_WRITE_LABEL;
}

/* A drive's name may have become another drive's. */
static bool may_run(struct engine_job *job)
{
    struct device_fault fault = {0};

    if (needs_robot(job->step.kind)) {
        return true;
    }
    base_error error = engine_drive_absence_confirm(job->controller, job->step.drive, &fault);
    if (error != BASE_ERROR_SUCCESS) {
        engine_step_fault(job, error, &fault);
    }
    return error == BASE_ERROR_SUCCESS;
}

static void run_job(void *context)
{
    struct engine_job *job = context;

    if (needs_robot(job->step.kind) && job->controller->changer == NULL) {
        engine_step_pause_robot(job->controller, ABSENT_PAUSE);
        return;
    }
    if (!may_run(job)) {
        return;
    }
    switch (job->step.kind) {
    case RULES_STEP_MOVE:
    case RULES_STEP_EXCHANGE:
        engine_step_move(job);
        break;
    case RULES_STEP_UNLOAD:
        engine_step_unload(job);
        break;
    case RULES_STEP_CHECK_CLEANING:
        engine_step_check_cleaning(job);
        break;
    case RULES_STEP_LOAD:
        engine_step_load(job);
        break;
    case RULES_STEP_WRITE_LABEL:
        engine_step_write_label(job);
        break;
    case RULES_STEP_OPEN_PORT:
    case RULES_STEP_CLOSE_PORT:
        engine_step_port(job, job->step.kind == RULES_STEP_OPEN_PORT);
        break;
    case RULES_STEP_OPEN_DOOR:
    case RULES_STEP_CLOSE_DOOR:
        engine_step_door(job, job->step.kind == RULES_STEP_OPEN_DOOR);
        break;
    case RULES_STEP_LOOK:
        engine_step_look(job);
        break;
    case RULES_STEP_INVENTORY:
        engine_step_inventory(job);
        break;
    default:
        break;
    }
    if (needs_robot(job->step.kind)) {
        engine_step_heed(job->controller);
    }
}

/* Marks or clears what the job occupies; the caller holds the mutex. */
static void occupy(struct engine_controller *controller, const struct rules_step *step, bool busy)
{
    const struct rules_place *ends[] = {&step->from, &step->to};

    if (needs_robot(step->kind)) {
        controller->robot_busy = busy;
    } else if (step->drive < controller->places.drive_count) {
        controller->drives[step->drive].busy = busy;
    }
    for (size_t i = 0; rules_step_is_move(step->kind) && i < 2; i++) {
        if (ends[i]->kind == RULES_PLACE_DRIVE && ends[i]->index < controller->places.drive_count) {
            controller->drives[ends[i]->index].busy = busy;
        }
    }
}

static void unlink_job(struct engine_controller *controller, struct engine_job *job)
{
    struct engine_job **link = &controller->jobs;

    while (*link != NULL && *link != job) {
        link = &(*link)->next;
    }
    if (*link == job) {
        *link = job->next;
    }
}

static void job_done(void *context)
{
    struct engine_job *job = context;
    struct engine_controller *controller = job->controller;

    port_mutex_lock(&controller->mutex);
    unlink_job(controller, job);
    occupy(controller, &job->step, false);
    controller->generation++;
    port_mutex_unlock(&controller->mutex);
    base_memory_free(job);
}

/* The robot is resource 0 of the library's crew, drive i is resource 1 + i. */
static void name_resources(const struct rules_step *step, struct sched_job *job)
{
    const struct rules_place *ends[] = {&step->from, &step->to};

    job->resources[job->resource_count++] = needs_robot(step->kind) ? 0 : 1 + step->drive;
    for (size_t i = 0; rules_step_is_move(step->kind) && i < 2; i++) {
        if (ends[i]->kind == RULES_PLACE_DRIVE) {
            job->resources[job->resource_count++] = 1 + ends[i]->index;
        }
    }
}

base_error engine_job_submit(struct engine_controller *controller,
                             const struct engine_snapshot *snapshot, const struct rules_step *step)
{
    struct engine_job *job = base_memory_zero(1, sizeof *job);
    struct sched_job handed_in = {.run = run_job, .done = job_done, .context = job};
    base_error error;

    if (job == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    job->controller = controller;
    job->step = *step;
    job->begun = port_clock_monotonic();
    if (step->request < snapshot->requests.count) {
        job->request = snapshot->requests.items[step->request].object.id;
    }
    name_resources(step, &handed_in);
    port_mutex_lock(&controller->mutex);
    job->next = controller->jobs;
    controller->jobs = job;
    occupy(controller, step, true);
    port_mutex_unlock(&controller->mutex);
    error = sched_dispatcher_submit(controller->dispatcher, &handed_in);
    if (error != BASE_ERROR_SUCCESS) {
        port_mutex_lock(&controller->mutex);
        unlink_job(controller, job);
        occupy(controller, step, false);
        port_mutex_unlock(&controller->mutex);
        base_memory_free(job);
    }
    return error;
}
