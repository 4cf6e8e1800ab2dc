/* SPDX-License-Identifier: MIT */
#include "listeners.h"

#include "picture.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPES = PICTURE_LAST + 1, EVENTS = 20000, ROUND_MS = 1000 };

/* One channel; what its thread writes is read by others under the lock. */
struct listener {
    DWORD type;
    HANDLE channel;
    HANDLE thread;
    DWORD ended_with;
    DWORD count;                          /* of events */
    NTMS_NOTIFICATIONINFORMATION *events; /* all that were told, EVENTS at most */
    DWORD error;                          /* the first of applying them */
};

static CRITICAL_SECTION lock;
static struct listener listeners[TYPES];
static struct picture told[TYPES];
static struct picture listed[TYPES];
static int64_t begun_at; /* the journal's last record before them all */

/* The last moment when nothing changed: the journal's last record, and what each had told. */
static int64_t still_at;
static DWORD told_by_then[TYPES];

/* ---- listening ---- */

static void take(struct listener *listener, const NTMS_NOTIFICATIONINFORMATION *event)
{
    EnterCriticalSection(&lock);
    DWORD error = picture_apply(&told[listener->type], world.session, listener->type, event);
    if (listener->count < EVENTS)
        listener->events[listener->count] = *event;
    listener->count++;
    if (listener->error == ERROR_SUCCESS && error != ERROR_SUCCESS) {
        fprintf(stderr, "event %u of type %u, operation %u: error %u\n", (unsigned)listener->count,
                (unsigned)listener->type, (unsigned)event->dwOperation, (unsigned)error);
        listener->error = error;
    }
    LeaveCriticalSection(&lock);
}

static DWORD WINAPI listen(void *context)
{
    struct listener *listener = context;
    NTMS_NOTIFICATIONINFORMATION event;
    while ((listener->ended_with = WaitForNtmsNotification(listener->channel, &event, INFINITE)) ==
           ERROR_SUCCESS)
        take(listener, &event);
    return 0;
}

/* ---- enumerating, again and again ---- */

static HANDLE enough;
static HANDLE watcher;
static DWORD watcher_error;

static DWORD WINAPI watch(void *context)
{
    struct picture seen = {0};
    (void)context;
    while (WaitForSingleObject(enough, ROUND_MS) == WAIT_TIMEOUT) {
        for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
            DWORD error = picture_enumerate(&seen, world.session, type);
            if (watcher_error == ERROR_SUCCESS)
                watcher_error = error;
        }
    }
    picture_free(&seen);
    return 0;
}

/* ---- beginning ---- */

static int64_t journal_end(void)
{
    return world_sql_number("SELECT ifnull(max(sequence), 0) FROM journal", NULL);
}

static void close_channels(void)
{
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++)
        assert_int_equal(CloseNtmsNotification(listeners[type].channel), ERROR_SUCCESS);
}

static BOOL open_while_nothing_changes(void *context)
{
    (void)context;
    begun_at = journal_end();
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
        listeners[type].channel = OpenNtmsNotification(world.session, type);
        assert_ptr_not_equal(listeners[type].channel, INVALID_HANDLE_VALUE);
        assert_int_equal(picture_enumerate(&told[type], world.session, type), ERROR_SUCCESS);
    }
    if (journal_end() == begun_at)
        return TRUE;
    close_channels();
    return FALSE;
}

void listeners_begin(void)
{
    InitializeCriticalSection(&lock);
    world_wait(open_while_nothing_changes, NULL, "a moment without changes");
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
        struct listener *listener = &listeners[type];
        listener->type = type;
        listener->events = calloc(EVENTS, sizeof *listener->events);
        assert_non_null(listener->events);
        listener->thread = CreateThread(NULL, 0, listen, listener, 0, NULL);
        assert_non_null(listener->thread);
    }
    enough = CreateEventA(NULL, TRUE, FALSE, NULL);
    assert_non_null(enough);
    watcher = CreateThread(NULL, 0, watch, NULL, 0, NULL);
    assert_non_null(watcher);
}

/* ---- comparing ---- */

static BOOL all_is_told(void)
{
    char query[128];
    int64_t count = 0;
    snprintf(query, sizeof query, "SELECT count(*) FROM journal WHERE sequence > %lld",
             (long long)begun_at);
    int64_t records = world_sql_number(query, NULL);
    EnterCriticalSection(&lock);
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++)
        count += listeners[type].count;
    LeaveCriticalSection(&lock);
    return count == records;
}

/* With the lock held on success: nobody adds to what was told before it is compared. */
static BOOL enumerate_while_nothing_changes(void *context)
{
    (void)context;
    still_at = journal_end();
    if (!all_is_told())
        return FALSE;
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++)
        assert_int_equal(picture_enumerate(&listed[type], world.session, type), ERROR_SUCCESS);
    EnterCriticalSection(&lock);
    if (journal_end() == still_at)
        return TRUE;
    LeaveCriticalSection(&lock);
    return FALSE;
}

static sqlite3_stmt *prepare_records(sqlite3 **db, DWORD type)
{
    char folder[MAX_PATH];
    char path[MAX_PATH + 16];
    sqlite3_stmt *records = NULL;
    assert_in_range(GetEnvironmentVariableA("NTMS_DATA", folder, sizeof folder), 1, MAX_PATH - 1);
    snprintf(path, sizeof path, "%s\\ntms.db", folder);
    assert_int_equal(sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(*db, WORLD_WAIT_MS);
    assert_int_equal(sqlite3_prepare_v2(*db,
                                        "SELECT operation, id FROM journal WHERE type = ?1 AND"
                                        " sequence > ?2 AND sequence <= ?3 ORDER BY sequence",
                                        -1, &records, NULL),
                     SQLITE_OK);
    sqlite3_bind_int64(records, 1, type);
    sqlite3_bind_int64(records, 2, begun_at);
    sqlite3_bind_int64(records, 3, still_at);
    return records;
}

/* Each record once, none left out, in their order. */
static void compare_with_journal(const struct listener *listener)
{
    sqlite3 *db = NULL;
    DWORD count = told_by_then[listener->type];
    DWORD i = 0;
    sqlite3_stmt *records = prepare_records(&db, listener->type);
    assert_true(count <= EVENTS);
    for (; i < count && sqlite3_step(records) == SQLITE_ROW; i++) {
        assert_int_equal(listener->events[i].dwOperation, sqlite3_column_int64(records, 0));
        assert_memory_equal(&listener->events[i].ObjectId, sqlite3_column_blob(records, 1),
                            sizeof(NTMS_GUID));
    }
    assert_int_equal(i, count);
    assert_int_equal(sqlite3_step(records), SQLITE_DONE);
    sqlite3_finalize(records);
    sqlite3_close(db);
}

void listeners_compare(void)
{
    BOOL same = TRUE;
    DWORD error = ERROR_SUCCESS;
    world_wait(enumerate_while_nothing_changes, NULL, "a moment when nothing changes");
    picture_derive(told);
    picture_derive(listed);
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
        same = picture_same(&told[type], &listed[type], type) && same;
        error = error != ERROR_SUCCESS ? error : listeners[type].error;
        told_by_then[type] = listeners[type].count;
    }
    LeaveCriticalSection(&lock);
    assert_true(same);
    assert_int_equal(error, ERROR_SUCCESS);
    assert_int_equal(watcher_error, ERROR_SUCCESS);
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++)
        compare_with_journal(&listeners[type]);
}

/* ---- the end ---- */

static void await_thread(HANDLE thread)
{
    assert_int_equal(WaitForSingleObject(thread, WORLD_WAIT_MS), WAIT_OBJECT_0);
    CloseHandle(thread);
}

void listeners_end(void)
{
    SetEvent(enough);
    await_thread(watcher);
    CloseHandle(enough);
    close_channels();
    for (DWORD type = PICTURE_FIRST; type <= PICTURE_LAST; type++) {
        struct listener *listener = &listeners[type];
        await_thread(listener->thread);
        assert_true(listener->ended_with == ERROR_NO_DATA ||
                    listener->ended_with == ERROR_INVALID_HANDLE);
        print_message("    type %2u: %5u events, %4u objects\n", (unsigned)type,
                      (unsigned)listener->count, (unsigned)told[type].count);
        free(listener->events);
        picture_free(&told[type]);
        picture_free(&listed[type]);
    }
    DeleteCriticalSection(&lock);
}
