/* SPDX-License-Identifier: MIT */
/*
 * Random walks: four threads call whatever owns, mounts and moves media, while devices fail now and
 * then. Afterwards everything comes to rest, and database and library agree. A failing walk prints
 * its seed; NTMS_WALK_SEED runs that one alone, NTMS_WALK_CALLS sets the calls of each thread.
 */
#include "engine_fixture.h"
#include "media_invariant.h"

#include "port/os.h"
#include "rules/request_state.h"

#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, CALLS = 60, WALKS = 3, SLOTS = 40, DRIVES = 3, TAPES = 12, LIST = 2048 };

struct walker {
    struct port_thread *thread;
    uint32_t state; /* of the random numbers */
    uint32_t calls;
    uint32_t unexpected; /* the first error that the call does not document, 0 = none */
    const char *call;    /* that call */
    uint32_t mounted;    /* calls that succeeded */
    uint32_t allocated;
};

static struct base_guid pool;
static struct base_guid free_pool;
static bool fault_stop;
static struct port_mutex fault_mutex;

/* A counter whose bits are mixed: neighbouring seeds and draws have nothing in common. */
static uint32_t draw(struct walker *walker, uint32_t below)
{
    uint32_t mixed = walker->state += 0x9E3779B9u;
    mixed = (mixed ^ mixed >> 16) * 0x85EBCA6Bu;
    mixed = (mixed ^ mixed >> 13) * 0xC2B2AE35u;
    return (mixed ^ mixed >> 16) % below;
}

/* What any call may return while others work: objects that are gone, states that changed. */
static bool is_documented(base_error error)
{
    switch (error) {
    case BASE_ERROR_SUCCESS:
    case BASE_ERROR_BUSY:
    case BASE_ERROR_TIMEOUT:
    case BASE_ERROR_CANCELLED:
    case BASE_ERROR_ACCESS_DENIED: /* CancelNtmsLibraryRequest of what cannot be withdrawn */
    case BASE_ERROR_INVALID_STATE:
    case BASE_ERROR_INVALID_MEDIA:
    case BASE_ERROR_INVALID_MEDIA_POOL:
    case BASE_ERROR_INVALID_PARAMETER:
    case BASE_ERROR_MEDIA_OFFLINE:
    case BASE_ERROR_MEDIA_UNAVAILABLE:
    case BASE_ERROR_OBJECT_NOT_FOUND:
    case BASE_ERROR_REQUEST_REFUSED:
    case BASE_ERROR_WRITE_PROTECT:
    case BASE_ERROR_INVALID_DRIVE: /* two media for one */
    case BASE_ERROR_DRIVE_MEDIA_MISMATCH:
    case BASE_ERROR_DEVICE_NOT_AVAILABLE:
        return true;
    default:
        return false;
    }
}

/* True for success. */
static bool note(struct walker *walker, const char *call, base_error error)
{
    if (!is_documented(error) && walker->unexpected == 0) {
        walker->unexpected = error;
        walker->call = call;
    }
    return error == BASE_ERROR_SUCCESS;
}

static bool pick(struct walker *walker, uint32_t type, struct base_guid *id)
{
    struct base_guid ids[LIST];
    uint32_t count = 0;
    base_error error = engine_object_enumerate(fixture_session(), NULL, type, 0, ids, LIST, &count);
    if (error != BASE_ERROR_SUCCESS || count == 0) {
        return false;
    }
    *id = ids[draw(walker, count)];
    return true;
}

static void allocate(struct walker *walker)
{
    static const uint32_t options[] = {0, MODEL_ALLOCATE_NEW, MODEL_ALLOCATE_ERROR_IF_UNAVAILABLE};
    struct base_guid logical;
    struct base_guid source;
    struct engine_allocate_wish wish = {
        .pool = &pool, .options = options[draw(walker, 3)], .timeout = draw(walker, 300)};
    walker->allocated +=
        note(walker, "allocate", engine_allocate(fixture_session(), &wish, &logical, &source));
}

static uint32_t dismount_option(struct walker *walker)
{
    return draw(walker, 2) == 0 ? MODEL_DISMOUNT_DEFERRED : MODEL_DISMOUNT_IMMEDIATE;
}

static void mount(struct walker *walker)
{
    static const uint32_t options[] = {MODEL_MOUNT_READ,
                                       MODEL_MOUNT_READ | MODEL_MOUNT_WRITE,
                                       MODEL_MOUNT_READ | MODEL_MOUNT_ERROR_NOT_AVAILABLE,
                                       MODEL_MOUNT_READ | MODEL_MOUNT_NOWAIT,
                                       MODEL_MOUNT_READ | MODEL_MOUNT_SPECIFIC_DRIVE,
                                       MODEL_MOUNT_WRITE | MODEL_MOUNT_ERROR_OFFLINE};
    struct base_guid media[2];
    struct base_guid drives[2] = {fixture_drive(draw(walker, DRIVES)),
                                  fixture_drive(draw(walker, DRIVES))};
    struct engine_mount_wish wish = {.media = media,
                                     .count = 1 + (draw(walker, 4) == 0),
                                     .options = options[draw(walker, 6)],
                                     .priority = (int32_t)draw(walker, 31) - 15,
                                     .timeout = draw(walker, 3000)};
    if (!pick(walker, MODEL_LOGICAL_MEDIA, &media[0]) ||
        !pick(walker, MODEL_LOGICAL_MEDIA, &media[1])) {
        return;
    }
    if (!note(walker, "mount", engine_mount(fixture_session(), &wish, drives))) {
        return;
    }
    walker->mounted++;
    if (draw(walker, 4) != 0) {
        (void)note(walker, "dismount",
                   engine_dismount(fixture_session(), media, wish.count, dismount_option(walker)));
    }
}

static void dismount(struct walker *walker)
{
    struct base_guid logical;
    uint32_t option = dismount_option(walker);
    if (pick(walker, MODEL_LOGICAL_MEDIA, &logical)) {
        (void)note(walker, "dismount", engine_dismount(fixture_session(), &logical, 1, option));
    }
}

static void own(struct walker *walker)
{
    struct engine_session *session = fixture_session();
    struct base_guid first;
    struct base_guid second;
    if (!pick(walker, MODEL_LOGICAL_MEDIA, &first) || !pick(walker, MODEL_LOGICAL_MEDIA, &second)) {
        return;
    }
    switch (draw(walker, 8)) {
    case 0:
        (void)note(walker, "complete", engine_media_complete(session, &first));
        break;
    case 1:
    case 2:
        (void)note(walker, "swap", engine_media_swap(session, &first, &second));
        break;
    default:
        (void)note(walker, "deallocate", engine_deallocate(session, &first));
        break;
    }
}

static void move(struct walker *walker)
{
    struct base_guid medium;
    if (pick(walker, MODEL_PHYSICAL_MEDIA, &medium)) {
        (void)note(walker, "move",
                   engine_media_move(fixture_session(), &medium,
                                     draw(walker, 3) == 0 ? &pool : &free_pool));
    }
}

static void manage(struct walker *walker)
{
    struct engine_session *session = fixture_session();
    struct base_guid id;
    if (draw(walker, 2) == 0 && pick(walker, MODEL_LIBREQUEST, &id)) {
        (void)note(walker, "cancel", engine_request_cancel(session, &id));
    } else if (pick(walker, MODEL_OPREQUEST, &id)) {
        (void)note(walker, "operator",
                   draw(walker, 2) == 0 ? engine_operator_satisfy(session, &id)
                                        : engine_operator_cancel(session, &id));
    }
}

static void look(struct walker *walker)
{
    static const uint32_t types[] = {MODEL_DRIVE, MODEL_PHYSICAL_MEDIA, MODEL_PARTITION,
                                     MODEL_LIBREQUEST, MODEL_LOGICAL_MEDIA};
    uint32_t type = types[draw(walker, 5)];
    struct model_information row;
    struct base_guid id;
    if (pick(walker, type, &id)) {
        (void)note(walker, "information",
                   engine_object_information(fixture_session(), &id, type, &row));
    }
}

static void walk(void *context)
{
    struct walker *walker = context;
    for (uint32_t i = 0; i < walker->calls; i++) {
        switch (draw(walker, 12)) {
        case 0:
        case 1:
            allocate(walker);
            break;
        case 2:
        case 3:
        case 4:
            mount(walker);
            break;
        case 5:
        case 6:
        case 7:
            dismount(walker);
            break;
        case 8:
            own(walker);
            break;
        case 9:
            move(walker);
            break;
        case 10:
            manage(walker);
            break;
        default:
            look(walker);
            break;
        }
    }
}

static bool faults_end(void)
{
    port_mutex_lock(&fault_mutex);
    bool end = fault_stop;
    port_mutex_unlock(&fault_mutex);
    return end;
}

/* Now and then a command fails: not ready, medium or hardware error, unit attention, busy, no
 * answer. */
static void strike(void *context)
{
    static const uint32_t senses[] = {0x020401, 0x031100, 0x044400, 0x062900, 0x0B0000};
    struct walker *walker = context;
    while (!faults_end()) {
        int drive = (int)draw(walker, DRIVES + 1) - 1;
        uint32_t action = draw(walker, 8) == 0 ? VTL_FAULT_BUSY : VTL_FAULT_SENSE;
        (void)vtl_transport_fault(drive, VTL_OPCODE_ANY, 1 + draw(walker, 20), 1, action,
                                  senses[draw(walker, 5)]);
        fixture_sleep(20 + draw(walker, 60));
    }
}

static void set_policies(void)
{
    struct model_information row;
    fixture_read(&pool, MODEL_MEDIA_POOL, &row);
    row.info.media_pool.allocation_policy = MODEL_ALLOCATE_FROMSCRATCH;
    row.info.media_pool.deallocation_policy = MODEL_DEALLOCATE_TOSCRATCH;
    assert_int_equal(engine_object_set_information(fixture_session(), &pool, &row, false), 0);
    for (uint32_t i = 0; i < DRIVES; i++) {
        struct base_guid drive = fixture_drive(i);
        fixture_read(&drive, MODEL_DRIVE, &row);
        row.info.drive.defer_dismount_delay = 1;
        assert_int_equal(engine_object_set_information(fixture_session(), &drive, &row, false), 0);
    }
}

/* The child of Free for the media type that the first cartridge has. */
static void find_pools(void)
{
    struct engine_session *session = fixture_session();
    struct base_guid ids[LIST];
    struct model_information row;
    assert_true(fixture_list(MODEL_PHYSICAL_MEDIA, ids, LIST) > 0);
    fixture_read(&ids[0], MODEL_PHYSICAL_MEDIA, &row);
    struct base_guid type = row.info.physical_media.media_type;
    struct engine_pool_wish wish = {
        .path = "\\Walk", .media_type = &type, .action = MODEL_OPEN_ALWAYS};
    assert_int_equal(engine_pool_open(session, &wish, &pool), 0);
    fixture_read(&type, MODEL_MEDIA_TYPE, &row);
    char path[256];
    snprintf(path, sizeof path, "\\Free\\%s", row.object.name);
    wish = (struct engine_pool_wish){.path = path, .action = MODEL_OPEN_EXISTING};
    assert_int_equal(engine_pool_open(session, &wish, &free_pool), 0);
}

static bool is_unfinished(uint32_t type, const struct base_guid *id)
{
    struct model_information row;
    if (engine_object_information(fixture_session(), id, type, &row) != BASE_ERROR_SUCCESS) {
        return false;
    }
    return !rules_request_is_finished(row.info.lib_request.state);
}

static void refuse_operator_requests(void)
{
    struct model_information last;
    while (fixture_open_operator_requests(&last) > 0) {
        (void)engine_operator_cancel(fixture_session(), &last.object.id);
    }
}

static bool drives_are_empty(void)
{
    struct model_information row;
    for (uint32_t i = 0; i < DRIVES; i++) {
        struct base_guid id = fixture_drive(i);
        fixture_read(&id, MODEL_DRIVE, &row);
        if (row.info.drive.state != MODEL_DRIVESTATE_DISMOUNTED) {
            return false;
        }
    }
    return true;
}

static void dismount_all(void)
{
    struct base_guid ids[LIST];
    uint32_t count = fixture_list(MODEL_PARTITION, ids, LIST);
    for (uint32_t i = 0; i < count; i++) {
        (void)engine_dismount(fixture_session(), &ids[i], 1, MODEL_DISMOUNT_IMMEDIATE);
    }
}

/* What does not come to rest. */
static void print_unrest(void)
{
    struct base_guid ids[LIST];
    struct model_information row;
    uint32_t count = fixture_list(MODEL_LIBREQUEST, ids, LIST);
    for (uint32_t i = 0; i < count; i++) {
        if (!is_unfinished(MODEL_LIBREQUEST, &ids[i])) {
            continue;
        }
        fixture_read(&ids[i], MODEL_LIBREQUEST, &row);
        const struct model_lib_request *request = &row.info.lib_request;
        print_error("request of operation %u, option %u: state %u, stage %u, %s\n",
                    request->operation, request->option, request->state, request->stage,
                    row.object.description);
    }
    for (uint32_t i = 0; i < DRIVES; i++) {
        char barcode[36];
        struct base_guid id = fixture_drive(i);
        fixture_read(&id, MODEL_DRIVE, &row);
        vtl_transport_barcode(VTL_DRIVE, i, barcode);
        print_error("drive %u: state %u, holds '%s', %u\n", i, row.info.drive.state, barcode,
                    row.object.operational_state);
    }
}

/* Until nothing waits, nothing is on the move and all cartridges are home. */
static void come_to_rest(uint32_t seed)
{
    int64_t until = port_clock_monotonic() + FIXTURE_SECONDS * 1000;
    bool rested = false;
    while (!rested) {
        if (port_clock_monotonic() > until) {
            print_unrest();
            fail_msg("seed %u: %u requests do not end, drives %s empty", seed, fixture_unfinished(),
                     drives_are_empty() ? "are" : "are not");
        }
        refuse_operator_requests();
        dismount_all(); /* what was mounted for nobody keeps others waiting */
        fixture_sleep(10);
        int64_t before = fixture_stillness();
        rested = before >= 0 && fixture_unfinished() == 0 && drives_are_empty() &&
                 fixture_stillness() == before;
    }
}

static uint32_t sum_allocated(const struct walker *walkers)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        sum += walkers[i].allocated;
    }
    return sum;
}

static uint32_t sum_mounted(const struct walker *walkers)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < THREADS; i++) {
        sum += walkers[i].mounted;
    }
    return sum;
}

static void begin(void)
{
    struct vtl_library_config config = vtl_transport_library();
    config.count[VTL_SLOT] = SLOTS;
    config.count[VTL_DRIVE] = DRIVES;
    config.first[VTL_SLOT] = 100;
    config.cartridges = "s1..s20=A%05uL4,data\n";
    fixture_begin();
    vtl_transport_add(&config);
    fixture_start();
    find_pools();
    set_policies();
    struct base_guid ids[LIST];
    uint32_t count = fixture_list(MODEL_PHYSICAL_MEDIA, ids, LIST);
    for (uint32_t i = 0; i < TAPES && i < count; i++) {
        assert_int_equal(engine_media_move(fixture_session(), &ids[i], &free_pool), 0);
    }
    come_to_rest(0);
}

static void run_walk(uint32_t seed, uint32_t calls)
{
    struct walker walkers[THREADS];
    struct walker striker = {.state = seed * 77 + 5};
    print_message("walk with seed %u\n", seed);
    begin();
    fault_stop = false;
    assert_int_equal(port_thread_start(strike, &striker, &striker.thread), 0);
    for (uint32_t i = 0; i < THREADS; i++) {
        walkers[i] = (struct walker){.state = seed * 1000 + i, .calls = calls};
        assert_int_equal(port_thread_start(walk, &walkers[i], &walkers[i].thread), 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        port_thread_join(walkers[i].thread);
    }
    port_mutex_lock(&fault_mutex);
    fault_stop = true;
    port_mutex_unlock(&fault_mutex);
    port_thread_join(striker.thread);
    vtl_transport_clear_faults();
    for (uint32_t i = 0; i < THREADS; i++) {
        if (walkers[i].unexpected != 0) {
            fail_msg("seed %u: %s returned %u", seed, walkers[i].call, walkers[i].unexpected);
        }
    }
    print_message("%u allocations, %u mounts of %u calls\n", sum_allocated(walkers),
                  sum_mounted(walkers), THREADS * calls);
    come_to_rest(seed);
    fixture_check();
    media_invariant_check();
    fixture_stop();
    fixture_start();
    fixture_check();
    media_invariant_check();
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
