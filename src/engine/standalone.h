/* SPDX-License-Identifier: MIT */
/*
 * Stand-alone drives as libraries: a person feeds them, and what they hold is told by its label
 * alone, since nobody reads a bar code (API: stand-alone libraries).
 */
#ifndef ENGINE_STANDALONE_H
#define ENGINE_STANDALONE_H

#include "device/changer.h"
#include "engine/controller.h"

/* True for a library that is one drive without a robot. */
bool engine_standalone_is(const struct model_information *library);

/* The drive of `library` as a changer, to be closed by the caller. ERROR_OBJECT_NOT_FOUND: it has
 * no drive; ERROR_NOT_ENOUGH_MEMORY; database errors. */
base_error engine_standalone_open(struct engine *engine, const struct base_guid *library,
                                  struct device_changer **changer);

/* The inventory of service start: takes over what a look into the drive has shown, and queues an
 * inventory by labels for what it holds. In the caller's transaction. */
base_error engine_standalone_start(struct store_transaction *transaction, struct engine *engine,
                                   const struct model_information *library,
                                   const struct device_elements *elements);

/* After a look: what is new in the drive is identified, and what the drive says was changed. */
base_error engine_standalone_seen(struct engine_controller *controller);

#endif
