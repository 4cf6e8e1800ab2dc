/* SPDX-License-Identifier: MIT */
/*
 * What another process changes: how long a listener waits for the news of it, from the call of the
 * other process to the end of the wait, against a durable one-row transaction after which an event
 * is set; the same until the last of 64 listeners has the news; and how long the first reading
 * after it takes, against a prepared query of the same row.
 *
 * The other process is this program again. It is told what to do, and tells when it began, by
 * memory that both have.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum { LISTENERS_MAX = 64, PATIENCE_MS = 120000 };

enum task { TASK_END, TASK_CHANGE, TASK_INSERT };

struct shared {
    LONG task;
    double begun;
};

/* What the two processes have in common; by name. */
static struct {
    struct shared *memory;
    HANDLE go;
    HANDLE done;
    HANDLE inserted; /* the bare news */
    HANDLE other;    /* process */
} common;

static HANDLE session;

/* ---- both ---- */

static HANDLE event_of(const char *what, BOOL manual)
{
    char name[64];
    snprintf(name, sizeof name, "ntms-bench-%s", what);
    HANDLE event = CreateEventA(NULL, manual, FALSE, name);
    if (event == NULL)
        bench_fail("no event", GetLastError());
    return event;
}

static void meet(void)
{
    HANDLE mapping = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0,
                                        sizeof(struct shared), "ntms-bench-memory");
    if (mapping != NULL)
        common.memory = MapViewOfFile(mapping, FILE_MAP_ALL_ACCESS, 0, 0, sizeof(struct shared));
    if (common.memory == NULL)
        bench_fail("no common memory", GetLastError());
    common.go = event_of("go", FALSE);
    common.done = event_of("done", FALSE);
    common.inserted = event_of("inserted", TRUE);
    bench_folder("notification", FALSE);
    bench_product_load();
    session = bench_product_open();
}

static NTMS_GUID only(DWORD type)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, NULL, type, &count);
    if (count == 0)
        bench_fail("an object is missing; its type is the error number", type);
    NTMS_GUID id = list[0];
    free(list);
    return id;
}

/* ---- the process that changes things ---- */

static void change(const NTMS_GUID *computer, NTMS_OBJECTINFORMATIONW *object)
{
    NTMS_GUID id = *computer;
    object->Info.Computer.dwLibRequestPurgeTime++;
    common.memory->begun = bench_now();
    DWORD error = bench_product.set(session, &id, object);
    if (error != ERROR_SUCCESS)
        bench_fail("SetNtmsObjectInformation", error);
}

static void insert(sqlite3_stmt *statement)
{
    common.memory->begun = bench_now();
    (void)bench_sqlite_rows(statement);
    SetEvent(common.inserted);
}

void bench_notification_other(void)
{
    meet();
    NTMS_GUID computer = only(NTMS_COMPUTER);
    NTMS_OBJECTINFORMATIONW object = bench_product_read(session, &computer, NTMS_COMPUTER);
    sqlite3 *bare = bench_sqlite_open("bare.db");
    bench_sqlite_run(bare, "CREATE TABLE bare (number INTEGER PRIMARY KEY, id BLOB)");
    sqlite3_stmt *statement =
        bench_sqlite_prepare(bare, "INSERT INTO bare (id) VALUES (randomblob(16))");
    SetEvent(common.done);
    while (WaitForSingleObject(common.go, PATIENCE_MS) == WAIT_OBJECT_0 &&
           common.memory->task != TASK_END) {
        if (common.memory->task == TASK_CHANGE)
            change(&computer, &object);
        else
            insert(statement);
        SetEvent(common.done);
    }
    bench_product.close(session);
}

static void await(HANDLE event, const char *what)
{
    HANDLE both[] = {event, common.other};
    if (WaitForMultipleObjects(2, both, FALSE, PATIENCE_MS) != WAIT_OBJECT_0)
        bench_fail(what, ERROR_TIMEOUT);
}

static void order(enum task task)
{
    common.memory->task = task;
    SetEvent(common.go);
}

/* ---- those who wait ---- */

static LONG awaited; /* how many have no news yet */
static double last_news;
static HANDLE all_know;
static HANDLE insert_over[LISTENERS_MAX];

static void know(void)
{
    double now = bench_now();
    if (InterlockedDecrement(&awaited) == 0) {
        last_news = now;
        SetEvent(all_know);
    }
}

static DWORD WINAPI listen(void *channel)
{
    NTMS_NOTIFICATIONINFORMATION event;
    while (bench_product.wait_notification(channel, &event, INFINITE) == ERROR_SUCCESS)
        know();
    return 0;
}

/* The event stays set until all have seen it; then each is let go to wait for the next one. */
static DWORD WINAPI listen_bare(void *over)
{
    while (WaitForSingleObject(common.inserted, INFINITE) == WAIT_OBJECT_0) {
        know();
        WaitForSingleObject(over, INFINITE);
    }
    return 0;
}

static void start_listeners(uint32_t from, uint32_t count)
{
    for (uint32_t i = from; i < count; i++) {
        HANDLE channel = bench_product.open_notification(session, NTMS_COMPUTER);
        insert_over[i] = CreateEventA(NULL, FALSE, FALSE, NULL);
        if (channel == INVALID_HANDLE_VALUE || insert_over[i] == NULL ||
            CreateThread(NULL, 0, listen, channel, 0, NULL) == NULL ||
            CreateThread(NULL, 0, listen_bare, insert_over[i], 0, NULL) == NULL)
            bench_fail("no more listeners", GetLastError());
    }
}

/* Seconds from the other's call to the last news. */
static double news_of(enum task task, uint32_t listeners)
{
    awaited = (LONG)listeners;
    order(task);
    await(all_know, "news do not come");
    await(common.done, "the other process does not answer");
    if (task == TASK_INSERT) {
        ResetEvent(common.inserted);
        for (uint32_t i = 0; i < listeners; i++)
            SetEvent(insert_over[i]);
    }
    return last_news - common.memory->begun;
}

/* ---- measuring ---- */

enum { PAIRS = 100, REST_MS = 4 };

static struct bench_result medians(double *ours, double *bare, uint32_t count)
{
    double ratio[PAIRS];
    for (uint32_t i = 0; i < count; i++)
        ratio[i] = ours[i] / bare[i];
    return (struct bench_result){bench_median(ours, count), bench_median(bare, count),
                                 bench_median(ratio, count)};
}

static void measure_news(uint32_t listeners, const char *what, const char *against)
{
    double ours[PAIRS];
    double bare[PAIRS];
    uint32_t pairs = bench_repetitions(PAIRS);
    for (uint32_t i = 0; i < pairs; i++) {
        Sleep(REST_MS); /* those who wait have come so far */
        bare[i] = news_of(TASK_INSERT, listeners);
        Sleep(REST_MS);
        ours[i] = news_of(TASK_CHANGE, listeners);
    }
    struct bench_result result = medians(ours, bare, pairs);
    bench_row_times(what, against, &result, NULL);
}

static double query(sqlite3_stmt *select, NTMS_GUID *drive)
{
    double start = bench_now();
    sqlite3_bind_blob(select, 1, drive, sizeof *drive, SQLITE_STATIC);
    if (bench_sqlite_rows(select) != 1)
        bench_fail("the drive's row is not there", ERROR_OBJECT_NOT_FOUND);
    return bench_now() - start;
}

static double read_drive(const NTMS_GUID *drive)
{
    double start = bench_now();
    (void)bench_product_read(session, drive, NTMS_DRIVE);
    return bench_now() - start;
}

static void change_and_wait(void)
{
    order(TASK_CHANGE);
    await(common.done, "the other process does not answer");
}

static void measure_reading(void)
{
    double ours[PAIRS];
    double bare[PAIRS];
    uint32_t pairs = bench_repetitions(PAIRS);
    NTMS_GUID drive = only(NTMS_DRIVE);
    sqlite3_stmt *select =
        bench_sqlite_prepare(bench_sqlite_open("ntms.db"), "SELECT * FROM drive WHERE id = ?1");
    for (uint32_t i = 0; i < pairs; i++) {
        change_and_wait();
        bare[i] = query(select, &drive);
        change_and_wait();
        ours[i] = read_drive(&drive);
    }
    struct bench_result result = medians(ours, bare, pairs);
    bench_row_times("GetNtmsObjectInformation after a foreign write",
                    "prepared query of the same row", &result, NULL);
}

void bench_notification(void)
{
    struct vtl_client_library library;

    bench_folder("notification", TRUE);
    bench_library(&library, 20);
    (void)bench_vtl_build(&library);
    meet();
    all_know = CreateEventA(NULL, FALSE, FALSE, NULL);
    common.other = bench_child_start("notification-other");
    await(common.done, "the other process does not begin");
    measure_reading();
    start_listeners(0, 1);
    measure_news(1, "a change told to another process",
                 "durable one-row transaction, an event set");
    start_listeners(1, LISTENERS_MAX);
    measure_news(LISTENERS_MAX, "a change told to 64 listeners there", "the same, 64 threads wait");
    order(TASK_END);
    WaitForSingleObject(common.other, PATIENCE_MS);
}
