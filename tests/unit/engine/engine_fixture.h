/* SPDX-License-Identifier: MIT */
/*
 * The whole engine over a virtual library in this process: a data folder of its own, a session, the
 * library's objects by their place, waiting for requests, and the invariant that every story must
 * end with.
 */
#ifndef TESTS_UNIT_ENGINE_FIXTURE_H
#define TESTS_UNIT_ENGINE_FIXTURE_H

#include "support/cmocka_shim.h"

#include "engine/engine.h"
#include "support/vtl_transport.h"

#define CLEANER_BARCODE "CLN001L1"

enum { FIXTURE_SECONDS = 120 };

/* An empty data folder and an empty world (add libraries, then fixture_start). */
void fixture_begin(void);
/* Opens the session and reads which library there is. */
void fixture_start(void);
/* fixture_begin, the usual library, fixture_start. */
void fixture_usual(void);
/* Closes the session if there is one. */
void fixture_stop(void);
/* fixture_stop, frees the world; checks that no device is left open. */
void fixture_end(void);

struct engine_session *fixture_session(void);
const struct base_guid *fixture_library(void);
struct base_guid fixture_slot(uint32_t index);
struct base_guid fixture_drive(uint32_t index);

void fixture_read(const struct base_guid *id, uint32_t type, struct model_information *out);
struct model_library fixture_library_row(void);
/* The number of objects of that type in the system; at most `capacity` ids are stored. */
uint32_t fixture_list(uint32_t type, struct base_guid *ids, uint32_t capacity);
/* The newest library request of that operation. False when there is none. */
bool fixture_newest(uint32_t operation, struct model_information *out);
/* How many library requests are not finished. */
uint32_t fixture_unfinished(void);
/* A number that stays the same while nothing in the database changes; -1 while a cartridge is on
 * the move. What was read between two equal ones is one picture. */
int64_t fixture_stillness(void);
/* The operator requests in one of the open states. */
uint32_t fixture_open_operator_requests(struct model_information *last);

/* Waits until the request is in this state; fails the test after FIXTURE_SECONDS. */
void fixture_await(const struct base_guid *request, uint32_t state);
/* Waits until it is finished and returns the state. */
uint32_t fixture_await_end(const struct base_guid *request, base_error *error);
/* Waits until the port of the library is open, or (open false) shut. */
void fixture_await_port(bool open);
void fixture_sleep(uint32_t milliseconds);

/* Puts a cleaner with this many uses into slot 0 the way the API does. */
void fixture_inject(uint32_t uses);
/* Another one, which is said to have `told` uses and has `real`. */
void fixture_inject_as(const char *barcode, uint32_t told, uint32_t real);
/* Takes the cleaner out through the port. */
void fixture_eject_cleaner(void);
/* Queues a cleaning of that drive and tells its request. */
base_error fixture_clean(uint32_t drive, struct base_guid *request);

/*
 * Every cartridge of the library is where the database has it and nowhere else, slots, drives and
 * the cleaner agree with the device, and no request is unfinished. Waits for what is under way.
 */
void fixture_check(void);

#endif
