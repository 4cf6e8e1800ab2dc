/* SPDX-License-Identifier: MIT */
#include "backup.h"

#include <stdio.h>
#include <string.h>

enum { LIST_SIZE = 4096 };

static HANDLE session;
static NTMS_GUID library;
static NTMS_GUID media_type;
static NTMS_GUID list[LIST_SIZE];

static void check(const char *call, DWORD error)
{
    if (error != ERROR_SUCCESS)
        fail(call, error);
}

static BOOL same(const NTMS_GUID *a, const NTMS_GUID *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static NTMS_OBJECTINFORMATIONA read_object(const NTMS_GUID *id, DWORD type)
{
    NTMS_OBJECTINFORMATIONA object;
    NTMS_GUID copy = *id;
    memset(&object, 0, sizeof object);
    object.dwSize = sizeof object;
    object.dwType = type;
    check("GetNtmsObjectInformation", GetNtmsObjectInformationA(session, &copy, &object));
    return object;
}

/* The ids of all objects of a type in a container (NULL = everywhere). */
static DWORD list_objects(const NTMS_GUID *container, DWORD type, NTMS_GUID *out)
{
    NTMS_GUID copy = container != NULL ? *container : (NTMS_GUID)NTMS_NULLGUID;
    DWORD count = LIST_SIZE;
    check("EnumerateNtmsObject",
          EnumerateNtmsObject(session, container != NULL ? &copy : NULL, out, &count, type, 0));
    return count;
}

/* Waits a little; ends the program when that has been going on for too long. */
static void wait_since(ULONGLONG start, const char *what)
{
    if (GetTickCount64() - start > PATIENCE_MS)
        fail(what, ERROR_TIMEOUT);
    Sleep(20);
}

void media_open(const char *application)
{
    session = OpenNtmsSessionA(NULL, application, 0);
    if (session == INVALID_HANDLE_VALUE)
        fail("OpenNtmsSession", GetLastError());
}

void media_close(void)
{
    check("CloseNtmsSession", CloseNtmsSession(session));
}

void media_find_library(void)
{
    DWORD count = list_objects(NULL, NTMS_LIBRARY, list);
    BOOL found = FALSE;
    for (DWORD i = 0; i < count && !found; i++) {
        NTMS_OBJECTINFORMATIONA object = read_object(&list[i], NTMS_LIBRARY);
        found = object.Info.Library.LibraryType == NTMS_LIBRARYTYPE_ONLINE;
        library = list[i];
        if (found)
            say("library: %s", object.szName);
    }
    if (!found)
        fail("no robotic library", ERROR_OBJECT_NOT_FOUND);
    count = list_objects(&library, NTMS_MEDIA_TYPE, list);
    if (count == 0)
        fail("no media type", ERROR_OBJECT_NOT_FOUND);
    media_type = list[0];
    NTMS_OBJECTINFORMATIONA type = read_object(&media_type, NTMS_MEDIA_TYPE);
    say("media type: %s", type.szName);
}

static BOOL is_over(DWORD state)
{
    return state == NTMS_LM_PASSED || state == NTMS_LM_FAILED || state == NTMS_LM_INVALID ||
           state == NTMS_LM_CANCELLED || state == NTMS_LM_STOPPED;
}

static BOOL is_looking(DWORD operation)
{
    return operation == NTMS_LM_INVENTORY || operation == NTMS_LM_CLASSIFY ||
           operation == NTMS_LM_PROCESSOMID;
}

void media_inventory(BOOL full)
{
    ULONGLONG start = GetTickCount64();
    BOOL open = TRUE;
    if (full)
        check("InventoryNtmsLibrary", InventoryNtmsLibrary(session, &library, NTMS_INVENTORY_OMID));
    while (open) {
        DWORD count = list_objects(&library, NTMS_LIBREQUEST, list);
        open = FALSE;
        for (DWORD i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONA request = read_object(&list[i], NTMS_LIBREQUEST);
            open = open || (is_looking(request.Info.LibRequest.OperationCode) &&
                            !is_over(request.Info.LibRequest.State));
        }
        if (open)
            wait_since(start, "inventory");
    }
}

NTMS_GUID media_pool(void)
{
    NTMS_GUID pool = NTMS_NULLGUID;
    check("CreateNtmsMediaPool",
          CreateNtmsMediaPoolA(session, BACKUP_POOL, &media_type, NTMS_OPEN_ALWAYS, NULL, &pool));
    NTMS_OBJECTINFORMATIONA object = read_object(&pool, NTMS_MEDIA_POOL);
    object.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    object.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
    check("SetNtmsObjectInformation", SetNtmsObjectInformationA(session, &pool, &object));
    return pool;
}

/* The pool of unused, unknown or imported media of our type. */
static NTMS_GUID system_pool(DWORD kind)
{
    DWORD count = list_objects(NULL, NTMS_MEDIA_POOL, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA top = read_object(&list[i], NTMS_MEDIA_POOL);
        if (top.Info.MediaPool.PoolType != kind)
            continue;
        NTMS_GUID parent = list[i];
        count = list_objects(&parent, NTMS_MEDIA_POOL, list);
        for (i = 0; i < count; i++) {
            NTMS_OBJECTINFORMATIONA child = read_object(&list[i], NTMS_MEDIA_POOL);
            if (same(&child.Info.MediaPool.MediaType, &media_type))
                return list[i];
        }
    }
    fail("no system pool of our media type", ERROR_OBJECT_NOT_FOUND);
    return (NTMS_GUID)NTMS_NULLGUID;
}

/* The state of the first side of a cartridge. */
static DWORD side_state(const NTMS_GUID *medium)
{
    NTMS_GUID sides[2];
    NTMS_GUID copy = *medium;
    DWORD count = 2;
    check("EnumerateNtmsObject",
          EnumerateNtmsObject(session, &copy, sides, &count, NTMS_PARTITION, 0));
    return read_object(&sides[0], NTMS_PARTITION).Info.Partition.State;
}

void media_prepare(DWORD count)
{
    static NTMS_GUID unknown[LIST_SIZE];
    NTMS_GUID free_pool = system_pool(NTMS_POOLTYPE_SCRATCH);
    NTMS_GUID unknown_pool = system_pool(NTMS_POOLTYPE_FOREIGN);
    DWORD ready = list_objects(&free_pool, NTMS_PHYSICAL_MEDIA, list);
    DWORD others = list_objects(&unknown_pool, NTMS_PHYSICAL_MEDIA, unknown);
    ULONGLONG start = GetTickCount64();
    for (DWORD i = 0; ready < count; i++, ready++) {
        if (i == others)
            fail("not enough tapes", ERROR_MEDIA_UNAVAILABLE);
        NTMS_OBJECTINFORMATIONA medium = read_object(&unknown[i], NTMS_PHYSICAL_MEDIA);
        say("preparing tape %s", medium.Info.PhysicalMedia.szBarCode);
        check("MoveToNtmsMediaPool", MoveToNtmsMediaPool(session, &unknown[i], &free_pool));
        while (side_state(&unknown[i]) != NTMS_PARTSTATE_AVAILABLE)
            wait_since(start, "preparing a tape");
    }
}

NTMS_GUID media_allocate(NTMS_GUID *pool)
{
    NTMS_GUID logical = NTMS_NULLGUID;
    NTMS_ALLOCATION_INFORMATION source;
    memset(&source, 0, sizeof source);
    source.dwSize = sizeof source;
    check("AllocateNtmsMedia",
          AllocateNtmsMedia(session, pool, NULL, &logical, NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE,
                            PATIENCE_MS, &source));
    return logical;
}

static NTMS_GUID side_of(const NTMS_GUID *logical)
{
    NTMS_GUID sides[2];
    NTMS_GUID copy = *logical;
    DWORD count = 2;
    check("EnumerateNtmsObject",
          EnumerateNtmsObject(session, &copy, sides, &count, NTMS_PARTITION, 0));
    if (count != 1)
        fail("a logical medium has one side", ERROR_INVALID_DATA);
    return sides[0];
}

void media_mount(const NTMS_GUID *logical, DWORD count, DWORD access, char devices[][64])
{
    NTMS_GUID media[TAPES];
    NTMS_GUID drives[TAPES];
    memcpy(media, logical, count * sizeof *media);
    memset(drives, 0, sizeof drives);
    check("MountNtmsMedia", MountNtmsMedia(session, media, drives, count, access,
                                           NTMS_PRIORITY_NORMAL, PATIENCE_MS, NULL));
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA drive = read_object(&drives[i], NTMS_DRIVE);
        NTMS_GUID side = side_of(&logical[i]);
        if (drive.Info.Drive.State != NTMS_DRIVESTATE_LOADED ||
            !same(&drive.Info.Drive.SavedPartitionId, &side))
            fail("the drive does not hold what was mounted", ERROR_INVALID_STATE);
        memcpy(devices[i], drive.Info.Drive.szDeviceName, 64);
    }
}

void media_dismount(const NTMS_GUID *logical, DWORD count, DWORD option)
{
    NTMS_GUID media[TAPES];
    memcpy(media, logical, count * sizeof *media);
    check("DismountNtmsMedia", DismountNtmsMedia(session, media, count, option));
}

void media_label(const NTMS_GUID *logical, BYTE *label)
{
    NTMS_GUID copy = *logical;
    check("UpdateNtmsOmidInfo",
          UpdateNtmsOmidInfo(session, &copy, NTMS_OMID_TYPE_RAW_LABEL, TAPE_LABEL_BYTES, label));
}

static NTMS_GUID medium_of(const NTMS_GUID *logical)
{
    NTMS_GUID side = side_of(logical);
    return read_object(&side, NTMS_PARTITION).Info.Partition.PhysicalMedia;
}

static void wait_idle(const NTMS_GUID *medium)
{
    ULONGLONG start = GetTickCount64();
    while (read_object(medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaState !=
           NTMS_MEDIASTATE_IDLE)
        wait_since(start, "a tape to come to rest");
}

void media_complete(const NTMS_GUID *logical)
{
    NTMS_GUID copy = *logical;
    NTMS_GUID medium = medium_of(logical);
    wait_idle(&medium);
    check("SetNtmsMediaComplete", SetNtmsMediaComplete(session, &copy));
}

NTMS_GUID media_reclaim(NTMS_GUID *pool, const struct tape *tape)
{
    NTMS_GUID import = system_pool(NTMS_POOLTYPE_IMPORT);
    DWORD count = list_objects(&import, NTMS_PARTITION, list);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONA side = read_object(&list[i], NTMS_PARTITION);
        const NTMS_PARTITIONINFORMATIONA *info = &side.Info.Partition;
        if (strcmp(info->szOmidLabelType, BACKUP_NAME) != 0 ||
            strcmp(info->szOmidLabelInfo, tape->name) != 0)
            continue;
        if (info->dwOmidLabelIdLength != sizeof tape->id ||
            memcmp(info->OmidLabelId, &tape->id, sizeof tape->id) != 0)
            fail("a tape has another identifier than was written", ERROR_INVALID_DATA);
        NTMS_GUID logical = NTMS_NULLGUID;
        check("AllocateNtmsMedia",
              AllocateNtmsMedia(session, pool, &list[i], &logical, 0, PATIENCE_MS, NULL));
        return logical;
    }
    fail(tape->name, ERROR_OBJECT_NOT_FOUND);
    return (NTMS_GUID)NTMS_NULLGUID;
}

void media_give_back(const NTMS_GUID *logical)
{
    NTMS_GUID copy = *logical;
    NTMS_GUID medium = medium_of(logical);
    ULONGLONG start = GetTickCount64();
    wait_idle(&medium);
    check("DeallocateNtmsMedia", DeallocateNtmsMedia(session, &copy, 0));
    while (side_state(&medium) != NTMS_PARTSTATE_AVAILABLE)
        wait_since(start, "a tape to come back to Free");
    NTMS_GUID free_pool = system_pool(NTMS_POOLTYPE_SCRATCH);
    NTMS_GUID now = read_object(&medium, NTMS_PHYSICAL_MEDIA).Info.PhysicalMedia.MediaPool;
    if (!same(&now, &free_pool))
        fail("a tape did not come back to Free", ERROR_INVALID_STATE);
}

DWORD media_settle(const NTMS_GUID *pool)
{
    static NTMS_GUID media[LIST_SIZE];
    DWORD count = list_objects(pool, NTMS_PHYSICAL_MEDIA, media);
    for (DWORD i = 0; i < count; i++)
        wait_idle(&media[i]);
    return count;
}
