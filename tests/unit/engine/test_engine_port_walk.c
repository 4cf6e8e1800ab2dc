/* SPDX-License-Identifier: MIT */
/*
 * Random walks at the ports: callers eject, inject, mount and stop, an operator takes and brings
 * cartridges whenever the ports are his. Afterwards everything comes to rest, no cartridge is known
 * twice, and after a new start database and library agree. A failing walk prints its seed;
 * NTMS_WALK_SEED runs that one alone, NTMS_WALK_CALLS sets the calls of each caller.
 */
#include "engine_fixture.h"

#include "port/os.h"
#include "rules/request_state.h"
#include "rules/world.h"

#include <stdio.h>
#include <stdlib.h>

enum { CALLERS = 2, CALLS = 30, WALKS = 2, PORTS = 3, TAPES = 5, LIST = 512 };

struct walker {
    struct port_thread *thread;
    uint32_t state; /* of the random numbers */
    uint32_t calls;
    uint32_t unexpected; /* the first error that no call documents, 0 = none */
};

static bool operator_stop;
static struct port_mutex operator_mutex;

static uint32_t draw(struct walker *walker, uint32_t below)
{
    uint32_t mixed = walker->state += 0x9E3779B9u;
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6Bu;
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35u;
    return (mixed ^ mixed >> 16) % below;
}

static bool pick(struct walker *walker, uint32_t type, struct base_guid *id)
{
    struct base_guid ids[LIST];
    uint32_t count = fixture_list(type, ids, LIST);

    if (count == 0) {
        return false;
    }
    *id = ids[draw(walker, count)];
    return true;
}

/* ---- callers ---- */

static void note(struct walker *walker, base_error error)
{
    switch (error) {
    case BASE_ERROR_SUCCESS:
    case BASE_ERROR_BUSY:
    case BASE_ERROR_TIMEOUT:
    case BASE_ERROR_CANCELLED:
    case BASE_ERROR_INVALID_STATE:
    case BASE_ERROR_INVALID_MEDIA:
    case BASE_ERROR_INVALID_LIBRARY: /* none to bring a forgotten medium to */
    case BASE_ERROR_INVALID_OPERATION:
    case BASE_ERROR_LIBRARY_OFFLINE:
    case BASE_ERROR_LIBRARY_FULL:
    case BASE_ERROR_MEDIA_OFFLINE:
    case BASE_ERROR_REQUEST_REFUSED:
        return;
    default:
        walker->unexpected = walker->unexpected != 0 ? walker->unexpected : error;
    }
}

static void eject(struct walker *walker)
{
    static const uint32_t actions[] = {MODEL_EJECT_START, MODEL_EJECT_START, MODEL_EJECT_QUEUE,
                                       MODEL_EJECT_FORCE};
    uint32_t action = actions[draw(walker, 4)];
    struct base_guid operation = {{0}};
    struct base_guid medium;

    if (pick(walker, MODEL_PHYSICAL_MEDIA, &medium)) {
        note(walker, engine_media_eject(fixture_session(), &medium, &operation, action));
    }
}

static void inject(struct walker *walker)
{
    struct base_guid operation = {{0}};

    note(walker,
         engine_library_inject(fixture_session(), fixture_library(), &operation,
                               draw(walker, 2) == 0 ? MODEL_INJECT_START : MODEL_INJECT_STARTMANY));
}

static void end_one(struct walker *walker)
{
    struct base_guid id;

    if (!pick(walker, MODEL_LIBREQUEST, &id)) {
        return;
    }
    switch (draw(walker, 3)) {
    case 0:
        note(walker, engine_media_eject(fixture_session(), NULL, &id, MODEL_EJECT_STOP));
        break;
    case 1:
        note(walker,
             engine_library_inject(fixture_session(), fixture_library(), &id, MODEL_INJECT_STOP));
        break;
    default:
        note(walker, engine_library_inject(fixture_session(), fixture_library(), &id,
                                           MODEL_INJECT_RETRACT));
        break;
    }
}

static void mount(struct walker *walker)
{
    struct engine_mount_wish wish = {.count = 1,
                                     .options = MODEL_MOUNT_READ | MODEL_MOUNT_ERROR_OFFLINE,
                                     .timeout = 200 + draw(walker, 500)};
    struct base_guid drive;
    struct base_guid side;

    if (!pick(walker, MODEL_PARTITION, &side)) {
        return;
    }
    wish.media = &side;
    if (engine_mount(fixture_session(), &wish, &drive) == BASE_ERROR_SUCCESS) {
        (void)engine_dismount(fixture_session(), &side, 1, MODEL_DISMOUNT_IMMEDIATE);
    }
}

static void call(void *context)
{
    struct walker *walker = context;

    for (uint32_t i = 0; i < walker->calls; i++) {
        switch (draw(walker, 8)) {
        case 0:
        case 1:
        case 2:
            eject(walker);
            break;
        case 3:
        case 4:
            inject(walker);
            break;
        case 5:
        case 6:
            mount(walker);
            break;
        default:
            end_one(walker);
            break;
        }
        fixture_sleep(draw(walker, 150));
    }
}

/* ---- the operator ---- */

static bool operator_ends(void)
{
    port_mutex_lock(&operator_mutex);
    bool end = operator_stop;
    port_mutex_unlock(&operator_mutex);
    return end;
}

static void bring(struct walker *walker, uint32_t port)
{
    struct vtl_control_move move = {.to = {0, VTL_PORT, port}};

    snprintf(move.barcode, sizeof move.barcode, "A%05uL4", draw(walker, TAPES));
    (void)vtl_transport_control(VTL_IOCTL_HAND_MOVE, &move, sizeof move);
}

/* What he brought is to be taken in now. */
static void have_done(struct walker *walker)
{
    uint32_t action = draw(walker, 2) == 0 ? MODEL_INJECT_STOP : MODEL_INJECT_RETRACT;
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (row.info.lib_request.operation == MODEL_LM_INJECT &&
            row.info.lib_request.stage == RULES_STAGE_PORT_OPEN) {
            (void)engine_library_inject(fixture_session(), fixture_library(), &ids[i], action);
        }
    }
}

static void operate(void *context)
{
    struct walker *walker = context;

    while (!operator_ends()) {
        uint32_t port = draw(walker, PORTS);
        if (vtl_transport_port_open(port)) {
            switch (draw(walker, 6)) {
            case 0:
            case 1:
                (void)vtl_transport_hand(VTL_PORT, port, VTL_OUTSIDE, 0);
                break;
            case 2:
                have_done(walker);
                break;
            default:
                bring(walker, port);
                break;
            }
        }
        fixture_sleep(5 + draw(walker, 30));
    }
}

/* ---- the end ---- */

static bool is_at_rest(void)
{
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);
    bool rested = true;

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (rules_request_is_finished(row.info.lib_request.state)) {
            continue;
        }
        rested = false;
        (void)engine_media_eject(fixture_session(), NULL, &ids[i], MODEL_EJECT_STOP);
        (void)engine_library_inject(fixture_session(), fixture_library(), &ids[i],
                                    MODEL_INJECT_STOP);
    }
    count = fixture_list(MODEL_DRIVE, ids, LIST);
    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_DRIVE, &row);
        rested = rested && row.info.drive.state == MODEL_DRIVESTATE_DISMOUNTED;
    }
    return rested;
}

/* What is mounted for nobody, and what the operator is asked for in vain. */
static void let_go(void)
{
    struct base_guid ids[LIST];
    struct model_information last;
    uint32_t count = fixture_list(MODEL_PARTITION, ids, LIST);

    for (uint32_t i = 0; i < count; i++) {
        (void)engine_dismount(fixture_session(), &ids[i], 1, MODEL_DISMOUNT_IMMEDIATE);
    }
    while (fixture_open_operator_requests(&last) > 0) {
        (void)engine_operator_cancel(fixture_session(), &last.object.id);
    }
}

static void print_unrest(void)
{
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (!rules_request_is_finished(row.info.lib_request.state)) {
            print_error("operation %u, option %u: state %u, stage %u, %s\n",
                        row.info.lib_request.operation, row.info.lib_request.option,
                        row.info.lib_request.state, row.info.lib_request.stage,
                        row.object.description);
        }
    }
}

static void come_to_rest(uint32_t seed)
{
    int64_t until = port_clock_monotonic() + 2 * FIXTURE_SECONDS * 1000;

    int64_t before = fixture_stillness();
    while (!is_at_rest() || before < 0 || fixture_stillness() != before) {
        if (port_clock_monotonic() > until) {
            print_unrest();
            fail_msg("seed %u: it does not come to rest", seed);
        }
        let_go();
        fixture_sleep(10);
        before = fixture_stillness();
    }
}

static void check_nothing_is_known_twice(uint32_t seed)
{
    struct base_guid ids[LIST];
    struct model_information a;
    struct model_information b;
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, LIST);

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_PHYSICAL_MEDIA, &a);
        for (uint32_t j = i + 1; j < count; j++) {
            fixture_read(&ids[j], MODEL_PHYSICAL_MEDIA, &b);
            if (strcmp(a.info.physical_media.barcode, b.info.physical_media.barcode) == 0) {
                fail_msg("seed %u: '%s' is known twice", seed, a.info.physical_media.barcode);
            }
        }
    }
}

/* So that a walk which does nothing is seen. */
static void print_passed(void)
{
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);
    uint32_t passed[2] = {0};

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        if (row.info.lib_request.state == MODEL_LM_PASSED) {
            passed[0] += row.info.lib_request.operation == MODEL_LM_EJECT;
            passed[1] += row.info.lib_request.operation == MODEL_LM_INJECT;
        }
    }
    print_message("%u ejects and %u injects passed\n", passed[0], passed[1]);
}

static void empty_ports(void)
{
    for (uint32_t i = 0; i < PORTS; i++) {
        (void)vtl_transport_hand(VTL_PORT, i, VTL_OUTSIDE, 0);
    }
}

static void set_limit(void)
{
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_IEPORT, ids, LIST);

    for (uint32_t i = 0; i < count; i++) {
        fixture_read(&ids[i], MODEL_IEPORT, &row);
        row.info.port.max_extend_seconds = 1;
        assert_int_equal(engine_object_set_information(fixture_session(), &ids[i], &row, false), 0);
    }
}

static void begin(uint32_t seed)
{
    struct vtl_library_config config = vtl_transport_library();

    config.count[VTL_PORT] = PORTS;
    config.cartridges = "s0..s4=A%05uL4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    set_limit();
    come_to_rest(seed);
}

static void run_walk(uint32_t seed, uint32_t calls)
{
    struct walker callers[CALLERS];
    struct walker person = {.state = seed * 77 + 5};

    print_message("walk with seed %u\n", seed);
    begin(seed);
    operator_stop = false;
    assert_int_equal(port_thread_start(operate, &person, &person.thread), 0);
    for (uint32_t i = 0; i < CALLERS; i++) {
        callers[i] = (struct walker){.state = seed * 1000 + i, .calls = calls};
        assert_int_equal(port_thread_start(call, &callers[i], &callers[i].thread), 0);
    }
    for (uint32_t i = 0; i < CALLERS; i++) {
        port_thread_join(callers[i].thread);
    }
    port_mutex_lock(&operator_mutex);
    operator_stop = true;
    port_mutex_unlock(&operator_mutex);
    port_thread_join(person.thread);
    for (uint32_t i = 0; i < CALLERS; i++) {
        if (callers[i].unexpected != 0) {
            fail_msg("seed %u: a call returned %u", seed, callers[i].unexpected);
        }
    }
    come_to_rest(seed);
    print_passed();
    check_nothing_is_known_twice(seed);
    fixture_stop();
    empty_ports();
    fixture_start();
    come_to_rest(seed);
    check_nothing_is_known_twice(seed);
    fixture_check();
    fixture_end();
}

static uint32_t number_from(const char *name, uint32_t otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (uint32_t)strtoul(text, NULL, 10);
}

static void test_random_walks_leave_everything_sound(void **state)
{
    uint32_t only = number_from("NTMS_WALK_SEED", 0);
    uint32_t calls = number_from("NTMS_WALK_CALLS", CALLS);
    (void)state;
    for (uint32_t seed = 1; seed <= WALKS; seed++) {
        run_walk(only != 0 ? only : seed, calls);
        if (only != 0) {
            break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_walks_leave_everything_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
