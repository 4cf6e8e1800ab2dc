/* SPDX-License-Identifier: MIT */
#include "fault_door.h"

#include "port/os.h"
#include "rules/request_state.h"
#include "rules/world.h"

enum { ACCESS = 1, WORKS_MS = 120000 };

static bool opened; /* by the person */

static bool find_request(struct model_information *row)
{
    return fixture_newest(MODEL_LM_DOORACCESS, row) &&
           !rules_request_is_finished(row->info.lib_request.state);
}

static bool is_asked_for(void)
{
    struct model_information row;
    return find_request(&row);
}

/* Before a door that stays shut, though he was let to it, he gives up. */
static void give_up(void)
{
    struct model_information row;
    if (find_request(&row) && row.info.lib_request.stage == RULES_STAGE_DOOR_OPEN) {
        (void)engine_request_cancel(fixture_session(), &row.object.id);
    }
}

static bool is_seen_open(void)
{
    struct base_guid door;
    struct model_information row;
    assert_int_equal(fixture_list(MODEL_IEDOOR, &door, 1), 1);
    fixture_read(&door, MODEL_IEDOOR, &row);
    return row.info.door.state == MODEL_DOORSTATE_OPEN;
}

/* He opens it when it can be opened, and shuts it when the library has seen that, or when nobody
 * waits for him any more. */
static bool serve(void)
{
    if (opened && (!is_asked_for() || is_seen_open())) {
        assert_true(vtl_transport_door(false));
        opened = false;
        return false;
    }
    if (!opened && is_asked_for() && !is_seen_open() && !vtl_transport_prevented()) {
        opened = vtl_transport_door(true);
        return false;
    }
    if (!opened && !is_seen_open() && vtl_transport_prevented()) {
        give_up();
    }
    return !opened && !is_asked_for();
}

static void ask(const struct matrix_fault *fault, const char *what)
{
    int64_t until = port_clock_monotonic() + MATRIX_PATIENCE_MS;
    (void)fault;
    base_error error = engine_library_door(fixture_session(), fixture_library(), ACCESS);
    if (!matrix_is_documented(error)) {
        fail_msg("%s: the door's call returned %u", what, (unsigned)error);
    }
    while (!serve() && port_clock_monotonic() < until) {
        fixture_sleep(2);
    }
}

static void open_and_shut(const char *what)
{
    struct model_information row;
    int64_t until = port_clock_monotonic() + WORKS_MS;
    assert_int_equal(engine_library_door(fixture_session(), fixture_library(), ACCESS), 0);
    while (!serve()) {
        if (port_clock_monotonic() > until) {
            fail_msg("%s: afterwards the door does not open and shut", what);
        }
        fixture_sleep(2);
    }
    assert_true(fixture_newest(MODEL_LM_DOORACCESS, &row));
    assert_int_equal(row.info.lib_request.state, MODEL_LM_PASSED);
}

const struct matrix_story matrix_door = {ask, serve, open_and_shut};
