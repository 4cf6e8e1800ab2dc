/* SPDX-License-Identifier: MIT */
/* A process that walks with several threads, and what it leaves to its parent: a file. */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"

enum { TEXT = 512, LATE_MS = 180000 };

/* ---- what the process is told ---- */

static void put_guid(char *out, const NTMS_GUID *id)
{
    for (size_t i = 0; i < sizeof *id; i++)
        snprintf(out + 2 * i, 3, "%02x", ((const BYTE *)id)[i]);
}

static BOOL take_guid(const char *text, NTMS_GUID *id)
{
    for (size_t i = 0; i < sizeof *id; i++) {
        unsigned byte = 0;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1)
            return FALSE;
        ((BYTE *)id)[i] = (BYTE)byte;
    }
    return TRUE;
}

static BOOL take_plan(const char *text, struct walk_plan *plan)
{
    char ids[3][40];
    unsigned numbers[4];
    if (sscanf(text, "%u %u %u %u %32s %32s %32s", &numbers[0], &numbers[1], &numbers[2],
               &numbers[3], ids[0], ids[1], ids[2]) != 7)
        return FALSE;
    plan->seed = numbers[0];
    plan->process = numbers[1];
    plan->calls = numbers[2];
    plan->milliseconds = numbers[3];
    return take_guid(ids[0], &plan->library) && take_guid(ids[1], &plan->pool) &&
           take_guid(ids[2], &plan->free_pool);
}

/* Every other one is of this program's own width, whatever the others are. */
static HANDLE start(const struct walk_plan *plan, const char *text)
{
    static const char name[] = "NTMS_TEST_CHILD_BIN";
    char folder[MAX_PATH];
    DWORD length = GetEnvironmentVariableA(name, folder, sizeof folder);
    BOOL own = plan->process % 2 == 0 && length != 0 && length < sizeof folder;
    if (own)
        SetEnvironmentVariableA(name, NULL);
    HANDLE process = child_start("walk", text, NULL);
    if (own)
        SetEnvironmentVariableA(name, folder);
    return process;
}

HANDLE walk_process_start(const struct walk_plan *plan)
{
    char text[TEXT];
    char ids[3][40];
    put_guid(ids[0], &plan->library);
    put_guid(ids[1], &plan->pool);
    put_guid(ids[2], &plan->free_pool);
    snprintf(text, sizeof text, "%u %u %u %u %s %s %s", (unsigned)plan->seed,
             (unsigned)plan->process, (unsigned)plan->calls, (unsigned)plan->milliseconds, ids[0],
             ids[1], ids[2]);
    return start(plan, text);
}

/* ---- what it leaves ---- */

struct report {
    uint32_t is_whole; /* the walk came to its end */
    uint32_t wrong_call;
    uint32_t wrong;
    uint32_t made[WALK_CALLS];
    uint32_t passed[WALK_CALLS];
};

static FILE *open_report(const struct walk_plan *plan, const char *mode)
{
    char folder[MAX_PATH];
    char path[MAX_PATH + 64];
    DWORD length = GetEnvironmentVariableA("NTMS_DATA", folder, sizeof folder);
    if (length == 0 || length >= sizeof folder)
        return NULL;
    snprintf(path, sizeof path, "%s-walk-%u-%u", folder, (unsigned)plan->seed,
             (unsigned)plan->process);
    return fopen(path, mode);
}

static void add(struct report *report, const struct walker *walker)
{
    for (size_t i = 0; i < WALK_CALLS; i++) {
        report->made[i] += walker->made[i];
        report->passed[i] += walker->passed[i];
    }
    if (report->wrong == ERROR_SUCCESS && walker->wrong != ERROR_SUCCESS) {
        report->wrong = walker->wrong;
        report->wrong_call = walker->wrong_call;
    }
}

/* ---- the process ---- */

static DWORD WINAPI run_walker(LPVOID context)
{
    struct walker *walker = context;
    ULONGLONG start = GetTickCount64();
    for (uint32_t i = 0; i < walker->plan->calls; i++) {
        if (GetTickCount64() - start > walker->plan->milliseconds)
            break;
        walk_step(walker);
    }
    return 0;
}

static void walk(const struct walk_plan *plan, HANDLE session, struct report *report)
{
    struct walker walkers[WALK_THREADS];
    HANDLE threads[WALK_THREADS];
    for (uint32_t i = 0; i < WALK_THREADS; i++) {
        walkers[i] = (struct walker){
            .plan = plan, .session = session, .state = plan->seed * 1000 + plan->process * 100 + i};
        threads[i] = CreateThread(NULL, 0, run_walker, &walkers[i], 0, NULL);
    }
    for (uint32_t i = 0; i < WALK_THREADS; i++) {
        WaitForSingleObject(threads[i], INFINITE);
        CloseHandle(threads[i]);
        add(report, &walkers[i]);
    }
}

int walk_process(const char *argument)
{
    struct walk_plan plan;
    struct report report = {0};
    if (!take_plan(argument, &plan))
        return 2;
    HANDLE session = OpenNtmsSessionW(NULL, (LPCWSTR)u"walk", 0);
    if (session == INVALID_HANDLE_VALUE)
        return 3;
    walk(&plan, session, &report);
    report.is_whole = CloseNtmsSession(session) == ERROR_SUCCESS;
    FILE *file = open_report(&plan, "wb");
    if (file == NULL)
        return 4;
    size_t written = fwrite(&report, sizeof report, 1, file);
    return fclose(file) == 0 && written == 1 ? 0 : 5;
}

/* ---- its parent ---- */

static void take_report(const struct walk_plan *plan, struct report *sum)
{
    struct report report;
    FILE *file = open_report(plan, "rb");
    size_t read = file != NULL ? fread(&report, sizeof report, 1, file) : 0;
    if (file != NULL)
        fclose(file);
    if (read != 1 || report.is_whole != 1)
        fail_msg("seed %u: process %u left no report, or its session did not end",
                 (unsigned)plan->seed, (unsigned)plan->process);
    for (size_t i = 0; i < WALK_CALLS; i++) {
        sum->made[i] += report.made[i];
        sum->passed[i] += report.passed[i];
    }
    if (report.wrong != ERROR_SUCCESS && sum->wrong == ERROR_SUCCESS) {
        sum->wrong = report.wrong;
        sum->wrong_call = report.wrong_call;
    }
}

void walk_process_finish(HANDLE *processes, uint32_t count, const struct walk_plan *plan)
{
    struct report sum = {0};
    struct walk_plan of = *plan;
    DWORD limit = plan->milliseconds + LATE_MS;
    if (WaitForMultipleObjects(count, processes, TRUE, limit) == WAIT_TIMEOUT)
        print_error("seed %u: a process of the walk goes on\n", (unsigned)plan->seed);
    for (uint32_t i = 0; i < count; i++) {
        DWORD code = child_wait(processes[i]);
        if (code != 0)
            fail_msg("seed %u: process %u ended with %u", (unsigned)plan->seed, (unsigned)i,
                     (unsigned)code);
    }
    for (of.process = 0; of.process < count; of.process++)
        take_report(&of, &sum);
    for (uint32_t i = 0; i < WALK_CALLS; i++)
        print_message("    %-28s %5u calls, %5u succeeded\n", walk_call_name(i),
                      (unsigned)sum.made[i], (unsigned)sum.passed[i]);
    if (sum.wrong != ERROR_SUCCESS)
        fail_msg("seed %u: %s returned %u", (unsigned)plan->seed, walk_call_name(sum.wrong_call),
                 (unsigned)sum.wrong);
}
