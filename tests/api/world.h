/* SPDX-License-Identifier: MIT */
/*
 * The world of an API test: the virtual tape library on one side, a session of the DLL on the
 * other, each case with a data folder of its own. Functions that cannot do their work fail the
 * running cmocka case with a message; waiting has a limit and says what it saw last.
 */
#ifndef TESTS_API_WORLD_H
#define TESTS_API_WORLD_H

#include "support/cmocka_shim.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include "vtl/client.h"

enum { WORLD_LIST = 64, WORLD_WAIT_MS = 120000 };

struct world {
    vtl_handle vtl;
    HANDLE session;
    NTMS_GUID library; /* the first robotic one, or the first stand-alone one */
    DWORD slot_count;
    DWORD drive_count;
    DWORD port_count;
    DWORD door_count;
    NTMS_GUID slots[WORLD_LIST]; /* by number: the virtual library's slot i */
    NTMS_GUID drives[WORLD_LIST];
    NTMS_GUID ports[WORLD_LIST];
    NTMS_GUID doors[WORLD_LIST];
};

extern struct world world;

/* Group fixtures: connect to the virtual library, let go of it. */
int world_group_setup(void **state);
int world_group_teardown(void **state);

/* Case teardown: closes the session, clears faults and delays. */
int world_teardown(void **state);

/* A new data folder, these devices, a session, the ids of the first library; waits for the
 * inventory. drives may be NULL. */
void world_start(const struct vtl_client_library *libraries, uint32_t library_count,
                 const struct vtl_client_drive *drives, uint32_t drive_count);

/* One library with 6 slots, 2 drives and `ports` ports, `door` 0 or 1, and these cartridges. */
void world_start_small(uint32_t ports, uint32_t door, const char *cartridges);

void world_open(void);   /* a session on the present data folder, and the ids */
void world_close(void);  /* of the session; nothing when there is none */
void world_reopen(void); /* the service starts anew */
void world_forget(void); /* the session is closed, and the next one finds no database */

/*
 * Changes the closed database behind the product's back: `%g` stands for the GUID passed, as an SQL
 * blob. The session must be closed. Foreign keys and checks are off.
 */
void world_sql(const char *statement, const NTMS_GUID *id);

/* The same while the session is open. What the DLL remembers of the rows is stale only after its
 * own next change: world_touch makes one that means nothing. */
void world_sql_beside(const char *statement, const NTMS_GUID *id);
void world_touch(void);

/*
 * Takes world.library away, whole, for the rest of the case: it is not there, and on record as not
 * present. A service that finds a library which its record lacks takes it over again at any moment,
 * and puts right what a test has changed.
 */
void world_pull_library(void);
void world_pull_drive(uint32_t number); /* the same for one drive of a library with a robot */

/* The number that a query yields (one row, one column); also while the session is open. */
int64_t world_sql_number(const char *query, const NTMS_GUID *id);

/* Keeps the DLL from writing, as another program could: each call waits 15 seconds in vain. */
void world_lock_database(void);
void world_unlock_database(void);

/* The same at once: whatever row is written, the database refuses it. */
void world_break_database(void);
void world_mend_database(void);

/* Ends the session and takes every right from everybody but the system (and administrators, whom no
 * descriptor concerns). */
void world_deny_users(void);

/* Objects. world_read fails the case when there is none. */
NTMS_OBJECTINFORMATIONW world_read(const NTMS_GUID *id, DWORD type);
NTMS_LIBRARYINFORMATION world_library(void);
/* For world_wait, with NULL: the library is not present, or is ready. */
BOOL world_is_absent(void *context);
BOOL world_is_ready(void *context);
NTMS_DRIVEINFORMATIONW world_drive(uint32_t number);
DWORD world_slot_state(uint32_t number);
BOOL world_cleaner_slot_is(const NTMS_GUID *slot);
DWORD world_list(const NTMS_GUID *container, DWORD type, NTMS_GUID list[WORLD_LIST]);
BOOL world_same(const NTMS_GUID *a, const NTMS_GUID *b);
extern const NTMS_GUID world_null_guid;
extern const NTMS_GUID world_stray_guid; /* of no object */

/* Library requests: the newest of an operation; states. */
BOOL world_find_request(DWORD operation, NTMS_GUID *id);
NTMS_GUID world_request(DWORD operation);
NTMS_GUID world_wait_request(DWORD operation); /* until there is one */
uint32_t world_request_count(DWORD operation);
NTMS_LIBREQUESTINFORMATIONW world_request_read(const NTMS_GUID *id);
void world_wait_state(const NTMS_GUID *id, DWORD state);
/* Waits until the request is finished and expects this end. */
void world_expect_end(const NTMS_GUID *id, DWORD state, DWORD error);
/* Waits until no library request is unfinished but those that wait for the operator. */
void world_settle(void);
/* Lets the libraries with a robot be looked at and waits for the end: what their services do when
 * they start is over then, and nothing puts right what is changed beside them. */
void world_look_over(void);

/* Open operator requests (submitted, active or in progress) of a kind; `newest` may be NULL. */
uint32_t world_operator_requests(DWORD kind, NTMS_GUID *newest);
void world_wait_operator(DWORD kind, NTMS_GUID *newest);

/* Waits until a condition holds; says `what` when it does not in time. */
typedef BOOL world_condition(void *context);
void world_wait(world_condition *condition, void *context, const char *what);

/* The operator at the virtual library (library 0). */
struct vtl_control_place world_slot(uint32_t number);
struct vtl_control_place world_port(uint32_t number);
struct vtl_control_place world_drive_place(uint32_t number);
void world_put_cleaner(struct vtl_control_place place, const char *barcode, uint32_t uses);
void world_take(struct vtl_control_place place);
/* The cartridge in a place as the device holds it; FALSE = empty. */
BOOL world_device_at(struct vtl_control_place place, struct vtl_dump_cartridge *cartridge);
uint32_t world_device_cleanings(uint32_t drive);

/*
 * Holds the robot (of library 0): the move that it makes next goes on until world_let_go. Or every
 * cleaning. The case's teardown lets go, too.
 */
void world_hold_robot(void);
void world_hold_cleaning(void);
void world_let_go(void);
void world_wait_robot(void); /* until the robot makes a move */

/* The common beginning of the cleaner's tests: slot reserved, cleaner brought in by the port. */
void world_reserve(uint32_t slot);
void world_inject_by_port(const char *barcode, uint32_t uses_told, uint32_t uses_real);

/*
 * What must hold after every story: the database knows exactly the data cartridges that the device
 * holds, each where the device has it; the cleaner is where the library's record says; every
 * request is in a documented state. Waits until nothing moves any more.
 */
void world_check_truth(void);

/*
 * Runs `call` on this thread as an ordinary user: no administrator, no right beyond what the
 * default descriptors give to everybody. Fails the case where the system makes no such token.
 */
typedef DWORD world_call(void *context);
DWORD world_as_user(world_call *call, void *context);

#endif
