/* SPDX-License-Identifier: MIT */
#include "engine/runtime.h"

#include "base/log.h"
#include "base/memory.h"
#include "engine/controller.h"
#include "engine/event_log.h"
#include "engine/labels.h"
#include "engine/listener.h"
#include "engine/replica.h"
#include "engine/start.h"
#include "port/atomic.h"
#include "port/process.h"

#include <string.h>

/* How long another process may be busy with service start or its end before a session is refused.
 */
#define START_MILLISECONDS 120000
/* Longest single wait of a call; dwTimeout may be close to PORT_INFINITE. */
#define WAIT_MOST       3600000
#define SHARED_FILE     "ntms.shared"
#define PRESENCE_SUFFIX "service"
#define WAKE_SUFFIX     "wake"

static struct port_mutex engine_lock = PORT_MUTEX_INIT;
static struct engine *running; /* under engine_lock */

/* ---- changes ---- */

void engine_runtime_wake(struct engine *engine)
{
    uint32_t count = port_atomic_load_u32(&engine->controller_count);

    for (uint32_t i = 0; i < count; i++) {
        engine_controller_wake(engine->controllers[i]);
    }
    engine_runtime_stir(engine);
}

void engine_runtime_stir(struct engine *engine)
{
    port_mutex_lock(&engine->change_mutex);
    engine->change_number++;
    port_condition_wake_all(&engine->changed);
    port_mutex_unlock(&engine->change_mutex);
}

uint32_t engine_runtime_change(struct engine *engine)
{
    port_mutex_lock(&engine->change_mutex);
    uint32_t number = engine->change_number;
    port_mutex_unlock(&engine->change_mutex);
    return number;
}

/* What one wait may last; one that ends early is taken up again. */
static uint32_t milliseconds_until(int64_t until)
{
    int64_t left = until - port_clock_monotonic();

    if (until == INT64_MAX) {
        return PORT_INFINITE;
    }
    return left <= 0 ? 0 : left < WAIT_MOST ? (uint32_t)left : (uint32_t)WAIT_MOST;
}

base_error engine_runtime_await_change(struct engine_session *session, int64_t until,
                                       uint32_t *seen)
{
    struct engine *engine = session->engine;
    base_error error = BASE_ERROR_SUCCESS;

    port_mutex_lock(&engine->change_mutex);
    while (!session->cancelled && engine->change_number == *seen && error == BASE_ERROR_SUCCESS) {
        uint32_t wait = milliseconds_until(until);
        if (wait == 0) {
            error = BASE_ERROR_TIMEOUT;
        } else {
            (void)port_condition_wait(&engine->changed, &engine->change_mutex, wait);
        }
    }
    *seen = engine->change_number;
    if (session->cancelled) {
        error = BASE_ERROR_CANCELLED;
    }
    port_mutex_unlock(&engine->change_mutex);
    return error;
}

/* Every commit of this process: its own controllers and the other processes look again. */
static void after_commit(void *context, bool journal_written)
{
    struct engine *engine = context;

    if (journal_written) {
        engine_runtime_wake(engine);
        port_wake_all(engine->wake);
    }
}

/* ---- controllers ---- */

static bool has_controller(const struct model_information *library)
{
    return library->info.library.library_type != MODEL_LIBRARYTYPE_OFFLINE;
}

static base_error start_controllers(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    struct store_list libraries = STORE_LIST_INIT;
    uint32_t started = 0;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_children(transaction, NULL, MODEL_LIBRARY, &libraries);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        engine->controllers =
            base_memory_zero((size_t)libraries.count + 1, sizeof *engine->controllers);
        error = engine->controllers == NULL ? BASE_ERROR_NOT_ENOUGH_MEMORY : BASE_ERROR_SUCCESS;
    }
    for (uint32_t i = 0; error == BASE_ERROR_SUCCESS && i < libraries.count; i++) {
        if (has_controller(&libraries.items[i])) {
            struct engine_controller *controller = NULL;
            error = engine_controller_start(engine, &libraries.items[i], &controller);
            if (error == BASE_ERROR_SUCCESS) {
                engine->controllers[started++] = controller;
                port_atomic_store_u32(&engine->controller_count, started);
            }
        }
    }
    store_list_free(&libraries);
    return error;
}

static void stop_controllers(struct engine *engine, bool drain)
{
    /* A commit of one controller's last step wakes the others, so none is freed before all have
     * stopped being listed. */
    uint32_t count = port_atomic_load_u32(&engine->controller_count);
    for (uint32_t i = 0; i < count; i++) {
        engine_controller_quiesce(engine->controllers[i], drain);
    }
    port_atomic_store_u32(&engine->controller_count, 0);
    for (uint32_t i = 0; i < count; i++) {
        engine_controller_free(engine->controllers[i]);
    }
    base_memory_free(engine->controllers);
    engine->controllers = NULL;
}

/* ---- start and stop ---- */

static base_error open_folder(struct engine *engine)
{
    base_error error = port_data_folder(engine->folder, sizeof engine->folder);

    if (error == BASE_ERROR_SUCCESS) {
        error = port_folder_create(engine->folder, !port_data_folder_is_private());
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = port_computer_name(engine->computer_name, sizeof engine->computer_name);
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY
               ? error
               : base_log(BASE_LOG_ERROR, 860, BASE_ERROR_DATABASE_FAILURE,
                          "the data folder cannot be used (error %u)", (unsigned)error);
}

static base_error open_shared(struct engine *engine)
{
    char path[ENGINE_FOLDER_BYTES];
    base_error error = port_path_join(engine->folder, SHARED_FILE, path, sizeof path);

    if (error == BASE_ERROR_SUCCESS) {
        error = port_shared_open(path, sizeof(struct engine_shared), &engine->shared);
    }
    return error == BASE_ERROR_SUCCESS || error == BASE_ERROR_NOT_ENOUGH_MEMORY
               ? error
               : base_log(BASE_LOG_ERROR, 861, BASE_ERROR_DATABASE_FAILURE,
                          "the shared file cannot be used (error %u)", (unsigned)error);
}

/* The administrator may set another time, in seconds: registry value StartSeconds. */
static uint32_t start_milliseconds(void)
{
    uint32_t seconds = 0;

    return port_setting_u32(NULL, "StartSeconds", &seconds) == BASE_ERROR_SUCCESS && seconds <= 3600
               ? seconds * 1000
               : START_MILLISECONDS;
}

static base_error enter(struct engine *engine, bool *alone)
{
    char name[PORT_NAME_SIZE];
    base_error error = port_object_name(engine->folder, PRESENCE_SUFFIX, name, sizeof name);

    if (error == BASE_ERROR_SUCCESS) {
        error = port_presence_open(name, start_milliseconds(), &engine->presence, alone);
    }
    return error == BASE_ERROR_TIMEOUT ? BASE_ERROR_NOT_READY : error;
}

static base_error open_store(struct engine *engine, bool alone)
{
    struct engine_shared *shared = port_shared_memory(engine->shared);
    struct store_options options = {
        .folder = engine->folder,
        .computer_name = engine->computer_name,
        .on_create = engine_start_create,
        .after_commit = after_commit,
        .context = engine,
        .change_counter = &shared->change_counter,
        .first_process = alone,
    };
    bool created = false;
    base_error error = store_open(&options, &engine->store, &created);

    return error != BASE_ERROR_SUCCESS ? error : engine_start_attach(engine);
}

static base_error join(struct engine *engine)
{
    struct engine_shared *shared = port_shared_memory(engine->shared);
    char name[PORT_NAME_SIZE];
    base_error error = port_object_name(engine->folder, WAKE_SUFFIX, name, sizeof name);

    if (error == BASE_ERROR_SUCCESS) {
        error = port_wake_open(&shared->wake, name, &engine->wake);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = start_controllers(engine);
    }
    return error != BASE_ERROR_SUCCESS ? error
                                       : engine_listener_start(engine, ENGINE_PURGE_MILLISECONDS);
}

/* Gives back whatever was obtained. */
static void leave(struct engine *engine)
{
    engine_listener_stop(engine);
    stop_controllers(engine, false);
    label_library_close(engine->labels);
    port_wake_close(engine->wake);
    store_close(engine->store);
    port_shared_close(engine->shared);
    port_presence_close(engine->presence);
    engine_watches_free(&engine->watches);
    base_memory_free(engine);
    engine_event_log_close();
}

static base_error start(struct engine **engine)
{
    struct engine *started = base_memory_zero(1, sizeof *started);
    bool alone = false;
    base_error error;

    if (started == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    started->transport = device_transport_system();
    error = open_folder(started);
    if (error == BASE_ERROR_SUCCESS) {
        engine_event_log_open(started->folder);
        error = enter(started, &alone);
    }
    if (error == BASE_ERROR_SUCCESS && alone) {
        error = engine_replica_take_over(started->folder);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = open_shared(started);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = open_store(started, alone);
    }
    if (error == BASE_ERROR_SUCCESS && alone) {
        error = engine_start_first(started);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = join(started);
    }
    if (error != BASE_ERROR_SUCCESS) {
        leave(started);
        return error;
    }
    port_presence_unlock(started->presence);
    *engine = started;
    return BASE_ERROR_SUCCESS;
}

/* Where the change journal ends; -1 when that cannot be read. */
static int64_t journal_end(struct engine *engine)
{
    struct store_transaction *transaction = NULL;
    int64_t sequence = -1;

    if (store_begin_read(engine->store, &transaction) != BASE_ERROR_SUCCESS) {
        return -1;
    }
    if (store_journal_last(transaction, &sequence) != BASE_ERROR_SUCCESS) {
        sequence = -1;
    }
    store_rollback(transaction);
    return sequence;
}

/*
 * The last process works off what is queued. That may take as long as a cleaning does, so others
 * may come in meanwhile; then the work is theirs. One that came and went again, leaving something
 * to us because we were still here, has left its traces in the journal.
 */
static void stop(struct engine *engine)
{
    int64_t worked_off = -1;
    bool alone = false;

    engine_listener_stop(engine);
    for (;;) {
        base_error error = port_presence_lock(engine->presence, START_MILLISECONDS, &alone);
        if (error != BASE_ERROR_SUCCESS || !alone) {
            break;
        }
        if (worked_off >= 0 && journal_end(engine) == worked_off) {
            break;
        }
        port_presence_unlock(engine->presence);
        if (worked_off >= 0 && start_controllers(engine) != BASE_ERROR_SUCCESS) {
            break;
        }
        stop_controllers(engine, true);
        worked_off = journal_end(engine);
        if (worked_off < 0) {
            break;
        }
    }
    leave(engine);
}

base_error engine_runtime_acquire(struct engine **engine)
{
    base_error error = BASE_ERROR_SUCCESS;

    port_mutex_lock(&engine_lock);
    if (running == NULL) {
        error = start(&running);
    }
    if (error == BASE_ERROR_SUCCESS) {
        running->sessions++;
        *engine = running;
    }
    port_mutex_unlock(&engine_lock);
    return error;
}

void engine_runtime_release(struct engine *engine)
{
    port_mutex_lock(&engine_lock);
    if (--engine->sessions == 0) {
        running = NULL;
        stop(engine);
    }
    port_mutex_unlock(&engine_lock);
}

bool engine_is_over(void)
{
    return port_process_is_ending();
}

void engine_unload(void)
{
    store_unload();
}
