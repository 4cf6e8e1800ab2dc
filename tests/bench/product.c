/* SPDX-License-Identifier: MIT */
/* The product as a program sees it, found by name at run time so that a process can do without. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 60000, LOOK_AGAIN_MS = 5 };

struct bench_product bench_product;

static FARPROC find(HMODULE library, const char *name)
{
    FARPROC function = GetProcAddress(library, name);
    if (function == NULL)
        bench_fail(name, GetLastError());
    return function;
}

void bench_product_load(void)
{
    HMODULE library = LoadLibraryA("ntmsapi.dll");
    if (library == NULL)
        bench_fail("ntmsapi.dll cannot be loaded", GetLastError());
#define FIND(member, name)                                                                         \
    bench_product.member = (__typeof__(bench_product.member))(void (*)(void))find(library, name)
    FIND(open, "OpenNtmsSessionW");
    FIND(close, "CloseNtmsSession");
    FIND(enumerate, "EnumerateNtmsObject");
    FIND(read, "GetNtmsObjectInformationW");
    FIND(reserve, "ReserveNtmsCleanerSlot");
    FIND(inject, "InjectNtmsCleaner");
    FIND(clean, "CleanNtmsDrive");
    FIND(mount, "MountNtmsMedia");
    FIND(dismount, "DismountNtmsMedia");
    FIND(move, "MoveToNtmsMediaPool");
    FIND(create_pool, "CreateNtmsMediaPoolW");
    FIND(allocate, "AllocateNtmsMedia");
    FIND(inventory, "InventoryNtmsLibrary");
    FIND(set, "SetNtmsObjectInformationW");
    FIND(open_notification, "OpenNtmsNotification");
    FIND(wait_notification, "WaitForNtmsNotification");
    FIND(close_notification, "CloseNtmsNotification");
    FIND(export_database, "ExportNtmsDatabase");
#undef FIND
}

static void expect(DWORD error, const char *what)
{
    if (error != ERROR_SUCCESS)
        bench_fail(what, error);
}

HANDLE bench_product_open(void)
{
    HANDLE session = bench_product.open(NULL, L"bench", 0);
    if (session == INVALID_HANDLE_VALUE)
        bench_fail("OpenNtmsSession", GetLastError());
    return session;
}

NTMS_OBJECTINFORMATIONW bench_product_read(HANDLE session, const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONW object;
    NTMS_GUID copy = *id;
    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    expect(bench_product.read(session, &copy, &object), "GetNtmsObjectInformation");
    return object;
}

NTMS_GUID *bench_product_list(HANDLE session, const NTMS_GUID *container, DWORD type, DWORD *count)
{
    NTMS_GUID id = container != NULL ? *container : (NTMS_GUID)NTMS_NULLGUID;
    NTMS_GUID *list = NULL;
    DWORD error;

    *count = 64;
    do {
        *count += 64; /* there may be more by now */
        free(list);
        list = calloc(*count, sizeof *list);
        if (list == NULL)
            bench_fail("no memory", ERROR_NOT_ENOUGH_MEMORY);
        error =
            bench_product.enumerate(session, container != NULL ? &id : NULL, list, count, type, 0);
    } while (error == ERROR_INSUFFICIENT_BUFFER);
    expect(error, "EnumerateNtmsObject");
    return list;
}

NTMS_GUID bench_product_library(HANDLE session)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, NULL, NTMS_LIBRARY, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW library = bench_product_read(session, &list[i], NTMS_LIBRARY);
        if (library.Info.Library.LibraryType == NTMS_LIBRARYTYPE_ONLINE)
            found = list[i];
    }
    free(list);
    if (NTMS_IS_NULLGUID(found))
        bench_fail("the virtual library was not found", ERROR_OBJECT_NOT_FOUND);
    return found;
}

NTMS_GUID bench_product_numbered(HANDLE session, const NTMS_GUID *library, DWORD type, DWORD number)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, library, type, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = bench_product_read(session, &list[i], type);
        DWORD its_number =
            type == NTMS_DRIVE ? object.Info.Drive.Number : object.Info.StorageSlot.Number;
        if (its_number == number)
            found = list[i];
    }
    free(list);
    if (NTMS_IS_NULLGUID(found))
        bench_fail("there is no such slot or drive", ERROR_OBJECT_NOT_FOUND);
    return found;
}

DWORD bench_product_request_state(HANDLE session, const NTMS_GUID *request)
{
    return bench_product_read(session, request, NTMS_LIBREQUEST).Info.LibRequest.State;
}

static NTMS_GUID newest(HANDLE session, const NTMS_GUID *library, DWORD operation)
{
    DWORD count;
    NTMS_GUID *list = bench_product_list(session, library, NTMS_LIBREQUEST, &count);
    NTMS_GUID found = NTMS_NULLGUID;
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW request = bench_product_read(session, &list[i], NTMS_LIBREQUEST);
        if (request.Info.LibRequest.OperationCode == operation)
            found = list[i];
    }
    free(list);
    if (NTMS_IS_NULLGUID(found))
        bench_fail("there is no such request", ERROR_OBJECT_NOT_FOUND);
    return found;
}

void bench_product_finish(HANDLE session, const NTMS_GUID *library, DWORD operation)
{
    NTMS_GUID request = newest(session, library, operation);
    DWORD state = NTMS_LM_QUEUED;
    for (DWORD waited = 0; waited < PATIENCE_MS; waited += LOOK_AGAIN_MS) {
        state = bench_product_request_state(session, &request);
        if (state == NTMS_LM_PASSED)
            return;
        if (state != NTMS_LM_QUEUED && state != NTMS_LM_INPROCESS && state != NTMS_LM_WAITING &&
            state != NTMS_LM_DEFERRED)
            bench_fail("a request failed; its state is the error number", state);
        Sleep(LOOK_AGAIN_MS);
    }
    bench_fail("a request does not end; its state is the error number", state);
}

void bench_product_cleaner(HANDLE session, vtl_handle vtl, const NTMS_GUID *library, DWORD number)
{
    NTMS_GUID id = *library;
    NTMS_GUID slot = bench_product_numbered(session, library, NTMS_STORAGESLOT, number);
    NTMS_GUID operation = NTMS_NULLGUID;
    uint32_t error = vtl_insert_cleaner(vtl, vtl_place(0, VTL_PORT, 0), "CLN001L4", 50000);
    expect(error, "a cleaner cannot be laid into the port");
    expect(bench_product.reserve(session, &id, &slot), "ReserveNtmsCleanerSlot");
    expect(bench_product.inject(session, &id, &operation, 50000, NTMS_INJECT_START),
           "InjectNtmsCleaner");
    bench_product_finish(session, library, NTMS_LM_INJECTCLEANER);
}
