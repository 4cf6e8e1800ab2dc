/* SPDX-License-Identifier: MIT */
/*
 * The engine of this process: what all use cases share. Private to the engine room.
 *
 * THREADS. `engine_lock` guards the life of the engine (first session starts it, last one stops it)
 * and nothing else; it is held while starting and stopping, so these never overlap. Everything in
 * struct engine below "fixed" is written before the first session is handed out and after the last
 * one is gone, hence read without a lock. Controllers have their own locks (controller.h). Lock
 * order: engine_lock, controller, a session's collected_mutex, store, change_mutex. No lock is held
 * across a device command.
 */
#ifndef ENGINE_RUNTIME_H
#define ENGINE_RUNTIME_H

#include "base/error.h"
#include "base/guid.h"
#include "device/transport.h"
#include "engine/change_detection.h"
#include "engine/engine.h"
#include "engine/everyone.h"
#include "engine/notification.h"
#include "engine/ui_destinations.h"
#include "model/information.h"
#include "port/os.h"
#include "store/store.h"

enum { ENGINE_FOLDER_BYTES = PORT_PATH_SIZE };

struct engine_controller;
struct label_library;

/* The shared file of a data folder: mapped by every process that has the engine running. */
struct engine_shared {
    uint64_t change_counter;
    struct port_wake_table wake;
};

struct engine {
    /* fixed */
    char folder[ENGINE_FOLDER_BYTES];
    char computer_name[MODEL_COMPUTER_BYTES];
    struct base_guid computer;
    struct base_guid offline_library;
    struct port_presence *presence;
    struct port_shared *shared;
    struct port_wake *wake;
    struct port_signal *listener_stop;
    struct port_thread *listener;
    int64_t purge_milliseconds; /* for the listener: between two purges */
    struct store *store;
    const struct device_transport *transport;
    struct engine_controller **controllers;
    /* atomic: those listed so far; the first ones run and commit while the others are started */
    uint32_t controller_count;
    struct port_once labels_once;
    struct label_library *labels; /* for engine_labels alone */
    /* under engine_lock */
    uint32_t sessions;
    struct port_mutex change_mutex; /* innermost: no lock is taken under it */
    struct port_condition changed;  /* change_number grew, or a session was cancelled */
    uint32_t change_number;         /* under change_mutex; runs over */
    struct engine_everyone everyone;
    struct engine_watches watches; /* has its own mutex */
};

struct engine_session {
    struct engine *engine;
    struct base_guid id; /* random: who holds a drive is written down by it */
    bool cancelled;      /* under the engine's change_mutex */
    struct port_mutex collected_mutex;
    struct engine_ui_lists ui_lists;
    struct engine_channels channels;
    struct store_list collected; /* media that NTMS_EJECT_QUEUE has put together; collected_mutex */
    char application[MODEL_APPLICATION_BYTES];
    char user[MODEL_USER_BYTES];
    char computer[MODEL_COMPUTER_BYTES];
};

/*
 * Returns the running engine with one more session counted, starting it when there is none.
 * Errors: those of the data folder and the database (4313, 4314), ERROR_NOT_READY (21) when another
 * process is still starting after the time allowed for it.
 */
base_error engine_runtime_acquire(struct engine **engine);

/* Gives a session's share back; the last one stops the engine (see engine_session_close). */
void engine_runtime_release(struct engine *engine);

/* Wakes the controllers and the waiting calls of this process: something they may act on has
 * changed. Any thread. */
void engine_runtime_wake(struct engine *engine);

/* Wakes the waiting calls alone, to look whether they may still wait. Any thread. */
void engine_runtime_stir(struct engine *engine);

/* The number of changes so far, to be taken before looking at what is waited for. */
uint32_t engine_runtime_change(struct engine *engine);

/*
 * Waits until there has been a change since `*seen`, which is brought up to date.
 * ERROR_TIMEOUT (1460): port_clock_monotonic() has reached `until` (INT64_MAX: never).
 * ERROR_CANCELLED (1223): the session is being closed.
 */
base_error engine_runtime_await_change(struct engine_session *session, int64_t until,
                                       uint32_t *seen);

#endif
