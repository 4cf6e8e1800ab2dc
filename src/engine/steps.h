/* SPDX-License-Identifier: MIT */
/*
 * Carrying out the planner's steps: those that only change the database (decisions.c) and those
 * that command a device (move_steps.c, robot_steps.c, turn_steps.c, drive_steps.c).
 */
#ifndef ENGINE_STEPS_H
#define ENGINE_STEPS_H

#include "engine/controller.h"
#include "engine/snapshot.h"

/* True for steps that need no device. */
bool engine_step_is_decision(enum rules_step_kind kind);

/*
 * Commits a decision. `changed` tells whether anything is different now, so that planning again
 * makes sense. Dispatcher's thread. Database errors; ERROR_INVALID_STATE when the lease is lost.
 */
base_error engine_step_decide(struct engine_controller *controller,
                              const struct engine_snapshot *snapshot, const struct rules_step *step,
                              bool *changed);

/* The decisions about mounts, identifications and free labels; as engine_step_decide. */
base_error engine_step_reserve(struct engine_controller *controller,
                               const struct model_information *request,
                               const struct rules_step *step);
base_error engine_step_identify(struct engine_controller *controller,
                                const struct model_information *request,
                                const struct rules_step *step);

/* Carries out a device step; whatever becomes of it is recorded. A crew thread, no lock held. */
void engine_step_move(struct engine_job *job);
void engine_step_port(struct engine_job *job, bool open);
void engine_step_door(struct engine_job *job, bool open);
void engine_step_look(struct engine_job *job);
void engine_step_inventory(struct engine_job *job);
void engine_step_unload(struct engine_job *job);
void engine_step_check_cleaning(struct engine_job *job);
void engine_step_load(struct engine_job *job);
void engine_step_write_label(struct engine_job *job);

/* Looks at the whole library and takes over what it shows, settling open intents. */
base_error engine_step_see_all(struct engine_controller *controller);
/* The same, and why it failed. */
base_error engine_step_see_all_or(struct engine_controller *controller, struct device_fault *fault);

/* After a step that used the changer: a library that was reset or opened meanwhile is looked at,
 * its ports are when they were used, and it is in doubt when it does not show its state. */
void engine_step_heed(struct engine_controller *controller);

/* Ask the library for its ports and its doors and keep the answer; a change goes into the database.
 */
base_error engine_step_look_ports(struct engine_controller *controller);
base_error engine_step_look_doors(struct engine_controller *controller);

/* The places of the library as the database has them, with all contents in doubt. Before any job.
 */
base_error engine_step_doubt_all(struct engine_controller *controller);

/* Somebody has the door open though nobody was asked to: recorded; the planner waits for its end.
 */
base_error engine_step_door_stands_open(struct engine_controller *controller);

/* The door is shut; a record of a holder that died while it stood open is put right. */
base_error engine_step_door_is_shut(struct engine_controller *controller);

/* Ends the job's request as failed; without a request the library's housekeeping rests a while. */
void engine_step_fail(struct engine_job *job, base_error error, const char *text);

/*
 * A device step came to `error`: does what the policy says (rules/fault_policy.h): the step is
 * planned again after a pause, or the request goes on with another drive or ends, and who is to
 * blame is noted. `fault` is the device's answer; one of another error (a database error behind a
 * successful command) ends the request.
 */
void engine_step_fault(struct engine_job *job, base_error error, const struct device_fault *fault);

/* The drive has made a medium ready: its faults are forgotten. Inside the transaction that records
 * it; what the controller remembers of them goes with engine_step_drive_works. */
base_error engine_step_clear_faults(struct store_transaction *transaction,
                                    const struct base_guid *drive);
void engine_step_drive_works(struct engine_controller *controller, uint32_t drive);

/* The robot has moved something, or has answered what it was asked. */
void engine_step_robot_works(struct engine_controller *controller, bool moved);

/* Nothing of what nobody asked for, or nothing that the robot does, is planned for a while. */
void engine_step_pause_housekeeping(struct engine_controller *controller);
void engine_step_pause_robot(struct engine_controller *controller, int64_t milliseconds);

/* Takes a drive (RULES_NONE: the library) out of service and tells the operator. */
base_error engine_step_out_of_service(struct engine_controller *controller,
                                      const struct rules_step *step);

/* A write transaction that is known to come from the holder of the library's lease. */
base_error engine_step_begin(struct engine_controller *controller,
                             struct store_transaction **transaction);

/* Commits when `error` is success, rolls back otherwise; returns what counts. */
base_error engine_step_end(struct store_transaction *transaction, base_error error);

/* The row of drive `index`. ERROR_INVALID_DRIVE: there is none. */
base_error engine_step_drive_id(struct engine_controller *controller, uint32_t index,
                                struct base_guid *id);

/* The device name of drive `index`, as the database has it. */
base_error engine_step_drive_name(struct engine_controller *controller, uint32_t index, char *out,
                                  size_t capacity);

/*
 * The request of a step, inside the transaction that records the step. `over`: it was ended after
 * the step was planned (CancelNtmsLibraryRequest does not wait for the planner), and may have been
 * erased: nothing of it changes any more.
 */
base_error engine_step_request(struct store_transaction *transaction, const struct base_guid *id,
                               struct model_information *row, bool *over);

/* Ends a request the way its operation wants (engine/visit.h, engine/request.h). */
base_error engine_step_finish_request(struct store_transaction *transaction,
                                      struct model_information *request, uint32_t state,
                                      base_error error);

/* The request is INPROCESS in `stage` from now on. Does not store. */
void engine_step_begin_stage(struct model_information *request, enum rules_stage stage);

/* The drive of a step is in use by somebody else: it is asked again after a moment. */
void engine_step_drive_in_use(struct engine_controller *controller, uint32_t drive);

/* Stores the stage of the job's request (and that it is INPROCESS). No request: success. */
base_error engine_step_set_stage(struct store_transaction *transaction,
                                 const struct base_guid *request, enum rules_stage stage);

#endif
