/* SPDX-License-Identifier: MIT */
#include "management_backup.h"

#include "library.h"

#include "api/ports_support.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/child.h"

enum { TEXT = 64, PAUSE_MS = 600000, LIST = 1024 };

/* ---- in step with the parent ---- */

static HANDLE moment(uint32_t parent, uint32_t number, uint32_t round, const char *what)
{
    char name[TEXT];
    snprintf(name, sizeof name, "ntms-management-%u-%u-%u-%s", (unsigned)parent, (unsigned)number,
             (unsigned)round, what);
    return child_event(name);
}

/* The parent holds them all from the beginning: an event lives as long as somebody does. */
static HANDLE paused[BACKUPS][BACKUP_ROUNDS];
static HANDLE going[BACKUPS][BACKUP_ROUNDS];

struct backup backup_start(uint32_t number)
{
    struct backup backup = {.number = number};
    char argument[TEXT];
    DWORD own = GetCurrentProcessId();
    for (uint32_t round = 0; round < BACKUP_ROUNDS; round++) {
        paused[number][round] = moment(own, number, round, "paused");
        going[number][round] = moment(own, number, round, "going");
    }
    snprintf(argument, sizeof argument, "%u %u", (unsigned)own, (unsigned)number);
    backup.process = child_start("backup", argument, NULL);
    return backup;
}

void backup_await_pause(const struct backup *backup, uint32_t round)
{
    if (!child_wait_event(backup->process, paused[backup->number][round])) {
        DWORD code = 0;
        GetExitCodeProcess(backup->process, &code);
        fail_msg("backup program %u ended with %u in round %u", (unsigned)backup->number,
                 (unsigned)code, (unsigned)round);
    }
}

void backup_go_on(const struct backup *backup, uint32_t round)
{
    assert_true(SetEvent(going[backup->number][round]));
}

void backup_finish(const struct backup *backup)
{
    assert_int_equal(child_wait(backup->process), 0);
    for (uint32_t round = 0; round < BACKUP_ROUNDS; round++) {
        CloseHandle(paused[backup->number][round]);
        CloseHandle(going[backup->number][round]);
    }
}

/* ---- the program: its pool and its tape ---- */

static struct program {
    uint32_t parent;
    uint32_t number;
    NTMS_GUID pool;
    NTMS_GUID logical; /* kept until the next round */
} program;

static void make_pool(void)
{
    static const WCHAR *const names[BACKUPS] = {(const WCHAR *)u"Backup 0",
                                                (const WCHAR *)u"Backup 1"};
    NTMS_GUID type = pools_library_type();
    program.pool = pools_make(names[program.number], &type);
    NTMS_OBJECTINFORMATIONW object = world_read(&program.pool, NTMS_MEDIA_POOL);
    object.Info.MediaPool.AllocationPolicy = NTMS_ALLOCATE_FROMSCRATCH;
    object.Info.MediaPool.DeallocationPolicy = NTMS_DEALLOCATE_TOSCRATCH;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &program.pool, &object), 0);
}

static void allocate(uint32_t round)
{
    program.logical = world_null_guid;
    assert_int_equal(AllocateNtmsMedia(world.session, &program.pool, NULL, &program.logical, 0,
                                       WORLD_WAIT_MS, NULL),
                     ERROR_SUCCESS);
    NTMS_OBJECTINFORMATIONW object = world_read(&program.logical, NTMS_LOGICAL_MEDIA);
    object.szName[0] = (WCHAR)(u'0' + program.number);
    object.szName[1] = (WCHAR)(u'0' + round);
    object.szName[2] = 0;
    assert_int_equal(SetNtmsObjectInformationW(world.session, &program.logical, &object), 0);
}

static void mount_and_dismount(uint32_t round)
{
    NTMS_GUID drive = world_null_guid;
    NTMS_GUID medium = program.logical;
    assert_int_equal(MountNtmsMedia(world.session, &medium, &drive, 1,
                                    NTMS_MOUNT_READ | NTMS_MOUNT_WRITE, 0, WORLD_WAIT_MS, NULL),
                     ERROR_SUCCESS);
    assert_int_equal(DismountNtmsMedia(world.session, &medium, 1,
                                       (round + program.number) % 2 == 0 ? NTMS_DISMOUNT_IMMEDIATE
                                                                         : NTMS_DISMOUNT_DEFERRED),
                     ERROR_SUCCESS);
}

/* The tape of the logical medium, in its slot. */
static NTMS_GUID own_tape(void)
{
    NTMS_GUID sides[WORLD_LIST];
    assert_int_equal(world_list(&program.logical, NTMS_PARTITION, sides), 1);
    NTMS_GUID tape = world_read(&sides[0], NTMS_PARTITION).Info.Partition.PhysicalMedia;
    pools_await_idle(&tape);
    return tape;
}

static void give_back(void)
{
    (void)own_tape();
    assert_int_equal(DeallocateNtmsMedia(world.session, &program.logical, 0), ERROR_SUCCESS);
}

/* ---- the first one lets a tape out and in again ---- */

static void forget(NTMS_GUID *request)
{
    assert_int_equal(DeleteNtmsRequests(world.session, request, NTMS_LIBREQUEST, 1), ERROR_SUCCESS);
}

static BOOL is_in_port(void *context)
{
    struct vtl_dump_cartridge cartridge;
    (void)context;
    return world_device_at(world_port(0), &cartridge);
}

/* A tape that came in is read first. */
static BOOL can_be_ejected(void *operation)
{
    NTMS_GUID medium;
    NTMS_PMIDINFORMATIONW row;
    assert_true(library_find_media(BACKUP_TRAVELLER, &medium, &row));
    DWORD error = ports_eject(&medium, operation, NTMS_EJECT_START);
    assert_true(error == ERROR_SUCCESS || error == ERROR_BUSY);
    return error == ERROR_SUCCESS;
}

static void let_out(void)
{
    NTMS_GUID operation = world_null_guid;
    world_wait(can_be_ejected, &operation, "nobody uses the tape");
    ports_wait_open();
    world_wait(is_in_port, NULL, "the tape in the port");
    ports_take(0);
    assert_int_equal(ports_eject(NULL, &operation, NTMS_EJECT_STOP), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
    forget(&operation);
}

static BOOL is_here(void *context)
{
    NTMS_GUID medium;
    NTMS_PMIDINFORMATIONW row;
    (void)context;
    return library_find_media(BACKUP_TRAVELLER, &medium, &row) &&
           world_same(&row.CurrentLibrary, &world.library) && row.LocationType == NTMS_STORAGESLOT;
}

static void take_in(void)
{
    NTMS_GUID operation = world_null_guid;
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STARTMANY), 0);
    ports_wait_open();
    ports_bring(0, BACKUP_TRAVELLER);
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_RETRACT), 0);
    world_wait(is_here, NULL, "the tape is back");
    assert_int_equal(ports_inject(&world.library, &operation, NTMS_INJECT_STOP), 0);
    world_expect_end(&operation, NTMS_LM_PASSED, 0);
}

static void travel(void)
{
    let_out();
    take_in();
}

/* ---- the second one has drives cleaned and asks the operator ---- */

static NTMS_GUID newest_cleaning(void)
{
    static NTMS_GUID list[LIST];
    NTMS_GUID found = world_null_guid;
    DWORD count = LIST;
    assert_int_equal(EnumerateNtmsObject(world.session, NULL, list, &count, NTMS_LIBREQUEST, 0), 0);
    for (DWORD i = 0; i < count; i++) {
        NTMS_OBJECTINFORMATIONW request;
        memset(&request, 0, sizeof request);
        request.dwSize = sizeof request;
        request.dwType = NTMS_LIBREQUEST;
        /* The other one erases what it no longer needs. */
        if (GetNtmsObjectInformationW(world.session, &list[i], &request) == ERROR_SUCCESS &&
            request.Info.LibRequest.OperationCode == NTMS_LM_CLEANDRIVE)
            found = list[i];
    }
    return found;
}

static void administer(uint32_t round)
{
    NTMS_GUID asked = world_null_guid;
    NTMS_GUID tape = own_tape();
    NTMS_GUID pool = pools_make((const WCHAR *)u"For a while", NULL);
    assert_int_equal(CleanNtmsDrive(world.session, &world.drives[round % 2]), 0);
    NTMS_GUID cleaning = newest_cleaning();
    assert_int_equal(SubmitNtmsOperatorRequestW(world.session, NTMS_OPREQ_MESSAGE,
                                                (LPCWSTR)u"How are you?", NULL, NULL, &asked),
                     0);
    assert_int_equal(DisableNtmsObject(world.session, NTMS_PHYSICAL_MEDIA, &tape), 0);
    assert_int_equal(SatisfyNtmsOperatorRequest(world.session, &asked), 0);
    assert_int_equal(EnableNtmsObject(world.session, NTMS_PHYSICAL_MEDIA, &tape), 0);
    assert_int_equal(DeleteNtmsMediaPool(world.session, &pool), 0);
    world_expect_end(&cleaning, NTMS_LM_PASSED, 0);
}

/* ---- rounds ---- */

static void pause(uint32_t round)
{
    HANDLE go = moment(program.parent, program.number, round, "going");
    HANDLE here = moment(program.parent, program.number, round, "paused");
    assert_true(SetEvent(here));
    assert_int_equal(WaitForSingleObject(go, PAUSE_MS), WAIT_OBJECT_0);
    CloseHandle(here);
    CloseHandle(go);
}

static void test_backup_program(void **state)
{
    (void)state;
    world_open();
    make_pool();
    for (uint32_t round = 0; round < BACKUP_ROUNDS; round++) {
        allocate(round);
        mount_and_dismount(round);
        if (program.number == 0)
            travel();
        else
            administer(round);
        pause(round);
        give_back();
    }
    world_close();
}

/* A test program again, for what it asserts. */
int backup_program(const char *argument)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_backup_program)};
    unsigned numbers[2];
    if (sscanf(argument, "%u %u", &numbers[0], &numbers[1]) != 2 || numbers[1] >= BACKUPS)
        return 2;
    program.parent = numbers[0];
    program.number = numbers[1];
    return cmocka_run_group_tests(tests, world_group_setup, NULL);
}
