/* SPDX-License-Identifier: MIT */
/* How a walk comes to rest, and what must hold then. */
#include "walk.h"

#include <stdio.h>

#include "support/invariant.h"

enum { LIST = 8192, REST_MS = 180000, POLL_MS = 50 };

#define UNFINISHED "SELECT count(*) FROM lib_request WHERE state NOT IN (2, 3, 4, 7, 8)"
/* All in one picture: between two of them the next thing may begin. */
#define RESTLESS                                                                                   \
    "SELECT (" UNFINISHED ") + (SELECT count(*) FROM drive WHERE state <> 0)"                      \
    " + (SELECT count(*) FROM intent WHERE outcome = 0)"

/* All ids of a type, in one place: used by one thread only. */
static const NTMS_GUID *list(const NTMS_GUID *container, DWORD type, DWORD *count)
{
    static NTMS_GUID ids[LIST];
    NTMS_GUID copy = container != NULL ? *container : world_null_guid;
    *count = LIST;
    assert_int_equal(
        EnumerateNtmsObject(world.session, container != NULL ? &copy : NULL, ids, count, type, 0),
        ERROR_SUCCESS);
    return ids;
}

/* ---- coming to rest ---- */

static void refuse_all(void)
{
    DWORD count = 0;
    if (world_sql_number("SELECT count(*) FROM op_request WHERE state IN (1, 2, 3)", NULL) == 0)
        return;
    const NTMS_GUID *ids = list(NULL, NTMS_OPREQUEST, &count);
    for (DWORD i = 0; i < count; i++) {
        NTMS_GUID id = ids[i];
        (void)CancelNtmsOperatorRequest(world.session, &id);
    }
}

static void dismount_loaded(void)
{
    for (uint32_t i = 0; i < world.drive_count; i++) {
        NTMS_DRIVEINFORMATIONW drive = world_drive(i);
        if (drive.State == NTMS_DRIVESTATE_LOADED)
            (void)DismountNtmsMedia(world.session, &drive.SavedPartitionId, 1,
                                    NTMS_DISMOUNT_IMMEDIATE);
    }
}

/* Everything that is not at rest, then the end of the case. */
static void fail_restless(const struct walk_plan *plan)
{
    DWORD count = 0;
    const NTMS_GUID *ids = list(NULL, NTMS_LIBREQUEST, &count);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&ids[i], NTMS_LIBREQUEST);
        NTMS_LIBREQUESTINFORMATIONW *request = &object.Info.LibRequest;
        if (request->State == NTMS_LM_QUEUED || request->State == NTMS_LM_INPROCESS ||
            request->State == NTMS_LM_WAITING)
            print_error("request of operation %u, state %u, error %u, medium %08x, drive %08x, "
                        "option %u, '%ls'\n",
                        (unsigned)request->OperationCode, (unsigned)request->State,
                        (unsigned)request->dwErrorCode, (unsigned)request->PhysMediaId.Data1,
                        (unsigned)request->DriveId.Data1, (unsigned)request->OperationOption,
                        (const wchar_t *)object.szDescription);
    }
    for (uint32_t i = 0; i < world.drive_count; i++) {
        NTMS_OBJECTINFORMATIONW object = world_read(&world.drives[i], NTMS_DRIVE);
        print_error("drive %u (%08x): state %u, operational state %u, side %08x\n", (unsigned)i,
                    (unsigned)world.drives[i].Data1, (unsigned)object.Info.Drive.State,
                    (unsigned)object.dwOperationalState,
                    (unsigned)object.Info.Drive.SavedPartitionId.Data1);
    }
    fail_msg("seed %u: the library does not come to rest", (unsigned)plan->seed);
}

void walk_rest(const struct walk_plan *plan)
{
    ULONGLONG start = GetTickCount64();
    BOOL rested = FALSE;
    while (!rested) {
        if (GetTickCount64() - start > REST_MS)
            fail_restless(plan);
        refuse_all();
        rested = world_sql_number(RESTLESS, NULL) == 0;
        /* What waits for a drive, be it a dismount's end, may wait for this one. */
        if (!rested)
            dismount_loaded();
        if (!rested)
            Sleep(POLL_MS);
    }
}

/* ---- what must hold ---- */

static const struct {
    const char *what;
    const char *query; /* how many there are of it: none */
} faults[] = {
    {"sides owned without a logical medium, or the other way",
     "SELECT count(*) FROM media_side WHERE (state IN (5, 6)) <> (logical_media IS NOT NULL)"},
    {"logical media without exactly one side",
     "SELECT count(*) FROM logical_media l"
     " WHERE (SELECT count(*) FROM media_side s WHERE s.logical_media = l.id) <> 1"},
    {"sides whose logical medium is gone",
     "SELECT count(*) FROM media_side WHERE logical_media IS NOT NULL"
     " AND logical_media NOT IN (SELECT id FROM logical_media)"},
    {"logical media of another pool than their cartridge",
     "SELECT count(*) FROM logical_media l JOIN media_side s ON s.logical_media = l.id"
     " JOIN physical_media m ON m.id = s.physical_media WHERE m.media_pool <> l.media_pool"},
    {"cartridges in a pool of another media type",
     "SELECT count(*) FROM physical_media m JOIN media_pool p ON p.id = m.media_pool"
     " WHERE m.media_type IS NOT p.media_type"},
    {"owned or reserved sides outside of applications' pools",
     "SELECT count(*) FROM media_side s JOIN physical_media m ON m.id = s.physical_media"
     " JOIN media_pool p ON p.id = m.media_pool"
     " WHERE s.state IN (5, 6, 9) AND p.pool_type <> 1000"},
    {"available sides outside of Free and of applications' pools",
     "SELECT count(*) FROM media_side s JOIN physical_media m ON m.id = s.physical_media"
     " JOIN media_pool p ON p.id = m.media_pool WHERE s.state = 4 AND p.pool_type NOT IN (1, "
     "1000)"},
    {"foreign sides outside of Unrecognized and Import",
     "SELECT count(*) FROM media_side s JOIN physical_media m ON m.id = s.physical_media"
     " JOIN media_pool p ON p.id = m.media_pool WHERE s.state = 7 AND p.pool_type NOT IN (2, 3)"},
    {"sides that nobody prepares", "SELECT count(*) FROM media_side WHERE state = 1"},
    {"cartridges without all their sides",
     "SELECT count(*) FROM physical_media m WHERE m.number_of_partitions <>"
     " (SELECT count(*) FROM media_side s WHERE s.physical_media = m.id)"},
    {"cartridges that are not idle in a place of their own",
     "SELECT count(*) FROM physical_media WHERE media_state <> 0 OR mounted_partition IS NOT NULL"
     " OR location_type <> 16"},
    {"drives that believe in a medium",
     "SELECT count(*) FROM drive WHERE state <> 0 OR saved_partition IS NOT NULL"},
    {"requests that have not ended in a documented way",
     "SELECT count(*) FROM lib_request WHERE state NOT IN (2, 3, 7, 8) OR completed < queued"
     " OR (state = 3) <> (error <> 0)"},
    {"operator requests that nobody waits for",
     "SELECT count(*) FROM op_request WHERE state NOT IN (4, 5)"},
};

static DWORD count_in(const NTMS_GUID *pool, DWORD type)
{
    DWORD count = 0;
    (void)list(pool, type, &count);
    return count;
}

/* The counts of a pool are what is in it. */
static void check_pool(const NTMS_GUID *id)
{
    NTMS_MEDIAPOOLINFORMATION pool = pools_read(id);
    NTMS_GUID inner[WORLD_LIST];
    if (!world_same(&pool.MediaType, &world_null_guid)) {
        assert_int_equal(pool.dwNumberOfPhysicalMedia, count_in(id, NTMS_PHYSICAL_MEDIA));
        assert_int_equal(pool.dwNumberOfLogicalMedia, count_in(id, NTMS_LOGICAL_MEDIA));
        return;
    }
    DWORD count = world_list(id, NTMS_MEDIA_POOL, inner);
    assert_int_equal(pool.dwNumberOfMediaPools, count);
    for (DWORD i = 0; i < count; i++)
        check_pool(&inner[i]);
}

void walk_check(const struct walk_plan *plan)
{
    NTMS_GUID pools[WORLD_LIST];
    DWORD count = world_list(NULL, NTMS_MEDIA_POOL, pools);
    uint32_t wrong = 0;
    invariant_check(world.session, world.vtl);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        int64_t found = world_sql_number(faults[i].query, NULL);
        if (found != 0)
            print_error("%s: %u\n", faults[i].what, (unsigned)found);
        wrong += found != 0;
    }
    if (wrong != 0)
        fail_msg("seed %u: see above", (unsigned)plan->seed);
    for (DWORD i = 0; i < count; i++)
        check_pool(&pools[i]);
}
