/* SPDX-License-Identifier: MIT */
/*
 * THREAD SAFETY: the fields of struct sched_dispatcher are constant after start, but for the words
 * that are only touched atomically and those that only the dispatcher's thread touches. Other
 * threads set a word and then the event; the dispatcher's thread takes the event back first and
 * looks at the words afterwards, so a change is never slept through. The event also covers what
 * happens during a turn: it stays set until the next wait.
 *
 * Whether jobs run is decided by counting them here, not by asking the crew: a job's end sets the
 * event a moment before the crew has forgotten the job, and a turn in that moment would wait for an
 * event that does not come again. The crew is drained all the same before anything is released.
 */
#include "sched/dispatcher.h"

#include "base/log.h"
#include "base/memory.h"
#include "port/atomic.h"
#include "port/clock.h"
#include "port/lease.h"
#include "port/signal.h"
#include "port/thread.h"

enum { RUNNING, STOPPING, DRAINING };

struct sched_dispatcher {
    struct sched_dispatcher_calls calls;
    void *context;
    uint32_t pause;
    struct port_lease *lease;
    struct port_signal *event;
    struct sched_crew *crew;
    struct port_thread *thread;
    uint32_t order;     /* atomic: RUNNING, STOPPING or DRAINING */
    uint32_t holder;    /* atomic: 1 between on_acquired and on_released */
    uint32_t submitted; /* atomic: jobs handed to the crew */
    uint32_t ended;     /* atomic: jobs that have ended */
    bool abandoned; /* a dead holder's lease was taken and on_acquired has not succeeded since */
    bool drained;   /* a holder has worked off everything after the order to drain */
};

static uint32_t order_of(struct sched_dispatcher *dispatcher)
{
    return port_atomic_load_u32(&dispatcher->order);
}

static void note_ended_job(void *context)
{
    struct sched_dispatcher *dispatcher = context;
    port_atomic_add_u32(&dispatcher->ended, 1);
    port_signal_set(dispatcher->event);
}

/*
 * One turn. Returns false when the lease is to be given up: a stop without drain, a turn that asks
 * for it, or a drain that has nothing left. Otherwise waits as the turn wants.
 */
static bool take_turn(struct sched_dispatcher *dispatcher, bool *pause)
{
    uint32_t order = order_of(dispatcher);
    if (order == STOPPING)
        return false;
    uint32_t ended = port_atomic_load_u32(&dispatcher->ended);
    struct sched_turn turn =
        dispatcher->calls.on_turn(dispatcher->context, port_clock_monotonic(), order == DRAINING);
    if (turn.release) {
        *pause = true;
        return false;
    }
    /* Nothing ran when the turn began and nothing was started in it: there can be no news. */
    if (turn.idle && order == DRAINING && ended == port_atomic_load_u32(&dispatcher->submitted)) {
        dispatcher->drained = true;
        return false;
    }
    if (turn.idle)
        turn.wait = PORT_INFINITE;
    if (turn.wait > 0)
        (void)port_signal_wait(dispatcher->event, turn.wait);
    return true;
}

/* All there is to do while the lease is held. Tells whether to pause before contending again. */
static bool hold(struct sched_dispatcher *dispatcher)
{
    bool pause = false;
    base_error error = dispatcher->calls.on_acquired(dispatcher->context, dispatcher->abandoned);
    if (error != BASE_ERROR_SUCCESS) {
        base_log(BASE_LOG_WARNING, 400, error, "the lease is given back unused");
        sched_crew_drain(dispatcher->crew);
        return true;
    }
    dispatcher->abandoned = false;
    port_atomic_store_u32(&dispatcher->holder, 1);
    while (take_turn(dispatcher, &pause)) {
    }
    sched_crew_drain(dispatcher->crew);
    port_atomic_store_u32(&dispatcher->holder, 0);
    dispatcher->calls.on_released(dispatcher->context);
    return pause;
}

/* Waits for the lease or news; returns true when it is held now. */
static bool acquire(struct sched_dispatcher *dispatcher, struct port_signal *const *events,
                    size_t count, uint32_t timeout, bool *pause)
{
    enum port_lease_outcome outcome = PORT_LEASE_TIMEOUT;
    size_t index = 0;
    base_error error =
        port_lease_acquire(dispatcher->lease, events, count, timeout, &outcome, &index);
    if (error != BASE_ERROR_SUCCESS) {
        base_log(BASE_LOG_ERROR, 401, error, "the lease cannot be waited for");
        *pause = true;
        return false;
    }
    if (outcome == PORT_LEASE_ABANDONED)
        dispatcher->abandoned = true;
    return outcome == PORT_LEASE_ACQUIRED || outcome == PORT_LEASE_ABANDONED;
}

static void dispatch(void *context)
{
    struct sched_dispatcher *dispatcher = context;
    bool pause = false;
    while (order_of(dispatcher) == RUNNING) {
        pause = false;
        if (acquire(dispatcher, &dispatcher->event, 1, PORT_INFINITE, &pause)) {
            pause = order_of(dispatcher) != STOPPING && hold(dispatcher);
            (void)port_lease_release(dispatcher->lease);
        }
        if (pause && order_of(dispatcher) == RUNNING)
            (void)port_signal_wait(dispatcher->event, dispatcher->pause);
    }
    /* The order to drain came before the lease. If nobody has it, nobody else will do the work. */
    if (order_of(dispatcher) == DRAINING && !dispatcher->drained &&
        acquire(dispatcher, NULL, 0, 0, &pause)) {
        (void)hold(dispatcher);
        (void)port_lease_release(dispatcher->lease);
    }
}

static void release(struct sched_dispatcher *dispatcher)
{
    sched_crew_free(dispatcher->crew);
    port_lease_close(dispatcher->lease);
    port_signal_close(dispatcher->event);
    base_memory_free(dispatcher);
}

static bool is_valid_setup(const struct sched_dispatcher_setup *setup)
{
    return setup->lease_name != NULL && setup->calls.on_acquired != NULL &&
           setup->calls.on_turn != NULL && setup->calls.on_released != NULL && setup->pause > 0;
}

base_error sched_dispatcher_start(const struct sched_dispatcher_setup *setup,
                                  struct sched_dispatcher **dispatcher)
{
    if (!is_valid_setup(setup))
        return BASE_ERROR_INVALID_PARAMETER;
    struct sched_dispatcher *result = base_memory_zero(1, sizeof *result);
    if (result == NULL)
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    result->calls = setup->calls;
    result->context = setup->context;
    result->pause = setup->pause;
    result->order = RUNNING;
    base_error error = port_signal_create(NULL, &result->event);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = port_lease_create(setup->lease_name, &result->lease);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    error = sched_crew_create(setup->resource_count, setup->thread_limit, note_ended_job, result,
                              &result->crew);
    if (error != BASE_ERROR_SUCCESS)
        goto out;
    struct sched_dispatcher *before = *dispatcher;
    *dispatcher = result; /* the first callback may come before this function has returned */
    error = port_thread_start(dispatch, result, &result->thread);
    if (error == BASE_ERROR_SUCCESS)
        return BASE_ERROR_SUCCESS;
    *dispatcher = before;
out:
    release(result);
    return error;
}

void sched_dispatcher_stop(struct sched_dispatcher *dispatcher, bool drain)
{
    if (dispatcher == NULL)
        return;
    port_atomic_store_u32(&dispatcher->order, drain ? DRAINING : STOPPING);
    port_signal_set(dispatcher->event);
    port_thread_join(dispatcher->thread);
    release(dispatcher);
}

void sched_dispatcher_wake(struct sched_dispatcher *dispatcher)
{
    if (dispatcher != NULL)
        port_signal_set(dispatcher->event);
}

bool sched_dispatcher_is_holder(struct sched_dispatcher *dispatcher)
{
    return port_atomic_load_u32(&dispatcher->holder) != 0;
}

base_error sched_dispatcher_submit(struct sched_dispatcher *dispatcher, const struct sched_job *job)
{
    /* Counted beforehand: the job may have ended before submit returns. */
    port_atomic_add_u32(&dispatcher->submitted, 1);
    base_error error = sched_crew_submit(dispatcher->crew, job);
    if (error != BASE_ERROR_SUCCESS)
        port_atomic_add_u32(&dispatcher->submitted, UINT32_MAX);
    return error;
}

bool sched_dispatcher_is_busy(struct sched_dispatcher *dispatcher, uint32_t resource)
{
    return sched_crew_is_busy(dispatcher->crew, resource);
}
