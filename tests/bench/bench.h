/* SPDX-License-Identifier: MIT */
/*
 * The bench: figures of ntmsapi.dll, each a ratio to something bare that was measured in the same
 * run, in pairs that alternate, so that a slow moment of the machine strikes both sides. Nothing
 * here passes or fails by a time; what cannot be measured ends the program with a message.
 *
 * Each measurement is a process of its own (the program started again with its name), with a data
 * folder and a virtual library of its own; it prints its rows of the table itself.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <ntmsapi.h>

#include "vtl/client.h"

#include <sqlite3.h>

/* ---- measuring ---- */

extern BOOL bench_quick; /* few repetitions: shows that the bench works, not how fast we are */

/* `many`, or a small share of it when quick. */
uint32_t bench_repetitions(uint32_t many);

double bench_now(void); /* seconds, of a steady clock */

typedef void bench_work(void *context);

/* Medians over the pairs: seconds for one run of each side, and of ours divided by the bare one. */
struct bench_result {
    double ours;
    double bare;
    double ratio;
};

/* Runs the two by turns, `pairs` times; what one run holds is `batch` calls of its function. With
 * `rest_ms` nothing is done for that long before each run. */
struct bench_result bench_pairs(bench_work *ours, bench_work *bare, void *context, uint32_t pairs,
                                uint32_t batch, uint32_t rest_ms);

double bench_median(double *values, uint32_t count);

/* Rows of the table. A reach of NULL: none is set. */
void bench_head(void);
void bench_row_times(const char *what, const char *bare, const struct bench_result *result,
                     const char *reach);
void bench_row_text(const char *what, const char *ours, const char *bare, const char *bare_value,
                    const char *figure, const char *reach);

/* Ends the process with a message. */
void bench_fail(const char *what, uint32_t error);

/* ---- the product ---- */

/* What the measurements call, found in ntmsapi.dll by name. */
struct bench_product {
    __typeof__(OpenNtmsSessionW) *open;
    __typeof__(CloseNtmsSession) *close;
    __typeof__(EnumerateNtmsObject) *enumerate;
    __typeof__(GetNtmsObjectInformationW) *read;
    __typeof__(ReserveNtmsCleanerSlot) *reserve;
    __typeof__(InjectNtmsCleaner) *inject;
    __typeof__(CleanNtmsDrive) *clean;
    __typeof__(MountNtmsMedia) *mount;
    __typeof__(DismountNtmsMedia) *dismount;
    __typeof__(MoveToNtmsMediaPool) *move;
    __typeof__(CreateNtmsMediaPoolW) *create_pool;
    __typeof__(AllocateNtmsMedia) *allocate;
    __typeof__(InventoryNtmsLibrary) *inventory;
    __typeof__(SetNtmsObjectInformationW) *set;
    __typeof__(OpenNtmsNotification) *open_notification;
    __typeof__(WaitForNtmsNotification) *wait_notification;
    __typeof__(CloseNtmsNotification) *close_notification;
    __typeof__(ExportNtmsDatabase) *export_database;
};
extern struct bench_product bench_product;

void bench_product_load(void);
HANDLE bench_product_open(void);
NTMS_OBJECTINFORMATIONW bench_product_read(HANDLE session, const NTMS_GUID *id, DWORD type);
/* All ids of a type in the container (NULL: everywhere), in memory of the caller. */
NTMS_GUID *bench_product_list(HANDLE session, const NTMS_GUID *container, DWORD type, DWORD *count);
NTMS_GUID bench_product_library(HANDLE session); /* the robotic one */
/* The slot or drive of that number in the library. */
NTMS_GUID bench_product_numbered(HANDLE session, const NTMS_GUID *library, DWORD type,
                                 DWORD number);
DWORD bench_product_request_state(HANDLE session, const NTMS_GUID *request);
/* Waits until the newest request of an operation is finished, and expects that it passed. */
void bench_product_finish(HANDLE session, const NTMS_GUID *library, DWORD operation);
/* Reserves slot number `slot`, brings a cleaner in by the port and waits until it lies there. */
void bench_product_cleaner(HANDLE session, vtl_handle vtl, const NTMS_GUID *library, DWORD slot);

/* ---- the world ---- */

/* The data folder that this process and its children use from now on; emptied when fresh. */
void bench_folder(const char *name, BOOL fresh);
void bench_folder_path(const char *file, char path[MAX_PATH]);

/* One virtual library: slots, of which all but the last four hold data cartridges, 2 drives, a
 * port, no delays. */
void bench_library(struct vtl_client_library *library, uint32_t slots);
vtl_handle bench_vtl_build(const struct vtl_client_library *library);

/* ---- SQLite by itself ---- */

/* Opens a database of the data folder as the product does: WAL, FULL. */
sqlite3 *bench_sqlite_open(const char *file);
void bench_sqlite_run(sqlite3 *db, const char *sql);
sqlite3_stmt *bench_sqlite_prepare(sqlite3 *db, const char *sql);
/* Runs a prepared statement to its end, reading every column; returns how many rows there were. */
uint32_t bench_sqlite_rows(sqlite3_stmt *statement);

/* ---- the measurements ---- */

void bench_calls(void);       /* CleanNtmsDrive, GetNtmsObjectInformation */
void bench_allocate(void);    /* AllocateNtmsMedia */
void bench_list(void);        /* reading 10,000 cartridges */
void bench_cleaning(void);    /* a whole cleaning */
void bench_mount(void);       /* a mount */
void bench_mount_large(void); /* and with 10,000 slots */
void bench_makespan(void);    /* 1,000 mounts over 4 drives with cleanings between */
void bench_inventory(void);   /* inventories and service start with 10,000 slots */
void bench_memory(void);      /* peak of a process with 1,000 and with 10,000 slots */
void bench_memory_use(void);  /* child of it: its peak in KiB is its exit code */
void bench_memory_bare(void);
void bench_notification(void); /* news of what another process changes */
void bench_notification_other(void);
void bench_export(void);    /* of 100,000 media */
void bench_start(void);     /* LoadLibrary to the first answer */
void bench_start_use(void); /* child of it: its time in microseconds is its exit code */
void bench_start_bare(void);

/* Starts the program again for a measurement; returns its exit code. Fails over BENCH_CHILD_LIMIT,
 * which is how a child's own failure is told. */
enum { BENCH_CHILD_LIMIT = 0x7FFFFFFF };
DWORD bench_child(const char *measurement);

/* The same without waiting; returns the process. */
HANDLE bench_child_start(const char *measurement);

#endif
