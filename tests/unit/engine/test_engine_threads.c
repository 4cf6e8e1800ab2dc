/* SPDX-License-Identifier: MIT */
/* Many callers at once, sessions that come and go, the engine started and stopped again and again.
 */
#include "engine_fixture.h"

#include "port/os.h"

enum { CALLERS = 6, ROUNDS = 25 };

struct caller {
    struct port_thread *thread;
    struct base_guid drives[2];
    struct base_guid slot;
    struct base_guid library;
    uint32_t number;
    uint32_t unexpected; /* the first error that no table knows, 0 = none */
};

static bool is_documented(base_error error)
{
    switch (error) {
    case BASE_ERROR_SUCCESS:
    case BASE_ERROR_CLEANER_SLOT_SET:
    case BASE_ERROR_CLEANER_SLOT_NOT_SET:
    case BASE_ERROR_RESOURCE_NOT_AVAILABLE:
    case BASE_ERROR_EMPTY:
    case BASE_ERROR_INVALID_OPERATION:
        return true;
    default:
        return false;
    }
}

static void note(struct caller *caller, base_error error)
{
    if (!is_documented(error) && caller->unexpected == 0) {
        caller->unexpected = error;
    }
}

static void read_all(struct caller *caller, struct engine_session *session)
{
    struct base_guid ids[64];
    struct model_information row;
    uint32_t count = 0;
    base_error error =
        engine_object_enumerate(session, &caller->library, MODEL_LIBREQUEST, 0, ids, 64, &count);
    if (error != BASE_ERROR_SUCCESS && error != BASE_ERROR_OBJECT_NOT_FOUND &&
        error != BASE_ERROR_INSUFFICIENT_BUFFER) {
        note(caller, error);
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < count; i++) {
        note(caller, engine_object_information(session, &ids[i], MODEL_LIBREQUEST, &row));
    }
}

static void call_much(void *context)
{
    struct caller *caller = context;
    struct engine_session *session = fixture_session();
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct base_guid operation = {{0}};
        switch ((i + caller->number) % 6) {
        case 0:
            note(caller, engine_clean_drive(session, &caller->drives[i % 2]));
            break;
        case 1:
            note(caller, engine_cleaner_slot_reserve(session, &caller->library, &caller->slot));
            break;
        case 2:
            note(caller, engine_cleaner_slot_release(session, &caller->library));
            break;
        case 3:
            note(caller, engine_cleaner_inject(session, &caller->library, &operation, 2,
                                               MODEL_INJECT_START));
            fixture_sleep(3);
            (void)engine_cleaner_inject(session, &caller->library, &operation, 2,
                                        MODEL_INJECT_STOP);
            break;
        case 4:
            note(caller,
                 engine_cleaner_eject(session, &caller->library, &operation, MODEL_EJECT_START));
            (void)engine_cleaner_eject(session, &caller->library, &operation, MODEL_EJECT_STOP);
            break;
        default:
            read_all(caller, session);
            break;
        }
    }
}

static void start_callers(struct caller *callers, void (*run)(void *context))
{
    for (uint32_t i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.number = i,
                                     .drives = {fixture_drive(0), fixture_drive(1)},
                                     .slot = fixture_slot(0),
                                     .library = *fixture_library()};
        assert_int_equal(port_thread_start(run, &callers[i], &callers[i].thread), 0);
    }
}

static void join_callers(struct caller *callers)
{
    for (uint32_t i = 0; i < CALLERS; i++) {
        port_thread_join(callers[i].thread);
        assert_int_equal(callers[i].unexpected, 0);
    }
}

static void test_calls_of_many_threads_keep_the_library_sound(void **state)
{
    struct caller callers[CALLERS];
    (void)state;
    fixture_usual();
    fixture_inject(UINT32_MAX);
    start_callers(callers, call_much);
    join_callers(callers);
    fixture_stop();
    fixture_start();
    fixture_check();
    fixture_end();
}

/* Sessions of its own: the first starts the engine, the last stops it, at any moment. */
static void open_and_close(void *context)
{
    struct caller *caller = context;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        struct engine_session *session = NULL;
        base_error error = engine_session_open(NULL, "other", 0, &session);
        note(caller, error);
        if (error == BASE_ERROR_SUCCESS) {
            if (i % 5 == 0) {
                note(caller, engine_clean_drive(session, &caller->drives[i % 2]));
            }
            read_all(caller, session);
            engine_session_close(session);
        }
    }
}

static void test_sessions_of_many_threads_start_and_stop_the_engine(void **state)
{
    struct caller callers[CALLERS];
    (void)state;
    fixture_usual();
    fixture_inject(UINT32_MAX);
    start_callers(callers, open_and_close);
    fixture_stop();
    join_callers(callers);
    fixture_start();
    fixture_check();
    fixture_end();
}

static void test_session_restart_in_one_process_finds_the_same_objects(void **state)
{
    struct base_guid library;
    struct base_guid drive;
    (void)state;
    fixture_usual();
    library = *fixture_library();
    drive = fixture_drive(1);
    for (int i = 0; i < 5; i++) {
        struct base_guid again;
        fixture_stop();
        fixture_start();
        again = fixture_drive(1);
        assert_true(base_guid_equal(&library, fixture_library()));
        assert_true(base_guid_equal(&drive, &again));
        fixture_check();
    }
    fixture_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls_of_many_threads_keep_the_library_sound),
        cmocka_unit_test(test_sessions_of_many_threads_start_and_stop_the_engine),
        cmocka_unit_test(test_session_restart_in_one_process_finds_the_same_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
