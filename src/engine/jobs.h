/* SPDX-License-Identifier: MIT */
/*
 * Steps that command a device, as jobs on the crew of a library's dispatcher: what each occupies
 * while it runs (the robot, drives), and who carries it out.
 */
#ifndef ENGINE_JOBS_H
#define ENGINE_JOBS_H

#include "engine/controller.h"
#include "engine/snapshot.h"

/* Has a device step of a plan carried out. Dispatcher's thread. ERROR_NOT_ENOUGH_MEMORY and the
 * crew's errors: nothing was begun. */
base_error engine_job_submit(struct engine_controller *controller,
                             const struct engine_snapshot *snapshot, const struct rules_step *step);

#endif
