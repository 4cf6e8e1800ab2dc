/* SPDX-License-Identifier: MIT */
#include "engine/notification.h"

#include "base/memory.h"
#include "engine/access.h"
#include "engine/engine.h"
#include "engine/runtime.h"
#include "rules/access.h"

enum { AT_ONCE = 32 };

struct engine_notification {
    uint32_t type; /* 0: of no objects */
    /* Under channels_lock. */
    struct engine_session *session; /* NULL: it has closed */
    struct engine_notification *next;
    bool closed;
    /* Under queue. */
    struct port_mutex queue;
    bool lost;        /* fell behind the journal */
    int64_t position; /* what was read or passed over */
    uint32_t taken;
    uint32_t count;
    struct store_journal_record records[AT_ONCE];
};

/* Taken before queue and before the engine's change_mutex, never after. */
static struct port_mutex channels_lock = PORT_MUTEX_INIT;
/* One reads the journal at a time: each commit wakes all channels, and each reader at once would
 * open the database for itself. Taken after queue. */
static struct port_mutex reading = PORT_MUTEX_INIT;
static struct port_condition wait_ended = PORT_CONDITION_INIT;

/* ---- the journal ---- */

static base_error read_end(struct engine *engine, int64_t *position)
{
    struct store_transaction *transaction = NULL;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_last(transaction, position);
    }
    store_rollback(transaction);
    return error;
}

/* Records that were dropped are no loss while those of this type that are left cannot tell. */
static base_error refill(struct engine *engine, struct engine_notification *channel)
{
    struct store_transaction *transaction = NULL;
    int64_t last = 0;
    uint32_t count = 0;
    base_error error = store_begin_read(engine->store, &transaction);

    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_last(transaction, &last);
    }
    if (error == BASE_ERROR_SUCCESS) {
        error = store_journal_read(transaction, channel->position, channel->type, channel->records,
                                   AT_ONCE, &count);
    }
    store_rollback(transaction);
    if (error == BASE_ERROR_SUCCESS) {
        channel->taken = 0;
        channel->count = count;
        /* All of its type is read: what is of other types need not be looked at again. */
        channel->position = count < AT_ONCE ? last : channel->records[count - 1].sequence;
    }
    return error;
}

/* The next event; ERROR_NO_MORE_ITEMS (259): none yet. */
static base_error take(struct engine *engine, struct engine_notification *channel,
                       struct engine_event *event)
{
    base_error error = BASE_ERROR_SUCCESS;

    port_mutex_lock(&channel->queue);
    if (channel->lost) {
        error = BASE_ERROR_NO_DATA;
    } else if (channel->type != 0 && channel->taken == channel->count) {
        port_mutex_lock(&reading);
        error = refill(engine, channel);
        port_mutex_unlock(&reading);
        channel->lost = error == BASE_ERROR_NO_DATA;
    }
    if (error == BASE_ERROR_SUCCESS && channel->taken == channel->count) {
        error = BASE_ERROR_NO_MORE_ITEMS;
    }
    if (error == BASE_ERROR_SUCCESS) {
        const struct store_journal_record *record = &channel->records[channel->taken++];
        event->operation = record->operation;
        event->object = record->id;
    }
    port_mutex_unlock(&channel->queue);
    return error;
}

/* ---- waiting ---- */

/* The session of a wait that begins; NULL: the channel is broken. */
static struct engine_session *wait_begin(struct engine_notification *channel)
{
    port_mutex_lock(&channels_lock);
    struct engine_session *session = channel->closed ? NULL : channel->session;
    if (session != NULL) {
        session->channels.waits++;
    }
    port_mutex_unlock(&channels_lock);
    return session;
}

static void wait_end(struct engine_session *session)
{
    port_mutex_lock(&channels_lock);
    if (--session->channels.waits == 0) {
        port_condition_wake_all(&wait_ended);
    }
    port_mutex_unlock(&channels_lock);
}

static bool is_broken(struct engine_notification *channel)
{
    port_mutex_lock(&channels_lock);
    bool broken = channel->closed || channel->session == NULL;
    port_mutex_unlock(&channels_lock);
    return broken;
}

base_error engine_notification_wait(struct engine_notification *channel, uint32_t timeout,
                                    struct engine_event *event)
{
    int64_t until = timeout == PORT_INFINITE ? INT64_MAX : port_clock_monotonic() + timeout;
    struct engine_session *session = wait_begin(channel);
    base_error error = BASE_ERROR_NO_MORE_ITEMS;

    if (session == NULL) {
        return BASE_ERROR_NO_DATA;
    }
    while (error == BASE_ERROR_NO_MORE_ITEMS) {
        uint32_t seen = engine_runtime_change(session->engine);
        error = is_broken(channel) ? BASE_ERROR_NO_DATA : take(session->engine, channel, event);
        if (error == BASE_ERROR_NO_MORE_ITEMS) {
            base_error waited = engine_runtime_await_change(session, until, &seen);
            error = waited == BASE_ERROR_SUCCESS ? error : waited;
        }
    }
    wait_end(session);
    return error == BASE_ERROR_CANCELLED ? BASE_ERROR_NO_DATA : error;
}

/* ---- opening and closing ---- */

base_error engine_notification_open(struct engine_session *session, uint32_t type,
                                    struct engine_notification **out)
{
    struct engine *engine = session->engine;
    struct engine_notification *channel = NULL;
    base_error error = engine_access_check(
        session, &engine->computer,
        rules_access_right(RULES_FUNCTION_OPEN_NOTIFICATION, RULES_SECURABLE_COMPUTER));

    if (error != BASE_ERROR_SUCCESS) {
        return error;
    }
    channel = base_memory_zero(1, sizeof *channel);
    if (channel == NULL) {
        return BASE_ERROR_NOT_ENOUGH_MEMORY;
    }
    channel->type = type >= MODEL_TYPE_FIRST && type <= MODEL_TYPE_LAST ? type : 0;
    error = read_end(engine, &channel->position);
    if (error != BASE_ERROR_SUCCESS) {
        base_memory_free(channel);
        return error;
    }
    port_mutex_lock(&channels_lock);
    channel->session = session;
    channel->next = session->channels.first;
    session->channels.first = channel;
    port_mutex_unlock(&channels_lock);
    *out = channel;
    return BASE_ERROR_SUCCESS;
}

void engine_notification_cancel(struct engine_notification *channel)
{
    port_mutex_lock(&channels_lock);
    channel->closed = true;
    if (channel->session != NULL) {
        engine_runtime_stir(channel->session->engine);
    }
    port_mutex_unlock(&channels_lock);
}

void engine_notification_close(struct engine_notification *channel)
{
    if (channel == NULL) {
        return;
    }
    port_mutex_lock(&channels_lock);
    if (channel->session != NULL) {
        struct engine_notification **link = &channel->session->channels.first;
        while (*link != channel) {
            link = &(*link)->next;
        }
        *link = channel->next;
    }
    port_mutex_unlock(&channels_lock);
    base_memory_free(channel);
}

void engine_notification_break_all(struct engine_session *session)
{
    engine_session_cancel(session);
    port_mutex_lock(&channels_lock);
    while (session->channels.first != NULL) {
        struct engine_notification *channel = session->channels.first;
        session->channels.first = channel->next;
        channel->session = NULL;
    }
    while (session->channels.waits != 0) {
        (void)port_condition_wait(&wait_ended, &channels_lock, PORT_INFINITE);
    }
    port_mutex_unlock(&channels_lock);
}
