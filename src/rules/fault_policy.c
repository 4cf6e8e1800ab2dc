/* SPDX-License-Identifier: MIT */
#include "rules/fault_policy.h"

/* A device that is busy, or becoming ready, is asked for so long (milliseconds). */
#define BUSY_LIMIT ((int64_t)300000)
/* A device that does not answer, or answers with nonsense, is tried so often in all. */
#define ANSWER_TRIES 3
/* Unloads in a row that fail before the robot is sent without one. */
#define UNLOAD_TRIES 3
/* Between tries: doubled each time. */
#define PAUSE_FIRST              ((int64_t)250)
#define PAUSE_MOST               ((int64_t)4000)
#define HOUSEKEEPING_PAUSE_FIRST ((int64_t)1000)
#define HOUSEKEEPING_PAUSE_MOST  ((int64_t)60000)

static int64_t pause_after(uint32_t tries, int64_t first, int64_t most)
{
    int64_t pause = first;
    while (tries-- > 0 && pause < most) {
        pause *= 2;
    }
    return pause < most ? pause : most;
}

static bool is_drive_step(enum rules_step_kind step)
{
    return step == RULES_STEP_LOAD || step == RULES_STEP_UNLOAD || step == RULES_STEP_WRITE_LABEL;
}

/* The drive is at work on its medium: it was watched for a while, and is watched on. */
static bool is_loading(const struct rules_trouble *trouble)
{
    return trouble->step == RULES_STEP_LOAD && trouble->error == BASE_ERROR_TIMEOUT &&
           trouble->blame == RULES_BLAME_DRIVE && trouble->retry &&
           trouble->elapsed < RULES_LOAD_LIMIT;
}

/* A state that passes. */
static bool passes(const struct rules_trouble *trouble)
{
    const bool busy = trouble->blame == RULES_BLAME_NONE || trouble->error == BASE_ERROR_NOT_READY;
    return is_loading(trouble) || (trouble->retry && busy && trouble->elapsed < BUSY_LIMIT);
}

/* The same command may bring the answer that this one did not. */
static bool is_worth_another_try(const struct rules_trouble *trouble)
{
    const bool unanswered = trouble->blame == RULES_BLAME_TRANSPORT;
    const bool nonsense = trouble->blame == RULES_BLAME_DRIVE && trouble->retry;
    return (unanswered || nonsense) && trouble->tries + 1 < ANSWER_TRIES;
}

/* True when the fault is the drive's, or the cartridge's in this drive. */
static bool may_differ_elsewhere(const struct rules_trouble *trouble)
{
    switch (trouble->blame) {
    case RULES_BLAME_MEDIUM:
        return trouble->error != BASE_ERROR_WRITE_PROTECT;
    case RULES_BLAME_DRIVE:
        return true;
    case RULES_BLAME_TRANSPORT:
    case RULES_BLAME_OPERATOR:
        return is_drive_step(trouble->step) || trouble->error == BASE_ERROR_DEVICE_NOT_AVAILABLE;
    default:
        return false;
    }
}

/* What is over counts against somebody. */
static void assign(const struct rules_trouble *trouble, struct rules_verdict *verdict)
{
    const bool drive_step = is_drive_step(trouble->step);
    switch (trouble->blame) {
    case RULES_BLAME_DRIVE:
        verdict->counts_drive = true;
        break;
    case RULES_BLAME_ROBOT:
        verdict->counts_robot = true;
        break;
    case RULES_BLAME_TRANSPORT:
        verdict->lost = drive_step;
        verdict->counts_robot = !drive_step;
        break;
    case RULES_BLAME_OPERATOR:
        /* A magazine that is out concerns the cartridges in it only. */
        verdict->lost = trouble->error != BASE_ERROR_MAGAZINE_NOT_PRESENT;
        break;
    default:
        break;
    }
}

/* The drive does not let go of its cartridge by itself. One that a program holds there stays. */
static bool is_left_to_robot(const struct rules_trouble *trouble)
{
    return trouble->step == RULES_STEP_UNLOAD && trouble->blame != RULES_BLAME_CALLER &&
           !trouble->standalone;
}

/* Housekeeping has no one who could give up. */
static struct rules_verdict judge_housekeeping(const struct rules_trouble *trouble)
{
    struct rules_verdict verdict = {
        .remedy = RULES_REMEDY_RETRY,
        .pause = pause_after(trouble->tries, HOUSEKEEPING_PAUSE_FIRST, HOUSEKEEPING_PAUSE_MOST)};

    if (!passes(trouble) && !is_worth_another_try(trouble)) {
        assign(trouble, &verdict);
    }
    if (is_left_to_robot(trouble) && trouble->tries + 1 >= UNLOAD_TRIES) {
        verdict.remedy = RULES_REMEDY_MOVE_ANYWAY;
    }
    return verdict;
}

struct rules_verdict rules_fault_judge(const struct rules_trouble *trouble)
{
    struct rules_verdict verdict = {.remedy = RULES_REMEDY_RETRY,
                                    .pause = pause_after(trouble->tries, PAUSE_FIRST, PAUSE_MOST)};

    if (trouble->error == BASE_ERROR_DEVICE_DOOR_OPEN) {
        verdict.door = true;
        return verdict;
    }
    if (trouble->housekeeping) {
        return judge_housekeeping(trouble);
    }
    if (passes(trouble) || is_worth_another_try(trouble)) {
        verdict.pause = is_loading(trouble)             ? 1
                        : trouble->rest > verdict.pause ? trouble->rest
                                                        : verdict.pause;
        return verdict;
    }
    assign(trouble, &verdict);
    verdict.pause = 0;
    if (trouble->another && may_differ_elsewhere(trouble)) {
        verdict.remedy = RULES_REMEDY_OTHER_DRIVE;
    } else {
        verdict.remedy = is_left_to_robot(trouble) ? RULES_REMEDY_MOVE_ANYWAY : RULES_REMEDY_FAIL;
    }
    return verdict;
}

bool rules_drive_needs_service(const struct rules_drive *drive)
{
    return drive->present && !drive->out_of_service &&
           (drive->faults >= RULES_DRIVE_FAULTS_MOST || drive->lost);
}

bool rules_library_needs_service(const struct rules_world *world)
{
    return world->present && !world->out_of_service &&
           (world->robot_faults >= RULES_ROBOT_FAULTS_MOST || world->robot_lost);
}
